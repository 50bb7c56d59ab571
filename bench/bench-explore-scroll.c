/*
 * Scrolling through a table of 10,000 audiences, from the first row to the last, eight rows a
 * frame: how long a frame takes (layout, new rows, drawing with cairo); then how long the main loop
 * works at a time while the person searches, sorts and selects all of them.
 */
#include "bench-window.h"
#include "bench.h"

#include "insight/xa-explore.h"
#include "model/xa-time.h"
#include "store/xa-workspaces.h"
#include "ui/explore/xa-explore-view.h"

#include <math.h>
#include <stdlib.h>

#define N_AUDIENCES 10000
#define N_PEOPLE 50000
#define N_FRAMES 1250
#define WIDTH 1280
#define HEIGHT 800
#define MOST_SECONDS 120

typedef struct {
  const char    *folder;   /* (not owned) */
  char          *path;     /* (owned): of the workspace */
  char          *key_file; /* (owned) */
  GtkAdjustment *scroll;   /* (not owned) */
  BenchFrames   *frames;   /* (owned) */
  gboolean       is_done;
} Fixture;

/* --- the workspace ------------------------------------------------------------------------------ */

static gboolean
make_workspace (Fixture *self)
{
  XaSimulatorOptions options = { .n_audiences = N_AUDIENCES, .n_people = N_PEOPLE, .n_snapshots = 2, .seed = 1 };
  g_autoptr (XaSession) session = NULL;
  g_autoptr (GError) error = NULL;
  XaJob *job;

  options.end_us = xa_time_now () / XA_USEC_PER_DAY * XA_USEC_PER_DAY;
  if (!xa_workspaces_create (self->path, self->key_file, XA_KEY_FILE_MAY_BE_NEW, &error)) {
    g_printerr ("bench: %s\n", error->message);
    return FALSE;
  }
  session = xa_session_new (self->path, self->key_file);
  job = xa_jobs_simulate (xa_session_get_jobs (session), &options);
  while (xa_job_is_open (job))
    g_main_context_iteration (NULL, TRUE);
  if (xa_job_get_state (job) != XA_JOB_DONE)
    g_printerr ("bench: %s\n", xa_job_get_detail (job));

  return xa_job_get_state (job) == XA_JOB_DONE;
}

/* --- the window --------------------------------------------------------------------------------- */

static gboolean
scroll_cb (GtkWidget     *table,
           GdkFrameClock *clock,
           gpointer       data)
{
  Fixture *self = data;
  double   end = gtk_adjustment_get_upper (self->scroll) - gtk_adjustment_get_page_size (self->scroll);

  if (self->frames->work->len >= N_FRAMES) {
    self->is_done = TRUE;
    return G_SOURCE_REMOVE;
  }
  gtk_adjustment_set_value (self->scroll, end * self->frames->work->len / N_FRAMES);

  return G_SOURCE_CONTINUE;
}

/* Returns: (nullable): the table, once it has all rows */
static GtkWidget *
wait_for_table (GtkWidget *view)
{
  double until = bench_now () + MOST_SECONDS;

  while (bench_now () < until) {
    GtkWidget         *table = bench_window_find (view, GTK_TYPE_COLUMN_VIEW);
    GtkSelectionModel *model = table ? gtk_column_view_get_model (GTK_COLUMN_VIEW (table)) : NULL;

    if (model && g_list_model_get_n_items (G_LIST_MODEL (model)) == N_AUDIENCES)
      return table;
    g_main_context_iteration (NULL, TRUE);
  }
  g_printerr ("bench: the table stayed empty\n");

  return NULL;
}

static void
scroll (Fixture   *self,
        GtkWidget *table)
{
  self->scroll = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (table));
  self->frames = bench_frames_new (table);
  gtk_widget_add_tick_callback (table, scroll_cb, self, NULL);
  while (!self->is_done)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (self->frames->clock, self->frames);
}

/* As somebody does who types, sorts, and takes all that is found. */
static void
look_for (GtkWidget *view,
          GtkWidget *table)
{
  static const char *const typed[] = { "a", "ar", "ar size:>1", "platform:mastodon", "" };
  static const char *const orders[] = { "name", "growth-30", "size" };
  GtkWidget               *entry;

  xa_view_search (XA_VIEW (view));
  bench_window_run (.5);
  entry = bench_window_find (view, GTK_TYPE_SEARCH_ENTRY);
  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++) {
    gtk_editable_set_text (GTK_EDITABLE (entry), typed[i]);
    bench_window_run (.5);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++) {
    gtk_widget_activate_action (table, "explore.sort", "s", orders[i]);
    bench_window_run (.5);
  }
  gtk_widget_activate_action (table, "explore.select-all", NULL);
  bench_window_run (.5);
  gtk_widget_activate_action (table, "explore.select-none", NULL);
  bench_window_run (.5);
}

static gboolean
work (Fixture *self)
{
  g_autoptr (XaSession) session = xa_session_new (self->path, self->key_file);
  GtkWidget *window = adw_window_new ();
  GtkWidget *pages = adw_navigation_view_new ();
  GtkWidget *view = g_object_new (XA_TYPE_EXPLORE_VIEW, "title", "Explore", "tag", "explore", NULL);
  GtkWidget *table;

  adw_navigation_view_add (ADW_NAVIGATION_VIEW (pages), ADW_NAVIGATION_PAGE (view));
  adw_window_set_content (ADW_WINDOW (window), pages);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_present (GTK_WINDOW (window));
  xa_view_set_session (XA_VIEW (view), session);
  table = wait_for_table (view);
  if (!table)
    return FALSE;
  /* What comes with the first picture is no part of scrolling. */
  bench_window_run (3);
  scroll (self, table);
  bench_turns_begin ();
  look_for (view, table);
  gtk_window_destroy (GTK_WINDOW (window));

  return TRUE;
}

/* --- the figures -------------------------------------------------------------------------------- */

/* As a key typed in the search does it. */
static double
time_filter (gpointer data)
{
  Fixture *self = data;
  g_autoptr (XaStore) store = xa_store_open (self->path, XA_STORE_READ, NULL);
  XaScope scope = { .store = store, .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN, .smallest_count = XA_SMALLEST_COUNT_SCREEN };
  g_autoptr (XaExplore) explore = xa_explore_load (&scope, NULL);
  g_autoptr (XaExploreFilter) filter = xa_explore_filter_parse ("a size:>1", NULL);
  double start = bench_window_work ();
  g_autoptr (XaExploreList) list = xa_explore_list (explore, filter, XA_EXPLORE_BY_GROWTH_30, TRUE);

  return list->n > 0 ? (bench_window_work () - start) * 1e3 : NAN;
}

static gboolean
measure (Fixture *self)
{
  Bench filter = { .bench = "explore-filter", .unit = "ms", .ours = time_filter, .runs = 5, .data = self };

  return work (self) && bench_frames_tell (self->frames, "explore-scroll") && bench_turns_tell ("explore", "searching") && bench_run (&filter);
}

static void
fixture_clear (Fixture *self)
{
  g_free (self->path);
  g_free (self->key_file);
  g_clear_pointer (&self->frames, bench_frames_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

int
main (int    argc,
      char **argv)
{
  g_auto (Fixture) fixture = { .folder = bench_window_get_folder () };
  g_autofree char *made = NULL;
  gboolean         good;

  if (!bench_window_begin (argv, WIDTH, HEIGHT))
    return EXIT_FAILURE;
  if (!fixture.folder)
    fixture.folder = made = bench_folder ();
  fixture.path = g_build_filename (fixture.folder, "bench.xaudience", NULL);
  fixture.key_file = g_build_filename (fixture.folder, "key", NULL);
  if (!made) {
    adw_init ();
    return measure (&fixture) ? EXIT_SUCCESS : EXIT_FAILURE;
  }

  good = make_workspace (&fixture) && bench_window_run_apart (argv, made);
  bench_remove (made);

  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
