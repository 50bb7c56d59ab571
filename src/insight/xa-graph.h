#pragma once

#include "analysis/xa-layout.h"
#include "insight/xa-overlaps.h"

/*
 * The graph of audiences: what they share, and how often they refer to one another. All figures
 * about people are judged; references count posts.
 */

typedef struct {
  guint    a, b; /* places in the list of audiences */
  XaFigure mutual, jaccard, lift, q;
  double   weight; /* of the measure it is drawn by */
} XaGraphTie;

typedef struct {
  guint      from, to;
  XaLinkKind kind;
  guint64    n; /* posts */
} XaGraphReference;

typedef struct {
  XaOverlaps *overlaps;   /* (owned) */
  GArray     *ties;       /* (owned) (element-type XaGraphTie): those that pass the filter */
  GArray     *references; /* (owned) (element-type XaGraphReference): those of which as many as may be told were seen, or of own posts */
  XaPoint    *points;     /* (owned) (array length=number of audiences): the layout */
  XaMeasure   measure;
  guint       n_comparable; /* pairs with a figure, before the filter */
} XaGraph;

typedef struct {
  XaMeasure measure;     /* what ties are weighed by */
  double    least;       /* of that measure */
  gboolean  significant; /* only ties that are more than chance: lift above 1 with q below 5 % */
  guint32   seed;        /* of the layout */
} XaGraphOptions;

/* @subjects: (transfer full), loaded with their people. */
XaGraph *xa_graph_new (const XaScope *scope, GPtrArray *subjects, const XaGraphOptions *options, XaInsightProgress progress, gpointer progress_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     xa_graph_free (XaGraph *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaGraph, xa_graph_free)
