#include "sync/xa-sync-run-private.h"

#include "journal/xa-journal.h"

#include <time.h>

/* Threads at most. */
#define MAX_WORKERS 64

#define PROGRESS_US (G_USEC_PER_SEC / 5)
#define HEARTBEAT_US (15 * G_USEC_PER_SEC)

void
xa_sync_run_lock (XaSyncRun *run)
{
  pthread_mutex_lock (&run->lock);
}

void
xa_sync_run_unlock (XaSyncRun *run)
{
  pthread_mutex_unlock (&run->lock);
}

static void
wait_until (XaSyncRun *run,
            gint64     real_us)
{
  struct timespec until = { .tv_sec = real_us / G_USEC_PER_SEC, .tv_nsec = real_us % G_USEC_PER_SEC * 1000 };

  pthread_cond_timedwait (&run->changed, &run->lock, &until);
}

void
xa_sync_run_end (XaSyncRun    *run,
                 const GError *error)
{
  if (!run->error)
    run->error = g_error_copy (error);
  run->stops = TRUE;
  for (guint i = 0; i < run->lanes->len; i++)
    g_cancellable_cancel (((XaSyncLane *) run->lanes->pdata[i])->cancellable);
  pthread_cond_broadcast (&run->changed);
}

/* --- the workers --------------------------------------------------------------------------------------- */

/* Within the lock: the next lane, of the connection on which the fewest are running; NULL with
 * @until_us: (out): when there may be one, or G_MAXINT64. */
static XaSyncLane *
pick (XaSyncRun *run,
      gint64    *until_us)
{
  gint64      now_us = g_get_real_time ();
  XaSyncLane *best = NULL;

  *until_us = G_MAXINT64;
  for (guint i = 0; i < run->lanes->len; i++) {
    XaSyncLane *lane = run->lanes->pdata[i];

    if (lane->is_over || lane->is_running || lane->road->is_blocked)
      continue;
    if (lane->not_before_us != XA_TIME_UNKNOWN && lane->not_before_us > now_us && !g_cancellable_is_cancelled (lane->cancellable)) {
      *until_us = MIN (*until_us, lane->not_before_us);
      continue;
    }
    if (lane->road->n_running < lane->road->max_running && (!best || lane->road->n_running < best->road->n_running))
      best = lane;
  }

  return best;
}

/* Within the lock: whether another lane may ever become ready. */
static gboolean
has_more (XaSyncRun *run)
{
  for (guint i = 0; i < run->lanes->len; i++) {
    XaSyncLane *lane = run->lanes->pdata[i];

    if (lane->is_running || (!lane->is_over && !lane->road->is_blocked))
      return TRUE;
  }

  return FALSE;
}

static gpointer
work (gpointer data)
{
  XaSyncRun *run = data;

  xa_sync_run_lock (run);
  while (!run->stops && has_more (run)) {
    gint64      until_us;
    XaSyncLane *lane = pick (run, &until_us);
    g_autoptr (XaConnection) connection = NULL;

    if (!lane) {
      wait_until (run, MIN (until_us, g_get_real_time () + G_USEC_PER_SEC));
      continue;
    }
    lane->is_running = TRUE;
    lane->road->n_running++;
    lane->item.state = XA_TASK_RUNNING;
    lane->item.wait_until_us = XA_TIME_UNKNOWN;
    connection = xa_connection_copy (lane->road->connection);
    xa_sync_run_unlock (run);
    xa_sync_lane_work (lane, connection);
    xa_sync_run_lock (run);
    lane->is_running = FALSE;
    lane->road->n_running--;
    pthread_cond_broadcast (&run->changed);
  }
  run->n_workers--;
  pthread_cond_broadcast (&run->changed);
  xa_sync_run_unlock (run);

  return NULL;
}

static guint
count_workers (XaSyncRun *run)
{
  guint n = 0;

  for (guint i = 0; i < run->roads->len; i++) {
    const XaSyncRoad *road = run->roads->pdata[i];
    guint             n_lanes = 0;

    for (guint j = 0; j < run->lanes->len; j++)
      n_lanes += ((XaSyncLane *) run->lanes->pdata[j])->road == road;
    n += MIN (n_lanes, road->max_running);
  }

  return MIN (n, MAX_WORKERS);
}

/* --- the calling thread -------------------------------------------------------------------------------- */

/* Within the lock. */
static void
take_picture (XaSyncRun      *run,
              XaSyncProgress *picture)
{
  *picture = (XaSyncProgress) { .n_items = run->lanes->len, .seconds = (double) (g_get_monotonic_time () - run->started_us) / G_USEC_PER_SEC };
  picture->items = g_new (XaSyncItem, run->lanes->len + 1);
  for (guint i = 0; i < run->lanes->len; i++) {
    const XaSyncLane *lane = run->lanes->pdata[i];
    XaSyncItem       *item = &picture->items[i];

    *item = lane->item;
    item->title = g_strdup (lane->item.title);
    item->connection = g_strdup (lane->item.connection);
    item->note_text = g_strdup (lane->item.note_text);
    item->cause = g_strdup (lane->item.cause);
    item->cause_text = g_strdup (lane->item.cause_text);
    picture->n_requests += item->n_requests;
    picture->n_done += item->state == XA_TASK_DONE;
    picture->n_running += item->state == XA_TASK_RUNNING;
    picture->n_waiting += item->state == XA_TASK_WAITING || item->state == XA_TASK_QUEUED;
    picture->n_failed += item->state == XA_TASK_FAILED || item->state == XA_TASK_DEAD || item->state == XA_TASK_CANCELLED;
  }
}

/**
 * xa_sync_progress_clear:
 *
 * Frees what a picture holds.
 */
void
xa_sync_progress_clear (XaSyncProgress *self)
{
  for (guint i = 0; i < self->n_items; i++) {
    g_free (self->items[i].title);
    g_free (self->items[i].connection);
    g_free (self->items[i].note_text);
    g_free (self->items[i].cause);
    g_free (self->items[i].cause_text);
  }
  g_clear_pointer (&self->items, g_free);
  *self = (XaSyncProgress) { 0 };
}

static void
show (XaSyncRun *run)
{
  g_auto (XaSyncProgress) picture = { 0 };

  if (!run->options->progress)
    return;
  xa_sync_run_lock (run);
  take_picture (run, &picture);
  xa_sync_run_unlock (run);
  run->options->progress (&picture, run->options->data);
}

static gboolean
renew_leases (XaStore *store,
              gpointer data,
              GError **error)
{
  return xa_store_renew_leases (store, ((XaSyncRun *) data)->sync->owner, error);
}

static void
beat (XaSyncRun *run)
{
  xa_sync_write (run->sync, renew_leases, run, NULL);
  xa_sync_save_net_rows (run->sync, NULL);
}

/* Watches over the workers until all have ended. */
static void
watch (XaSyncRun *run)
{
  gint64   beat_us = g_get_monotonic_time ();
  gboolean is_over = FALSE;

  while (!is_over) {
    xa_sync_run_lock (run);
    if (run->n_workers)
      wait_until (run, g_get_real_time () + PROGRESS_US);
    is_over = run->n_workers == 0;
    if (run->cancellable && g_cancellable_is_cancelled (run->cancellable) && !run->stops) {
      g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

      xa_sync_run_end (run, cancelled);
    }
    xa_sync_run_unlock (run);
    show (run);
    if (g_get_monotonic_time () - beat_us < HEARTBEAT_US)
      continue;
    beat (run);
    beat_us = g_get_monotonic_time ();
  }
}

/* So that xa_sync_cancel() finds them. */
static void
set_running (XaSyncRun *run,
             gboolean   running)
{
  pthread_mutex_lock (&run->sync->lock);
  for (guint i = 0; i < run->lanes->len; i++) {
    XaSyncLane *lane = run->lanes->pdata[i];

    if (running)
      g_hash_table_insert (run->sync->running, g_memdup2 (&lane->source->id, sizeof lane->source->id), g_object_ref (lane->cancellable));
    else
      g_hash_table_remove (run->sync->running, &lane->source->id);
  }
  pthread_mutex_unlock (&run->sync->lock);
}

/* A connection that has to be signed in to again is tried once, by the first of its sources. */
static void
run_workers (XaSyncRun *run)
{
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();

  run->n_workers = count_workers (run);
  for (guint i = run->n_workers; i > 0; i--)
    g_ptr_array_add (threads, g_thread_new ("fetch", work, run));
  watch (run);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (threads->pdata[i]);
}

/* What was not begun because its connection is blocked waits for the user like the one that met it. */
static void
settle_rest (XaSyncRun *run)
{
  for (guint i = 0; i < run->lanes->len; i++) {
    XaSyncLane *lane = run->lanes->pdata[i];

    if (lane->is_over || !lane->road->is_blocked)
      continue;
    lane->item.state = XA_TASK_WAITING;
    g_set_str (&lane->item.cause, lane->road->connection->cause);
    g_set_str (&lane->item.cause_text, lane->road->connection->cause_text);
  }
}

static void
log_begin (const XaSyncRun *run)
{
  xa_journal (XA_LOG_INFO, "sync-began", xa_log_workspace (run->uuid), xa_log_count ("sources", run->lanes->len), xa_log_count ("connections", run->roads->len));
}

static void
log_end (const XaSyncRun      *run,
         const XaSyncProgress *report)
{
  const XaLogField which = xa_log_workspace (run->uuid);
  const XaLogField requests = xa_log_count ("requests", report->n_requests);
  const XaLogField time = xa_log_count ("ms", report->seconds * 1000);

  if (g_error_matches (run->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    xa_journal (XA_LOG_INFO, "sync-cancelled", which, requests, time);
  else if (run->error)
    xa_journal (XA_LOG_ERROR, "sync-failed", which, xa_log_error (run->error), requests, time);
  else
    xa_journal (report->n_failed ? XA_LOG_WARNING : XA_LOG_INFO, "sync-done", which, xa_log_count ("done", report->n_done),
                xa_log_count ("failed", report->n_failed), xa_log_count ("waiting", report->n_waiting), requests, time);
}

/**
 * xa_sync_run:
 *
 * Errors: CANCELLED, those of the store (FULL: what was committed stays, and goes on)
 */
gboolean
xa_sync_run (XaSync              *self,
             const XaSyncOptions *options,
             GCancellable        *cancellable,
             XaSyncProgress      *report,
             GError             **error)
{
  XaSyncRun run = {
    .sync = self,
    .options = options,
    .cancellable = cancellable,
    .started_us = g_get_monotonic_time (),
    .patience_us = options->patience_us ? options->patience_us : XA_SYNC_PATIENCE_US,
  };
  gboolean ok;

  *report = (XaSyncProgress) { 0 };
  if (!xa_sync_enter (self, error))
    return FALSE;
  pthread_mutex_init (&run.lock, NULL);
  pthread_cond_init (&run.changed, NULL);
  run.roads = g_ptr_array_new_with_free_func (xa_sync_road_free);
  run.lanes = g_ptr_array_new_with_free_func (xa_sync_lane_free);

  ok = xa_sync_write (self, xa_sync_run_plan, &run, error);
  if (ok) {
    log_begin (&run);
    set_running (&run, TRUE);
    run_workers (&run);
    set_running (&run, FALSE);
    settle_rest (&run);
    take_picture (&run, report);
    log_end (&run, report);
    ok = run.error == NULL;
    if (!ok)
      g_propagate_error (error, run.error);
  }
  xa_sync_leave (self);
  g_ptr_array_unref (run.lanes);
  g_ptr_array_unref (run.roads);
  g_free (run.uuid);
  pthread_mutex_destroy (&run.lock);
  pthread_cond_destroy (&run.changed);

  return ok;
}

/**
 * xa_sync_cancel:
 *
 * Takes effect within a second, and is no error where nothing is fetched of the source.
 */
void
xa_sync_cancel (XaSync *self,
                gint64  source_id)
{
  g_autoptr (GCancellable) cancellable = NULL;

  pthread_mutex_lock (&self->lock);
  cancellable = g_hash_table_lookup (self->running, &source_id);
  if (cancellable)
    g_object_ref (cancellable);
  pthread_mutex_unlock (&self->lock);
  if (cancellable)
    g_cancellable_cancel (cancellable);
}
