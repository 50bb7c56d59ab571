#include "ui/compare/xa-comparison-charts.h"

#include "analysis/xa-reach-bounds.h"
#include "charts/xa-dot-chart.h"
#include "charts/xa-euler-chart.h"
#include "charts/xa-matrix-chart.h"
#include "charts/xa-stairs-chart.h"
#include "charts/xa-upset-chart.h"

#include <glib/gi18n.h>
#include <math.h>

const XaMeasure xa_comparison_measures[] = {
  XA_MEASURE_MUTUAL,
  XA_MEASURE_SHARE_OF_A,
  XA_MEASURE_JACCARD,
  XA_MEASURE_OVERLAP_COEFFICIENT,
  XA_MEASURE_COSINE,
};

const guint xa_comparison_n_measures = G_N_ELEMENTS (xa_comparison_measures);

const char *
xa_comparison_measure_name (XaMeasure measure)
{
  switch (measure) {
  case XA_MEASURE_MUTUAL:
    return _ ("Mutual members");
  case XA_MEASURE_UNION:
    return _ ("People in either");
  case XA_MEASURE_JACCARD:
    return _ ("Similarity (Jaccard)");
  case XA_MEASURE_OVERLAP_COEFFICIENT:
    return _ ("Share of the smaller");
  case XA_MEASURE_SHARE_OF_A:
  case XA_MEASURE_SHARE_OF_B:
    return _ ("Share of the row");
  case XA_MEASURE_COSINE:
    return _ ("Similarity (cosine)");
  case XA_MEASURE_LIFT:
    return _ ("Times as often as by chance");
  }

  return "";
}

/* --- circles ---------------------------------------------------------------------------------- */

/* Of two samples, what they share is estimated, and what is left of each follows. */
static XaFigure
take_away (const XaFigure *whole,
           const XaFigure *part)
{
  XaFigure rest;

  if (!isfinite (whole->value) || !isfinite (part->value))
    return xa_figure_not_comparable (XA_NOTE_NEEDS_COMPLETE);
  if (part->kind == XA_FIGURE_EXACT)
    return xa_figure_exact (MAX (whole->value - part->value, 0));
  rest = xa_figure_estimate (MAX (whole->value - part->value, 0), MAX (whole->value - part->high, 0), MAX (whole->value - part->low, 0));
  rest.note = part->note;

  return rest;
}

static gboolean
estimate_regions (const XaComparison *self,
                  XaFigure           *regions)
{
  const XaFigure *mutual = &xa_overlaps_get_pair (self->overlaps, 0, 1)->measures[XA_MEASURE_MUTUAL];

  if (self->audiences.n != 2 || mutual->kind != XA_FIGURE_ESTIMATE)
    return FALSE;
  for (guint i = 0; i < 2; i++)
    regions[1 + i] = take_away (&g_array_index (self->overlaps->sizes, XaFigure, i), mutual);
  regions[3] = *mutual;

  return TRUE;
}

static XaChart *
draw_circles (const XaComparison *self)
{
  guint    n = self->audiences.n;
  XaFigure regions[8];

  if (n > 3)
    return NULL;
  if (!estimate_regions (self, regions)) {
    if (self->intersections->n_compared != n)
      return NULL;
    for (guint32 sets = 1; sets < 1u << n; sets++)
      regions[sets] = xa_intersections_get (self->intersections, sets);
  }

  return xa_euler_chart_new (&(XaEulerChartData) { _ ("Mutual members"), self->names, self->audiences.categories, n, regions, self->simulated });
}

/* --- combinations ----------------------------------------------------------------------------- */

static XaChart *
draw_combinations (const XaComparison *self,
                   gboolean            at_least)
{
  const GArray             *found = at_least ? self->intersections->at_least : self->intersections->exactly;
  g_autofree XaUpsetColumn *columns = g_new (XaUpsetColumn, MAX (found->len, 1));

  for (guint i = 0; i < found->len; i++)
    columns[i] = (XaUpsetColumn) { g_array_index (found, XaIntersection, i).sets, g_array_index (found, XaIntersection, i).n };

  return xa_upset_chart_new (&(XaUpsetChartData) {
    .name = _ ("Mutual members"),
    .audiences = self->names,
    .categories = self->audiences.categories,
    .sizes = (const XaFigure *) (const void *) self->overlaps->sizes->data,
    .n = self->audiences.n,
    .columns = columns,
    .n_columns = found->len,
    .at_least = at_least,
    .n_more = at_least ? 0 : self->intersections->n_more + self->intersections->n_too_small,
    .simulated = self->simulated,
  });
}

/* --- the matrix ------------------------------------------------------------------------------- */

/* A share is of the audience of the row, so that both halves are told. */
static const XaFigure *
get_measure (const XaComparison *self,
             guint               row,
             guint               column,
             XaMeasure           measure)
{
  const XaOverlapPair *pair = xa_overlaps_get_pair (self->overlaps, row, column);

  if (measure == XA_MEASURE_SHARE_OF_A && row > column)
    measure = XA_MEASURE_SHARE_OF_B;

  return &pair->measures[measure];
}

static XaFigure *
list_figures (const XaComparison *self,
              XaMeasure           measure)
{
  guint     n = self->audiences.n;
  XaFigure *figures = g_new0 (XaFigure, (gsize) n * n);

  for (guint row = 0; row < n; row++)
    for (guint column = 0; column < n; column++)
      figures[row * n + column] = row == column ? xa_figure_not_comparable (XA_NOTE_UNDEFINED) : *get_measure (self, row, column, measure);

  return figures;
}

static XaChart *
draw_matrix (const XaComparison *self,
             XaMeasure           measure)
{
  g_autofree XaFigure *upper = list_figures (self, measure);
  g_autofree XaFigure *lower = list_figures (self, XA_MEASURE_LIFT);
  XaMatrixChartData    data = {
       .name = _ ("Overlap"),
       .audiences = self->names,
       .categories = self->audiences.categories,
       .sizes = (const XaFigure *) (const void *) self->overlaps->sizes->data,
       .order = self->order,
       .n = self->audiences.n,
       .upper = { xa_comparison_measure_name (measure), upper, xa_measure_style (measure), XA_MATRIX_SCALE_FROM_ZERO },
       .simulated = self->simulated,
  };

  if (measure != XA_MEASURE_SHARE_OF_A)
    data.lower = (XaMatrixHalf) { xa_comparison_measure_name (XA_MEASURE_LIFT), lower, xa_measure_style (XA_MEASURE_LIFT), XA_MATRIX_SCALE_AROUND_ONE };

  return xa_matrix_chart_new (&data);
}

/* --- dots ------------------------------------------------------------------------------------- */

static gboolean
any_number (const XaFigure *figures,
            guint           n)
{
  for (guint i = 0; i < n; i++)
    if (xa_figure_has_number (&figures[i]))
      return TRUE;

  return FALSE;
}

static XaChart *
draw_dots (const XaComparison *self)
{
  const struct {
    const char     *name;
    const char     *unit;
    const XaFigure *figures;
    const double   *peers;
    XaFigureStyle   style;
  } all[] = {
    { _ ("Members"), _ ("people"), (const XaFigure *) (const void *) self->overlaps->sizes->data, self->peers.members, XA_FIGURE_STYLE_COUNT },
    { _ ("Growth in 30 days"), NULL, self->growth, self->peers.growth, XA_FIGURE_STYLE_SHARE },
    { _ ("Only in this one"), NULL, self->only_here, NULL, XA_FIGURE_STYLE_SHARE },
    { _ ("Engagement of views"), NULL, self->by_views, self->peers.by_views, XA_FIGURE_STYLE_SHARE },
    { _ ("Engagement of followers"), NULL, self->by_followers, self->peers.by_followers, XA_FIGURE_STYLE_SHARE },
  };
  XaDotMetric metrics[G_N_ELEMENTS (all)];
  guint       n_metrics = 0;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    if (i > 0 && !any_number (all[i].figures, self->audiences.n))
      continue;
    metrics[n_metrics] = (XaDotMetric) { all[i].name, all[i].unit, all[i].figures, all[i].style, { 0 } };
    for (guint k = 0; k < 3 && all[i].peers; k++)
      metrics[n_metrics].peers[k] = all[i].peers[k];
    n_metrics++;
  }

  return xa_dot_chart_new (&(XaDotChartData) { _ ("Side by side"), self->names, self->audiences.categories, self->audiences.n, metrics, n_metrics, self->simulated });
}

/* --- stairs ----------------------------------------------------------------------------------- */

static GArray *
follow_choice (const XaComparison       *self,
               const XaComparisonChoice *choice)
{
  guint order[XA_INTERSECTIONS_MOST];
  guint n = 0;

  if (choice->n_order == 0)
    return xa_intersections_follow_greedily (self->intersections);
  for (guint k = 0; k <= choice->n_order; k++)
    for (guint i = 0; i < self->audiences.n && n < XA_INTERSECTIONS_MOST; i++) {
      gboolean taken = FALSE;

      for (guint j = 0; j < n; j++)
        taken |= order[j] == i;
      if (!taken && (k == choice->n_order || choice->order[k] == self->audiences.ids[i]))
        order[n++] = i;
    }

  return xa_intersections_follow (self->intersections, order, n);
}

/* Sizes say how many people there are in all at most only where all of them are in the lists. */
static gboolean
is_bounded (const XaComparison *self)
{
  return self->intersections->n_compared > 0 && self->intersections->basis == XA_BASIS_WHOLE;
}

/**
 * xa_comparison_list_steps:
 *
 * Returns: (transfer full) (element-type XaReachStep): the stairs in the order chosen; audiences
 *   that are not in it come last. What may not be told has bounds that follow from what is told.
 */
GArray *
xa_comparison_list_steps (const XaComparison       *self,
                          const XaComparisonChoice *choice)
{
  GArray *steps = follow_choice (self, choice);

  if (is_bounded (self))
    xa_reach_bound_steps (steps, (const XaFigure *) (void *) self->overlaps->sizes->data);

  return steps;
}

/**
 * xa_comparison_bound_together:
 *
 * Returns: at least and at most how many different people all of them reach; without a number
 *   where nothing follows from what is told
 */
XaFigure
xa_comparison_bound_together (const XaComparison       *self,
                              const XaComparisonChoice *choice)
{
  g_autoptr (GArray) steps = follow_choice (self, choice);
  g_autofree gboolean *is_compared = g_new (gboolean, self->audiences.n);

  if (!is_bounded (self))
    return xa_figure_suppressed (XA_NOTE_WOULD_REVEAL);
  for (guint i = 0; i < self->audiences.n; i++)
    is_compared[i] = self->intersections->apart[i] == XA_NOTE_NONE;

  return xa_reach_bound_together (steps, (const XaFigure *) (void *) self->overlaps->sizes->data, is_compared, self->audiences.n);
}

static XaChart *
draw_stairs (const XaComparison       *self,
             const XaComparisonChoice *choice)
{
  g_autoptr (GArray) steps = xa_comparison_list_steps (self, choice);
  g_autofree XaStair *stairs = g_new (XaStair, MAX (steps->len, 1));

  for (guint i = 0; i < steps->len; i++) {
    const XaReachStep *step = &g_array_index (steps, XaReachStep, i);

    stairs[i] = (XaStair) { self->names[step->index], self->audiences.categories[step->index], step->adds, step->so_far };
  }

  return xa_stairs_chart_new (&(XaStairsChartData) { _ ("Combined reach"), stairs, steps->len, self->simulated });
}

/**
 * xa_comparison_draw:
 *
 * Returns: (transfer full) (nullable): the picture; NULL for circles that would not be true
 */
XaChart *
xa_comparison_draw (const XaComparison       *self,
                    const XaComparisonChoice *choice)
{
  switch (choice->picture) {
  case XA_COMPARISON_CIRCLES:
    return draw_circles (self);
  case XA_COMPARISON_EXACTLY:
  case XA_COMPARISON_AT_LEAST:
    return draw_combinations (self, choice->picture == XA_COMPARISON_AT_LEAST);
  case XA_COMPARISON_MATRIX:
    return draw_matrix (self, choice->measure);
  case XA_COMPARISON_DOTS:
    return draw_dots (self);
  case XA_COMPARISON_STAIRS:
    return draw_stairs (self, choice);
  }

  return NULL;
}
