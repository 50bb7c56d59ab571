#include "providers/mastodon/xa-mastodon-post.h"
#include "providers/xa-reactor-walk.h"

typedef enum {
  FAVOURITES,
  BOOSTS,
} Reaction;

static const struct {
  const char *list;
  const char *count;
  const char *name; /* (nullable): of the reaction, NULL: a plain like */
} reactions[] = {
  [FAVOURITES] = { "favourited_by", "favourites_count", NULL },
  [BOOSTS] = { "reblogged_by", "reblogs_count", "boost" },
};

typedef struct {
  XaMastodon    *server; /* (not owned) */
  XaReactorWalk *walk;   /* (not owned) */
  XaAudienceRef  ref;
  GString       *name, *id; /* (not owned): scratch */
} Reactors;

/* --- posts to ask about --------------------------------------------------------------------------- */

static void
add_post (Reactors       *self,
          const XaJsonAt *post)
{
  gint64 counts[G_N_ELEMENTS (reactions)];

  for (gsize kind = 0; kind < G_N_ELEMENTS (reactions); kind++)
    counts[kind] = xa_json_maybe_count (post, reactions[kind].count);
  xa_reactor_walk_add (self->walk, xa_json_id (post, "id"), counts, G_N_ELEMENTS (reactions));
}

static gboolean
list_posts (Reactors *self,
            GError  **error)
{
  XaRequest *request = xa_mastodon_request_page (self->server, NULL, XA_MASTODON_POSTS_PAGE, "v1", "accounts", self->server->target->id, "statuses", NULL);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root;

  xa_request_add_query (request, "exclude_reblogs", "true");
  json = xa_mastodon_ask (self->server, request, NULL, error);
  if (!json)
    return FALSE;
  root = xa_json_root (json);
  for (guint i = 0; i < xa_json_length (&root); i++) {
    XaJsonAt post = xa_json_element (&root, i);

    if (xa_json_is_object (&post) && xa_reactor_walk_wants (self->walk, xa_mastodon_post_time (&post)))
      add_post (self, &post);
    /* What is wrong with a post is counted where posts are read. */
    xa_json_forgive (json);
  }

  return xa_json_check (json, error);
}

/* --- the lists ------------------------------------------------------------------------------------ */

static gboolean
take_reaction (Reactors       *self,
               const char     *post,
               Reaction        kind,
               const XaJsonAt *account,
               GError        **error)
{
  XaReactionRecord record = {
    .post_native_id = xa_mastodon_post_id (self->server, xa_span (post), self->id),
    .reaction = xa_span (reactions[kind].name),
    .at_us = XA_TIME_UNKNOWN,
  };
  XaSink  *sink = xa_fetch_get_sink (self->server->fetch);
  gboolean is_bot;

  record.person.id = xa_mastodon_acct (self->server, account, self->name);
  is_bot = xa_json_maybe_boolean (account, "bot", FALSE) || xa_json_maybe_boolean (account, "group", FALSE);
  if (xa_json_is_sound (account->document) && !is_bot)
    return xa_sink_reaction (sink, self->ref, &record, error);
  xa_sink_reject (sink, xa_json_is_sound (account->document) ? XA_REJECT_BOT : XA_REJECT_MALFORMED_RECORD, 1);
  xa_json_forgive (account->document);

  return TRUE;
}

static gboolean
take_page (const char *post,
           guint       kind,
           char      **cursor,
           guint      *n,
           gpointer    data,
           GError    **error)
{
  Reactors *self = data;
  char     *next = NULL;
  g_autoptr (XaJson) json = xa_mastodon_ask (self->server,
                                             xa_mastodon_request_page (self->server, *cursor, XA_MASTODON_PEOPLE_PAGE, "v1", "statuses", post, reactions[kind].list, NULL),
                                             &next, error);
  XaJsonAt list;

  g_free (*cursor);
  *cursor = next;
  if (!json)
    return FALSE;
  list = xa_json_root (json);
  *n = xa_json_length (&list);
  if (!xa_json_check (json, error))
    return FALSE;
  for (guint i = 0; i < *n; i++) {
    XaJsonAt account = xa_json_element (&list, i);

    if (!take_reaction (self, post, (Reaction) kind, &account, error))
      return FALSE;
  }

  return TRUE;
}

static const XaReactorWalkClass walk_class = {
  .max_posts = XA_MASTODON_MAX_REACTED,
  .max_pages = XA_MASTODON_MAX_REACTOR_PAGES,
  .closed = "seeing who reacted: the server does not show it to this connection",
  .take_page = take_page,
};

/**
 * xa_mastodon_fetch_reactors:
 *
 * Who favourited and boosted the newest posts: so many posts, and of each so many pages, that the
 * lists fit into what a server lets be asked.
 */
gboolean
xa_mastodon_fetch_reactors (XaMastodon *server,
                            GError    **error)
{
  Reactors self = { .server = server };
  g_autoptr (XaReactorWalk) walk = xa_reactor_walk_new (server->fetch, &walk_class, &self);
  g_autoptr (GString) name = g_string_new (NULL);
  g_autoptr (GString) id = g_string_new (NULL);

  self.walk = walk;
  self.name = name;
  self.id = id;

  return xa_mastodon_declare (server, NULL, &self.ref, error) && list_posts (&self, error) && xa_reactor_walk_run (walk, error);
}
