#include "analysis/xa-unusual.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The tail is looked at from this share of the values on, and its length from this one. */
#define TAIL_SHARE 0.05
#define EXCESS_SHARE 0.25

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (const double *sorted,
        gsize         n)
{
  return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

static double
get_spread (const double *sorted,
            gsize         n,
            double        middle)
{
  g_autofree double *distances = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    distances[i] = fabs (sorted[i] - middle);
  qsort (distances, n, sizeof *distances, compare);

  return 1.4826 * median (distances, n);
}

/* From the r-th highest on the tail is taken to fall off exponentially, with the mean excess over
 * the upper quartile; that is estimated from m values, which makes the odds a power instead. */
static double
get_tail_p (double        value,
            const double *sorted,
            gsize         n,
            double        least_excess)
{
  const gsize  r = MAX (1, (gsize) ((double) n * TAIL_SHARE));
  const gsize  m = MAX (5, (gsize) ((double) n * EXCESS_SHARE));
  const double from = sorted[n - r], quartile = sorted[n - m - 1];
  double       excess = 0;
  gsize        above = n;

  while (above > 0 && sorted[above - 1] >= value)
    above--;
  if (value <= from)
    return (double) (n - above + 1) / (double) (n + 1);
  for (gsize i = n - m; i < n; i++)
    excess += sorted[i] - quartile;
  excess = MAX (excess / (double) m, least_excess);

  return (double) r / (double) (n + 1) * pow (1 + (value - from) / ((double) m * excess), -(double) m);
}

/**
 * xa_unusual_high:
 * @others: (array length=n_others): what came before, on a scale on which spreads are comparable,
 *   as the logarithm of a count
 * @least_spread: above 0: what chance alone spreads a value by; values that are all alike are
 *   not known to be alike for ever
 *
 * z is (value - median) / (1.4826 MAD). tail_p takes the upper tail as exponential: a power law on
 * the scale of counts, which is as heavy as counters of posts are found to be. What is lighter, as
 * a log-normal, is rarer than it says.
 *
 * Cost: O(n log n)
 */
XaUnusual
xa_unusual_high (double        value,
                 const double *others,
                 gsize         n_others,
                 double        least_spread)
{
  XaUnusual          self = { .n = n_others, .middle = (double) NAN, .z = (double) NAN, .tail_p = (double) NAN };
  g_autofree double *sorted = NULL;

  if (n_others < XA_UNUSUAL_LEAST || isnan (value))
    return self;
  sorted = g_memdup2 (others, n_others * sizeof *others);
  qsort (sorted, n_others, sizeof *sorted, compare);
  self.middle = median (sorted, n_others);
  self.z = (value - self.middle) / MAX (get_spread (sorted, n_others, self.middle), least_spread);
  self.tail_p = get_tail_p (value, sorted, n_others, least_spread / 2);

  return self;
}
