#include "analysis/xa-repulsion.h"

#include <math.h>

/* A cell acts as one body once it is seen under less than this (its width over the distance). */
#define OPENING 1.1

/* Points a cell may hold before it is split. */
#define LEAF_SIZE 8

/* Coincident points would split for ever. */
#define MAX_DEPTH 32

typedef struct {
  double  x, y; /* centre of mass */
  double  mass;
  double  opening_squared; /* squared distance from which the cell acts as one body */
  guint32 next;            /* the cell that follows this one and all below it */
  guint32 first;           /* of its points in the order of the tree */
  guint32 n;               /* points of a leaf; 0 for an inner cell */
} Cell;

struct _XaRepulsion {
  GArray  *cells;   /* (owned) (element-type Cell): depth first, so that a walk needs no stack */
  guint32 *order;   /* (owned): the points, cell by cell */
  guint32 *scratch; /* (owned) */
};

/**
 * xa_repulsion_new:
 * @n_points: the largest number of points that will be passed
 *
 * Returns: (transfer full): room for the tree
 */
XaRepulsion *
xa_repulsion_new (guint32 n_points)
{
  XaRepulsion *self = g_new0 (XaRepulsion, 1);

  self->cells = g_array_sized_new (FALSE, FALSE, sizeof (Cell), n_points / 2 + 16);
  self->order = g_new (guint32, MAX (n_points, 1));
  self->scratch = g_new (guint32, MAX (n_points, 1));

  return self;
}

void
xa_repulsion_free (XaRepulsion *self)
{
  if (!self)
    return;
  g_array_unref (self->cells);
  g_free (self->order);
  g_free (self->scratch);
  g_free (self);
}

/* Sorts the @n points from @first into the quadrants around (@x, @y); fills their ends. */
static void
split (XaRepulsion   *self,
       const XaPoint *points,
       guint32        first,
       guint32        n,
       double         x,
       double         y,
       guint32        ends[4])
{
  guint32 counts[4] = { 0 };
  guint32 fill[4];

  for (guint32 i = first; i < first + n; i++)
    counts[(points[self->order[i]].x >= x) + 2 * (points[self->order[i]].y >= y)]++;
  for (int q = 0, start = (int) first; q < 4; q++) {
    fill[q] = (guint32) start;
    start += (int) counts[q];
    ends[q] = (guint32) start;
  }
  for (guint32 i = first; i < first + n; i++) {
    guint32 point = self->order[i];

    self->scratch[fill[(points[point].x >= x) + 2 * (points[point].y >= y)]++] = point;
  }
  for (guint32 i = first; i < first + n; i++)
    self->order[i] = self->scratch[i];
}

static void
weigh (XaRepulsion   *self,
       const XaPoint *points,
       const double  *masses,
       Cell          *cell,
       guint32        first,
       guint32        n)
{
  for (guint32 i = first; i < first + n; i++) {
    guint32 point = self->order[i];

    cell->mass += masses[point];
    cell->x += masses[point] * points[point].x;
    cell->y += masses[point] * points[point].y;
  }
  cell->x /= cell->mass;
  cell->y /= cell->mass;
}

static void
build (XaRepulsion   *self,
       const XaPoint *points,
       const double  *masses,
       guint32        first,
       guint32        n,
       double         x,
       double         y,
       double         half,
       guint          depth)
{
  guint   at = self->cells->len;
  Cell    cell = { .first = first, .opening_squared = 4 * half * half / (OPENING * OPENING) };
  guint32 ends[4];

  weigh (self, points, masses, &cell, first, n);
  cell.n = n <= LEAF_SIZE || depth == MAX_DEPTH ? n : 0;
  g_array_append_val (self->cells, cell);
  if (cell.n == 0) {
    split (self, points, first, n, x, y, ends);
    for (int q = 0; q < 4; q++) {
      guint32 start = q ? ends[q - 1] : first;

      if (ends[q] > start)
        build (self, points, masses, start, ends[q] - start,
               x + (q & 1 ? half / 2 : -half / 2), y + (q & 2 ? half / 2 : -half / 2), half / 2, depth + 1);
    }
  }
  g_array_index (self->cells, Cell, at).next = self->cells->len;
}

static void
build_all (XaRepulsion   *self,
           const XaPoint *points,
           const double  *masses,
           guint32        n_points)
{
  XaPoint low = points[0];
  XaPoint high = points[0];

  for (guint32 i = 0; i < n_points; i++) {
    low = (XaPoint) { MIN (low.x, points[i].x), MIN (low.y, points[i].y) };
    high = (XaPoint) { MAX (high.x, points[i].x), MAX (high.y, points[i].y) };
    self->order[i] = i;
  }
  g_array_set_size (self->cells, 0);
  build (self, points, masses, 0, n_points, (low.x + high.x) / 2, (low.y + high.y) / 2,
         MAX (high.x - low.x, high.y - low.y) / 2 + 1e-9, 0);
}

/* The push of a body of @mass at (@dx, @dy) away, as a factor of that vector. */
static inline double
push (double dx,
      double dy,
      double mass)
{
  return mass / (dx * dx + dy * dy + 1e-6);
}

static XaPoint
feel (XaRepulsion   *self,
      const XaPoint *points,
      const double  *masses,
      guint32        point)
{
  const Cell *cells = (const Cell *) (void *) self->cells->data;
  XaPoint     here = points[point];
  XaPoint     force = { 0, 0 };
  guint32     i = 0;

  while (i < self->cells->len) {
    const Cell *cell = &cells[i];
    double      dx = here.x - cell->x;
    double      dy = here.y - cell->y;

    if (dx * dx + dy * dy > cell->opening_squared) {
      double factor = push (dx, dy, cell->mass);

      force.x += dx * factor;
      force.y += dy * factor;
      i = cell->next;
    } else {
      for (guint32 k = cell->first; k < cell->first + cell->n; k++) {
        guint32 other = self->order[k];
        double  ox = here.x - points[other].x;
        double  oy = here.y - points[other].y;
        double  factor = push (ox, oy, masses[other]);

        force.x += ox * factor;
        force.y += oy * factor;
      }
      i++;
    }
  }

  return force;
}

/**
 * xa_repulsion_apply:
 * @points: (array length=n_points): positions
 * @masses: (array length=n_points): above 0
 * @strength: what every push is multiplied by
 * @forces: (array length=n_points): is added to
 */
void
xa_repulsion_apply (XaRepulsion   *self,
                    const XaPoint *points,
                    const double  *masses,
                    guint32        n_points,
                    double         strength,
                    XaPoint       *forces)
{
  if (n_points < 2)
    return;
  build_all (self, points, masses, n_points);
  /* In the order of the tree, neighbours walk the same cells while these are in cache. */
  for (guint32 i = 0; i < n_points; i++) {
    guint32 point = self->order[i];
    XaPoint force = feel (self, points, masses, point);

    forces[point].x += strength * masses[point] * force.x;
    forces[point].y += strength * masses[point] * force.y;
  }
}
