#include "ui/graph/xa-graph-canvas-private.h"

#include <math.h>
#include <string.h>

#define FADE_MS 120
#define FLIGHT_MS 250
#define ARRANGE_MS 400

enum {
  SIGNAL_SELECTION_CHANGED,
  SIGNAL_ACTIVATED,
  SIGNAL_MOVED,
  N_SIGNALS,
};

typedef enum {
  PROP_ZOOM = 1,
  N_PROPS,
} XaGraphCanvasProps;

static guint       signals[N_SIGNALS];
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE_WITH_CODE (XaGraphCanvas, xa_graph_canvas, GTK_TYPE_WIDGET, G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE, xa_graph_canvas_init_accessible))

/* --- places --- */

XaPoint *
xa_graph_canvas_dup_points (XaGraphCanvas *self)
{
  XaPoint *points = g_new (XaPoint, MAX (self->scene->n_nodes, 1));

  for (guint32 i = 0; i < self->scene->n_nodes; i++)
    points[i] = self->scene->nodes[i].at;

  return points;
}

void
xa_graph_canvas_place_nodes (XaGraphCanvas *self,
                             const XaPoint *points)
{
  XaGraphScene *moved = xa_graph_scene_move (self->scene, points);

  xa_graph_scene_unref (self->scene);
  self->scene = moved;
  xa_graph_canvas_want_all (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
arrange (double   value,
         gpointer data)
{
  XaGraphCanvas      *self = data;
  g_autofree XaPoint *points = g_new (XaPoint, MAX (self->scene->n_nodes, 1));

  for (guint32 i = 0; i < self->scene->n_nodes; i++)
    points[i] = (XaPoint) { self->points_from[i].x + (self->points_to[i].x - self->points_from[i].x) * value,
                            self->points_from[i].y + (self->points_to[i].y - self->points_from[i].y) * value };
  xa_graph_canvas_place_nodes (self, points);
}

void
xa_graph_canvas_set_points (XaGraphCanvas *self,
                            const XaPoint *points,
                            gboolean       animate)
{
  if (!self->scene)
    return;
  adw_animation_pause (self->arrangement);
  if (!animate) {
    xa_graph_canvas_place_nodes (self, points);
    return;
  }
  g_free (self->points_from);
  g_free (self->points_to);
  self->points_from = xa_graph_canvas_dup_points (self);
  self->points_to = g_memdup2 (points, self->scene->n_nodes * sizeof *points);
  adw_animation_reset (self->arrangement);
  adw_animation_play (self->arrangement);
}

XaRect
xa_graph_canvas_get_disc (XaGraphCanvas *self,
                          guint32        node)
{
  XaPoint at = xa_graph_projection_place (&self->camera.now, self->scene->nodes[node].at);
  double  radius = xa_graph_projection_get_radius (&self->camera.now, self->scene->nodes[node].size);

  return (XaRect) { at.x - radius, at.y - radius, 2 * radius, 2 * radius };
}

void
xa_graph_canvas_set_focus_node (XaGraphCanvas *self,
                                gssize         node)
{
  self->focus_node = node;
  xa_graph_canvas_light (self, node);
  xa_graph_canvas_update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
xa_graph_canvas_selection_changed (XaGraphCanvas *self)
{
  xa_graph_canvas_marks_changed (self);
  g_signal_emit (self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

/* --- the widget --- */

/* A larger widget shows more of the graph around the same middle. */
static void
xa_graph_canvas_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  XaGraphCanvas *self = XA_GRAPH_CANVAS (widget);
  double         zoom = xa_graph_canvas_get_zoom (self);
  XaPoint        middle;

  if (!self->scene || width < 2 || height < 2)
    return;
  middle = xa_graph_projection_find (&self->camera.now, self->width / 2, self->height / 2);
  self->width = width;
  self->height = height;
  xa_graph_canvas_measure_fit (self);
  if (!self->is_placed || fabs (zoom - 1) < 1e-6)
    self->camera.now = self->camera.fit;
  else
    self->camera.now = xa_graph_camera_aim (&self->camera, middle, zoom, width, height);
  self->is_placed = TRUE;
  xa_graph_canvas_show_view (self);
  if (self->has_flight)
    xa_graph_canvas_fly_to_selection (self);
}

static void
theme_changed_cb (XaGraphCanvas *self)
{
  xa_graph_canvas_want_all (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
xa_graph_canvas_css_changed (GtkWidget         *widget,
                             GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (xa_graph_canvas_parent_class)->css_changed (widget, change);
  theme_changed_cb (XA_GRAPH_CANVAS (widget));
}

static void
xa_graph_canvas_unmap (GtkWidget *widget)
{
  XaGraphCanvas *self = XA_GRAPH_CANVAS (widget);

  xa_graph_canvas_finish_animation (self->flight);
  xa_graph_canvas_finish_animation (self->glow_animation);
  xa_graph_canvas_finish_animation (self->arrangement);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  GTK_WIDGET_CLASS (xa_graph_canvas_parent_class)->unmap (widget);
}

static void
xa_graph_canvas_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (xa_graph_canvas_parent_class)->map (widget);
  xa_graph_canvas_want_all (XA_GRAPH_CANVAS (widget));
}

static void
xa_graph_canvas_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch ((XaGraphCanvasProps) id) {
  case PROP_ZOOM:
    g_value_set_double (value, xa_graph_canvas_get_zoom (XA_GRAPH_CANVAS (object)));
    break;
  case N_PROPS:
    g_assert_not_reached ();
  }
}

static void
xa_graph_canvas_dispose (GObject *object)
{
  XaGraphCanvas *self = XA_GRAPH_CANVAS (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  for (guint i = 0; i < G_N_ELEMENTS (self->layers); i++) {
    if (self->layers[i].cancellable)
      g_cancellable_cancel (self->layers[i].cancellable);
    self->layers[i].is_wanted = FALSE;
    g_clear_pointer (&self->layers[i].painting, xa_graph_painting_free);
  }
  g_clear_object (&self->flight);
  g_clear_object (&self->arrangement);
  g_clear_object (&self->glow_animation);
  xa_graph_canvas_drop_accessibles (self);
  G_OBJECT_CLASS (xa_graph_canvas_parent_class)->dispose (object);
}

static void
xa_graph_canvas_finalize (GObject *object)
{
  XaGraphCanvas *self = XA_GRAPH_CANVAS (object);

  xa_graph_painter_free (self->painter);
  xa_graph_scene_unref (self->scene);
  for (guint i = 0; i < G_N_ELEMENTS (self->layers); i++)
    g_clear_object (&self->layers[i].cancellable);
  g_free (self->marks);
  g_free (self->pins);
  g_free (self->points_from);
  g_free (self->points_to);
  g_free (self->drag_points);
  g_free (self->swept);
  g_free (self->summary);
  G_OBJECT_CLASS (xa_graph_canvas_parent_class)->finalize (object);
}

static void
xa_graph_canvas_class_init (XaGraphCanvasClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = xa_graph_canvas_dispose;
  object_class->finalize = xa_graph_canvas_finalize;
  object_class->get_property = xa_graph_canvas_get_property;
  widget_class->snapshot = xa_graph_canvas_snapshot;
  widget_class->size_allocate = xa_graph_canvas_size_allocate;
  widget_class->css_changed = xa_graph_canvas_css_changed;
  widget_class->map = xa_graph_canvas_map;
  widget_class->unmap = xa_graph_canvas_unmap;
  props[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0, G_MAXDOUBLE, 1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_SELECTION_CHANGED] = g_signal_new ("selection-changed", XA_TYPE_GRAPH_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", XA_TYPE_GRAPH_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_MOVED] = g_signal_new ("moved", XA_TYPE_GRAPH_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_BYTES, G_TYPE_BYTES);
  gtk_widget_class_set_css_name (widget_class, "graph");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  xa_graph_canvas_class_init_input (widget_class);
}

static AdwAnimation *
make_animation (XaGraphCanvas         *self,
                guint                  duration_ms,
                AdwAnimationTargetFunc func)
{
  return adw_timed_animation_new (GTK_WIDGET (self), 0, 1, duration_ms, adw_callback_animation_target_new (func, self, NULL));
}

static void
xa_graph_canvas_init (XaGraphCanvas *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->painter = xa_graph_painter_new ();
  self->lit_node = -1;
  self->focus_node = -1;
  self->flight = make_animation (self, FLIGHT_MS, xa_graph_canvas_fly);
  self->arrangement = make_animation (self, ARRANGE_MS, arrange);
  self->glow_animation = make_animation (self, FADE_MS, xa_graph_canvas_set_glow);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (theme_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (theme_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::accent-color", G_CALLBACK (theme_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  xa_graph_canvas_init_input (self);
}

GtkWidget *
xa_graph_canvas_new (void)
{
  return g_object_new (XA_TYPE_GRAPH_CANVAS, NULL);
}

/* --- what the page sets and asks --- */

void
xa_graph_canvas_set_scene (XaGraphCanvas      *self,
                           const XaGraphScene *scene)
{
  guint32  n_before = self->scene ? self->scene->n_nodes : 0;
  guint32  n = scene ? scene->n_nodes : 0;
  gboolean is_same_size = n == n_before && n > 0;

  adw_animation_pause (self->arrangement);
  adw_animation_pause (self->flight);
  xa_graph_scene_unref (self->scene);
  self->scene = scene ? xa_graph_scene_ref (scene) : NULL;
  if (!is_same_size) {
    g_free (self->marks);
    g_free (self->pins);
    self->marks = g_new0 (guint8, MAX (n, 1));
    self->pins = g_new0 (gboolean, MAX (n, 1));
    self->lit_node = -1;
    self->focus_node = -1;
    self->glow = 0;
    self->is_placed = FALSE;
    xa_graph_canvas_drop_accessibles (self);
    gtk_widget_queue_resize (GTK_WIDGET (self));
  }
  xa_graph_canvas_want_all (self);
  xa_graph_canvas_update_accessible (self);
}

const XaGraphScene *
xa_graph_canvas_get_scene (XaGraphCanvas *self)
{
  return self->scene;
}

void
xa_graph_canvas_set_tell (XaGraphCanvas  *self,
                          XaGraphTellFunc tell,
                          gpointer        data)
{
  self->tell = tell;
  self->tell_data = data;
}

void
xa_graph_canvas_set_summary (XaGraphCanvas *self,
                             const char    *summary)
{
  g_set_str (&self->summary, summary);
  xa_graph_canvas_update_accessible (self);
}

void
xa_graph_canvas_set_hulls (XaGraphCanvas *self,
                           gboolean       has_hulls)
{
  if (self->has_hulls == has_hulls)
    return;
  self->has_hulls = has_hulls;
  xa_graph_canvas_want_all (self);
}

void
xa_graph_canvas_set_hidden (XaGraphCanvas  *self,
                            const gboolean *hidden)
{
  for (guint32 i = 0; self->scene && i < self->scene->n_nodes; i++) {
    self->marks[i] &= (guint8) ~XA_GRAPH_MARK_HIDDEN;
    if (hidden[i])
      self->marks[i] = XA_GRAPH_MARK_HIDDEN;
  }
  if (self->focus_node >= 0 && xa_graph_canvas_is_hidden (self, (guint32) self->focus_node))
    self->focus_node = -1;
  if (self->lit_node >= 0 && xa_graph_canvas_is_hidden (self, (guint32) self->lit_node))
    xa_graph_canvas_light (self, -1);
  xa_graph_canvas_selection_changed (self);
}

gboolean
xa_graph_canvas_is_hidden (XaGraphCanvas *self,
                           guint32        node)
{
  return (self->marks[node] & XA_GRAPH_MARK_HIDDEN) != 0;
}

GArray *
xa_graph_canvas_get_selection (XaGraphCanvas *self)
{
  GArray *selection = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; self->scene && i < self->scene->n_nodes; i++)
    if (self->marks[i] & XA_GRAPH_MARK_SELECTED)
      g_array_append_val (selection, i);

  return selection;
}

void
xa_graph_canvas_select (XaGraphCanvas *self,
                        const guint32 *nodes,
                        guint          n_nodes)
{
  for (guint32 i = 0; self->scene && i < self->scene->n_nodes; i++)
    self->marks[i] &= (guint8) ~XA_GRAPH_MARK_SELECTED;
  for (guint i = 0; i < n_nodes; i++)
    if (!xa_graph_canvas_is_hidden (self, nodes[i]))
      self->marks[nodes[i]] |= XA_GRAPH_MARK_SELECTED;
  xa_graph_canvas_selection_changed (self);
}

void
xa_graph_canvas_select_all (XaGraphCanvas *self)
{
  for (guint32 i = 0; self->scene && i < self->scene->n_nodes; i++)
    if (!xa_graph_canvas_is_hidden (self, i))
      self->marks[i] |= XA_GRAPH_MARK_SELECTED;
  xa_graph_canvas_selection_changed (self);
}

gssize
xa_graph_canvas_get_focus_node (XaGraphCanvas *self)
{
  return self->focus_node;
}

const gboolean *
xa_graph_canvas_get_pins (XaGraphCanvas *self)
{
  return self->pins;
}

guint
xa_graph_canvas_get_n_paintings (XaGraphCanvas *self,
                                 double        *latest)
{
  if (latest)
    *latest = self->layers[XA_GRAPH_LAYER_ALL].painting ? self->layers[XA_GRAPH_LAYER_ALL].painting->seconds : NAN;

  return self->n_paintings;
}
