#include "report/xa-graph-picture.h"

#include "analysis/xa-community.h"

#include <math.h>

#define N_LEADERS 2

static XaGraphColors *
colors_new (const XaGraph *graph)
{
  XaGraphColors *self = g_new0 (XaGraphColors, 1);

  self->of = g_new (guint, MAX (graph->overlaps->subjects->len, 1));
  self->names = g_ptr_array_new_null_terminated (8, g_free, TRUE);
  self->sizes = g_array_new (FALSE, FALSE, sizeof (guint));

  return self;
}

void
xa_graph_colors_free (XaGraphColors *self)
{
  if (!self)
    return;
  g_free (self->of);
  g_ptr_array_unref (self->names);
  g_array_unref (self->sizes);
  g_free (self);
}

static guint
find_name (XaGraphColors *self,
           const char    *name)
{
  guint i;
  guint none = 0;

  if (g_ptr_array_find_with_equal_func (self->names, name, g_str_equal, &i))
    return i;
  g_ptr_array_add (self->names, g_strdup (name));
  g_array_append_val (self->sizes, none);

  return self->names->len - 1;
}

/* In the order in which platforms occur. */
XaGraphColors *
xa_graph_colors_by_platform (const XaGraph *graph)
{
  XaGraphColors *self = colors_new (graph);

  for (guint i = 0; i < graph->overlaps->subjects->len; i++) {
    const XaSubject *subject = graph->overlaps->subjects->pdata[i];

    self->of[i] = find_name (self, xa_platform_name (subject->platform));
    g_array_index (self->sizes, guint, self->of[i])++;
  }

  return self;
}

double
xa_graph_get_members (const XaGraph *graph,
                      guint          audience)
{
  const XaFigure *size = &g_array_index (graph->overlaps->sizes, XaFigure, audience);
  double          members = isnan (size->value) ? size->low : size->value;

  return isnan (members) ? 0 : members;
}

static char *
name_community (const XaGraph       *graph,
                const XaCommunities *communities,
                guint32              community,
                const double        *sizes)
{
  guint32  leaders[N_LEADERS];
  guint    n = xa_communities_get_leaders (communities, community, sizes, leaders, N_LEADERS);
  GString *name = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (name, "%s%s", i ? ", " : "", ((XaSubject *) graph->overlaps->subjects->pdata[leaders[i]])->name);

  return g_string_free_and_steal (name);
}

XaGraphColors *
xa_graph_colors_by_community (const XaGraph *graph,
                              const GArray  *ties,
                              guint32        seed)
{
  XaGraphColors     *self = colors_new (graph);
  guint              n = graph->overlaps->subjects->len;
  g_autofree XaEdge *edges = g_new (XaEdge, MAX (ties->len, 1));
  g_autofree double *sizes = g_new (double, MAX (n, 1));
  g_autoptr (XaCommunities) communities = NULL;

  for (guint i = 0; i < ties->len; i++) {
    const XaGraphTie *tie = &g_array_index (ties, XaGraphTie, i);

    edges[i] = (XaEdge) { tie->a, tie->b, tie->weight };
  }
  for (guint i = 0; i < n; i++)
    sizes[i] = xa_graph_get_members (graph, i);
  communities = xa_communities_new (n, edges, ties->len, sizes, seed);
  for (guint32 i = 0; i < communities->n_joined; i++) {
    guint none = 0;

    g_ptr_array_add (self->names, name_community (graph, communities, i, sizes));
    g_array_append_val (self->sizes, none);
  }
  for (guint i = 0; i < n; i++) {
    self->of[i] = communities->of[i] < communities->n_joined ? communities->of[i] : G_MAXUINT;
    if (self->of[i] != G_MAXUINT)
      g_array_index (self->sizes, guint, self->of[i])++;
  }

  return self;
}

void
xa_graph_compose_nodes (const XaGraph       *graph,
                        const XaGraphColors *colors,
                        XaGraphNode         *nodes)
{
  for (guint i = 0; i < graph->overlaps->subjects->len; i++) {
    const XaSubject *subject = graph->overlaps->subjects->pdata[i];

    nodes[i] = (XaGraphNode) { subject->name, graph->points[i], xa_graph_get_members (graph, i), colors->of[i] };
  }
}

/* How sure a tie is: estimates and lower bounds are drawn fainter than what was counted. */
static double
get_certainty (const XaGraphTie *tie)
{
  if (xa_figure_is_counted (&tie->mutual))
    return 1;
  if (tie->mutual.kind == XA_FIGURE_ESTIMATE)
    return CLAMP (1 - (tie->mutual.high - tie->mutual.low) / MAX (2 * tie->mutual.value, 1), 0.2, 0.9);

  return 0.2;
}

/* Ratios to chance span orders of magnitude, so these are drawn by their logarithm. */
static double
get_strength (XaMeasure measure,
              double    weight,
              double    heaviest)
{
  if (measure == XA_MEASURE_LIFT)
    return log1p (weight) / log1p (heaviest);

  return weight / heaviest;
}

GArray *
xa_graph_compose_lines (XaMeasure     measure,
                        const GArray *ties,
                        const GArray *references)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (XaGraphLine));
  double  heaviest = 0;
  double  most = 0;

  for (guint i = 0; ties && i < ties->len; i++)
    heaviest = MAX (heaviest, g_array_index (ties, XaGraphTie, i).weight);
  for (guint i = 0; references && i < references->len; i++)
    most = MAX (most, (double) g_array_index (references, XaGraphReference, i).n);
  for (guint i = 0; ties && i < ties->len; i++) {
    const XaGraphTie *tie = &g_array_index (ties, XaGraphTie, i);
    XaGraphLine       line = { tie->a, tie->b, get_strength (measure, tie->weight, heaviest), get_certainty (tie), FALSE };

    g_array_append_val (lines, line);
  }
  for (guint i = 0; references && i < references->len; i++) {
    const XaGraphReference *reference = &g_array_index (references, XaGraphReference, i);
    XaGraphLine             line = { reference->from, reference->to, 0.3 * (double) reference->n / most, 0.6, TRUE };

    g_array_append_val (lines, line);
  }

  return lines;
}
