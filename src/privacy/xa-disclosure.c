#include "privacy/xa-disclosure.h"

#include "privacy/xa-cell-range.h"

#include <math.h>
#include <string.h>

typedef struct {
  guint64     count;
  XaCellFlags flags;
  XaWithheld  withheld;
  guint       whole; /* of a rest: the cells it was made from, else G_MAXUINT */
  guint       part;
  GArray     *sums; /* (owned) (nullable) (element-type guint): that it stands in */
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
clear_cell (gpointer data)
{
  g_clear_pointer (&((Cell *) data)->sums, g_array_unref);
}

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
  g_array_set_clear_func (self->cells, clear_cell);
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
  Cell cell = { .count = count, .flags = flags, .whole = G_MAXUINT, .part = G_MAXUINT };

  g_array_append_val (self->cells, cell);

  return self->cells->len - 1;
}

static void
stand_in (XaDisclosure *self,
          guint         cell,
          guint         sum)
{
  Cell *what = get_cell (self, cell);

  if (!what->sums)
    what->sums = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (what->sums, sum);
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
  stand_in (self, total, self->sums->len);
  for (gsize i = 0; i < n_parts; i++) {
    sum.cells[i + 1] = parts[i];
    added += get_cell (self, parts[i])->count;
    stand_in (self, parts[i], self->sums->len);
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
  return self->smallest_count > 1 && cell->count < self->smallest_count && !(cell->flags & (XA_CELL_OPEN | XA_CELL_SLACK)) &&
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

/* --- what a reader can work out --------------------------------------------------------------- */

/* The unknown cells that sums connect with one of them. Known cells separate: what is on the far
 * side of them says nothing. */
typedef struct {
  XaDisclosure *gate;
  GArray       *unknown;   /* (owned) (element-type guint): cells */
  GArray       *sums;      /* (owned) (element-type guint): that they stand in */
  int          *number_of; /* (owned): of each cell among the unknown, or -1 */
  guint8       *has_sum;   /* (owned): whether a sum is among the group's */
} Group;

static void
group_init (Group        *self,
            XaDisclosure *gate)
{
  self->gate = gate;
  self->unknown = g_array_new (FALSE, FALSE, sizeof (guint));
  self->sums = g_array_new (FALSE, FALSE, sizeof (guint));
  self->number_of = g_new (int, MAX (gate->cells->len, 1));
  self->has_sum = g_new0 (guint8, MAX (gate->sums->len, 1));
  memset (self->number_of, -1, gate->cells->len * sizeof (int));
}

static void
group_clear (Group *self)
{
  g_array_unref (self->unknown);
  g_array_unref (self->sums);
  g_free (self->number_of);
  g_free (self->has_sum);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Group, group_clear)

static void
group_take (Group *self,
            guint  cell)
{
  if (self->number_of[cell] >= 0 || is_known (get_cell (self->gate, cell)))
    return;
  self->number_of[cell] = (int) self->unknown->len;
  g_array_append_val (self->unknown, cell);
}

static void
group_take_sum (Group *self,
                guint  sum)
{
  const Sum *what = &g_array_index (self->gate->sums, Sum, sum);

  if (self->has_sum[sum])
    return;
  self->has_sum[sum] = TRUE;
  g_array_append_val (self->sums, sum);
  for (gsize i = 0; i < what->n_cells; i++)
    group_take (self, what->cells[i]);
}

static void
group_collect (Group *self,
               guint  cell)
{
  for (guint i = 0; i < self->unknown->len; i++)
    self->number_of[g_array_index (self->unknown, guint, i)] = -1;
  for (guint i = 0; i < self->sums->len; i++)
    self->has_sum[g_array_index (self->sums, guint, i)] = FALSE;
  g_array_set_size (self->unknown, 0);
  g_array_set_size (self->sums, 0);
  group_take (self, cell);
  for (guint i = 0; i < self->unknown->len; i++) {
    const GArray *sums = get_cell (self->gate, g_array_index (self->unknown, guint, i))->sums;

    for (guint s = 0; sums && s < sums->len; s++)
      group_take_sum (self, g_array_index (sums, guint, s));
  }
}

/* Whether a reader is told that few are left over: only for the sake of a part that is shown or
 * withheld for that reason. */
static gboolean
is_told_rest (XaDisclosure *self,
              const Cell   *cell)
{
  return cell->part != G_MAXUINT && get_cell (self, cell->part)->withheld == XA_WITHHELD_NEAR_WHOLE;
}

/* What a reader knows of a count that is not shown: the reason for which it is withheld. */
static void
get_bounds (XaDisclosure *self,
            const Cell   *cell,
            double       *low,
            double       *high)
{
  gboolean is_told = cell->flags & XA_CELL_SHOWN ? cell->withheld == XA_WITHHELD_SMALL : is_told_rest (self, cell);

  *low = cell->flags & XA_CELL_SHOWN && is_told ? 1 : 0;
  *high = is_told && is_small (self, cell) ? (double) self->smallest_count - 1 : INFINITY;
}

static void
add_equation (Group       *self,
              XaCellRange *range,
              const Sum   *sum,
              double      *factors)
{
  memset (factors, 0, self->unknown->len * sizeof (double));
  for (gsize i = 0; i < sum->n_cells; i++)
    if (self->number_of[sum->cells[i]] >= 0)
      factors[self->number_of[sum->cells[i]]] += i ? 1 : -1;
  xa_cell_range_add_equation (range, factors);
}

static gboolean
is_protected (Group *self,
              guint  cell)
{
  guint              n = (group_collect (self, cell), self->unknown->len);
  g_autofree double *numbers = g_new (double, 4 * MAX (n, 1));
  g_autoptr (XaCellRange) range = NULL;
  double least;
  double greatest;

  for (guint i = 0; i < n; i++) {
    const Cell *unknown = get_cell (self->gate, g_array_index (self->unknown, guint, i));

    numbers[i] = (double) unknown->count;
    get_bounds (self->gate, unknown, &numbers[n + i], &numbers[2 * n + i]);
  }
  range = xa_cell_range_new (n, numbers, numbers + n, numbers + 2 * n);
  for (guint s = 0; s < self->sums->len; s++)
    add_equation (self, range, &g_array_index (self->gate->sums, Sum, g_array_index (self->sums, guint, s)), numbers + 3 * n);
  xa_cell_range_get (range, (guint) self->number_of[cell], &least, &greatest);

  return floor (greatest + 1e-6) - ceil (least - 1e-6) + 1 >= get_needed (self->gate, get_cell (self->gate, cell));
}

/* --- giving away less ------------------------------------------------------------------------- */

static gboolean
withhold_for (Group  *self,
              guint   cell,
              GArray *withheld)
{
  Cell *what = get_cell (self->gate, cell);

  if (!is_known (what) || what->flags & XA_CELL_OPEN)
    return FALSE;
  what->withheld = XA_WITHHELD_REVEALING;
  g_array_append_val (withheld, cell);

  return TRUE;
}

/* All that stands in a sum with an unknown cell of the group. */
static gboolean
withhold_neighbours (Group  *self,
                     GArray *withheld)
{
  gboolean found = FALSE;

  for (guint s = 0; s < self->sums->len; s++) {
    const Sum *sum = &g_array_index (self->gate->sums, Sum, g_array_index (self->sums, guint, s));

    for (gsize i = 0; i < sum->n_cells; i++)
      found |= withhold_for (self, sum->cells[i], withheld);
  }

  return found;
}

/* Does not say any more which of connected counts is the small one. */
static gboolean
tell_less (Group *self)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < self->unknown->len; i++) {
    Cell *cell = get_cell (self->gate, g_array_index (self->unknown, guint, i));

    if (!(cell->flags & XA_CELL_SHOWN) || cell->withheld == XA_WITHHELD_NOT || cell->withheld == XA_WITHHELD_REVEALING)
      continue;
    cell->withheld = XA_WITHHELD_REVEALING;
    changed = TRUE;
  }

  return changed;
}

/* Whether all cells of a sum are there to be shown: then one that is missing could be worked out. */
static gboolean
is_full (XaDisclosure *self,
         const Sum    *sum)
{
  for (gsize i = 0; i < sum->n_cells; i++)
    if (!(get_cell (self, sum->cells[i])->flags & XA_CELL_SHOWN))
      return FALSE;

  return TRUE;
}

static void
withhold_around (Group  *group,
                 guint   cell,
                 GArray *withheld)
{
  XaDisclosure *self = group->gate;
  const GArray *sums = get_cell (self, cell)->sums;

  for (guint s = 0; sums && s < sums->len; s++) {
    const Sum *sum = &g_array_index (self->sums, Sum, g_array_index (sums, guint, s));
    Cell      *total = get_cell (self, sum->cells[0]);

    if (sum->cells[0] == cell || !is_full (self, sum))
      continue;
    if (!(total->flags & XA_CELL_OPEN)) {
      withhold_for (group, sum->cells[0], withheld);
      continue;
    }
    for (gsize i = 1; i < sum->n_cells; i++) {
      withhold_for (group, sum->cells[i], withheld);
      if (get_cell (self, sum->cells[i])->withheld != XA_WITHHELD_NOT)
        get_cell (self, sum->cells[i])->withheld = XA_WITHHELD_REVEALING;
    }
  }
}

static guint
count_withheld (const Group *self)
{
  guint n = 0;

  for (guint i = 0; i < self->unknown->len; i++)
    n += (get_cell (self->gate, g_array_index (self->unknown, guint, i))->flags & XA_CELL_SHOWN) != 0;

  return n;
}

/* That few are left over bounds a count from both sides, and with it those connected with it. */
static void
withhold_near_whole (Group  *group,
                     guint   cell,
                     GArray *withheld)
{
  if (get_cell (group->gate, cell)->withheld != XA_WITHHELD_NEAR_WHOLE)
    return;
  group_collect (group, cell);
  if (count_withheld (group) == 1)
    return;
  withhold_neighbours (group, withheld);
  group_collect (group, cell);
  tell_less (group);
}

/* Withholds others until @cell is protected, or nothing connected with it is shown. */
static void
protect (Group  *group,
         guint   cell,
         GArray *withheld)
{
  while (!is_protected (group, cell)) {
    if (!withhold_neighbours (group, withheld) && !tell_less (group))
      return;
    group_collect (group, cell);
    tell_less (group);
  }
}

/**
 * xa_disclosure_judge:
 *
 * Primary suppression of small counts and of parts that leave few over, then complementary
 * suppression: as long as a reader of what is shown, who knows this rule and its reasons, can
 * narrow a withheld count to too few values, totals connected with it are withheld too, and then
 * the other parts of totals that everybody knows (see A. Hundepool and others, Statistical
 * Disclosure Control, 2012, chapter 4). What is withheld for the sake of another goes by how
 * cells are connected, not by how large they are: that they were chosen says nothing of them.
 *
 * Withholding more never narrows what a reader knows, so that every withheld cell is looked at
 * once. Cost: a few linear programs each, in the unknown cells connected with it only.
 */
void
xa_disclosure_judge (XaDisclosure *self)
{
  g_autoptr (GArray) withheld = g_array_new (FALSE, FALSE, sizeof (guint));
  g_auto (Group) group = { 0 };

  group_init (&group, self);
  withhold_small (self);
  for (guint i = 0; i < self->cells->len; i++)
    if (get_cell (self, i)->withheld != XA_WITHHELD_NOT)
      g_array_append_val (withheld, i);
  for (guint i = 0; i < withheld->len; i++)
    withhold_around (&group, g_array_index (withheld, guint, i), withheld);
  for (guint i = 0; i < withheld->len; i++)
    withhold_near_whole (&group, g_array_index (withheld, guint, i), withheld);
  for (guint i = 0; i < withheld->len; i++)
    protect (&group, g_array_index (withheld, guint, i), withheld);
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
