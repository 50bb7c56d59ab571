#pragma once

#include "charts/xa-chart.h"

/* Named figures as bars from one line, in the order given: where some are not drawn, it says of how many the first are. */

typedef struct {
  const char *label; /* (not owned) */
  XaFigure    figure;
} XaBar;

typedef struct {
  const char   *name; /* (not owned): of the chart, such as "Languages" */
  const char   *unit; /* (not owned): what is counted, such as "posts" */
  XaFigureStyle style;
  const XaBar  *bars; /* (not owned) (array length=n_bars) */
  gsize         n_bars;
  guint         n_hidden; /* that may not be shown at all, to be said below */
  gboolean      simulated;
  gsize         most;     /* that are drawn, the first of @bars; 0: all. The others are in the table, and keys reach them. */
  guint         n_beyond; /* smaller ones that are not even in @bars */
} XaBarChartData;

/* Copies all that @data holds. */
XaChart *xa_bar_chart_new (const XaBarChartData *data) G_GNUC_WARN_UNUSED_RESULT;
