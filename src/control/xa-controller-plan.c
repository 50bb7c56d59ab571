#include "control/xa-controller-private.h"

#include "sync/xa-sync-push.h"

/* Those that are over, in the picture. */
#define N_OVER 100

/* --- how things stand ------------------------------------------------------------------------------ */

static XaStore *
get_reader (XaController *self,
            GError      **error)
{
  if (!self->reader)
    self->reader = xa_store_open (xa_sync_get_workspace (self->sync), XA_STORE_READ, error);

  return self->reader;
}

/* A failure is tried again the next time, over a new connection to the file. */
gboolean
xa_controller_load (XaController *self,
                    GError      **error)
{
  g_auto (XaControlState) fresh = { 0 };
  XaStore *reader = get_reader (self, error);
  gint64   begun_us = g_get_monotonic_time ();

  if (!reader)
    return FALSE;
  if (!xa_control_state_load (&fresh, reader, xa_controller_now (self), N_OVER, error)) {
    g_clear_pointer (&self->reader, xa_store_close);
    return FALSE;
  }
  xa_control_state_clear (&self->state);
  self->state = fresh;
  fresh = (XaControlState) { 0 };
  pthread_mutex_lock (&self->lock);
  self->conditions.is_paused = self->state.is_paused;
  pthread_mutex_unlock (&self->lock);
  self->known_us = begun_us;
  self->n_loads++;
  self->loaded_us = g_get_monotonic_time ();
  self->is_dirty = FALSE;
  xa_controller_update_streams (self);

  return TRUE;
}

/* --- what is due ----------------------------------------------------------------------------------- */

static gint64
get_month_end (gint64 now_us)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) month = now ? g_date_time_new_utc (g_date_time_get_year (now), g_date_time_get_month (now), 1, 0, 0, 0) : NULL;
  g_autoptr (GDateTime) next = month ? g_date_time_add_months (month, 1) : NULL;

  return next ? g_date_time_to_unix (next) * G_USEC_PER_SEC : now_us + 30 * XA_USEC_PER_DAY;
}

/* By how much the intervals of a connection grow, so that what its user allows lasts for the month. */
static double
get_stretch (XaController       *self,
             const XaConnection *connection,
             gint64              now_us)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (XaScheduleItem));
  XaLimitState limits;

  if (connection->month_requests <= 0)
    return 1;
  xa_sync_get_limits (self->sync, connection, &limits);
  for (guint i = 0; i < self->state.items->len; i++)
    if (g_array_index (self->state.items, XaScheduleItem, i).connection_id == connection->id)
      g_array_append_val (items, g_array_index (self->state.items, XaScheduleItem, i));

  return xa_schedule_get_stretch ((const XaScheduleItem *) (gpointer) items->data, items->len, connection->month_requests - limits.spent, get_month_end (now_us) - now_us, now_us);
}

static double *
get_stretches (XaController *self,
               gint64        now_us)
{
  GArray *items = self->state.items;
  double *stretches = g_new (double, items->len + 1);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);

  for (guint i = 0; i < items->len; i++) {
    gint64             *id = &g_array_index (items, XaScheduleItem, i).connection_id;
    double             *known_stretch = g_hash_table_lookup (known, id);
    const XaConnection *connection = xa_control_state_find_connection (&self->state, *id);

    if (!known_stretch) {
      known_stretch = g_new (double, 1);
      *known_stretch = connection ? get_stretch (self, connection, now_us) : 1;
      g_hash_table_insert (known, id, known_stretch);
    }
    stretches[i] = *known_stretch;
  }

  return stretches;
}

static void
mark_looked_at (XaController *self,
                gint64        audience_id)
{
  for (guint i = 0; i < self->state.items->len; i++) {
    XaScheduleItem *item = &g_array_index (self->state.items, XaScheduleItem, i);
    const XaSource *source = xa_control_state_find_source (&self->state, item->source_id);

    item->is_looked_at = audience_id != 0 && source && source->audience_id == audience_id;
  }
}

static XaScheduleConditions
get_conditions (XaController *self,
                gint64       *looked_at)
{
  XaScheduleConditions conditions;

  pthread_mutex_lock (&self->lock);
  conditions = self->conditions;
  *looked_at = self->looked_at;
  pthread_mutex_unlock (&self->lock);
  conditions.just_woke = self->is_waking;

  return conditions;
}

void
xa_controller_plan (XaController *self,
                    GArray       *wishes)
{
  gint64               now_us = xa_controller_now (self);
  gint64               looked_at;
  XaScheduleConditions conditions = get_conditions (self, &looked_at);
  g_autofree double   *stretches = NULL;
  g_autoptr (GArray) plan = NULL;

  self->next_us = XA_SCHEDULE_NEVER;
  if (!self->state.items)
    return;
  stretches = get_stretches (self, now_us);
  mark_looked_at (self, looked_at);
  plan = xa_schedule_plan ((const XaScheduleItem *) (gpointer) self->state.items->data, self->state.items->len, stretches, &conditions, now_us, &self->next_us);
  for (guint i = 0; i < plan->len; i++)
    xa_control_add_wish (wishes, &g_array_index (self->state.items, XaScheduleItem, g_array_index (plan, guint, i)));
}

void
xa_controller_fill_holds (XaController *self,
                          XaSyncFeed   *feed)
{
  XaScheduleConditions conditions;

  pthread_mutex_lock (&self->lock);
  conditions = self->conditions;
  pthread_mutex_unlock (&self->lock);
  feed->holds_all = *xa_schedule_get_hold (&conditions) != '\0';
  for (guint i = 0; self->state.connections && i < self->state.connections->len; i++) {
    const XaConnection *connection = self->state.connections->pdata[i];

    if (connection->is_paused)
      g_hash_table_add (feed->connections, g_memdup2 (&connection->id, sizeof connection->id));
  }
}

/* --- what is seen ---------------------------------------------------------------------------------- */

/* Records a second since the pass was begun here: what an earlier run brought says nothing of its speed. */
static double
get_rate (XaController     *self,
          const XaSyncItem *item)
{
  XaPace *pace = g_hash_table_lookup (self->paces, &item->source_id);
  gint64  now_us = g_get_monotonic_time ();

  if (!pace || pace->pass != item->pass || pace->begun_done > item->done) {
    pace = g_new (XaPace, 1);
    *pace = (XaPace) { item->pass, now_us, item->done };
    g_hash_table_replace (self->paces, g_memdup2 (&item->source_id, sizeof item->source_id), pace);
  }
  if (now_us - pace->begun_us < G_USEC_PER_SEC)
    return 0;

  return (double) (item->done - pace->begun_done) * G_USEC_PER_SEC / (double) (now_us - pace->begun_us);
}

static void
take_item (XaController     *self,
           XaControlPicture *picture,
           const XaSyncItem *item)
{
  for (guint i = 0; i < picture->n_tasks; i++) {
    XaControlTask *task = &picture->tasks[i];

    if (task->source_id != item->source_id || task->kind != (int) item->pass || !xa_task_state_is_open (task->state) || item->state != XA_TASK_RUNNING)
      continue;
    task->state = XA_TASK_RUNNING;
    task->done = item->done;
    task->total = item->total;
    task->not_before_us = item->wait_until_us;
    task->rate = get_rate (self, item);
    if (task->rate > 0 && item->total > item->done)
      task->eta_us = picture->at_us + (gint64) ((double) (item->total - item->done) / task->rate * G_USEC_PER_SEC);
    return;
  }
}

/* A pass that waits for its turn at the platform says so in its lane. */
static void
take_wait (XaControlPicture *picture,
           const XaSyncItem *item)
{
  for (guint i = 0; i < picture->n_lanes; i++) {
    XaControlLane *lane = &picture->lanes[i];

    if (lane->connection_id != item->connection_id || item->state != XA_TASK_RUNNING || item->wait_until_us == XA_TIME_UNKNOWN || lane->state != XA_LANE_RUNNING)
      continue;
    lane->until_us = lane->until_us == XA_TIME_UNKNOWN ? item->wait_until_us : MIN (lane->until_us, item->wait_until_us);
  }
}

static void
fill_limits (XaController     *self,
             XaControlPicture *picture)
{
  for (guint i = 0; i < picture->n_lanes; i++) {
    const XaConnection *connection = xa_control_state_find_connection (&self->state, picture->lanes[i].connection_id);

    if (connection)
      xa_sync_get_limits (self->sync, connection, &picture->lanes[i].limits);
  }
}

/* The picture of now, told to whoever watches. */
void
xa_controller_show (XaController         *self,
                    const XaSyncProgress *progress)
{
  XaScheduleConditions conditions;
  XaControlPicture    *picture;
  XaControlPicture    *old;
  g_autofree double   *stretches = NULL;

  if (!self->state.items)
    return;
  pthread_mutex_lock (&self->lock);
  conditions = self->conditions;
  pthread_mutex_unlock (&self->lock);
  stretches = get_stretches (self, xa_controller_now (self));
  picture = xa_control_picture_new (&self->state, &conditions, stretches, xa_controller_now (self));
  for (guint i = 0; progress && i < progress->n_items; i++) {
    take_item (self, picture, &progress->items[i]);
    take_wait (picture, &progress->items[i]);
  }
  fill_limits (self, picture);
  pthread_mutex_lock (&self->lock);
  old = self->picture;
  self->picture = picture;
  pthread_mutex_unlock (&self->lock);
  xa_control_picture_unref (old);
  xa_controller_tell (self, XA_CONTROLLER_PICTURE);
}
