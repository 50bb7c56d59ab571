#pragma once

#include "ui/explore/xa-explore-entry.h"

#include <gtk/gtk.h>

/* An audience in two lines, for narrow windows. */
#define XA_TYPE_EXPLORE_LIST_ROW (xa_explore_list_row_get_type ())
G_DECLARE_FINAL_TYPE (XaExploreListRow, xa_explore_list_row, XA, EXPLORE_LIST_ROW, GtkBox)

GtkWidget *xa_explore_list_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       xa_explore_list_row_show (XaExploreListRow *self, XaExploreEntry *entry); /* (nullable) */
