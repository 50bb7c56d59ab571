#pragma once

#include "alerts/xa-alerts.h"
#include "store/xa-hooks.h"
#include "sync/xa-sync.h"

/*
 * Webhooks that go out. What is to be sent is a task of kind DELIVERY, so that it survives everything,
 * is tried again with growing pauses, and ends among the dead letters, from where it can be sent again.
 */

/* Sends what one task holds, once: signed as of Standard Webhooks, without following redirects. The id is
 * that of the message at every attempt, the time that of the attempt. A receiver that is gone (410) is told
 * nothing any more. The form is that of XaControllerWork. Blocks.
 *
 * @data: (nullable): unused
 * Errors: XA_NET_ERROR, XA_CREDENTIAL_ERROR, those of the store */
gboolean xa_deliver (XaSync *sync, const XaTask *task, GCancellable *cancellable, gpointer data, GError **error);

typedef struct {
  guint n_sent, n_waiting, n_dead;
} XaDeliveries;

/* Tries once everything that is due, for programs without a controller. Blocks. */
gboolean xa_deliver_due (XaSync *sync, gint64 now_us, GCancellable *cancellable, XaDeliveries *result, GError **error);

/* Whether there is something to send now. */
gboolean xa_deliver_has_due (const char *workspace, gint64 now_us);

/* Queues what was noticed for the webhooks that want to know: its kind, its title, and when. What was counted is
 * not told: it has passed no gate. @alerts: (element-type XaAlert), such as xa_alerts_check() finds */
gboolean xa_deliver_tell_alerts (XaStore *writer, const GPtrArray *alerts, gint64 now_us, GError **error);

/* The pause after the attempt of that number, from 1: from 5 s to 12 h, and up to a fifth more by chance. */
gint64 xa_deliver_pause (guint attempt, double chance);

/* Checks an address that messages are to go to: https, or http on this computer; private ranges are to be
 * confirmed. Unlike a server's, it has a path and may have a query.
 * Returns: FALSE with XA_NET_ERROR_REFUSED */
gboolean xa_deliver_check_url (const char *url, gboolean *is_private, GError **error);
