#include "insight/xa-intersections.h"

#include "insight/xa-intersections-answer.h"
#include "insight/xa-withhold.h"
#include "model/xa-language.h"

#include <math.h>

typedef XaIntersectionsAnswer Answer;

static const XaPattern *
get_pattern (const Answer *self,
             guint         i)
{
  return &g_array_index (self->patterns, XaPattern, i);
}

/* --- who can be compared --------------------------------------------------------------------- */

/* How well people of two audiences can be matched: 3: fully, 2: for the active of one window, 1:
 * those listed, 0: not at all. */
static int
rank_pair (const XaSubject *a,
           const XaSubject *b)
{
  XaFigureNote note;

  if (!a->members || !b->members)
    return 0;
  switch (xa_basis_of_pair (&a->seen, &b->seen, &note)) {
  case XA_BASIS_WHOLE:
    return 3;
  case XA_BASIS_ACTIVE:
    return 2;
  case XA_BASIS_LISTED_OF_A:
  case XA_BASIS_LISTED_OF_B:
  case XA_BASIS_SAMPLED:
  case XA_BASIS_AT_LEAST:
    return 1;
  default:
    return 0;
  }
}

/* All that can be matched with @first at this rank: with each other too, since what decides it
 * (platform, key, kind of list, window) is a property of each. */
static guint
collect (const GPtrArray *subjects,
         guint            first,
         int              rank,
         guint           *places)
{
  guint n = 0;

  for (guint i = 0; i < subjects->len; i++)
    if (i == first || rank_pair (subjects->pdata[first], subjects->pdata[i]) >= rank)
      places[n++] = i;

  return n;
}

/* The best rank that two audiences have, and the largest group of it. */
static void
choose (Answer          *self,
        const GPtrArray *subjects)
{
  static const XaBasis bases[] = { XA_BASIS_NONE, XA_BASIS_AT_LEAST, XA_BASIS_ACTIVE, XA_BASIS_WHOLE };

  self->shown.basis = XA_BASIS_NONE;
  for (int rank = 3; rank > 0 && self->shown.n_compared < 2; rank--)
    for (guint i = 0; i < subjects->len; i++) {
      guint places[XA_INTERSECTIONS_MOST];
      guint n = collect (subjects, i, rank, places);

      if (n < 2 || n <= self->shown.n_compared)
        continue;
      self->shown.n_compared = n;
      self->shown.basis = bases[rank];
      memcpy (self->places, places, n * sizeof *places);
    }
}

/* Why an audience cannot be compared with those that are. */
static XaFigureNote
explain (const Answer    *self,
         const GPtrArray *subjects,
         guint            i)
{
  const XaSubject *subject = subjects->pdata[i];
  XaFigureNote     note = XA_NOTE_NONE;
  const XaSubject *other = subjects->pdata[self->shown.n_compared ? self->places[0] : i == 0 && subjects->len > 1];

  for (guint k = 0; k < self->shown.n_compared; k++)
    if (self->places[k] == i)
      return XA_NOTE_NONE;
  if (xa_basis_of_pair (&subject->seen, &other->seen, &note) == XA_BASIS_NONE)
    return note;

  return subject->members ? XA_NOTE_NEEDS_COMPLETE : XA_NOTE_COUNTS_ONLY;
}

/* --- what is known beside it ----------------------------------------------------------------- */

static void
find_pair (Answer           *self,
           const XaOverlaps *overlaps,
           guint             i,
           guint             j)
{
  guint           at = i * self->shown.n_compared + j;
  const XaFigure *mutual = &xa_overlaps_get_pair (overlaps, self->places[i], self->places[j])->measures[XA_MEASURE_MUTUAL];

  self->pair_known[at] = xa_figure_has_number (mutual);
  /* Only what is told in steps is known less exactly than it was counted. */
  self->pair_low[at] = mutual->note == XA_NOTE_IN_STEPS ? (guint64) MAX (mutual->low, 0) : G_MAXUINT64;
  self->pair_high[at] = mutual->note == XA_NOTE_IN_STEPS ? (guint64) MAX (mutual->high, 0) : 0;
}

static void
find_known (Answer           *self,
            const XaScope    *scope,
            const XaOverlaps *overlaps)
{
  guint n = self->shown.n_compared;
  guint n_held = 0;

  self->size_known = g_new0 (gboolean, MAX (n, 1));
  self->pair_known = g_new0 (gboolean, MAX (n * n, 1));
  self->pair_low = g_new0 (guint64, MAX (n * n, 1));
  self->pair_high = g_new0 (guint64, MAX (n * n, 1));
  for (guint i = 0; i < n; i++) {
    const XaSubject *subject = overlaps->subjects->pdata[self->places[i]];

    self->size_known[i] = xa_figure_has_number (&g_array_index (overlaps->sizes, XaFigure, self->places[i]));
    self->in_steps |= subject->changes && scope->smallest_count > 1;
    n_held += subject->held;
    for (guint j = 0; j < n; j++)
      if (i != j)
        find_pair (self, overlaps, i, j);
  }
  self->extra = (guint64) n_held * (scope->smallest_count - 1);
}

/* That nobody is in an audience alone can be as telling as a small count: all of it may be in
 * another. The empty pattern is judged like those that occur. */
static void
add_empty_patterns (Answer *self)
{
  for (guint i = 0; i < self->shown.n_compared; i++) {
    XaPattern alone = { 1u << i, 0 };

    for (guint k = 0; k < self->patterns->len; k++)
      if (get_pattern (self, k)->sets == alone.sets)
        alone.n = get_pattern (self, k)->n;
    if (alone.n == 0)
      g_array_append_val (self->patterns, alone);
  }
}

static gboolean
count_patterns (Answer          *self,
                const XaScope   *scope,
                const GPtrArray *subjects,
                GError         **error)
{
  const XaMemberSet *sets[XA_INTERSECTIONS_MOST];

  for (guint i = 0; i < self->shown.n_compared; i++)
    sets[i] = ((const XaSubject *) subjects->pdata[self->places[i]])->members;
  self->patterns = xa_patterns_count (sets, self->shown.n_compared, scope->cancellable, error);
  if (!self->patterns)
    return FALSE;
  if (scope->smallest_count > 1)
    add_empty_patterns (self);

  return TRUE;
}

/* --- figures --------------------------------------------------------------------------------- */

/* The bits of those compared as bits of the question. */
static guint32
expand (const Answer *self,
        guint32       sets)
{
  guint32 expanded = 0;

  for (guint i = 0; i < self->shown.n_compared; i++)
    if (sets & 1u << i)
      expanded |= 1u << self->places[i];

  return expanded;
}

XaFigure
xa_intersections_make_figure (const Answer *self,
                              guint64       n,
                              XaWithheld    withheld)
{
  XaScope  scope = { .smallest_count = self->smallest_count };
  XaFigure figure = self->shown.basis == XA_BASIS_AT_LEAST ? xa_figure_lower_bound ((double) n) : xa_figure_exact ((double) n);

  if (self->shown.basis == XA_BASIS_AT_LEAST)
    figure.note = XA_NOTE_PARTIAL_LISTS;
  else if (self->shown.basis == XA_BASIS_ACTIVE)
    figure.note = XA_NOTE_ACTIVE;
  if (withheld != XA_WITHHELD_NOT)
    xa_figure_suppress (&figure, xa_withheld_note (withheld));
  else if (self->in_steps)
    xa_tell_in_steps (&scope, self->extra, &figure);

  return figure;
}

/* What is told by most people; what is withheld comes after it, in an order that says nothing. */
static int
compare_shown (gconstpointer a,
               gconstpointer b)
{
  const XaIntersection *x = a;
  const XaIntersection *y = b;
  gboolean              x_told = xa_figure_has_number (&x->n);
  gboolean              y_told = xa_figure_has_number (&y->n);
  double                x_n = isnan (x->n.value) ? x->n.low : x->n.value;
  double                y_n = isnan (y->n.value) ? y->n.low : y->n.value;

  if (x_told != y_told)
    return x_told ? -1 : 1;
  if (x_told && x_n != y_n)
    return x_n > y_n ? -1 : 1;
  if (__builtin_popcount (x->sets) != __builtin_popcount (y->sets))
    return __builtin_popcount (x->sets) - __builtin_popcount (y->sets);

  return (x->sets > y->sets) - (x->sets < y->sets);
}

/* Where the equations were solved, all patterns may be listed; of many, those of few people are
 * only counted. */
static void
list_exactly (Answer *self,
              guint   n_top)
{
  gboolean few = self->patterns->len <= XA_INTERSECTIONS_SOLVABLE;

  for (guint i = 0; i < self->patterns->len; i++) {
    const XaPattern *pattern = get_pattern (self, i);
    XaWithheld       withheld = (XaWithheld) self->withheld[i];
    XaIntersection   found = { expand (self, pattern->sets), xa_intersections_make_figure (self, pattern->n, withheld) };

    if (pattern->n == 0 && withheld == XA_WITHHELD_NOT)
      continue;
    if (self->shown.basis == XA_BASIS_AT_LEAST)
      found.n = xa_figure_not_comparable (XA_NOTE_NEEDS_COMPLETE);
    if (few || i < n_top)
      g_array_append_val (self->shown.exactly, found);
    else if (withheld == XA_WITHHELD_SMALL)
      self->shown.n_too_small++;
    else
      self->shown.n_more++;
  }
  g_array_sort (self->shown.exactly, compare_shown);
  while (self->shown.exactly->len > n_top) {
    const XaIntersection *last = &g_array_index (self->shown.exactly, XaIntersection, self->shown.exactly->len - 1);

    if (last->n.note == XA_NOTE_SMALL_COUNT)
      self->shown.n_too_small++;
    else
      self->shown.n_more++;
    g_array_set_size (self->shown.exactly, self->shown.exactly->len - 1);
  }
}

static void
list_at_least (Answer                       *self,
               const XaOverlaps             *overlaps,
               const XaIntersectionsVerdict *verdict)
{
  for (guint i = 0; i < verdict->top->len; i++) {
    const XaPattern *top = &g_array_index (verdict->top, XaPattern, i);
    guint            first = self->places[__builtin_ctz (top->sets)];
    guint            last = self->places[31 - __builtin_clz (top->sets)];
    XaIntersection   found = { expand (self, top->sets), xa_intersections_make_figure (self, top->n, (XaWithheld) verdict->at_least[i]) };

    /* What two share is told as it is elsewhere. */
    if (__builtin_popcount (top->sets) == 2)
      found.n = xa_overlaps_get_pair (overlaps, first, last)->measures[XA_MEASURE_MUTUAL];
    g_array_append_val (self->shown.at_least, found);
  }
  g_array_sort (self->shown.at_least, compare_shown);
}

static gboolean
judge (Answer           *self,
       const XaScope    *scope,
       const XaOverlaps *overlaps,
       guint             n_top,
       GError          **error)
{
  XaIntersectionsQuestion question = {
    .n = self->shown.n_compared,
    .smallest_count = scope->smallest_count,
    .patterns = self->patterns,
    .size_known = self->size_known,
    .pair_known = self->pair_known,
    .pair_low = self->pair_low,
    .pair_high = self->pair_high,
    .in_steps = self->in_steps,
    .extra = self->extra,
    .tells_exactly = self->shown.basis != XA_BASIS_AT_LEAST,
    .n_top = n_top,
  };
  XaIntersectionsVerdict verdict;

  if (!xa_intersections_judge (&question, &verdict, scope->cancellable, error))
    return FALSE;
  self->withheld = g_steal_pointer (&verdict.patterns);
  self->together_known = verdict.together == XA_WITHHELD_NOT;
  self->shown.together = xa_intersections_make_figure (self, xa_patterns_sum (self->patterns, 0), verdict.together);
  list_exactly (self, n_top);
  list_at_least (self, overlaps, &verdict);
  xa_intersections_verdict_clear (&verdict);

  return TRUE;
}

/**
 * xa_intersections_new:
 * @overlaps: of 2 to XA_INTERSECTIONS_MOST audiences, with their people; judged for the same @scope
 *
 * Returns: (transfer full): the judged answer; or NULL with @error: XA_INSIGHT_ERROR_TOO_FEW for
 *   fewer than two audiences, G_IO_ERROR_NO_SPACE for more combinations than can be counted
 */
XaIntersections *
xa_intersections_new (const XaScope    *scope,
                      const XaOverlaps *overlaps,
                      guint             n_top,
                      GError          **error)
{
  Answer *self;
  g_autoptr (XaIntersections) shown = NULL;
  guint n = overlaps->subjects->len;

  if (n < 2 || n > XA_INTERSECTIONS_MOST) {
    g_set_error (error, XA_INSIGHT_ERROR, XA_INSIGHT_ERROR_TOO_FEW, N_ ("Combinations are told of 2 to %d audiences."), XA_INTERSECTIONS_MOST);
    return NULL;
  }
  self = g_new0 (Answer, 1);
  shown = &self->shown;
  g_atomic_ref_count_init (&self->references);
  self->smallest_count = scope->smallest_count;
  shown->n = n;
  shown->simulated = overlaps->simulated;
  shown->apart = g_new0 (XaFigureNote, n);
  shown->exactly = g_array_new (FALSE, FALSE, sizeof (XaIntersection));
  shown->at_least = g_array_new (FALSE, FALSE, sizeof (XaIntersection));
  choose (self, overlaps->subjects);
  for (guint i = 0; i < n; i++)
    shown->apart[i] = explain (self, overlaps->subjects, i);
  find_known (self, scope, overlaps);
  if (!count_patterns (self, scope, overlaps->subjects, error))
    return NULL;
  if (shown->n_compared == 0)
    shown->together = xa_figure_not_comparable (shown->apart[0]);
  else if (!judge (self, scope, overlaps, n_top, error))
    return NULL;

  return g_steal_pointer (&shown);
}

XaIntersections *
xa_intersections_ref (XaIntersections *self)
{
  g_atomic_ref_count_inc (&((Answer *) self)->references);

  return self;
}

void
xa_intersections_unref (XaIntersections *self)
{
  Answer *answer = (Answer *) self;

  if (!self || !g_atomic_ref_count_dec (&answer->references))
    return;
  g_free (self->apart);
  g_array_unref (self->exactly);
  g_array_unref (self->at_least);
  g_clear_pointer (&answer->patterns, g_array_unref);
  g_free (answer->withheld);
  g_free (answer->size_known);
  g_free (answer->pair_known);
  g_free (answer->pair_low);
  g_free (answer->pair_high);
  g_free (answer);
}

/**
 * xa_intersections_get:
 * @sets: bit i: audience i of the question
 *
 * Returns: the people in just these of the audiences that are compared
 */
XaFigure
xa_intersections_get (const XaIntersections *self,
                      guint32                sets)
{
  const Answer *answer = (const Answer *) self;

  if (self->n_compared == 0)
    return self->together;
  if (self->basis == XA_BASIS_AT_LEAST)
    return xa_figure_not_comparable (XA_NOTE_NEEDS_COMPLETE);
  for (guint i = 0; i < answer->patterns->len; i++)
    if (expand (answer, get_pattern (answer, i)->sets) == sets)
      return xa_intersections_make_figure (answer, get_pattern (answer, i)->n, (XaWithheld) answer->withheld[i]);

  return xa_intersections_make_figure (answer, 0, XA_WITHHELD_NOT);
}
