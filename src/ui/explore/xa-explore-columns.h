#pragma once

#include "insight/xa-explore.h"

#include <gtk/gtk.h>

/* The columns of the table of audiences. */

/* Adds them all. A click on a head sorts: see xa_explore_columns_get_order(). */
void xa_explore_columns_add (GtkColumnView *table);
/* @scale: how large text is, against the usual */
void xa_explore_columns_fit (GtkColumnView *table, double scale);

/* What the table is to be sorted by, as its heads say. */
void xa_explore_columns_get_order (GtkColumnView *table, XaExploreOrder *order, gboolean *descending);
void xa_explore_columns_set_order (GtkColumnView *table, XaExploreOrder order, gboolean descending);

/* By the id of the column, such as "growth-7". (transfer none) (nullable) */
GtkColumnViewColumn *xa_explore_columns_find (GtkColumnView *table, const char *id);
