#pragma once

#include "alerts/xa-alerts.h"
#include "sync/xa-sync.h"

/* What was noticed while no window is open: the webhooks that want to know are told, and the desktop, where
 * there is one, by the rules that notify. What cannot be told now is in the list all the same. */

/* Blocks, a second or two where the desktop does not answer. @alerts: (element-type XaAlert) */
void xa_cli_tell_alerts (XaSync *sync, const GPtrArray *alerts);

/* Looks whether there is something, and tells it. */
gboolean xa_cli_look_for_alerts (XaSync *sync, GCancellable *cancellable, GError **error);
