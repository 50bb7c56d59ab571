#pragma once

#include "charts/xa-chart.h"

/* Audiences as rows, metrics side by side: one dot each on a scale of the metric's own. */

typedef struct {
  const char     *name;    /* (not owned): such as "Members" */
  const char     *unit;    /* (not owned) (nullable): what is counted */
  const XaFigure *figures; /* (not owned) (array length=n_audiences) */
  XaFigureStyle   style;
  double          peers[3]; /* quartiles of audiences to compare with; all 0: none */
} XaDotMetric;

typedef struct {
  const char        *name;       /* (not owned): of the chart */
  const char *const *audiences;  /* (not owned) (array length=n_audiences): their names */
  const guint       *categories; /* (not owned) (array length=n_audiences): their colours */
  guint              n_audiences;
  const XaDotMetric *metrics; /* (not owned) (array length=n_metrics) */
  guint              n_metrics;
  gboolean           simulated;
} XaDotChartData;

/* Copies all that @data holds. */
XaChart *xa_dot_chart_new (const XaDotChartData *data) G_GNUC_WARN_UNUSED_RESULT;
