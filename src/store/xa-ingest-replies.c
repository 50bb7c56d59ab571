#include "store/xa-ingest-private.h"

#include <stdlib.h>

/*
 * Comments are counted from the replies where a source gives no number. The replies of a batch
 * are summed up by the post they answer and written once; those to a post that has not been
 * seen yet, as in a file in falling order, wait for it in the file.
 */

enum {
  STMT_GET_POST,
  STMT_COUNT_REPLIES,
  STMT_ADD_PENDING,
  STMT_LIST_PENDING,
  STMT_DROP_PENDING,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_GET_POST] = "SELECT at_us, comments FROM post WHERE audience_id = ?1 AND id = ?2",
  [STMT_COUNT_REPLIES] = "UPDATE post SET comments = coalesce(comments, 0) + ?3 WHERE audience_id = ?1 AND id = ?2",
  [STMT_ADD_PENDING] =
    "INSERT INTO pending_reply (audience_id, post_id, n) VALUES (?1, ?2, ?3) ON CONFLICT (audience_id, post_id) DO UPDATE SET n = n + excluded.n",
  [STMT_LIST_PENDING] = "SELECT post_id, n FROM pending_reply WHERE audience_id = ?1 AND post_id BETWEEN ?2 AND ?3",
  [STMT_DROP_PENDING] = "DELETE FROM pending_reply WHERE audience_id = ?1 AND post_id = ?2",
};

XA_STATEMENT_TABLE (xa_ingest_replies_statements, sql);

static guint
hash_replies (gconstpointer data)
{
  const XaIngestReplies *replies = data;

  return g_int64_hash (&replies->post_id) * 31 + g_int64_hash (&replies->audience_id);
}

static gboolean
is_same_post (gconstpointer a,
              gconstpointer b)
{
  const XaIngestReplies *x = a, *y = b;

  return x->post_id == y->post_id && x->audience_id == y->audience_id;
}

static int
compare_posts (gconstpointer a,
               gconstpointer b)
{
  const XaIngestReplies *x = a, *y = b;

  if (x->audience_id != y->audience_id)
    return x->audience_id < y->audience_id ? -1 : 1;

  return x->post_id < y->post_id ? -1 : x->post_id > y->post_id;
}

/**
 * xa_ingest_replies_new:
 *
 * Returns: (transfer full) (element-type XaIngestReplies): an empty set, by the post that is answered
 */
GHashTable *
xa_ingest_replies_new (void)
{
  return g_hash_table_new_full (hash_replies, is_same_post, g_free, NULL);
}

/**
 * xa_ingest_replies_add:
 *
 * Notes @n replies to a post, which need not be known.
 */
void
xa_ingest_replies_add (GHashTable *replies,
                       gint64      audience_id,
                       gint64      post_id,
                       gint64      n)
{
  XaIngestReplies  key = { audience_id, post_id, n };
  XaIngestReplies *known = g_hash_table_lookup (replies, &key);

  if (known)
    known->n += n;
  else
    g_hash_table_add (replies, g_memdup2 (&key, sizeof key));
}

static gboolean
run_for_post (XaIngest              *self,
              const char            *statement,
              const XaIngestReplies *replies,
              GError               **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, statement, error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, replies->audience_id);
  sqlite3_bind_int64 (q, 2, replies->post_id);
  if (statement != sql[STMT_DROP_PENDING])
    sqlite3_bind_int64 (q, 3, replies->n);

  return xa_store_run (self->store, q, error);
}

/* Notes in its span what a post is answered by. @found: (out): whether there is the post */
static gboolean
add_to_span (XaIngest              *self,
             XaPostSpans           *spans,
             const XaIngestReplies *replies,
             gboolean              *found,
             GError               **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_GET_POST], error);
  gint64 before[XA_N_COUNTERS], after[XA_N_COUNTERS];
  int    row;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, replies->audience_id);
  sqlite3_bind_int64 (q, 2, replies->post_id);
  row = xa_store_step (self->store, q, error);
  *found = row == 1;
  if (row != 1)
    return row == 0;
  for (int i = 0; i < XA_N_COUNTERS; i++)
    before[i] = after[i] = XA_COUNT_UNKNOWN;
  before[XA_COUNTER_COMMENTS] = xa_query_get_count (q, 1);
  after[XA_COUNTER_COMMENTS] = sqlite3_column_int64 (q, 1) + replies->n;
  xa_post_spans_change (spans, replies->audience_id, sqlite3_column_int64 (q, 0), before, after);

  return TRUE;
}

static gboolean
put_replies (XaIngest              *self,
             XaPostSpans           *spans,
             const XaIngestReplies *replies,
             GError               **error)
{
  gboolean found;

  return add_to_span (self, spans, replies, &found, error) &&
         run_for_post (self, sql[found ? STMT_COUNT_REPLIES : STMT_ADD_PENDING], replies, error);
}

/**
 * xa_ingest_replies_put_one:
 *
 * Writes the replies to one post before its own counters change, so that the history of the
 * counters does not depend on where a batch ends.
 */
gboolean
xa_ingest_replies_put_one (XaIngest    *self,
                           GHashTable  *replies,
                           XaPostSpans *spans,
                           gint64       audience_id,
                           gint64       post_id,
                           GError     **error)
{
  XaIngestReplies  key = { audience_id, post_id, 0 };
  XaIngestReplies *known = g_hash_table_lookup (replies, &key);

  if (!known)
    return TRUE;
  if (!put_replies (self, spans, known, error))
    return FALSE;
  g_hash_table_remove (replies, &key);

  return TRUE;
}

/* The replies that wait for posts of one audience, between the first and the last of @posts. */
static GArray *
list_pending (XaIngest              *self,
              const XaIngestReplies *posts,
              gsize                  n_posts,
              GError               **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_LIST_PENDING], error);
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (XaIngestReplies));
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, posts[0].audience_id);
  sqlite3_bind_int64 (q, 2, posts[0].post_id);
  sqlite3_bind_int64 (q, 3, posts[n_posts - 1].post_id);
  while ((row = xa_store_step (self->store, q, error)) == 1) {
    XaIngestReplies waiting = { posts[0].audience_id, sqlite3_column_int64 (q, 0), sqlite3_column_int64 (q, 1) };

    if (bsearch (&waiting, posts, n_posts, sizeof *posts, compare_posts))
      g_array_append_val (pending, waiting);
  }

  return row == 0 ? g_steal_pointer (&pending) : NULL;
}

/* @posts: new ones of one audience, in order of id */
static gboolean
take_pending (XaIngest              *self,
              GHashTable            *replies,
              const XaIngestReplies *posts,
              gsize                  n_posts,
              GError               **error)
{
  g_autoptr (GArray) pending = list_pending (self, posts, n_posts, error);

  if (!pending)
    return FALSE;
  for (guint i = 0; i < pending->len; i++) {
    const XaIngestReplies *waiting = &g_array_index (pending, XaIngestReplies, i);

    if (!run_for_post (self, sql[STMT_DROP_PENDING], waiting, error))
      return FALSE;
    xa_ingest_replies_add (replies, waiting->audience_id, waiting->post_id, waiting->n);
  }

  return TRUE;
}

static gboolean
put_all (XaIngest    *self,
         GHashTable  *replies,
         XaPostSpans *spans,
         GError     **error)
{
  g_autoptr (GArray) sorted = g_array_sized_new (FALSE, FALSE, sizeof (XaIngestReplies), g_hash_table_size (replies));
  GHashTableIter iter;
  gpointer       each;

  g_hash_table_iter_init (&iter, replies);
  while (g_hash_table_iter_next (&iter, &each, NULL))
    g_array_append_vals (sorted, each, 1);
  g_array_sort (sorted, compare_posts);

  for (guint i = 0; i < sorted->len; i++)
    if (!put_replies (self, spans, &g_array_index (sorted, XaIngestReplies, i), error))
      return FALSE;

  return TRUE;
}

/**
 * xa_ingest_replies_put:
 * @new_posts: (element-type XaIngestReplies): the posts that the batch brought; sorted here
 *
 * Writes the replies of a batch, and those that waited for one of its posts.
 */
gboolean
xa_ingest_replies_put (XaIngest    *self,
                       GHashTable  *replies,
                       XaPostSpans *spans,
                       GArray      *new_posts,
                       GError     **error)
{
  const XaIngestReplies *posts;
  gsize                  end;

  g_array_sort (new_posts, compare_posts);
  posts = (const XaIngestReplies *) (gpointer) new_posts->data;
  for (gsize first = 0; first < new_posts->len; first = end) {
    for (end = first + 1; end < new_posts->len && posts[end].audience_id == posts[first].audience_id; end++)
      ;
    if (!take_pending (self, replies, posts + first, end - first, error))
      return FALSE;
  }

  return put_all (self, replies, spans, error);
}
