#include "analysis/xa-layout.h"

#include <math.h>
#include <stdlib.h>

#define N_NODES 600
#define N_GROUPS 6
#define N_NEAREST 10

/* Six groups, dense inside and sparse between. */
static GArray *
planted_groups (guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (XaEdge));

  for (guint32 a = 0; a < N_NODES; a++)
    for (guint32 b = a + 1; b < N_NODES; b++) {
      double chance = a % N_GROUPS == b % N_GROUPS ? 0.06 : 0.002;

      if (g_rand_double (random) < chance) {
        XaEdge edge = { a, b, 1 + g_rand_double (random) };

        g_array_append_val (edges, edge);
      }
    }

  return edges;
}

static gboolean
lay_out (GArray       *edges,
         guint32       seed,
         XaPoint      *points,
         GCancellable *cancellable,
         GError      **error)
{
  XaLayoutOptions options = { .seed = seed };

  return xa_layout_force (N_NODES, (const XaEdge *) (void *) edges->data, edges->len, &options, points, cancellable, error);
}

typedef struct {
  double  distance;
  guint32 node;
} Neighbour;

static int
compare_distance (const void *a,
                  const void *b)
{
  double x = ((const Neighbour *) a)->distance;
  double y = ((const Neighbour *) b)->distance;

  return (x > y) - (x < y);
}

/* The share of the ten nearest nodes that belong to the same group, over all nodes. */
static double
purity (const XaPoint *points)
{
  Neighbour others[N_NODES];
  guint     same = 0;

  for (guint32 node = 0; node < N_NODES; node++) {
    for (guint32 i = 0; i < N_NODES; i++)
      others[i] = (Neighbour) { hypot (points[i].x - points[node].x, points[i].y - points[node].y), i };
    qsort (others, N_NODES, sizeof *others, compare_distance);
    for (guint i = 1; i <= N_NEAREST; i++)
      same += others[i].node % N_GROUPS == node % N_GROUPS;
  }

  return (double) same / (N_NODES * N_NEAREST);
}

static void
test_groups_end_up_together (void)
{
  g_autoptr (GArray) edges = planted_groups (1);
  XaPoint points[N_NODES];

  g_assert_true (lay_out (edges, 7, points, NULL, NULL));
  g_assert_cmpfloat (purity (points), >, 0.95);
}

static void
test_same_seed_same_picture (void)
{
  g_autoptr (GArray) edges = planted_groups (2);
  XaPoint a[N_NODES];
  XaPoint b[N_NODES];
  XaPoint other[N_NODES];

  g_assert_true (lay_out (edges, 7, a, NULL, NULL));
  g_assert_true (lay_out (edges, 7, b, NULL, NULL));
  g_assert_true (lay_out (edges, 8, other, NULL, NULL));
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
  g_assert_cmpfloat (hypot (a[0].x - other[0].x, a[0].y - other[0].y), >, 0);
}

static void
test_odd_graphs (void)
{
  XaLayoutOptions options = { .seed = 1 };
  XaPoint         points[200];
  XaEdge          star[199];

  g_assert_true (xa_layout_force (0, NULL, 0, &options, points, NULL, NULL));
  g_assert_true (xa_layout_force (1, NULL, 0, &options, points, NULL, NULL));
  g_assert_true (xa_layout_force (200, NULL, 0, &options, points, NULL, NULL));
  for (guint32 i = 0; i < 199; i++)
    star[i] = (XaEdge) { 0, i + 1, 1e6 };
  g_assert_true (xa_layout_force (200, star, 199, &options, points, NULL, NULL));
  for (guint32 i = 0; i < 200; i++)
    g_assert_true (isfinite (points[i].x) && isfinite (points[i].y));
}

static void
test_cancel (void)
{
  g_autoptr (GArray) edges = planted_groups (3);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  XaPoint points[N_NODES];

  g_cancellable_cancel (cancellable);
  g_assert_false (lay_out (edges, 1, points, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_fit (void)
{
  XaPoint points[] = { { -10, 0 }, { 10, 5 }, { 0, 2.5 } };
  XaPoint alone = { 42, 42 };

  xa_layout_fit (points, 3, 120, 100, 10);
  g_assert_cmpfloat_with_epsilon (points[0].x, 10, 1e-9);
  g_assert_cmpfloat_with_epsilon (points[1].x, 110, 1e-9);
  g_assert_cmpfloat_with_epsilon (points[2].y, 50, 1e-9);
  xa_layout_fit (&alone, 1, 120, 100, 10);
  g_assert_cmpfloat_with_epsilon (alone.x, 60, 1e-9);
  g_assert_cmpfloat_with_epsilon (alone.y, 50, 1e-9);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/groups-end-up-together", test_groups_end_up_together);
  g_test_add_func ("/layout/same-seed-same-picture", test_same_seed_same_picture);
  g_test_add_func ("/layout/odd-graphs", test_odd_graphs);
  g_test_add_func ("/layout/cancel", test_cancel);
  g_test_add_func ("/layout/fit", test_fit);

  return g_test_run ();
}
