#include "insight/xa-intersections.h"

#include "privacy/xa-cell-range.h"
#include "privacy/xa-disclosure-pairs.h"

#include <math.h>

#define K 5

/* People per pattern; index 0 is not looked at. */
typedef struct {
  guint   n;
  guint64 counts[1 << 5];
} World;

static XaSubject *
make_subject (const World *world,
              guint        i,
              XaPlatform   platform,
              XaCoverage   coverage)
{
  XaSubject *subject = g_new0 (XaSubject, 1);
  guint32    id = 0;

  subject->name = g_strdup_printf ("Audience %u", i);
  subject->id = i + 1;
  subject->platform = platform;
  subject->members = xa_member_set_new ();
  for (guint pattern = 1; pattern < 1u << world->n; pattern++)
    for (guint64 k = 0; k < world->counts[pattern]; k++, id++)
      if (pattern & 1u << i)
        xa_member_set_add (subject->members, id);
  subject->seen = (XaSeen) { .platform = platform, .key_epoch = 1, .coverage = coverage };
  subject->seen.n_seen = (gint64) xa_member_set_count (subject->members);
  subject->seen.n_whole = coverage == XA_COVERAGE_COMPLETE ? subject->seen.n_seen : XA_COUNT_UNKNOWN;

  return subject;
}

/* Pairs as they are judged elsewhere. */
static XaOverlaps *
make_overlaps (GPtrArray *subjects,
               guint      k)
{
  XaOverlaps          *self = g_new0 (XaOverlaps, 1);
  guint                n = subjects->len;
  g_autofree guint64  *sizes = g_new0 (guint64, n);
  g_autofree gboolean *known = g_new0 (gboolean, n);
  g_autofree guint32  *shared = g_new0 (guint32, n * n);
  g_autofree guint8   *withheld = g_new0 (guint8, n * n);

  g_atomic_ref_count_init (&self->ref_count);
  self->subjects = subjects;
  self->sizes = g_array_new (FALSE, FALSE, sizeof (XaFigure));
  self->pairs = g_array_new (FALSE, FALSE, sizeof (XaOverlapPair));
  for (guint i = 0; i < n; i++) {
    const XaSubject *a = subjects->pdata[i];
    XaFigure         size = xa_figure_members (&a->seen);

    sizes[i] = (guint64) a->seen.n_seen;
    if (sizes[i] > 0 && sizes[i] < k)
      xa_figure_suppress (&size, XA_NOTE_SMALL_COUNT);
    known[i] = xa_figure_has_number (&size);
    g_array_append_val (self->sizes, size);
    for (guint j = 0; j < n; j++)
      shared[i * n + j] = (guint32) xa_member_set_count_shared (a->members, ((XaSubject *) subjects->pdata[j])->members);
  }
  xa_disclosure_judge_pairs (sizes, known, shared, n, k, withheld);
  for (guint i = 0; i < n; i++)
    for (guint j = i + 1; j < n; j++) {
      XaPair        raw = { ((XaSubject *) subjects->pdata[i])->seen, ((XaSubject *) subjects->pdata[j])->seen, shared[i * n + j], 100000, XA_COUNT_UNKNOWN };
      XaOverlapPair pair = { .a = i, .b = j };

      for (int m = 0; m < XA_N_MEASURES; m++) {
        pair.measures[m] = xa_pair_measure (&raw, (XaMeasure) m);
        if (withheld[i * n + j])
          xa_figure_suppress (&pair.measures[m], XA_NOTE_SMALL_COUNT);
        else if (!known[i] || !known[j])
          xa_figure_suppress (&pair.measures[m], XA_NOTE_WOULD_REVEAL);
      }
      g_array_append_val (self->pairs, pair);
    }

  return self;
}

static XaOverlaps *
make_complete (const World *world,
               guint        k)
{
  GPtrArray *subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_subject_free);

  for (guint i = 0; i < world->n; i++)
    g_ptr_array_add (subjects, make_subject (world, i, XA_PLATFORM_TELEGRAM, XA_COVERAGE_COMPLETE));

  return make_overlaps (subjects, k);
}

static guint64
count_all_of (const World *world,
              guint32      sets)
{
  guint64 sum = 0;

  for (guint pattern = 1; pattern < 1u << world->n; pattern++)
    if ((pattern & sets) == sets)
      sum += world->counts[pattern];

  return sum;
}

/* Without a gate, everything is just what it is. */
static void
test_counts (void)
{
  World   world = { 4, { 0, 100, 50, 20, 30, 0, 11, 7, 40, 3, 0, 0, 12, 1, 9, 4 } };
  XaScope scope = { .smallest_count = 1 };
  g_autoptr (XaOverlaps) overlaps = make_complete (&world, 1);
  g_autoptr (XaIntersections) found = xa_intersections_new (&scope, overlaps, 40, NULL);
  g_autoptr (GArray) steps = xa_intersections_follow (found, (guint[]) { 2, 0, 3, 1 }, 4);
  guint32 before = 0;

  g_assert_cmpuint (found->n_compared, ==, 4);
  g_assert_cmpint (found->basis, ==, XA_BASIS_WHOLE);
  for (guint32 sets = 1; sets < 16; sets++) {
    XaFigure figure = xa_intersections_get (found, sets);

    g_assert_cmpfloat (figure.value, ==, (double) world.counts[sets]);
  }
  for (guint i = 0; i < found->at_least->len; i++) {
    const XaIntersection *one = &g_array_index (found->at_least, XaIntersection, i);

    g_assert_cmpfloat (one->n.value, ==, (double) count_all_of (&world, one->sets));
  }
  for (guint i = 0; i < 4; i++) {
    const XaReachStep *step = &g_array_index (steps, XaReachStep, i);
    double             adds = 0;

    for (guint32 sets = 1; sets < 16; sets++)
      if (sets & 1u << step->index && !(sets & before))
        adds += (double) world.counts[sets];
    before |= 1u << step->index;
    g_assert_cmpfloat (step->adds.value, ==, adds);
  }
  g_assert_cmpfloat (g_array_index (steps, XaReachStep, 3).so_far.value, ==, found->together.value);
  g_assert_cmpuint (g_array_index (steps, XaReachStep, 0).index, ==, 2);
}

/* --- a reader who solves ------------------------------------------------------------------------ */

typedef struct {
  const World *world;
  XaCellRange *range;
  double       values[32];
  double       low[32];
  double       high[32];
  guint32      sets[32];
  guint        n;
} Reader;

/* All patterns that occur, and those of nobody else for each audience. */
static void
reader_init (Reader      *self,
             const World *world)
{
  *self = (Reader) { .world = world };
  for (guint32 sets = 1; sets < 1u << world->n; sets++)
    if (world->counts[sets] || __builtin_popcount (sets) == 1) {
      self->sets[self->n] = sets;
      self->values[self->n] = (double) world->counts[sets];
      self->high[self->n++] = INFINITY;
    }
  self->range = xa_cell_range_new (self->n, self->values, self->low, self->high);
}

static void
reader_clear (Reader *self)
{
  xa_cell_range_free (self->range);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

/* Learns the sum of the patterns with all of @with, with any of @any_of, and none of @without. */
static void
learn (Reader *self,
       guint32 with,
       guint32 any_of,
       guint32 without)
{
  double factors[32];

  for (guint i = 0; i < self->n; i++)
    factors[i] = (self->sets[i] & with) == with && (!any_of || self->sets[i] & any_of) && !(self->sets[i] & without);
  xa_cell_range_add_equation (self->range, factors);
}

static void
learn_one (Reader *self,
           guint32 sets)
{
  double factors[32];

  for (guint i = 0; i < self->n; i++)
    factors[i] = self->sets[i] == sets;
  xa_cell_range_add_equation (self->range, factors);
}

static void
learn_pairs (Reader           *self,
             const XaOverlaps *overlaps)
{
  for (guint i = 0; i < self->world->n; i++) {
    if (xa_figure_has_number (&g_array_index (overlaps->sizes, XaFigure, i)))
      learn (self, 1u << i, 0, 0);
    for (guint j = i + 1; j < self->world->n; j++)
      if (xa_figure_has_number (&xa_overlaps_get_pair (overlaps, i, j)->measures[XA_MEASURE_MUTUAL]))
        learn (self, 1u << i | 1u << j, 0, 0);
  }
}

static void
learn_steps (Reader       *self,
             const GArray *steps)
{
  guint32 before = 0;

  for (guint i = 0; i < steps->len; i++) {
    const XaReachStep *step = &g_array_index (steps, XaReachStep, i);

    if (xa_figure_has_number (&step->adds))
      learn (self, 1u << step->index, 0, before);
    before |= 1u << step->index;
    if (xa_figure_has_number (&step->so_far))
      learn (self, 0, before, 0);
  }
}

static void
learn_orders (Reader                *self,
              const XaIntersections *found,
              guint                 *order,
              guint                  at)
{
  if (at == self->world->n) {
    g_autoptr (GArray) steps = xa_intersections_follow (found, order, at);

    learn_steps (self, steps);
    return;
  }
  for (guint i = at; i < self->world->n; i++) {
    guint moved = order[at];

    order[at] = order[i];
    order[i] = moved;
    learn_orders (self, found, order, at + 1);
    order[i] = order[at];
    order[at] = moved;
  }
}

static guint
count_pinned (Reader *self)
{
  guint n = 0;

  for (guint i = 0; i < self->n; i++) {
    double least, greatest;

    if (self->values[i] == 0 || self->values[i] >= K)
      continue;
    xa_cell_range_get (self->range, i, &least, &greatest);
    n += floor (greatest + 1e-6) - ceil (least - 1e-6) < 1;
  }

  return n;
}

static void
make_world (World *world,
            GRand *rand)
{
  double few = g_rand_double_range (rand, .02, .4);

  world->n = 2 + (guint) g_rand_int_range (rand, 0, 3);
  for (guint sets = 1; sets < 1u << world->n; sets++) {
    double u = g_rand_double (rand);

    world->counts[sets] = u < few ? (guint64) g_rand_int_range (rand, 0, 2) : u < 1.5 * few ? (guint64) g_rand_int_range (rand, 1, K)
                                                                                            : (guint64) g_rand_int_range (rand, K, 200);
  }
}

/* Whoever puts together the sizes, the pairs, all combinations that are told and the steps of
 * every order of the audiences learns no small count that the pairs alone had not told. */
static void
test_reader (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (41);
  XaScope scope = { .smallest_count = K };
  guint   n_told = 0;
  guint   n_before = 0;

  for (guint k = 0; k < 120; k++) {
    World world;
    guint order[] = { 0, 1, 2, 3 };
    g_autoptr (XaOverlaps) overlaps = NULL;
    g_autoptr (XaIntersections) found = NULL;
    g_auto (Reader) before = { 0 };
    g_auto (Reader) after = { 0 };

    make_world (&world, rand);
    overlaps = make_complete (&world, K);
    found = xa_intersections_new (&scope, overlaps, 40, NULL);
    reader_init (&before, &world);
    reader_init (&after, &world);
    learn_pairs (&before, overlaps);
    learn_pairs (&after, overlaps);
    for (guint i = 0; i < found->exactly->len; i++) {
      const XaIntersection *one = &g_array_index (found->exactly, XaIntersection, i);

      if (!xa_figure_has_number (&one->n))
        continue;
      g_assert_cmpfloat (one->n.value, ==, (double) world.counts[one->sets]);
      g_assert_cmpfloat (one->n.value, >=, K);
      learn_one (&after, one->sets);
      n_told++;
    }
    for (guint i = 0; i < found->at_least->len; i++) {
      const XaIntersection *one = &g_array_index (found->at_least, XaIntersection, i);

      if (xa_figure_has_number (&one->n)) {
        g_assert_cmpfloat (one->n.value, >=, K);
        learn (&after, one->sets, 0, 0);
      }
    }
    if (xa_figure_has_number (&found->together))
      learn (&after, 0, 0, 0);
    learn_orders (&after, found, order, 0);
    n_before += count_pinned (&before);
    g_assert_cmpuint (count_pinned (&after), <=, count_pinned (&before));
  }
  g_assert_cmpuint (n_told, >, 100);
  g_assert_cmpuint (n_before, <, 12);
}

/* What is withheld stands behind what is told, in an order that does not go by its size. */
static void
test_order_is_mute (void)
{
  World   world = { 3, { 0, 500, 300, 200, 400, 4, 150, 90 } };
  World   other = world;
  XaScope scope = { .smallest_count = K };
  g_autoptr (XaOverlaps) overlaps = make_complete (&world, K);
  g_autoptr (XaIntersections) found = xa_intersections_new (&scope, overlaps, 40, NULL);
  g_autoptr (XaOverlaps) other_overlaps = NULL;
  g_autoptr (XaIntersections) other_found = NULL;
  gboolean hidden = FALSE;

  other.counts[5] = 2;
  other_overlaps = make_complete (&other, K);
  other_found = xa_intersections_new (&scope, other_overlaps, 40, NULL);
  g_assert_cmpuint (found->exactly->len, ==, other_found->exactly->len);
  for (guint i = 0; i < found->exactly->len; i++) {
    const XaIntersection *one = &g_array_index (found->exactly, XaIntersection, i);

    g_assert_true (!hidden || !xa_figure_has_number (&one->n));
    hidden |= !xa_figure_has_number (&one->n);
    g_assert_cmpuint (one->sets, ==, g_array_index (other_found->exactly, XaIntersection, i).sets);
  }
  g_assert_true (hidden);
}

/* All of one audience in another: that nobody is in it alone is not told. */
static void
test_nested (void)
{
  World   world = { 2, { 0, 500, 0, 80 } };
  XaScope scope = { .smallest_count = K };
  g_autoptr (XaOverlaps) overlaps = make_complete (&world, K);
  g_autoptr (XaIntersections) found = xa_intersections_new (&scope, overlaps, 40, NULL);
  XaFigure alone = xa_intersections_get (found, 2);
  XaFigure both = xa_intersections_get (found, 3);

  g_assert_cmpint (alone.kind, ==, XA_FIGURE_SUPPRESSED);
  g_assert_cmpint (both.kind, ==, XA_FIGURE_SUPPRESSED);
}

/* Two platforms, a list that is not complete, a mere count: each stays out with its reason. */
static void
test_apart (void)
{
  World      world = { 5, { 0 } };
  XaScope    scope = { .smallest_count = K };
  GPtrArray *subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_subject_free);
  g_autoptr (XaOverlaps) overlaps = NULL;
  g_autoptr (XaIntersections) found = NULL;
  g_autoptr (GArray) steps = NULL;
  XaSubject *counted;

  for (guint sets = 1; sets < 32; sets++)
    world.counts[sets] = 20 + sets;
  g_ptr_array_add (subjects, make_subject (&world, 0, XA_PLATFORM_TELEGRAM, XA_COVERAGE_COMPLETE));
  g_ptr_array_add (subjects, make_subject (&world, 1, XA_PLATFORM_DISCORD, XA_COVERAGE_COMPLETE));
  g_ptr_array_add (subjects, make_subject (&world, 2, XA_PLATFORM_TELEGRAM, XA_COVERAGE_FIRST_N));
  g_ptr_array_add (subjects, make_subject (&world, 3, XA_PLATFORM_TELEGRAM, XA_COVERAGE_COMPLETE));
  counted = make_subject (&world, 4, XA_PLATFORM_TELEGRAM, XA_COVERAGE_COUNT_ONLY);
  g_ptr_array_add (subjects, counted);
  overlaps = make_overlaps (subjects, K);
  g_clear_pointer (&counted->members, xa_member_set_free);
  found = xa_intersections_new (&scope, overlaps, 40, NULL);
  g_assert_cmpuint (found->n_compared, ==, 2);
  g_assert_cmpint (found->basis, ==, XA_BASIS_WHOLE);
  g_assert_cmpint (found->apart[0], ==, XA_NOTE_NONE);
  g_assert_cmpint (found->apart[1], ==, XA_NOTE_TWO_PLATFORMS);
  g_assert_cmpint (found->apart[2], ==, XA_NOTE_NEEDS_COMPLETE);
  g_assert_cmpint (found->apart[3], ==, XA_NOTE_NONE);
  g_assert_cmpint (found->apart[4], ==, XA_NOTE_COUNTS_ONLY);
  for (guint i = 0; i < found->exactly->len; i++)
    g_assert_cmpuint (g_array_index (found->exactly, XaIntersection, i).sets & ~(1u | 8u), ==, 0);
  steps = xa_intersections_follow (found, (guint[]) { 4, 3, 1, 0, 2 }, 5);
  g_assert_cmpuint (steps->len, ==, 2);
  g_assert_cmpuint (g_array_index (steps, XaReachStep, 0).index, ==, 3);
}

/* Lists that are not complete: lower bounds of who is in all, nothing of who is in just these. */
static void
test_partial (void)
{
  World      world = { 3, { 0, 50, 60, 70, 80, 90, 40, 33 } };
  XaScope    scope = { .smallest_count = K };
  GPtrArray *subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_subject_free);
  g_autoptr (XaOverlaps) overlaps = NULL;
  g_autoptr (XaIntersections) found = NULL;
  g_autoptr (GArray) steps = NULL;

  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (subjects, make_subject (&world, i, XA_PLATFORM_X, XA_COVERAGE_FIRST_N));
  overlaps = make_overlaps (subjects, K);
  found = xa_intersections_new (&scope, overlaps, 40, NULL);
  g_assert_cmpint (found->basis, ==, XA_BASIS_AT_LEAST);
  for (guint i = 0; i < found->exactly->len; i++)
    g_assert_cmpint (g_array_index (found->exactly, XaIntersection, i).n.kind, ==, XA_FIGURE_NOT_COMPARABLE);
  g_assert_cmpuint (found->at_least->len, ==, 4);
  for (guint i = 0; i < 4; i++) {
    const XaIntersection *one = &g_array_index (found->at_least, XaIntersection, i);

    g_assert_cmpint (one->n.kind, ==, XA_FIGURE_LOWER_BOUND);
    g_assert_cmpfloat (one->n.low, ==, (double) count_all_of (&world, one->sets));
  }
  g_assert_cmpint (found->together.kind, ==, XA_FIGURE_LOWER_BOUND);
  steps = xa_intersections_follow_greedily (found);
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpint (g_array_index (steps, XaReachStep, i).adds.kind, ==, XA_FIGURE_NOT_COMPARABLE);
    g_assert_cmpint (g_array_index (steps, XaReachStep, i).so_far.kind, ==, XA_FIGURE_LOWER_BOUND);
  }
}

/* Ten audiences and hundreds of combinations: none that is told is small, and no total leaves a
 * few over once what is told is taken from it. */
static void
test_many (void)
{
  enum {
    n = 10
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (77);
  XaScope    scope = { .smallest_count = K };
  GPtrArray *subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_subject_free);
  g_autoptr (XaOverlaps) overlaps = NULL;
  g_autoptr (XaIntersections) found = NULL;
  g_autoptr (GArray) steps = NULL;
  guint n_told = 0;

  for (guint i = 0; i < n; i++) {
    XaSubject *subject = make_subject (&(World) { 1, { 0 } }, 0, XA_PLATFORM_TELEGRAM, XA_COVERAGE_COMPLETE);

    g_ptr_array_add (subjects, subject);
  }
  for (guint32 id = 0; id < 5000; id++) {
    double eager = g_rand_double (rand);

    for (guint i = 0; i < n; i++)
      if (g_rand_double (rand) < eager * eager * .5)
        xa_member_set_add (((XaSubject *) subjects->pdata[i])->members, id);
  }
  for (guint i = 0; i < n; i++) {
    XaSubject *subject = subjects->pdata[i];

    subject->seen.n_seen = subject->seen.n_whole = (gint64) xa_member_set_count (subject->members);
  }
  overlaps = make_overlaps (subjects, K);
  found = xa_intersections_new (&scope, overlaps, 40, NULL);
  g_assert_cmpuint (found->exactly->len, <=, 40);
  g_assert_cmpuint (found->n_too_small, >, 50);
  for (guint i = 0; i < n; i++)
    for (guint j = i; j < n; j++) {
      guint32 total = 1u << i | 1u << j;
      double  left = i == j ? g_array_index (overlaps->sizes, XaFigure, i).value
                            : xa_overlaps_get_pair (overlaps, i, j)->measures[XA_MEASURE_MUTUAL].value;

      for (guint k = 0; k < found->exactly->len; k++) {
        const XaIntersection *one = &g_array_index (found->exactly, XaIntersection, k);

        if (!xa_figure_has_number (&one->n))
          continue;
        g_assert_cmpfloat (one->n.value, >=, K);
        n_told++;
        if ((one->sets & total) == total)
          left -= one->n.value;
      }
      if (!isnan (left))
        g_assert_true (left == 0 || left >= K);
    }
  g_assert_cmpuint (n_told, >, 0);
  steps = xa_intersections_follow_greedily (found);
  g_assert_cmpuint (steps->len, ==, n);
  for (guint i = 0; i < n; i++) {
    const XaFigure *adds = &g_array_index (steps, XaReachStep, i).adds;

    g_assert_true (!xa_figure_has_number (adds) || adds->value == 0 || adds->value >= K);
  }
}

/* Six audiences in all their 63 combinations, some of few people: the largest question that is
 * solved, in a time that a person waits for. */
static void
test_six (void)
{
  enum {
    n = 6
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);
  XaScope    scope = { .smallest_count = K };
  GPtrArray *subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_subject_free);
  g_autoptr (XaOverlaps) overlaps = NULL;
  g_autoptr (XaIntersections) found = NULL;
  guint32 id = 0;
  guint   n_told = 0;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (subjects, make_subject (&(World) { 1, { 0 } }, 0, XA_PLATFORM_TELEGRAM, XA_COVERAGE_COMPLETE));
  for (guint32 sets = 1; sets < 1u << n; sets++)
    for (int left = sets % 9 == 4 ? 3 : g_rand_int_range (rand, 20, 300); left > 0; left--, id++)
      for (guint i = 0; i < n; i++)
        if (sets & 1u << i)
          xa_member_set_add (((XaSubject *) subjects->pdata[i])->members, id);
  for (guint i = 0; i < n; i++) {
    XaSubject *subject = subjects->pdata[i];

    subject->seen.n_seen = subject->seen.n_whole = (gint64) xa_member_set_count (subject->members);
  }
  overlaps = make_overlaps (subjects, K);
  found = xa_intersections_new (&scope, overlaps, 63, NULL);
  g_assert_cmpuint (found->exactly->len, ==, 63);
  for (guint i = 0; i < 63; i++) {
    const XaIntersection *one = &g_array_index (found->exactly, XaIntersection, i);

    n_told += xa_figure_has_number (&one->n);
    g_assert_true (!xa_figure_has_number (&one->n) || one->n.value >= K);
  }
  g_test_message ("%u of 63 combinations are told", n_told);
  g_assert_cmpuint (n_told, >, 20);
}

static void
test_too_few (void)
{
  World   world = { 1, { 0, 50 } };
  XaScope scope = { .smallest_count = K };
  g_autoptr (XaOverlaps) overlaps = make_complete (&world, K);
  g_autoptr (GError) error = NULL;

  g_assert_null (xa_intersections_new (&scope, overlaps, 40, &error));
  g_assert_error (error, XA_INSIGHT_ERROR, XA_INSIGHT_ERROR_TOO_FEW);
}

static void
test_cancelled (void)
{
  World world = { 2, { 0, 50, 40, 30 } };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  XaScope scope = { .smallest_count = K, .cancellable = cancellable };
  g_autoptr (XaOverlaps) overlaps = make_complete (&world, K);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (xa_intersections_new (&scope, overlaps, 40, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/intersections/counts", test_counts);
  g_test_add_func ("/intersections/OUT-2/reader", test_reader);
  g_test_add_func ("/intersections/OUT-2/order-is-mute", test_order_is_mute);
  g_test_add_func ("/intersections/OUT-3/nested", test_nested);
  g_test_add_func ("/intersections/apart", test_apart);
  g_test_add_func ("/intersections/partial", test_partial);
  g_test_add_func ("/intersections/OUT-1/many", test_many);
  g_test_add_func ("/intersections/OUT-1/six", test_six);
  g_test_add_func ("/intersections/too-few", test_too_few);
  g_test_add_func ("/intersections/cancelled", test_cancelled);

  return g_test_run ();
}
