#pragma once

#include "charts/xa-chart.h"

/* Combinations of audiences as columns: dots say which audiences, bars how many people. */

#define XA_UPSET_CHART_MOST_SETS 30

typedef struct {
  guint32  sets; /* bit i: audience i */
  XaFigure n;
} XaUpsetColumn;

typedef struct {
  const char          *name;       /* (not owned): of the chart */
  const char *const   *audiences;  /* (not owned) (array length=n): their names */
  const guint         *categories; /* (not owned) (array length=n): their colours */
  const XaFigure      *sizes;      /* (not owned) (array length=n) */
  guint                n;          /* at most XA_UPSET_CHART_MOST_SETS */
  const XaUpsetColumn *columns;    /* (not owned) (array length=n_columns) */
  guint                n_columns;
  gboolean             at_least; /* in these audiences at least, rather than in just these */
  guint                n_more;   /* combinations beyond these columns */
  gboolean             simulated;
} XaUpsetChartData;

/* Copies all that @data holds. */
XaChart *xa_upset_chart_new (const XaUpsetChartData *data) G_GNUC_WARN_UNUSED_RESULT;
