#include "net/xa-pager.h"
#include "providers/bluesky/xa-bluesky-api.h"
#include "providers/bluesky/xa-bluesky-passes.h"
#include "providers/bluesky/xa-bluesky-post.h"

#include <string.h>

/* Who reacted to older posts changes little: it is asked once more when they are this old. */
#define FRESH_US (7 * XA_USEC_PER_DAY)

/* When the last whole pass was. */
#define MARK_ASKED "asked"

typedef enum {
  LIKES,
  REPOSTS,
} Reaction;

static const struct {
  const char *nsid;
  const char *array;
  const char *person; /* (nullable): the member that holds the account, NULL: the entry itself */
  const char *name;   /* (nullable): of the reaction, NULL: a plain like */
} reactions[] = {
  [LIKES] = { "app.bsky.feed.getLikes", "likes", "actor", NULL },
  [REPOSTS] = { "app.bsky.feed.getRepostedBy", "repostedBy", NULL, "repost" },
};

/* One list of people who reacted to one post. */
typedef struct {
  char    *post; /* (owned) */
  Reaction kind;
} Job;

typedef struct {
  XaFetch      *fetch;
  XaAudienceRef ref;
  GArray       *jobs; /* (owned) (element-type Job) */
  guint         job;
  char         *cursor; /* (owned) (nullable) */
} Walk;

static void
job_clear (Job *self)
{
  g_free (self->post);
}

/* --- posts to ask about --------------------------------------------------------------------------- */

static gboolean
is_wanted (XaFetch *fetch,
           gint64   at_us)
{
  const char *asked = xa_fetch_get_mark (fetch, MARK_ASKED);
  gint64      since_us = xa_fetch_get_since (fetch);

  if (at_us == XA_TIME_UNKNOWN || (since_us != XA_TIME_UNKNOWN && at_us < since_us))
    return FALSE;

  return !asked || at_us >= g_ascii_strtoll (asked, NULL, 10) - FRESH_US;
}

static void
add_job (Walk           *self,
         const XaJsonAt *post,
         Reaction        kind,
         const char     *count)
{
  Job job = { .kind = kind };

  if (xa_json_maybe_count (post, count) <= 0)
    return;
  job.post = xa_span_dup (xa_json_text (post, "uri"));
  if (job.post)
    g_array_append_val (self->jobs, job);
}

static gboolean
list_jobs (Walk    *self,
           GError **error)
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

  for (guint i = 0, n = 0; i < xa_json_length (&feed) && n < XA_BLUESKY_MAX_REACTED; i++) {
    XaJsonAt entry = xa_json_element (&feed, i);
    XaJsonAt reason = xa_json_maybe_object (&entry, "reason");
    XaJsonAt post = xa_json_object (&entry, "post");

    if (!reason.node && is_wanted (self->fetch, xa_bluesky_post_time (&post))) {
      add_job (self, &post, LIKES, "likeCount");
      add_job (self, &post, REPOSTS, "repostCount");
      n++;
    }
    /* What is wrong with a post is counted where posts are read. */
    xa_json_forgive (json);
  }

  return TRUE;
}

/* --- the lists ------------------------------------------------------------------------------------ */

static gboolean
take_reaction (Walk           *self,
               const Job      *job,
               const XaJsonAt *entry,
               GError        **error)
{
  XaReactionRecord record = { .post_native_id = xa_span (job->post), .reaction = xa_span (reactions[job->kind].name), .at_us = XA_TIME_UNKNOWN };

  if (reactions[job->kind].person) {
    XaJsonAt person = xa_json_object (entry, reactions[job->kind].person);

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
take_page (Walk      *self,
           const Job *job,
           guint     *n,
           GError   **error)
{
  XaRequest *request = xa_bluesky_request ("GET", reactions[job->kind].nsid);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, entries;
  XaSpan   next;

  xa_request_add_query (request, "uri", job->post);
  xa_request_add_query_int (request, "limit", XA_BLUESKY_PAGE);
  xa_request_add_query (request, "cursor", self->cursor);
  json = xa_bluesky_ask (self->fetch, request, error);
  if (!json)
    return FALSE;
  root = xa_json_root (json);
  entries = xa_json_array (&root, reactions[job->kind].array);
  next = xa_json_maybe_text (&root, "cursor");
  if (!xa_json_check (json, error))
    return FALSE;
  *n = xa_json_length (&entries);
  for (guint i = 0; i < *n; i++) {
    XaJsonAt entry = xa_json_element (&entries, i);

    if (!take_reaction (self, job, &entry, error))
      return FALSE;
  }
  g_free (self->cursor);
  self->cursor = next.len ? xa_span_dup (next) : NULL;

  return TRUE;
}

/* The cursor of the pass: which list, and where in it. */
static gboolean
end_page (Walk    *self,
          GError **error)
{
  g_autofree char *cursor = NULL;

  if (!self->cursor)
    self->job++;
  if (self->job < self->jobs->len) {
    const Job *job = &g_array_index (self->jobs, Job, self->job);

    cursor = g_strdup_printf ("%s %d %s", job->post, job->kind, self->cursor ? self->cursor : "");
  } else {
    g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, xa_fetch_get_now (self->fetch));

    xa_fetch_set_mark (self->fetch, MARK_ASKED, now);
  }
  xa_fetch_progress (self->fetch, self->job, self->jobs->len);

  return xa_fetch_page (self->fetch, cursor, error);
}

/* A post that was deleted meanwhile has no more reactions; the others have. */
static gboolean
take_list (Walk    *self,
           GError **error)
{
  g_autoptr (XaPager) pager = xa_pager_new ();
  const Job *job = &g_array_index (self->jobs, Job, self->job);

  do {
    g_autoptr (GError) gone = NULL;
    guint n = 0;

    if (!take_page (self, job, &n, &gone)) {
      if (!g_error_matches (gone, XA_NET_ERROR, XA_NET_ERROR_GONE)) {
        g_propagate_error (error, g_steal_pointer (&gone));
        return FALSE;
      }
      g_clear_pointer (&self->cursor, g_free);
    }
    if (!xa_pager_advance (pager, self->cursor, n, error))
      return FALSE;
    if (self->cursor && xa_pager_get_n_pages (pager) >= XA_BLUESKY_MAX_REACTOR_PAGES) {
      xa_fetch_note (self->fetch, XA_FETCH_NOTE_CAPPED, "of posts with very many reactions, the latest are taken");
      g_clear_pointer (&self->cursor, g_free);
    }
    if (!end_page (self, error))
      return FALSE;
  } while (self->cursor);

  return TRUE;
}

/* Where the list that was interrupted is still among the newest posts; else from the begin. */
static void
resume (Walk *self)
{
  const char *cursor = xa_fetch_get_cursor (self->fetch);
  g_auto (GStrv) parts = cursor ? g_strsplit (cursor, " ", 3) : NULL;

  if (!parts || !parts[0] || !parts[1] || !parts[2])
    return;
  for (guint i = 0; i < self->jobs->len; i++) {
    const Job *job = &g_array_index (self->jobs, Job, i);

    if (strcmp (job->post, parts[0]) == 0 && (int) job->kind == atoi (parts[1])) {
      self->job = i;
      self->cursor = *parts[2] ? g_strdup (parts[2]) : NULL;
    }
  }
}

static gboolean
walk (Walk    *self,
      GError **error)
{
  if (!list_jobs (self, error))
    return FALSE;
  resume (self);
  if (self->jobs->len == 0)
    return xa_fetch_page (self->fetch, NULL, error);
  while (self->job < self->jobs->len)
    if (!take_list (self, error))
      return FALSE;

  return TRUE;
}

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
  Walk          self = { .fetch = fetch };
  gboolean      ok;

  if (!xa_bluesky_declare (fetch, &card, &self.ref, error))
    return FALSE;
  self.jobs = g_array_new (FALSE, FALSE, sizeof (Job));
  g_array_set_clear_func (self.jobs, (GDestroyNotify) job_clear);
  ok = walk (&self, error);
  g_array_unref (self.jobs);
  g_free (self.cursor);

  return ok;
}
