/*
 * X API v2. In August 2026 its description began to say "post" where it said "tweet", in parameters and in
 * answers; which of both a server takes is found out once and remembered, and both are read.
 */
#include "model/xa-time.h"
#include "model/xa-language.h"
#include "providers/x/xa-x-way.h"

#include <math.h>
#include <string.h>

#define USER_FIELDS "public_metrics,protected"
#define TWEET_FIELDS "public_metrics,created_at,lang,entities,author_id,referenced_tweets,attachments"
#define POST_FIELDS "public_metrics,created_at,lang,entities,attachments"
#define POST_EXPANSIONS "author_id,referenced_posts"

/* How posts are asked for: absent as tweets, "post" as posts. It holds for the whole connection. */
#define MARK_SPELLING "@spelling"

/* A list of people costs by the person: so that what a budget has left is not bound for long. */
#define PEOPLE_A_PAGE 100

#define QUARTER (15 * 60 * G_USEC_PER_SEC)

/* --- refusals ------------------------------------------------------------------------------------- */

/* The last part of the address by which a problem is known. */
static const struct {
  const char *problem;
  XaNetError  code;
  const char *message; /* (nullable): the usual words */
} problems[] = {
  { "resource-not-found", XA_NET_ERROR_GONE, N_ ("X knows no account, list or post of this name; it may have been renamed, suspended or deleted.") },
  { "not-authorized-for-resource", XA_NET_ERROR_FORBIDDEN, N_ ("X keeps this to people whom the account lets see it.") },
  { "disallowed-resource", XA_NET_ERROR_FORBIDDEN, NULL },
  { "resource-unavailable", XA_NET_ERROR_TRANSIENT, NULL },
  { "usage-capped", XA_NET_ERROR_PAYMENT, N_ ("The month's share or the credits of the X app are used up; add credits in X's developer console.") },
  { "credits", XA_NET_ERROR_PAYMENT, N_ ("The credits of the X app are used up; add credits in X's developer console.") },
  { "client-forbidden", XA_NET_ERROR_AUTH, N_ ("The X app may not ask this: it has to belong to a project in X's developer console.") },
  { "client-not-enrolled", XA_NET_ERROR_AUTH, N_ ("The X app may not ask this: it has to belong to a project in X's developer console.") },
  { "unsupported-authentication", XA_NET_ERROR_SCOPE, N_ ("X answers this only to a signed-in account, not to an app.") },
  { "invalid-request", XA_NET_ERROR_BAD_REQUEST, NULL },
};

static gboolean
judge (const XaJsonAt *problem,
       XaRefusal      *refusal)
{
  XaSpan type = xa_json_maybe_text (problem, "type");
  XaSpan reason = xa_json_maybe_text (problem, "reason");

  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++) {
    if (!(type.len && g_strstr_len (type.str, (gssize) type.len, problems[i].problem)) && !xa_span_equal (reason, problems[i].problem))
      continue;
    refusal->code = problems[i].code;
    if (problems[i].message)
      g_strlcpy (refusal->message, problems[i].message, sizeof refusal->message);
    return TRUE;
  }

  return FALSE;
}

/* An answer without data, and only with what is wrong, comes with status 200 as well. */
static gboolean
read_refusal (const XaResponse *response,
              XaRefusal        *refusal)
{
  gboolean    is_bad = response->status >= 400;
  gsize       size;
  const char *body = g_bytes_get_data (response->body, &size);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt    root, errors, first;
  JsonObject *object;

  if (!is_bad && !(size > 0 && g_strstr_len (body, (gssize) size, "\"errors\"")))
    return FALSE;
  json = xa_response_parse (response, NULL);
  if (!json)
    return is_bad;
  root = xa_json_root (json);
  if (!xa_json_is_object (&root))
    return is_bad;
  errors = xa_json_maybe_array (&root, "errors");
  first = xa_json_element (&errors, 0);
  object = json_node_get_object (root.node);
  if (!is_bad && (!first.node || json_object_has_member (object, "data") || json_object_has_member (object, "meta")))
    return FALSE;
  xa_json_forgive (json);
  if (!judge (&root, refusal) && first.node && xa_json_is_object (&first))
    judge (&first, refusal);

  return TRUE;
}

static gboolean
get_rate (const char *bucket,
          XaRate     *rate)
{
  return xa_x_get_rate (&xa_x_v2, bucket, rate);
}

const XaDialect xa_x_v2_dialect = {
  .platform = "X",
  .sign = XA_SIGN_BEARER,
  .rate = { .capacity = 900, .period_us = QUARTER },
  .get_rate = get_rate,
  .read_refusal = read_refusal,
};

/* --- questions ------------------------------------------------------------------------------------ */

static gboolean
says_post (XaFetch *fetch)
{
  return g_strcmp0 (xa_fetch_get_mark (fetch, MARK_SPELLING), "post") == 0;
}

static gboolean
is_about_posts (XaXQuestion question)
{
  return question == XA_X_POSTS || question == XA_X_SEARCH;
}

static gboolean
rephrase (XaFetch    *fetch,
          XaXQuestion question)
{
  if (!is_about_posts (question))
    return FALSE;
  xa_fetch_set_mark (fetch, MARK_SPELLING, says_post (fetch) ? NULL : "post");

  return TRUE;
}

/* Times of a search are to the second. */
static void
add_time (XaRequest  *request,
          const char *name,
          gint64      at_us)
{
  g_autofree char *text = at_us == XA_TIME_UNKNOWN ? NULL : xa_time_format (at_us - at_us % G_USEC_PER_SEC);

  xa_request_add_query (request, name, text);
}

static XaRequest *
ask_search (XaFetch    *fetch,
            const char *words)
{
  const XaTarget *target = xa_fetch_get_target (fetch);
  XaRequest      *request = xa_request_new ("GET", "2", "tweets", "search", "recent", NULL);

  xa_request_add_query (request, "query", words);
  add_time (request, "start_time", target->from_us);
  add_time (request, "end_time", target->to_us);

  return request;
}

static void
add_post_fields (XaFetch   *fetch,
                 XaRequest *request)
{
  if (says_post (fetch)) {
    xa_request_add_query (request, "post.fields", POST_FIELDS);
    xa_request_add_query (request, "expansions", POST_EXPANSIONS);
  } else {
    xa_request_add_query (request, "tweet.fields", TWEET_FIELDS);
  }
}

static XaRequest *
make_request (XaFetch    *fetch,
              XaXQuestion question,
              const char *subject)
{
  XaRequest *request;

  switch (question) {
  case XA_X_ACCOUNT:
    request = subject[0] == '@' ? xa_request_new ("GET", "2", "users", "by", "username", subject + 1, NULL) : xa_request_new ("GET", "2", "users", subject, NULL);
    xa_request_add_query (request, "user.fields", USER_FIELDS);
    return request;
  case XA_X_LIST:
    request = xa_request_new ("GET", "2", "lists", subject, NULL);
    xa_request_add_query (request, "list.fields", "member_count,private");
    return request;
  case XA_X_FOLLOWERS:
    return xa_request_new ("GET", "2", "users", subject, "followers", NULL);
  case XA_X_LIST_MEMBERS:
    return xa_request_new ("GET", "2", "lists", subject, "members", NULL);
  case XA_X_REPOSTERS:
    return xa_request_new ("GET", "2", "tweets", subject, "retweeted_by", NULL);
  case XA_X_SEARCH:
    return ask_search (fetch, subject);
  default:
    request = xa_request_new ("GET", "2", "users", subject, "tweets", NULL);
    xa_request_add_query (request, "exclude", "replies,retweets");
    return request;
  }
}

static XaRequest *
request (XaFetch    *fetch,
         XaXQuestion question,
         const char *subject,
         const char *cursor)
{
  XaRequest *request = make_request (fetch, question, subject);

  if (question == XA_X_ACCOUNT || question == XA_X_LIST)
    return request;
  xa_request_add_query_int (request, "max_results", xa_x_v2.tariffs[question].page);
  xa_request_add_query (request, question == XA_X_SEARCH ? "next_token" : "pagination_token", cursor);
  if (is_about_posts (question))
    add_post_fields (fetch, request);

  return request;
}

/* --- answers -------------------------------------------------------------------------------------- */

/* A count under its name of before, or of after. */
static gint64
get_count (const XaJsonAt *at,
           const char     *before,
           const char     *after)
{
  gint64 count = xa_json_maybe_count (at, before);

  return count == XA_COUNT_UNKNOWN ? xa_json_maybe_count (at, after) : count;
}

static void
read_card (const XaJsonAt *root,
           XaXQuestion     question,
           XaXCard        *card)
{
  XaJsonAt data = xa_json_object (root, "data");
  XaJsonAt metrics = xa_json_maybe_object (&data, "public_metrics");
  XaSpan   name = xa_json_maybe_text (&data, "name");
  XaSpan   handle = question == XA_X_ACCOUNT ? xa_json_text (&data, "username") : XA_SPAN_NONE;

  card->id = xa_x_read_id (&data, "id");
  card->handle = handle.len ? g_ascii_strdown (handle.str, (gssize) handle.len) : NULL;
  card->title = xa_span_dup (name.len ? name : handle);
  if (question == XA_X_LIST) {
    card->members = xa_json_maybe_count (&data, "member_count");
    return;
  }
  card->members = xa_json_maybe_count (&metrics, "followers_count");
  card->posts = get_count (&metrics, "tweet_count", "post_count");
  card->is_protected = xa_json_maybe_boolean (&data, "protected", FALSE);
}

/* Accounts that came along with the posts are paid for like others. */
static void
read_page (XaXQuestion question,
           XaXPage    *page)
{
  XaJsonAt meta = xa_json_maybe_object (&page->root, "meta");
  XaJsonAt errors = xa_json_maybe_array (&page->root, "errors");
  XaJsonAt includes = xa_json_maybe_object (&page->root, "includes");
  XaJsonAt users = xa_json_maybe_array (&includes, "users");
  XaSpan   next = xa_json_maybe_text (&meta, "next_token");

  /* Where there is nothing to tell, there is no list. */
  page->items = meta.node ? xa_json_maybe_array (&page->root, "data") : xa_json_array (&page->root, "data");
  page->next = next.len ? xa_span_dup (next) : NULL;
  page->n_lost = xa_json_length (&errors);
  page->paid = xa_x_v2.tariffs[XA_X_ACCOUNT].price * xa_json_length (&users);
}

static XaSpan
read_person (const XaJsonAt *item,
             gboolean       *is_hidden)
{
  *is_hidden = FALSE;

  return xa_json_id (item, "id");
}

static gint64
read_post_time (const XaJsonAt *item)
{
  return xa_json_instant (item, "created_at");
}

static gint64
count_reposts (const XaJsonAt *item)
{
  XaJsonAt metrics = xa_json_maybe_object (item, "public_metrics");

  return get_count (&metrics, "retweet_count", "repost_count");
}

static XaJsonAt
get_references (const XaJsonAt *item)
{
  XaJsonAt before = xa_json_maybe_array (item, "referenced_tweets");

  return before.node ? before : xa_json_maybe_array (item, "referenced_posts");
}

static void
read_post (const XaJsonAt *item,
           XaXPost        *post)
{
  XaJsonAt metrics = xa_json_maybe_object (item, "public_metrics");
  XaJsonAt attachments = xa_json_maybe_object (item, "attachments");
  XaJsonAt media = xa_json_maybe_array (&attachments, "media_keys");
  XaJsonAt references = get_references (item);

  *post = (XaXPost) {
    .author = xa_json_maybe_id (item, "author_id"),
    .tag_name = "tag",
    .mention_id = "id",
    .record = {
      .native_id = xa_json_id (item, "id"),
      .at_us = read_post_time (item),
      .text = xa_json_maybe_text (item, "text"),
      .lang = xa_x_language (xa_json_maybe_text (item, "lang")),
      .reactions = xa_json_maybe_count (&metrics, "like_count"),
      .comments = xa_json_maybe_count (&metrics, "reply_count"),
      .shares = xa_x_add_counts (get_count (&metrics, "retweet_count", "repost_count"), xa_json_maybe_count (&metrics, "quote_count")),
      .views = xa_json_maybe_count (&metrics, "impression_count"),
      .has_media = xa_json_length (&media) > 0,
      .rating = NAN,
    },
  };
  post->entities = xa_json_maybe_object (item, "entities");
  post->hashtags = xa_json_maybe_array (&post->entities, "hashtags");
  post->mentions = xa_json_maybe_array (&post->entities, "mentions");
  for (guint i = 0; i < xa_json_length (&references); i++) {
    XaJsonAt reference = xa_json_element (&references, i);
    XaSpan   type = xa_json_maybe_text (&reference, "type");

    if (xa_span_equal (type, "replied_to"))
      post->record.reply_to = xa_json_maybe_id (&reference, "id");
    post->is_forward |= xa_span_equal (type, "retweeted") || xa_span_equal (type, "reposted");
  }
}

const XaXWay xa_x_v2 = {
  .id = "x-api",
  .shows_all = TRUE,
  .tariffs = {
    [XA_X_ACCOUNT] = { 1, 0.010, { 300, QUARTER } },
    [XA_X_LIST] = { 1, 0.005, { 75, QUARTER } },
    [XA_X_FOLLOWERS] = { PEOPLE_A_PAGE, 0.010, { 300, QUARTER } },
    [XA_X_LIST_MEMBERS] = { PEOPLE_A_PAGE, 0.010, { 900, QUARTER } },
    [XA_X_POSTS] = { 100, 0.005, { 900, QUARTER } },
    [XA_X_SEARCH] = { 100, 0.005, { 300, QUARTER } },
    [XA_X_REPOSTERS] = { PEOPLE_A_PAGE, 0.010, { 75, QUARTER } },
  },
  .request = request,
  .rephrase = rephrase,
  .read_card = read_card,
  .read_page = read_page,
  .read_person = read_person,
  .read_post_time = read_post_time,
  .count_reposts = count_reposts,
  .read_post = read_post,
};
