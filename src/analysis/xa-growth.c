#include "analysis/xa-growth.h"

#include <math.h>

/* The last point at or before @at_us, else the first one after it. */
static gsize
find_point (const XaGrowthPoint *points,
            gsize                n_points,
            gint64               at_us)
{
  gsize low = 0;

  for (gsize high = n_points; low < high;) {
    gsize middle = low + (high - low) / 2;

    if (points[middle].at_us <= at_us)
      low = middle + 1;
    else
      high = middle;
  }

  return low > 0 ? low - 1 : 0;
}

static XaFigure
between (double   value,
         double   low,
         double   high,
         gboolean exact)
{
  XaFigure figure = exact ? xa_figure_exact (value) : xa_figure_bounds (low, high);

  if (figure.kind == XA_FIGURE_BOUNDS) {
    figure.value = value;
    figure.note = XA_NOTE_ROUNDED;
  }

  return figure;
}

/**
 * xa_growth_between:
 * @points: (array length=n_points): ascending in time
 * @from_us: the point in force then is the earlier one; the first point where there is none yet
 * @to_us: the point in force then is the later one
 *
 * The change F1 - F0, the relative change (F1 - F0) / F0 and the rate ln (F1 / F0) / days, which
 * alone can be compared between periods of different length. Sizes that the source rounds are
 * bands, and so is what follows from them.
 *
 * Returns: the growth; figures are not comparable where there are not two points
 */
XaGrowth
xa_growth_between (const XaGrowthPoint *points,
                   gsize                n_points,
                   gint64               from_us,
                   gint64               to_us)
{
  XaFigure             none = xa_figure_not_comparable (XA_NOTE_TOO_FEW);
  XaGrowth             growth = { from_us, to_us, none, none, none };
  const XaGrowthPoint *first, *last;
  double               low0, high0, low1, high1, days;
  gboolean             exact;

  if (n_points < 2 || points[0].at_us > to_us)
    return growth;
  first = &points[find_point (points, n_points, from_us)];
  last = &points[find_point (points, n_points, to_us)];
  if (last->at_us <= first->at_us)
    return growth;

  growth.from_us = first->at_us;
  growth.to_us = last->at_us;
  days = (double) (last->at_us - first->at_us) / (double) XA_USEC_PER_DAY;
  exact = first->granularity <= 0 && last->granularity <= 0;
  low0 = MAX (0, first->value - first->granularity);
  high0 = first->value + first->granularity;
  low1 = MAX (0, last->value - last->granularity);
  high1 = last->value + last->granularity;

  growth.change = between (last->value - first->value, low1 - high0, high1 - low0, exact);
  if (low0 > 0)
    growth.relative = between (last->value / first->value - 1, low1 / high0 - 1, high1 / low0 - 1, exact);
  else
    growth.relative = xa_figure_not_comparable (XA_NOTE_UNDEFINED);
  if (low0 > 0 && low1 > 0)
    growth.log_rate_per_day = between (log (last->value / first->value) / days, log (low1 / high0) / days,
                                       log (high1 / low0) / days, exact);
  else
    growth.log_rate_per_day = xa_figure_not_comparable (XA_NOTE_UNDEFINED);

  return growth;
}

/**
 * xa_growth_turnover:
 * @n_stayed: people in both lists
 *
 * Only complete lists can tell who left: a list of 95 % would make a true churn of 3 % read 8 %.
 *
 * Returns: the turnover; figures are not comparable, with the reason, where a list is not complete
 */
XaTurnover
xa_growth_turnover (const XaSeen *earlier,
                    const XaSeen *later,
                    gint64        n_stayed)
{
  XaFigureNote note;
  XaBasis      basis = xa_basis_of_change (earlier, later, &note);
  XaFigure     none = xa_figure_not_comparable (note);
  XaTurnover   turnover = { none, none, none, none, none };
  XaFigure    *figures[] = { &turnover.stayed, &turnover.joined, &turnover.left, &turnover.churn, &turnover.retention };
  double       before = (double) earlier->n_seen;

  if (basis == XA_BASIS_WHOLE) {
    turnover.stayed = xa_figure_exact ((double) n_stayed);
    turnover.joined = xa_figure_exact ((double) (later->n_seen - n_stayed));
    turnover.left = xa_figure_exact ((double) (earlier->n_seen - n_stayed));
    turnover.churn = xa_figure_exact (before > 0 ? 1 - (double) n_stayed / before : NAN);
    turnover.retention = xa_figure_exact (before > 0 ? (double) n_stayed / before : NAN);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++) {
    figures[i]->coverage_a = earlier->coverage;
    figures[i]->coverage_b = later->coverage;
  }

  return turnover;
}
