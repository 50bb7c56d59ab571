#include "journal/xa-journal.h"
#include "stream-place.h"

#include <string.h>

/*
 * News of a Mastodon server, from the token of the user to the posts of the own account and of a tag.
 */

#define TOKEN "PLANTED-token-of-the-user"
#define WORDS "PLANTED words of a post"
#define STRANGER "planted_stranger"
/* So long that no number of the file is it by chance. */
#define FAR_POST "109100000000000777"

static void
answer (const TestRequest *request,
        TestAnswer        *answer,
        gpointer           data)
{
  StreamPlace *self = data;

  if (strstr (request->path, "/api/v2/instance")) {
    g_autofree char *body = g_strdup_printf ("{\"domain\":\"birds.example\",\"title\":\"Birds\",\"configuration\":{\"urls\":{\"streaming\":\"%s\"}}}", test_gateway_get_address (self->gateway));

    test_answer_set (answer, 200, body);
  } else if (strstr (request->path, "verify_credentials")) {
    test_answer_set (answer, 200, "{\"id\":\"1\",\"acct\":\"me\"}");
  } else if (strstr (request->path, "/lookup") || g_str_has_suffix (request->path, "/accounts/1")) {
    test_answer_set (answer, 200, "{\"id\":\"1\",\"acct\":\"me\",\"display_name\":\"Me\",\"followers_count\":3,\"statuses_count\":0}");
  } else {
    test_answer_set (answer, 200, "[]");
  }
}

static void
tell (TestPeer *peer,
      gpointer  data)
{
  g_assert_nonnull (strstr (test_peer_get_head (peer), "GET /api/v1/streaming HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (test_peer_get_head (peer), "Authorization: Bearer " TOKEN "\r\n"));
  stream_place_serve (data, peer);
}

static StreamPlace *
place_new (void)
{
  StreamPlace *self = stream_place_new (answer, tell);

  self->connection_id = sync_place_connect (self->place, xa_provider_by_id ("mastodon"), "Mine", test_server_get_base (self->server), TOKEN);

  return self;
}

/* A place where the own account and a tag are followed, and the stream is up. */
static StreamPlace *
place_new_up (void)
{
  StreamPlace *self = place_new ();

  stream_place_follow (self, "@me@birds.example", XA_PLATFORM_MASTODON);
  stream_place_follow (self, "#birds", XA_PLATFORM_MASTODON);
  stream_place_open (self);
  stream_place_wait_for_state (self, XA_STREAM_UP);

  return self;
}

static void
say (StreamPlace *self,
     const char  *event,
     const char  *stream,
     const char  *payload)
{
  g_autofree char *escaped = g_strescape (payload, NULL);
  g_autofree char *line = g_strdup_printf ("{\"stream\":%s,\"event\":\"%s\",\"payload\":\"%s\"}", stream, event, escaped);

  stream_place_say (self, line);
}

static void
say_post (StreamPlace *self,
          const char  *event,
          const char  *stream,
          const char  *id,
          const char  *acct,
          const char  *visibility,
          int          likes)
{
  g_autofree char *payload = g_strdup_printf ("{\"id\":\"%s\",\"created_at\":\"2023-11-14T20:00:00.000Z\",\"visibility\":\"%s\",\"account\":{\"id\":\"7\",\"acct\":\"%s\"},\"content\":\"<p>" WORDS
                                              "</p>\",\"tags\":[{\"name\":\"birds\"}],\"favourites_count\":%d,\"replies_count\":0,\"reblogs_count\":0}",
                                              id, visibility, acct, likes);

  say (self, event, stream, payload);
}

static gint64
get_reactions (StreamPlace *self)
{
  g_autoptr (XaAudience) audience = sync_place_find (self->place, "me@birds.example");

  return audience ? audience->n_posts : -1;
}

/* It is told right after it is up. */
static void
wait_for_missed (StreamPlace *self,
                 int          n)
{
  while (g_atomic_int_get (&self->n_missed) < n)
    g_usleep (2000);
  g_assert_cmpint (g_atomic_int_get (&self->n_missed), ==, n);
}

/* Who signed in hears of the own account and of the tag, once each, and both are said to be live. */
static void
test_up (void)
{
  g_autoptr (StreamPlace) self = place_new_up ();
  g_autoptr (XaStreamRow) row = stream_place_get_row (self);

  stream_place_wait_to_hear (self, "{\"type\":\"subscribe\",\"stream\":\"hashtag\",\"tag\":\"birds\"}");
  stream_place_wait_to_hear (self, "{\"type\":\"subscribe\",\"stream\":\"user\"}");
  g_assert_cmpuint (test_gateway_get_n_peers (self->gateway), ==, 1);
  g_assert_cmpuint (row->n_sources, ==, 2);
  wait_for_missed (self, 1);
}

/* What is posted is seen at once, once, as it is now, and no more when it is deleted. */
static void
test_news (void)
{
  g_autoptr (StreamPlace) self = place_new_up ();

  say_post (self, "update", "[\"user\"]", "100", "me", "public", 0);
  stream_place_wait_for_posts (self, 1);
  say_post (self, "update", "[\"hashtag\",\"birds\"]", "100", "me", "public", 0);
  stream_place_wait_for_posts (self, 2); /* in the account and under the tag */

  /* The same again, and edited. */
  say_post (self, "update", "[\"user\"]", "100", "me", "public", 0);
  say_post (self, "status.update", "[\"user\"]", "100", "me", "public", 5);
  say_post (self, "update", "[\"hashtag\",\"Birds\"]", "101", STRANGER "@far.example", "public", 0);
  stream_place_wait_for_posts (self, 3);
  g_assert_cmpint (get_reactions (self), ==, 1);

  say (self, "delete", "[\"user\"]", "100");
  stream_place_wait_for_posts (self, 1);
  g_assert_cmpint (get_reactions (self), ==, 0);
  /* Deleted once more, and what was never there. */
  say (self, "delete", "[\"user\"]", "100");
  say (self, "delete", "[\"user\"]", "999");
  say_post (self, "update", "[\"user\"]", "102", "me", "public", 0);
  stream_place_wait_for_posts (self, 2);
  g_assert_cmpint (get_reactions (self), ==, 1);
}

static void
post_once_more (StreamPlace *self,
                guint        n)
{
  g_autofree char *id = g_strdup_printf ("%u", 100 + n);

  say_post (self, "update", "[\"user\"]", id, "me", "public", 0);
}

static void
wait_for_post (StreamPlace *self,
               guint        n)
{
  stream_place_wait_for_posts (self, n);
}

/* From the platform to where everybody reads it. */
static void
test_quick (void)
{
  g_autoptr (StreamPlace) self = place_new_up ();

  stream_place_assert_quick (self, post_once_more, wait_for_post);
}

/* What the stream carries beside that is for others, and none of ours. */
static void
test_others (void)
{
  g_autoptr (StreamPlace) self = place_new_up ();

  say_post (self, "update", "[\"user\"]", "1", STRANGER, "public", 0);
  say_post (self, "update", "[\"user\"]", "2", "me", "direct", 0);
  say_post (self, "update", "[\"user\"]", "3", "me", "private", 0);
  say_post (self, "notification", "[\"user\"]", "4", "me", "public", 0);
  say_post (self, "conversation", "[\"direct\"]", "5", "me", "public", 0);
  say_post (self, "update", "[\"hashtag\",\"bees\"]", "6", "me", "public", 0);
  say_post (self, "update", "[\"public\"]", "7", "me", "public", 0);
  say_post (self, "update", "[\"user\"]", "8", "me", "public", 0);
  stream_place_wait_for_posts (self, 1);
}

/* ID-1, OUT-7: nothing that was said is anywhere but as a pseudonym. */
static void
test_nowhere (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "log", NULL);
  g_autoptr (StreamPlace) self = NULL;

  xa_journal_open (folder, XA_LOG_DEBUG);
  self = place_new_up ();
  say_post (self, "update", "[\"hashtag\",\"birds\"]", FAR_POST, STRANGER "@far.example", "public", 0);
  stream_place_wait_for_posts (self, 1);
  stream_place_say (self, "{\"" WORDS "\": ");
  stream_place_wait_for_state (self, XA_STREAM_WAITING);
  {
    g_autoptr (XaStreamRow) row = stream_place_get_waiting (self);

    g_assert_null (strstr (row->cause_text, "PLANTED"));
  }
  stream_place_close (self);
  xa_journal_close ();
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  sync_place_assert_nowhere (self->place, WORDS);
  sync_place_assert_nowhere (self->place, STRANGER);
  sync_place_assert_nowhere (self->place, TOKEN);
  sync_place_assert_nowhere (self->place, FAR_POST);
}

/* A stream that is torn is opened again, and what it missed is to be asked for. */
static void
test_torn (void)
{
  g_autoptr (StreamPlace) self = place_new_up ();

  say_post (self, "update", "[\"user\"]", "1", "me", "public", 0);
  stream_place_wait_for_posts (self, 1);
  stream_place_say (self, "!tear");
  stream_place_wait_for_state (self, XA_STREAM_WAITING);
  stream_place_wait_for_nth (self, XA_STREAM_UP, 2);
  wait_for_missed (self, 2);
  /* The server tells it once more. */
  say_post (self, "update", "[\"user\"]", "1", "me", "public", 0);
  say_post (self, "update", "[\"user\"]", "2", "me", "public", 0);
  stream_place_wait_for_posts (self, 2);
  g_assert_cmpuint (test_gateway_get_n_peers (self->gateway), ==, 2);
}

/* What is wanted no more and wanted again before its run has come to its end is not forgotten. */
static void
test_wanted_again (void)
{
  g_autoptr (StreamPlace) self = place_new_up ();
  g_autoptr (GArray) nothing = g_array_new (FALSE, FALSE, sizeof (XaStreamWish));

  g_atomic_int_set (&self->dawdles, TRUE);
  xa_streams_set (self->streams, nothing);
  stream_place_wait_for_state (self, XA_STREAM_NONE);
  stream_place_open (self);
  g_atomic_int_set (&self->dawdles, FALSE);
  stream_place_wait_for_nth (self, XA_STREAM_UP, 2);
}

/* Where the server gives no news to this sign-in, that is said, and not tried without end. */
static void
test_refused (void)
{
  g_autoptr (StreamPlace) self = place_new ();
  g_autoptr (XaStreamRow) row = NULL;
  gint64 begun_us;

  stream_place_follow (self, "@me@birds.example", XA_PLATFORM_MASTODON);
  test_gateway_set_answer (self->gateway, "HTTP/1.1 403 Forbidden\r\n\r\n");
  begun_us = g_get_real_time ();
  stream_place_open (self);
  stream_place_wait_for_state (self, XA_STREAM_WAITING);
  row = stream_place_get_waiting (self);
  g_assert_cmpstr (row->cause, ==, "forbidden");
  g_assert_cmpint (row->until_us - begun_us, >, 20 * G_USEC_PER_SEC);
  /* At the user's wish it is tried at once. */
  test_gateway_set_answer (self->gateway, NULL);
  xa_streams_retry (self->streams, 0);
  stream_place_wait_for_state (self, XA_STREAM_UP);
}

/* A sign-in that was taken back is so for the connection too. */
static void
test_signed_out (void)
{
  g_autoptr (StreamPlace) self = place_new ();
  g_autoptr (GPtrArray) connections = NULL;

  stream_place_follow (self, "@me@birds.example", XA_PLATFORM_MASTODON);
  test_gateway_set_answer (self->gateway, "HTTP/1.1 401 Unauthorized\r\n\r\n");
  stream_place_open (self);
  stream_place_wait_for_state (self, XA_STREAM_REFUSED);
  connections = xa_sync_peek_connections (self->place->sync, NULL);
  g_assert_cmpint (((XaConnection *) connections->pdata[0])->state, ==, XA_CONNECTION_SIGN_IN);
}

/* What is not the signed-in user's is asked for from time to time, and not called live. */
static void
test_not_covered (void)
{
  XaStreamPlace      place = { "https://birds.example", "me@birds.example", TRUE };
  const XaStreamWay *way = xa_provider_by_id ("mastodon")->stream;
  static const struct {
    const char *target;
    gboolean    is_covered;
  } cases[] = {
    { "@me@birds.example", TRUE },
    { "@you@birds.example", FALSE },
    { "@me@bees.example", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_MASTODON, XA_TARGET_ACCOUNT);
    g_auto (GStrv) parts = g_strsplit (cases[i].target + 1, "@", 2);

    target->handle = g_strdup (parts[0]);
    target->host = g_strdup (parts[1]);
    g_assert_cmpint (way->covers (target, &place), ==, cases[i].is_covered);
    place.is_signed_in = FALSE;
    g_assert_false (way->covers (target, &place));
    place.is_signed_in = TRUE;
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sync/stream-mastodon/up", test_up);
  g_test_add_func ("/sync/stream-mastodon/news", test_news);
  g_test_add_func ("/sync/stream-mastodon/quick", test_quick);
  g_test_add_func ("/sync/stream-mastodon/others", test_others);
  g_test_add_func ("/sync/stream-mastodon/ID-1/nowhere", test_nowhere);
  g_test_add_func ("/sync/stream-mastodon/torn", test_torn);
  g_test_add_func ("/sync/stream-mastodon/wanted-again", test_wanted_again);
  g_test_add_func ("/sync/stream-mastodon/refused", test_refused);
  g_test_add_func ("/sync/stream-mastodon/signed-out", test_signed_out);
  g_test_add_func ("/sync/stream-mastodon/not-covered", test_not_covered);

  return g_test_run ();
}
