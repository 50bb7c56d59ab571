#include "report/xa-graph-text.h"

#include "config.h"
#include "report/xa-markup.h"

#include <json-glib/json-glib.h>
#include <math.h>

/* What is told of a tie, in the order of its columns. */
static const struct {
  const char *id;
  const char *type;
} tie_columns[] = {
  { "kind", "string" },
  { "figure", "string" },
  { "mutual", "double" },
  { "mutual_low", "double" },
  { "mutual_high", "double" },
  { "jaccard", "double" },
  { "lift", "double" },
  { "q", "double" },
  { "posts", "double" },
};

#define N_TIE_COLUMNS G_N_ELEMENTS (tie_columns)

static const char *const node_columns[][2] = {
  { "platform", "string" },
  { "members", "double" },
  { "members_kind", "string" },
  { "coverage", "string" },
  { "simulated", "boolean" },
};

#define N_NODE_COLUMNS G_N_ELEMENTS (node_columns)

/* NULL for what is not known: a column without a value, never 0. */
static char *
number_text (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (number))
    return NULL;

  return g_strdup (g_ascii_dtostr (text, sizeof text, number));
}

static void
tie_values (const XaGraphTie *tie,
            char             *values[N_TIE_COLUMNS])
{
  values[0] = g_strdup ("mutual_members");
  values[1] = g_strdup (xa_figure_kind_id (tie->mutual.kind));
  values[2] = number_text (tie->mutual.value);
  values[3] = number_text (tie->mutual.low);
  values[4] = number_text (tie->mutual.high);
  values[5] = number_text (tie->jaccard.value);
  values[6] = number_text (tie->lift.value);
  values[7] = number_text (tie->q.value);
  values[8] = NULL;
}

static void
reference_values (const XaGraphReference *reference,
                  char                   *values[N_TIE_COLUMNS])
{
  for (gsize i = 1; i + 1 < N_TIE_COLUMNS; i++)
    values[i] = NULL;
  values[0] = g_strdup (xa_link_kind_id (reference->kind));
  values[N_TIE_COLUMNS - 1] = number_text ((double) reference->n);
}

static void
node_values (const XaGraph *graph,
             guint          i,
             char          *values[N_NODE_COLUMNS])
{
  const XaSubject *subject = graph->overlaps->subjects->pdata[i];
  const XaFigure  *size = &g_array_index (graph->overlaps->sizes, XaFigure, i);

  values[0] = g_strdup (xa_platform_id (subject->platform));
  values[1] = number_text (isnan (size->value) ? size->low : size->value);
  values[2] = g_strdup (xa_figure_kind_id (size->kind));
  values[3] = g_strdup (subject->seen.coverage ? xa_coverage_id (subject->seen.coverage) : "none");
  values[4] = g_strdup (subject->simulated ? "true" : "false");
}

static void
append_escaped (GString    *out,
                const char *text)
{
  g_autofree char *escaped = xa_markup_escape (text);

  g_string_append (out, escaped);
}

static void
append_gexf_values (GString *out,
                    char   **values,
                    gsize    n)
{
  g_string_append (out, "        <attvalues>");
  for (gsize i = 0; i < n; i++)
    if (values[i]) {
      g_string_append_printf (out, "<attvalue for=\"%zu\" value=\"", i);
      append_escaped (out, values[i]);
      g_string_append (out, "\"/>");
      g_clear_pointer (&values[i], g_free);
    }
  g_string_append (out, "</attvalues>\n");
}

static void
append_gexf_nodes (GString       *out,
                   const XaGraph *graph)
{
  g_string_append (out, "    <nodes>\n");
  for (guint i = 0; i < graph->overlaps->subjects->len; i++) {
    char *values[N_NODE_COLUMNS];
    char  x[G_ASCII_DTOSTR_BUF_SIZE];
    char  y[G_ASCII_DTOSTR_BUF_SIZE];

    node_values (graph, i, values);
    g_string_append_printf (out, "      <node id=\"%u\" label=\"", i);
    append_escaped (out, ((const XaSubject *) graph->overlaps->subjects->pdata[i])->name);
    g_string_append (out, "\">\n");
    append_gexf_values (out, values, N_NODE_COLUMNS);
    g_string_append_printf (out, "        <viz:position x=\"%s\" y=\"%s\"/>\n      </node>\n",
                            g_ascii_dtostr (x, sizeof x, graph->points[i].x), g_ascii_dtostr (y, sizeof y, -graph->points[i].y));
  }
  g_string_append (out, "    </nodes>\n");
}

static void
append_gexf_edge (GString *out,
                  guint    id,
                  guint    from,
                  guint    to,
                  gboolean directed,
                  double   weight,
                  char   **values)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, "      <edge id=\"%u\" source=\"%u\" target=\"%u\" type=\"%s\" weight=\"%s\">\n", id, from, to,
                          directed ? "directed" : "undirected", g_ascii_dtostr (text, sizeof text, weight));
  append_gexf_values (out, values, N_TIE_COLUMNS);
  g_string_append (out, "      </edge>\n");
}

/**
 * xa_graph_to_gexf:
 *
 * Returns: (transfer full): the graph as GEXF 1.3, for Gephi and others
 */
char *
xa_graph_to_gexf (const XaGraph *graph)
{
  GString *out = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                               "<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n");
  guint    id = 0;

  g_string_append_printf (out, "  <meta><creator>%s %s</creator><description>%sAudiences and the members they share</description></meta>\n",
                          XA_DISPLAY_NAME, XA_VERSION, graph->overlaps->simulated ? "SIMULATED. " : "");
  g_string_append (out, "  <graph defaultedgetype=\"undirected\">\n    <attributes class=\"node\">\n");
  for (gsize i = 0; i < N_NODE_COLUMNS; i++)
    g_string_append_printf (out, "      <attribute id=\"%zu\" title=\"%s\" type=\"%s\"/>\n", i, node_columns[i][0], node_columns[i][1]);
  g_string_append (out, "    </attributes>\n    <attributes class=\"edge\">\n");
  for (gsize i = 0; i < N_TIE_COLUMNS; i++)
    g_string_append_printf (out, "      <attribute id=\"%zu\" title=\"%s\" type=\"%s\"/>\n", i, tie_columns[i].id, tie_columns[i].type);
  g_string_append (out, "    </attributes>\n");
  append_gexf_nodes (out, graph);
  g_string_append (out, "    <edges>\n");
  for (guint i = 0; i < graph->ties->len; i++) {
    const XaGraphTie *tie = &g_array_index (graph->ties, XaGraphTie, i);
    char             *values[N_TIE_COLUMNS];

    tie_values (tie, values);
    append_gexf_edge (out, id++, tie->a, tie->b, FALSE, tie->weight, values);
  }
  for (guint i = 0; i < graph->references->len; i++) {
    const XaGraphReference *reference = &g_array_index (graph->references, XaGraphReference, i);
    char                   *values[N_TIE_COLUMNS];

    reference_values (reference, values);
    append_gexf_edge (out, id++, reference->from, reference->to, TRUE, (double) reference->n, values);
  }
  g_string_append (out, "    </edges>\n  </graph>\n</gexf>\n");

  return g_string_free (out, FALSE);
}

static void
append_graphml_values (GString    *out,
                       const char *prefix,
                       char      **values,
                       gsize       n)
{
  for (gsize i = 0; i < n; i++)
    if (values[i]) {
      g_string_append_printf (out, "      <data key=\"%s%zu\">", prefix, i);
      append_escaped (out, values[i]);
      g_string_append (out, "</data>\n");
      g_clear_pointer (&values[i], g_free);
    }
}

static void
append_graphml_edge (GString *out,
                     guint    from,
                     guint    to,
                     gboolean directed,
                     char   **values)
{
  g_string_append_printf (out, "    <edge source=\"n%u\" target=\"n%u\" directed=\"%s\">\n", from, to, directed ? "true" : "false");
  append_graphml_values (out, "e", values, N_TIE_COLUMNS);
  g_string_append (out, "    </edge>\n");
}

/**
 * xa_graph_to_graphml:
 *
 * Returns: (transfer full): the graph as GraphML
 */
char *
xa_graph_to_graphml (const XaGraph *graph)
{
  GString *out = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
                               "  <key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>\n");

  if (graph->overlaps->simulated)
    g_string_append (out, "  <!-- SIMULATED -->\n");
  for (gsize i = 0; i < N_NODE_COLUMNS; i++)
    g_string_append_printf (out, "  <key id=\"v%zu\" for=\"node\" attr.name=\"%s\" attr.type=\"%s\"/>\n", i, node_columns[i][0], node_columns[i][1]);
  for (gsize i = 0; i < N_TIE_COLUMNS; i++)
    g_string_append_printf (out, "  <key id=\"e%zu\" for=\"edge\" attr.name=\"%s\" attr.type=\"%s\"/>\n", i, tie_columns[i].id, tie_columns[i].type);
  g_string_append (out, "  <graph edgedefault=\"undirected\">\n");
  for (guint i = 0; i < graph->overlaps->subjects->len; i++) {
    char *values[N_NODE_COLUMNS];

    node_values (graph, i, values);
    g_string_append_printf (out, "    <node id=\"n%u\">\n      <data key=\"label\">", i);
    append_escaped (out, ((const XaSubject *) graph->overlaps->subjects->pdata[i])->name);
    g_string_append (out, "</data>\n");
    append_graphml_values (out, "v", values, N_NODE_COLUMNS);
    g_string_append (out, "    </node>\n");
  }
  for (guint i = 0; i < graph->ties->len; i++) {
    const XaGraphTie *tie = &g_array_index (graph->ties, XaGraphTie, i);
    char             *values[N_TIE_COLUMNS];

    tie_values (tie, values);
    append_graphml_edge (out, tie->a, tie->b, FALSE, values);
  }
  for (guint i = 0; i < graph->references->len; i++) {
    const XaGraphReference *reference = &g_array_index (graph->references, XaGraphReference, i);
    char                   *values[N_TIE_COLUMNS];

    reference_values (reference, values);
    append_graphml_edge (out, reference->from, reference->to, TRUE, values);
  }
  g_string_append (out, "  </graph>\n</graphml>\n");

  return g_string_free (out, FALSE);
}

/* Numbers as numbers, text as text, what is not known as null. */
static void
add_values (JsonBuilder *builder,
            const char  *name,
            const char  *type,
            char        *value)
{
  json_builder_set_member_name (builder, name);
  if (!value)
    json_builder_add_null_value (builder);
  else if (g_str_equal (type, "double"))
    json_builder_add_double_value (builder, g_ascii_strtod (value, NULL));
  else if (g_str_equal (type, "boolean"))
    json_builder_add_boolean_value (builder, g_str_equal (value, "true"));
  else
    json_builder_add_string_value (builder, value);
  g_free (value);
}

static void
add_json_nodes (JsonBuilder   *builder,
                const XaGraph *graph)
{
  json_builder_set_member_name (builder, "nodes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < graph->overlaps->subjects->len; i++) {
    char *values[N_NODE_COLUMNS];

    node_values (graph, i, values);
    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "id");
    json_builder_add_int_value (builder, i);
    json_builder_set_member_name (builder, "name");
    json_builder_add_string_value (builder, ((const XaSubject *) graph->overlaps->subjects->pdata[i])->name);
    for (gsize c = 0; c < N_NODE_COLUMNS; c++)
      add_values (builder, node_columns[c][0], node_columns[c][1], values[c]);
    json_builder_set_member_name (builder, "x");
    json_builder_add_double_value (builder, graph->points[i].x);
    json_builder_set_member_name (builder, "y");
    json_builder_add_double_value (builder, graph->points[i].y);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_json_edge (JsonBuilder *builder,
               guint        from,
               guint        to,
               gboolean     directed,
               char        *values[N_TIE_COLUMNS])
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "source");
  json_builder_add_int_value (builder, from);
  json_builder_set_member_name (builder, "target");
  json_builder_add_int_value (builder, to);
  json_builder_set_member_name (builder, "directed");
  json_builder_add_boolean_value (builder, directed);
  for (gsize c = 0; c < N_TIE_COLUMNS; c++)
    add_values (builder, tie_columns[c].id, tie_columns[c].type, values[c]);
  json_builder_end_object (builder);
}

/**
 * xa_graph_to_json:
 *
 * Returns: (transfer full): the graph as JSON: {"simulated", "nodes": [...], "edges": [...]}
 */
char *
xa_graph_to_json (const XaGraph *graph)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "simulated");
  json_builder_add_boolean_value (builder, graph->overlaps->simulated);
  add_json_nodes (builder, graph);
  json_builder_set_member_name (builder, "edges");
  json_builder_begin_array (builder);
  for (guint i = 0; i < graph->ties->len; i++) {
    const XaGraphTie *tie = &g_array_index (graph->ties, XaGraphTie, i);
    char             *values[N_TIE_COLUMNS];

    tie_values (tie, values);
    add_json_edge (builder, tie->a, tie->b, FALSE, values);
  }
  for (guint i = 0; i < graph->references->len; i++) {
    const XaGraphReference *reference = &g_array_index (graph->references, XaGraphReference, i);
    char                   *values[N_TIE_COLUMNS];

    reference_values (reference, values);
    add_json_edge (builder, reference->from, reference->to, TRUE, values);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, TRUE);
}
