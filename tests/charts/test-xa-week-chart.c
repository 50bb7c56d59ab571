#include "chart-probe.h"
#include "charts/xa-week-chart.h"

#include <math.h>

#define WIDTH 560
#define HEIGHT 240

static const XaRect whole = { 0, 0, WIDTH, HEIGHT };

/* Tuesdays at 10 are busiest, Mondays at 0 quiet, Sundays were never seen, Saturday at 5 is hidden. */
static XaChart *
make (gboolean simulated)
{
  XaWeekChartData data = { .name = "When posts are written", .unit = "posts", .zone_name = "Europe/Berlin, UTC+1", .simulated = simulated };

  for (guint day = 0; day < XA_RHYTHM_DAYS; day++)
    for (guint hour = 0; hour < XA_RHYTHM_HOURS; hour++) {
      data.figures[day][hour] = xa_figure_exact (day == 0 ? 0 : 10 + hour);
      data.n_hours[day][hour] = day == 6 ? 0 : 4;
    }
  data.figures[1][10] = xa_figure_exact (400);
  data.figures[5][5] = xa_figure_suppressed (XA_NOTE_SMALL_COUNT);

  return xa_week_chart_new (&data);
}

static guint
count_accent (cairo_surface_t *surface,
              const XaChart   *chart,
              gsize            item)
{
  XaRect cell = xa_chart_locate (chart, whole, &xa_theme_light, item);

  return probe_count (surface, (XaRect) { cell.x + 2, cell.y + 2, cell.width - 4, cell.height - 4 }, xa_theme_light.accent);
}

static guint
count_ink (cairo_surface_t *surface,
           const XaChart   *chart,
           gsize            item)
{
  return probe_ink (surface, xa_chart_locate (chart, whole, &xa_theme_light, item), &xa_theme_light);
}

static void
test_cells (void)
{
  g_autoptr (XaChart) chart = make (FALSE);
  cairo_surface_t *surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);
  XaRect           cell = xa_chart_locate (chart, whole, &xa_theme_light, 0);
  guint            area = (guint) (cell.width * cell.height);

  g_assert_cmpuint (count_accent (surface, chart, 24 + 10), >, area / 2); /* the busiest is the full hue */
  g_assert_cmpuint (count_accent (surface, chart, 24 + 11), ==, 0);
  g_assert_cmpuint (count_ink (surface, chart, 24 + 11), >, area / 2);
  g_assert_cmpuint (count_ink (surface, chart, 0), >, area / 2);      /* nothing posted is a tile */
  g_assert_cmpuint (count_ink (surface, chart, 6 * 24), <, area / 8); /* not seen is none */
  g_assert_cmpuint (count_ink (surface, chart, 6 * 24), >, 0);
  cairo_surface_destroy (surface);
}

/* A hidden hour has a sign but neither a shade nor a number, in picture, words and table. */
static void
test_hidden (void)
{
  g_autoptr (XaChart) chart = make (FALSE);
  g_autoptr (GPtrArray) table = xa_chart_tabulate (chart);
  cairo_surface_t *surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);
  XaRect           cell = xa_chart_locate (chart, whole, &xa_theme_light, 5 * 24 + 5);

  g_assert_cmpuint (probe_count (surface, cell, xa_theme_light.dim), >, 4);
  g_assert_cmpuint (count_accent (surface, chart, 5 * 24 + 5), ==, 0);
  probe_tells (chart, 5 * 24 + 5, "Saturday 05:00 to 06:00: hidden: fewer people than may be shown");
  g_assert_cmpstr (probe_cell (table, 1 + 5 * 24 + 5, 4), ==, "");
  g_assert_cmpstr (probe_cell (table, 1 + 5 * 24 + 5, 7), ==, "suppressed");
  g_assert_cmpstr (probe_cell (table, 1 + 6 * 24, 7), ==, "untested");
  cairo_surface_destroy (surface);
}

static void
test_words (void)
{
  g_autoptr (XaChart) chart = make (TRUE);
  g_autofree char *summary = xa_chart_summarise (chart);
  g_autofree char *csv = xa_chart_to_csv (chart);

  probe_tells (chart, 24 + 10, "Tuesday 10:00 to 11:00: 400 posts in 4 such hours");
  probe_tells (chart, 6 * 24 + 23, "Sunday 23:00 to 24:00: not seen yet");
  g_assert_nonnull (strstr (summary, "Europe/Berlin, UTC+1"));
  g_assert_nonnull (strstr (summary, "Most: Tuesday 10:00"));
  g_assert_nonnull (strstr (summary, "1 hours without a number. 24 hours not seen yet."));
  g_assert_true (g_str_has_prefix (csv, "simulated,day,hour,zone,times,value,low,high,kind,note\r\nSIMULATED,Monday,0,"));
}

static void
test_picking (void)
{
  g_autoptr (XaChart) chart = make (FALSE);

  probe_pick_inverts_locate (chart, whole, &xa_theme_light);
  probe_keys_reach_all (chart);
  g_assert_cmpint (xa_chart_pick (chart, whole, &xa_theme_light, 1, 1), ==, -1);
  g_assert_cmpint (xa_chart_step (chart, 23, 1, 0), ==, 23); /* keys do not jump to the next day */
  g_assert_cmpint (xa_chart_step (chart, 23, 0, 1), ==, 47);
}

static void
test_nothing (void)
{
  XaWeekChartData data = { .name = "Nothing" };
  g_autoptr (XaChart) nothing = xa_week_chart_new (&data);
  g_autoptr (XaChart) something = make (TRUE);

  probe_survives (nothing);
  probe_survives (something);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/week-chart/cells", test_cells);
  g_test_add_func ("/week-chart/hidden", test_hidden);
  g_test_add_func ("/week-chart/words", test_words);
  g_test_add_func ("/week-chart/picking", test_picking);
  g_test_add_func ("/week-chart/nothing", test_nothing);

  return g_test_run ();
}
