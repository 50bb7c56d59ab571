#include "chart-probe.h"
#include "charts/xa-euler-chart.h"

#include <math.h>

#define WIDTH 640
#define HEIGHT 300

static const XaRect      whole = { 0, 0, WIDTH, HEIGHT };
static const char *const names[] = { "GTK chat", "Gardeners <b>", "Distro" };
static const guint       categories[] = { 0, 1, 2 };

static XaChart *
make (guint           n,
      const XaFigure *regions)
{
  return xa_euler_chart_new (&(XaEulerChartData) { "Mutual members", names, categories, n, regions, FALSE });
}

static XaChart *
make_two (double a,
          double b,
          double both)
{
  XaFigure regions[4] = { xa_figure_exact (0), xa_figure_exact (a), xa_figure_exact (b), xa_figure_exact (both) };

  return make (2, regions);
}

/* Where a region is picked there is ink of it, and as much as it has people. */
static void
test_areas (void)
{
  g_autoptr (XaChart) chart = make_two (6000, 2000, 1500);
  double n[3] = { 0 };

  g_assert_nonnull (chart);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) {
      gssize item = xa_chart_pick (chart, whole, &xa_theme_light, x + .5, y + .5);

      if (item >= 0)
        n[item]++;
    }
  g_assert_cmpfloat_with_epsilon (n[0] / n[2], 4, .1);
  g_assert_cmpfloat_with_epsilon (n[1] / n[2], 4. / 3, .05);
  probe_pick_inverts_locate (chart, whole, &xa_theme_light);
  probe_keys_reach_all (chart);
}

static void
test_ink (void)
{
  g_autoptr (XaChart) chart = make_two (6000, 2000, 1500);
  cairo_surface_t *surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);
  cairo_surface_t *focused = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, 2);
  XaRect           both = xa_chart_locate (chart, whole, &xa_theme_light, 2);
  guint            n_changed = 0;

  g_assert_cmpuint (probe_ink (surface, both, &xa_theme_light), >, (guint) (both.width * both.height * .9));
  g_assert_cmpuint (probe_count (surface, whole, xa_theme_light.categories[0]), >, 200);
  g_assert_cmpuint (probe_count (surface, whole, xa_theme_light.categories[1]), >, 100);
  for (int y = (int) both.y; y < both.y + both.height; y++)
    n_changed += probe_pixel (surface, (int) both.x + 3, y) != probe_pixel (focused, (int) both.x + 3, y);
  g_assert_cmpuint (n_changed, >, (guint) (both.height * .5));
  cairo_surface_destroy (surface);
  cairo_surface_destroy (focused);
}

static void
test_words (void)
{
  static const double counts[] = { 0, 500, 300, 120, 400, 90, 60, 30 };
  XaFigure            regions[8];
  g_autoptr (XaChart) chart = NULL;
  g_autoptr (GPtrArray) table = NULL;
  g_autofree char *summary = NULL;

  for (guint i = 0; i < 8; i++)
    regions[i] = xa_figure_exact (counts[i]);
  chart = make (3, regions);
  g_assert_nonnull (chart);
  probe_tells (chart, 0, "GTK chat, not Gardeners <b> or Distro: 500 people");
  probe_tells (chart, 2, "GTK chat and Gardeners <b>, not Distro: 120 people");
  probe_tells (chart, 6, "GTK chat and Gardeners <b> and Distro: 30 people");
  table = xa_chart_tabulate (chart);
  g_assert_cmpuint (table->len, ==, 8);
  g_assert_cmpstr (probe_cell (table, 7, 1), ==, "30");
  summary = xa_chart_summarise (chart);
  g_assert_nonnull (strstr (summary, "Areas are true to within"));
  probe_pick_inverts_locate (chart, whole, &xa_theme_light);
  probe_survives (chart);
}

/* No picture where it would lie: a hidden region, a bound, areas that circles cannot have. */
static void
test_refused (void)
{
  XaFigure regions[8] = { xa_figure_exact (0), xa_figure_exact (500), xa_figure_exact (300), xa_figure_suppressed (XA_NOTE_SMALL_COUNT) };
  XaFigure hollow[8];

  g_assert_null (make (2, regions));
  regions[3] = xa_figure_lower_bound (20);
  g_assert_null (make (2, regions));
  regions[3] = xa_figure_bounds (20, 40);
  g_assert_null (make (2, regions));
  for (guint i = 0; i < 8; i++)
    hollow[i] = xa_figure_exact (i == 3 || i == 5 || i == 6 ? 100 : 0);
  g_assert_null (make (3, hollow));
  for (guint i = 0; i < 8; i++)
    hollow[i] = xa_figure_exact (0);
  g_assert_null (make (3, hollow));
  g_assert_null (make_two (INFINITY, 1, 1));
}

/* An estimate is hatched: its middle is not one flat colour. */
static void
test_estimate (void)
{
  XaFigure regions[4] = { xa_figure_exact (0), xa_figure_estimate (6000, 5500, 6500), xa_figure_estimate (2000, 1800, 2200), xa_figure_estimate (1500, 1300, 1700) };
  g_autoptr (XaChart) exact = make_two (6000, 2000, 1500);
  g_autoptr (XaChart) estimate = make (2, regions);
  cairo_surface_t *solid = probe_draw (exact, WIDTH, HEIGHT, &xa_theme_light, -1);
  cairo_surface_t *hatched = probe_draw (estimate, WIDTH, HEIGHT, &xa_theme_light, -1);
  XaRect           alone = xa_chart_locate (exact, whole, &xa_theme_light, 0);
  guint            n_steps = 0;
  guint            n_solid_steps = 0;

  for (int x = (int) alone.x; x < alone.x + alone.width; x++) {
    n_steps += probe_pixel (hatched, x, (int) alone.y + 3) != probe_pixel (hatched, x + 1, (int) alone.y + 3);
    n_solid_steps += probe_pixel (solid, x, (int) alone.y + 3) != probe_pixel (solid, x + 1, (int) alone.y + 3);
  }
  g_assert_cmpuint (n_solid_steps, <, 4);
  g_assert_cmpuint (n_steps, >, 20);
  probe_tells (estimate, 2, "GTK chat and Gardeners <b>: about 1,500 (1,300 to 1,700) people");
  cairo_surface_destroy (solid);
  cairo_surface_destroy (hatched);
}

static void
test_apart_and_nested (void)
{
  g_autoptr (XaChart) apart = make_two (100, 1, 0);
  g_autoptr (XaChart) nested = make_two (900, 0, 100);
  g_autoptr (XaChart) same = make_two (0, 0, 100);

  g_assert_cmpuint (xa_chart_count (apart), ==, 2);
  g_assert_cmpuint (xa_chart_count (nested), ==, 2);
  g_assert_cmpuint (xa_chart_count (same), ==, 1);
  probe_survives (apart);
  probe_survives (nested);
  probe_survives (same);
  probe_pick_inverts_locate (nested, whole, &xa_theme_light);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/euler-chart/areas", test_areas);
  g_test_add_func ("/euler-chart/ink", test_ink);
  g_test_add_func ("/euler-chart/words", test_words);
  g_test_add_func ("/euler-chart/refused", test_refused);
  g_test_add_func ("/euler-chart/estimate", test_estimate);
  g_test_add_func ("/euler-chart/apart-and-nested", test_apart_and_nested);

  return g_test_run ();
}
