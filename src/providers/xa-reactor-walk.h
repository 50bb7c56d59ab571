#pragma once

#include "providers/xa-fetch.h"

/*
 * Who reacted to the newest posts: one list of people for each post and kind of reaction, each
 * with pages of its own. Which posts to ask about, and how, the provider says; the walk goes on
 * where it was interrupted, passes over posts that are gone, and ends lists that are too long.
 */
typedef struct _XaReactorWalk XaReactorWalk;

/* Takes one page of a list: hands those who reacted to the sink.
 * @kind: of reaction, as the provider numbers them
 * @cursor: (inout) (nullable): of this page, then of the next; NULL: the first, then: there is no more
 * @n: (out): people on the page */
typedef gboolean (*XaReactorPageFunc) (const char *post, guint kind, char **cursor, guint *n, gpointer data, GError **error);

typedef struct {
  guint             max_posts; /* of how many posts it is asked */
  guint             max_pages; /* of one list; 0: all */
  const char       *closed;    /* (nullable): what is told where lists are not shown; NULL: that ends the pass */
  XaReactorPageFunc take_page;
} XaReactorWalkClass;

XaReactorWalk *xa_reactor_walk_new (XaFetch *fetch, const XaReactorWalkClass *what, gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void           xa_reactor_walk_free (XaReactorWalk *self);

/* Whether a post of that time is to be asked about: not where an earlier pass has, unless it is young
 * enough to change, and not when it has had enough posts. */
gboolean xa_reactor_walk_wants (XaReactorWalk *self, gint64 at_us);
/* Adds the lists of one post. @counts: (array length=n_kinds): how many reacted in each way; lists of nobody are not asked for */
void xa_reactor_walk_add (XaReactorWalk *self, XaSpan post, const gint64 *counts, guint n_kinds);

gboolean xa_reactor_walk_run (XaReactorWalk *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaReactorWalk, xa_reactor_walk_free)
