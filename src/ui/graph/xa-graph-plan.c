#include "ui/graph/xa-graph-plan.h"

#include "charts/xa-graph-chart.h"
#include "ui/xa-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* What discs are kept apart in: a window of medium size. */
#define PICTURE_WIDTH 1100.0
#define PICTURE_HEIGHT 800.0

static void
data_clear (gpointer data)
{
  g_clear_pointer (&((XaGraphData *) data)->graph, xa_graph_free);
}

XaGraphData *
xa_graph_data_new (XaGraph *graph,
                   guint    n_all)
{
  XaGraphData *self = g_atomic_rc_box_new0 (XaGraphData);

  self->graph = graph;
  self->n_all = n_all;

  return self;
}

XaGraphData *
xa_graph_data_ref (XaGraphData *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
xa_graph_data_unref (XaGraphData *self)
{
  if (self)
    g_atomic_rc_box_release_full (self, data_clear);
}

guint
xa_graph_data_count (const XaGraphData *self)
{
  return self->graph->overlaps->subjects->len;
}

const XaSubject *
xa_graph_data_get_subject (const XaGraphData *self,
                           guint              node)
{
  return self->graph->overlaps->subjects->pdata[node];
}

void
xa_graph_plan_free (XaGraphPlan *self)
{
  if (!self)
    return;
  xa_graph_scene_unref (self->scene);
  g_clear_pointer (&self->ties, g_array_unref);
  g_clear_pointer (&self->references, g_array_unref);
  xa_graph_colors_free (self->colors);
  xa_graph_data_unref (self->data);
  g_free (self);
}

static void
choose_lines (XaGraphPlan *self)
{
  const XaGraph *graph = self->data->graph;
  XaGraphOptions options = { self->filter.measure, self->filter.least, self->filter.significant, XA_GRAPH_SEED };
  XaGraphOptions all = { .measure = self->filter.measure };
  g_autoptr (GArray) any = xa_graph_list_ties (graph, &all, NULL);

  for (guint i = 0; i < any->len; i++)
    self->most = MAX (self->most, g_array_index (any, XaGraphTie, i).weight);
  self->ties = xa_graph_list_ties (graph, &options, &self->n_any);
  self->references = self->filter.references ? g_array_ref (graph->references) : g_array_new (FALSE, FALSE, sizeof (XaGraphReference));
  self->colors = self->filter.by_platform ? xa_graph_colors_by_platform (graph) : xa_graph_colors_by_community (graph, self->ties, XA_GRAPH_SEED);
  if (!self->filter.mutual)
    g_array_set_size (self->ties, 0);
}

/* Moves discs apart that would hide one another, as in a picture of the usual size. */
static void
spread (const XaGraphPlan *self,
        XaGraphNode       *nodes)
{
  XaGraphChart chart = { .nodes = nodes, .n_nodes = xa_graph_data_count (self->data) };

  xa_graph_chart_spread (&chart, nodes, (XaRect) { 0, 0, PICTURE_WIDTH, PICTURE_HEIGHT });
}

/**
 * xa_graph_plan_new:
 *
 * Cost: some 10 ms for 500 audiences; to be called off the main thread.
 */
XaGraphPlan *
xa_graph_plan_new (XaGraphData         *data,
                   const XaGraphFilter *filter,
                   const XaPoint       *points)
{
  XaGraphPlan            *self = g_new0 (XaGraphPlan, 1);
  guint                   n = xa_graph_data_count (data);
  g_autofree XaGraphNode *nodes = g_new0 (XaGraphNode, MAX (n, 1));
  g_autoptr (GArray) lines = NULL;

  self->data = xa_graph_data_ref (data);
  self->filter = *filter;
  choose_lines (self);
  xa_graph_compose_nodes (data->graph, self->colors, nodes);
  for (guint i = 0; points && i < n; i++)
    nodes[i].at = points[i];
  if (!points)
    spread (self, nodes);
  lines = xa_graph_compose_lines (filter->measure, self->ties, self->references);
  self->scene = xa_graph_scene_new (nodes, n, (const XaGraphLine *) (void *) lines->data, lines->len);

  return self;
}

static XaPoint
get_middle (const XaPoint *points,
            guint          n)
{
  XaPoint middle = { 0, 0 };

  for (guint i = 0; i < n; i++) {
    middle.x += points[i].x / n;
    middle.y += points[i].y / n;
  }

  return middle;
}

/* The turn and the shift that bring @points closest to @to, by least squares. */
static void
align (XaPoint       *points,
       const XaPoint *to,
       guint          n)
{
  XaPoint from_middle = get_middle (points, n);
  XaPoint to_middle = get_middle (to, n);
  double  along = 0;
  double  across = 0;
  double  angle;

  for (guint i = 0; i < n; i++) {
    XaPoint a = { points[i].x - from_middle.x, points[i].y - from_middle.y };
    XaPoint b = { to[i].x - to_middle.x, to[i].y - to_middle.y };

    along += a.x * b.x + a.y * b.y;
    across += a.x * b.y - a.y * b.x;
  }
  angle = atan2 (across, along);
  for (guint i = 0; i < n; i++) {
    XaPoint a = { points[i].x - from_middle.x, points[i].y - from_middle.y };

    points[i].x = to_middle.x + a.x * cos (angle) - a.y * sin (angle);
    points[i].y = to_middle.y + a.x * sin (angle) + a.y * cos (angle);
  }
}

gboolean
xa_graph_plan_arrange (const XaGraphPlan *self,
                       const gboolean    *pins,
                       XaPoint           *points,
                       GCancellable      *cancellable,
                       GError           **error)
{
  guint                   n = self->scene->n_nodes;
  g_autofree XaPoint     *fresh = g_new0 (XaPoint, MAX (n, 1));
  g_autofree XaGraphNode *nodes = g_new0 (XaGraphNode, MAX (n, 1));

  if (!xa_graph_lay_out (self->data->graph, self->ties, self->references, XA_GRAPH_SEED, fresh, cancellable, error))
    return FALSE;
  for (guint i = 0; i < n; i++) {
    nodes[i] = self->scene->nodes[i];
    nodes[i].at = fresh[i];
  }
  spread (self, nodes);
  for (guint i = 0; i < n; i++)
    fresh[i] = nodes[i].at;
  align (fresh, points, n);
  for (guint i = 0; i < n; i++)
    if (!pins[i])
      points[i] = fresh[i];

  return TRUE;
}

static char *
tell_size (const XaGraphPlan *self,
           guint32            node)
{
  const XaFigure  *size = &g_array_index (self->data->graph->overlaps->sizes, XaFigure, node);
  g_autofree char *number = xa_words_figure (size, XA_FIGURE_STYLE_COUNT);

  return g_strdup_printf (_ ("%s members"), number);
}

char *
xa_graph_plan_tell (const XaGraphPlan *self,
                    guint32            node)
{
  const XaSubject *subject = xa_graph_data_get_subject (self->data, node);
  guint            n_others = xa_graph_scene_count_neighbours (self->scene, node);
  guint            group = self->colors->of[node];
  g_autofree char *size = tell_size (self, node);
  g_autofree char *ties = g_strdup_printf (g_dngettext (NULL, "tied to %u other", "tied to %u others", n_others), n_others);
  GString         *text = g_string_new (NULL);

  g_string_append_printf (text, "%s, %s: %s, %s", subject->name, xa_platform_name (subject->platform), size, ties);
  if (!self->filter.by_platform && group != G_MAXUINT)
    g_string_append_printf (text, _ (", in the community of %s"), (const char *) self->colors->names->pdata[group]);
  if (subject->simulated)
    g_string_append_printf (text, ", %s", _ ("simulated"));

  return g_string_free_and_steal (text);
}
