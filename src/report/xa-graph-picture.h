#pragma once

#include "charts/xa-graph-projection.h"
#include "insight/xa-graph.h"

/* What a graph of audiences looks like, on the screen as in files: from figures to discs and lines. */

/* Which audiences have one colour. */
typedef struct {
  guint     *of;    /* (owned) (array length=number of audiences): G_MAXUINT for those of no group */
  GPtrArray *names; /* (owned) (element-type utf8): of the groups; ends in NULL */
  GArray    *sizes; /* (owned) (element-type guint): audiences in each group */
} XaGraphColors;

XaGraphColors *xa_graph_colors_by_platform (const XaGraph *graph) G_GNUC_WARN_UNUSED_RESULT;
/* Groups that share more with one another than with the rest, by @ties; called after their two largest audiences. */
XaGraphColors *xa_graph_colors_by_community (const XaGraph *graph, const GArray *ties, guint32 seed) G_GNUC_WARN_UNUSED_RESULT;
void           xa_graph_colors_free (XaGraphColors *self); /* (nullable) */

/* The members of an audience as far as they may be shown; 0 where they may not. */
double xa_graph_get_members (const XaGraph *graph, guint audience);

/* @nodes: (array length=number of audiences) */
void xa_graph_compose_nodes (const XaGraph *graph, const XaGraphColors *colors, XaGraphNode *nodes);
/* @ties: (nullable) (element-type XaGraphTie), @references: (nullable) (element-type XaGraphReference) */
GArray *xa_graph_compose_lines (XaMeasure measure, const GArray *ties, const GArray *references) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaGraphLine) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaGraphColors, xa_graph_colors_free)
