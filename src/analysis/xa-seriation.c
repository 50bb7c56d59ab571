#include "analysis/xa-seriation.h"

#include <math.h>

/* A cluster is a stretch of @leaves; a leaf has no children. */
typedef struct {
  guint first;
  guint n;
  guint left, right; /* clusters, or G_MAXUINT */
} Cluster;

typedef struct {
  guint    n;
  double  *distance;   /* (owned): n*n, between things */
  double  *apart;      /* (owned): n*n, between the clusters that stand where their first leaf does */
  double  *best;       /* (owned): n*n: the shortest way through a cluster from one leaf to another */
  Cluster *clusters;   /* (owned): 2n - 1 */
  guint   *leaves;     /* (owned): things, those of a cluster beside one another */
  guint   *cluster_of; /* (owned): the cluster of a row of @apart, or G_MAXUINT */
} Tree;

static void
tree_clear (Tree *self)
{
  g_free (self->distance);
  g_free (self->apart);
  g_free (self->best);
  g_free (self->clusters);
  g_free (self->leaves);
  g_free (self->cluster_of);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tree, tree_clear)

/* What is not known is as far apart as things can be. */
static void
set_distances (Tree         *self,
               const double *similarity)
{
  double largest = 0;

  for (guint i = 0; i < self->n; i++)
    for (guint j = 0; j < self->n; j++)
      if (i != j && isfinite (similarity[i * self->n + j]))
        largest = MAX (largest, similarity[i * self->n + j]);
  for (guint i = 0; i < self->n; i++)
    for (guint j = 0; j < self->n; j++) {
      double value = (similarity[i * self->n + j] + similarity[j * self->n + i]) / 2;

      self->distance[i * self->n + j] = i == j ? 0 : isfinite (value) ? largest - value
                                                                      : largest;
      self->apart[i * self->n + j] = self->distance[i * self->n + j];
    }
}

static void
tree_init (Tree         *self,
           const double *similarity,
           guint         n)
{
  self->n = n;
  self->distance = g_new (double, (gsize) n *n);
  self->apart = g_new (double, (gsize) n *n);
  self->best = g_new0 (double, (gsize) n *n);
  self->clusters = g_new (Cluster, 2 * (gsize) n);
  self->leaves = g_new (guint, n);
  self->cluster_of = g_new (guint, n);
  set_distances (self, similarity);
  for (guint i = 0; i < n; i++) {
    self->clusters[i] = (Cluster) { i, 1, G_MAXUINT, G_MAXUINT };
    self->cluster_of[i] = i;
  }
}

/* The two rows whose clusters are nearest; of equals, the first. */
static void
find_nearest (const Tree *self,
              guint      *a,
              guint      *b)
{
  double least = INFINITY;

  *a = *b = 0;
  for (guint i = 0; i < self->n; i++)
    for (guint j = i + 1; j < self->n && self->cluster_of[i] != G_MAXUINT; j++)
      if (self->cluster_of[j] != G_MAXUINT && self->apart[i * self->n + j] < least) {
        least = self->apart[i * self->n + j];
        *a = i;
        *b = j;
      }
}

/* Joins the cluster of row @b to that of row @a; distances between clusters are the means of those
 * between their things (UPGMA: R. R. Sokal and C. D. Michener, 1958). */
static void
join (Tree *self,
      guint made,
      guint a,
      guint b)
{
  const Cluster *left = &self->clusters[self->cluster_of[a]];
  const Cluster *right = &self->clusters[self->cluster_of[b]];
  guint          n = left->n + right->n;

  for (guint i = 0; i < self->n; i++) {
    double mean = (self->apart[a * self->n + i] * left->n + self->apart[b * self->n + i] * right->n) / n;

    if (i != a && i != b)
      self->apart[a * self->n + i] = self->apart[i * self->n + a] = mean;
  }
  self->clusters[made] = (Cluster) { 0, n, self->cluster_of[a], self->cluster_of[b] };
  self->cluster_of[a] = made;
  self->cluster_of[b] = G_MAXUINT;
}

/* Gives each cluster its stretch of leaves, from the root down. */
static void
lay_out (Tree *self,
         guint cluster,
         guint first)
{
  Cluster *what = &self->clusters[cluster];

  what->first = first;
  if (what->left == G_MAXUINT) {
    self->leaves[first] = cluster;
    return;
  }
  lay_out (self, what->left, first);
  lay_out (self, what->right, first + self->clusters[what->left].n);
}

/* Whether a way through @cluster may end at @leaf when it begins at @begin: in the other half. */
static gboolean
may_end (const Tree    *self,
         const Cluster *cluster,
         guint          begin,
         guint          leaf)
{
  const Cluster *left;

  if (cluster->n == 1)
    return begin == leaf;
  left = &self->clusters[cluster->left];

  return (begin < left->first + left->n) != (leaf < left->first + left->n);
}

static double
get_distance (const Tree *self,
              guint       p,
              guint       q)
{
  return self->distance[(gsize) self->leaves[p] * self->n + self->leaves[q]];
}

/* From place @begin through all of @cluster, then on to place @next outside: the shortest, and
 * where it leaves the cluster. */
static double
find_way_out (const Tree    *self,
              const Cluster *cluster,
              guint          begin,
              guint          next,
              guint         *end)
{
  double least = INFINITY;

  for (guint leaf = cluster->first; leaf < cluster->first + cluster->n; leaf++) {
    double length = self->best[(gsize) begin * self->n + leaf] + get_distance (self, leaf, next);

    if (may_end (self, cluster, begin, leaf) && length < least) {
      least = length;
      *end = leaf;
    }
  }

  return least;
}

/* The shortest ways through a cluster from each leaf of one half to each of the other; @outs
 * holds, for a beginning, the ways out to each leaf of the other half. */
static void
measure (Tree          *self,
         const Cluster *cluster,
         double        *outs)
{
  const Cluster *left = &self->clusters[cluster->left];
  const Cluster *right = &self->clusters[cluster->right];

  for (guint begin = left->first; begin < left->first + left->n; begin++) {
    guint end;

    for (guint next = right->first; next < right->first + right->n; next++)
      outs[next] = find_way_out (self, left, begin, next, &end);
    for (guint last = right->first; last < right->first + right->n; last++) {
      double least = INFINITY;

      for (guint next = right->first; next < right->first + right->n; next++)
        if (may_end (self, right, last, next))
          least = MIN (least, outs[next] + self->best[(gsize) last * self->n + next]);
      self->best[(gsize) begin * self->n + last] = self->best[(gsize) last * self->n + begin] = least;
    }
  }
}

/* Writes the shortest way through @cluster from place @begin to place @last. */
static void
write_way (const Tree *self,
           guint       cluster,
           guint       begin,
           guint       last,
           guint      *order)
{
  const Cluster *what = &self->clusters[cluster];
  guint          near = what->left;
  guint          far = what->right;
  guint          best_end = begin, best_next = last;
  double         least = INFINITY;

  if (what->n == 1) {
    *order = self->leaves[begin];
    return;
  }
  if (begin >= self->clusters[what->left].first + self->clusters[what->left].n) {
    near = what->right;
    far = what->left;
  }
  for (guint next = self->clusters[far].first; next < self->clusters[far].first + self->clusters[far].n; next++) {
    guint  end = begin;
    double length;

    if (!may_end (self, &self->clusters[far], last, next))
      continue;
    length = find_way_out (self, &self->clusters[near], begin, next, &end) + self->best[(gsize) last * self->n + next];
    if (length < least) {
      least = length;
      best_end = end;
      best_next = next;
    }
  }
  write_way (self, near, begin, best_end, order);
  write_way (self, far, best_next, last, order + self->clusters[near].n);
}

/* Both ends of the shortest way through everything. */
static void
find_ends (const Tree *self,
           guint       root,
           guint      *begin,
           guint      *last)
{
  double least = INFINITY;

  for (guint p = 0; p < self->n; p++)
    for (guint q = p + 1; q < self->n; q++)
      if (may_end (self, &self->clusters[root], p, q) && self->best[(gsize) p * self->n + q] < least) {
        least = self->best[(gsize) p * self->n + q];
        *begin = p;
        *last = q;
      }
}

/**
 * xa_seriation_order:
 * @similarity: (array length=n*n): how alike each two are, more being more alike; NAN where that
 *   is not known; the diagonal is not looked at
 *
 * Clusters by mean distance, then turns the branches of the tree so that the sum of distances
 * between neighbours is least. Of the two directions, the one in which the first thing comes
 * nearer to the beginning.
 *
 * Cost: O(n³) time, O(n²) memory.
 * Source: Z. Bar-Joseph, D. K. Gifford and T. S. Jaakkola, Bioinformatics 17 (suppl. 1), 2001.
 *
 * Returns: (transfer full) (array length=n): the things in their order
 */
guint *
xa_seriation_order (const double *similarity,
                    guint         n)
{
  g_auto (Tree) tree = { 0 };
  g_autofree double *outs = g_new (double, MAX (n, 1));
  guint             *order = g_new0 (guint, MAX (n, 1));
  guint              begin = 0, last = 0;

  if (n < 2)
    return order;
  tree_init (&tree, similarity, n);
  for (guint made = n; made < 2 * n - 1; made++) {
    guint a, b;

    find_nearest (&tree, &a, &b);
    join (&tree, made, a, b);
  }
  lay_out (&tree, 2 * n - 2, 0);
  for (guint made = n; made < 2 * n - 1; made++)
    measure (&tree, &tree.clusters[made], outs);
  find_ends (&tree, 2 * n - 2, &begin, &last);
  write_way (&tree, 2 * n - 2, begin, last, order);

  for (guint i = 0; i < n / 2; i++)
    if (order[i] == 0 || order[n - 1 - i] == 0) {
      if (order[i] != 0)
        for (guint k = 0; k < n / 2; k++) {
          guint moved = order[k];

          order[k] = order[n - 1 - k];
          order[n - 1 - k] = moved;
        }
      break;
    }

  return order;
}

/**
 * xa_seriation_length:
 * @order: (array length=n): each thing once
 *
 * Returns: how alike neighbours are, added up: the larger, the better the order
 */
double
xa_seriation_length (const double *similarity,
                     const guint  *order,
                     guint         n)
{
  double sum = 0;

  for (guint i = 1; i < n; i++)
    sum += similarity[order[i - 1] * n + order[i]];

  return sum;
}
