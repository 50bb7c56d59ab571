#pragma once

#include "ui/graph/xa-graph-canvas.h"
#include "ui/graph/xa-graph-look.h"
#include "ui/xa-undo.h"

/* What the user changes in the graph, as steps that can be undone. They outlive the widgets, and do
 * nothing when these are gone. */

typedef void (*XaGraphTakeFunc) (GObject *view, const XaGraphLook *look);

void xa_graph_push_look (XaUndo *undo, GObject *view, XaGraphTakeFunc take, const XaGraphLook *before, const XaGraphLook *after, const char *title, gboolean says_so);
/* @before, @after: an XaPoint for each node */
void xa_graph_push_move (XaUndo *undo, XaGraphCanvas *canvas, GBytes *before, GBytes *after, const char *title);
