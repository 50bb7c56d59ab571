#include "store/xa-audiences.h"
#include "model/xa-language.h"
#include "store/xa-store-private.h"

#include <string.h>

enum {
  STMT_LIST,
  STMT_LOAD,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_LIST] =
    "SELECT id, at_us, coverage, first_n, fetched, reported, window_from_us, window_to_us, key_epoch, checksum FROM snapshot"
    " WHERE audience_id = ?1 ORDER BY at_us, id",
  [STMT_LOAD] = "SELECT checksum, members FROM snapshot WHERE id = ?1",
};

XA_STATEMENT_TABLE (xa_snapshots_statements, sql);

/**
 * xa_store_list_snapshots:
 *
 * Returns: (transfer full) (element-type XaSnapshot) (nullable): all snapshots of an audience by
 *   time, or NULL with CORRUPT or IO
 */
GArray *
xa_store_list_snapshots (XaStore *store,
                         gint64   audience_id,
                         GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST], error);
  g_autoptr (GArray) snapshots = g_array_new (FALSE, FALSE, sizeof (XaSnapshot));
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, audience_id);
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaSnapshot snapshot = {
      .id = sqlite3_column_int64 (q, 0),
      .audience_id = audience_id,
      .at_us = sqlite3_column_int64 (q, 1),
      .coverage = (XaCoverage) sqlite3_column_int (q, 2),
      .first_n = sqlite3_column_int64 (q, 3),
      .fetched = sqlite3_column_int64 (q, 4),
      .reported = xa_query_get_count (q, 5),
      .window_from_us = xa_query_get_count (q, 6),
      .window_to_us = xa_query_get_count (q, 7),
      .key_epoch = sqlite3_column_int (q, 8),
    };

    if (sqlite3_column_bytes (q, 9) == sizeof snapshot.list)
      memcpy (&snapshot.list, sqlite3_column_blob (q, 9), sizeof snapshot.list);
    g_array_append_val (snapshots, snapshot);
  }

  return row == 0 ? g_steal_pointer (&snapshots) : NULL;
}

/**
 * xa_store_load_members:
 *
 * Returns: (transfer full) (nullable): the people of a snapshot; NULL with NOT_FOUND, CORRUPT (its
 *   bytes are not those that were written) or IO
 */
XaMemberSet *
xa_store_load_members (XaStore *store,
                       gint64   snapshot_id,
                       GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LOAD], error);
  XaMemberSet *members;
  guint8       checksum[XA_CHECKSUM_SIZE];
  const void  *data;
  gsize        size;
  int          row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, snapshot_id);
  row = xa_store_step (store, q, error);
  if (row == 0)
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("There is no snapshot #%lld."), (long long) snapshot_id);
  if (row != 1)
    return NULL;

  data = sqlite3_column_blob (q, 1);
  size = (gsize) sqlite3_column_bytes (q, 1);
  xa_store_checksum (data, size, checksum);
  if (sqlite3_column_bytes (q, 0) != XA_CHECKSUM_SIZE || memcmp (checksum, sqlite3_column_blob (q, 0), XA_CHECKSUM_SIZE) != 0) {
    xa_store_set_corrupt (error, store->path, "a snapshot does not match its checksum");
    return NULL;
  }
  members = xa_member_set_new_from_bytes (data, size);
  if (!members)
    xa_store_set_corrupt (error, store->path, "the people of a snapshot cannot be read");

  return members;
}
