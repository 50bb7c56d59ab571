#include "ui/widgets/xa-chart-view-private.h"

#include "charts/xa-bar-chart.h"
#include "store/xa-audit.h"
#include "store/xa-workspaces.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

/* A chart that leaves the app: it is judged for outside, and noted. */

#define DEADLINE_US (60 * G_USEC_PER_SEC)

typedef struct {
  char      *folder;    /* (owned) */
  char      *path;      /* (owned): of the workspace */
  char      *key_file;  /* (owned) */
  XaSession *session;   /* (owned) */
  GtkWidget *window;    /* (owned) */
  GtkWidget *view;      /* (not owned): of the window */
  int        refuses;   /* (atomic): the chart cannot be made */
  int        n_refused; /* (atomic) */
} Place;

static gpointer
answer (const XaScope    *scope,
        gpointer          data,
        XaInsightProgress progress,
        gpointer          progress_data,
        GError          **error)
{
  Place               *self = data;
  const XaBar          bars[] = { { "Finnish", xa_figure_exact (scope->smallest_count) } };
  const XaBarChartData chart = { "Languages", "posts", XA_FIGURE_STYLE_COUNT, bars, G_N_ELEMENTS (bars), 0, FALSE, 0, 0 };

  if (!g_atomic_int_get (&self->refuses))
    return xa_bar_chart_new (&chart);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "It cannot be made.");
  g_atomic_int_inc (&self->n_refused);

  return NULL;
}

static void
ask (gpointer data,
     XaAsk   *question)
{
  *question = (XaAsk) { .question = answer, .data = data, .result_free = (GDestroyNotify) xa_chart_free };
}

static void
set_up (Place        *self,
        gconstpointer data)
{
  const XaScope scope = { .smallest_count = XA_SMALLEST_COUNT_SCREEN };
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("xaudience-chart-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "w.xaudience", NULL);
  self->key_file = g_build_filename (self->folder, "key", NULL);
  xa_workspaces_create (self->path, self->key_file, XA_KEY_FILE_MAY_BE_NEW, &error);
  g_assert_no_error (error);
  self->session = xa_session_new (self->path, self->key_file);
  self->window = g_object_ref_sink (adw_window_new ());
  self->view = xa_chart_view_new ();
  xa_chart_view_set_chart (XA_CHART_VIEW (self->view), answer (&scope, self, NULL, NULL, NULL));
  xa_chart_view_set_outside (XA_CHART_VIEW (self->view), self->session, ask, self, NULL);
  adw_window_set_content (ADW_WINDOW (self->window), self->view);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
tear_down (Place        *self,
           gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;

  gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_object (&self->window);
  g_clear_object (&self->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  dir = g_dir_open (self->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));) {
    g_autofree char *file = g_build_filename (self->folder, name, NULL);

    g_remove (file);
  }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->key_file);
}

/* How many charts the audit trail tells of. */
static guint
count_noted (const Place *self)
{
  g_autoptr (XaStore) store = xa_store_open (self->path, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) entries = xa_store_list_audit (store, 0, 100, NULL);
  guint n = 0;

  for (guint i = 0; i < entries->len; i++) {
    const XaAuditEntry *entry = entries->pdata[i];

    n += g_str_equal (entry->what, "exported") && g_str_equal (entry->detail, "chart");
  }

  return n;
}

static void
wait_noted (const Place *self,
            guint        n)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  while (count_noted (self) < n) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
    g_main_context_iteration (NULL, FALSE);
    g_usleep (2000);
  }
  g_assert_cmpuint (count_noted (self), ==, n);
}

static void
save (Place      *self,
      const char *name)
{
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);
  g_autoptr (GFile) file = g_file_get_child (folder, name);

  xa_chart_view_let_out (XA_CHART_VIEW (self->view), file);
}

static void
test_noted (Place        *self,
            gconstpointer data)
{
  g_autofree char *saved = g_build_filename (self->folder, "chart.csv", NULL);
  g_autofree char *text = NULL;

  g_assert_cmpuint (count_noted (self), ==, 0);
  save (self, "chart.csv");
  wait_noted (self, 1);
  g_assert_true (g_file_get_contents (saved, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, G_STRINGIFY (XA_SMALLEST_COUNT_OUTSIDE)));

  gtk_widget_activate_action (self->view, "chart.copy-data", NULL);
  wait_noted (self, 2);
}

/* What did not leave is not noted; another that did comes after it. */
static void
test_not_noted (Place        *self,
                gconstpointer data)
{
  g_autofree char *broken = g_build_filename (self->folder, "nowhere", "chart.csv", NULL);
  g_autofree char *refused = g_build_filename (self->folder, "refused.csv", NULL);

  g_atomic_int_set (&self->refuses, TRUE);
  save (self, "refused.csv");
  gtk_widget_activate_action (self->view, "chart.copy-data", NULL);
  while (g_atomic_int_get (&self->n_refused) < 2)
    g_main_context_iteration (NULL, FALSE);
  g_atomic_int_set (&self->refuses, FALSE);
  save (self, "nowhere/chart.csv");
  save (self, "chart.svg");
  wait_noted (self, 1);
  g_assert_false (g_file_test (broken, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (refused, G_FILE_TEST_EXISTS));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/ui/chart-view/noted", Place, NULL, set_up, test_noted, tear_down);
  g_test_add ("/ui/chart-view/not-noted", Place, NULL, set_up, test_not_noted, tear_down);

  return g_test_run ();
}
