#pragma once

#include "charts/xa-chart.h"

/*
 * What is popular against what is distinctive: how many of the people have something, and how many
 * times as often as others do.
 */

typedef struct {
  const char *label; /* (not owned) */
  XaFigure    share;
  XaFigure    lift;     /* above 0; its interval is shown for the item in focus */
  XaFigure    support;  /* people; the area of the disc */
  guint       category; /* the hue of the disc */
} XaScatterPoint;

typedef struct {
  const char           *name;   /* (not owned): of the chart, such as "Preferences" */
  const XaScatterPoint *points; /* (not owned) (array length=n_points): the first gets its label first */
  gsize                 n_points;
  const char *const    *categories; /* (not owned) (nullable) (array zero-terminated=1): names, for the legend */
  gboolean              simulated;
} XaScatterChartData;

/* Copies all that @data holds. Points without share or lift are in the table only. */
XaChart *xa_scatter_chart_new (const XaScatterChartData *data) G_GNUC_WARN_UNUSED_RESULT;
