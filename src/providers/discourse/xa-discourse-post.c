#include "providers/discourse/xa-discourse-post.h"

#include "providers/html/xa-html-text.h"

#include <math.h>
#include <string.h>

/* Posts of people; the others tell of something that happened, or are for the staff only. */
#define REGULAR 1

#define ACTION_LIKE 2

#define MAX_TAGS 64

/* The posts of the page by topic and number there, to find what a reply replies to. */
static char *
place_key (const XaJsonAt *post,
           const char     *name)
{
  XaSpan topic = xa_json_maybe_id (post, "topic_id");
  XaSpan number = xa_json_maybe_id (post, name);

  return topic.len && number.len ? g_strdup_printf ("%.*s/%.*s", (int) topic.len, topic.str, (int) number.len, number.str) : NULL;
}

static GHashTable *
map_places (const XaJsonAt *posts)
{
  GHashTable *places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < xa_json_length (posts); i++) {
    XaJsonAt post = xa_json_element (posts, i);
    char    *key = xa_json_is_object (&post) ? place_key (&post, "post_number") : NULL;

    if (key)
      g_hash_table_insert (places, key, xa_span_dup (xa_json_maybe_id (&post, "id")));
    xa_json_forgive (posts->document); /* each record is judged when it is read */
  }

  return places;
}

gint64
xa_discourse_count_likes (const XaJsonAt *post)
{
  XaJsonAt actions = xa_json_maybe_array (post, "actions_summary");

  if (!actions.node)
    return XA_COUNT_UNKNOWN;
  for (guint i = 0; i < xa_json_length (&actions); i++) {
    XaJsonAt action = xa_json_element (&actions, i);

    if (xa_json_maybe_count (&action, "id") == ACTION_LIKE) {
      gint64 count = xa_json_maybe_count (&action, "count");

      return count == XA_COUNT_UNKNOWN ? 0 : count;
    }
  }

  return 0;
}

static gboolean
has_media (XaSpan cooked)
{
  static const char *const signs[] = { "class=\"lightbox", "<video", "<audio", "<iframe", "class=\"onebox" };

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (cooked.len && g_strstr_len (cooked.str, (gssize) cooked.len, signs[i]))
      return TRUE;

  return FALSE;
}

/* Whose post it is. People with numbers below zero are the forum itself and its bots; those who
 * were deleted have none. */
static XaAuthorKind
read_author (XaDiscourse    *self,
             const XaJsonAt *post,
             char          **id)
{
  XaSpan number = xa_json_maybe_id (post, "user_id");

  if (!number.len)
    return XA_AUTHOR_UNKNOWN;
  if (number.str[0] == '-') {
    xa_sink_reject (xa_fetch_get_sink (self->fetch), XA_REJECT_BOT, 1);
    return XA_AUTHOR_BOT;
  }
  *id = g_strdup_printf ("%s:%.*s", self->site, (int) number.len, number.str);

  return XA_AUTHOR_MEMBER;
}

/* Tags were words once, and are objects with a name since. */
static gsize
read_tags (const XaJsonAt *tags,
           XaSpan         *spans)
{
  gsize n = 0;

  for (guint i = 0; i < xa_json_length (tags) && n < MAX_TAGS; i++) {
    XaJsonAt tag = xa_json_element (tags, i);

    spans[n++] = xa_json_is_object (&tag) ? xa_json_text (&tag, "name") : xa_json_as_text (&tag);
  }

  return n;
}

static void
add_to_page (XaDiscoursePage *page,
             XaSpan           id,
             gint64           at_us)
{
  gint64 number = g_ascii_strtoll (id.str, NULL, 10);

  page->n++;
  page->newest_id = MAX (page->newest_id, number);
  page->oldest_id = page->oldest_id ? MIN (page->oldest_id, number) : number;
  page->oldest_us = page->oldest_us == XA_TIME_UNKNOWN ? at_us : MIN (page->oldest_us, at_us);
}

static gboolean
put_post (XaDiscourse     *self,
          const XaJsonAt  *post,
          const XaJsonAt  *tags,
          GHashTable      *places,
          XaDiscoursePage *page,
          GError         **error)
{
  XaSink          *sink = xa_fetch_get_sink (self->fetch);
  XaSpan           cooked = xa_json_maybe_text (post, "cooked");
  g_autofree char *author = NULL;
  g_autofree char *text = NULL;
  g_autofree char *parent = NULL;
  XaSpan           topic_tags[MAX_TAGS];
  gint64           type = xa_json_maybe_count (post, "post_type");
  XaPostRecord     record = {
        .native_id = xa_json_id (post, "id"),
        .at_us = xa_json_instant (post, "created_at"),
        .reactions = xa_discourse_count_likes (post),
        .comments = xa_json_maybe_count (post, "reply_count"),
        .shares = xa_json_maybe_count (post, "quote_count"),
        .views = xa_json_maybe_count (post, "reads"),
        .seen_us = xa_fetch_get_now (self->fetch),
        .has_media = has_media (cooked),
        .rating = NAN,
  };

  if (tags && xa_json_maybe_count (post, "post_number") == 1) {
    record.tags = topic_tags;
    record.n_tags = read_tags (tags, topic_tags);
  }
  parent = place_key (post, "reply_to_post_number");
  record.author_kind = read_author (self, post, &author);
  if (!xa_json_is_sound (post->document)) {
    xa_json_forgive (post->document);
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }

  add_to_page (page, record.native_id, record.at_us);
  if (type != XA_COUNT_UNKNOWN && type != REGULAR) {
    xa_sink_reject (sink, XA_REJECT_SERVICE_MESSAGE, 1);
    return TRUE;
  }
  text = cooked.str ? xa_html_text (cooked.str, cooked.len) : NULL;
  record.text = xa_span (text);
  record.author.id = xa_span (author);
  record.reply_to = xa_span (parent ? g_hash_table_lookup (places, parent) : NULL);

  return xa_sink_post (sink, self->audience, &record, error);
}

/**
 * xa_discourse_put_posts:
 * @page: (inout): counts on
 *
 * A post that cannot be read is counted and left out; the others of the page stand.
 */
gboolean
xa_discourse_put_posts (XaDiscourse     *self,
                        const XaJsonAt  *posts,
                        const XaJsonAt  *tags,
                        XaDiscoursePage *page,
                        GError         **error)
{
  g_autoptr (GHashTable) places = map_places (posts);

  for (guint i = 0; i < xa_json_length (posts); i++) {
    XaJsonAt post = xa_json_element (posts, i);

    if (!put_post (self, &post, tags, places, page, error))
      return FALSE;
  }

  return TRUE;
}

gboolean
xa_discourse_put_by_ids (XaDiscourse     *self,
                         const char      *topic_id,
                         GPtrArray       *ids,
                         const XaJsonAt  *tags,
                         XaDiscoursePage *page,
                         GError         **error)
{
  XaRequest *request = xa_request_new ("GET", "t", topic_id, "posts.json", NULL);
  g_autoptr (XaJson) document = NULL;
  XaJsonAt root, stream, posts;

  for (guint i = 0; i < ids->len; i++)
    xa_request_add_query (request, "post_ids[]", g_ptr_array_index (ids, i));
  document = xa_discourse_ask (self, request, &root, error);
  if (!document)
    return FALSE;
  stream = xa_json_object (&root, "post_stream");
  posts = xa_json_array (&stream, "posts");

  return xa_json_check (document, error) && xa_discourse_put_posts (self, &posts, tags, page, error);
}
