#include "ui/xa-ahead.h"

#include "insight/xa-overview.h"
#include "insight/xa-result-cache.h"
#include "store/workspace.h"
#include "ui/graph/xa-graph-work.h"

typedef struct {
  guint n_computed; /* all, parts too */
  guint n_told;     /* answers that somebody waited for */
} Counts;

static void
watch_cb (const char *name,
          gpointer    data)
{
  ((Counts *) data)->n_computed++;
}

static void
meter_cb (gboolean was_kept,
          gint64   us,
          gpointer data)
{
  ((Counts *) data)->n_told++;
}

static void
import_list (Workspace *workspace,
             guint      import,
             guint      n_more)
{
  static const char *const names[] = { "a", "b", "c" };
  XaStore                 *store = workspace_open (workspace, XA_STORE_WRITE);
  XaBatch                 *batch = xa_batch_new ();

  for (guint ref = 0; ref < G_N_ELEMENTS (names); ref++) {
    add_audience (batch, ref, names[ref], XA_BATCH_NO_REF);
    add_list (batch, ref, XA_COVERAGE_COMPLETE, import * 1000000, XA_COUNT_UNKNOWN);
    for (guint i = 0; i < 200 + n_more; i++)
      add_member (batch, ref, ref * 100 + i);
  }
  finish (begin_import (store, import, XA_INGEST_NEW, NULL), batch, FALSE);
  xa_store_close (store);
}

/* All that the pages ask, as they ask it. */
static void
ask_all (Workspace                   *workspace,
         const XaComparisonAudiences *compared)
{
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_READ);
  XaScope scope = { .store = store, .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN, .smallest_count = XA_SMALLEST_COUNT_SCREEN };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaExplore) explore = xa_explore_load (&scope, &error);
  g_autoptr (XaOverview) overview = xa_overview_new (&scope, &error);
  g_autoptr (XaComparison) comparison = xa_comparison_new (&scope, compared, NULL, NULL, &error);
  g_autoptr (XaComparisonPreferences) preferences = xa_comparison_preferences_new (&scope, compared, &error);
  g_autoptr (XaGraphData) graph = xa_graph_data_load (&scope, 50, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (explore && overview && comparison && preferences && graph);
  g_assert_cmpuint (xa_explore_get_n_audiences (explore), ==, 3);
  g_assert_cmpuint (xa_graph_data_count (graph), ==, 3);
}

/* What was asked ahead is there when a page asks, and counts as nobody's wait. */
static void
test_pages (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaAhead) ahead = xa_ahead_new (workspace->path);
  XaComparisonAudiences compared = { .n = 2, .ids = { 1, 3 }, .categories = { 0, 4 } };
  g_autoptr (GError) error = NULL;
  Counts counts = { 0 };

  import_list (workspace, 1, 0);
  xa_result_cache_clear ();
  xa_ahead_note_comparison (ahead, &compared);
  xa_ahead_note_graph (ahead, 50);
  xa_result_cache_set_watch (watch_cb, &counts);
  xa_result_cache_set_meter (meter_cb, &counts);
  for (guint i = 1; i < 3; i++) {
    g_assert_true (xa_ahead_work (NULL, NULL, NULL, ahead, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (counts.n_computed, >, 0);
    g_assert_cmpuint (counts.n_told, ==, 0);
    counts = (Counts) { 0 };
    ask_all (workspace, &compared);
    g_assert_cmpuint (counts.n_computed, ==, 0);
    g_assert_cmpuint (counts.n_told, ==, 5);
    counts = (Counts) { 0 };
    import_list (workspace, 1 + i, 50 * i);
  }
  xa_result_cache_set_watch (NULL, NULL);
  xa_result_cache_drop_meter (&counts);
}

/* Nothing is wished for where nothing came in. */
static void
test_change (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaAhead) ahead = xa_ahead_new (workspace->path);
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_READ);

  g_assert_false (xa_ahead_take_change (ahead, store));
  g_assert_false (xa_ahead_take_change (ahead, store));
  import_list (workspace, 1, 0);
  g_assert_true (xa_ahead_take_change (ahead, store));
  g_assert_false (xa_ahead_take_change (ahead, store));
}

static void
test_cancelled (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaAhead) ahead = xa_ahead_new (workspace->path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  import_list (workspace, 1, 0);
  xa_result_cache_clear ();
  g_cancellable_cancel (cancellable);
  g_assert_false (xa_ahead_work (NULL, NULL, cancellable, ahead, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/ahead/pages", test_pages);
  g_test_add_func ("/ui/ahead/change", test_change);
  g_test_add_func ("/ui/ahead/cancelled", test_cancelled);

  return g_test_run ();
}
