#include "cli/xa-cli-methods.h"

#include "config.h"
#include "cli/xa-cli-figure.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-scope.h"
#include "insight/xa-methods.h"

#include <stdio.h>

static void
build_audiences (JsonBuilder     *builder,
                 const XaMethods *methods)
{
  json_builder_set_member_name (builder, "audiences");
  json_builder_begin_array (builder);
  for (guint i = 0; i < methods->overlaps->subjects->len; i++) {
    const XaSubject *subject = methods->overlaps->subjects->pdata[i];

    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "name", subject->name);
    xa_cli_json_text (builder, "platform", xa_platform_id (subject->platform));
    xa_cli_json_figure (builder, "members", &g_array_index (methods->overlaps->sizes, XaFigure, i));
    xa_cli_json_text (builder, "coverage", subject->seen.coverage ? xa_coverage_id (subject->seen.coverage) : NULL);
    xa_cli_json_time (builder, "at", subject->at_us);
    xa_cli_json_flag (builder, "simulated", subject->simulated);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
build_universes (JsonBuilder     *builder,
                 const XaMethods *methods)
{
  json_builder_set_member_name (builder, "universes");
  json_builder_begin_array (builder);
  for (int p = 1; p < XA_N_PLATFORMS; p++) {
    if (methods->overlaps->universes[p] < 100)
      continue;
    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "platform", xa_platform_id ((XaPlatform) p));
    xa_cli_json_number (builder, "people_to_nearest_hundred", methods->overlaps->universes[p]);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
build_formulas (JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "formulas");
  json_builder_begin_array (builder);
  for (const XaMethodsFormula *formula = xa_methods_formulas (); formula->name; formula++) {
    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "name", formula->name);
    xa_cli_json_text (builder, "formula", formula->formula);
    xa_cli_json_text (builder, "source", formula->source);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
print_json (const XaMethods *methods,
            const XaScope   *scope)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  xa_cli_json_text (builder, "text", methods->text);
  xa_cli_json_text (builder, "version", XA_VERSION);
  xa_cli_json_number (builder, "smallest_count", scope->smallest_count);
  xa_cli_json_time (builder, "first_seen", methods->first_us);
  xa_cli_json_time (builder, "last_seen", methods->last_us);
  build_audiences (builder, methods);
  xa_cli_json_number (builder, "pairs", methods->overlaps->pairs->len);
  xa_cli_json_number (builder, "pairs_with_figure", methods->n_with_figure);
  xa_cli_json_number (builder, "pairs_withheld", methods->n_withheld);
  xa_cli_json_number (builder, "pairs_not_comparable", methods->n_not_comparable);
  build_universes (builder, methods);
  build_formulas (builder);
  xa_cli_json_flag (builder, "simulated", methods->overlaps->simulated);
  json_builder_end_object (builder);
  xa_cli_json_print (builder);
}

static XaCliExit
run_methods (XaCli   *self,
             GError **error)
{
  g_auto (XaCliScope) scope = { 0 };
  g_autoptr (XaMethods) methods = NULL;
  GPtrArray *subjects;

  /* It is made to be published, wherever it is written first. */
  if (!xa_cli_scope_open (self, TRUE, &scope, error))
    return XA_CLI_FAILED;
  if (xa_cli_get_n_arguments (self) == 0)
    subjects = xa_subjects_load_all (&scope.scope, TRUE, error);
  else
    subjects = xa_subjects_load (&scope.scope, xa_cli_get_arguments (self), error);
  if (!subjects)
    return XA_CLI_FAILED;
  methods = xa_methods_new (&scope.scope, subjects, xa_cli_scope_progress, self, error);
  if (!methods)
    return XA_CLI_FAILED;
  xa_cli_scope_remark (methods->overlaps->subjects, XA_CLI_FORM_DATA); /* the paragraph says it itself */
  if (xa_cli_wants_json (self)) {
    print_json (methods, &scope.scope);
  } else {
    g_autofree char *shown = xa_cli_display (methods->text);

    puts (shown);
  }

  return XA_CLI_OK;
}

static const XaCliOption methods_options[] = {
  XA_CLI_SCOPE_OPTIONS,
  { NULL },
};

const XaCliCommand xa_cli_methods_commands[] = {
  { "methods", "[AUDIENCE...]", "Say how the figures come about, for a paper",
    "One paragraph: the audiences with their sizes, dates and coverage, the formulas, what lift compares\n"
    "with, and what is withheld. Without an audience it is about all of them.",
    methods_options, 0, -1, run_methods },
  { NULL },
};
