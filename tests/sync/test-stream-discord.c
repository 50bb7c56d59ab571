#include "journal/xa-journal.h"
#include "stream-place.h"

#include <string.h>

/*
 * Discord's gateway: a session that is greeted, kept alive and gone on with, and what is told over it.
 */

#define TOKEN "PLANTED.bot.token"
#define WORDS "PLANTED words of a member"
#define GUILD "900000000000000001"
#define CHANNEL "900000000000000002"
#define THREAD "900000000000000003"
#define MEMBER "900000000000777777"

static int beat_ms, flags; /* before the first question */
static int acks;           /* (atomic) */

static void
answer (const TestRequest *request,
        TestAnswer        *answer,
        gpointer           data)
{
  StreamPlace *self = data;

  if (strstr (request->path, "/gateway/bot")) {
    g_autofree char *body = g_strdup_printf ("{\"url\":\"%s\",\"shards\":1,\"session_start_limit\":{\"total\":1000,\"remaining\":999,\"reset_after\":0,\"max_concurrency\":1}}",
                                             test_gateway_get_address (self->gateway));

    test_answer_set (answer, 200, body);
  } else if (strstr (request->path, "/users/@me/guilds")) {
    test_answer_set (answer, 200, "[{\"id\":\"" GUILD "\",\"name\":\"Birds\"}]");
  } else if (strstr (request->path, "/users/@me")) {
    test_answer_set (answer, 200, "{\"id\":\"1\",\"username\":\"our_bot\",\"bot\":true}");
  } else if (strstr (request->path, "/applications/@me")) {
    g_autofree char *body = g_strdup_printf ("{\"id\":\"1\",\"flags\":%d}", flags);

    test_answer_set (answer, 200, body);
  } else if (strstr (request->path, "/guilds/" GUILD "/")) {
    test_answer_set (answer, 200, "[]");
  } else {
    test_answer_set (answer, 200, "{\"id\":\"" GUILD "\",\"name\":\"Birds\",\"approximate_member_count\":5,\"approximate_presence_count\":1}");
  }
}

/* Acknowledges heartbeats as long as it should, and answers greetings. */
typedef struct {
  StreamPlace *place;
  gint         seq;
  int          n_sessions; /* (atomic) */
} Discord;

static Discord discord;

static void
tell (TestPeer *peer,
      gpointer  data)
{
  StreamPlace     *self = data;
  g_autofree char *hello = g_strdup_printf ("{\"op\":10,\"d\":{\"heartbeat_interval\":%d},\"s\":null,\"t\":null}", beat_ms);

  g_assert_nonnull (strstr (test_peer_get_head (peer), "GET /?v=10&encoding=json HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (test_peer_get_head (peer), "User-Agent: DiscordBot ("));
  g_assert_null (strstr (test_peer_get_head (peer), TOKEN));
  test_peer_send (peer, hello);
  stream_place_serve (self, peer);
}

/* What a well-behaved gateway answers to what it hears. */
static void
reply (StreamPlace *self,
       const char  *text,
       TestPeer    *peer)
{
  if (strstr (text, "\"op\":2")) {
    g_autofree char *ready = g_strdup_printf ("{\"op\":0,\"s\":1,\"t\":\"READY\",\"d\":{\"v\":10,\"session_id\":\"session-%u\",\"resume_gateway_url\":\"%s\",\"guilds\":[]}}", (guint) g_atomic_int_add (&discord.n_sessions, 1) + 1,
                                              test_gateway_get_address (self->gateway));

    test_peer_send (peer, ready);
    test_peer_send (peer, "{\"op\":0,\"s\":2,\"t\":\"GUILD_CREATE\",\"d\":{\"id\":\"" GUILD "\",\"channels\":[{\"id\":\"" CHANNEL "\",\"type\":0,\"name\":\"chat\"}],"
                          "\"threads\":[{\"id\":\"" THREAD "\",\"parent_id\":\"" CHANNEL "\",\"type\":11,\"name\":\"thread\"}]}}");
    g_atomic_int_set (&discord.seq, 2);
  } else if (strstr (text, "\"op\":6")) {
    g_autofree char *resumed = g_strdup_printf ("{\"op\":0,\"s\":%d,\"t\":\"RESUMED\",\"d\":{}}", g_atomic_int_add (&discord.seq, 1) + 1);

    test_peer_send (peer, resumed);
  } else if (strstr (text, "\"op\":1,") && g_atomic_int_get (&acks)) {
    test_peer_send (peer, "{\"op\":11}");
  }
}

static StreamPlace *
place_new (void)
{
  StreamPlace *self;

  beat_ms = 40000;
  g_atomic_int_set (&acks, TRUE);
  flags = (1 << 14) | (1 << 18);
  self = stream_place_new (answer, tell);
  self->reply = reply;
  discord = (Discord) { .place = self };
  self->connection_id = sync_place_connect (self->place, xa_provider_by_id ("discord"), "Bot", test_server_get_base (self->server), TOKEN);
  sync_place_follow_target (self->place, self->connection_id, xa_provider_by_id ("discord"), XA_TARGET_SERVER, GUILD);

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

static void
say_event (StreamPlace *self,
           const char  *event,
           const char  *data)
{
  g_autofree char *line = g_strdup_printf ("{\"op\":0,\"s\":%d,\"t\":\"%s\",\"d\":%s}", g_atomic_int_add (&discord.seq, 1) + 1, event, data);

  stream_place_say (self, line);
}

static void
say_message (StreamPlace *self,
             const char  *id,
             const char  *channel_id)
{
  g_autofree char *data = g_strdup_printf ("{\"id\":\"%s\",\"channel_id\":\"%s\",\"guild_id\":\"" GUILD "\",\"type\":0,\"timestamp\":\"2023-11-14T20:00:00.000000+00:00\",\"content\":\"" WORDS
                                           "\",\"author\":{\"id\":\"" MEMBER "\",\"username\":\"planted_name\"}}",
                                           id, channel_id);

  say_event (self, "MESSAGE_CREATE", data);
}

/* --- what is told --------------------------------------------------------------------------------- */

static void
write_once_more (StreamPlace *self,
                 guint        n)
{
  g_autofree char *id = g_strdup_printf ("%u", 200 + n);

  say_message (self, id, CHANNEL);
}

static void
wait_for_message (StreamPlace *self,
                  guint        n)
{
  stream_place_wait_for_posts (self, n);
}

/* From the platform to where everybody reads it. */
static void
test_quick (void)
{
  g_autoptr (StreamPlace) self = place_new_up ();

  stream_place_wait_to_hear (self, "\"op\":2");
  stream_place_assert_quick (self, write_once_more, wait_for_message);
}

static void
test_news (void)
{
  g_autoptr (StreamPlace) self = place_new_up ();

  stream_place_wait_to_hear (self, "\"op\":2");
  stream_place_wait_to_hear (self, "\"intents\":34307"); /* 1 + 2 + 512 + 1024 + 32768 */
  say_message (self, "101", CHANNEL);
  stream_place_wait_for_posts (self, 1);
  say_message (self, "101", CHANNEL); /* the same */
  say_message (self, "102", THREAD);
  say_message (self, "103", "900000000000009999"); /* nobody knows where */
  say_message (self, "104", CHANNEL);
  stream_place_wait_for_posts (self, 3);
  say_event (self, "MESSAGE_UPDATE", "{\"id\":\"101\",\"channel_id\":\"" CHANNEL "\",\"guild_id\":\"" GUILD "\"}");
  say_event (self, "TYPING_START", "{\"user_id\":\"" MEMBER "\"}");
  say_event (self, "MESSAGE_DELETE", "{\"id\":\"101\",\"channel_id\":\"" CHANNEL "\",\"guild_id\":\"" GUILD "\"}");
  stream_place_wait_for_posts (self, 2);
  say_event (self, "MESSAGE_DELETE_BULK", "{\"ids\":[\"102\",\"104\",\"105\"],\"channel_id\":\"" CHANNEL "\",\"guild_id\":\"" GUILD "\"}");
  stream_place_wait_for_posts (self, 0);
}

/* Who did what on which day, but for who wrote. */
static char *
list_activity (StreamPlace *self,
               guint       *n)
{
  g_autofree char *dump = sync_place_dump (self->place);
  g_auto (GStrv) lines = g_strsplit (dump, "\n", -1);
  g_autoptr (GString) found = g_string_new (NULL);

  *n = 0;
  for (gsize i = 0; lines[i]; i++)
    if (g_str_has_prefix (lines[i], "activity\t") && !strstr (lines[i], "\"\t1\t")) {
      g_string_append_printf (found, "%s\n", lines[i]);
      (*n)++;
    }

  return g_string_free (g_steal_pointer (&found), FALSE);
}

/* Joins, leaves and reactions, each once however often they are told; bots are no members. */
static void
test_people (void)
{
  g_autoptr (StreamPlace) self = place_new_up ();
  g_autofree char *once = NULL, *twice = NULL;
  guint            n;

  for (int i = 0; i < 2; i++) {
    say_event (self, "GUILD_MEMBER_ADD", "{\"guild_id\":\"" GUILD "\",\"joined_at\":\"2023-11-14T19:00:00+00:00\",\"user\":{\"id\":\"" MEMBER "\",\"username\":\"planted_name\"}}");
    say_event (self, "GUILD_MEMBER_ADD", "{\"guild_id\":\"" GUILD "\",\"joined_at\":\"2023-11-14T19:00:00+00:00\",\"user\":{\"id\":\"5\",\"username\":\"b\",\"bot\":true}}");
    say_event (self, "GUILD_MEMBER_REMOVE", "{\"guild_id\":\"" GUILD "\",\"user\":{\"id\":\"" MEMBER "\",\"username\":\"planted_name\"}}");
    say_event (self, "MESSAGE_REACTION_ADD", "{\"guild_id\":\"" GUILD "\",\"channel_id\":\"" CHANNEL "\",\"message_id\":\"101\",\"user_id\":\"" MEMBER "\",\"emoji\":{\"id\":null,\"name\":\"\xf0\x9f\x90\xa6\"}}");
    say_event (self, "GUILD_MEMBER_ADD", "{\"guild_id\":\"" GUILD "\"}"); /* not as promised */
    say_message (self, i ? "202" : "201", CHANNEL);
    stream_place_wait_for_posts (self, i + 1);
    *(i ? &twice : &once) = list_activity (self, &n);
  }
  g_assert_cmpuint (n, ==, 4); /* a join, a leave, and who reacted in the channel, who did so in the server */
  g_assert_cmpstr (twice, ==, once);
}

/* ID-1, OUT-7 */
static void
test_nowhere (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "log", NULL);
  g_autoptr (StreamPlace) self = NULL;

  xa_journal_open (folder, XA_LOG_DEBUG);
  self = place_new_up ();
  say_message (self, "101", CHANNEL);
  stream_place_wait_for_posts (self, 1);
  stream_place_say (self, "!close 4014");
  stream_place_wait_for_state (self, XA_STREAM_REFUSED);
  stream_place_close (self);
  xa_journal_close ();
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  sync_place_assert_nowhere (self->place, WORDS);
  sync_place_assert_nowhere (self->place, MEMBER);
  sync_place_assert_nowhere (self->place, "planted_name");
  sync_place_assert_nowhere (self->place, TOKEN);
}

/* --- the session ---------------------------------------------------------------------------------- */

static void
test_beats (void)
{
  g_autoptr (StreamPlace) self = place_new ();

  beat_ms = 5000;
  stream_place_open (self);
  stream_place_wait_for_state (self, XA_STREAM_UP);
  stream_place_wait_to_hear (self, "{\"op\":1,\"d\":2}");
  /* Asked for one, it beats at once. */
  stream_place_say (self, "{\"op\":1,\"d\":null}");
  say_message (self, "101", CHANNEL);
  stream_place_wait_for_posts (self, 1);
  stream_place_say (self, "{\"op\":1,\"d\":null}");
  stream_place_wait_to_hear (self, "{\"op\":1,\"d\":3}");
}

/* Who does not acknowledge is left, and the session goes on over another connection: nothing was missed. */
static void
test_zombie (void)
{
  g_autoptr (StreamPlace) self = place_new ();

  beat_ms = 100;
  g_atomic_int_set (&acks, FALSE);
  stream_place_open (self);
  stream_place_wait_for_state (self, XA_STREAM_UP);
  stream_place_wait_to_hear (self, "\"op\":6");
  stream_place_wait_to_hear (self, "\"session_id\":\"session-1\"");
  stream_place_wait_to_hear (self, "\"seq\":2");
  g_atomic_int_set (&acks, TRUE);
  stream_place_wait_for_nth (self, XA_STREAM_UP, 2);
  g_assert_cmpint (g_atomic_int_get (&discord.n_sessions), ==, 1);
  g_assert_cmpint (g_atomic_int_get (&self->n_missed), ==, 1);
}

/* What was told before the connection was torn is told again, and counted once. */
static void
test_resume (void)
{
  g_autoptr (StreamPlace) self = place_new_up ();

  say_message (self, "101", CHANNEL);
  stream_place_wait_for_posts (self, 1);
  stream_place_say (self, "{\"op\":7,\"d\":null}");
  stream_place_wait_to_hear (self, "\"op\":6");
  stream_place_wait_to_hear (self, "\"seq\":3");
  say_message (self, "101", CHANNEL);
  say_message (self, "102", CHANNEL);
  stream_place_wait_for_posts (self, 2);
  g_assert_cmpint (g_atomic_int_get (&self->n_missed), ==, 1);
  g_assert_cmpint (g_atomic_int_get (&discord.n_sessions), ==, 1);
}

/* A session that is no longer known is begun anew, and what was missed is to be asked for. */
static void
test_invalid (void)
{
  g_autoptr (StreamPlace) self = place_new_up ();

  stream_place_say (self, "{\"op\":9,\"d\":false}");
  stream_place_wait_for_nth (self, XA_STREAM_UP, 2);
  g_assert_cmpint (g_atomic_int_get (&discord.n_sessions), ==, 2);
  while (g_atomic_int_get (&self->n_missed) < 2)
    g_usleep (2000);
}

static const struct {
  guint         code;
  XaStreamState state;
  const char   *cause;
  const char   *words;
} closes[] = {
  { 4004, XA_STREAM_REFUSED, "auth", "token" },
  { 4010, XA_STREAM_REFUSED, "refused", "parts" },
  { 4011, XA_STREAM_REFUSED, "refused", "servers" },
  { 4012, XA_STREAM_REFUSED, "outdated", "update" },
  { 4013, XA_STREAM_REFUSED, "bad-request", "update" },
  { 4014, XA_STREAM_REFUSED, "scope", "Intents" },
  { 4000, XA_STREAM_WAITING, "transient", "again" },
  { 4009, XA_STREAM_WAITING, "transient", "again" },
};

static void
test_closed (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (StreamPlace) self = place_new_up ();
  g_autofree char *line = g_strdup_printf ("!close %u", closes[i].code);
  guint            n_peers;

  /* What comes next is waited for, and does not come where it must not. */
  stream_place_say (self, line);
  stream_place_wait_for_state (self, closes[i].state);
  n_peers = test_gateway_get_n_peers (self->gateway);
  if (closes[i].state == XA_STREAM_REFUSED) {
    g_autoptr (XaStreamRow) row = stream_place_get_row (self);

    g_assert_cmpstr (row->cause, ==, closes[i].cause);
    g_assert_nonnull (strstr (row->cause_text, closes[i].words));
    g_assert_cmpint (row->until_us, ==, XA_TIME_UNKNOWN);
    g_assert_cmpuint (n_peers, ==, 1);
  } else {
    stream_place_wait_for_nth (self, XA_STREAM_UP, 2);
    g_assert_cmpint (g_atomic_int_get (&discord.n_sessions), ==, closes[i].code == 4009 ? 2 : 1);
  }
}

/* Who begins otherwise than with a greeting is no gateway. */
static void
begin_badly (TestPeer *peer,
             gpointer  data)
{
  test_peer_send (peer, "{\"op\":0,\"s\":1,\"t\":\"READY\",\"d\":{}}");
  stream_place_serve (data, peer);
}

static void
test_no_hello (void)
{
  g_autoptr (StreamPlace) self = stream_place_new (answer, begin_badly);
  g_autoptr (XaStreamRow) row = NULL;

  discord = (Discord) { .place = self };
  self->connection_id = sync_place_connect (self->place, xa_provider_by_id ("discord"), "Bot", test_server_get_base (self->server), TOKEN);
  sync_place_follow_target (self->place, self->connection_id, xa_provider_by_id ("discord"), XA_TARGET_SERVER, GUILD);
  stream_place_open (self);
  stream_place_wait_for_state (self, XA_STREAM_WAITING);
  row = stream_place_get_waiting (self);
  g_assert_cmpstr (row->cause, ==, "malformed");
  g_assert_cmpint (g_atomic_int_get (&self->n_missed), ==, 0);
}

/* Without the privileged intents they are not asked for: else Discord would end the session. */
static void
test_intents (void)
{
  g_autoptr (StreamPlace) self = place_new ();

  flags = 0;
  stream_place_open (self);
  stream_place_wait_to_hear (self, "\"intents\":1537");
  stream_place_wait_for_state (self, XA_STREAM_UP);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sync/stream-discord/news", test_news);
  g_test_add_func ("/sync/stream-discord/quick", test_quick);
  g_test_add_func ("/sync/stream-discord/people", test_people);
  g_test_add_func ("/sync/stream-discord/ID-1/nowhere", test_nowhere);
  g_test_add_func ("/sync/stream-discord/beats", test_beats);
  g_test_add_func ("/sync/stream-discord/zombie", test_zombie);
  g_test_add_func ("/sync/stream-discord/resume", test_resume);
  g_test_add_func ("/sync/stream-discord/invalid", test_invalid);
  for (gsize i = 0; i < G_N_ELEMENTS (closes); i++) {
    g_autofree char *path = g_strdup_printf ("/sync/stream-discord/closed/%u", closes[i].code);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_closed);
  }
  g_test_add_func ("/sync/stream-discord/no-hello", test_no_hello);
  g_test_add_func ("/sync/stream-discord/intents", test_intents);

  return g_test_run ();
}
