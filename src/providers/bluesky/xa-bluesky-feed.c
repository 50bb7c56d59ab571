#include "model/xa-time.h"
#include "providers/bluesky/xa-bluesky-api.h"
#include "providers/bluesky/xa-bluesky-passes.h"
#include "providers/bluesky/xa-bluesky-post.h"
#include "providers/xa-post-walk.h"

#include <string.h>

/* A feed or a search. */
typedef struct {
  XaFetch       *fetch; /* (not owned) */
  XaBlueskyPosts posts;
  XaPostWalk     walk;
  gboolean       is_search;
} Feed;

/* --- questions ------------------------------------------------------------------------------------ */

static void
add_time (XaRequest  *request,
          const char *name,
          gint64      time_us)
{
  g_autofree char *text = time_us == XA_TIME_UNKNOWN ? NULL : xa_time_format (time_us);

  xa_request_add_query (request, name, text);
}

static XaRequest *
ask_for_search (Feed *self)
{
  const XaTarget  *target = xa_fetch_get_target (self->fetch);
  XaRequest       *request = xa_bluesky_request ("GET", "app.bsky.feed.searchPosts");
  g_autofree char *tag = target->kind == XA_TARGET_TAG ? g_strconcat ("#", target->handle, NULL) : NULL;

  xa_request_add_query (request, "q", tag ? tag : target->handle);
  if (tag)
    xa_request_add_query (request, "tag", target->handle);
  xa_request_add_query (request, "sort", "latest");
  add_time (request, "since", xa_post_walk_later (target->from_us, xa_fetch_get_since (self->fetch)));
  add_time (request, "until", target->to_us);

  return request;
}

static XaJson *
ask_page (Feed    *self,
          GError **error)
{
  XaRequest *request;

  if (self->is_search) {
    request = ask_for_search (self);
  } else {
    request = xa_bluesky_request ("GET", "app.bsky.feed.getAuthorFeed");
    xa_request_add_query (request, "actor", xa_fetch_get_target (self->fetch)->id);
    xa_request_add_query (request, "filter", "posts_no_replies");
  }
  xa_request_add_query_int (request, "limit", XA_BLUESKY_PAGE);
  xa_request_add_query (request, "cursor", self->walk.cursor);

  return xa_bluesky_ask (self->fetch, request, error);
}

/* --- entries -------------------------------------------------------------------------------------- */

/* A post of another account that this one passed on. One that an earlier pass counted is not
 * counted again. */
static gboolean
take_repost (Feed           *self,
             const XaJsonAt *post,
             const XaJsonAt *reason,
             GError        **error)
{
  XaJsonAt     author = xa_json_object (post, "author");
  XaLinkRecord link = { .kind = XA_LINK_FORWARD, .at_us = xa_json_maybe_instant (reason, "indexedAt"), .certain = TRUE };

  link.target_native_id = xa_json_text (&author, "did");
  if (!xa_json_is_sound (post->document)) {
    xa_json_forgive (post->document);
    xa_sink_reject (self->posts.sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  xa_post_walk_see (&self->walk, link.at_us);
  if (link.at_us == XA_TIME_UNKNOWN || xa_span_equal (link.target_native_id, self->posts.own) || (self->walk.known_us != XA_TIME_UNKNOWN && link.at_us <= self->walk.known_us))
    return TRUE;

  return xa_sink_link (self->posts.sink, self->posts.audience, &link, error);
}

/* An entry of a feed; a post that is pinned stands out of its order. */
static gboolean
take_entry (Feed           *self,
            const XaJsonAt *entry,
            GError        **error)
{
  XaJsonAt post = xa_json_object (entry, "post");
  XaJsonAt reason = xa_json_maybe_object (entry, "reason");
  gboolean is_pinned = xa_span_equal (xa_json_maybe_text (&reason, "$type"), "app.bsky.feed.defs#reasonPin");

  if (reason.node && !is_pinned)
    return take_repost (self, &post, &reason, error);
  if (!is_pinned)
    xa_post_walk_see (&self->walk, xa_bluesky_post_time (&post));
  self->walk.n++;

  return xa_bluesky_posts_take (&self->posts, &post, error);
}

static gboolean
take_found (Feed           *self,
            const XaJsonAt *post,
            GError        **error)
{
  xa_post_walk_see (&self->walk, xa_bluesky_post_time (post));
  self->walk.n++;

  return xa_bluesky_posts_take (&self->posts, post, error);
}

/* --- pages ---------------------------------------------------------------------------------------- */

static gboolean
take_page (Feed     *self,
           XaJson   *json,
           gboolean *is_end,
           GError  **error)
{
  XaJsonAt root = xa_json_root (json);
  XaJsonAt entries = xa_json_array (&root, self->is_search ? "posts" : "feed");
  XaSpan   next = xa_json_maybe_text (&root, "cursor");
  guint    n = xa_json_length (&entries);

  if (!xa_json_check (json, error))
    return FALSE;
  xa_post_walk_begin_page (&self->walk);
  for (guint i = 0; i < n; i++) {
    XaJsonAt entry = xa_json_element (&entries, i);

    if (self->is_search ? !take_found (self, &entry, error) : !take_entry (self, &entry, error))
      return FALSE;
  }

  return xa_post_walk_end_page (&self->walk, next.len ? xa_span_dup (next) : NULL, n, is_end, error);
}

static gboolean
walk (Feed    *self,
      GError **error)
{
  gboolean is_end = FALSE;

  while (!is_end) {
    g_autoptr (XaJson) json = ask_page (self, error);

    if (!json || !take_page (self, json, &is_end, error))
      return FALSE;
  }
  if (self->posts.n_hidden > 0)
    xa_fetch_note (self->fetch, XA_FETCH_NOTE_NEEDS_SIGN_IN, "posts of accounts that ask to be shown only to people who are signed in were left out");

  return TRUE;
}

/* The profile says what an account is called; here it is only named. */
static gboolean
declare (XaFetch       *fetch,
         gboolean       is_search,
         XaAudienceRef *ref,
         GError       **error)
{
  const XaTarget *target = xa_fetch_get_target (fetch);
  g_auto (XaBlueskyCard) search = { 0 };
  XaBlueskyCard account = { .id = target->id, .members = XA_COUNT_UNKNOWN };

  if (!is_search)
    return xa_bluesky_declare (fetch, &account, ref, error);

  return xa_bluesky_use_account (fetch, error) && xa_bluesky_card_read (fetch, target, &search, error) &&
         xa_bluesky_declare (fetch, &search, ref, error);
}

gboolean
xa_bluesky_fetch_posts (XaFetch *fetch,
                        GError **error)
{
  const XaTarget *target = xa_fetch_get_target (fetch);
  Feed            self = { .fetch = fetch };
  XaAudienceRef   ref;
  gboolean        ok;

  self.is_search = target->kind == XA_TARGET_SEARCH || target->kind == XA_TARGET_TAG;
  if (!declare (fetch, self.is_search, &ref, error))
    return FALSE;
  xa_bluesky_posts_init (&self.posts, xa_fetch_get_sink (fetch), ref, self.is_search ? NULL : target->id, xa_fetch_get_now (fetch),
                         xa_bluesky_is_signed_in (fetch));
  xa_post_walk_init (&self.walk, fetch);
  ok = walk (&self, error);
  xa_post_walk_clear (&self.walk);
  xa_bluesky_posts_clear (&self.posts);

  return ok;
}
