#include "store/xa-ingest-private.h"

#include <math.h>

enum {
  STMT_ADD_POST,
  STMT_GET_POST,
  STMT_UPDATE_POST,
  STMT_ADD_COUNTER,
  STMT_PUT_TEXT,
  STMT_COUNT_POSTS,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_ADD_POST] =
    "INSERT INTO post (audience_id, id, at_us, author_kind, seen_us, reactions, comments, shares, views, reply_to, lang, n_chars, has_media, rating, product, fields)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) ON CONFLICT DO NOTHING",
  [STMT_GET_POST] = "SELECT seen_us, reactions, comments, shares, views FROM post WHERE audience_id = ?1 AND id = ?2",
  [STMT_UPDATE_POST] = "UPDATE post SET seen_us = ?3, reactions = ?4, comments = ?5, shares = ?6, views = ?7 WHERE audience_id = ?1 AND id = ?2",
  [STMT_ADD_COUNTER] =
    "INSERT INTO post_counter (audience_id, post_id, seen_us, reactions, comments, shares, views) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
    " ON CONFLICT DO NOTHING",
  [STMT_PUT_TEXT] =
    "INSERT INTO post_text (audience_id, post_id, text) VALUES (?1, ?2, ?3)"
    " ON CONFLICT (audience_id, post_id) DO UPDATE SET text = excluded.text WHERE text <> excluded.text",
  [STMT_COUNT_POSTS] = "UPDATE audience SET n_posts = n_posts + ?2 WHERE id = ?1",
};

XA_STATEMENT_TABLE (xa_ingest_posts_statements, sql);

typedef struct {
  gint64 seen_us;
  gint64 values[4]; /* reactions, comments, shares, views, or XA_COUNT_UNKNOWN */
} Counters;

/* One batch of posts on its way into the file. */
typedef struct {
  XaIngest      *ingest;
  const XaBatch *batch;
  XaQuery       *add;       /* (not owned): asked for once, not for each post */
  GHashTable    *replies;   /* (owned): to posts, see xa-ingest-replies.c */
  GArray        *new_posts; /* (owned) (element-type XaIngestReplies) */
} Work;

static void
bind_key (XaQuery *q,
          gint64   audience_id,
          gint64   id)
{
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int64 (q, 2, id);
}

static void
bind_text (XaQuery       *q,
           int            i,
           const XaBatch *batch,
           XaBatchText    text)
{
  XaSpan span = xa_batch_get_text (batch, text);

  if (span.str)
    sqlite3_bind_text (q, i, span.str, (int) span.len, SQLITE_STATIC);
  else
    sqlite3_bind_null (q, i);
}

static void
bind_counters (XaQuery        *q,
               int             first,
               const Counters *counters)
{
  sqlite3_bind_int64 (q, first, counters->seen_us);
  for (int i = 0; i < 4; i++)
    xa_query_bind_count (q, first + 1 + i, counters->values[i]);
}

static void
bind_post (XaQuery           *q,
           const XaBatch     *batch,
           const XaBatchPost *post,
           gint64             audience_id,
           const Counters    *counters)
{
  bind_key (q, audience_id, post->id);
  sqlite3_bind_int64 (q, 3, post->at_us);
  sqlite3_bind_int (q, 4, post->author_kind);
  bind_counters (q, 5, counters);
  xa_query_bind_count (q, 10, post->reply_to);
  bind_text (q, 11, batch, post->lang);
  sqlite3_bind_int64 (q, 12, post->n_chars);
  sqlite3_bind_int (q, 13, post->has_media ? 1 : 0);
  if (isnan (post->rating))
    sqlite3_bind_null (q, 14);
  else
    sqlite3_bind_double (q, 14, post->rating);
  bind_text (q, 15, batch, post->product);
  bind_text (q, 16, batch, post->fields);
}

static gboolean
run_counters (XaIngest       *self,
              const char     *statement,
              gint64          audience_id,
              gint64          id,
              const Counters *counters,
              GError        **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, statement, error);

  if (!q)
    return FALSE;
  bind_key (q, audience_id, id);
  bind_counters (q, 3, counters);

  return xa_store_run (self->store, q, error);
}

static gboolean
load_counters (XaIngest *self,
               gint64    audience_id,
               gint64    id,
               Counters *counters,
               GError  **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_GET_POST], error);

  if (!q)
    return FALSE;
  bind_key (q, audience_id, id);
  if (xa_store_step (self->store, q, error) != 1)
    return FALSE;
  counters->seen_us = sqlite3_column_int64 (q, 0);
  for (int i = 0; i < 4; i++)
    counters->values[i] = xa_query_get_count (q, 1 + i);

  return TRUE;
}

/* What a source leaves out is not a change: the known value stays. */
static gboolean
fill_up (Counters       *read,
         const Counters *known)
{
  gboolean differs = FALSE;

  for (int i = 0; i < 4; i++) {
    if (read->values[i] == XA_COUNT_UNKNOWN)
      read->values[i] = known->values[i];
    differs |= read->values[i] != known->values[i];
  }

  return differs;
}

/* The newest counters stay with the post. What they replace, and what turns up late, becomes
 * history: also where a number fell. */
static gboolean
update_post (XaIngest *self,
             gint64    audience_id,
             gint64    id,
             Counters  read,
             gboolean *is_older,
             GError  **error)
{
  Counters known;

  if (!load_counters (self, audience_id, id, &known, error))
    return FALSE;
  *is_older = read.seen_us < known.seen_us;
  if (!fill_up (&read, &known))
    return TRUE;

  self->counts.n_updated_posts++;
  if (*is_older)
    return run_counters (self, sql[STMT_ADD_COUNTER], audience_id, id, &read, error);
  if (read.seen_us > known.seen_us && !run_counters (self, sql[STMT_ADD_COUNTER], audience_id, id, &known, error))
    return FALSE;

  return run_counters (self, sql[STMT_UPDATE_POST], audience_id, id, &read, error);
}

static gboolean
put_text (Work              *work,
          const XaBatchPost *post,
          gint64             audience_id,
          GError           **error)
{
  g_autoptr (XaQuery) q = xa_store_query (work->ingest->store, sql[STMT_PUT_TEXT], error);

  if (!q)
    return FALSE;
  bind_key (q, audience_id, post->id);
  bind_text (q, 3, work->batch, post->text);

  return xa_store_run (work->ingest->store, q, error);
}

static void
welcome (Work              *work,
         const XaBatchPost *post,
         gint64             audience_id)
{
  XaIngestReplies seen = { audience_id, post->id, 0 };

  g_array_append_val (work->new_posts, seen);
  work->ingest->counts.n_new_posts++;
  if (post->counts_as_comment && post->reply_to != XA_COUNT_UNKNOWN)
    xa_ingest_replies_add (work->replies, audience_id, post->reply_to, 1);
}

static gboolean
put_post (Work              *work,
          const XaBatchPost *post,
          gboolean          *is_new,
          GError           **error)
{
  XaIngest *self = work->ingest;
  gint64    audience_id = xa_ingest_audience (self, post->audience)->id;
  Counters  read = { post->seen_us, { post->reactions, post->comments, post->shares, post->views } };
  gboolean  is_older = FALSE;

  bind_post (work->add, work->batch, post, audience_id, &read);
  if (!xa_store_run (self->store, work->add, error))
    return FALSE;
  *is_new = sqlite3_changes (self->store->db) > 0;

  if (*is_new)
    welcome (work, post, audience_id);
  else if (!xa_ingest_replies_put_one (self, work->replies, audience_id, post->id, error) ||
           !update_post (self, audience_id, post->id, read, &is_older, error))
    return FALSE;

  return is_older || post->text.len == G_MAXUINT32 || put_text (work, post, audience_id, error);
}

/* The new posts are in order of audience by now. */
static gboolean
count_posts (Work    *work,
             GError **error)
{
  XaStore *store = work->ingest->store;
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_COUNT_POSTS], error);
  const XaIngestReplies *posts = (const XaIngestReplies *) (gpointer) work->new_posts->data;
  guint                  end;

  if (!q)
    return FALSE;
  for (guint first = 0; first < work->new_posts->len; first = end) {
    for (end = first + 1; end < work->new_posts->len && posts[end].audience_id == posts[first].audience_id; end++)
      ;
    sqlite3_bind_int64 (q, 1, posts[first].audience_id);
    sqlite3_bind_int64 (q, 2, end - first);
    if (!xa_store_run (store, q, error))
      return FALSE;
  }

  return TRUE;
}

/**
 * xa_ingest_put_posts:
 *
 * Takes the posts of a batch and notes which of them the workspace had not seen. A post that is
 * known adds nothing but newer or older counters, and its text where that changed.
 */
gboolean
xa_ingest_put_posts (XaIngest      *self,
                     const XaBatch *batch,
                     GError       **error)
{
  g_autoptr (XaQuery) add = xa_store_query (self->store, sql[STMT_ADD_POST], error);
  g_autoptr (GHashTable) replies = xa_ingest_replies_new ();
  g_autoptr (GArray) new_posts = g_array_new (FALSE, FALSE, sizeof (XaIngestReplies));
  Work work = { self, batch, add, replies, new_posts };

  g_free (self->post_is_new);
  self->post_is_new = g_new0 (guint8, batch->posts->len + 1);
  if (!add || batch->posts->len == 0)
    return add != NULL;

  for (guint i = 0; i < batch->posts->len; i++) {
    gboolean is_new;

    if (!put_post (&work, &g_array_index (batch->posts, XaBatchPost, i), &is_new, error))
      return FALSE;
    self->post_is_new[i] = (guint8) is_new;
  }
  self->counts.n_posts += batch->posts->len;

  return xa_ingest_replies_put (self, replies, new_posts, error) && count_posts (&work, error);
}
