#include "net/xa-oauth-listener.h"

#include "model/xa-language.h"
#include "net/xa-cancel-watch.h"

#include <nettle/memops.h>
#include <string.h>

#define PATH "/callback"
#define MAX_REQUEST (8 * 1024)
#define MAX_CODE 4096
#define MAX_CLIENTS 16
#define CLIENT_TIMEOUT_S 10

/* What a browser shows; no script, nothing from elsewhere, and no trace of the address it came by. */
#define HEADERS                                                                                \
  "Content-Type: text/html; charset=utf-8\r\nConnection: close\r\nCache-Control: no-store\r\n" \
  "Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n"                        \
  "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n"
#define PAGE(words)                                                                                           \
  "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>XAudience</title><style>body{font:"  \
  "1.1em system-ui,sans-serif;max-width:30em;margin:20vh auto;padding:0 1em;color-scheme:light dark}</style>" \
  "</head><body><h1>XAudience</h1><p>" words "</p></body></html>\n"

struct _XaOAuthListener {
  GSocketListener *sockets;  /* (owned) (nullable): NULL once it does not listen any more */
  char            *redirect; /* (owned) */
  char            *host;     /* (owned): what the Host header has to say */
  const char      *parameter;
};

/* One wait for an answer: what its callbacks share. */
typedef struct {
  XaOAuthListener *self;        /* (not owned) */
  const char      *state;       /* (not owned) */
  GCancellable    *cancellable; /* (owned): ends everything that goes on */
  guint            n_clients;
  guint            n_replies; /* that are being written */
  gboolean         is_answered;
  gboolean         is_accepting;
  char            *code;  /* (owned) (nullable) */
  GError          *error; /* (owned) (nullable) */
} Wait;

typedef struct {
  Wait              *wait;       /* (not owned) */
  GSocketConnection *connection; /* (owned) */
  char               request[MAX_REQUEST + 1];
  gsize              n_read;
  const char        *reply; /* (not owned): static text */
} Client;

/* --- what an answer says ------------------------------------------------------------------------- */

static gboolean
fail (Wait       *wait,
      const char *message)
{
  g_clear_error (&wait->error);
  g_set_error_literal (&wait->error, XA_NET_ERROR, XA_NET_ERROR_AUTH, message);

  return FALSE;
}

/* Takes out the value of @name where it stands exactly once. */
static char *
take_parameter (const char *query,
                const char *name)
{
  g_auto (GStrv) pairs = g_strsplit (query, "&", 32);
  g_autofree char *value = NULL;
  gsize            len = strlen (name);

  for (guint i = 0; pairs[i]; i++) {
    g_autofree char *plain = NULL;

    if (strncmp (pairs[i], name, len) != 0 || pairs[i][len] != '=')
      continue;
    if (value)
      return NULL;
    g_strdelimit (pairs[i], "+", ' ');
    plain = g_uri_unescape_string (pairs[i] + len + 1, NULL);
    value = g_steal_pointer (&plain);
    if (value == NULL)
      return NULL;
  }

  return g_steal_pointer (&value);
}

static gboolean
is_state (const char *given,
          const char *expected)
{
  return given && strlen (given) == strlen (expected) && nettle_memeql_sec (given, expected, strlen (expected));
}

/* Says in our words what the platform's error code means; the platform's own are not passed on. */
static void
fail_refused (Wait       *wait,
              const char *why)
{
  if (strcmp (why, "access_denied") == 0)
    fail (wait, N_ ("The sign-in was refused in the browser: nothing was connected"));
  else if (strcmp (why, "invalid_scope") == 0)
    fail (wait, N_ ("The platform does not know a permission that was asked for: nothing was connected"));
  else if (strcmp (why, "temporarily_unavailable") == 0 || strcmp (why, "server_error") == 0)
    fail (wait, N_ ("The platform could not sign you in just now: nothing was connected; try again later"));
  else
    fail (wait, N_ ("The platform refused this program's sign-in: check the client id and the redirect address that are registered there"));
}

/* Takes the one answer. Returns: whether it is a good one */
static gboolean
take_answer (Wait       *wait,
             const char *query)
{
  g_autofree char *state = take_parameter (query, "state"), *why = NULL, *code = NULL;

  wait->is_answered = TRUE;
  if (!is_state (state, wait->state))
    return fail (wait, N_ ("An answer came that is not of this sign-in, so it was not used: start the sign-in again"));
  why = take_parameter (query, "error");
  if (why) {
    fail_refused (wait, why);
    return FALSE;
  }
  code = take_parameter (query, wait->self->parameter);
  if (code == NULL || *code == '\0' || strlen (code) > MAX_CODE)
    return fail (wait, N_ ("The platform sent the browser back without a code: nothing was connected"));
  wait->code = g_steal_pointer (&code);

  return TRUE;
}

/* --- what a client asks ------------------------------------------------------------------------- */

/* Whether there is one Host header and it is ours: a page that was led here by its name has its own. */
static gboolean
has_our_host (const char *request,
              const char *host)
{
  g_auto (GStrv) lines = g_strsplit (request, "\r\n", -1);
  guint    n_hosts = 0;
  gboolean is_ours = FALSE;

  for (guint i = 1; lines[i] && lines[i][0]; i++) {
    if (g_ascii_strncasecmp (lines[i], "host:", 5) != 0)
      continue;
    n_hosts++;
    is_ours = strcmp (g_strstrip (lines[i] + 5), host) == 0;
  }

  return n_hosts == 1 && is_ours;
}

static const char *
answer_request (Wait       *wait,
                const char *request)
{
  static const char get[] = "GET " PATH "?";
  const char       *end = strstr (request, "\r\n");
  g_autofree char  *line = g_strndup (request, (gsize) (end - request)), *query = NULL;
  char             *version = strrchr (line, ' ');

  if (version == NULL || !g_str_has_prefix (version, " HTTP/1.") || !has_our_host (request, wait->self->host))
    return "HTTP/1.1 400 Bad Request\r\n" HEADERS "\r\n" PAGE ("This is not a request that XAudience answers.");
  *version = '\0';
  if (!g_str_has_prefix (line, get) || wait->is_answered)
    return "HTTP/1.1 404 Not Found\r\n" HEADERS "\r\n" PAGE ("There is nothing here.");
  query = g_strdup (line + strlen (get));
  if (take_answer (wait, query))
    return "HTTP/1.1 200 OK\r\n" HEADERS "\r\n" PAGE ("The sign-in has come back to XAudience. You can close this page.");

  return "HTTP/1.1 400 Bad Request\r\n" HEADERS "\r\n" PAGE ("The sign-in did not succeed. XAudience says why; you can close this page.");
}

/* --- connections ------------------------------------------------------------------------------------- */

static void accept_next (Wait *wait);

static void
end_client (Client *client)
{
  Wait *wait = client->wait;

  g_io_stream_close (G_IO_STREAM (client->connection), NULL, NULL);
  g_object_unref (client->connection);
  /* The request held the code. */
  explicit_bzero (client->request, sizeof client->request);
  g_free (client);
  wait->n_clients--;
  accept_next (wait);
}

static void
replied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Client *client = data;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  client->wait->n_replies--;
  end_client (client);
}

static void read_more (Client *client);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Client *client = data;
  gssize  n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n <= 0) {
    end_client (client);
    return;
  }
  client->n_read += (gsize) n;
  client->request[client->n_read] = '\0';
  if (strstr (client->request, "\r\n\r\n"))
    client->reply = answer_request (client->wait, client->request);
  else if (strlen (client->request) < client->n_read || client->n_read == MAX_REQUEST)
    client->reply = "HTTP/1.1 431 Request Header Fields Too Large\r\n" HEADERS "\r\n" PAGE ("This request is too large.");
  if (client->reply == NULL) {
    read_more (client);
    return;
  }
  client->wait->n_replies++;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (client->connection)), client->reply, strlen (client->reply), G_PRIORITY_DEFAULT, client->wait->cancellable, replied_cb, client);
}

static void
read_more (Client *client)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (client->connection)), client->request + client->n_read, MAX_REQUEST - client->n_read, G_PRIORITY_DEFAULT, client->wait->cancellable, read_cb, client);
}

static void
accepted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Wait              *wait = data;
  GSocketConnection *connection = g_socket_listener_accept_finish (G_SOCKET_LISTENER (source), result, NULL, NULL);
  Client            *client;

  wait->is_accepting = FALSE;
  if (connection == NULL) {
    accept_next (wait);
    return;
  }
  g_socket_set_timeout (g_socket_connection_get_socket (connection), CLIENT_TIMEOUT_S);
  client = g_new0 (Client, 1);
  client->wait = wait;
  client->connection = connection;
  wait->n_clients++;
  accept_next (wait);
  read_more (client);
}

static void
accept_next (Wait *wait)
{
  if (wait->is_accepting || wait->is_answered || wait->n_clients >= MAX_CLIENTS || g_cancellable_is_cancelled (wait->cancellable))
    return;
  wait->is_accepting = TRUE;
  g_socket_listener_accept_async (wait->self->sockets, wait->cancellable, accepted_cb, wait);
}

/* --- the wait ------------------------------------------------------------------------------------------ */

static gboolean
late_cb (gpointer data)
{
  g_cancellable_cancel (data);

  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (gpointer data)
{
  g_cancellable_cancel (data);

  return G_SOURCE_REMOVE;
}

static void
run (Wait         *wait,
     gint64        timeout_us,
     GCancellable *cancellable)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) late = g_timeout_source_new ((guint) MAX (timeout_us / 1000, 0));
  XaCancelWatch watch;

  g_main_context_push_thread_default (context);
  g_source_set_callback (late, late_cb, wait->cancellable, NULL);
  g_source_attach (late, context);
  xa_cancel_watch_start (&watch, context, cancellable, cancelled_cb, wait->cancellable);
  accept_next (wait);
  while (!wait->is_answered && !g_cancellable_is_cancelled (wait->cancellable))
    g_main_context_iteration (context, TRUE);
  /* No more are let in; who asked is told how it went, and whoever else is connected is let go. */
  g_socket_listener_close (wait->self->sockets);
  while (wait->n_replies > 0)
    g_main_context_iteration (context, TRUE);
  g_cancellable_cancel (wait->cancellable);
  while (wait->n_clients > 0 || wait->is_accepting)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (late);
  xa_cancel_watch_end (&watch);
  g_main_context_pop_thread_default (context);
}

static void
wipe (char *text)
{
  if (text)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

char *
xa_oauth_listener_wait (XaOAuthListener *self,
                        const char      *state,
                        gint64           timeout_us,
                        GCancellable    *cancellable,
                        GError         **error)
{
  g_autoptr (GCancellable) all = g_cancellable_new ();
  Wait wait = { .self = self, .state = state, .cancellable = all };

  g_return_val_if_fail (self->sockets != NULL, NULL);
  g_return_val_if_fail (state && *state, NULL);

  if (!g_cancellable_is_cancelled (cancellable))
    run (&wait, timeout_us, cancellable);
  g_socket_listener_close (self->sockets);
  g_clear_object (&self->sockets);
  if (wait.code && !g_cancellable_is_cancelled (cancellable))
    return wait.code;
  wipe (wait.code);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    g_clear_error (&wait.error);
  else if (wait.error)
    g_propagate_error (error, wait.error);
  else
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_TIMEOUT, N_ ("Nobody signed in within the time that a sign-in may take: start it again"));

  return NULL;
}

static guint16
bind_port (GSocketListener *sockets,
           guint16          port)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GSocketAddress) bound = NULL;

  if (!g_socket_listener_add_address (sockets, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound, NULL))
    return 0;

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

XaOAuthListener *
xa_oauth_listener_new (const guint16 *ports,
                       gsize          n_ports,
                       GError       **error)
{
  g_autoptr (GSocketListener) sockets = g_socket_listener_new ();
  XaOAuthListener *self;
  guint16          port = 0;

  if (n_ports == 0)
    port = bind_port (sockets, 0);
  for (gsize i = 0; i < n_ports && port == 0; i++)
    port = bind_port (sockets, ports[i]);
  if (port == 0) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_PAUSED,
                         N_ ("Another program uses each address at which the browser could bring the sign-in back: end that program or another sign-in, then try again"));
    return NULL;
  }
  self = g_new0 (XaOAuthListener, 1);
  self->sockets = g_steal_pointer (&sockets);
  self->parameter = "code";
  self->host = g_strdup_printf ("127.0.0.1:%u", port);
  self->redirect = g_strdup_printf ("http://%s" PATH, self->host);

  return self;
}

void
xa_oauth_listener_set_parameter (XaOAuthListener *self,
                                 const char      *name)
{
  self->parameter = name;
}

void
xa_oauth_listener_free (XaOAuthListener *self)
{
  if (self == NULL)
    return;
  if (self->sockets)
    g_socket_listener_close (self->sockets);
  g_clear_object (&self->sockets);
  g_free (self->redirect);
  g_free (self->host);
  g_free (self);
}

const char *
xa_oauth_listener_get_redirect (XaOAuthListener *self)
{
  return self->redirect;
}
