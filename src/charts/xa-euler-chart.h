#pragma once

#include "analysis/xa-euler.h"
#include "charts/xa-chart.h"

/* Two or three audiences as circles whose regions are as large as they have people. */

/* With a larger error a reader would see something that is not so. */
#define XA_EULER_CHART_MOST_ERROR .03

typedef struct {
  const char        *name;       /* (not owned): of the chart */
  const char *const *audiences;  /* (not owned) (array length=n): their names */
  const guint       *categories; /* (not owned) (array length=n): their colours */
  guint              n;          /* 2 or 3 */
  const XaFigure    *regions;    /* (not owned) (array length=2^n): people in just the audiences of the bits; the first is not looked at */
  gboolean           simulated;
} XaEulerChartData;

/* Copies all that @data holds. NULL where circles would not tell the truth: a region has no number
 * or only a bound, or its area would be wrong by more than XA_EULER_CHART_MOST_ERROR of the union. */
XaChart *xa_euler_chart_new (const XaEulerChartData *data) G_GNUC_WARN_UNUSED_RESULT;
