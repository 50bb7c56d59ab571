/* Posts of an account or a search, and who reposted the newest of an account. */
#include "providers/x/xa-x-way.h"
#include "providers/xa-post-walk.h"
#include "providers/xa-reactor-walk.h"

#define MAX_TAGS 64

typedef struct {
  const XaXWay *way;
  XaFetch      *fetch;
  XaPostWalk    walk;
  XaAudienceRef ref;
  const char   *own;      /* (not owned) (nullable): of an account */
  char         *subject;  /* (owned) */
  GArray       *ids;      /* (owned) (element-type XaSpan): of the page */
  gboolean      is_whole; /* all of the page could be read */
  gint64        upper_us; /* where the page before begins, or XA_TIME_UNKNOWN */
} Timeline;

/* --- one post ------------------------------------------------------------------------------------- */

/* Of a person or an audience: kept only where it names one that is known. */
static gboolean
put_mentions (Timeline      *self,
              const XaXPost *post,
              GError       **error)
{
  for (guint i = 0; i < xa_json_length (&post->mentions); i++) {
    XaJsonAt     mention = xa_json_element (&post->mentions, i);
    XaLinkRecord link = { .kind = XA_LINK_MENTION, .at_us = post->record.at_us };

    link.target_native_id = xa_json_maybe_id (&mention, post->mention_id);
    if (link.target_native_id.len && !xa_sink_link (xa_fetch_get_sink (self->fetch), self->ref, &link, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
put_forward (Timeline      *self,
             const XaXPost *post,
             GError       **error)
{
  XaLinkRecord link = { .kind = XA_LINK_FORWARD, .at_us = post->record.at_us, .target_native_id = post->forwarded, .certain = TRUE };
  gboolean     is_known = self->walk.known_us != XA_TIME_UNKNOWN && post->record.at_us <= self->walk.known_us;

  if (!link.target_native_id.len || is_known || !self->own || xa_span_equal (post->forwarded, self->own))
    return TRUE;

  return xa_sink_link (xa_fetch_get_sink (self->fetch), self->ref, &link, error);
}

static gboolean
put_post (Timeline *self,
          XaXPost  *post,
          XaSpan   *tags,
          GError  **error)
{
  gboolean is_own = self->own && (!post->author.len || xa_span_equal (post->author, self->own));

  for (guint i = 0; i < xa_json_length (&post->hashtags) && post->record.n_tags < MAX_TAGS; i++) {
    XaJsonAt tag = xa_json_element (&post->hashtags, i);
    XaSpan   text = xa_json_maybe_text (&tag, post->tag_name);

    if (text.len)
      tags[post->record.n_tags++] = text;
  }
  post->record.tags = tags;
  post->record.seen_us = xa_fetch_get_now (self->fetch);
  post->record.author_kind = is_own ? XA_AUTHOR_OWN : post->author.len ? XA_AUTHOR_MEMBER
                                                                       : XA_AUTHOR_UNKNOWN;
  post->record.author.id = is_own ? XA_SPAN_NONE : post->author;

  return xa_sink_post (xa_fetch_get_sink (self->fetch), self->ref, &post->record, error) && put_mentions (self, post, error);
}

static gboolean
take_post (Timeline       *self,
           const XaJsonAt *item,
           GError        **error)
{
  XaSpan   tags[MAX_TAGS];
  XaXPost  post;
  gboolean ok;

  self->way->read_post (item, &post);
  if (!xa_json_is_sound (item->document)) {
    xa_json_forgive (item->document);
    xa_sink_reject (xa_fetch_get_sink (self->fetch), XA_REJECT_MALFORMED_RECORD, 1);
    self->is_whole = FALSE;
    return TRUE;
  }
  g_array_append_val (self->ids, post.record.native_id);
  xa_post_walk_see (&self->walk, post.record.at_us);
  ok = post.is_forward ? put_forward (self, &post, error) : put_post (self, &post, tags, error);
  /* A tag or a mention that is none is left out, and the post stands. */
  xa_json_forgive (item->document);

  return ok;
}

/* --- what is gone --------------------------------------------------------------------------------- */

/* A page says of all between its oldest post and the page before what is there. What lies at the very edge may
 * be on the next one. */
static gboolean
put_stretch (Timeline *self,
             guint     n_lost,
             GError  **error)
{
  XaStretchRecord stretch = { .from_us = self->walk.oldest_us, .to_us = self->upper_us, .ids = (const XaSpan *) (void *) self->ids->data, .n_ids = self->ids->len };

  if (!self->way->shows_all || !self->own || self->walk.oldest_us == XA_TIME_UNKNOWN)
    return TRUE;
  if (stretch.to_us == XA_TIME_UNKNOWN)
    stretch.to_us = self->walk.newest_us;
  self->upper_us = self->walk.oldest_us;
  if (!self->is_whole || n_lost > 0)
    return TRUE;

  return xa_sink_stretch (xa_fetch_get_sink (self->fetch), self->ref, &stretch, error);
}

/* --- pages ---------------------------------------------------------------------------------------- */

static gboolean
take_page (Timeline *self,
           gboolean *is_end,
           GError  **error)
{
  XaXQuestion question = self->own ? XA_X_POSTS : XA_X_SEARCH;
  g_auto (XaXPage) page = { 0 };
  g_autoptr (XaJson) json = xa_x_ask_page (self->way, self->fetch, question, self->subject, self->walk.cursor, &page, error);
  guint n = json ? xa_json_length (&page.items) : 0;

  if (!json)
    return FALSE;
  xa_post_walk_begin_page (&self->walk);
  g_array_set_size (self->ids, 0);
  self->is_whole = TRUE;
  for (guint i = 0; i < n; i++) {
    XaJsonAt item = xa_json_element (&page.items, i);

    if (!take_post (self, &item, error))
      return FALSE;
  }
  self->walk.n += n;
  if (!put_stretch (self, page.n_lost, error))
    return FALSE;

  return xa_post_walk_end_page (&self->walk, g_steal_pointer (&page.next), n, is_end, error);
}

gboolean
xa_x_fetch_posts (const XaXWay *way,
                  XaFetch      *fetch,
                  GError      **error)
{
  const XaTarget *target = xa_fetch_get_target (fetch);
  Timeline        self = { .way = way, .fetch = fetch, .own = xa_x_is_search (target) ? NULL : target->id };
  gboolean        is_end = FALSE, ok;

  self.subject = self.own ? g_strdup (self.own) : xa_x_search_words (target);
  xa_post_walk_init (&self.walk, fetch);
  self.ids = g_array_new (FALSE, FALSE, sizeof (XaSpan));
  /* Behind the newest there may be some that are no more; an interrupted pass has seen to that. */
  self.upper_us = self.walk.cursor ? XA_TIME_UNKNOWN : xa_fetch_get_now (fetch);
  ok = xa_x_declare (fetch, NULL, &self.ref, error);
  while (ok && !is_end)
    ok = take_page (&self, &is_end, error);
  xa_post_walk_clear (&self.walk);
  g_array_unref (self.ids);
  g_free (self.subject);

  return ok;
}

/* --- who reposted --------------------------------------------------------------------------------- */

typedef struct {
  const XaXWay  *way;
  XaFetch       *fetch;
  XaReactorWalk *walk; /* (not owned) */
  XaAudienceRef  ref;
} Reactors;

static gboolean
list_posts (Reactors *self,
            GError  **error)
{
  g_auto (XaXPage) page = { 0 };
  g_autoptr (XaJson) json = xa_x_ask_page (self->way, self->fetch, XA_X_POSTS, xa_fetch_get_target (self->fetch)->id, NULL, &page, error);

  for (guint i = 0; json && i < xa_json_length (&page.items); i++) {
    XaJsonAt item = xa_json_element (&page.items, i);
    gint64   at_us = self->way->read_post_time (&item);
    gint64   count = self->way->count_reposts (&item);
    XaXPost  post;

    self->way->read_post (&item, &post);
    if (xa_json_is_sound (json) && !post.is_forward && count > 0 && xa_reactor_walk_wants (self->walk, at_us))
      xa_reactor_walk_add (self->walk, post.record.native_id, &count, 1);
    /* What is wrong with a post is counted where posts are read. */
    xa_json_forgive (json);
  }

  return json != NULL;
}

static gboolean
take_reactors (const char *post,
               guint       kind,
               char      **cursor,
               guint      *n,
               gpointer    data,
               GError    **error)
{
  Reactors *self = data;
  g_auto (XaXPage) page = { 0 };
  g_autoptr (XaJson) json = xa_x_ask_page (self->way, self->fetch, XA_X_REPOSTERS, post, *cursor, &page, error);
  XaSink *sink = xa_fetch_get_sink (self->fetch);

  *n = json ? xa_json_length (&page.items) : 0;
  if (!json)
    return FALSE;
  for (guint i = 0; i < *n; i++) {
    XaJsonAt         item = xa_json_element (&page.items, i);
    XaReactionRecord record = { .post_native_id = xa_span (post), .reaction = xa_span ("repost"), .at_us = XA_TIME_UNKNOWN };
    gboolean         is_hidden;

    record.person.id = self->way->read_person (&item, &is_hidden);
    if (!xa_json_is_sound (json)) {
      xa_json_forgive (json);
      xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
      continue;
    }
    if (!xa_sink_reaction (sink, self->ref, &record, error))
      return FALSE;
  }
  g_free (*cursor);
  *cursor = g_steal_pointer (&page.next);

  return TRUE;
}

static const XaReactorWalkClass walk_class = {
  .max_posts = XA_X_MAX_REACTED,
  .max_pages = XA_X_MAX_REACTOR_PAGES,
  .closed = "seeing who reposted: X does not show it to this connection",
  .take_page = take_reactors,
};

gboolean
xa_x_fetch_reactors (const XaXWay *way,
                     XaFetch      *fetch,
                     GError      **error)
{
  Reactors self = { .way = way, .fetch = fetch };
  g_autoptr (XaReactorWalk) walk = xa_reactor_walk_new (fetch, &walk_class, &self);

  self.walk = walk;

  return xa_x_declare (fetch, NULL, &self.ref, error) && list_posts (&self, error) && xa_reactor_walk_run (walk, error);
}
