#include "store/xa-ways.h"

#include "store/xa-store-private.h"

enum {
  STMT_LIST_DOWN,
  STMT_SET_DOWN,
  STMT_SET_UP,
  STMT_GET_USED,
  STMT_TRY,
  STMT_ADD_BREAK,
  STMT_USE,
  STMT_LIST_BREAKS,
  STMT_COUNT_USES,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_LIST_DOWN] = "SELECT connection_id, path, since_us, probe_us, cause FROM way_down ORDER BY connection_id, path",
  [STMT_SET_DOWN] =
    "INSERT INTO way_down (connection_id, path, since_us, probe_us, cause) VALUES (?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (connection_id, path) DO UPDATE SET probe_us = excluded.probe_us, cause = excluded.cause",
  [STMT_SET_UP] = "DELETE FROM way_down WHERE connection_id = ?1 AND path = ?2",
  [STMT_GET_USED] = "SELECT last, trying FROM way_used WHERE source_id = ?1 AND kind = ?2",
  [STMT_TRY] =
    "INSERT INTO way_used (source_id, kind, trying) VALUES (?1, ?2, ?3)"
    " ON CONFLICT (source_id, kind) DO UPDATE SET trying = excluded.trying",
  /* A second break in the same instant is none: it is the same pass. */
  [STMT_ADD_BREAK] =
    "INSERT OR IGNORE INTO series_break (audience_id, kind, at_us, before, after, cause)"
    " SELECT s.audience_id, ?2, ?4, w.last, ?3, coalesce (?5, '') FROM way_used AS w JOIN source AS s ON s.id = w.source_id"
    " WHERE w.source_id = ?1 AND w.kind = ?2 AND w.last IS NOT NULL AND w.last <> ?3 AND s.audience_id IS NOT NULL",
  [STMT_USE] =
    "INSERT INTO way_used (source_id, kind, last) VALUES (?1, ?2, ?3)"
    " ON CONFLICT (source_id, kind) DO UPDATE SET last = excluded.last, trying = NULL",
  [STMT_LIST_BREAKS] = "SELECT at_us, kind, before, after, cause FROM series_break WHERE audience_id = ?1 ORDER BY at_us, kind",
  [STMT_COUNT_USES] = "SELECT count (DISTINCT source_id) FROM way_used WHERE last = ?1",
};

XA_STATEMENT_TABLE (xa_ways_statements, sql);

void
xa_way_down_free (XaWayDown *self)
{
  if (!self)
    return;

  g_free (self->path);
  g_free (self->cause);
  g_free (self);
}

void
xa_series_break_free (XaSeriesBreak *self)
{
  if (!self)
    return;

  g_free (self->before);
  g_free (self->after);
  g_free (self->cause);
  g_free (self);
}

void
xa_way_used_clear (XaWayUsed *self)
{
  g_clear_pointer (&self->last, g_free);
  g_clear_pointer (&self->trying, g_free);
}

static char *
get_text (XaQuery *q,
          int      i)
{
  return g_strdup ((const char *) sqlite3_column_text (q, i));
}

GPtrArray *
xa_store_list_ways_down (XaStore *store,
                         GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_way_down_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST_DOWN], error);
  int row = -1;

  while (q && (row = xa_store_step (store, q, error)) == 1) {
    XaWayDown *down = g_new (XaWayDown, 1);

    *down = (XaWayDown) { sqlite3_column_int64 (q, 0), get_text (q, 1), sqlite3_column_int64 (q, 2), sqlite3_column_int64 (q, 3), get_text (q, 4) };
    g_ptr_array_add (rows, down);
  }

  return row == 0 ? g_steal_pointer (&rows) : NULL;
}

gboolean
xa_store_set_way_down (XaStore    *store,
                       gint64      connection_id,
                       const char *path,
                       gint64      now_us,
                       gint64      probe_us,
                       const char *cause,
                       GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_SET_DOWN], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, connection_id);
  sqlite3_bind_text (q, 2, path, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 3, now_us);
  sqlite3_bind_int64 (q, 4, probe_us);
  sqlite3_bind_text (q, 5, cause, -1, SQLITE_STATIC);

  return xa_store_run (store, q, error);
}

gboolean
xa_store_set_way_up (XaStore    *store,
                     gint64      connection_id,
                     const char *path,
                     GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_SET_UP], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, connection_id);
  sqlite3_bind_text (q, 2, path, -1, SQLITE_STATIC);

  return xa_store_run (store, q, error);
}

/**
 * xa_store_get_way_used:
 * @used: (out): to be cleared; empty where no pass of the kind was begun
 */
gboolean
xa_store_get_way_used (XaStore   *store,
                       gint64     source_id,
                       int        kind,
                       XaWayUsed *used,
                       GError   **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_GET_USED], error);
  int row;

  *used = (XaWayUsed) { 0 };
  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, source_id);
  sqlite3_bind_int (q, 2, kind);
  row = xa_store_step (store, q, error);
  if (row == 1)
    *used = (XaWayUsed) { get_text (q, 0), get_text (q, 1) };

  return row >= 0;
}

static gboolean
run (XaStore    *store,
     int         statement,
     gint64      source_id,
     int         kind,
     const char *provider,
     gint64      at_us,
     const char *cause,
     GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[statement], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, source_id);
  sqlite3_bind_int (q, 2, kind);
  sqlite3_bind_text (q, 3, provider, -1, SQLITE_STATIC);
  if (statement == STMT_ADD_BREAK) {
    sqlite3_bind_int64 (q, 4, at_us);
    sqlite3_bind_text (q, 5, cause, -1, SQLITE_STATIC);
  }

  return xa_store_run (store, q, error);
}

gboolean
xa_store_try_way (XaStore    *store,
                  gint64      source_id,
                  int         kind,
                  const char *provider,
                  GError    **error)
{
  return run (store, STMT_TRY, source_id, kind, provider, 0, NULL, error);
}

/**
 * xa_store_use_way:
 * @is_break: (out): whether the series goes on by another way than it came
 *
 * Errors: READ_ONLY, FULL, IO
 */
gboolean
xa_store_use_way (XaStore    *store,
                  gint64      source_id,
                  int         kind,
                  const char *provider,
                  gint64      at_us,
                  const char *cause,
                  gboolean   *is_break,
                  GError    **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  if (!run (store, STMT_ADD_BREAK, source_id, kind, provider, at_us, cause, error)) {
    xa_store_rollback (store);
    return FALSE;
  }
  *is_break = sqlite3_changes (store->db) > 0;
  if (!run (store, STMT_USE, source_id, kind, provider, 0, NULL, error)) {
    xa_store_rollback (store);
    return FALSE;
  }

  return xa_store_commit (store, error);
}

gboolean
xa_store_count_way_uses (XaStore    *store,
                         const char *provider,
                         guint      *n,
                         GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_COUNT_USES], error);

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, provider, -1, SQLITE_STATIC);
  if (xa_store_step (store, q, error) < 0)
    return FALSE;
  *n = (guint) sqlite3_column_int64 (q, 0);

  return TRUE;
}

GPtrArray *
xa_store_list_breaks (XaStore *store,
                      gint64   audience_id,
                      GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_series_break_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST_BREAKS], error);
  int row = -1;

  if (q)
    sqlite3_bind_int64 (q, 1, audience_id);
  while (q && (row = xa_store_step (store, q, error)) == 1) {
    XaSeriesBreak *one = g_new (XaSeriesBreak, 1);

    *one = (XaSeriesBreak) { sqlite3_column_int64 (q, 0), sqlite3_column_int (q, 1), get_text (q, 2), get_text (q, 3), get_text (q, 4) };
    g_ptr_array_add (rows, one);
  }

  return row == 0 ? g_steal_pointer (&rows) : NULL;
}
