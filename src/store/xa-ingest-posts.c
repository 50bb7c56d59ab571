#include "store/xa-ingest-private.h"

#include <math.h>
#include <stdlib.h>

enum {
  STMT_ADD_POST,
  STMT_ADD_ROWS,
  STMT_LAST_POST,
  STMT_GET_POST,
  STMT_UPDATE_POST,
  STMT_ADD_COUNTER,
  STMT_PUT_TEXT,
  STMT_COUNT_POSTS,
  N_STMTS
};

#define N_COLUMNS 16
#define INSERT \
  "INSERT INTO post (audience_id, id, at_us, author_kind, seen_us, reactions, comments, shares, views, reply_to, lang, n_chars, has_media, rating, product, fields)"
#define ROW "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
#define FOUR_ROWS ROW ", " ROW ", " ROW ", " ROW

/* So many go in by one statement: that takes three fifths of the time. */
#define N_ROWS 16

static const char *const sql[N_STMTS] = {
  [STMT_ADD_POST] = INSERT " VALUES " ROW " ON CONFLICT DO NOTHING",
  [STMT_ADD_ROWS] = INSERT " VALUES " FOUR_ROWS ", " FOUR_ROWS ", " FOUR_ROWS ", " FOUR_ROWS,
  [STMT_LAST_POST] = "SELECT id FROM post WHERE audience_id = ?1 ORDER BY id DESC LIMIT 1",
  [STMT_GET_POST] = "SELECT seen_us, reactions, comments, shares, views, at_us FROM post WHERE audience_id = ?1 AND id = ?2",
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

/* A post that is new for sure, with the replies to it that came since. */
typedef struct {
  const XaBatchPost *post; /* (not owned) */
  gint64             n_replies;
} Fresh;

/* One batch of posts on its way into the file. */
typedef struct {
  XaIngest      *ingest;
  const XaBatch *batch;
  XaQuery       *add;       /* (not owned): asked for once, not for each post */
  XaQuery       *add_rows;  /* (not owned): likewise */
  GHashTable    *replies;   /* (owned): to posts, see xa-ingest-replies.c */
  XaPostSpans   *spans;     /* (owned): what it adds to them */
  GArray        *new_posts; /* (owned) (element-type XaIngestReplies) */

  /* Posts of one audience, each with a higher id than all before it, which are not in the file
   * yet: nothing else is asked of the file before they are. */
  GArray *run;         /* (owned) (element-type Fresh) */
  gint64  audience_id; /* 0: of none yet */
  gint64  last_id;     /* the highest of the audience, in the file or in @run */
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

static Counters
get_counters (const XaBatchPost *post,
              gint64             n_replies)
{
  Counters counters = { post->seen_us, { post->reactions, post->comments, post->shares, post->views } };

  if (n_replies)
    counters.values[XA_COUNTER_COMMENTS] = (post->comments == XA_COUNT_UNKNOWN ? 0 : post->comments) + n_replies;

  return counters;
}

/* A new post joins its span. */
static void
add_to_span (Work              *work,
             const XaBatchPost *post,
             gint64             n_replies)
{
  Counters counters = get_counters (post, n_replies);

  xa_post_spans_add (work->spans, work->audience_id, post->at_us, post->author_kind == XA_AUTHOR_OWN, counters.values);
}

/* Puts a post into a row of a statement, counted from 0, with @n_replies to it. */
static void
bind_post (XaQuery           *q,
           int                row,
           const XaBatch     *batch,
           const XaBatchPost *post,
           gint64             n_replies,
           gint64             audience_id)
{
  Counters counters = get_counters (post, n_replies);
  int      first = row * N_COLUMNS + 1;

  sqlite3_bind_int64 (q, first, audience_id);
  sqlite3_bind_int64 (q, first + 1, post->id);
  sqlite3_bind_int64 (q, first + 2, post->at_us);
  sqlite3_bind_int (q, first + 3, post->author_kind);
  bind_counters (q, first + 4, &counters);
  xa_query_bind_count (q, first + 9, post->reply_to);
  bind_text (q, first + 10, batch, post->lang);
  sqlite3_bind_int64 (q, first + 11, post->n_chars);
  sqlite3_bind_int (q, first + 12, post->has_media ? 1 : 0);
  if (isnan (post->rating))
    sqlite3_bind_null (q, first + 13);
  else
    sqlite3_bind_double (q, first + 13, post->rating);
  bind_text (q, first + 14, batch, post->product);
  bind_text (q, first + 15, batch, post->fields);
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
               gint64   *at_us,
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
  *at_us = sqlite3_column_int64 (q, 5);

  return TRUE;
}

static gboolean
has_post (XaIngest *self,
          gint64    audience_id,
          gint64    id,
          gboolean *is_known,
          GError  **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_GET_POST], error);
  int row;

  if (!q)
    return FALSE;
  bind_key (q, audience_id, id);
  row = xa_store_step (self->store, q, error);
  *is_known = row == 1;

  return row >= 0;
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
update_post (Work     *work,
             gint64    audience_id,
             gint64    id,
             Counters  read,
             gboolean *is_older,
             GError  **error)
{
  XaIngest *self = work->ingest;
  Counters  known;
  gint64    at_us;

  if (!load_counters (self, audience_id, id, &known, &at_us, error))
    return FALSE;
  *is_older = read.seen_us < known.seen_us;
  if (!fill_up (&read, &known))
    return TRUE;

  self->counts.n_updated_posts++;
  if (*is_older)
    return run_counters (self, sql[STMT_ADD_COUNTER], audience_id, id, &read, error);
  if (read.seen_us > known.seen_us && !run_counters (self, sql[STMT_ADD_COUNTER], audience_id, id, &known, error))
    return FALSE;
  xa_post_spans_change (work->spans, audience_id, at_us, known.values, read.values);

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

static int
compare_fresh (gconstpointer a,
               gconstpointer b)
{
  const Fresh *x = a, *y = b;

  return x->post->id < y->post->id ? -1 : x->post->id > y->post->id;
}

/* Most replies answer a post of the same batch. */
static void
count_reply (Work              *work,
             const XaBatchPost *reply,
             gint64             audience_id)
{
  const XaBatchPost parent = { .id = reply->reply_to };
  const Fresh       wanted = { &parent, 0 };
  Fresh            *fresh = work->run->len ? bsearch (&wanted, work->run->data, work->run->len, sizeof wanted, compare_fresh) : NULL;

  if (fresh)
    fresh->n_replies++;
  else
    xa_ingest_replies_add (work->replies, audience_id, reply->reply_to, 1);
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
    count_reply (work, post, audience_id);
}

/* Brings the run into the file. */
static gboolean
end_run (Work    *work,
         GError **error)
{
  const Fresh *run = (const Fresh *) (gpointer) work->run->data;
  guint        n = work->run->len;
  guint        i;

  for (i = 0; i + N_ROWS <= n; i += N_ROWS) {
    for (int row = 0; row < N_ROWS; row++)
      bind_post (work->add_rows, row, work->batch, run[i + row].post, run[i + row].n_replies, work->audience_id);
    if (!xa_store_run (work->ingest->store, work->add_rows, error))
      return FALSE;
  }
  for (; i < n; i++) {
    bind_post (work->add, 0, work->batch, run[i].post, run[i].n_replies, work->audience_id);
    if (!xa_store_run (work->ingest->store, work->add, error))
      return FALSE;
  }
  for (i = 0; i < n; i++)
    add_to_span (work, run[i].post, run[i].n_replies);
  g_array_set_size (work->run, 0);

  return TRUE;
}

static gboolean
enter_audience (Work    *work,
                gint64   audience_id,
                GError **error)
{
  XaStore *store = work->ingest->store;
  g_autoptr (XaQuery) q = NULL;
  int row;

  if (work->audience_id == audience_id)
    return TRUE;
  if (!end_run (work, error))
    return FALSE;

  q = xa_store_query (store, sql[STMT_LAST_POST], error);
  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, audience_id);
  row = xa_store_step (store, q, error);
  xa_facts_name (store, audience_id);
  work->audience_id = audience_id;
  work->last_id = row == 1 ? sqlite3_column_int64 (q, 0) : G_MININT64;

  return row >= 0;
}

/* A post that may be known. */
static gboolean
put_known (Work              *work,
           const XaBatchPost *post,
           gboolean          *is_new,
           gboolean          *is_older,
           GError           **error)
{
  XaIngest *self = work->ingest;

  if (!end_run (work, error))
    return FALSE;
  bind_post (work->add, 0, work->batch, post, 0, work->audience_id);
  if (!xa_store_run (self->store, work->add, error))
    return FALSE;
  *is_new = sqlite3_changes (self->store->db) > 0;
  if (*is_new)
    add_to_span (work, post, 0);

  return *is_new ||
         (xa_ingest_replies_put_one (self, work->replies, work->spans, work->audience_id, post->id, error) &&
          update_post (work, work->audience_id, post->id, get_counters (post, 0), is_older, error));
}

/* Counters of a post that may not be there. */
static gboolean
put_counters (Work              *work,
              const XaBatchPost *post,
              gint64             audience_id,
              GError           **error)
{
  gboolean is_older, is_known;

  if (!end_run (work, error) || !has_post (work->ingest, audience_id, post->id, &is_known, error))
    return FALSE;

  return !is_known || update_post (work, audience_id, post->id, get_counters (post, 0), &is_older, error);
}

static gboolean
put_post (Work              *work,
          const XaBatchPost *post,
          gboolean          *is_new,
          GError           **error)
{
  gint64   audience_id = xa_ingest_audience (work->ingest, post->audience)->id;
  Fresh    fresh = { post, 0 };
  gboolean is_older = FALSE;

  if (!enter_audience (work, audience_id, error))
    return FALSE;
  if (post->only_known) {
    *is_new = FALSE;
    return post->id > work->last_id || put_counters (work, post, audience_id, error);
  }
  if (post->id > work->last_id) {
    g_array_append_val (work->run, fresh);
    work->last_id = post->id;
    *is_new = TRUE;
  } else if (!put_known (work, post, is_new, &is_older, error)) {
    return FALSE;
  }
  if (*is_new)
    welcome (work, post, audience_id);

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
  g_autoptr (XaQuery) add_rows = add ? xa_store_query (self->store, sql[STMT_ADD_ROWS], error) : NULL;
  g_autoptr (GHashTable) replies = xa_ingest_replies_new ();
  g_autoptr (GArray) new_posts = g_array_new (FALSE, FALSE, sizeof (XaIngestReplies));
  g_autoptr (GArray) run = g_array_new (FALSE, FALSE, sizeof (Fresh));
  g_autoptr (XaPostSpans) spans = xa_post_spans_new ();
  Work work = { .ingest = self, .batch = batch, .add = add, .add_rows = add_rows, .replies = replies, .spans = spans, .new_posts = new_posts, .run = run };

  g_free (self->post_is_new);
  self->post_is_new = g_new0 (guint8, batch->posts->len + 1);
  if (!add_rows || batch->posts->len == 0)
    return add_rows != NULL;

  for (guint i = 0; i < batch->posts->len; i++) {
    gboolean is_new;

    if (!put_post (&work, &g_array_index (batch->posts, XaBatchPost, i), &is_new, error))
      return FALSE;
    self->post_is_new[i] = (guint8) is_new;
  }
  self->counts.n_posts += batch->posts->len;

  return end_run (&work, error) && xa_ingest_replies_put (self, replies, spans, new_posts, error) && count_posts (&work, error) &&
         xa_post_spans_write (spans, self->store, error);
}
