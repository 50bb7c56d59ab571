/* A library that crashes, hangs, or wants to be left alone costs nothing but time; and what a sign-in leaves behind. */
#include "td-world.h"

#include <glib/gstdio.h>
#include <string.h>

/* Text of all records, each once and in order of the alphabet: how often a page was begun does not count. */
static char *
list_records (TestFetch *fetch)
{
  const GPtrArray *lines = recording_sink_get_lines (test_fetch_get_recording (fetch));
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    if (!g_str_has_prefix (lines->pdata[i], "page ") && !g_str_has_prefix (lines->pdata[i], "progress "))
      g_ptr_array_add (sorted, lines->pdata[i]);
  g_ptr_array_sort_values (sorted, (GCompareFunc) strcmp);
  for (guint i = 0; i < sorted->len; i++)
    if (i == 0 || !g_str_equal (sorted->pdata[i], sorted->pdata[i - 1]))
      g_string_append_printf (text, "%s\n", (const char *) sorted->pdata[i]);

  return g_string_free (text, FALSE);
}

/* --- what goes wrong -------------------------------------------------------------------------- */

/* The pass ends with the very records of an undisturbed one. */
static void
assert_survives (const char *what,
                 const char *piece,
                 XaPass      pass)
{
  g_autoptr (TdWorld) calm = td_world_new ();
  g_autoptr (TestFetch) whole = td_world_make_fetch (calm, "telegram-group:" STANDIN_GROUP);
  g_autofree char *expected = NULL, *got = NULL;
  g_autoptr (TdWorld) world = NULL;
  g_autoptr (TestFetch) fetch = NULL;

  td_world_run (whole, pass);
  expected = list_records (whole);
  world = td_world_new ();
  world->is_hurried = g_str_equal (what, "hang");
  fetch = td_world_make_fetch (world, "telegram-group:" STANDIN_GROUP);
  td_world_let_go_wrong (what, piece);
  td_world_run (fetch, pass);
  g_assert_false (td_world_is_still_wanted (what));
  got = list_records (fetch);
  g_assert_cmpstr (got, ==, expected);
}

static void
test_crash (void)
{
  assert_survives ("crash", "\"offset\":200", XA_PASS_MEMBERS);
  assert_survives ("crash", "getChatHistory", XA_PASS_POSTS);
  assert_survives ("crash", "getMessageAddedReactions", XA_PASS_REACTORS);
}

static void
test_hang (void)
{
  assert_survives ("hang", "\"offset\":200", XA_PASS_MEMBERS);
}

static void
test_flood (void)
{
  assert_survives ("flood", "\"offset\":200", XA_PASS_MEMBERS);
}

/* A wait of an hour ends the pass, which knows when to go on; nothing more is asked meanwhile. */
static void
test_long_flood (void)
{
  g_autoptr (TdWorld) world = td_world_new ();
  g_autoptr (TestFetch) fetch = td_world_make_fetch (world, "telegram-group:" STANDIN_GROUP);
  XaRest *rest = xa_fetch_get_rest (test_fetch_get (fetch));
  g_autoptr (GError) error = NULL;
  gint64 begun_us;
  guint  n;

  td_world_let_go_wrong ("flood-long", "\"offset\":200");
  begun_us = world->now_us;
  g_assert_false (xa_telegram_user.fetch (test_fetch_get (fetch), XA_PASS_MEMBERS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED);
  g_assert_cmpint (xa_rest_get_not_before (rest), >=, begun_us + G_GINT64_CONSTANT (4000) * G_USEC_PER_SEC);
  n = td_world_count_asked ("@type");
  g_clear_error (&error);
  g_assert_false (xa_telegram_user.fetch (test_fetch_get (fetch), XA_PASS_MEMBERS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED);
  g_assert_cmpuint (td_world_count_asked ("@type"), ==, n);
  /* When the time has come it goes on from the page that it stood at. */
  world->now_us = xa_rest_get_not_before (rest) + 1;
  td_world_run (fetch, XA_PASS_MEMBERS);
  g_assert_cmpuint (td_world_count (fetch, "member "), ==, 450);
  g_assert_cmpuint (td_world_count_asked ("\"offset\":0,\"limit\":200"), ==, 1);
}

/* The session was ended elsewhere: the user has to sign in again, and is told so. */
static void
test_signed_out (void)
{
  g_autoptr (TdWorld) world = td_world_new ();
  g_autoptr (TestFetch) fetch = td_world_make_fetch (world, "telegram-group:" STANDIN_GROUP);
  g_autoptr (GError) error = NULL;

  td_world_let_go_wrong ("signed-out", "getSupergroupMembers");
  g_assert_false (xa_telegram_user.fetch (test_fetch_get (fetch), XA_PASS_MEMBERS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
  g_assert_null (strstr (error->message, "PLANTED"));
  g_clear_error (&error);
  /* And also of a library that is started after that. */
  xa_transport_unref (world->carrier);
  world->carrier = xa_td_carrier.open (world->folder, world->credential);
  g_assert_false (xa_telegram_user.fetch (test_fetch_get (fetch), XA_PASS_MEMBERS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
}

static void
test_absent (void)
{
  g_autoptr (TdWorld) world = td_world_new ();
  g_autoptr (TestFetch) fetch = td_world_make_fetch (world, "telegram-group:" STANDIN_GROUP);
  g_autoptr (GError) error = NULL;
  g_autofree char *who = NULL;

  td_world_have_library (FALSE);
  g_assert_false (xa_telegram_user.check (test_fetch_get (fetch), &who, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "libtdjson"));
  g_assert_nonnull (strstr (error->message, "Install"));
  td_world_have_library (TRUE);
}

/* --- what is kept ----------------------------------------------------------------------------- */

static void
assert_private (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
}

static void
test_folder (void)
{
  g_autoptr (TdWorld) world = td_world_new ();
  g_autoptr (GDir) dir = g_dir_open (world->folder, 0, NULL);
  const char      *name = dir ? g_dir_read_name (dir) : NULL;
  g_autofree char *own = name ? g_build_filename (world->folder, name, NULL) : NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (own);
  g_assert_null (g_dir_read_name (dir));
  assert_private (world->folder);
  assert_private (own);
  g_assert_null (strstr (name, world->credential->token));
  g_assert_cmpuint (strlen (world->credential->token), ==, 64);
  g_assert_null (world->credential->user);

  xa_td_carrier.end (world->folder, world->credential, NULL);
  g_assert_cmpuint (td_world_count_asked ("logOut"), ==, 1);
  g_assert_false (g_file_test (own, G_FILE_TEST_EXISTS));
  g_assert_true (xa_td_carrier.forget (world->folder, &error));
  g_assert_false (g_file_test (world->folder, G_FILE_TEST_EXISTS));
  /* A second time there is nothing to do. */
  g_assert_true (xa_td_carrier.forget (world->folder, &error));
}

static char *
answer_wrongly (const XaPrompt *prompt,
                GCancellable   *cancellable,
                gpointer        data,
                GError        **error)
{
  guint *n_wrong = data;

  if (g_str_equal (prompt->id, "phone"))
    return g_strdup ("+" STANDIN_PHONE);
  g_assert_true ((prompt->problem != NULL) == (*n_wrong > 0));
  (*n_wrong)++;

  return g_strdup ("00000");
}

/* A guess or two are let through to Telegram, and nothing stays of a sign-in that came to nothing. */
static void
test_wrong (void)
{
  g_autoptr (TdWorld) world = td_world_new ();
  guint            n_wrong = 0;
  const XaAsker    asker = { .ask = answer_wrongly, .data = &n_wrong };
  g_autofree char *other = g_build_filename (td_world_get_root (), "sessions", "other", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (xa_td_carrier.sign_in (other, world->credential, &asker, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
  g_assert_null (strstr (error->message, "PLANTED"));
  g_assert_cmpuint (n_wrong, ==, 4);
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
}

static char *
ask_for_a_code (const XaPrompt *prompt,
                GCancellable   *cancellable,
                gpointer        data,
                GError        **error)
{
  g_assert_cmpstr (prompt->id, ==, "phone");
  g_assert_nonnull (prompt->instead);

  return g_strdup ("");
}

static gboolean
see_code (const char *text,
          gpointer    data,
          GError    **error)
{
  g_string_append_printf (data, "%s\n", text);

  return TRUE;
}

static void
test_scan (void)
{
  g_autoptr (TdWorld) world = td_world_new ();
  g_autoptr (GString) seen = g_string_new (NULL);
  const XaAsker    asker = { .ask = ask_for_a_code, .show_code = see_code, .data = seen };
  g_autofree char *other = g_build_filename (td_world_get_root (), "sessions", "other", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaCredential) credential = NULL;

  td_world_let_go_wrong ("scan", "");
  credential = xa_td_carrier.sign_in (other, world->credential, &asker, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (credential);
  /* It changed once before it was scanned. */
  g_assert_cmpstr (seen->str, ==, "tg://login?token=abc\ntg://login?token=def\n");
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  td_world_set_up ();
  g_test_add_func ("/telegram-user/faults/crash", test_crash);
  g_test_add_func ("/telegram-user/faults/NET-5/hang", test_hang);
  g_test_add_func ("/telegram-user/faults/NET-7/flood", test_flood);
  g_test_add_func ("/telegram-user/faults/NET-7/long-flood", test_long_flood);
  g_test_add_func ("/telegram-user/faults/signed-out", test_signed_out);
  g_test_add_func ("/telegram-user/faults/absent", test_absent);
  g_test_add_func ("/telegram-user/faults/folder", test_folder);
  g_test_add_func ("/telegram-user/faults/wrong", test_wrong);
  g_test_add_func ("/telegram-user/faults/scan", test_scan);

  status = g_test_run ();
  td_world_tear_down ();

  return status;
}
