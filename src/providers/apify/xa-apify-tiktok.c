/* Items of clockworks/tiktok-scraper and tiktok-comments-scraper. */
#include "providers/apify/xa-apify-pass.h"

#include <math.h>
#include <string.h>

#define ACTOR "clockworks~tiktok-scraper"

static const char *const video_marks[] = { "/video/", "/photo/", NULL };

static void
add_no (JsonBuilder *input,
        const char  *name)
{
  json_builder_set_member_name (input, name);
  json_builder_add_boolean_value (input, FALSE);
}

/* Nothing but the words and numbers: videos would be paid for, too. */
static void
ask (const XaTarget *target,
     guint           n,
     JsonBuilder    *input)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (names, g_strdup (target->handle));
  xa_apify_add_texts (input, target->kind == XA_TARGET_TAG ? "hashtags" : "profiles", names);
  xa_apify_add_int (input, "resultsPerPage", n);
  add_no (input, "shouldDownloadVideos");
  add_no (input, "shouldDownloadCovers");
  add_no (input, "shouldDownloadSubtitles");
}

static void
ask_profile (const XaTarget *target,
             JsonBuilder    *input)
{
  ask (target, 1, input);
}

static void
ask_posts (const XaTarget *target,
           guint           n,
           gint64          since_us,
           JsonBuilder    *input)
{
  ask (target, n, input);
  xa_apify_add_day (input, "oldestPostDateUnified", since_us);
}

static void
ask_comments (const GPtrArray *urls,
              guint            n_each,
              JsonBuilder     *input)
{
  xa_apify_add_texts (input, "postURLs", urls);
  xa_apify_add_int (input, "commentsPerPost", n_each);
  xa_apify_add_int (input, "maxRepliesPerComment", 0);
}

/* --- what is said of the author, in an object of its own or in flat members ------------------- */

static XaSpan
read_author_text (const XaJsonAt *item,
                  const char     *nested,
                  const char     *flat)
{
  XaJsonAt meta = xa_json_maybe_object (item, "authorMeta");

  return meta.node ? xa_json_maybe_text (&meta, nested) : xa_json_maybe_text (item, flat);
}

static gint64
read_author_count (const XaJsonAt *item,
                   const char     *nested,
                   const char     *flat)
{
  XaJsonAt meta = xa_json_maybe_object (item, "authorMeta");

  return meta.node ? xa_json_maybe_count (&meta, nested) : xa_json_maybe_count (item, flat);
}

static XaSpan
read_author_id (const XaJsonAt *item)
{
  XaJsonAt meta = xa_json_maybe_object (item, "authorMeta");

  return meta.node ? xa_json_maybe_id (&meta, "id") : xa_json_maybe_id (item, "authorMeta.id");
}

static gboolean
take_profile (XaApifyPass    *self,
              const XaJsonAt *item,
              GError        **error)
{
  XaSpan title = read_author_text (item, "nickName", "authorMeta.nickName");
  gint64 members = read_author_count (item, "fans", "authorMeta.fans");
  gint64 posts = read_author_count (item, "video", "authorMeta.video");

  xa_json_forgive (item->document);
  if (self->n_taken > 0 || (members == XA_COUNT_UNKNOWN && !title.len))
    return TRUE;

  return xa_apify_add_profile (self, title, members, posts, error);
}

static gboolean
read_post (XaApifyPass    *self,
           const XaJsonAt *item,
           XaSpan         *url,
           XaSpan         *id)
{
  *url = xa_json_maybe_text (item, "webVideoUrl");
  *id = xa_json_maybe_id (item, "id");

  return xa_json_maybe_count (item, "commentCount") != 0;
}

static void
read_tags (XaApifyPass    *self,
           const XaJsonAt *item)
{
  XaJsonAt tags = xa_json_maybe_array (item, "hashtags");

  g_array_set_size (self->tags, 0);
  for (guint i = 0; i < xa_json_length (&tags); i++) {
    XaJsonAt tag = xa_json_element (&tags, i);
    XaSpan   name = xa_json_maybe_text (&tag, "name");

    if (name.len)
      g_array_append_val (self->tags, name);
  }
}

/* An account without videos is told of in an item that is none. */
static gboolean
is_video (const XaJsonAt *item)
{
  JsonObject *object = json_node_get_object (item->node);

  return json_object_has_member (object, "id") || json_object_has_member (object, "webVideoUrl");
}

static gboolean
take_post (XaApifyPass    *self,
           const XaJsonAt *item,
           GError        **error)
{
  XaSpan       name = read_author_text (item, "name", "authorMeta.name");
  XaSpan       author = read_author_id (item);
  gboolean     is_own = xa_apify_is_own (self, name);
  gboolean     is_member = !is_own && self->target->kind == XA_TARGET_TAG && author.len;
  XaPostRecord post = {
    .native_id = xa_json_id (item, "id"),
    .at_us = xa_apify_time (item, "createTimeISO", "createTime"),
    .author_kind = is_own ? XA_AUTHOR_OWN : is_member ? XA_AUTHOR_MEMBER
                                                      : XA_AUTHOR_UNKNOWN,
    .author = { .id = is_member ? author : XA_SPAN_NONE },
    .text = xa_json_maybe_text (item, "text"),
    .lang = xa_json_maybe_text (item, "textLanguage"),
    .reactions = xa_json_maybe_count (item, "diggCount"),
    .comments = xa_json_maybe_count (item, "commentCount"),
    .shares = xa_json_maybe_count (item, "shareCount"),
    .views = xa_json_maybe_count (item, "playCount"),
    .seen_us = xa_fetch_get_now (self->fetch),
    .has_media = TRUE,
    .rating = NAN,
  };

  if (!is_video (item)) {
    xa_json_forgive (item->document);
    return TRUE;
  }
  read_tags (self, item);
  post.tags = (const XaSpan *) (gpointer) self->tags->data;
  post.n_tags = self->tags->len;
  if (!xa_json_is_sound (item->document))
    return xa_apify_add_post (self, item, &post, error);
  xa_apify_see_time (self, post.at_us);

  return xa_apify_add_post (self, item, &post, error) && xa_apify_add_mentions (self, item, post.at_us, error);
}

static gboolean
take_comment (XaApifyPass    *self,
              const XaJsonAt *item,
              GError        **error)
{
  XaSpan       above = xa_json_maybe_id (item, "repliesToId");
  XaSpan       name = xa_json_maybe_text (item, "uniqueId");
  XaSpan       author = xa_json_maybe_id (item, "uid");
  gboolean     is_own = name.len && xa_apify_is_own (self, name);
  XaPostRecord comment = {
    .native_id = xa_json_id (item, "cid"),
    .at_us = xa_apify_time (item, "createTimeISO", "createTime"),
    .author_kind = is_own ? XA_AUTHOR_OWN : author.len ? XA_AUTHOR_MEMBER
                                                       : XA_AUTHOR_UNKNOWN,
    .author = { .id = is_own ? XA_SPAN_NONE : author },
    .text = xa_json_maybe_text (item, "text"),
    .reply_to = above.len ? above : xa_apify_part_of_url (xa_json_maybe_text (item, "videoWebUrl"), video_marks),
    .reactions = xa_json_maybe_count (item, "diggCount"),
    .parent_is_counted = TRUE,
    .comments = xa_json_maybe_count (item, "replyCommentTotal"),
    .shares = XA_COUNT_UNKNOWN,
    .views = XA_COUNT_UNKNOWN,
    .seen_us = xa_fetch_get_now (self->fetch),
    .rating = NAN,
  };

  return xa_apify_add_post (self, item, &comment, error);
}

const XaApifyKind xa_apify_kind_tiktok = {
  .platform = XA_PLATFORM_TIKTOK,
  .profile_actor = ACTOR,
  .posts_actor = ACTOR,
  .comments_actor = "clockworks~tiktok-comments-scraper",
  .profile_price = 0.005,
  .posts_price = 0.005,
  .comments_price = 0.00125,
  .ask_profile = ask_profile,
  .ask_posts = ask_posts,
  .ask_comments = ask_comments,
  .take_profile = take_profile,
  .take_post = take_post,
  .take_comment = take_comment,
  .read_post = read_post,
};
