/*
 * Scrolling through a table of 10,000 audiences, from the first row to the last, eight rows a
 * frame: how long the work of a frame takes (layout, new rows, drawing with cairo), and how long
 * it takes to filter and sort all of them. In time of the main thread, so that a busy machine does
 * not count. Needs a display; without one it makes a virtual one.
 */
#include "bench.h"

#include "insight/xa-explore.h"
#include "model/xa-time.h"
#include "store/xa-workspaces.h"
#include "ui/explore/xa-explore-view.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define N_AUDIENCES 10000
#define N_PEOPLE 50000
#define N_FRAMES 1250
#define WIDTH 1280
#define HEIGHT 800

typedef struct {
  char          *folder; /* (owned) */
  char          *path;   /* (owned) */
  XaSession     *session;
  GtkAdjustment *scroll;  /* (not owned) */
  GArray        *frames;  /* (owned) (element-type double): ms */
  double         started; /* the frame */
  gboolean       is_done;
} Fixture;

static double
get_thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

/* --- the workspace ------------------------------------------------------------------------------ */

static gboolean
make_workspace (Fixture *self)
{
  g_autofree char   *key_file = g_build_filename (self->folder, "key", NULL);
  XaSimulatorOptions options = { .n_audiences = N_AUDIENCES, .n_people = N_PEOPLE, .n_snapshots = 2, .seed = 1 };
  g_autoptr (GError) error = NULL;
  XaJob *job;

  options.end_us = xa_time_now () / XA_USEC_PER_DAY * XA_USEC_PER_DAY;
  self->path = g_build_filename (self->folder, "bench.xaudience", NULL);
  if (!xa_workspaces_create (self->path, key_file, XA_KEY_FILE_MAY_BE_NEW, &error)) {
    g_printerr ("bench: %s\n", error->message);
    return FALSE;
  }
  self->session = xa_session_new (self->path, key_file);
  job = xa_jobs_simulate (xa_session_get_jobs (self->session), &options);
  while (xa_job_is_open (job))
    g_main_context_iteration (NULL, TRUE);
  if (xa_job_get_state (job) != XA_JOB_DONE)
    g_printerr ("bench: %s\n", xa_job_get_detail (job));

  return xa_job_get_state (job) == XA_JOB_DONE;
}

/* --- the window --------------------------------------------------------------------------------- */

static GtkWidget *
find_widget (GtkWidget *root,
             GType      type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_widget (child, type);

    if (found)
      return found;
  }

  return NULL;
}

static void
frame_begins_cb (Fixture *self)
{
  self->started = get_thread_time ();
}

static void
frame_ends_cb (Fixture *self)
{
  double ms = (get_thread_time () - self->started) * 1e3;

  g_array_append_val (self->frames, ms);
}

static gboolean
scroll_cb (GtkWidget     *table,
           GdkFrameClock *clock,
           gpointer       data)
{
  Fixture *self = data;
  double   end = gtk_adjustment_get_upper (self->scroll) - gtk_adjustment_get_page_size (self->scroll);

  if (self->frames->len >= N_FRAMES) {
    self->is_done = TRUE;
    return G_SOURCE_REMOVE;
  }
  gtk_adjustment_set_value (self->scroll, end * self->frames->len / N_FRAMES);

  return G_SOURCE_CONTINUE;
}

/* The table is there once it has all rows. */
static GtkWidget *
wait_for_table (GtkWidget *view)
{
  GtkWidget *table = find_widget (view, GTK_TYPE_COLUMN_VIEW);
  gint64     until_us = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < until_us) {
    GtkSelectionModel *model = gtk_column_view_get_model (GTK_COLUMN_VIEW (table));

    if (model && g_list_model_get_n_items (G_LIST_MODEL (model)) == N_AUDIENCES)
      return table;
    g_main_context_iteration (NULL, TRUE);
  }

  return NULL;
}

/* What comes with the first picture is no part of scrolling. */
static void
settle (void)
{
  gint64 until_us = g_get_monotonic_time () + 3 * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < until_us)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static gboolean
scroll (Fixture *self)
{
  GtkWidget     *window = adw_window_new ();
  GtkWidget     *pages = adw_navigation_view_new ();
  GtkWidget     *view = g_object_new (XA_TYPE_EXPLORE_VIEW, "title", "Explore", "tag", "explore", NULL);
  GtkWidget     *table;
  GdkFrameClock *clock;

  adw_navigation_view_add (ADW_NAVIGATION_VIEW (pages), ADW_NAVIGATION_PAGE (view));
  adw_window_set_content (ADW_WINDOW (window), pages);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_present (GTK_WINDOW (window));
  xa_view_set_session (XA_VIEW (view), self->session);
  table = wait_for_table (view);
  if (!table) {
    g_printerr ("bench: the table stayed empty\n");
    return FALSE;
  }
  settle ();
  self->scroll = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (table));
  clock = gtk_widget_get_frame_clock (window);
  g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (frame_begins_cb), self);
  g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (frame_ends_cb), self);
  gtk_widget_add_tick_callback (table, scroll_cb, self, NULL);
  while (!self->is_done)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (clock, self);
  gtk_window_destroy (GTK_WINDOW (window));

  return TRUE;
}

/* --- the figures -------------------------------------------------------------------------------- */

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
percentile (const Fixture *self,
            double         share)
{
  return g_array_index (self->frames, double, (guint) ((self->frames->len - 1) * share));
}

static double
get_p50 (gpointer data)
{
  return percentile (data, .5);
}

static double
get_p99 (gpointer data)
{
  return percentile (data, .99);
}

/* As a key typed in the search does it. */
static double
time_filter (gpointer data)
{
  Fixture *self = data;
  g_autoptr (XaStore) store = xa_store_open (self->path, XA_STORE_READ, NULL);
  XaScope scope = { .store = store, .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN, .smallest_count = XA_SMALLEST_COUNT_SCREEN };
  g_autoptr (XaExplore) explore = xa_explore_load (&scope, NULL);
  g_autoptr (XaExploreFilter) filter = xa_explore_filter_parse ("a size:>1", NULL);
  double start = get_thread_time ();
  g_autoptr (XaExploreList) list = xa_explore_list (explore, filter, XA_EXPLORE_BY_GROWTH_30, TRUE);

  return list->n > 0 ? (get_thread_time () - start) * 1e3 : NAN;
}

static int
run (void)
{
  Fixture  fixture = { .folder = bench_folder (), .frames = g_array_new (FALSE, FALSE, sizeof (double)) };
  gboolean good = make_workspace (&fixture) && scroll (&fixture);

  if (good) {
    Bench p50 = { .bench = "explore-scroll-p50", .unit = "ms", .ours = get_p50, .runs = 1, .data = &fixture };
    Bench p99 = { .bench = "explore-scroll-p99", .unit = "ms", .ours = get_p99, .runs = 1, .data = &fixture };
    Bench filter = { .bench = "explore-filter", .unit = "ms", .ours = time_filter, .runs = 5, .data = &fixture };

    g_array_sort (fixture.frames, compare);
    good = bench_run (&p50) && bench_run (&p99) && bench_run (&filter);
  }
  g_clear_object (&fixture.session);
  bench_remove (fixture.folder);

  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *schemas = g_build_filename (g_getenv ("XAUDIENCE_BENCH_DIR") ? g_getenv ("XAUDIENCE_BENCH_DIR") : ".", "..", "data", NULL);

  if (!g_getenv ("DISPLAY")) {
    execlp ("xvfb-run", "xvfb-run", "-a", "-s", "-screen 0 1280x800x24", argv[0], NULL);
    g_printerr ("bench: xvfb-run cannot be run\n");
    return EXIT_FAILURE;
  }
  g_setenv ("GSETTINGS_SCHEMA_DIR", schemas, TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_setenv ("GDK_BACKEND", "x11", TRUE);
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  g_setenv ("GTK_A11Y", "none", TRUE);
  g_setenv ("GDK_DEBUG", "no-portals", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  adw_init ();

  return run ();
}
