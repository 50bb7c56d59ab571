#include "sync/xa-streams-private.h"

#include "journal/xa-journal.h"
#include "model/xa-time.h"

#include <time.h>

/* Before a stream that was torn is opened again: up to 1, 2, 4 ... seconds; where nobody may go on before the user
 * or another program does something, from a minute on. */
#define FIRST_BACK_OFF_US G_USEC_PER_SEC
#define LONGEST_BACK_OFF_US (5 * 60 * (gint64) G_USEC_PER_SEC)
#define FIRST_REFUSED_US (60 * G_USEC_PER_SEC)
#define LONGEST_REFUSED_US (60 * 60 * (gint64) G_USEC_PER_SEC)
/* What was up for so long was no failure to open it. */
#define STEADY_US (60 * G_USEC_PER_SEC)

static void
lock (XaStreams *self)
{
  pthread_mutex_lock (&self->lock);
}

static void
unlock (XaStreams *self)
{
  pthread_mutex_unlock (&self->lock);
}

/* --- how a road stands --------------------------------------------------------------------------- */

void
xa_stream_road_tell (XaStreamRoad  *self,
                     XaStreamsEvent event)
{
  g_autoptr (XaStreamRow) row = NULL;

  if (!self->streams->options.told)
    return;
  lock (self->streams);
  row = xa_stream_row_copy (self->row);
  unlock (self->streams);
  self->streams->options.told (event, row, self->streams->options.data);
}

void
xa_stream_road_set_state (XaStreamRoad *self,
                          XaStreamState state,
                          const char   *cause,
                          const char   *cause_text,
                          gint64        until_us)
{
  gboolean changed;

  lock (self->streams);
  changed = self->row->state != state || g_strcmp0 (self->row->cause, cause) != 0;
  if (self->row->state != state)
    self->row->since_us = xa_time_now ();
  self->row->state = state;
  self->row->until_us = until_us;
  g_set_str (&self->row->cause, cause);
  g_set_str (&self->row->cause_text, cause_text ? cause_text : "");
  unlock (self->streams);
  if (changed)
    xa_stream_road_tell (self, XA_STREAMS_CHANGED);
}

/* --- what became of a run ------------------------------------------------------------------------ */

static gboolean
is_net (const GError *error,
        XaNetError    code)
{
  return g_error_matches (error, XA_NET_ERROR, (int) code);
}

/* Trying again would bring the same until the user has done something. */
static gboolean
waits_for_user (const GError *error)
{
  return error->domain == XA_CREDENTIAL_ERROR || is_net (error, XA_NET_ERROR_AUTH) || is_net (error, XA_NET_ERROR_SCOPE) || is_net (error, XA_NET_ERROR_PAYMENT) ||
         is_net (error, XA_NET_ERROR_OUTDATED) || is_net (error, XA_NET_ERROR_REFUSED) || is_net (error, XA_NET_ERROR_BAD_REQUEST);
}

/* Full jitter, so that those who were torn together do not come back together. */
static gint64
back_off (const XaStreamRoad *self,
          const GError       *error)
{
  gboolean is_refused = is_net (error, XA_NET_ERROR_FORBIDDEN) || is_net (error, XA_NET_ERROR_GONE) || is_net (error, XA_NET_ERROR_TOO_LARGE);
  gint64   first_us = is_refused ? FIRST_REFUSED_US : FIRST_BACK_OFF_US;
  gint64   longest_us = MIN (first_us << MIN (self->n_failed, 12), is_refused ? LONGEST_REFUSED_US : LONGEST_BACK_OFF_US);
  gint64   us = (gint64) (g_random_double_range (is_refused ? 0.5 : 0, 1) * (double) longest_us);
  gint64   now_us = g_get_real_time ();

  return self->not_before_us != XA_TIME_UNKNOWN && self->not_before_us > now_us ? MAX (us, self->not_before_us - now_us) : us;
}

static void
log_end (XaStreamRoad *self,
         const GError *error,
         gboolean      is_final)
{
  xa_journal (is_final ? XA_LOG_WARNING : XA_LOG_INFO, "stream-torn", xa_log_id ("connection", self->connection_id), xa_log_known ("cause", xa_sync_error_id (error)),
              xa_log_count ("attempt", self->n_failed + 1), xa_log_flag ("final", is_final));
}

/* A credential that is no longer taken is no longer taken for fetching either. */
static void
note_connection (XaStreamRoad *self,
                 const GError *error)
{
  g_autoptr (XaConnection) connection = NULL;

  if (error->domain != XA_CREDENTIAL_ERROR && !is_net (error, XA_NET_ERROR_AUTH))
    return;
  if (!xa_stream_road_hold (self, self->cancellable, NULL))
    return;
  connection = xa_sync_load_connection (self->streams->sync, self->connection_id, NULL);
  if (connection && xa_sync_judge_connection (connection, error))
    xa_sync_store_connection (self->streams->sync, connection, NULL);
  xa_stream_road_release (self);
}

/* Within no lock. Returns: how long to wait, or -1: until something changes */
static gint64
judge (XaStreamRoad *self,
       const GError *error)
{
  gboolean is_final = waits_for_user (error);
  gint64   us = is_final ? -1 : back_off (self, error);

  if (self->up_us && g_get_monotonic_time () - self->up_us >= STEADY_US)
    self->n_failed = 0;
  log_end (self, error, is_final);
  if (is_final)
    note_connection (self, error);
  self->n_failed++;
  xa_stream_road_set_state (self, is_final ? XA_STREAM_REFUSED : XA_STREAM_WAITING, xa_sync_error_id (error), error->message, is_final ? XA_TIME_UNKNOWN : g_get_real_time () + us);

  return us;
}

/* --- the thread ---------------------------------------------------------------------------------- */

static void
wait_until (XaStreamRoad *self,
            gint64        real_us)
{
  struct timespec until = { .tv_sec = real_us / G_USEC_PER_SEC, .tv_nsec = real_us % G_USEC_PER_SEC * 1000 };

  pthread_cond_timedwait (&self->streams->changed, &self->streams->lock, &until);
}

/* Within the lock: until @until_us (-1: for ever), or until something changes. */
static void
rest_until (XaStreamRoad *self,
            gint64        until_us,
            guint64       what)
{
  XaStreams *streams = self->streams;

  while (!streams->ends && self->is_wanted && self->what == what && !self->is_poked && (until_us < 0 || g_get_real_time () < until_us)) {
    if (until_us < 0)
      pthread_cond_wait (&streams->changed, &streams->lock);
    else
      wait_until (self, until_us);
  }
}

/* Within the lock: a run that is wanted can be cancelled from now on. */
static GCancellable *
begin_run (XaStreamRoad *self,
           guint64      *what)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->is_poked = FALSE;
  *what = self->what;

  return g_object_ref (self->cancellable);
}

/* Within the lock, which is left meanwhile. A run is cancelled when the wish changes: there is nothing to rest for
 * then, though by now the wish may be the same again. */
static void
run_once (XaStreamRoad *self)
{
  guint64 what;
  gint64  us = -1;
  g_autoptr (GCancellable) cancellable = begin_run (self, &what);
  g_autoptr (GError) error = NULL;
  gboolean is_other;

  unlock (self->streams);
  self->up_us = 0;
  if (!xa_stream_road_run (self, cancellable, &error) && !g_cancellable_is_cancelled (cancellable))
    us = judge (self, error);
  else
    xa_stream_road_set_state (self, XA_STREAM_NONE, "", NULL, XA_TIME_UNKNOWN);
  lock (self->streams);
  is_other = self->what != what;
  if (is_other)
    self->n_failed = 0;
  if (!g_cancellable_is_cancelled (cancellable))
    rest_until (self, us < 0 ? -1 : g_get_real_time () + us, what);
}

static gpointer
work (gpointer data)
{
  XaStreamRoad *self = data;

  lock (self->streams);
  while (!self->streams->ends) {
    if (self->is_wanted)
      run_once (self);
    else
      pthread_cond_wait (&self->streams->changed, &self->streams->lock);
  }
  unlock (self->streams);

  return NULL;
}

XaStreamRoad *
xa_stream_road_new (XaStreams *streams,
                    gint64     connection_id)
{
  XaStreamRoad *self = g_new0 (XaStreamRoad, 1);

  self->streams = streams;
  self->connection_id = connection_id;
  self->cancellable = g_cancellable_new ();
  self->not_before_us = XA_TIME_UNKNOWN;
  self->row = g_new0 (XaStreamRow, 1);
  *self->row = (XaStreamRow) { .connection_id = connection_id, .state = XA_STREAM_NONE, .since_us = xa_time_now (), .until_us = XA_TIME_UNKNOWN, .cause = g_strdup (""), .cause_text = g_strdup ("") };
  self->thread = g_thread_new ("stream", work, self);

  return self;
}

void
xa_stream_road_free (XaStreamRoad *self)
{
  g_thread_join (self->thread);
  if (self->keepsake)
    self->keepsake_free (self->keepsake);
  g_object_unref (self->cancellable);
  g_clear_object (&self->asking);
  xa_stream_row_free (self->row);
  g_free (self);
}

/* --- all of them --------------------------------------------------------------------------------- */

XaStreams *
xa_streams_new (const XaStreamsOptions *options)
{
  XaStreams *self = g_new0 (XaStreams, 1);

  self->options = *options;
  self->sync = xa_sync_ref (options->sync);
  self->roads = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_stream_road_free);
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->changed, NULL);

  return self;
}

void
xa_streams_free (XaStreams *self)
{
  if (!self)
    return;

  lock (self);
  self->ends = TRUE;
  for (guint i = 0; i < self->roads->len; i++)
    g_cancellable_cancel (((XaStreamRoad *) self->roads->pdata[i])->cancellable);
  pthread_cond_broadcast (&self->changed);
  unlock (self);
  g_ptr_array_unref (self->roads);
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->changed);
  xa_sync_unref (self->sync);
  g_free (self);
}

static const XaStreamWish *
find_wish (GArray *wishes,
           gint64  connection_id)
{
  for (guint i = 0; i < wishes->len; i++)
    if (g_array_index (wishes, XaStreamWish, i).connection_id == connection_id)
      return &g_array_index (wishes, XaStreamWish, i);

  return NULL;
}

/* Within the lock. */
static XaStreamRoad *
find_road (XaStreams *self,
           gint64     connection_id)
{
  for (guint i = 0; i < self->roads->len; i++)
    if (((XaStreamRoad *) self->roads->pdata[i])->connection_id == connection_id)
      return self->roads->pdata[i];

  return NULL;
}

/* Within the lock. */
static void
take_wish (XaStreamRoad       *road,
           const XaStreamWish *wish)
{
  gboolean is_wanted = wish != NULL;

  if (road->is_wanted == is_wanted && (!wish || wish->what == road->what))
    return;
  road->is_wanted = is_wanted;
  road->what = wish ? wish->what : 0;
  g_cancellable_cancel (road->cancellable);
}

void
xa_streams_set (XaStreams *self,
                GArray    *wishes)
{
  lock (self);
  for (guint i = 0; i < wishes->len && !self->ends; i++)
    if (!find_road (self, g_array_index (wishes, XaStreamWish, i).connection_id))
      g_ptr_array_add (self->roads, xa_stream_road_new (self, g_array_index (wishes, XaStreamWish, i).connection_id));
  for (guint i = 0; i < self->roads->len; i++)
    take_wish (self->roads->pdata[i], find_wish (wishes, ((XaStreamRoad *) self->roads->pdata[i])->connection_id));
  pthread_cond_broadcast (&self->changed);
  unlock (self);
}

void
xa_streams_retry (XaStreams *self,
                  gint64     connection_id)
{
  lock (self);
  for (guint i = 0; i < self->roads->len; i++) {
    XaStreamRoad *road = self->roads->pdata[i];

    road->is_poked |= (connection_id == 0 || road->connection_id == connection_id) && (road->row->state == XA_STREAM_WAITING || road->row->state == XA_STREAM_REFUSED);
  }
  pthread_cond_broadcast (&self->changed);
  unlock (self);
}

GPtrArray *
xa_streams_list (XaStreams *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_stream_row_free);
  gint64     now_us = xa_time_now ();

  lock (self);
  for (guint i = 0; i < self->roads->len; i++) {
    const XaStreamRoad *road = self->roads->pdata[i];
    XaStreamRow        *row = road->is_wanted ? xa_stream_row_copy (road->row) : NULL;

    if (!row)
      continue;
    row->seen_us = now_us;
    g_ptr_array_add (rows, row);
  }
  unlock (self);

  return rows;
}

/* What changes the wish changes the stream: a source more, a sign-in that is another, a server that moved. */
void
xa_streams_add_wish (GArray             *wishes,
                     const XaConnection *connection,
                     GPtrArray          *sources)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);
  XaStreamWish      wish = { .connection_id = connection->id, .what = 1 };
  guint             n = 0;

  if (!provider || !provider->stream)
    return;
  for (guint i = 0; i < sources->len; i++) {
    const XaSource *source = sources->pdata[i];

    if (source->connection_id != connection->id || source->is_paused || !(source->passes & (1u << XA_PASS_POSTS)))
      continue;
    wish.what = wish.what * G_GUINT64_CONSTANT (0x100000001B3) + (guint64) source->id;
    n++;
  }
  wish.what = wish.what * 31 + g_str_hash (connection->sign_in);
  if (n > 0)
    g_array_append_val (wishes, wish);
}
