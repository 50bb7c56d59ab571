#include "providers/bluesky/xa-bluesky-api.h"
#include "providers/bluesky/xa-bluesky-passes.h"
#include "providers/bluesky/xa-bluesky-post.h"
#include "providers/xa-reactor-walk.h"

typedef enum {
  LIKES,
  REPOSTS,
} Reaction;

static const struct {
  const char *nsid;
  const char *count;
  const char *array;
  const char *person; /* (nullable): the member that holds the account, NULL: the entry itself */
  const char *name;   /* (nullable): of the reaction, NULL: a plain like */
} reactions[] = {
  [LIKES] = { "app.bsky.feed.getLikes", "likeCount", "likes", "actor", NULL },
  [REPOSTS] = { "app.bsky.feed.getRepostedBy", "repostCount", "repostedBy", NULL, "repost" },
};

typedef struct {
  XaFetch       *fetch; /* (not owned) */
  XaReactorWalk *walk;  /* (not owned) */
  XaAudienceRef  ref;
} Reactors;

/* --- posts to ask about --------------------------------------------------------------------------- */

static void
add_post (Reactors       *self,
          const XaJsonAt *post)
{
  gint64 counts[G_N_ELEMENTS (reactions)];

  for (gsize kind = 0; kind < G_N_ELEMENTS (reactions); kind++)
    counts[kind] = xa_json_maybe_count (post, reactions[kind].count);
  xa_reactor_walk_add (self->walk, xa_json_text (post, "uri"), counts, G_N_ELEMENTS (reactions));
}

static gboolean
list_posts (Reactors *self,
            GError  **error)
{
  XaRequest *request = xa_bluesky_request ("GET", "app.bsky.feed.getAuthorFeed");
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, feed;

  xa_request_add_query (request, "actor", xa_fetch_get_target (self->fetch)->id);
  xa_request_add_query (request, "filter", "posts_no_replies");
  xa_request_add_query_int (request, "limit", XA_BLUESKY_PAGE);
  json = xa_bluesky_ask (self->fetch, request, error);
  if (!json)
    return FALSE;
  root = xa_json_root (json);
  feed = xa_json_array (&root, "feed");
  if (!xa_json_check (json, error))
    return FALSE;

  for (guint i = 0; i < xa_json_length (&feed); i++) {
    XaJsonAt entry = xa_json_element (&feed, i);
    XaJsonAt reason = xa_json_maybe_object (&entry, "reason");
    XaJsonAt post = xa_json_object (&entry, "post");

    if (!reason.node && xa_reactor_walk_wants (self->walk, xa_bluesky_post_time (&post)))
      add_post (self, &post);
    /* What is wrong with a post is counted where posts are read. */
    xa_json_forgive (json);
  }

  return TRUE;
}

/* --- the lists ------------------------------------------------------------------------------------ */

static gboolean
take_reaction (Reactors       *self,
               const char     *post,
               Reaction        kind,
               const XaJsonAt *entry,
               GError        **error)
{
  XaReactionRecord record = { .post_native_id = xa_span (post), .reaction = xa_span (reactions[kind].name), .at_us = XA_TIME_UNKNOWN };

  if (reactions[kind].person) {
    XaJsonAt person = xa_json_object (entry, reactions[kind].person);

    record.person.id = xa_json_text (&person, "did");
    record.at_us = xa_json_maybe_instant (entry, "indexedAt");
  } else {
    record.person.id = xa_json_text (entry, "did");
  }
  if (!xa_json_is_sound (entry->document)) {
    xa_json_forgive (entry->document);
    xa_sink_reject (xa_fetch_get_sink (self->fetch), XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }

  return xa_sink_reaction (xa_fetch_get_sink (self->fetch), self->ref, &record, error);
}

static gboolean
take_page (const char *post,
           guint       kind,
           char      **cursor,
           guint      *n,
           gpointer    data,
           GError    **error)
{
  Reactors  *self = data;
  XaRequest *request = xa_bluesky_request ("GET", reactions[kind].nsid);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, entries;
  XaSpan   next;

  xa_request_add_query (request, "uri", post);
  xa_request_add_query_int (request, "limit", XA_BLUESKY_PAGE);
  xa_request_add_query (request, "cursor", *cursor);
  json = xa_bluesky_ask (self->fetch, request, error);
  if (!json)
    return FALSE;
  root = xa_json_root (json);
  entries = xa_json_array (&root, reactions[kind].array);
  next = xa_json_maybe_text (&root, "cursor");
  if (!xa_json_check (json, error))
    return FALSE;
  *n = xa_json_length (&entries);
  for (guint i = 0; i < *n; i++) {
    XaJsonAt entry = xa_json_element (&entries, i);

    if (!take_reaction (self, post, (Reaction) kind, &entry, error))
      return FALSE;
  }
  g_free (*cursor);
  *cursor = next.len ? xa_span_dup (next) : NULL;

  return TRUE;
}

static const XaReactorWalkClass walk_class = {
  .max_posts = XA_BLUESKY_MAX_REACTED,
  .max_pages = XA_BLUESKY_MAX_REACTOR_PAGES,
  .take_page = take_page,
};

/**
 * xa_bluesky_fetch_reactors:
 *
 * Who liked and passed on the newest posts: so many posts, and of each so many pages, that a pass
 * over a large account ends in minutes.
 */
gboolean
xa_bluesky_fetch_reactors (XaFetch *fetch,
                           GError **error)
{
  XaBlueskyCard card = { .id = xa_fetch_get_target (fetch)->id, .members = XA_COUNT_UNKNOWN };
  Reactors      self = { .fetch = fetch };
  g_autoptr (XaReactorWalk) walk = xa_reactor_walk_new (fetch, &walk_class, &self);

  self.walk = walk;

  return xa_bluesky_declare (fetch, &card, &self.ref, error) && list_posts (&self, error) && xa_reactor_walk_run (walk, error);
}
