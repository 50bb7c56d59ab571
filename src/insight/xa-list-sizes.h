#pragma once

#include "privacy/xa-told-sizes.h"
#include "store/xa-audiences.h"

/* What may be told of the size of each list of an audience beside all others of its kind.
 * @snapshots: (array length=n): all lists of the audience. Returns (transfer full) (array length=n). */
XaToldSize *xa_list_sizes_judge (const XaSnapshot *snapshots, guint n, guint smallest_count) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a number is told that can stand in a line of sizes. */
gboolean xa_list_size_is_drawn (const XaToldSize *self, guint smallest_count);
