#include "analysis/xa-growth.h"

#include <math.h>

#define DAY XA_USEC_PER_DAY

static const XaGrowthPoint exact[] = { { 0, 1000, 0 }, { 5 * DAY, 1100, 0 }, { 10 * DAY, 1210, 0 } };

static void
test_rate (void)
{
  XaGrowth growth = xa_growth_between (exact, 3, 0, 10 * DAY);

  g_assert_cmpint (growth.change.kind, ==, XA_FIGURE_EXACT);
  g_assert_cmpfloat (growth.change.value, ==, 210);
  g_assert_cmpfloat_with_epsilon (growth.relative.value, 0.21, 1e-12);
  g_assert_cmpfloat_with_epsilon (growth.log_rate_per_day.value, log (1.21) / 10, 1e-12);

  /* A steady growth has the same rate over any part of it. */
  growth = xa_growth_between (exact, 3, 5 * DAY + 3, 30 * DAY);
  g_assert_cmpint (growth.from_us, ==, 5 * DAY);
  g_assert_cmpint (growth.to_us, ==, 10 * DAY);
  g_assert_cmpfloat_with_epsilon (growth.log_rate_per_day.value, log (1.1) / 5, 1e-12);
}

static void
test_too_little (void)
{
  g_assert_cmpint (xa_growth_between (exact, 1, 0, DAY).change.note, ==, XA_NOTE_TOO_FEW);
  g_assert_cmpint (xa_growth_between (exact, 0, 0, DAY).change.note, ==, XA_NOTE_TOO_FEW);
  g_assert_cmpint (xa_growth_between (exact, 3, 6 * DAY, 7 * DAY).change.note, ==, XA_NOTE_TOO_FEW);
  g_assert_cmpint (xa_growth_between (exact, 3, -9 * DAY, -DAY).change.note, ==, XA_NOTE_TOO_FEW);
  /* Before the first point there is nothing: the period begins with it. */
  g_assert_cmpint (xa_growth_between (exact, 3, -9 * DAY, 5 * DAY).from_us, ==, 0);
}

static void
test_growth_from_nothing_has_no_rate (void)
{
  const XaGrowthPoint points[] = { { 0, 0, 0 }, { DAY, 50, 0 } };
  XaGrowth            growth = xa_growth_between (points, 2, 0, DAY);

  g_assert_cmpfloat (growth.change.value, ==, 50);
  g_assert_cmpint (growth.relative.note, ==, XA_NOTE_UNDEFINED);
  g_assert_cmpint (growth.log_rate_per_day.note, ==, XA_NOTE_UNDEFINED);
}

/* Whatever the true sizes within the steps of the source, the growth lies in its band. */
static void
test_rounded_sizes_give_bands (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  const XaGrowthPoint points[] = { { 0, 12300, 100 }, { 7 * DAY, 12500, 100 } };
  XaGrowth            growth = xa_growth_between (points, 2, 0, 7 * DAY);

  g_assert_cmpint (growth.change.kind, ==, XA_FIGURE_BOUNDS);
  g_assert_cmpint (growth.change.note, ==, XA_NOTE_ROUNDED);
  g_assert_cmpfloat (growth.change.low, ==, 0);
  g_assert_cmpfloat (growth.change.high, ==, 400);
  for (int i = 0; i < 500; i++) {
    double before = 12300 + g_rand_double_range (rand, -100, 100);
    double after = 12500 + g_rand_double_range (rand, -100, 100);
    double rate = log (after / before) / 7;

    g_assert_cmpfloat (growth.relative.low, <=, after / before - 1);
    g_assert_cmpfloat (growth.relative.high, >=, after / before - 1);
    g_assert_cmpfloat (growth.log_rate_per_day.low, <=, rate);
    g_assert_cmpfloat (growth.log_rate_per_day.high, >=, rate);
  }
}

static XaSeen
seen (XaCoverage coverage,
      gint64     n)
{
  return (XaSeen) { .platform = XA_PLATFORM_X, .key_epoch = 1, .coverage = coverage, .n_seen = n, .n_whole = n };
}

static void
test_turnover (void)
{
  XaSeen     before = seen (XA_COVERAGE_COMPLETE, 1000);
  XaSeen     after = seen (XA_COVERAGE_COMPLETE, 1100);
  XaTurnover turnover = xa_growth_turnover (&before, &after, 970);

  g_assert_cmpfloat (turnover.stayed.value, ==, 970);
  g_assert_cmpfloat (turnover.joined.value, ==, 130);
  g_assert_cmpfloat (turnover.left.value, ==, 30);
  g_assert_cmpfloat_with_epsilon (turnover.churn.value, 0.03, 1e-12);
  g_assert_cmpfloat_with_epsilon (turnover.retention.value, 0.97, 1e-12);

  /* The same people seen at 95 % would read as a churn of 8 %: nothing is said instead. */
  after.coverage = XA_COVERAGE_FIRST_N;
  turnover = xa_growth_turnover (&before, &after, 920);
  g_assert_cmpint (turnover.churn.kind, ==, XA_FIGURE_NOT_COMPARABLE);
  g_assert_cmpint (turnover.left.note, ==, XA_NOTE_NEEDS_COMPLETE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth/rate", test_rate);
  g_test_add_func ("/growth/too-little", test_too_little);
  g_test_add_func ("/growth/growth-from-nothing-has-no-rate", test_growth_from_nothing_has_no_rate);
  g_test_add_func ("/growth/rounded-sizes-give-bands", test_rounded_sizes_give_bands);
  g_test_add_func ("/growth/turnover", test_turnover);

  return g_test_run ();
}
