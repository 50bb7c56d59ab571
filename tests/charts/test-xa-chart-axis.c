#include "charts/xa-chart-axis.h"

#include <math.h>

static void
assert_texts (GArray     *ticks,
              const char *expected)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < ticks->len; i++)
    g_string_append_printf (found, "%s%s", i ? "|" : "", g_array_index (ticks, XaChartTick, i).text);
  g_assert_cmpstr (found->str, ==, expected);
  g_array_unref (ticks);
}

static void
test_linear (void)
{
  assert_texts (xa_chart_ticks_linear (0, 1000, 5, XA_FIGURE_STYLE_COUNT), "0|200|400|600|800|1,000");
  assert_texts (xa_chart_ticks_linear (0, 20000, 4, XA_FIGURE_STYLE_COUNT), "0|5,000|10 k|15 k|20 k");
  assert_texts (xa_chart_ticks_linear (12400, 12460, 3, XA_FIGURE_STYLE_COUNT), "12.4 k|12.42 k|12.44 k|12.46 k");
  assert_texts (xa_chart_ticks_linear (1000000, 1002000, 2, XA_FIGURE_STYLE_COUNT), "1 M|1.001 M|1.002 M");
  assert_texts (xa_chart_ticks_linear (0, 2.5, 5, XA_FIGURE_STYLE_COUNT), "0|1|2");
  assert_texts (xa_chart_ticks_linear (0, .03, 3, XA_FIGURE_STYLE_SHARE), "0 %|1 %|2 %|3 %");
  assert_texts (xa_chart_ticks_linear (-.002, .002, 2, XA_FIGURE_STYLE_SHARE), "−0.2 %|0.0 %|0.2 %");
  assert_texts (xa_chart_ticks_linear (0, 1, 2, XA_FIGURE_STYLE_RATIO), "0.0|0.5|1.0");
  assert_texts (xa_chart_ticks_linear (NAN, 1, 2, XA_FIGURE_STYLE_RATIO), "");
  assert_texts (xa_chart_ticks_linear (3, 3, 2, XA_FIGURE_STYLE_COUNT), "");
}

static void
test_log (void)
{
  assert_texts (xa_chart_ticks_log (.5, 20, 10), "0.5|1|2|5|10|20");
  assert_texts (xa_chart_ticks_log (1, 1e6, 3), "1|100|10 k|1 M");
  assert_texts (xa_chart_ticks_log (.8, 1.2, 4), "0.8|0.9|1.0|1.1|1.2");
  assert_texts (xa_chart_ticks_log (0, 10, 4), "");
}

static gint64
us (int year,
    int month,
    int day,
    int hour)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (year, month, day, hour, 0, 0);

  return g_date_time_to_unix_usec (time);
}

static void
test_time (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GTimeZone) east = g_time_zone_new_offset (2 * 3600);

  assert_texts (xa_chart_ticks_time (us (2026, 3, 1, 5), us (2026, 3, 2, 1), 8, utc), "1 Mar 06:00|09:00|12:00|15:00|18:00|21:00|2 Mar 00:00");
  assert_texts (xa_chart_ticks_time (us (2026, 3, 1, 5), us (2026, 3, 4, 1), 4, utc), "2 Mar 2026|3 Mar|4 Mar");
  assert_texts (xa_chart_ticks_time (us (2026, 3, 1, 23), us (2026, 3, 4, 1), 4, east), "3 Mar 2026|4 Mar");
  assert_texts (xa_chart_ticks_time (us (2026, 3, 1, 0), us (2026, 3, 25, 0), 5, utc), "2 Mar 2026|9 Mar|16 Mar|23 Mar");
  assert_texts (xa_chart_ticks_time (us (2025, 11, 2, 0), us (2026, 3, 2, 0), 5, utc), "Dec 2025|Jan 2026|Feb|Mar");
  assert_texts (xa_chart_ticks_time (us (2019, 5, 2, 0), us (2026, 3, 2, 0), 4, utc), "2020|2022|2024|2026");
  assert_texts (xa_chart_ticks_time (us (2026, 3, 2, 0), us (2026, 3, 2, 0), 4, utc), "");
  assert_texts (xa_chart_ticks_time (G_MININT64, G_MAXINT64, 4, utc), "");
}

static void
test_limits (void)
{
  static const struct {
    double        low, high, expected_low, expected_high;
    XaFigureStyle style;
  } cases[] = {
    { 3, 97, 0, 100, XA_FIGURE_STYLE_COUNT },
    { 12400, 12460, 12400, 12460, XA_FIGURE_STYLE_COUNT },
    { 12405, 12455, 12400, 12460, XA_FIGURE_STYLE_COUNT },
    { 0, 0, 0, 1, XA_FIGURE_STYLE_COUNT },
    { NAN, NAN, 0, 1, XA_FIGURE_STYLE_COUNT },
    { -.02, .05, -.02, .06, XA_FIGURE_STYLE_SHARE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    double low = cases[i].low;
    double high = cases[i].high;

    xa_chart_round_limits (&low, &high, 4, cases[i].style);
    g_assert_cmpfloat_with_epsilon (low, cases[i].expected_low, 1e-9);
    g_assert_cmpfloat_with_epsilon (high, cases[i].expected_high, 1e-9);
  }
}

/* The ticks of rounded limits begin and end where the axis does. */
static void
test_ticks_reach_limits (void)
{
  for (guint i = 1; i < 400; i++) {
    double low = 100 + i % 37 * 1.37;
    double high = low + i * .73;
    guint  n = 2 + i % 7;
    g_autoptr (GArray) ticks = NULL;

    xa_chart_round_limits (&low, &high, n, XA_FIGURE_STYLE_RATIO);
    ticks = xa_chart_ticks_linear (low, high, n, XA_FIGURE_STYLE_RATIO);
    g_assert_cmpuint (ticks->len, >=, 2);
    g_assert_cmpfloat_with_epsilon (g_array_index (ticks, XaChartTick, 0).value, low, 1e-6);
    g_assert_cmpfloat_with_epsilon (g_array_index (ticks, XaChartTick, ticks->len - 1).value, high, 1e-6);
  }
}

/* One value stands between limits that are some way apart. */
static void
test_limits_of_one_value (void)
{
  double low = 500;
  double high = 500;

  xa_chart_round_limits (&low, &high, 4, XA_FIGURE_STYLE_COUNT);
  g_assert_cmpfloat (low, <, 500);
  g_assert_cmpfloat (high, >, 500);
}

static void
test_short (void)
{
  static const struct {
    double      value;
    const char *text;
  } cases[] = {
    { 0, "0" },
    { -54, "−54" },
    { 9999, "9,999" },
    { 9999.7, "10 k" },
    { 12431, "12.4 k" },
    { 124310, "124 k" },
    { 999999, "1 M" },
    { 3210000, "3.21 M" },
    { NAN, "" },
  };
  XaFigure figures[] = {
    xa_figure_exact (12431),
    xa_figure_estimate (12431, 12000, 13000),
    xa_figure_lower_bound (300),
    xa_figure_bounds (300, 900),
    xa_figure_rounded (12300, 100),
    xa_figure_suppressed (XA_NOTE_SMALL_COUNT),
  };
  static const char *const texts[] = { "12.4 k", "~12.4 k", "≥ 300", "300–900", "~12.3 k", "" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = xa_chart_short_number (cases[i].value);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++) {
    g_autofree char *text = xa_chart_short_figure (&figures[i], XA_FIGURE_STYLE_COUNT);

    g_assert_cmpstr (text, ==, texts[i]);
  }
}

static void
test_scale (void)
{
  XaChartScale up = { 0, 10, 100, 0, FALSE };
  XaChartScale ratio = { .1, 10, 0, 200, TRUE };

  g_assert_cmpfloat (xa_chart_scale_place (&up, 2.5), ==, 75);
  g_assert_cmpfloat (xa_chart_scale_value (&up, 75), ==, 2.5);
  g_assert_cmpfloat_with_epsilon (xa_chart_scale_place (&ratio, 1), 100, 1e-9);
  g_assert_cmpfloat_with_epsilon (xa_chart_scale_value (&ratio, 100), 1, 1e-9);
}

static guint
count_ink (cairo_surface_t *surface,
           XaRect           area)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  guint         n = 0;

  for (int y = (int) area.y; y < area.y + area.height; y++)
    for (int x = (int) area.x; x < area.x + area.width; x++)
      n += data[y * cairo_image_surface_get_stride (surface) + 4 * x] != 0;

  return n;
}

/* Texts of ticks that stand close are left out: below the axis most columns stay empty. */
static void
test_draw (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 200, 100);
  cairo_t         *cr = cairo_create (surface);
  XaRect           plot = { 50, 10, 140, 60 };
  XaChartScale     across = { 0, 100, 50, 190, FALSE };
  XaChartScale     up = { 0, 100, 70, 10, FALSE };
  g_autoptr (GArray) ticks = xa_chart_ticks_linear (0, 100, 100, XA_FIGURE_STYLE_COUNT);

  g_assert_cmpuint (ticks->len, ==, 101);
  xa_chart_draw_bottom_axis (cr, plot, &xa_theme_dark, &across, ticks, TRUE);
  xa_chart_draw_left_axis (cr, plot, &xa_theme_dark, &up, ticks);
  cairo_surface_flush (surface);
  g_assert_cmpuint (count_ink (surface, (XaRect) { 0, 0, 44, 100 }), >, 10);
  g_assert_cmpuint (count_ink (surface, (XaRect) { 50, 76, 140, 20 }), >, 50);
  g_assert_cmpuint (count_ink (surface, (XaRect) { 50, 76, 140, 20 }), <, 140 * 20 / 2);
  g_assert_cmpuint (count_ink (surface, (XaRect) { 0, 90, 44, 10 }), ==, 0);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart-axis/linear", test_linear);
  g_test_add_func ("/chart-axis/log", test_log);
  g_test_add_func ("/chart-axis/time", test_time);
  g_test_add_func ("/chart-axis/limits", test_limits);
  g_test_add_func ("/chart-axis/limits-of-one-value", test_limits_of_one_value);
  g_test_add_func ("/chart-axis/ticks-reach-limits", test_ticks_reach_limits);
  g_test_add_func ("/chart-axis/short", test_short);
  g_test_add_func ("/chart-axis/scale", test_scale);
  g_test_add_func ("/chart-axis/draw", test_draw);

  return g_test_run ();
}
