#pragma once

#include "ui/graph/xa-graph-canvas.h"

/* One audience of the graph as assistive technology sees it: no widget, only what it is called,
 * where it is, and whether the keys are at it. */
#define XA_TYPE_GRAPH_NODE (xa_graph_node_get_type ())
G_DECLARE_FINAL_TYPE (XaGraphNodeItem, xa_graph_node, XA, GRAPH_NODE, GObject)

XaGraphNodeItem *xa_graph_node_new (XaGraphCanvas *canvas, guint32 node) G_GNUC_WARN_UNUSED_RESULT;
void             xa_graph_node_detach (XaGraphNodeItem *self); /* the canvas goes */
void             xa_graph_node_update (XaGraphNodeItem *self, const char *label, gboolean selected);
