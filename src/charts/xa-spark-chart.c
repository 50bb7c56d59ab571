#include "charts/xa-spark-chart.h"

#include "charts/xa-chart-words.h"
#include "charts/xa-figure-ink.h"
#include "model/xa-language.h"

#include <math.h>

typedef struct {
  XaChart       chart;
  XaLinePoint  *points; /* (owned) (array length=n_points) */
  gsize         n_points;
  XaFigureStyle style;
  char         *unit; /* (owned) (nullable) */
  double        least, greatest;
} SparkChart;

static double
place_x (const SparkChart *self,
         XaRect            area,
         gsize             i)
{
  double span = (double) (self->points[self->n_points - 1].at_us - self->points[0].at_us);
  double inset = MIN (3, area.width / 2);

  if (!(span > 0))
    return area.x + area.width / 2;

  return area.x + inset + (area.width - 2 * inset) * (double) (self->points[i].at_us - self->points[0].at_us) / span;
}

/* The scale is that of the row: from its least to its greatest. */
static double
place_y (const SparkChart *self,
         XaRect            area,
         gsize             i)
{
  double value = xa_chart_figure_place (&self->points[i].figure);
  double inset = MIN (3, area.height / 2);

  if (isnan (value) || !(self->greatest > self->least))
    return area.y + area.height / 2;

  return area.y + inset + (area.height - 2 * inset) * (self->greatest - value) / (self->greatest - self->least);
}

static void
draw (const XaChart *chart,
      cairo_t       *cr,
      XaRect         area,
      const XaTheme *theme,
      gssize         focus)
{
  const SparkChart *self = (const SparkChart *) chart;
  gsize             last = self->n_points;

  cairo_save (cr);
  cairo_new_path (cr);
  for (gsize i = 0; i < self->n_points; i++) {
    if (!xa_figure_has_number (&self->points[i].figure)) {
      cairo_new_sub_path (cr);
      continue;
    }
    cairo_line_to (cr, place_x (self, area, i), place_y (self, area, i));
    last = i;
  }
  cairo_set_line_width (cr, 1.5);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  xa_theme_set_color (cr, theme->accent, 1);
  cairo_stroke (cr);
  if (last < self->n_points) {
    cairo_arc (cr, place_x (self, area, last), place_y (self, area, last), 2, 0, 2 * G_PI);
    cairo_fill (cr);
  }
  if (focus >= 0 && focus < (gssize) self->n_points) {
    cairo_new_path (cr);
    cairo_arc (cr, place_x (self, area, (gsize) focus), place_y (self, area, (gsize) focus), 3, 0, 2 * G_PI);
    cairo_set_line_width (cr, 1.5);
    cairo_stroke (cr);
  }
  cairo_restore (cr);
}

static gsize
count (const XaChart *chart)
{
  return ((const SparkChart *) chart)->n_points;
}

static XaRect
locate (const XaChart *chart,
        XaRect         area,
        const XaTheme *theme,
        gsize          item)
{
  const SparkChart *self = (const SparkChart *) chart;

  return (XaRect) { place_x (self, area, item) - 3, place_y (self, area, item) - 3, 6, 6 };
}

static gssize
pick (const XaChart *chart,
      XaRect         area,
      const XaTheme *theme,
      double         x,
      double         y)
{
  const SparkChart *self = (const SparkChart *) chart;
  double            nearest = INFINITY;
  gssize            found = -1;

  if (x < area.x || x > area.x + area.width || y < area.y || y > area.y + area.height)
    return -1;
  for (gsize i = 0; i < self->n_points; i++) {
    double distance = fabs (place_x (self, area, i) - x);

    if (distance < nearest) {
      nearest = distance;
      found = (gssize) i;
    }
  }

  return found;
}

static char *
tell (const XaChart *chart,
      gsize          item)
{
  const SparkChart *self = (const SparkChart *) chart;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *date = xa_chart_date (self->points[item].at_us, utc, FALSE);
  g_autofree char *words = xa_chart_figure_words (&self->points[item].figure, self->style, self->unit);

  return g_strdup_printf ("%s: %s", date, words);
}

static char *
summarise (const XaChart *chart)
{
  const SparkChart *self = (const SparkChart *) chart;
  g_autofree char  *first = NULL;
  g_autofree char  *last = NULL;

  if (self->n_points == 0)
    return g_strdup (_ ("Nothing known in this time."));
  first = tell (chart, 0);
  last = tell (chart, self->n_points - 1);

  return self->n_points == 1 ? g_steal_pointer (&first) : g_strdup_printf ("%s; %s.", first, last);
}

static GPtrArray *
tabulate (const XaChart *chart)
{
  const SparkChart *self = (const SparkChart *) chart;
  GPtrArray        *table = xa_chart_table_new ("time", XA_CHART_FIGURE_HEADS, NULL);

  for (gsize i = 0; i < self->n_points; i++) {
    g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc_usec (self->points[i].at_us);
    g_autofree char *time = at ? g_date_time_format_iso8601 (at) : g_strdup ("");
    GStrvBuilder    *row = g_strv_builder_new ();

    g_strv_builder_add (row, time);
    xa_chart_row_add_figure (row, &self->points[i].figure);
    xa_chart_table_add (table, row);
  }

  return table;
}

static double
height_for_width (const XaChart *chart,
                  double         width)
{
  return CLAMP (width / 4, 16, 32);
}

static void
spark_chart_free (XaChart *chart)
{
  SparkChart *self = (SparkChart *) chart;

  g_free (self->points);
  g_free (self->unit);
  g_free (self);
}

/**
 * xa_spark_chart_new:
 * @points: (array length=n_points): copied; ascending by time
 *
 * Returns: (transfer full): the shape of figures over time; the word for simulated data is left to
 *   the table around it, where every row has it
 */
XaChart *
xa_spark_chart_new (const XaLinePoint *points,
                    gsize              n_points,
                    XaFigureStyle      style,
                    const char        *unit,
                    gboolean           simulated)
{
  static const XaChartKind kind = {
    .name = N_ ("Trend"),
    .draw = draw,
    .count = count,
    .pick = pick,
    .locate = locate,
    .tell = tell,
    .summarise = summarise,
    .tabulate = tabulate,
    .height_for_width = height_for_width,
    .free = spark_chart_free,
  };
  SparkChart *self = g_new0 (SparkChart, 1);

  self->chart = (XaChart) { &kind, simulated };
  self->points = g_memdup2 (points, n_points * sizeof *points);
  self->n_points = n_points;
  self->style = style;
  self->unit = g_strdup (unit);
  self->least = INFINITY;
  self->greatest = -INFINITY;
  for (gsize i = 0; i < n_points; i++) {
    double value = xa_chart_figure_place (&points[i].figure);

    if (isfinite (value)) {
      self->least = MIN (self->least, value);
      self->greatest = MAX (self->greatest, value);
    }
  }

  return &self->chart;
}
