/*
 * The posts of a whole forum, from the newest back. A page is what the reader may see of fifty
 * numbers, so it may be short or empty while there are older ones: only the numbers themselves
 * come to an end.
 */
#include "providers/discourse/xa-discourse-post.h"

#define WINDOW 50

/* So many windows in a row that nothing of may be seen are no accident of deleted posts. */
#define MAX_EMPTY 200

/* Counters of younger posts are read again with each pass. */
#define FRESH_US (7 * XA_USEC_PER_DAY)

/* The newest post that a whole pass has seen; and that this one began with. */
#define MARK_NEWEST "newest"
#define MARK_BEGUN "begun"

typedef struct {
  XaDiscourse *forum;
  gint64       before; /* the highest number of the next page, or 0: where the forum begins */
  gint64       known;  /* the newest of the last whole pass, or 0 */
  gint64       oldest_us;
  guint        n;
  guint        n_empty; /* windows in a row */
} Walk;

static gint64
get_number (const char *text)
{
  return text ? MAX (0, g_ascii_strtoll (text, NULL, 10)) : 0;
}

static XaJson *
ask (Walk     *walk,
     XaJsonAt *root,
     GError  **error)
{
  XaRequest *request = xa_request_new ("GET", "posts.json", NULL);

  if (walk->before > 0)
    xa_request_add_query_int (request, "before", walk->before);

  return xa_discourse_ask (walk->forum, request, root, error);
}

/* Where the next page begins, or 0 at the end. Old forums fill pages with fifty posts that may be
 * seen, however far apart their numbers are. */
static gint64
get_next (const Walk            *walk,
          const XaDiscoursePage *page)
{
  gint64 next = walk->before > 0 ? walk->before - WINDOW : G_MAXINT64;

  if (page->oldest_id > 0)
    next = MIN (next, page->oldest_id - 1);

  return next == G_MAXINT64 ? 0 : MAX (next, 0);
}

static gboolean
is_far_enough (const Walk *walk,
               gint64      next)
{
  XaFetch *fetch = walk->forum->fetch;
  gint64   since_us = xa_fetch_get_since (fetch);

  if (next == 0 || walk->n >= xa_fetch_get_max_posts (fetch))
    return TRUE;
  if (walk->oldest_us == XA_TIME_UNKNOWN)
    return FALSE;
  if (since_us != XA_TIME_UNKNOWN && walk->oldest_us < since_us)
    return TRUE;

  return next <= walk->known && walk->oldest_us < xa_fetch_get_now (fetch) - FRESH_US;
}

/* The first page says what the next pass may call known, once this one has come to its end. */
static void
set_marks (Walk                  *walk,
           const XaDiscoursePage *page,
           gboolean               is_end)
{
  XaFetch *fetch = walk->forum->fetch;

  if (walk->before == 0 && page->newest_id > 0) {
    g_autofree char *newest = g_strdup_printf ("%" G_GINT64_FORMAT, page->newest_id);

    xa_fetch_set_mark (fetch, MARK_BEGUN, newest);
  }
  if (is_end && xa_fetch_get_mark (fetch, MARK_BEGUN))
    xa_fetch_set_mark (fetch, MARK_NEWEST, xa_fetch_get_mark (fetch, MARK_BEGUN));
}

static gboolean
read_page (Walk     *walk,
           gboolean *is_end,
           GError  **error)
{
  XaFetch        *fetch = walk->forum->fetch;
  XaDiscoursePage page = XA_DISCOURSE_PAGE_INIT;
  XaJsonAt        root, posts;
  g_autoptr (XaJson) document = ask (walk, &root, error);
  g_autofree char *cursor = NULL;
  gint64           next;

  if (!document)
    return FALSE;
  posts = xa_json_array (&root, "latest_posts");
  if (!xa_json_check (document, error) || !xa_discourse_put_posts (walk->forum, &posts, NULL, &page, error))
    return FALSE;

  walk->n += page.n;
  if (page.oldest_us != XA_TIME_UNKNOWN)
    walk->oldest_us = page.oldest_us;
  next = get_next (walk, &page);
  *is_end = is_far_enough (walk, next);
  walk->n_empty = page.n > 0 ? 0 : walk->n_empty + 1;
  if (walk->n_empty >= MAX_EMPTY) {
    xa_fetch_note (fetch, XA_FETCH_NOTE_CAPPED, "ten thousand posts in a row are hidden; what was written before them was not read");
    *is_end = TRUE;
  }
  set_marks (walk, &page, *is_end);
  walk->before = next;
  if (!*is_end)
    cursor = g_strdup_printf ("%" G_GINT64_FORMAT, next);
  xa_fetch_progress (fetch, walk->n, XA_COUNT_UNKNOWN);

  return xa_fetch_page (fetch, cursor, error);
}

gboolean
xa_discourse_fetch_posts (XaDiscourse *self,
                          GError     **error)
{
  Walk     walk = { .forum = self, .oldest_us = XA_TIME_UNKNOWN };
  gboolean is_end = FALSE;

  walk.before = get_number (xa_fetch_get_cursor (self->fetch));
  walk.known = get_number (xa_fetch_get_mark (self->fetch, MARK_NEWEST));
  if (!xa_discourse_declare (self, "", XA_COUNT_UNKNOWN, error))
    return FALSE;
  while (!is_end)
    if (!read_page (&walk, &is_end, error))
      return FALSE;

  return TRUE;
}
