#include "insight/xa-inspect-parts.h"
#include "insight/xa-withhold.h"
#include "model/xa-language.h"
#include "store/xa-facets.h"

/* Beyond these, single kinds say little about an audience. */
#define MOST_COUNTS 50

static void
count_free (gpointer data)
{
  XaInspectFacetCount *self = data;

  g_free (self->value);
  g_free (self->name);
  g_free (self);
}

static void
facet_free (gpointer data)
{
  XaInspectFacet *self = data;

  g_ptr_array_unref (self->counts);
  g_free (self);
}

/* How many follow, as far as that is told; 0: not known. */
static guint64
get_whole (const XaInspect *inspect)
{
  return inspect->subject->reported > 0 ? (guint64) inspect->subject->reported : 0;
}

/* Only administrators are shown these, so that they are no public numbers: what is small, or all but a
 * few, is withheld as if we had counted. The kinds of a facet do not add up to those who follow, since the
 * platform tells only of the largest and not everybody says what they are; so nothing follows from the
 * others of one that is withheld. */
static guint *
judge (XaDisclosure    *gate,
       const GPtrArray *rows,
       guint            first,
       guint            n,
       guint64          whole)
{
  guint *cells = g_new (guint, n);
  guint  all = xa_disclosure_add (gate, whole, XA_CELL_SHOWN | XA_CELL_OPEN);

  for (guint i = 0; i < n; i++) {
    guint64 n_people = (guint64) ((const XaFacetRow *) rows->pdata[first + i])->n;

    cells[i] = xa_disclosure_add (gate, n_people, XA_CELL_SHOWN);
    if (n_people < whole)
      xa_disclosure_sum (gate, all, (guint[]) { cells[i], xa_disclosure_add (gate, whole - n_people, 0) }, 2);
  }
  xa_disclosure_judge (gate);

  return cells;
}

static XaInspectFacetCount *
count_new (const XaFacetRow *row,
           guint64           whole)
{
  XaInspectFacetCount *self = g_new (XaInspectFacetCount, 1);

  *self = (XaInspectFacetCount) {
    .value = g_strdup (row->value),
    .name = g_strdup (row->name),
    .people = xa_figure_exact ((double) row->n),
    .share = xa_figure_not_comparable (XA_NOTE_SIZE_UNKNOWN),
  };
  if ((guint64) row->n <= whole)
    self->share = xa_figure_exact ((double) row->n / (double) whole);
  self->people.note = XA_NOTE_AS_STATED;

  return self;
}

/* @first, @n: of the rows that are of one facet */
static XaInspectFacet *
facet_new (const XaScope   *scope,
           const GPtrArray *rows,
           guint            first,
           guint            n,
           guint64          whole)
{
  const XaFacetRow *top = rows->pdata[first];
  g_autoptr (XaDisclosure) gate = xa_disclosure_new (scope->smallest_count);
  g_autofree guint *cells = judge (gate, rows, first, n, whole);
  XaInspectFacet   *self = g_new0 (XaInspectFacet, 1);

  self->facet = top->facet;
  self->at_us = top->day * XA_USEC_PER_DAY;
  self->counts = g_ptr_array_new_with_free_func (count_free);
  for (guint i = 0; i < n; i++) {
    const XaFacetRow    *row = rows->pdata[first + i];
    XaInspectFacetCount *count;

    if (row->n == 0 || (guint64) row->n < scope->smallest_count || self->counts->len >= MOST_COUNTS) {
      self->n_hidden += row->n > 0 && (guint64) row->n < scope->smallest_count;
      self->n_beyond += row->n > 0 && (guint64) row->n >= scope->smallest_count;
      continue;
    }
    count = count_new (row, whole);
    xa_withhold (gate, cells[i], &count->people);
    xa_withhold (gate, cells[i], &count->share);
    g_ptr_array_add (self->counts, count);
  }

  return self;
}

/**
 * xa_inspect_load_facets:
 * @self: with its subject
 *
 * What the platform counted last within the range, judged.
 */
gboolean
xa_inspect_load_facets (const XaScope *scope,
                        XaInspect     *self,
                        GError       **error)
{
  g_autoptr (GPtrArray) rows = xa_store_list_facets (scope->store, self->subject->id, xa_scope_get_first_day (scope), xa_scope_get_last_day (scope), error);

  if (!rows)
    return FALSE;
  self->facets = g_ptr_array_new_with_free_func (facet_free);
  for (guint first = 0, n; first < rows->len; first += n) {
    XaFacet facet = ((const XaFacetRow *) rows->pdata[first])->facet;

    for (n = 1; first + n < rows->len && ((const XaFacetRow *) rows->pdata[first + n])->facet == facet; n++)
      ;
    g_ptr_array_add (self->facets, facet_new (scope, rows, first, n, get_whole (self)));
  }

  return TRUE;
}

char *
xa_inspect_facet_label (XaFacet                    facet,
                        const XaInspectFacetCount *count)
{
  /* Names of sizes are ours; all others are the platform's. */
  if (count->name)
    return g_strdup (facet == XA_FACET_COMPANY_SIZE ? _ (count->name) : count->name);

  return g_strdup_printf (_ ("%s no. %s"), _ (xa_facet_words (facet)), count->value);
}
