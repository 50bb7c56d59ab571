#include "model/xa-time.h"
#include "net/xa-pager.h"
#include "providers/mastodon/xa-mastodon-post.h"

#include <string.h>

/* Counters of younger posts are read again with each pass. */
#define FRESH_US (7 * XA_USEC_PER_DAY)

/* The newest post of the last whole pass, in microseconds; and of this one. */
#define MARK_NEWEST "newest"
#define MARK_BEGUN "begun"

/* A walk from the newest post to those that are known and settled. */
typedef struct {
  XaMastodon     *server; /* (not owned) */
  XaMastodonPosts posts;
  gint64          known_us;             /* the newest of the last whole pass, or XA_TIME_UNKNOWN */
  gint64          oldest_us, newest_us; /* of the page */
  guint           n;                    /* posts so far */
  char           *cursor;               /* (owned) (nullable) */
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

static gint64
later (gint64 a,
       gint64 b)
{
  if (a == XA_TIME_UNKNOWN || b == XA_TIME_UNKNOWN)
    return a == XA_TIME_UNKNOWN ? b : a;

  return MAX (a, b);
}

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
ask_for_search (Walk *self)
{
  const XaTarget *target = self->server->target;
  XaRequest      *request = xa_mastodon_request_page (self->server, NULL, XA_MASTODON_POSTS_PAGE, "v2", "search", NULL);
  g_autoptr (GString) words = g_string_new (target->handle);

  add_day (words, "after", target->from_us);
  add_day (words, "before", target->to_us);
  xa_request_add_query (request, "q", words->str);
  xa_request_add_query (request, "type", "statuses");
  xa_request_add_query (request, "offset", self->cursor);

  return request;
}

static XaRequest *
ask_for_page (Walk *self)
{
  const XaTarget *target = self->server->target;

  switch ((int) target->kind) {
  case XA_TARGET_SEARCH:
    return ask_for_search (self);
  case XA_TARGET_TAG:
    return xa_mastodon_request_page (self->server, self->cursor, XA_MASTODON_POSTS_PAGE, "v1", "timelines", "tag", target->handle, NULL);
  default:
    return xa_mastodon_request_page (self->server, self->cursor, XA_MASTODON_POSTS_PAGE, "v1", "accounts", target->id, "statuses", NULL);
  }
}

/* --- pages ---------------------------------------------------------------------------------------- */

static void
see_time (Walk  *self,
          gint64 at_us)
{
  if (at_us == XA_TIME_UNKNOWN)
    return;
  self->oldest_us = self->oldest_us == XA_TIME_UNKNOWN ? at_us : MIN (self->oldest_us, at_us);
  self->newest_us = later (self->newest_us, at_us);
}

/* Searches are paged by how many there were. */
static char *
get_offset (Walk *self,
            guint n)
{
  gint64 offset = self->cursor ? g_ascii_strtoll (self->cursor, NULL, 10) : 0;

  return n > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, offset + n) : NULL;
}

static gboolean
take_page (Walk    *self,
           XaJson  *json,
           guint   *n,
           GError **error)
{
  gboolean is_search = self->server->target->kind == XA_TARGET_SEARCH;
  XaJsonAt root = xa_json_root (json);
  XaJsonAt found = is_search ? xa_json_array (&root, "statuses") : root;

  *n = xa_json_length (&found);
  if (!xa_json_check (json, error))
    return FALSE;
  self->oldest_us = self->newest_us = XA_TIME_UNKNOWN;
  for (guint i = 0; i < *n; i++) {
    XaJsonAt post = xa_json_element (&found, i);

    see_time (self, xa_json_is_object (&post) ? xa_mastodon_post_time (&post) : XA_TIME_UNKNOWN);
    if (!xa_mastodon_posts_take (&self->posts, &post, error))
      return FALSE;
  }
  self->n += *n;

  return TRUE;
}

static gboolean
is_far_enough (Walk       *self,
               const char *next)
{
  XaFetch *fetch = self->server->fetch;
  gint64   since_us = xa_fetch_get_since (fetch);

  if (!next || self->n >= xa_fetch_get_max_posts (fetch))
    return TRUE;
  if (self->oldest_us == XA_TIME_UNKNOWN)
    return FALSE;
  if (since_us != XA_TIME_UNKNOWN && self->oldest_us < since_us)
    return TRUE;

  return self->known_us != XA_TIME_UNKNOWN && self->oldest_us <= self->known_us && self->oldest_us < xa_fetch_get_now (fetch) - FRESH_US;
}

/* What the next pass may call known is what this one began with, once this one is through. */
static gboolean
end_page (Walk       *self,
          XaPager    *pager,
          const char *next,
          guint       n,
          gboolean    is_end,
          GError    **error)
{
  XaFetch         *fetch = self->server->fetch;
  g_autofree char *cursor = is_end ? NULL : g_strdup_printf ("%u %s", self->n, next);
  gint64           begun_us = later (get_mark (fetch, MARK_BEGUN), self->newest_us);

  if (begun_us != XA_TIME_UNKNOWN)
    set_mark (fetch, is_end ? MARK_NEWEST : MARK_BEGUN, begun_us);
  xa_fetch_progress (fetch, self->n, XA_COUNT_UNKNOWN);

  return xa_pager_advance (pager, next, n, error) && xa_fetch_page (fetch, cursor, error);
}

static void
resume (Walk *self)
{
  const char *cursor = xa_fetch_get_cursor (self->server->fetch);
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
    g_autofree char *next = NULL;
    g_autoptr (XaJson) json = xa_mastodon_ask (self->server, ask_for_page (self), &next, error);
    guint n;

    if (!json || !take_page (self, json, &n, error))
      return FALSE;
    if (self->server->target->kind == XA_TARGET_SEARCH) {
      g_free (next);
      next = get_offset (self, n);
    }
    is_end = is_far_enough (self, next);
    if (!end_page (self, pager, next, n, is_end, error))
      return FALSE;
    g_free (self->cursor);
    self->cursor = g_steal_pointer (&next);
  } while (!is_end);

  return TRUE;
}

gboolean
xa_mastodon_fetch_posts (XaMastodon *server,
                         GError    **error)
{
  Walk          self = { .server = server, .known_us = get_mark (server->fetch, MARK_NEWEST) };
  XaAudienceRef ref;
  gboolean      ok;

  if (!xa_mastodon_declare (server, NULL, &ref, error))
    return FALSE;
  xa_mastodon_posts_init (&self.posts, server, ref, self.known_us);
  ok = walk (&self, error);
  xa_mastodon_posts_clear (&self.posts);
  g_free (self.cursor);
  if (ok && server->target->kind != XA_TARGET_ACCOUNT)
    xa_fetch_note (server->fetch, XA_FETCH_NOTE_PARTIAL_SERVER, "a server finds only the posts that it has seen");

  return ok;
}
