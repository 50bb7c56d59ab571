#include "providers/meta/xa-meta-api.h"
#include "model/xa-language.h"
#include "providers/xa-hashtags.h"
#include "providers/xa-post-walk.h"

#include <math.h>

/*
 * Hashtags of Instagram: the posts of the last day, without who wrote them. An account may look at 30 different ones in
 * seven days, and Instagram tells which it has looked at: a 31st is not asked for.
 */

#define MOST_TAGS 30
#define MARK_ID "hashtag"
#define FIELDS "id,caption,timestamp,media_type,permalink,like_count,comments_count"

/* Which the account has looked at in these seven days: how many, and whether @id (nullable) is one. */
static gboolean
read_budget (XaMeta     *self,
             const char *id,
             guint      *n_used,
             gboolean   *has_it,
             GError    **error)
{
  XaRequest *request = xa_meta_request (self->asker, "recently_searched_hashtags", "id");
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, list;

  *has_it = FALSE;
  xa_request_add_query_int (request, "limit", MOST_TAGS);
  json = xa_meta_ask (self->fetch, request, &root, error);
  if (!json)
    return FALSE;
  list = xa_json_array (&root, "data");
  *n_used = xa_json_length (&list);
  for (guint i = 0; i < *n_used; i++) {
    XaJsonAt tag = xa_json_element (&list, i);

    *has_it = *has_it || (id && xa_span_equal (xa_json_id (&tag, "id"), id));
  }

  return xa_json_check (json, error);
}

static char *
search (XaMeta  *self,
        GError **error)
{
  XaRequest *request = xa_meta_request ("ig_hashtag_search", NULL, NULL);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, list, first;
  XaSpan   id = XA_SPAN_NONE;

  xa_request_add_query (request, "user_id", self->asker);
  xa_request_add_query (request, "q", self->target->handle);
  json = xa_meta_ask (self->fetch, request, &root, error);
  if (!json)
    return NULL;
  list = xa_json_array (&root, "data");
  first = xa_json_element (&list, 0);
  if (first.node)
    id = xa_json_id (&first, "id");
  if (!xa_json_check (json, error))
    return NULL;
  if (!id.len) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_GONE, N_ ("Instagram knows no such hashtag, or does not show it."));
    return NULL;
  }

  return xa_span_dup (id);
}

/* The number of the hashtag, which never changes: it is looked up once. */
static char *
find_tag (XaMeta  *self,
          GError **error)
{
  const char *known = xa_fetch_get_mark (self->fetch, MARK_ID);
  guint       n_used = 0;
  gboolean    has_it;
  char       *id;

  if (!read_budget (self, known, &n_used, &has_it, error))
    return NULL;
  if (n_used >= MOST_TAGS && !has_it) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_BUDGET,
                         N_ ("Instagram lets an account look at 30 hashtags in seven days, and yours has: this one is asked for once the time of another is over."));
    return NULL;
  }
  if (known)
    return g_strdup (known);
  id = search (self, error);
  if (id)
    xa_fetch_set_mark (self->fetch, MARK_ID, id);

  return id;
}

static gboolean
take_post (XaMeta         *self,
           XaPostWalk     *walk,
           const XaJsonAt *post,
           GError        **error)
{
  XaSink      *sink = xa_fetch_get_sink (self->fetch);
  XaPostRecord out = {
    .native_id = xa_meta_post_id (self, post),
    .at_us = xa_meta_post_time (self, post),
    .text = xa_json_maybe_text (post, "caption"),
    .reactions = xa_json_maybe_count (post, "like_count"),
    .comments = xa_json_maybe_count (post, "comments_count"),
    .shares = XA_COUNT_UNKNOWN,
    .views = XA_COUNT_UNKNOWN,
    .seen_us = xa_fetch_get_now (self->fetch),
    .has_media = TRUE,
    .rating = NAN,
  };

  walk->n++;
  if (!xa_json_is_sound (post->document) || !out.native_id.len) {
    xa_json_forgive (post->document);
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  xa_post_walk_see (walk, out.at_us);

  return xa_sink_post (sink, self->audience, &out, error);
}

static gboolean
walk_page (XaMeta     *self,
           const char *id,
           XaPostWalk *walk,
           gboolean   *is_end,
           GError    **error)
{
  XaRequest *request = xa_meta_request (id, "recent_media", FIELDS);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, list;
  guint    n;

  xa_request_add_query (request, "user_id", self->asker);
  xa_request_add_query_int (request, "limit", XA_META_MEDIA_PAGE);
  xa_request_add_query (request, "after", walk->cursor);
  json = xa_meta_ask (self->fetch, request, &root, error);
  if (!json)
    return FALSE;
  list = xa_json_array (&root, "data");
  if (!xa_json_check (json, error))
    return FALSE;
  n = xa_json_length (&list);
  xa_post_walk_begin_page (walk);
  for (guint i = 0; i < n; i++) {
    XaJsonAt post = xa_json_element (&list, i);

    if (!take_post (self, walk, &post, error))
      return FALSE;
  }

  return xa_post_walk_end_page (walk, n > 0 ? xa_meta_next (&root) : NULL, n, is_end, error);
}

gboolean
xa_meta_fetch_hashtag (XaMeta  *self,
                       GError **error)
{
  g_auto (XaPostWalk) walk = { 0 };
  g_autofree char *id = NULL;
  gboolean         is_end = FALSE;

  if (!xa_meta_find (self, error) || !xa_meta_declare (self, error))
    return FALSE;
  id = find_tag (self, error);
  if (!id)
    return FALSE;
  xa_post_walk_init (&walk, self->fetch);
  while (!is_end)
    if (!walk_page (self, id, &walk, &is_end, error))
      return FALSE;

  return TRUE;
}

/* A look asks for no hashtag, which would be one of the thirty. */
XaPreview *
xa_meta_preview_hashtag (XaMeta  *self,
                         GError **error)
{
  g_autoptr (XaPreview) preview = xa_preview_new ();
  guint    n_used = 0;
  gboolean has_it;

  if (!xa_meta_find (self, error) || !read_budget (self, NULL, &n_used, &has_it, error))
    return NULL;
  preview->target = xa_target_copy (self->target);
  preview->title = g_strconcat ("#", self->target->handle, NULL);
  preview->kind = XA_AUDIENCE_TAG;
  preview->coverage = XA_COVERAGE_COUNT_ONLY;
  preview->coverage_why = g_strdup_printf (N_ ("Instagram shows the posts of the last day, and not who wrote them. Your account has looked at %u of the 30 hashtags that it may in seven days."), n_used);
  preview->gives = XA_GIVES_POSTS | XA_GIVES_COUNTS;
  preview->n_requests = 4 + xa_preview_count_posts (self->fetch, XA_COUNT_UNKNOWN) / XA_META_MEDIA_PAGE;
  preview->duration_us = preview->n_requests * G_USEC_PER_SEC;

  return g_steal_pointer (&preview);
}
