#pragma once

#include "analysis/xa-figure.h"
#include "charts/xa-theme.h"

/*
 * Axes, for all charts that have them: where a value goes on paper and back, at which round values
 * the lines of the grid stand, and the short text beside each. All of it can be worked out without
 * a surface, so that picking knows the same plot as drawing.
 */

/* Values on one axis, and where they go. */
typedef struct {
  double   low, high;  /* values, low < high; above 0 on a logarithmic scale */
  double   start, end; /* where these two go; start > end where values grow upwards */
  gboolean logarithmic;
} XaChartScale;

double xa_chart_scale_place (const XaChartScale *self, double value);
double xa_chart_scale_value (const XaChartScale *self, double place);

typedef struct {
  double value;
  char   text[40];
} XaChartTick;

/* (element-type XaChartTick): ascending, within [low, high]; may be empty for bad limits */
GArray *xa_chart_ticks_linear (double low, double high, guint n_wanted, XaFigureStyle style) G_GNUC_WARN_UNUSED_RESULT;
GArray *xa_chart_ticks_log (double low, double high, guint n_wanted) G_GNUC_WARN_UNUSED_RESULT;
GArray *xa_chart_ticks_time (gint64 from_us, gint64 to_us, guint n_wanted, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

/* Limits that begin and end at round values: from 0 if @low is near it compared with the spread. */
void xa_chart_round_limits (double *low, double *high, guint n_wanted, XaFigureStyle style);

/* "9,999", "12.4 k", "3 M", for places where the full number is told elsewhere. */
char *xa_chart_short_number (double value) G_GNUC_WARN_UNUSED_RESULT;
/* Likewise with the sign of its kind: "~12.4 k", "≥ 300", "300–900"; empty where there is no number. */
char *xa_chart_short_figure (const XaFigure *figure, XaFigureStyle style) G_GNUC_WARN_UNUSED_RESULT;

/* About how wide and high a line of text gets, without a surface to measure it on. */
double xa_chart_text_room (const XaTheme *theme, const char *text, double scale);
double xa_chart_line_room (const XaTheme *theme, double scale);
double xa_chart_ticks_room (const XaTheme *theme, const GArray *ticks); /* of the widest */

/* Lines across @plot and the texts at its left, or below it; texts that would touch are left out. */
void xa_chart_draw_left_axis (cairo_t *cr, XaRect plot, const XaTheme *theme, const XaChartScale *scale, const GArray *ticks);
void xa_chart_draw_bottom_axis (cairo_t *cr, XaRect plot, const XaTheme *theme, const XaChartScale *scale, const GArray *ticks, gboolean grid);
