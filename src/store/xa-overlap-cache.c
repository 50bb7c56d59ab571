#include "store/xa-overlap-cache.h"

#include "store/xa-store-private.h"

#include <string.h>

/* An entry in the file: the other list's checksum, then the count, little-endian. */
#define ENTRY_SIZE 12

enum {
  STMT_GET,
  STMT_PUT,
  STMT_FORGET,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_GET] = "SELECT counts FROM overlap WHERE list = ?1",
  [STMT_PUT] =
    "INSERT INTO overlap (list, counts) VALUES (?1, ?2) ON CONFLICT (list) DO UPDATE SET counts = counts || excluded.counts",
  [STMT_FORGET] = "DELETE FROM overlap WHERE list NOT IN (SELECT checksum FROM snapshot)",
};

XA_STATEMENT_TABLE (xa_overlap_cache_statements, sql);

GArray *
xa_store_get_overlap (XaStore *store,
                      guint64  list,
                      GError **error)
{
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (XaKeptOverlap));
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_GET], error);
  const guint8 *bytes;
  int           row;

  if (!q)
    return NULL;
  sqlite3_bind_blob (q, 1, &list, sizeof list, SQLITE_STATIC);
  row = xa_store_step (store, q, error);
  if (row < 0)
    return NULL;
  bytes = row ? sqlite3_column_blob (q, 0) : NULL;
  for (int i = 0; bytes && i + ENTRY_SIZE <= sqlite3_column_bytes (q, 0); i += ENTRY_SIZE) {
    XaKeptOverlap kept;
    guint32       shared;

    memcpy (&kept.list, bytes + i, sizeof kept.list);
    memcpy (&shared, bytes + i + sizeof kept.list, sizeof shared);
    kept.shared = GUINT32_FROM_LE (shared);
    g_array_append_val (counts, kept);
  }

  return g_steal_pointer (&counts);
}

static gboolean
put_row (XaStore            *store,
         const XaOverlapRow *row,
         GError            **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_PUT], error);
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new (row->counts->len * ENTRY_SIZE);

  if (!q)
    return FALSE;
  for (guint i = 0; i < row->counts->len; i++) {
    const XaKeptOverlap *kept = &g_array_index (row->counts, XaKeptOverlap, i);
    guint32              shared = GUINT32_TO_LE (kept->shared);

    g_byte_array_append (bytes, (const guint8 *) &kept->list, sizeof kept->list);
    g_byte_array_append (bytes, (const guint8 *) &shared, sizeof shared);
  }
  sqlite3_bind_blob (q, 1, &row->list, sizeof row->list, SQLITE_STATIC);
  sqlite3_bind_blob (q, 2, bytes->data, (int) bytes->len, SQLITE_STATIC);

  return xa_store_run (store, q, error);
}

static gboolean
put_rows (XaStore      *store,
          const GArray *rows,
          GError      **error)
{
  g_autoptr (XaQuery) forget = xa_store_query (store, sql[STMT_FORGET], error);

  if (!forget || !xa_store_run (store, forget, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!put_row (store, &g_array_index (rows, XaOverlapRow, i), error))
      return FALSE;

  return TRUE;
}

gboolean
xa_store_put_overlap (XaStore      *store,
                      const GArray *rows,
                      GError      **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  if (!put_rows (store, rows, error)) {
    xa_store_rollback (store);
    return FALSE;
  }

  return xa_store_commit (store, error);
}
