#include "store/xa-stated-size.h"

#include "store/xa-store-private.h"

enum {
  STMT_GET_LATEST,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_GET_LATEST] =
    "SELECT at_us, value, granularity FROM sample WHERE audience_id = ?1 AND metric = ?2 AND at_us <= ?3"
    " ORDER BY at_us DESC LIMIT 1",
};

XA_STATEMENT_TABLE (xa_stated_size_statements, sql);

/**
 * xa_store_get_stated_size:
 * @size: (out): set where @found
 *
 * Returns: FALSE with @error set if the workspace cannot be read
 */
gboolean
xa_store_get_stated_size (XaStore      *store,
                          gint64        audience_id,
                          gint64        until_us,
                          XaStatedSize *size,
                          gboolean     *found,
                          GError      **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_GET_LATEST], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int (q, 2, XA_METRIC_MEMBERS);
  sqlite3_bind_int64 (q, 3, until_us == XA_TIME_UNKNOWN ? G_MAXINT64 : until_us);
  row = xa_store_step (store, q, error);
  *found = row > 0;
  if (*found)
    *size = (XaStatedSize) { sqlite3_column_int64 (q, 0), sqlite3_column_double (q, 1), sqlite3_column_double (q, 2) };

  return row >= 0;
}
