#include "ui/graph/xa-graph-camera.h"

#include <math.h>

double
xa_graph_camera_get_zoom (const XaGraphCamera *self)
{
  return self->now.scale / self->fit.scale;
}

/* Around a place of the widget, which keeps showing what it shows. */
void
xa_graph_camera_zoom (XaGraphCamera *self,
                      double         factor,
                      double         x,
                      double         y)
{
  double zoom = xa_graph_camera_get_zoom (self);
  double allowed = CLAMP (zoom * factor, MIN (zoom, XA_GRAPH_LEAST_ZOOM), MAX (zoom, XA_GRAPH_MOST_ZOOM)) / zoom;

  self->now = xa_graph_projection_zoom (&self->now, allowed, x, y);
}

void
xa_graph_camera_pan (XaGraphCamera *self,
                     double         dx,
                     double         dy)
{
  self->now.x += dx;
  self->now.y += dy;
}

/* What has a place of the layout in the middle of the widget. */
XaGraphProjection
xa_graph_camera_aim (const XaGraphCamera *self,
                     XaPoint              at,
                     double               zoom,
                     double               width,
                     double               height)
{
  XaGraphProjection aimed = xa_graph_projection_zoom (&self->fit, zoom, 0, 0);

  aimed.x = width / 2 - at.x * aimed.scale;
  aimed.y = height / 2 - at.y * aimed.scale;

  return aimed;
}

/**
 * xa_graph_projection_between:
 * @share: 0: @from, 1: @to
 *
 * The middle of the widget moves steadily over the layout while the scale grows by steady factors.
 */
XaGraphProjection
xa_graph_projection_between (const XaGraphProjection *from,
                             const XaGraphProjection *to,
                             double                   share,
                             double                   width,
                             double                   height)
{
  XaPoint           a = xa_graph_projection_find (from, width / 2, height / 2);
  XaPoint           b = xa_graph_projection_find (to, width / 2, height / 2);
  XaGraphProjection now = *to;
  double            larger = MAX (from->scale, to->scale);
  double            moved = share;

  now.scale = from->scale * pow (to->scale / from->scale, share);
  now.disc_scale = from->disc_scale + (to->disc_scale - from->disc_scale) * share;
  now.stroke = from->stroke + (to->stroke - from->stroke) * share;
  /* On the screen the way is long where the scale is large: there the place moves more slowly. */
  if (fabs (to->scale - from->scale) > 1e-6 * larger)
    moved = (1 / now.scale - 1 / from->scale) / (1 / to->scale - 1 / from->scale);
  now.x = width / 2 - (a.x + (b.x - a.x) * moved) * now.scale;
  now.y = height / 2 - (a.y + (b.y - a.y) * moved) * now.scale;

  return now;
}

XaRect
xa_graph_projection_map (const XaGraphProjection *then,
                         const XaGraphProjection *now,
                         XaRect                   area)
{
  double factor = now->scale / then->scale;

  return (XaRect) { now->x + (area.x - then->x) * factor, now->y + (area.y - then->y) * factor, area.width * factor, area.height * factor };
}
