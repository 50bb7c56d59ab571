#include "store/xa-audit.h"

#include "store/xa-store-private.h"

enum {
  STMT_LIST,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_LIST] = "SELECT id, at_us, what, detail FROM audit WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
};

XA_STATEMENT_TABLE (xa_audit_statements, sql);

gboolean
xa_store_note (XaStore    *store,
               const char *what,
               const char *detail,
               GError    **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  if (!xa_store_audit (store, what, detail, error)) {
    xa_store_rollback (store);
    return FALSE;
  }

  return xa_store_commit (store, error);
}

void
xa_audit_entry_free (XaAuditEntry *self)
{
  g_free (self->what);
  g_free (self->detail);
  g_free (self);
}

/**
 * xa_store_list_audit:
 *
 * Returns: (transfer full) (element-type XaAuditEntry): newest first
 */
GPtrArray *
xa_store_list_audit (XaStore *store,
                     gint64   before,
                     guint    max,
                     GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_audit_entry_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST], error);
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, before > 0 ? before : G_MAXINT64);
  sqlite3_bind_int64 (q, 2, max);
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaAuditEntry *entry = g_new0 (XaAuditEntry, 1);

    *entry = (XaAuditEntry) {
      .id = sqlite3_column_int64 (q, 0),
      .at_us = sqlite3_column_int64 (q, 1),
      .what = g_strdup ((const char *) sqlite3_column_text (q, 2)),
      .detail = g_strdup ((const char *) sqlite3_column_text (q, 3)),
    };
    g_ptr_array_add (list, entry);
  }

  return row == 0 ? g_steal_pointer (&list) : NULL;
}
