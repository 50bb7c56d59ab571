#include "providers/xa-reactor-walk.h"

#include "net/xa-pager.h"
#include "providers/xa-post-walk.h"

#include <stdlib.h>
#include <string.h>

/* When the last whole pass was. */
#define MARK_ASKED "asked"

/* One list of people who reacted to one post. */
typedef struct {
  char *post; /* (owned): the platform's id */
  guint kind;
} Job;

struct _XaReactorWalk {
  XaFetch                  *fetch; /* (not owned) */
  const XaReactorWalkClass *what;  /* (not owned) */
  gpointer                  data;  /* (not owned) */
  GArray                   *jobs;  /* (owned) (element-type Job) */
  guint                     job;
  guint                     n_posts;
  char                     *cursor;   /* (owned) (nullable) */
  gboolean                  has_told; /* that lists are not shown */
};

static void
job_clear (gpointer data)
{
  g_free (((Job *) data)->post);
}

/**
 * xa_reactor_walk_new:
 * @what: must outlive the walk
 * @data: for what is called
 *
 * Returns: (transfer full): a walk that is yet to learn of the posts
 */
XaReactorWalk *
xa_reactor_walk_new (XaFetch                  *fetch,
                     const XaReactorWalkClass *what,
                     gpointer                  data)
{
  XaReactorWalk *self = g_new0 (XaReactorWalk, 1);

  self->fetch = fetch;
  self->what = what;
  self->data = data;
  self->jobs = g_array_new (FALSE, FALSE, sizeof (Job));
  g_array_set_clear_func (self->jobs, job_clear);

  return self;
}

void
xa_reactor_walk_free (XaReactorWalk *self)
{
  if (!self)
    return;

  g_array_unref (self->jobs);
  g_free (self->cursor);
  g_free (self);
}

/* Who reacted to older posts changes little: it is asked once more when they are no longer fresh. */
gboolean
xa_reactor_walk_wants (XaReactorWalk *self,
                       gint64         at_us)
{
  const char *asked = xa_fetch_get_mark (self->fetch, MARK_ASKED);
  gint64      since_us = xa_fetch_get_since (self->fetch);

  if (self->n_posts >= self->what->max_posts || at_us == XA_TIME_UNKNOWN || (since_us != XA_TIME_UNKNOWN && at_us < since_us))
    return FALSE;

  return !asked || at_us >= g_ascii_strtoll (asked, NULL, 10) - XA_POSTS_FRESH_US;
}

void
xa_reactor_walk_add (XaReactorWalk *self,
                     XaSpan         post,
                     const gint64  *counts,
                     guint          n_kinds)
{
  self->n_posts++;
  for (guint kind = 0; kind < n_kinds && post.len; kind++) {
    Job job = { NULL, kind };

    if (counts[kind] <= 0)
      continue;
    job.post = xa_span_dup (post);
    g_array_append_val (self->jobs, job);
  }
}

/* The cursor of the pass: which list, and where in it. */
static gboolean
end_page (XaReactorWalk *self,
          GError       **error)
{
  g_autofree char *cursor = NULL;

  if (!self->cursor)
    self->job++;
  if (self->job < self->jobs->len) {
    const Job *job = &g_array_index (self->jobs, Job, self->job);

    cursor = g_strdup_printf ("%s %u %s", job->post, job->kind, self->cursor ? self->cursor : "");
  } else {
    g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, xa_fetch_get_now (self->fetch));

    xa_fetch_set_mark (self->fetch, MARK_ASKED, now);
  }
  xa_fetch_progress (self->fetch, self->job, self->jobs->len);

  return xa_fetch_page (self->fetch, cursor, error);
}

/* A post that was deleted meanwhile, or whose list is not shown, is passed over. */
static gboolean
pass_over (XaReactorWalk *self,
           const GError  *error)
{
  gboolean is_closed = self->what->closed && g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN);

  if (!is_closed && !g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_GONE))
    return FALSE;
  if (is_closed && !self->has_told) {
    xa_fetch_note (self->fetch, XA_FETCH_NOTE_MISSING_RIGHT, self->what->closed);
    self->has_told = TRUE;
  }
  g_clear_pointer (&self->cursor, g_free);

  return TRUE;
}

static gboolean
take_list (XaReactorWalk *self,
           GError       **error)
{
  g_autoptr (XaPager) pager = xa_pager_new ();
  const Job *job = &g_array_index (self->jobs, Job, self->job);

  do {
    g_autoptr (GError) refusal = NULL;
    guint n = 0;

    if (!self->what->take_page (job->post, job->kind, &self->cursor, &n, self->data, &refusal) && !pass_over (self, refusal)) {
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }
    if (!xa_pager_advance (pager, self->cursor, n, error))
      return FALSE;
    if (self->cursor && self->what->max_pages && xa_pager_get_n_pages (pager) >= self->what->max_pages) {
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
resume (XaReactorWalk *self)
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

/**
 * xa_reactor_walk_run:
 *
 * Asks for the lists that were added, one page after the other, each committed with where the walk
 * stands.
 */
gboolean
xa_reactor_walk_run (XaReactorWalk *self,
                     GError       **error)
{
  resume (self);
  if (self->jobs->len == 0)
    return xa_fetch_page (self->fetch, NULL, error);
  while (self->job < self->jobs->len)
    if (!take_list (self, error))
      return FALSE;

  return TRUE;
}
