#include "ui/graph/xa-graph-canvas-private.h"

#include <math.h>

/* What fingers do otherwise than a pointer: two of them zoom and pan, and one that is held takes a node into
 * the selection or, on the ground, begins the rectangle that a pointer draws with Shift. */

/* So far beside a disc a finger still means it. */
#define FINGER 14

gboolean
xa_graph_canvas_is_touched (GtkGesture *gesture)
{
  GdkDevice *device = gtk_event_controller_get_current_event_device (GTK_EVENT_CONTROLLER (gesture));

  return device && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

static gssize
find_beside (XaGraphCanvas *self,
             double         x,
             double         y)
{
  double nearest = FINGER;
  gssize found = -1;

  for (guint32 i = 0; i < self->scene->n_nodes; i++) {
    XaRect disc = xa_graph_canvas_get_disc (self, i);
    double radius = disc.width / 2;
    double distance = hypot (disc.x + radius - x, disc.y + radius - y) - radius;

    if (!xa_graph_canvas_is_hidden (self, i) && distance < nearest) {
      nearest = distance;
      found = i;
    }
  }

  return found;
}

gssize
xa_graph_canvas_pick (XaGraphCanvas *self,
                      double         x,
                      double         y,
                      gboolean       is_touch)
{
  gssize node;

  if (!self->scene || !self->is_placed)
    return -1;
  node = xa_graph_scene_pick (self->scene, &self->camera.now, self->marks, x, y);

  return node < 0 && is_touch ? find_beside (self, x, y) : node;
}

/* --- two fingers --- */

static void
pinch_begin_cb (XaGraphCanvas    *self,
                GdkEventSequence *sequence,
                GtkGesture       *gesture)
{
  self->pinch_zoom = xa_graph_canvas_get_zoom (self);
  gtk_gesture_get_bounding_box_center (gesture, &self->pinch_x, &self->pinch_y);
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

/* What is between the fingers stays there. */
static void
pinch_cb (XaGraphCanvas *self,
          double         scale,
          GtkGesture    *gesture)
{
  double x;
  double y;

  if (!self->scene || !self->is_placed || !gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    return;
  xa_graph_camera_pan (&self->camera, x - self->pinch_x, y - self->pinch_y);
  xa_graph_camera_zoom (&self->camera, self->pinch_zoom * scale / xa_graph_canvas_get_zoom (self), x, y);
  self->pinch_x = x;
  self->pinch_y = y;
  xa_graph_canvas_view_changed (self);
}

/* --- one that is held --- */

static void
held_cb (XaGraphCanvas *self,
         double         x,
         double         y,
         GtkGesture    *hold)
{
  gssize node = xa_graph_canvas_pick (self, x, y, TRUE);

  if (!self->scene || !self->is_placed)
    return;
  /* So that lifting it is no tap; the drag, which is of the same group, goes on. */
  gtk_gesture_set_state (hold, GTK_EVENT_SEQUENCE_CLAIMED);
  if (node >= 0) {
    xa_graph_canvas_toggle (self, node);
    xa_graph_canvas_set_focus_node (self, node);
  } else if (self->drag == XA_GRAPH_DRAG_PAN) {
    self->drag = XA_GRAPH_DRAG_RECTANGLE;
    g_free (self->swept);
    self->swept = g_memdup2 (self->marks, MAX (self->scene->n_nodes, 1));
  }
}

void
xa_graph_canvas_init_touch (XaGraphCanvas *self,
                            GtkGesture    *drag)
{
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *hold = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  g_signal_connect_swapped (hold, "pressed", G_CALLBACK (held_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (hold));
  /* A second finger ends a drag that was claimed, and does not find the pinch denied for that. */
  gtk_gesture_group (pinch, drag);
  gtk_gesture_group (hold, drag);
}
