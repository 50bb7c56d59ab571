/*
 * SocialData.tools: a service that is paid by what it returns, in the manner of X's older interface.
 */
#include "model/xa-time.h"
#include "model/xa-language.h"
#include "providers/x/xa-x-way.h"
#include "providers/xa-profile-links.h"

#include <math.h>
#include <string.h>

#define MINUTE (60 * G_USEC_PER_SEC)

/* Dollars, of each account or post. */
#define PRICE 0.0002

/* --- refusals ------------------------------------------------------------------------------------- */

static gboolean
read_refusal (const XaResponse *response,
              XaRefusal        *refusal)
{
  static const struct {
    guint       status;
    XaNetError  code;
    const char *message;
  } words[] = {
    { 401, XA_NET_ERROR_AUTH, N_ ("SocialData does not accept the key; copy it again from its dashboard.") },
    { 402, XA_NET_ERROR_PAYMENT, N_ ("The balance at SocialData is used up; top it up in its dashboard.") },
    { 403, XA_NET_ERROR_FORBIDDEN, N_ ("SocialData does not give this: the account is protected, or the key may not ask.") },
    { 404, XA_NET_ERROR_GONE, N_ ("X knows no account or post of this name; it may have been renamed, suspended or deleted.") },
    { 422, XA_NET_ERROR_BAD_REQUEST, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (response->status == words[i].status) {
      refusal->code = words[i].code;
      if (words[i].message)
        g_strlcpy (refusal->message, words[i].message, sizeof refusal->message);
    }

  return response->status >= 400;
}

const XaDialect xa_x_socialdata_dialect = {
  .platform = "SocialData",
  .sign = XA_SIGN_BEARER,
  .rate = { .capacity = 120, .period_us = MINUTE },
  .read_refusal = read_refusal,
};

/* --- questions ------------------------------------------------------------------------------------ */

/* Searches take their times as words, in seconds since 1970. */
static XaRequest *
ask_search (const XaTarget *target,
            const char     *subject)
{
  XaRequest *request = xa_request_new ("GET", "twitter", "search", NULL);
  g_autoptr (GString) words = g_string_new (subject);

  if (target->from_us != XA_TIME_UNKNOWN)
    g_string_append_printf (words, " since_time:%" G_GINT64_FORMAT, target->from_us / G_USEC_PER_SEC);
  if (target->to_us != XA_TIME_UNKNOWN)
    g_string_append_printf (words, " until_time:%" G_GINT64_FORMAT, target->to_us / G_USEC_PER_SEC);
  xa_request_add_query (request, "query", words->str);
  xa_request_add_query (request, "type", "Latest");

  return request;
}

static XaRequest *
make_request (XaFetch    *fetch,
              XaXQuestion question,
              const char *subject)
{
  XaRequest *request;

  switch (question) {
  case XA_X_ACCOUNT:
    return xa_request_new ("GET", "twitter", "user", subject[0] == '@' ? subject + 1 : subject, NULL);
  case XA_X_FOLLOWERS:
    request = xa_request_new ("GET", "twitter", "followers", "list", NULL);
    xa_request_add_query (request, "user_id", subject);
    return request;
  case XA_X_REPOSTERS:
    return xa_request_new ("GET", "twitter", "tweets", subject, "retweeted_by", NULL);
  case XA_X_SEARCH:
    return ask_search (xa_fetch_get_target (fetch), subject);
  default:
    return xa_request_new ("GET", "twitter", "user", subject, "tweets", NULL);
  }
}

static XaRequest *
request (XaFetch    *fetch,
         XaXQuestion question,
         const char *subject,
         const char *cursor)
{
  XaRequest *request = make_request (fetch, question, subject);

  xa_request_add_query (request, "cursor", cursor);

  return request;
}

/* --- answers -------------------------------------------------------------------------------------- */

static void
read_card (const XaJsonAt *root,
           XaXQuestion     question,
           XaXCard        *card)
{
  XaSpan handle = xa_json_text (root, "screen_name");
  XaSpan name = xa_json_maybe_text (root, "name");

  card->id = xa_x_read_id (root, "id_str");
  card->handle = handle.len ? g_ascii_strdown (handle.str, (gssize) handle.len) : NULL;
  card->title = xa_span_dup (name.len ? name : handle);
  card->members = xa_json_maybe_count (root, "followers_count");
  card->posts = xa_json_maybe_count (root, "statuses_count");
  card->is_protected = xa_json_maybe_boolean (root, "protected", FALSE);
}

static void
read_page (XaXQuestion question,
           XaXPage    *page)
{
  gboolean of_posts = question == XA_X_POSTS || question == XA_X_SEARCH;
  XaSpan   next = xa_json_maybe_id (&page->root, "next_cursor");

  page->items = xa_json_array (&page->root, of_posts ? "tweets" : "users");
  /* The last page has no way on, an empty one, or one to "0"; some have one and nobody on them. */
  if (next.len && !xa_span_equal (next, "0") && xa_json_length (&page->items) > 0)
    page->next = xa_span_dup (next);
}

static XaSpan
read_person (const XaJsonAt *item,
             gboolean       *is_hidden)
{
  *is_hidden = FALSE;

  return xa_json_id (item, "id_str");
}

/* Where the short links of an account lead to, as far as the answer says so. */
static guint32
read_long_links (const XaJsonAt *entities,
                 const char     *place)
{
  XaJsonAt at = xa_json_maybe_object (entities, place);
  XaJsonAt urls = xa_json_maybe_array (&at, "urls");
  guint32  platforms = 0;

  for (guint i = 0; i < MIN (xa_json_length (&urls), 16); i++) {
    XaJsonAt url = xa_json_element (&urls, i);

    platforms |= xa_profile_links_in_text (xa_json_maybe_text (&url, "expanded_url"));
  }

  return platforms;
}

static XaProfileRecord
read_profile (const XaJsonAt *item)
{
  XaJsonAt entities = xa_json_maybe_object (item, "entities");

  return (XaProfileRecord) {
    .is_read = TRUE,
    .platforms = xa_profile_links_in_text (xa_json_maybe_text (item, "description")) |
                 xa_profile_links_in_text (xa_json_maybe_text (item, "url")) |
                 read_long_links (&entities, "description") | read_long_links (&entities, "url"),
  };
}

static gint64
read_post_time (const XaJsonAt *item)
{
  return xa_json_instant (item, "tweet_created_at");
}

static gint64
count_reposts (const XaJsonAt *item)
{
  return xa_json_maybe_count (item, "retweet_count");
}

static gboolean
has_media (const XaJsonAt *item,
           const XaJsonAt *entities)
{
  XaJsonAt more = xa_json_maybe_object (item, "extended_entities");
  XaJsonAt some = xa_json_maybe_array (entities, "media");
  XaJsonAt all = xa_json_maybe_array (&more, "media");

  return xa_json_length (&some) + xa_json_length (&all) > 0;
}

static void
read_post (const XaJsonAt *item,
           XaXPost        *post)
{
  XaJsonAt user = xa_json_maybe_object (item, "user");
  XaJsonAt forwarded = xa_json_maybe_object (item, "retweeted_status");
  XaJsonAt forwarded_user = xa_json_maybe_object (&forwarded, "user");
  XaSpan   text = xa_json_maybe_text (item, "full_text");

  *post = (XaXPost) {
    .author = xa_json_maybe_id (&user, "id_str"),
    .is_forward = forwarded.node != NULL,
    .forwarded = xa_json_maybe_id (&forwarded_user, "id_str"),
    .tag_name = "text",
    .mention_id = "id_str",
    .record = {
      .native_id = xa_json_id (item, "id_str"),
      .at_us = read_post_time (item),
      .text = text.len ? text : xa_json_maybe_text (item, "text"),
      .lang = xa_x_language (xa_json_maybe_text (item, "lang")),
      .reply_to = xa_json_maybe_id (item, "in_reply_to_status_id_str"),
      .reactions = xa_json_maybe_count (item, "favorite_count"),
      .comments = xa_json_maybe_count (item, "reply_count"),
      .shares = xa_x_add_counts (count_reposts (item), xa_json_maybe_count (item, "quote_count")),
      .views = xa_json_maybe_count (item, "views_count"),
      .rating = NAN,
    },
  };
  post->entities = xa_json_maybe_object (item, "entities");
  post->hashtags = xa_json_maybe_array (&post->entities, "hashtags");
  post->mentions = xa_json_maybe_array (&post->entities, "user_mentions");
  post->record.has_media = has_media (item, &post->entities);
}

const XaXWay xa_x_socialdata_way = {
  .id = "x-socialdata",
  .tariffs = {
    [XA_X_ACCOUNT] = { 1, PRICE, { 0 } },
    [XA_X_FOLLOWERS] = { 200, PRICE, { 0 } },
    [XA_X_POSTS] = { 40, PRICE, { 0 } },
    [XA_X_SEARCH] = { 40, PRICE, { 0 } },
    [XA_X_REPOSTERS] = { 100, PRICE, { 0 } },
  },
  .request = request,
  .read_card = read_card,
  .read_page = read_page,
  .read_person = read_person,
  .read_profile = read_profile,
  .read_post_time = read_post_time,
  .count_reposts = count_reposts,
  .read_post = read_post,
};
