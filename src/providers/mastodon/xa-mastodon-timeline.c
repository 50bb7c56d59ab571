#include "model/xa-time.h"
#include "providers/mastodon/xa-mastodon-post.h"
#include "providers/xa-post-walk.h"

#include <string.h>

/* A timeline or a search. */
typedef struct {
  XaMastodon     *server; /* (not owned) */
  XaMastodonPosts posts;
  XaPostWalk      walk;
} Timeline;

/* --- questions ------------------------------------------------------------------------------------ */

/* A search takes its times as words, by the day. */
static void
add_day (GString    *words,
         const char *name,
         gint64      time_us)
{
  g_autofree char *text = time_us == XA_TIME_UNKNOWN ? NULL : xa_time_format (time_us);

  if (text)
    g_string_append_printf (words, " %s:%.10s", name, text);
}

static XaRequest *
ask_for_search (Timeline *self)
{
  const XaTarget *target = self->server->target;
  XaRequest      *request = xa_mastodon_request_page (self->server, NULL, XA_MASTODON_POSTS_PAGE, "v2", "search", NULL);
  g_autoptr (GString) words = g_string_new (target->handle);

  add_day (words, "after", target->from_us);
  add_day (words, "before", target->to_us);
  xa_request_add_query (request, "q", words->str);
  xa_request_add_query (request, "type", "statuses");
  xa_request_add_query (request, "offset", self->walk.cursor);

  return request;
}

static XaRequest *
ask_for_page (Timeline *self)
{
  const XaTarget *target = self->server->target;

  switch ((int) target->kind) {
  case XA_TARGET_SEARCH:
    return ask_for_search (self);
  case XA_TARGET_TAG:
    return xa_mastodon_request_page (self->server, self->walk.cursor, XA_MASTODON_POSTS_PAGE, "v1", "timelines", "tag", target->handle, NULL);
  default:
    return xa_mastodon_request_page (self->server, self->walk.cursor, XA_MASTODON_POSTS_PAGE, "v1", "accounts", target->id, "statuses", NULL);
  }
}

/* --- pages ---------------------------------------------------------------------------------------- */

/* Searches are paged by how many there were. */
static char *
get_offset (Timeline *self,
            guint     n)
{
  gint64 offset = self->walk.cursor ? g_ascii_strtoll (self->walk.cursor, NULL, 10) : 0;

  return n > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, offset + n) : NULL;
}

static gboolean
take_page (Timeline *self,
           XaJson   *json,
           guint    *n,
           GError  **error)
{
  gboolean is_search = self->server->target->kind == XA_TARGET_SEARCH;
  XaJsonAt root = xa_json_root (json);
  XaJsonAt found = is_search ? xa_json_array (&root, "statuses") : root;

  *n = xa_json_length (&found);
  if (!xa_json_check (json, error))
    return FALSE;
  xa_post_walk_begin_page (&self->walk);
  for (guint i = 0; i < *n; i++) {
    XaJsonAt post = xa_json_element (&found, i);

    xa_post_walk_see (&self->walk, xa_json_is_object (&post) ? xa_mastodon_post_time (&post) : XA_TIME_UNKNOWN);
    if (!xa_mastodon_posts_take (&self->posts, &post, error))
      return FALSE;
  }
  self->walk.n += *n;

  return TRUE;
}

static gboolean
walk (Timeline *self,
      GError  **error)
{
  gboolean is_end = FALSE;

  while (!is_end) {
    g_autofree char *next = NULL;
    g_autoptr (XaJson) json = xa_mastodon_ask (self->server, ask_for_page (self), &next, error);
    guint n;

    if (!json || !take_page (self, json, &n, error))
      return FALSE;
    if (self->server->target->kind == XA_TARGET_SEARCH) {
      g_free (next);
      next = get_offset (self, n);
    }
    if (!xa_post_walk_end_page (&self->walk, g_steal_pointer (&next), n, &is_end, error))
      return FALSE;
  }

  return TRUE;
}

gboolean
xa_mastodon_fetch_posts (XaMastodon *server,
                         GError    **error)
{
  Timeline      self = { .server = server };
  XaAudienceRef ref;
  gboolean      ok;

  if (!xa_mastodon_declare (server, NULL, &ref, error))
    return FALSE;
  xa_post_walk_init (&self.walk, server->fetch);
  xa_mastodon_posts_init (&self.posts, server, ref, self.walk.known_us);
  ok = walk (&self, error);
  xa_mastodon_posts_clear (&self.posts);
  xa_post_walk_clear (&self.walk);
  if (ok && server->target->kind != XA_TARGET_ACCOUNT)
    xa_fetch_note (server->fetch, XA_FETCH_NOTE_PARTIAL_SERVER, "a server finds only the posts that it has seen");

  return ok;
}
