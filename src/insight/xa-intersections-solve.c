#include "insight/xa-intersections-gate.h"

#include "privacy/xa-cell-range.h"

#include <math.h>

#define MOST_PATTERNS XA_INTERSECTIONS_SOLVABLE
#define MOST_TARGETS (MOST_PATTERNS * (XA_INTERSECTIONS_MOST + 1))

#define MOST_KNOWN (MOST_PATTERNS + 2 * XA_INTERSECTIONS_MOST * XA_INTERSECTIONS_MOST)
#define MOST_UNKNOWN (MOST_PATTERNS + MOST_KNOWN + 1)

/* A sum over patterns: bit i for pattern i. */
typedef guint64 Sum;

/* What a reader is told of a sum. */
typedef struct {
  Sum     sum;
  guint64 low, high;
} Fact;

/*
 * A reader knows the sizes and what each two audiences share. Everything else is told one after
 * the other, in an order that does not go by the numbers, as long as nobody who solves all the
 * equations can come near a count that must not be told.
 */
typedef struct {
  const XaIntersectionsQuestion *question;
  Fact                           known[MOST_KNOWN];
  guint                          n_known;
  Sum                            targets[MOST_TARGETS]; /* what must not be told */
  guint                          n_targets;
  double                         values[MOST_UNKNOWN]; /* patterns, then sums that are told in steps, then the target */
  double                         low[MOST_UNKNOWN];
  double                         high[MOST_UNKNOWN];
} Reader;

static const XaPattern *
get_pattern (const Reader *self,
             guint         i)
{
  return &g_array_index (self->question->patterns, XaPattern, i);
}

/* The patterns with all of @with and, unless it is 0, without at least one of @without. */
static Sum
sum_of (const Reader *self,
        guint32       with,
        guint32       without)
{
  Sum sum = 0;

  for (guint i = 0; i < self->question->patterns->len; i++)
    if ((get_pattern (self, i)->sets & with) == with && (!without || (get_pattern (self, i)->sets & without) != without))
      sum |= G_GUINT64_CONSTANT (1) << i;

  return sum;
}

static guint64
count (const Reader *self,
       Sum           sum)
{
  guint64 n = 0;

  for (guint i = 0; i < self->question->patterns->len; i++)
    if (sum >> i & 1)
      n += get_pattern (self, i)->n;

  return n;
}

/* States that @sum is the unknown @as, or, where that is G_MAXUINT, known. */
static void
state (const Reader *self,
       XaCellRange  *range,
       guint         n_unknown,
       Sum           sum,
       guint         as)
{
  double factors[MOST_UNKNOWN];

  for (guint i = 0; i < n_unknown; i++)
    factors[i] = i < self->question->patterns->len ? (double) (sum >> i & 1) : 0;
  if (as != G_MAXUINT)
    factors[as] = -1;
  xa_cell_range_add_equation (range, factors);
}

static guint
count_steps (const Reader *self)
{
  guint n = 0;

  for (guint i = 0; i < self->n_known; i++)
    n += self->known[i].low < self->known[i].high;

  return n;
}

/* Whether enough values are left for the target: enough that a guess is a guess. */
static gboolean
is_protected (Reader *self,
              Sum     target)
{
  guint  next = self->question->patterns->len;
  guint  n = next + count_steps (self) + 1;
  double least, greatest;
  g_autoptr (XaCellRange) range = NULL;

  for (guint i = 0; i < self->n_known; i++) {
    const Fact *fact = &self->known[i];

    if (fact->low == fact->high)
      continue;
    self->values[next] = (double) count (self, fact->sum);
    self->low[next] = (double) fact->low;
    self->high[next++] = (double) fact->high;
  }
  self->values[next] = (double) count (self, target);
  self->low[next] = 0;
  self->high[next] = INFINITY;
  range = xa_cell_range_new (n, self->values, self->low, self->high);
  next = self->question->patterns->len;
  for (guint i = 0; i < self->n_known; i++)
    state (self, range, n, self->known[i].sum, self->known[i].low == self->known[i].high ? G_MAXUINT : next++);
  state (self, range, n, target, next);
  xa_cell_range_get (range, next, &least, &greatest);

  return floor (greatest + 1e-6) - ceil (least - 1e-6) >= MAX (1, (self->question->smallest_count - 1) / 2);
}

static void
add_target (Reader  *self,
            Sum      target,
            gboolean or_nobody)
{
  guint64 n = count (self, target);

  if (n >= self->question->smallest_count || (n == 0 && !or_nobody) || self->n_targets == MOST_TARGETS)
    return;
  for (guint i = 0; i < self->n_targets; i++)
    if (self->targets[i] == target)
      return;
  self->targets[self->n_targets++] = target;
}

/* Patterns of few people; the few of an audience who are not of a pattern; the few, or nobody, of
 * an audience who are not in another, where that is withheld with the pairs. */
static void
find_targets (Reader *self)
{
  guint n = self->question->n;

  for (guint i = 0; i < self->question->patterns->len; i++) {
    Sum alone = G_GUINT64_CONSTANT (1) << i;

    add_target (self, alone, FALSE);
    for (guint k = 0; k < n; k++)
      if (get_pattern (self, i)->sets & 1u << k)
        add_target (self, sum_of (self, 1u << k, 0) & ~alone, FALSE);
  }
  for (guint a = 0; a < n; a++)
    for (guint b = 0; b < n; b++) {
      if (a == b)
        continue;
      add_target (self, sum_of (self, 1u << a | 1u << b, 0), FALSE);
      if (!xa_intersections_is_known (self->question, 1u << a | 1u << b))
        add_target (self, sum_of (self, 1u << a, 1u << b), TRUE);
    }
}

/* What the pairs alone give away already, no silence about the rest can take back. */
static void
drop_lost_targets (Reader *self)
{
  guint n_kept = 0;

  for (guint i = 0; i < self->n_targets; i++)
    if (is_protected (self, self->targets[i]))
      self->targets[n_kept++] = self->targets[i];
  self->n_targets = n_kept;
}

/* A size, or what two share, as it is told elsewhere. */
static void
learn (Reader *self,
       guint   a,
       guint   b)
{
  Fact fact = { sum_of (self, 1u << a | 1u << b, 0), 0, 0 };

  fact.low = fact.high = count (self, fact.sum);
  if (a != b) {
    fact.low = MIN (fact.low, self->question->pair_low[a * self->question->n + b]);
    fact.high = MAX (fact.high, self->question->pair_high[a * self->question->n + b]);
  }
  self->known[self->n_known++] = fact;
}

static void
reader_init (Reader                        *self,
             const XaIntersectionsQuestion *question)
{
  self->question = question;
  self->n_known = self->n_targets = 0;
  for (guint i = 0; i < question->patterns->len; i++) {
    self->values[i] = (double) get_pattern (self, i)->n;
    self->low[i] = 0;
    self->high[i] = INFINITY;
  }
  for (guint a = 0; a < question->n; a++)
    for (guint b = a; b < question->n; b++)
      if (xa_intersections_is_known (question, 1u << a | 1u << b))
        learn (self, a, b);
  if (question->smallest_count > 1)
    find_targets (self);
  drop_lost_targets (self);
}

/* Tells one more sum, unless that would come too near to a target. */
static XaWithheld
try_to_tell (Reader *self,
             Sum     sum)
{
  guint64 n = count (self, sum);
  Fact    fact = { sum, n, n };

  if (n > 0 && n < self->question->smallest_count)
    return XA_WITHHELD_REVEALING;
  xa_intersections_get_told (self->question, n, &fact.low, &fact.high);
  self->known[self->n_known++] = fact;
  for (guint i = 0; i < self->n_targets; i++)
    if (!is_protected (self, self->targets[i])) {
      self->n_known--;
      return XA_WITHHELD_REVEALING;
    }

  return XA_WITHHELD_NOT;
}

/* By the number of sets, then by which they are. */
static int
compare_sets (gconstpointer a,
              gconstpointer b,
              gpointer      patterns)
{
  guint32 x = g_array_index ((const GArray *) patterns, XaPattern, *(const guint *) a).sets;
  guint32 y = g_array_index ((const GArray *) patterns, XaPattern, *(const guint *) b).sets;
  int     bits = __builtin_popcount (x) - __builtin_popcount (y);

  return bits ? bits : (x > y) - (x < y);
}

static guint *
order_by_sets (const GArray *patterns)
{
  guint *order = g_new (guint, MAX (patterns->len, 1));

  for (guint i = 0; i < patterns->len; i++)
    order[i] = i;
  g_sort_array (order, patterns->len, sizeof *order, compare_sets, (gpointer) patterns);

  return order;
}

/* Those of @patterns with so many sets. */
static void
tell_degree (Reader       *reader,
             const GArray *patterns,
             guint         degree,
             gboolean      at_least,
             guint8       *withheld)
{
  g_autofree guint *order = order_by_sets (patterns);

  for (guint k = 0; k < patterns->len; k++) {
    guint32 sets = g_array_index (patterns, XaPattern, order[k]).sets;

    if ((guint) __builtin_popcount (sets) != degree)
      continue;
    if (!at_least && !reader->question->tells_exactly)
      withheld[order[k]] = XA_WITHHELD_REVEALING;
    else
      withheld[order[k]] = (guint8) try_to_tell (reader, at_least ? sum_of (reader, sets, 0) : G_GUINT64_CONSTANT (1) << order[k]);
  }
}

/**
 * xa_intersections_solve:
 * @question: with at most XA_INTERSECTIONS_SOLVABLE patterns
 * @verdict: (inout): with its arrays and the largest intersections
 *
 * Judges by solving a reader's equations. Small counts are withheld for the same stated reason as
 * what is withheld for their sake, so that the reason does not say which is which.
 *
 * Cost: two linear programs for each sum that might be told and each small count: under a second
 * for 63 patterns.
 */
void
xa_intersections_solve (const XaIntersectionsQuestion *question,
                        XaIntersectionsVerdict        *verdict)
{
  g_autofree Reader *reader = g_new (Reader, 1);

  reader_init (reader, question);
  verdict->together = try_to_tell (reader, sum_of (reader, 0, 0));
  for (guint degree = 1; degree <= question->n; degree++) {
    tell_degree (reader, question->patterns, degree, FALSE, verdict->patterns);
    if (degree >= 3)
      tell_degree (reader, verdict->top, degree, TRUE, verdict->at_least);
  }
}
