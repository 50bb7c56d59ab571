#include "store/xa-metric-rows.h"

#include "store/xa-store-private.h"

#include <string.h>

enum {
  STMT_GET,
  STMT_PUT,
  STMT_FORGET,
  STMT_LIST,
  N_STMTS
};

#define COLUMNS "name, connection_id, hour, n, total, low, high, buckets"

static const char *const sql[N_STMTS] = {
  [STMT_GET] = "SELECT " COLUMNS " FROM metric WHERE name = ?1 AND connection_id = ?2 AND hour = ?3",
  [STMT_PUT] = "INSERT OR REPLACE INTO metric (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
  [STMT_FORGET] = "DELETE FROM metric WHERE hour < ?1 AND hour > 0",
  [STMT_LIST] = "SELECT " COLUMNS " FROM metric WHERE hour >= ?1 AND (?2 IS NULL OR name = ?2) ORDER BY name, connection_id, hour",
};

XA_STATEMENT_TABLE (xa_metric_rows_statements, sql);

/**
 * xa_metric_row_copy:
 *
 * Returns: (transfer full): a copy
 */
XaMetricRow *
xa_metric_row_copy (const XaMetricRow *self)
{
  XaMetricRow *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);

  return copy;
}

/**
 * xa_metric_row_free:
 * @self: (nullable): a row
 */
void
xa_metric_row_free (XaMetricRow *self)
{
  if (!self)
    return;

  g_free (self->name);
  g_free (self);
}

/**
 * xa_metric_row_merge:
 *
 * As if all values of @more had been met by @self.
 */
void
xa_metric_row_merge (XaMetricRow       *self,
                     const XaMetricRow *more)
{
  if (more->n == 0)
    return;
  self->low = self->n ? MIN (self->low, more->low) : more->low;
  self->high = self->n ? MAX (self->high, more->high) : more->high;
  self->n += more->n;
  self->total += more->total;
  self->has_buckets |= more->has_buckets;
  for (guint i = 0; i < XA_METRIC_BUCKETS; i++)
    self->buckets[i] += more->buckets[i];
}

static XaMetricRow *
read_row (XaQuery *q)
{
  XaMetricRow  *self = g_new0 (XaMetricRow, 1);
  const guint8 *buckets = sqlite3_column_blob (q, 7);

  self->name = g_strdup ((const char *) sqlite3_column_text (q, 0));
  self->connection_id = sqlite3_column_int64 (q, 1);
  self->hour = sqlite3_column_int (q, 2);
  self->n = sqlite3_column_int64 (q, 3);
  self->total = sqlite3_column_double (q, 4);
  self->low = sqlite3_column_double (q, 5);
  self->high = sqlite3_column_double (q, 6);
  self->has_buckets = buckets && sqlite3_column_bytes (q, 7) == sizeof self->buckets;
  if (self->has_buckets)
    memcpy (self->buckets, buckets, sizeof self->buckets);
  for (guint i = 0; i < XA_METRIC_BUCKETS; i++)
    self->buckets[i] = GUINT32_FROM_LE (self->buckets[i]);

  return self;
}

static gboolean
merge_known (XaStore     *store,
             XaMetricRow *row,
             GError     **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_GET], error);
  g_autoptr (XaMetricRow) known = NULL;
  int found;

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, row->name, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 2, row->connection_id);
  sqlite3_bind_int (q, 3, row->hour);
  found = xa_store_step (store, q, error);
  if (found == 1) {
    known = read_row (q);
    xa_metric_row_merge (row, known);
  }

  return found >= 0;
}

static gboolean
put_row (XaStore           *store,
         const XaMetricRow *row,
         GError           **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_PUT], error);
  guint32 buckets[XA_METRIC_BUCKETS];

  if (!q)
    return FALSE;
  for (guint i = 0; i < XA_METRIC_BUCKETS; i++)
    buckets[i] = GUINT32_TO_LE (row->buckets[i]);
  sqlite3_bind_text (q, 1, row->name, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 2, row->connection_id);
  sqlite3_bind_int (q, 3, row->hour);
  sqlite3_bind_int64 (q, 4, row->n);
  sqlite3_bind_double (q, 5, row->total);
  sqlite3_bind_double (q, 6, row->low);
  sqlite3_bind_double (q, 7, row->high);
  if (row->has_buckets)
    sqlite3_bind_blob (q, 8, buckets, sizeof buckets, SQLITE_STATIC);

  return xa_store_run (store, q, error);
}

static gboolean
forget (XaStore *store,
        gint32   before_hour,
        GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_FORGET], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int (q, 1, before_hour);

  return xa_store_run (store, q, error);
}

static gboolean
add_to_hour (XaStore           *store,
             const XaMetricRow *more,
             gint32             hour,
             GError           **error)
{
  g_autoptr (XaMetricRow) row = xa_metric_row_copy (more);

  row->hour = hour;

  return merge_known (store, row, error) && put_row (store, row, error);
}

static gboolean
add_all (XaStore   *store,
         GPtrArray *rows,
         gint32     now_hour,
         GError   **error)
{
  for (guint i = 0; i < rows->len; i++) {
    const XaMetricRow *row = rows->pdata[i];

    if (!add_to_hour (store, row, row->hour, error) || !add_to_hour (store, row, XA_METRIC_EVER, error))
      return FALSE;
  }

  return forget (store, now_hour - XA_METRIC_KEEP_HOURS, error);
}

/**
 * xa_store_add_metrics:
 *
 * Errors: READ_ONLY, FULL, IO
 */
gboolean
xa_store_add_metrics (XaStore   *store,
                      GPtrArray *rows,
                      gint32     now_hour,
                      GError   **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  if (!add_all (store, rows, now_hour, error)) {
    xa_store_rollback (store);
    return FALSE;
  }

  return xa_store_commit (store, error);
}

/**
 * xa_store_list_metrics:
 *
 * Returns: (transfer full) (element-type XaMetricRow) (nullable): NULL with @error
 */
GPtrArray *
xa_store_list_metrics (XaStore    *store,
                       const char *name,
                       gint32      from_hour,
                       GError    **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_metric_row_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST], error);
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int (q, 1, from_hour);
  sqlite3_bind_text (q, 2, name, -1, SQLITE_STATIC);
  while ((row = xa_store_step (store, q, error)) == 1)
    g_ptr_array_add (rows, read_row (q));

  return row == 0 ? g_steal_pointer (&rows) : NULL;
}
