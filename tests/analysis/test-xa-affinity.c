#include "analysis/xa-affinity.h"

#include "analysis/xa-similarity.h"

#include <math.h>

static void
test_figures (void)
{
  const XaPreference preferences[] = { { 30, 300 }, { 8, 200 } };
  XaFigure           coverage = { .note = XA_NOTE_ACTIVE, .coverage_a = XA_COVERAGE_ACTIVE_AUTHORS };
  g_autoptr (GArray) found = xa_affinity_compute (preferences, 2, 200, 5000, 5, &coverage);
  const XaAffinity *first = &g_array_index (found, XaAffinity, 0);
  const XaAffinity *second = &g_array_index (found, XaAffinity, 1);

  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpuint (first->index, ==, 0);
  g_assert_cmpint (first->support, ==, 30);
  g_assert_cmpfloat_with_epsilon (first->share.value, 0.15, 1e-12);
  g_assert_cmpfloat_with_epsilon (first->baseline_share.value, 0.06, 1e-12);
  g_assert_cmpfloat_with_epsilon (first->lift.value, 2.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (first->lift.low, 1.76582099266661, 1e-9);
  g_assert_cmpfloat_with_epsilon (first->signed_g2, 21.9795569436821, 1e-9);
  g_assert_cmpfloat_with_epsilon (first->q, 2 * 2.75570095590495e-06, 1e-15);
  g_assert_cmpint (first->lift.note, ==, XA_NOTE_ACTIVE);
  g_assert_cmpint (first->share.coverage_a, ==, XA_COVERAGE_ACTIVE_AUTHORS);
  /* Exactly as many as chance would have it. */
  g_assert_cmpfloat_with_epsilon (second->lift.value, 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (second->q, 1, 1e-6);
}

static void
test_tiny_support_is_left_out_or_last (void)
{
  /* One person of the group out of two anywhere: an absurd lift of 12.5. */
  const XaPreference preferences[] = { { 1, 2 }, { 40, 400 }, { 60, 500 } };
  XaFigure           coverage = { .coverage_a = XA_COVERAGE_COMPLETE };
  g_autoptr (GArray) all = xa_affinity_compute (preferences, 3, 200, 5000, 0, &coverage);
  g_autoptr (GArray) some = xa_affinity_compute (preferences, 3, 200, 5000, 5, &coverage);

  g_assert_cmpuint (all->len, ==, 3);
  g_assert_cmpuint (g_array_index (all, XaAffinity, 0).index, ==, 2);
  g_assert_cmpuint (some->len, ==, 2);
  /* What was left out was not tested, and costs the others nothing. */
  for (guint i = 0; i < 2; i++)
    g_assert_cmpfloat (g_array_index (some, XaAffinity, i).q, <=, 2 * g_array_index (some, XaAffinity, i).p + 1e-15);
}

static void
test_impossible_counts_are_left_out (void)
{
  const XaPreference preferences[] = { { 30, 20 }, { 300, 400 } };
  XaFigure           coverage = { .coverage_a = XA_COVERAGE_COMPLETE };
  g_autoptr (GArray) found = xa_affinity_compute (preferences, 2, 200, 5000, 0, &coverage);

  g_assert_cmpuint (found->len, ==, 0);
}

/* Groups without any preference of their own: hardly one in twenty finds one. */
static void
test_random_groups_prefer_nothing (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (21);
  XaFigure coverage = { .coverage_a = XA_COVERAGE_COMPLETE };
  guint    n_wrong = 0;

  for (int run = 0; run < 200; run++) {
    XaPreference preferences[50] = { 0 };

    g_autoptr (GArray) found = NULL;

    /* 1,000 people, the first 200 of whom are the group. */
    for (guint i = 0; i < 50; i++)
      for (guint person = 0; person < 1000; person++)
        if (g_rand_double (rand) < 0.1) {
          preferences[i].in_baseline++;
          preferences[i].in_group += person < 200;
        }
    found = xa_affinity_compute (preferences, 50, 200, 1000, 5, &coverage);
    for (guint i = 0; i < found->len; i++)
      if (g_array_index (found, XaAffinity, i).q <= 0.05) {
        n_wrong++;
        break;
      }
  }
  g_assert_cmpuint (n_wrong, <=, 20);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/affinity/figures", test_figures);
  g_test_add_func ("/affinity/tiny-support-is-left-out-or-last", test_tiny_support_is_left_out_or_last);
  g_test_add_func ("/affinity/impossible-counts-are-left-out", test_impossible_counts_are_left_out);
  g_test_add_func ("/affinity/random-groups-prefer-nothing", test_random_groups_prefer_nothing);

  return g_test_run ();
}
