#include "charts/xa-dot-chart.h"

#include "charts/xa-chart-axis.h"
#include "charts/xa-chart-label.h"
#include "charts/xa-chart-words.h"
#include "charts/xa-figure-ink.h"
#include "model/xa-language.h"

#include <math.h>

#define ROW_LINES 1.8
/* From where a panel begins to where its values do; and how far its numbers are from those of the next. */
#define PANEL_START 14
#define PANEL_GAP 8

/* A panel narrower than this, in font sizes, goes below the one before it. */
#define LEAST_PANEL 13

typedef struct {
  char         *name;    /* (owned) */
  char         *unit;    /* (owned) (nullable) */
  XaFigure     *figures; /* (owned) */
  XaFigureStyle style;
  double        low, high; /* of the scale */
  double        peers[3];
} Metric;

typedef struct {
  XaChart     chart;
  XaChartKind kind; /* as the constant one, with the name of this chart */
  char       *name; /* (owned) */
  char      **audiences;
  guint      *categories; /* (owned) */
  guint       n_audiences;
  Metric     *metrics; /* (owned) */
  guint       n_metrics;
} DotChart;

typedef struct {
  double line;
  double row_height;
  double names;    /* room for them, before each row of panels */
  double panel;    /* width of one */
  double top;      /* where the first row of panels begins */
  double block;    /* height of a row of panels */
  guint  n_across; /* panels beside one another */
} Projection;

static guint
count_across (const DotChart *self,
              double          room,
              const XaTheme  *theme)
{
  return (guint) CLAMP (floor (room / (LEAST_PANEL * theme->font_size)), 1, MAX (self->n_metrics, 1));
}

static Projection
project (const DotChart *self,
         XaRect          area,
         const XaTheme  *theme)
{
  Projection p = { .line = xa_chart_line_room (theme, 1) };

  for (guint i = 0; i < self->n_audiences; i++)
    p.names = MAX (p.names, xa_chart_text_room (theme, self->audiences[i], 1) + 22);
  p.names = MIN (p.names, area.width * .36);
  p.row_height = p.line * ROW_LINES;
  p.n_across = count_across (self, area.width - p.names, theme);
  p.panel = MAX ((area.width - p.names) / p.n_across, 1);
  p.top = area.y + (self->chart.simulated ? p.line * 1.5 : 0);
  p.block = p.line * 1.5 + self->n_audiences * p.row_height + p.line * 1.8;

  return p;
}

/* The part of a panel that values go to. */
static XaRect
get_plot (const DotChart   *self,
          const Projection *p,
          XaRect            area,
          guint             metric)
{
  return (XaRect) { area.x + p->names + (metric % p->n_across) * p->panel + PANEL_START, p->top + (metric / p->n_across) * p->block + p->line * 1.5,
                    MAX (p->panel - 36, 1), self->n_audiences * p->row_height };
}

static XaChartScale
get_scale (const Metric *metric,
           XaRect        plot)
{
  return (XaChartScale) { metric->low, metric->high, plot.x, plot.x + plot.width, FALSE };
}

/* A dot in the grammar of certainty: full, or hollow with its whisker, or only the bracket. */
static void
draw_dot (cairo_t            *cr,
          const XaTheme      *theme,
          const XaChartScale *scale,
          const XaFigure     *figure,
          double              y,
          double              radius,
          XaColor             color)
{
  double x = xa_chart_scale_place (scale, xa_chart_figure_place (figure));

  if (isfinite (figure->low) && isfinite (figure->high))
    xa_ink_whisker (cr, xa_chart_scale_place (scale, figure->low), xa_chart_scale_place (scale, figure->high), y, radius * 1.8, FALSE, color);
  if (figure->kind == XA_FIGURE_BOUNDS && !xa_figure_is_counted (figure))
    return;
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  if (figure->kind == XA_FIGURE_ESTIMATE) {
    xa_theme_set_color (cr, theme->background, 1);
    cairo_fill (cr);
    cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  }
  xa_ink_fill (cr, figure->kind == XA_FIGURE_LOWER_BOUND || xa_figure_is_counted (figure) ? XA_FIGURE_EXACT : figure->kind, color);
  if (figure->kind == XA_FIGURE_LOWER_BOUND) {
    xa_theme_set_color (cr, color, 1);
    cairo_set_line_width (cr, 1.5);
    cairo_move_to (cr, x + radius + 2, y - radius);
    cairo_line_to (cr, x + radius + 6, y);
    cairo_line_to (cr, x + radius + 2, y + radius);
    cairo_stroke (cr);
  }
}

static gboolean
has_peers (const Metric *metric)
{
  return isfinite (metric->peers[0]) && isfinite (metric->peers[2]) && (metric->peers[0] != 0 || metric->peers[2] != 0);
}

/* The middle half of all audiences, and their median, grey behind the dots. */
static void
draw_peers (cairo_t            *cr,
            const XaTheme      *theme,
            const Metric       *metric,
            const XaChartScale *scale,
            XaRect              plot)
{
  double places[3];

  if (!has_peers (metric))
    return;
  for (guint i = 0; i < 3; i++)
    places[i] = xa_chart_scale_place (scale, CLAMP (metric->peers[i], metric->low, metric->high));
  cairo_new_path (cr);
  cairo_rectangle (cr, places[0], plot.y, MAX (places[2] - places[0], 1), plot.height);
  xa_theme_set_color (cr, theme->dim, .16);
  cairo_fill (cr);
  cairo_move_to (cr, places[1], plot.y);
  cairo_line_to (cr, places[1], plot.y + plot.height);
  xa_theme_set_color (cr, theme->dim, .7);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, (double[]) { 2, 3 }, 2, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* Its numbers stay off those of the panels beside it. */
static void
draw_axis (cairo_t            *cr,
           const XaTheme      *theme,
           const Projection   *p,
           const XaChartScale *scale,
           XaRect              plot,
           const GArray       *ticks)
{
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, plot.x - PANEL_START + PANEL_GAP, plot.y - p->line, p->panel - PANEL_GAP, plot.height + p->line * 3);
  cairo_clip (cr);
  xa_chart_draw_bottom_axis (cr, plot, theme, scale, ticks, TRUE);
  cairo_restore (cr);
}

static void
draw_panel (const DotChart   *self,
            const Projection *p,
            cairo_t          *cr,
            XaRect            area,
            const XaTheme    *theme,
            guint             m)
{
  const Metric *metric = &self->metrics[m];
  XaRect        plot = get_plot (self, p, area, m);
  XaChartScale  scale = get_scale (metric, plot);
  g_autoptr (GArray) ticks = xa_chart_ticks_linear (metric->low, metric->high, 3, metric->style);

  xa_chart_label_draw (cr, theme, &(XaLabel) { metric->name, p->panel - 16, 1, XA_LABEL_START, TRUE, FALSE }, plot.x, plot.y - p->line * .75, theme->foreground);
  draw_peers (cr, theme, metric, &scale, plot);
  draw_axis (cr, theme, p, &scale, plot, ticks);
  for (guint i = 0; i < self->n_audiences; i++) {
    const XaFigure *figure = &metric->figures[i];
    double          y = plot.y + (i + .5) * p->row_height;

    if (xa_figure_has_number (figure) && isfinite (xa_chart_figure_place (figure)))
      draw_dot (cr, theme, &scale, figure, y, p->line * .32, xa_theme_get_category (theme, self->categories[i]));
    else
      xa_ink_absent (cr, (XaRect) { plot.x, y - p->row_height / 2, p->line * 1.4, p->row_height }, theme, figure);
  }
}

static void
draw_names (const DotChart   *self,
            const Projection *p,
            cairo_t          *cr,
            XaRect            area,
            const XaTheme    *theme,
            guint             first_metric)
{
  XaRect plot = get_plot (self, p, area, first_metric);

  for (guint i = 0; i < self->n_audiences; i++) {
    double y = plot.y + (i + .5) * p->row_height;

    if (i % 2 == 0) {
      cairo_new_path (cr);
      cairo_rectangle (cr, area.x, y - p->row_height / 2, area.width, p->row_height);
      xa_theme_set_color (cr, theme->dim, .08);
      cairo_fill (cr);
    }
    xa_chart_label_disc (cr, theme, self->categories[i], area.x + 8, y, 5);
    xa_chart_label_draw (cr, theme, &(XaLabel) { self->audiences[i], p->names - 22, 1, XA_LABEL_START, FALSE, FALSE }, area.x + 18, y, theme->foreground);
  }
}

/* Items go row by row: first all metrics of the first audience. */
static XaRect
locate_item (const DotChart   *self,
             const Projection *p,
             XaRect            area,
             gsize             item)
{
  guint  metric = (guint) item % self->n_metrics;
  guint  row = (guint) item / self->n_metrics;
  XaRect plot = get_plot (self, p, area, metric);

  return (XaRect) { plot.x - 14, plot.y + row * p->row_height, p->panel, p->row_height };
}

static void
draw (const XaChart *chart,
      cairo_t       *cr,
      XaRect         area,
      const XaTheme *theme,
      gssize         focus)
{
  const DotChart *self = (const DotChart *) chart;
  Projection      p = project (self, area, theme);

  for (guint m = 0; m < self->n_metrics; m += p.n_across)
    draw_names (self, &p, cr, area, theme, m);
  for (guint m = 0; m < self->n_metrics; m++)
    draw_panel (self, &p, cr, area, theme, m);
  if (focus >= 0 && focus < (gssize) xa_chart_count (chart)) {
    XaRect item = locate_item (self, &p, area, (gsize) focus);

    xa_ink_focus (cr, (XaRect) { item.x + 2, item.y + 2, item.width - 4, item.height - 4 }, theme);
  }
}

static gsize
count (const XaChart *chart)
{
  return (gsize) ((const DotChart *) chart)->n_metrics * ((const DotChart *) chart)->n_audiences;
}

static XaRect
locate (const XaChart *chart,
        XaRect         area,
        const XaTheme *theme,
        gsize          item)
{
  Projection p = project ((const DotChart *) chart, area, theme);

  return locate_item ((const DotChart *) chart, &p, area, item);
}

static gssize
pick (const XaChart *chart,
      XaRect         area,
      const XaTheme *theme,
      double         x,
      double         y)
{
  const DotChart *self = (const DotChart *) chart;
  Projection      p = project (self, area, theme);

  for (gsize item = 0; item < xa_chart_count (chart); item++) {
    XaRect at = locate_item (self, &p, area, item);

    if (x >= at.x && x < at.x + at.width && y >= at.y && y < at.y + at.height)
      return (gssize) item;
  }

  return -1;
}

static gssize
step (const XaChart *chart,
      gsize          item,
      int            dx,
      int            dy)
{
  const DotChart *self = (const DotChart *) chart;
  gssize          n = self->n_metrics;
  gssize          row = CLAMP ((gssize) item / n + dy, 0, (gssize) self->n_audiences - 1);

  return row * n + CLAMP ((gssize) item % n + dx, 0, n - 1);
}

static char *
tell (const XaChart *chart,
      gsize          item)
{
  const DotChart  *self = (const DotChart *) chart;
  const Metric    *metric = &self->metrics[item % self->n_metrics];
  g_autofree char *words = xa_chart_figure_words (&metric->figures[item / self->n_metrics], metric->style, metric->unit);

  return g_strdup_printf ("%s: %s: %s", self->audiences[item / self->n_metrics], metric->name, words);
}

/* For each metric, who has most and who least. */
static char *
summarise (const XaChart *chart)
{
  const DotChart *self = (const DotChart *) chart;
  GString        *text = g_string_new (self->name);

  g_string_append_printf (text, _ (" of %u audiences."), self->n_audiences);
  for (guint m = 0; m < self->n_metrics; m++) {
    const Metric *metric = &self->metrics[m];
    int           most = -1, least = -1;

    for (guint i = 0; i < self->n_audiences; i++) {
      double place = xa_chart_figure_place (&metric->figures[i]);

      if (isnan (place))
        continue;
      if (most < 0 || place > xa_chart_figure_place (&metric->figures[most]))
        most = (int) i;
      if (least < 0 || place < xa_chart_figure_place (&metric->figures[least]))
        least = (int) i;
    }
    if (most < 0) {
      g_string_append_printf (text, _ (" %s: no figures."), metric->name);
      continue;
    }
    g_autofree char *high = xa_figure_format (&metric->figures[most], metric->style);
    g_autofree char *low = xa_figure_format (&metric->figures[least], metric->style);

    g_string_append_printf (text, _ (" %s: most %s, %s; least %s, %s."), metric->name, self->audiences[most], high, self->audiences[least], low);
    if (has_peers (metric)) {
      XaFigure         median = xa_figure_exact (metric->peers[1]);
      g_autofree char *words = xa_figure_format (&median, metric->style);

      g_string_append_printf (text, _ (" The median of all audiences is %s."), words);
    }
  }

  return g_string_free_and_steal (text);
}

static GPtrArray *
tabulate (const XaChart *chart)
{
  const DotChart *self = (const DotChart *) chart;
  GPtrArray      *table = xa_chart_table_new ("audience", "metric", XA_CHART_FIGURE_HEADS, NULL);

  for (guint i = 0; i < self->n_audiences; i++)
    for (guint m = 0; m < self->n_metrics; m++) {
      GStrvBuilder *row = g_strv_builder_new ();

      g_strv_builder_add (row, self->audiences[i]);
      g_strv_builder_add (row, self->metrics[m].name);
      xa_chart_row_add_figure (row, &self->metrics[m].figures[i]);
      xa_chart_table_add (table, row);
    }

  return table;
}

static double
height_for_width (const XaChart *chart,
                  double         width)
{
  const DotChart *self = (const DotChart *) chart;
  double          line = xa_chart_line_room (&xa_theme_light, 1);
  Projection      p = project (self, (XaRect) { 0, 0, width, 1 }, &xa_theme_light);
  guint           n_blocks = (MAX (self->n_metrics, 1) + p.n_across - 1) / p.n_across;

  return n_blocks * p.block + (self->chart.simulated ? line * 1.5 : 0);
}

static void
dot_chart_free (XaChart *chart)
{
  DotChart *self = (DotChart *) chart;

  for (guint m = 0; m < self->n_metrics; m++) {
    g_free (self->metrics[m].name);
    g_free (self->metrics[m].unit);
    g_free (self->metrics[m].figures);
  }
  g_free (self->metrics);
  g_strfreev (self->audiences);
  g_free (self->categories);
  g_free (self->name);
  g_free (self);
}

static void
widen (Metric *metric,
       double  value)
{
  if (!isfinite (value))
    return;
  metric->low = isnan (metric->low) ? value : MIN (metric->low, value);
  metric->high = isnan (metric->high) ? value : MAX (metric->high, value);
}

static void
copy_metric (Metric            *metric,
             const XaDotMetric *data,
             guint              n)
{
  *metric = (Metric) { g_strdup (data->name), g_strdup (data->unit), g_new (XaFigure, MAX (n, 1)), data->style, NAN, NAN, { data->peers[0], data->peers[1], data->peers[2] } };
  for (guint i = 0; i < n; i++) {
    metric->figures[i] = data->figures[i];
    widen (metric, xa_chart_figure_place (&data->figures[i]));
    if (xa_figure_has_number (&data->figures[i])) {
      widen (metric, data->figures[i].low);
      widen (metric, data->figures[i].high);
    }
  }
  for (guint i = 0; i < 3 && has_peers (metric) && !isnan (metric->low); i++)
    widen (metric, metric->peers[i]);
  if (isnan (metric->low))
    metric->low = metric->high = 0;
  xa_chart_round_limits (&metric->low, &metric->high, 3, metric->style);
}

/**
 * xa_dot_chart_new:
 * @data: copied
 *
 * Returns: (transfer full): rows and metrics in the order given
 */
XaChart *
xa_dot_chart_new (const XaDotChartData *data)
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
    .free = dot_chart_free,
  };
  DotChart     *self = g_new0 (DotChart, 1);
  GStrvBuilder *names = g_strv_builder_new ();

  self->name = g_strdup (data->name ? data->name : "");
  self->kind = kind;
  self->kind.name = self->name;
  self->chart = (XaChart) { &self->kind, data->simulated };
  self->n_audiences = data->n_audiences;
  self->n_metrics = data->n_metrics;
  self->categories = g_new (guint, MAX (data->n_audiences, 1));
  for (guint i = 0; i < data->n_audiences; i++) {
    g_strv_builder_add (names, data->audiences[i]);
    self->categories[i] = data->categories[i];
  }
  self->audiences = g_strv_builder_unref_to_strv (names);
  self->metrics = g_new (Metric, MAX (data->n_metrics, 1));
  for (guint m = 0; m < data->n_metrics; m++)
    copy_metric (&self->metrics[m], &data->metrics[m], data->n_audiences);

  return &self->chart;
}
