#include "control/xa-control-private.h"
#include "model/xa-hand-over.h"
#include "model/xa-language.h"

static const char *const lane_state_ids[] = {
  [XA_LANE_IDLE] = "idle",
  [XA_LANE_RUNNING] = "running",
  [XA_LANE_WAITING] = "waiting",
  [XA_LANE_BLOCKED] = "blocked",
  [XA_LANE_PAUSED] = "paused",
  [XA_LANE_HELD] = "held",
};

/**
 * xa_lane_state_id:
 *
 * Returns: the stable word for @state in JSON
 */
const char *
xa_lane_state_id (XaLaneState state)
{
  return (gsize) state < G_N_ELEMENTS (lane_state_ids) ? lane_state_ids[state] : "unknown";
}

XaControlPicture *
xa_control_picture_ref (XaControlPicture *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * xa_control_picture_unref:
 * @self: (nullable): a picture
 */
void
xa_control_picture_unref (XaControlPicture *self)
{
  if (!self)
    return;
  XA_HAND_OVER (self);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  XA_TAKE_OVER (self);

  for (guint i = 0; i < self->n_lanes; i++) {
    g_free (self->lanes[i].name);
    g_free (self->lanes[i].provider);
    g_free (self->lanes[i].cause);
    g_free (self->lanes[i].cause_text);
    g_free (self->lanes[i].stream_text);
  }
  for (guint i = 0; i < self->n_tasks; i++) {
    g_free (self->tasks[i].title);
    g_free (self->tasks[i].cause);
    g_free (self->tasks[i].cause_text);
  }
  g_free (self->lanes);
  g_free (self->tasks);
  g_free (self->held_by);
  g_free (self);
}

/* --- lanes ----------------------------------------------------------------------------------------- */

static gint64
get_done (const XaControlState *state,
          gint64                connection_id)
{
  for (guint i = 0; i < state->done->len; i++)
    if (g_array_index (state->done, XaDoneCount, i).connection_id == connection_id)
      return g_array_index (state->done, XaDoneCount, i).n;

  return 0;
}

static void
count_task (XaControlLane *lane,
            const XaTask  *task)
{
  lane->n_running += task->state == XA_TASK_RUNNING;
  lane->n_queued += task->state == XA_TASK_QUEUED;
  lane->n_waiting += task->state == XA_TASK_WAITING;
  lane->n_failed += task->state == XA_TASK_FAILED;
  lane->n_dead += task->state == XA_TASK_DEAD;
}

/* What waits the shortest tells until when. */
static void
take_wait (XaControlLane *lane,
           const XaTask  *task)
{
  if (task->state != XA_TASK_WAITING || task->not_before_us == XA_TIME_UNKNOWN)
    return;
  if (lane->until_us != XA_TIME_UNKNOWN && lane->until_us <= task->not_before_us)
    return;
  lane->until_us = task->not_before_us;
  g_set_str (&lane->cause, task->cause);
  g_set_str (&lane->cause_text, task->cause_text);
}

static void
count_tasks (XaControlLane        *lane,
             const XaControlState *state,
             GPtrArray            *tasks)
{
  for (guint i = 0; i < tasks->len; i++) {
    const XaTask   *task = tasks->pdata[i];
    const XaSource *source = task->source_id ? xa_control_state_find_source (state, task->source_id) : NULL;

    if ((source ? source->connection_id : 0) != lane->connection_id)
      continue;
    count_task (lane, task);
    take_wait (lane, task);
  }
}

static void
set_cause (XaControlLane *lane,
           XaLaneState    state,
           const char    *cause,
           const char    *text)
{
  lane->state = state;
  g_set_str (&lane->cause, cause);
  g_set_str (&lane->cause_text, text);
}

static const char *
get_hold_words (const char *hold)
{
  if (g_str_equal (hold, "by-hand"))
    return N_ ("Nothing is fetched by itself here.");

  return g_str_equal (hold, "metered") ? N_ ("The network is metered.") : N_ ("The computer saves power.");
}

/* What the user did comes before what the platform says, and that before what happens to be so. */
static void
judge_lane (XaControlLane      *lane,
            const XaConnection *connection,
            const char         *hold,
            gint64              now_us)
{
  if (connection && connection->is_paused)
    set_cause (lane, XA_LANE_PAUSED, "paused", N_ ("Paused by you."));
  else if (g_str_equal (hold, "paused"))
    set_cause (lane, XA_LANE_PAUSED, "paused", N_ ("Everything is paused by you."));
  else if (connection && xa_connection_state_blocks (connection->state))
    set_cause (lane, XA_LANE_BLOCKED, connection->cause, connection->cause_text);
  else if (lane->n_running)
    set_cause (lane, XA_LANE_RUNNING, "", "");
  else if (*hold)
    set_cause (lane, XA_LANE_HELD, hold, get_hold_words (hold));
  else if (lane->until_us != XA_TIME_UNKNOWN && lane->until_us > now_us)
    lane->state = XA_LANE_WAITING;
  else
    set_cause (lane, XA_LANE_IDLE, "", "");
  if (lane->state != XA_LANE_WAITING)
    lane->until_us = XA_TIME_UNKNOWN;
}

static void
take_source (XaControlLane  *lane,
             const XaSource *source)
{
  lane->n_sources++;
  if (source->last_ok_us != XA_TIME_UNKNOWN)
    lane->last_ok_us = lane->last_ok_us == XA_TIME_UNKNOWN ? source->last_ok_us : MAX (lane->last_ok_us, source->last_ok_us);
}

/* Nobody says that it is live but while it is. */
static void
take_stream (XaControlLane     *lane,
             const XaStreamRow *row,
             gint64             now_us)
{
  lane->is_push = row && xa_stream_row_is_up (row, now_us);
  lane->n_live = lane->is_push ? MIN (row->n_sources, lane->n_sources) : 0;
  lane->stream_text = g_strdup (row && (row->state == XA_STREAM_WAITING || row->state == XA_STREAM_REFUSED) ? row->cause_text : "");
}

static void
init_lane (XaControlLane        *lane,
           const XaControlState *state,
           const XaConnection   *connection,
           const char           *hold,
           gint64                now_us)
{
  const XaProvider *provider = connection ? xa_provider_by_id (connection->provider) : NULL;
  guint             floor_s = provider && provider->poll_floor_s ? provider->poll_floor_s : XA_SCHEDULE_FLOOR_US / G_USEC_PER_SEC;
  gint64            usual_s = XA_SCHEDULE_INTERVAL_US / G_USEC_PER_SEC;

  *lane = (XaControlLane) {
    .connection_id = connection ? connection->id : 0,
    .name = g_strdup (connection ? connection->name : ""),
    .provider = g_strdup (connection ? connection->provider : ""),
    .until_us = XA_TIME_UNKNOWN,
    .cause = g_strdup (""),
    .cause_text = g_strdup (""),
    .last_ok_us = XA_TIME_UNKNOWN,
    .next_due_us = XA_TIME_UNKNOWN,
    .floor_s = floor_s,
    .interval_s = MAX (connection && connection->interval_s ? connection->interval_s : usual_s, floor_s),
    .own_interval_s = connection ? connection->interval_s : 0,
    .throttle = connection ? connection->throttle : 1,
    .is_paused = connection && connection->is_paused,
    .limits = { .not_before_us = XA_TIME_UNKNOWN },
  };
  for (guint i = 0; connection && i < state->sources->len; i++)
    if (((const XaSource *) state->sources->pdata[i])->connection_id == connection->id)
      take_source (lane, state->sources->pdata[i]);
  count_tasks (lane, state, state->open);
  count_tasks (lane, state, state->dead);
  lane->n_done = (guint) get_done (state, lane->connection_id);
  take_stream (lane, connection ? xa_control_state_find_stream (state, connection->id) : NULL, now_us);
  judge_lane (lane, connection, hold, now_us);
}

static void
take_due (XaControlPicture     *self,
          const XaControlState *state,
          const double         *stretches,
          const char           *hold)
{
  for (guint i = 0; i < state->items->len && !*hold; i++) {
    const XaScheduleItem *item = &g_array_index (state->items, XaScheduleItem, i);
    gint64                due_us = xa_schedule_get_due (item, stretches ? stretches[i] : 1, self->at_us);

    if (due_us == XA_SCHEDULE_NEVER)
      continue;
    self->next_due_us = self->next_due_us == XA_TIME_UNKNOWN ? due_us : MIN (self->next_due_us, due_us);
    for (guint j = 0; j < self->n_lanes; j++)
      if (self->lanes[j].connection_id == item->connection_id)
        self->lanes[j].next_due_us = self->lanes[j].next_due_us == XA_TIME_UNKNOWN ? due_us : MIN (self->lanes[j].next_due_us, due_us);
  }
}

/* --- tasks ----------------------------------------------------------------------------------------- */

/* The webhook that a message goes to; its number says nothing to anybody. */
static char *
get_hook_name (const XaControlState *state,
               const XaTask         *task)
{
  g_autofree char *uuid = NULL, *id = NULL;

  if (xa_hook_subject_parse (task->subject, &uuid, &id))
    for (guint i = 0; i < state->hooks->len; i++)
      if (g_str_equal (((const XaHookOut *) state->hooks->pdata[i])->uuid, uuid))
        return g_strdup (((const XaHookOut *) state->hooks->pdata[i])->name);

  return g_strdup ("");
}

/* A report goes by its file. */
static char *
get_title (const XaControlState *state,
           const XaTask         *task)
{
  if (task->kind == XA_TASK_KIND_DELIVERY)
    return get_hook_name (state, task);
  if (task->kind == XA_TASK_KIND_REPORT && g_path_is_absolute (task->input))
    return g_path_get_basename (task->input);

  return g_strdup (task->subject);
}

static void
add_task (XaControlPicture     *self,
          const XaControlState *state,
          const XaTask         *task)
{
  const XaSource *source = task->source_id ? xa_control_state_find_source (state, task->source_id) : NULL;

  self->tasks[self->n_tasks++] = (XaControlTask) {
    .id = task->id,
    .source_id = task->source_id,
    .connection_id = source ? source->connection_id : 0,
    .audience_id = source ? source->audience_id : 0,
    .kind = task->kind,
    .title = source ? g_strdup (source->title) : get_title (state, task),
    .state = task->state,
    .priority = task->priority,
    .attempts = task->attempts,
    .not_before_us = task->not_before_us,
    .cause = g_strdup (task->cause),
    .cause_text = g_strdup (task->cause_text),
    .done = task->done,
    .total = task->total,
    .eta_us = XA_TIME_UNKNOWN,
    .created_us = task->created_us,
    .started_us = task->started_us,
    .finished_us = task->finished_us,
  };
}

static void
add_tasks (XaControlPicture     *self,
           const XaControlState *state,
           GPtrArray            *tasks)
{
  for (guint i = 0; i < tasks->len; i++)
    add_task (self, state, tasks->pdata[i]);
}

static void
sum_up (XaControlPicture *self)
{
  for (guint i = 0; i < self->n_lanes; i++) {
    self->n_running += self->lanes[i].n_running;
    self->n_queued += self->lanes[i].n_queued;
    self->n_waiting += self->lanes[i].n_waiting;
    self->n_failed += self->lanes[i].n_failed;
    self->n_dead += self->lanes[i].n_dead;
  }
  for (guint i = 0; i < self->n_tasks; i++) {
    const XaControlTask *task = &self->tasks[i];
    gint64               since_us = task->not_before_us == XA_TIME_UNKNOWN ? task->created_us : MAX (task->created_us, task->not_before_us);

    if (task->state == XA_TASK_QUEUED && since_us <= self->at_us)
      self->oldest_queued_us = self->oldest_queued_us == XA_TIME_UNKNOWN ? since_us : MIN (self->oldest_queued_us, since_us);
  }
}

XaControlPicture *
xa_control_picture_new (const XaControlState       *state,
                        const XaScheduleConditions *conditions,
                        const double               *stretches,
                        gint64                      now_us)
{
  XaControlPicture *self = g_new0 (XaControlPicture, 1);
  const char       *hold = xa_schedule_get_hold (conditions);

  g_atomic_ref_count_init (&self->ref_count);
  self->at_us = now_us;
  self->is_paused = conditions->is_paused;
  self->held_by = g_strdup (conditions->is_paused ? "" : hold);
  self->next_due_us = self->oldest_queued_us = XA_TIME_UNKNOWN;
  self->n_lanes = state->connections->len + 1;
  self->lanes = g_new0 (XaControlLane, self->n_lanes);
  for (guint i = 0; i < state->connections->len; i++)
    init_lane (&self->lanes[i], state, state->connections->pdata[i], hold, now_us);
  init_lane (&self->lanes[self->n_lanes - 1], state, NULL, conditions->is_paused ? hold : "", now_us);
  take_due (self, state, stretches, hold);
  self->tasks = g_new0 (XaControlTask, state->open->len + state->dead->len + state->over->len + 1);
  add_tasks (self, state, state->open);
  add_tasks (self, state, state->dead);
  add_tasks (self, state, state->over);
  sum_up (self);

  return self;
}

/**
 * xa_control_picture_load:
 *
 * Errors: CORRUPT, IO
 */
XaControlPicture *
xa_control_picture_load (XaStore *store,
                         gint64   now_us,
                         guint    n_over,
                         GError **error)
{
  g_auto (XaControlState) state = { 0 };
  XaScheduleConditions conditions = { 0 };

  if (!xa_control_state_load (&state, store, now_us, n_over, error))
    return NULL;
  conditions.is_paused = state.is_paused;

  return xa_control_picture_new (&state, &conditions, NULL, now_us);
}
