#include "cli/xa-cli-posts.h"

#include "cli/xa-cli-output.h"
#include "cli/xa-cli-scope.h"
#include "report/xa-answers.h"

#define PAGE_IF_NOT_GIVEN 20
#define MOST_A_PAGE 10000
#define AGE_IF_NOT_GIVEN 24
#define MOST_AGE 100000

static gboolean
read_order (XaCli       *self,
            XaPostOrder *order,
            GError     **error)
{
  const char *text = xa_cli_get_text (self, "order");

  *order = XA_POSTS_NEWEST;
  if (!text)
    return TRUE;
  if (xa_answer_order_parse (text, order))
    return TRUE;
  xa_cli_usage (error, "--order takes newest, reactions, comments, shares or views, not \"%s\"", text);

  return FALSE;
}

static gboolean
read_query (XaCli           *self,
            XaPostPageQuery *query,
            GError         **error)
{
  gint64 n = xa_cli_get_number (self, "limit", PAGE_IF_NOT_GIVEN);
  gint64 hours = xa_cli_get_number (self, "at-age", AGE_IF_NOT_GIVEN);

  *query = (XaPostPageQuery) { .name = xa_cli_get_arguments (self)[0], .n = (guint) n, .after = xa_cli_get_text (self, "after"), .age_us = hours * XA_USEC_PER_HOUR };
  if (n < 1 || n > MOST_A_PAGE)
    xa_cli_usage (error, "--limit takes a number from 1 to %d", MOST_A_PAGE);
  else if (hours > MOST_AGE)
    xa_cli_usage (error, "--at-age takes a number of hours up to %d", MOST_AGE);
  else
    return read_order (self, &query->order, error);

  return FALSE;
}

static void
print_json (const XaPostPage *page)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  xa_answer_posts (builder, page);
  xa_cli_json_print (builder);
}

static char *
format_counter (gint64 count)
{
  return count == XA_COUNT_UNKNOWN ? g_strdup ("-") : xa_cli_format_count (count);
}

static void
print_table (const XaPostPage *page)
{
  static const char *const columns[] = { "Posted", "By", ">Reactions", ">Comments", ">Shares", ">Views", "Text", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = 0; i < page->posts->len; i++) {
    const XaPost    *post = ((const XaListedPost *) page->posts->pdata[i])->post;
    g_autofree char *at = xa_cli_format_time (post->at_us);
    g_autofree char *reactions = format_counter (post->counters.reactions);
    g_autofree char *comments = format_counter (post->counters.comments);
    g_autofree char *shares = format_counter (post->counters.shares);
    g_autofree char *views = format_counter (post->counters.views);
    g_autofree char *text = xa_cli_shorten (post->text);

    xa_cli_table_add (table, (const char *[]) { at, xa_answer_author_id (post->author_kind), reactions, comments, shares, views, text, NULL });
  }
  if (page->posts->len)
    xa_cli_table_print (table);
  else
    xa_cli_say ("There is no post here.");
  if (page->next)
    xa_cli_say ("Next page: --after %s", page->next);
}

static XaCliExit
run_posts (XaCli   *self,
           GError **error)
{
  g_auto (XaCliScope) scope = { 0 };
  g_autoptr (XaPostPage) page = NULL;
  g_autoptr (GPtrArray) subjects = g_ptr_array_new ();
  XaPostPageQuery query;

  if (!read_query (self, &query, error) || !xa_cli_scope_open (self, FALSE, &scope, error))
    return XA_CLI_FAILED;
  page = xa_post_page_new (&scope.scope, &query, error);
  if (!page)
    return XA_CLI_FAILED;
  g_ptr_array_add (subjects, page->subject);
  xa_cli_scope_remark (subjects, xa_cli_wants_json (self) ? XA_CLI_FORM_DATA : XA_CLI_FORM_TEXT);
  if (xa_cli_wants_json (self))
    print_json (page);
  else
    print_table (page);

  return XA_CLI_OK;
}

static const XaCliOption posts_options[] = {
  { "order", 0, XA_CLI_TEXT, "ORDER", "newest, or those with most reactions, comments, shares or views" },
  { "limit", 0, XA_CLI_NUMBER, "N", "posts a page; 20 if not given" },
  { "after", 0, XA_CLI_TEXT, "CURSOR", "begin where the page before ended" },
  { "at-age", 0, XA_CLI_NUMBER, "HOURS", "tell (in JSON) the counters at this age of each post; 24 if not given" },
  XA_CLI_SCOPE_OPTIONS,
  { NULL },
};

const XaCliCommand xa_cli_posts_commands[] = {
  { "posts", "AUDIENCE", "List the posts of an audience",
    "Only the audience's own posts have an id and a text. Posts that come in meanwhile do not shift pages.\n"
    "Counters at an age are known where they were read before and after it.",
    posts_options, 1, 1, run_posts },
  { NULL },
};
