#include "analysis/xa-trend.h"

#include <math.h>

/* Fewer earlier buckets than this say nothing about what is usual. */
#define LEAST_BEFORE 3

/* Makes the variance of a Poisson count about 1/4 whatever its mean; F. J. Anscombe, 1948. */
static double
stabilise (double count)
{
  return sqrt (count + 0.375);
}

/**
 * xa_trend_score:
 * @counts: (array length=n_counts): the last is the one to judge
 * @season: judge it by every so many buckets before it: 168 for hours of the week, 1 for all
 * @half_life: in how many of these an earlier one loses half its weight
 *
 * Counts become √(x + 3/8), whose spread does not depend on their size. The usual value and
 * spread are exponentially weighted means over the same hour of earlier weeks; the spread is at
 * least that of chance, so that a quiet series does not cry wolf.
 *
 * Returns: the score; z is NAN for fewer than three earlier buckets
 */
XaTrendScore
xa_trend_score (const double *counts,
                gsize         n_counts,
                guint         season,
                double        half_life)
{
  XaTrendScore score = { NAN, NAN, 0 };
  double       keep = exp2 (-1 / half_life);
  double       mean = 0, variance = 0, weight = 0;

  g_return_val_if_fail (season > 0 && half_life > 0, score);
  if (n_counts == 0)
    return score;

  for (gsize i = (n_counts - 1) % season; i + 1 < n_counts; i += season) {
    double x = stabilise (counts[i]);
    double old = mean;

    weight = keep * weight + 1;
    mean += (x - mean) / weight;
    variance += ((x - old) * (x - mean) - variance) / weight;
    score.n_before++;
  }
  if (score.n_before < LEAST_BEFORE)
    return score;

  score.z = (stabilise (counts[n_counts - 1]) - mean) / sqrt (MAX (variance, 0.25));
  score.expected = MAX (0, mean * mean - 0.375);

  return score;
}

/**
 * xa_trend_p:
 * @z: of xa_trend_score(), or NAN
 *
 * Stabilised counts are nearly normal, so that the upper tail of the normal distribution says how
 * often chance alone reaches a score.
 *
 * Returns: the probability of that score or a higher one; NAN for NAN
 */
double
xa_trend_p (double z)
{
  return erfc (z / G_SQRT2) / 2;
}

/* What it costs to explain @count of @total by a rate: minus the logarithm of its probability,
 * without the part that is the same for all rates. */
static double
explain (double count,
         double total,
         double rate)
{
  return -(count * log (rate) + (total - count) * log1p (-rate));
}

/**
 * xa_trend_bursts:
 * @counts: (array length=n_counts): how many were relevant
 * @totals: (array length=n_counts): of how many
 * @ratio: how many times the usual rate a burst has, more than 1
 * @cost: of entering a burst, in units of ln n; leaving is free
 * @states: (out caller-allocates) (array length=n_counts): 1 in a burst, else 0
 *
 * The cheapest story of two states, found by dynamic programming.
 *
 * Source: J. Kleinberg, Data Mining and Knowledge Discovery 7, 2003, the model for batches.
 */
void
xa_trend_bursts (const double *counts,
                 const double *totals,
                 gsize         n_counts,
                 double        ratio,
                 double        cost,
                 guint8       *states)
{
  g_autofree guint8 *came_from = g_new0 (guint8, 2 * MAX (n_counts, 1));
  double             relevant = 0, all = 0;
  double             rates[2], costs[2];

  for (gsize i = 0; i < n_counts; i++) {
    states[i] = 0;
    relevant += counts[i];
    all += totals[i];
  }
  if (relevant <= 0 || all <= relevant)
    return;

  rates[0] = relevant / all;
  rates[1] = MIN (rates[0] * ratio, 0.9999);
  cost *= log ((double) n_counts);
  costs[0] = 0;
  costs[1] = INFINITY;
  for (gsize i = 0; i < n_counts; i++) {
    double calm = MIN (costs[0], costs[1]);
    double burst = MIN (costs[0] + cost, costs[1]);

    came_from[2 * i] = costs[1] < costs[0];
    came_from[2 * i + 1] = costs[1] < costs[0] + cost;
    costs[0] = calm + explain (counts[i], totals[i], rates[0]);
    costs[1] = burst + explain (counts[i], totals[i], rates[1]);
  }
  for (gsize i = n_counts, state = costs[1] < costs[0]; i > 0; i--) {
    states[i - 1] = (guint8) state;
    state = came_from[2 * (i - 1) + state];
  }
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      data)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (double *values,
        gsize   n)
{
  g_sort_array (values, n, sizeof *values, compare, NULL);

  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/**
 * xa_trend_robust_z:
 * @value: 0 or more: how a post does at some age
 * @others: (array length=n_others): how others did at that age
 *
 * Median deviations above the median on the scale of ln (1 + x): counters of posts are
 * heavy-tailed, and on their own scale one in eight would be an alarm.
 *
 * Returns: the score, or NAN for fewer than three others or others that are all alike
 */
double
xa_trend_robust_z (double        value,
                   const double *others,
                   gsize         n_others)
{
  g_autofree double *logs = g_new (double, MAX (n_others, 1));
  double             middle, spread;

  if (n_others < LEAST_BEFORE)
    return NAN;

  for (gsize i = 0; i < n_others; i++)
    logs[i] = log1p (others[i]);
  middle = median (logs, n_others);
  for (gsize i = 0; i < n_others; i++)
    logs[i] = fabs (logs[i] - middle);
  spread = 1.4826 * median (logs, n_others);

  return spread > 0 ? (log1p (value) - middle) / spread : NAN;
}
