/*
 * The whole app on its sample workspace: how long the main loop works at a time while it starts, while
 * its pages are opened for the first time, while audiences are inspected and compared, and while a
 * million members come in and the person goes from page to page. Processor time, since other work on
 * the machine is not ours to measure. Starting counts from when the toolkit is there: what GTK and
 * libadwaita need for themselves comes before the loop, and is in the time to the first usable frame.
 */
#include "bench-window.h"
#include "bench.h"

#include "model/xa-time.h"
#include "store/xa-workspaces.h"
#include "sync/xa-simulation-job.h"
#include "ui/xa-window.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>

#define N_MEMBERS 1000000
#define MOST_SECONDS 120

typedef struct {
  char    *folder;   /* (owned) */
  char    *path;     /* (owned): of the workspace */
  char    *key_file; /* (owned) */
  char    *members;  /* (owned): a file of them */
  gboolean measured;
} Fixture;

/* --- before the window -------------------------------------------------------------------------- */

static gboolean
make_sample (Fixture *self,
             GError **error)
{
  XaSimulatorOptions options = { .n_audiences = 40, .n_people = 60000, .n_snapshots = 12, .seed = 1 };
  g_autofree char   *truth = xa_simulation_get_truth_path (self->path);
  g_autoptr (XaStore) store = NULL;
  g_autoptr (XaPseudonymizer) keys = NULL;

  options.end_us = xa_time_now () / XA_USEC_PER_DAY * XA_USEC_PER_DAY;
  if (!xa_workspaces_create (self->path, self->key_file, XA_KEY_FILE_MAY_BE_NEW, error))
    return FALSE;
  store = xa_store_open (self->path, XA_STORE_READ, error);
  keys = store ? xa_workspaces_load_keys (store, self->key_file, XA_KEY_MUST_EXIST, error) : NULL;
  g_clear_pointer (&store, xa_store_close);

  return keys && xa_simulation_job_run (self->path, keys, &options, truth, NULL, NULL, NULL, error);
}

/* Addresses say which platform they are of, so that nobody is asked. */
static gboolean
write_members (const Fixture *self)
{
  FILE *file = fopen (self->members, "w");

  if (!file)
    return FALSE;
  fputs ("acct\n", file);
  for (guint i = 0; i < N_MEMBERS; i++)
    fprintf (file, "m%u@example.social\n", i);

  return fclose (file) == 0;
}

/* --- the window --------------------------------------------------------------------------------- */

/* Whether the table has its rows. */
static gboolean
is_usable (GtkWidget *window)
{
  GtkWidget         *table = bench_window_find (window, GTK_TYPE_COLUMN_VIEW);
  GtkSelectionModel *model = table ? gtk_column_view_get_model (GTK_COLUMN_VIEW (table)) : NULL;

  return model && g_list_model_get_n_items (G_LIST_MODEL (model)) > 0;
}

static void
painted_cb (gboolean *painted)
{
  *painted = TRUE;
}

static gboolean
wait_usable (GtkWidget *window)
{
  double   until = bench_now () + MOST_SECONDS;
  gboolean painted = FALSE;

  while (bench_now () < until && !is_usable (window))
    bench_window_run (.01);
  g_signal_connect_swapped (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb), &painted);
  gtk_widget_queue_draw (window);
  while (bench_now () < until && !painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (window), &painted);

  return painted;
}

static const char *const pages[] = { "compare", "graph", "activity", "explore" };

static void
show_page (XaWindow   *window,
           const char *page,
           double      seconds)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", page);
  bench_window_run (seconds);
}

static void
open_pages (XaWindow *window)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    show_page (window, pages[i], 1.5);
}

/* The largest audience by itself, then the twelve largest next to each other. */
static void
open_audiences (XaWindow *window)
{
  GtkWidget *table = bench_window_find (GTK_WIDGET (window), GTK_TYPE_COLUMN_VIEW);

  g_signal_emit_by_name (table, "activate", 0);
  bench_window_run (3);
  show_page (window, "explore", 1);
  gtk_selection_model_select_range (gtk_column_view_get_model (GTK_COLUMN_VIEW (table)), 0, 12, TRUE);
  gtk_widget_activate_action (table, "explore.compare", NULL);
  bench_window_run (3);
  show_page (window, "explore", 1);
}

/* The person looks around until the workspace has the new audience. */
static gboolean
import_members (Fixture  *self,
                XaWindow *window)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->members);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  GtkWidget  *table = bench_window_find (GTK_WIDGET (window), GTK_TYPE_COLUMN_VIEW);
  GListModel *model = G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (table)));
  guint       n_before = g_list_model_get_n_items (model);
  double      until = bench_now () + MOST_SECONDS;

  g_list_store_append (files, file);
  xa_window_import (window, G_LIST_MODEL (files));
  for (gsize i = 0; bench_now () < until; i++) {
    show_page (window, pages[i % G_N_ELEMENTS (pages)], .25);
    if (g_list_model_get_n_items (model) > n_before)
      return TRUE;
  }
  g_printerr ("bench: the members did not come in\n");

  return FALSE;
}

static gboolean
measure (Fixture  *self,
         XaWindow *window)
{
  if (!wait_usable (GTK_WIDGET (window))) {
    g_printerr ("bench: the window did not become usable\n");
    return FALSE;
  }
  bench_window_run (1);
  if (!bench_turns_tell ("main-loop", "starting"))
    return FALSE;
  bench_turns_begin ();
  open_pages (window);
  if (!bench_turns_tell ("main-loop", "first-pages"))
    return FALSE;
  bench_turns_begin ();
  open_audiences (window);
  if (!bench_turns_tell ("main-loop", "audiences"))
    return FALSE;
  bench_turns_begin ();

  return import_members (self, window) && bench_turns_tell ("main-loop", "importing");
}

static gboolean
measure_cb (gpointer data)
{
  Fixture        *self = data;
  GtkApplication *application = GTK_APPLICATION (g_application_get_default ());
  GtkWindow      *window = gtk_application_get_active_window (application);

  self->measured = measure (self, XA_WINDOW (window));
  gtk_window_destroy (window);

  return G_SOURCE_REMOVE;
}

static void
activated_cb (gpointer fixture)
{
  g_idle_add (measure_cb, fixture);
}

static gboolean
run_app (Fixture *self,
         char    *program)
{
  g_autoptr (XaApplication) application = xa_application_new ();
  char *arguments[] = { program, (char *) "--key-file", self->key_file, NULL };

  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_signal_connect_after (application, "startup", G_CALLBACK (bench_turns_begin), NULL);
  g_signal_connect_data (application, "activate", G_CALLBACK (activated_cb), self, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  return g_application_run (G_APPLICATION (application), 3, arguments) == 0 && self->measured;
}

static void
fixture_clear (Fixture *self)
{
  g_free (self->folder);
  g_free (self->path);
  g_free (self->key_file);
  g_free (self->members);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

int
main (int    argc,
      char **argv)
{
  const char *sample = bench_window_get_folder ();
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *place = NULL;
  gboolean         good;

  if (!bench_window_begin (argv, 1280, 800))
    return EXIT_FAILURE;
  fixture.folder = sample ? g_strdup (sample) : bench_folder ();
  place = g_build_filename (fixture.folder, "xaudience", NULL);
  fixture.path = g_build_filename (place, "Sample" XA_WORKSPACE_SUFFIX, NULL);
  fixture.members = g_build_filename (fixture.folder, "members.csv", NULL);
  fixture.key_file = g_build_filename (fixture.folder, "key", NULL);
  if (sample)
    return run_app (&fixture, argv[0]) ? EXIT_SUCCESS : EXIT_FAILURE;

  g_mkdir_with_parents (place, 0700);
  good = make_sample (&fixture, &error) && write_members (&fixture);
  if (!good)
    g_printerr ("bench: %s\n", error ? error->message : "no file of members");
  good = good && bench_window_run_apart (argv, fixture.folder);
  bench_remove (fixture.folder);

  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
