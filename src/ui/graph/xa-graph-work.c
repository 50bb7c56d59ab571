#include "ui/graph/xa-graph-work.h"

#include "insight/xa-result-cache.h"
#include "report/xa-graph-export.h"
#include "ui/xa-analysis.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

/* --- loading --- */

static gint64
get_size (const XaSubject *subject)
{
  return MAX (MAX (subject->seen.n_seen, subject->seen.n_whole), subject->reported);
}

static int
compare_sizes (gconstpointer a,
               gconstpointer b)
{
  const XaSubject *x = *(const XaSubject *const *) a;
  const XaSubject *y = *(const XaSubject *const *) b;
  gint64           x_size = get_size (x);
  gint64           y_size = get_size (y);

  return x_size != y_size ? (x_size < y_size) - (x_size > y_size) : (x->id > y->id) - (x->id < y->id);
}

/* The largest, in an order that does not change with their sizes. */
static GStrv
name_some (GPtrArray *all,
           guint      n)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < n; i++)
    g_strv_builder_take (builder, g_strdup_printf ("#%" G_GINT64_FORMAT, ((XaSubject *) all->pdata[i])->id));

  return g_strv_builder_end (builder);
}

/* What is asked, with the one whom progress is told. */
typedef struct {
  guint             most;
  XaInsightProgress progress;
  gpointer          progress_data;
} LoadAsk;

static gpointer
compute (const XaScope *scope,
         gpointer       data,
         GError       **error)
{
  const LoadAsk *ask = data;
  XaGraphOptions options = { .measure = XA_MEASURE_MUTUAL, .significant = TRUE, .seed = XA_GRAPH_SEED };
  g_autoptr (GPtrArray) all = xa_subjects_load_all (scope, FALSE, error);
  g_auto (GStrv) names = NULL;
  XaOverlaps *overlaps;
  XaGraph    *graph;

  if (!all)
    return NULL;
  if (all->len > ask->most)
    g_ptr_array_sort (all, compare_sizes);
  names = name_some (all, MIN (all->len, ask->most));
  overlaps = xa_overlaps_ask (scope, (const char *const *) names, ask->progress, ask->progress_data, error);
  if (!overlaps)
    return NULL;
  graph = xa_graph_new_from (scope, overlaps, &options, error);

  return graph ? xa_graph_data_new (graph, all->len) : NULL;
}

static gsize
weigh (gconstpointer data)
{
  const XaGraph *graph = ((const XaGraphData *) data)->graph;

  return graph->overlaps->subjects->len * sizeof (XaPoint) + graph->ties->len * sizeof (XaGraphTie) + graph->references->len * sizeof (XaGraphReference);
}

XaGraphData *
xa_graph_data_load (const XaScope    *scope,
                    guint             n_most,
                    XaInsightProgress progress,
                    gpointer          progress_data,
                    GError          **error)
{
  static const XaResultKind kind = { "graph", FALSE, (gpointer (*) (gpointer)) xa_graph_data_ref, (GDestroyNotify) xa_graph_data_unref, weigh };
  LoadAsk                   ask = { n_most, progress, progress_data };
  XaResultQuestion          question;

  xa_result_question_init (&question, scope, &kind);
  xa_result_question_add_number (&question, n_most);
  xa_result_question_use (&question, XA_FACT_AUDIENCES | XA_FACT_POSTS | XA_FACT_USES | xa_scope_get_list_facts (scope), XA_FACTS_OF_ALL);

  return xa_result_cache_answer (&question, compute, &ask, error);
}

static gpointer
load (const XaScope    *scope,
      gpointer          data,
      XaInsightProgress progress,
      gpointer          progress_data,
      GError          **error)
{
  return xa_graph_data_load (scope, GPOINTER_TO_UINT (data), progress, progress_data, error);
}

void
xa_graph_load_async (XaSession          *session,
                     guint               n_most,
                     XaInsightProgress   progress,
                     gpointer            progress_data,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  XaAsk ask = { .question = load, .data = GUINT_TO_POINTER (n_most), .result_free = (GDestroyNotify) xa_graph_data_unref };

  xa_analysis_run_async (session, _ ("Graph of audiences"), &ask, progress, progress_data, cancellable, callback, user_data);
}

XaGraphData *
xa_graph_load_finish (XaSession    *session,
                      GAsyncResult *result,
                      GError      **error)
{
  return xa_analysis_run_finish (session, result, error);
}

/* --- planning and arranging: pure work over what was loaded --- */

typedef struct {
  XaGraphData  *data; /* (owned) */
  XaGraphFilter filter;
  XaPoint      *points; /* (owned) (nullable) */
  gboolean     *pins;   /* (owned) (nullable) */
} Errand;

static void
errand_free (gpointer data)
{
  Errand *self = data;

  xa_graph_data_unref (self->data);
  g_free (self->points);
  g_free (self->pins);
  g_free (self);
}

static void
run (XaGraphData         *data,
     const XaGraphFilter *filter,
     const XaPoint       *points,
     const gboolean      *pins,
     GTaskThreadFunc      func,
     GCancellable        *cancellable,
     GAsyncReadyCallback  callback,
     gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Errand *errand = g_new0 (Errand, 1);
  gsize   n = xa_graph_data_count (data);

  errand->data = xa_graph_data_ref (data);
  errand->filter = *filter;
  errand->points = points ? g_memdup2 (points, n * sizeof *points) : NULL;
  errand->pins = pins ? g_memdup2 (pins, n * sizeof *pins) : NULL;
  g_task_set_source_tag (task, func);
  g_task_set_task_data (task, errand, errand_free);
  g_task_run_in_thread (task, func);
}

static void
plan_work (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  const Errand *errand = data;

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, xa_graph_plan_new (errand->data, &errand->filter, errand->points), (GDestroyNotify) xa_graph_plan_free);
}

void
xa_graph_plan_async (XaGraphData         *data,
                     const XaGraphFilter *filter,
                     const XaPoint       *points,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  run (data, filter, points, NULL, plan_work, cancellable, callback, user_data);
}

XaGraphPlan *
xa_graph_plan_finish (GAsyncResult *result,
                      GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
arrange_work (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  Errand *errand = data;
  GError *error = NULL;
  g_autoptr (XaGraphPlan) plan = xa_graph_plan_new (errand->data, &errand->filter, errand->points);

  if (xa_graph_plan_arrange (plan, errand->pins, errand->points, cancellable, &error))
    g_task_return_pointer (task, g_steal_pointer (&errand->points), g_free);
  else
    g_task_return_error (task, error);
}

void
xa_graph_arrange_async (XaGraphData         *data,
                        const XaGraphFilter *filter,
                        const gboolean      *pins,
                        const XaPoint       *points,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  run (data, filter, points, pins, arrange_work, cancellable, callback, user_data);
}

XaPoint *
xa_graph_arrange_finish (GAsyncResult *result,
                         GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- saving --- */

typedef struct {
  char         *path; /* (owned) */
  XaGraphFormat format;
  XaGraphFilter filter;
  GStrv         names;  /* (owned): of the audiences that are seen */
  GArray       *points; /* (owned) (element-type XaPoint) */
} Order;

static void
order_free (gpointer data)
{
  Order *self = data;

  g_free (self->path);
  g_strfreev (self->names);
  g_array_unref (self->points);
  g_free (self);
}

/* As on the screen: the same places, the same lines, as far as the gate for files lets them out. */
static gpointer
save (const XaScope    *scope,
      gpointer          data,
      XaInsightProgress progress,
      gpointer          progress_data,
      GError          **error)
{
  const Order   *order = data;
  XaGraphOptions options = { order->filter.measure, order->filter.least, order->filter.significant, XA_GRAPH_SEED };
  GPtrArray     *subjects = xa_subjects_load (scope, (const char *const *) order->names, error);
  g_autoptr (XaGraph) graph = NULL;
  gboolean ok;

  if (!subjects)
    return NULL;
  graph = xa_graph_new (scope, subjects, &options, progress, progress_data, error);
  if (!graph)
    return NULL;
  if (!order->filter.mutual)
    g_array_set_size (graph->ties, 0);
  if (!order->filter.references)
    g_array_set_size (graph->references, 0);
  memcpy (graph->points, order->points->data, order->points->len * sizeof (XaPoint));
  if (order->filter.by_platform)
    ok = xa_graph_export (graph, order->path, order->format, error);
  else
    ok = xa_graph_export_by_community (graph, order->path, order->format, error);

  return ok ? g_strdup (order->path) : NULL;
}

void
xa_graph_save_async (XaSession           *session,
                     const char          *path,
                     const XaGraphFilter *filter,
                     const GArray        *ids,
                     const GArray        *points,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  Order *order = g_new0 (Order, 1);
  XaAsk  ask = { .question = save, .data = order, .data_free = order_free, .result_free = g_free };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < ids->len; i++)
    g_strv_builder_take (builder, g_strdup_printf ("#%" G_GINT64_FORMAT, g_array_index (ids, gint64, i)));
  order->path = g_strdup (path);
  order->filter = *filter;
  order->names = g_strv_builder_end (builder);
  order->points = g_array_copy ((GArray *) points);
  if (!xa_graph_format_of_path (path, &order->format))
    order->format = XA_GRAPH_SVG;
  xa_session_ask_outside_async (session, &ask, cancellable, callback, user_data);
}

gboolean
xa_graph_save_finish (XaSession    *session,
                      GAsyncResult *result,
                      GError      **error)
{
  g_autofree char *path = xa_session_ask_finish (session, result, error);

  return path != NULL;
}
