#include "privacy/xa-disclosure.h"

#include "privacy/xa-cell-range.h"

#include <math.h>

typedef struct {
  guint64     count;
  XaCellFlags flags;
  XaWithheld  withheld;
  guint       group; /* cells that no chain of sums connects are judged apart */
  guint       whole; /* of a rest: the cells it was made from, else G_MAXUINT */
  guint       part;
} Cell;

typedef struct {
  guint *cells; /* (owned) (array length=n_cells): the total first */
  gsize  n_cells;
} Sum;

struct _XaDisclosure {
  guint   smallest_count;
  GArray *cells; /* (owned) (element-type Cell) */
  GArray *sums;  /* (owned) (element-type Sum) */
};

static void
clear_sum (gpointer data)
{
  g_free (((Sum *) data)->cells);
}

/**
 * xa_disclosure_new:
 * @smallest_count: k: counts of 1 to k - 1 people are withheld; 1: nothing is
 *
 * Returns: (transfer full): a set of cells to be judged together
 */
XaDisclosure *
xa_disclosure_new (guint smallest_count)
{
  XaDisclosure *self = g_new0 (XaDisclosure, 1);

  self->smallest_count = smallest_count;
  self->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  self->sums = g_array_new (FALSE, FALSE, sizeof (Sum));
  g_array_set_clear_func (self->sums, clear_sum);

  return self;
}

void
xa_disclosure_free (XaDisclosure *self)
{
  if (!self)
    return;
  g_array_unref (self->cells);
  g_array_unref (self->sums);
  g_free (self);
}

static Cell *
get_cell (XaDisclosure *self,
          guint         cell)
{
  return &g_array_index (self->cells, Cell, cell);
}

/**
 * xa_disclosure_add:
 * @count: people
 *
 * Returns: the number of the cell
 */
guint
xa_disclosure_add (XaDisclosure *self,
                   guint64       count,
                   XaCellFlags   flags)
{
  Cell cell = { .count = count, .flags = flags, .group = self->cells->len, .whole = G_MAXUINT, .part = G_MAXUINT };

  g_array_append_val (self->cells, cell);

  return self->cells->len - 1;
}

static guint
find_group (XaDisclosure *self,
            guint         cell)
{
  while (get_cell (self, cell)->group != cell)
    cell = get_cell (self, cell)->group = get_cell (self, get_cell (self, cell)->group)->group;

  return cell;
}

/**
 * xa_disclosure_sum:
 * @total: a cell
 * @parts: (array length=n_parts): cells whose counts add up to that of @total
 */
void
xa_disclosure_sum (XaDisclosure *self,
                   guint         total,
                   const guint  *parts,
                   gsize         n_parts)
{
  Sum     sum = { g_new (guint, n_parts + 1), n_parts + 1 };
  guint64 added = 0;

  sum.cells[0] = total;
  for (gsize i = 0; i < n_parts; i++) {
    sum.cells[i + 1] = parts[i];
    added += get_cell (self, parts[i])->count;
    get_cell (self, find_group (self, parts[i]))->group = find_group (self, total);
  }
  g_assert (added == get_cell (self, total)->count);
  g_array_append_val (self->sums, sum);
}

/**
 * xa_disclosure_add_rest:
 * @whole: a group, such as an audience
 * @part: those of it who are also something else
 *
 * Adds what is left of @whole without @part. Where fewer than the smallest count are left, the
 * part says of almost everybody in the whole what they are, and is withheld.
 *
 * Returns: the number of the cell
 */
guint
xa_disclosure_add_rest (XaDisclosure *self,
                        guint         whole,
                        guint         part)
{
  guint rest = xa_disclosure_add (self, get_cell (self, whole)->count - get_cell (self, part)->count, XA_CELL_REST);

  get_cell (self, rest)->whole = whole;
  get_cell (self, rest)->part = part;
  xa_disclosure_sum (self, whole, (guint[]) { part, rest }, 2);

  return rest;
}

static gboolean
is_small (XaDisclosure *self,
          const Cell   *cell)
{
  return self->smallest_count > 1 && cell->count < self->smallest_count && !(cell->flags & XA_CELL_OPEN) &&
         (cell->count > 0 || cell->flags & XA_CELL_REST);
}

static gboolean
is_known (const Cell *cell)
{
  return cell->flags & XA_CELL_OPEN || (cell->flags & XA_CELL_SHOWN && cell->withheld == XA_WITHHELD_NOT);
}

static void
withhold_small (XaDisclosure *self)
{
  for (guint i = 0; i < self->cells->len; i++) {
    Cell *cell = get_cell (self, i);

    if (!is_small (self, cell))
      continue;
    if (cell->withheld == XA_WITHHELD_NOT)
      cell->withheld = cell->flags & XA_CELL_REST ? XA_WITHHELD_NEAR_WHOLE : XA_WITHHELD_SMALL;
    if (cell->part != G_MAXUINT && cell->flags & XA_CELL_REST) {
      Cell *part = get_cell (self, cell->part);

      if (is_known (part) && !(part->flags & XA_CELL_OPEN))
        part->withheld = XA_WITHHELD_NEAR_WHOLE;
    }
  }
}

/* How many values a reader must be left with: enough that a guess is a guess. What is withheld
 * only for the sake of others just must not be certain. */
static double
get_needed (XaDisclosure *self,
            const Cell   *cell)
{
  return is_small (self, cell) ? 1 + MAX (1, (self->smallest_count - 1) / 2) : 2;
}

/* One group of connected cells, those that are not known numbered from 0. */
typedef struct {
  XaDisclosure *gate;
  guint         group;
  GArray       *unknown;   /* (element-type guint): cells */
  int          *number_of; /* of each cell among the unknown, or -1 */
  double       *values;
  double       *low;
  double       *high;
} Group;

/* What a reader knows of a count that is not shown: the reason for which it is withheld. */
static void
set_bounds (Group *self,
            guint  i)
{
  const Cell *cell = get_cell (self->gate, g_array_index (self->unknown, guint, i));

  self->values[i] = (double) cell->count;
  self->low[i] = cell->withheld == XA_WITHHELD_SMALL ? 1 : 0;
  self->high[i] = INFINITY;
  if (is_small (self->gate, cell) && cell->withheld != XA_WITHHELD_NOT)
    self->high[i] = self->gate->smallest_count - 1;
}

static void
group_collect (Group *self)
{
  XaDisclosure *gate = self->gate;

  g_array_set_size (self->unknown, 0);
  for (guint i = 0; i < gate->cells->len; i++) {
    self->number_of[i] = -1;
    if (find_group (gate, i) == self->group && !is_known (get_cell (gate, i))) {
      self->number_of[i] = (int) self->unknown->len;
      g_array_append_val (self->unknown, i);
      set_bounds (self, self->unknown->len - 1);
    }
  }
}

static XaCellRange *
group_get_range (Group *self)
{
  XaCellRange       *range = xa_cell_range_new (self->unknown->len, self->values, self->low, self->high);
  g_autofree double *factors = g_new (double, MAX (self->unknown->len, 1));

  for (guint s = 0; s < self->gate->sums->len; s++) {
    const Sum *sum = &g_array_index (self->gate->sums, Sum, s);

    if (find_group (self->gate, sum->cells[0]) != self->group)
      continue;
    for (guint i = 0; i < self->unknown->len; i++)
      factors[i] = 0;
    for (gsize i = 0; i < sum->n_cells; i++)
      if (self->number_of[sum->cells[i]] >= 0)
        factors[self->number_of[sum->cells[i]]] += i ? 1 : -1;
    xa_cell_range_add_equation (range, factors);
  }

  return range;
}

static gboolean
is_protected (Group *self,
              guint  cell)
{
  g_autoptr (XaCellRange) range = group_get_range (self);
  double least;
  double greatest;

  xa_cell_range_get (range, (guint) self->number_of[cell], &least, &greatest);

  return floor (greatest + 1e-6) - ceil (least - 1e-6) + 1 >= get_needed (self->gate, get_cell (self->gate, cell));
}

static gboolean
sum_has_marked (const Sum    *sum,
                const guint8 *marked)
{
  for (gsize i = 0; i < sum->n_cells; i++)
    if (marked[sum->cells[i]])
      return TRUE;

  return FALSE;
}

/* The cheapest shown cell in a sum that @marked cells stand in: the smallest count, the first of
 * several. Zeros come last: withholding them protects little. */
static guint
find_partner (XaDisclosure *self,
              const guint8 *marked)
{
  guint best = G_MAXUINT;

  for (guint s = 0; s < self->sums->len; s++) {
    const Sum *sum = &g_array_index (self->sums, Sum, s);

    if (!sum_has_marked (sum, marked))
      continue;
    for (gsize i = 0; i < sum->n_cells; i++) {
      const Cell *cell = get_cell (self, sum->cells[i]);

      if (!is_known (cell) || cell->flags & XA_CELL_OPEN)
        continue;
      if (best == G_MAXUINT || (cell->count - 1 < get_cell (self, best)->count - 1) || /* 0 wraps to the largest */
          (cell->count == get_cell (self, best)->count && sum->cells[i] < best))
        best = sum->cells[i];
    }
  }

  return best;
}

/* Marks the unknown cells that share a sum with marked ones; FALSE when there are no more. */
static gboolean
spread (XaDisclosure *self,
        guint8       *marked)
{
  gboolean grown = FALSE;

  for (guint s = 0; s < self->sums->len; s++) {
    const Sum *sum = &g_array_index (self->sums, Sum, s);

    if (!sum_has_marked (sum, marked))
      continue;
    for (gsize i = 0; i < sum->n_cells; i++)
      if (!marked[sum->cells[i]] && !is_known (get_cell (self, sum->cells[i])))
        grown = marked[sum->cells[i]] = TRUE;
  }

  return grown;
}

/* Withholds one more cell for the sake of @cell: of a sum it stands in, else of one that is
 * connected to those. FALSE when all that could be withheld is. */
static gboolean
withhold_partner (XaDisclosure *self,
                  guint         cell)
{
  g_autofree guint8 *marked = g_new0 (guint8, self->cells->len);

  marked[cell] = TRUE;
  do {
    guint partner = find_partner (self, marked);

    if (partner != G_MAXUINT) {
      get_cell (self, partner)->withheld = XA_WITHHELD_REVEALING;
      return TRUE;
    }
  } while (spread (self, marked));

  return FALSE;
}

/* One round over a group. TRUE if something more was withheld. */
static gboolean
protect_group (Group *self)
{
  group_collect (self);
  for (guint i = 0; i < self->unknown->len; i++) {
    guint       cell = g_array_index (self->unknown, guint, i);
    const Cell *what = get_cell (self->gate, cell);

    if (what->withheld != XA_WITHHELD_NOT && !is_protected (self, cell) && withhold_partner (self->gate, cell))
      return TRUE;
  }

  return FALSE;
}

static gboolean
has_withheld (XaDisclosure *self,
              guint         group)
{
  for (guint i = 0; i < self->cells->len; i++)
    if (get_cell (self, i)->withheld != XA_WITHHELD_NOT && find_group (self, i) == group)
      return TRUE;

  return FALSE;
}

/**
 * xa_disclosure_judge:
 *
 * Primary suppression of small counts and of parts that leave few over, then complementary
 * suppression: as long as a reader of what is shown, who knows this rule and its reasons, can
 * narrow a withheld count to too few values, the smallest count connected with it is withheld
 * too (see A. Hundepool and others, Statistical Disclosure Control, 2012, chapter 4).
 *
 * Cost: a few linear programs for every withheld cell, in its own group of connected cells only.
 */
void
xa_disclosure_judge (XaDisclosure *self)
{
  gsize n = MAX (self->cells->len, 1);
  g_autoptr (GArray) unknown = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree int    *number_of = g_new (int, n);
  g_autofree double *values = g_new (double, n);
  g_autofree double *low = g_new (double, n);
  g_autofree double *high = g_new (double, n);

  withhold_small (self);
  for (guint i = 0; i < self->cells->len; i++) {
    Group group = { self, i, unknown, number_of, values, low, high };

    if (find_group (self, i) == i && has_withheld (self, i))
      while (protect_group (&group))
        ;
  }
}

/**
 * xa_disclosure_get:
 *
 * Returns: whether a cell that was to be shown is withheld, and why
 */
XaWithheld
xa_disclosure_get (XaDisclosure *self,
                   guint         cell)
{
  g_return_val_if_fail (cell < self->cells->len, XA_WITHHELD_REVEALING);

  return get_cell (self, cell)->withheld;
}

/**
 * xa_disclosure_hold:
 * @sizes: (array length=n_sizes): sizes of lists, oldest first
 *
 * Returns: the size to show of the last list
 */
guint64
xa_disclosure_hold (const guint64 *sizes,
                    gsize          n_sizes,
                    guint          smallest_count)
{
  guint64 shown = n_sizes ? sizes[0] : 0;

  for (gsize i = 1; i < n_sizes; i++) {
    guint64 difference = sizes[i] > shown ? sizes[i] - shown : shown - sizes[i];

    if (difference >= smallest_count)
      shown = sizes[i];
  }

  return shown;
}
