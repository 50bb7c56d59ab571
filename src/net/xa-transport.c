#include "net/xa-transport-private.h"

#include "model/xa-language.h"

/**
 * xa_transport_new:
 * @send: called in the thread that asks; returns an answer or sets an error as the program's own
 *   transport does
 *
 * A transport that is a function: answers from memory.
 */
XaTransport *
xa_transport_new (XaTransportFunc send,
                  gpointer        data,
                  GDestroyNotify  data_free)
{
  XaTransport *self = g_new0 (XaTransport, 1);

  self->ref_count = 1;
  self->send = send;
  self->data = data;
  self->data_free = data_free;

  return self;
}

XaTransport *
xa_transport_ref (XaTransport *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
xa_transport_unref (XaTransport *self)
{
  if (!self || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  if (self->data_free)
    self->data_free (self->data);
  g_free (self);
}

static gboolean
has_controls (const char *text)
{
  for (; *text; text++)
    if ((guchar) *text < 0x20 || *text == 0x7f)
      return TRUE;

  return FALSE;
}

/* A line break in a header would make another header of what follows it. */
static gboolean
check_call (const XaCall *call,
            GError      **error)
{
  gboolean is_fit = !has_controls (call->address) && (!call->body_type || !has_controls (call->body_type));

  for (guint i = 0; call->headers && i < call->headers->len; i++)
    is_fit = is_fit && !has_controls (g_ptr_array_index (call->headers, i));
  if (!is_fit)
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("The credential or address holds a line break or another character that cannot be sent; paste it anew."));

  return is_fit;
}

/**
 * xa_transport_send:
 *
 * Sends one request and waits for the whole answer, whatever its status.
 *
 * Returns: (transfer full): the answer, or NULL with XA_NET_ERROR_OFFLINE, TIMEOUT, TLS, TRANSIENT, TOO_LARGE,
 * MALFORMED, BAD_REQUEST, or G_IO_ERROR_CANCELLED
 */
XaResponse *
xa_transport_send (XaTransport  *self,
                   const XaCall *call,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autoptr (XaResponse) response = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !check_call (call, error))
    return NULL;
  response = self->send (call, self->data, cancellable, error);
  if (response && g_bytes_get_size (response->body) > xa_call_get_max_body (call)) {
    xa_transport_set_too_large (error);
    return NULL;
  }

  return g_steal_pointer (&response);
}

gsize
xa_call_get_max_body (const XaCall *call)
{
  return call->max_body > 0 ? call->max_body : XA_TRANSPORT_MAX_BODY;
}

void
xa_transport_set_too_large (GError **error)
{
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_TOO_LARGE, N_ ("The answer of the server is larger than any that is expected; it was not read."));
}
