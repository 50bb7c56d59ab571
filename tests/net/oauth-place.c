#include "oauth-place.h"

#include <string.h>

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
void
oauth_place_assert_silent (const GError *error)
{
  static const char *const secrets[] = { CODE, TOKEN, REFRESH, "client-secret-7" };

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++) {
    g_assert_null (strstr (logged->str, secrets[i]));
    g_assert_true (error == NULL || strstr (error->message, secrets[i]) == NULL);
  }
}

void
oauth_place_init (void)
{
  logged = g_string_new (NULL);
  g_log_set_debug_enabled (TRUE);
  g_log_set_writer_func (keep_log, NULL, NULL);
}

/* --- a browser ----------------------------------------------------------------------------------------- */

/* Sends raw bytes to where a redirect leads, and gives what came back; NULL where nobody listens. */
char *
oauth_place_send_raw (const char *redirect,
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

char *
oauth_place_get (const char *redirect,
                 const char *query)
{
  g_autoptr (GUri) uri = g_uri_parse (redirect, G_URI_FLAGS_NONE, NULL);
  g_autofree char *request = g_strdup_printf ("GET %s?%s HTTP/1.1\r\nUser-Agent: b\r\nHost: 127.0.0.1:%d\r\n\r\n", g_uri_get_path (uri), query, g_uri_get_port (uri));

  return oauth_place_send_raw (redirect, request);
}

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
  browser->page = oauth_place_get (browser->redirect, query);
  browser->again = oauth_place_get (browser->redirect, query);

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

void
oauth_place_close_browser (Browser *browser)
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

XaResponse *
oauth_place_serve (const XaCall *call,
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

void
oauth_place_close_server (Server *server)
{
  g_free (server->form);
  g_clear_pointer (&server->fields, g_hash_table_unref);
}

const XaOAuthEndpoints oauth_place_endpoints = {
  .platform = "The server",
  .authorize = "https://social.example/oauth/authorize",
  .token = "https://social.example/oauth/token",
  .client_id = "client/1",
  .client_secret = "client-secret-7",
  .scopes = "read write",
};

XaCredential *
oauth_place_sign_in (Browser      *browser,
                     Server       *server,
                     gint64        timeout_us,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autoptr (XaTransport) transport = xa_transport_new (oauth_place_serve, server, NULL);
  g_autoptr (XaOAuth) oauth = xa_oauth_new (transport, NULL, 0, error);

  g_assert_nonnull (oauth);
  server->browser = browser;
  if (timeout_us > 0)
    xa_oauth_set_timeout (oauth, timeout_us);

  return xa_oauth_sign_in (oauth, &oauth_place_endpoints, open_cb, browser, cancellable, error);
}
