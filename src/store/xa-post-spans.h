#pragma once

#include "store/xa-post-sums.h"
#include "store/xa-store-private.h"

/*
 * Posts added up by 30 days, so that what a whole range amounts to need not be counted post by post. Kept
 * in step by whoever writes posts, within the same transaction; a span without posts has no row.
 */
#define XA_POST_SPAN_US (30 * XA_USEC_PER_DAY)

gint64 xa_post_span_of (gint64 at_us);

/* What a batch adds to spans, until it is written. */
typedef struct _XaPostSpans XaPostSpans;

XaPostSpans *xa_post_spans_new (void) G_GNUC_WARN_UNUSED_RESULT;
void         xa_post_spans_free (XaPostSpans *self);

/* @counters: (array fixed-size=4): by XaCounter, or XA_COUNT_UNKNOWN */
void     xa_post_spans_add (XaPostSpans *self, gint64 audience_id, gint64 at_us, gboolean is_own, const gint64 *counters);
void     xa_post_spans_change (XaPostSpans *self, gint64 audience_id, gint64 at_us, const gint64 *before, const gint64 *after);
gboolean xa_post_spans_write (XaPostSpans *self, XaStore *store, GError **error);

/* Counts those anew that lie, as a whole or in part, between two times (both are part of it). */
gboolean xa_post_spans_remake (XaStore *store, gint64 audience_id, gint64 from_us, gint64 to_us, GError **error);

/* Adds up those from @first to @last. */
gboolean xa_post_spans_sum (XaStore *store, gint64 audience_id, gint64 first, gint64 last, XaPostSums *sums, GError **error);

/* Runs a statement whose only row is as XA_SQL_POST_SUMS, and adds it: of xa-post-sums.c. */
gboolean xa_post_sums_read (XaStore *store, XaQuery *q, XaPostSums *sums, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaPostSpans, xa_post_spans_free)
