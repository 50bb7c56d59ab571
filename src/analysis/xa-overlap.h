#pragma once

#include "model/xa-member-set.h"

#include <gio/gio.h>

/*
 * How many people every two of many audiences share, exactly. The counts are raw: what may be
 * said with them is decided by xa-pair.h, what may be shown by the disclosure gate.
 */

/* Above this the list of a person's audiences would need wider numbers. */
#define XA_OVERLAP_MAX_AUDIENCES 65535

/* One audience: either @set, or @ids. Both are borrowed for the length of the call. */
typedef struct {
  const XaMemberSet *set;
  const guint32     *ids; /* (array length=n_ids): strictly ascending */
  gsize              n_ids;
} XaOverlapInput;

typedef void (*XaOverlapProgress) (double fraction, gpointer data);

/* Sizes and counts of all pairs: counted atomically, and unchanging once it is shared. */
typedef struct _XaOverlap XaOverlap;

XaOverlap *xa_overlap_new (guint n) G_GNUC_WARN_UNUSED_RESULT;
XaOverlap *xa_overlap_count (const XaOverlapInput *inputs,
                             gsize                 n_inputs,
                             guint                 n_threads,
                             XaOverlapProgress     progress,
                             gpointer              progress_data,
                             GCancellable         *cancellable,
                             GError              **error) G_GNUC_WARN_UNUSED_RESULT;
XaOverlap *xa_overlap_ref (XaOverlap *self);
void       xa_overlap_unref (XaOverlap *self);

guint   xa_overlap_get_n (const XaOverlap *self);
guint64 xa_overlap_get_size (const XaOverlap *self, guint i);
guint64 xa_overlap_get_shared (const XaOverlap *self, guint i, guint j);

guint32 *xa_overlap_count_row (const XaOverlapInput *inputs,
                               gsize                 n_inputs,
                               gsize                 row,
                               GCancellable         *cancellable,
                               GError              **error) G_GNUC_WARN_UNUSED_RESULT;
void     xa_overlap_set_row (XaOverlap *self, guint i, const guint32 *counts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaOverlap, xa_overlap_unref)
