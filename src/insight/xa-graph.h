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

/* Of layouts and communities, where nobody wants another: the same data give the same picture. */
#define XA_GRAPH_SEED 1

/* @subjects: (transfer full), loaded with their people. */
XaGraph *xa_graph_new (const XaScope *scope, GPtrArray *subjects, const XaGraphOptions *options, XaInsightProgress progress, gpointer progress_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same from what they share. @overlaps: (transfer full) */
XaGraph *xa_graph_new_from (const XaScope *scope, XaOverlaps *overlaps, const XaGraphOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     xa_graph_free (XaGraph *self);

/* The ties of the same audiences by other options. @n_any: (out) (nullable): pairs that share anybody at all, as far as can be told */
GArray *xa_graph_list_ties (const XaGraph *self, const XaGraphOptions *options, guint *n_any) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaGraphTie) */

/* Lays the audiences out anew by @ties and @references (nullable). @points: (array length=number of audiences) (out caller-allocates) */
gboolean xa_graph_lay_out (const XaGraph *self, const GArray *ties, const GArray *references, guint32 seed, XaPoint *points, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaGraph, xa_graph_free)
