#include "store/xa-posts.h"
#include "store/xa-store-private.h"

#include <math.h>

/* What is read of a post, once it is found. */
#define COLUMNS                                                                                                     \
  "post.id, at_us, author_kind, seen_us, reactions, comments, shares, views, reply_to, n_chars, has_media, rating," \
  " lang, product, fields, text"

#define FROM_FOUND                                                            \
  " AS found CROSS JOIN post ON post.audience_id = ?1 AND post.id = found.id" \
  " LEFT JOIN post_text ON post_text.audience_id = ?1 AND post_text.post_id = found.id"

/* The counter decides among all posts of the range, so all of them are looked at; only their
 * number and counter are kept while they are sorted. */
#define MOST(counter)                                                                       \
  "SELECT found.key, " COLUMNS " FROM (SELECT id, " counter " AS key FROM post"             \
  " WHERE audience_id = ?1 AND at_us >= ?2 AND at_us < ?3 AND (" counter ", id) < (?4, ?5)" \
  " ORDER BY " counter " DESC, id DESC LIMIT ?6)" FROM_FOUND " ORDER BY found.key DESC, found.id DESC"

enum {
  STMT_NEWEST,
  STMT_MOST_REACTIONS,
  STMT_MOST_COMMENTS,
  STMT_MOST_SHARES,
  STMT_MOST_VIEWS,
  STMT_HISTORY,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_NEWEST] =
    "SELECT post.at_us, " COLUMNS " FROM (SELECT id, at_us AS key FROM post"
    " WHERE audience_id = ?1 AND at_us >= ?2 AND (at_us, id) < (?4, ?5)"
    " ORDER BY at_us DESC, id DESC LIMIT ?6)" FROM_FOUND " ORDER BY found.key DESC, found.id DESC",
  [STMT_MOST_REACTIONS] = MOST ("reactions"),
  [STMT_MOST_COMMENTS] = MOST ("comments"),
  [STMT_MOST_SHARES] = MOST ("shares"),
  [STMT_MOST_VIEWS] = MOST ("views"),
  [STMT_HISTORY] =
    "SELECT seen_us, reactions, comments, shares, views FROM post_counter WHERE audience_id = ?1 AND post_id = ?2"
    " UNION ALL SELECT seen_us, reactions, comments, shares, views FROM post WHERE audience_id = ?1 AND id = ?2"
    " ORDER BY seen_us",
};

XA_STATEMENT_TABLE (xa_posts_statements, sql);

/* The place before the first page: for times, the end of the range, since a second upper bound
 * would keep SQLite from going straight to the place of the cursor. */
static XaPostCursor
get_start (const XaPostQuery *query)
{
  if (query->order == XA_POSTS_NEWEST)
    return (XaPostCursor) { TRUE, query->to_us, G_MININT64 };

  return (XaPostCursor) { TRUE, G_MAXINT64, G_MAXINT64 };
}

static const int statement_of[] = {
  [XA_POSTS_NEWEST] = STMT_NEWEST,
  [XA_POSTS_MOST_REACTIONS] = STMT_MOST_REACTIONS,
  [XA_POSTS_MOST_COMMENTS] = STMT_MOST_COMMENTS,
  [XA_POSTS_MOST_SHARES] = STMT_MOST_SHARES,
  [XA_POSTS_MOST_VIEWS] = STMT_MOST_VIEWS,
};

void
xa_post_free (XaPost *self)
{
  if (!self)
    return;

  g_free (self->lang);
  g_free (self->product);
  g_free (self->fields);
  g_free (self->text);
  g_free (self);
}

static char *
dup_text (XaQuery *q,
          int      column)
{
  return g_strdup ((const char *) sqlite3_column_text (q, column));
}

static XaPost *
read_post (XaQuery *q,
           gint64   audience_id)
{
  XaPost *post = g_new0 (XaPost, 1);

  post->audience_id = audience_id;
  post->id = sqlite3_column_int64 (q, 1);
  post->at_us = sqlite3_column_int64 (q, 2);
  post->author_kind = (XaAuthorKind) sqlite3_column_int (q, 3);
  post->counters.seen_us = sqlite3_column_int64 (q, 4);
  post->counters.reactions = xa_query_get_count (q, 5);
  post->counters.comments = xa_query_get_count (q, 6);
  post->counters.shares = xa_query_get_count (q, 7);
  post->counters.views = xa_query_get_count (q, 8);
  post->reply_to = xa_query_get_count (q, 9);
  post->n_chars = sqlite3_column_int64 (q, 10);
  post->has_media = sqlite3_column_int (q, 11) != 0;
  post->rating = sqlite3_column_type (q, 12) == SQLITE_NULL ? NAN : sqlite3_column_double (q, 12);
  post->lang = dup_text (q, 13);
  post->product = dup_text (q, 14);
  post->fields = dup_text (q, 15);
  post->text = dup_text (q, 16);

  return post;
}

/**
 * xa_store_list_posts:
 * @query: which posts, in which order
 * @cursor: (inout): where the page begins; afterwards, where the next one does
 *
 * One page of the posts of an audience: newest first, or those with the highest counter first
 * (posts without that counter are left out); among equals the higher id comes first. A page shorter than
 * asked for is the last. Posts that come in between two calls do not shift pages.
 *
 * Cost: by time, proportional to the page, wherever it is; by a counter, to the posts in the
 * range, whichever page it is.
 *
 * Returns: (transfer full) (element-type XaPost): the page, empty after the last
 */
GPtrArray *
xa_store_list_posts (XaStore           *store,
                     const XaPostQuery *query,
                     XaPostCursor      *cursor,
                     GError           **error)
{
  g_autoptr (GPtrArray) posts = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_post_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[statement_of[query->order]], error);
  int row;

  if (!q)
    return NULL;
  if (!cursor->is_set)
    *cursor = get_start (query);
  sqlite3_bind_int64 (q, 1, query->audience_id);
  sqlite3_bind_int64 (q, 2, query->from_us);
  sqlite3_bind_int64 (q, 3, query->to_us);
  sqlite3_bind_int64 (q, 4, cursor->key);
  sqlite3_bind_int64 (q, 5, cursor->id);
  sqlite3_bind_int64 (q, 6, (gint64) MIN (query->n, G_MAXINT32));
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaPost *post = read_post (q, query->audience_id);

    g_ptr_array_add (posts, post);
    *cursor = (XaPostCursor) { TRUE, sqlite3_column_int64 (q, 0), post->id };
  }

  return row == 0 ? g_steal_pointer (&posts) : NULL;
}

/**
 * xa_store_get_post_history:
 *
 * The counters of a post as they were seen over time, drops included; the last are the newest.
 *
 * Returns: (transfer full) (element-type XaPostCounters): by time; empty if there is no such post
 */
GArray *
xa_store_get_post_history (XaStore *store,
                           gint64   audience_id,
                           gint64   post_id,
                           GError **error)
{
  g_autoptr (GArray) history = g_array_new (FALSE, FALSE, sizeof (XaPostCounters));
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_HISTORY], error);
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int64 (q, 2, post_id);
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaPostCounters counters = {
      sqlite3_column_int64 (q, 0),
      xa_query_get_count (q, 1),
      xa_query_get_count (q, 2),
      xa_query_get_count (q, 3),
      xa_query_get_count (q, 4),
    };

    g_array_append_val (history, counters);
  }

  return row == 0 ? g_steal_pointer (&history) : NULL;
}
