#include "insight/xa-reaches.h"

#include "insight/xa-overlaps.h"
#include "insight/xa-withhold.h"

#include <math.h>

XaReaches *
xa_reaches_ref (XaReaches *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
xa_reaches_free (XaReaches *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->subjects, g_ptr_array_unref);
  g_clear_pointer (&self->sizes, g_array_unref);
  g_clear_pointer (&self->reach, xa_reach_free);
  g_free (self);
}

static guint64
get_count (const XaFigure *figure)
{
  double count = isnan (figure->value) ? figure->low : figure->value;

  return isnan (count) || count < 0 ? 0 : (guint64) count;
}

static XaReachStep *
get_step (const XaReaches *self,
          guint            i)
{
  return &g_array_index (self->reach->steps, XaReachStep, i);
}

static guint64
get_size (const XaReaches *self,
          guint            index)
{
  return xa_member_set_count (((const XaSubject *) self->subjects->pdata[index])->members);
}

static gboolean
is_few (const XaScope *scope,
        guint64        n)
{
  return n > 0 && n < scope->smallest_count;
}

/* The order goes by how many each adds: from the first on that adds too few to tell, all do, and
 * the order itself would say how few. */
static void
end_before_few (const XaScope *scope,
                XaReaches     *self,
                const guint64 *so_far)
{
  GArray *steps = self->reach->steps;

  for (guint i = 0; i < steps->len; i++)
    if (so_far[i] - (i ? so_far[i - 1] : 0) < scope->smallest_count) {
      self->n_adding_few = self->subjects->len - i;
      g_array_set_size (steps, i);
      return;
    }
}

/* Steps without a figure between two that are told. */
typedef struct {
  guint   first;
  guint64 before; /* people reached by the last step that is told */
  guint64 lost;   /* of the sizes since, how much was reached before */
} Stretch;

/* Whether a reader of what a stretch amounts to can say how many of its first audience were reached
 * before: 1 to k - 1, and the order says that it adds most of the stretch and no more than the step
 * before. */
static gboolean
is_narrow (const XaScope   *scope,
           const XaReaches *self,
           const guint64   *so_far,
           const Stretch   *stretch,
           guint            last)
{
  guint64 k = scope->smallest_count;
  guint64 size = get_size (self, get_step (self, stretch->first)->index);
  guint   n = last - stretch->first + 1;
  guint64 low = MAX (size > k - 1 ? size - (k - 1) : 0, (so_far[last] - stretch->before + n - 1) / n);
  guint64 high = size - 1;

  if (stretch->first > 0)
    high = MIN (high, so_far[stretch->first - 1] - (stretch->first > 1 ? so_far[stretch->first - 2] : 0));

  return low > high || high - low + 1 < 1 + MAX (1, (k - 1) / 2);
}

/* Next to the sizes, what is reached says how many of each audience were reached before. It is
 * told again as soon as these are as many as may be told. Returns those of the last steps that are
 * not. */
static Stretch
judge_steps (const XaScope *scope,
             XaReaches     *self,
             const guint64 *so_far)
{
  Stretch stretch = { 0 };

  for (guint i = 0; i < self->reach->steps->len; i++) {
    XaReachStep *step = get_step (self, i);
    guint64      added = so_far[i] - (i ? so_far[i - 1] : 0);

    stretch.lost += get_size (self, step->index) - added;
    if (is_few (scope, stretch.lost) || (stretch.first < i && is_narrow (scope, self, so_far, &stretch, i))) {
      xa_figure_suppress (&step->adds, XA_NOTE_WOULD_REVEAL);
      xa_figure_suppress (&step->so_far, XA_NOTE_WOULD_REVEAL);
      continue;
    }
    if (stretch.first < i)
      xa_figure_suppress (&step->adds, XA_NOTE_WOULD_REVEAL);
    stretch = (Stretch) { i + 1, so_far[i], 0 };
  }

  return stretch;
}

/* Those in one audience only, next to its size and to what it adds. Returns whether one is not
 * told. */
static gboolean
judge_unique (const XaScope *scope,
              XaReaches     *self,
              const guint64 *so_far)
{
  gboolean withheld = FALSE;

  for (guint i = 0; i < self->reach->steps->len; i++) {
    const XaReachStep *step = get_step (self, i);
    XaFigure          *unique = &self->reach->unique[step->index];
    guint64            alone = get_count (unique);
    guint64            added = so_far[i] - (i ? so_far[i - 1] : 0);

    if (!xa_figure_has_number (unique))
      continue;
    if (is_few (scope, alone))
      xa_figure_suppress (unique, XA_NOTE_SMALL_COUNT);
    else if (is_few (scope, get_size (self, step->index) - alone))
      xa_figure_suppress (unique, XA_NOTE_NEAR_WHOLE);
    else if (is_few (scope, added - alone))
      xa_figure_suppress (unique, XA_NOTE_WOULD_REVEAL);
    withheld |= !xa_figure_has_number (unique);
  }

  return withheld;
}

static gboolean
has_few_shared (const XaScope   *scope,
                const XaReaches *self)
{
  for (guint i = 0; i < self->subjects->len; i++)
    for (guint j = 0; j < i; j++)
      if (is_few (scope, xa_member_set_count_shared (((const XaSubject *) self->subjects->pdata[i])->members,
                                                     ((const XaSubject *) self->subjects->pdata[j])->members)))
        return TRUE;

  return FALSE;
}

/* What is left of the total after the last step that is told: those whom the other audiences add,
 * and of these audiences those who were reached before. */
static gboolean
total_reveals (const XaScope   *scope,
               const XaReaches *self,
               const Stretch   *stretch,
               guint64          reached,
               guint64          together)
{
  guint64 k = scope->smallest_count;
  guint64 rest = together - reached;
  guint64 sizes = 0;
  guint   n_few = self->n_adding_few;

  for (guint i = 0; i < self->subjects->len; i++)
    sizes += get_size (self, i);
  for (guint i = 0; i < stretch->first; i++)
    sizes -= get_size (self, get_step (self, i)->index);
  if (is_few (scope, together) || is_few (scope, rest) || is_few (scope, sizes - (together - stretch->before)))
    return TRUE;

  /* Of the last audiences each adds fewer than k: many together tell that each adds almost that. */
  return n_few > 0 && rest > 0 && rest > (n_few - 1) * (k - 1) + (k - 1) / 2 - 1;
}

/* The steps that are told, judged together with the total. */
static void
judge (const XaScope *scope,
       XaReaches     *self)
{
  GArray             *steps = self->reach->steps;
  g_autofree guint64 *so_far = g_new (guint64, MAX (steps->len, 1));
  guint64             together = get_count (&self->reach->together);
  Stretch             stretch;
  gboolean            reveals;

  if (scope->smallest_count <= 1)
    return;
  for (guint i = 0; i < steps->len; i++)
    so_far[i] = get_count (&get_step (self, i)->so_far);
  end_before_few (scope, self, so_far);
  stretch = judge_steps (scope, self, so_far);
  reveals = total_reveals (scope, self, &stretch, steps->len ? so_far[steps->len - 1] : 0, together);
  /* Two and three audiences are told two by two as well: the total is one equation more. */
  reveals |= judge_unique (scope, self, so_far) && self->subjects->len <= 3;
  reveals |= self->subjects->len <= 3 && has_few_shared (scope, self);
  if (!reveals)
    return;
  xa_figure_suppress (&self->reach->together, is_few (scope, together) ? XA_NOTE_SMALL_COUNT : XA_NOTE_WOULD_REVEAL);
  for (guint i = 1; i < steps->len; i++)
    if (so_far[i] == together || i + 1 == steps->len) {
      xa_figure_suppress (&get_step (self, i)->so_far, XA_NOTE_WOULD_REVEAL);
      xa_figure_suppress (&get_step (self, i)->adds, XA_NOTE_WOULD_REVEAL);
    }
}

/* What adds alone to the others is told only of audiences whose step is. */
static void
hide_untold (XaReaches *self)
{
  g_autofree gboolean *told = g_new0 (gboolean, MAX (self->subjects->len, 1));

  for (guint i = 0; i < self->reach->steps->len; i++)
    told[g_array_index (self->reach->steps, XaReachStep, i).index] = TRUE;
  for (guint i = 0; i < self->subjects->len; i++)
    if (!told[i])
      xa_figure_suppress (&self->reach->unique[i], XA_NOTE_WOULD_REVEAL);
}

/* Where a list has changed, all that it takes part in goes in steps. */
static void
tell_in_steps (const XaScope *scope,
               XaReaches     *self)
{
  gboolean changes = FALSE;
  guint64  extra = 0;

  for (guint i = 0; i < self->subjects->len; i++) {
    const XaSubject *subject = self->subjects->pdata[i];

    changes |= subject->changes;
    extra += subject->held ? scope->smallest_count - 1 : 0;
  }
  if (!changes)
    return;
  for (guint i = 0; i < self->reach->steps->len; i++) {
    XaReachStep *step = &g_array_index (self->reach->steps, XaReachStep, i);

    xa_tell_in_steps (scope, extra, &step->adds);
    xa_tell_in_steps (scope, extra, &step->so_far);
  }
  for (guint i = 0; i < self->subjects->len; i++)
    xa_tell_in_steps (scope, extra, &self->reach->unique[i]);
  xa_tell_in_steps (scope, extra, &self->reach->together);
}

/* Exact if all sizes are, else at least what they add up to. */
static XaFigure
add_sizes (const XaReaches *self)
{
  double   sum = 0;
  gboolean exact = TRUE;

  for (guint i = 0; i < self->sizes->len; i++) {
    const XaFigure *size = &g_array_index (self->sizes, XaFigure, i);

    if (!xa_figure_has_number (size))
      return xa_figure_not_comparable (XA_NOTE_SIZE_UNKNOWN);
    exact &= size->kind == XA_FIGURE_EXACT;
    sum += size->kind == XA_FIGURE_EXACT ? size->value : size->low;
  }

  return exact ? xa_figure_exact (sum) : xa_figure_lower_bound (sum);
}

static gboolean
load (const XaScope *scope,
      XaReaches     *self,
      guint          n_steps,
      GError       **error)
{
  guint                    n = self->subjects->len;
  g_autofree XaReachInput *inputs = g_new0 (XaReachInput, MAX (n, 1));
  g_autoptr (XaMemberSet) nobody = xa_member_set_new ();

  for (guint i = 0; i < n; i++) {
    XaSubject *subject = self->subjects->pdata[i];
    XaFigure   size;

    if (!xa_subject_judge_size (scope, subject, &size, error))
      return FALSE;
    g_array_append_val (self->sizes, size);
    self->simulated |= subject->simulated;
    if (!subject->members)
      subject->members = xa_member_set_copy (nobody);
    inputs[i] = (XaReachInput) { subject->members, subject->seen };
  }
  self->sum = add_sizes (self);
  self->reach = xa_reach_compute (inputs, n, n_steps, scope->cancellable, error);

  return self->reach != NULL;
}

/**
 * xa_reaches_new:
 *
 * Returns: (transfer full): the judged answer; or NULL with @error
 */
XaReaches *
xa_reaches_new (const XaScope *scope,
                GPtrArray     *subjects,
                guint          n_steps,
                GError       **error)
{
  g_autoptr (XaReaches) self = g_new0 (XaReaches, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->subjects = subjects;
  self->sizes = g_array_new (FALSE, FALSE, sizeof (XaFigure));
  if (!load (scope, self, n_steps ? MIN (n_steps, subjects->len) : subjects->len, error))
    return NULL;
  if (xa_figure_has_number (&self->reach->together)) {
    judge (scope, self);
    hide_untold (self);
    tell_in_steps (scope, self);
  }

  return g_steal_pointer (&self);
}
