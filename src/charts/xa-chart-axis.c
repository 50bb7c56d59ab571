#include "charts/xa-chart-axis.h"

#include "charts/xa-chart-text.h"
#include "model/xa-language.h"
#include "model/xa-number.h"

#include <math.h>
#include <string.h>

/* The mean advance of a character of a text face, as a share of the font size, and the height of
 * a line. They only make room: what is drawn is measured. */
#define ADVANCE 0.58
#define LINE_HEIGHT 1.35

#define MAX_TICKS 200

/* How far the numbers below an axis may reach beyond its ends, in font sizes. */
#define AXIS_OVERHANG 1.0

double
xa_chart_scale_place (const XaChartScale *self,
                      double              value)
{
  double part = self->logarithmic ? log (value / self->low) / log (self->high / self->low)
                                  : (value - self->low) / (self->high - self->low);

  return self->start + part * (self->end - self->start);
}

double
xa_chart_scale_value (const XaChartScale *self,
                      double              place)
{
  double part = (place - self->start) / (self->end - self->start);

  return self->logarithmic ? self->low * pow (self->high / self->low, part) : self->low + part * (self->high - self->low);
}

/* The least of 1, 2, 5, 10, ... that leaves at most @n_wanted steps. */
static double
find_step (double spread,
           guint  n_wanted)
{
  double rough = spread / MAX (n_wanted, 1);
  double power = pow (10, floor (log10 (rough)));

  for (guint i = 0; i < 3; i++) {
    const double factors[] = { 1, 2, 5 };

    if (factors[i] * power >= rough * (1 - 1e-9))
      return factors[i] * power;
  }

  return 10 * power;
}

static double
find_linear_step (double        spread,
                  guint         n_wanted,
                  XaFigureStyle style)
{
  double step = find_step (spread, n_wanted);

  return style == XA_FIGURE_STYLE_COUNT ? MAX (step, 1) : step; /* there are no half people */
}

static const char *
trim_zeros (char *text)
{
  if (strchr (text, '.')) {
    char *end = text + strlen (text);

    while (end[-1] == '0')
      *--end = '\0';
    if (end[-1] == '.')
      end[-1] = '\0';
  }

  return text;
}

/* Beyond 9,999 in thousands or millions, with as many digits as tell neighbours @step apart. */
static char *
format_count (double value,
              double step)
{
  static const struct {
    double      unit;
    const char *sign;
  } units[] = { { 1e9, "G" }, { 1e6, "M" }, { 1e3, "k" } };
  XaFigure whole = xa_figure_exact (value);

  for (guint i = 0; i < G_N_ELEMENTS (units) && fabs (value) >= 9999.5; i++)
    if (fabs (value) >= units[i].unit * (1 - 5e-4) && step >= units[i].unit / 1000) {
      int              digits = step >= units[i].unit ? 0 : (int) ceil (-log10 (step / units[i].unit) - 1e-9);
      char             plain[G_ASCII_DTOSTR_BUF_SIZE];
      char             format[8];
      g_autofree char *number = NULL;

      g_snprintf (format, sizeof format, "%%.%df", CLAMP (digits, 0, 3));
      number = xa_number_localize (trim_zeros (g_ascii_formatd (plain, sizeof plain, format, value / units[i].unit)));
      return g_strdup_printf ("%s %s", number, units[i].sign);
    }

  return xa_figure_format (&whole, XA_FIGURE_STYLE_COUNT);
}

/* The value of one tick, with the digits that its neighbours @step apart differ in. */
static char *
format_tick (double        value,
             double        step,
             XaFigureStyle style)
{
  char             plain[G_ASCII_DTOSTR_BUF_SIZE];
  char             format[8];
  double           shown = style == XA_FIGURE_STYLE_SHARE ? 100 * value : value;
  double           shown_step = style == XA_FIGURE_STYLE_SHARE ? 100 * step : step;
  g_autofree char *number = NULL;

  if (style == XA_FIGURE_STYLE_COUNT)
    return format_count (value, step);
  g_snprintf (format, sizeof format, "%%.%df", CLAMP ((int) ceil (-log10 (shown_step) - 1e-9), 0, 9));
  g_ascii_formatd (plain, sizeof plain, format, fabs (shown) < shown_step / 2 ? 0 : shown);
  number = xa_number_localize (plain);

  return g_strconcat (number, style == XA_FIGURE_STYLE_SHARE ? " %" : NULL, NULL);
}

static void
add_tick (GArray     *ticks,
          double      value,
          const char *text)
{
  XaChartTick tick = { .value = value };

  if (ticks->len >= MAX_TICKS)
    return;
  g_strlcpy (tick.text, text, sizeof tick.text);
  g_array_append_val (ticks, tick);
}

static gboolean
are_limits (double low,
            double high)
{
  return isfinite (low) && isfinite (high) && high > low;
}

/**
 * xa_chart_ticks_linear:
 * @n_wanted: about how many steps, at most
 *
 * Returns: (transfer full): round values 1, 2 or 5 times a power of ten apart; whole ones for counts
 */
GArray *
xa_chart_ticks_linear (double        low,
                       double        high,
                       guint         n_wanted,
                       XaFigureStyle style)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (XaChartTick));
  double  step;

  if (!are_limits (low, high))
    return ticks;

  step = find_linear_step (high - low, n_wanted, style);
  for (double i = ceil (low / step - 1e-9); i * step <= high + step * 1e-9 && ticks->len < MAX_TICKS; i++) {
    g_autofree char *text = format_tick (i * step, step, style);

    add_tick (ticks, i * step, text);
  }

  return ticks;
}

/**
 * xa_chart_ticks_log:
 * @low: above 0
 * @n_wanted: about how many, at most
 *
 * Returns: (transfer full): powers of ten, with their doubles and fivefolds where there is room;
 *   on less than a decade values that are evenly spread
 */
GArray *
xa_chart_ticks_log (double low,
                    double high,
                    guint  n_wanted)
{
  static const double fine[] = { 1, 2, 5 };
  GArray             *ticks = g_array_new (FALSE, FALSE, sizeof (XaChartTick));
  double              decades;
  guint               every;
  guint               n_fine;

  if (!are_limits (low, high) || !(low > 0))
    return ticks;

  decades = log10 (high / low);
  if (decades < 0.7) {
    g_array_unref (ticks);
    return xa_chart_ticks_linear (low, high, n_wanted, XA_FIGURE_STYLE_RATIO);
  }

  n_fine = decades * 3 <= MAX (n_wanted, 3) ? G_N_ELEMENTS (fine) : 1;
  every = n_fine > 1 ? 1 : (guint) CLAMP (ceil (decades / MAX (n_wanted, 1)), 1, 100);
  for (int power = (int) floor (log10 (low)); power <= (int) ceil (log10 (high)); power++)
    for (guint i = 0; i < n_fine; i++) {
      double value = fine[i] * pow (10, power);

      if (ABS (power) % every == 0 && value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) {
        g_autofree char *text = format_tick (value, value, value >= 1 ? XA_FIGURE_STYLE_COUNT : XA_FIGURE_STYLE_RATIO);

        add_tick (ticks, value, text);
      }
    }

  return ticks;
}

typedef enum {
  UNIT_HOUR,
  UNIT_DAY,
  UNIT_MONTH,
  UNIT_YEAR,
} TimeUnit;

typedef struct {
  TimeUnit unit;
  int      n;
  double   days; /* about */
} TimeStep;

static TimeStep
find_time_step (double days,
                guint  n_wanted)
{
  static const TimeStep steps[] = {
    { UNIT_HOUR, 1, 1 / 24. },
    { UNIT_HOUR, 3, 3 / 24. },
    { UNIT_HOUR, 6, 6 / 24. },
    { UNIT_HOUR, 12, .5 },
    { UNIT_DAY, 1, 1 },
    { UNIT_DAY, 2, 2 },
    { UNIT_DAY, 7, 7 },
    { UNIT_DAY, 14, 14 },
    { UNIT_MONTH, 1, 30.4 },
    { UNIT_MONTH, 2, 60.9 },
    { UNIT_MONTH, 3, 91.3 },
    { UNIT_MONTH, 6, 182.6 },
  };
  double years;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (days / steps[i].days <= MAX (n_wanted, 1))
      return steps[i];
  years = MAX (find_step (days / 365.25, n_wanted), 1);

  return (TimeStep) { UNIT_YEAR, (int) MIN (years, 1000), years * 365.25 };
}

/* The beginning of the step that a time falls in. */
static GDateTime *
floor_time (GDateTime      *time,
            const TimeStep *step)
{
  GTimeZone *zone = g_date_time_get_timezone (time);
  int        year = g_date_time_get_year (time);
  int        month = g_date_time_get_month (time);
  int        day = g_date_time_get_day_of_month (time);

  switch (step->unit) {
  case UNIT_HOUR:
    return g_date_time_new (zone, year, month, day, g_date_time_get_hour (time) / step->n * step->n, 0, 0);
  case UNIT_DAY: {
    g_autoptr (GDateTime) midnight = g_date_time_new (zone, year, month, day, 0, 0, 0);

    return midnight && step->n >= 7 ? g_date_time_add_days (midnight, 1 - g_date_time_get_day_of_week (time)) : g_steal_pointer (&midnight);
  }
  case UNIT_MONTH:
    return g_date_time_new (zone, year, (month - 1) / step->n * step->n + 1, 1, 0, 0, 0);
  case UNIT_YEAR:
    return g_date_time_new (zone, MAX (year / step->n * step->n, 1), 1, 1, 0, 0, 0);
  }
  g_assert_not_reached ();
}

static GDateTime *
next_time (GDateTime      *time,
           const TimeStep *step)
{
  switch (step->unit) {
  case UNIT_HOUR:
    return g_date_time_add_hours (time, step->n);
  case UNIT_DAY:
    return g_date_time_add_days (time, step->n);
  case UNIT_MONTH:
    return g_date_time_add_months (time, step->n);
  case UNIT_YEAR:
    return g_date_time_add_years (time, step->n);
  }
  g_assert_not_reached ();
}

/* A larger unit is named where it begins: the day at midnight, the year in January. */
static char *
format_time (GDateTime      *time,
             const TimeStep *step,
             gboolean        first)
{
  int      month = g_date_time_get_month (time);
  gboolean new_year = month == 1 && g_date_time_get_day_of_month (time) <= (step->unit == UNIT_DAY ? step->n : 31);

  switch (step->unit) {
  case UNIT_HOUR:
    return g_date_time_format (time, first || g_date_time_get_hour (time) < step->n ? _ ("%-d %b %H:%M") : "%H:%M");
  case UNIT_DAY:
    return g_date_time_format (time, first || new_year ? _ ("%-d %b %Y") : _ ("%-d %b"));
  case UNIT_MONTH:
    return g_date_time_format (time, first || month <= step->n ? "%b %Y" : "%b");
  case UNIT_YEAR:
    return g_date_time_format (time, "%Y");
  }
  g_assert_not_reached ();
}

/**
 * xa_chart_ticks_time:
 * @n_wanted: about how many, at most
 * @zone: whose midnights, weeks and months
 *
 * Returns: (transfer full): beginnings of hours, days, weeks from Monday, months or years; the
 *   value of each is its time in microseconds
 */
GArray *
xa_chart_ticks_time (gint64     from_us,
                     gint64     to_us,
                     guint      n_wanted,
                     GTimeZone *zone)
{
  GArray  *ticks = g_array_new (FALSE, FALSE, sizeof (XaChartTick));
  TimeStep step = find_time_step (((double) to_us - (double) from_us) / XA_USEC_PER_DAY, n_wanted);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (from_us);
  g_autoptr (GDateTime) from = utc ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autoptr (GDateTime) at = from && to_us > from_us ? floor_time (from, &step) : NULL;

  while (at && g_date_time_to_unix_usec (at) <= to_us && ticks->len < MAX_TICKS) {
    gint64     at_us = g_date_time_to_unix_usec (at);
    GDateTime *next = next_time (at, &step);

    if (at_us >= from_us) {
      g_autofree char *text = format_time (at, &step, ticks->len == 0);

      add_tick (ticks, (double) at_us, text);
    }
    g_date_time_unref (at);
    at = next;
  }

  return ticks;
}

/**
 * xa_chart_round_limits:
 * @low: (inout): the least value to be shown
 * @high: (inout): the greatest
 * @n_wanted: as for the ticks that will follow
 *
 * Widens the limits to round values. They begin at 0 where that costs less than half the height;
 * a chart whose axis then begins above 0 has to say so.
 */
void
xa_chart_round_limits (double       *low,
                       double       *high,
                       guint         n_wanted,
                       XaFigureStyle style)
{
  double step;

  if (!isfinite (*low) || !isfinite (*high) || *high < *low) {
    *low = 0;
    *high = 1;
  }
  if (*low >= 0 && *low <= *high / 2)
    *low = 0;
  if (*high - *low <= fabs (*high) * 1e-12) { /* one value: in the middle */
    double room = style == XA_FIGURE_STYLE_COUNT ? MAX (fabs (*high) / 20, 1) : MAX (fabs (*high) / 20, 1e-6);

    *low = *low >= 0 ? MAX (*low - room, 0) : *low - room;
    *high += room;
  }
  /* Wider limits may need a wider step, which the ticks will take. */
  for (guint round = 0; round < 3; round++) {
    step = find_linear_step (*high - *low, n_wanted, style);
    *low = floor (*low / step + 1e-9) * step;
    *high = ceil (*high / step - 1e-9) * step;
  }
}

/**
 * xa_chart_short_number:
 *
 * Returns: (transfer full): all digits to 9,999, three beyond
 */
char *
xa_chart_short_number (double value)
{
  double size = fabs (value);

  if (!isfinite (value))
    return g_strdup ("");
  if (size < 9999.5)
    return format_count (value, 1);

  return format_count (value, MAX (pow (10, floor (log10 (size)) - 2), 100));
}

static char *
format_short (double        value,
              XaFigureStyle style)
{
  XaFigure whole = xa_figure_exact (value);
  char     plain[G_ASCII_DTOSTR_BUF_SIZE];

  switch (style) {
  case XA_FIGURE_STYLE_COUNT:
    return xa_chart_short_number (value);
  case XA_FIGURE_STYLE_SHARE:
    return xa_figure_format (&whole, style);
  case XA_FIGURE_STYLE_RATIO:
    return xa_number_localize (g_ascii_formatd (plain, sizeof plain, fabs (value) < 10 ? "%.2f" : "%.1f", value));
  }
  g_assert_not_reached ();
}

char *
xa_chart_short_figure (const XaFigure *figure,
                       XaFigureStyle   style)
{
  g_autofree char *value = format_short (figure->value, style);
  g_autofree char *low = format_short (figure->low, style);
  g_autofree char *high = format_short (figure->high, style);

  switch (figure->kind) {
  case XA_FIGURE_EXACT:
    return g_steal_pointer (&value);
  case XA_FIGURE_ESTIMATE:
    return g_strconcat ("~", value, NULL);
  case XA_FIGURE_LOWER_BOUND:
    return g_strconcat ("≥ ", low, NULL);
  case XA_FIGURE_BOUNDS:
    return isnan (figure->value) ? g_strconcat (low, "–", high, NULL) : g_strconcat ("~", value, NULL);
  case XA_FIGURE_NOT_COMPARABLE:
  case XA_FIGURE_SUPPRESSED:
    return g_strdup ("");
  }
  g_assert_not_reached ();
}

double
xa_chart_text_room (const XaTheme *theme,
                    const char    *text,
                    double         scale)
{
  return (double) g_utf8_strlen (text, -1) * theme->font_size * scale * ADVANCE;
}

double
xa_chart_line_room (const XaTheme *theme,
                    double         scale)
{
  return theme->font_size * scale * LINE_HEIGHT;
}

double
xa_chart_ticks_room (const XaTheme *theme,
                     const GArray  *ticks)
{
  double widest = 0;

  for (guint i = 0; i < ticks->len; i++)
    widest = MAX (widest, xa_chart_text_room (theme, g_array_index (ticks, XaChartTick, i).text, 1));

  return widest;
}

/* Lines of one pixel lie on whole pixels, where they are sharp. */
static double
sharpen (double place)
{
  return floor (place) + .5;
}

static void
draw_line (cairo_t       *cr,
           const XaTheme *theme,
           double         x1,
           double         y1,
           double         x2,
           double         y2,
           double         alpha)
{
  cairo_set_line_width (cr, 1);
  xa_theme_set_color (cr, theme->dim, alpha);
  cairo_move_to (cr, x1, y1);
  cairo_line_to (cr, x2, y2);
  cairo_stroke (cr);
}

/**
 * xa_chart_draw_left_axis:
 * @plot: where the data goes; the texts go to the left of it
 * @scale: upwards
 */
void
xa_chart_draw_left_axis (cairo_t            *cr,
                         XaRect              plot,
                         const XaTheme      *theme,
                         const XaChartScale *scale,
                         const GArray       *ticks)
{
  double free_below = INFINITY;

  cairo_save (cr);
  cairo_new_path (cr);
  for (guint i = 0; i < ticks->len; i++) {
    const XaChartTick *tick = &g_array_index (ticks, XaChartTick, i);
    g_autoptr (XaChartText) text = xa_chart_text_new (cr, theme, tick->text, 1, FALSE);
    double y = sharpen (xa_chart_scale_place (scale, tick->value));
    double width, height;

    xa_chart_text_get_size (text, &width, &height);
    draw_line (cr, theme, plot.x, y, plot.x + plot.width, y, .25);
    if (y + height / 2 > free_below)
      continue;
    xa_theme_set_color (cr, theme->dim, 1);
    xa_chart_text_draw (text, cr, plot.x - 6 - width, y - height / 2);
    free_below = y - height / 2;
  }
  cairo_restore (cr);
}

/**
 * xa_chart_draw_bottom_axis:
 * @plot: where the data goes; the texts go below it
 * @grid: with lines up through @plot, else with short strokes
 */
void
xa_chart_draw_bottom_axis (cairo_t            *cr,
                           XaRect              plot,
                           const XaTheme      *theme,
                           const XaChartScale *scale,
                           const GArray       *ticks,
                           gboolean            grid)
{
  double bottom = plot.y + plot.height;
  double free_from = -INFINITY;
  double from, to, top, end;

  cairo_save (cr);
  /* A number may reach beyond the ends of the axis, so that it stands below its tick, but not out of the picture. */
  cairo_clip_extents (cr, &from, &top, &to, &end);
  from = MAX (plot.x - AXIS_OVERHANG * theme->font_size, from);
  to = MIN (plot.x + plot.width + AXIS_OVERHANG * theme->font_size, to);
  cairo_new_path (cr);
  draw_line (cr, theme, plot.x, sharpen (bottom), plot.x + plot.width, sharpen (bottom), .6);
  for (guint i = 0; i < ticks->len; i++) {
    const XaChartTick *tick = &g_array_index (ticks, XaChartTick, i);
    g_autoptr (XaChartText) text = xa_chart_text_new (cr, theme, tick->text, 1, FALSE);
    double x = sharpen (xa_chart_scale_place (scale, tick->value));
    double width, height;
    double left;

    xa_chart_text_get_size (text, &width, &height);
    left = CLAMP (x - width / 2, from, MAX (to - width, from));
    draw_line (cr, theme, x, grid ? plot.y : bottom, x, bottom + 4, grid ? .25 : .6);
    if (left < free_from)
      continue;
    xa_theme_set_color (cr, theme->dim, 1);
    xa_chart_text_draw (text, cr, left, bottom + 5);
    free_from = left + width + theme->font_size * .6;
  }
  cairo_restore (cr);
}
