#include "store/xa-page-map.h"

#include "store/xa-store-private.h"

enum {
  STMT_PAGES,
  STMT_SIZE,
  N_STMTS,
};

/* An index holds what its table holds. */
static const char *const sql[N_STMTS] = {
  [STMT_PAGES] = "SELECT d.pageno, s.tbl_name FROM sqlite_schema AS s CROSS JOIN dbstat AS d ON d.name = s.name"
                 " WHERE s.type IN ('table', 'index')",
  [STMT_SIZE] = "PRAGMA page_size",
};

XA_STATEMENT_TABLE (xa_page_map_statements, sql);

void
xa_page_map_free (XaPageMap *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  g_free (self);
}

static gboolean
load_page_size (XaPageMap *self,
                XaStore   *store,
                GError   **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_SIZE], error);

  if (!q || xa_store_step (store, q, error) != 1)
    return FALSE;
  self->page_size = (guint64) sqlite3_column_int64 (q, 0);

  return TRUE;
}

/**
 * xa_page_map_new:
 *
 * Reads each page of the file once.
 *
 * Returns: (transfer full): the map of the file as the store sees it now, its log included
 */
XaPageMap *
xa_page_map_new (XaStore *store,
                 GError **error)
{
  g_autoptr (XaPageMap) self = g_new0 (XaPageMap, 1);
  g_autoptr (XaQuery) q = NULL;
  int row;

  self->tables = g_ptr_array_new ();
  if (!load_page_size (self, store, error))
    return NULL;
  q = xa_store_query (store, sql[STMT_PAGES], error);
  if (!q)
    return NULL;
  while ((row = xa_store_step (store, q, error)) == 1) {
    gint64 page = sqlite3_column_int64 (q, 0);

    if (page < 1 || page > G_MAXINT)
      continue;
    if ((guint) page > self->tables->len)
      g_ptr_array_set_size (self->tables, (int) page);
    self->tables->pdata[page - 1] = (gpointer) g_intern_string ((const char *) sqlite3_column_text (q, 1));
  }

  return row == 0 ? g_steal_pointer (&self) : NULL;
}

/**
 * xa_page_map_find:
 * @page: from 1
 *
 * Returns: (nullable): the table that the page belongs to
 */
const char *
xa_page_map_find (const XaPageMap *self,
                  guint64          page)
{
  return page >= 1 && page <= self->tables->len ? self->tables->pdata[page - 1] : NULL;
}
