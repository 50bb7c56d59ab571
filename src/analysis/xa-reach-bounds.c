#include "analysis/xa-reach-bounds.h"

#include <math.h>

/* Closer bounds would be as good as the figure that is withheld. */
#define NARROWEST 5

typedef struct {
  double low, high;
} Range;

/* What a told figure leaves open; all is open where it is not told. */
static Range
get_range (const XaFigure *figure)
{
  switch (figure->kind) {
  case XA_FIGURE_EXACT:
    return (Range) { figure->value, figure->value };
  case XA_FIGURE_ESTIMATE:
  case XA_FIGURE_BOUNDS:
    return (Range) { figure->low, figure->high };
  case XA_FIGURE_LOWER_BOUND:
    return (Range) { figure->low, INFINITY };
  case XA_FIGURE_NOT_COMPARABLE:
  case XA_FIGURE_SUPPRESSED:
    return (Range) { 0, INFINITY };
  }
  g_assert_not_reached ();
}

static XaFigure
make_bounds (Range        range,
             XaFigureNote note)
{
  XaFigure bounds;

  if (!isfinite (range.high) || range.high - range.low < NARROWEST)
    return xa_figure_suppressed (note);
  bounds = xa_figure_bounds (range.low, range.high);
  bounds.note = note;

  return bounds;
}

static XaReachStep *
get_step (GArray *steps,
          guint   i)
{
  return &g_array_index (steps, XaReachStep, i);
}

/* Nobody is lost by one more audience, and no more come than it has. */
static void
look_back (GArray         *steps,
           const XaFigure *sizes,
           Range          *ranges)
{
  Range before = { 0, 0 };

  for (guint i = 0; i < steps->len; i++) {
    Range size = get_range (&sizes[get_step (steps, i)->index]);
    Range told = get_range (&get_step (steps, i)->so_far);

    ranges[i].low = MAX (told.low, MAX (before.low, size.low));
    ranges[i].high = MIN (told.high, before.high + size.high);
    before = ranges[i];
  }
}

static void
look_ahead (GArray         *steps,
            const XaFigure *sizes,
            Range          *ranges)
{
  for (guint i = steps->len; i-- > 1;) {
    Range size = get_range (&sizes[get_step (steps, i)->index]);

    ranges[i - 1].high = MIN (ranges[i - 1].high, ranges[i].high);
    if (isfinite (size.high))
      ranges[i - 1].low = MAX (ranges[i - 1].low, ranges[i].low - size.high);
  }
}

/**
 * xa_reach_bound_steps:
 * @steps: (element-type XaReachStep): judged; changed in place
 * @sizes: the sizes of all inputs, judged, that are told beside them
 *
 * Puts bounds in the place of what is withheld of the people reached so far. They follow from the
 * sizes and from the other steps alone, which everybody sees who sees the bounds, so that nothing
 * is given away by them: at least as many as the largest audience and as before, at most as many
 * as all added up, at most as many as with more audiences. The note keeps why the figure itself
 * is withheld. Bounds that leave less than five people open are not told.
 *
 * Cost: O(steps) time and memory.
 */
void
xa_reach_bound_steps (GArray         *steps,
                      const XaFigure *sizes)
{
  g_autofree Range *ranges = g_new (Range, MAX (steps->len, 1));

  look_back (steps, sizes, ranges);
  look_ahead (steps, sizes, ranges);
  for (guint i = 0; i < steps->len; i++) {
    XaFigure *so_far = &get_step (steps, i)->so_far;

    if (so_far->kind == XA_FIGURE_SUPPRESSED)
      *so_far = make_bounds (ranges[i], so_far->note);
  }
}

/**
 * xa_reach_bound_together:
 * @steps: (element-type XaReachStep): judged; they may end before all audiences are in them
 * @sizes: (array length=n): judged
 * @is_compared: (array length=n): which audiences are added up
 *
 * Returns: bounds of the people whom all reach together, as xa_reach_bound_steps() finds them; or
 *   suppressed, where a size is not told
 */
XaFigure
xa_reach_bound_together (GArray         *steps,
                         const XaFigure *sizes,
                         const gboolean *is_compared,
                         guint           n)
{
  g_autofree Range    *ranges = g_new (Range, MAX (steps->len, 1));
  g_autofree gboolean *is_in = g_new0 (gboolean, MAX (n, 1));
  Range                all = { 0, 0 };

  look_back (steps, sizes, ranges);
  if (steps->len > 0)
    all = ranges[steps->len - 1];
  for (guint i = 0; i < steps->len; i++)
    is_in[get_step (steps, i)->index] = TRUE;
  for (guint i = 0; i < n; i++) {
    Range size = get_range (&sizes[i]);

    if (is_in[i] || !is_compared[i])
      continue;
    all.low = MAX (all.low, size.low);
    all.high += size.high;
  }

  return make_bounds (all, XA_NOTE_WOULD_REVEAL);
}
