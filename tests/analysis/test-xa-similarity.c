#include "analysis/xa-similarity.h"

#include <math.h>

/* The expected values are printed by: python3 tests/tools/golden-statistics.py */

#define assert_near(value, expected) g_assert_cmpfloat_with_epsilon (value, expected, 1e-9 * MAX (1, fabs (expected)))

static const struct {
  double shared, a, b, universe;
  double jaccard, overlap_coefficient, cosine, g2, p;
} golden[] = {
  { 1500, 20000, 8000, 100000, 0.0566037735849057, 0.1875, 0.118585412256314, -8.61728906256962, 0.00332987062059396 },
  { 30, 200, 300, 5000, 0.0638297872340426, 0.15, 0.122474487139159, 21.9795569436821, 2.75570095590495e-06 },
  { 0, 50, 70, 1000, 0, 0, 0, -7.45201415174250, 0.00633655028952417 },
  { 5, 5, 5, 5000, 1, 1, 1, 79.0725511223209, 5.98704076788647e-19 },
  { 12, 100, 100, 1000, 0.0638297872340426, 0.12, 0.12, 0.470206315324532, 0.492892269166675 },
  { 3, 400, 500, 10000, 0.00334448160535117, 0.0075, 0.00670820393249937, -23.9935192622300, 9.66605100294809e-07 },
};

static void
test_golden (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (golden); i++) {
    double s = golden[i].shared, a = golden[i].a, b = golden[i].b, u = golden[i].universe;
    double g2 = xa_similarity_signed_g2 (s, a, b, u);

    assert_near (xa_similarity_jaccard (s, a, b), golden[i].jaccard);
    assert_near (xa_similarity_overlap_coefficient (s, a, b), golden[i].overlap_coefficient);
    assert_near (xa_similarity_cosine (s, a, b), golden[i].cosine);
    assert_near (g2, golden[i].g2);
    g_assert_cmpfloat_with_epsilon (xa_similarity_p_of_g2 (g2) / golden[i].p, 1, 1e-9);
  }
}

static const struct {
  double shared, a, b, universe, value, low, high;
} lifts[] = {
  { 1500, 20000, 8000, 100000, 0.9375, 0.889092278325295, 0.988543339568215 },
  { 30, 200, 300, 5000, 2.5, 1.76582099266661, 3.53943011548510 },
  { 5, 5, 5, 5000, 1000, 416.410315419740, 2401.47749219902 },
},
  odds[] = {
    { 30, 200, 300, 5000, 2.99608631783219, 1.99954442669258, 4.48928921211779 },
    { 0, 50, 70, 1000, 0.123657046555719, 0.00754943201037059, 2.02545902021214 },
    { 5, 5, 5, 5000, 109901, 1996.62208100736, 6049331.97718926 },
  };

static void
test_lift (void)
{
  double low, high;

  for (gsize i = 0; i < G_N_ELEMENTS (lifts); i++) {
    assert_near (xa_similarity_lift (lifts[i].shared, lifts[i].a, lifts[i].b, lifts[i].universe), lifts[i].value);
    xa_similarity_lift_interval (lifts[i].shared, lifts[i].a, lifts[i].b, lifts[i].universe, &low, &high);
    assert_near (low, lifts[i].low);
    assert_near (high, lifts[i].high);
  }
  xa_similarity_lift_interval (0, 100, 100, 10000, &low, &high);
  g_assert_cmpfloat (low, ==, 0);
  g_assert_cmpfloat (high, >, 1);
}

static void
test_odds_ratio (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (odds); i++) {
    double low, high;

    assert_near (xa_similarity_odds_ratio (odds[i].shared, odds[i].a, odds[i].b, odds[i].universe, &low, &high), odds[i].value);
    assert_near (low, odds[i].low);
    assert_near (high, odds[i].high);
  }
}

static void
test_q_values (void)
{
  const double p[] = { 0.216, 0.001, 0.008, NAN, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.222 };
  const double expected[] = { 0.222, 0.011, 0.044, NAN, 0.0924, 0.0924, 0.0924, 0.11, 0.116285714285714, 0.222, 0.222, 0.222 };
  double       q[G_N_ELEMENTS (p)];
  double       factor = 0;

  xa_similarity_q_values (p, G_N_ELEMENTS (p), XA_FALSE_DISCOVERY_BH, q);
  for (gsize i = 0; i < G_N_ELEMENTS (p); i++)
    if (isnan (p[i]))
      g_assert_true (isnan (q[i]));
    else
      assert_near (q[i], expected[i]);

  for (int i = 1; i <= 11; i++)
    factor += 1.0 / i;
  xa_similarity_q_values (p, G_N_ELEMENTS (p), XA_FALSE_DISCOVERY_BY, q);
  assert_near (q[1], 0.011 * factor);
  g_assert_cmpfloat (q[0], <=, 1);
}

static void
test_identities (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int i = 0; i < 2000; i++) {
    double a = g_rand_int_range (rand, 1, 1000);
    double b = g_rand_int_range (rand, 1, 1000);
    double shared = floor (g_rand_double_range (rand, 0, MIN (a, b) + 1));
    double universe = a + b - shared + g_rand_int_range (rand, 0, 5000);
    double jaccard = xa_similarity_jaccard (shared, a, b);
    double g2 = xa_similarity_signed_g2 (shared, a, b, universe);
    double low, high;

    g_assert_cmpfloat (jaccard, ==, xa_similarity_jaccard (shared, b, a));
    g_assert_cmpfloat (jaccard, <=, xa_similarity_cosine (shared, a, b) + 1e-12);
    g_assert_cmpfloat (xa_similarity_cosine (shared, a, b), <=, xa_similarity_overlap_coefficient (shared, a, b) + 1e-12);
    assert_near (g2, xa_similarity_signed_g2 (shared, b, a, universe));
    /* Being in A and not being in A depend on B alike, in opposite directions. */
    assert_near (g2, -xa_similarity_signed_g2 (b - shared, universe - a, b, universe));
    xa_similarity_frechet_bounds (a, b, universe, &low, &high);
    g_assert_cmpfloat (low, <=, shared);
    g_assert_cmpfloat (shared, <=, high);
  }
}

static void
test_nothing_to_divide_by (void)
{
  g_assert_true (isnan (xa_similarity_jaccard (0, 0, 0)));
  g_assert_true (isnan (xa_similarity_overlap_coefficient (0, 0, 5)));
  g_assert_true (isnan (xa_similarity_cosine (0, 0, 5)));
  g_assert_true (isnan (xa_similarity_lift (0, 0, 5, 10)));
  g_assert_true (isnan (xa_similarity_signed_g2 (0, 0, 0, 0)));
  g_assert_true (isnan (xa_similarity_signed_g2 (0, 6, 6, 10)));
}

/* The quantile that holds a share @u of a hypergeometric law, from its table of sums. */
static guint
draw (const double *sums,
      guint         n,
      double        u)
{
  guint low = 0;

  for (guint high = n; low < high;) {
    guint middle = (low + high) / 2;

    if (sums[middle] < u)
      low = middle + 1;
    else
      high = middle;
  }

  return MIN (low, n - 1);
}

static double *
make_sums (double universe,
           double a,
           double b)
{
  guint   n = (guint) MIN (a, b) + 1;
  double *sums = g_new (double, n);
  double  sum = 0;

  for (guint x = 0; x < n; x++) {
    sum += exp (lgamma (a + 1) - lgamma (x + 1) - lgamma (a - x + 1) + lgamma (universe - a + 1) - lgamma (b - x + 1) -
                lgamma (universe - a - b + x + 1) - lgamma (universe + 1) + lgamma (b + 1) + lgamma (universe - b + 1));
    sums[x] = sum;
  }

  return sums;
}

/* 160 pairs of independent audiences and 40 that share a third more than chance: among those
 * called significant at q <= 5 %, at most 5 % on average may be independent ones. */
static void
test_q_holds_the_rate_of_false_discoveries (void)
{
  const double universe = 100000, a = 5000, b = 4000;
  guint        n_runs = g_getenv ("XAUDIENCE_TEST_FULL") ? 2000 : 200;

  g_autofree double *sums = make_sums (universe, a, b);
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  double rate = 0;
  double n_found = 0;

  for (guint run = 0; run < n_runs; run++) {
    double p[200], q[200];
    guint  n_true = 0, n_false = 0;

    for (guint i = 0; i < 200; i++) {
      double shared = draw (sums, (guint) b + 1, g_rand_double (rand));

      if (i >= 160)
        shared = floor (shared * 4 / 3);
      p[i] = xa_similarity_p_of_g2 (xa_similarity_signed_g2 (shared, a, b, universe));
    }
    xa_similarity_q_values (p, 200, XA_FALSE_DISCOVERY_BH, q);
    for (guint i = 0; i < 200; i++)
      if (q[i] <= 0.05) {
        if (i < 160)
          n_false++;
        else
          n_true++;
      }
    rate += n_false ? (double) n_false / (n_false + n_true) : 0;
    n_found += n_true;
  }
  rate /= n_runs;
  g_test_message ("false discoveries: %.4f of those at q <= 0.05; found: %.3f of the true ones", rate, n_found / n_runs / 40);
  g_assert_cmpfloat (rate, <=, 0.05);
  g_assert_cmpfloat (n_found / n_runs / 40, >=, 0.9);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/similarity/golden", test_golden);
  g_test_add_func ("/similarity/lift", test_lift);
  g_test_add_func ("/similarity/odds-ratio", test_odds_ratio);
  g_test_add_func ("/similarity/q-values", test_q_values);
  g_test_add_func ("/similarity/identities", test_identities);
  g_test_add_func ("/similarity/nothing-to-divide-by", test_nothing_to_divide_by);
  g_test_add_func ("/similarity/q-holds-the-rate-of-false-discoveries", test_q_holds_the_rate_of_false_discoveries);

  return g_test_run ();
}
