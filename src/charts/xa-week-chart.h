#pragma once

#include "analysis/xa-rhythm.h"
#include "charts/xa-chart.h"

/* A week by hours: a cell is the darker the more fell on that hour each time it came. */

typedef struct {
  const char *name;                                     /* (not owned): of the chart, such as "When posts are written" */
  const char *unit;                                     /* (not owned): what is counted, such as "posts" */
  const char *zone_name;                                /* (not owned): whose hours, such as "Europe/Berlin, UTC+1" */
  XaFigure    figures[XA_RHYTHM_DAYS][XA_RHYTHM_HOURS]; /* sums over the window */
  guint32     n_hours[XA_RHYTHM_DAYS][XA_RHYTHM_HOURS]; /* how often that hour came; 0: untested */
  gboolean    simulated;
} XaWeekChartData;

/* Copies all that @data holds. */
XaChart *xa_week_chart_new (const XaWeekChartData *data) G_GNUC_WARN_UNUSED_RESULT;
