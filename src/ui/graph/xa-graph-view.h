#pragma once

#include "ui/xa-view.h"

/* The graph of audiences: what they share, who refers to whom. */
#define XA_TYPE_GRAPH_VIEW (xa_graph_view_get_type ())
G_DECLARE_FINAL_TYPE (XaGraphView, xa_graph_view, XA, GRAPH_VIEW, AdwNavigationPage)

/* Selects audiences and flies to them, as soon as the graph is there. @ids: (array length=n): copied */
void xa_graph_view_focus (XaGraphView *self, const gint64 *ids, guint n);
