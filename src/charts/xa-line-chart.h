#pragma once

#include "charts/xa-chart.h"

/* Figures over time. What is not known, or not shown, leaves a gap. */

typedef struct {
  gint64   at_us;
  XaFigure figure;
} XaLinePoint;

/* Something that happened, such as an import, flagged above the line. */
typedef struct {
  gint64      at_us;
  const char *label;    /* (not owned) */
  const char *words;    /* (not owned) (nullable): instead of the label, where there is room for a sentence */
  gboolean    is_break; /* from here on it was seen by another way: the line does not go on, and the text warns */
} XaLineEvent;

typedef struct {
  const char        *name;   /* (not owned): of the chart, such as "Growth" */
  const char        *unit;   /* (not owned): what is counted, such as "members" */
  XaFigureStyle      style;  /* of the figures */
  const XaLinePoint *points; /* (not owned) (array length=n_points): ascending by time */
  gsize              n_points;
  const XaLineEvent *events; /* (not owned) (nullable) (array length=n_events): ascending by time */
  gsize              n_events;
  gint64             from_us, to_us; /* what the axis spans, or XA_TIME_UNKNOWN: what the points span */
  gint64             now_us;         /* nothing is known between the last point and this; XA_TIME_UNKNOWN: nothing is missing */
  gint64             max_gap_us;     /* points further apart are not joined; 0: all are */
  GTimeZone         *zone;           /* (not owned) (nullable): whose dates; NULL: UTC */
  gboolean           simulated;
} XaLineChartData;

/* Copies all that @data holds. */
XaChart *xa_line_chart_new (const XaLineChartData *data) G_GNUC_WARN_UNUSED_RESULT;
