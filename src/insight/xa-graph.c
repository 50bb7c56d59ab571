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

static void
collect_ties (XaGraph              *self,
              const XaGraphOptions *options)
{
  for (guint i = 0; i < self->overlaps->pairs->len; i++) {
    const XaOverlapPair *pair = &g_array_index (self->overlaps->pairs, XaOverlapPair, i);
    XaGraphTie           tie = {
                .a = pair->a,
                .b = pair->b,
                .mutual = pair->measures[XA_MEASURE_MUTUAL],
                .jaccard = pair->measures[XA_MEASURE_JACCARD],
                .lift = pair->measures[XA_MEASURE_LIFT],
                .q = pair->q,
                .weight = get_number (&pair->measures[options->measure]),
    };

    /* Bounds that follow from the sizes alone are no tie. */
    if (isnan (tie.weight) ||
        (pair->measures[options->measure].kind == XA_FIGURE_BOUNDS && !xa_figure_is_counted (&pair->measures[options->measure])))
      continue;
    self->n_comparable++;
    if (tie.weight > 0 && tie.weight >= options->least && (!options->significant || is_significant (pair)))
      g_array_append_val (self->ties, tie);
  }
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

    if (!from || !to)
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

/* Ties and references pull alike, each kind by its own mean; a pair joined twice is one edge. */
static GArray *
make_edges (const XaGraph *self)
{
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (XaEdge));
  double  ties = 0;
  double  references = 0;
  guint   kept = 0;

  for (guint i = 0; i < self->ties->len; i++)
    ties += g_array_index (self->ties, XaGraphTie, i).weight / self->ties->len;
  for (guint i = 0; i < self->references->len; i++)
    references += (double) g_array_index (self->references, XaGraphReference, i).n / self->references->len;
  for (guint i = 0; i < self->ties->len; i++) {
    const XaGraphTie *tie = &g_array_index (self->ties, XaGraphTie, i);

    add_edge (edges, tie->a, tie->b, tie->weight / ties);
  }
  for (guint i = 0; i < self->references->len; i++) {
    const XaGraphReference *reference = &g_array_index (self->references, XaGraphReference, i);

    add_edge (edges, reference->from, reference->to, (double) reference->n / references);
  }
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

static gboolean
lay_out (const XaScope *scope,
         XaGraph       *self,
         guint32        seed,
         GError       **error)
{
  g_autoptr (GArray) edges = make_edges (self);
  XaLayoutOptions options = { .seed = seed };
  guint           n = self->overlaps->subjects->len;

  self->points = g_new0 (XaPoint, MAX (n, 1));

  return xa_layout_force (n, (const XaEdge *) (void *) edges->data, edges->len, &options, self->points, scope->cancellable, error);
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
  g_autoptr (XaGraph) self = g_new0 (XaGraph, 1);

  self->measure = options->measure;
  self->ties = g_array_new (FALSE, FALSE, sizeof (XaGraphTie));
  self->references = g_array_new (FALSE, FALSE, sizeof (XaGraphReference));
  self->overlaps = xa_overlaps_new (scope, subjects, progress, progress_data, error);
  if (!self->overlaps)
    return NULL;
  collect_ties (self, options);
  if (!collect_references (scope, self, error) || !lay_out (scope, self, options->seed, error))
    return NULL;

  return g_steal_pointer (&self);
}
