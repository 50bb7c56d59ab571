#include "charts/xa-figure-ink.h"
#include "ui/widgets/xa-chart-view-private.h"
#include "ui/widgets/xa-widget-theme.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

G_DEFINE_FINAL_TYPE (XaChartView, xa_chart_view, GTK_TYPE_WIDGET)

enum {
  SIGNAL_ACTIVATED,
  SIGNAL_FOCUSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static XaRect
get_area (XaChartView *self)
{
  return (XaRect) { 0, 0, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)) };
}

static gssize
get_focus (XaChartView *self)
{
  if (self->hovered >= 0)
    return self->hovered;

  return gtk_widget_has_focus (GTK_WIDGET (self)) ? self->cursor : -1;
}

static void
focus_changed (XaChartView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[SIGNAL_FOCUSED], 0, (gint64) get_focus (self));
}

/* --- looks --- */

static void
xa_chart_view_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  XaChartView *self = XA_CHART_VIEW (widget);
  XaRect       area = get_area (self);
  gssize       focus = get_focus (self);
  XaTheme      theme;
  cairo_t     *cr;

  if (!self->chart || area.width < 1 || area.height < 1)
    return;
  xa_widget_get_theme (widget, &theme);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) area.width, (float) area.height));
  xa_chart_draw (self->chart, cr, area, &theme, focus);
  if (focus >= 0) {
    g_autofree char *text = xa_chart_tell (self->chart, (gsize) focus);

    xa_ink_bubble (cr, area, &theme, xa_chart_locate (self->chart, area, &theme, (gsize) focus), text);
  }
  cairo_destroy (cr);
}

static GtkSizeRequestMode
xa_chart_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
xa_chart_view_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  XaChartView *self = XA_CHART_VIEW (widget);
  XaTheme      theme;
  double       scale;

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = 120;
    *natural = 480;
    return;
  }
  if (!self->chart) {
    *minimum = *natural = 120;
    return;
  }
  xa_widget_get_theme (widget, &theme);
  scale = theme.font_size / 11;
  *minimum = *natural = (int) ceil (scale * xa_chart_height_for_width (self->chart, (for_size < 0 ? 480 : for_size) / scale));
}

/* --- pointer and keys --- */

static void
point_at (XaChartView *self,
          double       x,
          double       y)
{
  XaTheme theme;
  gssize  item = -1;

  if (self->chart) {
    xa_widget_get_theme (GTK_WIDGET (self), &theme);
    item = xa_chart_pick (self->chart, get_area (self), &theme, x, y);
  }
  if (item == self->hovered)
    return;
  self->hovered = item;
  focus_changed (self);
}

static void
leave_cb (XaChartView *self)
{
  if (self->hovered < 0)
    return;
  self->hovered = -1;
  focus_changed (self);
}

static void
pressed_cb (XaChartView *self,
            int          n_press,
            double       x,
            double       y)
{
  self->press_x = x;
  self->press_y = y;
}

/* Not what a finger that scrolls the page happens to begin at. On nothing nothing is read out any more. */
static void
clicked_cb (XaChartView *self,
            int          n_press,
            double       x,
            double       y)
{
  if (gtk_drag_check_threshold (GTK_WIDGET (self), (int) self->press_x, (int) self->press_y, (int) x, (int) y))
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  point_at (self, x, y);
  if (self->cursor != self->hovered) {
    self->cursor = self->hovered;
    focus_changed (self);
  }
  if (self->hovered < 0)
    return;
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, (guint64) self->hovered);
}

static gboolean
walk (XaChartView *self,
      int          dx,
      int          dy)
{
  g_autofree char *text = NULL;
  gssize           item;

  if (!self->chart)
    return FALSE;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    dx = -dx;
  item = xa_chart_step (self->chart, self->cursor, dx, dy);
  if (item < 0)
    return FALSE;
  self->cursor = item;
  self->hovered = -1;
  text = xa_chart_tell (self->chart, (gsize) item);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  focus_changed (self);

  return TRUE;
}

static gboolean
activate_item (XaChartView *self)
{
  if (!self->chart || self->cursor < 0)
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, (guint64) self->cursor);

  return TRUE;
}

static gboolean
key_cb (XaChartView    *self,
        guint           key,
        guint           code,
        GdkModifierType state)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return FALSE;

  switch (key) {
  case GDK_KEY_Left:
    return walk (self, -1, 0);
  case GDK_KEY_Right:
    return walk (self, 1, 0);
  case GDK_KEY_Up:
    return walk (self, 0, -1);
  case GDK_KEY_Down:
    return walk (self, 0, 1);
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
    return activate_item (self);
  default:
    return FALSE;
  }
}

/* --- the menu --- */

static void
popup (XaChartView *self,
       double       x,
       double       y)
{
  if (!self->ask)
    return;
  if (!self->menu) {
    g_autoptr (GMenu) model = g_menu_new ();

    g_menu_append (model, _ ("_Copy Data"), "chart.copy-data");
    g_menu_append (model, _ ("_Save As…"), "chart.save");
    self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (model));
    gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
    gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
    gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
menu_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  popup (XA_CHART_VIEW (widget), gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
}

static void
menu_clicked_cb (XaChartView *self,
                 int          n_press,
                 double       x,
                 double       y)
{
  popup (self, x, y);
}

/* Lifting the finger is no tap then. */
static void
pressed_long_cb (XaChartView *self,
                 double       x,
                 double       y,
                 GtkGesture  *hold)
{
  gtk_gesture_set_state (hold, GTK_EVENT_SEQUENCE_CLAIMED);
  popup (self, x, y);
}

/* --- the widget --- */

static void
xa_chart_view_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  XaChartView *self = XA_CHART_VIEW (widget);

  if (self->menu)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
xa_chart_view_dispose (GObject *object)
{
  XaChartView *self = XA_CHART_VIEW (object);

  g_clear_pointer (&self->chart, xa_chart_free);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  xa_chart_view_set_outside (self, NULL, NULL, NULL, NULL);
  G_OBJECT_CLASS (xa_chart_view_parent_class)->dispose (object);
}

static void
xa_chart_view_class_init (XaChartViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_chart_view_dispose;
  widget_class->snapshot = xa_chart_view_snapshot;
  widget_class->measure = xa_chart_view_measure;
  widget_class->get_request_mode = xa_chart_view_get_request_mode;
  widget_class->size_allocate = xa_chart_view_size_allocate;
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", XA_TYPE_CHART_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  signals[SIGNAL_FOCUSED] = g_signal_new ("focused", XA_TYPE_CHART_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  xa_chart_view_class_init_outside (widget_class);
  gtk_widget_class_install_action (widget_class, "chart.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "chart.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "chart.menu", NULL);
}

static void
add_gestures (XaChartView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture         *click = gtk_gesture_click_new ();
  GtkGesture         *second = gtk_gesture_click_new ();
  GtkGesture         *hold = gtk_gesture_long_press_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (point_at), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (clicked_cb), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (second), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (second, "pressed", G_CALLBACK (menu_clicked_cb), self);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect_swapped (hold, "pressed", G_CALLBACK (pressed_long_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (second));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (hold));
}

static void
xa_chart_view_init (XaChartView *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->hovered = self->cursor = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  add_gestures (self);
  for (gsize i = 0; i < 3; i++) {
    static const char *const looks[] = { "notify::dark", "notify::high-contrast", "notify::accent-color" };

    g_signal_connect_object (style, looks[i], G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  }
}

GtkWidget *
xa_chart_view_new (void)
{
  return g_object_new (XA_TYPE_CHART_VIEW, NULL);
}

void
xa_chart_view_set_chart (XaChartView *self,
                         XaChart     *chart)
{
  g_autofree char *words = chart ? xa_chart_summarise (chart) : NULL;

  g_clear_pointer (&self->chart, xa_chart_free);
  self->chart = chart;
  self->hovered = self->cursor = -1;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, chart ? chart->kind->name : "",
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words ? words : "", -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

const XaChart *
xa_chart_view_get_chart (XaChartView *self)
{
  return self->chart;
}
