#pragma once

#include "charts/xa-chart.h"
#include "ui/compare/xa-comparison.h"

/* The pictures of a comparison, and its findings in words. */

typedef enum {
  XA_COMPARISON_CIRCLES,
  XA_COMPARISON_EXACTLY,
  XA_COMPARISON_AT_LEAST,
  XA_COMPARISON_MATRIX,
  XA_COMPARISON_DOTS,
  XA_COMPARISON_STAIRS,
} XaComparisonPicture;

typedef struct {
  XaComparisonPicture picture;
  XaMeasure           measure;                      /* of the matrix */
  guint               n_order;                      /* of the stairs; 0: as each adds most */
  gint64              order[XA_INTERSECTIONS_MOST]; /* ids */
} XaComparisonChoice;

/* (nullable): circles only where they tell the truth, the others always. */
XaChart *xa_comparison_draw (const XaComparison *self, const XaComparisonChoice *choice) G_GNUC_WARN_UNUSED_RESULT;

/* Measures that the matrix offers, up to XA_N_MEASURES. */
extern const XaMeasure xa_comparison_measures[];
extern const guint     xa_comparison_n_measures;
const char            *xa_comparison_measure_name (XaMeasure measure); /* for people */

/* (element-type XaReachStep) */
GArray  *xa_comparison_list_steps (const XaComparison *self, const XaComparisonChoice *choice) G_GNUC_WARN_UNUSED_RESULT;
XaFigure xa_comparison_bound_together (const XaComparison *self, const XaComparisonChoice *choice);

/* What each part of the page says, in a sentence or two. */
char *xa_comparison_tell_mutual (const XaComparison *self) G_GNUC_WARN_UNUSED_RESULT;
char *xa_comparison_tell_sides (const XaComparison *self) G_GNUC_WARN_UNUSED_RESULT;
char *xa_comparison_tell_reach (const XaComparison *self, const XaComparisonChoice *choice) G_GNUC_WARN_UNUSED_RESULT;
char *xa_comparison_tell_preferences (const XaComparisonPreferences *self) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): who cannot be compared with the others, and why. */
char *xa_comparison_tell_apart (const XaComparison *self) G_GNUC_WARN_UNUSED_RESULT;
