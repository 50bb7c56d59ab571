#include "analysis/xa-rhythm.h"

#include <math.h>

typedef struct {
  guint day, hour;
} Slot;

static gint64
floor_div (gint64 a,
           gint64 b)
{
  return a / b - (a % b < 0);
}

static Slot
find_slot (gint64     at_us,
           GTimeZone *zone)
{
  gint64 at_s = floor_div (at_us, G_USEC_PER_SEC);
  int    interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, at_s);
  gint64 hour = floor_div (at_s + g_time_zone_get_offset (zone, interval), 3600);
  gint64 day = floor_div (hour, 24);

  /* Day 0, 1 January 1970, was a Thursday. */
  return (Slot) { (guint) (day + 3 - 7 * floor_div (day + 3, 7)), (guint) (hour - 24 * day) };
}

/**
 * xa_rhythm_of_week:
 * @times_us: (array length=n_times): when something happened, in any order
 * @weights: (array length=n_times) (nullable): how much of it, 1 each if NULL
 * @from_us: start of the window
 * @to_us: end of the window, not in it
 * @zone: whose clock to go by; hours follow its summer time
 *
 * How much fell on every hour of the week, and how often that hour came: on the day the clocks
 * change one hour comes twice and another not at all.
 *
 * Returns: the week
 */
XaRhythm
xa_rhythm_of_week (const gint64 *times_us,
                   const double *weights,
                   gsize         n_times,
                   gint64        from_us,
                   gint64        to_us,
                   GTimeZone    *zone)
{
  XaRhythm self = { 0 };

  for (gsize i = 0; i < n_times; i++)
    if (times_us[i] >= from_us && times_us[i] < to_us) {
      Slot slot = find_slot (times_us[i], zone);

      self.count[slot.day][slot.hour] += weights ? weights[i] : 1;
    }
  for (gint64 at_us = from_us; at_us < to_us; at_us += XA_USEC_PER_HOUR) {
    Slot slot = find_slot (at_us, zone);

    self.n_hours[slot.day][slot.hour]++;
  }

  return self;
}

/**
 * xa_rhythm_rate:
 * @day: from 0, Monday
 * @hour: from 0
 *
 * Returns: how much fell on that hour each time it came, or NAN if it never came
 */
double
xa_rhythm_rate (const XaRhythm *rhythm,
                guint           day,
                guint           hour)
{
  g_return_val_if_fail (day < XA_RHYTHM_DAYS && hour < XA_RHYTHM_HOURS, NAN);

  return rhythm->n_hours[day][hour] ? rhythm->count[day][hour] / rhythm->n_hours[day][hour] : NAN;
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      data)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static double
burstiness (const gint64 *gaps,
            gsize         n)
{
  double mean = 0, squares = 0, deviation;

  for (gsize i = 0; i < n; i++)
    mean += (double) gaps[i];
  mean /= (double) n;
  for (gsize i = 0; i < n; i++)
    squares += ((double) gaps[i] - mean) * ((double) gaps[i] - mean);
  deviation = sqrt (squares / (double) n);

  return deviation + mean > 0 ? (deviation - mean) / (deviation + mean) : NAN;
}

/**
 * xa_rhythm_pace:
 * @times_us: (array length=n_times): when posts were made, in any order
 * @from_us: start of the window
 * @to_us: end of the window, not in it
 *
 * Posts a week, which less than a day tells nothing of, the median gap between two, and burstiness (σ - m) / (σ + m) of the gaps.
 *
 * Source: K.-I. Goh and A.-L. Barabási, EPL 81, 2008.
 *
 * Returns: the pace
 */
XaPace
xa_rhythm_pace (const gint64 *times_us,
                gsize         n_times,
                gint64        from_us,
                gint64        to_us)
{
  g_autofree gint64 *times = g_new (gint64, n_times);
  XaPace             self = { 0, NAN, NAN, NAN };
  gsize              n_gaps;

  for (gsize i = 0; i < n_times; i++)
    if (times_us[i] >= from_us && times_us[i] < to_us)
      times[self.n++] = times_us[i];
  if (to_us - from_us >= XA_USEC_PER_DAY)
    self.per_week = (double) self.n * 7 * (double) XA_USEC_PER_DAY / (double) (to_us - from_us);
  if (self.n < 2)
    return self;

  g_sort_array (times, self.n, sizeof *times, compare, NULL);
  n_gaps = self.n - 1;
  for (gsize i = 0; i < n_gaps; i++)
    times[i] = times[i + 1] - times[i];
  if (n_gaps > 1)
    self.burstiness = burstiness (times, n_gaps);
  g_sort_array (times, n_gaps, sizeof *times, compare, NULL);
  self.median_gap_us = n_gaps % 2 ? (double) times[n_gaps / 2] : ((double) times[n_gaps / 2 - 1] + (double) times[n_gaps / 2]) / 2;

  return self;
}
