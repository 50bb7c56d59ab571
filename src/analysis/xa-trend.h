#pragma once

#include <glib.h>

/*
 * What is more than usual: counts in buckets of equal length, the last of them now.
 */

typedef struct {
  double z;        /* deviations above what is usual, NAN for too little history */
  double expected; /* the usual count */
  guint  n_before; /* buckets that it was judged by */
} XaTrendScore;

XaTrendScore xa_trend_score (const double *counts, gsize n_counts, guint season, double half_life);
double       xa_trend_p (double z);
void         xa_trend_bursts (const double *counts,
                              const double *totals,
                              gsize         n_counts,
                              double        ratio,
                              double        cost,
                              guint8       *states);
double       xa_trend_robust_z (double value, const double *others, gsize n_others);
