#include "store/xa-ingest-private.h"
#include "store/xa-tasks.h"

#include "model/xa-language.h"
#include "model/xa-time.h"

enum {
  STMT_HAS_TASK,
  STMT_HAS_CONNECTION,
  STMT_PUT_PAGE,
  STMT_PUT_AUDIENCE,
  STMT_PUT_SOURCE_MARK,
  STMT_PUT_CONNECTION_MARK,
  STMT_DROP_SOURCE_MARK,
  STMT_DROP_CONNECTION_MARK,
  STMT_PUT_STREAM_MARK,
  STMT_DROP_STREAM_MARK,
  STMT_END_TASK,
  STMT_END_SOURCE,
  N_STMTS
};

#define CONNECTION_OF_TASK "(SELECT connection_id FROM source WHERE id = (SELECT source_id FROM task WHERE id = ?1))"

static const char *const sql[N_STMTS] = {
  [STMT_HAS_TASK] = "SELECT 1 FROM task WHERE id = ?1",
  [STMT_HAS_CONNECTION] = "SELECT 1 FROM connection WHERE id = ?1",
  /* Whoever gets a page has not failed in vain. */
  [STMT_PUT_PAGE] =
    "UPDATE task SET cursor = ?2, all_read = ?3, is_partial = max (is_partial, ?4), notes = notes | ?5,"
    " note_text = coalesce (?6, note_text), done = ?7, total = ?8, import_id = ?9, lease_until_us = ?10, attempts = 0 WHERE id = ?1",
  /* The audience that a source is about: the one that is named, else the first of its kind that no
   * other source is about. */
  [STMT_PUT_AUDIENCE] =
    "UPDATE source SET audience_id = (SELECT a.id FROM task AS t JOIN source AS s ON s.id = t.source_id"
    "  JOIN import_audience AS i ON i.import_id = ?2 JOIN audience AS a ON a.id = i.audience_id"
    "  WHERE t.id = ?1 AND iif (?3 IS NOT NULL, a.native_id = ?3 OR '@' || lower (a.handle) = ?3,"
    "   a.kind = s.kind AND NOT EXISTS (SELECT 1 FROM source AS o WHERE o.audience_id = a.id)) ORDER BY a.id LIMIT 1)"
    " WHERE id = (SELECT source_id FROM task WHERE id = ?1) AND audience_id IS NULL",
  [STMT_PUT_SOURCE_MARK] =
    "INSERT INTO source_mark (source_id, name, value) VALUES ((SELECT source_id FROM task WHERE id = ?1), ?2, ?3)"
    " ON CONFLICT (source_id, name) DO UPDATE SET value = excluded.value",
  [STMT_PUT_CONNECTION_MARK] =
    "INSERT INTO connection_mark (connection_id, name, value) VALUES (" CONNECTION_OF_TASK ", ?2, ?3)"
    " ON CONFLICT (connection_id, name) DO UPDATE SET value = excluded.value",
  [STMT_DROP_SOURCE_MARK] = "DELETE FROM source_mark WHERE source_id = (SELECT source_id FROM task WHERE id = ?1) AND name = ?2",
  [STMT_DROP_CONNECTION_MARK] = "DELETE FROM connection_mark WHERE connection_id = " CONNECTION_OF_TASK " AND name = ?2",
  [STMT_PUT_STREAM_MARK] =
    "INSERT INTO connection_mark (connection_id, name, value) SELECT id, ?2, ?3 FROM connection WHERE id = ?1"
    " ON CONFLICT (connection_id, name) DO UPDATE SET value = excluded.value",
  [STMT_DROP_STREAM_MARK] = "DELETE FROM connection_mark WHERE connection_id = ?1 AND name = ?2",
  [STMT_END_TASK] =
    "UPDATE task SET state = 5, cursor = NULL, all_read = 1, attempts = 0, not_before_us = NULL, cause = '', cause_text = '',"
    " lease_owner = NULL, lease_until_us = NULL, finished_us = ?2 WHERE id = ?1",
  /* What the newest pass of each kind said. */
  [STMT_END_SOURCE] =
    "UPDATE source SET last_ok_us = ?2,"
    " notes = (SELECT coalesce (sum (DISTINCT b.value), 0) FROM task AS t JOIN json_each ('[1,2,4,8,16,32,64,128,256,512,1024,2048]') AS b"
    "  ON t.notes & b.value WHERE t.source_id = source.id AND t.id IN (SELECT max (id) FROM task WHERE source_id = source.id GROUP BY kind)),"
    " note_text = (SELECT coalesce (group_concat (t.note_text, char (10) ORDER BY t.kind), '') FROM task AS t"
    "  WHERE t.source_id = source.id AND t.note_text <> '' AND t.id IN (SELECT max (id) FROM task WHERE source_id = source.id GROUP BY kind))"
    " WHERE id = (SELECT source_id FROM task WHERE id = ?1)",
};

XA_STATEMENT_TABLE (xa_task_pages_statements, sql);

static void
bind_bytes (XaQuery *q,
            int      i,
            GBytes  *bytes)
{
  if (bytes)
    sqlite3_bind_blob (q, i, g_bytes_get_data (bytes, NULL), (int) g_bytes_get_size (bytes), SQLITE_STATIC);
  else
    sqlite3_bind_null (q, i);
}

/**
 * xa_ingest_check_wanted:
 *
 * What was not followed any more while it was fetched, or whose connection was removed, is not
 * written after all: the user may have had everything of it erased.
 *
 * Errors: NOT_FOUND and others of the store
 */
gboolean
xa_ingest_check_wanted (XaIngest *self,
                        GError  **error)
{
  gint64 id = self->source.task_id ? self->source.task_id : self->source.connection_id;
  g_autoptr (XaQuery) q = NULL;
  int row;

  if (id == 0)
    return TRUE;
  q = xa_store_query (self->store, sql[self->source.task_id ? STMT_HAS_TASK : STMT_HAS_CONNECTION], error);
  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, id);
  row = xa_store_step (self->store, q, error);
  if (row == 0)
    g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("It was removed while it was being fetched."));

  return row == 1;
}

static gboolean
put_mark (XaIngest          *self,
          const XaBatchKept *mark,
          GError           **error)
{
  gboolean of_connection = mark->name[0] == '@', is_news = self->source.task_id == 0;
  int      of_task = (mark->value ? STMT_PUT_SOURCE_MARK : STMT_DROP_SOURCE_MARK) + (of_connection ? 1 : 0);
  int      statement = !is_news ? of_task : mark->value ? STMT_PUT_STREAM_MARK
                                                        : STMT_DROP_STREAM_MARK;
  g_autoptr (XaQuery) q = NULL;

  /* News are of no source. */
  if (is_news && !of_connection)
    return TRUE;
  q = xa_store_query (self->store, sql[statement], error);
  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, is_news ? self->source.connection_id : self->source.task_id);
  sqlite3_bind_text (q, 2, mark->name, -1, SQLITE_STATIC);
  if (mark->value)
    bind_bytes (q, 3, mark->value);

  return xa_store_run (self->store, q, error);
}

static gboolean
put_place (XaIngest          *self,
           const XaBatchPage *page,
           GError           **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_PUT_PAGE], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, self->source.task_id);
  bind_bytes (q, 2, page->cursor);
  sqlite3_bind_int (q, 3, page->all_read ? 1 : 0);
  sqlite3_bind_int (q, 4, page->is_partial ? 1 : 0);
  sqlite3_bind_int64 (q, 5, page->notes);
  sqlite3_bind_text (q, 6, page->note_text, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 7, page->done);
  xa_query_bind_count (q, 8, page->total);
  if (self->import_id)
    sqlite3_bind_int64 (q, 9, self->import_id);
  sqlite3_bind_int64 (q, 10, g_get_real_time () + XA_TASK_LEASE_US);

  return xa_store_run (self->store, q, error);
}

static gboolean
put_audience (XaIngest   *self,
              const char *native_id,
              GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_PUT_AUDIENCE], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, self->source.task_id);
  sqlite3_bind_int64 (q, 2, self->import_id);
  sqlite3_bind_text (q, 3, native_id, -1, SQLITE_STATIC);

  return xa_store_run (self->store, q, error);
}

/**
 * xa_ingest_put_page:
 *
 * Within the transaction of the batch: the cursor and the marks are in the file exactly when the
 * records before them are.
 */
gboolean
xa_ingest_put_page (XaIngest          *self,
                    const XaBatchPage *page,
                    GError           **error)
{
  if ((self->source.task_id == 0 && self->source.connection_id == 0) || !page->is_set)
    return TRUE;
  if (self->source.task_id && (!put_place (self, page, error) || (self->import_id && !put_audience (self, page->native_id, error))))
    return FALSE;
  for (guint i = 0; i < page->marks->len; i++)
    if (!put_mark (self, page->marks->pdata[i], error))
      return FALSE;

  return TRUE;
}

gboolean
xa_ingest_end_task (XaIngest *self,
                    GError  **error)
{
  if (self->source.task_id == 0)
    return TRUE;
  for (int statement = STMT_END_TASK; statement <= STMT_END_SOURCE; statement++) {
    g_autoptr (XaQuery) q = xa_store_query (self->store, sql[statement], error);

    if (!q)
      return FALSE;
    sqlite3_bind_int64 (q, 1, self->source.task_id);
    sqlite3_bind_int64 (q, 2, xa_time_now ());
    if (!xa_store_run (self->store, q, error))
      return FALSE;
  }

  return TRUE;
}
