#pragma once

#include <glib.h>

/* What a page says where not all that there is has a place on it; NULL where all has. (transfer full) */

/* Of the nearest audiences, of which XA_MOST_NEAREST are listed. */
#define XA_MOST_NEAREST 8
char *xa_bounds_say_nearest (guint n) G_GNUC_WARN_UNUSED_RESULT;

/* Of preferences, of which XA_MOST_DOTS are drawn and all are in the table. */
#define XA_MOST_DOTS 80
char *xa_bounds_say_dots (guint n) G_GNUC_WARN_UNUSED_RESULT;

/* Of the graph: @n of @n_all are in it; @can_more: it can be given more. */
char *xa_bounds_say_graph (guint n, guint n_all, gboolean can_more) G_GNUC_WARN_UNUSED_RESULT;

/* Of combinations of audiences: with too few people to be shown, and without a column. */
char *xa_bounds_say_combinations (guint n_too_small, guint n_more) G_GNUC_WARN_UNUSED_RESULT;
