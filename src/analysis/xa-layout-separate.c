#include "analysis/xa-layout.h"

#include <math.h>
#include <stdlib.h>

#define MOST_ROUNDS 300

typedef struct {
  XaPoint      *points;
  const double *radii;
  guint32      *order; /* (owned): by left edge */
  guint32       n;
  double        gap;
} Discs;

static int
compare_left (gconstpointer a,
              gconstpointer b,
              gpointer      data)
{
  const Discs *discs = data;
  guint32      i = *(const guint32 *) a;
  guint32      j = *(const guint32 *) b;
  double       left_i = discs->points[i].x - discs->radii[i];
  double       left_j = discs->points[j].x - discs->radii[j];

  return left_i != left_j ? (left_i > left_j) - (left_i < left_j) : (i > j) - (i < j);
}

/* Pushes two discs half of their overlap apart each. Those at the very same place part along a
 * direction that their numbers decide, so that the outcome is always the same. */
static gboolean
push_apart (Discs  *self,
            guint32 i,
            guint32 j)
{
  double dx = self->points[j].x - self->points[i].x;
  double dy = self->points[j].y - self->points[i].y;
  double distance = hypot (dx, dy);
  double needed = self->radii[i] + self->radii[j] + self->gap;
  double push = (needed - distance) / 2;

  if (distance >= needed - 1e-6)
    return FALSE;
  if (distance < 1e-9) {
    dx = cos (2.4 * j);
    dy = sin (2.4 * j);
    distance = 1;
  }
  self->points[i].x -= push * dx / distance;
  self->points[i].y -= push * dy / distance;
  self->points[j].x += push * dx / distance;
  self->points[j].y += push * dy / distance;

  return TRUE;
}

/* One sweep from left to right: only discs whose extents meet are looked at. */
static gboolean
sweep (Discs *self)
{
  gboolean moved = FALSE;

  g_sort_array (self->order, self->n, sizeof *self->order, compare_left, self);
  for (guint32 a = 0; a < self->n; a++) {
    guint32 i = self->order[a];

    for (guint32 b = a + 1; b < self->n; b++) {
      guint32 j = self->order[b];

      if (self->points[j].x - self->radii[j] > self->points[i].x + self->radii[i] + self->gap)
        break;
      moved |= push_apart (self, i, j);
    }
  }

  return moved;
}

void
xa_layout_separate (XaPoint      *points,
                    const double *radii,
                    guint32       n_points,
                    double        gap)
{
  g_autofree guint32 *order = g_new (guint32, MAX (n_points, 1));
  Discs               discs = { points, radii, order, n_points, gap };

  for (guint32 i = 0; i < n_points; i++)
    order[i] = i;
  for (guint round = 0; round < MOST_ROUNDS && sweep (&discs); round++)
    ;
}
