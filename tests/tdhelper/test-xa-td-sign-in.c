/* Signing in step by step; and the real library, as far as it goes without a network. */
#include "providers/telegram-user/xa-td-sign-in.h"

#include <glib/gstdio.h>
#include <string.h>

#define PATIENCE_US (60 * G_USEC_PER_SEC)
#define KEY "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static const XaTdPlace place = { 1, "offline", "unused", KEY, TRUE };

static XaTdClient *
open_library (const char *library,
              GError    **error)
{
  g_autofree char *helper = g_test_build_filename (G_TEST_BUILT, "..", "src", "tdhelper", "xaudience-tdhelper", NULL);

  return xa_td_client_new (helper, library, error);
}

static XaTdClient *
open_standin (XaTdSignIn *next)
{
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "tdhelper", "libtdjson-standin.so", NULL);
  g_autoptr (GError) error = NULL;
  XaTdClient *client = open_library (path, &error);

  g_assert_no_error (error);
  g_assert_true (xa_td_sign_in_begin (client, &place, next, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (next->kind, ==, XA_TD_STEP_PHONE);

  return client;
}

static void
answer (XaTdClient *client,
        XaTdSignIn *next,
        const char *text,
        XaTdStep    expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_td_sign_in_answer (client, next->kind, text, next, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (next->kind, ==, expected);
}

static void
assert_wrong (XaTdClient *client,
              XaTdSignIn *next,
              const char *text)
{
  g_autoptr (GError) error = NULL;
  XaTdStep kind = next->kind;

  g_assert_false (xa_td_sign_in_answer (client, kind, text, next, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
  g_assert_null (strstr (error->message, "PLANTED"));
  g_assert_cmpint (next->kind, ==, kind);
}

static void
test_by_number (void)
{
  g_auto (XaTdSignIn) next = { 0 };
  g_autoptr (XaTdClient) client = open_standin (&next);

  answer (client, &next, "+9996621234", XA_TD_STEP_CODE);
  assert_wrong (client, &next, "00000");
  answer (client, &next, "11111", XA_TD_STEP_PASSWORD);
  g_assert_cmpstr (next.text, ==, "cat");
  assert_wrong (client, &next, "wrong");
  answer (client, &next, "right", XA_TD_STEP_READY);
}

static void
test_by_scan (void)
{
  g_auto (XaTdSignIn) next = { 0 };
  g_autoptr (XaTdClient) client = open_standin (&next);
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_td_sign_in_by_scan (client, &next, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (next.kind, ==, XA_TD_STEP_SCAN);
  g_assert_cmpstr (next.text, ==, "tg://login?token=abc");
  g_assert_false (xa_td_sign_in_answer (client, next.kind, "x", &next, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST);
}

/* A step of a newer server. */
static void
test_elsewhere (void)
{
  g_auto (XaTdSignIn) next = { 0 };
  g_autoptr (XaTdClient) client = open_standin (&next);

  answer (client, &next, "+9996621234", XA_TD_STEP_CODE);
  answer (client, &next, "22222", XA_TD_STEP_ELSEWHERE);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (folder);
}

/* Every question of the provider, as it asks them. A library that does not know one, or a type in one, says 400; one that nobody
 * is signed in to says 401. */
static const char *const questions[] = {
  "{\"@type\":\"getMe\"}",
  "{\"@type\":\"loadChats\",\"chat_list\":{\"@type\":\"chatListMain\"},\"limit\":100}",
  "{\"@type\":\"getChats\",\"chat_list\":{\"@type\":\"chatListMain\"},\"limit\":2000}",
  "{\"@type\":\"getChat\",\"chat_id\":-1001000000001}",
  "{\"@type\":\"searchPublicChat\",\"username\":\"lakebirds\"}",
  "{\"@type\":\"checkChatInviteLink\",\"invite_link\":\"https://t.me/+abc\"}",
  "{\"@type\":\"getSupergroup\",\"supergroup_id\":1}",
  "{\"@type\":\"getSupergroupFullInfo\",\"supergroup_id\":1}",
  "{\"@type\":\"getBasicGroup\",\"basic_group_id\":1}",
  "{\"@type\":\"getBasicGroupFullInfo\",\"basic_group_id\":1}",
  "{\"@type\":\"getSupergroupMembers\",\"supergroup_id\":1,\"filter\":{\"@type\":\"supergroupMembersFilterRecent\"},\"offset\":0,\"limit\":200}",
  "{\"@type\":\"searchChatMembers\",\"chat_id\":-1,\"query\":\"\",\"limit\":200,\"filter\":{\"@type\":\"chatMembersFilterBots\"}}",
  "{\"@type\":\"getChatHistory\",\"chat_id\":-1,\"from_message_id\":0,\"offset\":0,\"limit\":100}",
  "{\"@type\":\"getMessageAddedReactions\",\"chat_id\":-1,\"message_id\":1048576,\"offset\":\"\",\"limit\":100}",
  "{\"@type\":\"getChatStatistics\",\"chat_id\":-1,\"is_dark\":false}",
  "{\"@type\":\"getStatisticalGraph\",\"chat_id\":-1,\"token\":\"later\",\"x\":0}",
};

static void
assert_known (XaTdClient *client)
{
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++) {
    g_assert_null (xa_td_client_ask (client, questions[i], PATIENCE_US, NULL, NULL, &error));
    if (!g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_AUTH))
      g_error ("%s: %s", questions[i], error->message);
    g_clear_error (&error);
  }
  /* So that it is known that the library does tell. */
  g_assert_null (xa_td_client_ask (client, "{\"@type\":\"noSuchQuestion\"}", PATIENCE_US, NULL, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST);
}

static void
test_real_library (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaTdClient) client = open_library (NULL, &error);
  g_auto (XaTdSignIn) next = { 0 };
  g_autofree char *folder = NULL;
  XaTdPlace        here = place;

  if (g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED)) {
    g_test_skip ("libtdjson is not installed");
    return;
  }
  g_assert_no_error (error);
  folder = g_dir_make_tmp ("xaudience-td-XXXXXX", NULL);
  here.folder = folder;
  /* Answered only once the library has its place. */
  g_assert_true (xa_td_client_tell (client, "{\"@type\":\"setNetworkType\",\"type\":{\"@type\":\"networkTypeNone\"}}", PATIENCE_US, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (xa_td_sign_in_begin (client, &here, &next, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (next.kind, ==, XA_TD_STEP_PHONE);
  assert_known (client);
  g_clear_pointer (&client, xa_td_client_free);
  remove_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tdhelper/sign-in/by-number", test_by_number);
  g_test_add_func ("/tdhelper/sign-in/by-scan", test_by_scan);
  g_test_add_func ("/tdhelper/sign-in/elsewhere", test_elsewhere);
  g_test_add_func ("/tdhelper/sign-in/real-library", test_real_library);

  return g_test_run ();
}
