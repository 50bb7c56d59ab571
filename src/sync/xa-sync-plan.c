#include "sync/xa-sync-run-private.h"

#include "model/xa-time.h"

/* Passes of one connection at a time: a provider of many servers spreads over them, others ask one
 * host, which takes two requests at a time. */
#define LANES_OF_ONE_HOST 2
#define LANES_OF_ANY_HOST 8

/* An interrupted pass that is older is begun anew: half of its list would be of another time. */
#define MAX_PASS_AGE_US XA_USEC_PER_DAY

/* Tasks that are over are remembered for so long. */
#define MAX_TASK_AGE_US (30 * XA_USEC_PER_DAY)

void
xa_sync_road_free (gpointer data)
{
  XaSyncRoad *road = data;

  xa_connection_free (road->connection);
  g_free (road);
}

void
xa_sync_lane_free (gpointer data)
{
  XaSyncLane *lane = data;

  xa_source_free (lane->source);
  g_ptr_array_unref (lane->tasks);
  g_object_unref (lane->cancellable);
  g_free (lane->item.title);
  g_free (lane->item.connection);
  g_free (lane->item.note_text);
  g_free (lane->item.cause);
  g_free (lane->item.cause_text);
  g_free (lane);
}

static gboolean
is_wanted (const XaSyncOptions *options,
           gint64               source_id)
{
  if (!options->sources)
    return TRUE;
  for (gsize i = 0; i < options->n_sources; i++)
    if (options->sources[i] == source_id)
      return TRUE;

  return FALSE;
}

static guint
count_side_by_side (const XaProvider *provider)
{
  if (provider->one_at_a_time)
    return 1;

  return provider->takes_any_host || !provider->dialect ? LANES_OF_ANY_HOST : LANES_OF_ONE_HOST;
}

/* A connection of a provider that this version does not have is left alone. */
static XaSyncRoad *
get_road (XaSyncRun *run,
          GPtrArray *connections,
          gint64     connection_id)
{
  for (guint i = 0; i < run->roads->len; i++)
    if (((XaSyncRoad *) run->roads->pdata[i])->connection->id == connection_id)
      return run->roads->pdata[i];
  for (guint i = 0; i < connections->len; i++) {
    const XaConnection *connection = connections->pdata[i];
    const XaProvider   *provider = xa_provider_by_id (connection->provider);

    if (connection->id == connection_id && provider) {
      XaSyncRoad *road = g_new0 (XaSyncRoad, 1);

      road->connection = xa_connection_copy (connection);
      road->provider = provider;
      road->max_running = count_side_by_side (provider);
      g_ptr_array_add (run->roads, road);
      return road;
    }
  }

  return NULL;
}

/* Returns: (transfer full): the open task of a pass, anew where it has grown too old */
static XaTask *
wish (XaSyncRun *run,
      XaStore   *store,
      gint64     source_id,
      XaPass     pass,
      GError   **error)
{
  const XaTaskEnd too_old = { .state = XA_TASK_CANCELLED, .not_before_us = XA_TIME_UNKNOWN, .cause = "too-old" };
  gint64          now_us = xa_time_now ();
  g_autoptr (XaTask) task = xa_store_wish_task (store, run->sync->keys, source_id, (int) pass, 0, now_us, error);

  if (!task || task->pass_us > now_us - MAX_PASS_AGE_US || task->state == XA_TASK_RUNNING)
    return g_steal_pointer (&task);
  if (!xa_store_leave_task (store, task->id, &too_old, NULL, error))
    return NULL;

  return xa_store_wish_task (store, run->sync->keys, source_id, (int) pass, 0, now_us, error);
}

static gboolean
add_tasks (XaSyncRun  *run,
           XaStore    *store,
           XaSyncLane *lane,
           GError    **error)
{
  g_autoptr (XaTarget) target = xa_target_parse (lane->source->target);
  const XaPass *passes = target ? lane->road->provider->get_passes (target, lane->road->provider->gives) : NULL;

  for (gsize i = 0; passes && passes[i]; i++) {
    XaTask *task;

    if (!(lane->source->passes & (1u << passes[i])))
      continue;
    task = wish (run, store, lane->source->id, passes[i], error);
    if (!task)
      return FALSE;
    g_ptr_array_add (lane->tasks, task);
  }

  return TRUE;
}

static gboolean
is_taken (XaSyncLane *lane)
{
  for (guint i = 0; i < lane->tasks->len; i++)
    if (((XaTask *) lane->tasks->pdata[i])->state == XA_TASK_RUNNING)
      return TRUE;

  return FALSE;
}

static void
describe (XaSyncLane *lane)
{
  const XaTask *first = lane->tasks->len ? lane->tasks->pdata[0] : NULL;

  lane->item = (XaSyncItem) {
    .source_id = lane->source->id,
    .connection_id = lane->source->connection_id,
    .title = g_strdup (lane->source->title),
    .connection = g_strdup (lane->road->connection->name),
    .pass = first ? (XaPass) first->kind : 0,
    .n_passes = lane->tasks->len,
    .state = XA_TASK_QUEUED,
    .total = XA_COUNT_UNKNOWN,
    .wait_until_us = XA_TIME_UNKNOWN,
    .note_text = g_strdup (""),
    .cause = g_strdup (""),
    .cause_text = g_strdup (""),
  };
}

/* What another run of this object is fetching is its business. */
static gboolean
add_lane (XaSyncRun      *run,
          XaStore        *store,
          GPtrArray      *connections,
          const XaSource *source,
          GError        **error)
{
  XaSyncRoad *road = get_road (run, connections, source->connection_id);
  XaSyncLane *lane;

  if (!road)
    return TRUE;
  lane = g_new0 (XaSyncLane, 1);
  lane->run = run;
  lane->road = road;
  lane->source = xa_source_copy (source);
  lane->tasks = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_task_free);
  lane->cancellable = g_cancellable_new ();
  lane->not_before_us = XA_TIME_UNKNOWN;
  if (!add_tasks (run, store, lane, error)) {
    xa_sync_lane_free (lane);
    return FALSE;
  }
  if (is_taken (lane) || lane->tasks->len == 0) {
    xa_sync_lane_free (lane);
    return TRUE;
  }
  describe (lane);
  g_ptr_array_add (run->lanes, lane);

  return TRUE;
}

gboolean
xa_sync_run_plan (XaStore *store,
                  gpointer data,
                  GError **error)
{
  XaSyncRun *run = data;
  g_autoptr (GPtrArray) connections = xa_store_list_connections (store, run->sync->keys, error);
  g_autoptr (GPtrArray) sources = connections ? xa_store_list_sources (store, error) : NULL;

  run->uuid = g_strdup (xa_store_get_uuid (store));
  if (!sources || !xa_store_prune_tasks (store, xa_time_now () - MAX_TASK_AGE_US, error))
    return FALSE;
  for (guint i = 0; i < sources->len; i++) {
    const XaSource *source = sources->pdata[i];

    if (is_wanted (run->options, source->id) && !add_lane (run, store, connections, source, error))
      return FALSE;
  }

  return TRUE;
}
