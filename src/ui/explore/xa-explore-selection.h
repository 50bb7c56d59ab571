#pragma once

#include "ui/explore/xa-explore-model.h"

#include <gtk/gtk.h>

/* What is selected in the table, by audience: places change with the order and the filter. */

GArray *xa_explore_selection_get_ids (GtkSelectionModel *selection, XaExploreModel *model) G_GNUC_WARN_UNUSED_RESULT; /* (element-type gint64), in the order of the table */
void    xa_explore_selection_set_ids (GtkSelectionModel *selection, XaExploreModel *model, const GArray *ids);

/* (element-type XaAudienceItem) (transfer full) */
GListModel *xa_explore_selection_make_items (XaExplore *explore, const GArray *ids) G_GNUC_WARN_UNUSED_RESULT;
