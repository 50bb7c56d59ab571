#include "charts/xa-bar-chart.h"

#include "charts/xa-chart-axis.h"
#include "charts/xa-chart-text.h"
#include "charts/xa-chart-words.h"
#include "charts/xa-figure-ink.h"
#include "model/xa-language.h"

#include <math.h>

/* The height of a row, in lines of text. */
#define ROW_LINES 1.7

typedef struct {
  XaChart       chart;
  XaChartKind   kind; /* as the constant one, with the name of this chart */
  char         *name; /* (owned) */
  char         *unit; /* (owned) */
  XaBar        *bars; /* (owned) (array length=n_bars): its labels too */
  guint         n_bars;
  guint         n_drawn;  /* if there is room */
  guint         n_beyond; /* that are not among @bars */
  guint         n_hidden;
  XaFigureStyle style;
  double        full; /* the end of the longest bar or whisker */
} BarChart;

typedef struct {
  XaRect bars; /* where bars go: rows of @row_height */
  double row_height;
  double value_room; /* to the right of the bars */
  guint  n_shown;    /* that there is room for */
} Projection;

static guint
count_foot_lines (const BarChart *self,
                  guint           n_shown)
{
  return self->n_hidden > 0 || n_shown < self->n_bars || self->n_beyond > 0;
}

static Projection
project (const BarChart *self,
         XaRect          area,
         const XaTheme  *theme)
{
  Projection p = { 0 };
  double     line = xa_chart_line_room (theme, 1);
  double     top = self->chart.simulated ? line * 1.6 : 0;
  double     room = area.height - top;
  double     label_room = 0;

  p.row_height = line * ROW_LINES;
  p.n_shown = (guint) CLAMP (floor ((room + 1e-6) / p.row_height), 0, self->n_drawn);
  if (count_foot_lines (self, p.n_shown) > 0)
    p.n_shown = (guint) CLAMP (floor ((room - line * 1.2 + 1e-6) / p.row_height), 0, self->n_drawn);
  for (guint i = 0; i < p.n_shown; i++) {
    g_autofree char *value = xa_chart_short_figure (&self->bars[i].figure, self->style);

    label_room = MAX (label_room, xa_chart_text_room (theme, self->bars[i].label, 1) + 10);
    p.value_room = MAX (p.value_room, xa_chart_text_room (theme, value, 1) + 14);
  }
  label_room = MIN (label_room, area.width * .4);
  p.value_room = MIN (p.value_room, area.width * .35);
  p.bars = (XaRect) { area.x + label_room, area.y + top, MAX (area.width - label_room - p.value_room, 1), p.n_shown * p.row_height };

  return p;
}

static void
draw_bar (const BarChart   *self,
          const Projection *p,
          cairo_t          *cr,
          XaRect            area,
          const XaTheme    *theme,
          guint             i)
{
  const XaBar     *bar = &self->bars[i];
  double           y = p->bars.y + i * p->row_height;
  g_autofree char *value = xa_chart_short_figure (&bar->figure, self->style);
  g_autoptr (XaChartText) label = xa_chart_text_new (cr, theme, bar->label, 1, FALSE);
  g_autoptr (XaChartText) number = xa_chart_text_new (cr, theme, value, 1, FALSE);
  double width, height;

  xa_chart_text_ellipsize (label, p->bars.x - area.x - 8);
  xa_chart_text_get_size (label, &width, &height);
  xa_theme_set_color (cr, theme->foreground, 1);
  xa_chart_text_draw (label, cr, area.x, y + (p->row_height - height) / 2);
  xa_ink_bar (cr, (XaRect) { p->bars.x, y + p->row_height * .22, p->bars.width, p->row_height * .56 }, theme, &bar->figure, self->full, theme->accent);
  xa_chart_text_get_size (number, &width, &height);
  xa_theme_set_color (cr, theme->dim, 1);
  xa_chart_text_draw (number, cr, area.x + area.width - width - 2, y + (p->row_height - height) / 2);
}

/* @rest: (transfer full): of what there is, if anything
 *
 * Returns: (transfer full): and how many may not be shown */
static char *
add_hidden (const BarChart *self,
            GString        *rest)
{
  if (self->n_hidden > 0)
    g_string_append_printf (rest, _ ("%s%u hidden: of too few people"), rest->len ? ", " : "", self->n_hidden);

  return g_string_free_and_steal (rest);
}

/* "8 of 23, the largest first": under the bars, which do not look as if there were more. */
static char *
tell_shown (const BarChart *self,
            guint           n_shown)
{
  GString *text = g_string_new (NULL);
  guint    n = self->n_bars + self->n_beyond;

  if (n_shown < n)
    g_string_append_printf (text, _ ("%u of %u, the largest first"), n_shown, n);

  return add_hidden (self, text);
}

/* "20 more": after some that were told. */
static char *
tell_rest (const BarChart *self,
           guint           n_told)
{
  GString *text = g_string_new (NULL);
  guint    n = self->n_bars + self->n_beyond;

  if (n_told < n)
    g_string_append_printf (text, _ ("%u more"), n - n_told);

  return add_hidden (self, text);
}

static void
draw (const XaChart *chart,
      cairo_t       *cr,
      XaRect         area,
      const XaTheme *theme,
      gssize         focus)
{
  const BarChart  *self = (const BarChart *) chart;
  Projection       p = project (self, area, theme);
  g_autofree char *shown = tell_shown (self, p.n_shown);
  g_autoptr (XaChartText) foot = xa_chart_text_new (cr, theme, self->n_bars == 0 && self->n_hidden == 0 ? _ ("none seen in this time") : shown, .95, FALSE);

  for (guint i = 0; i < p.n_shown; i++)
    draw_bar (self, &p, cr, area, theme, i);
  xa_chart_text_ellipsize (foot, area.width);
  xa_theme_set_color (cr, theme->dim, 1);
  xa_chart_text_draw (foot, cr, area.x, p.bars.y + p.bars.height + 2);
  if (focus >= 0 && focus < (gssize) p.n_shown)
    xa_ink_focus (cr, (XaRect) { area.x + 2, p.bars.y + (double) focus * p.row_height + 2, area.width - 4, p.row_height - 4 }, theme);
}

static gsize
count (const XaChart *chart)
{
  return ((const BarChart *) chart)->n_bars;
}

/* A bar that there is no room for is at the end of the picture. */
static XaRect
locate (const XaChart *chart,
        XaRect         area,
        const XaTheme *theme,
        gsize          item)
{
  Projection p = project ((const BarChart *) chart, area, theme);

  return (XaRect) { area.x, p.bars.y + (double) MIN (item, p.n_shown) * p.row_height, area.width, p.row_height };
}

static gssize
pick (const XaChart *chart,
      XaRect         area,
      const XaTheme *theme,
      double         x,
      double         y)
{
  Projection p = project ((const BarChart *) chart, area, theme);
  double     row = floor ((y - p.bars.y) / p.row_height);

  if (x < area.x || x > area.x + area.width || !(row >= 0 && row < p.n_shown))
    return -1;

  return (gssize) row;
}

static char *
tell (const XaChart *chart,
      gsize          item)
{
  const BarChart  *self = (const BarChart *) chart;
  g_autofree char *words = xa_chart_figure_words (&self->bars[item].figure, self->style, self->unit);

  return g_strdup_printf ("%s: %s", self->bars[item].label, words);
}

static char *
summarise (const XaChart *chart)
{
  const BarChart  *self = (const BarChart *) chart;
  guint            n_told = MIN (self->n_bars, 3);
  g_autofree char *rest = tell_rest (self, n_told);
  GString         *text = g_string_new (self->name);

  if (self->n_bars == 0 && self->n_hidden == 0)
    g_string_append_printf (text, ": %s", _ ("none seen in this time"));
  for (guint i = 0; i < n_told; i++) {
    g_autofree char *words = tell (chart, i);

    g_string_append_printf (text, "%s%s", i == 0 ? ": " : "; ", words);
  }
  if (rest[0])
    g_string_append_printf (text, "%s%s", n_told > 0 ? "; " : ": ", rest);
  g_string_append_c (text, '.');

  return g_string_free_and_steal (text);
}

static GPtrArray *
tabulate (const XaChart *chart)
{
  const BarChart *self = (const BarChart *) chart;
  GPtrArray      *table = xa_chart_table_new ("name", XA_CHART_FIGURE_HEADS, NULL);

  for (guint i = 0; i < self->n_bars; i++) {
    GStrvBuilder *row = g_strv_builder_new ();

    g_strv_builder_add (row, self->bars[i].label);
    xa_chart_row_add_figure (row, &self->bars[i].figure);
    xa_chart_table_add (table, row);
  }

  return table;
}

static double
height_for_width (const XaChart *chart,
                  double         width)
{
  const BarChart *self = (const BarChart *) chart;
  double          line = xa_chart_line_room (&xa_theme_light, 1);

  return MAX (self->n_drawn * line * ROW_LINES + (count_foot_lines (self, self->n_drawn) ? line * 1.3 : 0) + (self->chart.simulated ? line * 1.6 : 0), line * 2) + 1;
}

static void
bar_chart_free (XaChart *chart)
{
  BarChart *self = (BarChart *) chart;

  for (guint i = 0; i < self->n_bars; i++)
    g_free ((char *) self->bars[i].label);
  g_free (self->bars);
  g_free (self->name);
  g_free (self->unit);
  g_free (self);
}

/**
 * xa_bar_chart_new:
 * @data: copied
 *
 * Returns: (transfer full): bars to be read from top to bottom; figures below 0 have none
 */
XaChart *
xa_bar_chart_new (const XaBarChartData *data)
{
  static const XaChartKind kind = {
    .draw = draw,
    .count = count,
    .pick = pick,
    .locate = locate,
    .tell = tell,
    .summarise = summarise,
    .tabulate = tabulate,
    .height_for_width = height_for_width,
    .free = bar_chart_free,
  };
  BarChart *self = g_new0 (BarChart, 1);

  self->name = g_strdup (data->name ? data->name : "");
  self->unit = g_strdup (data->unit);
  self->kind = kind;
  self->kind.name = self->name;
  self->chart = (XaChart) { &self->kind, data->simulated };
  self->style = data->style;
  self->n_hidden = data->n_hidden;
  self->n_bars = (guint) data->n_bars;
  self->n_drawn = data->most > 0 ? (guint) MIN (data->most, data->n_bars) : self->n_bars;
  self->n_beyond = data->n_beyond;
  self->bars = g_new (XaBar, MAX (data->n_bars, 1));
  for (guint i = 0; i < data->n_bars; i++) {
    double end = xa_chart_figure_end (&data->bars[i].figure);

    self->bars[i] = (XaBar) { g_strdup (data->bars[i].label), data->bars[i].figure };
    if (isfinite (end))
      self->full = MAX (self->full, end);
  }
  if (!(self->full > 0))
    self->full = 1;

  return &self->chart;
}
