#include "insight/xa-reaches.h"

#include "insight/xa-overlaps.h"
#include "insight/xa-withhold.h"

#include <math.h>

/* Steps beyond this add little, and are judged together. */
#define MOST_STEPS 30

void
xa_reaches_free (XaReaches *self)
{
  if (!self)
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

/* One step of the order: the people it adds and those of the audience who were reached before. */
typedef struct {
  guint size;
  guint adds;
  guint so_far;
  guint unique;
} StepCells;

static StepCells
add_step (XaDisclosure      *gate,
          const XaReaches   *self,
          const XaReachStep *step,
          guint64            size,
          guint              before)
{
  const XaFigure *unique = &self->reach->unique[step->index];
  gboolean        size_known = xa_figure_has_number (&g_array_index (self->sizes, XaFigure, step->index));
  guint64         adds = get_count (&step->adds);
  guint64         alone = xa_figure_has_number (unique) ? get_count (unique) : 0;
  StepCells       cells;

  /* Sizes were judged before, on their own. */
  cells.size = xa_disclosure_add (gate, size, size_known ? XA_CELL_SHOWN | XA_CELL_OPEN : 0);
  cells.so_far = xa_disclosure_add (gate, get_count (&step->so_far), XA_CELL_SHOWN);
  cells.adds = xa_disclosure_add (gate, adds, xa_figure_has_number (&step->adds) ? XA_CELL_SHOWN : 0);
  cells.unique = xa_disclosure_add (gate, alone, xa_figure_has_number (unique) ? XA_CELL_SHOWN : 0);
  xa_disclosure_sum (gate, cells.size, (guint[]) { cells.adds, xa_disclosure_add (gate, size - adds, 0) }, 2);
  xa_disclosure_sum (gate, cells.size, (guint[]) { cells.unique, xa_disclosure_add (gate, size - alone, 0) }, 2);
  /* Whoever is in no other audience is among those that it adds. */
  xa_disclosure_sum (gate, cells.adds, (guint[]) { cells.unique, xa_disclosure_add (gate, adds - alone, 0) }, 2);
  if (before != G_MAXUINT)
    xa_disclosure_sum (gate, cells.so_far, (guint[]) { before, cells.adds }, 2);
  else
    xa_disclosure_sum (gate, cells.so_far, (guint[]) { cells.adds }, 1);

  return cells;
}

/* The steps that are told, judged together with the total. */
static void
judge (const XaScope *scope,
       XaReaches     *self)
{
  g_autoptr (XaDisclosure) gate = xa_disclosure_new (scope->smallest_count);
  GArray               *steps = self->reach->steps;
  g_autofree StepCells *cells = g_new (StepCells, MAX (steps->len, 1));
  guint64               reached = steps->len ? get_count (&g_array_index (steps, XaReachStep, steps->len - 1).so_far) : 0;
  guint                 together;

  for (guint i = 0; i < steps->len; i++) {
    const XaReachStep *step = &g_array_index (steps, XaReachStep, i);
    const XaSubject   *subject = self->subjects->pdata[step->index];

    cells[i] = add_step (gate, self, step, xa_member_set_count (subject->members), i ? cells[i - 1].so_far : G_MAXUINT);
  }
  together = xa_disclosure_add (gate, get_count (&self->reach->together), XA_CELL_SHOWN);
  if (steps->len)
    xa_disclosure_sum (gate, together,
                       (guint[]) { cells[steps->len - 1].so_far, xa_disclosure_add (gate, get_count (&self->reach->together) - reached, 0) }, 2);
  xa_disclosure_judge (gate);
  for (guint i = 0; i < steps->len; i++) {
    XaReachStep *step = &g_array_index (steps, XaReachStep, i);

    xa_withhold (gate, cells[i].adds, &step->adds);
    xa_withhold (gate, cells[i].so_far, &step->so_far);
    xa_withhold (gate, cells[i].unique, &self->reach->unique[step->index]);
  }
  xa_withhold (gate, together, &self->reach->together);
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
    sum += isnan (size->value) ? size->low : size->value;
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

  self->subjects = subjects;
  self->sizes = g_array_new (FALSE, FALSE, sizeof (XaFigure));
  n_steps = n_steps ? MIN (n_steps, MOST_STEPS) : MOST_STEPS;
  if (!load (scope, self, MIN (n_steps, subjects->len), error))
    return NULL;
  if (xa_figure_has_number (&self->reach->together)) {
    judge (scope, self);
    hide_untold (self);
    tell_in_steps (scope, self);
  }

  return g_steal_pointer (&self);
}
