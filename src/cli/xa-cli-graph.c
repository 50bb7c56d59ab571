#include "cli/xa-cli-graph.h"

#include "cli/xa-cli-open.h"
#include "cli/xa-cli-scope.h"
#include "report/xa-graph-export.h"

static gboolean
read_options (XaCli          *self,
              XaGraphFormat  *format,
              XaGraphOptions *options,
              GError        **error)
{
  const char *path = xa_cli_get_text (self, "output");
  const char *measure = xa_cli_get_text (self, "measure");

  if (!path) {
    xa_cli_usage (error, "graph needs -o FILE: a name that ends in .gexf, .graphml, .json, .svg, .pdf or .png");
    return FALSE;
  }
  if (!xa_graph_format_of_path (path, format)) {
    xa_cli_usage (error, "the name of the file says what is written: .gexf, .graphml, .json, .svg, .pdf or .png, not \"%s\"", path);
    return FALSE;
  }
  options->measure = XA_MEASURE_MUTUAL;
  if (measure && !xa_measure_parse (measure, &options->measure)) {
    xa_cli_usage (error, "--measure takes mutual, jaccard, overlap_coefficient, cosine or lift, not \"%s\"", measure);
    return FALSE;
  }
  options->significant = !xa_cli_has (self, "all");
  options->least = (double) xa_cli_get_number (self, "at-least", 0);
  options->seed = (guint32) xa_cli_get_number (self, "seed", 1);

  return TRUE;
}

static XaCliExit
run_graph (XaCli   *self,
           GError **error)
{
  g_auto (XaCliScope) scope = { 0 };
  g_autoptr (XaGraph) graph = NULL;
  XaGraphOptions options = { 0 };
  XaGraphFormat  format;
  GPtrArray     *subjects;

  if (!read_options (self, &format, &options, error) || !xa_cli_scope_open (self, TRUE, &scope, error))
    return XA_CLI_FAILED;
  if (xa_cli_get_n_arguments (self) == 0)
    subjects = xa_subjects_load_all (&scope.scope, TRUE, error);
  else
    subjects = xa_subjects_load (&scope.scope, xa_cli_get_arguments (self), error);
  if (!subjects)
    return XA_CLI_FAILED;
  graph = xa_graph_new (&scope.scope, subjects, &options, xa_cli_scope_progress, self, error);
  if (!graph || !xa_graph_export (graph, xa_cli_get_text (self, "output"), format, error))
    return XA_CLI_FAILED;
  xa_cli_note_export (self, "graph");
  xa_cli_scope_remark (graph->overlaps->subjects, XA_CLI_FORM_DATA);
  xa_cli_say ("%u audiences, %u of %u pairs and %u references written to %s.", graph->overlaps->subjects->len, graph->ties->len,
              graph->n_comparable, graph->references->len, xa_cli_get_text (self, "output"));

  return XA_CLI_OK;
}

static const XaCliOption graph_options[] = {
  { "output", 'o', XA_CLI_FILE, "FILE", "where to; its end names the format" },
  { "measure", 0, XA_CLI_TEXT, "MEASURE", "what makes a line wide and pulls audiences together (mutual)" },
  { "at-least", 0, XA_CLI_NUMBER, "N", "only pairs whose measure is N or more" },
  { "all", 0, XA_CLI_FLAG, NULL, "also pairs that share no more than chance would have it" },
  { "seed", 0, XA_CLI_NUMBER, "S", "the same seed gives the same picture (1)" },
  XA_CLI_SCOPE_OPTIONS,
  { NULL },
};

const XaCliCommand xa_cli_graph_commands[] = {
  { "graph", "[AUDIENCE...]", "Write the graph of audiences to a file",
    "As data for other programs (GEXF, GraphML, JSON) or as a picture (SVG, PDF, PNG). Lines are mutual\n"
    "members; dashed arrows are forwards and mentions between audiences.",
    graph_options, 0, -1, run_graph },
  { NULL },
};
