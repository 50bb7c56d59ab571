#include "ui/compare/xa-compare-reorder.h"

#include "ui/widgets/xa-widget-theme.h"

typedef struct {
  XaChartView  *view; /* (not owned): owns this */
  XaReorderFunc moved;
  gpointer      data;
  gssize        focused; /* the item under the cursor, or that was moved last, or -1 */
  gssize        dragged; /* or -1 */
} Reorder;

static gssize
pick (Reorder *self,
      double   x,
      double   y)
{
  const XaChart *chart = xa_chart_view_get_chart (self->view);
  GtkWidget     *widget = GTK_WIDGET (self->view);
  XaTheme        theme;

  if (!chart)
    return -1;
  xa_widget_get_theme (widget, &theme);

  return xa_chart_pick (chart, (XaRect) { 0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget) }, &theme, x, y);
}

static void
move (Reorder *self,
      gssize   from,
      gssize   to)
{
  const XaChart *chart = xa_chart_view_get_chart (self->view);

  if (!chart || from < 0 || to < 0 || from == to || to >= (gssize) xa_chart_count (chart))
    return;
  self->moved ((guint) from, (guint) to, self->data);
  self->focused = to;
}

static void
focused_cb (Reorder *self,
            gint64   item)
{
  if (item >= 0)
    self->focused = (gssize) item;
}

static gboolean
key_cb (Reorder        *self,
        guint           key,
        guint           code,
        GdkModifierType state)
{
  if ((state & gtk_accelerator_get_default_mod_mask ()) != GDK_ALT_MASK || (key != GDK_KEY_Up && key != GDK_KEY_Down))
    return FALSE;
  move (self, self->focused, self->focused + (key == GDK_KEY_Down ? 1 : -1));

  return TRUE;
}

static void
drag_begin_cb (Reorder *self,
               double   x,
               double   y)
{
  self->dragged = pick (self, x, y);
}

static void
drag_update_cb (Reorder        *self,
                double          dx,
                double          dy,
                GtkGestureDrag *drag)
{
  if (self->dragged < 0 || !gtk_drag_check_threshold (GTK_WIDGET (self->view), 0, 0, (int) dx, (int) dy))
    return;
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->view), "grabbing");
}

static void
drag_end_cb (Reorder        *self,
             double          dx,
             double          dy,
             GtkGestureDrag *drag)
{
  double x, y;

  gtk_widget_set_cursor (GTK_WIDGET (self->view), NULL);
  if (gtk_gesture_drag_get_start_point (drag, &x, &y) && gtk_drag_check_threshold (GTK_WIDGET (self->view), 0, 0, (int) dx, (int) dy))
    move (self, self->dragged, pick (self, x + dx, y + dy));
  self->dragged = -1;
}

/**
 * xa_compare_make_reorderable:
 * @view: shows a chart whose items stand below one another
 * @data: must live as long as @view
 */
void
xa_compare_make_reorderable (XaChartView  *view,
                             XaReorderFunc moved,
                             gpointer      data)
{
  Reorder            *self = g_new0 (Reorder, 1);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture         *drag = gtk_gesture_drag_new ();

  *self = (Reorder) { view, moved, data, -1, -1 };
  g_object_set_data_full (G_OBJECT (view), "reorder", self, g_free);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (view, "focused", G_CALLBACK (focused_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (view), keys);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (drag));
}
