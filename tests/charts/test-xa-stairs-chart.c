#include "chart-probe.h"
#include "charts/xa-stairs-chart.h"

#include <math.h>

#define WIDTH 560
#define HEIGHT 160

static const XaRect whole = { 0, 0, WIDTH, HEIGHT };

static XaChart *
make (void)
{
  XaStair steps[] = {
    { "GTK chat", 0, xa_figure_exact (1000), xa_figure_exact (1000) },
    { "Gardeners <b>", 1, xa_figure_exact (500), xa_figure_exact (1500) },
    { "Distro", 2, xa_figure_suppressed (XA_NOTE_WOULD_REVEAL), xa_figure_suppressed (XA_NOTE_WOULD_REVEAL) },
    { "Last", 3, xa_figure_suppressed (XA_NOTE_WOULD_REVEAL), xa_figure_exact (1800) },
  };

  return xa_stairs_chart_new (&(XaStairsChartData) { "Combined reach", steps, 4, FALSE });
}

static guint
count_color (cairo_surface_t *surface,
             const XaChart   *chart,
             gsize            item,
             guint            category)
{
  XaRect row = xa_chart_locate (chart, whole, &xa_theme_light, item);

  /* Beside the disc that goes with the name. */
  return probe_count (surface, (XaRect) { 30, row.y, WIDTH - 30, row.height }, xa_theme_light.categories[category]);
}

/* A step is as long as what it adds and begins where the one before ends; where it is not told
 * what is added, nothing of that colour is drawn. */
static void
test_steps (void)
{
  g_autoptr (XaChart) chart = make ();
  cairo_surface_t *surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);
  XaRect           first = xa_chart_locate (chart, whole, &xa_theme_light, 0);
  XaRect           second = xa_chart_locate (chart, whole, &xa_theme_light, 1);
  int              end = 0;
  int              begin = WIDTH;

  g_assert_cmpfloat_with_epsilon ((double) count_color (surface, chart, 1, 1) / count_color (surface, chart, 0, 0), .5, .03);
  for (int x = 120; x < WIDTH; x++) {
    if (probe_pixel (surface, x, (int) (first.y + first.height / 2)) == probe_color (xa_theme_light.categories[0]))
      end = MAX (end, x);
    if (probe_pixel (surface, x, (int) (second.y + second.height / 2)) == probe_color (xa_theme_light.categories[1]))
      begin = MIN (begin, x);
  }
  g_assert_cmpint (ABS (begin - end), <=, 2);
  g_assert_cmpuint (count_color (surface, chart, 2, 2), ==, 0);
  g_assert_cmpuint (count_color (surface, chart, 3, 3), ==, 0);
  cairo_surface_destroy (surface);
}

static void
test_words (void)
{
  g_autoptr (XaChart) chart = make ();
  g_autoptr (GPtrArray) table = xa_chart_tabulate (chart);
  g_autofree char *summary = xa_chart_summarise (chart);

  probe_tells (chart, 1, "2. Gardeners <b> adds 500 people; together 1,500 people");
  probe_tells (chart, 2, "3. Distro adds hidden: would give away a small count; together hidden: would give away a small count");
  g_assert_true (g_str_has_prefix (summary, "Combined reach: 1. GTK chat adds 1,000 people; together 1,000 people; 2."));
  g_assert_cmpuint (table->len, ==, 9);
  g_assert_cmpstr (probe_cell (table, 3, 2), ==, "500");
  g_assert_cmpstr (probe_cell (table, 6, 2), ==, "");
}

static void
test_picking (void)
{
  g_autoptr (XaChart) chart = make ();

  probe_pick_inverts_locate (chart, whole, &xa_theme_light);
  probe_keys_reach_all (chart);
  g_assert_cmpint (xa_chart_pick (chart, whole, &xa_theme_light, 10, HEIGHT - 2), ==, -1);
}

/* Lower bounds are hatched: not one solid bar of the colour. */
static void
test_lower_bounds (void)
{
  XaStair bounds[] = { { "Some", 0, xa_figure_not_comparable (XA_NOTE_NEEDS_COMPLETE), xa_figure_lower_bound (900) },
                       { "More", 1, xa_figure_not_comparable (XA_NOTE_NEEDS_COMPLETE), xa_figure_lower_bound (1800) } };
  g_autoptr (XaChart) chart = xa_stairs_chart_new (&(XaStairsChartData) { "Reach", bounds, 2, FALSE });
  g_autoptr (XaChart) exact = make ();
  cairo_surface_t *hatched = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);
  cairo_surface_t *solid = probe_draw (exact, WIDTH, HEIGHT, &xa_theme_light, -1);

  g_assert_cmpuint (count_color (hatched, chart, 0, 0), <, count_color (solid, exact, 0, 0) / 2);
  probe_tells (chart, 1, "2. More adds not comparable: needs complete member lists; together at least 1,800 people");
  cairo_surface_destroy (hatched);
  cairo_surface_destroy (solid);
}

/* What is only known to lie between two numbers has a bracket there, and the next step no beginning. */
static void
test_brackets (void)
{
  XaStair stairs[] = { { "Some", 0, xa_figure_exact (1000), xa_figure_exact (1000) },
                       { "More", 1, xa_figure_suppressed (XA_NOTE_WOULD_REVEAL), xa_figure_bounds (1200, 1800) },
                       { "Most", 2, xa_figure_suppressed (XA_NOTE_WOULD_REVEAL), xa_figure_exact (2000) } };
  g_autoptr (XaChart) chart = xa_stairs_chart_new (&(XaStairsChartData) { "Reach", stairs, 3, FALSE });
  cairo_surface_t *surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);
  XaRect           first = xa_chart_locate (chart, whole, &xa_theme_light, 0);
  XaRect           second = xa_chart_locate (chart, whole, &xa_theme_light, 1);
  int              end = 0, from = WIDTH, to = 0;

  for (int x = 120; x < WIDTH; x++) {
    if (probe_pixel (surface, x, (int) (first.y + first.height / 2)) == probe_color (xa_theme_light.categories[0]))
      end = MAX (end, x);
    if (probe_count (surface, (XaRect) { x, second.y, 1, second.height }, xa_theme_light.categories[1]) > 0) {
      from = MIN (from, x);
      to = MAX (to, x);
    }
  }
  g_assert_cmpint (from, >, end);
  g_assert_cmpfloat_with_epsilon ((double) (to - from) / (from - end), 600. / 200, .4);
  g_assert_cmpuint (count_color (surface, chart, 2, 2), ==, 0);
  probe_tells (chart, 1, "2. More adds hidden: would give away a small count; together 1,200 to 1,800 people");
  cairo_surface_destroy (surface);
}

static void
test_nothing_and_odd (void)
{
  XaStair odd[] = { { "", 9, xa_figure_exact (NAN), xa_figure_exact (NAN) }, { "Huge", 0, xa_figure_exact (1e300), xa_figure_exact (1e300) }, { "Less", 1, xa_figure_exact (-5), xa_figure_exact (-5) } };
  g_autoptr (XaChart) nothing = xa_stairs_chart_new (&(XaStairsChartData) { .name = "Nothing" });
  g_autoptr (XaChart) odds = xa_stairs_chart_new (&(XaStairsChartData) { "Odd", odd, 3, TRUE });

  probe_survives (nothing);
  probe_keys_reach_all (nothing);
  probe_survives (odds);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stairs-chart/steps", test_steps);
  g_test_add_func ("/stairs-chart/brackets", test_brackets);
  g_test_add_func ("/stairs-chart/words", test_words);
  g_test_add_func ("/stairs-chart/picking", test_picking);
  g_test_add_func ("/stairs-chart/lower-bounds", test_lower_bounds);
  g_test_add_func ("/stairs-chart/nothing-and-odd", test_nothing_and_odd);

  return g_test_run ();
}
