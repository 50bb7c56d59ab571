#include "insight/xa-intersections-gate.h"

#include "insight/xa-withhold.h"

void
xa_intersections_verdict_clear (XaIntersectionsVerdict *self)
{
  g_clear_pointer (&self->patterns, g_free);
  g_clear_pointer (&self->at_least, g_free);
  g_clear_pointer (&self->top, g_array_unref);
}

static const XaPattern *
get_pattern (const XaIntersectionsQuestion *question,
             guint                          i)
{
  return &g_array_index (question->patterns, XaPattern, i);
}

static gboolean
is_small (const XaIntersectionsQuestion *question,
          guint64                        n)
{
  return n > 0 && n < question->smallest_count;
}

/* A total that a reader knows, or one that they must not come to. */
typedef struct {
  guint32  sets;
  guint64  n;
  gboolean known;
} Total;

static GArray *
list_totals (const XaIntersectionsQuestion *question,
             const XaIntersectionsVerdict  *verdict)
{
  GArray *totals = g_array_new (FALSE, FALSE, sizeof (Total));
  Total   all = { 0, xa_patterns_sum (question->patterns, 0), TRUE };

  g_array_append_val (totals, all);
  for (guint i = 0; i < question->n; i++)
    for (guint j = i; j < question->n; j++) {
      guint32 sets = 1u << i | 1u << j;
      Total   total = { sets, xa_patterns_sum (question->patterns, sets), xa_intersections_is_known (question, sets) };

      g_array_append_val (totals, total);
    }
  for (guint i = 0; i < verdict->top->len; i++) {
    const XaPattern *top = &g_array_index (verdict->top, XaPattern, i);
    Total            total = { top->sets, top->n, verdict->at_least[i] == XA_WITHHELD_NOT };

    if (__builtin_popcount (top->sets) >= 3)
      g_array_append_val (totals, total);
  }

  return totals;
}

/* Larger intersections are told unless they are small, or are all but a few of one that they are
 * part of. */
static void
judge_at_least (const XaIntersectionsQuestion *question,
                XaIntersectionsVerdict        *verdict)
{
  for (guint i = 0; i < verdict->top->len; i++) {
    const XaPattern *top = &g_array_index (verdict->top, XaPattern, i);

    if (__builtin_popcount (top->sets) < 3 || question->smallest_count <= 1)
      continue;
    if (is_small (question, top->n))
      verdict->at_least[i] = XA_WITHHELD_SMALL;
    for (guint j = 0; j < question->n && verdict->at_least[i] == XA_WITHHELD_NOT; j++)
      if (top->sets & 1u << j && xa_patterns_sum (question->patterns, top->sets & ~(1u << j)) - top->n < question->smallest_count)
        verdict->at_least[i] = XA_WITHHELD_NEAR_WHOLE;
  }
}

/* Only so many patterns are ever shown. */
static guint
count_listed (const XaIntersectionsQuestion *question)
{
  return MIN (question->patterns->len, question->n_top);
}

/* People of a total, less those of one that is part of it, whose pattern is not shown. */
static guint64
get_remainder (const XaIntersectionsQuestion *question,
               const XaIntersectionsVerdict  *verdict,
               const Total                   *total,
               const Total                   *part)
{
  guint64 n = total->n - (part ? part->n : 0);

  for (guint i = 0; i < count_listed (question) && n > 0; i++) {
    const XaPattern *pattern = get_pattern (question, i);

    if (verdict->patterns[i] == XA_WITHHELD_NOT && (pattern->sets & total->sets) == total->sets &&
        (!part || (pattern->sets & part->sets) != part->sets))
      n -= pattern->n;
  }

  return n;
}

/* Withholds the shown pattern of fewest people in a total, less its part. */
static gboolean
withhold_least (const XaIntersectionsQuestion *question,
                XaIntersectionsVerdict        *verdict,
                const Total                   *total,
                const Total                   *part)
{
  for (guint i = count_listed (question); i-- > 0;) {
    const XaPattern *pattern = get_pattern (question, i);

    if (verdict->patterns[i] != XA_WITHHELD_NOT || (pattern->sets & total->sets) != total->sets ||
        (part && (pattern->sets & part->sets) == part->sets))
      continue;
    verdict->patterns[i] = XA_WITHHELD_REVEALING;
    return TRUE;
  }

  return FALSE;
}

/* A known total may leave nothing or many; one that is not known must leave many. */
static gboolean
check_total (const XaIntersectionsQuestion *question,
             XaIntersectionsVerdict        *verdict,
             const Total                   *total,
             const Total                   *part)
{
  guint64  remainder = get_remainder (question, verdict, total, part);
  gboolean known = total->known && (!part || part->known);

  if (part && !known)
    return FALSE;
  if (known ? !is_small (question, remainder) : remainder >= MIN (question->smallest_count, total->n) && remainder > 0)
    return FALSE;

  return withhold_least (question, verdict, total, part);
}

static gboolean
protect_once (const XaIntersectionsQuestion *question,
              XaIntersectionsVerdict        *verdict,
              const GArray                  *totals)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < totals->len; i++) {
    const Total *total = &g_array_index (totals, Total, i);

    if (total->n == 0)
      continue;
    changed |= check_total (question, verdict, total, NULL);
    for (guint k = 0; k < totals->len && total->known; k++) {
      const Total *part = &g_array_index (totals, Total, k);

      if ((part->sets & total->sets) == total->sets && __builtin_popcount (part->sets) == __builtin_popcount (total->sets) + 1)
        changed |= check_total (question, verdict, total, part);
    }
  }

  return changed;
}

/* Only the patterns of most people are told here; what is not listed is withheld. */
static void
subtract (const XaIntersectionsQuestion *question,
          XaIntersectionsVerdict        *verdict)
{
  g_autoptr (GArray) totals = NULL;

  for (guint i = 0; i < question->patterns->len; i++)
    if (get_pattern (question, i)->n < question->smallest_count)
      verdict->patterns[i] = XA_WITHHELD_SMALL;
    else if (i >= question->n_top || !question->tells_exactly)
      verdict->patterns[i] = XA_WITHHELD_REVEALING;
  judge_at_least (question, verdict);
  totals = list_totals (question, verdict);
  while (question->smallest_count > 1 && protect_once (question, verdict, totals))
    ;
  if (is_small (question, xa_patterns_sum (question->patterns, 0)))
    verdict->together = XA_WITHHELD_SMALL;
}

/**
 * xa_intersections_is_known:
 *
 * Returns: whether the number of people in all of @sets is told elsewhere: a size, or a pair
 */
gboolean
xa_intersections_is_known (const XaIntersectionsQuestion *question,
                           guint32                        sets)
{
  guint first = (guint) __builtin_ctz (sets);
  guint last = 31 - (guint) __builtin_clz (sets);

  if (__builtin_popcount (sets) == 1)
    return question->size_known[first];

  return __builtin_popcount (sets) == 2 && question->pair_known[first * question->n + last];
}

/**
 * xa_intersections_get_told:
 * @low: (out): the fewest
 * @high: (out): and the most people that it can be, for who is told of it
 */
void
xa_intersections_get_told (const XaIntersectionsQuestion *question,
                           guint64                        n,
                           guint64                       *low,
                           guint64                       *high)
{
  XaScope scope = { .smallest_count = question->smallest_count };

  *low = *high = n;
  if (question->in_steps && question->smallest_count > 1)
    xa_step_of (&scope, n, question->extra, low, high);
}

/**
 * xa_intersections_judge:
 * @verdict: (out): which patterns and which of the largest intersections may be shown; those of
 *   two audiences are judged with the pairs and are not looked at here
 *
 * Returns: FALSE with @error set to G_IO_ERROR_CANCELLED
 */
gboolean
xa_intersections_judge (const XaIntersectionsQuestion *question,
                        XaIntersectionsVerdict        *verdict,
                        GCancellable                  *cancellable,
                        GError                       **error)
{
  *verdict = (XaIntersectionsVerdict) { 0 };
  verdict->top = xa_patterns_top (question->patterns, question->n, question->n_top, cancellable, error);
  if (!verdict->top)
    return FALSE;
  verdict->patterns = g_new0 (guint8, MAX (question->patterns->len, 1));
  verdict->at_least = g_new0 (guint8, MAX (verdict->top->len, 1));
  if (question->patterns->len <= XA_INTERSECTIONS_SOLVABLE)
    xa_intersections_solve (question, verdict);
  else
    subtract (question, verdict);

  return TRUE;
}
