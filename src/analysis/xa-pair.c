#include "analysis/xa-pair.h"

#include "analysis/xa-estimate.h"
#include "analysis/xa-similarity.h"

#include <math.h>

/* Fewer members in both samples than this say too little for an estimate. */
#define LEAST_SEEN 5

static const struct {
  const char   *id;
  XaFigureStyle style;
} measures[XA_N_MEASURES] = {
  [XA_MEASURE_MUTUAL] = { "mutual", XA_FIGURE_STYLE_COUNT },
  [XA_MEASURE_UNION] = { "union", XA_FIGURE_STYLE_COUNT },
  [XA_MEASURE_JACCARD] = { "jaccard", XA_FIGURE_STYLE_RATIO },
  [XA_MEASURE_OVERLAP_COEFFICIENT] = { "overlap_coefficient", XA_FIGURE_STYLE_RATIO },
  [XA_MEASURE_SHARE_OF_A] = { "share_of_a", XA_FIGURE_STYLE_SHARE },
  [XA_MEASURE_SHARE_OF_B] = { "share_of_b", XA_FIGURE_STYLE_SHARE },
  [XA_MEASURE_COSINE] = { "cosine", XA_FIGURE_STYLE_RATIO },
  [XA_MEASURE_LIFT] = { "lift", XA_FIGURE_STYLE_RATIO },
};

/* What the people shared are measured against. */
typedef struct {
  double a, b; /* sizes, NAN where not known */
  double universe;
} Scale;

static double
compute (XaMeasure    measure,
         double       shared,
         const Scale *scale)
{
  switch (measure) {
  case XA_MEASURE_MUTUAL:
    return shared;
  case XA_MEASURE_UNION:
    return scale->a + scale->b - shared;
  case XA_MEASURE_JACCARD:
    return xa_similarity_jaccard (shared, scale->a, scale->b);
  case XA_MEASURE_OVERLAP_COEFFICIENT:
    return xa_similarity_overlap_coefficient (shared, scale->a, scale->b);
  case XA_MEASURE_SHARE_OF_A:
    return scale->a > 0 ? shared / scale->a : NAN;
  case XA_MEASURE_SHARE_OF_B:
    return scale->b > 0 ? shared / scale->b : NAN;
  case XA_MEASURE_COSINE:
    return xa_similarity_cosine (shared, scale->a, scale->b);
  case XA_MEASURE_LIFT:
    return xa_similarity_lift (shared, scale->a, scale->b, scale->universe);
  }
  g_assert_not_reached ();
}

static gboolean
needs_a (XaMeasure measure)
{
  return measure != XA_MEASURE_MUTUAL && measure != XA_MEASURE_SHARE_OF_B;
}

static gboolean
needs_b (XaMeasure measure)
{
  return measure != XA_MEASURE_MUTUAL && measure != XA_MEASURE_SHARE_OF_A;
}

static gboolean
lacks_size (XaMeasure    measure,
            const Scale *scale)
{
  return (needs_a (measure) && isnan (scale->a)) || (needs_b (measure) && isnan (scale->b));
}

static double
whole (const XaSeen *seen)
{
  if (seen->coverage == XA_COVERAGE_COMPLETE)
    return (double) seen->n_seen;

  return seen->n_whole == XA_COUNT_UNKNOWN ? NAN : (double) MAX (seen->n_whole, seen->n_seen);
}

static Scale
scale_of (const XaPair *pair,
          gboolean      listed)
{
  Scale scale = { whole (&pair->a), whole (&pair->b), (double) pair->universe };

  if (listed) {
    scale.a = (double) pair->a.n_seen;
    scale.b = (double) pair->b.n_seen;
  }

  return scale;
}

/* Everything was seen, of the audiences or of the active. */
static XaFigure
measure_exact (const XaPair *pair,
               XaMeasure     measure)
{
  Scale scale = scale_of (pair, TRUE);

  return xa_figure_exact (compute (measure, (double) pair->n_shared, &scale));
}

/* All measures but the union grow with what is shared, so that ends map to ends. */
static XaFigure
measure_between (XaMeasure    measure,
                 double       low,
                 double       high,
                 const Scale *scale)
{
  double one, other;

  if (lacks_size (measure, scale))
    return xa_figure_not_comparable (XA_NOTE_SIZE_UNKNOWN);

  one = compute (measure, low, scale);
  other = compute (measure, high, scale);

  return xa_figure_bounds (MIN (one, other), MAX (one, other));
}

static XaFigure
measure_sampled (const XaPair *pair,
                 XaMeasure     measure)
{
  Scale      scale = scale_of (pair, FALSE);
  double     x = (double) pair->n_shared;
  double     f, g, estimate;
  XaInterval shared;

  if (isnan (scale.a) || isnan (scale.b))
    return xa_figure_not_comparable (XA_NOTE_SIZE_UNKNOWN);
  if (x < LEAST_SEEN)
    return xa_figure_not_comparable (XA_NOTE_TOO_FEW);

  f = (double) pair->a.n_seen / scale.a;
  g = (double) pair->b.n_seen / scale.b;
  shared = xa_estimate_overlap_interval (x, f, g, MIN (scale.a, scale.b));
  estimate = CLAMP (xa_estimate_overlap (x, f, g), shared.low, shared.high);
  if (measure == XA_MEASURE_UNION)
    return xa_figure_estimate (compute (measure, estimate, &scale), compute (measure, shared.high, &scale),
                               compute (measure, shared.low, &scale));

  return xa_figure_estimate (compute (measure, estimate, &scale), compute (measure, shared.low, &scale),
                             compute (measure, shared.high, &scale));
}

/*
 * One side is complete, of the other @n_listed people are known and @n_shared of them are shared.
 * About these the figures are exact. About all, only that those who were not listed may or may
 * not be shared.
 */
static XaFigure
measure_listed (const XaPair *pair,
                XaMeasure     measure,
                gboolean      of_a)
{
  const XaSeen *part = of_a ? &pair->a : &pair->b;
  Scale         scale = scale_of (pair, FALSE);
  double        x = (double) pair->n_shared;
  double        n_listed = (double) part->n_seen;
  double        n_other = of_a ? scale.b : scale.a;
  double        n_unlisted = (of_a ? scale.a : scale.b) - n_listed;

  if (measure == XA_MEASURE_MUTUAL)
    return xa_figure_exact (x);
  if (measure == (of_a ? XA_MEASURE_SHARE_OF_A : XA_MEASURE_SHARE_OF_B)) {
    XaInterval share = xa_estimate_wilson (x, n_listed);
    XaFigure   figure = xa_figure_exact (n_listed > 0 ? x / n_listed : NAN);

    if (xa_figure_has_number (&figure)) {
      figure.low = share.low;
      figure.high = share.high;
    }
    return figure;
  }
  if (measure == XA_MEASURE_LIFT)
    return xa_figure_not_comparable (XA_NOTE_NEEDS_COMPLETE);
  if (isnan (n_unlisted) && measure == (of_a ? XA_MEASURE_SHARE_OF_B : XA_MEASURE_SHARE_OF_A))
    return xa_figure_lower_bound (n_other > 0 ? x / n_other : NAN);
  if (isnan (n_unlisted))
    return xa_figure_not_comparable (XA_NOTE_SIZE_UNKNOWN);

  return measure_between (measure, x, MIN (n_other, x + n_unlisted), &scale);
}

/* The people seen in both are shared; how many more are is not known. */
static XaFigure
measure_at_least (const XaPair *pair,
                  XaMeasure     measure)
{
  Scale  scale = scale_of (pair, FALSE);
  double x = (double) pair->n_shared;

  if (measure == XA_MEASURE_MUTUAL)
    return xa_figure_lower_bound (x);
  if (measure == XA_MEASURE_LIFT)
    return xa_figure_not_comparable (XA_NOTE_NEEDS_COMPLETE);
  if (lacks_size (measure, &scale))
    return xa_figure_not_comparable (XA_NOTE_SIZE_UNKNOWN);
  if (measure == XA_MEASURE_UNION)
    return measure_between (measure, x, MIN (scale.a, scale.b), &scale);

  return xa_figure_lower_bound (compute (measure, x, &scale));
}

static XaFigure
measure_counts (const XaPair *pair,
                XaMeasure     measure)
{
  Scale  scale = scale_of (pair, FALSE);
  double low, high;

  if (isnan (scale.a) || isnan (scale.b))
    return xa_figure_not_comparable (XA_NOTE_SIZE_UNKNOWN);
  if (measure == XA_MEASURE_LIFT)
    return xa_figure_not_comparable (XA_NOTE_NEEDS_COMPLETE);

  xa_similarity_frechet_bounds (scale.a, scale.b,
                                pair->container == XA_COUNT_UNKNOWN ? INFINITY : (double) pair->container, &low, &high);

  return measure_between (measure, MIN (low, high), high, &scale);
}

static XaFigure
measure_on (XaBasis       basis,
            const XaPair *pair,
            XaMeasure     measure)
{
  switch (basis) {
  case XA_BASIS_WHOLE:
  case XA_BASIS_ACTIVE:
    return measure_exact (pair, measure);
  case XA_BASIS_LISTED_OF_A:
    return measure_listed (pair, measure, TRUE);
  case XA_BASIS_LISTED_OF_B:
    return measure_listed (pair, measure, FALSE);
  case XA_BASIS_SAMPLED:
    return measure_sampled (pair, measure);
  case XA_BASIS_AT_LEAST:
    return measure_at_least (pair, measure);
  case XA_BASIS_COUNTS:
    return measure_counts (pair, measure);
  case XA_BASIS_NONE:
    break;
  }
  g_assert_not_reached ();
}

/**
 * xa_pair_measure:
 *
 * Returns: the measure as the kind of figure that the coverage of both lists allows
 */
XaFigure
xa_pair_measure (const XaPair *pair,
                 XaMeasure     measure)
{
  XaFigureNote note;
  XaBasis      basis = xa_basis_of_pair (&pair->a, &pair->b, &note);
  XaFigure     figure = basis == XA_BASIS_NONE ? xa_figure_not_comparable (note) : measure_on (basis, pair, measure);

  if (figure.note == XA_NOTE_NONE)
    figure.note = note;
  figure.coverage_a = pair->a.coverage;
  figure.coverage_b = pair->b.coverage;

  return figure;
}

/**
 * xa_pair_signed_g2:
 *
 * Returns: the evidence that the two share more (or, negative, fewer) people than chance, or NAN
 *   where the lists do not allow a test
 */
double
xa_pair_signed_g2 (const XaPair *pair)
{
  XaFigureNote note;
  XaBasis      basis = xa_basis_of_pair (&pair->a, &pair->b, &note);

  if (basis != XA_BASIS_WHOLE && basis != XA_BASIS_ACTIVE)
    return NAN;

  return xa_similarity_signed_g2 ((double) pair->n_shared, (double) pair->a.n_seen, (double) pair->b.n_seen,
                                  (double) pair->universe);
}

const char *
xa_measure_id (XaMeasure measure)
{
  g_return_val_if_fail ((guint) measure < XA_N_MEASURES, "");

  return measures[measure].id;
}

gboolean
xa_measure_parse (const char *id,
                  XaMeasure  *measure)
{
  for (guint i = 0; i < XA_N_MEASURES; i++)
    if (g_strcmp0 (id, measures[i].id) == 0) {
      *measure = i;
      return TRUE;
    }

  return FALSE;
}

/**
 * xa_measure_style:
 *
 * Returns: how figures of this measure are written
 */
XaFigureStyle
xa_measure_style (XaMeasure measure)
{
  g_return_val_if_fail ((guint) measure < XA_N_MEASURES, XA_FIGURE_STYLE_RATIO);

  return measures[measure].style;
}
