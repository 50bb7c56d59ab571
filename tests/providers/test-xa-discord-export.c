#include "recording-sink.h"

#include "providers/discord/xa-discord-message.h"

#include <string.h>

#define PATH "Birds - general [222].json"

static const XaImportOptions options = {
  .at_us = G_GINT64_CONSTANT (1700000000000000),
  .mtime_us = G_GINT64_CONSTANT (1700000000000000),
};

/* Everyone in these files is invented. */
#define USER(id, name, discriminator, is_bot)                                                                           \
  "{\"id\": \"" id "\", \"name\": \"" name "\", \"discriminator\": \"" discriminator "\", \"nickname\": \"" name "\", " \
  "\"color\": null, \"isBot\": " is_bot ", \"roles\": [], \"avatarUrl\": \"https://example.org/" id ".png\"}"
#define ADA USER ("300000000000000001", "adaquill", "0000", "false")
#define BO USER ("300000000000000002", "bo reed", "1234", "false")

static const char server[] =
  "{\n  \"guild\": {\"id\": \"111\", \"name\": \"Birds\", \"iconUrl\": \"https://example.org/i.png\"},\n"
  "  \"channel\": {\"id\": \"222\", \"type\": \"GuildTextChat\", \"categoryId\": \"333\", \"category\": \"Talk\", \"name\": \"general\", \"topic\": \"Ask bo reed\"},\n"
  "  \"dateRange\": {\"after\": null, \"before\": null},\n  \"exportedAt\": \"2023-02-01T12:00:00+00:00\",\n  \"messages\": [\n"
  "    {\"id\": \"1001\", \"type\": \"GuildMemberJoin\", \"timestamp\": \"2023-01-07T12:00:00+01:00\", \"content\": \"Joined the server.\", \"author\": " BO "},\n"
  "    {\"id\": \"1002\", \"type\": \"Default\", \"timestamp\": \"2023-01-07T12:01:00.5+01:00\", \"timestampEdited\": null, \"isPinned\": false,\n"
  "     \"content\": \"A wren \\uD83D\\uDC26\", \"author\": " ADA ", \"attachments\": [{\"id\": \"1\"}], \"embeds\": [], \"stickers\": [],\n"
  "     \"reactions\": [{\"emoji\": {\"id\": \"\", \"name\": \"\xf0\x9f\x91\x8d\", \"code\": \"thumbsup\"}, \"count\": 2, \"users\": [" ADA ", " BO "]},\n"
  "      {\"emoji\": {\"id\": \"444\", \"name\": \"wren\", \"code\": \"wren\"}, \"count\": 1, \"users\": [" USER ("300000000000000009", "birdbot", "7777", "true") "]}],\n"
                                                                                                                                                                   "     \"mentions\": [" BO "]},\n"
                                                                                                                                                                   "    {\"id\": \"1003\", \"type\": \"Reply\", \"timestamp\": \"2023-01-07T12:02:00+01:00\", \"content\": \"Nice\", \"author\": " BO ", \"attachments\": [], \"reactions\": [],\n"
                                                                                                                                                                   "     \"reference\": {\"messageId\": \"1002\", \"channelId\": \"222\", \"guildId\": \"111\"}},\n"
                                                                                                                                                                   "    {\"id\": \"1004\", \"type\": \"Default\", \"timestamp\": \"2023-01-07T12:03:00+01:00\", \"content\": \"\", \"author\": " BO ",\n"
                                                                                                                                                                   "     \"reference\": {\"type\": \"Forward\", \"messageId\": \"9\", \"channelId\": \"555\", \"guildId\": \"666\"},\n"
                                                                                                                                                                   "     \"forwardedMessage\": {\"timestamp\": \"2023-01-01T00:00:00+00:00\", \"content\": \"A heron\", \"attachments\": []}},\n"
                                                                                                                                                                   "    {\"id\": \"1005\", \"type\": \"Default\", \"timestamp\": \"2023-01-07T12:04:00+01:00\", \"content\": \"f\", \"author\": " BO ",\n"
                                                                                                                                                                   "     \"reference\": {\"type\": \"Forward\", \"messageId\": \"9\", \"channelId\": \"556\", \"guildId\": \"111\"}},\n"
                                                                                                                                                                   "    {\"id\": \"1006\", \"type\": \"Default\", \"timestamp\": \"2023-01-07T12:05:00+01:00\", \"content\": \"g\", \"author\": " BO ",\n"
                                                                                                                                                                   "     \"reference\": {\"type\": \"Forward\", \"messageId\": \"9\", \"channelId\": \"557\", \"guildId\": null}},\n"
                                                                                                                                                                   "    {\"id\": \"1007\", \"type\": \"Default\", \"timestamp\": \"2023-01-07T12:06:00+01:00\", \"content\": \"beep\", \"author\": " USER ("300000000000000009", "birdbot", "7777", "true") "},\n"
                                                                                                                                                                                                                                                                                                                                                            "    {\"id\": \"1008\", \"type\": \"Default\", \"timestamp\": \"2023-01-07T12:07:00+01:00\", \"content\": \"hook\", \"author\": " USER ("300000000000000010", "News", "0000", "true") ",\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  "     \"reference\": {\"messageId\": \"8\", \"channelId\": \"777\", \"guildId\": \"777\"}},\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  "    {\"id\": \"1009\", \"type\": \"Default\", \"timestamp\": \"2023-01-07T12:08:00+01:00\", \"content\": \"gone\", \"author\": " USER ("456226577798135808", "Deleted User", "0000", "false") "},\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "    {\"id\": \"1010\", \"type\": \"ChannelPinnedMessage\", \"timestamp\": \"2023-01-07T12:09:00+01:00\", \"content\": \"Pinned a message.\", \"author\": " ADA ",\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "     \"reference\": {\"messageId\": \"1002\", \"channelId\": \"222\", \"guildId\": \"111\"}},\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "    {\"id\": \"1011\", \"type\": \"20\", \"timestamp\": \"2023-01-07T12:10:00+01:00\", \"content\": \"pong\", \"author\": " USER ("300000000000000009", "birdbot", "7777", "true") ", \"interaction\": {\"id\": \"1\", \"name\": \"ping\", \"user\": " ADA "}}\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                     "  ],\n  \"messageCount\": 11\n}\n";

static const char server_lines[] =
  "audience discord:111 kind=server title=\"Birds\"\n"
  "audience discord:222 kind=channel title=\"general\" parent=\"111\"\n"
  "event discord:111 kind=join at=2023-01-07T11:00:00Z id=\"300000000000000002\" count=1\n"
  "post discord:222 id=\"1002\" at=2023-01-07T11:01:00.500000Z by=member author=\"300000000000000001\" text=\"A wren \\360\\237\\220\\246\" reactions=3 seen=2023-02-01T12:00:00Z media\n"
  "reaction discord:222 post=\"1002\" by=\"300000000000000001\" reaction=\"\\360\\237\\221\\215\"\n"
  "reaction discord:222 post=\"1002\" by=\"300000000000000002\" reaction=\"\\360\\237\\221\\215\"\n"
  "post discord:222 id=\"1003\" at=2023-01-07T11:02:00Z by=member author=\"300000000000000002\" text=\"Nice\" reply_to=\"1002\" reactions=0 seen=2023-02-01T12:00:00Z\n"
  "post discord:222 id=\"1004\" at=2023-01-07T11:03:00Z by=member author=\"300000000000000002\" text=\"A heron\" seen=2023-02-01T12:00:00Z\n"
  "link discord:222 kind=forward id=\"555\" certain at=2023-01-07T11:03:00Z\n"
  "link discord:111 kind=forward id=\"666\" certain at=2023-01-07T11:03:00Z\n"
  "post discord:222 id=\"1005\" at=2023-01-07T11:04:00Z by=member author=\"300000000000000002\" text=\"f\" seen=2023-02-01T12:00:00Z\n"
  "link discord:222 kind=forward id=\"556\" certain at=2023-01-07T11:04:00Z\n"
  "post discord:222 id=\"1006\" at=2023-01-07T11:05:00Z by=member author=\"300000000000000002\" text=\"g\" seen=2023-02-01T12:00:00Z\n"
  "post discord:222 id=\"1007\" at=2023-01-07T11:06:00Z by=bot text=\"beep\" seen=2023-02-01T12:00:00Z\n"
  "post discord:222 id=\"1008\" at=2023-01-07T11:07:00Z by=bot text=\"hook\" seen=2023-02-01T12:00:00Z\n"
  "link discord:222 kind=forward id=\"777/777\" certain at=2023-01-07T11:07:00Z\n"
  "link discord:111 kind=forward id=\"777\" certain at=2023-01-07T11:07:00Z\n"
  "post discord:222 id=\"1009\" at=2023-01-07T11:08:00Z by=unknown text=\"gone\" seen=2023-02-01T12:00:00Z\n"
  "post discord:222 id=\"1011\" at=2023-01-07T11:10:00Z by=bot text=\"pong\" seen=2023-02-01T12:00:00Z\n";

static const char server_rejects[] = "deleted_account=1 bot=3 not_a_person=1 service_message=1";

/* --- helpers -------------------------------------------------------------------------------- */

static Recording *
parse_text (const char *text)
{
  g_autoptr (GBytes) data = g_bytes_new_static (text, strlen (text));

  return record (&xa_discord_export, data, PATH, &options, 0, 0);
}

static void
assert_outcome (const char *text,
                const char *lines,
                const char *rejects)
{
  g_autoptr (Recording) recording = parse_text (text);
  g_autofree char *found = recording_sink_get_text (recording->sink);
  g_autofree char *found_rejects = recording_list_rejects (recording);

  g_assert_no_error (recording->error);
  g_assert_false (recording->result.truncated);
  g_assert_cmpstr (found, ==, lines);
  g_assert_cmpstr (found_rejects, ==, rejects);
}

static void
assert_error (const char *text,
              int         code,
              const char *words)
{
  g_autoptr (Recording) recording = parse_text (text);

  g_assert_error (recording->error, XA_IMPORT_ERROR, code);
  g_assert_nonnull (strstr (recording->error->message, words));
  g_assert_cmpuint (recording_sink_get_lines (recording->sink)->len, ==, 0);
}

static gboolean
recognizes (const char *text,
            gsize       size)
{
  XaImportProbe probe = { .path = PATH, .data = (const guint8 *) text, .size = size };

  return xa_discord_export.recognize (&probe);
}

/* --- whole files ------------------------------------------------------------------------------ */

static void
test_server (void)
{
  assert_outcome (server, server_lines, server_rejects);
}

static void
test_chunks (void)
{
  g_autoptr (GBytes) data = g_bytes_new_static (server, strlen (server));

  assert_chunks_do_not_matter (&xa_discord_export, data, PATH, &options);
}

static void
test_resume (void)
{
  g_autoptr (GBytes) data = g_bytes_new_static (server, strlen (server));

  assert_resumes_everywhere (&xa_discord_export, data, PATH, &options);
}

/* The exporter writes the number of messages last: only what ends behind it is whole. */
static void
test_cuts (void)
{
  g_autoptr (GBytes) data = g_bytes_new_static (server, strlen (server));

  assert_cuts_lose_nothing (&xa_discord_export, data, PATH, &options, strlen (server) - 1);
}

static void
test_missing_count (void)
{
  g_autoptr (Recording) recording = parse_text ("{\"guild\":{\"id\":\"1\"},\"channel\":{\"id\":\"2\"},\"messages\":[]}");

  g_assert_true (recording->ok);
  g_assert_true (recording->result.truncated);
}

static void
test_names_are_not_read (void)
{
  static const char *const names[] = { "quill", "reed", "birdbot", "News", "Deleted", "example.org" };
  g_autoptr (Recording) recording = parse_text (server);
  g_autofree char *text = recording_sink_get_text (recording->sink);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_nonnull (strstr (server, names[i]));
    g_assert_null (strstr (text, names[i]));
  }
}

/* Parts of one channel are the same audiences, whichever part comes first. */
static void
test_partitions (void)
{
  static const char head[] = "{\"guild\":{\"id\":\"1\",\"name\":\"S\"},\"channel\":{\"id\":\"2\",\"name\":\"c\",\"type\":\"GuildPublicThread\"},\"messages\":[";
  static const char post[] = "{\"id\":\"%d\",\"type\":\"Default\",\"timestamp\":\"2023-01-07T12:00:00Z\",\"author\":{\"id\":\"7\"}}],\"messageCount\":1}";

  for (int i = 1; i <= 2; i++) {
    g_autofree char *body = i == 1 ? g_strdup_printf (post, 1) : g_strdup_printf (post, 2);
    g_autofree char *text = g_strconcat (head, body, NULL);
    g_autofree char *lines = g_strdup_printf ("audience discord:1 kind=server title=\"S\"\n"
                                              "audience discord:2 kind=channel title=\"c\" parent=\"1\"\n"
                                              "post discord:2 id=\"%d\" at=2023-01-07T12:00:00Z by=member author=\"7\" seen=2023-11-14T22:13:20Z\n",
                                              i);

    assert_outcome (text, lines, "");
  }
}

/* The first channel of an old server has the server's id. */
static void
test_same_id (void)
{
  assert_outcome ("{\"guild\":{\"id\":\"1\"},\"channel\":{\"id\":\"1\",\"type\":\"GuildTextChat\"},\"messages\":[],\"messageCount\":0}",
                  "audience discord:1 kind=server\naudience discord:1/1 kind=channel parent=\"1\"\n", "");
}

static void
test_key_order (void)
{
  static const char text[] =
    "{\"messageCount\":1,\"messages\":[{\"author\":{\"id\":\"7\"},\"timestamp\":\"2023-01-07T12:00:00Z\",\"id\":5}],\"channel\":{\"name\":\"c\",\"id\":2},\"guild\":{\"id\":\"1\"}}";
  g_autoptr (GBytes) data = g_bytes_new_static (text, strlen (text));

  assert_outcome (text,
                  "audience discord:1 kind=server\naudience discord:2 kind=channel title=\"c\" parent=\"1\"\n"
                  "post discord:2 id=\"5\" at=2023-01-07T12:00:00Z by=member author=\"7\" seen=2023-11-14T22:13:20Z\n",
                  "");
  assert_chunks_do_not_matter (&xa_discord_export, data, PATH, &options);
  assert_resumes_everywhere (&xa_discord_export, data, PATH, &options);
}

static void
test_refused (void)
{
  assert_error ("{\"guild\":{\"id\":\"0\",\"name\":\"Direct Messages\"},\"channel\":{\"id\":\"2\",\"type\":\"DirectTextChat\",\"name\":\"bo reed\"},\"messages\":[]}",
                XA_IMPORT_ERROR_REFUSED, "a direct chat");
  assert_error ("{\"guild\":{\"id\":\"0\"},\"channel\":{\"id\":\"2\",\"type\":\"DirectGroupTextChat\",\"name\":\"bo reed\"},\"messages\":[]}",
                XA_IMPORT_ERROR_REFUSED, "a private group chat");
  assert_error ("{\"guild\":{\"id\":0},\"channel\":{\"id\":\"2\"},\"messages\":[]}", XA_IMPORT_ERROR_REFUSED, "a direct chat");
  assert_error ("{\"messages\":[{\"id\":\"1\"}],\"guild\":{\"id\":\"5\"},\"channel\":{\"id\":\"2\",\"type\":\"DirectTextChat\"}}",
                XA_IMPORT_ERROR_REFUSED, "a direct chat");
}

static void
test_nothing_usable (void)
{
  static const char *const texts[] = {
    "", "[", "[]", "{", "{}", "7", "{\"guild\":{\"id\":\"1\"},\"channel\":{\"id\":\"2\"}}", "{\"guild\" 7",
    "{\"messages\":[{\"id\":\"1\"}]}", "{\"guild\":7,\"channel\":[],\"messages\":[]}",
    "{\"guild\":{\"id\":\"x\"},\"channel\":{\"id\":\"2\"},\"messages\":[]}", "{\"guild\":{\"id\":\"1\"},\"channel\":{\"id\":-2},\"messages\":[]}",
    "{\"guild\":{\"id\":\"1\"},\"channel\":{},\"messages\":[]}"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (Recording) recording = parse_text (texts[i]);

    g_assert_error (recording->error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_MALFORMED);
  }
}

/* --- single messages -------------------------------------------------------------------------- */

#define POST "post discord:2 id=\"1\" at=2023-01-07T12:00:00Z "
#define SEEN " seen=2023-11-14T22:13:20Z"
#define TIME "\"timestamp\":\"2023-01-07T12:00:00Z\""

static const struct {
  const char *message;
  const char *line; /* after the audiences; NULL: none */
  const char *rejects;
} messages[] = {
  { "7", NULL, "malformed_record=1" },
  { "[]", NULL, "malformed_record=1" },
  { "{}", NULL, "malformed_record=1" },
  { "{\"id\":1,,}", NULL, "malformed_record=1" },
  { "{\"id\":true}", NULL, "malformed_record=1" },
  { "{\"id\":\"1\",\"type\":\"ThreadCreated\"}", NULL, "service_message=1" },
  { "{\"id\":\"1\",\"type\":\"21\"}", NULL, "service_message=1" },
  { "{\"id\":\"1\",\"type\":8," TIME "}", NULL, "service_message=1" },
  { "{\"id\":\"1\",\"type\":\"7\"," TIME ",\"author\":{\"id\":\"5\",\"isBot\":true}}", NULL, "bot=1" },
  { "{\"id\":\"1\",\"type\":\"7\"," TIME ",\"author\":{\"id\":\"5\",\"name\":\"deleted_user_0a1b2c\"}}", "event discord:1 kind=join at=2023-01-07T12:00:00Z count=1", "deleted_account=1" },
  { "{\"id\":\"1\"," TIME "}", POST "by=member" SEEN, "" },
  { "{\"id\":\"1\",\"timestamp\":7.5e300,\"author\":{\"id\":\"5\"}}", "post discord:2 id=\"1\" by=member author=\"5\"" SEEN, "" },
  { "{\"id\":\"1\"," TIME ",\"author\":7,\"content\":{},\"attachments\":{},\"reactions\":7,\"reference\":[],\"forwardedMessage\":1}", POST "by=member" SEEN, "" },
  { "{\"id\":\"1\"," TIME ",\"author\":{\"id\":18446744073709551615,\"isBot\":\"yes\"}}", POST "by=member author=\"18446744073709551615\"" SEEN, "" },
  { "{\"id\":\"1\"," TIME ",\"author\":{\"id\":9223372036854775808}}", POST "by=member author=\"9223372036854775808\"" SEEN, "" },
  /* A person may be called as a deleted account is; the discriminator tells them apart. */
  { "{\"id\":\"1\"," TIME ",\"author\":{\"id\":\"5\",\"name\":\"Deleted User\",\"discriminator\":\"1234\"}}", POST "by=member author=\"5\"" SEEN, "" },
  { "{\"id\":\"1\"," TIME ",\"author\":{\"id\":\"5\"},\"reactions\":[7,{\"count\":9223372036854775807},{\"count\":\"x\"},{\"users\":[7]}]}",
    POST "by=member author=\"5\" reactions=9223372036854775807" SEEN "\nreaction discord:2 post=\"1\"", "" },
  { "{\"id\":\"1\"," TIME ",\"author\":{\"id\":\"5\"},\"reactions\":[{\"count\":9223372036854775807},{\"count\":1}]}", POST "by=member author=\"5\"" SEEN, "" },
  { "{\"id\":\"1\"," TIME ",\"author\":{\"id\":\"5\"},\"reference\":{\"messageId\":\"9\"}}", POST "by=member author=\"5\" reply_to=\"9\"" SEEN, "" },
  { "{\"id\":\"1\"," TIME ",\"author\":{\"id\":\"5\"},\"reference\":{\"messageId\":\"9\",\"channelId\":\"x\",\"guildId\":\"y\"}}", POST "by=member author=\"5\"" SEEN, "" },
};

static void
test_messages (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++) {
    g_autofree char *text = g_strdup_printf ("{\"guild\":{\"id\":\"1\"},\"channel\":{\"id\":\"2\"},\"messages\":[%s],\"messageCount\":1}", messages[i].message);
    g_autofree char *lines = g_strdup_printf ("audience discord:1 kind=server\naudience discord:2 kind=channel parent=\"1\"\n%s%s",
                                              messages[i].line ? messages[i].line : "", messages[i].line ? "\n" : "");

    assert_outcome (text, lines, messages[i].rejects);
  }
}

static void
test_recognize (void)
{
  static const char *const others[] = {
    "", "{", "[]", "{\"guild\":{}}", "{\"guild\":1,\"channel\":2}", "{\"name\":\"G\",\"type\":\"private_group\",\"id\":7,\"messages\":[]}",
    "{\"t\":\"header\",\"format\":\"xaudience\"}", "member_id\n1\n"
  };

  g_assert_true (recognizes (server, strlen (server)));
  g_assert_true (recognizes (server, 300));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (recognizes (others[i], strlen (others[i])));
}

/* --- files of others -------------------------------------------------------------------------- */

static GBytes *
load_sample (const char *name)
{
  const char      *shared = g_getenv ("XAUDIENCE_SHARED");
  g_autofree char *path = g_build_filename (shared ? shared : "../shared", "samples", "discord", "chat-analytics", name, NULL);
  char            *data;
  gsize            size;

  if (!g_file_get_contents (path, &data, &size, NULL)) {
    g_test_skip ("the sample is not here");
    return NULL;
  }

  return g_bytes_new_take (data, size);
}

/* Counted by: python3 -c 'import json,sys; m=json.load(open(sys.argv[1]))["messages"];
 * d=[x["author"]["name"]=="Deleted User" for x in m];
 * print(len(m), sum(d), len({x["author"]["id"] for x,y in zip(m,d) if not y}),
 * sum(r["count"] for x in m for r in x["reactions"]))' FILE: 5 messages, two of them by a
 * deleted account (and with the same id), one other author, 5 reactions. */
static void
test_sample_server (void)
{
  g_autoptr (GBytes) data = load_sample ("SV_5A_5M.json");
  g_autoptr (Recording) recording = NULL;
  g_autofree char *rejects = NULL;
  g_autofree char *text = NULL;

  if (!data)
    return;
  g_assert_true (recognizes (g_bytes_get_data (data, NULL), g_bytes_get_size (data)));
  recording = record (&xa_discord_export, data, PATH, &options, 0, 0);
  rejects = recording_list_rejects (recording);
  text = recording_sink_get_text (recording->sink);
  g_assert_true (recording->ok);
  g_assert_false (recording->result.truncated);
  g_assert_cmpstr (rejects, ==, "deleted_account=2");
  g_assert_cmpuint (recording_sink_count (recording->sink, "audience discord:253601524398293010 kind=server"), ==, 1);
  g_assert_cmpuint (recording_sink_count (recording->sink, "audience discord:253601524398293010/253601524398293010 kind=channel"), ==, 1);
  g_assert_cmpuint (recording_sink_count (recording->sink, "post"), ==, 5);
  g_assert_nonnull (strstr (text, " reactions=5 "));
}

static void
test_sample_group_chat (void)
{
  g_autoptr (GBytes) data = load_sample ("GC_3A_5M.json");
  g_autoptr (Recording) recording = NULL;

  if (!data)
    return;
  g_assert_true (recognizes (g_bytes_get_data (data, NULL), g_bytes_get_size (data)));
  recording = record (&xa_discord_export, data, PATH, &options, 0, 0);
  g_assert_error (recording->error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_REFUSED);
  g_assert_cmpstr (recording->error->message, ==, "This is a private group chat; only channels of servers can be imported");
  g_assert_cmpuint (recording_sink_get_lines (recording->sink)->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/discord-export/server", test_server);
  g_test_add_func ("/discord-export/chunks", test_chunks);
  g_test_add_func ("/discord-export/resume", test_resume);
  g_test_add_func ("/discord-export/cuts", test_cuts);
  g_test_add_func ("/discord-export/missing-count", test_missing_count);
  g_test_add_func ("/discord-export/ID-1/names-are-not-read", test_names_are_not_read);
  g_test_add_func ("/discord-export/partitions", test_partitions);
  g_test_add_func ("/discord-export/same-id", test_same_id);
  g_test_add_func ("/discord-export/key-order", test_key_order);
  g_test_add_func ("/discord-export/refused", test_refused);
  g_test_add_func ("/discord-export/nothing-usable", test_nothing_usable);
  g_test_add_func ("/discord-export/ID-5/messages", test_messages);
  g_test_add_func ("/discord-export/recognize", test_recognize);
  g_test_add_func ("/discord-export/sample/server", test_sample_server);
  g_test_add_func ("/discord-export/sample/private-group-chat", test_sample_group_chat);

  return g_test_run ();
}
