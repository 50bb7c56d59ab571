#include "net/xa-pager.h"
#include "providers/mastodon/xa-mastodon-post.h"

#include <stdlib.h>
#include <string.h>

/* Who reacted to older posts changes little: it is asked once more when they are this old. */
#define FRESH_US (7 * XA_USEC_PER_DAY)

/* When the last whole pass was. */
#define MARK_ASKED "asked"

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

/* One list of people who reacted to one post. */
typedef struct {
  char    *post; /* (owned): the server's id */
  Reaction kind;
} Job;

typedef struct {
  XaMastodon   *server; /* (not owned) */
  XaAudienceRef ref;
  GArray       *jobs; /* (owned) (element-type Job) */
  guint         job;
  char         *cursor;    /* (owned) (nullable) */
  gboolean      has_told;  /* that lists are not shown */
  GString      *name, *id; /* (owned) */
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
add_jobs (Walk           *self,
          const XaJsonAt *post)
{
  for (Reaction kind = FAVOURITES; kind <= BOOSTS; kind++) {
    Job job = { .kind = kind };

    if (xa_json_maybe_count (post, reactions[kind].count) <= 0)
      continue;
    job.post = xa_span_dup (xa_json_id (post, "id"));
    if (job.post)
      g_array_append_val (self->jobs, job);
  }
}

static gboolean
list_jobs (Walk    *self,
           GError **error)
{
  XaRequest *request = xa_mastodon_request_page (self->server, NULL, XA_MASTODON_POSTS_PAGE, "v1", "accounts", self->server->target->id, "statuses", NULL);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root;

  xa_request_add_query (request, "exclude_reblogs", "true");
  json = xa_mastodon_ask (self->server, request, NULL, error);
  if (!json)
    return FALSE;
  root = xa_json_root (json);
  for (guint i = 0, n = 0; i < xa_json_length (&root) && n < XA_MASTODON_MAX_REACTED; i++) {
    XaJsonAt post = xa_json_element (&root, i);

    if (xa_json_is_object (&post) && is_wanted (self->server->fetch, xa_mastodon_post_time (&post))) {
      add_jobs (self, &post);
      n++;
    }
    /* What is wrong with a post is counted where posts are read. */
    xa_json_forgive (json);
  }

  return xa_json_check (json, error);
}

/* --- the lists ------------------------------------------------------------------------------------ */

static gboolean
take_reaction (Walk           *self,
               const Job      *job,
               const XaJsonAt *account,
               GError        **error)
{
  XaReactionRecord record = {
    .post_native_id = xa_mastodon_post_id (self->server, xa_span (job->post), self->id),
    .reaction = xa_span (reactions[job->kind].name),
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
take_page (Walk      *self,
           const Job *job,
           guint     *n,
           GError   **error)
{
  char *next = NULL;
  g_autoptr (XaJson) json = xa_mastodon_ask (self->server,
                                             xa_mastodon_request_page (self->server, self->cursor, XA_MASTODON_PEOPLE_PAGE, "v1", "statuses", job->post, reactions[job->kind].list, NULL),
                                             &next, error);
  XaJsonAt list;

  g_free (self->cursor);
  self->cursor = next;
  if (!json)
    return FALSE;
  list = xa_json_root (json);
  *n = xa_json_length (&list);
  if (!xa_json_check (json, error))
    return FALSE;
  for (guint i = 0; i < *n; i++) {
    XaJsonAt account = xa_json_element (&list, i);

    if (!take_reaction (self, job, &account, error))
      return FALSE;
  }

  return TRUE;
}

/* The cursor of the pass: which list, and where in it. */
static gboolean
end_page (Walk    *self,
          GError **error)
{
  XaFetch         *fetch = self->server->fetch;
  g_autofree char *cursor = NULL;

  if (!self->cursor)
    self->job++;
  if (self->job < self->jobs->len) {
    const Job *job = &g_array_index (self->jobs, Job, self->job);

    cursor = g_strdup_printf ("%s %d %s", job->post, job->kind, self->cursor ? self->cursor : "");
  } else {
    g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, xa_fetch_get_now (fetch));

    xa_fetch_set_mark (fetch, MARK_ASKED, now);
  }
  xa_fetch_progress (fetch, self->job, self->jobs->len);

  return xa_fetch_page (fetch, cursor, error);
}

/* A post that was deleted meanwhile, or whose list is not shown, is passed over. */
static gboolean
is_passed_over (const GError *error)
{
  return g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_GONE) || g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN);
}

static gboolean
take_list (Walk    *self,
           GError **error)
{
  g_autoptr (XaPager) pager = xa_pager_new ();
  const Job *job = &g_array_index (self->jobs, Job, self->job);

  do {
    g_autoptr (GError) refusal = NULL;
    guint n = 0;

    if (!take_page (self, job, &n, &refusal) && !is_passed_over (refusal)) {
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }
    if (g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN) && !self->has_told) {
      xa_fetch_note (self->server->fetch, XA_FETCH_NOTE_MISSING_RIGHT, "seeing who reacted: the server does not show it to this connection");
      self->has_told = TRUE;
    }
    if (!xa_pager_advance (pager, self->cursor, n, error))
      return FALSE;
    if (self->cursor && xa_pager_get_n_pages (pager) >= XA_MASTODON_MAX_REACTOR_PAGES) {
      xa_fetch_note (self->server->fetch, XA_FETCH_NOTE_CAPPED, "of posts with very many reactions, the latest are taken");
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
  const char *cursor = xa_fetch_get_cursor (self->server->fetch);
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
    return xa_fetch_page (self->server->fetch, NULL, error);
  while (self->job < self->jobs->len)
    if (!take_list (self, error))
      return FALSE;

  return TRUE;
}

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
  Walk     self = { .server = server };
  gboolean ok;

  if (!xa_mastodon_declare (server, NULL, &self.ref, error))
    return FALSE;
  self.jobs = g_array_new (FALSE, FALSE, sizeof (Job));
  g_array_set_clear_func (self.jobs, (GDestroyNotify) job_clear);
  self.name = g_string_new (NULL);
  self.id = g_string_new (NULL);
  ok = walk (&self, error);
  g_array_unref (self.jobs);
  g_string_free (self.name, TRUE);
  g_string_free (self.id, TRUE);
  g_free (self.cursor);

  return ok;
}
