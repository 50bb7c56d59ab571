#pragma once

#include "charts/xa-graph-scene.h"
#include "report/xa-graph-picture.h"

#include <gio/gio.h>

/* From what was loaded to what is shown: data, a filter over them, and the scene that results. All
 * of it immutable, counted, and made off the main thread. */

typedef struct {
  XaGraph *graph; /* (owned): with all pairs */
  guint    n_all; /* audiences in the workspace; some may be left out */
} XaGraphData;

typedef struct {
  XaMeasure measure;
  double    least; /* of the measure */
  gboolean  significant;
  gboolean  mutual;     /* ties by mutual members */
  gboolean  references; /* forwards and mentions */
  gboolean  by_platform;
} XaGraphFilter;

typedef struct {
  XaGraphData   *data; /* (owned) */
  XaGraphFilter  filter;
  XaGraphScene  *scene;      /* (owned) */
  GArray        *ties;       /* (owned) (element-type XaGraphTie): shown */
  GArray        *references; /* (owned) (element-type XaGraphReference): shown */
  XaGraphColors *colors;     /* (owned) */
  guint          n_any;      /* pairs that share anybody */
  double         most;       /* of the measure, over all pairs */
} XaGraphPlan;

XaGraphData *xa_graph_data_new (XaGraph *graph, guint n_all) G_GNUC_WARN_UNUSED_RESULT; /* @graph: (transfer full) */
XaGraphData *xa_graph_data_ref (XaGraphData *self) G_GNUC_WARN_UNUSED_RESULT;
void         xa_graph_data_unref (XaGraphData *self); /* (nullable) */
guint        xa_graph_data_count (const XaGraphData *self);
/* (transfer none) */
const XaSubject *xa_graph_data_get_subject (const XaGraphData *self, guint node);

/* @points: (nullable) (array): where the audiences are; NULL: as they were laid out first. */
XaGraphPlan *xa_graph_plan_new (XaGraphData *data, const XaGraphFilter *filter, const XaPoint *points) G_GNUC_WARN_UNUSED_RESULT;
void         xa_graph_plan_free (XaGraphPlan *self); /* (nullable) */

/* Lays what is shown out anew, turned so that as little as possible moves; what is pinned stays.
 * @points: (array) (inout): where the audiences are, and then where they go */
gboolean xa_graph_plan_arrange (const XaGraphPlan *self, const gboolean *pins, XaPoint *points, GCancellable *cancellable, GError **error);

/* (transfer full) An audience in words, for tooltips and assistive technology. */
char *xa_graph_plan_tell (const XaGraphPlan *self, guint32 node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaGraphPlan, xa_graph_plan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaGraphData, xa_graph_data_unref)
