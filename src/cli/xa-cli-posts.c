#include "cli/xa-cli-posts.h"

#include "cli/xa-cli-output.h"
#include "cli/xa-cli-overview.h"
#include "cli/xa-cli-scope.h"
#include "insight/xa-post-page.h"

#include <math.h>
#include <string.h>

#define PAGE_IF_NOT_GIVEN 20
#define MOST_A_PAGE 10000
#define AGE_IF_NOT_GIVEN 24
#define MOST_AGE 100000

static const char *const orders[] = {
  [XA_POSTS_NEWEST] = "newest",
  [XA_POSTS_MOST_REACTIONS] = "reactions",
  [XA_POSTS_MOST_COMMENTS] = "comments",
  [XA_POSTS_MOST_SHARES] = "shares",
  [XA_POSTS_MOST_VIEWS] = "views",
};

static gboolean
read_order (XaCli       *self,
            XaPostOrder *order,
            GError     **error)
{
  const char *text = xa_cli_get_text (self, "order");

  *order = XA_POSTS_NEWEST;
  if (!text)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    if (strcmp (text, orders[i]) == 0) {
      *order = (XaPostOrder) i;
      return TRUE;
    }
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

static const char *
author_id (XaAuthorKind kind)
{
  switch (kind) {
  case XA_AUTHOR_OWN:
    return "own";
  case XA_AUTHOR_MEMBER:
    return "member";
  case XA_AUTHOR_BOT:
    return "bot";
  case XA_AUTHOR_UNKNOWN:
    break;
  }

  return "unknown";
}

static void
add_counters_at_age (JsonBuilder        *builder,
                     const XaListedPost *listed)
{
  json_builder_set_member_name (builder, "at_age");
  json_builder_begin_object (builder);
  for (int c = 0; c < XA_N_COUNTERS; c++) {
    json_builder_set_member_name (builder, xa_cli_counter_id ((XaCounter) c));
    if (isnan (listed->at_age[c]))
      json_builder_add_null_value (builder);
    else
      json_builder_add_double_value (builder, listed->at_age[c]);
  }
  json_builder_end_object (builder);
}

static void
add_post (JsonBuilder        *builder,
          const XaListedPost *listed)
{
  const XaPost *post = listed->post;
  gboolean      own = post->author_kind == XA_AUTHOR_OWN;

  json_builder_begin_object (builder);
  xa_cli_json_number (builder, "id", own ? post->id : XA_COUNT_UNKNOWN);
  xa_cli_json_time (builder, "at", post->at_us);
  xa_cli_json_text (builder, "author", author_id (post->author_kind));
  xa_cli_json_number (builder, "reactions", post->counters.reactions);
  xa_cli_json_number (builder, "comments", post->counters.comments);
  xa_cli_json_number (builder, "shares", post->counters.shares);
  xa_cli_json_number (builder, "views", post->counters.views);
  xa_cli_json_time (builder, "seen", post->counters.seen_us);
  add_counters_at_age (builder, listed);
  xa_cli_json_text (builder, "lang", post->lang);
  xa_cli_json_number (builder, "characters", post->n_chars);
  xa_cli_json_flag (builder, "media", post->has_media);
  xa_cli_json_text (builder, "text", own ? post->text : NULL);
  json_builder_end_object (builder);
}

static void
print_json (const XaPostPage *page)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  xa_cli_json_text (builder, "audience", page->subject->name);
  xa_cli_json_text (builder, "platform", xa_platform_id (page->subject->platform));
  xa_cli_json_flag (builder, "simulated", page->subject->simulated);
  xa_cli_json_number (builder, "age_hours", page->age_us / XA_USEC_PER_HOUR);
  json_builder_set_member_name (builder, "posts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < page->posts->len; i++)
    add_post (builder, page->posts->pdata[i]);
  json_builder_end_array (builder);
  xa_cli_json_text (builder, "next", page->next);
  json_builder_end_object (builder);
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

    xa_cli_table_add (table, (const char *[]) { at, author_id (post->author_kind), reactions, comments, shares, views, text, NULL });
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
