#include "model/xa-time.h"
#include "net/xa-pager.h"
#include "providers/bluesky/xa-bluesky-api.h"
#include "providers/bluesky/xa-bluesky-passes.h"
#include "providers/bluesky/xa-bluesky-post.h"

#include <string.h>

/* Counters of younger posts are read again with each pass. */
#define FRESH_US (7 * XA_USEC_PER_DAY)

/* The newest post of the last whole pass, in microseconds; and of this one. */
#define MARK_NEWEST "newest"
#define MARK_BEGUN "begun"

/* A walk from the newest post to those that are known and settled. */
typedef struct {
  XaFetch       *fetch;
  XaBlueskyPosts posts;
  gboolean       is_search;
  gint64         known_us;             /* the newest of the last whole pass, or XA_TIME_UNKNOWN */
  gint64         oldest_us, newest_us; /* of the page */
  guint          n;                    /* posts so far */
  char          *cursor;               /* (owned) (nullable) */
} Walk;

static gint64
get_mark (XaFetch    *fetch,
          const char *name)
{
  const char *mark = xa_fetch_get_mark (fetch, name);

  return mark ? g_ascii_strtoll (mark, NULL, 10) : XA_TIME_UNKNOWN;
}

static void
set_mark (XaFetch    *fetch,
          const char *name,
          gint64      value)
{
  char text[32];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);
  xa_fetch_set_mark (fetch, name, text);
}

/* --- questions ------------------------------------------------------------------------------------ */

static void
add_time (XaRequest  *request,
          const char *name,
          gint64      time_us)
{
  g_autofree char *text = time_us == XA_TIME_UNKNOWN ? NULL : xa_time_format (time_us);

  xa_request_add_query (request, name, text);
}

static gint64
later (gint64 a,
       gint64 b)
{
  if (a == XA_TIME_UNKNOWN || b == XA_TIME_UNKNOWN)
    return a == XA_TIME_UNKNOWN ? b : a;

  return MAX (a, b);
}

static XaRequest *
ask_for_search (Walk *self)
{
  const XaTarget  *target = xa_fetch_get_target (self->fetch);
  XaRequest       *request = xa_bluesky_request ("GET", "app.bsky.feed.searchPosts");
  g_autofree char *tag = target->kind == XA_TARGET_TAG ? g_strconcat ("#", target->handle, NULL) : NULL;

  xa_request_add_query (request, "q", tag ? tag : target->handle);
  if (tag)
    xa_request_add_query (request, "tag", target->handle);
  xa_request_add_query (request, "sort", "latest");
  add_time (request, "since", later (target->from_us, xa_fetch_get_since (self->fetch)));
  add_time (request, "until", target->to_us);

  return request;
}

static XaJson *
ask_page (Walk    *self,
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
  xa_request_add_query (request, "cursor", self->cursor);

  return xa_bluesky_ask (self->fetch, request, error);
}

/* --- entries -------------------------------------------------------------------------------------- */

static void
see_time (Walk  *self,
          gint64 at_us)
{
  if (at_us == XA_TIME_UNKNOWN)
    return;
  self->oldest_us = self->oldest_us == XA_TIME_UNKNOWN ? at_us : MIN (self->oldest_us, at_us);
  self->newest_us = later (self->newest_us, at_us);
}

/* A post of another account that this one passed on. One that an earlier pass counted is not
 * counted again. */
static gboolean
take_repost (Walk           *self,
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
  see_time (self, link.at_us);
  if (link.at_us == XA_TIME_UNKNOWN || xa_span_equal (link.target_native_id, self->posts.own) || (self->known_us != XA_TIME_UNKNOWN && link.at_us <= self->known_us))
    return TRUE;

  return xa_sink_link (self->posts.sink, self->posts.audience, &link, error);
}

/* An entry of a feed; a post that is pinned stands out of its order. */
static gboolean
take_entry (Walk           *self,
            const XaJsonAt *entry,
            GError        **error)
{
  XaJsonAt post = xa_json_object (entry, "post");
  XaJsonAt reason = xa_json_maybe_object (entry, "reason");
  gboolean is_pinned = xa_span_equal (xa_json_maybe_text (&reason, "$type"), "app.bsky.feed.defs#reasonPin");

  if (reason.node && !is_pinned)
    return take_repost (self, &post, &reason, error);
  if (!is_pinned)
    see_time (self, xa_bluesky_post_time (&post));
  self->n++;

  return xa_bluesky_posts_take (&self->posts, &post, error);
}

static gboolean
take_found (Walk           *self,
            const XaJsonAt *post,
            GError        **error)
{
  see_time (self, xa_bluesky_post_time (post));
  self->n++;

  return xa_bluesky_posts_take (&self->posts, post, error);
}

/* --- pages ---------------------------------------------------------------------------------------- */

static gboolean
take_page (Walk    *self,
           XaJson  *json,
           guint   *n,
           GError **error)
{
  XaJsonAt root = xa_json_root (json);
  XaJsonAt entries = xa_json_array (&root, self->is_search ? "posts" : "feed");
  XaSpan   next = xa_json_maybe_text (&root, "cursor");

  if (!xa_json_check (json, error))
    return FALSE;
  *n = xa_json_length (&entries);
  self->oldest_us = self->newest_us = XA_TIME_UNKNOWN;
  for (guint i = 0; i < *n; i++) {
    XaJsonAt entry = xa_json_element (&entries, i);

    if (self->is_search ? !take_found (self, &entry, error) : !take_entry (self, &entry, error))
      return FALSE;
  }
  g_free (self->cursor);
  self->cursor = next.len ? xa_span_dup (next) : NULL;

  return TRUE;
}

static gboolean
is_far_enough (Walk *self)
{
  gint64 since_us = xa_fetch_get_since (self->fetch);

  if (!self->cursor || self->n >= xa_fetch_get_max_posts (self->fetch))
    return TRUE;
  if (self->oldest_us == XA_TIME_UNKNOWN)
    return FALSE;
  if (since_us != XA_TIME_UNKNOWN && self->oldest_us < since_us)
    return TRUE;

  return self->known_us != XA_TIME_UNKNOWN && self->oldest_us <= self->known_us && self->oldest_us < xa_fetch_get_now (self->fetch) - FRESH_US;
}

/* What the next pass may call known is what this one began with, once this one is through. */
static gboolean
end_page (Walk    *self,
          XaPager *pager,
          guint    n,
          gboolean is_end,
          GError **error)
{
  g_autofree char *cursor = is_end ? NULL : g_strdup_printf ("%u %s", self->n, self->cursor);
  gint64           begun_us = later (get_mark (self->fetch, MARK_BEGUN), self->newest_us);

  if (begun_us != XA_TIME_UNKNOWN)
    set_mark (self->fetch, is_end ? MARK_NEWEST : MARK_BEGUN, begun_us);
  xa_fetch_progress (self->fetch, self->n, XA_COUNT_UNKNOWN);

  return xa_pager_advance (pager, self->cursor, n, error) && xa_fetch_page (self->fetch, cursor, error);
}

static void
resume (Walk *self)
{
  const char *cursor = xa_fetch_get_cursor (self->fetch);
  char       *end = NULL;

  if (!cursor)
    return;
  self->n = (guint) g_ascii_strtoull (cursor, &end, 10);
  self->cursor = g_strdup (*end == ' ' ? end + 1 : cursor);
}

static gboolean
walk (Walk    *self,
      GError **error)
{
  g_autoptr (XaPager) pager = xa_pager_new ();
  gboolean is_end;

  resume (self);
  do {
    g_autoptr (XaJson) json = ask_page (self, error);
    guint n;

    if (!json || !take_page (self, json, &n, error))
      return FALSE;
    is_end = is_far_enough (self);
    if (!end_page (self, pager, n, is_end, error))
      return FALSE;
  } while (!is_end);
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
  Walk            self = { .fetch = fetch, .known_us = get_mark (fetch, MARK_NEWEST) };
  XaAudienceRef   ref;
  gboolean        ok;

  self.is_search = target->kind == XA_TARGET_SEARCH || target->kind == XA_TARGET_TAG;
  if (!declare (fetch, self.is_search, &ref, error))
    return FALSE;
  xa_bluesky_posts_init (&self.posts, xa_fetch_get_sink (fetch), ref, self.is_search ? NULL : target->id, xa_fetch_get_now (fetch),
                         xa_bluesky_is_signed_in (fetch));
  ok = walk (&self, error);
  xa_bluesky_posts_clear (&self.posts);
  g_free (self.cursor);

  return ok;
}
