#pragma once

#include "analysis/xa-layout.h"

/* A weighted graph by its neighbours; each edge stands twice. */
typedef struct {
  guint32  n_nodes;
  guint32 *start;  /* (owned) (array length=n_nodes+1): into the two below */
  guint32 *to;     /* (owned) */
  double  *weight; /* (owned) */
  double  *mass;   /* (owned) (array length=n_nodes) */
  guint32 *parent; /* (owned) (nullable) (array length=n_nodes): node of the next coarser graph */
} XaNeighbours;

XaNeighbours *xa_neighbours_new (guint32 n_nodes, const XaEdge *edges, gsize n_edges) G_GNUC_WARN_UNUSED_RESULT;
void          xa_neighbours_free (XaNeighbours *self);
XaNeighbours *xa_neighbours_coarsen (XaNeighbours *self, GRand *random) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaNeighbours, xa_neighbours_free)
