#include "sync/xa-sync-run-private.h"

#include "model/xa-language.h"
#include "net/xa-metered.h"

#include "journal/xa-journal.h"

#include <time.h>

/* Threads at most. */
#define MAX_WORKERS 64

#define PROGRESS_US (G_USEC_PER_SEC / 5)
#define HEARTBEAT_US (15 * G_USEC_PER_SEC)

gint64
xa_sync_run_now (XaSyncRun *run)
{
  return xa_limits_now (run->sync->limits);
}

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

/* Within the lock: at most @us, or until something changes. */
static void
wait_for (XaSyncRun *run,
          gint64     us)
{
  gint64          real_us = g_get_real_time () + MAX (us, 1000);
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

/* Within the lock. */
static gboolean
is_held (const XaSyncRun  *run,
         const XaSyncLane *lane)
{
  if (lane->by_hand || !run->feed.connections)
    return FALSE;

  return run->feed.holds_all || run->is_metered || g_hash_table_contains (run->feed.connections, &lane->source->connection_id);
}

/* The more urgent comes first, then what is of the connection on which the fewest are running. */
static gboolean
comes_before (const XaSyncLane *a,
              const XaSyncLane *b)
{
  if (!b || a->priority != b->priority)
    return !b || a->priority > b->priority;

  return a->road->n_running < b->road->n_running;
}

/* Within the lock: the next lane; NULL with @until_us: (out): when there may be one, or G_MAXINT64. */
static XaSyncLane *
pick (XaSyncRun *run,
      gint64    *until_us)
{
  gint64      now_us = xa_sync_run_now (run);
  XaSyncLane *best = NULL;

  *until_us = G_MAXINT64;
  for (guint i = 0; i < run->lanes->len; i++) {
    XaSyncLane *lane = run->lanes->pdata[i];

    if (lane->is_over || lane->is_running || lane->road->is_blocked || is_held (run, lane))
      continue;
    if (lane->not_before_us != XA_TIME_UNKNOWN && lane->not_before_us > now_us && !g_cancellable_is_cancelled (lane->cancellable)) {
      *until_us = MIN (*until_us, lane->not_before_us);
      continue;
    }
    if (lane->road->n_running < lane->road->max_running && comes_before (lane, best))
      best = lane;
  }

  return best;
}

/* Within the lock: whether another lane may ever become ready. */
static gboolean
has_more (XaSyncRun *run)
{
  if (run->is_open)
    return TRUE;
  for (guint i = 0; i < run->lanes->len; i++) {
    XaSyncLane *lane = run->lanes->pdata[i];

    if (lane->is_running || (!lane->is_over && !lane->road->is_blocked && !is_held (run, lane)))
      return TRUE;
  }

  return FALSE;
}

/* A run that stays open ends for each source on its own. What is over does not change any more. */
static void
tell_lane (XaSyncLane *lane)
{
  XaSyncProgress report = { .items = &lane->item, .n_items = 1, .n_requests = lane->item.n_requests };
  gboolean       is_over;

  xa_sync_run_lock (lane->run);
  is_over = lane->is_over;
  xa_sync_run_unlock (lane->run);
  if (!is_over || !lane->run->options->feed)
    return;
  report.n_done = lane->item.state == XA_TASK_DONE;
  report.n_waiting = lane->item.state == XA_TASK_WAITING;
  report.n_failed = !report.n_done && !report.n_waiting;
  xa_sync_tell_ended (lane->run->sync, &report);
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
      wait_for (run, until_us == G_MAXINT64 ? G_USEC_PER_SEC : MIN (until_us - xa_sync_run_now (run), G_USEC_PER_SEC));
      continue;
    }
    lane->is_running = TRUE;
    lane->road->n_running++;
    lane->item.state = XA_TASK_RUNNING;
    lane->item.wait_until_us = XA_TIME_UNKNOWN;
    connection = xa_connection_copy (lane->road->connection);
    xa_sync_measure (run->sync, XA_SYNC_METER_QUEUED_US, connection->id, (double) (g_get_monotonic_time () - lane->ready_us));
    xa_sync_run_unlock (run);
    xa_sync_lane_work (lane, connection);
    tell_lane (lane);
    xa_sync_run_lock (run);
    lane->is_running = FALSE;
    lane->road->n_running--;
    if (lane->is_over)
      xa_sync_lane_retract (lane);
    pthread_cond_broadcast (&run->changed);
  }
  run->n_workers--;
  pthread_cond_broadcast (&run->changed);
  xa_sync_run_unlock (run);

  return NULL;
}

/* Within the lock. */
static guint
count_workers (XaSyncRun *run)
{
  guint n = 0;

  for (guint i = 0; i < run->roads->len; i++) {
    const XaSyncRoad *road = run->roads->pdata[i];
    guint             n_lanes = 0;

    for (guint j = 0; j < run->lanes->len; j++)
      n_lanes += ((XaSyncLane *) run->lanes->pdata[j])->road == road && !((XaSyncLane *) run->lanes->pdata[j])->is_over;
    n += MIN (n_lanes, road->max_running);
  }

  return MIN (n, MAX_WORKERS);
}

/* --- the calling thread -------------------------------------------------------------------------------- */

static void
say_metered (XaSyncItem *item)
{
  item->state = XA_TASK_WAITING;
  g_set_str (&item->cause, "metered");
  g_set_str (&item->cause_text, N_ ("This network is paid for by what goes over it: fetching goes on by itself on another, or here when you begin it by hand."));
}

/* Within the lock. */
static void
take_picture (XaSyncRun      *run,
              XaSyncProgress *picture)
{
  *picture = (XaSyncProgress) {
    .n_items = run->lanes->len,
    .seconds = (double) (g_get_monotonic_time () - run->started_us) / G_USEC_PER_SEC,
    .is_metered = run->is_metered,
  };
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
    if (run->is_metered && !lane->is_running && (lane->is_held || (!lane->is_over && is_held (run, lane))))
      say_metered (item);
    item->is_open = lane->is_running || (!lane->is_over && !lane->road->is_blocked && !is_held (run, lane));
    picture->n_requests += item->n_requests;
    picture->n_open += item->is_open;
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

/* Within the lock: as many as there is work for; none ends before the run does, if more may come. */
static void
hire (XaSyncRun *run,
      GPtrArray *threads)
{
  for (guint n = count_workers (run); run->n_workers < n; run->n_workers++)
    g_ptr_array_add (threads, g_thread_new ("fetch", work, run));
}

/* Within the lock: what is in hand of a connection that is held now goes back to the queue. */
static void
stop_held (XaSyncRun *run)
{
  for (guint i = 0; i < run->lanes->len; i++) {
    XaSyncLane *lane = run->lanes->pdata[i];

    if (!lane->is_running || lane->is_held || !is_held (run, lane))
      continue;
    lane->is_held = TRUE;
    g_cancellable_cancel (lane->cancellable);
  }
  pthread_cond_broadcast (&run->changed);
}

/* Who waits only because something was away does not wait any longer. */
static void
wake (XaSyncRun *run)
{
  xa_limits_wake (run->sync->limits);
  xa_sync_run_lock (run);
  for (guint i = 0; i < run->lanes->len; i++) {
    XaSyncLane *lane = run->lanes->pdata[i];

    if (!lane->was_told_when && !lane->is_running)
      lane->not_before_us = XA_TIME_UNKNOWN;
  }
  xa_sync_run_unlock (run);
}

/* Within the lock: others go first. */
static void
give_way (XaSyncRun *run)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Others go first");

  xa_sync_run_end (run, error);
}

/* What is fed is known once the first of it came. */
static void
log_begin (XaSyncRun *run)
{
  run->is_logged = TRUE;
  xa_journal (XA_LOG_INFO, "sync-began", xa_log_workspace (run->uuid), xa_log_count ("sources", run->lanes->len), xa_log_count ("connections", run->roads->len));
}

/* Asks what else there is to do. */
static void
feed (XaSyncRun *run,
      GPtrArray *threads)
{
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (XaSyncWish));
  g_autoptr (GHashTable) old = NULL;
  g_autoptr (GError) error = NULL;
  XaSyncFeed said = { .wishes = wishes, .connections = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL) };
  XaSyncPlan plan = { .run = run, .wishes = wishes };
  gboolean   is_open, is_metered = xa_metered_is ();

  is_open = run->options->feed (&said, run->options->data);
  if (said.is_waking)
    wake (run);
  plan.known_us = said.known_us;
  if (wishes->len)
    xa_sync_write (run->sync, xa_sync_run_plan, &plan, &error);
  if (!run->is_logged && run->lanes->len)
    log_begin (run);
  xa_sync_run_lock (run);
  old = run->feed.connections;
  said.wishes = NULL;
  run->feed = said;
  run->is_metered = is_metered;
  run->is_open = is_open && !run->stops;
  stop_held (run);
  if (error)
    xa_sync_run_end (run, error);
  else if (said.gives_way)
    give_way (run);
  else
    hire (run, threads);
  xa_sync_run_unlock (run);
}

/* Watches over the workers until all have ended. */
static void
watch (XaSyncRun *run,
       GPtrArray *threads)
{
  gint64   beat_us = g_get_monotonic_time ();
  gboolean is_over = FALSE;

  while (!is_over) {
    if (run->is_open)
      feed (run, threads);
    xa_sync_run_lock (run);
    if (run->n_workers || run->is_open)
      wait_for (run, PROGRESS_US);
    is_over = run->n_workers == 0 && !run->is_open;
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

/* A connection that has to be signed in to again is tried once, by the first of its sources. */
static void
run_workers (XaSyncRun *run)
{
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();

  xa_sync_run_lock (run);
  hire (run, threads);
  xa_sync_run_unlock (run);
  watch (run, threads);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (threads->pdata[i]);
}

/* What was not begun because its connection is blocked waits for the user like the one that met it. */
static void
settle_rest (XaSyncRun *run)
{
  for (guint i = 0; i < run->lanes->len; i++) {
    XaSyncLane *lane = run->lanes->pdata[i];

    xa_sync_lane_retract (lane);
    if (lane->is_over || !lane->road->is_blocked)
      continue;
    lane->item.state = XA_TASK_WAITING;
    g_set_str (&lane->item.cause, lane->road->connection->cause);
    g_set_str (&lane->item.cause_text, lane->road->connection->cause_text);
  }
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

static GArray *
list_wishes (const XaSyncOptions *options)
{
  GArray *wishes;

  if (!options->sources && !options->feed)
    return NULL;
  wishes = g_array_new (FALSE, FALSE, sizeof (XaSyncWish));
  for (gsize i = 0; i < options->n_sources; i++) {
    XaSyncWish wish = { .source_id = options->sources[i] };

    g_array_append_val (wishes, wish);
  }

  return wishes;
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
  g_autoptr (GArray) wishes = list_wishes (options);
  XaSyncPlan plan = { .run = &run, .wishes = wishes };
  gboolean   ok;

  *report = (XaSyncProgress) { 0 };
  if (!xa_sync_enter (self, error))
    return FALSE;
  run.is_open = options->feed != NULL;
  run.is_metered = xa_metered_is ();
  pthread_mutex_init (&run.lock, NULL);
  pthread_cond_init (&run.changed, NULL);
  run.roads = g_ptr_array_new_with_free_func (xa_sync_road_free);
  run.lanes = g_ptr_array_new_with_free_func (xa_sync_lane_free);

  ok = xa_sync_write (self, xa_sync_run_plan, &plan, error);
  if (ok) {
    if (!options->feed)
      log_begin (&run);
    run_workers (&run);
  }
  settle_rest (&run);
  if (ok) {
    take_picture (&run, report);
    if (!run.is_logged)
      log_begin (&run);
    log_end (&run, report);
    if (!options->feed)
      xa_sync_tell_ended (self, report);
    ok = run.error == NULL;
    if (!ok)
      g_propagate_error (error, run.error);
  }
  xa_sync_leave (self);
  g_clear_pointer (&run.feed.connections, g_hash_table_unref);
  g_ptr_array_unref (run.lanes);
  g_ptr_array_unref (run.roads);
  g_free (run.uuid);
  pthread_mutex_destroy (&run.lock);
  pthread_cond_destroy (&run.changed);

  return ok;
}

static GCancellable *
find_running (XaSync *self,
              gint64  source_id)
{
  GCancellable *cancellable;

  pthread_mutex_lock (&self->lock);
  cancellable = g_hash_table_lookup (self->running, &source_id);
  if (cancellable)
    g_object_ref (cancellable);
  pthread_mutex_unlock (&self->lock);

  return cancellable;
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
  g_autoptr (GCancellable) cancellable = find_running (self, source_id);

  if (cancellable)
    g_cancellable_cancel (cancellable);
}

void
xa_sync_put_off (XaSync *self,
                 gint64  source_id,
                 gint64  until_us)
{
  g_autoptr (GCancellable) cancellable = find_running (self, source_id);

  if (!cancellable)
    return;
  g_object_set_data_full (G_OBJECT (cancellable), XA_SYNC_PUT_OFF, g_memdup2 (&until_us, sizeof until_us), g_free);
  g_cancellable_cancel (cancellable);
}
