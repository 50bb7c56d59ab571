#include "analysis/xa-pair.h"

#include <math.h>

static XaPair
pair_of (XaCoverage a,
         gint64     n_a,
         gint64     whole_a,
         XaCoverage b,
         gint64     n_b,
         gint64     whole_b,
         gint64     n_shared)
{
  return (XaPair) {
    .a = { .platform = XA_PLATFORM_X, .key_epoch = 1, .coverage = a, .n_seen = n_a, .n_whole = whole_a },
    .b = { .platform = XA_PLATFORM_X, .key_epoch = 1, .coverage = b, .n_seen = n_b, .n_whole = whole_b },
    .n_shared = n_shared,
    .universe = 100000,
    .container = XA_COUNT_UNKNOWN,
  };
}

static void
assert_text (const XaPair *pair,
             XaMeasure     measure,
             const char   *expected)
{
  XaFigure         figure = xa_pair_measure (pair, measure);
  g_autofree char *text = xa_figure_format (&figure, xa_measure_style (measure));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_complete (void)
{
  XaPair   pair = pair_of (XA_COVERAGE_COMPLETE, 20000, 20000, XA_COVERAGE_COMPLETE, 8000, 8000, 1500);
  XaFigure figure = xa_pair_measure (&pair, XA_MEASURE_MUTUAL);

  g_assert_cmpint (figure.kind, ==, XA_FIGURE_EXACT);
  g_assert_cmpint (figure.note, ==, XA_NOTE_NONE);
  g_assert_cmpint (figure.coverage_b, ==, XA_COVERAGE_COMPLETE);
  assert_text (&pair, XA_MEASURE_MUTUAL, "1,500");
  assert_text (&pair, XA_MEASURE_UNION, "26,500");
  assert_text (&pair, XA_MEASURE_JACCARD, "0.0566");
  assert_text (&pair, XA_MEASURE_OVERLAP_COEFFICIENT, "0.1875");
  assert_text (&pair, XA_MEASURE_SHARE_OF_A, "7.5 %");
  assert_text (&pair, XA_MEASURE_SHARE_OF_B, "18.8 %");
  assert_text (&pair, XA_MEASURE_LIFT, "0.9375");
  g_assert_cmpfloat_with_epsilon (xa_pair_signed_g2 (&pair), -8.61728906256962, 1e-9);
}

static void
test_first_n_of_b (void)
{
  XaPair   pair = pair_of (XA_COVERAGE_COMPLETE, 1000, 1000, XA_COVERAGE_FIRST_N, 200, XA_COUNT_UNKNOWN, 37);
  XaFigure figure = xa_pair_measure (&pair, XA_MEASURE_MUTUAL);

  g_assert_cmpint (figure.kind, ==, XA_FIGURE_EXACT);
  g_assert_cmpint (figure.note, ==, XA_NOTE_LISTED_OF_B);
  assert_text (&pair, XA_MEASURE_MUTUAL, "37");
  assert_text (&pair, XA_MEASURE_SHARE_OF_B, "18.5 % (13.7 % to 24.5 %)");
  assert_text (&pair, XA_MEASURE_SHARE_OF_A, "at least 3.7 %");
  assert_text (&pair, XA_MEASURE_JACCARD, "not comparable: the size of an audience is not known");
  assert_text (&pair, XA_MEASURE_LIFT, "not comparable: needs complete member lists");
  g_assert_true (isnan (xa_pair_signed_g2 (&pair)));

  /* With the size of B, those not listed may or may not be shared: 37 to 137 of 1,000 and 300. */
  pair.b.n_whole = 300;
  assert_text (&pair, XA_MEASURE_SHARE_OF_A, "3.7 % to 13.7 %");
  assert_text (&pair, XA_MEASURE_UNION, "1,163 to 1,263");
  assert_text (&pair, XA_MEASURE_JACCARD, "0.0293 to 0.1178");
}

static void
test_samples (void)
{
  XaPair pair = pair_of (XA_COVERAGE_SAMPLE, 4000, 20000, XA_COVERAGE_SAMPLE, 1600, 8000, 60);

  assert_text (&pair, XA_MEASURE_MUTUAL, "about 1,500 (1,152 to 1,922)");
  assert_text (&pair, XA_MEASURE_UNION, "about 26,500 (26,078 to 26,848)");
  assert_text (&pair, XA_MEASURE_SHARE_OF_A, "about 7.5 % (5.8 % to 9.6 %)");
  assert_text (&pair, XA_MEASURE_JACCARD, "about 0.0566 (0.0429 to 0.0737)");

  pair.n_shared = 4;
  assert_text (&pair, XA_MEASURE_MUTUAL, "not comparable: too little was seen");
  pair.n_shared = 60;
  pair.a.n_whole = XA_COUNT_UNKNOWN;
  assert_text (&pair, XA_MEASURE_MUTUAL, "not comparable: the size of an audience is not known");
}

static void
test_active (void)
{
  XaPair   pair = pair_of (XA_COVERAGE_ACTIVE_AUTHORS, 400, 20000, XA_COVERAGE_ACTIVE_AUTHORS, 100, 8000, 25);
  XaFigure figure = xa_pair_measure (&pair, XA_MEASURE_SHARE_OF_B);

  /* Of the 100 active, never of the 8,000 members. */
  g_assert_cmpint (figure.kind, ==, XA_FIGURE_EXACT);
  g_assert_cmpint (figure.note, ==, XA_NOTE_ACTIVE);
  g_assert_cmpfloat (figure.value, ==, 0.25);
}

static void
test_reactors (void)
{
  XaPair pair = pair_of (XA_COVERAGE_REACTORS, 400, 20000, XA_COVERAGE_COMPLETE, 8000, 8000, 100);

  assert_text (&pair, XA_MEASURE_MUTUAL, "at least 100");
  assert_text (&pair, XA_MEASURE_SHARE_OF_A, "at least 0.5 %");
  assert_text (&pair, XA_MEASURE_UNION, "20,000 to 27,900");
  pair.a.n_whole = XA_COUNT_UNKNOWN;
  assert_text (&pair, XA_MEASURE_SHARE_OF_A, "not comparable: the size of an audience is not known");
  assert_text (&pair, XA_MEASURE_SHARE_OF_B, "at least 1.2 %");
}

static void
test_counts (void)
{
  XaPair pair = pair_of (XA_COVERAGE_COUNT_ONLY, 0, 700, XA_COVERAGE_COMPLETE, 400, 400, 0);

  assert_text (&pair, XA_MEASURE_MUTUAL, "0 to 400");
  assert_text (&pair, XA_MEASURE_SHARE_OF_A, "0.0 % to 57.1 %");
  pair.container = 1000;
  assert_text (&pair, XA_MEASURE_MUTUAL, "100 to 400");
  pair.a.n_whole = XA_COUNT_UNKNOWN;
  assert_text (&pair, XA_MEASURE_MUTUAL, "not comparable: the size of an audience is not known");
}

static void
test_apart (void)
{
  XaPair pair = pair_of (XA_COVERAGE_COMPLETE, 10, 10, XA_COVERAGE_COMPLETE, 10, 10, 0);

  pair.b.platform = XA_PLATFORM_DISCORD;
  for (XaMeasure measure = 0; measure < XA_N_MEASURES; measure++) {
    XaFigure figure = xa_pair_measure (&pair, measure);

    g_assert_cmpint (figure.kind, ==, XA_FIGURE_NOT_COMPARABLE);
    g_assert_cmpint (figure.note, ==, XA_NOTE_TWO_PLATFORMS);
  }
  g_assert_true (isnan (xa_pair_signed_g2 (&pair)));
}

static void
test_empty (void)
{
  XaPair pair = pair_of (XA_COVERAGE_COMPLETE, 0, 0, XA_COVERAGE_COMPLETE, 10, 10, 0);

  assert_text (&pair, XA_MEASURE_MUTUAL, "0");
  assert_text (&pair, XA_MEASURE_SHARE_OF_A, "not comparable: there is nothing to divide by");
}

/* Whatever the coverage, what is said must be true of the audiences that were drawn. */
static void
test_nothing_said_is_false (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (int run = 0; run < 3000; run++) {
    gint64     both = g_rand_int_range (rand, 0, 200);
    gint64     a = both + g_rand_int_range (rand, 1, 400);
    gint64     b = both + g_rand_int_range (rand, 1, 400);
    XaCoverage coverage = (XaCoverage) g_rand_int_range (rand, XA_COVERAGE_COMPLETE, XA_COVERAGE_SAMPLE);
    gint64     seen_both = g_rand_int_range (rand, 0, (gint32) both + 1);
    gint64     seen_b = seen_both + g_rand_int_range (rand, 0, (gint32) (b - both) + 1);
    XaPair     pair = pair_of (XA_COVERAGE_COMPLETE, a, a, coverage, seen_b, b, seen_both);

    if (coverage == XA_COVERAGE_COMPLETE) {
      pair.b.n_seen = b;
      pair.n_shared = both;
    }
    for (XaMeasure measure = 0; measure < XA_N_MEASURES; measure++) {
      XaPair   truth = pair_of (XA_COVERAGE_COMPLETE, a, a, XA_COVERAGE_COMPLETE, b, b, both);
      XaFigure said = xa_pair_measure (&pair, measure);
      XaFigure is = xa_pair_measure (&truth, measure);

      if (said.kind == XA_FIGURE_BOUNDS || said.kind == XA_FIGURE_LOWER_BOUND)
        g_assert_cmpfloat (said.low, <=, is.value + 1e-12);
      if (said.kind == XA_FIGURE_BOUNDS)
        g_assert_cmpfloat (said.high, >=, is.value - 1e-12);
      if (said.kind == XA_FIGURE_EXACT && said.note == XA_NOTE_NONE)
        g_assert_cmpfloat_with_epsilon (said.value, is.value, 1e-12);
    }
  }
}

static void
test_measures_have_ids (void)
{
  for (XaMeasure measure = 0; measure < XA_N_MEASURES; measure++) {
    XaMeasure parsed;

    g_assert_true (xa_measure_parse (xa_measure_id (measure), &parsed));
    g_assert_cmpint (parsed, ==, measure);
  }
  g_assert_false (xa_measure_parse ("likeness", &(XaMeasure) { 0 }));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pair/complete", test_complete);
  g_test_add_func ("/pair/first-n-of-b", test_first_n_of_b);
  g_test_add_func ("/pair/samples", test_samples);
  g_test_add_func ("/pair/active", test_active);
  g_test_add_func ("/pair/reactors", test_reactors);
  g_test_add_func ("/pair/counts", test_counts);
  g_test_add_func ("/pair/apart", test_apart);
  g_test_add_func ("/pair/empty", test_empty);
  g_test_add_func ("/pair/nothing-said-is-false", test_nothing_said_is_false);
  g_test_add_func ("/pair/measures-have-ids", test_measures_have_ids);

  return g_test_run ();
}
