#include "ui/graph/xa-graph-canvas-private.h"

#include <math.h>
#include <string.h>

#define WHEEL_FACTOR 1.2
#define TOUCHPAD_FACTOR 1.01
#define KEY_ZOOM 1.5

/* --- what is under a place --- */

static gboolean
is_selected (XaGraphCanvas *self,
             gssize         node)
{
  return (self->marks[node] & XA_GRAPH_MARK_SELECTED) != 0;
}

/* --- the pointer --- */

static void
motion_cb (XaGraphCanvas *self,
           double         x,
           double         y)
{
  gssize node = xa_graph_canvas_pick (self, x, y, FALSE);

  self->pointer_x = x;
  self->pointer_y = y;
  if (self->drag != XA_GRAPH_DRAG_NONE)
    return;
  xa_graph_canvas_light (self, node >= 0 ? node : self->focus_node);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), node >= 0 ? "pointer" : NULL);
}

static void
leave_cb (XaGraphCanvas *self)
{
  if (self->drag == XA_GRAPH_DRAG_NONE)
    xa_graph_canvas_light (self, self->focus_node);
}

static gboolean
scroll_cb (XaGraphCanvas            *self,
           double                    dx,
           double                    dy,
           GtkEventControllerScroll *controller)
{
  gboolean is_touchpad = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE;
  gboolean is_zoom = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller)) & GDK_CONTROL_MASK;

  if (!self->scene || !self->is_placed)
    return FALSE;
  if (is_touchpad && !is_zoom)
    xa_graph_camera_pan (&self->camera, -dx, -dy);
  else
    xa_graph_camera_zoom (&self->camera, pow (is_touchpad ? TOUCHPAD_FACTOR : WHEEL_FACTOR, -dy), self->pointer_x, self->pointer_y);
  xa_graph_canvas_view_changed (self);

  return TRUE;
}

void
xa_graph_canvas_toggle (XaGraphCanvas *self,
                        gssize         node)
{
  self->marks[node] ^= XA_GRAPH_MARK_SELECTED;
  xa_graph_canvas_selection_changed (self);
}

/* One node alone, more with Ctrl or Shift, none on the ground; twice: open it. */
static void
clicked_cb (XaGraphCanvas *self,
            int            n_press,
            double         x,
            double         y,
            GtkGesture    *gesture)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  gssize          node = xa_graph_canvas_pick (self, x, y, xa_graph_canvas_is_touched (gesture));
  guint32         alone = (guint32) node;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  /* The end of a drag is no click. */
  if (!self->scene || gtk_drag_check_threshold (GTK_WIDGET (self), (int) self->press_x, (int) self->press_y, (int) x, (int) y))
    return;
  if (node >= 0 && n_press == 2)
    g_signal_emit_by_name (self, "activated", alone);
  else if (node >= 0 && (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)))
    xa_graph_canvas_toggle (self, node);
  else if (n_press == 1)
    xa_graph_canvas_select (self, &alone, node >= 0 ? 1 : 0);
  if (n_press == 1)
    xa_graph_canvas_set_focus_node (self, node);
}

/* --- drags: of the view, of nodes, of a rectangle --- */

static void
drag_begin_cb (XaGraphCanvas *self,
               double         x,
               double         y,
               GtkGesture    *gesture)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  gssize          node = xa_graph_canvas_pick (self, x, y, xa_graph_canvas_is_touched (gesture));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->press_x = x;
  self->press_y = y;
  self->drag_x = self->drag_y = 0;
  self->drag = XA_GRAPH_DRAG_NONE;
  if (!self->scene || !self->is_placed)
    return;
  adw_animation_pause (self->flight);
  xa_graph_canvas_finish_animation (self->arrangement);
  if (node >= 0) {
    self->drag = XA_GRAPH_DRAG_NODES;
    self->lit_node = node;
    g_free (self->drag_points);
    self->drag_points = xa_graph_canvas_dup_points (self);
  } else if (state & GDK_SHIFT_MASK) {
    self->drag = XA_GRAPH_DRAG_RECTANGLE;
    g_free (self->swept);
    self->swept = g_memdup2 (self->marks, MAX (self->scene->n_nodes, 1));
  } else {
    self->drag = XA_GRAPH_DRAG_PAN;
  }
}

/* With the node that was grabbed goes what is selected with it. */
static gboolean
is_dragged (XaGraphCanvas *self,
            guint32        node)
{
  return node == self->lit_node || (is_selected (self, self->lit_node) && is_selected (self, node));
}

static void
drag_nodes (XaGraphCanvas *self)
{
  g_autofree XaPoint *points = g_memdup2 (self->drag_points, MAX (self->scene->n_nodes, 1) * sizeof *points);

  for (guint32 i = 0; i < self->scene->n_nodes; i++)
    if (is_dragged (self, i)) {
      points[i].x += self->drag_x / self->camera.now.scale;
      points[i].y += self->drag_y / self->camera.now.scale;
    }
  xa_graph_canvas_place_nodes (self, points);
}

static void
sweep (XaGraphCanvas *self)
{
  XaRect box = { MIN (self->press_x, self->press_x + self->drag_x), MIN (self->press_y, self->press_y + self->drag_y), fabs (self->drag_x), fabs (self->drag_y) };

  memcpy (self->marks, self->swept, self->scene->n_nodes);
  xa_graph_scene_mark_rectangle (self->scene, &self->camera.now, box, self->marks, XA_GRAPH_MARK_SELECTED);
  xa_graph_canvas_want (self, XA_GRAPH_LAYER_ALL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_update_cb (XaGraphCanvas *self,
                double         x,
                double         y,
                GtkGesture    *gesture)
{
  double dx = x - self->drag_x;
  double dy = y - self->drag_y;

  /* Before a page around it takes the finger for a way back. */
  if (self->drag != XA_GRAPH_DRAG_NONE && gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, (int) x, (int) y))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  self->drag_x = x;
  self->drag_y = y;
  switch (self->drag) {
  case XA_GRAPH_DRAG_PAN:
    xa_graph_camera_pan (&self->camera, dx, dy);
    xa_graph_canvas_view_changed (self);
    break;
  case XA_GRAPH_DRAG_NODES:
    drag_nodes (self);
    break;
  case XA_GRAPH_DRAG_RECTANGLE:
    sweep (self);
    break;
  case XA_GRAPH_DRAG_NONE:
    break;
  }
}

static void
finish_move (XaGraphCanvas *self)
{
  gsize               size = self->scene->n_nodes * sizeof (XaPoint);
  g_autofree XaPoint *now = xa_graph_canvas_dup_points (self);
  g_autoptr (GBytes) before = g_bytes_new (self->drag_points, size);
  g_autoptr (GBytes) after = g_bytes_new (now, size);

  for (guint32 i = 0; i < self->scene->n_nodes; i++)
    if (is_dragged (self, i))
      self->pins[i] = TRUE;
  g_signal_emit_by_name (self, "moved", before, after);
}

static void
drag_end_cb (XaGraphCanvas *self,
             double         x,
             double         y)
{
  XaGraphDrag drag = self->drag;
  gboolean    has_moved = gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, (int) x, (int) y);

  self->drag = XA_GRAPH_DRAG_NONE;
  if (drag == XA_GRAPH_DRAG_NODES && has_moved)
    finish_move (self);
  else if (drag == XA_GRAPH_DRAG_NODES)
    xa_graph_canvas_place_nodes (self, self->drag_points);
  else if (drag == XA_GRAPH_DRAG_RECTANGLE)
    xa_graph_canvas_selection_changed (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- the keys --- */

static gssize
find_middle (XaGraphCanvas *self)
{
  double nearest = INFINITY;
  gssize found = -1;

  for (guint32 i = 0; i < self->scene->n_nodes; i++) {
    XaPoint at = xa_graph_projection_place (&self->camera.now, self->scene->nodes[i].at);
    double  distance = hypot (at.x - self->width / 2, at.y - self->height / 2);

    if (!xa_graph_canvas_is_hidden (self, i) && distance < nearest) {
      nearest = distance;
      found = i;
    }
  }

  return found;
}

static void
bring_into_view (XaGraphCanvas *self,
                 guint32        node)
{
  XaRect disc = xa_graph_canvas_get_disc (self, node);

  if (disc.x < 0 || disc.y < 0 || disc.x + disc.width > self->width || disc.y + disc.height > self->height)
    xa_graph_canvas_fly_to (self, node);
}

static gboolean
step (XaGraphCanvas *self,
      int            dx,
      int            dy)
{
  gssize next = self->focus_node < 0 ? find_middle (self) : xa_graph_scene_step (self->scene, self->marks, (guint32) self->focus_node, dx, dy);

  if (next < 0)
    return TRUE; /* nothing lies there: the keys stay in the graph */
  xa_graph_canvas_set_focus_node (self, next);
  bring_into_view (self, (guint32) next);

  return TRUE;
}

static gboolean
press_focus_node (XaGraphCanvas *self,
                  guint          key)
{
  guint32 node = (guint32) self->focus_node;

  if (self->focus_node < 0)
    return FALSE;
  if (key == GDK_KEY_space)
    xa_graph_canvas_toggle (self, self->focus_node);
  else
    g_signal_emit_by_name (self, "activated", node);

  return TRUE;
}

static gboolean
clear (XaGraphCanvas *self)
{
  g_autoptr (GArray) selection = xa_graph_canvas_get_selection (self);

  if (selection->len == 0 && self->focus_node < 0)
    return FALSE;
  xa_graph_canvas_set_focus_node (self, -1);
  xa_graph_canvas_select (self, NULL, 0);

  return TRUE;
}

static gboolean
key_cb (XaGraphCanvas  *self,
        guint           key,
        guint           code,
        GdkModifierType state)
{
  if (!self->scene || !self->is_placed || (state & GDK_ALT_MASK))
    return FALSE;
  switch (key) {
  case GDK_KEY_Left:
    return step (self, -1, 0);
  case GDK_KEY_Right:
    return step (self, 1, 0);
  case GDK_KEY_Up:
    return step (self, 0, -1);
  case GDK_KEY_Down:
    return step (self, 0, 1);
  case GDK_KEY_plus:
  case GDK_KEY_equal:
  case GDK_KEY_KP_Add:
    xa_graph_canvas_zoom (self, KEY_ZOOM);
    return TRUE;
  case GDK_KEY_minus:
  case GDK_KEY_KP_Subtract:
    xa_graph_canvas_zoom (self, 1 / KEY_ZOOM);
    return TRUE;
  case GDK_KEY_0:
  case GDK_KEY_KP_0:
    xa_graph_canvas_fit (self, TRUE);
    return TRUE;
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
  case GDK_KEY_space:
    return press_focus_node (self, key);
  case GDK_KEY_Escape:
    return clear (self);
  case GDK_KEY_a:
    if (!(state & GDK_CONTROL_MASK))
      return FALSE;
    xa_graph_canvas_select_all (self);
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
query_tooltip (GtkWidget  *widget,
               int         x,
               int         y,
               gboolean    keyboard,
               GtkTooltip *tooltip)
{
  XaGraphCanvas   *self = XA_GRAPH_CANVAS (widget);
  gssize           node = keyboard ? self->focus_node : xa_graph_canvas_pick (self, x, y, FALSE);
  g_autofree char *text = node >= 0 && self->tell ? self->tell ((guint32) node, self->tell_data) : NULL;

  if (!text || self->drag != XA_GRAPH_DRAG_NONE)
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
}

void
xa_graph_canvas_class_init_input (GtkWidgetClass *widget_class)
{
  widget_class->query_tooltip = query_tooltip;
}

void
xa_graph_canvas_init_input (XaGraphCanvas *self)
{
  GtkWidget          *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture         *drag = gtk_gesture_drag_new ();
  GtkGesture         *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (clicked_cb), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  xa_graph_canvas_init_touch (self, drag);
}
