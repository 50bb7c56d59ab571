/* Who comments on what the user manages; what others manage shows it to nobody else. */
#include "providers/meta/xa-meta-api.h"
#include "providers/xa-hashtags.h"
#include "providers/xa-reactor-walk.h"

#include <math.h>
#include <string.h>

#define IG_FIELDS "id,text,timestamp,like_count,username,from,parent_id"
#define FB_FIELDS "id,message,created_time,from,like_count,comment_count,parent"

typedef struct {
  XaMeta        *meta;  /* (not owned) */
  XaReactorWalk *walk;  /* (not owned) */
  GHashTable    *codes; /* (owned) (element-type utf8 utf8): what posts are known as, by their ids here */
  GString       *id, *name;
} Comments;

static gboolean
is_page (const Comments *self)
{
  return self->meta->target->platform == XA_PLATFORM_FACEBOOK;
}

/* --- whose comments -------------------------------------------------------------------------- */

static void
add_post (Comments       *self,
          const XaJsonAt *post)
{
  XaJsonAt comments = xa_json_maybe_object (post, "comments");
  XaJsonAt summary = xa_json_maybe_object (&comments, "summary");
  gint64   count = is_page (self) ? xa_json_maybe_count (&summary, "total_count") : xa_json_maybe_count (post, "comments_count");
  XaSpan   id = xa_json_id (post, "id");
  XaSpan   code = xa_meta_post_id (self->meta, post);

  if (!xa_json_is_sound (post->document) || !id.len || memchr (id.str, ' ', id.len) || !xa_reactor_walk_wants (self->walk, xa_meta_post_time (self->meta, post)))
    return;
  /* Where it is not said, it may be some. */
  if (count == XA_COUNT_UNKNOWN)
    count = 1;
  g_hash_table_insert (self->codes, xa_span_dup (id), xa_span_dup (code));
  xa_reactor_walk_add (self->walk, id, &count, 1);
}

static gboolean
list_posts (Comments *self,
            GError  **error)
{
  g_auto (XaMetaPosts) page = { 0 };

  if (!xa_meta_read_posts (self->meta, NULL, &page, error))
    return FALSE;
  for (guint i = 0; i < xa_json_length (&page.list); i++) {
    XaJsonAt post = xa_json_element (&page.list, i);

    add_post (self, &post);
    xa_json_forgive (page.json);
  }

  return TRUE;
}

/* --- what they say --------------------------------------------------------------------------- */

/* On Instagram people are known by their public names, here as on other ways to it; on a Page by numbers that
 * are the Page's own. */
static void
read_author (Comments       *self,
             const XaJsonAt *comment,
             XaPostRecord   *out)
{
  XaJsonAt from = xa_json_maybe_object (comment, "from");

  out->author_kind = XA_AUTHOR_UNKNOWN;
  if (is_page (self)) {
    XaSpan id = xa_json_maybe_id (&from, "id");

    if (!id.len)
      return;
    out->author_kind = xa_span_equal (id, self->meta->id) ? XA_AUTHOR_OWN : XA_AUTHOR_MEMBER;
    if (out->author_kind == XA_AUTHOR_MEMBER)
      out->author = (XaPerson) { .id = id };
  } else {
    XaSpan name = xa_json_maybe_text (comment, "username");

    if (!name.len)
      name = xa_json_maybe_text (&from, "username");
    if (!name.len)
      return;
    g_string_truncate (self->name, 0);
    g_string_append_len (self->name, name.str, (gssize) name.len);
    g_string_ascii_down (self->name);
    out->author_kind = g_strcmp0 (self->name->str, self->meta->target->handle) == 0 ? XA_AUTHOR_OWN : XA_AUTHOR_MEMBER;
    if (out->author_kind == XA_AUTHOR_MEMBER)
      out->author = (XaPerson) { .id = xa_span (self->name->str), .by_handle = TRUE };
  }
}

static gboolean
take_comment (Comments       *self,
              const char     *post,
              const XaJsonAt *comment,
              GError        **error)
{
  XaSink      *sink = xa_fetch_get_sink (self->meta->fetch);
  const char  *code = g_hash_table_lookup (self->codes, post);
  XaSpan       id = xa_json_id (comment, "id");
  XaPostRecord out = {
    .at_us = xa_meta_time (comment, is_page (self) ? "created_time" : "timestamp"),
    .text = xa_json_maybe_text (comment, is_page (self) ? "message" : "text"),
    .reply_to = xa_span (code ? code : post),
    .reactions = xa_json_maybe_count (comment, "like_count"),
    .parent_is_counted = TRUE,
    .comments = is_page (self) ? xa_json_maybe_count (comment, "comment_count") : XA_COUNT_UNKNOWN,
    .shares = XA_COUNT_UNKNOWN,
    .views = XA_COUNT_UNKNOWN,
    .seen_us = xa_fetch_get_now (self->meta->fetch),
    .rating = NAN,
  };

  read_author (self, comment, &out);
  g_array_set_size (self->meta->tags, 0);
  xa_hashtags_scan (out.text, self->meta->tags);
  out.tags = (const XaSpan *) (gpointer) self->meta->tags->data;
  out.n_tags = self->meta->tags->len;
  if (!xa_json_is_sound (comment->document) || !id.len) {
    xa_json_forgive (comment->document);
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  g_string_printf (self->id, "%s/%.*s", code ? code : post, (int) id.len, id.str);
  out.native_id = xa_span (self->id->str);

  return xa_sink_post (sink, self->meta->audience, &out, error);
}

static gboolean
take_page (const char *post,
           guint       kind,
           char      **cursor,
           guint      *n,
           gpointer    data,
           GError    **error)
{
  Comments  *self = data;
  XaRequest *request = xa_meta_request (post, "comments", is_page (self) ? FB_FIELDS : IG_FIELDS);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, list;

  if (is_page (self))
    xa_request_add_query (request, "filter", "stream");
  xa_request_add_query_int (request, "limit", XA_META_COMMENTS_PAGE);
  xa_request_add_query (request, "after", *cursor);
  json = xa_meta_ask (self->meta->fetch, request, &root, error);
  if (!json)
    return FALSE;
  list = xa_json_array (&root, "data");
  if (!xa_json_check (json, error))
    return FALSE;
  *n = xa_json_length (&list);
  for (guint i = 0; i < *n; i++) {
    XaJsonAt comment = xa_json_element (&list, i);

    if (!take_comment (self, post, &comment, error))
      return FALSE;
  }
  g_free (*cursor);
  *cursor = *n > 0 ? xa_meta_next (&root) : NULL;

  return TRUE;
}

static const XaReactorWalkClass walk_class = {
  .max_posts = XA_META_MAX_COMMENTED,
  .max_pages = XA_META_MAX_COMMENT_PAGES,
  .closed = "comments (pages_read_user_content, instagram_manage_comments)",
  .take_page = take_page,
};

gboolean
xa_meta_fetch_comments (XaMeta  *meta,
                        GError **error)
{
  Comments self = { .meta = meta };
  g_autoptr (XaReactorWalk) walk = xa_reactor_walk_new (meta->fetch, &walk_class, &self);
  g_autoptr (GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GString) id = g_string_new (NULL);
  g_autoptr (GString) name = g_string_new (NULL);

  self.walk = walk;
  self.codes = codes;
  self.id = id;
  self.name = name;
  if (!xa_meta_find (meta, error) || !xa_meta_declare (meta, error))
    return FALSE;
  if (!meta->is_own) {
    xa_fetch_note (meta->fetch, XA_FETCH_NOTE_MISSING_RIGHT, "only who manages an account is shown who comments on it");
    return xa_fetch_page (meta->fetch, NULL, error);
  }

  return list_posts (&self, error) && xa_reactor_walk_run (walk, error);
}
