#include "cli/xa-cli-compare.h"

#include "cli/xa-cli-figure.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-pairs.h"
#include "cli/xa-cli-scope.h"
#include "report/xa-answers.h"

#define PREFERENCES_ON_SCREEN 15

static void
print_json (const XaOverlaps *overlaps,
            const GPtrArray  *preferences)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  xa_answer_comparison (builder, overlaps, preferences);
  xa_cli_json_print (builder);
}

static void
print_audiences (const XaScope    *scope,
                 const XaOverlaps *overlaps)
{
  static const char *const columns[] = { "Audience", "Platform", ">Members", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = 0; i < overlaps->subjects->len; i++) {
    const XaSubject *subject = overlaps->subjects->pdata[i];
    g_autofree char *members = xa_cli_format_people (scope, &g_array_index (overlaps->sizes, XaFigure, i));

    xa_cli_table_add (table, (const char *[]) { subject->name, xa_platform_name (subject->platform), members, NULL });
  }
  xa_cli_table_print (table);
}

/* For each preference, the audience that leans to it most. */
static void
print_preferences (const XaScope   *scope,
                   const char      *head,
                   const GPtrArray *preferences,
                   const GPtrArray *subjects,
                   gboolean         shared)
{
  const char *const columns[] = { head, "Kind", "Most in", ">People", ">Share", ">Lift", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);
  guint n = 0;

  for (guint i = 0; i < preferences->len && n < PREFERENCES_ON_SCREEN; i++) {
    const XaSharedPreference *preference = preferences->pdata[i];
    guint                     most = 0;

    if (!xa_answer_is_of (preference, subjects->len, shared))
      continue;
    for (guint k = 1; k < subjects->len; k++) {
      const XaFigure *lift = &preference->leanings[k].lift;

      if (xa_figure_has_number (lift) && (!xa_figure_has_number (&preference->leanings[most].lift) || lift->value > preference->leanings[most].lift.value))
        most = k;
    }
    {
      const XaLeaning *leaning = &preference->leanings[most];
      g_autofree char *support = xa_cli_format_people (scope, &leaning->support);
      g_autofree char *share = xa_figure_format (&leaning->share, XA_FIGURE_STYLE_SHARE);
      g_autofree char *lift = xa_figure_format (&leaning->lift, XA_FIGURE_STYLE_RATIO);

      xa_cli_table_add (table, (const char *[]) { preference->name, xa_preference_kind_id (preference->kind),
                                                  ((const XaSubject *) subjects->pdata[most])->name, support, share, lift, NULL });
    }
    n++;
  }
  if (n) {
    g_print ("\n");
    xa_cli_table_print (table);
  }
}

static void
print_tables (const XaScope    *scope,
              const XaOverlaps *overlaps,
              const GPtrArray  *preferences)
{
  print_audiences (scope, overlaps);
  g_print ("\n");
  xa_cli_pairs_print_table (scope, overlaps, XA_MEASURE_MUTUAL, G_MAXUINT);
  print_preferences (scope, "Shared preference", preferences, overlaps->subjects, TRUE);
  print_preferences (scope, "Distinctive preference", preferences, overlaps->subjects, FALSE);
  xa_cli_universes_say (overlaps);
}

static XaCliExit
run_compare (XaCli   *self,
             GError **error)
{
  g_auto (XaCliScope) scope = { 0 };
  g_autoptr (XaOverlaps) overlaps = NULL;
  g_autoptr (XaPreferenceSpace) space = NULL;
  g_autoptr (GPtrArray) preferences = NULL;
  GPtrArray *subjects;

  if (!xa_cli_scope_open (self, FALSE, &scope, error))
    return XA_CLI_FAILED;
  subjects = xa_subjects_load (&scope.scope, xa_cli_get_arguments (self), error);
  if (!subjects)
    return XA_CLI_FAILED;
  overlaps = xa_overlaps_new (&scope.scope, subjects, xa_cli_scope_progress, self, error);
  if (!overlaps)
    return XA_CLI_FAILED;
  space = xa_preference_space_load (&scope.scope, ((XaSubject *) overlaps->subjects->pdata[0])->platform, error);
  preferences = space ? xa_preferences_compare (&scope.scope, space, overlaps->subjects, error) : NULL;
  if (!preferences)
    return XA_CLI_FAILED;
  xa_cli_scope_remark (overlaps->subjects, xa_cli_wants_json (self) ? XA_CLI_FORM_DATA : XA_CLI_FORM_TEXT);
  if (xa_cli_wants_json (self))
    print_json (overlaps, preferences);
  else
    print_tables (&scope.scope, overlaps, preferences);

  return XA_CLI_OK;
}

static const XaCliOption compare_options[] = {
  XA_CLI_SCOPE_OPTIONS,
  { NULL },
};

const XaCliCommand xa_cli_compare_commands[] = {
  { "compare", "AUDIENCE AUDIENCE...", "Compare audiences: what they share and prefer",
    "Mutual members of every two, then what all of them prefer more than other people of the platform do\n"
    "(shared), and what only one of them does (distinctive).",
    compare_options, 2, 30, run_compare },
  { NULL },
};
