#include "providers/xa-post-walk.h"

/* The newest post of the last whole pass, in microseconds; and of this one. */
#define MARK_NEWEST "newest"
#define MARK_BEGUN "begun"

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

gint64
xa_post_walk_later (gint64 a,
                    gint64 b)
{
  if (a == XA_TIME_UNKNOWN || b == XA_TIME_UNKNOWN)
    return a == XA_TIME_UNKNOWN ? b : a;

  return MAX (a, b);
}

/**
 * xa_post_walk_init:
 * @self: (out caller-allocates): to be cleared
 *
 * Goes on where the pass was interrupted.
 */
void
xa_post_walk_init (XaPostWalk *self,
                   XaFetch    *fetch)
{
  const char *cursor = xa_fetch_get_cursor (fetch);
  char       *end = NULL;

  *self = (XaPostWalk) {
    .fetch = fetch,
    .pager = xa_pager_new (),
    .known_us = get_mark (fetch, MARK_NEWEST),
    .oldest_us = XA_TIME_UNKNOWN,
    .newest_us = XA_TIME_UNKNOWN,
  };
  if (!cursor)
    return;
  self->n = (guint) g_ascii_strtoull (cursor, &end, 10);
  self->cursor = g_strdup (*end == ' ' ? end + 1 : cursor);
}

void
xa_post_walk_clear (XaPostWalk *self)
{
  g_clear_pointer (&self->pager, xa_pager_free);
  g_clear_pointer (&self->cursor, g_free);
}

void
xa_post_walk_begin_page (XaPostWalk *self)
{
  self->oldest_us = self->newest_us = XA_TIME_UNKNOWN;
}

void
xa_post_walk_see (XaPostWalk *self,
                  gint64      at_us)
{
  if (at_us == XA_TIME_UNKNOWN)
    return;
  self->oldest_us = self->oldest_us == XA_TIME_UNKNOWN ? at_us : MIN (self->oldest_us, at_us);
  self->newest_us = xa_post_walk_later (self->newest_us, at_us);
}

static gboolean
is_far_enough (XaPostWalk *self)
{
  gint64 since_us = xa_fetch_get_since (self->fetch);

  if (!self->cursor || self->n >= xa_fetch_get_max_posts (self->fetch))
    return TRUE;
  if (self->oldest_us == XA_TIME_UNKNOWN)
    return FALSE;
  if (since_us != XA_TIME_UNKNOWN && self->oldest_us < since_us)
    return TRUE;

  return self->known_us != XA_TIME_UNKNOWN && self->oldest_us <= self->known_us &&
         self->oldest_us < xa_fetch_get_now (self->fetch) - XA_POSTS_FRESH_US;
}

/**
 * xa_post_walk_end_page:
 *
 * Ends a page: its records and where the walk stands are committed together.
 *
 * Errors: LOOP, and what ends the pass
 */
gboolean
xa_post_walk_end_page (XaPostWalk *self,
                       char       *next,
                       guint       n_items,
                       gboolean   *is_end,
                       GError    **error)
{
  gint64           begun_us = xa_post_walk_later (get_mark (self->fetch, MARK_BEGUN), self->newest_us);
  g_autofree char *cursor = NULL;

  g_free (self->cursor);
  self->cursor = next;
  *is_end = is_far_enough (self);
  if (!*is_end)
    cursor = g_strdup_printf ("%u %s", self->n, next);
  if (begun_us != XA_TIME_UNKNOWN)
    set_mark (self->fetch, *is_end ? MARK_NEWEST : MARK_BEGUN, begun_us);
  xa_fetch_progress (self->fetch, self->n, XA_COUNT_UNKNOWN);

  return xa_pager_advance (self->pager, next, n_items, error) && xa_fetch_page (self->fetch, cursor, error);
}
