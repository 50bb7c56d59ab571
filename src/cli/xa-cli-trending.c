#include "cli/xa-cli-trending.h"

#include "cli/xa-cli-figure.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-scope.h"
#include "report/xa-answers.h"

#define HOURS_IF_NOT_GIVEN 24
#define MOST_HOURS 720

static void
print_json (const XaTrending *trending)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  xa_answer_trending (builder, trending);
  xa_cli_json_print (builder);
}

static void
print_table (const XaScope    *scope,
             const XaTrending *trending)
{
  static const char *const columns[] = { "Hashtag", ">Score", ">Posts", ">Usual", ">People", "First seen", "Audiences", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);
  g_autofree char *from = xa_cli_format_time (trending->from_us);
  g_autofree char *to = xa_cli_format_time (trending->to_us);

  for (guint i = 0; i < trending->trends->len; i++) {
    const XaTrend   *trend = trending->trends->pdata[i];
    char             score[G_ASCII_DTOSTR_BUF_SIZE], expected[G_ASCII_DTOSTR_BUF_SIZE];
    g_autofree char *posts = xa_cli_format_people (scope, &trend->n);
    g_autofree char *people = trend->people.kind == XA_FIGURE_NOT_COMPARABLE ? g_strdup ("own posts") : xa_cli_format_people (scope, &trend->people);
    g_autofree char *first = xa_cli_format_time (trend->first_seen_us);
    g_autoptr (GString) names = g_string_new (NULL);

    for (guint k = 0; k < trend->audiences->len; k++)
      g_string_append_printf (names, "%s%s", k ? ", " : "", (const char *) trend->audiences->pdata[k]);
    xa_cli_table_add (table, (const char *[]) { trend->tag, g_ascii_formatd (score, sizeof score, "%.1f", trend->score), posts,
                                                g_ascii_formatd (expected, sizeof expected, "%.1f", trend->expected), people, first, names->str, NULL });
  }
  if (trending->trends->len)
    xa_cli_table_print (table);
  else
    xa_cli_say ("No hashtag is used more than usual.");
  if (trending->to_us != XA_TIME_UNKNOWN)
    xa_cli_say ("From %s to %s, against the 28 spans of that length before.", from, to);
  if (trending->n_hidden)
    xa_cli_say ("%u more, used by too few people to be named.", trending->n_hidden);
}

static XaCliExit
run_trending (XaCli   *self,
              GError **error)
{
  g_auto (XaCliScope) scope = { 0 };
  g_autoptr (XaTrending) trending = NULL;
  gint64 hours = xa_cli_get_number (self, "hours", HOURS_IF_NOT_GIVEN);

  if (hours < 1 || hours > MOST_HOURS)
    return xa_cli_usage (error, "--hours takes a number from 1 to %d", MOST_HOURS);
  if (!xa_cli_scope_open (self, FALSE, &scope, error))
    return XA_CLI_FAILED;
  trending = xa_trending_new (&scope.scope, (guint) hours, error);
  if (!trending)
    return XA_CLI_FAILED;
  if (trending->simulated)
    xa_cli_scope_mark_simulated (xa_cli_wants_json (self) ? XA_CLI_FORM_DATA : XA_CLI_FORM_TEXT);
  if (xa_cli_wants_json (self))
    print_json (trending);
  else
    print_table (&scope.scope, trending);

  return XA_CLI_OK;
}

static const XaCliOption trending_options[] = {
  { "hours", 0, XA_CLI_NUMBER, "N", "how long the span is that is judged; 24 if not given" },
  XA_CLI_SCOPE_OPTIONS,
  { NULL },
};

const XaCliCommand xa_cli_trending_commands[] = {
  { "trending", "", "Say which hashtags are used more than usual",
    "The span that ends with the last post (until --to) is judged against the 28 before it. A score is in\n"
    "deviations; 3 and more are told, if the false discovery rate q (Benjamini-Hochberg, over all hashtags that\n"
    "were judged) is at most 5 %. A hashtag of members is named only if enough of them used it in the span.",
    trending_options, 0, 0, run_trending },
  { NULL },
};
