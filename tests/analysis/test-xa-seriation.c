#include "analysis/xa-seriation.h"

#include <math.h>

#define N_BLOCKS 4
#define BLOCK 6
#define N (N_BLOCKS * BLOCK)

static void
shuffle (guint *order,
         guint  n,
         GRand *rand)
{
  for (guint i = 0; i < n; i++)
    order[i] = i;
  for (guint i = n; i > 1; i--) {
    guint k = (guint) g_rand_int_range (rand, 0, (int) i);
    guint moved = order[i - 1];

    order[i - 1] = order[k];
    order[k] = moved;
  }
}

static void
check_permutation (const guint *order,
                   guint        n)
{
  g_autofree gboolean *seen = g_new0 (gboolean, n);

  for (guint i = 0; i < n; i++) {
    g_assert_cmpuint (order[i], <, n);
    g_assert_false (seen[order[i]]);
    seen[order[i]] = TRUE;
  }
}

/* Blocks that were shuffled stand together again. */
static void
test_blocks (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint k = 0; k < 20; k++) {
    guint             true_place[N];
    double            similarity[N * N];
    g_autofree guint *order = NULL;
    guint             n_changes = 0;

    shuffle (true_place, N, rand);
    for (guint i = 0; i < N; i++)
      for (guint j = 0; j <= i; j++)
        similarity[i * N + j] = similarity[j * N + i] =
          (true_place[i] / BLOCK == true_place[j] / BLOCK ? .6 : .1) + g_rand_double_range (rand, -.09, .09);
    order = xa_seriation_order (similarity, N);
    check_permutation (order, N);
    for (guint i = 1; i < N; i++)
      n_changes += true_place[order[i]] / BLOCK != true_place[order[i - 1]] / BLOCK;
    g_assert_cmpuint (n_changes, ==, N_BLOCKS - 1);
  }
}

/* A line: alike are those that stand near one another. It is found again, first thing first. */
static void
test_line (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  guint             true_place[N];
  double            similarity[N * N];
  g_autofree guint *order = NULL;
  int               direction;

  shuffle (true_place, N, rand);
  for (guint i = 0; i < N; i++)
    for (guint j = 0; j < N; j++)
      similarity[i * N + j] = 1 - fabs ((double) true_place[i] - true_place[j]) / N;
  order = xa_seriation_order (similarity, N);
  check_permutation (order, N);
  direction = (int) true_place[order[1]] - (int) true_place[order[0]];
  g_assert_cmpint (ABS (direction), ==, 1);
  for (guint i = 1; i < N; i++)
    g_assert_cmpint ((int) true_place[order[i]] - (int) true_place[order[i - 1]], ==, direction);
  for (guint i = 0; i < N; i++)
    if (order[i] == 0)
      g_assert_cmpuint (i, <, (N + 1) / 2);
}

static void
try_all (const double *similarity,
         guint        *order,
         guint         n,
         guint         at,
         double       *best)
{
  if (at == n) {
    *best = MAX (*best, xa_seriation_length (similarity, order, n));
    return;
  }
  for (guint i = at; i < n; i++) {
    guint moved = order[at];

    order[at] = order[i];
    order[i] = moved;
    try_all (similarity, order, n, at + 1, best);
    order[i] = order[at];
    order[at] = moved;
  }
}

/* Never better than the best of all orders, equal to it where the tree is a caterpillar or the
 * blocks are clear, and always better than the order it was given. */
static void
test_near_the_best (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (31);
  double share = 0;

  for (guint k = 0; k < 30; k++) {
    enum {
      n = 7
    };
    double            similarity[n * n];
    guint             all[n];
    double            best = 0;
    g_autofree guint *order = NULL;

    for (guint i = 0; i < n; i++)
      for (guint j = 0; j <= i; j++)
        similarity[i * n + j] = similarity[j * n + i] = g_rand_double (rand);
    for (guint i = 0; i < n; i++)
      all[i] = i;
    order = xa_seriation_order (similarity, n);
    check_permutation (order, n);
    try_all (similarity, all, n, 0, &best);
    g_assert_cmpfloat (xa_seriation_length (similarity, order, n), <=, best + 1e-12);
    share += xa_seriation_length (similarity, order, n) / best / 30;
  }
  g_assert_cmpfloat (share, >, .9);
}

/* What is not known is not alike; all the same, or nothing at all, still is an order. */
static void
test_unknown_and_few (void)
{
  const double      none[9] = { NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
  const double      part[16] = { 1, NAN, .9, .1, NAN, 1, NAN, .8, .9, NAN, 1, .2, .1, .8, .2, 1 };
  g_autofree guint *three = xa_seriation_order (none, 3);
  g_autofree guint *four = xa_seriation_order (part, 4);
  g_autofree guint *two = xa_seriation_order ((double[]) { 1, .5, .5, 1 }, 2);
  g_autofree guint *one = xa_seriation_order ((double[]) { 1 }, 1);
  g_autofree guint *no = xa_seriation_order (NULL, 0);

  check_permutation (three, 3);
  check_permutation (four, 4);
  g_assert_cmpuint (two[0], ==, 0);
  g_assert_cmpuint (one[0], ==, 0);
  g_assert_nonnull (no);
  /* 0 and 2 are alike, and 1 and 3; only two places are left for each pair. */
  g_assert_cmpuint (four[0] + four[1], ==, four[0] % 2 ? 4 : 2);
  g_assert_cmpuint (four[0] % 2, ==, four[1] % 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seriation/blocks", test_blocks);
  g_test_add_func ("/seriation/line", test_line);
  g_test_add_func ("/seriation/near-the-best", test_near_the_best);
  g_test_add_func ("/seriation/unknown-and-few", test_unknown_and_few);

  return g_test_run ();
}
