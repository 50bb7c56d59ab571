#include "analysis/xa-community.h"

#include <math.h>

#define N_NODES 300
#define N_GROUPS 6

static GArray *
planted_groups (guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (XaEdge));

  for (guint32 a = 0; a < N_NODES; a++)
    for (guint32 b = a + 1; b < N_NODES; b++)
      if (g_rand_double (random) < (a % N_GROUPS == b % N_GROUPS ? 0.3 : 0.01)) {
        XaEdge edge = { a, b, 1 + g_rand_double (random) };

        g_array_append_val (edges, edge);
      }

  return edges;
}

static XaCommunities *
find (const GArray *edges,
      guint32       n_nodes,
      const double *sizes,
      guint32       seed)
{
  return xa_communities_new (n_nodes, (const XaEdge *) (void *) edges->data, edges->len, sizes, seed);
}

/* Modularity by its definition (M. Newman, M. Girvan, Phys. Rev. E 69, 2004), the slow way. */
static double
work_out_modularity (const GArray  *edges,
                     const guint32 *of)
{
  double strength[N_NODES] = { 0 };
  double inside = 0;
  double expected = 0;
  double total = 0;

  for (guint i = 0; i < edges->len; i++) {
    const XaEdge *edge = &g_array_index (edges, XaEdge, i);

    strength[edge->a] += edge->weight;
    strength[edge->b] += edge->weight;
    total += edge->weight;
    inside += of[edge->a] == of[edge->b] ? edge->weight : 0;
  }
  for (guint a = 0; a < N_NODES; a++)
    for (guint b = 0; b < N_NODES; b++)
      expected += of[a] == of[b] ? strength[a] * strength[b] : 0;

  return inside / total - expected / (4 * total * total);
}

static void
test_planted_groups_are_found (void)
{
  g_autoptr (GArray) edges = planted_groups (3);
  double sizes[N_NODES];

  for (guint i = 0; i < N_NODES; i++)
    sizes[i] = 1 + i % N_GROUPS; /* the group of 5 is the largest, that of 0 the smallest */
  for (guint32 seed = 0; seed < 5; seed++) {
    g_autoptr (XaCommunities) found = find (edges, N_NODES, sizes, seed);

    g_assert_cmpuint (found->n, ==, N_GROUPS);
    g_assert_cmpuint (found->n_joined, ==, N_GROUPS);
    for (guint i = 0; i < N_NODES; i++)
      g_assert_cmpuint (found->of[i], ==, N_GROUPS - 1 - i % N_GROUPS);
    g_assert_cmpfloat_with_epsilon (found->modularity, work_out_modularity (edges, found->of), 1e-9);
  }
}

/* In a graph without clear groups the outcome rests on chance, and chance on the seed alone. */
static void
test_seed_decides (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (XaEdge));
  double   sizes[N_NODES];
  gboolean differ = FALSE;

  for (guint32 a = 0; a < N_NODES; a++) {
    sizes[a] = 1;
    for (guint32 b = a + 1; b < N_NODES; b++)
      if (g_rand_double (random) < 0.03) {
        XaEdge edge = { a, b, 1 };

        g_array_append_val (edges, edge);
      }
  }
  for (guint32 seed = 0; seed < 4; seed++) {
    g_autoptr (XaCommunities) first = find (edges, N_NODES, sizes, seed);
    g_autoptr (XaCommunities) other = find (edges, N_NODES, sizes, seed + 1);
    g_autoptr (XaCommunities) again = find (edges, N_NODES, sizes, seed);

    g_assert_cmpmem (first->of, N_NODES * sizeof *first->of, again->of, N_NODES * sizeof *again->of);
    g_assert_cmpfloat (first->modularity, ==, again->modularity);
    differ |= memcmp (first->of, other->of, N_NODES * sizeof *first->of) != 0;
  }
  g_assert_true (differ);
}

static void
test_the_lonely_come_last (void)
{
  static const XaEdge edges[] = { { 1, 3, 2.0 }, { 2, 4, 1.0 } };
  static const double sizes[] = { 1000, 1, 5, 2, 6, 10 };
  g_autoptr (XaCommunities) found = xa_communities_new (6, edges, G_N_ELEMENTS (edges), sizes, 1);
  static const guint32 expected[] = { 2, 1, 0, 1, 0, 3 };

  g_assert_cmpuint (found->n, ==, 4);
  g_assert_cmpuint (found->n_joined, ==, 2);
  g_assert_cmpmem (found->of, sizeof expected, expected, sizeof expected);
}

static void
test_nothing_to_divide (void)
{
  static const double sizes[] = { 1, 2, 3 };
  g_autoptr (XaCommunities) none = xa_communities_new (0, NULL, 0, sizes, 1);
  g_autoptr (XaCommunities) alone = xa_communities_new (3, NULL, 0, sizes, 1);

  g_assert_cmpuint (none->n, ==, 0);
  g_assert_cmpuint (alone->n, ==, 3);
  g_assert_cmpuint (alone->n_joined, ==, 0);
  g_assert_true (isnan (alone->modularity));
  g_assert_cmpuint (alone->of[2], ==, 0);
}

static void
test_leaders_are_the_largest (void)
{
  guint32       of[] = { 0, 0, 1, 0, 0, 0 };
  const double  sizes[] = { 3, 9, 100, 1, 7, 9 };
  XaCommunities self = { .n_nodes = 6, .of = of, .n = 2 };
  guint32       leaders[3] = { 0 };

  g_assert_cmpuint (xa_communities_get_leaders (&self, 0, sizes, leaders, 3), ==, 3);
  g_assert_cmpuint (leaders[0], ==, 1);
  g_assert_cmpuint (leaders[1], ==, 5);
  g_assert_cmpuint (leaders[2], ==, 4);
  g_assert_cmpuint (xa_communities_get_leaders (&self, 1, sizes, leaders, 3), ==, 1);
  g_assert_cmpuint (leaders[0], ==, 2);
  g_assert_cmpuint (xa_communities_get_leaders (&self, 2, sizes, leaders, 3), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/analysis/community/planted-groups-are-found", test_planted_groups_are_found);
  g_test_add_func ("/analysis/community/seed-decides", test_seed_decides);
  g_test_add_func ("/analysis/community/the-lonely-come-last", test_the_lonely_come_last);
  g_test_add_func ("/analysis/community/nothing-to-divide", test_nothing_to_divide);
  g_test_add_func ("/analysis/community/leaders-are-the-largest", test_leaders_are_the_largest);

  return g_test_run ();
}
