/*
 * How a WebSocket is opened: the connection, and the handshake of RFC 6455, section 4.
 */
#include "net/xa-socket-private.h"

#include "config.h"
#include "model/xa-language.h"

#include "net/xa-address.h"
#include "net/xa-cancel-watch.h"
#include "net/xa-frame.h"

#include <string.h>
#include <sys/random.h>

/* Of the answer to the handshake. */
#define MAX_ANSWER (16 * 1024)

#define KEY_SIZE 16

/* --- the connection ------------------------------------------------------------------------------ */

typedef struct {
  GSocketConnection *connection; /* (owned) (nullable) */
  GError            *error;      /* (owned) (nullable) */
  GCancellable      *stop;       /* (owned) */
  gboolean           is_late;
  gboolean           is_done;
} Attempt;

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  Attempt *self = data;

  self->connection = g_socket_client_connect_to_uri_finish (G_SOCKET_CLIENT (source), result, &self->error);
  self->is_done = TRUE;
}

static gboolean
late_cb (gpointer data)
{
  Attempt *self = data;

  self->is_late = TRUE;
  g_cancellable_cancel (self->stop);

  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (gpointer data)
{
  g_cancellable_cancel (((Attempt *) data)->stop);

  return G_SOURCE_REMOVE;
}

static gboolean
is_offline (const GError *error)
{
  return error->domain == G_RESOLVER_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND) ||
         (error->domain == G_IO_ERROR && (error->code == G_IO_ERROR_PROXY_FAILED || error->code == G_IO_ERROR_PROXY_AUTH_FAILED ||
                                          error->code == G_IO_ERROR_PROXY_NEED_AUTH || error->code == G_IO_ERROR_PROXY_NOT_ALLOWED));
}

/* In our own words: those of the libraries can quote addresses. */
static void
translate (XaSocket      *self,
           const Attempt *attempt,
           GError       **error)
{
  if (g_cancellable_is_cancelled (self->cancellable))
    g_cancellable_set_error_if_cancelled (self->cancellable, error);
  else if (attempt->is_late || g_error_matches (attempt->error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    xa_socket_fail (self, XA_NET_ERROR_TIMEOUT, N_ ("%s did not answer in time when news were asked for."), error);
  else if (attempt->error->domain == G_TLS_ERROR)
    xa_socket_fail (self, XA_NET_ERROR_TLS, N_ ("%s could not prove that it is the server it says it is (its certificate was refused); nothing was sent."), error);
  else if (is_offline (attempt->error))
    xa_socket_fail (self, XA_NET_ERROR_OFFLINE, N_ ("%s cannot be reached for news; check the network."), error);
  else
    xa_socket_fail (self, XA_NET_ERROR_TRANSIENT, N_ ("%s takes no connection for news at the moment."), error);
}

/* The proxy is that for https: desktops know no other for what is encrypted. */
static char *
make_connectable (GUri *uri)
{
  gboolean is_safe = strcmp (g_uri_get_scheme (uri), "wss") == 0;

  return g_uri_join (G_URI_FLAGS_NONE, is_safe ? "https" : "http", NULL, g_uri_get_host (uri), g_uri_get_port (uri), "", NULL, NULL);
}

static void
run_attempt (XaSocket *self,
             Attempt  *attempt,
             GUri     *uri,
             gint64    until_us)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *address = make_connectable (uri);
  g_autoptr (GSource) deadline = g_timeout_source_new ((guint) (MAX (until_us - g_get_monotonic_time (), 0) / 1000));
  XaCancelWatch cancel;

  g_socket_client_set_tls (client, g_str_has_prefix (address, "https:"));
  g_source_set_callback (deadline, late_cb, attempt, NULL);
  g_source_attach (deadline, self->context);
  xa_cancel_watch_start (&cancel, self->context, self->cancellable, cancelled_cb, attempt);
  g_socket_client_connect_to_uri_async (client, address, g_str_has_prefix (address, "https:") ? 443 : 80, attempt->stop, connected_cb, attempt);
  while (!attempt->is_done)
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (deadline);
  xa_cancel_watch_end (&cancel);
}

gboolean
xa_socket_connect (XaSocket              *self,
                   const XaSocketOptions *options,
                   GUri                  *uri,
                   gint64                 until_us,
                   GError               **error)
{
  Attempt attempt = { .stop = g_cancellable_new () };

  g_main_context_push_thread_default (self->context);
  run_attempt (self, &attempt, uri, until_us);
  g_main_context_pop_thread_default (self->context);
  if (attempt.connection)
    self->stream = G_IO_STREAM (attempt.connection);
  else
    translate (self, &attempt, error);
  g_clear_error (&attempt.error);
  g_object_unref (attempt.stop);

  return self->stream != NULL;
}

/* --- the handshake ------------------------------------------------------------------------------- */

static char *
make_key (void)
{
  guint8 bytes[KEY_SIZE];

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    g_error ("The system gave no random bytes");

  return g_base64_encode (bytes, sizeof bytes);
}

static GString *
make_request (const XaSocketOptions *options,
              GUri                  *uri,
              const char            *key)
{
  GString    *request = g_string_new ("GET ");
  const char *path = g_uri_get_path (uri);
  gboolean    is_number = strchr (g_uri_get_host (uri), ':') != NULL;

  g_string_append (request, *path ? path : "/");
  if (g_uri_get_query (uri))
    g_string_append_printf (request, "?%s", g_uri_get_query (uri));
  g_string_append_printf (request, is_number ? " HTTP/1.1\r\nHost: [%s]" : " HTTP/1.1\r\nHost: %s", g_uri_get_host (uri));
  if (g_uri_get_port (uri) > 0)
    g_string_append_printf (request, ":%d", g_uri_get_port (uri));
  g_string_append_printf (request,
                          "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\nUser-Agent: %s\r\n",
                          key, options->user_agent ? options->user_agent : "XAudience/" XA_VERSION);
  if (options->token)
    g_string_append_printf (request, "Authorization: Bearer %s\r\n", options->token);
  g_string_append (request, "\r\n");

  return request;
}

/* Returns: (transfer full) (nullable): the value of a header; NULL where it is not there, or there twice */
static char *
get_header (char      **lines,
            const char *name)
{
  char *found = NULL;

  for (gsize i = 1; lines[0] && lines[i]; i++) {
    gsize len = strlen (name);

    if (g_ascii_strncasecmp (lines[i], name, len) != 0 || lines[i][len] != ':')
      continue;
    if (found) {
      g_free (found);
      return NULL;
    }
    found = g_strstrip (g_strdup (lines[i] + len + 1));
  }

  return found;
}

static gboolean
has_word (const char *list,
          const char *word)
{
  g_auto (GStrv) parts = g_strsplit (list ? list : "", ",", -1);

  for (gsize i = 0; parts[i]; i++)
    if (g_ascii_strcasecmp (g_strstrip (parts[i]), word) == 0)
      return TRUE;

  return FALSE;
}

static void
refuse (XaSocket *self,
        guint     status,
        GError  **error)
{
  if (status == 401)
    xa_socket_fail (self, XA_NET_ERROR_AUTH, N_ ("%s does not take this sign-in for news; sign in again."), error);
  else if (status == 403)
    xa_socket_fail (self, XA_NET_ERROR_FORBIDDEN, N_ ("%s gives no news to this sign-in."), error);
  else if (status == 404 || status == 410)
    xa_socket_fail (self, XA_NET_ERROR_GONE, N_ ("%s has no news to give at the address that it named."), error);
  else if (status == 429)
    xa_socket_fail (self, XA_NET_ERROR_RATE_LIMITED, N_ ("%s asks to come back later for news."), error);
  else if (status >= 500)
    xa_socket_fail (self, XA_NET_ERROR_TRANSIENT, N_ ("%s cannot give news at the moment."), error);
  else if (status >= 300 && status < 400)
    xa_socket_fail (self, XA_NET_ERROR_REFUSED, N_ ("%s leads on to another address for news, which is not asked."), error);
  else
    xa_socket_fail (self, XA_NET_ERROR_MALFORMED, N_ ("%s does not speak as streams of news do."), error);
}

static gboolean
check_answer (XaSocket   *self,
              const char *answer,
              const char *key,
              GError    **error)
{
  g_auto (GStrv) lines = g_strsplit (answer, "\r\n", -1);
  g_autofree char *upgrade = get_header (lines, "Upgrade");
  g_autofree char *connection = get_header (lines, "Connection");
  g_autofree char *accept = get_header (lines, "Sec-WebSocket-Accept");
  g_autofree char *extensions = get_header (lines, "Sec-WebSocket-Extensions");
  g_autofree char *expected = xa_frame_answer_key (key);
  guint64          status = 0;

  if (!g_str_has_prefix (answer, "HTTP/1.1 ") || !g_ascii_isdigit (answer[9]) || (status = g_ascii_strtoull (answer + 9, NULL, 10)) != 101) {
    refuse (self, (guint) MIN (status, 999), error);
    return FALSE;
  }
  if (!upgrade || g_ascii_strcasecmp (upgrade, "websocket") != 0 || !has_word (connection, "upgrade") || g_strcmp0 (accept, expected) != 0 || extensions) {
    refuse (self, 0, error);
    return FALSE;
  }

  return TRUE;
}

/* What is behind the answer is the first of the news already. */
static gboolean
read_answer (XaSocket *self,
             gint64    until_us,
             char    **answer,
             GError  **error)
{
  const guint8 *end = NULL;

  while (!end && self->incoming->len < MAX_ANSWER) {
    switch (xa_socket_read (self, until_us, error)) {
    case XA_SOCKET_IO_DONE:
      end = memmem (self->incoming->data, self->incoming->len, "\r\n\r\n", 4);
      break;
    case XA_SOCKET_IO_LATE:
      xa_socket_fail (self, XA_NET_ERROR_TIMEOUT, N_ ("%s did not answer in time when news were asked for."), error);
      return FALSE;
    case XA_SOCKET_IO_END:
      xa_socket_fail (self, XA_NET_ERROR_TRANSIENT, N_ ("%s ended the connection when news were asked for."), error);
      return FALSE;
    case XA_SOCKET_IO_FAILED:
      return FALSE;
    }
  }
  if (!end || memchr (self->incoming->data, '\0', (gsize) (end - self->incoming->data))) {
    refuse (self, 0, error);
    return FALSE;
  }
  *answer = g_strndup ((const char *) self->incoming->data, (gsize) (end - self->incoming->data));
  g_byte_array_remove_range (self->incoming, 0, (guint) (end - self->incoming->data) + 4);

  return TRUE;
}

gboolean
xa_socket_shake_hands (XaSocket              *self,
                       const XaSocketOptions *options,
                       GUri                  *uri,
                       gint64                 until_us,
                       GError               **error)
{
  g_autofree char *key = make_key ();
  g_autofree char *answer = NULL;
  GString         *request = make_request (options, uri, key);
  gboolean         ok = xa_socket_write (self, request->str, request->len, until_us, error);

  explicit_bzero (request->str, request->len);
  g_string_free (request, TRUE);

  return ok && read_answer (self, until_us, &answer, error) && check_answer (self, answer, key, error);
}
