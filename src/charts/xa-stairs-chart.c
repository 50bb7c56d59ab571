#include "charts/xa-stairs-chart.h"

#include "charts/xa-chart-axis.h"
#include "charts/xa-chart-label.h"
#include "charts/xa-chart-words.h"
#include "charts/xa-figure-ink.h"
#include "model/xa-language.h"

#include <math.h>

#define ROW_LINES 1.9

typedef struct {
  XaChart     chart;
  XaChartKind kind;  /* as the constant one, with the name of this chart */
  char       *name;  /* (owned) */
  XaStair    *steps; /* (owned): its names too */
  guint       n_steps;
  double      full; /* the end of the scale */
} StairsChart;

typedef struct {
  XaRect       plot;
  XaChartScale scale;
  double       names;
  double       values; /* room to the right of the stairs */
  double       row_height;
  double       line;
} Projection;

static Projection
project (const StairsChart *self,
         XaRect             area,
         const XaTheme     *theme)
{
  Projection p = { .line = xa_chart_line_room (theme, 1) };
  double     top = self->chart.simulated ? p.line * 1.5 : 2;
  double     foot = p.line * 1.9;

  for (guint i = 0; i < self->n_steps; i++) {
    g_autofree char *text = xa_chart_short_figure (&self->steps[i].so_far, XA_FIGURE_STYLE_COUNT);

    p.names = MAX (p.names, xa_chart_text_room (theme, self->steps[i].audience, 1) + 24);
    p.values = MAX (p.values, xa_chart_text_room (theme, text, 1) + 14);
  }
  p.names = MIN (p.names, area.width * .36);
  p.values = MIN (MAX (p.values, p.line * 2), area.width * .24);
  p.row_height = MIN (p.line * ROW_LINES, MAX (area.height - top - foot, 1) / MAX (self->n_steps, 1));
  p.plot = (XaRect) { area.x + p.names, area.y + top, MAX (area.width - p.names - p.values, 1), self->n_steps * p.row_height };
  p.scale = (XaChartScale) { 0, self->full, p.plot.x, p.plot.x + p.plot.width, FALSE };

  return p;
}

/* Known to lie between two numbers only, without one that may stand for it. */
static gboolean
is_open (const XaFigure *figure)
{
  return figure->kind == XA_FIGURE_BOUNDS && isnan (figure->value) && figure->note != XA_NOTE_IN_STEPS;
}

/* Where a step begins: at the end of the one before, as far as that is told. */
static double
get_start (const StairsChart *self,
           guint              i)
{
  if (i > 0 && is_open (&self->steps[i - 1].so_far))
    return NAN;

  return i == 0 ? 0 : xa_chart_figure_place (&self->steps[i - 1].so_far);
}

/* As many as there are at least, faint; and a bracket to as many as there can be. */
static void
draw_open (const StairsChart *self,
           const Projection  *p,
           cairo_t           *cr,
           const XaTheme     *theme,
           guint              i)
{
  const XaStair *step = &self->steps[i];
  double         low = xa_chart_scale_place (&p->scale, step->so_far.low);
  double         high = xa_chart_scale_place (&p->scale, step->so_far.high);
  double         top = p->plot.y + i * p->row_height + p->row_height * .2;
  double         height = p->row_height * .6;

  cairo_new_path (cr);
  cairo_rectangle (cr, p->plot.x, top, low - p->plot.x, height);
  xa_theme_set_color (cr, theme->dim, .16);
  cairo_fill (cr);
  xa_ink_whisker (cr, low, high, top + height / 2, height, FALSE, xa_theme_get_category (theme, step->category));
}

/* Everybody reached before, faint; then those who are added, in the colour of the audience. */
static void
draw_bar (const StairsChart *self,
          const Projection  *p,
          cairo_t           *cr,
          const XaTheme     *theme,
          guint              i)
{
  const XaStair *step = &self->steps[i];
  double         start = get_start (self, i);
  double         end = xa_chart_figure_place (&step->so_far);
  XaRect         row = { p->plot.x, p->plot.y + i * p->row_height + p->row_height * .2, 0, p->row_height * .6 };
  XaColor        color = xa_theme_get_category (theme, step->category);

  if (is_open (&step->so_far)) {
    draw_open (self, p, cr, theme, i);
    return;
  }
  if (isfinite (start)) {
    cairo_new_path (cr);
    cairo_rectangle (cr, row.x, row.y, xa_chart_scale_place (&p->scale, start) - row.x, row.height);
    xa_theme_set_color (cr, theme->dim, .16);
    cairo_fill (cr);
  }
  if (isfinite (end) && isfinite (start)) {
    double x = xa_chart_scale_place (&p->scale, start);

    cairo_new_path (cr);
    cairo_rectangle (cr, x, row.y, MAX (xa_chart_scale_place (&p->scale, end) - x, 1), row.height);
    xa_ink_fill (cr, xa_figure_is_counted (&step->so_far) ? XA_FIGURE_EXACT : XA_FIGURE_ESTIMATE, color);
    if (i + 1 < self->n_steps) {
      cairo_new_path (cr);
      cairo_move_to (cr, xa_chart_scale_place (&p->scale, end), row.y + row.height);
      cairo_line_to (cr, xa_chart_scale_place (&p->scale, end), row.y + p->row_height);
      xa_theme_set_color (cr, theme->dim, .7);
      cairo_set_line_width (cr, 1);
      cairo_stroke (cr);
    }
  } else if (isfinite (end)) {
    /* How much of it is added is not told. */
    cairo_new_path (cr);
    cairo_rectangle (cr, row.x, row.y, xa_chart_scale_place (&p->scale, end) - row.x, row.height);
    xa_theme_set_color (cr, theme->dim, .16);
    cairo_fill (cr);
  }
}

static void
draw_step (const StairsChart *self,
           const Projection  *p,
           cairo_t           *cr,
           XaRect             area,
           const XaTheme     *theme,
           guint              i)
{
  const XaStair   *step = &self->steps[i];
  double           y = p->plot.y + (i + .5) * p->row_height;
  g_autofree char *so_far = xa_chart_short_figure (&step->so_far, XA_FIGURE_STYLE_COUNT);
  double           scale = MIN (1, p->row_height / p->line);

  xa_chart_label_disc (cr, theme, step->category, area.x + 9, y, 5 * scale);
  xa_chart_label_draw (cr, theme, &(XaLabel) { step->audience, p->names - 26, scale, XA_LABEL_START, FALSE, FALSE }, area.x + 19, y, theme->foreground);
  draw_bar (self, p, cr, theme, i);
  if (xa_figure_has_number (&step->so_far))
    xa_chart_label_draw (cr, theme, &(XaLabel) { so_far, p->values, scale, XA_LABEL_END, FALSE, FALSE }, area.x + area.width - 4, y, theme->foreground);
  else
    xa_ink_absent (cr, (XaRect) { area.x + area.width - p->line * 1.6, y - p->row_height / 2, p->line * 1.4, p->row_height }, theme, &step->so_far);
}

static XaRect
locate_item (const Projection *p,
             XaRect            area,
             gsize             item)
{
  return (XaRect) { area.x, p->plot.y + (double) item * p->row_height, area.width, p->row_height };
}

static void
draw (const XaChart *chart,
      cairo_t       *cr,
      XaRect         area,
      const XaTheme *theme,
      gssize         focus)
{
  const StairsChart *self = (const StairsChart *) chart;
  Projection         p = project (self, area, theme);
  g_autoptr (GArray) ticks = xa_chart_ticks_linear (0, self->full, (guint) CLAMP (p.plot.width / 90, 2, 6), XA_FIGURE_STYLE_COUNT);

  xa_chart_draw_bottom_axis (cr, p.plot, theme, &p.scale, ticks, TRUE);
  for (guint i = 0; i < self->n_steps; i++)
    draw_step (self, &p, cr, area, theme, i);
  if (focus >= 0 && focus < (gssize) self->n_steps) {
    XaRect item = locate_item (&p, area, (gsize) focus);

    xa_ink_focus (cr, (XaRect) { item.x + 2, item.y + 2, item.width - 4, item.height - 4 }, theme);
  }
}

static gsize
count (const XaChart *chart)
{
  return ((const StairsChart *) chart)->n_steps;
}

static XaRect
locate (const XaChart *chart,
        XaRect         area,
        const XaTheme *theme,
        gsize          item)
{
  Projection p = project ((const StairsChart *) chart, area, theme);

  return locate_item (&p, area, item);
}

static gssize
pick (const XaChart *chart,
      XaRect         area,
      const XaTheme *theme,
      double         x,
      double         y)
{
  const StairsChart *self = (const StairsChart *) chart;
  Projection         p = project (self, area, theme);
  double             row = floor ((y - p.plot.y) / p.row_height);

  if (x < area.x || x > area.x + area.width || !(row >= 0 && row < self->n_steps))
    return -1;

  return (gssize) row;
}

static char *
tell (const XaChart *chart,
      gsize          item)
{
  const XaStair   *step = &((const StairsChart *) chart)->steps[item];
  g_autofree char *adds = xa_chart_figure_words (&step->adds, XA_FIGURE_STYLE_COUNT, _ ("people"));
  g_autofree char *so_far = xa_chart_figure_words (&step->so_far, XA_FIGURE_STYLE_COUNT, _ ("people"));

  return g_strdup_printf (_ ("%zu. %s adds %s; together %s"), item + 1, step->audience, adds, so_far);
}

static char *
summarise (const XaChart *chart)
{
  const StairsChart *self = (const StairsChart *) chart;
  GString           *text = g_string_new (self->name);
  guint              n_told = MIN (self->n_steps, 5);

  if (self->n_steps == 0)
    g_string_append_printf (text, ": %s", _ ("none of these audiences can be added up"));
  for (guint i = 0; i < n_told; i++) {
    g_autofree char *words = tell (chart, i);

    g_string_append_printf (text, "%s%s", i ? "; " : ": ", words);
  }
  if (n_told < self->n_steps)
    g_string_append_printf (text, _ ("; %u more"), self->n_steps - n_told);
  g_string_append_c (text, '.');

  return g_string_free_and_steal (text);
}

static GPtrArray *
tabulate (const XaChart *chart)
{
  const StairsChart *self = (const StairsChart *) chart;
  GPtrArray         *table = xa_chart_table_new ("audience", "what", XA_CHART_FIGURE_HEADS, NULL);

  for (guint i = 0; i < self->n_steps; i++)
    for (guint k = 0; k < 2; k++) {
      GStrvBuilder *row = g_strv_builder_new ();

      g_strv_builder_add (row, self->steps[i].audience);
      g_strv_builder_add (row, k ? "together" : "adds");
      xa_chart_row_add_figure (row, k ? &self->steps[i].so_far : &self->steps[i].adds);
      xa_chart_table_add (table, row);
    }

  return table;
}

static double
height_for_width (const XaChart *chart,
                  double         width)
{
  const StairsChart *self = (const StairsChart *) chart;
  double             line = xa_chart_line_room (&xa_theme_light, 1);

  return MAX (self->n_steps, 1) * line * ROW_LINES + line * 1.9 + (self->chart.simulated ? line * 1.5 : 2);
}

static void
stairs_chart_free (XaChart *chart)
{
  StairsChart *self = (StairsChart *) chart;

  for (guint i = 0; i < self->n_steps; i++)
    g_free ((char *) self->steps[i].audience);
  g_free (self->steps);
  g_free (self->name);
  g_free (self);
}

/**
 * xa_stairs_chart_new:
 * @data: copied
 *
 * Returns: (transfer full): one step below the other
 */
XaChart *
xa_stairs_chart_new (const XaStairsChartData *data)
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
    .free = stairs_chart_free,
  };
  StairsChart *self = g_new0 (StairsChart, 1);
  double       low = 0;

  self->name = g_strdup (data->name ? data->name : "");
  self->kind = kind;
  self->kind.name = self->name;
  self->chart = (XaChart) { &self->kind, data->simulated };
  self->n_steps = data->n_steps;
  self->steps = g_new (XaStair, MAX (data->n_steps, 1));
  for (guint i = 0; i < data->n_steps; i++) {
    const XaFigure *so_far = &data->steps[i].so_far;
    double          end = is_open (so_far) ? so_far->high : xa_chart_figure_place (so_far);

    self->steps[i] = data->steps[i];
    self->steps[i].audience = g_strdup (data->steps[i].audience);
    if (isfinite (end))
      self->full = MAX (self->full, end);
  }
  xa_chart_round_limits (&low, &self->full, 5, XA_FIGURE_STYLE_COUNT);
  if (!(self->full > 0))
    self->full = 1;

  return &self->chart;
}
