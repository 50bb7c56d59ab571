#include "journal/xa-journal.h"
#include "stream-place.h"

#include <string.h>

/*
 * What happens in the chats of a bot, over a question that the platform keeps open. It gives an update until the
 * question for the next one comes, to one at a time: of two that ask, the older is refused.
 */

#define TOKEN "123456:PLANTED-token-abcdefghijklmnopqrstuv"
#define ROOM "-1001111111111"
#define WORDS "PLANTED words of a member"
#define MEMBER "7310000042"

/* What the platform has and knows. */
typedef struct {
  StreamPlace *place;
  gint64       n_updates;   /* (mutex lock of the place) */
  gint64       forgotten;   /* (mutex lock): updates before this one are gone */
  guint        n_asked;     /* (mutex lock) */
  int          has_webhook; /* (atomic) */
  int          repeats;     /* (atomic): it forgets what it was told, and tells all again */
} Platform;

static Platform platform;

static gint64
get_number (const char *path,
            const char *name)
{
  const char *at = strstr (path, name);

  return at ? g_ascii_strtoll (at + strlen (name), NULL, 10) : 0;
}

/* Within the lock. */
static char *
list_updates (gint64 first)
{
  g_autoptr (GString) json = g_string_new ("{\"ok\":true,\"result\":[");

  for (gint64 id = MAX (first, 1); id <= platform.n_updates && id < first + 100; id++)
    g_string_append_printf (json,
                            "%s{\"update_id\":%d,\"message\":{\"message_id\":%d,\"date\":%d,\"chat\":{\"id\":" ROOM ",\"type\":\"supergroup\",\"title\":\"Chat\"},"
                            "\"from\":{\"id\":" MEMBER ",\"is_bot\":false},\"text\":\"" WORDS "\"}}",
                            json->str[json->len - 1] == '[' ? "" : ",", (int) id, (int) id, (int) (PLACE_CLOCK - 100000 + id));
  g_string_append (json, "]}");

  return g_string_free (g_steal_pointer (&json), FALSE);
}

static char *
answer_updates (const char *path)
{
  gint64 first = get_number (path, "offset="), timeout_s = get_number (path, "timeout=");
  gint64 until_us = g_get_monotonic_time () + timeout_s * G_USEC_PER_SEC;
  char  *text;

  pthread_mutex_lock (&platform.place->lock);
  platform.n_asked++;
  platform.forgotten = MAX (platform.forgotten, first);
  if (g_atomic_int_get (&platform.repeats))
    first = 1;
  /* The question of the test's end is not waited for. */
  while (platform.n_updates < MAX (first, 1) && g_get_monotonic_time () < until_us && g_atomic_int_get (&platform.place->is_open))
    stream_place_wait_until (platform.place, MIN (until_us, g_get_monotonic_time () + 20000));
  text = list_updates (first);
  pthread_mutex_unlock (&platform.place->lock);

  return text;
}

static void
answer (const TestRequest *request,
        TestAnswer        *answer,
        gpointer           data)
{
  g_autofree char *updates = NULL;

  if (strstr (request->path, "/getUpdates")) {
    if (g_atomic_int_get (&platform.has_webhook)) {
      test_answer_set (answer, 409, "{\"ok\":false,\"error_code\":409,\"description\":\"Conflict: can't use getUpdates method while webhook is active\"}");
      return;
    }
    updates = answer_updates (request->path);
    test_answer_set (answer, 200, updates);
  } else if (strstr (request->path, "/getMe")) {
    test_answer_set (answer, 200, "{\"ok\":true,\"result\":{\"id\":123456,\"is_bot\":true,\"username\":\"our_bot\",\"can_read_all_group_messages\":true}}");
  } else if (strstr (request->path, "/getChatMemberCount")) {
    test_answer_set (answer, 200, "{\"ok\":true,\"result\":321}");
  } else if (strstr (request->path, "/getChatMember")) {
    test_answer_set (answer, 200, "{\"ok\":true,\"result\":{\"status\":\"administrator\",\"user\":{\"id\":123456}}}");
  } else {
    test_answer_set (answer, 200, "{\"ok\":true,\"result\":{\"id\":" ROOM ",\"type\":\"supergroup\",\"title\":\"Chat\"}}");
  }
}

static void
happen (gint64 n)
{
  pthread_mutex_lock (&platform.place->lock);
  platform.n_updates += n;
  stream_place_note_told (platform.place);
  pthread_cond_broadcast (&platform.place->changed);
  pthread_mutex_unlock (&platform.place->lock);
}

static StreamPlace *
place_new (void)
{
  StreamPlace *self = stream_place_new (answer, NULL);

  platform = (Platform) { .place = self };
  self->connection_id = sync_place_connect (self->place, xa_provider_by_id ("telegram-bot"), "Bot", test_server_get_base (self->server), TOKEN);
  stream_place_follow (self, ROOM, XA_PLATFORM_TELEGRAM);

  return self;
}

static StreamPlace *
place_new_up (void)
{
  StreamPlace *self = place_new ();

  stream_place_open (self);
  stream_place_wait_for_state (self, XA_STREAM_UP);

  return self;
}

static char *
get_mark (StreamPlace *self)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GHashTable) marks = xa_store_load_marks (store, self->place->place->keys, 1, NULL);

  return g_strdup (g_hash_table_lookup (marks, "@offset"));
}

/* What is written is seen at once; the offset is kept with it, and nothing has to be asked for again. */
static void
test_news (void)
{
  g_autoptr (StreamPlace) self = place_new_up ();
  g_autofree char *mark = NULL;

  happen (1);
  stream_place_wait_for_posts (self, 1);
  happen (130);
  stream_place_wait_for_posts (self, 131);
  mark = get_mark (self);
  g_assert_cmpstr (mark, ==, "132");
  g_assert_cmpint (g_atomic_int_get (&self->n_missed), ==, 0);
  stream_place_close (self);
}

static void
write_once_more (StreamPlace *self,
                 guint        n)
{
  happen (1);
}

static void
wait_for_message (StreamPlace *self,
                  guint        n)
{
  stream_place_wait_for_posts (self, n);
}

/* From when it happens to where everybody reads it: the question that is open is answered. */
static void
test_quick (void)
{
  g_autoptr (StreamPlace) self = place_new_up ();

  stream_place_assert_quick (self, write_once_more, wait_for_message);
  stream_place_close (self);
}

/* All that was told is told again: nothing is counted twice. */
static void
test_replay (void)
{
  g_autoptr (StreamPlace) self = place_new_up ();
  g_autofree char *dump = NULL, *again = NULL;

  happen (20);
  stream_place_wait_for_posts (self, 20);
  stream_place_close (self);
  dump = sync_place_dump (self->place);
  g_atomic_int_set (&platform.repeats, TRUE);
  sync_place_start_anew (self->place);
  stream_place_open (self);
  stream_place_wait_for_nth (self, XA_STREAM_UP, 2);
  stream_place_close (self);
  again = sync_place_dump (self->place);
  import_place_assert_same (again, dump);
}

/* A fetch by hand interrupts the question, so that never two ask; afterwards it is asked again. */
static void
test_turns (void)
{
  g_autoptr (StreamPlace) self = place_new_up ();
  guint n_asked;

  for (int i = 0; i < 3; i++)
    sync_place_run_all (self->place);
  pthread_mutex_lock (&self->lock);
  n_asked = platform.n_asked;
  pthread_mutex_unlock (&self->lock);
  g_assert_cmpuint (n_asked, >=, 4);
  happen (2);
  stream_place_wait_for_posts (self, 2);
  /* Being interrupted is no failure. */
  g_assert_cmpint (g_atomic_int_get (&self->n_states[XA_STREAM_WAITING]), ==, 0);
}

/* While a webhook is set nobody else is told: that is said in words, and not tried without end. */
static void
test_webhook (void)
{
  g_autoptr (StreamPlace) self = place_new ();
  g_autoptr (XaStreamRow) row = NULL;
  gint64 begun_us;

  g_atomic_int_set (&platform.has_webhook, TRUE);
  begun_us = g_get_real_time ();
  stream_place_open (self);
  stream_place_wait_for_state (self, XA_STREAM_WAITING);
  row = stream_place_get_waiting (self);
  g_assert_cmpstr (row->cause, ==, "forbidden");
  g_assert_nonnull (strstr (row->cause_text, "webhook"));
  g_assert_cmpint (row->until_us - begun_us, >, 20 * G_USEC_PER_SEC);
  g_atomic_int_set (&platform.has_webhook, FALSE);
  xa_streams_retry (self->streams, self->connection_id);
  stream_place_wait_for_state (self, XA_STREAM_UP);
}

/* ID-1, NET-3, OUT-7 */
static void
test_nowhere (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "log", NULL);
  g_autoptr (StreamPlace) self = NULL;

  xa_journal_open (folder, XA_LOG_DEBUG);
  self = place_new_up ();
  happen (3);
  stream_place_wait_for_posts (self, 3);
  stream_place_close (self);
  xa_journal_close ();
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  sync_place_assert_nowhere (self->place, WORDS);
  sync_place_assert_nowhere (self->place, MEMBER);
  sync_place_assert_nowhere (self->place, TOKEN);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sync/stream-telegram/news", test_news);
  g_test_add_func ("/sync/stream-telegram/quick", test_quick);
  g_test_add_func ("/sync/stream-telegram/replay", test_replay);
  g_test_add_func ("/sync/stream-telegram/turns", test_turns);
  g_test_add_func ("/sync/stream-telegram/webhook", test_webhook);
  g_test_add_func ("/sync/stream-telegram/ID-1/nowhere", test_nowhere);

  return g_test_run ();
}
