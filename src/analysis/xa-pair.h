#pragma once

#include "analysis/xa-figure.h"

/*
 * What may be said about the people that two audiences share. One count goes in; what comes out
 * knows what it is.
 */

typedef struct {
  XaSeen a, b;
  gint64 n_shared;  /* people in both lists */
  gint64 universe;  /* people of this platform in any list of the workspace, for lift */
  gint64 container; /* the size of an audience that holds both, or XA_COUNT_UNKNOWN */
} XaPair;

typedef enum {
  XA_MEASURE_MUTUAL,
  XA_MEASURE_UNION,
  XA_MEASURE_JACCARD,
  XA_MEASURE_OVERLAP_COEFFICIENT,
  XA_MEASURE_SHARE_OF_A,
  XA_MEASURE_SHARE_OF_B,
  XA_MEASURE_COSINE,
  XA_MEASURE_LIFT,
} XaMeasure;

#define XA_N_MEASURES (XA_MEASURE_LIFT + 1)

XaFigure      xa_pair_measure (const XaPair *pair, XaMeasure measure);
double        xa_pair_signed_g2 (const XaPair *pair);
const char   *xa_measure_id (XaMeasure measure);
gboolean      xa_measure_parse (const char *id, XaMeasure *measure);
XaFigureStyle xa_measure_style (XaMeasure measure);
