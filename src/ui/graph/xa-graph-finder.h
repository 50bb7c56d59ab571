#pragma once

#include "ui/graph/xa-graph-plan.h"

#include <gtk/gtk.h>

/* Finds an audience of the graph by name. "found" (guint): the user chose it. */
#define XA_TYPE_GRAPH_FINDER (xa_graph_finder_get_type ())
G_DECLARE_FINAL_TYPE (XaGraphFinder, xa_graph_finder, XA, GRAPH_FINDER, GtkBox)

/* @plan: (nullable) kept by the caller until another is set */
void xa_graph_finder_set_plan (XaGraphFinder *self, const XaGraphPlan *plan);
void xa_graph_finder_start (XaGraphFinder *self);
