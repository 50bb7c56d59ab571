#include "sync/xa-sync-report.h"

#include "model/xa-language.h"
#include "report/xa-answer-json.h"

#include <math.h>

static void
add_notes (JsonBuilder *builder,
           guint        notes)
{
  json_builder_set_member_name (builder, "notes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < XA_N_FETCH_NOTES; i++)
    if (notes & (1u << i))
      json_builder_add_string_value (builder, xa_fetch_note_id ((XaFetchNote) i));
  json_builder_end_array (builder);
}

static void
add_item (JsonBuilder      *builder,
          const XaSyncItem *item)
{
  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "audience", item->title);
  xa_answer_add_text (builder, "connection", item->connection);
  xa_answer_add_text (builder, "state", xa_task_state_id (item->state));
  xa_answer_add_text (builder, "pass", xa_pass_id (item->pass));
  xa_answer_add_number (builder, "passes_done", item->n_passes_done);
  xa_answer_add_number (builder, "passes", item->n_passes);
  xa_answer_add_number (builder, "requests", (gint64) item->n_requests);
  xa_answer_add_time (builder, "not_before", item->wait_until_us);
  xa_answer_add_text (builder, "cause", *item->cause ? item->cause : NULL);
  xa_answer_add_text (builder, "message", *item->cause_text ? item->cause_text : NULL);
  add_notes (builder, item->notes);
  json_builder_end_object (builder);
}

void
xa_sync_report_build (JsonBuilder          *builder,
                      const XaSyncProgress *report,
                      guint                 n_most)
{
  xa_sync_report_build_with (builder, report, n_most, NULL);
}

static void
add_share (JsonBuilder *builder,
           const char  *name,
           double       share)
{
  json_builder_set_member_name (builder, name);
  if (isnan (share))
    json_builder_add_null_value (builder);
  else
    json_builder_add_double_value (builder, share);
}

static void
add_price (JsonBuilder *builder,
           double       price)
{
  json_builder_set_member_name (builder, "price");
  json_builder_add_double_value (builder, price);
}

static void
add_flag (JsonBuilder *builder,
          const char  *name,
          gboolean     is)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, is);
}

static void
add_road (JsonBuilder          *builder,
          const XaForecastRoad *road)
{
  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "connection", road->name);
  xa_answer_add_number (builder, "requests", road->n_requests);
  xa_answer_add_number (builder, "seconds", road->duration_us / G_USEC_PER_SEC);
  add_price (builder, road->price);
  add_share (builder, "requests_share", road->requests_share);
  add_share (builder, "money_share", road->money_share);
  add_flag (builder, "over_budget", road->is_over);
  json_builder_end_object (builder);
}

void
xa_sync_report_build_forecast (JsonBuilder      *builder,
                               const XaForecast *forecast)
{
  json_builder_set_member_name (builder, "forecast");
  json_builder_begin_object (builder);
  xa_answer_add_number (builder, "requests", forecast->n_requests);
  xa_answer_add_number (builder, "seconds", forecast->duration_us / G_USEC_PER_SEC);
  add_price (builder, forecast->price);
  add_share (builder, "share", forecast->share);
  add_flag (builder, "over_budget", forecast->is_over);
  xa_answer_add_number (builder, "unknown", forecast->n_unknown);
  add_flag (builder, "metered", forecast->is_metered);
  json_builder_set_member_name (builder, "connections");
  json_builder_begin_array (builder);
  for (guint i = 0; i < forecast->roads->len; i++)
    add_road (builder, forecast->roads->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

void
xa_sync_report_build_with (JsonBuilder          *builder,
                           const XaSyncProgress *report,
                           guint                 n_most,
                           const XaForecast     *forecast)
{
  json_builder_begin_object (builder);
  if (forecast)
    xa_sync_report_build_forecast (builder, forecast);
  add_flag (builder, "metered", report->is_metered);
  xa_answer_add_number (builder, "done", report->n_done);
  xa_answer_add_number (builder, "failed", report->n_failed);
  xa_answer_add_number (builder, "waiting", report->n_waiting);
  xa_answer_add_number (builder, "requests", (gint64) report->n_requests);
  json_builder_set_member_name (builder, "audiences");
  json_builder_begin_array (builder);
  for (guint i = 0; i < MIN (report->n_items, n_most); i++)
    add_item (builder, &report->items[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/* --- how things stand ----------------------------------------------------------------------------- */

/* As whom a connection is signed in is not said. */
static void
add_connection (JsonBuilder        *builder,
                const XaConnection *connection)
{
  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "name", connection->name);
  xa_answer_add_text (builder, "provider", connection->provider);
  xa_answer_add_text (builder, "state", xa_connection_state_id (connection->state));
  xa_answer_add_text (builder, "cause", *connection->cause ? connection->cause : NULL);
  xa_answer_add_time (builder, "checked", connection->checked_us);
  xa_answer_add_number (builder, "followed", connection->n_sources);
  json_builder_end_object (builder);
}

static const XaConnection *
find_connection (const GPtrArray *connections,
                 gint64           id)
{
  for (guint i = 0; i < connections->len; i++)
    if (((const XaConnection *) connections->pdata[i])->id == id)
      return connections->pdata[i];

  return NULL;
}

/* The newest task of a source is the first of it in the list. */
static const XaTask *
find_task (const GPtrArray *tasks,
           gint64           source_id)
{
  for (guint i = 0; i < tasks->len; i++)
    if (((const XaTask *) tasks->pdata[i])->source_id == source_id)
      return tasks->pdata[i];

  return NULL;
}

static void
add_source (JsonBuilder     *builder,
            const XaSource  *source,
            const GPtrArray *connections,
            const GPtrArray *tasks)
{
  const XaTask       *task = find_task (tasks, source->id);
  const XaConnection *connection = find_connection (connections, source->connection_id);
  const XaProvider   *provider = connection ? xa_provider_by_id (connection->provider) : NULL;

  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "audience", source->title);
  xa_answer_add_text (builder, "platform", xa_platform_id (source->platform));
  xa_answer_add_text (builder, "connection", connection ? connection->name : NULL);
  xa_answer_add_text (builder, "state", task ? xa_task_state_id (task->state) : NULL);
  xa_answer_add_time (builder, "fetched", source->last_ok_us);
  xa_answer_add_time (builder, "not_before", task ? task->not_before_us : XA_TIME_UNKNOWN);
  xa_answer_add_text (builder, "cause", task && *task->cause ? task->cause : NULL);
  add_notes (builder, source->notes);
  xa_answer_add_flag (builder, "simulated", provider && provider->is_simulated);
  json_builder_end_object (builder);
}

static void
add_counts (JsonBuilder     *builder,
            const GPtrArray *tasks)
{
  guint n[XA_N_TASK_STATES] = { 0 };

  for (guint i = 0; i < tasks->len; i++)
    n[((const XaTask *) tasks->pdata[i])->state]++;
  json_builder_set_member_name (builder, "tasks");
  json_builder_begin_object (builder);
  for (guint state = XA_TASK_QUEUED; state < XA_N_TASK_STATES; state++)
    xa_answer_add_number (builder, xa_task_state_id ((XaTaskState) state), n[state]);
  json_builder_end_object (builder);
}

/**
 * xa_sync_status_build:
 *
 * Errors: CORRUPT, IO
 */
gboolean
xa_sync_status_build (JsonBuilder *builder,
                      XaStore     *store,
                      GError     **error)
{
  g_autoptr (GPtrArray) connections = xa_store_list_connections (store, NULL, error);
  g_autoptr (GPtrArray) sources = connections ? xa_store_list_sources (store, error) : NULL;
  g_autoptr (GPtrArray) tasks = sources ? xa_store_list_tasks (store, NULL, 0, error) : NULL;

  if (!tasks)
    return FALSE;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "connections");
  json_builder_begin_array (builder);
  for (guint i = 0; i < connections->len; i++)
    add_connection (builder, connections->pdata[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "followed");
  json_builder_begin_array (builder);
  for (guint i = 0; i < sources->len; i++)
    add_source (builder, sources->pdata[i], connections, tasks);
  json_builder_end_array (builder);
  add_counts (builder, tasks);
  json_builder_end_object (builder);

  return TRUE;
}

static gboolean
is_meant (const XaSource *source,
          const char     *given)
{
  g_autofree char *number = g_strdup_printf ("#%" G_GINT64_FORMAT, source->audience_id);
  g_autofree char *folded = g_utf8_casefold (given, -1);
  g_autofree char *title = g_utf8_casefold (source->title, -1);

  return g_str_equal (folded, title) || g_str_equal (given, source->target) || g_strcmp0 (given, source->native_id) == 0 ||
         (source->audience_id && g_str_equal (given, number));
}

GArray *
xa_sync_find_sources (const GPtrArray   *sources,
                      const char *const *arguments,
                      GError           **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gsize i = 0; arguments[i]; i++) {
    guint before = found->len;

    for (guint j = 0; j < sources->len; j++) {
      const XaSource *source = sources->pdata[j];

      if (is_meant (source, arguments[i]))
        g_array_append_val (found, source->id);
    }
    if (found->len == before) {
      g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("\"%s\" is not followed. \"add\" follows an audience; \"status\" shows what is followed."), arguments[i]);
      return NULL;
    }
  }

  return g_steal_pointer (&found);
}
