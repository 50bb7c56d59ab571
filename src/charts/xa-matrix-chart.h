#pragma once

#include "charts/xa-chart.h"

/* What each two audiences have in common, as a table of coloured cells. */

/* How a measure is coloured. */
typedef enum {
  XA_MATRIX_SCALE_FROM_ZERO, /* more is stronger */
  XA_MATRIX_SCALE_AROUND_ONE /* a ratio: blue below 1, orange above, by its logarithm */
} XaMatrixScale;

typedef struct {
  const char     *name;    /* (not owned): such as "Mutual members" */
  const XaFigure *figures; /* (not owned) (array length=n*n): rows by columns; the diagonal is not looked at */
  XaFigureStyle   style;
  XaMatrixScale   scale;
} XaMatrixHalf;

typedef struct {
  const char        *name;       /* (not owned): of the chart */
  const char *const *audiences;  /* (not owned) (array length=n): their names */
  const guint       *categories; /* (not owned) (array length=n): their colours */
  const XaFigure    *sizes;      /* (not owned) (array length=n): of the diagonal */
  const guint       *order;      /* (not owned) (nullable) (array length=n): how they stand; NULL: as given */
  guint              n;
  XaMatrixHalf       upper; /* above the diagonal */
  XaMatrixHalf       lower; /* below it; without figures: as above */
  gboolean           simulated;
} XaMatrixChartData;

/* Copies all that @data holds. */
XaChart *xa_matrix_chart_new (const XaMatrixChartData *data) G_GNUC_WARN_UNUSED_RESULT;
