#include "chart-probe.h"
#include "charts/xa-scatter-chart.h"

#include <math.h>

#define WIDTH 600
#define HEIGHT 400

static const XaRect whole = { 0, 0, WIDTH, HEIGHT };

static XaChart *
make (void)
{
  static const char *const categories[] = { "Audiences", "Hashtags", NULL };
  XaScatterPoint           points[] = {
    { "#linux", xa_figure_exact (.4), xa_figure_estimate (4, 3, 5), xa_figure_exact (400), 1 },
    { "Beekeepers", xa_figure_exact (.1), xa_figure_estimate (8, 5, 12), xa_figure_exact (100), 0 },
    { "#hidden", xa_figure_suppressed (XA_NOTE_SMALL_COUNT), xa_figure_suppressed (XA_NOTE_SMALL_COUNT), xa_figure_suppressed (XA_NOTE_SMALL_COUNT), 1 },
    { "#rare", xa_figure_exact (.02), xa_figure_estimate (.25, .1, .6), xa_figure_exact (20), 1 },
  };
  XaScatterChartData data = { "Preferences", points, G_N_ELEMENTS (points), categories, FALSE };

  return xa_scatter_chart_new (&data);
}

/* A point with more of both is further right and up; a lift of 1 lies between. */
static void
test_places (void)
{
  g_autoptr (XaChart) chart = make ();
  XaRect linux_at = xa_chart_locate (chart, whole, &xa_theme_light, 0);
  XaRect bees_at = xa_chart_locate (chart, whole, &xa_theme_light, 1);
  XaRect rare_at = xa_chart_locate (chart, whole, &xa_theme_light, 2);
  double a = linux_at.y + linux_at.height / 2;
  double b = bees_at.y + bees_at.height / 2;
  double c = rare_at.y + rare_at.height / 2;

  g_assert_cmpuint (xa_chart_count (chart), ==, 3);
  g_assert_cmpfloat (linux_at.x, >, bees_at.x);
  g_assert_cmpfloat (b, <, a);
  g_assert_cmpfloat_with_epsilon ((c - a) / (a - b), 4, 1e-6);              /* 16 times against twice */
  g_assert_cmpfloat_with_epsilon (linux_at.width / bees_at.width, 2, 1e-6); /* four times the area */
}

static void
test_ink (void)
{
  g_autoptr (XaChart) chart = make ();
  cairo_surface_t *surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);
  cairo_surface_t *focused = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, 0);
  XaRect           disc = xa_chart_locate (chart, whole, &xa_theme_light, 0);

  g_assert_cmpuint (probe_count (surface, disc, xa_theme_light.categories[1]), >, (guint) (disc.width * disc.height / 2));
  g_assert_cmpuint (probe_count (focused, whole, xa_theme_light.accent), >, 40);
  g_assert_cmpuint (probe_count (surface, whole, xa_theme_light.accent), ==, 0);
  g_assert_cmpuint (probe_ink (surface, (XaRect) { disc.x - 60, disc.y, 55, disc.height }, &xa_theme_light) +
                      probe_ink (surface, (XaRect) { disc.x + disc.width + 1, disc.y, 40, disc.height }, &xa_theme_light),
                    >, 40); /* its label */
  cairo_surface_destroy (surface);
  cairo_surface_destroy (focused);
}

static void
test_picking (void)
{
  g_autoptr (XaChart) chart = make ();

  probe_pick_inverts_locate (chart, whole, &xa_theme_light);
  probe_keys_reach_all (chart);
  g_assert_cmpint (xa_chart_step (chart, 1, 1, 0), ==, 0);  /* more share */
  g_assert_cmpint (xa_chart_step (chart, 0, 0, -1), ==, 1); /* more lift */
  g_assert_cmpint (xa_chart_pick (chart, whole, &xa_theme_light, 1, 1), ==, -1);
}

static void
test_words (void)
{
  g_autoptr (XaChart) chart = make ();
  g_autofree char *summary = xa_chart_summarise (chart);
  g_autoptr (GPtrArray) table = xa_chart_tabulate (chart);

  probe_tells (chart, 0, "#linux: 40.0 %, about 4.00 (3.00 to 5.00) times as often as others; 400 people");
  g_assert_true (g_str_has_suffix (summary, "1 without a number."));
  g_assert_cmpuint (table->len, ==, 5);
  g_assert_cmpstr (probe_cell (table, 4, 0), ==, "#hidden");
  g_assert_cmpstr (probe_cell (table, 4, 1), ==, "");
  g_assert_cmpstr (probe_cell (table, 4, 6), ==, "");
  g_assert_cmpstr (probe_cell (table, 4, 11), ==, "");
}

static void
test_nothing_and_much (void)
{
  XaScatterChartData         none = { .name = "Nothing" };
  XaScatterPoint             odd[] = { { "", xa_figure_exact (0), xa_figure_exact (0), xa_figure_exact (0), 99 }, { "inf", xa_figure_exact (INFINITY), xa_figure_exact (1), xa_figure_exact (1), 0 } };
  XaScatterChartData         strange = { "Strange", odd, G_N_ELEMENTS (odd), NULL, TRUE };
  g_autofree XaScatterPoint *many = g_new (XaScatterPoint, 2000);
  XaScatterChartData         much = { "Much", many, 2000, NULL, FALSE };
  g_autoptr (XaChart) nothing = xa_scatter_chart_new (&none);
  g_autoptr (XaChart) odds = xa_scatter_chart_new (&strange);
  g_autoptr (XaChart) huge = NULL;

  for (guint i = 0; i < 2000; i++)
    many[i] = (XaScatterPoint) { "a rather long label", xa_figure_exact (i % 100 / 100.), xa_figure_exact (1 + i % 31), xa_figure_exact (i), i };
  huge = xa_scatter_chart_new (&much);
  g_assert_cmpuint (xa_chart_count (odds), ==, 1);
  probe_survives (nothing);
  probe_survives (odds);
  probe_survives (huge);
  probe_keys_reach_all (huge);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scatter-chart/places", test_places);
  g_test_add_func ("/scatter-chart/ink", test_ink);
  g_test_add_func ("/scatter-chart/picking", test_picking);
  g_test_add_func ("/scatter-chart/words", test_words);
  g_test_add_func ("/scatter-chart/nothing-and-much", test_nothing_and_much);

  return g_test_run ();
}
