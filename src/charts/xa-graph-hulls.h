#pragma once

#include "charts/xa-graph-projection.h"

/* The ground that the discs of one colour stand on: the convex outline around all of them. */
typedef struct {
  XaPoint *corners; /* (owned) (array length=n_corners): once around */
  guint    n_corners;
  guint    category;
} XaGraphHull;

/* @places: (array length=n_nodes): the middles of the discs in the picture. @marks: (nullable) (array length=n_nodes):
 * has @hidden_mark for those that are not there. (element-type XaGraphHull) */
GArray *xa_graph_hulls_new (const XaGraphProjection *projection, const XaGraphNode *nodes, const XaPoint *places, guint32 n_nodes, const guint8 *marks, guint8 hidden_mark) G_GNUC_WARN_UNUSED_RESULT;

/* How strongly the ground is coloured. */
#define XA_GRAPH_HULL_ALPHA 0.13
