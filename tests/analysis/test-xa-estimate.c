#include "analysis/xa-estimate.h"

#include "analysis/xa-similarity.h"

#include <math.h>

/* The expected values are printed by: python3 tests/tools/golden-statistics.py */

static void
assert_interval (XaInterval interval,
                 double     low,
                 double     high)
{
  g_assert_cmpfloat_with_epsilon (interval.low, low, 1e-9 * MAX (1, fabs (low)));
  g_assert_cmpfloat_with_epsilon (interval.high, high, 1e-9 * MAX (1, fabs (high)));
}

static void
test_wilson (void)
{
  assert_interval (xa_estimate_wilson (37, 200), 0.137301928006160, 0.244570627611518);
  assert_interval (xa_estimate_wilson (0, 50), 0, 0.0713475991333587);
  assert_interval (xa_estimate_wilson (50, 50), 0.928652400866641, 1);
  assert_interval (xa_estimate_wilson (1, 3), 0.0614919447203962, 0.792340399197952);
  assert_interval (xa_estimate_wilson (500000, 1000000), 0.499020019890005, 0.500979980109995);
  assert_interval (xa_estimate_wilson (0, 0), 0, 1);
}

/* The first is the worked example of the paper. */
static void
test_newcombe (void)
{
  assert_interval (xa_estimate_newcombe (56, 70, 48, 80), 0.0524314724023649, 0.333872654036906);
  assert_interval (xa_estimate_newcombe (9, 10, 3, 10), 0.170522723934503, 0.809017973535488);
  assert_interval (xa_estimate_newcombe (0, 10, 0, 20), -0.161125158052819, 0.277532799862889);
  assert_interval (xa_estimate_newcombe (0, 0, 1, 2), -1, 1);
}

static void
test_chapman_and_chao (void)
{
  XaInterval interval;

  g_assert_cmpfloat_with_epsilon (xa_estimate_chapman (200, 300, 30, &interval), 1950.64516129032, 1e-8);
  assert_interval (interval, 1361.66722320879, 2539.62309937186);
  g_assert_cmpfloat_with_epsilon (xa_estimate_chapman (50, 60, 50, &interval), 60, 1e-9);
  assert_interval (interval, 60, 60);
  g_assert_cmpfloat_with_epsilon (xa_estimate_chapman (100, 100, 0, &interval), 10200, 1e-9);
  assert_interval (interval, 200, 24197.6286259317);

  g_assert_cmpfloat (xa_estimate_chao (100, 40, 20), ==, 100 + 40.0 * 39 / 42);
  g_assert_cmpfloat (xa_estimate_chao (100, 0, 20), ==, 100);
}

static void
test_binomial (void)
{
  g_assert_cmpfloat_with_epsilon (xa_estimate_binomial_at_most (3, 10, 0.25), 0.775875091552734, 1e-12);
  g_assert_cmpfloat_with_epsilon (xa_estimate_binomial_at_most (0, 1500, 1.0 / 400), 0.0234075811767289, 1e-12);
  g_assert_cmpfloat_with_epsilon (xa_estimate_binomial_at_most (60, 1500, 0.04), 0.534269614916258, 1e-11);
  g_assert_cmpfloat_with_epsilon (xa_estimate_binomial_at_most (300, 1500, 0.2), 0.515444403367126, 1e-11);
  g_assert_cmpfloat (xa_estimate_binomial_at_most (-1, 10, 0.5), ==, 0);
  g_assert_cmpfloat (xa_estimate_binomial_at_most (10, 10, 0.5), ==, 1);
  /* Far from small numbers it must neither hang nor drift. */
  g_assert_cmpfloat_with_epsilon (xa_estimate_binomial_at_most (5e8, 1e9, 0.5), 0.5, 1e-4);
}

static void
test_overlap_interval (void)
{
  assert_interval (xa_estimate_overlap_interval (60, 0.2, 0.2, 8000), 1152, 1922);
  assert_interval (xa_estimate_overlap_interval (15, 0.1, 0.1, 8000), 843, 2469);
  assert_interval (xa_estimate_overlap_interval (4, 0.05, 0.05, 8000), 437, 4093);
  assert_interval (xa_estimate_overlap_interval (0, 0.2, 0.2, 8000), 0, 90);
  assert_interval (xa_estimate_overlap_interval (375, 0.5, 0.5, 8000), 1372, 1638);
  assert_interval (xa_estimate_overlap_interval (5, 0.1, 0.1, 600), 164, 600);
  assert_interval (xa_estimate_overlap_interval (42, 1, 1, 600), 42, 42);
  assert_interval (xa_estimate_overlap_interval (7, 0, 0.5, 600), 7, 600);
}

/* How many of the first @n_marked of @n_all are in a random sample of @n_wanted; their numbers go
 * to @taken. D. E. Knuth, The Art of Computer Programming 2, algorithm S. */
static void
sample (GRand    *rand,
        guint     n_all,
        guint     n_wanted,
        guint     n_marked,
        gboolean *taken)
{
  for (guint i = 0; i < n_marked; i++) {
    taken[i] = g_rand_double (rand) * (n_all - i) < n_wanted;
    n_wanted -= (guint) taken[i];
  }
}

/*
 * Two audiences of 20,000 and 8,000 that share 1,500, seen through random samples. The interval
 * has to hold the truth in 93-98 % of the runs; the Jaccard coefficient of the samples misses its
 * true value, 0.0566, by the product of the coverages.
 */
static const struct {
  double f, g;
  double naive_jaccard;
} coverages[] = {
  { 1.0, 0.2, 0.0141 },
  { 0.5, 0.5, 0.0276 },
  { 0.2, 0.2, 0.0109 },
  { 0.1, 0.1, 0.0054 },
  { 0.05, 0.05, 0.0027 },
};

static void
test_intervals_cover_the_truth (void)
{
  enum {
    A = 20000,
    B = 8000,
    SHARED = 1500
  };
  gboolean full = g_getenv ("XAUDIENCE_TEST_FULL") != NULL;
  guint    n_runs = full ? 2000 : 200;

  for (gsize c = 0; c < G_N_ELEMENTS (coverages); c++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (7 + (guint32) c);
    double f = coverages[c].f, g = coverages[c].g;
    double n_covered = 0, estimates = 0, jaccards = 0, widths = 0, n_naive = 0;

    for (guint run = 0; run < n_runs; run++) {
      gboolean   in_a[SHARED], in_b[SHARED];
      double     x = 0;
      double     jaccard;
      XaInterval interval, naive;

      sample (rand, A, (guint) (f * A), SHARED, in_a);
      sample (rand, B, (guint) (g * B), SHARED, in_b);
      for (guint i = 0; i < SHARED; i++)
        x += in_a[i] && in_b[i];
      interval = xa_estimate_overlap_interval (x, f, g, B);
      n_covered += interval.low <= SHARED && SHARED <= interval.high;
      widths += interval.high - interval.low;
      estimates += xa_estimate_overlap (x, f, g);
      jaccard = xa_similarity_jaccard (x, f * A, g * B);
      jaccards += jaccard;
      naive = xa_estimate_wilson (x, f * A + g * B - x);
      n_naive += naive.low <= 1500.0 / 26500 && 1500.0 / 26500 <= naive.high;
    }
    g_test_message ("coverage %.2f, %.2f: estimate %.0f, interval holds the truth in %.3f of %u runs, mean width %.0f;"
                    " naive Jaccard %.4f, its interval holds the truth in %.3f",
                    f, g, estimates / n_runs, n_covered / n_runs, n_runs, widths / n_runs, jaccards / n_runs, n_naive / n_runs);

    /* 200 runs leave the share itself uncertain by 1.5 %. */
    g_assert_cmpfloat (n_covered / n_runs, >=, full ? 0.93 : 0.90);
    g_assert_cmpfloat (n_covered / n_runs, <=, full ? 0.98 : 0.995);
    g_assert_cmpfloat_with_epsilon (estimates / n_runs, SHARED, full ? 60 : 180);
    g_assert_cmpfloat_with_epsilon (jaccards / n_runs, coverages[c].naive_jaccard, 0.0004);
    g_assert_cmpfloat (n_naive, ==, 0);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/estimate/wilson", test_wilson);
  g_test_add_func ("/estimate/newcombe", test_newcombe);
  g_test_add_func ("/estimate/chapman-and-chao", test_chapman_and_chao);
  g_test_add_func ("/estimate/binomial", test_binomial);
  g_test_add_func ("/estimate/overlap-interval", test_overlap_interval);
  g_test_add_func ("/estimate/intervals-cover-the-truth", test_intervals_cover_the_truth);

  return g_test_run ();
}
