#pragma once

#include "charts/xa-chart.h"
#include "insight/xa-explore.h"

#include <glib-object.h>

/*
 * An audience as a row of the table. All but its small chart is known from the beginning; that
 * comes with the page the row is on.
 *
 * "changed": to be shown anew, but for the small chart. "trend": that one is another.
 */
#define XA_TYPE_EXPLORE_ENTRY (xa_explore_entry_get_type ())
G_DECLARE_FINAL_TYPE (XaExploreEntry, xa_explore_entry, XA, EXPLORE_ENTRY, GObject)

/* @row: of @explore. @largest: the size whose bar is the longest, above 0. */
XaExploreEntry *xa_explore_entry_new (XaExplore *explore, const XaExploreRow *row, double largest) G_GNUC_WARN_UNUSED_RESULT;
void            xa_explore_entry_set (XaExploreEntry *self, XaExplore *explore, const XaExploreRow *row, double largest);
void            xa_explore_entry_set_points (XaExploreEntry *self, XaExplore *explore, const GArray *points); /* (element-type XaExplorePoint) */

const XaExploreRow *xa_explore_entry_get_row (XaExploreEntry *self);
double              xa_explore_entry_get_largest (XaExploreEntry *self);
const XaChart      *xa_explore_entry_get_trend (XaExploreEntry *self);   /* (nullable): NULL until it is there */
gboolean            xa_explore_entry_needs_trend (XaExploreEntry *self); /* there is none, or it is of older data */
