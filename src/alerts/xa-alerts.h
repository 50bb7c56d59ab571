#pragma once

#include "alerts/xa-alert-find.h"

/*
 * Looks whether there is something to tell, and keeps what there is. Who tells it, on the desktop or
 * to a webhook, is the caller: what is new comes back.
 */

/* How often is worth while. */
#define XA_ALERTS_INTERVAL_S (15 * 60)

/* What is over is forgotten after so long. */
#define XA_ALERTS_KEEP_US (365 * XA_USEC_PER_DAY)

/* Runs @edit with the store open for writing: xa_sync_edit(), or a store of one's own. */
typedef gboolean (*XaAlertsEdit) (XaStore *writer, gpointer edit_data, GError **error);
typedef gboolean (*XaAlertsWrite) (XaAlertsEdit edit, gpointer edit_data, gpointer data, GError **error);

/* Blocks. @fresh: (out) (element-type XaAlert): what was not known before, oldest first.
 * Errors: those of the store, CANCELLED */
gboolean xa_alerts_check (const char *workspace, gint64 now_us, XaAlertsWrite write, gpointer data, GCancellable *cancellable, GPtrArray **fresh, GError **error);

/* The part that reads: what happened since the last look, and the states that hold. @finds: to be cleared in any case */
gboolean xa_alerts_collect (XaStore *reader, gint64 now_us, GCancellable *cancellable, XaAlertRules *rules, XaAlertFinds *finds, GError **error);
/* The part that writes: keeps finds, ends states that are not among them, and sets @fresh. Within the cool-down
 * of its rule a state that comes back is the one that was there. */
gboolean xa_alerts_record (XaStore *writer, const XaAlertFinds *finds, const XaAlertRules *rules, GPtrArray **fresh, GError **error);

/* --- in words, for notifications, lists and messages --- */

/* "GTK chat: a post takes off" */
char *xa_alert_get_title (const XaAlert *alert) G_GNUC_WARN_UNUSED_RESULT;
/* "1,240 reactions, comments and shares after 3 hours; 40 are usual at that age." */
char *xa_alert_get_body (const XaAlert *alert) G_GNUC_WARN_UNUSED_RESULT;
/* Alerts of one cause have one name: a second replaces the notification of the first. */
char *xa_alert_get_cause_id (const XaAlert *alert) G_GNUC_WARN_UNUSED_RESULT;
