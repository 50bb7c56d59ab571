#include "bench-stage.h"

#include "bench.h"
#include "model/xa-time.h"
#include "store/xa-workspaces.h"
#include "ui/explore/xa-explore-view.h"

#include <stdlib.h>

#define MOST_SECONDS 120

/* --- the workspace ------------------------------------------------------------------------------ */

static gboolean
prepare (const BenchStage *self,
         const char       *path,
         GError          **error)
{
  g_autoptr (XaStore) writer = NULL;

  if (!self->prepare)
    return TRUE;
  writer = xa_store_open (path, XA_STORE_WRITE, error);

  return writer && self->prepare (writer, error);
}

static gboolean
simulate (const BenchStage *self,
          const char       *path,
          const char       *key_file)
{
  XaSimulatorOptions options = { .n_audiences = self->n_audiences, .n_people = self->n_people, .n_snapshots = 2, .seed = 1 };
  g_autoptr (XaSession) session = xa_session_new (path, key_file);
  XaJob *job;

  options.end_us = xa_time_now () / XA_USEC_PER_DAY * XA_USEC_PER_DAY;
  job = xa_jobs_simulate (xa_session_get_jobs (session), &options);
  while (xa_job_is_open (job))
    g_main_context_iteration (NULL, TRUE);
  if (xa_job_get_state (job) != XA_JOB_DONE)
    g_printerr ("bench: %s\n", xa_job_get_detail (job));

  return xa_job_get_state (job) == XA_JOB_DONE;
}

static gboolean
make_workspace (const BenchStage *self,
                const char       *path,
                const char       *key_file)
{
  g_autoptr (GError) error = NULL;

  if (!xa_workspaces_create (path, key_file, XA_KEY_FILE_MAY_BE_NEW, &error) || !prepare (self, path, &error)) {
    g_printerr ("bench: %s\n", error->message);
    return FALSE;
  }

  return simulate (self, path, key_file);
}

/* --- the window --------------------------------------------------------------------------------- */

static GtkWidget *
wait_for_table (GtkWidget *view,
                guint      n)
{
  double until = bench_now () + MOST_SECONDS;

  while (bench_now () < until) {
    GtkWidget         *table = bench_window_find (view, GTK_TYPE_COLUMN_VIEW);
    GtkSelectionModel *model = table ? gtk_column_view_get_model (GTK_COLUMN_VIEW (table)) : NULL;

    if (model && g_list_model_get_n_items (G_LIST_MODEL (model)) == n)
      return table;
    g_main_context_iteration (NULL, TRUE);
  }
  g_printerr ("bench: the table stayed empty\n");

  return NULL;
}

GtkWidget *
bench_stage_show (XaSession  *session,
                  guint       n,
                  GtkWidget **view)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *pages = adw_navigation_view_new ();
  GtkWidget *table;

  *view = g_object_new (XA_TYPE_EXPLORE_VIEW, "title", "Explore", "tag", "explore", NULL);
  adw_navigation_view_add (ADW_NAVIGATION_VIEW (pages), ADW_NAVIGATION_PAGE (*view));
  adw_window_set_content (ADW_WINDOW (window), pages);
  gtk_window_set_default_size (GTK_WINDOW (window), BENCH_STAGE_WIDTH, BENCH_STAGE_HEIGHT);
  gtk_window_present (GTK_WINDOW (window));
  xa_view_set_session (XA_VIEW (*view), session);
  table = wait_for_table (*view, n);
  if (table)
    bench_window_run (3);

  return table;
}

int
bench_stage_run (const BenchStage *self,
                 char            **argv)
{
  const char      *folder = bench_window_get_folder ();
  g_autofree char *made = NULL, *path = NULL, *key_file = NULL;
  gboolean         good;

  if (!bench_window_begin (argv, BENCH_STAGE_WIDTH, BENCH_STAGE_HEIGHT))
    return EXIT_FAILURE;
  if (!folder)
    folder = made = bench_folder ();
  path = g_build_filename (folder, "bench.xaudience", NULL);
  key_file = g_build_filename (folder, "key", NULL);
  if (!made) {
    adw_init ();
    return self->measure (path, key_file) ? EXIT_SUCCESS : EXIT_FAILURE;
  }

  good = make_workspace (self, path, key_file) && bench_window_run_apart (argv, made);
  bench_remove (made);

  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
