#include "chart-probe.h"
#include "charts/xa-line-chart.h"
#include "charts/xa-spark-chart.h"

#include <math.h>
#include <string.h>

#define WIDTH 640
#define HEIGHT 240

static const XaRect whole = { 0, 0, WIDTH, HEIGHT };

static gint64
day (int n)
{
  return (gint64) (20500 + n) * XA_USEC_PER_DAY;
}

/* Growth with everything that can happen to it. */
static XaChart *
make (const XaLinePoint *points,
      gsize              n_points,
      gint64             now_us)
{
  static const XaLineEvent events[] = { { .at_us = 20502 * XA_USEC_PER_DAY, .label = "import" }, { .at_us = 90000 * XA_USEC_PER_DAY, .label = "far away" } };
  XaLineChartData          data = {
             .name = "Growth",
             .unit = "members",
             .style = XA_FIGURE_STYLE_COUNT,
             .points = points,
             .n_points = n_points,
             .events = events,
             .n_events = G_N_ELEMENTS (events),
             .from_us = XA_TIME_UNKNOWN,
             .to_us = XA_TIME_UNKNOWN,
             .now_us = now_us,
             .max_gap_us = 3 * XA_USEC_PER_DAY,
  };

  return xa_line_chart_new (&data);
}

static XaChart *
make_mixed (void)
{
  XaLinePoint points[] = {
    { day (0), xa_figure_exact (12000) },
    { day (1), xa_figure_exact (12054) },
    { day (3), xa_figure_suppressed (XA_NOTE_WOULD_REVEAL) },
    { day (4), xa_figure_estimate (12100, 12050, 12150) },
    { day (5), xa_figure_rounded (12100, 100) },
    { day (10), xa_figure_lower_bound (12020) },
    { day (11), xa_figure_not_comparable (XA_NOTE_NOT_SEEN) },
    { day (12), xa_figure_exact (12200) },
  };

  return make (points, G_N_ELEMENTS (points), day (16));
}

static void
test_items (void)
{
  g_autoptr (XaChart) chart = make_mixed ();
  g_autofree char *summary = xa_chart_summarise (chart);

  g_assert_cmpuint (xa_chart_count (chart), ==, 9); /* the event outside is left out */
  probe_pick_inverts_locate (chart, whole, &xa_theme_light);
  probe_keys_reach_all (chart);
  probe_tells (chart, 1, "17 Feb 2026: 12,054 members (+54)");
  probe_tells (chart, 2, "18 Feb 2026: import");
  probe_tells (chart, 3, "19 Feb 2026: hidden: would give away a small count");
  probe_tells (chart, 4, "20 Feb 2026: about 12,100 (12,050 to 12,150) members");
  g_assert_nonnull (strstr (summary, "8 points, from 12,000 members on 16 Feb 2026 to 12,200 members on 28 Feb 2026."));
  g_assert_nonnull (strstr (summary, "2 without a number."));
  probe_survives (chart);
}

/* Where nothing is known there is no line, and where it is there is one. */
static void
test_gaps_stay_gaps (void)
{
  XaLinePoint points[] = {
    { day (0), xa_figure_exact (100) },
    { day (2), xa_figure_exact (100) },
    { day (10), xa_figure_exact (100) },
    { day (12), xa_figure_exact (100) },
    { day (13), xa_figure_suppressed (XA_NOTE_SMALL_COUNT) },
    { day (14), xa_figure_exact (100) },
  };
  g_autoptr (XaChart) chart = make (points, G_N_ELEMENTS (points), XA_TIME_UNKNOWN);
  cairo_surface_t *surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);
  XaRect           a = xa_chart_locate (chart, whole, &xa_theme_light, 0);
  XaRect           b = xa_chart_locate (chart, whole, &xa_theme_light, 1);
  XaRect           after = xa_chart_locate (chart, whole, &xa_theme_light, 3); /* 2 is the event */
  XaRect           hidden = xa_chart_locate (chart, whole, &xa_theme_light, 5);
  XaRect           line = { a.x + 14, a.y, b.x - a.x - 28, a.height };
  XaRect           gap = { b.x + 14, a.y, after.x - b.x - 28, a.height };
  XaRect           above = { hidden.x, a.y, hidden.width, a.height };

  g_assert_cmpuint (probe_count (surface, line, xa_theme_light.accent), >, (guint) line.width);
  g_assert_cmpuint (probe_count (surface, gap, xa_theme_light.accent), ==, 0);
  g_assert_cmpuint (probe_count (surface, above, xa_theme_light.accent), ==, 0);
  g_assert_cmpuint (probe_ink (surface, hidden, &xa_theme_light), >, 20);
  cairo_surface_destroy (surface);
}

/* Across a break nothing is joined, nothing is subtracted, and everybody is told. */
static void
test_break (void)
{
  XaLinePoint       points[] = { { day (0), xa_figure_exact (100) }, { day (1), xa_figure_exact (101) }, { day (2), xa_figure_exact (140) }, { day (3), xa_figure_exact (141) } };
  const XaLineEvent at = { day (2), "now by B", "seen by B from here on, by A before", TRUE };
  XaLineChartData   data = {
      .name = "Growth",
      .unit = "members",
      .style = XA_FIGURE_STYLE_COUNT,
      .points = points,
      .n_points = G_N_ELEMENTS (points),
      .events = &at,
      .n_events = 1,
      .from_us = XA_TIME_UNKNOWN,
      .to_us = XA_TIME_UNKNOWN,
      .now_us = XA_TIME_UNKNOWN,
  };
  g_autoptr (XaChart) chart = xa_line_chart_new (&data);
  cairo_surface_t *surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);
  g_autofree char *summary = xa_chart_summarise (chart);
  g_autoptr (GPtrArray) table = xa_chart_tabulate (chart);
  XaRect before = xa_chart_locate (chart, whole, &xa_theme_light, 1);
  XaRect after = xa_chart_locate (chart, whole, &xa_theme_light, 2);
  XaRect last = xa_chart_locate (chart, whole, &xa_theme_light, 4);
  XaRect across = { before.x + 14, 30, after.x - before.x - 28, HEIGHT - 60 };
  XaRect joined = { after.x + 14, 30, last.x - after.x - 28, HEIGHT - 60 };
  XaRect edge = { after.x + after.width / 2 - 3, 120, 6, 40 };

  g_assert_cmpuint (probe_count (surface, across, xa_theme_light.accent), ==, 0);
  g_assert_cmpuint (probe_count (surface, joined, xa_theme_light.accent), >, (guint) joined.width);
  g_assert_cmpuint (probe_ink (surface, edge, &xa_theme_light), >=, 40);
  probe_tells (chart, 1, "17 Feb 2026: 101 members (+1)");
  probe_tells (chart, 2, "18 Feb 2026: 140 members (not comparable with the point before)");
  probe_tells (chart, 3, "18 Feb 2026: seen by B from here on, by A before");
  g_assert_nonnull (strstr (summary, "Not comparable across 18 Feb 2026: seen by B from here on, by A before."));
  g_assert_cmpstr (probe_cell (table, 4, 6), ==, "seen by B from here on, by A before");
  probe_pick_inverts_locate (chart, whole, &xa_theme_light);
  probe_survives (chart);
  cairo_surface_destroy (surface);
}

/* Of a break is said what it is, however many other things happened right after it. */
static void
test_break_goes_first (void)
{
  XaLinePoint       points[] = { { day (0), xa_figure_exact (100) }, { day (2), xa_figure_exact (140) }, { day (3), xa_figure_exact (141) } };
  const XaLineEvent events[] = {
    { day (1), "now by B", "seen by B from here on, by A before", TRUE },
    { day (1) + 60 * G_USEC_PER_SEC, "", NULL, FALSE },
  };
  XaLineChartData data = {
    .name = "Growth",
    .unit = "members",
    .style = XA_FIGURE_STYLE_COUNT,
    .points = points,
    .n_points = G_N_ELEMENTS (points),
    .events = events,
    .from_us = XA_TIME_UNKNOWN,
    .to_us = XA_TIME_UNKNOWN,
    .now_us = XA_TIME_UNKNOWN,
  };

  for (data.n_events = 1; data.n_events <= 2; data.n_events++) {
    g_autoptr (XaChart) chart = xa_line_chart_new (&data);
    cairo_surface_t *surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);
    XaRect           pole = xa_chart_locate (chart, whole, &xa_theme_light, 1);
    XaRect           label = { pole.x + pole.width / 2 + 12, 0, 60, 40 };

    g_assert_cmpuint (probe_ink (surface, label, &xa_theme_light), >, 60);
    cairo_surface_destroy (surface);
  }
}

/* What happened last is told too: before its flag, as there is nothing beyond the end of the axis. */
static void
test_label_at_end (void)
{
  XaLinePoint     points[] = { { day (0), xa_figure_exact (100) }, { day (10), xa_figure_exact (140) } };
  XaLineEvent     event = { day (10), "a top post", NULL, FALSE };
  XaLineChartData data = {
    .name = "Growth",
    .unit = "members",
    .style = XA_FIGURE_STYLE_COUNT,
    .points = points,
    .n_points = G_N_ELEMENTS (points),
    .events = &event,
    .n_events = 1,
    .from_us = XA_TIME_UNKNOWN,
    .to_us = XA_TIME_UNKNOWN,
    .now_us = XA_TIME_UNKNOWN,
  };
  guint ink[2];

  for (guint i = 0; i < 2; i++) {
    g_autoptr (XaChart) chart = NULL;
    cairo_surface_t *surface;
    XaRect           pole;

    event.label = i ? "a top post" : "";
    chart = xa_line_chart_new (&data);
    surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);
    pole = xa_chart_locate (chart, whole, &xa_theme_light, 2);
    ink[i] = probe_ink (surface, (XaRect) { pole.x + pole.width / 2 - 60, 18, 54, 22 }, &xa_theme_light);
    cairo_surface_destroy (surface);
  }
  g_assert_cmpuint (ink[1], >, ink[0] + 60);
}

/* From the last point until now the ground is grey, and only there. */
static void
test_stale (void)
{
  XaLinePoint points[] = { { day (0), xa_figure_exact (10) }, { day (2), xa_figure_exact (20) } };
  g_autoptr (XaChart) fresh = make (points, G_N_ELEMENTS (points), day (2));
  g_autoptr (XaChart) stale = make (points, G_N_ELEMENTS (points), day (4));
  cairo_surface_t *a = probe_draw (fresh, WIDTH, HEIGHT, &xa_theme_light, -1);
  cairo_surface_t *b = probe_draw (stale, WIDTH, HEIGHT, &xa_theme_light, -1);
  XaRect           right = { WIDTH - 100, 60, 60, 100 };
  XaRect           left = { 100, 60, 60, 100 };

  g_assert_cmpuint (probe_ink (a, right, &xa_theme_light), <, 60 * 100 / 4);
  g_assert_cmpuint (probe_ink (b, right, &xa_theme_light), >, 60 * 100 * 9 / 10);
  g_assert_cmpuint (probe_ink (b, left, &xa_theme_light), <, 60 * 100 / 4);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
}

/* Bands have more ink than lines; what is exact has none. */
static void
test_band (void)
{
  XaLinePoint exact[] = { { day (0), xa_figure_exact (100) }, { day (2), xa_figure_exact (110) }, { day (3), xa_figure_exact (50) } };
  XaLinePoint about[] = { { day (0), xa_figure_estimate (100, 60, 140) }, { day (2), xa_figure_estimate (110, 80, 140) }, { day (3), xa_figure_exact (50) } };
  g_autoptr (XaChart) thin = make (exact, G_N_ELEMENTS (exact), XA_TIME_UNKNOWN);
  g_autoptr (XaChart) wide = make (about, G_N_ELEMENTS (about), XA_TIME_UNKNOWN);
  cairo_surface_t *a = probe_draw (thin, WIDTH, HEIGHT, &xa_theme_dark, -1);
  cairo_surface_t *b = probe_draw (wide, WIDTH, HEIGHT, &xa_theme_dark, -1);
  XaRect           middle = { 150, 30, 100, 160 };

  g_assert_cmpuint (probe_ink (b, middle, &xa_theme_dark), >, 3 * probe_ink (a, middle, &xa_theme_dark));
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
}

/* A low point far from 0 leaves 0 out, and the picture says where it begins. */
static void
test_axis_above_zero_says_so (void)
{
  XaLinePoint high[] = { { day (0), xa_figure_exact (12000) }, { day (2), xa_figure_exact (12100) } };
  XaLinePoint low[] = { { day (0), xa_figure_exact (20) }, { day (2), xa_figure_exact (100) } };
  g_autoptr (XaChart) cut = make (high, G_N_ELEMENTS (high), XA_TIME_UNKNOWN);
  g_autoptr (XaChart) full = make (low, G_N_ELEMENTS (low), XA_TIME_UNKNOWN);
  cairo_surface_t *a = probe_draw (cut, WIDTH, HEIGHT, &xa_theme_light, -1);
  cairo_surface_t *b = probe_draw (full, WIDTH, HEIGHT, &xa_theme_light, -1);
  XaRect           note = { 0, 0, 120, 18 };

  g_assert_cmpuint (probe_ink (a, note, &xa_theme_light), >, 80);
  g_assert_cmpuint (probe_ink (b, note, &xa_theme_light), ==, 0);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
}

static void
test_table (void)
{
  g_autoptr (XaChart) chart = make_mixed ();
  g_autoptr (GPtrArray) table = xa_chart_tabulate (chart);
  g_autofree char *csv = xa_chart_to_csv (chart);

  g_assert_cmpuint (table->len, ==, 10);
  g_assert_cmpstr (probe_cell (table, 1, 0), ==, "2026-02-16T00:00:00Z");
  g_assert_cmpstr (probe_cell (table, 1, 1), ==, "12000");
  g_assert_cmpstr (probe_cell (table, 3, 6), ==, "import");
  g_assert_cmpstr (probe_cell (table, 4, 1), ==, "");
  g_assert_cmpstr (probe_cell (table, 4, 4), ==, "suppressed");
  g_assert_cmpstr (probe_cell (table, 5, 2), ==, "12050");
  g_assert_true (g_str_has_prefix (csv, "time,value,low,high,kind,note,event\r\n"));
}

static void
test_nothing_and_much (void)
{
  g_autofree XaLinePoint *many = g_new (XaLinePoint, 20000);
  XaLinePoint             one = { day (0), xa_figure_exact (7) };
  XaLinePoint             odd[] = { { day (0), xa_figure_exact (NAN) }, { day (1), xa_figure_exact (1e300) }, { day (1), xa_figure_exact (-1e300) } };
  g_autoptr (XaChart) nothing = make (NULL, 0, XA_TIME_UNKNOWN);
  g_autoptr (XaChart) single = make (&one, 1, XA_TIME_UNKNOWN);
  g_autoptr (XaChart) strange = make (odd, G_N_ELEMENTS (odd), day (9));
  g_autoptr (XaChart) huge = NULL;

  for (guint i = 0; i < 20000; i++)
    many[i] = (XaLinePoint) { day (0) + i * XA_USEC_PER_HOUR, xa_figure_exact (i % 977) };
  huge = make (many, 20000, XA_TIME_UNKNOWN);
  probe_survives (nothing);
  probe_survives (single);
  probe_survives (strange);
  probe_survives (huge);
  g_assert_cmpint (xa_chart_pick (nothing, whole, &xa_theme_light, 100, 100), ==, -1);
  probe_pick_inverts_locate (single, whole, &xa_theme_light);
}

static void
test_spark (void)
{
  XaLinePoint points[] = {
    { day (0), xa_figure_exact (100) },
    { day (2), xa_figure_exact (120) },
    { day (4), xa_figure_suppressed (XA_NOTE_SMALL_COUNT) },
    { day (6), xa_figure_exact (110) },
    { day (8), xa_figure_exact (140) },
  };
  const XaRect cell = { 0, 0, 120, 28 };
  g_autoptr (XaChart) chart = xa_spark_chart_new (points, G_N_ELEMENTS (points), XA_FIGURE_STYLE_COUNT, "members", TRUE);
  g_autoptr (XaChart) nothing = xa_spark_chart_new (NULL, 0, XA_FIGURE_STYLE_COUNT, "members", FALSE);
  g_autofree char *csv = xa_chart_to_csv (chart);
  cairo_surface_t *surface = probe_draw (chart, 120, 28, &xa_theme_light, -1);
  XaRect           b = xa_chart_locate (chart, cell, &xa_theme_light, 1);
  XaRect           d = xa_chart_locate (chart, cell, &xa_theme_light, 3);

  g_assert_cmpuint (probe_ink (surface, cell, &xa_theme_light), >, 80);
  g_assert_cmpuint (probe_ink (surface, (XaRect) { b.x + 8, 0, d.x - b.x - 12, 28 }, &xa_theme_light), ==, 0);
  probe_pick_inverts_locate (chart, cell, &xa_theme_light);
  probe_keys_reach_all (chart);
  probe_tells (chart, 0, "16 Feb 2026: 100 members");
  g_assert_nonnull (strstr (csv, "SIMULATED"));
  probe_survives (chart);
  probe_survives (nothing);
  cairo_surface_destroy (surface);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/line-chart/items", test_items);
  g_test_add_func ("/line-chart/gaps-stay-gaps", test_gaps_stay_gaps);
  g_test_add_func ("/line-chart/break", test_break);
  g_test_add_func ("/line-chart/break-goes-first", test_break_goes_first);
  g_test_add_func ("/line-chart/label-at-end", test_label_at_end);
  g_test_add_func ("/line-chart/stale", test_stale);
  g_test_add_func ("/line-chart/band", test_band);
  g_test_add_func ("/line-chart/axis-above-zero-says-so", test_axis_above_zero_says_so);
  g_test_add_func ("/line-chart/table", test_table);
  g_test_add_func ("/line-chart/nothing-and-much", test_nothing_and_much);
  g_test_add_func ("/line-chart/spark", test_spark);

  return g_test_run ();
}
