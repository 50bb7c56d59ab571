#include "ui/graph/xa-graph-canvas-private.h"

#include <math.h>

/* Where the canvas is looked at from: it rests, flies, fits, comes closer. */

/* How long the view rests before it is drawn sharply, unless it is far off already. */
#define SETTLE_MS 60

/* Around the graph when all of it is shown: room for labels, and above and below for what floats there. */
#define FIT_MARGIN 18.0
#define FLOATING 60.0

/* How close the view comes to what was looked for, and how much of the widget several may take. */
#define NODE_ZOOM 2.0
#define SELECTION_SHARE 0.6

static gboolean
settled_cb (gpointer data)
{
  XaGraphCanvas *self = data;

  self->settle_id = 0;
  xa_graph_canvas_want_all (self);
  xa_graph_canvas_update_accessible (self);
  g_object_notify (G_OBJECT (self), "zoom");

  return G_SOURCE_REMOVE;
}

void
xa_graph_canvas_show_view (XaGraphCanvas *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add (SETTLE_MS, settled_cb, self);
  if (xa_graph_canvas_is_far_off (self))
    xa_graph_canvas_want (self, XA_GRAPH_LAYER_ALL);
}

void
xa_graph_canvas_view_changed (XaGraphCanvas *self)
{
  xa_graph_canvas_show_view (self);
  g_object_notify (G_OBJECT (self), "zoom");
}

void
xa_graph_canvas_measure_fit (XaGraphCanvas *self)
{
  double above = self->height > 6 * FLOATING ? FLOATING : FIT_MARGIN;
  XaRect plot = { FIT_MARGIN, above, MAX (self->width - 2 * FIT_MARGIN, 1), MAX (self->height - 2 * above, 1) };

  self->camera.fit = xa_graph_scene_fit (self->scene, self->marks, plot);
}

void
xa_graph_canvas_fly (double   value,
                     gpointer data)
{
  XaGraphCanvas *self = data;

  self->camera.now = xa_graph_projection_between (&self->flight_from, &self->flight_to, value, self->width, self->height);
  xa_graph_canvas_view_changed (self);
}

static void
aim (XaGraphCanvas           *self,
     const XaGraphProjection *to,
     gboolean                 animate)
{
  adw_animation_pause (self->flight);
  if (!animate) {
    self->camera.now = *to;
    xa_graph_canvas_view_changed (self);
    return;
  }
  self->flight_from = self->camera.now;
  self->flight_to = *to;
  adw_animation_reset (self->flight);
  adw_animation_play (self->flight);
}

void
xa_graph_canvas_fit (XaGraphCanvas *self,
                     gboolean       animate)
{
  if (!self->scene || !self->is_placed)
    return;
  xa_graph_canvas_measure_fit (self);
  aim (self, &self->camera.fit, animate);
}

void
xa_graph_canvas_fly_to (XaGraphCanvas *self,
                        guint32        node)
{
  double            zoom = MAX (xa_graph_canvas_get_zoom (self), NODE_ZOOM);
  XaGraphProjection to;

  xa_graph_canvas_set_focus_node (self, node);
  if (!self->is_placed)
    return;
  to = xa_graph_camera_aim (&self->camera, self->scene->nodes[node].at, zoom, self->width, self->height);
  aim (self, &to, TRUE);
}

/* The middle of what is selected, and the zoom at which it takes no more than its share of the widget. */
static XaGraphProjection
aim_at_selection (XaGraphCanvas *self,
                  const GArray  *selection)
{
  XaPoint low = { INFINITY, INFINITY };
  XaPoint high = { -INFINITY, -INFINITY };
  double  zoom;

  for (guint i = 0; i < selection->len; i++) {
    XaPoint at = self->scene->nodes[g_array_index (selection, guint32, i)].at;

    low = (XaPoint) { MIN (low.x, at.x), MIN (low.y, at.y) };
    high = (XaPoint) { MAX (high.x, at.x), MAX (high.y, at.y) };
  }
  zoom = MIN (self->width / MAX ((high.x - low.x) * self->camera.fit.scale, 1), self->height / MAX ((high.y - low.y) * self->camera.fit.scale, 1));

  return xa_graph_camera_aim (&self->camera, (XaPoint) { (low.x + high.x) / 2, (low.y + high.y) / 2 },
                              CLAMP (zoom * SELECTION_SHARE, 1, NODE_ZOOM), self->width, self->height);
}

void
xa_graph_canvas_fly_to_selection (XaGraphCanvas *self)
{
  g_autoptr (GArray) selection = xa_graph_canvas_get_selection (self);
  XaGraphProjection to;

  self->has_flight = !self->is_placed;
  if (selection->len == 0 || !self->is_placed)
    return;
  xa_graph_canvas_set_focus_node (self, g_array_index (selection, guint32, 0));
  xa_graph_canvas_light (self, -1);
  to = aim_at_selection (self, selection);
  aim (self, &to, TRUE);
}

double
xa_graph_canvas_get_zoom (XaGraphCanvas *self)
{
  return self->scene && self->is_placed ? xa_graph_camera_get_zoom (&self->camera) : 1;
}

void
xa_graph_canvas_zoom (XaGraphCanvas *self,
                      double         factor)
{
  XaGraphCamera aimed = self->camera;

  if (!self->scene || !self->is_placed)
    return;
  /* Pressed again while it still flies: from where it is going. */
  if (adw_animation_get_state (self->flight) == ADW_ANIMATION_PLAYING)
    aimed.now = self->flight_to;
  xa_graph_camera_zoom (&aimed, factor, self->width / 2, self->height / 2);
  aim (self, &aimed.now, TRUE);
}
