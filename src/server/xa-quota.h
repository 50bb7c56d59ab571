#pragma once

#include <glib.h>

/* So many a period and no more, whenever the period begins; for one thread. */
typedef struct _XaQuota XaQuota;

XaQuota *xa_quota_new (guint n, gint64 period_us) G_GNUC_WARN_UNUSED_RESULT;
void     xa_quota_free (XaQuota *self);

/* Takes one, if one is left.
 * Returns: 0, or after how many microseconds there is one again; asking then costs nothing */
gint64 xa_quota_take (XaQuota *self, gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaQuota, xa_quota_free)
