#include "providers/bluesky/xa-bluesky-post.h"

#include "model/xa-time.h"

#include <math.h>
#include <string.h>

void
xa_bluesky_posts_init (XaBlueskyPosts *self,
                       XaSink         *sink,
                       XaAudienceRef   audience,
                       const char     *own,
                       gint64          now_us,
                       gboolean        sees_all)
{
  *self = (XaBlueskyPosts) {
    .sink = sink,
    .audience = audience,
    .own = own,
    .now_us = now_us,
    .sees_all = sees_all,
    .tags = g_array_new (FALSE, FALSE, sizeof (XaSpan)),
  };
}

void
xa_bluesky_posts_clear (XaBlueskyPosts *self)
{
  g_clear_pointer (&self->tags, g_array_unref);
}

/* The time that the author's program wrote may be any, and is at times no time at all; the server
 * saw the post when it saw it. The earlier of both is the post's. */
gint64
xa_bluesky_post_time (const XaJsonAt *post)
{
  XaJsonAt record = xa_json_object (post, "record");
  XaSpan   created = xa_json_maybe_text (&record, "createdAt");
  gint64   created_us = created.str ? xa_time_parse (created) : XA_TIME_UNKNOWN;
  gint64   indexed_us = xa_json_maybe_instant (post, "indexedAt");

  if (created_us == XA_TIME_UNKNOWN || indexed_us == XA_TIME_UNKNOWN)
    return created_us == XA_TIME_UNKNOWN ? indexed_us : created_us;

  return MIN (created_us, indexed_us);
}

static gint64
add_counts (gint64 a,
            gint64 b)
{
  if (a == XA_COUNT_UNKNOWN || b == XA_COUNT_UNKNOWN)
    return a == XA_COUNT_UNKNOWN ? b : a;

  return a + b;
}

/* --- what a text holds ---------------------------------------------------------------------------- */

static gboolean
is_type (const XaJsonAt *at,
         const char     *type)
{
  return xa_span_equal (xa_json_maybe_text (at, "$type"), type);
}

static void
add_tag (XaBlueskyPosts *self,
         XaSpan          tag)
{
  if (tag.len)
    g_array_append_val (self->tags, tag);
}

typedef gboolean (*FeatureFunc) (XaBlueskyPosts *self, const XaJsonAt *feature, gint64 at_us, GError **error);

static gboolean
each_feature (XaBlueskyPosts *self,
              const XaJsonAt *record,
              gint64          at_us,
              FeatureFunc     take,
              GError        **error)
{
  XaJsonAt facets = xa_json_maybe_array (record, "facets");

  for (guint i = 0; i < xa_json_length (&facets); i++) {
    XaJsonAt facet = xa_json_element (&facets, i);
    XaJsonAt features = xa_json_maybe_array (&facet, "features");

    for (guint k = 0; k < xa_json_length (&features); k++) {
      XaJsonAt feature = xa_json_element (&features, k);

      if (!take (self, &feature, at_us, error))
        return FALSE;
    }
  }

  return TRUE;
}

static gboolean
take_tag (XaBlueskyPosts *self,
          const XaJsonAt *feature,
          gint64          at_us,
          GError        **error)
{
  if (is_type (feature, "app.bsky.richtext.facet#tag"))
    add_tag (self, xa_json_maybe_text (feature, "tag"));

  return TRUE;
}

static gboolean
take_mention (XaBlueskyPosts *self,
              const XaJsonAt *feature,
              gint64          at_us,
              GError        **error)
{
  XaLinkRecord link = { .kind = XA_LINK_MENTION, .at_us = at_us };

  if (!is_type (feature, "app.bsky.richtext.facet#mention"))
    return TRUE;
  link.target_native_id = xa_json_maybe_text (feature, "did");

  return !link.target_native_id.len || xa_sink_link (self->sink, self->audience, &link, error);
}

static void
read_tags (XaBlueskyPosts *self,
           const XaJsonAt *record)
{
  XaJsonAt more = xa_json_maybe_array (record, "tags");

  g_array_set_size (self->tags, 0);
  each_feature (self, record, 0, take_tag, NULL);
  for (guint i = 0; i < xa_json_length (&more); i++) {
    XaJsonAt tag = xa_json_element (&more, i);

    add_tag (self, xa_json_as_text (&tag));
  }
}

/* --- one post ------------------------------------------------------------------------------------- */

/* The author asks that people who are not signed in are not shown the posts. */
static gboolean
is_hidden (const XaJsonAt *author)
{
  XaJsonAt labels = xa_json_maybe_array (author, "labels");

  for (guint i = 0; i < xa_json_length (&labels); i++) {
    XaJsonAt label = xa_json_element (&labels, i);

    if (xa_span_equal (xa_json_maybe_text (&label, "val"), "!no-unauthenticated"))
      return TRUE;
  }

  return FALSE;
}

static gboolean
has_media (const XaJsonAt *record)
{
  XaJsonAt embed = xa_json_maybe_object (record, "embed");
  XaSpan   type = xa_json_maybe_text (&embed, "$type");

  return type.len && !xa_span_equal (type, "app.bsky.embed.record") && !xa_span_equal (type, "app.bsky.embed.external");
}

/* The post above, where it belongs to the same audience. */
static XaSpan
read_reply_to (XaBlueskyPosts *self,
               const XaJsonAt *record)
{
  XaJsonAt reply = xa_json_maybe_object (record, "reply");
  XaJsonAt parent = xa_json_maybe_object (&reply, "parent");
  XaSpan   uri = xa_json_maybe_text (&parent, "uri");
  gsize    length = self->own ? strlen (self->own) : 0;

  if (!self->own)
    return uri;

  return uri.len > length + 5 && memcmp (uri.str + 5, self->own, length) == 0 && uri.str[length + 5] == '/' ? uri : XA_SPAN_NONE;
}

static XaSpan
read_language (const XaJsonAt *record)
{
  XaJsonAt langs = xa_json_maybe_array (record, "langs");
  XaJsonAt first = xa_json_element (&langs, 0);

  return first.node ? xa_json_as_text (&first) : XA_SPAN_NONE;
}

static XaPostRecord
read_post (XaBlueskyPosts *self,
           const XaJsonAt *post,
           const XaJsonAt *record)
{
  XaJsonAt author = xa_json_object (post, "author");
  XaSpan   did = xa_json_text (&author, "did");
  gboolean is_own = self->own && xa_span_equal (did, self->own);

  read_tags (self, record);

  return (XaPostRecord) {
    .native_id = xa_json_text (post, "uri"),
    .at_us = xa_bluesky_post_time (post),
    .author_kind = is_own ? XA_AUTHOR_OWN : XA_AUTHOR_MEMBER,
    .author = { .id = is_own ? XA_SPAN_NONE : did },
    .text = xa_json_maybe_text (record, "text"),
    .lang = read_language (record),
    .reply_to = read_reply_to (self, record),
    .tags = (const XaSpan *) (gpointer) self->tags->data,
    .n_tags = self->tags->len,
    .reactions = xa_json_maybe_count (post, "likeCount"),
    .comments = xa_json_maybe_count (post, "replyCount"),
    .shares = add_counts (xa_json_maybe_count (post, "repostCount"), xa_json_maybe_count (post, "quoteCount")),
    .views = XA_COUNT_UNKNOWN,
    .seen_us = self->now_us,
    .has_media = has_media (record),
    .rating = NAN,
  };
}

/**
 * xa_bluesky_posts_take:
 * @post: a post with its counters, as feeds and searches hold it
 *
 * One that is not as promised is counted and left out; the document is sound afterwards.
 */
gboolean
xa_bluesky_posts_take (XaBlueskyPosts *self,
                       const XaJsonAt *post,
                       GError        **error)
{
  XaJsonAt     author = xa_json_maybe_object (post, "author");
  XaJsonAt     record = xa_json_object (post, "record");
  XaPostRecord out;

  if (!self->sees_all && is_hidden (&author)) {
    self->n_hidden++;
    return TRUE;
  }
  out = read_post (self, post, &record);
  if (!xa_json_is_sound (post->document)) {
    xa_json_forgive (post->document);
    xa_sink_reject (self->sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  if (!xa_sink_post (self->sink, self->audience, &out, error) || !each_feature (self, &record, out.at_us, take_mention, error))
    return FALSE;
  xa_json_forgive (post->document);

  return TRUE;
}
