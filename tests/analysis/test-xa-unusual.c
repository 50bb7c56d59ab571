#include "analysis/xa-unusual-growth.h"

#include <math.h>

static double
normal (GRand *rand)
{
  double u = 1 - g_rand_double (rand);

  return sqrt (-2 * log (u)) * cos (2 * G_PI * g_rand_double (rand));
}

static double
exponential (GRand *rand)
{
  return -log (1 - g_rand_double (rand));
}

static void
test_known (void)
{
  double    others[40];
  XaUnusual unusual;

  for (int i = 0; i < 40; i++)
    others[(i * 7) % 40] = i;
  unusual = xa_unusual_high (100, others, 40, 0.1);
  g_assert_cmpfloat_with_epsilon (unusual.middle, 19.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (unusual.z, 80.5 / (1.4826 * 10), 1e-9);
  /* From the second highest, 38, on; the mean excess of the ten highest over 29 is 5.5. */
  g_assert_cmpfloat_with_epsilon (unusual.tail_p, 2 / 41.0 * pow (1 + (100 - 38) / (10 * 5.5), -10), 1e-9);
  unusual = xa_unusual_high (35, others, 40, 0.1);
  g_assert_cmpfloat_with_epsilon (unusual.tail_p, 6 / 41.0, 1e-9);
  unusual = xa_unusual_high (-5, others, 40, 0.1);
  g_assert_cmpfloat (unusual.z, <, 0);
  g_assert_cmpfloat_with_epsilon (unusual.tail_p, 1, 1e-9);
}

static void
test_edges (void)
{
  double    others[40] = { 0 };
  XaUnusual unusual = xa_unusual_high (5, others, XA_UNUSUAL_LEAST - 1, 0.5);

  g_assert_true (isnan (unusual.z) && isnan (unusual.tail_p));
  unusual = xa_unusual_high ((double) NAN, others, 40, 0.5);
  g_assert_true (isnan (unusual.z));
  /* Values that are all alike: chance is given its due. */
  unusual = xa_unusual_high (5, others, 40, 0.5);
  g_assert_cmpfloat_with_epsilon (unusual.z, 10, 1e-9);
  g_assert_true (isfinite (unusual.tail_p) && unusual.tail_p < 0.01);
}

/* The odds are what they say for the heaviest tail that is allowed for, and less for lighter ones. */
static void
test_calibration (gconstpointer data)
{
  const gboolean heavy = GPOINTER_TO_INT (data);
  const int      n_runs = g_getenv ("XAUDIENCE_TEST_FULL") ? 400000 : 60000;
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  double others[60];
  int    n_rare = 0;

  for (int run = 0; run < n_runs; run++) {
    double value = heavy ? exponential (rand) : normal (rand);

    for (int i = 0; i < 60; i++)
      others[i] = heavy ? exponential (rand) : normal (rand);
    n_rare += xa_unusual_high (value, others, 60, 0.01).tail_p <= 0.002;
  }
  g_test_message ("%d of %d are rarer than 1 in 500", n_rare, n_runs);
  if (heavy) {
    g_assert_cmpfloat (n_rare, <=, 0.004 * n_runs);
    g_assert_cmpfloat (n_rare, >=, 0.0005 * n_runs);
  } else {
    g_assert_cmpfloat (n_rare, <=, 0.0015 * n_runs);
  }
}

/* --- growth --- */

#define N_DAYS 120

static void
grow (GRand         *rand,
      XaGrowthPoint *days,
      double         granularity)
{
  double size = 20000;

  for (int i = 0; i < N_DAYS; i++) {
    size *= exp (0.002 + 0.001 * normal (rand));
    days[i] = (XaGrowthPoint) { i * XA_USEC_PER_DAY, granularity > 0 ? round (size / granularity) * granularity : round (size), granularity };
  }
}

static GArray *
find (const XaGrowthPoint *days)
{
  const XaUnusualGrowthRule rule = XA_UNUSUAL_GROWTH_RULE_INIT;

  return xa_unusual_growth_find (days, N_DAYS, &rule, 0, G_MAXINT64, 0);
}

static void
test_growth_jump (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (int sign = -1; sign <= 1; sign += 2) {
    XaGrowthPoint days[N_DAYS];
    g_autoptr (GArray) alarms = NULL;
    const XaUnusualGrowth *alarm;

    grow (rand, days, 0);
    for (int i = 80; i < N_DAYS; i++)
      days[i].value += sign * 3000;
    alarms = find (days);
    g_assert_cmpuint (alarms->len, ==, 1);
    alarm = &g_array_index (alarms, XaUnusualGrowth, 0);
    g_assert_cmpint (alarm->at_us, ==, 80 * XA_USEC_PER_DAY);
    g_assert_cmpfloat (alarm->change * sign, >, 2500);
    g_assert_cmpfloat (alarm->usual, >, 0);
    g_assert_cmpfloat (alarm->usual, <, 150);
    g_assert_cmpfloat (alarm->z, >, 4);
  }
}

/* Steady, rounded and small audiences raise no alarm but by rare chance. */
static void
test_growth_quiet (void)
{
  static const double granularities[] = { 0, 100, 1000 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);
  guint n_alarms = 0, n_days = 0;

  for (int run = 0; run < 300; run++) {
    XaGrowthPoint days[N_DAYS];
    g_autoptr (GArray) alarms = NULL;

    grow (rand, days, granularities[run % 3]);
    alarms = find (days);
    n_alarms += alarms->len;
    n_days += N_DAYS - XA_UNUSUAL_LEAST;
  }
  g_test_message ("%u alarms on %u days", n_alarms, n_days);
  g_assert_cmpfloat (n_alarms, <=, 0.001 * n_days);
}

static void
test_growth_edges (void)
{
  const XaUnusualGrowthRule rule = XA_UNUSUAL_GROWTH_RULE_INIT;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  XaGrowthPoint days[N_DAYS];
  g_autoptr (GArray) none = xa_unusual_growth_find (NULL, 0, &rule, 0, G_MAXINT64, 0);
  g_autoptr (GArray) few = NULL;
  g_autoptr (GArray) quiet = NULL;
  g_autoptr (GArray) small = NULL;
  g_autoptr (GArray) gap = NULL;
  g_autoptr (GArray) zero = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  grow (rand, days, 0);
  days[10].value *= 2;
  few = xa_unusual_growth_find (days, 11, &rule, 0, G_MAXINT64, 0);
  g_assert_cmpuint (few->len, ==, 0);
  grow (rand, days, 0);
  for (int i = 80; i < N_DAYS; i++)
    days[i].value += 5000;
  quiet = xa_unusual_growth_find (days, N_DAYS, &rule, 0, G_MAXINT64, 82 * XA_USEC_PER_DAY);
  g_assert_cmpuint (quiet->len, ==, 0);
  /* After a long gap nobody knows when it grew. */
  for (int i = 80; i < N_DAYS; i++)
    days[i].at_us += 30 * XA_USEC_PER_DAY;
  gap = find (days);
  g_assert_cmpuint (gap->len, ==, 0);
  /* Thirty people more are many for a hundred, and below the floor. */
  for (int i = 0; i < N_DAYS; i++)
    days[i] = (XaGrowthPoint) { i * XA_USEC_PER_DAY, i < 80 ? 100 + i % 2 : 130, 0 };
  small = find (days);
  g_assert_cmpuint (small->len, ==, 0);
  days[50].value = 0;
  zero = find (days);
  g_assert_cmpuint (zero->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unusual/known", test_known);
  g_test_add_func ("/unusual/edges", test_edges);
  g_test_add_data_func ("/unusual/calibration/heavy", GINT_TO_POINTER (TRUE), test_calibration);
  g_test_add_data_func ("/unusual/calibration/light", GINT_TO_POINTER (FALSE), test_calibration);
  g_test_add_func ("/unusual/growth/jump", test_growth_jump);
  g_test_add_func ("/unusual/growth/quiet", test_growth_quiet);
  g_test_add_func ("/unusual/growth/edges", test_growth_edges);

  return g_test_run ();
}
