#include "insight/xa-withhold.h"

/**
 * xa_withheld_note:
 *
 * Returns: the reason in the words of figures
 */
XaFigureNote
xa_withheld_note (XaWithheld withheld)
{
  switch (withheld) {
  case XA_WITHHELD_SMALL:
    return XA_NOTE_SMALL_COUNT;
  case XA_WITHHELD_NEAR_WHOLE:
    return XA_NOTE_NEAR_WHOLE;
  case XA_WITHHELD_REVEALING:
    return XA_NOTE_WOULD_REVEAL;
  case XA_WITHHELD_NOT:
    break;
  }

  return XA_NOTE_NONE;
}

/**
 * xa_withhold:
 * @gate: judged
 */
void
xa_withhold (XaDisclosure *gate,
             guint         cell,
             XaFigure     *figure)
{
  XaFigureNote note = xa_withheld_note (xa_disclosure_get (gate, cell));

  if (note != XA_NOTE_NONE)
    xa_figure_suppress (figure, note);
}

/**
 * xa_step_of:
 * @low: (out): the fewest
 * @high: (out): and the most people that it can be
 *
 * Returns: the step that is nearest to @n_people
 */
guint64
xa_step_of (const XaScope *scope,
            guint64        n_people,
            guint64        extra,
            guint64       *low,
            guint64       *high)
{
  guint64 k = MAX (scope->smallest_count, 1);
  guint64 step = (n_people + k / 2) / k * k;

  if (n_people == 0) {
    *low = 0;
    *high = extra;
    return 0;
  }
  *low = step > k / 2 + extra ? step - k / 2 - extra : 1;
  *high = step + (k - 1) / 2 + extra;

  return step;
}

/**
 * xa_tell_in_steps:
 * @extra: how many more or fewer people it may be
 * @figure: a count of people
 */
void
xa_tell_in_steps (const XaScope *scope,
                  guint64        extra,
                  XaFigure      *figure)
{
  guint64  low, high, step;
  XaFigure told;

  if (scope->smallest_count <= 1)
    return;
  if (figure->kind == XA_FIGURE_LOWER_BOUND) {
    xa_step_of (scope, (guint64) figure->low, extra, &low, &high);
    figure->low = (double) low;
  }
  if (figure->kind != XA_FIGURE_EXACT)
    return;
  step = xa_step_of (scope, (guint64) figure->value, extra, &low, &high);
  if (low == high)
    return;
  told = xa_figure_bounds ((double) low, (double) high);
  told.value = (double) step;
  told.note = XA_NOTE_IN_STEPS;
  told.coverage_a = figure->coverage_a;
  told.coverage_b = figure->coverage_b;
  *figure = told;
}

/**
 * xa_judge_holdings:
 *
 * With the number of lists the one says something of the other: where too few people are in more
 * than one list, neither is told.
 */
void
xa_judge_holdings (const XaScope *scope,
                   guint64        n_people,
                   guint64        n_memberships,
                   gboolean       once,
                   XaFigure      *people,
                   XaFigure      *memberships)
{
  g_autoptr (XaDisclosure) gate = xa_disclosure_new (scope->smallest_count);
  guint64 more = MAX (n_people, n_memberships);
  guint64 fewer = MIN (n_people, n_memberships);
  guint   all = xa_disclosure_add (gate, more, XA_CELL_SHOWN);
  guint   part = xa_disclosure_add (gate, fewer, XA_CELL_SHOWN);

  xa_disclosure_sum (gate, all, (guint[]) { part, xa_disclosure_add (gate, more - fewer, 0) }, 2);
  xa_disclosure_judge (gate);
  *people = xa_figure_exact ((double) n_people);
  *memberships = xa_figure_exact ((double) n_memberships);
  xa_withhold (gate, n_people >= n_memberships ? all : part, people);
  xa_withhold (gate, n_people >= n_memberships ? part : all, memberships);
  if (!once) {
    xa_tell_in_steps (scope, 0, people);
    xa_tell_in_steps (scope, 0, memberships);
  }
}

static void
add_list (XaDisclosure *gate,
          guint         together,
          guint64       n_together,
          guint64       size,
          gboolean      shown)
{
  guint list = xa_disclosure_add (gate, size, shown ? XA_CELL_SHOWN | XA_CELL_OPEN : 0);

  xa_disclosure_sum (gate, together, (guint[]) { list, xa_disclosure_add (gate, n_together - size, 0) }, 2);
}

/**
 * xa_judge_together:
 * @sizes: (array length=n): of each list
 * @shown: (array length=n): whether its size is told
 * @n_together: different people in any of them
 * @figure: the figure of @n_together
 *
 * The total is withheld where those outside one list, or those counted more than once, are too few.
 * The gate is told of the lists only that can decide it: those whose size is hidden or outside of
 * which few are, and of equal ones one, whose equations are the same. Hence it has at most 2 k of
 * them, however many there are.
 */
void
xa_judge_together (const XaScope  *scope,
                   const guint64  *sizes,
                   const gboolean *shown,
                   guint           n,
                   guint64         n_together,
                   XaFigure       *figure)
{
  g_autoptr (XaDisclosure) gate = xa_disclosure_new (scope->smallest_count);
  guint              k = MAX (scope->smallest_count, 1);
  g_autofree guint8 *has_hidden = g_new0 (guint8, k);
  g_autofree guint8 *has_outside = g_new0 (guint8, k);
  guint              together = xa_disclosure_add (gate, n_together, XA_CELL_SHOWN);
  guint64            sum = 0;

  for (guint i = 0; i < n; i++) {
    guint64 decisive = shown[i] ? n_together - sizes[i] : sizes[i];
    guint8 *has = shown[i] ? has_outside : has_hidden;

    sum += sizes[i];
    if (decisive >= k || has[decisive])
      continue;
    has[decisive] = TRUE;
    add_list (gate, together, n_together, sizes[i], shown[i]);
  }
  if (n > 1) {
    guint total = xa_disclosure_add (gate, sum, XA_CELL_SHOWN | XA_CELL_OPEN);

    xa_disclosure_sum (gate, total, (guint[]) { together, xa_disclosure_add (gate, sum - n_together, 0) }, 2);
  }
  xa_disclosure_judge (gate);
  xa_withhold (gate, together, figure);
}

/**
 * xa_judge_count:
 *
 * Returns: the count, or why it is not shown
 */
XaFigure
xa_judge_count (const XaScope *scope,
                guint64        n_people)
{
  if (n_people > 0 && n_people < scope->smallest_count)
    return xa_figure_suppressed (XA_NOTE_SMALL_COUNT);

  return xa_figure_exact ((double) n_people);
}

gint64
xa_scope_get_start (const XaScope *scope)
{
  return scope->from_us == XA_TIME_UNKNOWN ? G_MININT64 : scope->from_us;
}

gint64
xa_scope_get_end (const XaScope *scope)
{
  return scope->to_us == XA_TIME_UNKNOWN || scope->to_us == G_MAXINT64 ? G_MAXINT64 : scope->to_us + 1;
}
