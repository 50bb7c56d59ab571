#include "store/xa-ingest-private.h"

#include <string.h>

enum {
  STMT_LIST,
  STMT_DROP_POST,
  STMT_DROP_COUNTERS,
  STMT_DROP_TEXT,
  STMT_COUNT_DOWN,
  N_STMTS
};

/* Own posts that such a source once showed. What an archive of the account brought has no views: it may hold
 * replies and reposts, which a timeline leaves out though they are there. */
static const char *const sql[N_STMTS] = {
  [STMT_LIST] =
    "SELECT id FROM post WHERE audience_id = ?1 AND at_us > ?2 AND at_us < ?3 AND author_kind = 2 AND reply_to IS NULL AND views IS NOT NULL",
  [STMT_DROP_POST] = "DELETE FROM post WHERE audience_id = ?1 AND id = ?2 RETURNING at_us",
  [STMT_DROP_COUNTERS] = "DELETE FROM post_counter WHERE audience_id = ?1 AND post_id = ?2",
  [STMT_DROP_TEXT] = "DELETE FROM post_text WHERE audience_id = ?1 AND post_id = ?2",
  [STMT_COUNT_DOWN] = "UPDATE audience SET n_posts = max (n_posts - 1, 0) WHERE id = ?1 AND ?2 IS NOT NULL",
};

XA_STATEMENT_TABLE (xa_ingest_stretches_statements, sql);

G_STATIC_ASSERT (XA_AUTHOR_OWN == 2);

static gboolean
is_there (const XaBatch        *batch,
          const XaBatchStretch *stretch,
          gint64                id)
{
  for (guint i = 0; i < stretch->n_ids; i++)
    if (g_array_index (batch->stretch_ids, gint64, stretch->first_id + i) == id)
      return TRUE;

  return FALSE;
}

static GArray *
list_gone (XaIngest             *self,
           const XaBatch        *batch,
           const XaBatchStretch *stretch,
           gint64                audience_id,
           GError              **error)
{
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_LIST], error);
  int row = -1;

  if (q) {
    sqlite3_bind_int64 (q, 1, audience_id);
    sqlite3_bind_int64 (q, 2, stretch->from_us);
    sqlite3_bind_int64 (q, 3, stretch->to_us);
  }
  while (q && (row = xa_store_step (self->store, q, error)) == 1) {
    gint64 id = sqlite3_column_int64 (q, 0);

    if (!is_there (batch, stretch, id))
      g_array_append_val (gone, id);
  }

  return row == 0 ? g_steal_pointer (&gone) : NULL;
}

/* From when to when what was dropped was written: both are XA_TIME_UNKNOWN where there was nothing. */
typedef struct {
  gint64 from_us, to_us;
} Dropped;

#define DROPPED_INIT { XA_TIME_UNKNOWN, XA_TIME_UNKNOWN }

/* Returns: 1 where it was there, 0 where it was not, -1 with @error */
static int
drop_post (XaIngest *self,
           gint64    audience_id,
           gint64    post_id,
           Dropped  *dropped,
           GError  **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_DROP_POST], error);
  gint64 at_us;
  int    row;

  if (!q)
    return -1;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int64 (q, 2, post_id);
  row = xa_store_step (self->store, q, error);
  if (row != 1)
    return row;
  at_us = sqlite3_column_int64 (q, 0);
  dropped->from_us = dropped->from_us == XA_TIME_UNKNOWN ? at_us : MIN (dropped->from_us, at_us);
  dropped->to_us = MAX (dropped->to_us, at_us);

  return 1;
}

static gboolean
drop (XaIngest *self,
      gint64    audience_id,
      gint64    post_id,
      Dropped  *dropped,
      GError  **error)
{
  int found = drop_post (self, audience_id, post_id, dropped, error);

  for (int statement = STMT_DROP_COUNTERS; found == 1 && statement <= STMT_COUNT_DOWN; statement++) {
    g_autoptr (XaQuery) q = xa_store_query (self->store, sql[statement], error);

    if (!q)
      return FALSE;
    sqlite3_bind_int64 (q, 1, audience_id);
    sqlite3_bind_int64 (q, 2, post_id);
    if (!xa_store_run (self->store, q, error))
      return FALSE;
  }

  return found >= 0;
}

static gboolean
drop_named (XaIngest             *self,
            const XaBatch        *batch,
            const XaBatchStretch *stretch,
            gint64                audience_id,
            Dropped              *dropped,
            GError              **error)
{
  for (guint i = 0; i < stretch->n_ids; i++)
    if (!drop (self, audience_id, g_array_index (batch->stretch_ids, gint64, stretch->first_id + i), dropped, error))
      return FALSE;

  return TRUE;
}

static gboolean
drop_unseen (XaIngest             *self,
             const XaBatch        *batch,
             const XaBatchStretch *stretch,
             gint64                audience_id,
             Dropped              *dropped,
             GError              **error)
{
  g_autoptr (GArray) gone = list_gone (self, batch, stretch, audience_id, error);

  for (guint i = 0; gone && i < gone->len; i++)
    if (!drop (self, audience_id, g_array_index (gone, gint64, i), dropped, error))
      return FALSE;

  return gone != NULL;
}

/**
 * xa_ingest_put_stretches:
 *
 * Forgets posts that their platform shows no more, with their counters and their text. Numbers of hashtags
 * and languages stay: they hold nothing of a single post.
 */
gboolean
xa_ingest_put_stretches (XaIngest      *self,
                         const XaBatch *batch,
                         GError       **error)
{
  for (guint i = 0; i < batch->stretches->len; i++) {
    const XaBatchStretch *stretch = &g_array_index (batch->stretches, XaBatchStretch, i);
    gint64                audience_id = xa_ingest_audience (self, stretch->audience)->id;
    Dropped               dropped = DROPPED_INIT;

    if (!(stretch->is_gone ? drop_named : drop_unseen) (self, batch, stretch, audience_id, &dropped, error))
      return FALSE;
    xa_facts_name (self->store, audience_id);
    if (dropped.from_us != XA_TIME_UNKNOWN && !xa_post_spans_remake (self->store, audience_id, dropped.from_us, dropped.to_us, error))
      return FALSE;
  }

  return TRUE;
}
