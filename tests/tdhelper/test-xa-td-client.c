/* A library that crashes, hangs, floods or lies: the program lives on, and says what was the matter. */
#include "providers/telegram-user/xa-td-client.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define PATIENCE_US (60 * G_USEC_PER_SEC)

static char *
find_helper (void)
{
  return g_test_build_filename (G_TEST_BUILT, "..", "src", "tdhelper", "xaudience-tdhelper", NULL);
}

static XaTdClient *
open_client (const char *library,
             GError    **error)
{
  g_autofree char *helper = find_helper ();
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, library, NULL);

  return xa_td_client_new (helper, path, error);
}

static XaTdClient *
open_standin (void)
{
  g_autoptr (GError) error = NULL;
  XaTdClient *client = open_client ("tdhelper/libtdjson-standin.so", &error);

  g_assert_no_error (error);

  return client;
}

static XaJson *
ask (XaTdClient *client,
     const char *type,
     gint64      timeout_us,
     gint64     *wait_us,
     GError    **error)
{
  g_autofree char *request = g_strdup_printf ("{\"@type\":\"%s\"}", type);

  return xa_td_client_ask (client, request, timeout_us, wait_us, NULL, error);
}

static void
assert_fails (XaTdClient *client,
              const char *type,
              gint64      timeout_us,
              XaNetError  code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaJson) json = ask (client, type, timeout_us, NULL, &error);

  g_assert_null (json);
  g_assert_error (error, XA_NET_ERROR, (int) code);
  g_assert_null (strstr (error->message, "PLANTED"));
}

static void
assert_answers (XaTdClient *client,
                const char *type)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaJson) json = ask (client, type, PATIENCE_US, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (json);
}

static void
test_answers (void)
{
  g_autoptr (XaTdClient) client = open_standin ();

  assert_answers (client, "getOption");
  /* Thousands of things happen in the account meanwhile, and none of them is passed on. */
  assert_answers (client, "chatty");
  assert_answers (client, "long");
  assert_answers (client, "getOption");
  g_assert_true (xa_td_client_is_alive (client));
}

static void
test_refusals (void)
{
  g_autoptr (XaTdClient) client = open_standin ();

  assert_fails (client, "refuse", PATIENCE_US, XA_NET_ERROR_BAD_REQUEST);
  assert_fails (client, "signedOut", PATIENCE_US, XA_NET_ERROR_AUTH);
  g_assert_true (xa_td_client_is_alive (client));
}

static void
test_flood (void)
{
  g_autoptr (XaTdClient) client = open_standin ();
  g_autoptr (GError) error = NULL;
  gint64 wait_us = 0;

  g_assert_null (ask (client, "flood", PATIENCE_US, &wait_us, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED);
  g_assert_cmpint (wait_us, ==, 17 * G_USEC_PER_SEC);
  g_assert_nonnull (strstr (error->message, "17 s"));
}

static void
test_crash (void)
{
  g_autoptr (XaTdClient) client = open_standin ();
  g_autoptr (XaTdClient) anew = NULL;

  assert_fails (client, "crash", PATIENCE_US, XA_NET_ERROR_TRANSIENT);
  g_assert_false (xa_td_client_is_alive (client));
  assert_fails (client, "getOption", PATIENCE_US, XA_NET_ERROR_TRANSIENT);
  anew = open_standin ();
  assert_answers (anew, "getOption");
}

/* It ended while nothing was asked. */
static void
test_crash_between (void)
{
  g_autoptr (XaTdClient) client = open_standin ();
  g_autoptr (GError) error = NULL;

  assert_answers (client, "crashBehind");
  g_assert_null (xa_td_client_await_state (client, NULL, PATIENCE_US, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TRANSIENT);
  assert_fails (client, "getOption", PATIENCE_US, XA_NET_ERROR_TRANSIENT);
}

static void
test_hang (void)
{
  g_autoptr (XaTdClient) client = open_standin ();

  assert_fails (client, "hang", G_USEC_PER_SEC, XA_NET_ERROR_TIMEOUT);
  g_assert_false (xa_td_client_is_alive (client));
}

/* Answers that never come do not hold up who cancels, and a late one is not taken for another's. */
static gpointer
cancel_soon (gpointer data)
{
  g_usleep (200 * 1000);
  g_cancellable_cancel (data);

  return NULL;
}

static void
test_cancelled (void)
{
  g_autoptr (XaTdClient) client = open_standin ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);

  g_assert_null (xa_td_client_ask (client, "{\"@type\":\"neverAnswered\"}", PATIENCE_US, NULL, cancellable, &error));
  g_thread_join (thread);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_answers (client, "getOption");
}

static void
test_garbage (void)
{
  g_autoptr (XaTdClient) client = open_standin ();

  assert_fails (client, "garbage", PATIENCE_US, XA_NET_ERROR_TRANSIENT);
  g_assert_false (xa_td_client_is_alive (client));
}

static void
test_absent (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_client ("no-such-library.so", &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "libtdjson"));
  g_clear_error (&error);
  g_assert_null (xa_td_client_new ("/nonexistent/helper", NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
}

/* Another program of that name, which says something else. */
static void
test_other_program (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (xa_td_client_new ("/bin/echo", "{\"@type\":\"hello\",\"protocol\":2}", &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (xa_td_client_new ("/bin/true", NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TRANSIENT);
}

/* The program is told that it writes to nobody by an error, and not ended by a signal. */
static void
test_deaf (void)
{
  static const char script[] = "#!/bin/sh\nexec 0<&-\necho '{\"@type\":\"hello\",\"protocol\":1}'\nexec sleep 100\n";
  g_autofree char  *folder = g_dir_make_tmp ("xaudience-td-XXXXXX", NULL);
  g_autofree char  *helper = g_build_filename (folder, "helper", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaTdClient) client = NULL;

  g_assert_true (g_file_set_contents_full (helper, script, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  client = xa_td_client_new (helper, NULL, &error);
  g_assert_no_error (error);
  /* GLib may have switched it off for itself; that is not relied on. */
  signal (SIGPIPE, SIG_DFL);
  assert_fails (client, "getOption", PATIENCE_US, XA_NET_ERROR_TRANSIENT);
  g_remove (helper);
  g_rmdir (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tdhelper/answers", test_answers);
  g_test_add_func ("/tdhelper/refusals", test_refusals);
  g_test_add_func ("/tdhelper/NET-7/flood", test_flood);
  g_test_add_func ("/tdhelper/crash", test_crash);
  g_test_add_func ("/tdhelper/crash-between", test_crash_between);
  g_test_add_func ("/tdhelper/NET-5/hang", test_hang);
  g_test_add_func ("/tdhelper/NET-5/cancelled", test_cancelled);
  g_test_add_func ("/tdhelper/deaf", test_deaf);
  g_test_add_func ("/tdhelper/garbage", test_garbage);
  g_test_add_func ("/tdhelper/absent", test_absent);
  g_test_add_func ("/tdhelper/other-program", test_other_program);

  return g_test_run ();
}
