#include "discord-fixture.h"

/* --- recorded answers ------------------------------------------------------------------------------ */

/* A recording is a list of requests with their answers; NULL and a skip where there is none. */
static JsonArray *
load (const char *path)
{
  const char      *shared = g_getenv ("XAUDIENCE_SHARED");
  g_autofree char *file = g_build_filename (shared ? shared : "../shared", "samples", "discord", path, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!g_file_test (file, G_FILE_TEST_EXISTS)) {
    g_test_skip ("no recorded answers here");
    return NULL;
  }
  g_assert_true (json_parser_load_from_file (parser, file, NULL));

  return json_array_ref (json_node_get_array (json_parser_get_root (parser)));
}

static void
test_recorded_messages (Fixture      *f,
                        gconstpointer data)
{
  JsonArray       *recorded = load ("discard-cassettes/decoded/test_channels.json");
  g_autofree char *text = NULL;

  if (!recorded)
    return;
  answer_basics (f);
  answer (f, "/guilds/" GUILD "/channels", 200,
          "[{'id':'805808489695150183','type':0,'name':'one','last_message_id':'805808981356183572'},"
          "{'id':'805808821749415946','type':0,'name':'two','last_message_id':'805808839671676939'}]");
  for (guint i = 0; i < json_array_get_length (recorded); i++) {
    JsonObject      *call = json_array_get_object_element (recorded, i);
    g_autofree char *body = json_to_string (json_object_get_member (call, "body"), FALSE);
    g_auto (GStrv) address = g_strsplit (strstr (json_object_get_string_member (call, "url"), "/v7") + 3, "?", 2);

    scripted_platform_answer (f->platform, address[0], (guint) json_object_get_int_member (call, "status"), body);
  }
  test_fetch_set_now (f->fetch, G_GINT64_CONSTANT (1612373849) * G_USEC_PER_SEC); /* the day of the recording */
  text = run (f, XA_PASS_POSTS);
  assert_has (text, "post discord:805808489695150183 id=\"805808981356183572\" at=2021-02-01T14:37:12.362000Z by=member author=\"83101988983668736\" "
                    "text=\"This message was edited.\" reactions=0 seen=2021-02-03T17:37:29Z");
  assert_has (text, "post discord:805808821749415946 id=\"805808839671676939\" at=2021-02-01T14:36:38.582000Z by=member author=\"83101988983668736\" "
                    "text=\"This is a second channel.\" reactions=0 seen=2021-02-03T17:37:29Z");
  g_assert_cmpuint (count (f, "post "), >=, 3);
  g_free (text);
  test_fetch_set_cursor (f->fetch, NULL);
  text = run (f, XA_PASS_REACTORS);
  assert_has (text, "reaction discord:805808489695150183 post=\"805808779160846405\" by=\"83101988983668736\" reaction=\"\\360\\237\\221\\215\"");
  json_array_unref (recorded);
}

static void
test_recorded_wrong_token (Fixture      *f,
                           gconstpointer data)
{
  JsonArray       *recorded = load ("discard-cassettes/decoded/test_wrong_token.json");
  JsonObject      *call;
  g_autofree char *body = NULL;
  g_autofree char *who = NULL;
  g_autoptr (GError) error = NULL;

  if (!recorded)
    return;
  call = json_array_get_object_element (recorded, 0);
  body = json_to_string (json_object_get_member (call, "body"), FALSE);
  scripted_platform_answer (f->platform, "/users/@me", (guint) json_object_get_int_member (call, "status"), body);
  g_assert_false (xa_discord.check (test_fetch_get (f->fetch), &who, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
  json_array_unref (recorded);
}

static void
test_declaration (void)
{
  g_assert_true (g_str_has_prefix (xa_discord.dialect->user_agent, "DiscordBot (https://"));
  g_assert_cmpint (xa_discord.dialect->sign, ==, XA_SIGN_BOT);
  g_assert_cmpint (xa_discord.sign_ins[0].kind, ==, XA_SIGN_IN_TOKEN);
  g_assert_nonnull (xa_discord.sign_ins[0].steps[0]);
  g_assert_nonnull (xa_discord.terms.words);
}

#define ADD(path, function) g_test_add ("/providers/discord/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("recorded-messages", test_recorded_messages);
  ADD ("recorded-wrong-token", test_recorded_wrong_token);
  g_test_add_func ("/providers/discord/declaration", test_declaration);

  return g_test_run ();
}
