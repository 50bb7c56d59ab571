#pragma once

#include "analysis/xa-overlap.h"
#include "insight/xa-overlaps.h"

/* Raw counts of all pairs: kept ones where there are any, the rest counted and then kept. Not
 * for showing. */
XaOverlap *xa_overlap_counts_load (const XaScope *scope, const GPtrArray *subjects, XaInsightProgress progress, gpointer progress_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
