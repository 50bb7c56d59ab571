#include "cli/xa-cli-overview.h"

#include "cli/xa-cli-figure.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-scope.h"
#include "report/xa-answers.h"

static void
print_json (const XaOverview *overview)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  xa_answer_overview (builder, overview);
  xa_cli_json_print (builder);
}

static char *
format_counter (const XaPostSums *posts,
                XaCounter         counter)
{
  return posts->counters[counter].n ? xa_cli_format_count (posts->counters[counter].sum) : g_strdup ("-");
}

static void
add_row (XaCliTable       *table,
         const char       *name,
         guint             n_audiences,
         const char       *people,
         const char       *sum,
         const XaPostSums *sums)
{
  g_autofree char *audiences = xa_cli_format_count (n_audiences);
  g_autofree char *posts = xa_cli_format_count (sums->n);
  g_autofree char *reactions = format_counter (sums, XA_COUNTER_REACTIONS);
  g_autofree char *comments = format_counter (sums, XA_COUNTER_COMMENTS);
  g_autofree char *shares = format_counter (sums, XA_COUNTER_SHARES);
  g_autofree char *views = format_counter (sums, XA_COUNTER_VIEWS);

  xa_cli_table_add (table, (const char *[]) { name, audiences, people, sum, posts, reactions, comments, shares, views, NULL });
}

static void
print_table (const XaScope    *scope,
             const XaOverview *overview)
{
  static const char *const columns[] = { "Platform", ">Audiences", ">Different people", ">Sum of members", ">Posts",
                                         ">Reactions", ">Comments", ">Shares", ">Views", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);
  g_autofree char *first = xa_cli_format_time (overview->posts.first_us);
  g_autofree char *last = xa_cli_format_time (overview->posts.last_us);

  for (guint i = 0; i < overview->platforms->len; i++) {
    const XaOverviewPlatform *platform = &g_array_index (overview->platforms, XaOverviewPlatform, i);
    g_autofree char          *people = xa_cli_format_people (scope, &platform->different_people);
    g_autofree char          *sum = xa_cli_format_people (scope, &platform->sum_of_members);

    add_row (table, xa_platform_name (platform->platform), platform->n_audiences, people, sum, &platform->posts);
  }
  if (overview->platforms->len > 1)
    add_row (table, "All", overview->subjects->len, "-", "-", &overview->posts);
  xa_cli_table_print (table);
  if (overview->posts.n)
    xa_cli_say ("Posts from %s to %s. People cannot be matched across platforms.", first, last);
}

static XaCliExit
run_overview (XaCli   *self,
              GError **error)
{
  g_auto (XaCliScope) scope = { 0 };
  g_autoptr (XaOverview) overview = NULL;

  if (!xa_cli_scope_open (self, FALSE, &scope, error))
    return XA_CLI_FAILED;
  overview = xa_overview_new (&scope.scope, error);
  if (!overview)
    return XA_CLI_FAILED;
  xa_cli_scope_remark (overview->subjects, xa_cli_wants_json (self) ? XA_CLI_FORM_DATA : XA_CLI_FORM_TEXT);
  if (xa_cli_wants_json (self))
    print_json (overview);
  else if (overview->subjects->len > 0)
    print_table (&scope.scope, overview);
  else
    xa_cli_say ("There is no audience in this workspace yet; import an export or a list of members.");

  return XA_CLI_OK;
}

static const XaCliOption overview_options[] = {
  XA_CLI_SCOPE_OPTIONS,
  { NULL },
};

const XaCliCommand xa_cli_overview_commands[] = {
  { "overview", "", "Say what there is in a workspace",
    "Different people are those in any list, each counted once; the sum of members counts them as often as\n"
    "they occur. A sum of reactions is of the posts for which the platform gave them.",
    overview_options, 0, 0, run_overview },
  { NULL },
};
