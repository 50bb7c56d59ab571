#include "privacy/xa-cell-range.h"

#include <math.h>
#include <string.h>

#define TINY 1e-7

/* No table that is judged here comes near it; a search that did would be cut off on the safe
 * side, with a range that is too narrow. */
#define MAX_STEPS 20000

/*
 * The equations are kept solved for one unknown a row ("basic"); the others are free to move.
 * Values are distances from the truth, so that the truth itself, all zeros, is the start of
 * every search: no first phase is needed.
 */
struct _XaCellRange {
  guint         n;
  const double *values; /* (not owned) */
  const double *low;    /* (not owned) */
  const double *high;   /* (not owned) */
  GPtrArray    *rows;   /* (owned) (element-type double*) */
  GArray       *basic;  /* (owned) (element-type guint): the unknown that each row is solved for */
  int          *row_of; /* (owned): of each unknown, or -1 */
  double       *at;     /* (owned): distances from the truth */
};

XaCellRange *
xa_cell_range_new (guint         n,
                   const double *values,
                   const double *low,
                   const double *high)
{
  XaCellRange *self = g_new0 (XaCellRange, 1);

  self->n = n;
  self->values = values;
  self->low = low;
  self->high = high;
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->basic = g_array_new (FALSE, FALSE, sizeof (guint));
  self->row_of = g_new (int, MAX (n, 1));
  self->at = g_new0 (double, MAX (n, 1));
  memset (self->row_of, -1, n * sizeof (int));

  return self;
}

void
xa_cell_range_free (XaCellRange *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->rows);
  g_array_unref (self->basic);
  g_free (self->row_of);
  g_free (self->at);
  g_free (self);
}

static void
subtract_row (XaCellRange  *self,
              double       *row,
              const double *other,
              double        factor)
{
  for (guint i = 0; i < self->n; i++)
    row[i] -= factor * other[i];
}

/* Solves row @r for unknown @cell, in all other rows too. */
static void
pivot (XaCellRange *self,
       guint        r,
       guint        cell)
{
  double *row = self->rows->pdata[r];
  double  factor = row[cell];
  guint  *basic = &g_array_index (self->basic, guint, r);

  for (guint i = 0; i < self->n; i++)
    row[i] /= factor;
  row[cell] = 1;
  for (guint k = 0; k < self->rows->len; k++) {
    double *other = self->rows->pdata[k];

    if (k != r && other[cell] != 0) {
      subtract_row (self, other, row, other[cell]);
      other[cell] = 0;
    }
  }
  if (*basic != G_MAXUINT)
    self->row_of[*basic] = -1;
  *basic = cell;
  self->row_of[cell] = (int) r;
}

/**
 * xa_cell_range_add_equation:
 *
 * An equation that follows from the others is dropped.
 */
void
xa_cell_range_add_equation (XaCellRange  *self,
                            const double *factors)
{
  double *row = g_memdup2 (factors, self->n * sizeof (double));
  guint   best = 0;
  guint   none = G_MAXUINT;

  for (guint r = 0; r < self->rows->len; r++) {
    guint cell = g_array_index (self->basic, guint, r);

    if (row[cell] != 0)
      subtract_row (self, row, self->rows->pdata[r], row[cell]);
  }
  for (guint i = 0; i < self->n; i++) {
    if (fabs (row[i]) < TINY)
      row[i] = 0;
    if (fabs (row[i]) > fabs (row[best]))
      best = i;
  }
  if (self->n == 0 || row[best] == 0) {
    g_free (row);
    return;
  }
  g_ptr_array_add (self->rows, row);
  g_array_append_val (self->basic, none);
  pivot (self, self->rows->len - 1, best);
}

/* How fast @target grows as free unknown @cell grows. */
static double
get_gain (XaCellRange *self,
          guint        target,
          guint        cell)
{
  int row = self->row_of[target];

  if (row >= 0)
    return -((double *) self->rows->pdata[row])[cell];

  return target == cell ? 1 : 0;
}

static double
get_room (XaCellRange *self,
          guint        cell,
          double       speed)
{
  double bound = speed > 0 ? self->high[cell] : self->low[cell];

  return isinf (bound) ? INFINITY : MAX ((bound - self->values[cell] - self->at[cell]) / speed, 0);
}

/* Moves free unknown @cell as far as all bounds allow. FALSE: there is no end to it. */
static gboolean
advance (XaCellRange *self,
         guint        cell,
         double       direction)
{
  double distance = get_room (self, cell, direction);
  int    blocking = -1;

  for (guint r = 0; r < self->rows->len; r++) {
    double speed = -((double *) self->rows->pdata[r])[cell] * direction;
    guint  basic = g_array_index (self->basic, guint, r);
    double room = fabs (speed) < TINY ? INFINITY : get_room (self, basic, speed);

    if (room < distance - TINY ||
        (blocking >= 0 && room <= distance + TINY && basic < g_array_index (self->basic, guint, blocking))) {
      distance = MIN (distance, room);
      blocking = (int) r;
    }
  }
  if (isinf (distance))
    return FALSE;
  for (guint r = 0; r < self->rows->len; r++)
    self->at[g_array_index (self->basic, guint, r)] -= ((double *) self->rows->pdata[r])[cell] * direction * distance;
  self->at[cell] += direction * distance;
  if (blocking >= 0)
    pivot (self, (guint) blocking, cell);

  return TRUE;
}

/* The first free unknown whose movement helps and is possible (R. Bland's rule, Mathematics of
 * Operations Research 2(2), 1977: it never goes in circles). */
static gboolean
find_step (XaCellRange *self,
           guint        target,
           double       sign,
           guint       *cell,
           double      *direction)
{
  for (guint i = 0; i < self->n; i++) {
    double gain = self->row_of[i] < 0 ? sign * get_gain (self, target, i) : 0;

    if (fabs (gain) < TINY)
      continue;
    *direction = gain > 0 ? 1 : -1;
    if (get_room (self, i, *direction) > TINY) {
      *cell = i;
      return TRUE;
    }
  }

  return FALSE;
}

static double
find_end (XaCellRange *self,
          guint        target,
          double       sign)
{
  guint  cell;
  double direction;

  memset (self->at, 0, self->n * sizeof (double));
  for (guint i = 0; i < MAX_STEPS && find_step (self, target, sign, &cell, &direction); i++)
    if (!advance (self, cell, direction))
      return sign * INFINITY;

  return self->values[target] + self->at[target];
}

/**
 * xa_cell_range_get:
 * @cell: an unknown count
 * @least: (out): the smallest value it can have
 * @greatest: (out): the largest, or INFINITY
 *
 * The bounded simplex method (G. Dantzig, 1955), from the truth outwards. Counts are whole, so
 * the reader's true range may be narrower by fractions, never wider.
 */
void
xa_cell_range_get (XaCellRange *self,
                   guint        cell,
                   double      *least,
                   double      *greatest)
{
  *least = find_end (self, cell, -1);
  *greatest = find_end (self, cell, 1);
}
