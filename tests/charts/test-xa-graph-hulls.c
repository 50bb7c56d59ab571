#include "charts/xa-graph-hulls.h"

#include "charts/xa-graph-labels.h"
#include "charts/xa-pixels.h"

#include <math.h>

#define WIDTH 320
#define HEIGHT 240

#define HIDDEN 1

static const XaGraphProjection as_is = { .scale = 1, .disc_scale = 1, .stroke = 1, .unit = 1 };

/* Three of one colour around a middle, two of another colour, one alone, two without a colour. */
static const XaGraphNode nodes[] = {
  { "A", { 40, 40 }, 100, 0 },
  { "B", { 120, 40 }, 64, 0 },
  { "C", { 80, 110 }, 25, 0 },
  { "D", { 250, 60 }, 100, 1 },
  { "E", { 290, 60 }, 100, 1 },
  { "F", { 200, 200 }, 100, 2 },
  { "G", { 30, 200 }, 16, 20 },
  { "H", { 60, 200 }, 16, 20 },
};

#define N_NODES G_N_ELEMENTS (nodes)

static GArray *
make_hulls (const XaGraphNode *which,
            guint32            n,
            const guint8      *marks)
{
  g_autofree XaPoint *places = g_new (XaPoint, n);

  for (guint32 i = 0; i < n; i++)
    places[i] = xa_graph_projection_place (&as_is, which[i].at);

  return xa_graph_hulls_new (&as_is, which, places, n, marks, HIDDEN);
}

/* How far a place lies inside of an outline; below 0: outside. */
static double
get_depth (const XaGraphHull *hull,
           XaPoint            at)
{
  double depth = INFINITY;

  for (guint i = 0; i < hull->n_corners; i++) {
    XaPoint a = hull->corners[i];
    XaPoint b = hull->corners[(i + 1) % hull->n_corners];

    depth = MIN (depth, ((b.x - a.x) * (at.y - a.y) - (b.y - a.y) * (at.x - a.x)) / hypot (b.x - a.x, b.y - a.y));
  }

  return depth;
}

static void
test_around_all (void)
{
  g_autoptr (GArray) hulls = make_hulls (nodes, N_NODES, NULL);

  g_assert_cmpuint (hulls->len, ==, 2);
  for (guint i = 0; i < hulls->len; i++) {
    const XaGraphHull *hull = &g_array_index (hulls, XaGraphHull, i);

    g_assert_cmpuint (hull->category, ==, i);
    for (guint node = 0; node < N_NODES; node++) {
      double radius = xa_graph_projection_get_radius (&as_is, nodes[node].size);

      /* The whole disc of a member, and some room; no part of a stranger. */
      if (nodes[node].category == i)
        g_assert_cmpfloat (get_depth (hull, nodes[node].at), >, radius + 6);
      else
        g_assert_cmpfloat (get_depth (hull, nodes[node].at), <, -radius);
    }
  }
}

static void
test_hidden_are_left_out (void)
{
  guint8 marks[N_NODES] = { 0 };
  g_autoptr (GArray) hulls = NULL;

  marks[2] = HIDDEN;
  marks[3] = HIDDEN;
  hulls = make_hulls (nodes, N_NODES, marks);
  g_assert_cmpuint (hulls->len, ==, 1);
  g_assert_cmpfloat (get_depth (&g_array_index (hulls, XaGraphHull, 0), nodes[2].at), <, 0);
}

/* Ground on which others stand as well would say that they belong. */
static void
test_no_ground_among_strangers (void)
{
  XaGraphNode mixed[N_NODES];
  g_autoptr (GArray) hulls = NULL;

  for (guint i = 0; i < N_NODES; i++)
    mixed[i] = nodes[i];
  mixed[6].at = (XaPoint) { 80, 50 };
  mixed[7].at = (XaPoint) { 90, 60 };
  hulls = make_hulls (mixed, N_NODES, NULL);
  g_assert_cmpuint (hulls->len, ==, 1);
  g_assert_cmpuint (g_array_index (hulls, XaGraphHull, 0).category, ==, 1);

  /* One among three is let pass. */
  g_clear_pointer (&hulls, g_array_unref);
  mixed[7].at = nodes[7].at;
  hulls = make_hulls (mixed, N_NODES, NULL);
  g_assert_cmpuint (hulls->len, ==, 2);
}

/* By hand as with cairo, whichever way around, in strips as in one. */
static void
test_filled_like_cairo (void)
{
  g_autoptr (GArray) hulls = make_hulls (nodes, N_NODES, NULL);
  const XaGraphHull  *hull = &g_array_index (hulls, XaGraphHull, 0);
  XaColor             color = xa_theme_light.categories[0];
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);
  g_autofree guint32 *back = g_new (guint32, WIDTH * HEIGHT);
  g_autofree XaPoint *reversed = g_new (XaPoint, hull->n_corners);
  XaPixels            whole = { back, WIDTH, WIDTH, 0, HEIGHT };
  cairo_surface_t    *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t            *cr = cairo_create (surface);
  const guint32      *expected;
  guint               n_inked = 0;

  for (guint i = 0; i < hull->n_corners; i++)
    reversed[i] = hull->corners[hull->n_corners - 1 - i];
  for (int i = 0; i < 3; i++) {
    XaPixels strip = { pixels, WIDTH, WIDTH, HEIGHT * i / 3, HEIGHT * (i + 1) / 3 };

    xa_pixels_clear (&strip, 0xffffffff);
    xa_pixels_convex (&strip, hull->corners, hull->n_corners, xa_pixels_color (color), 0.5);
  }
  xa_pixels_clear (&whole, 0xffffffff);
  xa_pixels_convex (&whole, reversed, hull->n_corners, xa_pixels_color (color), 0.5);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  for (guint i = 0; i < hull->n_corners; i++)
    cairo_line_to (cr, hull->corners[i].x, hull->corners[i].y);
  xa_theme_set_color (cr, color, 0.5);
  cairo_fill (cr);
  cairo_surface_flush (surface);
  expected = (const guint32 *) (void *) cairo_image_surface_get_data (surface);
  for (gsize i = 0; i < WIDTH * HEIGHT; i++) {
    g_assert_cmphex (pixels[i], ==, back[i]);
    n_inked += pixels[i] != 0xffffffff;
    /* Edges are rounded otherwise. */
    for (int shift = 0; shift < 24; shift += 8)
      g_assert_cmpint (ABS ((int) (pixels[i] >> shift & 0xff) - (int) (expected[i] >> shift & 0xff)), <=, 40);
  }
  g_assert_cmpuint (n_inked, >, 5000);
  g_assert_cmphex (pixels[60 * WIDTH + 80] & 0xff, !=, 0xff);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* A label at the edge goes to the side where all of it is seen. */
static void
test_labels_stay_in_sight (void)
{
  XaRect area = { -100, -100, 500, 500 };
  XaRect sight = { 0, 0, 300, 300 };
  g_autoptr (XaGraphLabels) labels = xa_graph_labels_new (area, sight);
  XaRect box;

  g_assert_true (xa_graph_labels_place (labels, (XaPoint) { 10, 150 }, 5, 80, 12, FALSE, &box));
  g_assert_cmpfloat (box.x, >, 10);
  /* Out of sight it is kept for the next pan. */
  g_assert_true (xa_graph_labels_place (labels, (XaPoint) { -40, 250 }, 5, 80, 12, FALSE, &box));
  g_assert_cmpfloat (box.x, <, 0);
}

static double
get_distance (XaRect  box,
              XaPoint at)
{
  return hypot (at.x - CLAMP (at.x, box.x, box.x + box.width), at.y - CLAMP (at.y, box.y, box.y + box.height));
}

/* A label goes beside the discs; without room there it is left out, unless it has to be read. */
static void
test_labels_cover_no_disc (void)
{
  XaRect area = { 0, 0, 300, 300 };
  g_autoptr (XaGraphLabels) labels = xa_graph_labels_new (area, area);
  XaPoint large = { 150, 240 };
  XaRect  box, first;

  xa_graph_labels_avoid_disc (labels, (XaPoint) { 200, 215 }, 12);
  g_assert_true (xa_graph_labels_place (labels, (XaPoint) { 200, 200 }, 5, 60, 12, FALSE, &box));
  g_assert_cmpfloat (get_distance (box, (XaPoint) { 200, 215 }), >=, 12);

  /* Not even over the bulge at the side of a large one. */
  xa_graph_labels_avoid_disc (labels, large, 50);
  g_assert_true (xa_graph_labels_place (labels, (XaPoint) { 100, 180 }, 5, 40, 12, FALSE, &box));
  g_assert_cmpfloat (get_distance (box, large), >=, 50);

  for (int dx = -1; dx <= 1; dx++)
    for (int dy = -1; dy <= 1; dy++)
      xa_graph_labels_avoid_disc (labels, (XaPoint) { 200 + 30 * dx, 50 + 15 * dy }, 12);
  g_assert_false (xa_graph_labels_place (labels, (XaPoint) { 200, 50 }, 5, 60, 12, FALSE, &box));
  g_assert_true (xa_graph_labels_place (labels, (XaPoint) { 200, 50 }, 5, 60, 12, TRUE, &first));
  g_assert_cmpfloat (first.y, >, 50);
  /* Over another label it never goes. */
  g_assert_true (xa_graph_labels_place (labels, (XaPoint) { 200, 50 }, 5, 60, 12, TRUE, &box));
  g_assert_false (box.x < first.x + first.width && first.x < box.x + box.width && box.y < first.y + first.height && first.y < box.y + box.height);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/charts/graph-hulls/around-all", test_around_all);
  g_test_add_func ("/charts/graph-hulls/hidden-are-left-out", test_hidden_are_left_out);
  g_test_add_func ("/charts/graph-hulls/no-ground-among-strangers", test_no_ground_among_strangers);
  g_test_add_func ("/charts/graph-hulls/filled-like-cairo", test_filled_like_cairo);
  g_test_add_func ("/charts/graph-labels/stay-in-sight", test_labels_stay_in_sight);
  g_test_add_func ("/charts/graph-labels/cover-no-disc", test_labels_cover_no_disc);

  return g_test_run ();
}
