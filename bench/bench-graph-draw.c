/*
 * A full redraw of the graph of audiences, 1600 x 1000: our rasteriser against one cairo stroke a
 * line and one cairo arc a disc, on the same scene; labels are drawn by ours only, so they are
 * measured apart.
 */
#include "bench.h"

#include "charts/xa-graph-raster.h"

#include <math.h>
#include <string.h>

#define WIDTH 1600
#define HEIGHT 1000

typedef struct {
  XaGraphScene    *scene;  /* (owned) */
  XaGraphRaster   *raster; /* (owned) */
  XaGraphPicture   picture;
  cairo_surface_t *surface; /* (owned) */
} Fixture;

/* Planted communities: most lines stay inside, as among real audiences. */
static XaGraphScene *
invent (guint32  n_nodes,
        gsize    n_lines,
        gboolean labels)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  g_autofree XaGraphNode *nodes = g_new0 (XaGraphNode, n_nodes);
  g_autofree XaGraphLine *lines = g_new0 (XaGraphLine, n_lines);
  g_autofree XaEdge      *edges = g_new0 (XaEdge, n_lines);
  g_autofree XaPoint     *points = g_new0 (XaPoint, n_nodes);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  XaLayoutOptions options = { .seed = 1, .n_iterations = 30 };
  guint           n_groups = 12;

  for (gsize i = 0; i < n_lines; i++) {
    guint32 a = (guint32) g_rand_int_range (random, 0, n_nodes);
    guint32 b = (guint32) g_rand_int_range (random, 0, n_nodes);

    if (g_rand_double (random) < 0.85)
      b = b / n_groups * n_groups + a % n_groups;
    b = b >= n_nodes || b == a ? (a + n_groups) % n_nodes : b;
    lines[i] = (XaGraphLine) { a, b, pow (g_rand_double (random), 3), g_rand_double (random), i % 20 == 0 };
    edges[i] = (XaEdge) { a, b, 1 };
  }
  xa_layout_force (n_nodes, edges, n_lines, &options, points, NULL, NULL);
  for (guint32 i = 0; i < n_nodes; i++) {
    g_ptr_array_add (names, labels ? g_strdup_printf ("Audience number %u", i) : g_strdup (""));
    nodes[i] = (XaGraphNode) { names->pdata[i], points[i], 100 * pow (g_rand_double (random), -0.8), i % n_groups };
  }

  return xa_graph_scene_new (nodes, n_nodes, lines, n_lines);
}

static double
draw_ours (gpointer data)
{
  Fixture *self = data;
  guint32 *pixels = (guint32 *) (void *) cairo_image_surface_get_data (self->surface);
  double   begun = bench_now ();

  xa_graph_raster_draw (self->raster, self->scene, &self->picture, pixels, WIDTH, NULL);

  return (bench_now () - begun) * 1e3;
}

static double
draw_ours_anew (gpointer data)
{
  Fixture *self = data;

  g_clear_pointer (&self->raster, xa_graph_raster_free);
  self->raster = xa_graph_raster_new ();

  return draw_ours (data);
}

static void
stroke_line (cairo_t           *cr,
             const Fixture     *self,
             const XaGraphLine *line)
{
  const XaGraphProjection *projection = &self->picture.projection;
  XaPoint                  a = xa_graph_projection_place (projection, self->scene->nodes[line->a].at);
  XaPoint                  b = xa_graph_projection_place (projection, self->scene->nodes[line->b].at);
  XaPoint                  bend = xa_graph_bend (a, b);
  XaGraphPen               pen = xa_graph_pen (projection, self->picture.theme, self->scene->nodes, line, self->scene->n_lines);

  xa_theme_set_color (cr, pen.color, pen.alpha);
  cairo_set_line_width (cr, pen.width);
  cairo_move_to (cr, a.x, a.y);
  cairo_curve_to (cr, (a.x + 2 * bend.x) / 3, (a.y + 2 * bend.y) / 3, (b.x + 2 * bend.x) / 3, (b.y + 2 * bend.y) / 3, b.x, b.y);
  cairo_stroke (cr);
}

static double
draw_with_cairo (gpointer data)
{
  Fixture *self = data;
  double   begun = bench_now ();
  cairo_t *cr = cairo_create (self->surface);

  xa_theme_set_color (cr, self->picture.theme->background, 1);
  cairo_paint (cr);
  for (gsize i = 0; i < self->scene->n_lines; i++)
    stroke_line (cr, self, &self->scene->lines[i]);
  for (guint32 i = 0; i < self->scene->n_nodes; i++) {
    const XaGraphNode *node = &self->scene->nodes[self->scene->ranks[i]];
    XaPoint            at = xa_graph_projection_place (&self->picture.projection, node->at);

    cairo_arc (cr, at.x, at.y, xa_graph_projection_get_radius (&self->picture.projection, node->size), 0, 2 * G_PI);
    xa_theme_set_color (cr, xa_theme_get_category (self->picture.theme, node->category), 1);
    cairo_fill_preserve (cr);
    xa_theme_set_color (cr, self->picture.theme->background, 1);
    cairo_set_line_width (cr, XA_GRAPH_RIM);
    cairo_stroke (cr);
  }
  cairo_destroy (cr);
  cairo_surface_flush (self->surface);

  return (bench_now () - begun) * 1e3;
}

static gboolean
measure (const char *name,
         guint32     n_nodes,
         gsize       n_lines,
         guint       peer_runs)
{
  g_autofree char *against = g_strdup_printf ("graph-draw %s", name);
  g_autofree char *with_labels = g_strdup_printf ("graph-draw %s with labels", name);
  g_autofree char *first = g_strdup_printf ("graph-draw %s, the first time", name);
  Fixture          bare = { .scene = invent (n_nodes, n_lines, FALSE), .raster = xa_graph_raster_new () };
  Fixture          named = { .scene = invent (n_nodes, n_lines, TRUE), .raster = xa_graph_raster_new () };
  gboolean         ok;

  bare.surface = named.surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  bare.picture = (XaGraphPicture) { .projection = xa_graph_scene_fit (bare.scene, NULL, (XaRect) { 0, 0, WIDTH, HEIGHT }),
                                    .width = WIDTH,
                                    .height = HEIGHT,
                                    .density = 1,
                                    .theme = &xa_theme_light };
  named.picture = bare.picture;
  ok = bench_run (&(Bench) { .bench = against, .unit = "ms", .ours = draw_ours, .peer = "ms cairo strokes", .peer_func = draw_with_cairo, .runs = 9, .peer_runs = peer_runs, .data = &bare });
  draw_ours (&named);
  ok &= bench_run (&(Bench) { .bench = with_labels, .unit = "ms", .ours = draw_ours, .runs = 9, .data = &named });
  ok &= bench_run (&(Bench) { .bench = first, .unit = "ms", .ours = draw_ours_anew, .runs = 5, .data = &named });
  if (g_getenv ("XAUDIENCE_BENCH_PICTURES")) {
    g_autofree char *path = g_strdup_printf ("%s/graph-%u.png", g_getenv ("XAUDIENCE_BENCH_PICTURES"), n_nodes);

    draw_ours (&named);
    cairo_surface_mark_dirty (named.surface);
    cairo_surface_write_to_png (named.surface, path);
  }
  xa_graph_scene_unref (bare.scene);
  xa_graph_scene_unref (named.scene);
  xa_graph_raster_free (bare.raster);
  xa_graph_raster_free (named.raster);
  cairo_surface_destroy (bare.surface);

  return ok;
}

int
main (void)
{
  gboolean ok = measure ("2,000/20,000", 2000, 20000, 5);

  ok &= measure ("10,000/100,000", 10000, 100000, 3);

  return ok ? 0 : 1;
}
