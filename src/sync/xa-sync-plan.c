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

/* Returns: (nullable): what is wished of a source; NULL: nothing */
static const XaSyncWish *
find_wish (GArray *wishes,
           gint64  source_id)
{
  static const XaSyncWish usual = { 0 };

  if (!wishes)
    return &usual;
  for (guint i = 0; i < wishes->len; i++)
    if (g_array_index (wishes, XaSyncWish, i).source_id == source_id)
      return &g_array_index (wishes, XaSyncWish, i);

  return NULL;
}

/* So that xa_sync_cancel() finds it, and no other run begins it. */
gboolean
xa_sync_lane_announce (XaSyncLane *lane)
{
  XaSync *sync = lane->run->sync;

  pthread_mutex_lock (&sync->lock);
  lane->is_announced = !g_hash_table_contains (sync->running, &lane->source->id);
  if (lane->is_announced)
    g_hash_table_insert (sync->running, g_memdup2 (&lane->source->id, sizeof lane->source->id), g_object_ref (lane->cancellable));
  pthread_mutex_unlock (&sync->lock);

  return lane->is_announced;
}

void
xa_sync_lane_retract (XaSyncLane *lane)
{
  XaSync *sync = lane->run->sync;

  pthread_mutex_lock (&sync->lock);
  if (lane->is_announced)
    g_hash_table_remove (sync->running, &lane->source->id);
  lane->is_announced = FALSE;
  pthread_mutex_unlock (&sync->lock);
}

guint
xa_sync_count_side_by_side (const XaProvider *provider)
{
  if (provider->one_at_a_time)
    return 1;

  return provider->takes_any_host || !provider->dialect ? LANES_OF_ANY_HOST : LANES_OF_ONE_HOST;
}

/* Within the lock. */
static XaSyncRoad *
find_road (XaSyncRun *run,
           gint64     connection_id)
{
  for (guint i = 0; i < run->roads->len; i++)
    if (((XaSyncRoad *) run->roads->pdata[i])->connection->id == connection_id)
      return run->roads->pdata[i];

  return NULL;
}

/* The user may have done what a blocked connection waited for. */
static XaSyncRoad *
put_road (XaSyncRun          *run,
          const XaConnection *connection,
          const XaProvider   *provider)
{
  XaSyncRoad *road;

  xa_sync_run_lock (run);
  road = find_road (run, connection->id);
  if (!road) {
    road = g_new0 (XaSyncRoad, 1);
    g_ptr_array_add (run->roads, road);
  }
  if (road->n_running == 0) {
    g_clear_pointer (&road->connection, xa_connection_free);
    road->connection = xa_connection_copy (connection);
    road->provider = provider;
    road->max_running = xa_sync_count_side_by_side (provider);
    road->is_blocked &= xa_connection_state_blocks (connection->state);
  }
  xa_sync_run_unlock (run);

  return road;
}

/* A connection of a provider that this version does not have is left alone. */
static XaSyncRoad *
get_road (XaSyncRun *run,
          GPtrArray *connections,
          gint64     connection_id)
{
  for (guint i = 0; i < connections->len; i++) {
    const XaConnection *connection = connections->pdata[i];
    const XaProvider   *provider = xa_provider_by_id (connection->provider);

    if (connection->id == connection_id && provider)
      return put_road (run, connection, provider);
  }

  return NULL;
}

/* What is under way is not begun twice, but it may have become urgent. One that is over makes room.
 * Returns: whether it is under way */
static gboolean
join_lane (XaSyncRun        *run,
           gint64            source_id,
           const XaSyncWish *wish,
           gint64            known_us)
{
  gboolean joined = FALSE;

  xa_sync_run_lock (run);
  for (guint i = 0; i < run->lanes->len && !joined; i++) {
    XaSyncLane *lane = run->lanes->pdata[i];

    if (lane->source->id != source_id)
      continue;
    /* Whoever wished did not know yet what came of it. */
    if (lane->is_over && known_us != 0 && lane->over_us >= known_us) {
      joined = TRUE;
      break;
    }
    if (!lane->is_running && (lane->is_over || lane->road->is_blocked)) {
      xa_sync_lane_retract (lane);
      g_ptr_array_remove_index (run->lanes, i);
      break;
    }
    joined = TRUE;
    lane->priority = MAX (lane->priority, wish->priority);
    lane->by_hand |= wish->by_hand;
    if (wish->by_hand)
      lane->not_before_us = XA_TIME_UNKNOWN;
    pthread_cond_broadcast (&run->changed);
  }
  xa_sync_run_unlock (run);

  return joined;
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
add_task (XaSyncRun  *run,
          XaStore    *store,
          XaSyncLane *lane,
          XaPass      pass,
          GError    **error)
{
  XaTask *task = wish (run, store, lane->source->id, pass, error);

  if (task)
    g_ptr_array_add (lane->tasks, task);
  if (task && task->is_new)
    xa_sync_measure (run->sync, XA_SYNC_METER_ENQUEUED, lane->source->connection_id, 1);

  return task != NULL;
}

static gboolean
add_tasks (XaSyncRun  *run,
           XaStore    *store,
           XaSyncLane *lane,
           guint       wanted,
           GError    **error)
{
  g_autoptr (XaTarget) target = xa_target_parse (lane->source->target);
  const XaPass *passes = target ? lane->road->provider->get_passes (target, lane->road->provider->gives) : NULL;
  guint         possible = 0;

  for (gsize i = 0; passes && passes[i]; i++) {
    guint bit = lane->source->passes & (1u << passes[i]);

    possible |= bit;
    if (bit && (wanted == 0 || (wanted & bit)) && !add_task (run, store, lane, passes[i], error))
      return FALSE;
  }
  lane->is_part |= wanted != 0 && (wanted & possible) != possible;
  if ((wanted & (1u << XA_PASS_COUNTERS)) && (possible & (1u << XA_PASS_POSTS)) && xa_provider_rereads (lane->road->provider))
    return add_task (run, store, lane, XA_PASS_COUNTERS, error);

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

static gboolean
fill_lane (XaSyncLane       *lane,
           XaStore          *store,
           const XaSyncWish *wish,
           GError          **error)
{
  if (!add_tasks (lane->run, store, lane, wish->passes, error)) {
    xa_sync_lane_retract (lane);
    xa_sync_lane_free (lane);
    return FALSE;
  }
  if (is_taken (lane) || lane->tasks->len == 0) {
    xa_sync_lane_retract (lane);
    xa_sync_lane_free (lane);
    return TRUE;
  }
  describe (lane);
  xa_sync_run_lock (lane->run);
  g_ptr_array_add (lane->run->lanes, lane);
  pthread_cond_broadcast (&lane->run->changed);
  xa_sync_run_unlock (lane->run);

  return TRUE;
}

/* What another run of this object is fetching is its business. */
static gboolean
add_lane (XaSyncRun        *run,
          XaStore          *store,
          GPtrArray        *connections,
          const XaSource   *source,
          const XaSyncWish *wish,
          gint64            known_us,
          GError          **error)
{
  XaSyncRoad *road;
  XaSyncLane *lane;

  if (join_lane (run, source->id, wish, known_us))
    return TRUE;
  road = get_road (run, connections, source->connection_id);
  if (!road)
    return TRUE;
  lane = g_new0 (XaSyncLane, 1);
  lane->run = run;
  lane->road = road;
  lane->source = xa_source_copy (source);
  lane->tasks = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_task_free);
  lane->cancellable = g_cancellable_new ();
  lane->not_before_us = XA_TIME_UNKNOWN;
  lane->priority = wish->priority;
  lane->by_hand = wish->by_hand;
  lane->ready_us = g_get_monotonic_time ();
  if (!xa_sync_lane_announce (lane)) {
    xa_sync_lane_free (lane);
    return TRUE;
  }

  return fill_lane (lane, store, wish, error);
}

gboolean
xa_sync_run_plan (XaStore *store,
                  gpointer data,
                  GError **error)
{
  XaSyncPlan *plan = data;
  XaSyncRun  *run = plan->run;
  g_autoptr (GPtrArray) connections = xa_store_list_connections (store, run->sync->keys, error);
  g_autoptr (GPtrArray) sources = connections ? xa_store_list_sources (store, error) : NULL;

  if (!run->uuid)
    run->uuid = g_strdup (xa_store_get_uuid (store));
  if (!sources || !xa_store_prune_tasks (store, xa_time_now () - MAX_TASK_AGE_US, error))
    return FALSE;
  for (guint i = 0; i < sources->len; i++) {
    const XaSource   *source = sources->pdata[i];
    const XaSyncWish *wish = find_wish (plan->wishes, source->id);

    if (wish && !add_lane (run, store, connections, source, wish, plan->known_us, error))
      return FALSE;
  }

  return TRUE;
}
