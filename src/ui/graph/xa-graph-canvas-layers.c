#include "ui/graph/xa-graph-canvas-private.h"

#include "ui/widgets/xa-widget-theme.h"

/* What is drawn around the widget, so that a pan has something to show. */
#define SURROUNDINGS 96.0

/* A picture that is stretched further than this is drawn anew at once. */
#define MOST_STRETCH 1.3

/* A larger graph is seen before its names are laid out. */
#define MOST_NAMED_AT_ONCE 100

/* --- pictures --- */

static void paint (XaGraphCanvas *self, XaGraphLayerKind kind);

static void
fade_to (XaGraphCanvas *self,
         double         glow)
{
  AdwTimedAnimation *animation = ADW_TIMED_ANIMATION (self->glow_animation);
  gboolean           plays = adw_animation_get_state (self->glow_animation) == ADW_ANIMATION_PLAYING;

  if (plays ? adw_timed_animation_get_value_to (animation) == glow : self->glow == glow)
    return;
  adw_timed_animation_set_value_from (animation, self->glow);
  adw_timed_animation_set_value_to (animation, glow);
  adw_animation_reset (self->glow_animation);
  adw_animation_play (self->glow_animation);
}

static void
painted (XaGraphCanvas   *self,
         XaGraphLayerKind kind,
         GAsyncResult    *result)
{
  XaGraphLayer    *layer = &self->layers[kind];
  XaGraphPainting *painting = xa_graph_painter_draw_finish (result, NULL);

  g_clear_object (&layer->cancellable);
  if (painting) {
    xa_graph_painting_free (layer->painting);
    layer->painting = painting;
    self->n_paintings++;
    layer->is_wanted = layer->is_wanted || painting->lacks_labels;
    gtk_widget_queue_draw (GTK_WIDGET (self));
    if (kind == XA_GRAPH_LAYER_LIT && self->lit_node >= 0)
      fade_to (self, 1);
  }
  if (layer->is_wanted)
    paint (self, kind);
}

static void
all_painted_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  painted (data, XA_GRAPH_LAYER_ALL, result);
  g_object_unref (data);
}

static void
lit_painted_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  painted (data, XA_GRAPH_LAYER_LIT, result);
  g_object_unref (data);
}

static guint8 *
mark_lit (XaGraphCanvas *self)
{
  guint8 *marks = g_memdup2 (self->marks, MAX (self->scene->n_nodes, 1));

  xa_graph_scene_mark_neighbours (self->scene, (guint32) self->lit_node, marks, XA_GRAPH_MARK_LIT);
  marks[self->lit_node] |= XA_GRAPH_MARK_CENTRE;

  return marks;
}

/* Names that were laid out once are kept: only the first picture of a graph waits for them. */
static gboolean
leave_labels (XaGraphCanvas *self)
{
  gboolean is_known = self->named == self->scene->body;

  self->named = self->scene->body;

  return !is_known && self->scene->n_nodes > MOST_NAMED_AT_ONCE;
}

static void
paint (XaGraphCanvas   *self,
       XaGraphLayerKind kind)
{
  XaGraphLayer      *layer = &self->layers[kind];
  XaRect             area = { -SURROUNDINGS, -SURROUNDINGS, self->width + 2 * SURROUNDINGS, self->height + 2 * SURROUNDINGS };
  gboolean           can_draw = self->is_placed && gtk_widget_get_realized (GTK_WIDGET (self));
  GdkSurface        *surface = can_draw ? gtk_native_get_surface (gtk_widget_get_native (GTK_WIDGET (self))) : NULL;
  XaGraphPicture     picture = { .projection = self->camera.now, .only_lit = kind == XA_GRAPH_LAYER_LIT, .hulls = self->has_hulls };
  g_autofree guint8 *lit = NULL;
  XaTheme            theme;

  layer->is_wanted = FALSE;
  if (!self->scene || !surface || (picture.only_lit && self->lit_node < 0))
    return;
  xa_widget_get_theme (GTK_WIDGET (self), &theme);
  lit = picture.only_lit ? mark_lit (self) : NULL;
  picture.theme = &theme;
  picture.density = gdk_surface_get_scale (surface);
  picture.marks = lit ? lit : self->marks;
  picture.sight = (XaRect) { SURROUNDINGS, SURROUNDINGS, self->width, self->height };
  picture.without_labels = kind == XA_GRAPH_LAYER_ALL && leave_labels (self);
  layer->cancellable = g_cancellable_new ();
  xa_graph_painter_draw_async (self->painter, self->scene, &picture, area, layer->cancellable,
                               picture.only_lit ? lit_painted_cb : all_painted_cb, g_object_ref (self));
}

/* One drawing at a time: what is wanted meanwhile is drawn next, from what is known then. */
void
xa_graph_canvas_want (XaGraphCanvas   *self,
                      XaGraphLayerKind kind)
{
  self->layers[kind].is_wanted = TRUE;
  if (!self->layers[kind].cancellable)
    paint (self, kind);
}

void
xa_graph_canvas_want_all (XaGraphCanvas *self)
{
  xa_graph_canvas_want (self, XA_GRAPH_LAYER_ALL);
  if (self->lit_node >= 0)
    xa_graph_canvas_want (self, XA_GRAPH_LAYER_LIT);
}

gboolean
xa_graph_canvas_is_covered (XaGraphCanvas *self)
{
  const XaGraphPainting *painting = self->layers[XA_GRAPH_LAYER_ALL].painting;
  XaRect                 area;

  if (!painting)
    return FALSE;
  area = xa_graph_projection_map (&painting->projection, &self->camera.now, painting->area);

  return area.x <= 0 && area.y <= 0 && area.x + area.width >= self->width && area.y + area.height >= self->height;
}

/* Whether the picture does not cover the widget any more, or is stretched too far to be read. */
gboolean
xa_graph_canvas_is_far_off (XaGraphCanvas *self)
{
  const XaGraphPainting *painting = self->layers[XA_GRAPH_LAYER_ALL].painting;
  double                 stretch = painting ? self->camera.now.scale / painting->projection.scale : 0;

  return stretch > MOST_STRETCH || stretch < 1 / MOST_STRETCH || !xa_graph_canvas_is_covered (self);
}

void
xa_graph_canvas_marks_changed (XaGraphCanvas *self)
{
  xa_graph_canvas_want_all (self);
  xa_graph_canvas_update_accessible (self);
}

/* One that has not begun would be done all the same. */
void
xa_graph_canvas_finish_animation (AdwAnimation *animation)
{
  if (adw_animation_get_state (animation) == ADW_ANIMATION_PLAYING)
    adw_animation_skip (animation);
}

/* --- what stays when the rest fades --- */

void
xa_graph_canvas_set_glow (double   value,
                          gpointer data)
{
  XaGraphCanvas *self = data;

  self->glow = value;
  if (value <= 0 && self->lit_node < 0)
    g_clear_pointer (&self->layers[XA_GRAPH_LAYER_LIT].painting, xa_graph_painting_free);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
xa_graph_canvas_light (XaGraphCanvas *self,
                       gssize         node)
{
  if (node == self->lit_node)
    return;
  self->lit_node = node;
  if (node >= 0) {
    xa_graph_canvas_want (self, XA_GRAPH_LAYER_LIT);
    return;
  }
  fade_to (self, 0);
}
