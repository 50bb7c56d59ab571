/*
 * Panning and zooming the graph of 2,000 audiences with 20,000 ties in a window of 1600 x 1000 on a
 * virtual display without a GPU: how long each frame takes from the beginning of its clock's cycle to
 * its end, and how much of the processor all threads use in the meantime.
 */
#include "bench-window.h"
#include "bench.h"

#include "ui/graph/xa-graph-canvas-private.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#define N_NODES 2000
#define N_LINES 20000
#define N_FRAMES 240
#define MOST_SECONDS 10
#define WIDTH 1600
#define HEIGHT 1000

typedef enum {
  PAN,
  ZOOM,
} Movement;

typedef struct {
  XaGraphCanvas *canvas;
  BenchFrames   *frames; /* (owned) */
  Movement       movement;
  gboolean       is_done;
} Run;

/* Of all threads. */
static double
get_processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);

  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static XaGraphScene *
invent (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  g_autofree XaGraphNode *nodes = g_new0 (XaGraphNode, N_NODES);
  g_autofree XaGraphLine *lines = g_new0 (XaGraphLine, N_LINES);
  g_autofree XaEdge      *edges = g_new0 (XaEdge, N_LINES);
  g_autofree XaPoint     *points = g_new0 (XaPoint, N_NODES);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  XaLayoutOptions options = { .seed = 1, .n_iterations = 30 };

  for (gsize i = 0; i < N_LINES; i++) {
    guint32 a = (guint32) g_rand_int_range (random, 0, N_NODES);
    guint32 b = (guint32) g_rand_int_range (random, 0, N_NODES / 12) * 12 + (g_rand_double (random) < 0.85 ? a % 12 : a % 7);

    b = b >= N_NODES || b == a ? (a + 12) % N_NODES : b;
    lines[i] = (XaGraphLine) { a, b, pow (g_rand_double (random), 3), g_rand_double (random), i % 20 == 0 };
    edges[i] = (XaEdge) { a, b, 1 };
  }
  xa_layout_force (N_NODES, edges, N_LINES, &options, points, NULL, NULL);
  for (guint32 i = 0; i < N_NODES; i++) {
    g_ptr_array_add (names, g_strdup_printf ("Audience number %u", i));
    nodes[i] = (XaGraphNode) { names->pdata[i], points[i], 100 * pow (g_rand_double (random), -0.8), i % 12 };
  }

  return xa_graph_scene_new (nodes, N_NODES, lines, N_LINES);
}

/* The same way there and back, so that sharp pictures are wanted again and again. */
static void
move (Run *run)
{
  double turn = run->frames->work->len * 2 * G_PI / 120;

  if (run->movement == PAN)
    xa_graph_camera_pan (&run->canvas->camera, 14 * cos (turn), 7 * sin (turn));
  else
    xa_graph_camera_zoom (&run->canvas->camera, 1 + 0.03 * sin (turn), 700, 450);
  xa_graph_canvas_view_changed (run->canvas);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  Run *run = data;

  if (run->frames->work->len >= N_FRAMES) {
    run->is_done = TRUE;
    return G_SOURCE_REMOVE;
  }
  move (run);

  return G_SOURCE_CONTINUE;
}

static gboolean
measure (XaGraphCanvas *canvas,
         Movement       movement,
         const char    *name)
{
  Run              run = { .canvas = canvas, .frames = bench_frames_new (GTK_WIDGET (canvas)), .movement = movement };
  g_autofree char *processor = g_strconcat (name, "-all-threads-a-frame", NULL);
  g_autofree char *sharp = g_strconcat (name, "-sharp-pictures", NULL);
  guint            n_drawn = xa_graph_canvas_get_n_paintings (canvas, NULL);
  double           spent = get_processor_time ();
  gboolean         told;

  gtk_widget_add_tick_callback (GTK_WIDGET (canvas), tick_cb, &run, NULL);
  while (!run.is_done)
    g_main_context_iteration (NULL, TRUE);
  spent = get_processor_time () - spent;
  n_drawn = xa_graph_canvas_get_n_paintings (canvas, NULL) - n_drawn;
  told = bench_frames_tell (run.frames, name) && bench_window_tell (processor, "ms", spent * 1e3 / N_FRAMES) && bench_window_tell (sharp, "pictures", n_drawn);
  bench_frames_free (run.frames);

  return told;
}

static gboolean
tell_picture (XaGraphCanvas *canvas,
              const char    *name,
              guint          n)
{
  double begun = bench_now ();

  while (xa_graph_canvas_get_n_paintings (canvas, NULL) < n && bench_now () < begun + MOST_SECONDS)
    g_main_context_iteration (NULL, TRUE);

  return bench_window_tell (name, "ms", (bench_now () - begun) * 1e3);
}

/* From the scene to a picture of it, from there to one with all names, and the longest work of the
 * main thread meanwhile. */
static gboolean
show_first (XaGraphCanvas *canvas,
            XaGraphScene  *scene)
{
  g_autoptr (BenchFrames) frames = bench_frames_new (GTK_WIDGET (canvas));
  gboolean told;

  xa_graph_canvas_set_scene (canvas, scene);
  told = tell_picture (canvas, "graph-first-picture", 1) && tell_picture (canvas, "graph-first-names-after-it", 2);
  bench_window_run (2);

  return told && bench_window_tell ("graph-first-frames-work-max", "ms", bench_window_percentile (frames->work, 1));
}

static gboolean
run (XaGraphScene *scene)
{
  GtkWidget     *window = gtk_window_new ();
  XaGraphCanvas *canvas = XA_GRAPH_CANVAS (xa_graph_canvas_new ());
  gboolean       good;

  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (canvas));
  gtk_window_present (GTK_WINDOW (window));
  bench_window_run (1);
  good = show_first (canvas, scene) && measure (canvas, PAN, "graph-pan") && measure (canvas, ZOOM, "graph-zoom");
  gtk_window_destroy (GTK_WINDOW (window));

  return good;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (XaGraphScene) scene = NULL;

  if (!bench_window_begin (argv, WIDTH, HEIGHT))
    return EXIT_FAILURE;
  adw_init ();
  scene = invent ();

  return run (scene) ? EXIT_SUCCESS : EXIT_FAILURE;
}
