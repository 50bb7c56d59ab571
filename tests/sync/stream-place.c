#include "stream-place.h"

#include <string.h>

#define DEADLINE_US (200 * G_USEC_PER_SEC)
#define QUICK_US (2 * G_USEC_PER_SEC)
#define MOST_TRIES 10

static void
told (XaStreamsEvent     event,
      const XaStreamRow *row,
      gpointer           data)
{
  StreamPlace *self = data;

  if (event != XA_STREAMS_CHANGED) {
    g_atomic_int_inc (event == XA_STREAMS_DATA ? &self->n_data : &self->n_missed);
    return;
  }
  if (row->state == XA_STREAM_WAITING) {
    pthread_mutex_lock (&self->lock);
    g_clear_pointer (&self->waiting, xa_stream_row_free);
    self->waiting = xa_stream_row_copy (row);
    pthread_mutex_unlock (&self->lock);
  }
  g_atomic_int_inc (&self->n_states[row->state]);
  while (row->state == XA_STREAM_NONE && g_atomic_int_get (&self->dawdles))
    g_usleep (1000);
}

StreamPlace *
stream_place_new (TestHandler        answer,
                  TestGatewayHandler tell)
{
  StreamPlace *self = g_new0 (StreamPlace, 1);

  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->changed, NULL);
  self->heard = g_strdup ("");
  self->place = sync_place_new (NULL);
  self->gateway = test_gateway_new (tell, self);
  self->server = test_server_new (answer, self);

  return self;
}

void
stream_place_close (StreamPlace *self)
{
  g_atomic_int_set (&self->is_open, FALSE);
  g_clear_pointer (&self->streams, xa_streams_free);
}

void
stream_place_free (StreamPlace *self)
{
  stream_place_close (self);
  /* Its threads tell where the gateway is. */
  test_server_free (self->server);
  test_gateway_free (self->gateway);
  sync_place_free (self->place);
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->changed);
  g_clear_pointer (&self->waiting, xa_stream_row_free);
  g_free (self->script);
  g_free (self->heard);
  g_free (self);
}

void
stream_place_open (StreamPlace *self)
{
  XaStreamsOptions options = { .sync = self->place->sync, .told = told, .data = self };
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (XaStreamWish));
  g_autoptr (GPtrArray) connections = xa_sync_peek_connections (self->place->sync, NULL);
  g_autoptr (GPtrArray) sources = xa_sync_list_sources (self->place->sync, NULL);

  for (guint i = 0; i < connections->len; i++)
    xa_streams_add_wish (wishes, connections->pdata[i], sources);
  g_assert_cmpuint (wishes->len, ==, 1);
  if (!self->streams)
    self->streams = xa_streams_new (&options);
  g_atomic_int_set (&self->is_open, TRUE);
  xa_streams_set (self->streams, wishes);
}

XaStreamRow *
stream_place_get_row (StreamPlace *self)
{
  g_autoptr (GPtrArray) rows = xa_streams_list (self->streams);

  return rows->len ? g_ptr_array_steal_index (rows, 0) : NULL;
}

void
stream_place_wait_for_nth (StreamPlace  *self,
                           XaStreamState state,
                           int           n)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  while (g_atomic_int_get (&self->n_states[state]) < n) {
    if (g_get_monotonic_time () > deadline_us) {
      g_autoptr (XaStreamRow) row = stream_place_get_row (self);

      g_error ("It is %s (%s: %s), and was %s not %d times", row ? xa_stream_state_id (row->state) : "none", row ? row->cause : "", row ? row->cause_text : "", xa_stream_state_id (state), n);
    }
    g_usleep (2000);
  }
}

void
stream_place_wait_for_state (StreamPlace  *self,
                             XaStreamState state)
{
  stream_place_wait_for_nth (self, state, 1);
}

XaStreamRow *
stream_place_get_waiting (StreamPlace *self)
{
  XaStreamRow *row;

  pthread_mutex_lock (&self->lock);
  row = self->waiting ? xa_stream_row_copy (self->waiting) : NULL;
  pthread_mutex_unlock (&self->lock);
  g_assert_nonnull (row);

  return row;
}

gint64
stream_place_count_posts (StreamPlace *self)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->place->workspace, XA_STORE_READ, NULL);
  XaStoreInfo info;

  g_assert_true (store && xa_store_get_info (store, &info, NULL));

  return info.n_posts;
}

void
stream_place_wait_for_posts (StreamPlace *self,
                             gint64       n)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  while (stream_place_count_posts (self) != n) {
    if (g_get_monotonic_time () > deadline_us)
      g_error ("There are %d posts, not %d", (int) stream_place_count_posts (self), (int) n);
    g_usleep (2000);
  }
}

void
stream_place_wait_for_data (StreamPlace *self,
                            int          n)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  while (g_atomic_int_get (&self->n_data) < n) {
    if (g_get_monotonic_time () > deadline_us)
      g_error ("News were taken in %d times, not %d", g_atomic_int_get (&self->n_data), n);
    g_usleep (2000);
  }
}

void
stream_place_note_told (StreamPlace *self)
{
  __atomic_store_n (&self->told_us, g_get_monotonic_time (), __ATOMIC_SEQ_CST);
}

void
stream_place_assert_quick (StreamPlace    *self,
                           StreamPlaceStep happen,
                           StreamPlaceStep wait)
{
  gint64 best_us = G_MAXINT64;
  guint  n = 0;

  while (best_us > QUICK_US && n < MOST_TRIES) {
    gint64 begun_us = g_get_monotonic_time (), told_us, us;

    happen (self, ++n);
    wait (self, n);
    told_us = __atomic_load_n (&self->told_us, __ATOMIC_SEQ_CST);
    g_assert_cmpint (told_us, >=, begun_us);
    us = g_get_monotonic_time () - told_us;
    best_us = MIN (best_us, us);
  }
  g_test_message ("seen %.0f ms after it was told, at the %u. try", (double) best_us / 1000, n);
  g_assert_cmpint (best_us, <=, QUICK_US);
}

gboolean
stream_place_wait_until (StreamPlace *self,
                         gint64       until_us)
{
  struct timespec until = { .tv_sec = until_us / G_USEC_PER_SEC, .tv_nsec = until_us % G_USEC_PER_SEC * 1000 };

  return pthread_cond_clockwait (&self->changed, &self->lock, CLOCK_MONOTONIC, &until) == 0;
}

void
stream_place_wait_to_hear (StreamPlace *self,
                           const char  *text)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  pthread_mutex_lock (&self->lock);
  while (!strstr (self->heard, text))
    if (!stream_place_wait_until (self, deadline_us))
      g_error ("The client said \"%s\", not \"%s\"", self->heard, text);
  pthread_mutex_unlock (&self->lock);
}

/* --- the gateway --------------------------------------------------------------------------------- */

void
stream_place_say (StreamPlace *self,
                  const char  *line)
{
  g_autofree char *old = NULL;

  pthread_mutex_lock (&self->lock);
  old = self->script;
  self->script = old ? g_strjoin ("\n", old, line, NULL) : g_strdup (line);
  pthread_mutex_unlock (&self->lock);
}

/* Lines with an exclamation mark are for the connection: "!close CODE", "!tear". FALSE: it ends. */
static gboolean
send_line (StreamPlace *self,
           TestPeer    *peer,
           const char  *line)
{
  if (line[0] != '!') {
    stream_place_note_told (self);
    test_peer_send (peer, line);
    return TRUE;
  }
  self->is_closing = g_str_has_prefix (line, "!close ");
  if (self->is_closing)
    test_peer_close (peer, (guint16) g_ascii_strtoull (line + 7, NULL, 10));

  return FALSE;
}

typedef struct {
  StreamPlace *place;
  TestPeer    *peer;     /* (atomic) (nullable): while it speaks */
  TestPeer    *own_peer; /* the same */
} Ear;

static gpointer
hear (gpointer data)
{
  Ear  *ear = data;
  char *text;

  while ((text = test_peer_receive (ear->own_peer))) {
    g_autofree char *old = NULL;

    pthread_mutex_lock (&ear->place->lock);
    old = ear->place->heard;
    ear->place->heard = g_strconcat (old, text, "\n", NULL);
    ear->place->n_heard++;
    pthread_cond_broadcast (&ear->place->changed);
    pthread_mutex_unlock (&ear->place->lock);
    if (ear->place->reply)
      ear->place->reply (ear->place, text, ear->own_peer);
    g_free (text);
  }
  __atomic_store_n (&ear->peer, NULL, __ATOMIC_SEQ_CST);

  return NULL;
}

void
stream_place_serve (StreamPlace *self,
                    TestPeer    *peer)
{
  Ear      ear = { self, peer, peer };
  gboolean goes_on = TRUE;
  GThread *thread;

  pthread_mutex_lock (&self->lock);
  self->newest = MAX (self->newest, test_peer_get_number (peer));
  pthread_mutex_unlock (&self->lock);
  thread = g_thread_new ("ear", hear, &ear);
  while (goes_on && test_peer_wait (peer, 2) && __atomic_load_n (&ear.peer, __ATOMIC_SEQ_CST)) {
    g_autofree char *script = NULL;
    g_auto (GStrv) lines = NULL;

    pthread_mutex_lock (&self->lock);
    script = self->newest == test_peer_get_number (peer) ? g_steal_pointer (&self->script) : NULL;
    pthread_mutex_unlock (&self->lock);
    lines = g_strsplit (script ? script : "", "\n", -1);
    for (gsize i = 0; lines[i] && goes_on; i++)
      goes_on = !*lines[i] || send_line (self, peer, lines[i]);
  }
  /* Who was told that it ends goes by himself. */
  while (!goes_on && self->is_closing && test_peer_wait (peer, 2) && __atomic_load_n (&ear.peer, __ATOMIC_SEQ_CST))
    ;
  test_peer_hang_up (peer);
  g_thread_join (thread);
}

gint64
stream_place_follow (StreamPlace *self,
                     const char  *pasted,
                     XaPlatform   platform)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = xa_sync_preview (self->place->sync, pasted, platform, self->connection_id, NULL, NULL, &error);
  g_autoptr (XaSource) source = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (candidates->len, >=, 1);
  source = xa_sync_follow (self->place->sync, candidates->pdata[0], NULL, &error);
  g_assert_no_error (error);

  return source->id;
}
