#include "charts/xa-graph-labels.h"

#include <math.h>

/* Boxes are looked up by the rows of the picture they touch. */
#define ROW 32.0

#define GAP 2.0

struct _XaGraphLabels {
  XaRect   area;
  GArray **rows; /* (owned) (array length=n_rows) (element-type XaRect) */
  int      n_rows;
};

XaGraphLabels *
xa_graph_labels_new (XaRect area)
{
  XaGraphLabels *self = g_new0 (XaGraphLabels, 1);

  self->area = area;
  self->n_rows = (int) CLAMP (ceil (area.height / ROW), 1, 100000);
  self->rows = g_new (GArray *, self->n_rows);
  for (int i = 0; i < self->n_rows; i++)
    self->rows[i] = g_array_new (FALSE, FALSE, sizeof (XaRect));

  return self;
}

void
xa_graph_labels_free (XaGraphLabels *self)
{
  for (int i = 0; i < self->n_rows; i++)
    g_array_unref (self->rows[i]);
  g_free (self->rows);
  g_free (self);
}

static int
get_row (const XaGraphLabels *self,
         double               y)
{
  return (int) CLAMP (floor ((y - self->area.y) / ROW), 0, self->n_rows - 1);
}

void
xa_graph_labels_reserve (XaGraphLabels *self,
                         XaRect         box)
{
  for (int row = get_row (self, box.y); row <= get_row (self, box.y + box.height); row++)
    g_array_append_val (self->rows[row], box);
}

static gboolean
is_free (const XaGraphLabels *self,
         XaRect               box)
{
  for (int row = get_row (self, box.y); row <= get_row (self, box.y + box.height); row++)
    for (guint i = 0; i < self->rows[row]->len; i++) {
      const XaRect *other = &g_array_index (self->rows[row], XaRect, i);

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

  for (guint side = 0; side < G_N_ELEMENTS (boxes); side++)
    if (is_inside (self->area, boxes[side]) && is_free (self, boxes[side])) {
      *box = boxes[side];
      xa_graph_labels_reserve (self, *box);
      return TRUE;
    }

  return FALSE;
}

guint32
xa_graph_labels_get_budget (XaRect area)
{
  return (guint32) CLAMP (area.width * area.height / 4000, 10, 400);
}
