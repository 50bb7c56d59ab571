#include "charts/xa-graph-labels.h"

#include <math.h>

/* Boxes are looked up by the rows of the picture they touch. */
#define ROW 32.0

#define GAP 2.0

struct _XaGraphLabels {
  XaRect   area;
  XaRect   sight;
  GArray **rows;  /* (owned) (array length=n_rows) (element-type XaRect) */
  GArray **discs; /* (owned) (array length=n_rows) (element-type XaRect): squares around discs */
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

/* No label covers a part of the disc, unless it has to be drawn. */
void
xa_graph_labels_avoid_disc (XaGraphLabels *self,
                            XaPoint        at,
                            double         radius)
{
  put (self, self->discs, (XaRect) { at.x - radius, at.y - radius, 2 * radius, 2 * radius });
}

static gboolean
touches_box (const XaRect *other,
             XaRect        box)
{
  return box.x < other->x + other->width && other->x < box.x + box.width &&
         box.y < other->y + other->height && other->y < box.y + box.height;
}

/* Whether the place of the box that is nearest to the middle of the disc is inside of it. */
static gboolean
touches_disc (const XaRect *square,
              XaRect        box)
{
  double radius = square->width / 2;
  double x = square->x + radius;
  double y = square->y + radius;
  double dx = x - CLAMP (x, box.x, box.x + box.width);
  double dy = y - CLAMP (y, box.y, box.y + box.height);

  return dx * dx + dy * dy < radius * radius;
}

static gboolean
is_free (const XaGraphLabels *self,
         XaRect               box,
         gboolean             over_discs)
{
  for (int row = get_row (self, box.y); row <= get_row (self, box.y + box.height); row++) {
    const GArray *boxes = self->rows[row];
    const GArray *discs = self->discs[row];

    for (guint i = 0; i < boxes->len; i++)
      if (touches_box (&g_array_index (boxes, XaRect, i), box))
        return FALSE;
    for (guint i = 0; !over_discs && i < discs->len; i++)
      if (touches_disc (&g_array_index (discs, XaRect, i), box))
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

/**
 * xa_graph_labels_place:
 * @at: the middle of the disc, of @radius
 * @over_discs: it has to be read: it covers other discs where there is no room beside them
 * @box: (out): the place, which is taken then
 *
 * Returns: whether there is a place
 */
gboolean
xa_graph_labels_place (XaGraphLabels *self,
                       XaPoint        at,
                       double         radius,
                       double         width,
                       double         height,
                       gboolean       over_discs,
                       XaRect        *box)
{
  double away = radius + GAP;
  double aslant = away / G_SQRT2;
  XaRect boxes[] = {
    { at.x - width / 2, at.y + away, width, height },
    { at.x - width / 2, at.y - away - height, width, height },
    { at.x + away, at.y - height / 2, width, height },
    { at.x - away - width, at.y - height / 2, width, height },
    { at.x + aslant, at.y + aslant, width, height },
    { at.x - aslant - width, at.y + aslant, width, height },
    { at.x + aslant, at.y - aslant - height, width, height },
    { at.x - aslant - width, at.y - aslant - height, width, height },
  };

  gboolean in_sight = is_inside (self->sight, (XaRect) { at.x, at.y, 0, 0 });

  /* Beside the discs, else over them; of what is out of sight first in sight, else where a pan brings it into sight. */
  for (guint i = 0; i < 4 * G_N_ELEMENTS (boxes); i++) {
    const XaRect *side = &boxes[i % G_N_ELEMENTS (boxes)];
    guint         round = i / G_N_ELEMENTS (boxes);
    gboolean      covers = round >= 2;
    gboolean      is_far = round % 2 == 1;

    if ((covers && !over_discs) || (is_far && in_sight))
      continue;
    if (is_inside (is_far ? self->area : self->sight, *side) && is_free (self, *side, covers)) {
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
