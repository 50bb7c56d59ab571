#include "analysis/xa-similarity.h"

#include <math.h>

/* Two-sided 95 % of the normal distribution. */
#define Z_95 1.959963984540054

/**
 * xa_similarity_jaccard:
 *
 * |A∩B| / |A∪B|. Near 0 for a small set in a large one, whatever they share; shrinks with
 * coverage, so that it must not be computed on samples.
 *
 * Source: P. Jaccard, New Phytologist 11(2), 1912.
 *
 * Returns: a ratio in [0, 1], or NAN where both are empty
 */
double
xa_similarity_jaccard (double shared,
                       double a,
                       double b)
{
  double either = a + b - shared;

  return either > 0 ? shared / either : NAN;
}

/**
 * xa_similarity_overlap_coefficient:
 *
 * |A∩B| / min (|A|, |B|): 1 for any subset.
 *
 * Source: D. Szymkiewicz, 1934; G. G. Simpson, 1943.
 *
 * Returns: a ratio in [0, 1], or NAN where one is empty
 */
double
xa_similarity_overlap_coefficient (double shared,
                                   double a,
                                   double b)
{
  double smaller = MIN (a, b);

  return smaller > 0 ? shared / smaller : NAN;
}

/**
 * xa_similarity_cosine:
 *
 * |A∩B| / √(|A| |B|).
 *
 * Source: A. Ochiai, Bulletin of the Japanese Society of Scientific Fisheries 22(9), 1957.
 *
 * Returns: a ratio in [0, 1], or NAN where one is empty
 */
double
xa_similarity_cosine (double shared,
                      double a,
                      double b)
{
  return a > 0 && b > 0 ? shared / sqrt (a * b) : NAN;
}

/**
 * xa_similarity_lift:
 *
 * How many times as many are shared as if the two were independent: |A∩B| U / (|A| |B|).
 * It depends on U, which has to be printed with it.
 *
 * Returns: 0 or more, or NAN where one is empty
 */
double
xa_similarity_lift (double shared,
                    double a,
                    double b,
                    double universe)
{
  return a > 0 && b > 0 ? shared * universe / (a * b) : NAN;
}

/**
 * xa_similarity_lift_interval:
 * @low: (out): 95 %; what to rank by, since small supports give absurd lifts
 * @high: (out): 95 %
 *
 * Lift is the share of B in A against the share of B in U: a ratio of two proportions, whose
 * logarithm has variance 1/s - 1/|A| + 1/|B| - 1/U. Half a person is added to s where it is 0.
 *
 * Source: D. Katz et al., Biometrics 34(3), 1978.
 */
void
xa_similarity_lift_interval (double  shared,
                             double  a,
                             double  b,
                             double  universe,
                             double *low,
                             double *high)
{
  double seen = MAX (shared, 0.5);
  double deviation, lift;

  *low = *high = NAN;
  if (!(a > 0 && b > 0 && universe > 0))
    return;

  lift = xa_similarity_lift (seen, a, b, universe);
  deviation = sqrt (MAX (0, 1 / seen - 1 / a + 1 / b - 1 / universe));
  *low = shared > 0 ? lift * exp (-Z_95 * deviation) : 0;
  *high = lift * exp (Z_95 * deviation);
}

/* O ln (O/E); an empty cell adds nothing. */
static double
term (double observed,
      double expected)
{
  return observed > 0 ? observed * log (observed / expected) : 0;
}

/**
 * xa_similarity_signed_g2:
 *
 * The log-likelihood ratio of dependence against independence, 2 Σ O ln (O/E) over the four
 * cells of A by B in U; negative where fewer are shared than expected. Holds for small counts,
 * where chi-square does not.
 *
 * Source: T. Dunning, Computational Linguistics 19(1), 1993.
 *
 * Returns: the statistic with its sign, or NAN for counts that cannot be
 */
double
xa_similarity_signed_g2 (double shared,
                         double a,
                         double b,
                         double universe)
{
  double only_a = a - shared;
  double only_b = b - shared;
  double neither = universe - a - b + shared;
  double g2;

  if (shared < 0 || only_a < 0 || only_b < 0 || neither < 0 || !(universe > 0))
    return NAN;

  g2 = 2 * (term (shared, a * b / universe) +
            term (only_a, a * (universe - b) / universe) +
            term (only_b, (universe - a) * b / universe) +
            term (neither, (universe - a) * (universe - b) / universe));
  /* Rounding may leave a hair below 0. */
  g2 = MAX (g2, 0);

  return shared * universe < a * b ? -g2 : g2;
}

/**
 * xa_similarity_p_of_g2:
 * @g2: with or without sign
 *
 * Returns: the probability of as much under independence: the upper tail of chi-square with one
 *   degree of freedom
 */
double
xa_similarity_p_of_g2 (double g2)
{
  return erfc (sqrt (fabs (g2) / 2));
}

static int
compare_p (gconstpointer a,
           gconstpointer b,
           gpointer      data)
{
  const double *p = data;
  gsize         i = *(const gsize *) a;
  gsize         j = *(const gsize *) b;

  if (p[i] != p[j])
    return p[i] < p[j] ? -1 : 1;

  return i < j ? -1 : i > j;
}

/**
 * xa_similarity_q_values:
 * @p: (array length=n): probabilities; NAN for tests that were not made
 * @q: (out caller-allocates) (array length=n): NAN at the same places
 *
 * The smallest rate of false discoveries at which each test is one of the discoveries: the
 * least of p m / k over the tests of rank k and above; BY multiplies by Σ 1/i besides.
 *
 * Source: Y. Benjamini and Y. Hochberg, JRSS B 57(1), 1995; Y. Benjamini and D. Yekutieli,
 * Annals of Statistics 29(4), 2001.
 */
void
xa_similarity_q_values (const double    *p,
                        gsize            n,
                        XaFalseDiscovery dependence,
                        double          *q)
{
  g_autofree gsize *order = g_new (gsize, n);
  gsize             m = 0;
  double            factor = 1;
  double            least = 1;

  for (gsize i = 0; i < n; i++) {
    q[i] = NAN;
    if (!isnan (p[i]))
      order[m++] = i;
  }
  g_sort_array (order, m, sizeof *order, compare_p, (gpointer) p);
  if (dependence == XA_FALSE_DISCOVERY_BY) {
    factor = 0;
    for (gsize i = 1; i <= m; i++)
      factor += 1 / (double) i;
  }
  for (gsize k = m; k > 0; k--) {
    least = MIN (least, p[order[k - 1]] * factor * (double) m / (double) k);
    q[order[k - 1]] = least;
  }
}

/**
 * xa_similarity_odds_ratio:
 * @low: (out): 95 %
 * @high: (out): 95 %
 *
 * The odds of being in B inside A against outside A, with half a person added to each cell so
 * that an empty one does no harm.
 *
 * Source: J. B. S. Haldane, Annals of Human Genetics 20, 1956; F. J. Anscombe, Biometrika 43, 1956.
 *
 * Returns: the ratio, or NAN for counts that cannot be
 */
double
xa_similarity_odds_ratio (double  shared,
                          double  a,
                          double  b,
                          double  universe,
                          double *low,
                          double *high)
{
  double both = shared + 0.5;
  double only_a = a - shared + 0.5;
  double only_b = b - shared + 0.5;
  double neither = universe - a - b + shared + 0.5;
  double ratio, deviation;

  *low = *high = NAN;
  if (both < 0.5 || only_a < 0.5 || only_b < 0.5 || neither < 0.5)
    return NAN;

  ratio = both * neither / (only_a * only_b);
  deviation = sqrt (1 / both + 1 / only_a + 1 / only_b + 1 / neither);
  *low = ratio * exp (-Z_95 * deviation);
  *high = ratio * exp (Z_95 * deviation);

  return ratio;
}

/**
 * xa_similarity_frechet_bounds:
 * @universe: the size of something that holds both sets for certain, or INFINITY
 * @low: (out): what must be shared
 * @high: (out): what can be shared
 *
 * What follows from the sizes alone: max (0, |A| + |B| - U) to min (|A|, |B|).
 *
 * Source: M. Fréchet, Fundamenta Mathematicae 25, 1935.
 */
void
xa_similarity_frechet_bounds (double  a,
                              double  b,
                              double  universe,
                              double *low,
                              double *high)
{
  *low = MAX (0, a + b - universe);
  *high = MIN (a, b);
}
