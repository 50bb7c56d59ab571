#include "cli/xa-cli-tasks.h"

#include "cli/xa-cli-live.h"
#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-scope.h"
#include "control/xa-control.h"
#include "control/xa-metrics-text.h"
#include "model/xa-time.h"
#include "sync/xa-sync-report.h"

#include <stdio.h>

#define N_OVER 50

/* --- what there is --------------------------------------------------------------------------------- */

static gboolean
is_simulated (const XaControlLane *lane)
{
  const XaProvider *provider = xa_provider_by_id (lane->provider);

  return provider && provider->is_simulated;
}

static gboolean
is_task_simulated (const XaControlPicture *picture,
                   const XaControlTask    *task)
{
  for (guint i = 0; i < picture->n_lanes; i++)
    if (picture->lanes[i].connection_id == task->connection_id)
      return is_simulated (&picture->lanes[i]);

  return FALSE;
}

static gboolean
has_simulated (const XaControlPicture *picture)
{
  for (guint i = 0; i < picture->n_lanes; i++)
    if (is_simulated (&picture->lanes[i]))
      return TRUE;

  return FALSE;
}

static void
build_lane (JsonBuilder         *json,
            const XaControlLane *lane)
{
  json_builder_begin_object (json);
  xa_cli_json_number (json, "id", lane->connection_id);
  xa_cli_json_text (json, "connection", lane->name);
  xa_cli_json_text (json, "provider", lane->provider);
  xa_cli_json_flag (json, "simulated", is_simulated (lane));
  xa_cli_json_text (json, "state", xa_lane_state_id (lane->state));
  xa_cli_json_text (json, "cause", *lane->cause ? lane->cause : NULL);
  xa_cli_json_text (json, "message", *lane->cause_text ? lane->cause_text : NULL);
  xa_cli_json_time (json, "until", lane->until_us);
  xa_cli_json_time (json, "next_due", lane->next_due_us);
  xa_cli_json_time (json, "last_ok", lane->last_ok_us);
  xa_cli_json_flag (json, "live", lane->is_push);
  xa_cli_json_number (json, "live_sources", lane->n_live);
  xa_cli_json_text (json, "not_live_because", *lane->stream_text ? lane->stream_text : NULL);
  xa_cli_json_number (json, "interval_seconds", lane->interval_s);
  xa_cli_json_number (json, "speed_percent", (gint64) (lane->throttle * 100 + 0.5));
  xa_cli_json_number (json, "running", lane->n_running);
  xa_cli_json_number (json, "queued", lane->n_queued);
  xa_cli_json_number (json, "waiting", lane->n_waiting);
  xa_cli_json_number (json, "failed", lane->n_failed);
  xa_cli_json_number (json, "dead", lane->n_dead);
  xa_cli_json_number (json, "done_in_a_day", lane->n_done);
  json_builder_end_object (json);
}

static void
build_task (JsonBuilder            *json,
            const XaControlPicture *picture,
            const XaControlTask    *task)
{
  json_builder_begin_object (json);
  xa_cli_json_number (json, "id", task->id);
  xa_cli_json_text (json, "kind", xa_task_kind_id (task->kind));
  xa_cli_json_text (json, "what", task->title);
  xa_cli_json_number (json, "connection", task->connection_id);
  xa_cli_json_flag (json, "simulated", is_task_simulated (picture, task));
  xa_cli_json_text (json, "state", xa_task_state_id (task->state));
  xa_cli_json_number (json, "attempts", task->attempts);
  xa_cli_json_time (json, "not_before", task->not_before_us);
  xa_cli_json_number (json, "done", task->done);
  if (task->total != XA_COUNT_UNKNOWN)
    xa_cli_json_number (json, "total", task->total);
  xa_cli_json_text (json, "cause", *task->cause ? task->cause : NULL);
  xa_cli_json_text (json, "message", *task->cause_text ? task->cause_text : NULL);
  xa_cli_json_time (json, "created", task->created_us);
  xa_cli_json_time (json, "started", task->started_us);
  xa_cli_json_time (json, "finished", task->finished_us);
  json_builder_end_object (json);
}

static void
print_json (const XaControlPicture *picture)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  xa_cli_json_flag (json, "paused", picture->is_paused);
  xa_cli_json_time (json, "next_due", picture->next_due_us);
  json_builder_set_member_name (json, "lanes");
  json_builder_begin_array (json);
  for (guint i = 0; i < picture->n_lanes; i++)
    if (picture->lanes[i].connection_id)
      build_lane (json, &picture->lanes[i]);
  json_builder_end_array (json);
  json_builder_set_member_name (json, "tasks");
  json_builder_begin_array (json);
  for (guint i = 0; i < picture->n_tasks; i++)
    build_task (json, picture, &picture->tasks[i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
  xa_cli_json_print (json);
}

static char *
format_when (const XaControlTask *task)
{
  gint64 when_us = task->not_before_us != XA_TIME_UNKNOWN && xa_task_state_is_open (task->state) ? task->not_before_us : task->finished_us;

  return when_us == XA_TIME_UNKNOWN ? g_strdup ("-") : xa_cli_format_time (when_us);
}

/* A word, or the sentence where no word was found for it. */
static char *
format_cause (const XaControlTask *task)
{
  if (g_str_equal (task->cause, "other") && *task->cause_text)
    return xa_cli_display (task->cause_text);

  return g_strdup (*task->cause ? task->cause : "-");
}

static void
print_tasks (const XaControlPicture *picture)
{
  static const char *const columns[] = { ">Task", "Kind", "What", "State", ">Records", "When", "Cause", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = 0; i < picture->n_tasks; i++) {
    const XaControlTask *task = &picture->tasks[i];
    g_autofree char     *id = g_strdup_printf ("%" G_GINT64_FORMAT, task->id);
    g_autofree char     *title = xa_cli_shorten (task->title);
    g_autofree char     *marked = g_strconcat (title, is_task_simulated (picture, task) ? " (SIMULATED)" : "", NULL);
    g_autofree char     *shown = xa_cli_display (marked);
    g_autofree char     *done = xa_cli_format_count (task->done);
    g_autofree char     *when = format_when (task);
    g_autofree char     *cause = format_cause (task);

    xa_cli_table_add (table, (const char *[]) { id, xa_task_kind_id (task->kind), shown, xa_task_state_id (task->state), done, when, cause, NULL });
  }
  if (picture->n_tasks)
    xa_cli_table_print (table);
  else
    xa_cli_say ("There is nothing to do, and nothing was done.");
}

static void
print_lanes (const XaControlPicture *picture)
{
  static const char *const columns[] = { "Connection", "State", "Next", "Last", ">Done today", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  if (picture->n_lanes < 2)
    return;
  for (guint i = 0; i < picture->n_lanes; i++) {
    const XaControlLane *lane = &picture->lanes[i];
    g_autofree char     *name = xa_cli_display (lane->name);
    g_autofree char     *next = lane->next_due_us == XA_TIME_UNKNOWN ? g_strdup ("-") : lane->next_due_us <= picture->at_us ? g_strdup ("now")
                                                                                                                            : xa_cli_format_time (lane->next_due_us);
    g_autofree char     *last = lane->last_ok_us == XA_TIME_UNKNOWN ? g_strdup ("-") : xa_cli_format_time (lane->last_ok_us);
    g_autofree char     *done = xa_cli_format_count (lane->n_done);

    if (lane->connection_id)
      xa_cli_table_add (table, (const char *[]) { name, lane->is_push && lane->state == XA_LANE_IDLE ? "live" : xa_lane_state_id (lane->state), next, last, done, NULL });
  }
  xa_cli_table_print (table);
  printf ("\n");
}

static XaCliExit
list_tasks (XaCli   *self,
            GError **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  g_autoptr (XaControlPicture) picture = store ? xa_control_picture_load (store, xa_time_now (), N_OVER, error) : NULL;

  if (!picture)
    return XA_CLI_FAILED;
  if (has_simulated (picture))
    xa_cli_scope_mark_simulated (xa_cli_wants_json (self) ? XA_CLI_FORM_DATA : XA_CLI_FORM_TEXT);
  if (xa_cli_wants_json (self)) {
    print_json (picture);
    return XA_CLI_OK;
  }
  if (picture->is_paused)
    xa_cli_say ("Everything is paused: \"tasks --resume\" goes on.");
  print_lanes (picture);
  print_tasks (picture);

  return XA_CLI_OK;
}

/* --- steering -------------------------------------------------------------------------------------- */

static const struct {
  const char   *option;
  XaControlVerb verb;
} verbs[] = {
  { "pause", XA_CONTROL_PAUSE },
  { "resume", XA_CONTROL_RESUME },
  { "cancel", XA_CONTROL_CANCEL },
  { "retry", XA_CONTROL_RETRY },
  { "speed", XA_CONTROL_THROTTLE },
  { "interval", XA_CONTROL_INTERVAL },
};

/* An audience alone says nothing of what is wanted; a wrong one is said to be that first. */
static XaCliExit
refuse_nothing (XaCli   *self,
                GError **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  g_autoptr (GPtrArray) sources = store ? xa_store_list_sources (store, error) : NULL;
  g_autoptr (GArray) ids = sources ? xa_sync_find_sources (sources, xa_cli_get_arguments (self), error) : NULL;

  if (!ids)
    return XA_CLI_FAILED;

  return xa_cli_usage (error, "say what to do with them: --pause, --resume, --cancel, --retry or --interval; --speed is of a connection, or of all");
}

/* What is over is not cancelled, and what was done is not tried again. */
static gboolean
say_if_over (XaCli           *self,
             const XaControl *control,
             GError         **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  g_autoptr (GPtrArray) tasks = store ? xa_store_list_tasks (store, NULL, 0, error) : NULL;

  for (guint i = 0; tasks && i < tasks->len; i++) {
    const XaTask *task = tasks->pdata[i];

    if (task->id == control->task_id && (control->verb == XA_CONTROL_CANCEL ? !xa_task_state_is_open (task->state) : task->state == XA_TASK_DONE))
      xa_cli_say ("Task %" G_GINT64_FORMAT " is over already: %s. Nothing was changed.", task->id, xa_task_state_id (task->state));
  }

  return tasks != NULL;
}

/* Returns: how many verbs were given */
static guint
find_verb (XaCli     *self,
           XaControl *control)
{
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (xa_cli_has (self, verbs[i].option)) {
      control->verb = verbs[i].verb;
      n++;
    }

  return n;
}

static gboolean
read_value (XaCli     *self,
            XaControl *control,
            GError   **error)
{
  if (control->verb == XA_CONTROL_INTERVAL)
    control->value = (double) xa_cli_get_number (self, "interval", 0) * 60;
  if (control->verb != XA_CONTROL_THROTTLE)
    return TRUE;
  control->value = (double) xa_cli_get_number (self, "speed", 100) / 100;
  if (control->value > 0 && control->value <= 1)
    return TRUE;
  xa_cli_usage (error, "--speed takes a part of the allowed speed, from 1 to 100 percent");

  return FALSE;
}

static gboolean
apply_to_each (XaCli     *self,
               XaSync    *sync,
               XaControl *control,
               GError   **error)
{
  g_autoptr (GPtrArray) sources = xa_sync_list_sources (sync, error);
  g_autoptr (GArray) ids = sources ? xa_sync_find_sources (sources, xa_cli_get_arguments (self), error) : NULL;

  for (guint i = 0; ids && i < ids->len; i++) {
    control->source_id = g_array_index (ids, gint64, i);
    if (!xa_control_apply (sync, control, error))
      return FALSE;
  }

  return ids != NULL;
}

static gboolean
find_connection (XaCli     *self,
                 XaSync    *sync,
                 XaControl *control,
                 GError   **error)
{
  const char *given = xa_cli_get_text (self, "connection");
  g_autoptr (GPtrArray) connections = given ? xa_sync_list_connections (sync, error) : NULL;
  const XaConnection *found = connections ? xa_cli_find_connection (connections, given, error) : NULL;

  control->connection_id = found ? found->id : 0;

  return !given || found;
}

static XaCliExit
steer (XaCli     *self,
       XaControl *control,
       GError   **error)
{
  gboolean of_audiences = xa_cli_get_n_arguments (self) > 0;
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = NULL;

  control->task_id = xa_cli_get_number (self, "task", 0);
  if (of_audiences + (control->task_id != 0) + xa_cli_has (self, "connection") > 1)
    return xa_cli_usage (error, "name audiences, --task or --connection, and only one of them");
  if (control->verb == XA_CONTROL_CANCEL && !of_audiences && !control->task_id && !xa_cli_has (self, "connection") && !xa_cli_has (self, "all"))
    return xa_cli_usage (error, "--cancel takes audiences, --task, --connection or --all");
  if (control->task_id && control->verb != XA_CONTROL_CANCEL && control->verb != XA_CONTROL_RETRY)
    return xa_cli_usage (error, "a task can be cancelled and retried");
  if (of_audiences && control->verb == XA_CONTROL_THROTTLE)
    return xa_cli_usage (error, "--speed is of a connection, or of all");
  if (!read_value (self, control, error))
    return XA_CLI_USAGE;
  sync = xa_cli_open_known_sync (self, &credentials, error);
  if (!sync || !find_connection (self, sync, control, error) || (control->task_id && !say_if_over (self, control, error)))
    return XA_CLI_FAILED;
  if (of_audiences)
    return apply_to_each (self, sync, control, error) ? XA_CLI_OK : XA_CLI_FAILED;

  return xa_control_apply (sync, control, error) ? XA_CLI_OK : XA_CLI_FAILED;
}

static XaCliExit
run_tasks (XaCli   *self,
           GError **error)
{
  XaControl control = { 0 };

  switch (find_verb (self, &control)) {
  case 0:
    if (xa_cli_get_n_arguments (self) > 0)
      return refuse_nothing (self, error);
    return list_tasks (self, error);
  case 1:
    return steer (self, &control, error);
  default:
    return xa_cli_usage (error, "one thing at a time: --pause, --resume, --cancel, --retry, --speed and --interval exclude each other");
  }
}

static XaCliExit
run_metrics (XaCli   *self,
             GError **error)
{
  g_autoptr (XaStore) store = NULL;
  g_autofree char *text = NULL;

  if (xa_cli_wants_json (self))
    return xa_cli_usage (error, "metrics has no JSON form: it prints the text that Prometheus reads; tasks --json tells how things stand");
  store = xa_cli_open_store (self, XA_STORE_READ, error);
  text = store ? xa_metrics_text (store, NULL, xa_time_now (), error) : NULL;

  if (!text)
    return XA_CLI_FAILED;
  fputs (text, stdout);

  return XA_CLI_OK;
}

static const XaCliOption tasks_options[] = {
  { "pause", 0, XA_CLI_FLAG, NULL, "begin nothing more by itself" },
  { "resume", 0, XA_CLI_FLAG, NULL, "go on" },
  { "cancel", 0, XA_CLI_FLAG, NULL, "give up what is open" },
  { "retry", 0, XA_CLI_FLAG, NULL, "try again what failed, waits or is dead" },
  { "speed", 0, XA_CLI_NUMBER, "PERCENT", "how much of the speed that the platform allows is used" },
  { "interval", 0, XA_CLI_NUMBER, "MINUTES", "how often it is fetched by itself; 0: as usual, every 15 minutes" },
  { "connection", 0, XA_CLI_TEXT, "CONNECTION", "of a connection" },
  { "task", 0, XA_CLI_NUMBER, "TASK", "of one task, by its number" },
  { "all", 0, XA_CLI_FLAG, NULL, "of everything" },
  { NULL },
};

const XaCliCommand xa_cli_tasks_commands[] = {
  { "tasks", "[AUDIENCE...]", "List what is to be done, and steer it",
    "Without an option it lists what runs, waits and failed, dead tasks, and what was done last. With one it pauses,\n"
    "resumes, cancels or retries: audiences, a connection, a task, or everything.",
    tasks_options, 0, -1, run_tasks },
  { "metrics", "", "Print what the program counts and times, for Prometheus",
    "The text that /metrics of the loopback server answers with. Nothing of it leaves the computer by itself.",
    NULL, 0, 0, run_metrics },
  { NULL },
};
