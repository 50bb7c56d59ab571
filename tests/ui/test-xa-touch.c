#include "charts/xa-bar-chart.h"
#include "ui/graph/xa-graph-canvas-private.h"
#include "ui/widgets/xa-chart-view.h"
#include "ui/xa-last-work.h"

/* What gestures do when they are recognised, as with fingers; that they are is for GTK. */

#define N_NODES 3

static void
turn_until_sized (GtkWidget *widget)
{
  gint64 deadline_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (gtk_widget_get_width (widget) < 100 || g_main_context_pending (NULL)) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
    g_main_context_iteration (NULL, TRUE);
  }
}

static gpointer
find_gesture (gpointer widget,
              GType    type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

    if (G_OBJECT_TYPE (controller) == type && !(GTK_IS_GESTURE_SINGLE (controller) && gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller)) == GDK_BUTTON_SECONDARY))
      return controller;
  }
  g_assert_not_reached ();
}

/* --- the graph --- */

typedef struct {
  GtkWidget     *window; /* (owned) */
  XaGraphCanvas *canvas;
} Place;

static void
open_graph (Place *self)
{
  const XaGraphNode nodes[N_NODES] = { { "left", { 0, 0 }, 9, 0 }, { "right", { 100, 0 }, 4, 0 }, { "below", { 50, 80 }, 1, 0 } };
  const XaGraphLine lines[] = { { 0, 1, 1, 1, FALSE } };
  g_autoptr (XaGraphScene) scene = xa_graph_scene_new (nodes, N_NODES, lines, G_N_ELEMENTS (lines));

  self->window = gtk_window_new ();
  self->canvas = XA_GRAPH_CANVAS (xa_graph_canvas_new ());
  gtk_window_set_default_size (GTK_WINDOW (self->window), 600, 500);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->canvas));
  xa_graph_canvas_set_scene (self->canvas, scene);
  gtk_window_present (GTK_WINDOW (self->window));
  turn_until_sized (GTK_WIDGET (self->canvas));
  g_assert_true (self->canvas->is_placed);
}

static void
close_graph (Place *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
}

static XaPoint
get_middle (Place  *self,
            guint32 node)
{
  XaRect disc = xa_graph_canvas_get_disc (self->canvas, node);

  return (XaPoint) { disc.x + disc.width / 2, disc.y + disc.height / 2 };
}

static void
hold (Place  *self,
      XaPoint at)
{
  g_signal_emit_by_name (find_gesture (self->canvas, GTK_TYPE_GESTURE_LONG_PRESS), "pressed", at.x, at.y);
}

static guint
count_selected (Place *self)
{
  g_autoptr (GArray) selection = xa_graph_canvas_get_selection (self->canvas);

  return selection->len;
}

/* Who has no Ctrl key takes one more into the selection, and out of it again. */
static void
test_held_selects_more (void)
{
  const guint32 first = 0;
  Place         place;

  open_graph (&place);
  xa_graph_canvas_select (place.canvas, &first, 1);
  hold (&place, get_middle (&place, 1));
  g_assert_cmpuint (count_selected (&place), ==, 2);
  hold (&place, get_middle (&place, 0));
  g_assert_cmpuint (count_selected (&place), ==, 1);
  close_graph (&place);
}

/* Nor Shift: held on the ground, a rectangle begins there instead of moving the view. */
static void
test_held_sweeps (void)
{
  Place       place;
  GtkGesture *drag;
  XaPoint     before, after;

  open_graph (&place);
  drag = find_gesture (place.canvas, GTK_TYPE_GESTURE_DRAG);
  before = get_middle (&place, 2);
  g_signal_emit_by_name (drag, "drag-begin", 1.0, 1.0);
  hold (&place, (XaPoint) { 1, 1 });
  g_signal_emit_by_name (drag, "drag-update", 598.0, 498.0);
  g_signal_emit_by_name (drag, "drag-end", 598.0, 498.0);
  after = get_middle (&place, 2);
  g_assert_cmpuint (count_selected (&place), ==, N_NODES);
  g_assert_cmpfloat_with_epsilon (before.x, after.x, 1e-6);
  g_assert_cmpfloat_with_epsilon (before.y, after.y, 1e-6);
  close_graph (&place);
}

/* A finger is wider than a small disc, a pointer is not. */
static void
test_finger_reaches (void)
{
  Place   place;
  XaPoint at;
  XaRect  disc;

  open_graph (&place);
  at = get_middle (&place, 2);
  disc = xa_graph_canvas_get_disc (place.canvas, 2);
  g_assert_cmpint (xa_graph_canvas_pick (place.canvas, at.x, at.y, FALSE), ==, 2);
  g_assert_cmpint (xa_graph_canvas_pick (place.canvas, at.x, disc.y + disc.height + 8, FALSE), ==, -1);
  g_assert_cmpint (xa_graph_canvas_pick (place.canvas, at.x, disc.y + disc.height + 8, TRUE), ==, 2);
  g_assert_cmpint (xa_graph_canvas_pick (place.canvas, at.x, disc.y + disc.height + 40, TRUE), ==, -1);
  close_graph (&place);
}

/* One that claims the fingers does not take them from the others. */
static void
test_gestures_go_together (void)
{
  Place       place;
  GtkGesture *drag;

  open_graph (&place);
  drag = find_gesture (place.canvas, GTK_TYPE_GESTURE_DRAG);
  g_assert_true (gtk_gesture_is_grouped_with (drag, find_gesture (place.canvas, GTK_TYPE_GESTURE_ZOOM)));
  g_assert_true (gtk_gesture_is_grouped_with (drag, find_gesture (place.canvas, GTK_TYPE_GESTURE_LONG_PRESS)));
  close_graph (&place);
}

/* --- a chart --- */

static void
count_cb (XaChartView *view,
          guint64      item,
          guint       *n)
{
  (*n)++;
}

/* A finger that comes down on a bar and goes on, to scroll, chooses nothing; one that taps does. */
static void
test_chart_is_tapped (void)
{
  const XaBar          bars[] = { { "one", xa_figure_exact (10) }, { "two", xa_figure_exact (20) } };
  const XaBarChartData data = { .name = "Bars", .unit = "posts", .style = XA_FIGURE_STYLE_COUNT, .bars = bars, .n_bars = G_N_ELEMENTS (bars) };
  GtkWidget           *window = gtk_window_new (), *view = xa_chart_view_new ();
  GtkGesture          *click;
  guint                n = 0;
  double               x, y;

  xa_chart_view_set_chart (XA_CHART_VIEW (view), xa_bar_chart_new (&data));
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 300);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  turn_until_sized (view);
  g_signal_connect (view, "activated", G_CALLBACK (count_cb), &n);
  click = find_gesture (view, GTK_TYPE_GESTURE_CLICK);
  for (y = 1; n == 0 && y < gtk_widget_get_height (view); y += 5) {
    x = gtk_widget_get_width (view) / 2.0;
    g_signal_emit_by_name (click, "pressed", 1, x, y);
    g_assert_cmpuint (n, ==, 0);
    g_signal_emit_by_name (click, "released", 1, x, y + 60);
    g_assert_cmpuint (n, ==, 0);
    g_signal_emit_by_name (click, "pressed", 1, x, y);
    g_signal_emit_by_name (click, "released", 1, x, y);
  }
  g_assert_cmpuint (n, ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ()) {
    g_print ("1..0 # SKIP there is no display\n");
    return 0;
  }
  adw_init ();
  g_test_add_func ("/ui/touch/held-selects-more", test_held_selects_more);
  g_test_add_func ("/ui/touch/held-sweeps", test_held_sweeps);
  g_test_add_func ("/ui/touch/finger-reaches", test_finger_reaches);
  g_test_add_func ("/ui/touch/gestures-go-together", test_gestures_go_together);
  g_test_add_func ("/ui/touch/chart-is-tapped", test_chart_is_tapped);

  status = g_test_run ();
  /* What libraries take down at exit is not taken from under who still draws. */
  g_assert_true (xa_last_work_wait (60 * G_USEC_PER_SEC));

  return status;
}
