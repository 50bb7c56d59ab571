#include "oauth-place.h"

#include <stdio.h>
#include <string.h>

/* Signing in, whatever comes back from the browser, and strangers who come instead. */

static void
test_sign_in (void)
{
  Browser browser = { .answer = "code=" CODE "&state=%s" };
  Server  server = { .status = 200, .answer = GOOD_ANSWER };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaCredential) credential = oauth_place_sign_in (&browser, &server, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (credential->token, ==, TOKEN);
  g_assert_cmpstr (credential->refresh_token, ==, REFRESH);
  g_assert_cmpstr (credential->scopes, ==, "read write");
  g_assert_cmpstr (credential->client_id, ==, "client/1");
  g_assert_cmpstr (credential->secret, ==, "client-secret-7");
  g_assert_cmpint (credential->expires_us, >, 0);
  g_assert_cmpstr (g_hash_table_lookup (server.fields, "grant_type"), ==, "authorization_code");
  g_assert_cmpstr (g_hash_table_lookup (server.fields, "code"), ==, CODE);
  g_assert_cmpstr (g_hash_table_lookup (server.fields, "redirect_uri"), ==, browser.redirect);
  g_assert_cmpstr (g_hash_table_lookup (server.fields, "client_id"), ==, "client/1");
  g_thread_join (g_steal_pointer (&browser.thread));
  g_assert_true (g_str_has_prefix (browser.page, "HTTP/1.1 200 "));
  /* The page holds nothing of what came with it, and the browser address no secret of ours. */
  g_assert_null (strstr (browser.page, CODE));
  g_assert_null (strstr (browser.address, "client-secret-7"));
  g_assert_null (strstr (browser.address, g_hash_table_lookup (server.fields, "code_verifier")));
  oauth_place_assert_silent (NULL);
  oauth_place_close_browser (&browser);
  oauth_place_close_server (&server);
}

static void
test_second_use (void)
{
  Browser browser = { .answer = "code=" CODE "&state=%s" }, next = { .answer = NULL };
  Server  server = { .status = 200, .answer = GOOD_ANSWER }, next_server = { .status = 200, .answer = GOOD_ANSWER };
  g_autoptr (XaCredential) credential = oauth_place_sign_in (&browser, &server, 0, NULL, NULL);
  g_autoptr (XaCredential) none = NULL;

  g_assert_nonnull (credential);
  g_thread_join (g_steal_pointer (&browser.thread));
  g_assert_null (browser.again);
  g_assert_cmpuint (server.n_asked, ==, 1);

  /* Each sign-in has a state and a verifier of its own. */
  none = oauth_place_sign_in (&next, &next_server, 50 * 1000, NULL, NULL);
  g_assert_null (none);
  g_assert_cmpstr (next.state, !=, browser.state);
  g_assert_cmpstr (next.challenge, !=, browser.challenge);
  oauth_place_close_browser (&browser);
  oauth_place_close_browser (&next);
  oauth_place_close_server (&server);
  oauth_place_close_server (&next_server);
}

static void
test_answers (gconstpointer data)
{
  static const struct {
    const char *name, *answer, *words;
  } cases[] = {
    { "wrong-state", "code=" CODE "&state=%sx", "not of this sign-in" },
    { "no-state", "code=" CODE, "not of this sign-in" },
    { "two-states", "code=" CODE "&state=%s&state=%s", "not of this sign-in" },
    { "access-denied", "error=access_denied&state=%s", "refused in the browser" },
    { "denied-with-code", "error=access_denied&code=" CODE "&state=%s", "refused in the browser" },
    { "invalid-scope", "error=invalid_scope&error_description=" TOKEN "&state=%s", "permission" },
    { "server-error", "error=server_error&state=%s", "try again" },
    { "unknown-error", "error=" TOKEN "&state=%s", "client id" },
    { "no-code", "state=%s", "without a code" },
    { "empty-code", "code=&state=%s", "without a code" },
    { "two-codes", "code=" CODE "&code=x&state=%s", "without a code" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    Browser browser = { .answer = cases[i].answer };
    Server  server = { .status = 200, .answer = GOOD_ANSWER };
    g_autoptr (GError) error = NULL;

    if (strcmp (cases[i].name, data) != 0)
      continue;
    g_assert_null (oauth_place_sign_in (&browser, &server, 0, NULL, &error));
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
    g_assert_nonnull (strstr (error->message, cases[i].words));
    g_assert_cmpuint (server.n_asked, ==, 0);
    g_thread_join (g_steal_pointer (&browser.thread));
    g_assert_true (g_str_has_prefix (browser.page, "HTTP/1.1 400 "));
    g_assert_null (browser.again);
    oauth_place_assert_silent (error);
    oauth_place_close_browser (&browser);
    oauth_place_close_server (&server);
    return;
  }
  g_assert_not_reached ();
}

static void
test_timeout (void)
{
  Browser browser = { .answer = NULL };
  Server  server = { .status = 200, .answer = GOOD_ANSWER };
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;
  gint64           began = g_get_monotonic_time ();

  g_assert_null (oauth_place_sign_in (&browser, &server, 150 * 1000, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 150 * 1000);
  page = oauth_place_get (browser.redirect, "code=x&state=y");
  g_assert_null (page);
  g_assert_cmpint (XA_OAUTH_LISTENER_TIMEOUT_US, ==, 300 * G_USEC_PER_SEC);
  oauth_place_close_browser (&browser);
  oauth_place_close_server (&server);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (50 * 1000);
  g_cancellable_cancel (data);

  return NULL;
}

static void
test_cancel (void)
{
  Browser browser = { .answer = NULL };
  Server  server = { .status = 200, .answer = GOOD_ANSWER };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;
  GThread         *thread = g_thread_new ("cancel", cancel_soon, cancellable);

  /* It would wait for five minutes, and say that they are over. */
  g_assert_null (oauth_place_sign_in (&browser, &server, 0, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  page = oauth_place_get (browser.redirect, "code=x&state=y");
  g_assert_null (page);
  g_thread_join (thread);
  oauth_place_close_browser (&browser);
  oauth_place_close_server (&server);
}

/* --- strangers --------------------------------------------------------------------------------------------- */

/* The address that a port is bound to, as the kernel tells it. */
static char *
bound_address (int port)
{
  g_autofree char *table = NULL, *wanted = g_strdup_printf (":%04X", port);
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents ("/proc/net/tcp", &table, NULL, NULL));
  lines = g_strsplit (table, "\n", -1);
  for (guint i = 1; lines[i] && lines[i][0]; i++) {
    g_auto (GStrv) words = g_strsplit_set (g_strstrip (lines[i]), " ", -1);

    if (g_str_has_suffix (words[1], wanted) && strcmp (words[3], "0A") == 0)
      return g_strndup (words[1], strlen (words[1]) - 5);
  }

  return NULL;
}

static void
assert_status (const char *redirect,
               const char *status,
               const char *request)
{
  g_autofree char *answer = oauth_place_send_raw (redirect, request);
  g_autofree char *expected = g_strdup_printf ("HTTP/1.1 %s ", status);

  g_assert_nonnull (answer);
  g_assert_true (g_str_has_prefix (answer, expected));
  g_assert_null (strstr (answer, "Access-Control"));
}

static GSocketConnection *silent[3];

/* Everything that others on the machine may send, before the answer comes. */
static void
be_strangers (const char *redirect,
              const char *state)
{
  g_autoptr (GUri) uri = g_uri_parse (redirect, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GString) long_one = g_string_new ("GET /callback?");
  g_autofree char *good = g_strdup_printf ("code=x&state=%s", state), *request = NULL, *address = bound_address (g_uri_get_port (uri));
  int              port = g_uri_get_port (uri);

  g_assert_cmpstr (address, ==, "0100007F");
  g_socket_client_set_enable_proxy (client, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (silent); i++)
    silent[i] = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) port, NULL, NULL);

  /* A page that was led here by a name of its own, or that says two. */
  request = g_strdup_printf ("GET /callback?%s HTTP/1.1\r\nHost: evil.example:%d\r\n\r\n", good, port);
  assert_status (redirect, "400", request);
  g_free (request);
  request = g_strdup_printf ("GET /callback?%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nHost: 127.0.0.1:%d\r\n\r\n", good, port, port);
  assert_status (redirect, "400", request);
  g_free (request);
  request = g_strdup_printf ("GET /callback?%s HTTP/1.1\r\n\r\n", good);
  assert_status (redirect, "400", request);
  g_free (request);
  request = g_strdup_printf ("GET /callback?%s HTTP/1.1\r\nHost: localhost:%d\r\n\r\n", good, port);
  assert_status (redirect, "400", request);
  g_free (request);
  request = g_strdup_printf ("POST /callback?%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 0\r\n\r\n", good, port);
  assert_status (redirect, "404", request);
  g_free (request);
  request = g_strdup_printf ("GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", port);
  assert_status (redirect, "404", request);
  g_free (request);
  request = g_strdup_printf ("GET /callback HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", port);
  assert_status (redirect, "404", request);
  assert_status (redirect, "400", "\r\n\r\n");
  assert_status (redirect, "400", "SSH-2.0-x\r\n\r\n");
  while (long_one->len < 8 * 1024)
    g_string_append_c (long_one, 'x');
  assert_status (redirect, "431", long_one->str);
}

static void
test_strangers (void)
{
  Browser browser = { .answer = "state=%s&code=a%2Bb%20c", .before = be_strangers };
  Server  server = { .status = 200, .answer = GOOD_ANSWER };
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  g_autoptr (XaCredential) credential = oauth_place_sign_in (&browser, &server, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (credential->token, ==, TOKEN);
  g_assert_cmpstr (g_hash_table_lookup (server.fields, "code"), ==, "a+b c");
  /* Those who only hold a connection open hold nothing up. */
  g_assert_cmpint (g_get_monotonic_time () - began, <, 5 * G_USEC_PER_SEC);
  oauth_place_close_browser (&browser);
  oauth_place_close_server (&server);
  for (gsize i = 0; i < G_N_ELEMENTS (silent); i++)
    g_clear_object (&silent[i]);
}

static void
test_fixed_ports (void)
{
  g_autoptr (GError) error = NULL;
  XaOAuthListener *any = xa_oauth_listener_new (NULL, 0, &error), *second, *none;
  guint16          ports[2];
  int              first;

  g_assert_no_error (error);
  g_assert_cmpint (sscanf (xa_oauth_listener_get_redirect (any), "http://127.0.0.1:%d/callback", &first), ==, 1);
  second = xa_oauth_listener_new (NULL, 0, &error);
  ports[0] = (guint16) first;
  g_assert_cmpint (sscanf (xa_oauth_listener_get_redirect (second), "http://127.0.0.1:%hu/callback", &ports[1]), ==, 1);
  none = xa_oauth_listener_new (ports, 2, &error);
  g_assert_null (none);
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_PAUSED);
  g_clear_error (&error);
  xa_oauth_listener_free (second);
  second = xa_oauth_listener_new (ports, 2, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (xa_oauth_listener_get_redirect (second), "http://127.0.0.1:"));
  xa_oauth_listener_free (second);
  xa_oauth_listener_free (any);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  oauth_place_init ();
  g_test_add_func ("/net/WH-6/sign-in", test_sign_in);
  g_test_add_func ("/net/WH-6/second-use", test_second_use);
  g_test_add_data_func ("/net/WH-6/wrong-state", "wrong-state", test_answers);
  g_test_add_data_func ("/net/WH-6/no-state", "no-state", test_answers);
  g_test_add_data_func ("/net/WH-6/two-states", "two-states", test_answers);
  g_test_add_data_func ("/net/WH-6/access-denied", "access-denied", test_answers);
  g_test_add_data_func ("/net/WH-6/denied-with-code", "denied-with-code", test_answers);
  g_test_add_data_func ("/net/WH-6/invalid-scope", "invalid-scope", test_answers);
  g_test_add_data_func ("/net/WH-6/server-error", "server-error", test_answers);
  g_test_add_data_func ("/net/WH-6/unknown-error", "unknown-error", test_answers);
  g_test_add_data_func ("/net/WH-6/no-code", "no-code", test_answers);
  g_test_add_data_func ("/net/WH-6/empty-code", "empty-code", test_answers);
  g_test_add_data_func ("/net/WH-6/two-codes", "two-codes", test_answers);
  g_test_add_func ("/net/WH-6/timeout", test_timeout);
  g_test_add_func ("/net/WH-6/cancel", test_cancel);
  g_test_add_func ("/net/WH-6/strangers", test_strangers);
  g_test_add_func ("/net/oauth/fixed-ports", test_fixed_ports);

  return g_test_run ();
}
