#pragma once

#include "charts/xa-graph-projection.h"

/* Finds places for labels around discs, so that no label touches another or covers a disc: asked in the
 * order of their rank. What finds no place is left out. */
typedef struct _XaGraphLabels XaGraphLabels;

/* The most room that a name takes, at font size 11: a longer one ends in an ellipsis, or it would find no place at all. */
#define XA_GRAPH_LABEL_WIDTH 240.0

/* @sight: where labels should be kept, inside of @area */
XaGraphLabels *xa_graph_labels_new (XaRect area, XaRect sight) G_GNUC_WARN_UNUSED_RESULT;
void           xa_graph_labels_free (XaGraphLabels *self);
void           xa_graph_labels_reserve (XaGraphLabels *self, XaRect box);
void           xa_graph_labels_avoid_disc (XaGraphLabels *self, XaPoint at, double radius);

/* A place inside the area for a label of a size beside a disc: below, else above, right, left or aslant; in sight where
 * there is room, and over no disc unless it may be. It is taken then. */
gboolean xa_graph_labels_place (XaGraphLabels *self, XaPoint at, double radius, double width, double height, gboolean over_discs, XaRect *box);

/* How many labels are tried at most: a budget keeps the search short however many nodes there are. */
guint32 xa_graph_labels_get_budget (XaRect area);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaGraphLabels, xa_graph_labels_free)
