#include "charts/xa-graph-labels.h"

#include <math.h>

/* Boxes are looked up by the rows of the picture they touch. */
#define ROW 32.0

#define GAP 2.0

struct _XaGraphLabels {
  XaRect   area;
  XaRect   sight;
  GArray **rows;  /* (owned) (array length=n_rows) (element-type XaRect) */
  GArray **discs; /* (owned) (array length=n_rows) (element-type XaRect): covered only where there is no other room */
  int      n_rows;
};

XaGraphLabels *
xa_graph_labels_new (XaRect area,
                     XaRect sight)
{
  XaGraphLabels *self = g_new0 (XaGraphLabels, 1);

  self->area = area;
  self->sight = sight;
  self->n_rows = (int) CLAMP (ceil (area.height / ROW), 1, 100000);
  self->rows = g_new (GArray *, self->n_rows);
  self->discs = g_new (GArray *, self->n_rows);
  for (int i = 0; i < self->n_rows; i++) {
    self->rows[i] = g_array_new (FALSE, FALSE, sizeof (XaRect));
    self->discs[i] = g_array_new (FALSE, FALSE, sizeof (XaRect));
  }

  return self;
}

void
xa_graph_labels_free (XaGraphLabels *self)
{
  for (int i = 0; i < self->n_rows; i++) {
    g_array_unref (self->rows[i]);
    g_array_unref (self->discs[i]);
  }
  g_free (self->rows);
  g_free (self->discs);
  g_free (self);
}

static int
get_row (const XaGraphLabels *self,
         double               y)
{
  return (int) CLAMP (floor ((y - self->area.y) / ROW), 0, self->n_rows - 1);
}

static void
put (const XaGraphLabels *self,
     GArray             **rows,
     XaRect               box)
{
  for (int row = get_row (self, box.y); row <= get_row (self, box.y + box.height); row++)
    g_array_append_val (rows[row], box);
}

void
xa_graph_labels_reserve (XaGraphLabels *self,
                         XaRect         box)
{
  put (self, self->rows, box);
}

/* The square inside of the disc: a label may touch its rim. */
void
xa_graph_labels_avoid_disc (XaGraphLabels *self,
                            XaPoint        at,
                            double         radius)
{
  double half = radius * G_SQRT2 / 2;

  put (self, self->discs, (XaRect) { at.x - half, at.y - half, 2 * half, 2 * half });
}

static gboolean
is_free (const XaGraphLabels *self,
         GArray             **rows,
         XaRect               box)
{
  for (int row = get_row (self, box.y); row <= get_row (self, box.y + box.height); row++)
    for (guint i = 0; i < rows[row]->len; i++) {
      const XaRect *other = &g_array_index (rows[row], XaRect, i);

      if (box.x < other->x + other->width && other->x < box.x + box.width &&
          box.y < other->y + other->height && other->y < box.y + box.height)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_inside (XaRect area,
           XaRect box)
{
  return box.x >= area.x && box.y >= area.y && box.x + box.width <= area.x + area.width &&
         box.y + box.height <= area.y + area.height;
}

gboolean
xa_graph_labels_place (XaGraphLabels *self,
                       XaPoint        at,
                       double         radius,
                       double         width,
                       double         height,
                       XaRect        *box)
{
  double away = radius + GAP;
  XaRect boxes[] = {
    { at.x - width / 2, at.y + away, width, height },
    { at.x - width / 2, at.y - away - height, width, height },
    { at.x + away, at.y - height / 2, width, height },
    { at.x - away - width, at.y - height / 2, width, height },
  };

  gboolean in_sight = is_inside (self->sight, (XaRect) { at.x, at.y, 0, 0 });

  /* In sight and beside the discs, else in sight; of what is out of sight, where a pan brings it into sight. */
  for (guint i = 0; i < (in_sight ? 2 : 3) * G_N_ELEMENTS (boxes); i++) {
    const XaRect *side = &boxes[i % G_N_ELEMENTS (boxes)];
    guint         round = i / G_N_ELEMENTS (boxes);

    if (is_inside (round < 2 ? self->sight : self->area, *side) && (round > 0 || is_free (self, self->discs, *side)) && is_free (self, self->rows, *side)) {
      *box = *side;
      xa_graph_labels_reserve (self, *box);
      return TRUE;
    }
  }

  return FALSE;
}

guint32
xa_graph_labels_get_budget (XaRect area)
{
  return (guint32) CLAMP (area.width * area.height / 4000, 10, 400);
}
