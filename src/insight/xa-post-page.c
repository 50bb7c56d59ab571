#include "insight/xa-post-page.h"

#include "analysis/xa-engagement.h"
#include "insight/xa-withhold.h"
#include "store/xa-post-cursor.h"

#include <math.h>

static void
listed_free (gpointer data)
{
  XaListedPost *self = data;

  xa_post_free (self->post);
  g_free (self);
}

void
xa_post_page_free (XaPostPage *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->subject, xa_subject_free);
  g_clear_pointer (&self->posts, g_ptr_array_unref);
  g_free (self->next);
  g_free (self);
}

static double
get_counter (const XaPostCounters *counters,
             XaCounter             counter)
{
  const gint64 values[XA_N_COUNTERS] = { counters->reactions, counters->comments, counters->shares, counters->views };

  return values[counter] == XA_COUNT_UNKNOWN ? NAN : (double) values[counter];
}

/* Counters as they were at one age, so that old and young posts can be set beside each other. */
static gboolean
read_history (const XaScope *scope,
              gint64         age_us,
              XaListedPost  *self,
              GError       **error)
{
  g_autoptr (GArray) history = xa_store_get_post_history (scope->store, self->post->audience_id, self->post->id, error);
  g_autofree XaCounterReading *readings = NULL;

  if (!history)
    return FALSE;
  readings = g_new (XaCounterReading, MAX (history->len, 1));
  for (int c = 0; c < XA_N_COUNTERS; c++) {
    gsize n = 0;

    for (guint i = 0; i < history->len; i++) {
      const XaPostCounters *counters = &g_array_index (history, XaPostCounters, i);
      double                value = get_counter (counters, (XaCounter) c);

      if (!isnan (value) && (n == 0 || counters->seen_us - self->post->at_us > readings[n - 1].age_us))
        readings[n++] = (XaCounterReading) { counters->seen_us - self->post->at_us, value };
    }
    self->at_age[c] = xa_engagement_at_age (readings, n, age_us);
  }

  return TRUE;
}

static gboolean
add_post (const XaScope *scope,
          XaPostPage    *self,
          XaPost        *post,
          GError       **error)
{
  XaListedPost *listed = g_new0 (XaListedPost, 1);

  listed->post = post;
  g_ptr_array_add (self->posts, listed);
  if (!read_history (scope, self->age_us, listed, error))
    return FALSE;
  if (post->author_kind != XA_AUTHOR_OWN) {
    post->id = 0;
    post->reply_to = XA_COUNT_UNKNOWN;
    g_clear_pointer (&post->text, g_free);
    g_clear_pointer (&post->fields, g_free);
  }

  return TRUE;
}

/**
 * xa_post_page_new:
 *
 * Returns: (transfer full): the page, empty after the last; or NULL with @error
 */
XaPostPage *
xa_post_page_new (const XaScope         *scope,
                  const XaPostPageQuery *query,
                  GError               **error)
{
  g_autoptr (XaPostPage) self = g_new0 (XaPostPage, 1);
  g_autoptr (GPtrArray) posts = NULL;
  XaPostQuery  of_store = { .order = query->order, .from_us = xa_scope_get_start (scope), .to_us = xa_scope_get_end (scope), .n = query->n };
  XaPostCursor cursor = { 0 };

  self->subject = xa_subject_load_plain (scope, query->name, error);
  if (!self->subject)
    return NULL;
  if (query->after && !xa_post_cursor_open (scope->store, self->subject->id, query->order, query->after, &cursor, error))
    return NULL;
  self->age_us = query->age_us;
  self->posts = g_ptr_array_new_with_free_func (listed_free);
  of_store.audience_id = self->subject->id;
  posts = xa_store_list_posts (scope->store, &of_store, &cursor, error);
  if (!posts)
    return NULL;
  if (posts->len == query->n) {
    self->next = xa_post_cursor_seal (scope->store, self->subject->id, query->order, &cursor, error);
    if (!self->next)
      return NULL;
  }
  while (posts->len > 0)
    if (!add_post (scope, self, g_ptr_array_steal_index (posts, 0), error))
      return NULL;

  return g_steal_pointer (&self);
}
