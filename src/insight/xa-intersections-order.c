#include "insight/xa-intersections-answer.h"

#include "insight/xa-withhold.h"

typedef XaIntersectionsAnswer Answer;

static const XaPattern *
get_pattern (const Answer *self,
             guint         i)
{
  return &g_array_index (self->patterns, XaPattern, i);
}

/* Patterns that are withheld, as bits: only where there are few enough to be solved. */
typedef guint64 Hidden;

static Hidden
hide_where (const Answer *self,
            guint32       with,
            guint32       any_of,
            guint32       without)
{
  Hidden hidden = 0;

  for (guint i = 0; i < self->patterns->len; i++) {
    guint32 sets = get_pattern (self, i)->sets;

    if (self->withheld[i] != XA_WITHHELD_NOT && (sets & with) == with && (!any_of || sets & any_of) && !(sets & without))
      hidden |= G_GUINT64_CONSTANT (1) << i;
  }

  return hidden;
}

/* Whether a sum with these withheld patterns follows from what is told already: from patterns that
 * are told alone, or from the total, a size, or what two share. Only such sums are told in
 * addition, so that no order of the audiences ever tells more than another. */
static gboolean
follows (const Answer *self,
         Hidden        hidden)
{
  guint n = self->shown.n_compared;

  if (hidden == 0 || (self->together_known && hidden == hide_where (self, 0, 0, 0)))
    return TRUE;
  for (guint i = 0; i < n; i++) {
    if (!self->size_known[i])
      continue;
    if (hidden == hide_where (self, 1u << i, 0, 0))
      return TRUE;
    for (guint j = 0; j < n; j++)
      if (i != j && self->pair_known[i * n + j] &&
          (hidden == hide_where (self, 1u << i, 0, 1u << j) ||
           (self->size_known[j] && hidden == hide_where (self, 0, 1u << i | 1u << j, 0))))
        return TRUE;
  }

  return FALSE;
}

static void
withhold_by_patterns (const Answer *self,
                      GArray       *steps,
                      const guint  *order)
{
  guint32 before = 0;

  for (guint i = 0; i < steps->len; i++) {
    XaReachStep *step = &g_array_index (steps, XaReachStep, i);

    if (!follows (self, hide_where (self, 1u << order[i], 0, before)))
      xa_figure_suppress (&step->adds, XA_NOTE_WOULD_REVEAL);
    before |= 1u << order[i];
    if (!follows (self, hide_where (self, 0, before, 0)))
      xa_figure_suppress (&step->so_far, XA_NOTE_WOULD_REVEAL);
  }
}

/* Of many patterns each order is judged by itself, like the order in which most is added. */
static void
withhold_by_sums (const Answer  *self,
                  GArray        *steps,
                  const guint   *order,
                  const guint64 *adds)
{
  g_autoptr (XaDisclosure) gate = xa_disclosure_new (self->smallest_count);
  g_autofree guint *so_far = g_new (guint, MAX (steps->len, 1));
  g_autofree guint *added = g_new (guint, MAX (steps->len, 1));
  guint64           sum = 0;

  for (guint i = 0; i < steps->len; i++) {
    guint64 size = xa_patterns_sum (self->patterns, 1u << order[i]);
    guint   whole = xa_disclosure_add (gate, size, self->size_known[order[i]] ? XA_CELL_SHOWN | XA_CELL_OPEN : 0);

    sum += adds[i];
    so_far[i] = xa_disclosure_add (gate, sum, XA_CELL_SHOWN);
    added[i] = xa_disclosure_add (gate, adds[i], self->shown.basis == XA_BASIS_AT_LEAST ? 0 : XA_CELL_SHOWN);
    xa_disclosure_sum (gate, whole, (guint[]) { added[i], xa_disclosure_add (gate, size - adds[i], 0) }, 2);
    if (i > 0)
      xa_disclosure_sum (gate, so_far[i], (guint[]) { so_far[i - 1], added[i] }, 2);
    else
      xa_disclosure_sum (gate, so_far[i], (guint[]) { added[i] }, 1);
  }
  xa_disclosure_judge (gate);
  for (guint i = 0; i < steps->len; i++) {
    XaReachStep *step = &g_array_index (steps, XaReachStep, i);

    xa_withhold (gate, added[i], &step->adds);
    xa_withhold (gate, so_far[i], &step->so_far);
  }
}

/* @order: places among those compared */
static GArray *
follow (const Answer *self,
        const guint  *order,
        guint         n)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (XaReachStep));
  guint64 adds[XA_INTERSECTIONS_MOST];
  guint32 before = 0;
  guint64 sum = 0;

  for (guint i = 0; i < n; i++) {
    XaReachStep step = { .index = self->places[order[i]] };

    adds[i] = 0;
    for (guint k = 0; k < self->patterns->len; k++)
      if (get_pattern (self, k)->sets & 1u << order[i] && !(get_pattern (self, k)->sets & before))
        adds[i] += get_pattern (self, k)->n;
    before |= 1u << order[i];
    sum += adds[i];
    step.adds = xa_intersections_make_figure (self, adds[i], XA_WITHHELD_NOT);
    if (self->shown.basis == XA_BASIS_AT_LEAST)
      step.adds = xa_figure_not_comparable (XA_NOTE_NEEDS_COMPLETE);
    step.so_far = xa_intersections_make_figure (self, sum, XA_WITHHELD_NOT);
    g_array_append_val (steps, step);
  }
  if (self->patterns->len <= XA_INTERSECTIONS_SOLVABLE)
    withhold_by_patterns (self, steps, order);
  else
    withhold_by_sums (self, steps, order, adds);

  return steps;
}

/**
 * xa_intersections_follow:
 * @order: (array length=n): audiences of the question, each at most once; those that are not
 *   compared are passed over
 *
 * Cost: the number of combinations that occur, times @n.
 *
 * Returns: (transfer full) (element-type XaReachStep): judged
 */
GArray *
xa_intersections_follow (const XaIntersections *self,
                         const guint           *order,
                         guint                  n)
{
  const Answer *answer = (const Answer *) self;
  guint         compared[XA_INTERSECTIONS_MOST];
  guint         n_found = 0;

  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < self->n_compared && n_found < XA_INTERSECTIONS_MOST; k++)
      if (answer->places[k] == order[i])
        compared[n_found++] = k;

  return follow (answer, compared, n_found);
}

/**
 * xa_intersections_follow_greedily:
 *
 * Returns: (transfer full) (element-type XaReachStep): judged; ties go to the earlier audience
 */
GArray *
xa_intersections_follow_greedily (const XaIntersections *self)
{
  const Answer *answer = (const Answer *) self;
  guint         order[XA_INTERSECTIONS_MOST];
  guint32       taken = 0;

  for (guint step = 0; step < self->n_compared; step++) {
    guint64 most = 0;

    order[step] = G_MAXUINT;
    for (guint i = 0; i < self->n_compared; i++) {
      guint64 adds = 0;

      if (taken & 1u << i)
        continue;
      for (guint k = 0; k < answer->patterns->len; k++)
        if (get_pattern (answer, k)->sets & 1u << i && !(get_pattern (answer, k)->sets & taken))
          adds += get_pattern (answer, k)->n;
      if (order[step] == G_MAXUINT || adds > most) {
        order[step] = i;
        most = adds;
      }
    }
    taken |= 1u << order[step];
  }

  return follow (answer, order, self->n_compared);
}
