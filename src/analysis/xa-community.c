#include "analysis/xa-community.h"

#include <igraph/igraph.h>
#include <math.h>
#include <stdlib.h>

/* How freely a node may go to a community that is good, if not the best, while communities are
 * refined: the value that the authors of the method recommend. */
#define LEIDEN_BETA 0.01

void
xa_communities_free (XaCommunities *self)
{
  if (!self)
    return;
  g_free (self->of);
  g_free (self);
}

/* Modularity is the quality that the method improves when nodes weigh what their edges weigh and
 * the resolution is one over twice the weight of all edges. Without memory igraph ends the
 * program, as GLib does; it has no other reason to fail here. */
static double
find (const igraph_t        *graph,
      const igraph_vector_t *weights,
      const igraph_vector_t *strengths,
      double                 total,
      guint32                seed,
      igraph_vector_int_t   *membership)
{
  static GMutex lock; /* the generator of random numbers is shared by the process */
  double        quality = NAN;

  g_mutex_lock (&lock);
  igraph_rng_seed (igraph_rng_default (), seed);
  igraph_community_leiden (graph, weights, strengths, 1 / (2 * total), LEIDEN_BETA, FALSE, -1, membership, NULL, &quality);
  g_mutex_unlock (&lock);

  return quality;
}

static void
divide (XaCommunities *self,
        const XaEdge  *edges,
        gsize          n_edges,
        guint32        seed)
{
  igraph_t            graph;
  igraph_vector_int_t ends;
  igraph_vector_int_t membership;
  igraph_vector_t     weights;
  igraph_vector_t     strengths;
  double              total = 0;

  igraph_vector_int_init (&ends, (igraph_integer_t) (2 * n_edges));
  igraph_vector_int_init (&membership, self->n_nodes);
  igraph_vector_init (&weights, (igraph_integer_t) n_edges);
  igraph_vector_init (&strengths, self->n_nodes);
  for (gsize i = 0; i < n_edges; i++) {
    VECTOR (ends)
    [2 * i] = edges[i].a;
    VECTOR (ends)
    [2 * i + 1] = edges[i].b;
    VECTOR (weights)
    [i] = edges[i].weight;
    VECTOR (strengths)
    [edges[i].a] += edges[i].weight;
    VECTOR (strengths)
    [edges[i].b] += edges[i].weight;
    total += edges[i].weight;
  }
  igraph_create (&graph, &ends, self->n_nodes, IGRAPH_UNDIRECTED);
  self->modularity = find (&graph, &weights, &strengths, total, seed, &membership);
  for (guint32 i = 0; i < self->n_nodes; i++)
    self->of[i] = (guint32) VECTOR (membership)[i];
  igraph_destroy (&graph);
  igraph_vector_destroy (&strengths);
  igraph_vector_destroy (&weights);
  igraph_vector_int_destroy (&membership);
  igraph_vector_int_destroy (&ends);
}

typedef struct {
  guint32 community;
  guint32 n_nodes;
  double  size;
} Rank;

static int
compare_ranks (const void *a,
               const void *b)
{
  const Rank *x = a;
  const Rank *y = b;
  gboolean    x_alone = x->n_nodes < 2;
  gboolean    y_alone = y->n_nodes < 2;

  if (x_alone != y_alone)
    return x_alone - y_alone;

  return x->size != y->size ? (x->size < y->size) - (x->size > y->size) : (x->community > y->community) - (x->community < y->community);
}

/* Numbers communities by size, so that the same data always get the same colours. */
static void
number (XaCommunities *self,
        const double  *sizes)
{
  g_autofree Rank    *ranks = g_new0 (Rank, MAX (self->n_nodes, 1));
  g_autofree guint32 *numbers = g_new0 (guint32, MAX (self->n_nodes, 1));

  for (guint32 i = 0; i < self->n_nodes; i++) {
    Rank *rank = &ranks[self->of[i]];

    rank->n_nodes++;
    rank->size += sizes[i];
    self->n = MAX (self->n, self->of[i] + 1);
  }
  for (guint32 i = 0; i < self->n; i++)
    ranks[i].community = i;
  qsort (ranks, self->n, sizeof *ranks, compare_ranks);
  for (guint32 i = 0; i < self->n; i++) {
    numbers[ranks[i].community] = i;
    self->n_joined += ranks[i].n_nodes >= 2;
  }
  for (guint32 i = 0; i < self->n_nodes; i++)
    self->of[i] = numbers[self->of[i]];
}

/**
 * xa_communities_new:
 * @n_nodes: number of nodes
 * @edges: (array length=n_edges): edges, each pair of nodes at most once
 * @sizes: (array length=n_nodes): what communities are numbered by, such as members; not negative
 * @seed: the same seed divides the same graph in the same way
 *
 * Divides a graph by modularity with the Leiden method (V. Traag, L. Waltman, N. van Eck,
 * Scientific Reports 9, 5233, 2019), until nothing gets better. A node without edges is a
 * community of its own.
 *
 * Cost: about O(n_edges) time and memory.
 *
 * Returns: (transfer full): the communities
 */
XaCommunities *
xa_communities_new (guint32       n_nodes,
                    const XaEdge *edges,
                    gsize         n_edges,
                    const double *sizes,
                    guint32       seed)
{
  XaCommunities *self = g_new0 (XaCommunities, 1);

  self->n_nodes = n_nodes;
  self->of = g_new (guint32, MAX (n_nodes, 1));
  self->modularity = NAN;
  for (guint32 i = 0; i < n_nodes; i++)
    self->of[i] = i;
  if (n_edges)
    divide (self, edges, n_edges, seed);
  number (self, sizes);

  return self;
}

guint
xa_communities_get_leaders (const XaCommunities *self,
                            guint32              community,
                            const double        *sizes,
                            guint32             *leaders,
                            guint                n_leaders)
{
  guint n = 0;

  for (guint32 i = 0; i < self->n_nodes; i++) {
    guint place;

    if (self->of[i] != community)
      continue;
    for (place = n; place > 0 && sizes[leaders[place - 1]] < sizes[i]; place--)
      if (place < n_leaders)
        leaders[place] = leaders[place - 1];
    if (place < n_leaders)
      leaders[place] = i;
    n = MIN (n + 1, n_leaders);
  }

  return n;
}
