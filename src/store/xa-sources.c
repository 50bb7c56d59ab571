#include "store/xa-sources.h"

#include "model/xa-time.h"
#include "store/xa-store-private.h"

enum {
  STMT_LIST,
  STMT_FIND,
  STMT_ADD,
  STMT_SCHEDULE,
  STMT_NOTE_COST,
  STMT_UNLINK_LISTS,
  STMT_DROP_LISTS,
  STMT_DROP,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_LIST] =
    "SELECT s.id, s.connection_id, s.audience_id, s.platform, s.target, coalesce(a.title, s.title), coalesce(a.kind, s.kind), s.passes,"
    " s.since_us, s.max_posts, s.notes, s.note_text, s.added_us, s.last_ok_us, a.native_id, s.interval_s, s.is_paused,"
    " (SELECT max(at_us) FROM post WHERE audience_id = s.audience_id), s.n_requests, s.duration_us, s.price"
    " FROM source AS s LEFT JOIN audience AS a ON a.id = s.audience_id ORDER BY s.id",
  [STMT_FIND] = "SELECT id FROM source WHERE connection_id = ?1 AND target = ?2",
  [STMT_ADD] =
    "INSERT INTO source (connection_id, platform, target, title, kind, passes, since_us, max_posts, added_us, n_requests, duration_us, price)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT (connection_id, target) DO UPDATE SET"
    " passes = excluded.passes, since_us = excluded.since_us, max_posts = excluded.max_posts, n_requests = excluded.n_requests,"
    " duration_us = excluded.duration_us, price = excluded.price RETURNING id, added_us",
  [STMT_SCHEDULE] = "UPDATE source SET interval_s = ?2, is_paused = ?3 WHERE id = ?1",
  [STMT_NOTE_COST] = "UPDATE source SET n_requests = ?2, duration_us = ?3 WHERE id = ?1",
  [STMT_UNLINK_LISTS] =
    "UPDATE snapshot SET import_id = NULL WHERE import_id IN"
    " (SELECT id FROM import WHERE state = 1 AND id IN (SELECT import_id FROM task WHERE source_id = ?1))",
  [STMT_DROP_LISTS] = "DELETE FROM import WHERE state = 1 AND id IN (SELECT import_id FROM task WHERE source_id = ?1)",
  [STMT_DROP] = "DELETE FROM source WHERE id = ?1",
};

XA_STATEMENT_TABLE (xa_sources_statements, sql);

XaSource *
xa_source_copy (const XaSource *self)
{
  XaSource *copy = g_memdup2 (self, sizeof *self);

  copy->target = g_strdup (self->target);
  copy->title = g_strdup (self->title);
  copy->note_text = g_strdup (self->note_text);
  copy->native_id = g_strdup (self->native_id);

  return copy;
}

/**
 * xa_source_free:
 * @self: (nullable): a source
 */
void
xa_source_free (XaSource *self)
{
  if (!self)
    return;

  g_free (self->target);
  g_free (self->title);
  g_free (self->note_text);
  g_free (self->native_id);
  g_free (self);
}

static XaSource *
read_row (XaQuery *q)
{
  XaSource *self = g_new0 (XaSource, 1);

  *self = (XaSource) {
    .id = sqlite3_column_int64 (q, 0),
    .connection_id = sqlite3_column_int64 (q, 1),
    .audience_id = sqlite3_column_int64 (q, 2),
    .platform = (XaPlatform) sqlite3_column_int (q, 3),
    .target = g_strdup ((const char *) sqlite3_column_text (q, 4)),
    .title = g_strdup ((const char *) sqlite3_column_text (q, 5)),
    .kind = (XaAudienceKind) sqlite3_column_int (q, 6),
    .passes = (guint) sqlite3_column_int64 (q, 7),
    .since_us = xa_query_get_count (q, 8),
    .max_posts = (guint) sqlite3_column_int64 (q, 9),
    .notes = (guint) sqlite3_column_int64 (q, 10),
    .note_text = g_strdup ((const char *) sqlite3_column_text (q, 11)),
    .added_us = sqlite3_column_int64 (q, 12),
    .last_ok_us = xa_query_get_count (q, 13),
    .native_id = g_strdup ((const char *) sqlite3_column_text (q, 14)),
    .interval_s = sqlite3_column_int64 (q, 15),
    .is_paused = sqlite3_column_int (q, 16) != 0,
    .newest_post_us = xa_query_get_count (q, 17),
    .n_requests = xa_query_get_count (q, 18),
    .duration_us = sqlite3_column_int64 (q, 19),
    .price = sqlite3_column_double (q, 20),
  };

  return self;
}

/**
 * xa_store_list_sources:
 *
 * Returns: (transfer full) (element-type XaSource) (nullable): NULL with @error
 */
GPtrArray *
xa_store_list_sources (XaStore *store,
                       GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_source_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST], error);
  int row = -1;

  while (q && (row = xa_store_step (store, q, error)) == 1)
    g_ptr_array_add (rows, read_row (q));

  return row == 0 ? g_steal_pointer (&rows) : NULL;
}

static gboolean
has_source (XaStore        *store,
            const XaSource *source,
            gboolean       *found,
            GError        **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_FIND], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, source->connection_id);
  sqlite3_bind_text (q, 2, source->target, -1, SQLITE_STATIC);
  row = xa_store_step (store, q, error);
  *found = row == 1;

  return row >= 0;
}

static gboolean
write_source (XaStore  *store,
              XaSource *source,
              GError  **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_ADD], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, source->connection_id);
  sqlite3_bind_int (q, 2, source->platform);
  sqlite3_bind_text (q, 3, source->target, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 4, source->title, -1, SQLITE_STATIC);
  sqlite3_bind_int (q, 5, source->kind);
  sqlite3_bind_int64 (q, 6, source->passes);
  xa_query_bind_count (q, 7, source->since_us);
  sqlite3_bind_int64 (q, 8, source->max_posts);
  sqlite3_bind_int64 (q, 9, xa_time_now ());
  xa_query_bind_count (q, 10, source->n_requests);
  sqlite3_bind_int64 (q, 11, source->duration_us);
  sqlite3_bind_double (q, 12, source->price);
  if (xa_store_step (store, q, error) != 1)
    return FALSE;
  source->id = sqlite3_column_int64 (q, 0);
  source->added_us = sqlite3_column_int64 (q, 1);

  /* The row is written when the statement ends. */
  return xa_store_step (store, q, error) == 0;
}

/**
 * xa_store_add_source:
 * @is_new: (out): FALSE where the connection followed the target already
 *
 * Errors: READ_ONLY, FULL, IO
 */
gboolean
xa_store_add_source (XaStore  *store,
                     XaSource *source,
                     gboolean *is_new,
                     GError  **error)
{
  gboolean found;

  if (!xa_store_begin (store, error))
    return FALSE;
  if (!has_source (store, source, &found, error) || !write_source (store, source, error)) {
    xa_store_rollback (store);
    return FALSE;
  }
  *is_new = !found;

  return xa_store_commit (store, error);
}

/**
 * xa_store_note_source_cost:
 *
 * Errors: READ_ONLY, FULL, IO; nothing happens where it is gone
 */
gboolean
xa_store_note_source_cost (XaStore *store,
                           gint64   id,
                           gint64   n_requests,
                           gint64   duration_us,
                           GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_NOTE_COST], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, id);
  sqlite3_bind_int64 (q, 2, n_requests);
  sqlite3_bind_int64 (q, 3, duration_us);

  return xa_store_run (store, q, error);
}

/**
 * xa_store_schedule_source:
 *
 * Errors: READ_ONLY, FULL, IO; nothing happens where it is gone
 */
gboolean
xa_store_schedule_source (XaStore *store,
                          gint64   id,
                          gint64   interval_s,
                          gboolean is_paused,
                          GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_SCHEDULE], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, id);
  if (interval_s > 0)
    sqlite3_bind_int64 (q, 2, interval_s);
  sqlite3_bind_int (q, 3, is_paused ? 1 : 0);

  return xa_store_run (store, q, error);
}

/**
 * xa_store_drop_source:
 *
 * Errors: READ_ONLY, FULL, IO; nothing happens where it is gone
 */
gboolean
xa_store_drop_source (XaStore *store,
                      gint64   id,
                      GError **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  for (int statement = STMT_UNLINK_LISTS; statement <= STMT_DROP; statement++) {
    g_autoptr (XaQuery) q = xa_store_query (store, sql[statement], error);

    if (q)
      sqlite3_bind_int64 (q, 1, id);
    if (!q || !xa_store_run (store, q, error)) {
      xa_store_rollback (store);
      return FALSE;
    }
  }

  return xa_store_commit (store, error);
}
