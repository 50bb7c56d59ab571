#include "charts/xa-graph-scene.h"

#include <math.h>
#include <string.h>

#define N_NODES 500

static XaGraphScene *
invent (guint32 seed,
        double  height)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  XaGraphNode nodes[N_NODES];
  XaGraphLine lines[N_NODES];

  for (guint i = 0; i < N_NODES; i++) {
    nodes[i] = (XaGraphNode) { "name", { g_rand_double_range (random, 0, 1000), g_rand_double_range (random, 0, 1) * height }, g_rand_double_range (random, 0, 50), 0 };
    lines[i] = (XaGraphLine) { i, (i * 7 + 1) % N_NODES, g_rand_double (random), 1, FALSE };
  }

  return xa_graph_scene_new (nodes, N_NODES, lines, N_NODES);
}

/* By looking at every node, in the order of drawing. */
static gssize
pick_slowly (const XaGraphScene      *scene,
             const XaGraphProjection *projection,
             double                   x,
             double                   y)
{
  gssize found = -1;

  for (guint32 i = 0; i < scene->n_nodes; i++) {
    const XaGraphNode *node = &scene->nodes[scene->ranks[i]];
    XaPoint            at = xa_graph_projection_place (projection, node->at);

    if (hypot (at.x - x, at.y - y) <= xa_graph_projection_get_radius (projection, node->size))
      found = scene->ranks[i];
  }

  return found;
}

static void
test_pick (void)
{
  static const double heights[] = { 700, 1, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (heights); i++) {
    g_autoptr (XaGraphScene) scene = invent (i + 1, heights[i]);
    XaGraphProjection projection = xa_graph_scene_fit (scene, NULL, (XaRect) { 0, 0, 900, 600 });
    guint             n_found = 0;

    for (guint round = 0; round < 3; round++) {
      for (double y = -5; y < 605; y += 11.3)
        for (double x = -5; x < 905; x += 7.7) {
          gssize found = xa_graph_scene_pick (scene, &projection, NULL, x, y);

          g_assert_cmpint (found, ==, pick_slowly (scene, &projection, x, y));
          n_found += found >= 0;
        }
      projection = xa_graph_projection_zoom (&projection, 1.7, 450, 300);
    }
    g_assert_cmpuint (n_found, >, 50);
  }
}

static void
test_zoom_keeps_the_place_under_the_pointer (void)
{
  g_autoptr (XaGraphScene) scene = invent (4, 500);
  XaGraphProjection projection = xa_graph_scene_fit (scene, NULL, (XaRect) { 0, 0, 900, 600 });
  XaPoint           before = xa_graph_projection_find (&projection, 123, 45);
  XaPoint           after;

  projection = xa_graph_projection_zoom (&projection, 3.5, 123, 45);
  after = xa_graph_projection_find (&projection, 123, 45);
  g_assert_cmpfloat_with_epsilon (before.x, after.x, 1e-9);
  g_assert_cmpfloat_with_epsilon (before.y, after.y, 1e-9);
}

static void
test_fit_shows_every_disc (void)
{
  g_autoptr (XaGraphScene) scene = invent (5, 300);
  XaRect            plot = { 10, 20, 700, 500 };
  XaGraphProjection projection = xa_graph_scene_fit (scene, NULL, plot);
  guint8            marks[N_NODES];

  for (guint32 i = 0; i < N_NODES; i++) {
    XaPoint at = xa_graph_projection_place (&projection, scene->nodes[i].at);
    double  radius = xa_graph_projection_get_radius (&projection, scene->nodes[i].size);

    g_assert_cmpfloat (at.x - radius, >=, plot.x - 1e-6);
    g_assert_cmpfloat (at.x + radius, <=, plot.x + plot.width + 1e-6);
    g_assert_cmpfloat (at.y - radius, >=, plot.y - 1e-6);
    g_assert_cmpfloat (at.y + radius, <=, plot.y + plot.height + 1e-6);
  }

  /* With all but one hidden, that one is in the middle. */
  memset (marks, XA_GRAPH_MARK_HIDDEN, sizeof marks);
  marks[17] = 0;
  projection = xa_graph_scene_fit (scene, marks, plot);
  g_assert_cmpint (xa_graph_scene_pick (scene, &projection, marks, 360, 270), ==, 17);
}

static void
test_move_keeps_the_rest (void)
{
  g_autoptr (XaGraphScene) scene = invent (6, 300);
  g_autofree XaPoint *points = g_new0 (XaPoint, N_NODES);
  g_autoptr (XaGraphScene) moved = NULL;

  for (guint i = 0; i < N_NODES; i++)
    points[i] = (XaPoint) { -scene->nodes[i].at.x, i };
  moved = xa_graph_scene_move (scene, points);
  g_assert_true (moved->body == scene->body);
  g_clear_pointer (&scene, xa_graph_scene_unref);
  g_assert_cmpstr (moved->nodes[3].label, ==, "name");
  g_assert_cmpuint (moved->n_lines, ==, N_NODES);
  for (guint i = 0; i < N_NODES; i++)
    g_assert_cmpfloat (moved->nodes[i].at.y, ==, i);
}

/* A cross with two more: 0 in the middle, 1 right, 2 left, 3 up, 4 down, 5 nearer on the right but no neighbour. */
static void
test_step (void)
{
  static const XaGraphNode nodes[] = {
    { "middle", { 0, 0 }, 1, 0 },
    { "right", { 10, 1 }, 1, 0 },
    { "left", { -10, 0 }, 1, 0 },
    { "up", { 1, -10 }, 1, 0 },
    { "down", { 0, 10 }, 1, 0 },
    { "near", { 3, 0 }, 1, 0 },
  };
  static const XaGraphLine lines[] = { { 0, 1, 1, 1, FALSE }, { 2, 0, 1, 1, FALSE }, { 0, 3, 1, 1, TRUE }, { 4, 0, 1, 1, FALSE } };
  guint8                   marks[G_N_ELEMENTS (nodes)] = { 0 };
  g_autoptr (XaGraphScene) scene = xa_graph_scene_new (nodes, G_N_ELEMENTS (nodes), lines, G_N_ELEMENTS (lines));

  g_assert_cmpint (xa_graph_scene_step (scene, marks, 0, 1, 0), ==, 1);
  g_assert_cmpint (xa_graph_scene_step (scene, marks, 0, -1, 0), ==, 2);
  g_assert_cmpint (xa_graph_scene_step (scene, marks, 0, 0, -1), ==, 3);
  g_assert_cmpint (xa_graph_scene_step (scene, marks, 0, 0, 1), ==, 4);
  g_assert_cmpint (xa_graph_scene_step (scene, marks, 1, 1, 0), ==, -1);
  marks[1] = XA_GRAPH_MARK_HIDDEN;
  g_assert_cmpint (xa_graph_scene_step (scene, marks, 0, 1, 0), ==, 5); /* no neighbour is left there */
}

static void
test_rectangle (void)
{
  g_autoptr (XaGraphScene) scene = invent (8, 600);
  XaGraphProjection projection = xa_graph_scene_fit (scene, NULL, (XaRect) { 0, 0, 900, 600 });
  XaRect            box = { 100, 50, 300, 200 };
  guint8            marks[N_NODES] = { 0 };
  guint             n = 0;

  marks[3] = XA_GRAPH_MARK_HIDDEN;
  xa_graph_scene_mark_rectangle (scene, &projection, box, marks, XA_GRAPH_MARK_SELECTED);
  for (guint i = 0; i < N_NODES; i++) {
    XaPoint  at = xa_graph_projection_place (&projection, scene->nodes[i].at);
    gboolean inside = at.x >= box.x && at.x <= box.x + box.width && at.y >= box.y && at.y <= box.y + box.height && i != 3;

    g_assert_cmpint ((marks[i] & XA_GRAPH_MARK_SELECTED) != 0, ==, inside);
    n += inside;
  }
  g_assert_cmpuint (n, >, 10);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/charts/graph-scene/pick", test_pick);
  g_test_add_func ("/charts/graph-scene/zoom-keeps-the-place-under-the-pointer", test_zoom_keeps_the_place_under_the_pointer);
  g_test_add_func ("/charts/graph-scene/fit-shows-every-disc", test_fit_shows_every_disc);
  g_test_add_func ("/charts/graph-scene/move-keeps-the-rest", test_move_keeps_the_rest);
  g_test_add_func ("/charts/graph-scene/step", test_step);
  g_test_add_func ("/charts/graph-scene/rectangle", test_rectangle);

  return g_test_run ();
}
