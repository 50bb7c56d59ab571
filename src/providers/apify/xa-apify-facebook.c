/* Items of apify/facebook-pages-scraper, facebook-posts-scraper and facebook-comments-scraper. */
#include "providers/apify/xa-apify-pass.h"

#include "providers/xa-hashtags.h"

#include <math.h>
#include <string.h>

static void
ask (const XaTarget *target,
     JsonBuilder    *input)
{
  g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (urls, g_strconcat ("https://www.facebook.com/", target->handle ? target->handle : target->id, NULL));
  xa_apify_add_urls (input, "startUrls", urls);
}

static void
ask_posts (const XaTarget *target,
           guint           n,
           gint64          since_us,
           JsonBuilder    *input)
{
  ask (target, input);
  xa_apify_add_int (input, "resultsLimit", n);
  xa_apify_add_day (input, "onlyPostsNewerThan", since_us);
}

static void
ask_comments (const GPtrArray *urls,
              guint            n_each,
              JsonBuilder     *input)
{
  xa_apify_add_urls (input, "startUrls", urls);
  xa_apify_add_int (input, "resultsLimit", n_each);
}

static gboolean
take_profile (XaApifyPass    *self,
              const XaJsonAt *item,
              GError        **error)
{
  XaSpan title = xa_json_maybe_text (item, "title");
  XaSpan name = xa_json_maybe_text (item, "pageName");
  gint64 members = xa_json_maybe_count (item, "followers");

  xa_json_forgive (item->document);
  if (!title.len)
    title = name;
  if (members == XA_COUNT_UNKNOWN && !title.len)
    return TRUE;

  return xa_apify_add_profile (self, title, members, XA_COUNT_UNKNOWN, error);
}

/* The address that was asked for is the one that the comments name. */
static XaSpan
read_url (const XaJsonAt *item)
{
  XaSpan whole = xa_json_maybe_text (item, "topLevelUrl");

  return whole.len ? whole : xa_json_maybe_text (item, "url");
}

static gboolean
read_post (XaApifyPass    *self,
           const XaJsonAt *item,
           XaSpan         *url,
           XaSpan         *id)
{
  *url = read_url (item);
  *id = xa_json_maybe_id (item, "postId");

  return xa_json_maybe_count (item, "comments") != 0;
}

/* "topReactionsCount" is how many kinds of reactions are shown, and no total. */
static gboolean
take_post (XaApifyPass    *self,
           const XaJsonAt *item,
           GError        **error)
{
  XaJsonAt     media = xa_json_maybe_array (item, "media");
  XaPostRecord post = {
    .native_id = xa_json_id (item, "postId"),
    .at_us = xa_apify_time (item, "time", "timestamp"),
    .author_kind = XA_AUTHOR_OWN,
    .text = xa_json_maybe_text (item, "text"),
    .reactions = xa_json_maybe_count (item, "likes"),
    .comments = xa_json_maybe_count (item, "comments"),
    .shares = xa_json_maybe_count (item, "shares"),
    .views = xa_json_maybe_count (item, "viewsCount"),
    .seen_us = xa_fetch_get_now (self->fetch),
    .has_media = xa_json_length (&media) > 0,
    .rating = NAN,
  };

  g_array_set_size (self->tags, 0);
  xa_hashtags_scan (post.text, self->tags);
  post.tags = (const XaSpan *) (gpointer) self->tags->data;
  post.n_tags = self->tags->len;
  if (xa_json_is_sound (item->document))
    xa_apify_see_time (self, post.at_us);

  return xa_apify_add_post (self, item, &post, error);
}

static const char *
find_post (XaApifyPass    *self,
           const XaJsonAt *item)
{
  static const char *const names[] = { "inputUrl", "facebookUrl", "postUrl" };
  const char              *post = NULL;

  for (gsize i = 0; !post && i < G_N_ELEMENTS (names); i++) {
    g_autofree char *url = xa_span_dup (xa_json_maybe_text (item, names[i]));

    post = url ? g_hash_table_lookup (self->posts, url) : NULL;
  }

  return post;
}

/* Facebook shows many people under ids that it makes up anew each time ("pfbid..."): they tell nobody
 * apart, and are not taken for people. */
static gboolean
is_lasting (XaSpan id)
{
  for (gsize i = 0; i < id.len; i++)
    if (!g_ascii_isdigit (id.str[i]))
      return FALSE;

  return id.len > 0;
}

static gboolean
take_comment (XaApifyPass    *self,
              const XaJsonAt *item,
              GError        **error)
{
  XaSpan       author = xa_json_maybe_id (item, "profileId");
  gboolean     is_own = author.len && xa_apify_is_own (self, author);
  gboolean     is_lasted = is_lasting (author);
  XaPostRecord comment = {
    .native_id = xa_json_id (item, "id"),
    .at_us = xa_json_instant (item, "date"),
    .author_kind = is_own ? XA_AUTHOR_OWN : is_lasted ? XA_AUTHOR_MEMBER
                                                      : XA_AUTHOR_UNKNOWN,
    .author = { .id = is_lasted && !is_own ? author : XA_SPAN_NONE },
    .text = xa_json_maybe_text (item, "text"),
    .reply_to = xa_span (find_post (self, item)),
    .reactions = xa_json_maybe_count (item, "likesCount"),
    .parent_is_counted = TRUE,
    .comments = xa_json_maybe_count (item, "commentsCount"),
    .shares = XA_COUNT_UNKNOWN,
    .views = XA_COUNT_UNKNOWN,
    .seen_us = xa_fetch_get_now (self->fetch),
    .rating = NAN,
  };

  return xa_apify_add_post (self, item, &comment, error);
}

const XaApifyKind xa_apify_kind_facebook = {
  .platform = XA_PLATFORM_FACEBOOK,
  .profile_actor = "apify~facebook-pages-scraper",
  .posts_actor = "apify~facebook-posts-scraper",
  .comments_actor = "apify~facebook-comments-scraper",
  .profile_price = 0.01,
  .posts_price = 0.005,
  .comments_price = 0.0025,
  .ask_profile = ask,
  .ask_posts = ask_posts,
  .ask_comments = ask_comments,
  .take_profile = take_profile,
  .take_post = take_post,
  .take_comment = take_comment,
  .read_post = read_post,
};
