#include "chart-probe.h"
#include "charts/xa-dot-chart.h"

#include <math.h>

#define WIDTH 640
#define HEIGHT 160
#define N 3

static const XaRect      whole = { 0, 0, WIDTH, HEIGHT };
static const char *const names[] = { "GTK chat", "Gardeners <b>", "Distro" };
static const guint       categories[] = { 0, 1, 2 };

static XaChart *
make (void)
{
  XaFigure    members[] = { xa_figure_exact (1000), xa_figure_exact (500), xa_figure_estimate (300, 200, 400) };
  XaFigure    growth[] = { xa_figure_exact (.021), xa_figure_suppressed (XA_NOTE_SMALL_COUNT), xa_figure_not_comparable (XA_NOTE_NEEDS_COMPLETE) };
  XaDotMetric metrics[] = { { "Members", "people", members, XA_FIGURE_STYLE_COUNT, { 0 } }, { "Growth in 30 days", NULL, growth, XA_FIGURE_STYLE_SHARE, { 0 } } };

  return xa_dot_chart_new (&(XaDotChartData) { "Side by side", names, categories, N, metrics, 2, FALSE });
}

/* The middle of the ink of a colour, or NAN. */
static double
find_ink (cairo_surface_t *surface,
          XaRect           area,
          XaColor          color)
{
  double sum = 0;
  guint  n = 0;

  for (int y = (int) area.y; y < area.y + area.height; y++)
    for (int x = (int) area.x; x < MIN (area.x + area.width, WIDTH); x++)
      if (probe_pixel (surface, x, y) == probe_color (color)) {
        sum += x;
        n++;
      }

  return n > 10 ? sum / n : NAN;
}

/* Dots stand where their values are: from 0 on, half the value, half the way. */
static void
test_places (void)
{
  g_autoptr (XaChart) chart = make ();
  cairo_surface_t *surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);
  XaRect           first = xa_chart_locate (chart, whole, &xa_theme_light, 0);
  XaRect           second = xa_chart_locate (chart, whole, &xa_theme_light, 2);
  double           start = first.x + 14;
  double           x1 = find_ink (surface, first, xa_theme_light.categories[0]);
  double           x2 = find_ink (surface, second, xa_theme_light.categories[1]);

  g_assert_cmpfloat_with_epsilon ((x2 - start) / (x1 - start), .5, .02);
  /* Without a number there is a sign and no dot. */
  for (guint i = 1; i < N; i++) {
    XaRect at = xa_chart_locate (chart, whole, &xa_theme_light, i * 2 + 1);

    g_assert_true (isnan (find_ink (surface, at, xa_theme_light.categories[i])));
    g_assert_cmpuint (probe_ink (surface, (XaRect) { at.x + 14, at.y + 4, 20, at.height - 8 }, &xa_theme_light), >, 5);
  }
  cairo_surface_destroy (surface);
}

static void
test_words (void)
{
  g_autoptr (XaChart) chart = make ();
  g_autoptr (GPtrArray) table = xa_chart_tabulate (chart);
  g_autofree char *summary = xa_chart_summarise (chart);

  probe_tells (chart, 0, "GTK chat: Members: 1,000 people");
  probe_tells (chart, 4, "Distro: Members: about 300 (200 to 400) people");
  probe_tells (chart, 3, "Gardeners <b>: Growth in 30 days: hidden: fewer people than may be shown");
  g_assert_cmpstr (summary, ==,
                   "Side by side of 3 audiences. Members: most GTK chat, 1,000; least Distro, about 300 (200 to 400). "
                   "Growth in 30 days: most GTK chat, 2.1 %; least GTK chat, 2.1 %.");
  g_assert_cmpuint (table->len, ==, 7);
  g_assert_cmpstr (probe_cell (table, 4, 2), ==, "");
}

/* Narrow, the panels go below one another, and all can still be picked. */
static void
test_picking (void)
{
  g_autoptr (XaChart) chart = make ();
  double       height = xa_chart_height_for_width (chart, 300);
  const XaRect narrow = { 0, 0, 300, height };

  probe_pick_inverts_locate (chart, whole, &xa_theme_light);
  probe_pick_inverts_locate (chart, narrow, &xa_theme_light);
  probe_keys_reach_all (chart);
  g_assert_cmpfloat (height, >, xa_chart_height_for_width (chart, WIDTH) * 1.5);
  for (guint i = 0; i < 6; i++) {
    XaRect at = xa_chart_locate (chart, narrow, &xa_theme_light, i);

    g_assert_cmpfloat (at.x + at.width, <=, 301);
    g_assert_cmpfloat (at.y + at.height, <=, height);
  }
}

/* What is usual stands behind the dots and is told. */
static void
test_peers (void)
{
  XaFigure    members[] = { xa_figure_exact (1000), xa_figure_exact (500), xa_figure_exact (0) };
  XaDotMetric bare = { "Members", "people", members, XA_FIGURE_STYLE_COUNT, { 0 } };
  XaDotMetric usual = { "Members", "people", members, XA_FIGURE_STYLE_COUNT, { 200, 300, 400 } };
  g_autoptr (XaChart) without = xa_dot_chart_new (&(XaDotChartData) { "Members", names, categories, N, &bare, 1, FALSE });
  g_autoptr (XaChart) with = xa_dot_chart_new (&(XaDotChartData) { "Members", names, categories, N, &usual, 1, FALSE });
  g_autofree char *summary = xa_chart_summarise (with);
  cairo_surface_t *plain = probe_draw (without, WIDTH, HEIGHT, &xa_theme_light, -1);
  cairo_surface_t *banded = probe_draw (with, WIDTH, HEIGHT, &xa_theme_light, -1);
  XaRect           row = xa_chart_locate (with, whole, &xa_theme_light, 1);
  int              y = (int) (row.y + row.height / 2);
  int              first = -1, last = -1;

  for (int x = 0; x < WIDTH; x++)
    if (probe_pixel (plain, x, y) != probe_pixel (banded, x, y)) {
      first = first < 0 ? x : first;
      last = x;
    }
  /* From a fifth to two fifths of the scale. */
  g_assert_cmpfloat_with_epsilon (first, row.x + 14 + (row.width - 36) * .2, 3);
  g_assert_cmpfloat_with_epsilon (last, row.x + 14 + (row.width - 36) * .4, 3);
  g_assert_nonnull (strstr (summary, "The median of all audiences is 300."));
  cairo_surface_destroy (plain);
  cairo_surface_destroy (banded);
}

static void
test_nothing_and_odd (void)
{
  XaDotChartData none = { .name = "Nothing" };
  XaFigure       odd[] = { xa_figure_exact (NAN), xa_figure_bounds (-1e300, 1e300), xa_figure_lower_bound (3) };
  XaFigure       absent[] = { xa_figure_suppressed (XA_NOTE_SMALL_COUNT), xa_figure_suppressed (XA_NOTE_SMALL_COUNT), xa_figure_suppressed (XA_NOTE_SMALL_COUNT) };
  XaDotMetric    metrics[] = { { "Odd", NULL, odd, XA_FIGURE_STYLE_RATIO, { 0 } }, { "Absent", NULL, absent, XA_FIGURE_STYLE_COUNT, { 0 } } };
  g_autoptr (XaChart) nothing = xa_dot_chart_new (&none);
  g_autoptr (XaChart) odds = xa_dot_chart_new (&(XaDotChartData) { "Odd", names, categories, N, metrics, 2, TRUE });

  probe_survives (nothing);
  probe_keys_reach_all (nothing);
  probe_survives (odds);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dot-chart/places", test_places);
  g_test_add_func ("/dot-chart/words", test_words);
  g_test_add_func ("/dot-chart/picking", test_picking);
  g_test_add_func ("/dot-chart/peers", test_peers);
  g_test_add_func ("/dot-chart/nothing-and-odd", test_nothing_and_odd);

  return g_test_run ();
}
