#include "store/xa-facets.h"

#include "store/xa-store-private.h"

enum {
  STMT_LIST,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_LIST] =
    "SELECT day, value, name, n FROM facet_count WHERE audience_id = ?1 AND facet = ?2 AND day ="
    " (SELECT max (day) FROM facet_count WHERE audience_id = ?1 AND facet = ?2 AND day BETWEEN ?3 AND ?4) ORDER BY n DESC, value",
};

XA_STATEMENT_TABLE (xa_facets_statements, sql);

void
xa_facet_row_free (XaFacetRow *self)
{
  if (!self)
    return;

  g_free (self->value);
  g_free (self->name);
  g_free (self);
}

static gboolean
list_facet (XaStore   *store,
            gint64     audience_id,
            XaFacet    facet,
            gint64     first_day,
            gint64     last_day,
            GPtrArray *rows,
            GError   **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST], error);
  int found;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int (q, 2, facet);
  sqlite3_bind_int64 (q, 3, first_day);
  sqlite3_bind_int64 (q, 4, last_day);
  while ((found = xa_store_step (store, q, error)) == 1) {
    XaFacetRow *row = g_new (XaFacetRow, 1);

    *row = (XaFacetRow) {
      .facet = facet,
      .day = sqlite3_column_int64 (q, 0),
      .value = g_strdup ((const char *) sqlite3_column_text (q, 1)),
      .name = g_strdup ((const char *) sqlite3_column_text (q, 2)),
      .n = sqlite3_column_int64 (q, 3),
    };
    g_ptr_array_add (rows, row);
  }

  return found == 0;
}

GPtrArray *
xa_store_list_facets (XaStore *store,
                      gint64   audience_id,
                      gint64   first_day,
                      gint64   last_day,
                      GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_facet_row_free);

  for (int facet = 1; facet < XA_N_FACETS; facet++)
    if (!list_facet (store, audience_id, (XaFacet) facet, first_day, last_day, rows, error))
      return NULL;

  return g_steal_pointer (&rows);
}
