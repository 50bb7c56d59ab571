#include "analysis/xa-reach.h"

#include <math.h>

/**
 * xa_reach_basis:
 * @note: (out): what goes with every figure, or why there is none
 *
 * Returns: XA_BASIS_WHOLE if all lists are complete, XA_BASIS_ACTIVE if all are of the active of
 *   one window, XA_BASIS_AT_LEAST for other lists of people who can be matched, else
 *   XA_BASIS_NONE
 */
XaBasis
xa_reach_basis (const XaReachInput *inputs,
                guint               n,
                XaFigureNote       *note)
{
  gboolean all_whole = TRUE;
  gboolean all_active = TRUE;

  *note = XA_NOTE_NONE;
  for (guint i = 0; i < n; i++) {
    XaBasis basis = xa_basis_of_pair (&inputs[0].seen, &inputs[i].seen, note);

    if (basis == XA_BASIS_NONE)
      return XA_BASIS_NONE;
    if (basis == XA_BASIS_COUNTS) {
      *note = XA_NOTE_COUNTS_ONLY;
      return XA_BASIS_NONE;
    }
    all_whole &= inputs[i].seen.coverage == XA_COVERAGE_COMPLETE;
    all_active &= basis == XA_BASIS_ACTIVE;
  }
  if (all_whole || all_active) {
    *note = all_whole ? XA_NOTE_NONE : XA_NOTE_ACTIVE;
    return all_whole ? XA_BASIS_WHOLE : XA_BASIS_ACTIVE;
  }
  *note = XA_NOTE_PARTIAL_LISTS;

  return XA_BASIS_AT_LEAST;
}

/* What was counted, as the kind that @basis allows. */
static XaFigure
reached (XaBasis      basis,
         XaFigureNote note,
         guint64      n)
{
  XaFigure figure;

  switch (basis) {
  case XA_BASIS_WHOLE:
  case XA_BASIS_ACTIVE:
    figure = xa_figure_exact ((double) n);
    break;
  case XA_BASIS_AT_LEAST:
    figure = xa_figure_lower_bound ((double) n);
    break;
  default:
    return xa_figure_not_comparable (note);
  }
  figure.note = note;

  return figure;
}

/* What one adds to others, or has alone, shrinks as the others' lists grow: where those are not
 * whole, a count of it is neither exact nor a bound. */
static XaFigure
added (XaBasis      basis,
       XaFigureNote note,
       guint64      n)
{
  return basis == XA_BASIS_AT_LEAST ? xa_figure_not_comparable (XA_NOTE_NEEDS_COMPLETE) : reached (basis, note, n);
}

static void
count_unique (XaReach            *self,
              const XaReachInput *inputs,
              XaBasis             basis,
              XaFigureNote        note)
{
  g_autoptr (XaMemberSet) once = xa_member_set_new ();
  g_autoptr (XaMemberSet) again = xa_member_set_new ();

  for (guint i = 0; i < self->n; i++) {
    g_autoptr (XaMemberSet) repeated = xa_member_set_copy (inputs[i].members);

    xa_member_set_intersect (repeated, once);
    xa_member_set_union (again, repeated);
    xa_member_set_union (once, inputs[i].members);
  }
  self->together = reached (basis, note, xa_member_set_count (once));
  xa_member_set_subtract (once, again);
  for (guint i = 0; i < self->n; i++)
    self->unique[i] = added (basis, note, xa_member_set_count_shared (inputs[i].members, once));
}

/* What an audience added at most when it was last looked at; it can only have become less. */
typedef struct {
  guint64 gain;
  guint   index;
  guint   step; /* when @gain was counted */
} Candidate;

static gboolean
is_before (const Candidate *a,
           const Candidate *b)
{
  return a->gain != b->gain ? a->gain > b->gain : a->index < b->index;
}

static void
sink_down (Candidate *heap,
           guint      n,
           guint      i)
{
  for (;;) {
    guint     best = i;
    Candidate moved = heap[i];

    for (guint child = 2 * i + 1; child <= 2 * i + 2 && child < n; child++)
      if (is_before (&heap[child], &heap[best]))
        best = child;
    if (best == i)
      return;
    heap[i] = heap[best];
    heap[best] = moved;
    i = best;
  }
}

static gboolean
take_greedily (XaReach            *self,
               const XaReachInput *inputs,
               guint               n_steps,
               XaBasis             basis,
               XaFigureNote        note,
               GCancellable       *cancellable,
               GError            **error)
{
  g_autofree Candidate *heap = g_new (Candidate, MAX (self->n, 1));
  g_autoptr (XaMemberSet) taken = xa_member_set_new ();
  guint n = self->n;

  for (guint i = 0; i < n; i++)
    heap[i] = (Candidate) { xa_member_set_count (inputs[i].members), i, 0 };
  for (guint i = n / 2; i > 0; i--)
    sink_down (heap, n, i - 1);

  while (n > 0 && self->steps->len < n_steps) {
    Candidate  *first = &heap[0];
    XaReachStep step;

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (first->step != self->steps->len) {
      first->gain = xa_member_set_count (inputs[first->index].members) -
                    xa_member_set_count_shared (inputs[first->index].members, taken);
      first->step = self->steps->len;
      sink_down (heap, n, 0);
      continue;
    }
    xa_member_set_union (taken, inputs[first->index].members);
    step = (XaReachStep) {
      .index = first->index,
      .adds = added (basis, note, first->gain),
      .so_far = reached (basis, note, xa_member_set_count (taken)),
    };
    g_array_append_val (self->steps, step);
    heap[0] = heap[--n];
    sink_down (heap, n, 0);
  }

  return TRUE;
}

/**
 * xa_reach_compute:
 * @inputs: (array length=n): audiences and how they were seen
 * @n_steps: how long the order may become
 * @cancellable: (nullable): stops between two audiences
 *
 * The greedy order takes, each time, the audience that adds most people; ties go to the earlier
 * input. It reaches at least 1 - 1/e of what the best choice of as many audiences could.
 * An audience's gain never grows, so that most are not counted again (lazy greedy).
 *
 * Source: G. L. Nemhauser, L. A. Wolsey and M. L. Fisher, Mathematical Programming 14, 1978;
 * M. Minoux, 1978.
 *
 * Returns: (transfer full) (nullable): the reach, or NULL with @error set to G_IO_ERROR_CANCELLED
 */
XaReach *
xa_reach_compute (const XaReachInput *inputs,
                  guint               n,
                  guint               n_steps,
                  GCancellable       *cancellable,
                  GError            **error)
{
  g_autoptr (XaReach) self = g_new0 (XaReach, 1);
  XaFigureNote note;
  XaBasis      basis = xa_reach_basis (inputs, n, &note);

  self->n = n;
  self->unique = g_new0 (XaFigure, n);
  self->steps = g_array_new (FALSE, FALSE, sizeof (XaReachStep));
  if (basis == XA_BASIS_NONE) {
    /* People who cannot be matched must not be counted as different ones. */
    self->together = xa_figure_not_comparable (note);
    for (guint i = 0; i < n; i++)
      self->unique[i] = self->together;
    return g_steal_pointer (&self);
  }

  count_unique (self, inputs, basis, note);
  if (!take_greedily (self, inputs, n_steps, basis, note, cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * xa_reach_free:
 * @self: (nullable): a reach
 */
void
xa_reach_free (XaReach *self)
{
  if (!self)
    return;

  g_free (self->unique);
  g_clear_pointer (&self->steps, g_array_unref);
  g_free (self);
}
