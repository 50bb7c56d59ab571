/*
 * Panning and zooming the graph of 2,000 audiences with 20,000 ties in a window of 1600 x 1000 on a
 * virtual display without a GPU: how long each frame takes from the beginning of its clock's cycle to
 * its end, and how much of the processor all threads use in the meantime.
 */
#include "bench.h"

#include "ui/graph/xa-graph-canvas-private.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define N_NODES 2000
#define N_LINES 20000
#define N_FRAMES 240

typedef enum {
  PAN,
  ZOOM,
} Movement;

typedef struct {
  XaGraphCanvas *canvas;
  GMainLoop     *loop;
  Movement       movement;
  guint          n_frames;
  double         begun; /* of the frame */
  double         begun_cpu;
  double         cpu;   /* of the process, when counting began */
  double         spent; /* of the processor, over all frames */
  double         frames[N_FRAMES];
  double         work[N_FRAMES]; /* of the thread that draws frames, on the processor */
} Run;

static double
get_cpu (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);

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
  double phase = sin (run->n_frames * 2 * G_PI / 120);

  if (run->movement == PAN)
    xa_graph_camera_pan (&run->canvas->camera, 14 * cos (run->n_frames * 2 * G_PI / 120), 7 * phase);
  else
    xa_graph_camera_zoom (&run->canvas->camera, 1 + 0.03 * phase, 700, 450);
  xa_graph_canvas_view_changed (run->canvas);
}

static void
before_cb (Run *run)
{
  run->begun = bench_now ();
  run->begun_cpu = get_cpu (CLOCK_THREAD_CPUTIME_ID);
}

static void
after_cb (Run *run)
{
  if (run->n_frames < N_FRAMES) {
    run->work[run->n_frames] = (get_cpu (CLOCK_THREAD_CPUTIME_ID) - run->begun_cpu) * 1e3;
    run->frames[run->n_frames++] = (bench_now () - run->begun) * 1e3;
  }
  if (run->n_frames < N_FRAMES)
    return;
  run->spent = get_cpu (CLOCK_PROCESS_CPUTIME_ID) - run->cpu;
  g_main_loop_quit (run->loop);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  move (data);

  return G_SOURCE_CONTINUE;
}

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
print_figure (const char *name,
              const char *what,
              const char *unit,
              double      value)
{
  double load[1] = { 0 };

  if (getloadavg (load, 1) < 1)
    load[0] = NAN;
  g_print ("{\"bench\": \"graph-frames %s: %s\", \"unit\": \"%s\", \"ours\": %.4g, \"peer\": null, \"peer_value\": null, \"ratio\": null, "
           "\"runs\": %d, \"load\": %.1f}\n",
           name, what, unit, value, N_FRAMES, load[0]);
}

/* What the display's clock shows holds the work of all other programs too; the thread's own does not. */
static void
print_spread (const char *name,
              const char *what,
              double     *values)
{
  g_autofree char *middle = g_strdup_printf ("%s, p50", what);
  g_autofree char *late = g_strdup_printf ("%s, p95", what);
  g_autofree char *most = g_strdup_printf ("%s, longest", what);

  qsort (values, N_FRAMES, sizeof *values, compare);
  print_figure (name, middle, "ms", values[N_FRAMES / 2]);
  print_figure (name, late, "ms", values[N_FRAMES * 95 / 100]);
  print_figure (name, most, "ms", values[N_FRAMES - 1]);
}

static void
measure (Run        *run,
         Movement    movement,
         const char *name)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (run->canvas));
  gulong         before = g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (before_cb), run);
  gulong         after = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (after_cb), run);
  guint          n_drawn = xa_graph_canvas_get_n_paintings (run->canvas, NULL);
  guint          tick;
  double         latest;
  run->movement = movement;
  run->n_frames = 0;
  run->cpu = get_cpu (CLOCK_PROCESS_CPUTIME_ID);
  tick = gtk_widget_add_tick_callback (GTK_WIDGET (run->canvas), tick_cb, run, NULL);
  g_main_loop_run (run->loop);
  gtk_widget_remove_tick_callback (GTK_WIDGET (run->canvas), tick);
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);
  print_spread (name, "wall", run->frames);
  print_spread (name, "own work", run->work);
  print_figure (name, "all threads, processor a frame", "ms", run->spent * 1e3 / N_FRAMES);
  print_figure (name, "sharp pictures meanwhile", "pictures", xa_graph_canvas_get_n_paintings (run->canvas, &latest) - n_drawn);
  print_figure (name, "the last of them", "ms", latest * 1e3);
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

/* On a display of its own and with the renderer of machines without a GPU; returns only if that cannot be had. */
static void
go_to_display (char **argv)
{
  if (g_getenv ("XAUDIENCE_BENCH_ON_DISPLAY"))
    return;
  g_setenv ("XAUDIENCE_BENCH_ON_DISPLAY", "1", TRUE);
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  g_setenv ("GDK_BACKEND", "x11", TRUE);
  g_setenv ("GTK_A11Y", "none", TRUE);
  execlp ("xvfb-run", "xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", argv[0], NULL);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (XaGraphScene) scene = NULL;
  GtkWidget *window;
  Run        run = { 0 };

  go_to_display (argv);
  if (!gtk_init_check ()) {
    g_printerr ("bench-graph-frames: there is no display and no xvfb-run\n");
    return 0;
  }
  adw_init ();
  scene = invent ();
  run.loop = g_main_loop_new (NULL, FALSE);
  run.canvas = XA_GRAPH_CANVAS (xa_graph_canvas_new ());
  window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 1600, 1000);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (run.canvas));
  xa_graph_canvas_set_scene (run.canvas, scene);
  gtk_window_present (GTK_WINDOW (window));
  g_timeout_add (2000, quit_cb, run.loop);
  g_main_loop_run (run.loop);
  measure (&run, PAN, "pan 2,000/20,000");
  measure (&run, ZOOM, "zoom 2,000/20,000");
  gtk_window_destroy (GTK_WINDOW (window));
  g_main_loop_unref (run.loop);

  return 0;
}
