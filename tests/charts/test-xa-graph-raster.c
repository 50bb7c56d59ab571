#include "charts/xa-graph-raster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 640
#define HEIGHT 480
#define N_NODES 40
#define N_LINES 160

static XaGraphNode nodes[N_NODES];
static XaGraphLine lines[N_LINES];
static char        labels[N_NODES][16];

static const XaRect whole = { 0, 0, WIDTH, HEIGHT };

static void
invent (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (guint i = 0; i < N_NODES; i++) {
    g_snprintf (labels[i], sizeof labels[i], "Audience %u", i);
    nodes[i] = (XaGraphNode) {
      .label = labels[i],
      .at = { g_rand_double_range (random, -300, 300), g_rand_double_range (random, -200, 200) },
      .size = g_rand_double_range (random, 1, 1000),
      .category = i % 9,
    };
  }
  for (guint i = 0; i < N_LINES; i++) {
    guint32 a = (guint32) g_rand_int_range (random, 0, N_NODES - 1);

    lines[i] = (XaGraphLine) {
      .a = a,
      .b = (guint32) g_rand_int_range (random, (gint32) a + 1, N_NODES),
      .strength = (double) i / N_LINES,
      .certainty = g_rand_double (random),
    };
  }
}

static guint32 *
draw (const XaGraphScene   *scene,
      const XaGraphPicture *picture)
{
  g_autoptr (XaGraphRaster) raster = xa_graph_raster_new ();
  int      width = (int) ceil (picture->width * picture->density);
  int      height = (int) ceil (picture->height * picture->density);
  guint32 *pixels = g_new (guint32, (gsize) width * height);

  g_assert_true (xa_graph_raster_draw (raster, scene, picture, pixels, width, NULL));

  return pixels;
}

static XaGraphPicture
get_picture (const XaGraphScene *scene)
{
  return (XaGraphPicture) { .projection = xa_graph_scene_fit (scene, NULL, whole), .width = WIDTH, .height = HEIGHT, .density = 1, .theme = &xa_theme_light };
}

/* The same with cairo, one stroke a line. */
static void
stroke_line (cairo_t                 *cr,
             const XaGraphProjection *projection,
             const XaGraphScene      *scene,
             const XaGraphLine       *line)
{
  XaPoint    a = xa_graph_projection_place (projection, scene->nodes[line->a].at);
  XaPoint    b = xa_graph_projection_place (projection, scene->nodes[line->b].at);
  XaPoint    bend = xa_graph_bend (a, b);
  XaGraphPen pen = xa_graph_pen (projection, &xa_theme_light, scene->nodes, line, scene->n_lines);

  xa_theme_set_color (cr, pen.color, pen.alpha);
  cairo_set_line_width (cr, pen.width);
  cairo_move_to (cr, a.x, a.y);
  cairo_curve_to (cr, (a.x + 2 * bend.x) / 3, (a.y + 2 * bend.y) / 3, (b.x + 2 * bend.x) / 3, (b.y + 2 * bend.y) / 3, b.x, b.y);
  cairo_stroke (cr);
}

static cairo_surface_t *
draw_with_cairo (const XaGraphScene      *scene,
                 const XaGraphProjection *projection)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t         *cr = cairo_create (surface);

  xa_theme_set_color (cr, xa_theme_light.background, 1);
  cairo_paint (cr);
  for (gsize i = 0; i < scene->n_lines; i++)
    stroke_line (cr, projection, scene, &scene->lines[i]);
  for (guint32 i = 0; i < scene->n_nodes; i++) {
    const XaGraphNode *node = &scene->nodes[scene->ranks[i]];
    XaPoint            at = xa_graph_projection_place (projection, node->at);

    cairo_arc (cr, at.x, at.y, xa_graph_projection_get_radius (projection, node->size), 0, 2 * G_PI);
    xa_theme_set_color (cr, xa_theme_get_category (&xa_theme_light, node->category), 1);
    cairo_fill_preserve (cr);
    xa_theme_set_color (cr, xa_theme_light.background, 1);
    cairo_set_line_width (cr, XA_GRAPH_RIM);
    cairo_stroke (cr);
  }
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

static int
get_channel (guint32 pixel,
             int     channel)
{
  return (int) (pixel >> 8 * channel & 255);
}

/* Differences at edges are those of two ways to antialias: small, and none of them a shift. */
static void
test_looks_like_cairo (void)
{
  XaGraphNode bare[N_NODES];
  double      difference = 0;
  double      bias = 0;
  guint       n_far = 0;

  memcpy (bare, nodes, sizeof bare);
  for (guint i = 0; i < N_NODES; i++)
    bare[i].label = "";
  {
    g_autoptr (XaGraphScene) scene = xa_graph_scene_new (bare, N_NODES, lines, N_LINES);
    XaGraphPicture      picture = get_picture (scene);
    g_autofree guint32 *ours = draw (scene, &picture);
    cairo_surface_t    *surface = draw_with_cairo (scene, &picture.projection);
    const guint32      *theirs = (const guint32 *) (const void *) cairo_image_surface_get_data (surface);

    for (gsize i = 0; i < WIDTH * HEIGHT; i++)
      for (int channel = 0; channel < 3; channel++) {
        int apart = get_channel (ours[i], channel) - get_channel (theirs[i], channel);

        difference += abs (apart) / (3.0 * WIDTH * HEIGHT);
        bias += apart / (3.0 * WIDTH * HEIGHT);
        n_far += abs (apart) > 48;
      }
    cairo_surface_destroy (surface);
  }
  g_test_message ("mean difference %.3f of 255, bias %.3f, %u channels more than 48 apart", difference, bias, n_far);
  g_assert_cmpfloat (difference, <, 1.0);
  g_assert_cmpfloat (fabs (bias), <, 0.3);
  g_assert_cmpuint (n_far, <, WIDTH * HEIGHT * 3 / 500);
}

static guint32
to_pixel (XaColor color)
{
  return 0xff000000 | (guint32) (color.red * 255 + 0.5) << 16 | (guint32) (color.green * 255 + 0.5) << 8 | (guint32) (color.blue * 255 + 0.5);
}

/* Wherever a disc is picked away from its rim, its colour was drawn, and nowhere else. */
static void
test_pick_inverts_draw (void)
{
  g_autoptr (XaGraphScene) scene = xa_graph_scene_new (nodes, N_NODES, NULL, 0);
  XaGraphPicture      picture = get_picture (scene);
  g_autofree guint32 *pixels = NULL;
  guint               hits[N_NODES] = { 0 };
  guint               n_wrong = 0;

  for (guint i = 0; i < N_NODES; i++)
    scene->nodes[i].label = "";
  for (double zoom = 1; zoom < 9; zoom *= 2) {
    g_clear_pointer (&pixels, g_free);
    pixels = draw (scene, &picture);
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++) {
        gssize  node = xa_graph_scene_pick (scene, &picture.projection, NULL, x + 0.5, y + 0.5);
        guint32 pixel = pixels[y * WIDTH + x];

        if (node < 0) {
          n_wrong += pixel != 0xffffffff && xa_graph_scene_pick (scene, &picture.projection, NULL, x + 2, y + 0.5) < 0 &&
                     xa_graph_scene_pick (scene, &picture.projection, NULL, x - 1, y + 0.5) < 0 &&
                     xa_graph_scene_pick (scene, &picture.projection, NULL, x + 0.5, y + 2) < 0 &&
                     xa_graph_scene_pick (scene, &picture.projection, NULL, x + 0.5, y - 1) < 0;
          continue;
        }
        hits[node] += pixel == to_pixel (xa_theme_get_category (&xa_theme_light, nodes[node].category));
      }
    picture.projection = xa_graph_projection_zoom (&picture.projection, 2, WIDTH / 2.0, HEIGHT / 2.0);
  }
  g_assert_cmpuint (n_wrong, ==, 0);
  for (guint i = 0; i < N_NODES; i++)
    g_assert_cmpuint (hits[i], >, 8);
}

static guint
count_ink (const guint32 *pixels,
           gsize          n,
           guint32        ground)
{
  guint ink = 0;

  for (gsize i = 0; i < n; i++)
    ink += pixels[i] != ground;

  return ink;
}

static void
test_hidden_is_not_drawn (void)
{
  g_autoptr (XaGraphScene) scene = xa_graph_scene_new (nodes, N_NODES, lines, N_LINES);
  XaGraphPicture      picture = get_picture (scene);
  guint8              marks[N_NODES];
  g_autofree guint32 *none = NULL;
  g_autofree guint32 *one = NULL;
  XaPoint             at = xa_graph_projection_place (&picture.projection, nodes[5].at);

  memset (marks, XA_GRAPH_MARK_HIDDEN, sizeof marks);
  picture.marks = marks;
  none = draw (scene, &picture);
  g_assert_cmpuint (count_ink (none, WIDTH * HEIGHT, 0xffffffff), ==, 0);
  g_assert_cmpint (xa_graph_scene_pick (scene, &picture.projection, marks, at.x, at.y), ==, -1);

  marks[5] = 0;
  one = draw (scene, &picture);
  g_assert_cmpuint (count_ink (one, WIDTH * HEIGHT, 0xffffffff), >, 20);
  g_assert_cmpuint (one[(int) at.y * WIDTH + (int) at.x], ==, to_pixel (xa_theme_get_category (&xa_theme_light, nodes[5].category)));
  g_assert_cmpint (xa_graph_scene_pick (scene, &picture.projection, marks, at.x, at.y), ==, 5);
}

/* What is lit is drawn on nothing, as it is in the whole picture: put over a faded one it fits. */
static void
test_lit_on_nothing (void)
{
  g_autoptr (XaGraphScene) scene = xa_graph_scene_new (nodes, N_NODES, lines, N_LINES);
  XaGraphPicture      picture = get_picture (scene);
  guint8              marks[N_NODES] = { 0 };
  g_autofree guint32 *pixels = NULL;
  guint               n_neighbours = xa_graph_scene_mark_neighbours (scene, 7, marks, XA_GRAPH_MARK_LIT);
  guint               n_lit = 0;

  marks[7] |= XA_GRAPH_MARK_CENTRE;
  picture.marks = marks;
  picture.only_lit = TRUE;
  pixels = draw (scene, &picture);
  g_assert_cmpuint (n_neighbours, >, 1);
  for (guint i = 0; i < N_NODES; i++) {
    XaPoint at = xa_graph_projection_place (&picture.projection, nodes[i].at);

    n_lit += pixels[(int) at.y * WIDTH + (int) at.x] == to_pixel (xa_theme_get_category (&xa_theme_light, nodes[i].category));
  }
  g_assert_cmpuint (n_lit, ==, n_neighbours + 1);
  g_assert_cmpuint (count_ink (pixels, WIDTH * HEIGHT, 0), <, WIDTH * HEIGHT / 4);
  for (gsize i = 0; i < WIDTH * HEIGHT; i++)
    for (int channel = 0; channel < 3; channel++)
      g_assert_cmpint (get_channel (pixels[i], channel), <=, get_channel (pixels[i], 3) + 1);
}

static void
test_labels_never_touch (void)
{
  g_autoptr (XaGraphScene) scene = xa_graph_scene_new (nodes, N_NODES, lines, N_LINES);
  g_autoptr (XaGraphRaster) raster = xa_graph_raster_new ();
  XaGraphPicture      picture = get_picture (scene);
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);
  guint               at_fit;

  g_assert_true (xa_graph_raster_draw (raster, scene, &picture, pixels, WIDTH, NULL));
  at_fit = xa_graph_raster_get_labelled (raster)->len;
  g_assert_cmpuint (at_fit, >, 5);
  g_assert_cmpuint (g_array_index (xa_graph_raster_get_labelled (raster), guint32, 0), ==, scene->ranks[0]);

  /* In a far smaller picture there is room for fewer. */
  picture.projection = xa_graph_scene_fit (scene, NULL, (XaRect) { 0, 0, 160, 120 });
  g_assert_true (xa_graph_raster_draw (raster, scene, &picture, pixels, WIDTH, NULL));
  g_assert_cmpuint (xa_graph_raster_get_labelled (raster)->len, <, at_fit);
}

static gboolean
is_labelled (XaGraphRaster        *raster,
             const XaGraphScene   *scene,
             const XaGraphPicture *picture,
             guint32               node)
{
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);
  const GArray       *labelled = xa_graph_raster_get_labelled (raster);

  g_assert_true (xa_graph_raster_draw (raster, scene, picture, pixels, WIDTH, NULL));
  for (guint i = 0; i < labelled->len; i++)
    if (g_array_index (labelled, guint32, i) == node)
      return TRUE;

  return FALSE;
}

/* In a crowd without room for labels one is read all the same: of what is selected, or under the pointer. */
static void
test_labels_of_what_is_pointed_out (void)
{
  XaGraphNode crowd[N_NODES];
  guint8      marks[N_NODES] = { 0 };
  guint32     middle = 0;
  g_autoptr (XaGraphScene) scene = NULL;
  g_autoptr (XaGraphRaster) raster = xa_graph_raster_new ();
  XaGraphPicture picture;

  memcpy (crowd, nodes, sizeof crowd);
  for (guint32 i = 0; i < N_NODES; i++) {
    crowd[i].at = (XaPoint) { (i % 8) * 8, (i / 8) * 8 };
    crowd[i].size = 500;
    if (i % 8 == 4 && i / 8 == 2)
      middle = i;
  }
  scene = xa_graph_scene_new (crowd, N_NODES, lines, N_LINES);
  picture = get_picture (scene);
  picture.projection = xa_graph_scene_fit (scene, NULL, (XaRect) { 200, 150, 200, 150 });
  picture.marks = marks;
  g_assert_false (is_labelled (raster, scene, &picture, middle));
  marks[middle] = XA_GRAPH_MARK_SELECTED;
  g_assert_true (is_labelled (raster, scene, &picture, middle));
  g_assert_cmpuint (g_array_index (xa_graph_raster_get_labelled (raster), guint32, 0), ==, middle);
  marks[middle] = XA_GRAPH_MARK_CENTRE;
  g_assert_true (is_labelled (raster, scene, &picture, middle));
  /* Where all are selected none is asked for. */
  memset (marks, XA_GRAPH_MARK_SELECTED, sizeof marks);
  g_assert_false (is_labelled (raster, scene, &picture, middle));
}

/* The first picture of a large graph: all that a later one has, but for the labels. */
static void
test_labels_later (void)
{
  g_autoptr (XaGraphScene) scene = xa_graph_scene_new (nodes, N_NODES, lines, N_LINES);
  g_autoptr (XaGraphRaster) raster = xa_graph_raster_new ();
  XaGraphPicture      picture = get_picture (scene);
  g_autofree guint32 *bare = g_new (guint32, WIDTH * HEIGHT);
  g_autofree guint32 *named = g_new (guint32, WIDTH * HEIGHT);
  guint               n_differ = 0;

  g_assert_true (xa_graph_raster_draw (raster, scene, &picture, named, WIDTH, NULL));
  g_assert_cmpuint (xa_graph_raster_get_labelled (raster)->len, >, 0);
  picture.without_labels = TRUE;
  g_assert_true (xa_graph_raster_draw (raster, scene, &picture, bare, WIDTH, NULL));
  g_assert_cmpuint (xa_graph_raster_get_labelled (raster)->len, ==, 0);
  for (gsize i = 0; i < WIDTH * HEIGHT; i++)
    n_differ += bare[i] != named[i];
  g_assert_cmpuint (n_differ, >, 100);
  g_assert_cmpuint (n_differ, <, WIDTH * HEIGHT / 4);
  picture.without_labels = FALSE;
  g_assert_true (xa_graph_raster_draw (raster, scene, &picture, bare, WIDTH, NULL));
  g_assert_cmpmem (bare, WIDTH * HEIGHT * sizeof *bare, named, WIDTH * HEIGHT * sizeof *named);
}

static void
test_density_and_strips (void)
{
  g_autoptr (XaGraphScene) scene = xa_graph_scene_new (nodes, N_NODES, lines, N_LINES);
  XaGraphPicture      picture = get_picture (scene);
  g_autofree guint32 *fine = NULL;
  guint               top = 0;
  guint               bottom = 0;

  picture.density = 2;
  fine = draw (scene, &picture);
  for (gsize i = 0; i < N_NODES; i++) {
    XaPoint at = xa_graph_projection_place (&picture.projection, nodes[i].at);
    guint32 pixel = fine[(int) (at.y * 2) * 2 * WIDTH + (int) (at.x * 2)];
    gssize  picked = xa_graph_scene_pick (scene, &picture.projection, NULL, at.x, at.y);

    g_assert_cmpint (picked, >=, 0);
    if (pixel == to_pixel (xa_theme_get_category (&xa_theme_light, nodes[picked].category)))
      *(at.y < HEIGHT / 2.0 ? &top : &bottom) += 1;
  }
  g_assert_cmpuint (top, >, 5);
  g_assert_cmpuint (bottom, >, 5);
}

/* Places that are far away, not a number, or all the same, and lines wider than the picture. */
static void
test_odd_places (void)
{
  static const double places[] = { 0, 1e-300, 1e9, -1e9, 1e300, -1e300 };
  XaGraphNode         odd[G_N_ELEMENTS (places)] = { 0 };
  XaGraphLine         joined[G_N_ELEMENTS (places)] = { 0 };
  XaGraphPicture      picture = { .width = WIDTH, .height = HEIGHT, .density = 1, .theme = &xa_theme_dark };
  g_autofree guint32 *pixels = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    odd[i] = (XaGraphNode) { i % 2 ? "odd" : NULL, { places[i], -places[i] }, places[i], i };
    joined[i] = (XaGraphLine) { i, (i + 1) % G_N_ELEMENTS (places), 1e9, 1, i % 2 };
  }
  {
    g_autoptr (XaGraphScene) scene = xa_graph_scene_new (odd, G_N_ELEMENTS (odd), joined, G_N_ELEMENTS (joined));

    picture.projection = (XaGraphProjection) { 1, 320, 240, 1e-3, 400, 1 };
    pixels = draw (scene, &picture);
    g_assert_cmpuint (count_ink (pixels, WIDTH * HEIGHT, pixels[0]), <=, WIDTH * HEIGHT);
    xa_graph_scene_pick (scene, &picture.projection, NULL, 0, 0);
  }
  {
    g_autoptr (XaGraphScene) empty = xa_graph_scene_new (NULL, 0, NULL, 0);
    g_autofree guint32 *ground = NULL;

    picture.projection = xa_graph_scene_fit (empty, NULL, whole);
    ground = draw (empty, &picture);
    g_assert_cmpuint (count_ink (ground, WIDTH * HEIGHT, to_pixel (xa_theme_dark.background)), ==, 0);
    g_assert_cmpint (xa_graph_scene_pick (empty, &picture.projection, NULL, 3, 3), ==, -1);
  }
}

static void
test_cancelled (void)
{
  g_autoptr (XaGraphScene) scene = xa_graph_scene_new (nodes, N_NODES, lines, N_LINES);
  g_autoptr (XaGraphRaster) raster = xa_graph_raster_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  XaGraphPicture      picture = get_picture (scene);
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);

  g_cancellable_cancel (cancellable);
  g_assert_false (xa_graph_raster_draw (raster, scene, &picture, pixels, WIDTH, cancellable));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  invent ();
  g_test_add_func ("/charts/graph-raster/looks-like-cairo", test_looks_like_cairo);
  g_test_add_func ("/charts/graph-raster/pick-inverts-draw", test_pick_inverts_draw);
  g_test_add_func ("/charts/graph-raster/hidden-is-not-drawn", test_hidden_is_not_drawn);
  g_test_add_func ("/charts/graph-raster/lit-on-nothing", test_lit_on_nothing);
  g_test_add_func ("/charts/graph-raster/labels-never-touch", test_labels_never_touch);
  g_test_add_func ("/charts/graph-raster/labels-of-what-is-pointed-out", test_labels_of_what_is_pointed_out);
  g_test_add_func ("/charts/graph-raster/labels-later", test_labels_later);
  g_test_add_func ("/charts/graph-raster/density-and-strips", test_density_and_strips);
  g_test_add_func ("/charts/graph-raster/odd-places", test_odd_places);
  g_test_add_func ("/charts/graph-raster/cancelled", test_cancelled);

  return g_test_run ();
}
