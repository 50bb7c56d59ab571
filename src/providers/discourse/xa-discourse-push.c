#include "providers/discourse/xa-discourse-push.h"

#include "providers/discourse/xa-discourse-post.h"

#include <string.h>

/* A forum that is known keeps the title that it gave itself. */
static gboolean
declare (XaDiscourse *self,
         const char  *site,
         GError     **error)
{
  XaAudienceRecord record = {
    .platform = XA_PLATFORM_DISCOURSE,
    .native_id = xa_span (self->site),
    .kind = XA_AUDIENCE_FORUM,
    .title = xa_span (""),
    .url = xa_span (site),
    .members_reported = XA_COUNT_UNKNOWN,
  };

  return xa_sink_audience (xa_fetch_get_sink (self->fetch), &record, &self->audience, error);
}

/* The same object as in the forum's lists. */
static gboolean
put_post (XaDiscourse    *self,
          const XaJsonAt *post,
          GError        **error)
{
  g_autoptr (JsonArray) list = json_array_new ();
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), list);
  XaJsonAt        posts = { post->document, node, NULL, "post", 0 };
  XaDiscoursePage page = XA_DISCOURSE_PAGE_INIT;

  json_array_add_element (list, json_node_ref (post->node));

  return xa_discourse_put_posts (self, &posts, NULL, &page, error);
}

/* Somebody new is a join. */
static gboolean
put_user (XaDiscourse    *self,
          const XaJsonAt *user,
          GError        **error)
{
  XaSpan           id = xa_json_id (user, "id");
  gint64           at_us = xa_json_maybe_instant (user, "created_at");
  g_autofree char *person = g_strdup_printf ("%s:%.*s", self->site, (int) id.len, id.str);
  XaEventRecord    event = {
       .kind = XA_EVENT_JOIN,
       .at_us = at_us == XA_TIME_UNKNOWN ? xa_fetch_get_now (self->fetch) : at_us,
       .person = { .id = xa_span (person) },
       .count = 1,
  };

  if (!xa_json_check (user->document, error))
    return FALSE;

  return id.str[0] == '-' || xa_sink_event (xa_fetch_get_sink (self->fetch), self->audience, &event, error);
}

/* What was deleted there is gone with the next fetch that keeps to the forum's terms. */
static gboolean
is_about_post (const char *event)
{
  return strcmp (event, "post_created") == 0 || strcmp (event, "post_edited") == 0 || strcmp (event, "post_recovered") == 0;
}

gboolean
xa_discourse_push (XaFetch    *fetch,
                   const char *site,
                   const char *event,
                   XaJson     *document,
                   GError    **error)
{
  const char *behind = strstr (site, "://");
  g_auto (XaDiscourse) self = { .fetch = fetch, .site = g_strdup (behind ? behind + 3 : site) };
  XaJsonAt root = xa_json_root (document);
  XaJsonAt post = xa_json_maybe_object (&root, "post");
  XaJsonAt user = xa_json_maybe_object (&root, "user");

  if (!xa_json_check (document, error))
    return FALSE;
  if (is_about_post (event) && post.node)
    return declare (&self, site, error) && put_post (&self, &post, error);
  if (strcmp (event, "user_created") == 0 && user.node)
    return declare (&self, site, error) && put_user (&self, &user, error);

  return TRUE;
}
