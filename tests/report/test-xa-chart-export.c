#include "report/xa-chart-export.h"

#include "charts/xa-bar-chart.h"

#include <glib/gstdio.h>
#include <string.h>

/* What leaves as a file. */

#define WIDTH 400.0

static XaChart *
make (gboolean simulated)
{
  XaBar          bars[] = { { "en", xa_figure_exact (870) }, { "fr", xa_figure_exact (120) } };
  XaBarChartData data = { "Languages", "posts", XA_FIGURE_STYLE_COUNT, bars, G_N_ELEMENTS (bars), 0, simulated, 0, 0 };

  return xa_bar_chart_new (&data);
}

static GBytes *export (const char *suffix,
                       gboolean    simulated)
{
  g_autofree char *path = g_strdup_printf ("%s/chart-%d%s", g_get_tmp_dir (), (int) getpid (), suffix);
  g_autoptr (XaChart) chart = make (simulated);
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize size;

  xa_chart_export (chart, path, WIDTH, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  g_assert_cmpint (g_remove (path), ==, 0);

  return g_bytes_new_take (contents, size);
}

/* The mark is the only thing that can make a picture larger: all else of it is the same. */
static void
test_pictures_are_marked (void)
{
  static const char *const suffixes[] = { ".svg", ".pdf", ".png" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autoptr (GBytes) plain = export (suffixes[i], FALSE);
    g_autoptr (GBytes) again = export (suffixes[i], FALSE);
    g_autoptr (GBytes) marked = export (suffixes[i], TRUE);

    g_test_message ("%s: %" G_GSIZE_FORMAT " and %" G_GSIZE_FORMAT " bytes", suffixes[i], g_bytes_get_size (plain), g_bytes_get_size (marked));
    g_assert_cmpuint (g_bytes_get_size (plain), ==, g_bytes_get_size (again));
    g_assert_cmpuint (g_bytes_get_size (marked), >, g_bytes_get_size (plain) + 50);
  }
}

static void
test_tables_are_marked (void)
{
  g_autoptr (GBytes) plain = export (".csv", FALSE);
  g_autoptr (GBytes) marked = export (".csv", TRUE);
  g_autofree char *text = g_strndup (g_bytes_get_data (marked, NULL), g_bytes_get_size (marked));
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  g_assert_true (g_str_has_prefix (lines[0], "simulated,"));
  for (guint i = 1; lines[i] && *lines[i]; i++)
    g_assert_true (g_str_has_prefix (lines[i], "SIMULATED,"));
  g_assert_cmpuint (g_strv_length (lines), >, 2);
  g_assert_null (g_strstr_len (g_bytes_get_data (plain, NULL), (gssize) g_bytes_get_size (plain), "SIMULATED"));
}

static void
test_unknown_formats (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "chart.docx", NULL);
  g_autoptr (XaChart) chart = make (FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_false (xa_chart_can_export (path));
  g_assert_false (xa_chart_export (chart, path, WIDTH, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/chart-export/UI-3/pictures-are-marked", test_pictures_are_marked);
  g_test_add_func ("/chart-export/UI-3/tables-are-marked", test_tables_are_marked);
  g_test_add_func ("/chart-export/unknown-formats", test_unknown_formats);

  return g_test_run ();
}
