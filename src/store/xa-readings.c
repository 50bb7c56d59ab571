#include "store/xa-readings.h"

#include "store/xa-store-private.h"

enum {
  STMT_OWN_READINGS,
  STMT_LIST_IMPORTS,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_OWN_READINGS] =
    "SELECT id, at_us, seen_us, reactions, comments, shares, views FROM post"
    " WHERE audience_id = ?1 AND at_us >= ?2 AND at_us < ?3 AND author_kind = 2"
    " UNION ALL SELECT p.id, p.at_us, c.seen_us, c.reactions, c.comments, c.shares, c.views FROM post AS p"
    " CROSS JOIN post_counter AS c ON c.audience_id = ?1 AND c.post_id = p.id"
    " WHERE p.audience_id = ?1 AND p.at_us >= ?2 AND p.at_us < ?3 AND p.author_kind = 2 ORDER BY 1, 3",
  [STMT_LIST_IMPORTS] =
    "SELECT s.id, i.format, i.size_bytes, i.finished_us FROM snapshot AS s JOIN import AS i ON i.id = s.import_id"
    " WHERE s.audience_id = ?1 ORDER BY s.at_us, s.id",
};
G_STATIC_ASSERT (XA_AUTHOR_OWN == 2);

XA_STATEMENT_TABLE (xa_readings_statements, sql);

/**
 * xa_store_list_own_readings:
 * @to_us: end of the range of posts, not part of it
 *
 * Cost: reads the posts of the range and the earlier counters of the audience's own.
 *
 * Returns: (transfer full) (element-type XaOwnReading) (nullable): readings, or NULL with @error
 */
GArray *
xa_store_list_own_readings (XaStore *store,
                            gint64   audience_id,
                            gint64   from_us,
                            gint64   to_us,
                            GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_OWN_READINGS], error);
  g_autoptr (GArray) readings = g_array_new (FALSE, FALSE, sizeof (XaOwnReading));
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int64 (q, 2, from_us);
  sqlite3_bind_int64 (q, 3, to_us);
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaOwnReading reading = {
      .post_id = sqlite3_column_int64 (q, 0),
      .at_us = sqlite3_column_int64 (q, 1),
      .seen_us = sqlite3_column_int64 (q, 2),
      .reactions = xa_query_get_count (q, 3),
      .comments = xa_query_get_count (q, 4),
      .shares = xa_query_get_count (q, 5),
      .views = xa_query_get_count (q, 6),
    };

    g_array_append_val (readings, reading);
  }

  return row == 0 ? g_steal_pointer (&readings) : NULL;
}

static void
clear_list_import (gpointer data)
{
  g_free (((XaListImport *) data)->format);
}

/**
 * xa_store_list_list_imports:
 *
 * Lists whose import was forgotten are left out.
 *
 * Returns: (transfer full) (element-type XaListImport) (nullable): imports, or NULL with @error
 */
GArray *
xa_store_list_list_imports (XaStore *store,
                            gint64   audience_id,
                            GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST_IMPORTS], error);
  g_autoptr (GArray) imports = g_array_new (FALSE, FALSE, sizeof (XaListImport));
  int row;

  if (!q)
    return NULL;
  g_array_set_clear_func (imports, clear_list_import);
  sqlite3_bind_int64 (q, 1, audience_id);
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaListImport import = {
      .snapshot_id = sqlite3_column_int64 (q, 0),
      .format = g_strdup ((const char *) sqlite3_column_text (q, 1)),
      .size_bytes = sqlite3_column_int64 (q, 2),
      .finished_us = xa_query_get_count (q, 3),
    };

    g_array_append_val (imports, import);
  }

  return row == 0 ? g_steal_pointer (&imports) : NULL;
}
