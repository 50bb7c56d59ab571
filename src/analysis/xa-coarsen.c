#include "analysis/xa-coarsen.h"

#include <math.h>
#include <stdlib.h>

static XaNeighbours *
allocate (guint32 n_nodes,
          gsize   n_ends)
{
  XaNeighbours *self = g_new0 (XaNeighbours, 1);

  self->n_nodes = n_nodes;
  self->start = g_new0 (guint32, (gsize) n_nodes + 2);
  self->to = g_new (guint32, MAX (n_ends, 1));
  self->weight = g_new (double, MAX (n_ends, 1));
  self->mass = g_new (double, MAX (n_nodes, 1));

  return self;
}

/**
 * xa_neighbours_new:
 * @edges: (array length=n_edges): edges between two different nodes, each pair once
 *
 * Weights are scaled so that their mean is 1. Every node has mass 1: masses by degree, as in
 * ForceAtlas2, were tried and kept fewer graph neighbours side by side.
 *
 * Returns: (transfer full): the graph
 */
XaNeighbours *
xa_neighbours_new (guint32       n_nodes,
                   const XaEdge *edges,
                   gsize         n_edges)
{
  XaNeighbours *self = allocate (n_nodes, 2 * n_edges);
  double        total = 0;

  for (gsize i = 0; i < n_edges; i++) {
    self->start[edges[i].a + 2]++;
    self->start[edges[i].b + 2]++;
    total += edges[i].weight;
  }
  for (guint32 i = 0; i < n_nodes; i++) {
    self->mass[i] = 1;
    self->start[i + 2] += self->start[i + 1];
  }
  for (gsize i = 0; i < n_edges; i++) {
    double  weight = edges[i].weight * (double) n_edges / total;
    guint32 at_a = self->start[edges[i].a + 1]++;
    guint32 at_b = self->start[edges[i].b + 1]++;

    self->to[at_a] = edges[i].b;
    self->to[at_b] = edges[i].a;
    self->weight[at_a] = self->weight[at_b] = weight;
  }

  return self;
}

void
xa_neighbours_free (XaNeighbours *self)
{
  if (!self)
    return;
  g_free (self->start);
  g_free (self->to);
  g_free (self->weight);
  g_free (self->mass);
  g_free (self->parent);
  g_free (self);
}

/* The unmatched neighbour that @node belongs to most: the heaviest edge for the masses it joins. */
static guint32
best_match (const XaNeighbours *self,
            guint32             node)
{
  guint32 best = G_MAXUINT32;
  double  best_score = 0;

  for (guint32 i = self->start[node]; i < self->start[node + 1]; i++) {
    guint32 other = self->to[i];
    double  score = self->weight[i] / sqrt (self->mass[node] * self->mass[other]);

    if (other != node && self->parent[other] == G_MAXUINT32 && score > best_score) {
      best = other;
      best_score = score;
    }
  }

  return best;
}

static guint32
match (XaNeighbours *self,
       GRand        *random)
{
  g_autofree guint32 *order = g_new (guint32, self->n_nodes);
  guint32             n_parents = 0;

  self->parent = g_new (guint32, self->n_nodes);
  for (guint32 i = 0; i < self->n_nodes; i++) {
    guint32 at = i ? (guint32) g_rand_int_range (random, 0, (gint32) i + 1) : 0;

    order[i] = order[at];
    order[at] = i;
    self->parent[i] = G_MAXUINT32;
  }
  for (guint32 i = 0; i < self->n_nodes; i++) {
    guint32 node = order[i];
    guint32 other;

    if (self->parent[node] != G_MAXUINT32)
      continue;
    other = best_match (self, node);
    self->parent[node] = n_parents;
    if (other != G_MAXUINT32)
      self->parent[other] = n_parents;
    n_parents++;
  }

  return n_parents;
}

static int
compare_edges (const void *a,
               const void *b)
{
  const XaEdge *x = a;
  const XaEdge *y = b;

  return x->a != y->a ? (x->a > y->a) - (x->a < y->a) : (x->b > y->b) - (x->b < y->b);
}

/* The edges between different parents, parallel ones added up. */
static gsize
collect_edges (const XaNeighbours *self,
               XaEdge             *edges)
{
  gsize n = 0;
  gsize kept = 0;

  for (guint32 i = 0; i < self->n_nodes; i++)
    for (guint32 k = self->start[i]; k < self->start[i + 1]; k++) {
      guint32 a = self->parent[i];
      guint32 b = self->parent[self->to[k]];

      if (a < b)
        edges[n++] = (XaEdge) { a, b, self->weight[k] };
    }
  qsort (edges, n, sizeof *edges, compare_edges);
  for (gsize i = 0; i < n; i++)
    if (kept && compare_edges (&edges[kept - 1], &edges[i]) == 0)
      edges[kept - 1].weight += edges[i].weight;
    else
      edges[kept++] = edges[i];

  return kept;
}

/**
 * xa_neighbours_coarsen:
 * @random: decides the order in which nodes look for a partner
 *
 * Joins nodes in pairs along heavy edges (heavy-edge matching: G. Karypis and V. Kumar, SIAM
 * J. Sci. Comput. 20(1), 1998) and remembers in @self where each went.
 *
 * Returns: (transfer full): the graph of the pairs
 */
XaNeighbours *
xa_neighbours_coarsen (XaNeighbours *self,
                       GRand        *random)
{
  guint32            n_parents = match (self, random);
  g_autofree XaEdge *edges = g_new (XaEdge, MAX (self->start[self->n_nodes], 1));
  gsize              n_edges = collect_edges (self, edges);
  XaNeighbours      *coarse = xa_neighbours_new (n_parents, edges, n_edges);

  /* A pair weighs what its parts weigh, so that it takes the room they will need. */
  for (guint32 i = 0; i < n_parents; i++)
    coarse->mass[i] = 0;
  for (guint32 i = 0; i < self->n_nodes; i++)
    coarse->mass[self->parent[i]] += self->mass[i];

  return coarse;
}
