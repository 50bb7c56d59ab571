#include "net/xa-socket-private.h"

#include "model/xa-language.h"
#include "model/xa-said.h"
#include "net/xa-address.h"
#include "net/xa-frame.h"

#include <string.h>
#include <sys/random.h>

#define READ_SIZE (16 * 1024)
/* For what we send while it is open, which is little. */
#define SEND_US (10 * G_USEC_PER_SEC)
/* A farewell is not waited for. */
#define CLOSE_US (G_USEC_PER_SEC / 2)

#define CODE_PROTOCOL 1002
#define CODE_TOO_LARGE 1009

void
xa_socket_fail (XaSocket   *self,
                XaNetError  code,
                const char *sentence,
                GError    **error)
{
  g_autofree char *message = xa_say_of (sentence, self->platform);

  g_set_error_literal (error, XA_NET_ERROR, (int) code, message);
}

/* --- bytes --------------------------------------------------------------------------------------- */

static gboolean
ready_cb (GObject *stream,
          gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_REMOVE;
}

static gboolean
late_cb (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_REMOVE;
}

/* Waits until @ready (transfer full) is, or the time has come; a cancellation is readiness. */
static gboolean
wait_for (XaSocket *self,
          GSource  *ready,
          gint64    until_us)
{
  gint64   left_us = until_us - g_get_monotonic_time ();
  gboolean is_ready = FALSE, is_late = FALSE;
  GSource *deadline = g_timeout_source_new ((guint) MIN (MAX (left_us, 0) / 1000 + 1, G_MAXINT));

  g_source_set_callback (ready, G_SOURCE_FUNC (ready_cb), &is_ready, NULL);
  g_source_attach (ready, self->context);
  g_source_set_callback (deadline, late_cb, &is_late, NULL);
  g_source_attach (deadline, self->context);
  while (!is_ready && !is_late)
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (deadline);
  g_source_unref (deadline);
  g_source_destroy (ready);
  g_source_unref (ready);

  return is_ready;
}

static void
tell_torn (XaSocket     *self,
           const GError *cause,
           GError      **error)
{
  if (!g_cancellable_set_error_if_cancelled (self->cancellable, error))
    xa_socket_fail (self, XA_NET_ERROR_TRANSIENT, N_ ("%s tore the stream of news."), error);
}

XaSocketIo
xa_socket_read (XaSocket *self,
                gint64    until_us,
                GError  **error)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream));
  guint8                buffer[READ_SIZE];

  while (TRUE) {
    g_autoptr (GError) failure = NULL;
    gssize n = g_pollable_input_stream_read_nonblocking (input, buffer, sizeof buffer, self->cancellable, &failure);

    if (n > 0) {
      g_byte_array_append (self->incoming, buffer, (guint) n);
      self->heard_us = g_get_monotonic_time ();
      self->is_asked = FALSE;
      return XA_SOCKET_IO_DONE;
    }
    if (n == 0)
      return XA_SOCKET_IO_END;
    if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
      tell_torn (self, failure, error);
      return XA_SOCKET_IO_FAILED;
    }
    if (!wait_for (self, g_pollable_input_stream_create_source (input, self->cancellable), until_us))
      return XA_SOCKET_IO_LATE;
  }
}

gboolean
xa_socket_write (XaSocket     *self,
                 gconstpointer data,
                 gsize         size,
                 gint64        until_us,
                 GError      **error)
{
  GPollableOutputStream *output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->stream));
  gsize                  at = 0;

  while (at < size) {
    g_autoptr (GError) failure = NULL;
    gssize n = g_pollable_output_stream_write_nonblocking (output, (const guint8 *) data + at, size - at, self->cancellable, &failure);

    if (n > 0) {
      at += (gsize) n;
    } else if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
      tell_torn (self, failure, error);
      return FALSE;
    } else if (!wait_for (self, g_pollable_output_stream_create_source (output, self->cancellable), until_us)) {
      xa_socket_fail (self, XA_NET_ERROR_TIMEOUT, N_ ("%s takes nothing any more over the stream of news."), error);
      return FALSE;
    }
  }

  return TRUE;
}

/* --- frames -------------------------------------------------------------------------------------- */

static gboolean
send_frame (XaSocket     *self,
            XaFrameKind   kind,
            gconstpointer data,
            gsize         size,
            gint64        for_us,
            GError      **error)
{
  g_autoptr (GByteArray) frame = g_byte_array_sized_new ((guint) size + 16);
  guint8   mask[4];
  gboolean ok;

  if (getrandom (mask, sizeof mask, 0) != (gssize) sizeof mask)
    g_error ("The system gave no random bytes");
  xa_frame_append (frame, kind, mask, data, size);
  ok = xa_socket_write (self, frame->data, frame->len, g_get_monotonic_time () + for_us, error);
  /* A token may have been in it. */
  explicit_bzero (frame->data, frame->len);

  return ok;
}

void
xa_socket_close (XaSocket *self,
                 guint16   code)
{
  const guint8 bytes[2] = { (guint8) (code >> 8), (guint8) (code & 0xff) };

  if (!self->is_closed && !g_cancellable_is_cancelled (self->cancellable))
    send_frame (self, XA_FRAME_CLOSE, bytes, sizeof bytes, CLOSE_US, NULL);
  self->is_closed = TRUE;
}

static XaSocketEvent
fail (XaSocket   *self,
      XaNetError  code,
      guint16     close_code,
      const char *what,
      GError    **error)
{
  xa_socket_close (self, close_code);
  xa_socket_fail (self, code, what, error);

  return XA_SOCKET_FAILED;
}

static XaSocketEvent
fail_protocol (XaSocket *self,
               GError  **error)
{
  return fail (self, XA_NET_ERROR_MALFORMED, CODE_PROTOCOL, N_ ("%s sent what is no stream of news."), error);
}

/* Takes a whole frame of control. TIMEOUT: it was nothing for the caller. */
static XaSocketEvent
take_control (XaSocket          *self,
              const XaFrameHead *head,
              const guint8      *data,
              GError           **error)
{
  if (head->kind == XA_FRAME_PING && !send_frame (self, XA_FRAME_PONG, data, (gsize) head->size, SEND_US, error))
    return XA_SOCKET_FAILED;
  if (head->kind != XA_FRAME_CLOSE)
    return XA_SOCKET_TIMEOUT;
  if (head->size == 1)
    return fail_protocol (self, error);
  self->close_code = head->size >= 2 ? (guint) (data[0] << 8 | data[1]) : 0;
  xa_socket_close (self, self->close_code ? (guint16) self->close_code : 1000);

  return XA_SOCKET_CLOSED;
}

/* Takes a whole frame of a message. TIMEOUT: there are more. */
static XaSocketEvent
take_data (XaSocket          *self,
           const XaFrameHead *head,
           const guint8      *data,
           GBytes           **message,
           GError           **error)
{
  if ((head->kind == XA_FRAME_CONTINUATION) != self->is_in_message)
    return fail_protocol (self, error);
  if (head->kind != XA_FRAME_CONTINUATION)
    self->is_binary = head->kind == XA_FRAME_BINARY;
  g_byte_array_append (self->message, data, (guint) head->size);
  self->is_in_message = !head->is_last;
  if (!head->is_last)
    return XA_SOCKET_TIMEOUT;
  if (self->is_binary || !g_utf8_validate_len ((const char *) self->message->data, self->message->len, NULL))
    return fail_protocol (self, error);
  *message = g_byte_array_free_to_bytes (g_steal_pointer (&self->message));
  self->message = g_byte_array_new ();

  return XA_SOCKET_MESSAGE;
}

/* Takes the next frame, if it is whole. TIMEOUT with *@needs_more: it is not. */
static XaSocketEvent
take_frame (XaSocket *self,
            gboolean *needs_more,
            GBytes  **message,
            GError  **error)
{
  const guint8 *data = self->incoming->data + self->n_taken;
  gsize         size = self->incoming->len - self->n_taken;
  XaFrameHead   head;
  XaFrameResult result = xa_frame_read_head (data, size, &head);

  *needs_more = result == XA_FRAME_MORE;
  if (result == XA_FRAME_BAD)
    return fail_protocol (self, error);
  if (result == XA_FRAME_MORE)
    return XA_SOCKET_TIMEOUT;
  /* By what it says, before any of it is kept. */
  if (!xa_frame_is_control (head.kind) && head.size > self->max_message - self->message->len)
    return fail (self, XA_NET_ERROR_TOO_LARGE, CODE_TOO_LARGE, N_ ("%s sent a larger piece of news than any that is expected; it was not read."), error);
  *needs_more = size < head.head_size + head.size;
  if (*needs_more)
    return XA_SOCKET_TIMEOUT;
  self->n_taken += head.head_size + (gsize) head.size;
  data += head.head_size;

  return xa_frame_is_control (head.kind) ? take_control (self, &head, data, error) : take_data (self, &head, data, message, error);
}

static void
forget_taken (XaSocket *self)
{
  if (self->n_taken > 0)
    g_byte_array_remove_range (self->incoming, 0, (guint) self->n_taken);
  self->n_taken = 0;
}

/* Takes what is there. TIMEOUT: more has to be read. */
static XaSocketEvent
take_frames (XaSocket *self,
             GBytes  **message,
             GError  **error)
{
  XaSocketEvent event = XA_SOCKET_TIMEOUT;
  gboolean      needs_more = FALSE;

  while (event == XA_SOCKET_TIMEOUT && !needs_more)
    event = take_frame (self, &needs_more, message, error);
  if (needs_more)
    forget_taken (self);

  return event;
}

/* --- waiting ------------------------------------------------------------------------------------- */

/* Whoever is silent is asked, and left when he does not answer. */
static gboolean
check_silence (XaSocket *self,
               GError  **error)
{
  gint64 silent_us = g_get_monotonic_time () - self->heard_us;

  if (self->silence_us <= 0 || silent_us < self->silence_us)
    return TRUE;
  if (silent_us >= 2 * self->silence_us) {
    fail (self, XA_NET_ERROR_TIMEOUT, 4000, N_ ("%s fell silent in the stream of news."), error);
    return FALSE;
  }
  if (self->is_asked)
    return TRUE;
  self->is_asked = TRUE;

  return send_frame (self, XA_FRAME_PING, "", 0, SEND_US, error);
}

static gint64
get_next_look (XaSocket *self,
               gint64    until_us)
{
  if (self->silence_us <= 0)
    return until_us;

  return MIN (until_us, self->heard_us + (self->is_asked ? 2 : 1) * self->silence_us);
}

XaSocketEvent
xa_socket_receive (XaSocket *self,
                   gint64    until_us,
                   GBytes  **message,
                   GError  **error)
{
  while (TRUE) {
    XaSocketEvent event;

    if (self->is_closed)
      return XA_SOCKET_CLOSED;
    event = take_frames (self, message, error);
    if (event != XA_SOCKET_TIMEOUT)
      return event;
    switch (xa_socket_read (self, get_next_look (self, until_us), error)) {
    case XA_SOCKET_IO_DONE:
      break;
    case XA_SOCKET_IO_LATE:
      if (!check_silence (self, error))
        return XA_SOCKET_FAILED;
      if (g_get_monotonic_time () >= until_us)
        return XA_SOCKET_TIMEOUT;
      break;
    case XA_SOCKET_IO_END:
      self->is_closed = TRUE;
      return XA_SOCKET_CLOSED;
    case XA_SOCKET_IO_FAILED:
      return XA_SOCKET_FAILED;
    }
  }
}

/* --- the object ---------------------------------------------------------------------------------- */

gboolean
xa_socket_send (XaSocket   *self,
                const char *text,
                GError    **error)
{
  if (self->is_closed) {
    xa_socket_fail (self, XA_NET_ERROR_TRANSIENT, N_ ("%s tore the stream of news."), error);
    return FALSE;
  }

  return send_frame (self, XA_FRAME_TEXT, text, strlen (text), SEND_US, error);
}

guint
xa_socket_get_close_code (XaSocket *self)
{
  return self->close_code;
}

static gboolean
has_controls (const char *text)
{
  for (; text && *text; text++)
    if ((guchar) *text <= 0x20 || *text == 0x7f)
      return TRUE;

  return FALSE;
}

/* The last look at where it goes: nothing is ever sent in the clear over a network. */
static GUri *
check_address (const XaSocketOptions *options,
               GError               **error)
{
  g_autoptr (GUri) uri = g_uri_parse (options->address, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  gboolean         is_safe = uri && strcmp (g_uri_get_scheme (uri), "wss") == 0;
  g_autofree char *clear = uri && strcmp (g_uri_get_scheme (uri), "ws") == 0 ? g_strconcat ("http", options->address + strlen ("ws"), NULL) : NULL;

  if (!uri || !g_uri_get_host (uri) || !*g_uri_get_host (uri) || g_uri_get_userinfo (uri) || has_controls (options->address) || has_controls (options->token) ||
      (!is_safe && (!clear || !xa_address_is_loopback (clear)))) {
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, N_ ("%s names an address for news that may not be asked."), options->platform);
    return NULL;
  }

  return g_steal_pointer (&uri);
}

XaSocket *
xa_socket_open (const XaSocketOptions *options,
                GCancellable          *cancellable,
                GError               **error)
{
  gint64 until_us = g_get_monotonic_time () + (options->timeout_us > 0 ? options->timeout_us : XA_SOCKET_TIMEOUT_US);
  g_autoptr (GUri) uri = check_address (options, error);
  g_autoptr (XaSocket) self = NULL;

  if (!uri || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  self = g_new0 (XaSocket, 1);
  self->context = g_main_context_new ();
  self->cancellable = cancellable ? g_object_ref (cancellable) : g_cancellable_new ();
  self->platform = g_strdup (options->platform);
  self->incoming = g_byte_array_new ();
  self->message = g_byte_array_new ();
  self->max_message = options->max_message ? options->max_message : XA_SOCKET_MAX_MESSAGE;
  self->silence_us = options->silence_us;
  if (!xa_socket_connect (self, options, uri, until_us, error) || !xa_socket_shake_hands (self, options, uri, until_us, error)) {
    self->is_closed = TRUE;
    return NULL;
  }

  return g_steal_pointer (&self);
}

void
xa_socket_free (XaSocket *self)
{
  if (!self)
    return;

  g_main_context_push_thread_default (self->context);
  g_clear_object (&self->stream);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_object_unref (self->cancellable);
  g_byte_array_unref (self->incoming);
  g_byte_array_unref (self->message);
  g_free (self->platform);
  g_free (self);
}
