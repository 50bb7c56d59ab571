#pragma once

#include "charts/xa-chart.h"

/* What each audience adds to those above it, as stairs. */

typedef struct {
  const char *audience; /* (not owned) */
  guint       category; /* its colour */
  XaFigure    adds;     /* people whom those above do not reach */
  XaFigure    so_far;   /* people reached with it */
} XaStair;

typedef struct {
  const char    *name;  /* (not owned): of the chart */
  const XaStair *steps; /* (not owned) (array length=n_steps) */
  guint          n_steps;
  gboolean       simulated;
} XaStairsChartData;

/* Copies all that @data holds. */
XaChart *xa_stairs_chart_new (const XaStairsChartData *data) G_GNUC_WARN_UNUSED_RESULT;
