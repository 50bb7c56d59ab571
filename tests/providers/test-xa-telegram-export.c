#include "recording-sink.h"

#include "providers/telegram/xa-telegram-text.h"

#include <string.h>

#define PATH "result.json"

static const XaImportOptions options = {
  .at_us = G_GINT64_CONSTANT (1700000000000000),
  .mtime_us = G_GINT64_CONSTANT (1700000000000000),
};

/* Everyone in these files is invented. */
static const char group[] =
  "{\n \"name\": \"Bird watchers\",\n \"type\": \"private_supergroup\",\n \"id\": 1234567890,\n \"messages\": [\n"
  "  {\"id\": 1, \"type\": \"service\", \"date\": \"2023-01-07T12:00:00\", \"date_unixtime\": \"1673089200\",\n"
  "   \"actor\": \"Ada Quill\", \"actor_id\": \"user101\", \"action\": \"create_group\", \"title\": \"Bird watchers\", \"members\": [\"Ada Quill\"], \"text\": \"\"},\n"
  "  {\"id\": 2, \"type\": \"service\", \"date_unixtime\": \"1673089260\", \"actor\": \"Bo Reed\", \"actor_id\": \"user102\",\n"
  "   \"action\": \"join_group_by_link\", \"inviter\": \"Ada Quill\", \"text\": \"\"},\n"
  "  {\"id\": 3, \"type\": \"service\", \"date_unixtime\": \"1673089320\", \"actor\": \"Ada Quill\", \"actor_id\": \"user101\",\n"
  "   \"action\": \"invite_members\", \"members\": [\"Cy Marsh\", null], \"text\": \"\"},\n"
  "  {\"id\": 4, \"type\": \"service\", \"date_unixtime\": \"1673089380\", \"actor\": \"Ada Quill\", \"actor_id\": \"user101\",\n"
  "   \"action\": \"remove_members\", \"members\": [\"Cy Marsh\"], \"text\": \"\"},\n"
  "  {\"id\": 5, \"type\": \"message\", \"date\": \"2023-01-07T12:05:00\", \"date_unixtime\": \"1673089500\", \"from\": \"Ada Quill\", \"from_id\": \"user101\",\n"
  "   \"text\": [\"A wren, \", {\"type\": \"hashtag\", \"text\": \"#wren\"}, \" said \", {\"type\": \"mention\", \"text\": \"@River_News\"}],\n"
  "   \"text_entities\": [{\"type\": \"plain\", \"text\": \"A wren, \"}, {\"type\": \"hashtag\", \"text\": \"#wren\"}, {\"type\": \"plain\", \"text\": \" said \"},\n"
  "    {\"type\": \"mention\", \"text\": \"@River_News\"}, {\"type\": \"mention_name\", \"text\": \"Bo Reed\", \"user_id\": 102}],\n"
  "   \"reactions\": [{\"type\": \"emoji\", \"count\": 3, \"emoji\": \"\xf0\x9f\x90\xa6\",\n"
  "     \"recent\": [{\"from\": \"Bo Reed\", \"from_id\": \"user102\", \"date\": \"2023-01-07T12:06:00\"}, {\"from\": null, \"from_id\": \"user103\", \"date\": \"2023-01-07T12:06:10\"}]},\n"
  "    {\"type\": \"custom_emoji\", \"count\": 2, \"document_id\": \"(File not included.)\", \"recent\": [{\"from\": \"Birds\", \"from_id\": \"channel500\", \"date\": \"2023-01-07T12:07:00\"}]}]},\n"
  "  {\"id\": 6, \"type\": \"message\", \"date_unixtime\": \"1673089560\", \"from\": \"Bo Reed\", \"from_id\": \"user102\", \"reply_to_message_id\": 5,\n"
  "   \"photo\": \"(File not included.)\", \"text\": \"Nice!\", \"text_entities\": [{\"type\": \"plain\", \"text\": \"Nice!\"}]},\n"
  "  {\"id\": 7, \"type\": \"message\", \"date_unixtime\": \"1673089620\", \"from\": \"Bird watchers\", \"from_id\": \"channel1234567890\", \"text\": \"Be kind.\"},\n"
  "  {\"id\": 8, \"type\": \"message\", \"date_unixtime\": \"1673089680\", \"from\": null, \"from_id\": \"user104\", \"text\": \"bye\"},\n"
  "  {\"id\": 9, \"type\": \"message\", \"date_unixtime\": \"1673089740\", \"from\": \"Bo Reed\", \"from_id\": \"user102\",\n"
  "   \"forwarded_from\": \"Marsh news\", \"forwarded_from_id\": \"channel1500000001\", \"text\": \"\"},\n"
  "  {\"id\": 10, \"type\": \"message\", \"date_unixtime\": \"1673089800\", \"from\": \"Bo Reed\", \"from_id\": \"user102\",\n"
  "   \"forwarded_from\": \"Dee Lark\", \"forwarded_from_id\": \"user105\", \"text\": \"x\"},\n"
  "  {\"id\": 11, \"type\": \"message\", \"date_unixtime\": \"1673089860\", \"from\": \"Bo Reed\", \"from_id\": \"user102\",\n"
  "   \"forwarded_from\": \"Hidden Title\", \"text\": \"y\"},\n"
  "  {\"id\": 12, \"type\": \"unsupported\"}\n"
  " ]\n}\n";

static const char group_lines[] =
  "audience telegram:-1001234567890 kind=group title=\"Bird watchers\"\n"
  "event telegram:-1001234567890 kind=join at=2023-01-07T11:01:00Z id=\"102\" count=1\n"
  "event telegram:-1001234567890 kind=join at=2023-01-07T11:02:00Z count=2\n"
  "event telegram:-1001234567890 kind=leave at=2023-01-07T11:03:00Z count=1\n"
  "post telegram:-1001234567890 id=\"5\" at=2023-01-07T11:05:00Z by=member author=\"101\" text=\"A wren, #wren said @River_News<mention>\" tag=\"wren\" reactions=5 seen=2023-11-14T22:13:20Z\n"
  "reaction telegram:-1001234567890 post=\"5\" by=\"102\" reaction=\"\\360\\237\\220\\246\" at=2023-01-07T11:06:00Z\n"
  "link telegram:-1001234567890 kind=mention handle=\"River_News\" at=2023-01-07T11:05:00Z\n"
  "post telegram:-1001234567890 id=\"6\" at=2023-01-07T11:06:00Z by=member author=\"102\" text=\"Nice!\" reply_to=\"5\" seen=2023-11-14T22:13:20Z media\n"
  "post telegram:-1001234567890 id=\"7\" at=2023-01-07T11:07:00Z by=unknown text=\"Be kind.\" seen=2023-11-14T22:13:20Z\n"
  "post telegram:-1001234567890 id=\"8\" at=2023-01-07T11:08:00Z by=unknown text=\"bye\" seen=2023-11-14T22:13:20Z\n"
  "post telegram:-1001234567890 id=\"9\" at=2023-01-07T11:09:00Z by=member author=\"102\" text=\"\" seen=2023-11-14T22:13:20Z\n"
  "link telegram:-1001234567890 kind=forward id=\"-1001500000001\" certain at=2023-01-07T11:09:00Z\n"
  "post telegram:-1001234567890 id=\"10\" at=2023-01-07T11:10:00Z by=member author=\"102\" text=\"x\" seen=2023-11-14T22:13:20Z\n"
  "post telegram:-1001234567890 id=\"11\" at=2023-01-07T11:11:00Z by=member author=\"102\" text=\"y\" seen=2023-11-14T22:13:20Z\n"
  "link telegram:-1001234567890 kind=forward title=\"Hidden Title\" at=2023-01-07T11:11:00Z\n";

static const char group_rejects[] = "deleted_account=2 not_a_person=2 service_message=1 unknown_type=1";

static const char account[] =
  "{\"about\": \"Here is your data\", \"personal_information\": {\"user_id\": 101, \"first_name\": \"Ada\"},\n"
  " \"contacts\": {\"about\": \"x\", \"list\": [{\"user_id\": 102}]},\n"
  " \"chats\": {\"about\": \"y\", \"list\": [\n"
  "  {\"type\": \"saved_messages\", \"id\": 101, \"messages\": [{\"id\": 1, \"type\": \"message\", \"date_unixtime\": \"1673089500\", \"from_id\": \"user101\", \"text\": \"my secret\"}]},\n"
  "  {\"name\": \"River news\", \"type\": \"public_channel\", \"id\": 1500000001, \"messages\": [\n"
  "   {\"id\": 1, \"type\": \"message\", \"date_unixtime\": \"1673089500\", \"from\": \"River news\", \"from_id\": \"channel1500000001\", \"author\": \"Ada Q.\",\n"
  "    \"text\": [\"See \", {\"type\": \"text_link\", \"text\": \"here\", \"href\": \"https://t.me/s/Marsh_News/12\"}]},\n"
  "   {\"id\": 2, \"type\": \"message\", \"date_unixtime\": \"1673089560\", \"from\": \"River news\", \"from_id\": \"channel1500000001\",\n"
  "    \"text\": {\"odd\": 1}}]},\n"
  "  {\"name\": \"Bo Reed\", \"type\": \"personal_chat\", \"id\": 102, \"messages\": [{\"id\": 5, \"from_id\": \"user102\"}]},\n"
  "  {\"name\": \"Old friends\", \"type\": \"private_group\", \"id\": 777, \"messages\": [\n"
  "   {\"id\": -999999998, \"type\": \"message\", \"date_unixtime\": 1673089500, \"from\": \"Bo Reed\", \"from_id\": \"user102\", \"text\": \"hi\"}]},\n"
  "  {\"name\": null, \"type\": null, \"id\": 5, \"messages\": [{\"id\": 1}]},\n"
  "  {\"name\": \"New kind\", \"type\": \"holographic_chat\", \"id\": 6, \"messages\": [{\"id\": 1}]},\n"
  "  17\n"
  " ]},\n"
  " \"left_chats\": {\"about\": \"z\", \"list\": [\n"
  "  {\"name\": \"Left behind\", \"type\": \"public_supergroup\", \"id\": \"1600000002\", \"messages\": [\n"
  "   {\"id\": \"1\", \"type\": \"message\", \"date_unixtime\": \"1673089500\", \"from\": \"Bo Reed\", \"from_id\": \"user102\", \"text\": \"t\"}]}]}}\n";

static const char account_lines[] =
  "audience telegram:-1001500000001 kind=channel title=\"River news\"\n"
  "post telegram:-1001500000001 id=\"1\" at=2023-01-07T11:05:00Z by=own text=\"See here\" seen=2023-11-14T22:13:20Z\n"
  "link telegram:-1001500000001 kind=mention handle=\"Marsh_News\" at=2023-01-07T11:05:00Z\n"
  "post telegram:-1001500000001 id=\"2\" at=2023-01-07T11:06:00Z by=own seen=2023-11-14T22:13:20Z\n"
  "audience telegram:-777 kind=group title=\"Old friends\"\n"
  "post telegram:-777 id=\"-999999998\" at=2023-01-07T11:05:00Z by=member author=\"102\" text=\"hi\" seen=2023-11-14T22:13:20Z\n"
  "audience telegram:-1001600000002 kind=group title=\"Left behind\"\n"
  "post telegram:-1001600000002 id=\"1\" at=2023-01-07T11:05:00Z by=member author=\"102\" text=\"t\" seen=2023-11-14T22:13:20Z\n";

static const char account_rejects[] = "personal_chat=2 malformed_record=2 unknown_type=1";

/* --- helpers -------------------------------------------------------------------------------- */

static Recording *
parse_text (const char *text)
{
  g_autoptr (GBytes) data = g_bytes_new_static (text, strlen (text));

  return record (&xa_telegram_export, data, PATH, &options, 0, 0);
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

  g_assert_false (recording->ok);
  g_assert_error (recording->error, XA_IMPORT_ERROR, code);
  g_assert_nonnull (strstr (recording->error->message, words));
  g_assert_cmpuint (recording_sink_count (recording->sink, "post"), ==, 0);
}

static gboolean
recognizes (const char *text,
            gsize       size)
{
  XaImportProbe probe = { .path = PATH, .data = (const guint8 *) text, .size = size };

  return xa_telegram_export.recognize (&probe);
}

/* --- whole files ------------------------------------------------------------------------------ */

static void
test_group (void)
{
  assert_outcome (group, group_lines, group_rejects);
}

static void
test_account (void)
{
  assert_outcome (account, account_lines, account_rejects);
}

static void
test_chunks (void)
{
  g_autoptr (GBytes) one = g_bytes_new_static (group, strlen (group));
  g_autoptr (GBytes) many = g_bytes_new_static (account, strlen (account));

  assert_chunks_do_not_matter (&xa_telegram_export, one, PATH, &options);
  assert_chunks_do_not_matter (&xa_telegram_export, many, PATH, &options);
}

static void
test_resume (void)
{
  g_autoptr (GBytes) one = g_bytes_new_static (group, strlen (group));
  g_autoptr (GBytes) many = g_bytes_new_static (account, strlen (account));

  assert_resumes_everywhere (&xa_telegram_export, one, PATH, &options);
  assert_resumes_everywhere (&xa_telegram_export, many, PATH, &options);
}

/* The names of people stand in the files and in no record, but for texts that say them. */
static void
test_names_are_not_read (void)
{
  static const char *const names[] = { "Ada", "Quill", "Cy Marsh", "Dee Lark", "River news", "secret" };
  g_autoptr (Recording) one = parse_text (group);
  g_autoptr (Recording) many = parse_text (account);
  g_autofree char *of_one = recording_sink_get_text (one->sink);
  g_autofree char *of_many = recording_sink_get_text (many->sink);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_null (strstr (of_one, names[i]));
    if (!g_str_equal (names[i], "River news"))
      g_assert_null (strstr (of_many, names[i]));
  }
}

static void
test_cuts (void)
{
  g_autoptr (GBytes) one = g_bytes_new_static (group, strlen (group));
  g_autoptr (GBytes) many = g_bytes_new_static (account, strlen (account));

  assert_cuts_lose_nothing (&xa_telegram_export, one, PATH, &options, strlen (group) - 1);
  assert_cuts_lose_nothing (&xa_telegram_export, many, PATH, &options, strlen (account) - 1);
}

/* --- how it is written ------------------------------------------------------------------------ */

static char *
replace_all (const char *text,
             const char *what,
             const char *with)
{
  g_auto (GStrv) parts = g_strsplit (text, what, -1);

  return g_strjoinv (with, parts);
}

static void
test_encodings (void)
{
  g_autofree char *marked = g_strconcat ("\xef\xbb\xbf", group, NULL);
  g_autofree char *crlf = replace_all (group, "\n", "\r\n");
  g_autofree char *dense = replace_all (group, "\n", "");
  gsize            wide_size;
  g_autofree char *wide = g_convert (group, -1, "UTF-16", "UTF-8", NULL, &wide_size, NULL);
  g_autoptr (GBytes) wide_data = g_bytes_new_static (wide, wide_size);
  g_autoptr (Recording) recording = record (&xa_telegram_export, wide_data, PATH, &options, 0, 0);
  g_autofree char *wide_lines = recording_sink_get_text (recording->sink);

  assert_outcome (marked, group_lines, group_rejects);
  assert_outcome (crlf, group_lines, group_rejects);
  assert_outcome (dense, group_lines, group_rejects);
  g_assert_cmpstr (wide_lines, ==, group_lines);
}

/* Telegram Desktop writes control characters as \xHH, which is not JSON. */
static void
test_control_characters (void)
{
  assert_outcome ("{\"name\":\"G\",\"type\":\"private_group\",\"id\":7,\"messages\":["
                  "{\"id\":1,\"type\":\"message\",\"date_unixtime\":\"1673089500\",\"from\":\"A\",\"from_id\":\"user1\",\"text\":\"a\\x1Fb\"},"
                  "{\"id\":2,\"type\":\"message\",\"date_unixtime\":\"1673089500\",\"from\":\"A\",\"from_id\":\"user1\",\"text\":\"caf\xe9\"}]}",
                  "audience telegram:-7 kind=group title=\"G\"\n"
                  "post telegram:-7 id=\"1\" at=2023-01-07T11:05:00Z by=member author=\"1\" text=\"a\\037b\" seen=2023-11-14T22:13:20Z\n"
                  "post telegram:-7 id=\"2\" at=2023-01-07T11:05:00Z by=member author=\"1\" text=\"caf\\357\\277\\275\" seen=2023-11-14T22:13:20Z\n",
                  "encoding=1");
}

#define ONE_MESSAGE "[{\"id\":1,\"type\":\"message\",\"date_unixtime\":\"1673089500\",\"from\":\"A\",\"from_id\":\"user1\",\"text\":\"t\"}]"

static void
test_key_order (void)
{
  static const char lines[] =
    "audience telegram:-1000000000007 kind=group title=\"G\"\n"
    "post telegram:-1000000000007 id=\"1\" at=2023-01-07T11:05:00Z by=member author=\"1\" text=\"t\" seen=2023-11-14T22:13:20Z\n";
  static const char *const orders[] = {
    "{\"id\":7,\"type\":\"private_supergroup\",\"name\":\"G\",\"messages\":" ONE_MESSAGE "}",
    "{\"messages\":" ONE_MESSAGE ",\"id\":7,\"name\":\"G\",\"type\":\"private_supergroup\"}",
    "{\"name\":\"G\",\"messages\":" ONE_MESSAGE ",\"extra\":{\"id\":9},\"id\":\"7\",\"type\":\"private_supergroup\"}",
    "{\"type\":\"private_supergroup\",\"name\":\"G\",\"messages\":" ONE_MESSAGE ",\"id\":-1000000000007}",
    "{\"about\":\"x\",\"chats\":{\"list\":[{\"messages\":[]},{\"messages\":" ONE_MESSAGE ",\"name\":\"G\",\"id\":7,\"type\":\"private_supergroup\"}]}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++) {
    g_autoptr (GBytes) data = g_bytes_new_static (orders[i], strlen (orders[i]));

    assert_outcome (orders[i], lines, i == 4 ? "malformed_record=1" : "");
    assert_chunks_do_not_matter (&xa_telegram_export, data, PATH, &options);
    assert_resumes_everywhere (&xa_telegram_export, data, PATH, &options);
  }
  assert_error ("{\"messages\":" ONE_MESSAGE ",\"id\":7,\"name\":\"Bo Reed\",\"type\":\"personal_chat\"}", XA_IMPORT_ERROR_REFUSED, "personal chat");
  assert_error ("{\"messages\":" ONE_MESSAGE ",\"id\":7}", XA_IMPORT_ERROR_MALFORMED, "which group");
  assert_error ("{\"messages\":" ONE_MESSAGE ",\"type\":\"private_group\"}", XA_IMPORT_ERROR_MALFORMED, "which group");
  /* Cut off before the file says whose messages these are. */
  assert_error ("{\"messages\":" ONE_MESSAGE ",\"id\":7", XA_IMPORT_ERROR_MALFORMED, "which group");
}

static void
test_refused (void)
{
  static const char *const types[][2] = {
    { "personal_chat", "a personal chat" },
    { "bot_chat", "a chat with a bot" },
    { "saved_messages", "saved messages" },
    { "replies", "replies" },
    { "verify_codes", "verification codes" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autofree char *text = g_strdup_printf ("{\"name\":\"Bo Reed\",\"type\":\"%s\",\"id\":7,\"messages\":" ONE_MESSAGE "}", types[i][0]);
    g_autoptr (Recording) recording = parse_text (text);

    assert_error (text, XA_IMPORT_ERROR_REFUSED, types[i][1]);
    g_assert_null (strstr (recording->error->message, "Reed"));
    g_assert_cmpuint (recording_sink_get_lines (recording->sink)->len, ==, 0);
  }
}

static void
test_personal_only (void)
{
  g_autoptr (Recording) recording = parse_text ("{\"about\":\"x\",\"chats\":{\"list\":[{\"type\":\"personal_chat\",\"id\":7,\"messages\":" ONE_MESSAGE "}]}}");

  g_assert_true (recording->ok);
  g_assert_cmpuint (recording_sink_get_lines (recording->sink)->len, ==, 0);
  g_assert_cmpuint (recording_sink_get_rejects (recording->sink, XA_REJECT_PERSONAL_CHAT), ==, 1);
  g_assert_nonnull (strstr (recording->result.notice, "personal chats only"));
}

static void
test_nothing_usable (void)
{
  static const char *const texts[] = {
    "", " ", "[", "[]", "{", "{}", "7", "\"x\"", "{\"a\":1}", "{\"type\":\"private_group\",\"id\":7}",
    "{\"type\":\"private_group\" 7", "{\"chats\":[]}", "{\"chats\":{\"list\":{}}}", "{\"messages\":{}}"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (Recording) recording = parse_text (texts[i]);

    g_assert_false (recording->ok);
    g_assert_error (recording->error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_MALFORMED);
  }
}

/* --- single messages -------------------------------------------------------------------------- */

static const struct {
  const char *message;
  const char *line; /* after the audience; NULL: none */
  const char *rejects;
} messages[] = {
  /* What is missing or of a wrong type. */
  { "7", NULL, "malformed_record=1" },
  { "\"x\"", NULL, "malformed_record=1" },
  { "null", NULL, "malformed_record=1" },
  { "[1]", NULL, "malformed_record=1" },
  { "{}", NULL, "malformed_record=1" },
  { "{\"id\":{}}", NULL, "malformed_record=1" },
  { "{\"id\":1,\"x\":}", NULL, "malformed_record=1" },
  { "{\"id\":1,\"type\":\"hologram\"}", NULL, "unknown_type=1" },
  { "{\"id\":1,\"type\":\"message\",\"date_unixtime\":[],\"from_id\":true,\"from\":7,\"text\":false,\"text_entities\":{},\"reactions\":7,\"photo\":{}}",
    "post telegram:-7 id=\"1\" by=unknown seen=2023-11-14T22:13:20Z media", "deleted_account=1" },
  { "{\"id\":1,\"date_unixtime\":1673089500,\"from_id\":\"user1\",\"text\":[7,null,[],{\"type\":3},{\"text\":\"a\"}],\"reactions\":[7,{\"count\":\"2\"},{\"count\":-1},{\"recent\":[1,{}]}]}",
    "post telegram:-7 id=\"1\" at=2023-01-07T11:05:00Z by=member author=\"1\" text=\"a\" reactions=2 seen=2023-11-14T22:13:20Z", "deleted_account=2" },
  { "{\"id\":1,\"action\":\"invite_members\",\"members\":\"x\"}", NULL, "service_message=1" },
  { "{\"id\":1,\"type\":\"service\",\"action\":\"join_group_by_request\",\"date_unixtime\":\"1673089500\"}",
    "event telegram:-7 kind=join at=2023-01-07T11:05:00Z count=1", "deleted_account=1" },

  /* Ids that the sink refuses come through as they are written. */
  { "{\"id\":9223372036854775808,\"from_id\":18446744073709551615,\"date_unixtime\":\"1673089500\"}",
    "post telegram:-7 id=\"9223372036854775808\" at=2023-01-07T11:05:00Z by=member author=\"18446744073709551615\" seen=2023-11-14T22:13:20Z", "" },
  { "{\"id\":1,\"from_id\":\"user9223372036854775807\",\"date_unixtime\":\"1673089500\"}",
    "post telegram:-7 id=\"1\" at=2023-01-07T11:05:00Z by=member author=\"9223372036854775807\" seen=2023-11-14T22:13:20Z", "" },
  { "{\"id\":1,\"from_id\":12.5,\"date_unixtime\":\"1673089500\"}",
    "post telegram:-7 id=\"1\" at=2023-01-07T11:05:00Z by=member author=\"12.5\" seen=2023-11-14T22:13:20Z", "" },
  { "{\"id\":1,\"from_id\":\"user\",\"date_unixtime\":\"1673089500\"}",
    "post telegram:-7 id=\"1\" at=2023-01-07T11:05:00Z by=member author=\"\" seen=2023-11-14T22:13:20Z", "" },

  /* Ids as Telegram Desktop wrote them before 2021, and a large id of today. */
  { "{\"id\":1,\"from_id\":4294967307,\"date\":\"2019-05-06T00:00:00\"}",
    "post telegram:-7 id=\"1\" at=2019-05-06T00:00:00Z by=member author=\"11\" seen=2023-11-14T22:13:20Z", "" },
  { "{\"id\":1,\"from_id\":8589934603,\"date\":\"2019-05-06T00:00:00\"}",
    "post telegram:-7 id=\"1\" at=2019-05-06T00:00:00Z by=unknown seen=2023-11-14T22:13:20Z", "not_a_person=1" },
  { "{\"id\":1,\"from_id\":4294967307,\"date_unixtime\":\"1673089500\"}",
    "post telegram:-7 id=\"1\" at=2023-01-07T11:05:00Z by=member author=\"4294967307\" seen=2023-11-14T22:13:20Z", "" },
  { "{\"id\":1,\"from_id\":\"chat12\",\"date_unixtime\":\"1673089500\"}",
    "post telegram:-7 id=\"1\" at=2023-01-07T11:05:00Z by=unknown seen=2023-11-14T22:13:20Z", "not_a_person=1" },

  /* Replies and forwards. */
  { "{\"id\":1,\"from_id\":\"user1\",\"date_unixtime\":\"1673089500\",\"reply_to_message_id\":5,\"reply_to_peer_id\":\"chat7\"}",
    "post telegram:-7 id=\"1\" at=2023-01-07T11:05:00Z by=member author=\"1\" reply_to=\"5\" seen=2023-11-14T22:13:20Z", "" },
  { "{\"id\":1,\"from_id\":\"user1\",\"date_unixtime\":\"1673089500\",\"reply_to_message_id\":5,\"reply_to_peer_id\":\"channel500\"}",
    "post telegram:-7 id=\"1\" at=2023-01-07T11:05:00Z by=member author=\"1\" seen=2023-11-14T22:13:20Z", "" },
  { "{\"id\":1,\"from_id\":\"user1\",\"date_unixtime\":\"1673089500\",\"forwarded_from\":\"G\",\"forwarded_from_id\":\"chat7\"}",
    "post telegram:-7 id=\"1\" at=2023-01-07T11:05:00Z by=member author=\"1\" seen=2023-11-14T22:13:20Z", "" },
  { "{\"id\":1,\"from_id\":\"user1\",\"date_unixtime\":\"1673089500\",\"forwarded_from\":null,\"forwarded_from_id\":\"channelx\"}",
    "post telegram:-7 id=\"1\" at=2023-01-07T11:05:00Z by=member author=\"1\" seen=2023-11-14T22:13:20Z", "" },
};

static void
test_messages (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++) {
    g_autofree char *text = g_strdup_printf ("{\"name\":\"G\",\"type\":\"private_group\",\"id\":7,\"messages\":[%s]}", messages[i].message);
    g_autofree char *lines = g_strdup_printf ("audience telegram:-7 kind=group title=\"G\"\n%s%s",
                                              messages[i].line ? messages[i].line : "", messages[i].line ? "\n" : "");

    assert_outcome (text, lines, messages[i].rejects);
  }
}

/* One malformed element costs itself; one whose brackets do not balance ends the file. */
static void
test_resynchronises (void)
{
  static const char head[] = "{\"name\":\"G\",\"type\":\"private_group\",\"id\":7,\"messages\":[";
  static const char good[] = "{\"id\":1,\"date_unixtime\":\"1673089500\",\"from_id\":\"user1\"}";
  static const struct {
    const char *bad;
    guint       n_posts;
    guint       n_malformed;
    gboolean    truncated;
  } damages[] = {
    { "{\"id\":2,,\"from\"}", 2, 1, FALSE },
    { "{\"id\":[2}}", 2, 1, FALSE },
    { "nonsense", 2, 1, FALSE },
    { "}", 2, 1, FALSE },
    { "{\"id\":2,\"text\":\"un\"closed\"}", 1, 0, TRUE },
    { "{\"id\":[2}", 1, 1, TRUE }, /* swallows what follows, up to the end of the array */
    { "{\"id\":2,", 1, 1, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++) {
    g_autofree char *text = g_strdup_printf ("%s%s,%s,%s]}", head, good, damages[i].bad, good);
    g_autoptr (Recording) recording = parse_text (text);

    g_assert_no_error (recording->error);
    g_assert_cmpuint (recording_sink_count (recording->sink, "post"), ==, damages[i].n_posts);
    g_assert_cmpuint (recording_sink_get_rejects (recording->sink, XA_REJECT_MALFORMED_RECORD), ==, damages[i].n_malformed);
    g_assert_cmpint (recording->result.truncated, ==, damages[i].truncated);
  }
}

static void
test_damage_behind_messages (void)
{
  g_autoptr (Recording) recording = parse_text ("{\"name\":\"G\",\"type\":\"private_group\",\"id\":7,\"messages\":" ONE_MESSAGE "; 5}");

  g_assert_true (recording->ok);
  g_assert_cmpuint (recording_sink_count (recording->sink, "post"), ==, 1);
  g_assert_true (recording->result.truncated);
  g_assert_nonnull (strstr (recording->result.notice, "damaged"));
}

static void
test_too_large (void)
{
  gsize            filler_size = XA_IMPORT_PROBE_SIZE * 260;
  g_autofree char *filler = g_strnfill (filler_size, 'x');
  g_autofree char *text = g_strdup_printf ("{\"name\":\"G\",\"type\":\"private_group\",\"id\":7,\"messages\":["
                                           "{\"id\":1,\"date_unixtime\":\"1673089500\",\"from_id\":\"user1\",\"text\":\"%s\"},"
                                           "{\"id\":2,\"date_unixtime\":\"1673089500\",\"from_id\":\"user1\",\"text\":\"t\"}]}",
                                           filler);

  assert_outcome (text,
                  "audience telegram:-7 kind=group title=\"G\"\n"
                  "post telegram:-7 id=\"2\" at=2023-01-07T11:05:00Z by=member author=\"1\" text=\"t\" seen=2023-11-14T22:13:20Z\n",
                  "too_large=1");
}

static void
test_notice_about_times (void)
{
  static const struct {
    const char *date;
    gboolean    notices;
    const char *at;
  } dates[] = {
    { "\"date\":\"2019-05-06T07:08:09\"", TRUE, " at=2019-05-06T07:08:09Z " },
    { "\"date\":\"2019-05-06T07:08:09.250Z\"", FALSE, " at=2019-05-06T07:08:09.250000Z " },
    { "\"date\":\"2019-05-06T07:08:09+02:00\"", FALSE, " at=2019-05-06T05:08:09Z " },
    { "\"date\":\"2019-05-06T07:08:09\",\"date_unixtime\":\"1557122889\"", FALSE, " at=2019-05-06T06:08:09Z " },
    { "\"date\":\"2019-05-06T07:08:09\",\"date_unixtime\":\"soon\"", TRUE, " at=2019-05-06T07:08:09Z " },
    { "\"date\":1557122889", FALSE, " at=2019-05-06T06:08:09Z " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (dates); i++) {
    g_autofree char *text = g_strdup_printf ("{\"name\":\"G\",\"type\":\"private_group\",\"id\":7,\"messages\":[{\"id\":1,%s,\"from_id\":\"user1\"}]}", dates[i].date);
    g_autoptr (Recording) recording = parse_text (text);
    g_autofree char *lines = recording_sink_get_text (recording->sink);

    g_assert_nonnull (strstr (lines, dates[i].at));
    g_assert_cmpint (strstr (recording->result.notice, "UTC") != NULL, ==, dates[i].notices);
  }
}

/* --- addresses -------------------------------------------------------------------------------- */

static const struct {
  const char *url;
  const char *handle;
  const char *native_id;
} urls[] = {
  { "https://t.me/River_News", "River_News", "" },
  { "t.me/River_News/12?single#x", "River_News", "" },
  { "http://www.telegram.me/s/River_News", "River_News", "" },
  { "HTTPS://T.ME/River_News?boost", "River_News", "" },
  { "https://river_news.t.me/5", "river_news", "" },
  { "tg://resolve?start=1&domain=River_News&post=3", "River_News", "" },
  { "https://t.me/c/1500000001/7", NULL, "-1001500000001" },
  { "https://t.me/+AbCdEf", NULL, "" },
  { "https://t.me/joinchat/AbCdEf", NULL, "" },
  { "https://t.me/addstickers/Birds", NULL, "" },
  { "https://t.me/abc", NULL, "" },
  { "https://t.me/1bird", NULL, "" },
  { "https://t.me/", NULL, "" },
  { "https://t.me", NULL, "" },
  { "https://t.me/c/x/7", NULL, "" },
  { "https://not-t.me/River_News", NULL, "" },
  { "https://example.org/t.me/River_News", NULL, "" },
  { "tg://resolve?phone=123456789", NULL, "" },
  { "", NULL, "" },
};

static void
test_urls (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++) {
    XaTelegramTarget target;
    gboolean         found = xa_telegram_url_parse (xa_span (urls[i].url), &target);
    g_autofree char *handle = target.handle.len ? xa_span_dup (target.handle) : NULL;

    g_assert_cmpint (found, ==, urls[i].handle || *urls[i].native_id);
    if (found) {
      g_assert_cmpstr (handle, ==, urls[i].handle);
      g_assert_cmpstr (target.native_id.text, ==, urls[i].native_id);
    }
  }
}

/* --- recognising ------------------------------------------------------------------------------ */

static void
test_recognize (void)
{
  static const char *const others[] = {
    "",
    "x",
    "{",
    "[1,2]",
    "{\"messages\":[]}",
    "{\"messages\":[{\"id\":\"1\",\"type\":\"Default\",\"timestamp\":\"x\"}]}",
    "{\"guild\":{\"id\":\"1\"},\"channel\":{\"id\":\"2\",\"type\":\"GuildTextChat\"},\"messages\":[]}",
    "{\"t\":\"header\",\"format\":\"xaudience\"}",
    "member_id,name\n1,A\n",
    "{\"about\":\"me\",\"name\":\"x\"}",
    "{\"type\":\"FeatureCollection\",\"id\":1,\"name\":\"x\",\"features\":[]}",
  };

  g_assert_true (recognizes (group, strlen (group)));
  g_assert_true (recognizes (group, 120));
  g_assert_true (recognizes (account, strlen (account)));
  g_assert_true (recognizes (account, 90));
  g_assert_true (recognizes ("{\"messages\":" ONE_MESSAGE, strlen ("{\"messages\":" ONE_MESSAGE)));
  g_assert_true (recognizes ("\xef\xbb\xbf{\"type\":\"bot_chat\",\"messages\":[", 35));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (recognizes (others[i], strlen (others[i])));
}

/* --- files of others -------------------------------------------------------------------------- */

static GBytes *
load_sample (const char *name)
{
  const char      *shared = g_getenv ("XAUDIENCE_SHARED");
  g_autofree char *path = g_build_filename (shared ? shared : "../shared", "samples", "telegram", name, NULL);
  char            *data;
  gsize            size;

  if (!g_file_get_contents (path, &data, &size, NULL)) {
    g_test_skip ("the sample is not here");
    return NULL;
  }

  return g_bytes_new_take (data, size);
}

/* Counted by: python3 -c 'import json,sys; m=json.load(open(sys.argv[1]))["messages"];
 * print(len(m), len({x["from_id"] for x in m}), sum("photo" in x for x in m))' FILE */
static void
test_sample_group (void)
{
  g_autoptr (GBytes) data = load_sample ("chat-analytics/BIG_20A_5475M.json");
  g_autoptr (Recording) recording = NULL;
  g_autoptr (GHashTable) authors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *rejects = NULL;
  const GPtrArray *lines;

  if (!data)
    return;
  g_assert_true (recognizes (g_bytes_get_data (data, NULL), XA_IMPORT_PROBE_SIZE));
  recording = record (&xa_telegram_export, data, PATH, &options, 0, 0);
  rejects = recording_list_rejects (recording);
  lines = recording_sink_get_lines (recording->sink);
  for (guint i = 1; i < lines->len; i++) {
    const char *author = strstr (g_ptr_array_index (lines, i), " by=member author=");

    g_assert_nonnull (author);
    g_hash_table_add (authors, g_strndup (author, strcspn (author + 18, " ") + 18));
  }
  g_assert_true (recording->ok);
  g_assert_cmpstr (rejects, ==, "");
  g_assert_cmpstr (recording->result.notice, ==, "");
  g_assert_cmpuint (recording_sink_count (recording->sink, "audience telegram:-1001111111111 kind=group"), ==, 1);
  g_assert_cmpuint (recording_sink_count (recording->sink, "post"), ==, 5475);
  g_assert_cmpuint (g_hash_table_size (authors), ==, 20);
  g_assert_cmpuint (lines->len, ==, 5476);
}

/* A real channel: its posts are its own; what looks like a mention is a price ("@1999"). One
 * hashtag, 199 photos, counted as above. */
static void
test_sample_channel (void)
{
  g_autoptr (GBytes) data = load_sample ("public-channel-deals/result.json");
  g_autoptr (Recording) recording = NULL;
  g_autofree char *rejects = NULL;
  const GPtrArray *lines;
  guint            n_own = 0, n_media = 0, n_tags = 0;

  if (!data)
    return;
  recording = record (&xa_telegram_export, data, PATH, &options, 0, 0);
  rejects = recording_list_rejects (recording);
  lines = recording_sink_get_lines (recording->sink);
  for (guint i = 0; i < lines->len; i++) {
    const char *line = g_ptr_array_index (lines, i);

    n_own += strstr (line, " by=own ") != NULL;
    n_tags += strstr (line, " tag=") != NULL;
    n_media += g_str_has_prefix (line, "post ") && g_str_has_suffix (line, " media");
  }
  g_assert_true (recording->ok);
  g_assert_cmpstr (rejects, ==, "");
  g_assert_cmpuint (recording_sink_count (recording->sink, "audience telegram:-1001487851422 kind=channel"), ==, 1);
  g_assert_cmpuint (n_own, ==, 203);
  g_assert_cmpuint (n_media, ==, 199);
  g_assert_cmpuint (n_tags, ==, 1);
  g_assert_cmpuint (recording_sink_count (recording->sink, "link"), ==, 0);
  g_assert_cmpuint (lines->len, ==, 204);
}

static void
test_sample_refused (gconstpointer name)
{
  g_autoptr (GBytes) data = load_sample (name);
  g_autoptr (Recording) recording = NULL;

  if (!data)
    return;
  g_assert_true (recognizes (g_bytes_get_data (data, NULL), g_bytes_get_size (data)));
  recording = record (&xa_telegram_export, data, PATH, &options, 0, 0);
  g_assert_error (recording->error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_REFUSED);
  g_assert_cmpstr (recording->error->message, ==, "This is a personal chat; only groups and channels can be imported");
  g_assert_cmpuint (recording_sink_get_lines (recording->sink)->len, ==, 0);
}

static void
test_sample_not_ours (gconstpointer name)
{
  g_autoptr (GBytes) data = load_sample (name);

  if (data)
    g_assert_false (recognizes (g_bytes_get_data (data, NULL), MIN (g_bytes_get_size (data), XA_IMPORT_PROBE_SIZE)));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/telegram-export/group", test_group);
  g_test_add_func ("/telegram-export/account", test_account);
  g_test_add_func ("/telegram-export/chunks", test_chunks);
  g_test_add_func ("/telegram-export/resume", test_resume);
  g_test_add_func ("/telegram-export/ID-1/names-are-not-read", test_names_are_not_read);
  g_test_add_func ("/telegram-export/cuts", test_cuts);
  g_test_add_func ("/telegram-export/encodings", test_encodings);
  g_test_add_func ("/telegram-export/control-characters", test_control_characters);
  g_test_add_func ("/telegram-export/key-order", test_key_order);
  g_test_add_func ("/telegram-export/refused", test_refused);
  g_test_add_func ("/telegram-export/personal-only", test_personal_only);
  g_test_add_func ("/telegram-export/nothing-usable", test_nothing_usable);
  g_test_add_func ("/telegram-export/ID-5/messages", test_messages);
  g_test_add_func ("/telegram-export/resynchronises", test_resynchronises);
  g_test_add_func ("/telegram-export/damage-behind-messages", test_damage_behind_messages);
  g_test_add_func ("/telegram-export/too-large", test_too_large);
  g_test_add_func ("/telegram-export/notice-about-times", test_notice_about_times);
  g_test_add_func ("/telegram-export/urls", test_urls);
  g_test_add_func ("/telegram-export/recognize", test_recognize);
  g_test_add_func ("/telegram-export/sample/group", test_sample_group);
  g_test_add_func ("/telegram-export/sample/channel", test_sample_channel);
  g_test_add_data_func ("/telegram-export/sample/personal-chat", "chat-analytics/DM_2A_7M.json", test_sample_refused);
  g_test_add_data_func ("/telegram-export/sample/personal-chat-of-all-kinds", "tkonverter/result.json", test_sample_refused);
  g_test_add_data_func ("/telegram-export/sample/another-format", "tgdataset/tgdataset_preview.cut.json", test_sample_not_ours);
  g_test_add_data_func ("/telegram-export/sample/bot-api", "bot-api/Update.json", test_sample_not_ours);

  return g_test_run ();
}
