#include "store/xa-audiences.h"
#include "store/xa-store-private.h"

enum {
  STMT_LIST,
  STMT_PLATFORM,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_LIST] =
    "SELECT a.id, a.parent_id, a.platform, a.kind, a.role, a.simulated, a.native_id, a.title, a.handle, a.url, a.n_posts,"
    " s.id, s.coverage, s.at_us, s.first_n, s.fetched, s.reported, s.window_from_us, s.window_to_us, s.key_epoch"
    " FROM audience AS a LEFT JOIN snapshot AS s ON s.id = (SELECT id FROM snapshot WHERE audience_id = a.id"
    " ORDER BY " XA_SQL_COVERAGE_RANK ", at_us DESC, id DESC LIMIT 1)"
    " ORDER BY a.title COLLATE NOCASE, a.platform, a.native_id",
  [STMT_PLATFORM] = "SELECT platform FROM audience WHERE id = ?1",
};

XA_STATEMENT_TABLE (xa_audiences_statements, sql);

/**
 * xa_audience_free:
 * @self: (nullable): an audience
 */
void
xa_audience_free (XaAudience *self)
{
  if (!self)
    return;

  g_free (self->native_id);
  g_free (self->title);
  g_free (self->handle);
  g_free (self->url);
  g_free (self);
}

static char *
dup_text (XaQuery *q,
          int      i)
{
  return g_strdup ((const char *) sqlite3_column_text (q, i));
}

static XaAudience *
read_audience (XaQuery *q)
{
  XaAudience *self = g_new0 (XaAudience, 1);

  self->id = sqlite3_column_int64 (q, 0);
  self->parent_id = sqlite3_column_int64 (q, 1);
  self->platform = (XaPlatform) sqlite3_column_int (q, 2);
  self->kind = (XaAudienceKind) sqlite3_column_int (q, 3);
  self->role = (XaRole) sqlite3_column_int (q, 4);
  self->simulated = sqlite3_column_int (q, 5) != 0;
  self->native_id = dup_text (q, 6);
  self->title = dup_text (q, 7);
  self->handle = dup_text (q, 8);
  self->url = dup_text (q, 9);
  self->n_posts = sqlite3_column_int64 (q, 10);
  self->snapshot_id = sqlite3_column_int64 (q, 11);
  self->coverage = self->snapshot_id ? (XaCoverage) sqlite3_column_int (q, 12) : XA_COVERAGE_COUNT_ONLY;
  self->at_us = xa_query_get_count (q, 13);
  self->first_n = sqlite3_column_int64 (q, 14);
  self->fetched = sqlite3_column_int64 (q, 15);
  self->reported = xa_query_get_count (q, 16);
  self->window_from_us = xa_query_get_count (q, 17);
  self->window_to_us = xa_query_get_count (q, 18);
  self->key_epoch = sqlite3_column_int (q, 19);

  return self;
}

/**
 * xa_store_list_audiences:
 *
 * Cost: a look-up for each audience; no set of people is read.
 *
 * Returns: (transfer full) (element-type XaAudience) (nullable): all audiences by title, or NULL
 *   with CORRUPT or IO
 */
GPtrArray *
xa_store_list_audiences (XaStore *store,
                         GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST], error);
  g_autoptr (GPtrArray) audiences = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_audience_free);
  int row;

  if (!q)
    return NULL;
  while ((row = xa_store_step (store, q, error)) == 1)
    g_ptr_array_add (audiences, read_audience (q));

  return row == 0 ? g_steal_pointer (&audiences) : NULL;
}

/**
 * xa_store_get_platform:
 * @platform: (out): 0 where there is no such audience
 *
 * Returns: FALSE with @error set if the workspace cannot be read
 */
gboolean
xa_store_get_platform (XaStore    *store,
                       gint64      audience_id,
                       XaPlatform *platform,
                       GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_PLATFORM], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, audience_id);
  row = xa_store_step (store, q, error);
  *platform = row == 1 ? (XaPlatform) sqlite3_column_int (q, 0) : 0;

  return row >= 0;
}
