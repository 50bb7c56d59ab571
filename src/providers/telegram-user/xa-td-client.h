#pragma once

#include "net/xa-json.h"

#include <gio/gio.h>

/*
 * A session of Telegram's client library, in a process of its own (src/tdhelper). Blocking; calls from
 * several threads come one after the other.
 */
typedef struct _XaTdClient XaTdClient;

/* @helper: the program that carries the requests
 * @library: (nullable): NULL for the one of the system
 * Returns: (transfer full): or NULL with REFUSED where the library is not there, TRANSIENT where the helper does not
 *   answer */
XaTdClient *xa_td_client_new (const char *helper, const char *library, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        xa_td_client_free (XaTdClient *self); /* closes the session; one that hangs is ended */

/* @request: an object of the library's, as JSON
 * @wait_us: (out) (optional): with RATE_LIMITED, how long Telegram wants to be left alone
 * Returns: (transfer full): the answer. NULL with XA_NET_ERROR (TRANSIENT: the helper has ended; TIMEOUT: it hung, and
 *   was ended; both leave a client that is not good for more), or CANCELLED */
XaJson *xa_td_client_ask (XaTdClient *self, const char *request, gint64 timeout_us, gint64 *wait_us, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, with a refusal given as it is: an object of type "error", for who judges it by himself. */
XaJson *xa_td_client_exchange (XaTdClient *self, const char *request, gint64 timeout_us, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same without waiting for an answer, which some requests get much later. */
gboolean xa_td_client_tell (XaTdClient *self, const char *request, gint64 timeout_us, GCancellable *cancellable, GError **error);

/* Waits until the library has told of another state of the sign-in than @known (nullable: of any).
 *
 * Returns: (transfer full): the state, an "authorizationState..." object; NULL with TIMEOUT, TRANSIENT or CANCELLED */
XaJson *xa_td_client_await_state (XaTdClient *self, const char *known, gint64 timeout_us, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits until the library tells of a state again, be it the same: where it has changed in more than its kind. What was told before
 * the last xa_td_client_await_state() counts not. As above. */
XaJson *xa_td_client_await_change (XaTdClient *self, gint64 timeout_us, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean xa_td_client_is_alive (XaTdClient *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaTdClient, xa_td_client_free)
