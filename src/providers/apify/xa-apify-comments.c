/*
 * Who comments: the only people that public pages of these platforms show. The comments of the newest
 * posts are ordered, by the addresses that the posts have in the dataset they came in.
 */
#include "providers/apify/xa-apify-pass.h"

#include <string.h>

#define MARK_POSTS "posts"
/* Of posts that are ordered for their comments alone. */
#define MARK_ORDER_POSTS "order commented posts"

#define STAGE_POSTS "a "
#define STAGE_COMMENTS "b "

static gboolean
note_post (const XaJsonAt *item,
           gpointer        data,
           GError        **error)
{
  XaApifyPass *self = data;
  XaSpan       url = XA_SPAN_NONE, id = XA_SPAN_NONE;
  char        *address;

  if (self->urls->len >= XA_APIFY_MAX_COMMENTED || !xa_json_is_object (item) || xa_apify_is_error (self, item) ||
      !self->kind->read_post (self, item, &url, &id) || !url.len || !id.len)
    return TRUE;
  address = xa_span_dup (url);
  g_ptr_array_add (self->urls, address);
  g_hash_table_insert (self->posts, g_strdup (address), xa_span_dup (id));

  return TRUE;
}

/* The newest posts stand first. Nothing of this is a page of the pass. */
static gboolean
read_posts (XaApifyPass *self,
            const char  *dataset,
            GError     **error)
{
  XaRequest *request = xa_request_new ("GET", "v2", "datasets", dataset, "items", NULL);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt items;

  xa_request_add_query (request, "format", "json");
  xa_request_add_query_int (request, "limit", XA_APIFY_PAGE);
  json = xa_apify_ask (self->fetch, request, error);
  if (!json)
    return FALSE;
  items = xa_json_root (json);
  for (guint i = 0; i < xa_json_length (&items); i++) {
    XaJsonAt item = xa_json_element (&items, i);

    note_post (&item, self, NULL);
    if (items.node && JSON_NODE_TYPE (items.node) == JSON_NODE_ARRAY)
      xa_json_forgive (json);
  }

  return xa_json_check (json, error);
}

/* What was read last is kept there for a week; else a few posts are ordered for this alone. */
static char *
get_posts (XaApifyPass *self,
           GError     **error)
{
  g_autofree char *cursor = xa_apify_cursor_rest (xa_fetch_get_cursor (self->fetch), STAGE_POSTS);
  const char      *mark = xa_fetch_get_mark (self->fetch, MARK_POSTS);
  g_autoptr (GError) failure = NULL;
  g_autoptr (JsonBuilder) input = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_auto (XaApifyOrder) order = { 0 };
  char *dataset;

  if (mark && !cursor) {
    if (read_posts (self, mark, &failure))
      return g_strdup (mark);
    if (!g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_GONE)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  }
  input = json_builder_new_immutable ();
  json_builder_begin_object (input);
  self->kind->ask_posts (self->target, XA_APIFY_MAX_COMMENTED, XA_TIME_UNKNOWN, input);
  json_builder_end_object (input);
  root = json_builder_get_root (input);
  order = (XaApifyOrder) { self->kind->posts_actor, json_to_string (root, FALSE), XA_APIFY_MAX_COMMENTED, self->kind->posts_price, MARK_ORDER_POSTS };
  dataset = xa_apify_run (self->fetch, &order, STAGE_POSTS, cursor, error);
  if (dataset && !read_posts (self, dataset, error))
    g_clear_pointer (&dataset, g_free);

  return dataset;
}

static gboolean
take_comment (const XaJsonAt *item,
              gpointer        data,
              GError        **error)
{
  XaApifyPass *self = data;

  return xa_apify_is_error (self, item) || self->kind->take_comment (self, item, error);
}

/* The posts that were ordered for this alone have done what they were for. */
static void
forget_posts (XaApifyPass *self)
{
  if (xa_fetch_get_mark (self->fetch, MARK_ORDER_POSTS))
    xa_fetch_set_mark (self->fetch, MARK_ORDER_POSTS, NULL);
}

static char *
finish_comments (const char *dataset,
                 guint       n_items,
                 gpointer    data)
{
  forget_posts (data);

  return NULL;
}

static gboolean
order_comments (XaApifyPass *self,
                const char  *dataset,
                const char  *cursor,
                GError     **error)
{
  g_autoptr (JsonBuilder) input = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;
  g_auto (XaApifyOrder) order = { 0 };
  g_autofree char   *prefix = g_strdup_printf (STAGE_COMMENTS "%s ", dataset);
  const XaApifyTaker taker = { take_comment, finish_comments, self };

  json_builder_begin_object (input);
  self->kind->ask_comments (self->urls, XA_APIFY_MAX_COMMENTS_EACH, input);
  json_builder_end_object (input);
  root = json_builder_get_root (input);
  order = (XaApifyOrder) { self->kind->comments_actor, json_to_string (root, FALSE), self->urls->len * XA_APIFY_MAX_COMMENTS_EACH, self->kind->comments_price, "order comments" };

  return xa_apify_work (self->fetch, &order, prefix, cursor, &taker, error);
}

/* The dataset with the posts stands before the rest of the cursor of the second stage. */
static char *
get_posts_again (XaApifyPass *self,
                 char       **rest,
                 GError     **error)
{
  g_autofree char *behind = xa_apify_cursor_rest (xa_fetch_get_cursor (self->fetch), STAGE_COMMENTS);
  g_autofree char *dataset = NULL;
  char            *blank = behind ? strchr (behind, ' ') : NULL;

  if (!blank)
    return NULL;
  dataset = g_strndup (behind, (gsize) (blank - behind));
  if (!read_posts (self, dataset, error))
    return NULL;
  *rest = g_strdup (blank + 1);

  return g_steal_pointer (&dataset);
}

gboolean
xa_apify_fetch_comments (XaApifyPass *self,
                         GError     **error)
{
  g_autofree char *rest = NULL;
  g_autofree char *dataset = NULL;
  g_autoptr (GError) failure = NULL;

  if (!xa_apify_declare (self, XA_SPAN_NONE, XA_COUNT_UNKNOWN, error))
    return FALSE;
  dataset = get_posts_again (self, &rest, &failure);
  if (!dataset && !failure)
    dataset = get_posts (self, &failure);
  if (!dataset) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (self->urls->len == 0) {
    xa_fetch_note (self->fetch, XA_FETCH_NOTE_BAD_PAGE, "Apify found no posts whose comments could be read");
    forget_posts (self);
    return xa_fetch_page (self->fetch, NULL, error);
  }

  return order_comments (self, dataset, rest, error);
}
