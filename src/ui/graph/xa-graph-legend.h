#pragma once

#include "ui/graph/xa-graph-plan.h"

#include <gtk/gtk.h>

/* The colours of the graph with what they stand for: press one to see its audiences alone.
 * "isolated": the property "group" changed by the user; G_MAXUINT: all are shown. */
#define XA_TYPE_GRAPH_LEGEND (xa_graph_legend_get_type ())
G_DECLARE_FINAL_TYPE (XaGraphLegend, xa_graph_legend, XA, GRAPH_LEGEND, GtkBox)

void  xa_graph_legend_set_colors (XaGraphLegend *self, const XaGraphColors *colors);
guint xa_graph_legend_get_group (XaGraphLegend *self);
void  xa_graph_legend_set_group (XaGraphLegend *self, guint group); /* without "isolated" */
