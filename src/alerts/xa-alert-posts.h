#pragma once

#include "analysis/xa-viral.h"
#include "store/xa-alerts.h"

/*
 * An audience's own posts as the rule for posts that take off sees them. Posts of members are left
 * out: who learns that one takes off is led to its author.
 */
typedef struct {
  GArray           *posts;    /* (owned) (element-type XaViralPost), by time */
  gint64           *ids;      /* (owned): of the same posts */
  XaCounterReading *readings; /* (owned) */
  XaAlertMetric     metric;   /* what was read of most of them */
} XaAlertPosts;

gboolean xa_alert_posts_load (XaStore *store, gint64 audience_id, gint64 from_us, gint64 to_us, XaAlertPosts *self, GError **error);
void     xa_alert_posts_clear (XaAlertPosts *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaAlertPosts, xa_alert_posts_clear)
