#pragma once

#include <glib.h>

/* So many a period and no more, whenever the period begins; for one thread. */
typedef struct _XaRate XaRate;

XaRate *xa_rate_new (guint n, gint64 period_us) G_GNUC_WARN_UNUSED_RESULT;
void    xa_rate_free (XaRate *self);

/* Takes one, if one is left.
 * Returns: 0, or after how many microseconds there is one again; asking then costs nothing */
gint64 xa_rate_take (XaRate *self, gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaRate, xa_rate_free)
