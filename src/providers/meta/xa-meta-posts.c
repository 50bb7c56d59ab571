#include "providers/meta/xa-meta-api.h"
#include "model/xa-language.h"
#include "providers/xa-hashtags.h"
#include "providers/xa-post-walk.h"

#include <math.h>
#include <string.h>

#define MEDIA_FIELDS "id,caption,timestamp,media_type,permalink,like_count,comments_count"
#define POST_FIELDS                                                                                    \
  "id,message,created_time,permalink_url,full_picture,shares,reactions.summary(total_count).limit(0)," \
  "comments.summary(total_count).limit(0)"

static gboolean
is_page (const XaMeta *self)
{
  return self->target->platform == XA_PLATFORM_FACEBOOK;
}

/* --- a page of them -------------------------------------------------------------------------- */

void
xa_meta_posts_clear (XaMetaPosts *page)
{
  g_clear_pointer (&page->json, xa_json_free);
}

static XaRequest *
ask_for_page (XaMeta     *self,
              const char *cursor)
{
  g_autofree char *fields = NULL;
  XaRequest       *request;

  if (!is_page (self) && !self->is_own) {
    g_autofree char *after = cursor ? g_strdup_printf (".after(%s)", cursor) : g_strdup ("");

    fields = g_strdup_printf ("business_discovery.username(%s){media%s.limit(%d){" MEDIA_FIELDS "}}", self->target->handle, after, XA_META_MEDIA_PAGE);
    return xa_meta_request (self->asker, NULL, fields);
  }
  request = is_page (self) ? xa_meta_request (self->id, self->is_own ? "published_posts" : "posts", POST_FIELDS) : xa_meta_request (self->id, "media", MEDIA_FIELDS);
  xa_request_add_query_int (request, "limit", is_page (self) ? XA_META_POSTS_PAGE : XA_META_MEDIA_PAGE);
  xa_request_add_query (request, "after", cursor);

  return request;
}

/* Cursors go into a question between parentheses. */
static gboolean
check_cursor (const char *cursor,
              GError    **error)
{
  if (!cursor || !cursor[strcspn (cursor, "(){},. ")])
    return TRUE;
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED, N_ ("The way to the next page that Meta gave cannot be followed."));

  return FALSE;
}

gboolean
xa_meta_read_posts (XaMeta      *self,
                    const char  *cursor,
                    XaMetaPosts *page,
                    GError     **error)
{
  gboolean is_other = !is_page (self) && !self->is_own;

  *page = (XaMetaPosts) { 0 };
  if (is_other && !check_cursor (cursor, error))
    return FALSE;
  page->json = xa_meta_ask (self->fetch, ask_for_page (self, cursor), &page->root, error);
  if (!page->json)
    return FALSE;
  page->holder = page->root;
  if (is_other) {
    page->discovery = xa_json_object (&page->root, "business_discovery");
    page->holder = xa_json_maybe_object (&page->discovery, "media");
    /* An account without posts has no list of them. */
    if (!page->holder.node)
      return xa_json_check (page->json, error);
  }
  page->list = xa_json_array (&page->holder, "data");

  return xa_json_check (page->json, error);
}

/* The code in an address of Instagram, and the number of a post behind that of its Page, are what other ways
 * to the same posts have as well. */
XaSpan
xa_meta_post_id (XaMeta         *self,
                 const XaJsonAt *post)
{
  static const char *const marks[] = { "/p/", "/reel/", "/tv/" };
  XaSpan                   id = xa_json_id (post, "id");
  XaSpan                   address = is_page (self) ? XA_SPAN_NONE : xa_json_maybe_text (post, "permalink");
  const char              *line = is_page (self) && id.len ? memchr (id.str, '_', id.len) : NULL;

  if (line && line + 1 < id.str + id.len)
    return (XaSpan) { line + 1, (gsize) (id.str + id.len - line - 1) };
  for (gsize i = 0; address.len && i < G_N_ELEMENTS (marks); i++) {
    const char *at = g_strstr_len (address.str, (gssize) address.len, marks[i]);
    const char *from = at ? at + strlen (marks[i]) : NULL;
    gsize       len = from ? strcspn (from, "/?#") : 0;

    if (len > 0)
      return (XaSpan) { from, len };
  }

  return id;
}

gint64
xa_meta_post_time (XaMeta         *self,
                   const XaJsonAt *post)
{
  return xa_meta_time (post, is_page (self) ? "created_time" : "timestamp");
}

/* --- counters -------------------------------------------------------------------------------- */

static gboolean
take_count (gint64   at_us,
            gint64   value,
            gpointer data,
            GError **error)
{
  *(gint64 *) data = value;

  return TRUE;
}

/* Only who manages it is told, one question for each post: of those that are young enough to change. */
static gboolean
measure (XaMeta         *self,
         const XaJsonAt *post,
         guint          *n_measured,
         XaPostRecord   *out,
         GError        **error)
{
  g_autofree char *id = xa_span_dup (xa_json_id (post, "id"));
  gboolean         is_young = out->at_us >= xa_fetch_get_now (self->fetch) - 4 * XA_POSTS_FRESH_US;

  if (!self->is_own || !id || !is_young || *n_measured >= XA_META_MAX_MEASURED)
    return TRUE;
  (*n_measured)++;
  if (is_page (self))
    return xa_meta_measure (self, XA_META_POST_VIEWS, id, take_count, &out->views, error);

  return xa_meta_measure (self, XA_META_MEDIA_VIEWS, id, take_count, &out->views, error) &&
         xa_meta_measure (self, XA_META_MEDIA_SHARES, id, take_count, &out->shares, error);
}

static gint64
read_summary (const XaJsonAt *post,
              const char     *edge)
{
  XaJsonAt at = xa_json_maybe_object (post, edge);
  XaJsonAt summary = xa_json_maybe_object (&at, "summary");

  return xa_json_maybe_count (&summary, "total_count");
}

static void
read_page_counters (const XaJsonAt *post,
                    XaPostRecord   *out)
{
  XaJsonAt shares = xa_json_maybe_object (post, "shares");

  out->reactions = read_summary (post, "reactions");
  out->comments = read_summary (post, "comments");
  out->shares = xa_json_maybe_count (&shares, "count");
  out->has_media = xa_json_maybe_text (post, "full_picture").len > 0;
}

static XaPostRecord
read_post (XaMeta         *self,
           const XaJsonAt *post)
{
  XaPostRecord out = {
    .native_id = xa_meta_post_id (self, post),
    .at_us = xa_meta_post_time (self, post),
    .author_kind = XA_AUTHOR_OWN,
    .text = xa_json_maybe_text (post, is_page (self) ? "message" : "caption"),
    .reactions = XA_COUNT_UNKNOWN,
    .comments = XA_COUNT_UNKNOWN,
    .shares = XA_COUNT_UNKNOWN,
    .views = XA_COUNT_UNKNOWN,
    .seen_us = xa_fetch_get_now (self->fetch),
    .rating = NAN,
  };

  if (is_page (self)) {
    read_page_counters (post, &out);
  } else {
    out.reactions = xa_json_maybe_count (post, "like_count");
    out.comments = xa_json_maybe_count (post, "comments_count");
    out.has_media = TRUE;
  }
  g_array_set_size (self->tags, 0);
  xa_hashtags_scan (out.text, self->tags);
  out.tags = (const XaSpan *) (gpointer) self->tags->data;
  out.n_tags = self->tags->len;

  return out;
}

/* --- the walk -------------------------------------------------------------------------------- */

static gboolean
take_post (XaMeta         *self,
           XaPostWalk     *walk,
           const XaJsonAt *post,
           guint          *n_measured,
           GError        **error)
{
  XaSink      *sink = xa_fetch_get_sink (self->fetch);
  XaPostRecord out = read_post (self, post);

  walk->n++;
  if (!xa_json_is_sound (post->document) || !out.native_id.len) {
    xa_json_forgive (post->document);
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  xa_post_walk_see (walk, out.at_us);

  return measure (self, post, n_measured, &out, error) && xa_sink_post (sink, self->audience, &out, error);
}

static gboolean
walk_page (XaMeta     *self,
           XaPostWalk *walk,
           guint      *n_measured,
           gboolean   *is_end,
           GError    **error)
{
  g_auto (XaMetaPosts) page = { 0 };
  guint n;

  if (!xa_meta_read_posts (self, walk->cursor, &page, error))
    return FALSE;
  n = xa_json_length (&page.list);
  xa_post_walk_begin_page (walk);
  for (guint i = 0; i < n; i++) {
    XaJsonAt post = xa_json_element (&page.list, i);

    if (!take_post (self, walk, &post, n_measured, error))
      return FALSE;
  }

  return xa_post_walk_end_page (walk, n > 0 ? xa_meta_next (&page.holder) : NULL, n, is_end, error);
}

gboolean
xa_meta_fetch_posts (XaMeta  *self,
                     GError **error)
{
  g_auto (XaPostWalk) walk = { 0 };
  guint    n_measured = 0;
  gboolean is_end = FALSE;

  if (!xa_meta_find (self, error) || !xa_meta_declare (self, error))
    return FALSE;
  xa_post_walk_init (&walk, self->fetch);
  while (!is_end)
    if (!walk_page (self, &walk, &n_measured, &is_end, error))
      return FALSE;

  return TRUE;
}
