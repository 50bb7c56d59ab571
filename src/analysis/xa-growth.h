#pragma once

#include "analysis/xa-figure.h"

/*
 * How an audience's size changes: from counts over time, and from who came and went between two
 * complete lists.
 */

/* A size at a time, as the source gave it. */
typedef struct {
  gint64 at_us;
  double value;
  double granularity; /* the step to which the source rounds, 0 if exact */
} XaGrowthPoint;

typedef struct {
  gint64   from_us, to_us;   /* of the two points compared */
  XaFigure change;           /* people */
  XaFigure relative;         /* share of the earlier size */
  XaFigure log_rate_per_day; /* natural logarithm a day */
} XaGrowth;

XaGrowth xa_growth_between (const XaGrowthPoint *points, gsize n_points, gint64 from_us, gint64 to_us);

/* Who came and went between two lists. */
typedef struct {
  XaFigure stayed, joined, left;
  XaFigure churn;     /* share of the earlier members who left */
  XaFigure retention; /* share of the earlier members who stayed */
} XaTurnover;

XaTurnover xa_growth_turnover (const XaSeen *earlier, const XaSeen *later, gint64 n_stayed);
