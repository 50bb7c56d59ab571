#pragma once

#include "ui/graph/xa-graph-plan.h"

/* What the user made of the graph: filters, and which audiences are seen. A value; compared and
 * kept to be undone. */
typedef struct {
  XaGraphFilter filter;
  guint         platform; /* an XaPlatform alone, or G_MAXUINT */
  guint         group;    /* a colour alone, or G_MAXUINT */
  gssize        ego;      /* an audience and its neighbours alone, or -1 */
  GBytes       *hidden;   /* (owned) (nullable): gboolean of each audience: hidden by hand */
} XaGraphLook;

#define XA_GRAPH_LOOK_INIT { .platform = G_MAXUINT, .group = G_MAXUINT, .ego = -1 }

XaGraphLook xa_graph_look_copy (const XaGraphLook *self) G_GNUC_WARN_UNUSED_RESULT;
void        xa_graph_look_clear (XaGraphLook *self);
gboolean    xa_graph_look_equal (const XaGraphLook *a, const XaGraphLook *b);
gboolean    xa_graph_filter_equal (const XaGraphFilter *a, const XaGraphFilter *b);

/* Hides @nodes too; (nullable): shows all that were hidden by hand. */
void xa_graph_look_hide (XaGraphLook *self, guint n_all, const GArray *nodes);
/* (transfer full) (array): who is not seen */
gboolean *xa_graph_look_get_hidden (const XaGraphLook *self, const XaGraphPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) What is seen, in words. */
char *xa_graph_look_summarise (const XaGraphLook *self, const XaGraphPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
guint xa_graph_look_count_hidden (const XaGraphLook *self); /* by hand */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaGraphLook, xa_graph_look_clear)
