#include "chart-probe.h"
#include "charts/xa-bar-chart.h"

#include <math.h>

#define WIDTH 400
#define HEIGHT 160

static const XaRect whole = { 0, 0, WIDTH, HEIGHT };

static XaChart *
make (guint n_hidden)
{
  XaBar bars[] = {
    { "English", xa_figure_exact (1000) },
    { "German", xa_figure_exact (500) },
    { "A language with a long name that has to be cut <b>", xa_figure_estimate (300, 200, 400) },
    { "Finnish", xa_figure_suppressed (XA_NOTE_SMALL_COUNT) },
  };
  XaBarChartData data = { "Languages", "posts", XA_FIGURE_STYLE_COUNT, bars, G_N_ELEMENTS (bars), n_hidden, FALSE, 0, 0 };

  return xa_bar_chart_new (&data);
}

static guint
count_accent (cairo_surface_t *surface,
              const XaChart   *chart,
              gsize            item)
{
  return probe_count (surface, xa_chart_locate (chart, whole, &xa_theme_light, item), xa_theme_light.accent);
}

/* Twice the value, twice the ink; without a number a sign and no bar. */
static void
test_lengths (void)
{
  g_autoptr (XaChart) chart = make (0);
  cairo_surface_t *surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);
  guint            whole_bar = count_accent (surface, chart, 0);
  guint            half_bar = count_accent (surface, chart, 1);
  XaRect           row;

  g_assert_cmpfloat_with_epsilon ((double) half_bar / whole_bar, .5, .03);
  g_assert_cmpuint (count_accent (surface, chart, 2), <, half_bar / 2); /* hatched */
  row = xa_chart_locate (chart, whole, &xa_theme_light, 2);
  g_assert_cmpuint (probe_ink (surface, (XaRect) { row.width * .45, row.y, row.width * .15, row.height }, &xa_theme_light), >, 100);
  g_assert_cmpuint (count_accent (surface, chart, 3), ==, 0);
  g_assert_cmpuint (probe_count (surface, xa_chart_locate (chart, whole, &xa_theme_light, 3), xa_theme_light.dim), >, 10);
  cairo_surface_destroy (surface);
}

static void
test_words (void)
{
  g_autoptr (XaChart) chart = make (2);
  g_autofree char *summary = xa_chart_summarise (chart);
  g_autoptr (GPtrArray) table = xa_chart_tabulate (chart);

  probe_tells (chart, 0, "English: 1,000 posts");
  probe_tells (chart, 3, "Finnish: hidden: fewer people than may be shown");
  g_assert_true (g_str_has_prefix (summary, "Languages: English: 1,000 posts; German: 500 posts;"));
  g_assert_true (g_str_has_suffix (summary, "1 more, 2 hidden: of too few people."));
  g_assert_cmpstr (probe_cell (table, 4, 0), ==, "Finnish");
  g_assert_cmpstr (probe_cell (table, 4, 1), ==, "");
}

static void
test_picking (void)
{
  g_autoptr (XaChart) chart = make (0);

  probe_pick_inverts_locate (chart, whole, &xa_theme_light);
  probe_keys_reach_all (chart);
  g_assert_cmpint (xa_chart_pick (chart, whole, &xa_theme_light, 10, HEIGHT - 2), ==, -1);
}

/* What there is no room for is said, and cannot be picked. */
static void
test_no_room (void)
{
  g_autoptr (XaChart) chart = make (0);
  const XaRect     low = { 0, 0, WIDTH, 60 };
  cairo_surface_t *surface = probe_draw (chart, WIDTH, 60, &xa_theme_light, -1);
  gssize           last = -1;

  for (int y = 0; y < 60; y++)
    last = MAX (last, xa_chart_pick (chart, low, &xa_theme_light, 100, y));
  g_assert_cmpint (last, <, 3);
  g_assert_cmpint (last, >=, 0);
  g_assert_cmpuint (probe_ink (surface, (XaRect) { 0, 28, 60, 18 }, &xa_theme_light), >, 20);
  cairo_surface_destroy (surface);
}

/* What is not drawn is said of: under the bars of how many these are, and in words how many more there are. What is
 * in the chart can be walked to and copied. */
static void
test_the_first (void)
{
  g_autofree XaBar *bars = g_new (XaBar, 20);
  XaBarChartData    data = { "Hashtags", "posts", XA_FIGURE_STYLE_COUNT, bars, 20, 0, FALSE, 8, 3 };
  g_autoptr (XaChart) chart = NULL;
  g_autoptr (XaChart) all = NULL;
  g_autoptr (GPtrArray) table = NULL;
  g_autofree char *summary = NULL;
  cairo_surface_t *surface;
  XaRect           area, foot;
  gssize           last = -1;

  for (guint i = 0; i < 20; i++)
    bars[i] = (XaBar) { "tag", xa_figure_exact (100 - i) };
  chart = xa_bar_chart_new (&data);
  area = (XaRect) { 0, 0, WIDTH, ceil (chart->kind->height_for_width (chart, WIDTH)) };
  for (int y = 0; y < area.height; y++)
    last = MAX (last, xa_chart_pick (chart, area, &xa_theme_light, WIDTH / 2., y));
  g_assert_cmpint (last, ==, 7);
  surface = probe_draw (chart, WIDTH, (int) area.height, &xa_theme_light, -1);
  foot = xa_chart_locate (chart, area, &xa_theme_light, 19);
  g_assert_cmpuint (probe_ink (surface, (XaRect) { 0, foot.y, WIDTH, area.height - foot.y }, &xa_theme_light), >, 100);
  cairo_surface_destroy (surface);
  summary = xa_chart_summarise (chart);
  g_assert_true (g_str_has_suffix (summary, "; 20 more."));
  table = xa_chart_tabulate (chart);
  g_assert_cmpuint (table->len, ==, 21);
  probe_tells (chart, 19, "tag: 81 posts");

  data.n_bars = 8;
  data.n_beyond = 0;
  all = xa_bar_chart_new (&data);
  g_assert_cmpfloat (all->kind->height_for_width (all, WIDTH), <, area.height - 8);
}

static void
test_nothing_and_much (void)
{
  XaBarChartData    none = { .name = "Nothing", .n_hidden = 3 };
  XaBar             odd[] = { { "", xa_figure_exact (NAN) }, { "less", xa_figure_exact (-5) }, { "huge", xa_figure_exact (1e300) }, { "open", xa_figure_lower_bound (3) }, { "between", xa_figure_bounds (1, 9) } };
  XaBarChartData    strange = { "Strange", NULL, XA_FIGURE_STYLE_SHARE, odd, G_N_ELEMENTS (odd), 0, TRUE, 0, 0 };
  g_autofree XaBar *many = g_new (XaBar, 3000);
  XaBarChartData    much = { "Much", "posts", XA_FIGURE_STYLE_COUNT, many, 3000, 0, FALSE, 0, 0 };
  g_autoptr (XaChart) nothing = xa_bar_chart_new (&none);
  g_autoptr (XaChart) odds = xa_bar_chart_new (&strange);
  g_autoptr (XaChart) huge = NULL;

  for (guint i = 0; i < 3000; i++)
    many[i] = (XaBar) { "tag", xa_figure_exact (i) };
  huge = xa_bar_chart_new (&much);
  probe_survives (nothing);
  probe_survives (odds);
  probe_survives (huge);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bar-chart/lengths", test_lengths);
  g_test_add_func ("/bar-chart/words", test_words);
  g_test_add_func ("/bar-chart/picking", test_picking);
  g_test_add_func ("/bar-chart/no-room", test_no_room);
  g_test_add_func ("/bar-chart/the-first", test_the_first);
  g_test_add_func ("/bar-chart/nothing-and-much", test_nothing_and_much);

  return g_test_run ();
}
