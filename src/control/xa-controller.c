#include "control/xa-controller-private.h"
#include "model/xa-hand-over.h"

#include "store/xa-store.h"

#include <time.h>

/* The computer may sleep, and clocks may be set: looked for that often. */
#define LOOK_US (30 * G_USEC_PER_SEC)
/* The workspace is kept open for what comes right after. */
#define LINGER_US (2 * G_USEC_PER_SEC)
#define RELOAD_US (G_USEC_PER_SEC)
#define FLUSH_US (60 * G_USEC_PER_SEC)
#define RETRY_US (5 * G_USEC_PER_SEC)
/* Longer waits are the schedule's. */
#define PATIENCE_US (60 * G_USEC_PER_SEC)

gint64
xa_controller_now (XaController *self)
{
  return self->options.get_time ? self->options.get_time (self->options.clock_data) : xa_time_now ();
}

static gint64
get_boot_time (XaController *self)
{
  struct timespec now;

  if (self->options.get_boot_time)
    return self->options.get_boot_time (self->options.clock_data);
  clock_gettime (CLOCK_BOOTTIME, &now);

  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

void
xa_controller_tell (XaController     *self,
                    XaControllerEvent event)
{
  XaControllerListener listener;
  gpointer             data;

  pthread_mutex_lock (&self->lock);
  listener = self->listener;
  data = self->listener_data;
  pthread_mutex_unlock (&self->lock);
  if (listener)
    listener (event, data);
}

/* --- working --------------------------------------------------------------------------------------- */

static gboolean
write_telemetry (XaStore *store,
                 gpointer data,
                 GError **error)
{
  XaController *self = data;

  return xa_telemetry_flush (self->telemetry, store, xa_controller_now (self), error);
}

static void
flush_telemetry (XaController *self,
                 gint64        after_us)
{
  if (g_get_monotonic_time () - self->flushed_us < after_us)
    return;
  xa_sync_edit (self->sync, write_telemetry, self, NULL);
  self->flushed_us = g_get_monotonic_time ();
}

/* Taken before anything is planned by it: what comes later is for the next look, and never lost. */
static void
take_wake (XaController *self)
{
  pthread_mutex_lock (&self->lock);
  self->is_waking |= self->was_called;
  self->was_called = FALSE;
  pthread_mutex_unlock (&self->lock);
}

/* What is in hand is put back for whoever waits. */
static gboolean
give_way (XaController *self)
{
  if (!self->options.is_awaited || !self->options.is_awaited (self->options.data))
    return FALSE;
  g_atomic_int_set (&self->gives_way, TRUE);
  xa_controller_cancel_jobs (self, 0);

  return TRUE;
}

/* Called in the run, some five times a second. */
static gboolean
feed (XaSyncFeed *feed,
      gpointer    data)
{
  XaController *self = data;
  gint64        now_us = g_get_monotonic_time ();

  feed->gives_way = give_way (self);
  if (feed->gives_way)
    return FALSE;
  take_wake (self);
  xa_controller_apply_commands (self);
  flush_telemetry (self, FLUSH_US);
  if (self->is_dirty || now_us - self->loaded_us > RELOAD_US)
    xa_controller_load (self, NULL);
  xa_controller_keep_streams (self);
  xa_controller_tell_news (self);
  xa_controller_plan (self, feed->wishes);
  feed->known_us = self->known_us;
  feed->is_waking = self->is_waking;
  self->is_waking = FALSE;
  xa_controller_fill_holds (self, feed);
  xa_controller_begin_jobs (self);
  if (feed->wishes->len)
    self->is_dirty = TRUE;
  if (g_cancellable_is_cancelled (self->stopped))
    return FALSE;

  return feed->wishes->len > 0 || self->n_open > 0 || xa_controller_count_jobs (self) > 0 || xa_controller_has_due_jobs (self) ||
         self->next_us < xa_controller_now (self) + LINGER_US;
}

static guint
count_passes_done (const XaSyncProgress *progress)
{
  guint n = 0;

  for (guint i = 0; i < progress->n_items; i++)
    n += progress->items[i].n_passes_done;

  return n;
}

static void
take_progress (const XaSyncProgress *progress,
               gpointer              data)
{
  XaController *self = data;
  guint         n_done = count_passes_done (progress);
  guint         n_open = self->n_open;

  self->n_open = progress->n_open;
  if (n_done != self->n_passes_done)
    xa_controller_tell (self, XA_CONTROLLER_DATA);
  /* What was asked for by hand goes by the tasks, which stand elsewhere than they were read. */
  if (n_done != self->n_passes_done || progress->n_open != n_open)
    self->is_dirty = TRUE;
  self->n_passes_done = n_done;
  xa_controller_follow_fetches (self, progress);
  xa_controller_show (self, progress);
}

static void
run (XaController *self)
{
  XaSyncOptions options = { .patience_us = PATIENCE_US, .progress = take_progress, .feed = feed, .data = self };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;

  self->n_open = self->n_passes_done = 0;
  self->is_dirty = TRUE;
  if (!xa_sync_run (self->sync, &options, self->stopped, &report, &error) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_info ("Work in the background stopped: %s", error->message);
    xa_controller_end_fetches (self, error);
    self->not_before_us = g_get_monotonic_time () + RETRY_US;
  }
  while (xa_controller_count_jobs (self) > 0)
    g_usleep (10000);
  flush_telemetry (self, 0);
  self->is_dirty = TRUE;
}

static void
work (XaController *self)
{
  g_autoptr (GError) error = NULL;

  if (g_get_monotonic_time () < self->not_before_us)
    return;
  if (self->options.begin_writing && !self->options.begin_writing (self->stopped, self->options.data, &error)) {
    self->not_before_us = g_get_monotonic_time () + RETRY_US;
    return;
  }
  g_atomic_int_set (&self->gives_way, FALSE);
  run (self);
  if (self->options.end_writing)
    self->options.end_writing (self->options.data);
}

/* --- the thread ------------------------------------------------------------------------------------ */

/* Nobody runs it, as nothing is under way here: it was left by a program that ended in the midst of it. Whoever opens
 * the workspace for writing puts it back, and that must not wait for something else to be due. */
static gboolean
has_left_over (XaController *self)
{
  for (guint i = 0; i < self->state.open->len; i++)
    if (((const XaTask *) self->state.open->pdata[i])->state == XA_TASK_RUNNING)
      return TRUE;

  return FALSE;
}

static gboolean
is_work_due (XaController *self)
{
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (XaSyncWish));

  xa_controller_plan (self, wishes);

  return wishes->len > 0 || xa_controller_has_commands (self) || xa_controller_has_due_jobs (self) || has_left_over (self) || xa_controller_must_keep_streams (self);
}

/* Sleeps until something is due or asked for; not long, as the computer may sleep as well. */
static void
wait_for_next (XaController *self)
{
  gint64          now_us = xa_controller_now (self);
  gint64          real_us = g_get_real_time ();
  gint64          longest_us = g_atomic_int_get (&self->has_news) ? XA_CONTROLLER_NEWS_US : LOOK_US;
  gint64          wait_us = CLAMP (self->next_us == XA_SCHEDULE_NEVER ? longest_us : self->next_us - now_us, G_USEC_PER_SEC / 20, longest_us);
  struct timespec until = { .tv_sec = (real_us + wait_us) / G_USEC_PER_SEC, .tv_nsec = (real_us + wait_us) % G_USEC_PER_SEC * 1000 };

  pthread_mutex_lock (&self->lock);
  if (!self->is_woken && !g_cancellable_is_cancelled (self->stopped))
    pthread_cond_timedwait (&self->changed, &self->lock, &until);
  self->is_woken = FALSE;
  pthread_mutex_unlock (&self->lock);
  self->waited_us = wait_us;
}

static void
look_at_clock (XaController *self)
{
  XaClockEvent event = xa_schedule_look_at_clock (&self->clock, xa_controller_now (self), get_boot_time (self), self->waited_us);

  if (event == XA_CLOCK_STEADY)
    return;
  pthread_mutex_lock (&self->lock);
  self->was_called = TRUE;
  pthread_mutex_unlock (&self->lock);
}

/* Being called lasts until a run took it, or there is nothing to do. */
static void
look (XaController *self)
{
  if (is_work_due (self)) {
    work (self);
    return;
  }
  self->is_waking = FALSE;
  xa_controller_follow_fetches (self, NULL);
  xa_controller_show (self, NULL);
}

/* What was wished for goes on the next time; nobody waits for it any longer. */
static void
end_fetches_for_good (XaController *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  xa_controller_end_fetches (self, error);
}

static gpointer
control (gpointer data)
{
  XaController *self = data;

  xa_controller_open_streams (self);
  while (!g_cancellable_is_cancelled (self->stopped)) {
    look_at_clock (self);
    take_wake (self);
    xa_controller_tell_news (self);
    if (xa_controller_load (self, NULL))
      look (self);
    wait_for_next (self);
  }
  xa_controller_close_streams (self);
  xa_controller_apply_commands (self);
  end_fetches_for_good (self);
  g_clear_pointer (&self->reader, xa_store_close);

  return NULL;
}

/* --- the object ------------------------------------------------------------------------------------ */

static XaControlPicture *
make_empty_picture (void)
{
  XaControlPicture *picture = g_new0 (XaControlPicture, 1);

  g_atomic_ref_count_init (&picture->ref_count);
  picture->held_by = g_strdup ("");
  picture->next_due_us = picture->oldest_queued_us = XA_TIME_UNKNOWN;

  return picture;
}

static void
free_recurring (gpointer data)
{
  XaRecurring *self = data;

  g_free (self->subject);
  g_free (self);
}

/**
 * xa_controller_new:
 *
 * Returns: (transfer full): nothing runs before xa_controller_start()
 */
XaController *
xa_controller_new (const XaControllerOptions *options)
{
  XaController *self = g_new0 (XaController, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->options = *options;
  self->conditions.is_by_hand = options->by_hand;
  self->sync = xa_sync_ref (options->sync);
  self->telemetry = options->telemetry ? xa_telemetry_ref (options->telemetry) : xa_telemetry_new ();
  self->owner = g_uuid_string_random ();
  self->recurring = g_ptr_array_new_with_free_func (free_recurring);
  self->jobs = g_ptr_array_new ();
  self->fetches = g_ptr_array_new ();
  self->stopped = g_cancellable_new ();
  self->picture = make_empty_picture ();
  self->paces = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->next_us = XA_SCHEDULE_NEVER;
  g_queue_init (&self->commands);
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->changed, NULL);
  xa_telemetry_watch (self->telemetry, self->sync);
  xa_telemetry_watch_answers (self->telemetry);

  return self;
}

XaController *
xa_controller_ref (XaController *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * xa_controller_unref:
 * @self: (nullable): stops with its last reference, which blocks
 */
void
xa_controller_unref (XaController *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  xa_controller_stop (self);
  xa_sync_set_meter (self->sync, NULL, NULL);
  xa_telemetry_unwatch_answers (self->telemetry);
  for (guint i = 0; i < XA_N_TASK_KINDS; i++)
    if (self->kinds[i].data_free)
      self->kinds[i].data_free (self->kinds[i].data);
  xa_controller_set_listener (self, NULL, NULL, NULL);
  g_queue_clear_full (&self->commands, (GDestroyNotify) xa_command_free);
  xa_control_state_clear (&self->state);
  xa_control_picture_unref (self->picture);
  g_hash_table_unref (self->paces);
  g_ptr_array_unref (self->recurring);
  g_ptr_array_unref (self->jobs);
  g_ptr_array_unref (self->fetches);
  g_object_unref (self->stopped);
  xa_telemetry_unref (self->telemetry);
  xa_sync_unref (self->sync);
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->changed);
  g_free (self->owner);
  g_free (self);
}

void
xa_controller_start (XaController *self)
{
  if (self->thread)
    return;
  g_cancellable_reset (self->stopped);
  self->thread = g_thread_new ("controller", control, self);
}

void
xa_controller_stop (XaController *self)
{
  if (!self->thread)
    return;
  g_cancellable_cancel (self->stopped);
  xa_controller_cancel_jobs (self, 0);
  xa_controller_look (self);
  g_thread_join (g_steal_pointer (&self->thread));
  if (self->workers)
    g_thread_pool_free (g_steal_pointer (&self->workers), FALSE, TRUE);
  XA_TAKE_OVER (self);
}

void
xa_controller_set_work (XaController    *self,
                        XaTaskKind       kind,
                        XaControllerWork run_it,
                        gpointer         data,
                        GDestroyNotify   data_free)
{
  g_return_if_fail (kind >= XA_TASK_KIND_ANALYSIS && kind < XA_N_TASK_KINDS && !self->thread);

  if (self->kinds[kind].data_free)
    self->kinds[kind].data_free (self->kinds[kind].data);
  self->kinds[kind] = (XaControllerKind) { run_it, data, data_free };
}

void
xa_controller_set_recurring (XaController    *self,
                             XaTaskKind       kind,
                             const char      *subject,
                             gint64           interval_s,
                             XaControllerWhen when)
{
  XaRecurring *recurring = g_new0 (XaRecurring, 1);

  g_return_if_fail (!self->thread && interval_s > 0);

  *recurring = (XaRecurring) { kind, g_strdup (subject), interval_s * G_USEC_PER_SEC, when };
  g_ptr_array_add (self->recurring, recurring);
}

XaControlPicture *
xa_controller_get_picture (XaController *self)
{
  XaControlPicture *picture;

  pthread_mutex_lock (&self->lock);
  picture = xa_control_picture_ref (self->picture);
  pthread_mutex_unlock (&self->lock);

  return picture;
}

void
xa_controller_set_listener (XaController        *self,
                            XaControllerListener listener,
                            gpointer             data,
                            GDestroyNotify       data_free)
{
  GDestroyNotify old_free;
  gpointer       old;

  pthread_mutex_lock (&self->lock);
  old = self->listener_data;
  old_free = self->listener_data_free;
  self->listener = listener;
  self->listener_data = data;
  self->listener_data_free = data_free;
  pthread_mutex_unlock (&self->lock);
  if (old_free)
    old_free (old);
}
