/*
 * The window while programs ask its server: how many frames it drops in a scroll of some seconds, alone and
 * while wrk asks /health as fast as it can, over connections that close after each answer; and how many
 * answers a second that were, and how late.
 */
#include "bench-window.h"
#include "bench.h"

#include "model/xa-time.h"
#include "store/xa-clients.h"
#include "store/xa-workspaces.h"
#include "ui/explore/xa-explore-view.h"

#include <gio/gio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS 8
#define FRAME_US (G_USEC_PER_SEC / 60)
#define WIDTH 1280
#define HEIGHT 800
#define MOST_SECONDS 60

typedef struct {
  const char    *folder;            /* (not owned) */
  char          *path;              /* (owned): of the workspace */
  char          *key_file;          /* (owned) */
  GtkAdjustment *scroll;            /* (not owned) */
  gint64         begun_us, last_us; /* monotonic */
  guint          n_frames, n_dropped;
  double         longest_ms; /* between two frames */
} Fixture;

/* --- the workspace ------------------------------------------------------------------------------ */

static gboolean
switch_on (XaStore *store,
           gpointer data,
           GError **error)
{
  const XaServerSettings settings = { .is_on = TRUE, .port = 0 };

  return xa_store_set_server (store, &settings, error);
}

static gboolean
make_workspace (Fixture *self)
{
  XaSimulatorOptions options = { .n_audiences = 2000, .n_people = 20000, .n_snapshots = 2, .seed = 1 };
  g_autoptr (XaSession) session = NULL;
  g_autoptr (GError) error = NULL;
  XaStore *store;
  XaJob   *job;

  options.end_us = xa_time_now () / XA_USEC_PER_DAY * XA_USEC_PER_DAY;
  if (!xa_workspaces_create (self->path, self->key_file, XA_KEY_FILE_MAY_BE_NEW, &error)) {
    g_printerr ("bench: %s\n", error->message);
    return FALSE;
  }
  store = xa_store_open (self->path, XA_STORE_WRITE, &error);
  if (!store || !switch_on (store, NULL, &error))
    g_printerr ("bench: %s\n", error->message);
  xa_store_close (store);
  session = xa_session_new (self->path, self->key_file);
  job = xa_jobs_simulate (xa_session_get_jobs (session), &options);
  while (xa_job_is_open (job))
    g_main_context_iteration (NULL, TRUE);

  return !error && xa_job_get_state (job) == XA_JOB_DONE;
}

/* --- the window --------------------------------------------------------------------------------- */

/* From end to end and back; a frame that comes late stands for those that did not. */
static gboolean
scroll_cb (GtkWidget     *table,
           GdkFrameClock *clock,
           gpointer       data)
{
  Fixture *self = data;
  gint64   now_us = g_get_monotonic_time ();
  double   end = gtk_adjustment_get_upper (self->scroll) - gtk_adjustment_get_page_size (self->scroll);
  double   part = (double) (now_us - self->begun_us) / (SECONDS * G_USEC_PER_SEC);

  if (self->last_us) {
    double frames = (double) (now_us - self->last_us) / FRAME_US;

    self->n_dropped += frames > 1.5 ? (guint) lround (frames) - 1 : 0;
    self->longest_ms = fmax (self->longest_ms, frames * FRAME_US / 1000);
  }
  self->last_us = now_us;
  self->n_frames++;
  gtk_adjustment_set_value (self->scroll, end * fabs (1 - 2 * fmod (part, 1)));

  return G_SOURCE_CONTINUE;
}

static gboolean
tell_scroll (Fixture    *self,
             GtkWidget  *table,
             const char *name)
{
  g_autofree char *frames = g_strdup_printf ("server/window-%s-frames", name);
  g_autofree char *dropped = g_strdup_printf ("server/window-%s-dropped", name);
  g_autofree char *longest = g_strdup_printf ("server/window-%s-longest", name);
  guint            id;

  self->begun_us = g_get_monotonic_time ();
  self->last_us = 0;
  self->n_frames = self->n_dropped = 0;
  self->longest_ms = 0;
  id = gtk_widget_add_tick_callback (table, scroll_cb, self, NULL);
  bench_window_run (SECONDS);
  gtk_widget_remove_tick_callback (table, id);

  return bench_window_tell (frames, "frames", self->n_frames) && bench_window_tell (dropped, "frames", self->n_dropped) &&
         bench_window_tell (longest, "ms", self->longest_ms);
}

/* Returns: (nullable): the table, once the server listens and the table has rows */
static GtkWidget *
wait_for_table (XaSession *session,
                GtkWidget *view)
{
  double until = bench_now () + MOST_SECONDS;

  while (bench_now () < until) {
    GtkWidget         *table = bench_window_find (view, GTK_TYPE_COLUMN_VIEW);
    GtkSelectionModel *model = table ? gtk_column_view_get_model (GTK_COLUMN_VIEW (table)) : NULL;

    if (model && g_list_model_get_n_items (G_LIST_MODEL (model)) > 0 && xa_host_get_address (xa_session_get_host (session)))
      return table;
    g_main_context_iteration (NULL, TRUE);
  }
  g_printerr ("bench: the window or its server did not come\n");

  return NULL;
}

/* --- wrk ---------------------------------------------------------------------------------------- */

/* The number behind @word, in ms where it has a unit of time; NAN where it is not there. */
static double
find_number (const char *text,
             const char *word)
{
  const char *at = strstr (text, word);
  char       *unit;
  double      number = at ? g_ascii_strtod (at + strlen (word), &unit) : NAN;

  if (!at)
    return NAN;
  if (g_str_has_prefix (unit, "us"))
    return number / 1000;

  return g_str_has_prefix (unit, "s") ? number * 1000 : number;
}

static GSubprocess *
start_wrk (const char *address)
{
  g_autofree char *url = g_strconcat (address, "/health", NULL);
  g_autofree char *seconds = g_strdup_printf ("-d%ds", SECONDS);
  g_autofree char *wrk = g_find_program_in_path ("wrk");

  return wrk ? g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, wrk, "-t1", "-c8", seconds, "--latency", "-H", "Connection: close", url, NULL) : NULL;
}

static gboolean
tell_wrk (GSubprocess *wrk)
{
  g_autofree char *text = NULL;

  if (!g_subprocess_communicate_utf8 (wrk, NULL, NULL, &text, NULL, NULL) || !text)
    return FALSE;

  return bench_window_tell ("server/window-health", "answers/s", find_number (text, "Requests/sec:")) &&
         bench_window_tell ("server/window-health-refused", "answers", fmax (find_number (text, "Non-2xx or 3xx responses:"), 0)) &&
         bench_window_tell ("server/window-health-p50", "ms", find_number (text, "50%")) &&
         bench_window_tell ("server/window-health-p99", "ms", find_number (text, "99%"));
}

static gboolean
measure (Fixture *self)
{
  g_autoptr (XaSession) session = xa_session_new (self->path, self->key_file);
  g_autoptr (GSubprocess) wrk = NULL;
  GtkWidget *window = adw_window_new ();
  GtkWidget *pages = adw_navigation_view_new ();
  GtkWidget *view = g_object_new (XA_TYPE_EXPLORE_VIEW, "title", "Explore", "tag", "explore", NULL);
  GtkWidget *table;
  gboolean   good;

  adw_navigation_view_add (ADW_NAVIGATION_VIEW (pages), ADW_NAVIGATION_PAGE (view));
  adw_window_set_content (ADW_WINDOW (window), pages);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_present (GTK_WINDOW (window));
  xa_view_set_session (XA_VIEW (view), session);
  table = wait_for_table (session, view);
  if (!table)
    return FALSE;
  /* What comes with the first picture is no part of it. */
  bench_window_run (3);
  self->scroll = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (table));
  good = tell_scroll (self, table, "alone");
  wrk = start_wrk (xa_host_get_address (xa_session_get_host (session)));
  if (!wrk)
    g_printerr ("bench: there is no wrk: the window is not measured beside it\n");
  else
    good = good && tell_scroll (self, table, "beside-wrk") && tell_wrk (wrk);
  gtk_window_destroy (GTK_WINDOW (window));

  return good;
}

static void
fixture_clear (Fixture *self)
{
  g_free (self->path);
  g_free (self->key_file);
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
