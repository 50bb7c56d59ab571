#pragma once

#include "net/xa-net-error.h"

#include <gio/gio.h>

/*
 * Waits on this machine for the one answer that a browser brings back from a sign-in (RFC 8252):
 * on 127.0.0.1 only, for one answer or a few minutes, with small bounds on everything that a
 * stranger on the machine could send.
 */
typedef struct _XaOAuthListener XaOAuthListener;

/* Listens from now on.
 * @ports: (nullable) (array length=n_ports): those that were registered with the platform, in the
 *   order to try them; none: any that is free
 * Returns: (transfer full): or NULL with XA_NET_ERROR_PAUSED where each port is in use */
XaOAuthListener *xa_oauth_listener_new (const guint16 *ports, gsize n_ports, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             xa_oauth_listener_free (XaOAuthListener *self); /* stops listening */

/* Where the browser is to be sent: "http://127.0.0.1:PORT/callback" */
const char *xa_oauth_listener_get_redirect (XaOAuthListener *self);

/* What the answer is called in the query: "code" unless told. @name: static */
void xa_oauth_listener_set_parameter (XaOAuthListener *self, const char *name);

#define XA_OAUTH_LISTENER_TIMEOUT_US (5 * 60 * G_USEC_PER_SEC)

/* Waits for the answer and stops listening, whatever it is. Blocks; once only.
 * @state: what the answer has to carry
 * Returns: (transfer full): the code of the answer, or NULL with XA_NET_ERROR_AUTH (refused by the user
 *   or the platform, or an answer that is not of this sign-in), TIMEOUT, or G_IO_ERROR_CANCELLED */
char *xa_oauth_listener_wait (XaOAuthListener *self, const char *state, gint64 timeout_us, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaOAuthListener, xa_oauth_listener_free)
