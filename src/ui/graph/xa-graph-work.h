#pragma once

#include "ui/graph/xa-graph-plan.h"
#include "ui/xa-session.h"

/* What the page of the graph has done off the main thread. */

/* Loads the largest audiences, at most @n_most, and compares them. */
void         xa_graph_load_async (XaSession *session, guint n_most, XaInsightProgress progress, gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
XaGraphData *xa_graph_load_finish (XaSession *session, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same in a thread that reads: of the same workspace the same data. */
XaGraphData *xa_graph_data_load (const XaScope *scope, guint n_most, XaInsightProgress progress, gpointer progress_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @points: (nullable) (array): copied */
void         xa_graph_plan_async (XaGraphData *data, const XaGraphFilter *filter, const XaPoint *points, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
XaGraphPlan *xa_graph_plan_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* See xa_graph_plan_arrange(). Makes a plan of its own from the same data and filter. */
void     xa_graph_arrange_async (XaGraphData *data, const XaGraphFilter *filter, const gboolean *pins, const XaPoint *points, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
XaPoint *xa_graph_arrange_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes what is shown, by the stricter gate for files. @ids, @points: (element-type gint64 and XaPoint): of the
 * audiences that are seen */
void     xa_graph_save_async (XaSession *session, const char *path, const XaGraphFilter *filter, const GArray *ids, const GArray *points, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean xa_graph_save_finish (XaSession *session, GAsyncResult *result, GError **error);
