#include "insight/xa-inspect-parts.h"
#include "insight/xa-withhold.h"
#include "store/xa-elsewhere.h"

#include <math.h>

void
xa_inspect_elsewhere_free (XaInspectElsewhere *self)
{
  if (!self)
    return;

  g_array_unref (self->places);
  g_free (self);
}

/* A count of people of the list, in steps: the next list is another answer to the same question, and two of them
 * must not differ by fewer people than may be told. */
static XaFigure
tell (const XaScope *scope,
      guint64        n_people,
      XaCoverage     coverage)
{
  XaFigure figure = xa_figure_exact ((double) n_people);

  figure.coverage_a = coverage;
  xa_tell_in_steps (scope, 0, &figure);

  return figure;
}

static double
get_low (const XaFigure *figure)
{
  return figure->kind == XA_FIGURE_BOUNDS ? figure->low : figure->value;
}

static double
get_high (const XaFigure *figure)
{
  return figure->kind == XA_FIGURE_BOUNDS ? figure->high : figure->value;
}

/* What two counts that are told say together, and no more than that. */
static XaFigure
divide (const XaFigure *part,
        const XaFigure *whole)
{
  XaFigure share;

  if (part->kind == XA_FIGURE_EXACT && whole->kind == XA_FIGURE_EXACT) {
    share = xa_figure_exact (part->value / whole->value);
  } else {
    share = xa_figure_bounds (get_low (part) / get_high (whole), MIN (get_high (part) / get_low (whole), 1));
    share.value = MIN (part->value / whole->value, 1);
    share.note = XA_NOTE_IN_STEPS;
  }
  share.coverage_a = part->coverage_a;

  return share;
}

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  const XaInspectPlace *x = a, *y = b;
  double                left = isnan (x->people.value) ? -1 : x->people.value, right = isnan (y->people.value) ? -1 : y->people.value;

  return left != right ? (left < right ? 1 : -1) : (int) x->platform - (int) y->platform;
}

/* Each part with what is left of the whole. Nothing follows from one platform for another: one may name several, or none. */
static void
add_places (const XaScope      *scope,
            const XaElsewhere  *elsewhere,
            guint64             n_read,
            XaInspectElsewhere *self)
{
  g_autoptr (XaDisclosure) gate = xa_disclosure_new (scope->smallest_count);
  guint whole = xa_disclosure_add (gate, n_read, XA_CELL_SHOWN | XA_CELL_OPEN);
  guint cells[XA_N_PLATFORMS] = { 0 };

  for (int i = 1; i < XA_N_PLATFORMS; i++) {
    guint64 n_people = elsewhere->named[i] ? xa_member_set_count (elsewhere->named[i]) : 0;

    cells[i] = xa_disclosure_add (gate, n_people, XA_CELL_SHOWN);
    if (n_people < n_read)
      xa_disclosure_sum (gate, whole, (guint[]) { cells[i], xa_disclosure_add (gate, n_read - n_people, 0) }, 2);
  }
  xa_disclosure_judge (gate);
  for (int i = 1; i < XA_N_PLATFORMS; i++) {
    guint64        n_people = elsewhere->named[i] ? xa_member_set_count (elsewhere->named[i]) : 0;
    XaInspectPlace place = { .platform = (XaPlatform) i };

    if (n_people < MAX (scope->smallest_count, 1)) {
      self->n_hidden += n_people > 0;
      continue;
    }
    place.people = tell (scope, n_people, elsewhere->coverage);
    place.share = divide (&place.people, &self->read);
    xa_withhold (gate, cells[i], &place.people);
    xa_withhold (gate, cells[i], &place.share);
    g_array_append_val (self->places, place);
  }
  g_array_sort (self->places, compare_places);
}

/**
 * xa_inspect_load_elsewhere:
 * @self: with its subject
 *
 * On which platforms members say that they have accounts: of the newest list of the range that was read with
 * profiles; nothing where there is none, or where too few were read.
 */
gboolean
xa_inspect_load_elsewhere (const XaScope *scope,
                           XaInspect     *self,
                           GError       **error)
{
  g_autoptr (XaElsewhere) elsewhere = NULL;
  guint64 n_read;

  if (!xa_store_load_elsewhere (scope->store, self->subject->id, xa_scope_get_start (scope), xa_scope_get_end (scope), &elsewhere, error))
    return FALSE;
  n_read = elsewhere ? xa_member_set_count (elsewhere->read) : 0;
  if (n_read < MAX (scope->smallest_count, 1))
    return TRUE;
  self->elsewhere = g_new0 (XaInspectElsewhere, 1);
  self->elsewhere->at_us = elsewhere->at_us;
  self->elsewhere->coverage = elsewhere->coverage;
  self->elsewhere->read = tell (scope, n_read, elsewhere->coverage);
  self->elsewhere->places = g_array_new (FALSE, FALSE, sizeof (XaInspectPlace));
  add_places (scope, elsewhere, n_read, self->elsewhere);

  return TRUE;
}
