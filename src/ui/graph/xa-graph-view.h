#pragma once

#include "ui/xa-view.h"

/* The graph of audiences: what they share, who refers to whom. */
#define XA_TYPE_GRAPH_VIEW (xa_graph_view_get_type ())
G_DECLARE_FINAL_TYPE (XaGraphView, xa_graph_view, XA, GRAPH_VIEW, AdwNavigationPage)
