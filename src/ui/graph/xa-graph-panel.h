#pragma once

#include "ui/graph/xa-graph-legend.h"
#include "ui/graph/xa-graph-plan.h"

#include <adwaita.h>

/*
 * The filters of the graph. "changed": the user changed one; "show-all": nothing is to be hidden.
 */
#define XA_TYPE_GRAPH_PANEL (xa_graph_panel_get_type ())
G_DECLARE_FINAL_TYPE (XaGraphPanel, xa_graph_panel, XA, GRAPH_PANEL, AdwBin)

extern const XaGraphFilter xa_graph_filter_default;

void          xa_graph_panel_set_filter (XaGraphPanel *self, const XaGraphFilter *filter, guint platform); /* without "changed" */
XaGraphFilter xa_graph_panel_get_filter (XaGraphPanel *self);
guint         xa_graph_panel_get_platform (XaGraphPanel *self); /* an XaPlatform, or G_MAXUINT for all */

/* What the filters can be set to, and what came of them. @n_hidden: audiences that the user hides. */
void           xa_graph_panel_show_plan (XaGraphPanel *self, const XaGraphPlan *plan, guint n_hidden);
XaGraphLegend *xa_graph_panel_get_legend (XaGraphPanel *self);
