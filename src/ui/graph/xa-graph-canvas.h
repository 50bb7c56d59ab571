#pragma once

#include "charts/xa-graph-scene.h"

#include <gtk/gtk.h>

/*
 * Shows a graph to be walked about in: zoomed, panned, picked at, rearranged. What is on the screen
 * is one picture, which is moved and scaled with the view; a sharp one is drawn behind it by
 * another thread. No frame waits for a drawing.
 *
 * "selection-changed"; "activated" (guint): a node was double-clicked or Enter pressed on it;
 * "moved" (GBytes before, GBytes after): nodes were dragged; both are arrays of XaPoint.
 * Property "zoom": 1 shows all of the graph.
 */
#define XA_TYPE_GRAPH_CANVAS (xa_graph_canvas_get_type ())
G_DECLARE_FINAL_TYPE (XaGraphCanvas, xa_graph_canvas, XA, GRAPH_CANVAS, GtkWidget)

/* (transfer full) A node in words: its name, members and ties. */
typedef char *(*XaGraphTellFunc) (guint32 node, gpointer data);

GtkWidget *xa_graph_canvas_new (void);

/* @scene: (nullable). The view stays where it is, if it showed as many nodes before. */
void                xa_graph_canvas_set_scene (XaGraphCanvas *self, const XaGraphScene *scene);
const XaGraphScene *xa_graph_canvas_get_scene (XaGraphCanvas *self); /* (nullable) */
void                xa_graph_canvas_set_tell (XaGraphCanvas *self, XaGraphTellFunc tell, gpointer data);
/* What the graph as a whole says; zoom and selection are added to it for the accessible description. */
void xa_graph_canvas_set_summary (XaGraphCanvas *self, const char *summary);

/* Whether nodes of one colour stand on a ground of it. */
void xa_graph_canvas_set_hulls (XaGraphCanvas *self, gboolean has_hulls);

/* @hidden: (array): one for each node */
void     xa_graph_canvas_set_hidden (XaGraphCanvas *self, const gboolean *hidden);
gboolean xa_graph_canvas_is_hidden (XaGraphCanvas *self, guint32 node);

GArray *xa_graph_canvas_get_selection (XaGraphCanvas *self) G_GNUC_WARN_UNUSED_RESULT; /* (element-type guint32) */
void    xa_graph_canvas_select (XaGraphCanvas *self, const guint32 *nodes, guint n_nodes);
void    xa_graph_canvas_select_all (XaGraphCanvas *self);

gssize xa_graph_canvas_get_focus_node (XaGraphCanvas *self); /* or -1 */

/* @points: (array): where the nodes go; with @animate, over a moment. */
void xa_graph_canvas_set_points (XaGraphCanvas *self, const XaPoint *points, gboolean animate);
/* Which nodes the user has put where they are. (array) */
const gboolean *xa_graph_canvas_get_pins (XaGraphCanvas *self);

double xa_graph_canvas_get_zoom (XaGraphCanvas *self);
void   xa_graph_canvas_zoom (XaGraphCanvas *self, double factor); /* around the middle */
void   xa_graph_canvas_fit (XaGraphCanvas *self, gboolean animate);
void   xa_graph_canvas_fly_to (XaGraphCanvas *self, guint32 node); /* and puts the keys there */
/* All that is selected comes into view; the keys are put at the first. Waits for the widget to have a size. */
void xa_graph_canvas_fly_to_selection (XaGraphCanvas *self);

/* For measuring: how many pictures were drawn, and how long the latest took, in seconds. */
guint xa_graph_canvas_get_n_paintings (XaGraphCanvas *self, double *latest);
