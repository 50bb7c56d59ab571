#pragma once

#include "alerts/xa-alert-rules.h"

#include <gio/gio.h>

/* Looks for what the rules tell of, with a store open for reading. */

/* What was found at a time: alerts whose at_us and thing are set, and the states that were looked at. */
typedef struct {
  gint64     at_us;
  GPtrArray *alerts;                      /* (owned) (element-type XaAlert): states that hold, and what happened */
  gboolean   was_asked[XA_N_ALERT_KINDS]; /* a state of such a kind that is not in it is over */
} XaAlertFinds;

/* @from_us: what happened from then on is told; usually the time of the last look */
gboolean xa_alert_finds_collect (XaStore *store, const XaAlertRules *rules, gint64 from_us, gint64 now_us, GCancellable *cancellable, XaAlertFinds *self, GError **error);
void     xa_alert_finds_clear (XaAlertFinds *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaAlertFinds, xa_alert_finds_clear)
