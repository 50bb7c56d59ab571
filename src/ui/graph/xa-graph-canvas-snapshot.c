#include "ui/graph/xa-graph-canvas-private.h"
#include "ui/widgets/xa-widget-theme.h"

#include <gsk/gsk.h>
#include <math.h>

/* A frame: the pictures where the camera is now, and over them what is drawn anew each time. */

#define FADED 0.15

/* The renderer of machines without a GPU copies all of a texture in each frame, and stretches it by
 * slow filters; the pixels themselves are put where they belong at once. */
static void
append_pixels (XaGraphCanvas         *self,
               GtkSnapshot           *snapshot,
               const XaGraphPainting *painting,
               XaRect                 area)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) self->width, (float) self->height));

  cairo_translate (cr, area.x, area.y);
  cairo_scale (cr, area.width / cairo_image_surface_get_width (painting->surface), area.height / cairo_image_surface_get_height (painting->surface));
  cairo_set_source_surface (cr, painting->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static void
append_painting (XaGraphCanvas         *self,
                 GtkSnapshot           *snapshot,
                 const XaGraphPainting *painting,
                 XaRect                 area)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));

  if (native && GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (native)))
    append_pixels (self, snapshot, painting, area);
  else
    gtk_snapshot_append_texture (snapshot, painting->texture,
                                 &GRAPHENE_RECT_INIT ((float) area.x, (float) area.y, (float) area.width, (float) area.height));
}

static void
append_layer (XaGraphCanvas   *self,
              GtkSnapshot     *snapshot,
              XaGraphLayerKind kind,
              double           opacity)
{
  const XaGraphPainting *painting = self->layers[kind].painting;
  XaRect                 area;
  gboolean               as_is;

  if (!painting || opacity <= 0)
    return;
  area = xa_graph_projection_map (&painting->projection, &self->camera.now, painting->area);
  as_is = fabs (self->camera.now.scale / painting->projection.scale - 1) < 1e-9;
  if (as_is)
    area = (XaRect) { round (area.x), round (area.y), area.width, area.height };
  if (opacity < 1)
    gtk_snapshot_push_opacity (snapshot, opacity);
  append_painting (self, snapshot, painting, area);
  if (opacity < 1)
    gtk_snapshot_pop (snapshot);
}

static GdkRGBA
to_rgba (XaColor color,
         double  alpha)
{
  return (GdkRGBA) { (float) color.red, (float) color.green, (float) color.blue, (float) alpha };
}

/* Around the disc that the keys are at: the platform's accent, twice as wide as a selection's. */
static void
append_focus (XaGraphCanvas *self,
              GtkSnapshot   *snapshot,
              const XaTheme *theme)
{
  XaRect         disc = xa_graph_canvas_get_disc (self, (guint32) self->focus_node);
  GdkRGBA        color = to_rgba (theme->accent, 0.7);
  float          gap = 4;
  GskRoundedRect ring;

  gsk_rounded_rect_init_from_rect (&ring,
                                   &GRAPHENE_RECT_INIT ((float) disc.x - gap, (float) disc.y - gap, (float) disc.width + 2 * gap, (float) disc.height + 2 * gap),
                                   (float) disc.width / 2 + gap);
  gtk_snapshot_append_border (snapshot, &ring, (float[4]) { 3, 3, 3, 3 }, (GdkRGBA[4]) { color, color, color, color });
}

static void
append_rectangle (XaGraphCanvas *self,
                  GtkSnapshot   *snapshot,
                  const XaTheme *theme)
{
  GdkRGBA         fill = to_rgba (theme->accent, 0.15);
  GdkRGBA         line = to_rgba (theme->accent, 0.8);
  graphene_rect_t box = GRAPHENE_RECT_INIT ((float) self->press_x, (float) self->press_y, (float) self->drag_x, (float) self->drag_y);
  GskRoundedRect  outline;

  graphene_rect_normalize (&box);
  gtk_snapshot_append_color (snapshot, &fill, &box);
  gsk_rounded_rect_init_from_rect (&outline, &box, 0);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 1, 1, 1, 1 }, (GdkRGBA[4]) { line, line, line, line });
}

void
xa_graph_canvas_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  XaGraphCanvas *self = XA_GRAPH_CANVAS (widget);
  float          width = (float) gtk_widget_get_width (widget);
  float          height = (float) gtk_widget_get_height (widget);
  double         glow = self->layers[XA_GRAPH_LAYER_LIT].painting ? self->glow : 0;
  XaTheme        theme;
  GdkRGBA        ground;

  xa_widget_get_theme (widget, &theme);
  ground = to_rgba (theme.background, 1);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  /* The picture is opaque: below it nothing needs to be filled. */
  if (glow > 0 || !xa_graph_canvas_is_covered (self))
    gtk_snapshot_append_color (snapshot, &ground, &GRAPHENE_RECT_INIT (0, 0, width, height));
  append_layer (self, snapshot, XA_GRAPH_LAYER_ALL, 1 - glow * (1 - FADED));
  append_layer (self, snapshot, XA_GRAPH_LAYER_LIT, glow);
  if (self->scene && self->focus_node >= 0 && gtk_widget_has_visible_focus (widget))
    append_focus (self, snapshot, &theme);
  if (self->drag == XA_GRAPH_DRAG_RECTANGLE)
    append_rectangle (self, snapshot, &theme);
  gtk_snapshot_pop (snapshot);
}
