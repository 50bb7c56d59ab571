#include "store/xa-stream-rows.h"

#include "store/xa-store-private.h"

enum {
  STMT_LIST,
  STMT_DROP,
  STMT_PUT,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_LIST] = "SELECT connection_id, state, since_us, seen_us, n_sources, cause, cause_text FROM stream ORDER BY connection_id",
  [STMT_DROP] = "DELETE FROM stream",
  [STMT_PUT] =
    "INSERT INTO stream (connection_id, state, since_us, seen_us, n_sources, cause, cause_text)"
    " SELECT id, ?2, ?3, ?4, ?5, ?6, ?7 FROM connection WHERE id = ?1",
};

XA_STATEMENT_TABLE (xa_stream_rows_statements, sql);

static const char *const ids[] = {
  [XA_STREAM_NONE] = "none",
  [XA_STREAM_OPENING] = "opening",
  [XA_STREAM_UP] = "up",
  [XA_STREAM_WAITING] = "waiting",
  [XA_STREAM_REFUSED] = "refused",
};

/**
 * xa_stream_state_id:
 *
 * Returns: the stable word for @state in JSON
 */
const char *
xa_stream_state_id (XaStreamState state)
{
  return state >= XA_STREAM_NONE && (gsize) state < G_N_ELEMENTS (ids) ? ids[state] : "none";
}

XaStreamRow *
xa_stream_row_copy (const XaStreamRow *self)
{
  XaStreamRow *copy = g_memdup2 (self, sizeof *self);

  copy->cause = g_strdup (self->cause);
  copy->cause_text = g_strdup (self->cause_text);
  copy->sources = self->sources ? g_array_copy (self->sources) : NULL;

  return copy;
}

void
xa_stream_row_free (XaStreamRow *self)
{
  if (!self)
    return;

  g_free (self->cause);
  g_free (self->cause_text);
  g_clear_pointer (&self->sources, g_array_unref);
  g_free (self);
}

/* A time far ahead was written by a clock that was wrong. */
gboolean
xa_stream_row_is_up (const XaStreamRow *self,
                     gint64             now_us)
{
  return self->state == XA_STREAM_UP && self->seen_us + XA_STREAM_LEASE_US > now_us && self->seen_us < now_us + XA_STREAM_LEASE_US;
}

GPtrArray *
xa_store_list_streams (XaStore *store,
                       GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_stream_row_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST], error);
  int row;

  if (!q)
    return NULL;
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaStreamRow *stream = g_new0 (XaStreamRow, 1);

    stream->connection_id = sqlite3_column_int64 (q, 0);
    stream->state = (XaStreamState) sqlite3_column_int (q, 1);
    stream->since_us = sqlite3_column_int64 (q, 2);
    stream->seen_us = sqlite3_column_int64 (q, 3);
    stream->until_us = XA_TIME_UNKNOWN;
    stream->n_sources = (guint) sqlite3_column_int (q, 4);
    stream->cause = g_strdup ((const char *) sqlite3_column_text (q, 5));
    stream->cause_text = g_strdup ((const char *) sqlite3_column_text (q, 6));
    g_ptr_array_add (list, stream);
  }

  return row == 0 ? g_steal_pointer (&list) : NULL;
}

static gboolean
put (XaStore           *store,
     const XaStreamRow *row,
     GError           **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_PUT], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, row->connection_id);
  sqlite3_bind_int (q, 2, row->state);
  sqlite3_bind_int64 (q, 3, row->since_us);
  sqlite3_bind_int64 (q, 4, row->seen_us);
  sqlite3_bind_int64 (q, 5, row->n_sources);
  sqlite3_bind_text (q, 6, row->cause, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 7, row->cause_text, -1, SQLITE_STATIC);

  return xa_store_run (store, q, error);
}

static gboolean
put_all (XaStore   *store,
         GPtrArray *rows,
         GError   **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_DROP], error);

  if (!q || !xa_store_run (store, q, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!put (store, rows->pdata[i], error))
      return FALSE;

  return TRUE;
}

gboolean
xa_store_put_streams (XaStore   *store,
                      GPtrArray *rows,
                      GError   **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  if (put_all (store, rows, error))
    return xa_store_commit (store, error);
  xa_store_rollback (store);

  return FALSE;
}
