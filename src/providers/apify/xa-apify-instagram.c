/* Items of apify/instagram-scraper. */
#include "providers/apify/xa-apify-pass.h"

#include <math.h>
#include <string.h>

#define ACTOR "apify~instagram-scraper"

static const char *const post_marks[] = { "/p/", "/reel/", "/tv/", NULL };

static void
ask (const XaTarget *target,
     const char     *what,
     guint           n,
     JsonBuilder    *input)
{
  g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (urls, g_strdup_printf ("https://www.instagram.com/%s%s/", target->kind == XA_TARGET_TAG ? "explore/tags/" : "", target->handle));
  xa_apify_add_texts (input, "directUrls", urls);
  xa_apify_add_text (input, "resultsType", what);
  xa_apify_add_int (input, "resultsLimit", n);
}

static void
ask_profile (const XaTarget *target,
             JsonBuilder    *input)
{
  ask (target, "details", 1, input);
}

static void
ask_posts (const XaTarget *target,
           guint           n,
           gint64          since_us,
           JsonBuilder    *input)
{
  ask (target, "posts", n, input);
  xa_apify_add_day (input, "onlyPostsNewerThan", since_us);
}

static void
ask_comments (const GPtrArray *urls,
              guint            n_each,
              JsonBuilder     *input)
{
  xa_apify_add_texts (input, "directUrls", urls);
  xa_apify_add_text (input, "resultsType", "comments");
  xa_apify_add_int (input, "resultsLimit", n_each);
}

static gboolean
take_profile (XaApifyPass    *self,
              const XaJsonAt *item,
              GError        **error)
{
  XaSpan title = xa_json_maybe_text (item, "fullName");
  gint64 members = xa_json_maybe_count (item, "followersCount");
  gint64 posts = xa_json_maybe_count (item, "postsCount");

  xa_json_forgive (item->document);
  if (members == XA_COUNT_UNKNOWN && !title.len)
    return TRUE;

  return xa_apify_add_profile (self, title, members, posts, error);
}

/* Known by the code in its address, which comments and other ways to it have as well. */
static XaSpan
read_code (const XaJsonAt *item)
{
  XaSpan code = xa_json_maybe_text (item, "shortCode");

  return code.len ? code : xa_apify_part_of_url (xa_json_maybe_text (item, "url"), post_marks);
}

static gboolean
read_post (XaApifyPass    *self,
           const XaJsonAt *item,
           XaSpan         *url,
           XaSpan         *id)
{
  *url = xa_json_maybe_text (item, "url");
  *id = read_code (item);

  return xa_json_maybe_count (item, "commentsCount") != 0;
}

static void
read_tags (XaApifyPass    *self,
           const XaJsonAt *item)
{
  XaJsonAt tags = xa_json_maybe_array (item, "hashtags");

  g_array_set_size (self->tags, 0);
  for (guint i = 0; i < xa_json_length (&tags); i++) {
    XaJsonAt tag = xa_json_element (&tags, i);
    XaSpan   text = xa_json_as_text (&tag);

    if (text.len)
      g_array_append_val (self->tags, text);
  }
}

/* --- comments -------------------------------------------------------------------------------- */

/* Samples of older versions have no id; a time within a post is as good. */
static void
make_comment_id (XaApifyPass    *self,
                 const XaJsonAt *item,
                 XaSpan          post,
                 gint64          at_us)
{
  XaSpan id = xa_json_maybe_id (item, "id");

  g_string_printf (self->id, "%.*s/", (int) post.len, post.str ? post.str : "");
  if (id.len)
    g_string_append_len (self->id, id.str, (gssize) id.len);
  else
    g_string_append_printf (self->id, "%" G_GINT64_FORMAT, at_us);
}

static gboolean
add_comment (XaApifyPass    *self,
             const XaJsonAt *item,
             XaSpan          post,
             GError        **error)
{
  XaSpan       name = xa_json_text (item, "ownerUsername");
  gint64       at_us = xa_json_instant (item, "timestamp");
  gboolean     is_own = name.len && xa_apify_is_own (self, name);
  XaPostRecord comment = {
    .at_us = at_us,
    .author_kind = is_own ? XA_AUTHOR_OWN : XA_AUTHOR_MEMBER,
    .text = xa_json_maybe_text (item, "text"),
    .reply_to = post,
    .reactions = xa_json_maybe_count (item, "likesCount"),
    .parent_is_counted = TRUE,
    .comments = xa_json_maybe_count (item, "repliesCount"),
    .shares = XA_COUNT_UNKNOWN,
    .views = XA_COUNT_UNKNOWN,
    .seen_us = xa_fetch_get_now (self->fetch),
    .rating = NAN,
  };

  make_comment_id (self, item, post, at_us);
  xa_apify_lower (name, self->author);
  comment.native_id = xa_span (self->id->str);
  if (!is_own)
    comment.author = (XaPerson) { .id = xa_span (self->author->str), .by_handle = TRUE };

  return xa_apify_add_post (self, item, &comment, error);
}

static gboolean
take_comment (XaApifyPass    *self,
              const XaJsonAt *item,
              GError        **error)
{
  XaSpan post = xa_apify_part_of_url (xa_json_maybe_text (item, "postUrl"), post_marks);

  return add_comment (self, item, post, error);
}

/* --- posts ----------------------------------------------------------------------------------- */

static gboolean
add_latest_comments (XaApifyPass    *self,
                     const XaJsonAt *item,
                     GError        **error)
{
  XaJsonAt comments = xa_json_maybe_array (item, "latestComments");
  XaSpan   post = read_code (item);

  for (guint i = 0; i < xa_json_length (&comments); i++) {
    XaJsonAt comment = xa_json_element (&comments, i);

    if (xa_json_is_object (&comment) && !add_comment (self, &comment, post, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
take_post (XaApifyPass    *self,
           const XaJsonAt *item,
           GError        **error)
{
  XaSpan       owner = xa_json_maybe_text (item, "ownerUsername");
  gint64       plays = xa_json_maybe_count (item, "videoPlayCount");
  gboolean     is_tag = self->target->kind == XA_TARGET_TAG;
  XaPostRecord post = {
    .native_id = read_code (item),
    .at_us = xa_json_instant (item, "timestamp"),
    .author_kind = xa_apify_is_own (self, owner) ? XA_AUTHOR_OWN : is_tag && owner.len ? XA_AUTHOR_MEMBER
                                                                                       : XA_AUTHOR_UNKNOWN,
    .text = xa_json_maybe_text (item, "caption"),
    .reactions = xa_json_maybe_count (item, "likesCount"),
    .comments = xa_json_maybe_count (item, "commentsCount"),
    .shares = XA_COUNT_UNKNOWN,
    .views = plays != XA_COUNT_UNKNOWN ? plays : xa_json_maybe_count (item, "videoViewCount"),
    .seen_us = xa_fetch_get_now (self->fetch),
    .has_media = TRUE,
    .rating = NAN,
  };

  read_tags (self, item);
  xa_apify_lower (owner, self->author);
  post.tags = (const XaSpan *) (gpointer) self->tags->data;
  post.n_tags = self->tags->len;
  if (post.author_kind == XA_AUTHOR_MEMBER)
    post.author = (XaPerson) { .id = xa_span (self->author->str), .by_handle = TRUE };
  if (!xa_json_is_sound (item->document))
    return xa_apify_add_post (self, item, &post, error);
  xa_apify_see_time (self, post.at_us);

  return xa_apify_add_post (self, item, &post, error) && xa_apify_add_mentions (self, item, post.at_us, error) && add_latest_comments (self, item, error);
}

const XaApifyKind xa_apify_kind_instagram = {
  .platform = XA_PLATFORM_INSTAGRAM,
  .profile_actor = ACTOR,
  .posts_actor = ACTOR,
  .comments_actor = ACTOR,
  .profile_price = 0.0027,
  .posts_price = 0.0027,
  .comments_price = 0.0027,
  .ask_profile = ask_profile,
  .ask_posts = ask_posts,
  .ask_comments = ask_comments,
  .take_profile = take_profile,
  .take_post = take_post,
  .take_comment = take_comment,
  .read_post = read_post,
};
