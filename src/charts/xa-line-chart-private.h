#pragma once

#include "charts/xa-line-chart.h"

/* What the files of the line chart share. */

typedef struct {
  gint64   at_us;
  char    *label; /* (owned) */
  char    *words; /* (owned) (nullable) */
  gboolean is_break;
} XaLineFlag;

/* What the keys walk over: points and events, by time. */
typedef struct {
  gint64   at_us;
  gboolean is_event;
  gsize    index;
} XaLineItem;

typedef struct {
  XaChart       chart;
  XaChartKind   kind;   /* as the constant one, with the name of this chart */
  char         *name;   /* (owned) */
  char         *unit;   /* (owned) */
  XaLinePoint  *points; /* (owned) (array length=n_points) */
  gsize         n_points;
  XaLineFlag   *events; /* (owned) (array length=n_events) */
  gsize         n_events;
  XaLineItem   *items; /* (owned) (array length=n_points + n_events) */
  GTimeZone    *zone;  /* (owned) */
  gint64        from_us, to_us, now_us, max_gap_us;
  double        least, greatest; /* of all figures, with their bands */
  gboolean      with_hours;      /* some points are less than a day apart */
  XaFigureStyle style;
} XaLineChart;

static inline gboolean
xa_line_chart_has_number (const XaLineChart *self,
                          gsize              i)
{
  return xa_figure_has_number (&self->points[i].figure);
}

gboolean xa_line_chart_is_broken (const XaLineChart *self, gint64 before_us, gint64 after_us);

/* Of XaChartKind. */
char      *xa_line_chart_tell (const XaChart *chart, gsize item);
char      *xa_line_chart_summarise (const XaChart *chart);
GPtrArray *xa_line_chart_tabulate (const XaChart *chart);
