#include "net/xa-transport-private.h"

#include "model/xa-language.h"
#include "model/xa-said.h"
#include "net/xa-address.h"
#include "net/xa-cancel-watch.h"
#include "net/xa-transport-lines.h"

#include <libsoup/soup.h>
#include <string.h>

/*
 * Each call runs a session of its own thread to the end, in a main context that no other thread
 * has: so that a deadline and a cancellation end it at once, whatever it is waiting for. Sessions
 * are kept for the next call, with their open connections.
 */

#define DEFAULT_PER_HOST 2
#define READ_SIZE (64 * 1024)

/* One call on its way. */
typedef struct {
  const XaCall *call;    /* (not owned) */
  SoupMessage  *message; /* (owned) */
  GCancellable *stop;    /* (owned) */
  GInputStream *stream;  /* (owned) (nullable) */
  GByteArray   *body;    /* (owned) */
  GError       *error;   /* (owned) (nullable) */
  gboolean      is_late;
  gboolean      is_too_large;
  gboolean      has_head;    /* the head of the answer is there, and on_sent() is not called yet */
  gboolean      is_unwanted; /* to be stopped as soon as it is */
  gboolean      is_done;
} Exchange;

/* --- one call ------------------------------------------------------------------------------------- */

/* libsoup 3.6 up to 3.6.5 frees a call twice that is cancelled when the head of its answer is read and has not
 * been handed on yet, one turn of the loop later (CVE-2025-12105): that turn is waited for. */
static void
stop (Exchange *self)
{
  if (self->has_head)
    self->is_unwanted = TRUE;
  else
    g_cancellable_cancel (self->stop);
}

static void
on_head (SoupMessage *message,
         gpointer     data)
{
  ((Exchange *) data)->has_head = TRUE;
}

/* It is sent once more, as a connection was closed under it. */
static void
on_restarted (SoupMessage *message,
              gpointer     data)
{
  Exchange *self = data;

  self->has_head = FALSE;
  if (self->is_unwanted)
    g_cancellable_cancel (self->stop);
}

static gboolean
on_late (gpointer data)
{
  Exchange *self = data;

  self->is_late = TRUE;
  stop (self);

  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (gpointer data)
{
  stop (data);

  return G_SOURCE_REMOVE;
}

static void
finish (Exchange *self,
        GError   *error)
{
  self->error = error;
  self->is_done = TRUE;
}

static void
on_closed (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  /* All of the body is here: how the connection ends is of no matter. */
  g_input_stream_close_finish (G_INPUT_STREAM (source), result, NULL);
  finish (data, NULL);
}

static void read_more (Exchange *self);

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Exchange *self = data;
  GError   *error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize size = bytes ? g_bytes_get_size (bytes) : 0;

  if (error) {
    finish (self, error);
  } else if (size == 0) {
    g_input_stream_close_async (self->stream, G_PRIORITY_DEFAULT, self->stop, on_closed, self);
  } else if (self->body->len + size > xa_call_get_max_body (self->call)) {
    self->is_too_large = TRUE;
    finish (self, NULL);
  } else {
    g_byte_array_append (self->body, g_bytes_get_data (bytes, NULL), (guint) size);
    read_more (self);
  }
}

static void
read_more (Exchange *self)
{
  g_input_stream_read_bytes_async (self->stream, READ_SIZE, G_PRIORITY_DEFAULT, self->stop, on_read, self);
}

/* A proxy that opens no way to the platform answers in its place, in the clear: libsoup hands that on like any
 * answer. */
static gboolean
is_of_proxy (const Exchange *self)
{
  return g_str_equal (g_uri_get_scheme (soup_message_get_uri (self->message)), "https") && !soup_message_get_tls_peer_certificate (self->message);
}

static void
on_sent (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Exchange *self = data;
  GError   *error = NULL;
  goffset   declared;

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  self->has_head = FALSE;
  if (self->is_unwanted)
    g_cancellable_cancel (self->stop);
  if (!self->stream) {
    finish (self, error);
    return;
  }
  if (is_of_proxy (self)) {
    finish (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PROXY_FAILED, "refused"));
    return;
  }
  declared = soup_message_headers_get_content_length (soup_message_get_response_headers (self->message));
  if (declared > 0 && (guint64) declared > xa_call_get_max_body (self->call)) {
    self->is_too_large = TRUE;
    finish (self, NULL);
  } else {
    read_more (self);
  }
}

static SoupMessage *
make_message (const XaCall *call,
              GError      **error)
{
  g_autoptr (GUri) uri = g_uri_parse (call->address, SOUP_HTTP_URI_FLAGS, NULL);
  SoupMessage        *message;
  SoupMessageHeaders *headers;

  /* The last look at where a request goes: nothing is ever sent in the clear over a network. */
  if (!uri || !g_uri_get_host (uri) || g_uri_get_user (uri) ||
      (strcmp (g_uri_get_scheme (uri), "https") != 0 && (strcmp (g_uri_get_scheme (uri), "http") != 0 || !xa_address_is_loopback (call->address)))) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, N_ ("The address is not one that may be asked: it has to begin with https:// and name a server."));
    return NULL;
  }

  message = soup_message_new_from_uri (call->method, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  /* A line has one call at a time, so HTTP/2 has nothing to give it; and libsoup (3.6.5) never calls back about
   * some calls whose connection or stream an HTTP/2 server ends, not even when they are cancelled. */
  soup_message_set_force_http1 (message, TRUE);
  headers = soup_message_get_request_headers (message);
  for (guint i = 0; call->headers && i + 1 < call->headers->len; i += 2)
    soup_message_headers_append (headers, g_ptr_array_index (call->headers, i), g_ptr_array_index (call->headers, i + 1));
  if (call->body)
    soup_message_set_request_body_from_bytes (message, call->body_type, call->body);

  return message;
}

/* Runs the line until the call has ended. */
static void
run (Exchange     *self,
     XaLine       *line,
     GCancellable *cancellable)
{
  gint64 timeout_us = self->call->timeout_us > 0 ? self->call->timeout_us : XA_TRANSPORT_TIMEOUT_US;
  g_autoptr (GSource) deadline = g_timeout_source_new ((guint) MIN (timeout_us / 1000, G_MAXINT));
  XaCancelWatch cancel;

  g_main_context_push_thread_default (line->context);
  /* Connections that the server has closed since are noticed here, not by this call. */
  while (g_main_context_iteration (line->context, FALSE))
    ;
  g_source_set_callback (deadline, on_late, self, NULL);
  g_source_attach (deadline, line->context);
  xa_cancel_watch_start (&cancel, line->context, cancellable, on_cancelled, self);
  g_signal_connect (self->message, "got-headers", G_CALLBACK (on_head), self);
  g_signal_connect (self->message, "restarted", G_CALLBACK (on_restarted), self);
  /* Above the turns of libsoup's queue, which are at the default: what it hears of a connection that broke has to
   * be dealt with before the queue sends the call once more. The other way round the late word ends the new
   * attempt, and its item is freed twice (libsoup 3.6 up to 3.6.5). */
  soup_session_send_async (line->session, self->message, G_PRIORITY_HIGH, self->stop, on_sent, self);
  while (!self->is_done)
    g_main_context_iteration (line->context, TRUE);
  g_source_destroy (deadline);
  xa_cancel_watch_end (&cancel);
  g_clear_object (&self->stream);
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_main_context_pop_thread_default (line->context);
}

/* --- what came of it ------------------------------------------------------------------------------ */

static void
set_error (GError    **error,
           XaNetError  code,
           const char *host,
           const char *sentence)
{
  g_autofree char *message = xa_say_of (sentence, host);

  g_set_error_literal (error, XA_NET_ERROR, code, message);
}

static gboolean
is_offline (const GError *error)
{
  static const int codes[] = { G_IO_ERROR_NETWORK_UNREACHABLE, G_IO_ERROR_HOST_UNREACHABLE, G_IO_ERROR_HOST_NOT_FOUND };

  if (error->domain == G_RESOLVER_ERROR)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_IO_ERROR, codes[i]))
      return TRUE;

  return FALSE;
}

static gboolean
is_proxy_fault (const GError *error)
{
  return error->domain == G_IO_ERROR && (error->code == G_IO_ERROR_PROXY_FAILED || error->code == G_IO_ERROR_PROXY_AUTH_FAILED ||
                                         error->code == G_IO_ERROR_PROXY_NEED_AUTH || error->code == G_IO_ERROR_PROXY_NOT_ALLOWED);
}

/* Turns what the libraries say into our own words: theirs can quote addresses. */
static void
translate (const Exchange *self,
           const char     *host,
           GCancellable   *cancellable,
           GError        **error)
{
  const GError *cause = self->error;

  if (self->is_too_large)
    xa_transport_set_too_large (error);
  else if (g_cancellable_is_cancelled (cancellable))
    g_cancellable_set_error_if_cancelled (cancellable, error);
  else if (self->is_late || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    set_error (error, XA_NET_ERROR_TIMEOUT, host, N_ ("%s did not answer in time."));
  else if (cause->domain == G_TLS_ERROR)
    set_error (error, XA_NET_ERROR_TLS, host, N_ ("%s could not prove that it is the server it says it is (its certificate was refused); nothing was sent."));
  else if (is_proxy_fault (cause))
    set_error (error, XA_NET_ERROR_OFFLINE, host, N_ ("%s cannot be reached: the proxy of this desktop refused; check the network settings."));
  else if (is_offline (cause))
    set_error (error, XA_NET_ERROR_OFFLINE, host, N_ ("%s cannot be reached; check the network, and the name of the server."));
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    set_error (error, XA_NET_ERROR_TRANSIENT, host, N_ ("%s takes no connections at the moment."));
  else if (g_error_matches (cause, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING))
    set_error (error, XA_NET_ERROR_MALFORMED, host, N_ ("%s does not speak HTTP."));
  else
    set_error (error, XA_NET_ERROR_TRANSIENT, host, N_ ("%s ended the connection before its answer was whole."));
}

static void
copy_header (const char *name,
             const char *value,
             gpointer    data)
{
  /* Cookies would be one more thing to tell who asks. */
  if (g_ascii_strcasecmp (name, "set-cookie") != 0)
    xa_response_set_header (data, name, value);
}

static XaResponse *
make_response (Exchange *self)
{
  g_autoptr (GBytes) body = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
  XaResponse *response = xa_response_new (soup_message_get_status (self->message), body);
  const char *date;
  g_autoptr (GDateTime) theirs = NULL;

  soup_message_headers_foreach (soup_message_get_response_headers (self->message), copy_header, response);
  date = xa_response_get_header (response, "date");
  theirs = date ? soup_date_time_new_from_http_string (date) : NULL;
  if (theirs)
    response->skew_us = g_date_time_to_unix (theirs) * G_USEC_PER_SEC - response->received_us;

  return response;
}

static void
exchange_clear (Exchange *self)
{
  g_clear_object (&self->message);
  g_clear_object (&self->stop);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_error (&self->error);
}

static XaResponse *
send_by_soup (const XaCall *call,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  XaLines         *lines = data;
  Exchange         exchange = { .call = call, .message = make_message (call, error) };
  g_autofree char *origin = xa_address_mask (call->address);
  g_autofree char *queue = call->is_patient ? g_strconcat (origin, " waiting", NULL) : g_strdup (origin);
  guint            max = call->is_patient ? G_MAXUINT : call->max_per_host > 0 ? call->max_per_host
                                                                               : DEFAULT_PER_HOST;
  XaLine          *line;
  XaResponse      *response = NULL;

  if (!exchange.message)
    return NULL;
  line = xa_lines_take (lines, queue, max, cancellable, error);
  if (!line) {
    exchange_clear (&exchange);
    return NULL;
  }
  exchange.stop = g_cancellable_new ();
  exchange.body = g_byte_array_new ();
  run (&exchange, line, cancellable);
  if (exchange.error || exchange.is_too_large)
    translate (&exchange, origin, cancellable, error);
  else
    response = make_response (&exchange);
  exchange_clear (&exchange);
  /* What is left of an answer that was not read to its end must not meet the next call. */
  xa_lines_give_back (lines, queue, line, response != NULL);

  return response;
}

XaTransport *
xa_transport_new_soup (void)
{
  return xa_transport_new (send_by_soup, xa_lines_new (), (GDestroyNotify) xa_lines_free);
}
