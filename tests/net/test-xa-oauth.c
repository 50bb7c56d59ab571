#include "model/xa-records.h"
#include "net/xa-oauth-listener.h"
#include "net/xa-oauth.h"

#include <stdio.h>
#include <string.h>

#define CODE "SplxlOBeZQQYbYS6WxSbIA"
#define TOKEN "mF_9.B5f-4.1JqM"
#define REFRESH "tGzv3JOkF0XGQx2TlKWIA"

/* --- everything that is logged ------------------------------------------------------------------- */

static GString *logged;
static GMutex   logged_lock;

static GLogWriterOutput
keep_log (GLogLevelFlags   level,
          const GLogField *fields,
          gsize            n_fields,
          gpointer         data)
{
  g_mutex_lock (&logged_lock);
  for (gsize i = 0; i < n_fields; i++) {
    if (fields[i].length < 0)
      g_string_append (logged, fields[i].value);
    else
      g_string_append_len (logged, fields[i].value, fields[i].length);
    g_string_append_c (logged, '\n');
  }
  g_mutex_unlock (&logged_lock);

  return G_LOG_WRITER_HANDLED;
}

/* No code, token or secret is in what was logged, nor in a message. */
static void
assert_silent (const GError *error)
{
  static const char *const secrets[] = { CODE, TOKEN, REFRESH, "client-secret-7" };

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++) {
    g_assert_null (strstr (logged->str, secrets[i]));
    g_assert_true (error == NULL || strstr (error->message, secrets[i]) == NULL);
  }
}

/* --- a browser ----------------------------------------------------------------------------------------- */

/* Sends raw bytes to where a redirect leads, and gives what came back; NULL where nobody listens. */
static char *
send_raw (const char *redirect,
          const char *bytes)
{
  g_autoptr (GUri) uri = g_uri_parse (redirect, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GString) answer = g_string_new (NULL);
  char   piece[1024];
  gssize n;

  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, g_uri_get_host (uri), (guint16) g_uri_get_port (uri), NULL, NULL);
  if (connection == NULL)
    return NULL;
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes, strlen (bytes), NULL, NULL, NULL);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), piece, sizeof piece, NULL, NULL)) > 0)
    g_string_append_len (answer, piece, n);

  return g_string_free (g_steal_pointer (&answer), FALSE);
}

static char *
get (const char *redirect,
     const char *query)
{
  g_autoptr (GUri) uri = g_uri_parse (redirect, G_URI_FLAGS_NONE, NULL);
  g_autofree char *request = g_strdup_printf ("GET %s?%s HTTP/1.1\r\nUser-Agent: b\r\nHost: 127.0.0.1:%d\r\n\r\n", g_uri_get_path (uri), query, g_uri_get_port (uri));

  return send_raw (redirect, request);
}

/* What the user does in the browser, and what the address said that was opened. */
typedef struct {
  const char *answer; /* a query with %s for the state */
  void (*before) (const char *redirect, const char *state);
  char    *address;
  char    *state;
  char    *challenge;
  char    *redirect;
  char    *page;  /* what the browser shows in the end */
  char    *again; /* what the same answer gives a second time */
  GThread *thread;
} Browser;

static gpointer
browse (gpointer data)
{
  Browser         *browser = data;
  g_autofree char *query = NULL;

  if (browser->before)
    browser->before (browser->redirect, browser->state);
  if (browser->answer == NULL)
    return NULL;
  /* The format stands in the table of the test. */
  query = g_strdup (browser->answer);
  for (char *mark; (mark = strstr (query, "%s"));) {
    char *filled = g_strdup_printf ("%.*s%s%s", (int) (mark - query), query, browser->state, mark + 2);

    g_free (query);
    query = filled;
  }
  browser->page = get (browser->redirect, query);
  browser->again = get (browser->redirect, query);

  return NULL;
}

static gboolean
open_cb (const char *address,
         gpointer    data,
         GError    **error)
{
  Browser *browser = data;
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GHashTable) query = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);

  g_assert_nonnull (query);
  browser->address = g_strdup (address);
  browser->state = g_strdup (g_hash_table_lookup (query, "state"));
  browser->challenge = g_strdup (g_hash_table_lookup (query, "code_challenge"));
  browser->redirect = g_strdup (g_hash_table_lookup (query, "redirect_uri"));
  g_assert_cmpstr (g_hash_table_lookup (query, "code_challenge_method"), ==, "S256");
  g_assert_cmpstr (g_hash_table_lookup (query, "response_type"), ==, "code");
  g_assert_true (g_str_has_prefix (browser->redirect, "http://127.0.0.1:"));
  g_assert_cmpuint (strlen (browser->state), ==, 43);
  g_assert_cmpuint (strlen (browser->challenge), ==, 43);
  browser->thread = g_thread_new ("browser", browse, browser);

  return TRUE;
}

static void
close_browser (Browser *browser)
{
  if (browser->thread)
    g_thread_join (browser->thread);
  g_free (browser->address);
  g_free (browser->state);
  g_free (browser->challenge);
  g_free (browser->redirect);
  g_free (browser->page);
  g_free (browser->again);
}

/* --- a token server ------------------------------------------------------------------------------------- */

typedef struct {
  Browser    *browser; /* (nullable): whose challenge is checked */
  guint       status;
  const char *answer;
  guint       n_asked;
  char       *form; /* as it came */
  GHashTable *fields;
} Server;

/* Checks the proof as RFC 7636, section 4.6 says, by other means than the program's. */
static gboolean
proves (const char *verifier,
        const char *challenge)
{
  g_autoptr (GChecksum) hash = g_checksum_new (G_CHECKSUM_SHA256);
  guint8           digest[32];
  gsize            len = sizeof digest;
  g_autofree char *text = NULL;

  g_checksum_update (hash, (const guchar *) verifier, -1);
  g_checksum_get_digest (hash, digest, &len);
  text = g_base64_encode (digest, len);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';

  return strcmp (text, challenge) == 0;
}

static XaResponse *
serve (const XaCall *call,
       gpointer      data,
       GCancellable *cancellable,
       GError      **error)
{
  Server     *server = data;
  gsize       size;
  const char *body = g_bytes_get_data (call->body, &size), *verifier;
  g_autoptr (GBytes) answer = NULL;

  g_assert_cmpstr (call->method, ==, "POST");
  g_assert_cmpstr (call->address, ==, "https://social.example/oauth/token");
  g_assert_cmpstr (call->body_type, ==, "application/x-www-form-urlencoded");
  server->n_asked++;
  g_free (server->form);
  server->form = g_strndup (body, size);
  g_clear_pointer (&server->fields, g_hash_table_unref);
  server->fields = g_uri_parse_params (server->form, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  g_assert_nonnull (server->fields);
  verifier = g_hash_table_lookup (server->fields, "code_verifier");
  if (server->browser && (server->n_asked > 1 || !verifier || !proves (verifier, server->browser->challenge))) {
    answer = g_bytes_new_static ("{\"error\":\"invalid_grant\"}", 25);
    return xa_response_new (400, answer);
  }
  answer = g_bytes_new_static (server->answer, strlen (server->answer));

  return xa_response_new (server->status, answer);
}

static void
close_server (Server *server)
{
  g_free (server->form);
  g_clear_pointer (&server->fields, g_hash_table_unref);
}

#define GOOD_ANSWER \
  "{\"access_token\":\"" TOKEN "\",\"token_type\":\"Bearer\",\"expires_in\":7200,\"refresh_token\":\"" REFRESH "\",\"scope\":\"read write\",\"created_at\":1}"

static const XaOAuthEndpoints endpoints = {
  .platform = "The server",
  .authorize = "https://social.example/oauth/authorize",
  .token = "https://social.example/oauth/token",
  .client_id = "client/1",
  .client_secret = "client-secret-7",
  .scopes = "read write",
};

static XaCredential *
sign_in (Browser      *browser,
         Server       *server,
         gint64        timeout_us,
         GCancellable *cancellable,
         GError      **error)
{
  g_autoptr (XaTransport) transport = xa_transport_new (serve, server, NULL);
  g_autoptr (XaOAuth) oauth = xa_oauth_new (transport, NULL, 0, error);

  g_assert_nonnull (oauth);
  server->browser = browser;
  if (timeout_us > 0)
    xa_oauth_set_timeout (oauth, timeout_us);

  return xa_oauth_sign_in (oauth, &endpoints, open_cb, browser, cancellable, error);
}

/* --- tests ------------------------------------------------------------------------------------------------ */

static void
test_sign_in (void)
{
  Browser browser = { .answer = "code=" CODE "&state=%s" };
  Server  server = { .status = 200, .answer = GOOD_ANSWER };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaCredential) credential = sign_in (&browser, &server, 0, NULL, &error);

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
  assert_silent (NULL);
  close_browser (&browser);
  close_server (&server);
}

static void
test_second_use (void)
{
  Browser browser = { .answer = "code=" CODE "&state=%s" }, next = { .answer = NULL };
  Server  server = { .status = 200, .answer = GOOD_ANSWER }, next_server = { .status = 200, .answer = GOOD_ANSWER };
  g_autoptr (XaCredential) credential = sign_in (&browser, &server, 0, NULL, NULL);
  g_autoptr (XaCredential) none = NULL;

  g_assert_nonnull (credential);
  g_thread_join (g_steal_pointer (&browser.thread));
  g_assert_null (browser.again);
  g_assert_cmpuint (server.n_asked, ==, 1);

  /* Each sign-in has a state and a verifier of its own. */
  none = sign_in (&next, &next_server, 50 * 1000, NULL, NULL);
  g_assert_null (none);
  g_assert_cmpstr (next.state, !=, browser.state);
  g_assert_cmpstr (next.challenge, !=, browser.challenge);
  close_browser (&browser);
  close_browser (&next);
  close_server (&server);
  close_server (&next_server);
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
    g_assert_null (sign_in (&browser, &server, 0, NULL, &error));
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
    g_assert_nonnull (strstr (error->message, cases[i].words));
    g_assert_cmpuint (server.n_asked, ==, 0);
    g_thread_join (g_steal_pointer (&browser.thread));
    g_assert_true (g_str_has_prefix (browser.page, "HTTP/1.1 400 "));
    g_assert_null (browser.again);
    assert_silent (error);
    close_browser (&browser);
    close_server (&server);
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

  g_assert_null (sign_in (&browser, &server, 150 * 1000, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 150 * 1000);
  page = get (browser.redirect, "code=x&state=y");
  g_assert_null (page);
  g_assert_cmpint (XA_OAUTH_LISTENER_TIMEOUT_US, ==, 300 * G_USEC_PER_SEC);
  close_browser (&browser);
  close_server (&server);
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
  gint64           began = g_get_monotonic_time ();

  g_assert_null (sign_in (&browser, &server, 0, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - began, <, G_USEC_PER_SEC);
  page = get (browser.redirect, "code=x&state=y");
  g_assert_null (page);
  g_thread_join (thread);
  close_browser (&browser);
  close_server (&server);
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
  g_autofree char *answer = send_raw (redirect, request);
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
  g_autoptr (XaCredential) credential = sign_in (&browser, &server, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (credential->token, ==, TOKEN);
  g_assert_cmpstr (g_hash_table_lookup (server.fields, "code"), ==, "a+b c");
  /* Those who only hold a connection open hold nothing up. */
  g_assert_cmpint (g_get_monotonic_time () - began, <, 5 * G_USEC_PER_SEC);
  close_browser (&browser);
  close_server (&server);
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

/* --- tokens --------------------------------------------------------------------------------------------------- */

static void
test_token_answers (void)
{
  static const struct {
    guint       status;
    const char *answer;
    XaNetError  code;
  } cases[] = {
    { 400, "{\"error\":\"invalid_grant\",\"error_description\":\"" TOKEN "\"}", XA_NET_ERROR_AUTH },
    { 401, "{\"error\":\"invalid_client\"}", XA_NET_ERROR_AUTH },
    { 400, "{\"error\":\"invalid_scope\"}", XA_NET_ERROR_SCOPE },
    { 400, "{\"error\":\"" TOKEN "\"}", XA_NET_ERROR_BAD_REQUEST },
    { 400, "{\"error\":7}", XA_NET_ERROR_MALFORMED },
    { 400, "", XA_NET_ERROR_MALFORMED },
    { 403, "<html>" TOKEN, XA_NET_ERROR_AUTH },
    { 302, "", XA_NET_ERROR_MALFORMED },
    { 429, "{}", XA_NET_ERROR_RATE_LIMITED },
    { 503, "<html>", XA_NET_ERROR_TRANSIENT },
    { 200, "<html>", XA_NET_ERROR_MALFORMED },
    { 200, "{\"access_token\":\"" TOKEN, XA_NET_ERROR_MALFORMED },
    { 200, "{}", XA_NET_ERROR_MALFORMED },
    { 200, "{\"access_token\":\"\"}", XA_NET_ERROR_MALFORMED },
    { 200, "{\"access_token\":7}", XA_NET_ERROR_MALFORMED },
    { 200, "{\"access_token\":\"" TOKEN "\",\"token_type\":\"mac\"}", XA_NET_ERROR_MALFORMED },
    { 200, "[]", XA_NET_ERROR_MALFORMED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    Server server = { .status = cases[i].status, .answer = cases[i].answer };
    g_autoptr (XaTransport) transport = xa_transport_new (serve, &server, NULL);
    g_autoptr (XaCredential) old = xa_credential_new ();
    g_autoptr (GError) error = NULL;

    old->refresh_token = g_strdup (REFRESH);
    g_assert_null (xa_oauth_refresh (transport, &endpoints, old, NULL, &error));
    g_test_message ("case %" G_GSIZE_FORMAT ": %s", i, error->message);
    g_assert_error (error, XA_NET_ERROR, (int) cases[i].code);
    g_assert_cmpuint (server.n_asked, ==, 1);
    assert_silent (error);
    close_server (&server);
  }
}

static void
test_refresh (void)
{
  Server server = { .status = 200, .answer = "{\"access_token\":\"new\",\"token_type\":\"bearer\",\"expires_in\":\"60\"}" };
  g_autoptr (XaTransport) transport = xa_transport_new (serve, &server, NULL);
  g_autoptr (XaCredential) old = xa_credential_new ();
  g_autoptr (XaCredential) renewed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (xa_oauth_refresh (transport, &endpoints, old, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
  g_assert_cmpuint (server.n_asked, ==, 0);
  g_clear_error (&error);

  old->token = g_strdup ("old");
  old->refresh_token = g_strdup (REFRESH);
  old->scopes = g_strdup ("read");
  old->client_id = g_strdup ("of its own");
  old->user = g_strdup ("@x@y");
  renewed = xa_oauth_refresh (transport, &endpoints, old, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (renewed->token, ==, "new");
  g_assert_cmpstr (renewed->refresh_token, ==, REFRESH);
  g_assert_cmpstr (renewed->scopes, ==, "read");
  g_assert_cmpstr (renewed->user, ==, "@x@y");
  g_assert_cmpint (renewed->expires_us, !=, XA_TIME_UNKNOWN);
  g_assert_cmpstr (g_hash_table_lookup (server.fields, "grant_type"), ==, "refresh_token");
  g_assert_cmpstr (g_hash_table_lookup (server.fields, "refresh_token"), ==, REFRESH);
  g_assert_cmpstr (g_hash_table_lookup (server.fields, "client_id"), ==, "of its own");
  g_assert_null (g_hash_table_lookup (server.fields, "client_secret"));
  close_server (&server);

  old->expires_us = 1000 * (gint64) G_USEC_PER_SEC;
  g_assert_false (xa_oauth_is_due (old, 0));
  g_assert_true (xa_oauth_is_due (old, 500 * (gint64) G_USEC_PER_SEC));
  g_assert_true (xa_oauth_is_due (old, 5000 * (gint64) G_USEC_PER_SEC));
  old->expires_us = XA_TIME_UNKNOWN;
  g_assert_false (xa_oauth_is_due (old, 5000 * (gint64) G_USEC_PER_SEC));
}

static void
test_in_clear (void)
{
  static const char *const refused[] = { "http://social.example/oauth/token", "https://u:p@social.example/t", "ftp://social.example/t", "social.example/t", "https:///t" };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    Server server = { .status = 200, .answer = GOOD_ANSWER };
    g_autoptr (XaTransport) transport = xa_transport_new (serve, &server, NULL);
    g_autoptr (XaCredential) old = xa_credential_new ();
    XaOAuthEndpoints bad = endpoints;
    g_autoptr (GError) error = NULL;

    bad.token = refused[i];
    old->refresh_token = g_strdup (REFRESH);
    g_assert_null (xa_oauth_refresh (transport, &bad, old, NULL, &error));
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
    g_assert_cmpuint (server.n_asked, ==, 0);
    assert_silent (error);
  }
}

static void
test_judge (void)
{
  static const struct {
    const char       *granted, *needed;
    gint64            days; /* until it expires; -100: never */
    gboolean          renews;
    XaCredentialState state;
    const char       *missing;
  } cases[] = {
    { NULL, NULL, -100, FALSE, XA_CREDENTIAL_OK, NULL },
    { "read", "read", 6, FALSE, XA_CREDENTIAL_OK, NULL },
    { "read", "read", 5, FALSE, XA_CREDENTIAL_EXPIRING, NULL },
    { "read", "read", 1, FALSE, XA_CREDENTIAL_EXPIRING, NULL },
    { "read", "read", 1, TRUE, XA_CREDENTIAL_OK, NULL },
    { "read", "read", 0, FALSE, XA_CREDENTIAL_EXPIRED, NULL },
    { "read", "read", -1, TRUE, XA_CREDENTIAL_OK, NULL },
    { "read", "read write:lists", -100, FALSE, XA_CREDENTIAL_SCOPE_MISSING, "write:lists" },
    { "read", "read:accounts", -100, FALSE, XA_CREDENTIAL_OK, NULL },
    { "read:accounts", "read", -100, FALSE, XA_CREDENTIAL_SCOPE_MISSING, "read" },
    { "reader", "read", -100, FALSE, XA_CREDENTIAL_SCOPE_MISSING, "read" },
    { "a,b", "b a", -100, FALSE, XA_CREDENTIAL_OK, NULL },
    { NULL, "read", -100, FALSE, XA_CREDENTIAL_OK, NULL },
    { "read", "write", -1, FALSE, XA_CREDENTIAL_EXPIRED, NULL },
  };
  const gint64 now_us = G_GINT64_CONSTANT (1790000000000000);

  g_assert_cmpint (xa_credential_judge (NULL, "read", now_us, NULL), ==, XA_CREDENTIAL_NONE);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (XaCredential) credential = xa_credential_new ();
    g_autofree char *missing = NULL;

    g_assert_cmpint (xa_credential_judge (credential, "read", now_us, NULL), ==, XA_CREDENTIAL_NONE);
    credential->token = g_strdup ("t");
    credential->scopes = g_strdup (cases[i].granted);
    credential->refresh_token = cases[i].renews ? g_strdup ("r") : NULL;
    if (cases[i].days != -100)
      credential->expires_us = now_us + cases[i].days * XA_USEC_PER_DAY;
    g_assert_cmpint (xa_credential_judge (credential, cases[i].needed, now_us, &missing), ==, cases[i].state);
    g_assert_cmpstr (missing, ==, cases[i].missing);
  }
}

int
main (int    argc,
      char **argv)
{
  int status;

  /* Everything is logged, as with G_MESSAGES_DEBUG=all, and kept to be searched. */
  g_test_init (&argc, &argv, NULL);
  logged = g_string_new (NULL);
  g_log_set_debug_enabled (TRUE);
  g_log_set_writer_func (keep_log, NULL, NULL);

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
  g_test_add_func ("/net/oauth/token-answers", test_token_answers);
  g_test_add_func ("/net/oauth/refresh", test_refresh);
  g_test_add_func ("/net/oauth/in-clear", test_in_clear);
  g_test_add_func ("/net/oauth/judge", test_judge);
  status = g_test_run ();
  g_string_free (logged, TRUE);

  return status;
}
