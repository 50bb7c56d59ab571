#include "insight/xa-overlaps.h"

#include "analysis/xa-similarity.h"
#include "insight/xa-overlap-counts.h"
#include "insight/xa-universe.h"
#include "insight/xa-withhold.h"
#include "privacy/xa-disclosure-pairs.h"

#include <math.h>

static int n_answers; /* (atomic) */

void
xa_overlaps_free (XaOverlaps *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->subjects, g_ptr_array_unref);
  g_clear_pointer (&self->sizes, g_array_unref);
  g_clear_pointer (&self->pairs, g_array_unref);
  g_free (self);
}

XaOverlaps *
xa_overlaps_ref (XaOverlaps *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/* What is told of the newest list of the same kind. */
static const XaToldSize *
find_told (const XaSubject  *subject,
           const XaSnapshot *snapshots,
           guint             n_snapshots,
           const XaToldSize *told)
{
  const XaToldSize *newest = NULL;

  for (guint i = 0; i < n_snapshots; i++) {
    const XaSnapshot *snapshot = &snapshots[i];

    if (snapshot->coverage == subject->seen.coverage && snapshot->key_epoch == subject->seen.key_epoch &&
        snapshot->at_us <= subject->at_us)
      newest = &told[i];
  }

  return newest;
}

/* The size of an audience without a list of its own, as of composites. */
static void
judge_unlisted (const XaScope   *scope,
                const XaSubject *subject,
                XaFigure        *size)
{
  if (subject->seen.n_seen > 0 && subject->seen.n_seen < scope->smallest_count)
    xa_figure_suppress (size, XA_NOTE_SMALL_COUNT);
  else if (subject->changes)
    xa_tell_in_steps (scope, subject->held ? scope->smallest_count - 1 : 0, size);
}

/**
 * xa_subject_judge_size_as:
 * @told: (nullable): what is told of the size of its newest list
 *
 * Returns: the size, judged
 */
XaFigure
xa_subject_judge_size_as (const XaScope    *scope,
                          const XaSubject  *subject,
                          const XaToldSize *told)
{
  XaFigure size = xa_figure_members (&subject->seen);

  if (!xa_figure_has_number (&size) || subject->seen.coverage == XA_COVERAGE_COUNT_ONLY || size.note == XA_NOTE_AS_STATED)
    return size;
  if (!subject->snapshot_id || !told) {
    judge_unlisted (scope, subject, &size);
    return size;
  }
  if (!told->is_told) {
    xa_figure_suppress (&size, XA_NOTE_SMALL_COUNT);
  } else if (size.kind == XA_FIGURE_EXACT) {
    size = xa_figure_rounded ((double) told->told, (double) told->off);
    size.coverage_a = subject->seen.coverage;
  } else {
    size.low = (double) (told->told - MIN (told->told, told->off));
  }

  return size;
}

/**
 * xa_subject_judge_size_among:
 * @snapshots: (array length=n_snapshots): all of the audience, by time
 *
 * Returns: the size, judged
 */
XaFigure
xa_subject_judge_size_among (const XaScope    *scope,
                             const XaSubject  *subject,
                             const XaSnapshot *snapshots,
                             guint             n_snapshots)
{
  g_autofree XaToldSize *told = xa_list_sizes_judge (snapshots, n_snapshots, scope->smallest_count);

  return xa_subject_judge_size_as (scope, subject, find_told (subject, snapshots, n_snapshots, told));
}

/**
 * xa_subject_judge_size:
 * @size: (out): the size, judged
 *
 * Returns: FALSE with @error set if the workspace cannot be read
 */
gboolean
xa_subject_judge_size (const XaScope   *scope,
                       const XaSubject *subject,
                       XaFigure        *size,
                       GError         **error)
{
  g_autoptr (GArray) snapshots = xa_store_list_snapshots (scope->store, subject->id, error);

  if (!snapshots)
    return FALSE;
  *size = xa_subject_judge_size_among (scope, subject, (const XaSnapshot *) (void *) snapshots->data, snapshots->len);

  return TRUE;
}

static gboolean
judge_sizes (const XaScope *scope,
             XaOverlaps    *self,
             GError       **error)
{
  for (guint i = 0; i < self->subjects->len; i++) {
    XaFigure size;

    if (!xa_subject_judge_size (scope, self->subjects->pdata[i], &size, error))
      return FALSE;
    g_array_append_val (self->sizes, size);
  }

  return TRUE;
}

static gboolean
load_universes (const XaScope *scope,
                XaOverlaps    *self,
                GError       **error)
{
  gboolean is_asked[XA_N_PLATFORMS] = { FALSE };

  for (guint i = 0; i < self->subjects->len; i++)
    is_asked[((const XaSubject *) self->subjects->pdata[i])->platform] = TRUE;
  for (int p = 0; p < XA_N_PLATFORMS; p++)
    if (is_asked[p] && !xa_universe_count (scope, (XaPlatform) p, &self->universes[p], error))
      return FALSE;

  return TRUE;
}

typedef struct {
  guint64  *sizes;    /* (owned) */
  gboolean *known;    /* (owned) */
  guint32  *shared;   /* (owned) */
  guint8   *withheld; /* (owned) */
} Judgement;

static void
judgement_clear (Judgement *self)
{
  g_free (self->sizes);
  g_free (self->known);
  g_free (self->shared);
  g_free (self->withheld);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Judgement, judgement_clear)

static void
judge_pairs (const XaScope    *scope,
             const XaOverlaps *self,
             const XaOverlap  *counts,
             Judgement        *judgement)
{
  guint n = self->subjects->len;

  judgement->sizes = g_new (guint64, MAX (n, 1));
  judgement->known = g_new (gboolean, MAX (n, 1));
  judgement->shared = g_new (guint32, MAX ((gsize) n * n, 1));
  judgement->withheld = g_new (guint8, MAX ((gsize) n * n, 1));
  for (guint i = 0; i < n; i++) {
    judgement->sizes[i] = xa_overlap_get_size (counts, i);
    judgement->known[i] = xa_figure_has_number (&g_array_index (self->sizes, XaFigure, i));
    for (guint j = 0; j < n; j++)
      judgement->shared[(gsize) i * n + j] = (guint32) xa_overlap_get_shared (counts, i, j);
  }
  xa_disclosure_judge_pairs (judgement->sizes, judgement->known, judgement->shared, n, scope->smallest_count, judgement->withheld);
}

/* Bounds that follow from two sizes alone say nothing that the sizes do not. */
static void
suppress_pair (XaOverlapPair *pair,
               XaFigureNote   note)
{
  for (int m = 0; m < XA_N_MEASURES; m++)
    if (pair->measures[m].kind != XA_FIGURE_BOUNDS || pair->measures[XA_MEASURE_MUTUAL].kind != XA_FIGURE_BOUNDS)
      xa_figure_suppress (&pair->measures[m], note);
  xa_figure_suppress (&pair->q, note);
}

/* A size as it is told: ratios of any other would tell it. Of lists that are not of all members only
 * the least is told; where there were several, ratios go by the nearest step. */
static gint64
get_told_size (const XaScope    *scope,
               const XaOverlaps *self,
               guint             i)
{
  const XaSubject *subject = self->subjects->pdata[i];
  const XaFigure  *size = &g_array_index (self->sizes, XaFigure, i);
  guint64          low, high;

  if (size->kind == XA_FIGURE_LOWER_BOUND && subject->changes)
    return (gint64) xa_step_of (scope, (guint64) subject->seen.n_seen, 0, &low, &high);

  return size->note == XA_NOTE_AS_STATED || isnan (size->value) ? subject->seen.n_seen : (gint64) size->value;
}

/* Lift and significance go by the rounded universe that is printed, not by the exact one: from any
 * exact lift it could be worked out, and with it a count that is withheld. */
static XaPair
make_pair (const XaScope    *scope,
           const XaOverlaps *self,
           guint             a,
           guint             b,
           gint64            shared)
{
  const XaSubject *of_a = self->subjects->pdata[a];
  const XaSubject *of_b = self->subjects->pdata[b];
  XaPair           pair = { .a = of_a->seen, .b = of_b->seen, .container = XA_COUNT_UNKNOWN };

  pair.a.n_seen = get_told_size (scope, self, a);
  pair.b.n_seen = get_told_size (scope, self, b);
  pair.n_shared = MIN (shared, MIN (pair.a.n_seen, pair.b.n_seen));
  pair.universe = MAX (self->universes[of_a->platform], pair.a.n_seen + pair.b.n_seen - pair.n_shared);

  return pair;
}

/* @middle with the ends that it has when fewest or most are shared. */
static XaFigure
spread (XaFigure        middle,
        const XaFigure *fewest,
        const XaFigure *most)
{
  double ends[] = { middle.value, fewest->value, fewest->low, fewest->high, most->value, most->low, most->high };

  if (!xa_figure_has_number (&middle))
    return middle;
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (!isnan (ends[i])) {
      middle.low = fmin (middle.low, ends[i]);
      middle.high = fmax (middle.high, ends[i]);
    }
  if (middle.kind == XA_FIGURE_LOWER_BOUND) {
    middle.high = NAN;
  } else if (middle.kind == XA_FIGURE_EXACT && middle.low < middle.high) {
    middle.kind = XA_FIGURE_BOUNDS;
    middle.note = XA_NOTE_IN_STEPS;
  }

  return middle;
}

/* Of lists that changed, what they share is told in steps, and so is all that follows from it.
 * Returns the count that stands for it. */
static gint64
measure_pair (const XaScope    *scope,
              const XaOverlaps *self,
              gint64            shared,
              XaOverlapPair    *pair)
{
  const XaSubject *of_a = self->subjects->pdata[pair->a];
  const XaSubject *of_b = self->subjects->pdata[pair->b];
  gboolean         in_steps = (of_a->changes || of_b->changes) && scope->smallest_count > 1;
  guint64          low = 0;
  guint64          high = 0;
  XaPair           raw, fewest, most;

  if (in_steps)
    shared = (gint64) xa_step_of (scope, (guint64) shared, (guint64) (of_a->held + of_b->held) * (scope->smallest_count - 1), &low, &high);
  raw = make_pair (scope, self, pair->a, pair->b, shared);
  fewest = make_pair (scope, self, pair->a, pair->b, (gint64) low);
  most = make_pair (scope, self, pair->a, pair->b, (gint64) high);
  for (int m = 0; m < XA_N_MEASURES; m++) {
    pair->measures[m] = xa_pair_measure (&raw, (XaMeasure) m);
    if (in_steps) {
      XaFigure of_fewest = xa_pair_measure (&fewest, (XaMeasure) m);
      XaFigure of_most = xa_pair_measure (&most, (XaMeasure) m);

      pair->measures[m] = spread (pair->measures[m], &of_fewest, &of_most);
    }
  }

  return shared;
}

/* q over all pairs whose lift can be tested. */
static void
add_q_values (XaOverlaps   *self,
              const double *p)
{
  guint              n = self->pairs->len;
  g_autofree double *tested = g_new (double, MAX (n, 1));
  g_autofree double *q = g_new (double, MAX (n, 1));
  guint              n_tested = 0;

  for (guint i = 0; i < n; i++)
    if (!isnan (p[i]))
      tested[n_tested++] = p[i];
  xa_similarity_q_values (tested, n_tested, XA_FALSE_DISCOVERY_BH, q);
  n_tested = 0;
  for (guint i = 0; i < n; i++) {
    XaOverlapPair *pair = &g_array_index (self->pairs, XaOverlapPair, i);

    if (isnan (p[i]))
      pair->q = xa_figure_not_comparable (pair->measures[XA_MEASURE_LIFT].kind == XA_FIGURE_NOT_COMPARABLE
                                            ? pair->measures[XA_MEASURE_LIFT].note
                                            : XA_NOTE_NEEDS_COMPLETE);
    else
      pair->q = xa_figure_exact (q[n_tested++]);
  }
}

static void
measure_pairs (const XaScope   *scope,
               XaOverlaps      *self,
               const XaOverlap *counts,
               const Judgement *judgement)
{
  guint              n = self->subjects->len;
  g_autofree double *p = g_new (double, MAX ((gsize) n * n / 2, 1));

  g_array_set_size (self->pairs, 0);
  for (guint a = 0; a < n; a++)
    for (guint b = a + 1; b < n; b++) {
      XaOverlapPair pair = { .a = a, .b = b };
      gint64        shared = measure_pair (scope, self, (gint64) xa_overlap_get_shared (counts, a, b), &pair);
      XaPair        raw = make_pair (scope, self, a, b, shared);
      double        g2 = xa_pair_signed_g2 (&raw);

      p[self->pairs->len] = isnan (g2) ? NAN : xa_similarity_p_of_g2 (g2);
      /* A withheld pair counts as a test, but not with its result: the q of another can be equal to
       * what follows from it. The rate of false discoveries can only become smaller. */
      if (!isnan (g2) && judgement->withheld[(gsize) a * n + b] != XA_WITHHELD_NOT)
        p[self->pairs->len] = 1;
      g_array_append_val (self->pairs, pair);
    }
  add_q_values (self, p);
  for (guint i = 0; i < self->pairs->len; i++) {
    XaOverlapPair *pair = &g_array_index (self->pairs, XaOverlapPair, i);
    XaWithheld     withheld = (XaWithheld) judgement->withheld[(gsize) pair->a * n + pair->b];

    if (withheld != XA_WITHHELD_NOT)
      suppress_pair (pair, xa_withheld_note (withheld));
    else if (!judgement->known[pair->a] || !judgement->known[pair->b])
      suppress_pair (pair, XA_NOTE_WOULD_REVEAL);
  }
}

/**
 * xa_overlaps_new:
 * @subjects: (transfer full) (element-type XaSubject): audiences with their people
 * @progress: (nullable): told how far the counting is
 *
 * Returns: (transfer full): the judged answer; or NULL with @error
 */
XaOverlaps *
xa_overlaps_new (const XaScope    *scope,
                 GPtrArray        *subjects,
                 XaInsightProgress progress,
                 gpointer          progress_data,
                 GError          **error)
{
  g_autoptr (XaOverlaps) self = g_new0 (XaOverlaps, 1);
  g_autoptr (XaOverlap) counts = NULL;
  g_auto (Judgement) judgement = { 0 };

  g_atomic_ref_count_init (&self->ref_count);
  self->serial = (guint64) g_atomic_int_add (&n_answers, 1) + 1;
  self->subjects = subjects;
  self->sizes = g_array_new (FALSE, FALSE, sizeof (XaFigure));
  self->pairs = g_array_new (FALSE, FALSE, sizeof (XaOverlapPair));
  for (guint i = 0; i < subjects->len; i++)
    self->simulated |= ((XaSubject *) subjects->pdata[i])->simulated;
  if (!judge_sizes (scope, self, error) || !load_universes (scope, self, error))
    return NULL;
  counts = xa_overlap_counts_load (scope, subjects, progress, progress_data, error);
  if (!counts)
    return NULL;
  judge_pairs (scope, self, counts, &judgement);
  measure_pairs (scope, self, counts, &judgement);

  return g_steal_pointer (&self);
}

/**
 * xa_overlaps_get_pair:
 *
 * Returns: (transfer none): the pair of two different audiences
 */
const XaOverlapPair *
xa_overlaps_get_pair (const XaOverlaps *self,
                      guint             a,
                      guint             b)
{
  guint low = MIN (a, b);
  guint high = MAX (a, b);
  gsize n = self->subjects->len;

  g_return_val_if_fail (low < high && high < n, NULL);

  return &g_array_index (self->pairs, XaOverlapPair, low * n - (gsize) low * (low + 1) / 2 + high - low - 1);
}
