#include "store/xa-upkeep-rows.h"

#include "store/xa-store-private.h"

enum {
  STMT_GET,
  STMT_NOTE,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_GET] = "SELECT at_us, ok_us, cause FROM upkeep WHERE name = ?1",
  [STMT_NOTE] =
    "INSERT INTO upkeep (name, at_us, ok_us, cause) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (name) DO UPDATE SET at_us = excluded.at_us,"
    " ok_us = coalesce (excluded.ok_us, ok_us), cause = excluded.cause",
};

XA_STATEMENT_TABLE (xa_upkeep_rows_statements, sql);

static const char *const ids[] = {
  [XA_STORE_ERROR_NOT_FOUND] = "not-found",
  [XA_STORE_ERROR_EXISTS] = "exists",
  [XA_STORE_ERROR_FOREIGN] = "foreign",
  [XA_STORE_ERROR_NEWER] = "newer",
  [XA_STORE_ERROR_CORRUPT] = "corrupt",
  [XA_STORE_ERROR_READ_ONLY] = "read-only",
  [XA_STORE_ERROR_LOCKED] = "locked",
  [XA_STORE_ERROR_FULL] = "full",
  [XA_STORE_ERROR_KEY_CHANGED] = "key-changed",
  [XA_STORE_ERROR_SEALED] = "sealed",
  [XA_STORE_ERROR_IO] = "io",
  [XA_STORE_ERROR_INVALID] = "other",
};

const char *
xa_store_error_id (const GError *error)
{
  return error && error->domain == XA_STORE_ERROR && (gsize) error->code < G_N_ELEMENTS (ids) ? ids[error->code] : "other";
}

void
xa_upkeep_row_clear (XaUpkeepRow *row)
{
  g_clear_pointer (&row->cause, g_free);
}

/**
 * xa_store_get_upkeep:
 * @row: (out): to be cleared; "never" where nothing is known
 */
gboolean
xa_store_get_upkeep (XaStore     *store,
                     const char  *name,
                     XaUpkeepRow *row,
                     GError     **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_GET], error);
  int found;

  *row = (XaUpkeepRow) { .at_us = XA_TIME_UNKNOWN, .ok_us = XA_TIME_UNKNOWN };
  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, name, -1, SQLITE_STATIC);
  found = xa_store_step (store, q, error);
  if (found == 1) {
    row->at_us = sqlite3_column_int64 (q, 0);
    row->ok_us = sqlite3_column_type (q, 1) == SQLITE_NULL ? XA_TIME_UNKNOWN : sqlite3_column_int64 (q, 1);
    row->cause = g_strdup ((const char *) sqlite3_column_text (q, 2));
  } else {
    row->cause = g_strdup ("");
  }

  return found >= 0;
}

gboolean
xa_store_note_upkeep (XaStore      *store,
                      const char   *name,
                      gint64        at_us,
                      const GError *failure,
                      GError      **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_NOTE], error);

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, name, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 2, at_us);
  if (!failure)
    sqlite3_bind_int64 (q, 3, at_us);
  sqlite3_bind_text (q, 4, failure ? xa_store_error_id (failure) : "", -1, SQLITE_STATIC);

  return xa_store_run (store, q, error);
}
