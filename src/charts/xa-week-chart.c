#include "charts/xa-week-chart.h"

#include "charts/xa-chart-axis.h"
#include "charts/xa-chart-text.h"
#include "charts/xa-chart-words.h"
#include "charts/xa-figure-ink.h"
#include "model/xa-language.h"
#include "model/xa-number.h"

#include <math.h>

#define N_CELLS (XA_RHYTHM_DAYS * XA_RHYTHM_HOURS)

/* The lightest cell still differs from an hour in which nothing happened. */
#define LEAST_ALPHA 0.15

typedef struct {
  XaChart         chart;
  XaChartKind     kind;                      /* as the constant one, with the name of this chart */
  XaWeekChartData data;                      /* its texts are owned */
  char           *days[XA_RHYTHM_DAYS];      /* (owned): short names */
  char           *long_days[XA_RHYTHM_DAYS]; /* (owned) */
  double          most;                      /* the greatest rate */
} WeekChart;

typedef struct {
  XaRect cells;
  double cell_width, cell_height;
} Projection;

static Projection
project (const WeekChart *self,
         XaRect           area,
         const XaTheme   *theme)
{
  Projection p;
  double     line = xa_chart_line_room (theme, 1);
  double     left = 0;
  double     word = self->chart.simulated ? line * 1.6 : 0;
  double     top = line * 1.4 + word;
  double     bottom = line * 3.2;

  for (guint i = 0; i < XA_RHYTHM_DAYS; i++)
    left = MAX (left, xa_chart_text_room (theme, self->days[i], 1) + 8);
  p.cells = (XaRect) { area.x + left, area.y + top, MAX (area.width - left - 4, XA_RHYTHM_HOURS), MAX (area.height - top - bottom, XA_RHYTHM_DAYS) };
  p.cell_width = p.cells.width / XA_RHYTHM_HOURS;
  p.cell_height = p.cells.height / XA_RHYTHM_DAYS;

  return p;
}

static XaRect
locate_cell (const Projection *p,
             gsize             item)
{
  guint day = (guint) item / XA_RHYTHM_HOURS;
  guint hour = (guint) item % XA_RHYTHM_HOURS;

  return (XaRect) { p->cells.x + hour * p->cell_width, p->cells.y + day * p->cell_height, p->cell_width, p->cell_height };
}

static const XaFigure *
get_figure (const WeekChart *self,
            gsize            item)
{
  return &self->data.figures[item / XA_RHYTHM_HOURS][item % XA_RHYTHM_HOURS];
}

static guint32
get_n_hours (const WeekChart *self,
             gsize            item)
{
  return self->data.n_hours[item / XA_RHYTHM_HOURS][item % XA_RHYTHM_HOURS];
}

/* How much fell on the hour each time it came, or NAN. */
static double
get_rate (const WeekChart *self,
          gsize            item)
{
  guint32 n_hours = get_n_hours (self, item);

  return n_hours > 0 ? xa_chart_figure_place (get_figure (self, item)) / n_hours : NAN;
}

static double
get_alpha (const WeekChart *self,
           double           rate)
{
  return rate > 0 && self->most > 0 ? LEAST_ALPHA + (1 - LEAST_ALPHA) * MIN (rate / self->most, 1) : 0;
}

static void
draw_tile (cairo_t       *cr,
           XaRect         cell,
           const XaTheme *theme,
           double         alpha)
{
  double gap = cell.width > 6 && cell.height > 6 ? 1 : .5;

  cairo_rectangle (cr, cell.x + gap, cell.y + gap, MAX (cell.width - 2 * gap, .5), MAX (cell.height - 2 * gap, .5));
  if (alpha > 0)
    xa_theme_set_color (cr, theme->accent, alpha);
  else
    xa_theme_set_color (cr, theme->dim, .12);
  cairo_fill (cr);
}

/* An hour that never came is a dot without a tile: empty is not zero. */
static void
draw_untested (cairo_t       *cr,
               XaRect         cell,
               const XaTheme *theme)
{
  cairo_new_path (cr);
  cairo_arc (cr, cell.x + cell.width / 2, cell.y + cell.height / 2, CLAMP (cell.width / 10, .75, 1.5), 0, 2 * G_PI);
  xa_theme_set_color (cr, theme->dim, .8);
  cairo_fill (cr);
}

static void
draw_absent (cairo_t        *cr,
             XaRect          cell,
             const XaTheme  *theme,
             const XaFigure *figure)
{
  XaRect inner = { cell.x + cell.width * .15, cell.y + cell.height * .15, cell.width * .7, cell.height * .7 };

  draw_tile (cr, cell, theme, 0);
  xa_ink_absent (cr, inner, theme, figure);
}

static void
draw_cell (const WeekChart *self,
           cairo_t         *cr,
           XaRect           cell,
           const XaTheme   *theme,
           gsize            item)
{
  if (get_n_hours (self, item) == 0)
    draw_untested (cr, cell, theme);
  else if (!xa_figure_has_number (get_figure (self, item)))
    draw_absent (cr, cell, theme, get_figure (self, item));
  else
    draw_tile (cr, cell, theme, get_alpha (self, get_rate (self, item)));
}

static double
draw_text (cairo_t       *cr,
           const XaTheme *theme,
           const char    *words,
           double         x,
           double         y)
{
  g_autoptr (XaChartText) text = xa_chart_text_new (cr, theme, words, .95, FALSE);
  double width, height;

  xa_chart_text_get_size (text, &width, &height);
  xa_theme_set_color (cr, theme->dim, 1);
  xa_chart_text_draw (text, cr, x, y - height / 2);

  return x + width;
}

static void
draw_heads (const WeekChart  *self,
            const Projection *p,
            cairo_t          *cr,
            XaRect            area,
            const XaTheme    *theme)
{
  double line = xa_chart_line_room (theme, 1);
  guint  every = p->cell_width * 3 > theme->font_size * 2.4 ? 3 : 6;

  for (guint day = 0; day < XA_RHYTHM_DAYS; day++)
    if (p->cell_height >= line * .8 || day % 2 == 0)
      draw_text (cr, theme, self->days[day], area.x, p->cells.y + (day + .5) * p->cell_height);
  for (guint hour = 0; hour < XA_RHYTHM_HOURS; hour += every) {
    char text[8];

    g_snprintf (text, sizeof text, "%02u", hour);
    draw_text (cr, theme, text, p->cells.x + hour * p->cell_width, p->cells.y - line * .8);
  }
}

/* What the shades and signs mean; those that occur. */
static void
draw_legend (const WeekChart  *self,
             const Projection *p,
             cairo_t          *cr,
             const XaTheme    *theme)
{
  double           line = xa_chart_line_room (theme, 1);
  double           x = p->cells.x;
  double           y = p->cells.y + p->cells.height + line * .9;
  gboolean         untested = FALSE;
  const XaFigure  *absent = NULL;
  char             plain[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *number = NULL;
  g_autofree char *most = NULL;

  for (gsize i = 0; i < N_CELLS; i++) {
    untested |= get_n_hours (self, i) == 0;
    if (get_n_hours (self, i) > 0 && !xa_figure_has_number (get_figure (self, i)))
      absent = get_figure (self, i);
  }
  x = draw_text (cr, theme, "0", x, y) + 4;
  for (guint i = 0; i < 5; i++) {
    draw_tile (cr, (XaRect) { x, y - line * .4, line * .8, line * .8 }, theme, i == 0 ? 0 : get_alpha (self, self->most * i / 4));
    x += line * .8;
  }
  number = xa_number_localize (g_ascii_formatd (plain, sizeof plain, self->most < 10 ? "%.1f" : "%.0f", self->most));
  most = g_strdup_printf (_ ("%s %s an hour"), number, self->data.unit);
  x = draw_text (cr, theme, most, x + 4, y) + 12;
  if (untested && x + line * 5 < p->cells.x + p->cells.width) {
    draw_untested (cr, (XaRect) { x, y - line * .4, line * .8, line * .8 }, theme);
    x = draw_text (cr, theme, _ ("not seen"), x + line, y) + 12;
  }
  if (absent && x + line * 5 < p->cells.x + p->cells.width) {
    draw_absent (cr, (XaRect) { x, y - line * .4, line * .8, line * .8 }, theme, absent);
    draw_text (cr, theme, absent->kind == XA_FIGURE_SUPPRESSED ? _ ("hidden") : _ ("not known"), x + line, y);
  }
  draw_text (cr, theme, self->data.zone_name, p->cells.x, y + line * 1.3);
}

static void
draw (const XaChart *chart,
      cairo_t       *cr,
      XaRect         area,
      const XaTheme *theme,
      gssize         focus)
{
  const WeekChart *self = (const WeekChart *) chart;
  Projection       p = project (self, area, theme);

  for (gsize i = 0; i < N_CELLS; i++)
    draw_cell (self, cr, locate_cell (&p, i), theme, i);
  draw_heads (self, &p, cr, area, theme);
  draw_legend (self, &p, cr, theme);
  if (focus >= 0 && focus < N_CELLS)
    xa_ink_focus (cr, locate_cell (&p, (gsize) focus), theme);
}

static gsize
count (const XaChart *chart)
{
  return N_CELLS;
}

static XaRect
locate (const XaChart *chart,
        XaRect         area,
        const XaTheme *theme,
        gsize          item)
{
  Projection p = project ((const WeekChart *) chart, area, theme);

  return locate_cell (&p, item);
}

static gssize
pick (const XaChart *chart,
      XaRect         area,
      const XaTheme *theme,
      double         x,
      double         y)
{
  Projection p = project ((const WeekChart *) chart, area, theme);
  double     hour = floor ((x - p.cells.x) / p.cell_width);
  double     day = floor ((y - p.cells.y) / p.cell_height);

  if (!(hour >= 0 && hour < XA_RHYTHM_HOURS && day >= 0 && day < XA_RHYTHM_DAYS))
    return -1;

  return (gssize) day * XA_RHYTHM_HOURS + (gssize) hour;
}

/* Keys stay within the row or the column. */
static gssize
step (const XaChart *chart,
      gsize          item,
      int            dx,
      int            dy)
{
  int day = CLAMP ((int) item / XA_RHYTHM_HOURS + dy, 0, XA_RHYTHM_DAYS - 1);
  int hour = CLAMP ((int) item % XA_RHYTHM_HOURS + dx, 0, XA_RHYTHM_HOURS - 1);

  return day * XA_RHYTHM_HOURS + hour;
}

static char *
tell_hour (const WeekChart *self,
           gsize            item)
{
  guint hour = (guint) item % XA_RHYTHM_HOURS;

  return g_strdup_printf (_ ("%s %02u:00 to %02u:00"), self->long_days[item / XA_RHYTHM_HOURS], hour, hour + 1);
}

static char *
tell (const XaChart *chart,
      gsize          item)
{
  const WeekChart *self = (const WeekChart *) chart;
  g_autofree char *when = tell_hour (self, item);
  g_autofree char *words = NULL;
  guint32          n_hours = get_n_hours (self, item);

  if (n_hours == 0)
    return g_strdup_printf (_ ("%s: not seen yet"), when);
  words = xa_chart_figure_words (get_figure (self, item), XA_FIGURE_STYLE_COUNT, self->data.unit);
  if (!xa_figure_has_number (get_figure (self, item)) || n_hours == 1)
    return g_strdup_printf ("%s: %s", when, words);

  return g_strdup_printf (_ ("%s: %s in %u such hours"), when, words, n_hours);
}

static char *
summarise (const XaChart *chart)
{
  const WeekChart *self = (const WeekChart *) chart;
  gsize            most = N_CELLS;
  guint            n_untested = 0;
  guint            n_absent = 0;
  GString         *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("%s, by hour of the week, %s."), self->data.name, self->data.zone_name);
  for (gsize i = 0; i < N_CELLS; i++) {
    n_untested += get_n_hours (self, i) == 0;
    n_absent += get_n_hours (self, i) > 0 && !xa_figure_has_number (get_figure (self, i));
    if (get_rate (self, i) > 0 && (most == N_CELLS || get_rate (self, i) > get_rate (self, most)))
      most = i;
  }
  if (most < N_CELLS) {
    g_autofree char *words = tell (chart, most);

    g_string_append_printf (text, _ (" Most: %s."), words);
  }
  if (n_absent > 0)
    g_string_append_printf (text, _ (" %u hours without a number."), n_absent);
  if (n_untested > 0)
    g_string_append_printf (text, _ (" %u hours not seen yet."), n_untested);

  return g_string_free_and_steal (text);
}

static GPtrArray *
tabulate (const XaChart *chart)
{
  const WeekChart *self = (const WeekChart *) chart;
  GPtrArray       *table = xa_chart_table_new ("day", "hour", "zone", "times", XA_CHART_FIGURE_HEADS, NULL);

  for (gsize i = 0; i < N_CELLS; i++) {
    GStrvBuilder *row = g_strv_builder_new ();

    g_strv_builder_add (row, self->long_days[i / XA_RHYTHM_HOURS]);
    xa_chart_row_add_number (row, (double) (i % XA_RHYTHM_HOURS));
    g_strv_builder_add (row, self->data.zone_name);
    xa_chart_row_add_number (row, get_n_hours (self, i));
    if (get_n_hours (self, i) > 0)
      xa_chart_row_add_figure (row, get_figure (self, i));
    else
      g_strv_builder_add_many (row, "", "", "", "untested", "", NULL);
    xa_chart_table_add (table, row);
  }

  return table;
}

static double
height_for_width (const XaChart *chart,
                  double         width)
{
  return CLAMP (width * .42, 210, 300);
}

static void
week_chart_free (XaChart *chart)
{
  WeekChart *self = (WeekChart *) chart;

  for (guint i = 0; i < XA_RHYTHM_DAYS; i++) {
    g_free (self->days[i]);
    g_free (self->long_days[i]);
  }
  g_free ((char *) self->data.name);
  g_free ((char *) self->data.unit);
  g_free ((char *) self->data.zone_name);
  g_free (self);
}

/**
 * xa_week_chart_new:
 * @data: copied
 *
 * Returns: (transfer full): a heat map of the week, Monday first
 */
XaChart *
xa_week_chart_new (const XaWeekChartData *data)
{
  static const XaChartKind kind = {
    .draw = draw,
    .count = count,
    .pick = pick,
    .locate = locate,
    .step = step,
    .tell = tell,
    .summarise = summarise,
    .tabulate = tabulate,
    .height_for_width = height_for_width,
    .free = week_chart_free,
  };
  WeekChart *self = g_new0 (WeekChart, 1);

  self->data = *data;
  self->data.name = g_strdup (data->name ? data->name : "");
  self->data.unit = g_strdup (data->unit ? data->unit : "");
  self->data.zone_name = g_strdup (data->zone_name ? data->zone_name : "UTC");
  self->kind = kind;
  self->kind.name = self->data.name;
  self->chart = (XaChart) { &self->kind, data->simulated };
  for (gsize i = 0; i < N_CELLS; i++)
    if (get_rate (self, i) > self->most)
      self->most = get_rate (self, i);
  for (int i = 0; i < XA_RHYTHM_DAYS; i++) {
    g_autoptr (GDateTime) day = g_date_time_new_utc (1970, 1, 5 + i, 0, 0, 0); /* a Monday and on */

    self->days[i] = g_date_time_format (day, "%a");
    self->long_days[i] = g_date_time_format (day, "%A");
  }

  return &self->chart;
}
