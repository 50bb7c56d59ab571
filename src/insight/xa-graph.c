#include "insight/xa-graph.h"

#include "insight/xa-own-posts.h"
#include "store/xa-activity.h"

#include <math.h>

#define SIGNIFICANT_Q 0.05

void
xa_graph_free (XaGraph *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->overlaps, xa_overlaps_free);
  g_clear_pointer (&self->ties, g_array_unref);
  g_clear_pointer (&self->references, g_array_unref);
  g_free (self->points);
  g_free (self);
}

/* The figure's best single number: its value, or the least it can be. */
static double
get_number (const XaFigure *figure)
{
  if (!xa_figure_has_number (figure))
    return NAN;

  return isnan (figure->value) ? figure->low : figure->value;
}

/* Exact pairs by q, estimates by their interval. */
static gboolean
is_significant (const XaOverlapPair *pair)
{
  const XaFigure *lift = &pair->measures[XA_MEASURE_LIFT];

  if (pair->q.kind == XA_FIGURE_EXACT)
    return pair->q.value < SIGNIFICANT_Q && lift->value > 1;

  return lift->kind == XA_FIGURE_ESTIMATE && lift->low > 1;
}

/* A pair as a tie of a weight, or NAN where nothing can be told. */
static XaGraphTie
get_tie (const XaOverlapPair *pair,
         XaMeasure            measure)
{
  const XaFigure *figure = &pair->measures[measure];

  return (XaGraphTie) {
    .a = pair->a,
    .b = pair->b,
    .mutual = pair->measures[XA_MEASURE_MUTUAL],
    .jaccard = pair->measures[XA_MEASURE_JACCARD],
    .lift = pair->measures[XA_MEASURE_LIFT],
    .q = pair->q,
    /* Bounds that follow from the sizes alone are no tie. */
    .weight = figure->kind == XA_FIGURE_BOUNDS && !xa_figure_is_counted (figure) ? NAN : get_number (figure),
  };
}

GArray *
xa_graph_list_ties (const XaGraph        *self,
                    const XaGraphOptions *options,
                    guint                *n_any)
{
  GArray *ties = g_array_new (FALSE, FALSE, sizeof (XaGraphTie));
  guint   n = 0;

  for (guint i = 0; i < self->overlaps->pairs->len; i++) {
    const XaOverlapPair *pair = &g_array_index (self->overlaps->pairs, XaOverlapPair, i);
    XaGraphTie           tie = get_tie (pair, options->measure);

    if (isnan (tie.weight) || tie.weight <= 0)
      continue;
    n++;
    if (tie.weight >= options->least && (!options->significant || is_significant (pair)))
      g_array_append_val (ties, tie);
  }
  if (n_any)
    *n_any = n;

  return ties;
}

static guint
count_comparable (const XaGraph *self)
{
  guint n = 0;

  for (guint i = 0; i < self->overlaps->pairs->len; i++)
    n += !isnan (get_tie (&g_array_index (self->overlaps->pairs, XaOverlapPair, i), self->measure).weight);

  return n;
}

/* Few references may be one member's; the audience's own posts are public. */
static gboolean
may_tell (const XaScope        *scope,
          const XaAudienceLink *link,
          gboolean             *tell,
          GError              **error)
{
  *tell = link->n >= scope->smallest_count;

  return *tell || xa_scope_is_all_own (scope, link->from_id, tell, error);
}

static gboolean
collect_references (const XaScope *scope,
                    XaGraph       *self,
                    GError       **error)
{
  g_autoptr (GArray) links = xa_store_list_links (scope->store, xa_scope_get_first_day (scope), xa_scope_get_last_day (scope), error);
  g_autoptr (GHashTable) places = g_hash_table_new (g_int64_hash, g_int64_equal);

  if (!links)
    return FALSE;
  for (guint i = 0; i < self->overlaps->subjects->len; i++)
    g_hash_table_insert (places, &((XaSubject *) self->overlaps->subjects->pdata[i])->id, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < links->len; i++) {
    const XaAudienceLink *link = &g_array_index (links, XaAudienceLink, i);
    guint                 from = GPOINTER_TO_UINT (g_hash_table_lookup (places, &link->from_id));
    guint                 to = GPOINTER_TO_UINT (g_hash_table_lookup (places, &link->to_id));

    XaGraphReference reference = { from - 1, to - 1, link->kind, link->n };
    gboolean         tell = FALSE;

    if (!from || !to || from == to)
      continue;
    if (!may_tell (scope, link, &tell, error))
      return FALSE;
    if (tell)
      g_array_append_val (self->references, reference);
  }

  return TRUE;
}

static void
add_edge (GArray *edges,
          guint   a,
          guint   b,
          double  weight)
{
  XaEdge edge = { MIN (a, b), MAX (a, b), weight };

  g_array_append_val (edges, edge);
}

static int
compare_edges (gconstpointer a,
               gconstpointer b)
{
  const XaEdge *x = a;
  const XaEdge *y = b;

  return x->a != y->a ? (x->a > y->a) - (x->a < y->a) : (x->b > y->b) - (x->b < y->b);
}

static GArray *
join_parallels (GArray *edges)
{
  guint kept = 0;

  g_array_sort (edges, compare_edges);
  for (guint i = 0; i < edges->len; i++) {
    XaEdge *edge = &g_array_index (edges, XaEdge, i);

    if (kept && compare_edges (&g_array_index (edges, XaEdge, kept - 1), edge) == 0)
      g_array_index (edges, XaEdge, kept - 1).weight += edge->weight;
    else
      g_array_index (edges, XaEdge, kept++) = *edge;
  }
  g_array_set_size (edges, kept);

  return edges;
}

/* Ties and references pull alike, each kind by its own mean; a pair joined twice is one edge. */
static GArray *
make_edges (const GArray *ties,
            const GArray *references)
{
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (XaEdge));
  double  mean_tie = 0;
  double  mean_reference = 0;

  for (guint i = 0; i < ties->len; i++)
    mean_tie += g_array_index (ties, XaGraphTie, i).weight / ties->len;
  for (guint i = 0; references && i < references->len; i++)
    mean_reference += (double) g_array_index (references, XaGraphReference, i).n / references->len;
  for (guint i = 0; i < ties->len; i++) {
    const XaGraphTie *tie = &g_array_index (ties, XaGraphTie, i);

    add_edge (edges, tie->a, tie->b, tie->weight / mean_tie);
  }
  for (guint i = 0; references && i < references->len; i++) {
    const XaGraphReference *reference = &g_array_index (references, XaGraphReference, i);

    add_edge (edges, reference->from, reference->to, (double) reference->n / mean_reference);
  }

  return join_parallels (edges);
}

gboolean
xa_graph_lay_out (const XaGraph *self,
                  const GArray  *ties,
                  const GArray  *references,
                  guint32        seed,
                  XaPoint       *points,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autoptr (GArray) edges = make_edges (ties, references);
  XaLayoutOptions options = { .seed = seed };

  return xa_layout_force (self->overlaps->subjects->len, (const XaEdge *) (void *) edges->data, edges->len, &options, points, cancellable, error);
}

/**
 * xa_graph_new_from:
 * @overlaps: (transfer full)
 *
 * Returns: (transfer full): the graph, laid out; or NULL with @error
 */
XaGraph *
xa_graph_new_from (const XaScope        *scope,
                   XaOverlaps           *overlaps,
                   const XaGraphOptions *options,
                   GError              **error)
{
  g_autoptr (XaGraph) self = g_new0 (XaGraph, 1);

  self->measure = options->measure;
  self->references = g_array_new (FALSE, FALSE, sizeof (XaGraphReference));
  self->overlaps = overlaps;
  self->ties = xa_graph_list_ties (self, options, NULL);
  self->n_comparable = count_comparable (self);
  self->points = g_new0 (XaPoint, MAX (self->overlaps->subjects->len, 1));
  if (!collect_references (scope, self, error) ||
      !xa_graph_lay_out (self, self->ties, self->references, options->seed, self->points, scope->cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * xa_graph_new:
 *
 * Returns: (transfer full): the graph, laid out; or NULL with @error
 */
XaGraph *
xa_graph_new (const XaScope        *scope,
              GPtrArray            *subjects,
              const XaGraphOptions *options,
              XaInsightProgress     progress,
              gpointer              progress_data,
              GError              **error)
{
  XaOverlaps *overlaps = xa_overlaps_new (scope, subjects, progress, progress_data, error);

  return overlaps ? xa_graph_new_from (scope, overlaps, options, error) : NULL;
}
