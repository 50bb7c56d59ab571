#pragma once

#include "net/xa-pager.h"
#include "providers/xa-fetch.h"

/*
 * A walk over posts, the newest first, by pages with a cursor: as far back as the user wants, as
 * many as the user wants, or until those that an earlier pass has read and whose counters have
 * settled. What the next pass may call known is what this one began with, once it is through.
 */

/* Counters of younger posts are read again with each pass. */
#define XA_POSTS_FRESH_US (7 * XA_USEC_PER_DAY)

typedef struct {
  XaFetch *fetch;                /* (not owned) */
  XaPager *pager;                /* (owned) */
  gint64   known_us;             /* the newest post of the last whole pass, or XA_TIME_UNKNOWN */
  gint64   oldest_us, newest_us; /* of the page, or XA_TIME_UNKNOWN */
  guint    n;                    /* posts so far: the caller counts them */
  char    *cursor;               /* (owned) (nullable): of the page to ask for; NULL: the first */
} XaPostWalk;

void xa_post_walk_init (XaPostWalk *self, XaFetch *fetch);
void xa_post_walk_clear (XaPostWalk *self);

/* A page begins; and a post of it, in the order of the list, was made then (or XA_TIME_UNKNOWN). */
void xa_post_walk_begin_page (XaPostWalk *self);
void xa_post_walk_see (XaPostWalk *self, gint64 at_us);

/* @next: (transfer full) (nullable): the way to the next page, NULL where the platform has no more
 * @n_items: on the page
 * @is_end: (out): nothing more is to be asked for */
gboolean xa_post_walk_end_page (XaPostWalk *self, char *next, guint n_items, gboolean *is_end, GError **error);

/* The later of two times, either of which may be XA_TIME_UNKNOWN. */
gint64 xa_post_walk_later (gint64 a, gint64 b);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaPostWalk, xa_post_walk_clear)
