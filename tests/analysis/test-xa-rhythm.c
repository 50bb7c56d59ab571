#include "analysis/xa-rhythm.h"

#include <math.h>

#define HOUR XA_USEC_PER_HOUR
#define DAY XA_USEC_PER_DAY

static gint64
utc (int year,
     int month,
     int day,
     int hour)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (year, month, day, hour, 0, 0);

  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

/* A zone with the rules of Central Europe, spelt out so that no zone file is needed. */
static GTimeZone *
central_europe (void)
{
  return g_time_zone_new_identifier ("CET-1CEST,M3.5.0/2,M10.5.0/3");
}

static void
test_slots_of_utc (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  /* 2024-02-29 was a Thursday; the second is 1969-12-31, a Wednesday. */
  const gint64 times[] = { utc (2024, 2, 29, 14) - 1, -1 };
  XaRhythm     rhythm = xa_rhythm_of_week (times, NULL, 2, -DAY, utc (2024, 3, 1, 0), zone);

  g_assert_cmpfloat (rhythm.count[3][13], ==, 1);
  g_assert_cmpfloat (rhythm.count[2][23], ==, 1);
}

/* Every hour against GLib's own calendar. */
static void
test_slots_agree_with_the_calendar (void)
{
  g_autoptr (GTimeZone) zone = central_europe ();

  g_assert_nonnull (zone);
  for (gint64 at_us = utc (2024, 3, 25, 0); at_us < utc (2024, 11, 5, 0); at_us += HOUR) {
    g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
    g_autoptr (GDateTime) local = g_date_time_to_timezone (moment, zone);
    XaRhythm rhythm = xa_rhythm_of_week (&at_us, NULL, 1, at_us, at_us + 1, zone);

    g_assert_cmpfloat (rhythm.count[g_date_time_get_day_of_week (local) - 1][g_date_time_get_hour (local)], ==, 1);
  }
}

static void
test_change_of_clocks (void)
{
  g_autoptr (GTimeZone) zone = central_europe ();
  /* Sunday 31 March 2024 has no hour 2, Sunday 27 October has two. */
  XaRhythm spring = xa_rhythm_of_week (NULL, NULL, 0, utc (2024, 3, 30, 23), utc (2024, 3, 31, 22), zone);
  XaRhythm autumn = xa_rhythm_of_week (NULL, NULL, 0, utc (2024, 10, 26, 22), utc (2024, 10, 27, 23), zone);

  for (guint hour = 0; hour < 24; hour++) {
    g_assert_cmpuint (spring.n_hours[6][hour], ==, hour == 2 ? 0 : 1);
    g_assert_cmpuint (autumn.n_hours[6][hour], ==, hour == 2 ? 2 : 1);
  }
  g_assert_true (isnan (xa_rhythm_rate (&spring, 6, 2)));
  g_assert_cmpfloat (xa_rhythm_rate (&autumn, 6, 2), ==, 0);
}

static void
test_rate_weights_and_window (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  gint64       monday = utc (2024, 1, 1, 0);
  const gint64 times[] = { monday + 9 * HOUR, monday + 7 * DAY + 9 * HOUR, monday + 14 * DAY + 9 * HOUR };
  const double weights[] = { 3, 5, 100 };
  XaRhythm     rhythm = xa_rhythm_of_week (times, weights, 3, monday, monday + 14 * DAY, zone);

  g_assert_cmpfloat (rhythm.count[0][9], ==, 8);
  g_assert_cmpuint (rhythm.n_hours[0][9], ==, 2);
  g_assert_cmpfloat (xa_rhythm_rate (&rhythm, 0, 9), ==, 4);
}

static void
test_pace (void)
{
  gint64 regular[50], random[5000], bursty[400];
  XaPace pace;
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  double at = 0;

  for (int i = 0; i < 50; i++)
    regular[i] = (49 - i) * 6 * HOUR;
  pace = xa_rhythm_pace (regular, 50, 0, 50 * 6 * HOUR);
  g_assert_cmpuint (pace.n, ==, 50);
  g_assert_cmpfloat_with_epsilon (pace.per_week, 28, 1e-9);
  g_assert_cmpfloat (pace.median_gap_us, ==, (double) (6 * HOUR));
  g_assert_cmpfloat (pace.burstiness, ==, -1);

  /* Exponential gaps have a deviation as large as their mean. */
  for (int i = 0; i < 5000; i++) {
    at += -log (1 - g_rand_double (rand)) * 1e9;
    random[i] = (gint64) at;
  }
  pace = xa_rhythm_pace (random, 5000, 0, (gint64) at + 1);
  g_assert_cmpfloat (fabs (pace.burstiness), <, 0.05);
  g_assert_cmpfloat_with_epsilon (pace.median_gap_us / (G_LN2 * 1e9), 1, 0.06);

  for (int i = 0; i < 400; i++)
    bursty[i] = i / 20 * DAY + i % 20;
  g_assert_cmpfloat (xa_rhythm_pace (bursty, 400, 0, 30 * DAY).burstiness, >, 0.5);
}

static void
test_pace_of_few (void)
{
  const gint64 times[] = { 0, HOUR };
  XaPace       pace = xa_rhythm_pace (times, 2, 0, DAY);

  g_assert_cmpfloat (pace.median_gap_us, ==, (double) HOUR);
  g_assert_true (isnan (pace.burstiness));
  pace = xa_rhythm_pace (times, 1, 0, DAY);
  g_assert_true (isnan (pace.median_gap_us));
  g_assert_true (isnan (xa_rhythm_pace (times, 0, 0, 0).per_week));
  g_assert_cmpfloat (xa_rhythm_pace (times, 2, 0, DAY).per_week, ==, 14);
  g_assert_true (isnan (xa_rhythm_pace (times, 2, 0, 2 * HOUR).per_week));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rhythm/slots-of-utc", test_slots_of_utc);
  g_test_add_func ("/rhythm/slots-agree-with-the-calendar", test_slots_agree_with_the_calendar);
  g_test_add_func ("/rhythm/change-of-clocks", test_change_of_clocks);
  g_test_add_func ("/rhythm/rate-weights-and-window", test_rate_weights_and_window);
  g_test_add_func ("/rhythm/pace", test_pace);
  g_test_add_func ("/rhythm/pace-of-few", test_pace_of_few);

  return g_test_run ();
}
