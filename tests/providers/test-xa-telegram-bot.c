#include "scripted-platform.h"
#include "test-fetch.h"

#include <string.h>

#define TOKEN "123456:PLANTED-token-abcdefghijklmnopqrstuv"
#define GROUP "-1001234567890"

/* What a group's updates hold; people are 73100000NN. */
#define UPDATES                                                                                                                                               \
  "{\"ok\":true,\"result\":["                                                                                                                                 \
  "{\"update_id\":500,\"message\":{\"message_id\":11,\"date\":1767225600,\"chat\":{\"id\":" GROUP ",\"type\":\"supergroup\",\"title\":\"Room\"},"             \
  "\"from\":{\"id\":7310000001,\"is_bot\":false,\"first_name\":\"Planted\"},"                                                                                 \
  "\"text\":\"\xf0\x9f\x90\xa6 hi Anna, see #birds at @lakes_news\","                                                                                         \
  "\"entities\":[{\"type\":\"text_mention\",\"offset\":6,\"length\":4,\"user\":{\"id\":7310000002,\"is_bot\":false,\"first_name\":\"Anna\"}},"                \
  "{\"type\":\"hashtag\",\"offset\":16,\"length\":6},{\"type\":\"mention\",\"offset\":26,\"length\":11}]}},"                                                  \
  "{\"update_id\":501,\"message\":{\"message_id\":12,\"date\":1767225660,\"chat\":{\"id\":" GROUP ",\"type\":\"supergroup\",\"title\":\"Room\"},"             \
  "\"from\":{\"id\":1087968824,\"is_bot\":true,\"first_name\":\"Group\"},\"sender_chat\":{\"id\":" GROUP ",\"type\":\"supergroup\"},\"text\":\"x\"}},"        \
  "{\"update_id\":502,\"message\":{\"message_id\":13,\"date\":1767225661,\"chat\":{\"id\":" GROUP ",\"type\":\"supergroup\",\"title\":\"Room\"},"             \
  "\"from\":{\"id\":7310000003,\"is_bot\":false},\"reply_to_message\":{\"message_id\":11,\"date\":1767225600},"                                               \
  "\"forward_origin\":{\"type\":\"channel\",\"date\":1767000000,\"message_id\":5,\"chat\":{\"id\":-1009876543210,\"type\":\"channel\",\"title\":\"Lakes\"}}," \
  "\"caption\":\"look\",\"photo\":[{}]}},"                                                                                                                    \
  "{\"update_id\":503,\"message_reaction\":{\"chat\":{\"id\":" GROUP ",\"type\":\"supergroup\"},\"message_id\":11,\"date\":1767225700,"                       \
  "\"user\":{\"id\":7310000004,\"is_bot\":false},\"old_reaction\":[{\"type\":\"emoji\",\"emoji\":\"a\"}],"                                                    \
  "\"new_reaction\":[{\"type\":\"emoji\",\"emoji\":\"a\"},{\"type\":\"emoji\",\"emoji\":\"b\"}]}},"                                                           \
  "{\"update_id\":504,\"chat_member\":{\"chat\":{\"id\":" GROUP ",\"type\":\"supergroup\"},\"date\":1767225800,\"from\":{\"id\":7310000005},"                 \
  "\"old_chat_member\":{\"status\":\"left\",\"user\":{\"id\":7310000005,\"is_bot\":false}},"                                                                  \
  "\"new_chat_member\":{\"status\":\"restricted\",\"is_member\":true,\"user\":{\"id\":7310000005,\"is_bot\":false}}}},"                                       \
  "{\"update_id\":505,\"message_reaction_count\":{\"chat\":{\"id\":" GROUP ",\"type\":\"supergroup\"},\"message_id\":9,\"date\":1767225900,"                  \
  "\"reactions\":[{\"type\":{\"type\":\"emoji\",\"emoji\":\"a\"},\"total_count\":4},{\"type\":{\"type\":\"paid\"},\"total_count\":2}]}},"                     \
  "{\"update_id\":506,\"message\":{\"message_id\":3,\"date\":1767225900,\"chat\":{\"id\":7310000009,\"type\":\"private\"},"                                   \
  "\"from\":{\"id\":7310000009,\"is_bot\":false},\"text\":\"a secret\"}},"                                                                                    \
  "{\"update_id\":507,\"message\":{\"message_id\":4,\"date\":1767225900,\"chat\":{\"id\":-1005555555555,\"type\":\"supergroup\",\"title\":\"Not followed\"}," \
  "\"from\":{\"id\":7310000008,\"is_bot\":false},\"text\":\"elsewhere\"}},"                                                                                   \
  "{\"update_id\":508,\"message\":{\"message_id\":\"no\",\"date\":[],\"chat\":{\"id\":" GROUP ",\"type\":\"supergroup\"},\"text\":\"bad\"}},"                 \
  "{\"update_id\":509,\"brand_new_kind\":{}}"                                                                                                                 \
  "]}"

#define NO_UPDATES "{\"ok\":true,\"result\":[]}"
#define ME(reads_all) "{\"ok\":true,\"result\":{\"id\":123456,\"is_bot\":true,\"username\":\"our_bot\",\"can_read_all_group_messages\":" reads_all "}}"
#define ADMINISTRATOR "{\"ok\":true,\"result\":{\"status\":\"administrator\",\"user\":{\"id\":123456}}}"
#define MEMBER "{\"ok\":true,\"result\":{\"status\":\"member\",\"user\":{\"id\":123456}}}"

typedef struct {
  ScriptedPlatform *platform;
  TestFetch        *fetch;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_TELEGRAM, XA_TARGET_GROUP);

  target->id = g_strdup (GROUP);
  fixture->platform = scripted_platform_new ();
  fixture->fetch = test_fetch_new (scripted_platform_get_rest (fixture->platform, &xa_telegram_bot, xa_telegram_bot.base, TOKEN), target);
  test_fetch_follow (fixture->fetch, GROUP);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  test_fetch_free (fixture->fetch);
  scripted_platform_free (fixture->platform);
}

static char *
run (Fixture *fixture,
     XaPass   pass)
{
  g_autoptr (GError) error = NULL;

  xa_telegram_bot.fetch (test_fetch_get (fixture->fetch), pass, &error);
  g_assert_no_error (error);

  return recording_sink_get_text (test_fetch_get_recording (fixture->fetch));
}

static void
test_updates (Fixture      *fixture,
              gconstpointer data)
{
  RecordingSink   *sink = test_fetch_get_recording (fixture->fetch);
  g_autofree char *text = NULL;

  scripted_platform_answer (fixture->platform, "/getMe", 200, ME ("true"));
  scripted_platform_answer (fixture->platform, "/getChatMember", 200, ADMINISTRATOR);
  scripted_platform_answer (fixture->platform, "/getUpdates", 200, UPDATES);
  scripted_platform_answer (fixture->platform, "/getUpdates", 200, NO_UPDATES);
  text = run (fixture, XA_PASS_POSTS);
  g_test_message ("%s", text);

  g_assert_cmpuint (recording_sink_count (sink, "audience "), ==, 1);
  g_assert_nonnull (strstr (text, "id=\"11\" at=2026-01-01T00:00:00Z by=member author=\"7310000001\""));
  g_assert_nonnull (strstr (text, "tag=\"birds\""));
  g_assert_nonnull (strstr (text, "handle=\"lakes_news\""));
  g_assert_nonnull (strstr (text, "kind=forward id=\"-1009876543210\""));
  g_assert_nonnull (strstr (text, "<mention>, see #birds"));
  g_assert_cmpuint (recording_sink_count (sink, "reaction "), ==, 1);
  g_assert_cmpuint (recording_sink_count (sink, "event "), ==, 1);
  g_assert_nonnull (strstr (text, "reactions=6"));
  g_assert_nonnull (strstr (text, "mark:@offset=\"510\""));
  g_assert_nonnull (strstr (text, "settle"));
  g_assert_cmpuint (recording_sink_get_rejects (sink, XA_REJECT_PERSONAL_CHAT), ==, 1);
  g_assert_cmpuint (recording_sink_get_rejects (sink, XA_REJECT_MALFORMED_RECORD), ==, 1);
  g_assert_cmpuint (recording_sink_get_rejects (sink, XA_REJECT_UNKNOWN_TYPE), ==, 1);
  g_assert_null (strstr (text, "Anna"));
  g_assert_null (strstr (text, "bad"));
  g_assert_null (strstr (text, "secret"));
  g_assert_null (strstr (text, "elsewhere"));
}

/* Telegram forgets what is before the offset: it goes out only after what it stands for is safe. */
static void
test_offset (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *text = NULL;

  test_fetch_set_mark (fixture->fetch, "@offset", "505");
  scripted_platform_answer (fixture->platform, "/getMe", 200, ME ("true"));
  scripted_platform_answer (fixture->platform, "/getChatMember", 200, ADMINISTRATOR);
  scripted_platform_answer (fixture->platform, "/getUpdates", 200, UPDATES); /* a server that ignores the offset */
  text = run (fixture, XA_PASS_POSTS);

  g_assert_cmpuint (scripted_platform_count (fixture->platform, "offset=505"), ==, 1);
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "offset=510"), ==, 1);
  g_assert_null (strstr (text, "id=\"11\""));
  g_assert_nonnull (strstr (text, "reactions=6"));
}

static void
test_interrupted (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  scripted_platform_answer (fixture->platform, "/getMe", 200, ME ("true"));
  scripted_platform_answer (fixture->platform, "/getChatMember", 200, ADMINISTRATOR);
  scripted_platform_answer (fixture->platform, "/getUpdates", 200, UPDATES);
  test_fetch_fail_after (fixture->fetch, 1);
  g_assert_false (xa_telegram_bot.fetch (test_fetch_get (fixture->fetch), XA_PASS_POSTS, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "offset=510"), ==, 0);
}

static void
test_rights (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *text = NULL;

  scripted_platform_answer (fixture->platform, "/getMe", 200, ME ("false"));
  scripted_platform_answer (fixture->platform, "/getChatMember", 200, MEMBER);
  scripted_platform_answer (fixture->platform, "/getUpdates", 200, NO_UPDATES);
  text = run (fixture, XA_PASS_POSTS);

  g_assert_true (test_fetch_has_note (fixture->fetch, XA_FETCH_NOTE_MISSING_RIGHT));
  g_assert_true (test_fetch_has_note (fixture->fetch, XA_FETCH_NOTE_NO_HISTORY));
  g_assert_nonnull (strstr (text, "privacy mode"));
}

static void
test_profile (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  scripted_platform_answer (fixture->platform, "/getChat?", 200,
                            "{\"ok\":true,\"result\":{\"id\":" GROUP ",\"type\":\"supergroup\",\"title\":\"Room\",\"username\":\"the_room\"}}");
  scripted_platform_answer (fixture->platform, "/getChatMemberCount", 200, "{\"ok\":true,\"result\":4321}");
  text = run (fixture, XA_PASS_PROFILE);

  g_assert_nonnull (strstr (text, "audience telegram:" GROUP " kind=group title=\"Room\" handle=\"the_room\""));
  g_assert_nonnull (strstr (text, "4321"));
}

static void
test_list (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) chats = NULL;

  scripted_platform_answer (fixture->platform, "/getUpdates", 200, UPDATES);
  chats = xa_telegram_bot.list (test_fetch_get (fixture->fetch), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (chats->len, ==, 2);
  g_assert_cmpstr (((XaPreview *) chats->pdata[0])->target->id, ==, GROUP);
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "offset="), ==, 0);
}

/* Every refusal is one class with a sentence, without the token, the chat or Telegram's words. */
static void
test_refusals (void)
{
  static const struct {
    guint       status;
    const char *body;
    XaNetError  code;
  } cases[] = {
    { 401, "{\"ok\":false,\"error_code\":401,\"description\":\"Unauthorized\"}", XA_NET_ERROR_AUTH },
    { 404, "{\"ok\":false,\"error_code\":404,\"description\":\"Not Found\"}", XA_NET_ERROR_AUTH },
    { 400, "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: chat not found\"}", XA_NET_ERROR_GONE },
    { 400, "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: group chat was upgraded\",\"parameters\":{\"migrate_to_chat_id\":-1007777}}", XA_NET_ERROR_GONE },
    { 403, "{\"ok\":false,\"error_code\":403,\"description\":\"Forbidden: bot was kicked from the group chat by PLANTED\"}", XA_NET_ERROR_FORBIDDEN },
    { 409, "{\"ok\":false,\"error_code\":409,\"description\":\"Conflict: terminated by other getUpdates request\"}", XA_NET_ERROR_FORBIDDEN },
    { 429, "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests\",\"parameters\":{\"retry_after\":3000}}", XA_NET_ERROR_RATE_LIMITED },
    { 200, "{\"ok\":false,\"error_code\":400,\"description\":\"PLANTED\"}", XA_NET_ERROR_BAD_REQUEST },
    { 200, "<html>PLANTED</html>", XA_NET_ERROR_MALFORMED },
    { 200, "{\"ok\":true,\"result\":{\"id\":", XA_NET_ERROR_MALFORMED },
    { 200, "{\"ok\":true,\"result\":[]}", XA_NET_ERROR_MALFORMED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    Fixture fixture = { 0 };
    g_autoptr (GError) error = NULL;

    set_up (&fixture, NULL);
    scripted_platform_answer (fixture.platform, "/", cases[i].status, cases[i].body);
    g_assert_false (xa_telegram_bot.fetch (test_fetch_get (fixture.fetch), XA_PASS_PROFILE, &error));
    g_test_message ("%u %s: %s", cases[i].status, cases[i].body, error->message);
    g_assert_error (error, XA_NET_ERROR, (int) cases[i].code);
    g_assert_null (strstr (error->message, "PLANTED"));
    g_assert_null (strstr (error->message, "123456"));
    g_assert_null (strstr (error->message, "-100"));
    tear_down (&fixture, NULL);
  }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/telegram-bot/updates", test_updates);
  ADD ("/telegram-bot/offset", test_offset);
  ADD ("/telegram-bot/interrupted", test_interrupted);
  ADD ("/telegram-bot/rights", test_rights);
  ADD ("/telegram-bot/profile", test_profile);
  ADD ("/telegram-bot/list", test_list);
  g_test_add_func ("/telegram-bot/NET-3/refusals", test_refusals);

  return g_test_run ();
}
