#include "charts/xa-graph-chart.h"

#include <cairo-pdf.h>
#include <string.h>

#define WIDTH 640
#define HEIGHT 480

static const XaGraphNode nodes[] = {
  { "Gardeners <b>&amp;", { 0, 0 }, 1000, 0 },
  { "Beekeepers", { 10, 0 }, 400, 1 },
  { "Compost", { 5, 8 }, 100, 9 },
};

static const XaGraphLine lines[] = {
  { 0, 1, 1.0, 1.0, FALSE },
  { 1, 2, 0.2, 0.5, TRUE },
};

static const char *const categories[] = { "Plants", "Animals", NULL };

static const XaGraphChart chart = {
  .nodes = nodes,
  .n_nodes = G_N_ELEMENTS (nodes),
  .lines = lines,
  .n_lines = G_N_ELEMENTS (lines),
  .categories = categories,
  .title = "Graph",
  .caption = "mutual members",
};

static const XaRect whole = { 0, 0, WIDTH, HEIGHT };

static cairo_surface_t *
draw (const XaGraphChart *what,
      const XaTheme      *theme)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t         *cr = cairo_create (surface);

  xa_graph_chart_draw (what, cr, whole, theme);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

static guint32
get_pixel (cairo_surface_t *surface,
           int              x,
           int              y)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  guint32       pixel;

  memcpy (&pixel, data + y * cairo_image_surface_get_stride (surface) + 4 * x, sizeof pixel);

  return pixel & 0xffffff;
}

static guint
count_ink (cairo_surface_t *surface,
           guint32          background)
{
  guint n = 0;

  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      n += get_pixel (surface, x, y) != background;

  return n;
}

static guint32
to_pixel (XaColor color)
{
  return (guint32) (color.red * 255 + 0.5) << 16 | (guint32) (color.green * 255 + 0.5) << 8 | (guint32) (color.blue * 255 + 0.5);
}

/* Where a disc is picked, its colour was drawn; where none is, it was not. */
static void
test_pick_inverts_draw (void)
{
  XaGraphChart     bare = chart;
  cairo_surface_t *surface;
  guint            hits[G_N_ELEMENTS (nodes)] = { 0 };

  bare.n_lines = 0;
  surface = draw (&bare, &xa_theme_light);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) {
      gssize node = xa_graph_chart_pick (&bare, whole, x + 0.5, y + 0.5);

      if (node >= 0 && get_pixel (surface, x, y) == to_pixel (xa_theme_get_category (&xa_theme_light, nodes[node].category)))
        hits[node]++;
    }
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    g_assert_cmpuint (hits[i], >, 15);
  g_assert_cmpuint (hits[0], >, 2 * hits[1]);
  g_assert_cmpuint (hits[1], >, 2 * hits[2]);
  g_assert_cmpint (xa_graph_chart_pick (&bare, whole, 1, 1), ==, -1);
  cairo_surface_destroy (surface);
}

static void
test_lines_and_words_are_ink (void)
{
  XaGraphChart     bare = chart;
  XaGraphChart     simulated = chart;
  cairo_surface_t *with;
  cairo_surface_t *without;
  cairo_surface_t *marked;
  guint32          white = to_pixel (xa_theme_light.background);

  bare.n_lines = 0;
  simulated.simulated = TRUE;
  with = draw (&chart, &xa_theme_light);
  without = draw (&bare, &xa_theme_light);
  marked = draw (&simulated, &xa_theme_light);
  g_assert_cmpuint (count_ink (with, white), >, count_ink (without, white) + 200);
  g_assert_cmpuint (count_ink (marked, white), >, count_ink (with, white) + 100);
  cairo_surface_destroy (with);
  cairo_surface_destroy (without);
  cairo_surface_destroy (marked);
}

static void
test_empty_single_and_huge (void)
{
  XaGraphChart            empty = { .title = "Nothing" };
  XaGraphChart            single = { .nodes = nodes, .n_nodes = 1 };
  g_autofree XaGraphNode *many = g_new0 (XaGraphNode, 5000);
  XaGraphChart            huge = { .nodes = many, .n_nodes = 5000 };

  for (guint i = 0; i < 5000; i++)
    many[i] = (XaGraphNode) { "A rather long name of an audience", { i % 71, i / 71 }, i, i };
  cairo_surface_destroy (draw (&empty, &xa_theme_dark));
  cairo_surface_destroy (draw (&single, &xa_theme_dark));
  cairo_surface_destroy (draw (&huge, &xa_theme_dark));
  g_assert_cmpint (xa_graph_chart_pick (&empty, whole, 10, 10), ==, -1);
}

/* Discs that stood on one another can all be picked afterwards, at their centres. */
static void
test_spread (void)
{
  XaGraphNode  crowd[30];
  XaGraphChart crowded = { .nodes = crowd, .n_nodes = G_N_ELEMENTS (crowd) };
  guint8       seen[G_N_ELEMENTS (crowd)] = { 0 };
  guint        n_seen = 0;

  for (guint i = 0; i < G_N_ELEMENTS (crowd); i++)
    crowd[i] = (XaGraphNode) { "Crowd", { i % 3, i % 2 }, 100 + i, 0 };
  xa_graph_chart_spread (&crowded, crowd, whole);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) {
      gssize node = xa_graph_chart_pick (&crowded, whole, x + 0.5, y + 0.5);

      if (node >= 0 && !seen[node]) {
        seen[node] = TRUE;
        n_seen++;
      }
    }
  g_assert_cmpuint (n_seen, ==, G_N_ELEMENTS (crowd));
}

static cairo_status_t
count_bytes (void                *closure,
             const unsigned char *data,
             unsigned int         length)
{
  *(gsize *) closure += length;

  return CAIRO_STATUS_SUCCESS;
}

static void
test_pdf (void)
{
  gsize            size = 0;
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (count_bytes, &size, WIDTH, HEIGHT);
  cairo_t         *cr = cairo_create (surface);

  xa_graph_chart_draw (&chart, cr, whole, &xa_theme_light);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  g_assert_cmpuint (size, >, 1000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph-chart/pick-inverts-draw", test_pick_inverts_draw);
  g_test_add_func ("/graph-chart/lines-and-words-are-ink", test_lines_and_words_are_ink);
  g_test_add_func ("/graph-chart/empty-single-and-huge", test_empty_single_and_huge);
  g_test_add_func ("/graph-chart/spread", test_spread);
  g_test_add_func ("/graph-chart/pdf", test_pdf);

  return g_test_run ();
}
