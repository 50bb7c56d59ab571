#include "chart-probe.h"
#include "charts/xa-upset-chart.h"

#include <math.h>

#define WIDTH 640
#define HEIGHT 260

static const XaRect      whole = { 0, 0, WIDTH, HEIGHT };
static const char *const names[] = { "GTK chat", "Gardeners <b>", "Distro" };
static const guint       categories[] = { 0, 1, 2 };

static XaChart *
make (gboolean at_least,
      guint    n_more)
{
  XaFigure      sizes[] = { xa_figure_exact (1800), xa_figure_exact (900), xa_figure_estimate (600, 500, 700) };
  XaUpsetColumn columns[] = {
    { 1, xa_figure_exact (1000) },
    { 3, xa_figure_exact (500) },
    { 6, xa_figure_lower_bound (100) },
    { 7, xa_figure_suppressed (XA_NOTE_SMALL_COUNT) },
  };

  return xa_upset_chart_new (&(XaUpsetChartData) { "Mutual members", names, categories, sizes, 3, columns, 4, at_least, n_more, FALSE });
}

static guint
count_accent (cairo_surface_t *surface,
              const XaChart   *chart,
              gsize            item)
{
  return probe_count (surface, xa_chart_locate (chart, whole, &xa_theme_light, item), xa_theme_light.accent);
}

/* Twice as many people, twice the ink; what is withheld has a sign and no bar. */
static void
test_columns (void)
{
  g_autoptr (XaChart) chart = make (FALSE, 0);
  cairo_surface_t *surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);

  g_assert_cmpfloat_with_epsilon ((double) count_accent (surface, chart, 1) / count_accent (surface, chart, 0), .5, .04);
  g_assert_cmpuint (count_accent (surface, chart, 2), >, 10);
  g_assert_cmpuint (count_accent (surface, chart, 3), ==, 0);
  g_assert_cmpuint (probe_count (surface, xa_chart_locate (chart, whole, &xa_theme_light, 3), xa_theme_light.dim), >, 10);
  cairo_surface_destroy (surface);
}

/* A dot of its colour for each audience of a column, and for no other. */
static void
test_dots (void)
{
  static const guint32 sets[] = { 1, 3, 6, 7 };
  g_autoptr (XaChart) chart = make (FALSE, 0);
  cairo_surface_t *surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);

  for (guint column = 0; column < 4; column++)
    for (guint i = 0; i < 3; i++) {
      XaRect at = xa_chart_locate (chart, whole, &xa_theme_light, column);
      XaRect row = xa_chart_locate (chart, whole, &xa_theme_light, 4 + i);
      guint  n = probe_count (surface, (XaRect) { at.x, row.y, at.width, row.height }, xa_theme_light.categories[i]);

      g_assert_cmpint (n > 20, ==, (sets[column] & 1u << i) != 0);
    }
  cairo_surface_destroy (surface);
}

static void
test_words (void)
{
  g_autoptr (XaChart) exactly = make (FALSE, 5);
  g_autoptr (XaChart) at_least = make (TRUE, 0);
  g_autoptr (GPtrArray) table = xa_chart_tabulate (exactly);
  g_autofree char *summary = xa_chart_summarise (exactly);

  probe_tells (exactly, 0, "GTK chat only: 1,000 people");
  probe_tells (exactly, 1, "GTK chat and Gardeners <b> and no other: 500 people");
  probe_tells (at_least, 2, "Gardeners <b> and Distro at least: at least 100 people");
  probe_tells (exactly, 3, "GTK chat and Gardeners <b> and Distro and no other: hidden: fewer people than may be shown");
  probe_tells (exactly, 4, "GTK chat: 1,800 members");
  g_assert_true (g_str_has_prefix (summary, "Mutual members. In exactly these audiences; 6 more combinations: GTK chat only: 1,000 people;"));
  g_assert_cmpuint (table->len, ==, 5);
  g_assert_cmpstr (probe_cell (table, 4, 2), ==, "");
  g_assert_cmpstr (probe_cell (table, 2, 1), ==, "2");
}

static void
test_picking (void)
{
  g_autoptr (XaChart) chart = make (FALSE, 0);

  probe_pick_inverts_locate (chart, whole, &xa_theme_light);
  probe_keys_reach_all (chart);
  g_assert_cmpint (xa_chart_pick (chart, whole, &xa_theme_light, WIDTH - 2, 5), ==, -1);
}

/* A narrow picture shows fewer columns and says how many more there are. */
static void
test_narrow (void)
{
  XaFigure      sizes[30];
  guint         colors[30];
  const char   *many[30];
  XaUpsetColumn columns[40];
  const XaRect  narrow = { 0, 0, 328, 700 };
  g_autoptr (XaChart) chart = NULL;
  gssize most = -1;

  for (guint i = 0; i < 30; i++) {
    sizes[i] = xa_figure_exact (100 * i);
    colors[i] = i;
    many[i] = "An audience with a rather long name";
  }
  for (guint i = 0; i < 40; i++)
    columns[i] = (XaUpsetColumn) { i * 7919 + 1, xa_figure_exact (123456) };
  chart = xa_upset_chart_new (&(XaUpsetChartData) { "Many", many, colors, sizes, 30, columns, 40, FALSE, 0, TRUE });
  probe_survives (chart);
  for (int x = 0; x < 328; x++) {
    gssize item = xa_chart_pick (chart, narrow, &xa_theme_light, x, 60);

    if (item < 40)
      most = MAX (most, item);
  }
  g_assert_cmpint (most, >=, 2);
  g_assert_cmpint (most, <, 20);
}

static void
test_nothing (void)
{
  XaUpsetChartData none = { .name = "Nothing" };
  g_autoptr (XaChart) nothing = xa_upset_chart_new (&none);
  XaUpsetColumn odd[] = { { 1, xa_figure_exact (NAN) }, { 0, xa_figure_exact (1e300) }, { 2, xa_figure_bounds (0, 5) }, { 3, xa_figure_exact (-4) } };
  XaFigure      sizes[] = { xa_figure_not_comparable (XA_NOTE_SIZE_UNKNOWN), xa_figure_exact (0) };
  g_autoptr (XaChart) odds = xa_upset_chart_new (&(XaUpsetChartData) { "Odd", names, categories, sizes, 2, odd, 4, TRUE, 0, FALSE });

  probe_survives (nothing);
  probe_keys_reach_all (nothing);
  probe_survives (odds);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/upset-chart/columns", test_columns);
  g_test_add_func ("/upset-chart/dots", test_dots);
  g_test_add_func ("/upset-chart/words", test_words);
  g_test_add_func ("/upset-chart/picking", test_picking);
  g_test_add_func ("/upset-chart/narrow", test_narrow);
  g_test_add_func ("/upset-chart/nothing", test_nothing);

  return g_test_run ();
}
