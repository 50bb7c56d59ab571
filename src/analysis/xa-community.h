#pragma once

#include "analysis/xa-layout.h"

/*
 * Communities: groups of audiences that share more with one another than with the rest.
 */

typedef struct {
  guint32  n_nodes;
  guint32 *of;         /* (owned) (array length=n_nodes): the community of each node */
  guint32  n;          /* communities; number 0 is the one whose nodes are largest together */
  guint32  n_joined;   /* those of two nodes or more: they come before the nodes that stand alone */
  double   modularity; /* -1/2 to 1; NAN without edges */
} XaCommunities;

XaCommunities *xa_communities_new (guint32       n_nodes,
                                   const XaEdge *edges,
                                   gsize         n_edges,
                                   const double *sizes,
                                   guint32       seed) G_GNUC_WARN_UNUSED_RESULT;
void           xa_communities_free (XaCommunities *self); /* (nullable) */

/* The largest nodes of @community, largest first: what it is called after. Returns how many there are, at most @n_leaders. */
guint xa_communities_get_leaders (const XaCommunities *self,
                                  guint32              community,
                                  const double        *sizes,
                                  guint32             *leaders,
                                  guint                n_leaders);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaCommunities, xa_communities_free)
