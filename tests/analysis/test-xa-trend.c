#include "analysis/xa-trend.h"

#include <math.h>

/* D. E. Knuth's way of drawing a Poisson count. */
static double
poisson (GRand *rand,
         double mean)
{
  double limit = exp (-mean);
  double product = g_rand_double (rand);
  int    n = 0;

  for (; product > limit; n++)
    product *= g_rand_double (rand);

  return n;
}

static void
test_score_by_hand (void)
{
  const double counts[] = { 4, 4, 4, 4, 25 };
  XaTrendScore score = xa_trend_score (counts, 5, 1, 1000);

  g_assert_cmpuint (score.n_before, ==, 4);
  g_assert_cmpfloat_with_epsilon (score.expected, 4, 1e-9);
  /* No spread was seen, so that the spread of chance, 1/2, is taken. */
  g_assert_cmpfloat_with_epsilon (score.z, (sqrt (25.375) - sqrt (4.375)) / 0.5, 1e-9);
}

static void
test_score_needs_history (void)
{
  const double counts[] = { 1, 2, 3, 4 };

  g_assert_true (isnan (xa_trend_score (counts, 3, 1, 10).z));
  g_assert_false (isnan (xa_trend_score (counts, 4, 1, 10).z));
  g_assert_true (isnan (xa_trend_score (counts, 4, 2, 10).z));
  g_assert_true (isnan (xa_trend_score (NULL, 0, 1, 10).z));
}

/* A daily cycle is not a trend, once days are compared with days. */
static void
test_score_knows_the_season (void)
{
  double counts[24 * 15];

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    counts[i] = i % 24 == 23 ? 100 : 10;
  g_assert_cmpfloat (fabs (xa_trend_score (counts, G_N_ELEMENTS (counts), 24, 7).z), <, 1e-6);
  g_assert_cmpfloat (xa_trend_score (counts, G_N_ELEMENTS (counts), 1, 168).z, >, 3);
}

static void
test_score_rarely_cries_wolf (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (17);
  guint n_alarms = 0;
  guint n_found = 0;

  for (int run = 0; run < 4000; run++) {
    double counts[60];

    for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
      counts[i] = poisson (rand, 9);
    n_alarms += xa_trend_score (counts, G_N_ELEMENTS (counts), 1, 30).z > 3;
    counts[59] = poisson (rand, 36);
    n_found += xa_trend_score (counts, G_N_ELEMENTS (counts), 1, 30).z > 3;
  }
  g_assert_cmpuint (n_alarms, <=, 4000 / 150);
  g_assert_cmpuint (n_found, >=, 3900);
}

/* Against all stories there are. */
static void
test_bursts_are_the_cheapest_story (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (int run = 0; run < 60; run++) {
    enum {
      N = 10
    };
    double counts[N], totals[N];
    guint8 states[N];
    double relevant = 0, all = 0, best = INFINITY, found = NAN;
    guint  found_story = 0;

    for (int i = 0; i < N; i++) {
      totals[i] = 40;
      counts[i] = g_rand_int_range (rand, 0, i > 3 && i < 7 ? 20 : 6);
      relevant += counts[i];
      all += totals[i];
    }
    xa_trend_bursts (counts, totals, N, 2, 1, states);
    for (int i = 0; i < N; i++)
      found_story |= (guint) states[i] << i;
    for (guint story = 0; story < 1 << N; story++) {
      double cost = 0;

      for (int i = 0; i < N; i++) {
        gboolean burst = story >> i & 1;
        double   rate = relevant / all * (burst ? 2 : 1);

        if (burst && !(i > 0 && (story >> (i - 1) & 1)))
          cost += log (N);
        cost -= counts[i] * log (rate) + (totals[i] - counts[i]) * log (1 - rate);
      }
      best = MIN (best, cost);
      if (story == found_story)
        found = cost;
    }
    g_assert_cmpfloat_with_epsilon (found, best, 1e-9);
  }
}

static void
test_bursts_of_nothing (void)
{
  const double none[] = { 0, 0, 0 };
  const double totals[] = { 9, 9, 9 };
  guint8       states[3] = { 1, 1, 1 };

  xa_trend_bursts (none, totals, 3, 2, 1, states);
  g_assert_cmpint (states[0] + states[1] + states[2], ==, 0);
  xa_trend_bursts (NULL, NULL, 0, 2, 1, NULL);
}

static void
test_robust_z (void)
{
  const double others[] = { 0, M_E - 1, M_E * M_E - 1, M_E * M_E * M_E - 1, 1e9 };
  const double alike[] = { 4, 4, 4, 4 };

  /* On the scale of ln (1 + x): 0, 1, 2, 3, 20.7; median 2, deviations 2, 1, 0, 1, 18.7. */
  g_assert_cmpfloat_with_epsilon (xa_trend_robust_z (exp (5) - 1, others, 5), 3 / 1.4826, 1e-9);
  g_assert_true (isnan (xa_trend_robust_z (9, alike, 4)));
  g_assert_true (isnan (xa_trend_robust_z (9, others, 2)));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trend/score-by-hand", test_score_by_hand);
  g_test_add_func ("/trend/score-needs-history", test_score_needs_history);
  g_test_add_func ("/trend/score-knows-the-season", test_score_knows_the_season);
  g_test_add_func ("/trend/score-rarely-cries-wolf", test_score_rarely_cries_wolf);
  g_test_add_func ("/trend/bursts-are-the-cheapest-story", test_bursts_are_the_cheapest_story);
  g_test_add_func ("/trend/bursts-of-nothing", test_bursts_of_nothing);
  g_test_add_func ("/trend/robust-z", test_robust_z);

  return g_test_run ();
}
