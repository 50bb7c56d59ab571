#pragma once

#include "alerts/xa-alert-rules.h"
#include "insight/xa-scope.h"

/* When a rule would have told something, had it been there: the same search as the live one, over the
 * past. */

#define XA_BACKTEST_DAYS 90

typedef struct {
  XaAlertKind kind;
  gint64      from_us, to_us;
  GPtrArray  *alerts;      /* (owned) (element-type XaAlert): by time */
  guint       n_audiences; /* that had enough to be judged */
  gsize       n_judged;    /* posts or days */
  gsize       n_unread;    /* posts that were read at no age at which others were */
  gsize       n_quiet;     /* alarms that the cool-down kept back */
  gboolean    simulated;   /* some of what was judged is invented */
  double      per_month;   /* alarms in 30 days; NAN where nothing could be judged */
  GArray     *per_day;     /* (owned) (element-type guint): alarms of each day, from the day of @from_us */
} XaBacktest;

/* @rule: of the kinds XA_ALERT_VIRAL and XA_ALERT_GROWTH; @audience_id: 0 for all; @days: 1 to 400 */
XaBacktest *xa_backtest_new (const XaScope *scope, const XaAlertRule *rule, gint64 audience_id, guint days, gint64 now_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        xa_backtest_free (XaBacktest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaBacktest, xa_backtest_free)
