#include "cli/xa-cli-overlap.h"

#include "cli/xa-cli-figure.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-pairs.h"
#include "cli/xa-cli-scope.h"
#include "insight/xa-reaches.h"
#include "report/xa-answers.h"

#include <math.h>
#include <string.h>

#define PAIRS_ON_SCREEN 30

static gboolean
read_measure (XaCli     *self,
              XaMeasure *measure,
              GError   **error)
{
  const char *text = xa_cli_get_text (self, "measure");

  *measure = XA_MEASURE_MUTUAL;
  if (!text || xa_measure_parse (text, measure))
    return TRUE;
  xa_cli_usage (error, "--measure takes mutual, union, jaccard, overlap_coefficient, share_of_a, share_of_b, cosine or lift, not \"%s\"", text);

  return FALSE;
}

static GPtrArray *
load_subjects (XaCli         *self,
               const XaScope *scope,
               GError       **error)
{
  if (xa_cli_get_n_arguments (self) == 0)
    return xa_subjects_load_all (scope, TRUE, error);

  return xa_subjects_load (scope, xa_cli_get_arguments (self), error);
}

static gboolean
read_format (XaCli       *self,
             const char **format,
             GError     **error)
{
  *format = xa_cli_get_text (self, "format");
  if (!*format)
    *format = xa_cli_wants_json (self) ? "json" : "table";
  if (g_strv_contains ((const char *const[]) { "table", "csv", "json", NULL }, *format))
    return TRUE;
  xa_cli_usage (error, "--format takes table, csv or json, not \"%s\"", *format);

  return FALSE;
}

static XaCliExit
run_overlap (XaCli   *self,
             GError **error)
{
  g_auto (XaCliScope) scope = { 0 };
  g_autoptr (XaOverlaps) overlaps = NULL;
  GPtrArray  *subjects;
  const char *format;
  XaMeasure   measure;

  if (!read_measure (self, &measure, error) || !read_format (self, &format, error) || !xa_cli_scope_open (self, FALSE, &scope, error))
    return XA_CLI_FAILED;
  subjects = load_subjects (self, &scope.scope, error);
  if (!subjects)
    return XA_CLI_FAILED;
  overlaps = xa_overlaps_new (&scope.scope, subjects, xa_cli_scope_progress, self, error);
  if (!overlaps)
    return XA_CLI_FAILED;
  xa_cli_scope_remark (overlaps->subjects, strcmp (format, "table") == 0 ? XA_CLI_FORM_TEXT : XA_CLI_FORM_DATA);
  if (strcmp (format, "json") == 0) {
    xa_cli_pairs_print_json (overlaps);
  } else if (strcmp (format, "csv") == 0) {
    xa_cli_pairs_print_csv (overlaps);
  } else {
    xa_cli_pairs_print_table (&scope.scope, overlaps, measure, xa_cli_has (self, "all") ? G_MAXUINT : PAIRS_ON_SCREEN);
    xa_cli_universes_say (overlaps);
  }

  return XA_CLI_OK;
}

/* --- reach --- */

static void
print_reach_json (const XaReaches *reaches)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const GArray *steps = reaches->reach->steps;

  json_builder_begin_object (builder);
  xa_answer_add_audiences (builder, reaches->subjects, reaches->sizes);
  xa_cli_json_figure (builder, "sum_of_members", &reaches->sum);
  xa_cli_json_figure (builder, "different_people", &reaches->reach->together);
  json_builder_set_member_name (builder, "order");
  json_builder_begin_array (builder);
  for (guint i = 0; i < steps->len; i++) {
    const XaReachStep *step = &g_array_index (steps, XaReachStep, i);

    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "name", ((const XaSubject *) reaches->subjects->pdata[step->index])->name);
    xa_cli_json_figure (builder, "adds", &step->adds);
    xa_cli_json_figure (builder, "so_far", &step->so_far);
    xa_cli_json_figure (builder, "only_here", &reaches->reach->unique[step->index]);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  xa_cli_json_number (builder, "adding_few", reaches->n_adding_few);
  xa_cli_json_flag (builder, "simulated", reaches->simulated);
  json_builder_end_object (builder);
  xa_cli_json_print (builder);
}

static void
print_reach (const XaScope   *scope,
             const XaReaches *reaches)
{
  static const char *const columns[] = { ">Step", "Audience", ">Members", ">Adds", ">So far", ">Only here", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);
  g_autofree char *sum = xa_cli_format_people (scope, &reaches->sum);
  g_autofree char *together = xa_cli_format_people (scope, &reaches->reach->together);
  g_autofree char *others = xa_cli_format_things (reaches->n_adding_few, "other audience");
  const GArray    *steps = reaches->reach->steps;

  for (guint i = 0; i < steps->len; i++) {
    const XaReachStep *step = &g_array_index (steps, XaReachStep, i);
    g_autofree char   *no = g_strdup_printf ("%u", i + 1);
    g_autofree char   *members = xa_cli_format_people (scope, &g_array_index (reaches->sizes, XaFigure, step->index));
    g_autofree char   *adds = xa_cli_format_people (scope, &step->adds);
    g_autofree char   *so_far = xa_cli_format_people (scope, &step->so_far);
    g_autofree char   *unique = xa_cli_format_people (scope, &reaches->reach->unique[step->index]);

    xa_cli_table_add (table, (const char *[]) { no, ((const XaSubject *) reaches->subjects->pdata[step->index])->name, members, adds, so_far, unique, NULL });
  }
  xa_cli_table_print (table);
  if (reaches->n_adding_few)
    xa_cli_say ("The order ends here: each of %s adds fewer people to those above than may be told.", others);
  xa_cli_say ("Different people: %s; members added up: %s.", together, sum);
}

static XaCliExit
run_reach (XaCli   *self,
           GError **error)
{
  g_auto (XaCliScope) scope = { 0 };
  g_autoptr (XaReaches) reaches = NULL;

  if (!xa_cli_scope_open (self, FALSE, &scope, error))
    return XA_CLI_FAILED;
  reaches = xa_reaches_ask (&scope.scope, xa_cli_get_arguments (self), (guint) xa_cli_get_number (self, "greedy", 0), error);
  if (!reaches)
    return XA_CLI_FAILED;
  xa_cli_scope_remark (reaches->subjects, xa_cli_wants_json (self) ? XA_CLI_FORM_DATA : XA_CLI_FORM_TEXT);
  if (xa_cli_wants_json (self))
    print_reach_json (reaches);
  else
    print_reach (&scope.scope, reaches);

  return XA_CLI_OK;
}

static const XaCliOption overlap_options[] = {
  { "format", 0, XA_CLI_TEXT, "FORMAT", "table, csv or json" },
  { "measure", 0, XA_CLI_TEXT, "MEASURE", "what the table is ordered by, such as lift" },
  { "all", 0, XA_CLI_FLAG, NULL, "all pairs, not just the first" },
  XA_CLI_SCOPE_OPTIONS,
  { NULL },
};

static const XaCliOption reach_options[] = {
  { "greedy", 0, XA_CLI_NUMBER, "N", "put the N audiences in order that reach most together" },
  XA_CLI_SCOPE_OPTIONS,
  { NULL },
};

const XaCliCommand xa_cli_overlap_commands[] = {
  { "overlap", "[AUDIENCE...]", "Say what audiences share, two by two",
    "All audiences, or those named. An audience goes by its name, platform:name or #number; a composite\n"
    "such as \"A and B not C\" stands for one.",
    overlap_options, 0, -1, run_overlap },
  { "reach", "AUDIENCE...", "Say how many different people audiences reach together",
    "In the order in which each adds most to those before it (greedy; within 37 % of the best choice).",
    reach_options, 1, -1, run_reach },
  { NULL },
};
