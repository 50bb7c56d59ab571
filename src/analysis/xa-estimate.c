#include "analysis/xa-estimate.h"

#include <math.h>

#define Z_95 1.959963984540054
#define TAIL 0.025

/**
 * xa_estimate_wilson:
 * @x: how many of the sample have the property
 * @n: size of the sample
 *
 * The interval of a share that stays inside [0, 1] and keeps its coverage near both ends.
 *
 * Source: E. B. Wilson, JASA 22(158), 1927.
 *
 * Returns: the interval of the share; [0, 1] for an empty sample
 */
XaInterval
xa_estimate_wilson (double x,
                    double n)
{
  double p, spread, centre, width;

  if (!(n > 0))
    return (XaInterval) { 0, 1 };

  p = x / n;
  spread = Z_95 * Z_95 / n;
  centre = (p + spread / 2) / (1 + spread);
  width = Z_95 * sqrt (p * (1 - p) / n + spread / (4 * n)) / (1 + spread);

  /* At the ends the formula gives them exactly but for rounding. */
  return (XaInterval) { x <= 0 ? 0 : centre - width, x >= n ? 1 : centre + width };
}

/**
 * xa_estimate_newcombe:
 *
 * The interval of the difference x1/n1 - x2/n2 of two independent shares, from their Wilson
 * intervals.
 *
 * Source: R. G. Newcombe, Statistics in Medicine 17, 1998, method 10.
 *
 * Returns: the interval
 */
XaInterval
xa_estimate_newcombe (double x1,
                      double n1,
                      double x2,
                      double n2)
{
  XaInterval one = xa_estimate_wilson (x1, n1);
  XaInterval two = xa_estimate_wilson (x2, n2);
  double     p1, p2;

  if (!(n1 > 0 && n2 > 0))
    return (XaInterval) { -1, 1 };

  p1 = x1 / n1;
  p2 = x2 / n2;

  return (XaInterval) { p1 - p2 - hypot (p1 - one.low, two.high - p2), p1 - p2 + hypot (one.high - p1, p2 - two.low) };
}

/* The continued fraction of the incomplete beta function, evaluated by Lentz's method. */
static double
beta_fraction (double x,
               double a,
               double b)
{
  const double tiny = 1e-300;
  double       c = 1;
  double       d = 1 / (fabs (1 - (a + b) * x / (a + 1)) < tiny ? tiny : 1 - (a + b) * x / (a + 1));
  double       value = d;

  for (double m = 1; m < 1e6; m++) {
    double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double step;

    d = 1 + even * d;
    c = 1 + even / c;
    d = 1 / (fabs (d) < tiny ? tiny : d);
    c = fabs (c) < tiny ? tiny : c;
    value *= d * c;

    d = 1 + odd * d;
    c = 1 + odd / c;
    d = 1 / (fabs (d) < tiny ? tiny : d);
    c = fabs (c) < tiny ? tiny : c;
    step = d * c;
    value *= step;
    if (fabs (step - 1) < 1e-14)
      break;
  }

  return value;
}

/* The regularised incomplete beta function; NIST DLMF 8.17. */
static double
beta_share (double x,
            double a,
            double b)
{
  double front;
  int    sign;

  if (x <= 0)
    return 0;
  if (x >= 1)
    return 1;

  front = exp (lgamma_r (a + b, &sign) - lgamma_r (a, &sign) - lgamma_r (b, &sign) + a * log (x) + b * log1p (-x));

  return x < (a + 1) / (a + b + 2) ? front * beta_fraction (x, a, b) / a : 1 - front * beta_fraction (1 - x, b, a) / b;
}

/**
 * xa_estimate_binomial_at_most:
 *
 * Returns: the probability of @x successes or fewer in @n trials of probability @p
 */
double
xa_estimate_binomial_at_most (double x,
                              double n,
                              double p)
{
  if (x < 0)
    return 0;
  if (x >= n)
    return 1;

  return beta_share (1 - p, n - x, x + 1);
}

/**
 * xa_estimate_overlap:
 * @x: members that both samples have
 * @f: the share of A that was sampled
 * @g: the share of B that was sampled
 *
 * Returns: how many members A and B are estimated to share: x / (f g), or NAN
 */
double
xa_estimate_overlap (double x,
                     double f,
                     double g)
{
  return f > 0 && g > 0 ? x / (f * g) : NAN;
}

/* The first s in [@low, @high] for which @holds, which stays true from there on; @high if none. */
static double
first_that (gboolean (*holds) (double s, double x, double p),
            double x,
            double p,
            double low,
            double high)
{
  while (low < high) {
    double middle = floor (low + (high - low) / 2);

    if (holds (middle, x, p))
      high = middle;
    else
      low = middle + 1;
  }

  return high;
}

static gboolean
is_enough (double s,
           double x,
           double p)
{
  return x <= 0 || 1 - xa_estimate_binomial_at_most (x - 1, s, p) > TAIL;
}

static gboolean
is_too_much (double s,
             double x,
             double p)
{
  return xa_estimate_binomial_at_most (x, s, p) <= TAIL;
}

/**
 * xa_estimate_overlap_interval:
 * @x: members that both samples have
 * @f: the share of A that was sampled
 * @g: the share of B that was sampled
 * @most: what A and B can share at most: the smaller size
 *
 * A shared member is in both samples with probability f g, so that x is close to
 * Bin (s, f g): the interval holds every s under which neither tail beyond x is below 2.5 %,
 * cut to what is possible. The exact law (two draws without replacement) is 3-8 % narrower,
 * which is not worth its cost.
 *
 * Source: C. J. Clopper and E. S. Pearson, Biometrika 26(4), 1934, for s instead of p.
 *
 * Returns: the 95 % interval
 */
XaInterval
xa_estimate_overlap_interval (double x,
                              double f,
                              double g,
                              double most)
{
  double p = MIN (f, 1) * MIN (g, 1);

  if (!(p > 0))
    return (XaInterval) { x, most };
  if (p >= 1)
    return (XaInterval) { x, x };

  return (XaInterval) { first_that (is_enough, x, p, x, most), first_that (is_too_much, x, p, x, most + 1) - 1 };
}

/**
 * xa_estimate_chapman:
 * @n1: people in the first list
 * @n2: people in the second
 * @both: people in both
 * @interval: (out) (optional): 95 %
 *
 * The size of a closed population from two independent random lists. People who never show
 * themselves can be in no list: it is never the number of all members.
 *
 * Source: D. G. Chapman, University of California Publications in Statistics 1, 1951; variance:
 * G. A. F. Seber, 1970.
 *
 * Returns: the estimate
 */
double
xa_estimate_chapman (double      n1,
                     double      n2,
                     double      both,
                     XaInterval *interval)
{
  double estimate = (n1 + 1) * (n2 + 1) / (both + 1) - 1;
  double variance = (n1 + 1) * (n2 + 1) * (n1 - both) * (n2 - both) / ((both + 1) * (both + 1) * (both + 2));
  double seen = n1 + n2 - both;

  if (interval)
    *interval = (XaInterval) { MAX (seen, estimate - Z_95 * sqrt (variance)), estimate + Z_95 * sqrt (variance) };

  return estimate;
}

/**
 * xa_estimate_chao:
 * @n_seen: people seen at all
 * @n_once: people seen once
 * @n_twice: people seen twice
 *
 * How many there are at least, the unseen included, judging by how many were seen only once.
 *
 * Source: A. Chao, Scandinavian Journal of Statistics 11, 1984, in the bias-corrected form.
 *
 * Returns: the lower bound
 */
double
xa_estimate_chao (double n_seen,
                  double n_once,
                  double n_twice)
{
  return n_seen + n_once * (n_once - 1) / (2 * (n_twice + 1));
}
