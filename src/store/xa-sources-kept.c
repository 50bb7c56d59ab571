#include "store/xa-sources.h"

#include "model/xa-language.h"
#include "store/xa-store-private.h"
#include "store/xa-tasks.h"

/* What is followed no more and comes back as it was, with where its next pass goes on from: nothing is fetched, or
 * paid for, a second time. */

enum {
  STMT_SOURCE,
  STMT_MARKS,
  STMT_WAYS,
  STMT_TASKS,
  STMT_RESTORE_SOURCE,
  STMT_RESTORE_MARK,
  STMT_RESTORE_WAY,
  STMT_RESTORE_TASK,
  STMT_HAS_CONNECTION,
  N_STMTS
};

#define N_PARTS 4

/* Of each the first column is the source, or that of which it is. Tasks that were open are gone with what they had
 * begun to read: the next pass takes their place. */
static const char *const sql[N_STMTS] = {
  [STMT_SOURCE] =
    "SELECT id, connection_id, audience_id, platform, target, title, kind, passes, since_us, max_posts, notes, note_text, added_us, last_ok_us,"
    " interval_s, is_paused, n_requests, duration_us, price FROM source WHERE id = ?1",
  [STMT_MARKS] = "SELECT source_id, name, value FROM source_mark WHERE source_id = ?1",
  [STMT_WAYS] = "SELECT source_id, kind, last, trying FROM way_used WHERE source_id = ?1",
  [STMT_TASKS] =
    "SELECT source_id, kind, state, attempts, import_id, pass_us, is_partial, notes, note_text, cause, cause_text, done, total, created_us,"
    " started_us, finished_us FROM task WHERE source_id = ?1 AND state >= 5 ORDER BY id",
  /* Another may have its id by now. */
  [STMT_RESTORE_SOURCE] =
    "INSERT INTO source (id, connection_id, audience_id, platform, target, title, kind, passes, since_us, max_posts, notes, note_text, added_us,"
    " last_ok_us, interval_s, is_paused, n_requests, duration_us, price)"
    " SELECT CASE WHEN EXISTS (SELECT 1 FROM source WHERE id = ?1) THEN NULL ELSE ?1 END, id, (SELECT id FROM audience WHERE id = ?3), ?4, ?5, ?6,"
    " ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19 FROM connection WHERE id = ?2"
    " ON CONFLICT (connection_id, target) DO NOTHING RETURNING id",
  [STMT_RESTORE_MARK] = "INSERT INTO source_mark (source_id, name, value) VALUES (?1, ?2, ?3)",
  [STMT_RESTORE_WAY] = "INSERT INTO way_used (source_id, kind, last, trying) VALUES (?1, ?2, ?3, ?4)",
  [STMT_RESTORE_TASK] =
    "INSERT INTO task (source_id, kind, state, attempts, import_id, pass_us, is_partial, notes, note_text, cause, cause_text, done, total,"
    " created_us, started_us, finished_us)"
    " VALUES (?1, ?2, ?3, ?4, (SELECT id FROM import WHERE id = ?5), ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
  [STMT_HAS_CONNECTION] = "SELECT 1 FROM connection WHERE id = ?1",
};

G_STATIC_ASSERT (XA_TASK_DONE == 5 && XA_TASK_DONE < XA_TASK_CANCELLED && XA_TASK_CANCELLED < XA_TASK_DEAD);

XA_STATEMENT_TABLE (xa_sources_kept_statements, sql);

struct _XaSourceKept {
  GPtrArray *rows[N_PARTS]; /* (owned) (element-type GPtrArray of sqlite3_value) */
};

static void
free_value (gpointer value)
{
  sqlite3_value_free (value);
}

/**
 * xa_source_kept_free:
 * @self: (nullable)
 */
void
xa_source_kept_free (XaSourceKept *self)
{
  if (!self)
    return;
  for (int part = 0; part < N_PARTS; part++)
    g_clear_pointer (&self->rows[part], g_ptr_array_unref);
  g_free (self);
}

/* --- keeping --- */

static GPtrArray *
keep_row (XaQuery *q)
{
  GPtrArray *row = g_ptr_array_new_with_free_func (free_value);

  for (int i = 0; i < sqlite3_column_count (q); i++)
    g_ptr_array_add (row, sqlite3_value_dup (sqlite3_column_value (q, i)));

  return row;
}

static GPtrArray *
keep_rows (XaStore *store,
           int      statement,
           gint64   id,
           GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[statement], error);
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, id);
  while ((row = xa_store_step (store, q, error)) == 1)
    g_ptr_array_add (rows, keep_row (q));

  return row == 0 ? g_steal_pointer (&rows) : NULL;
}

/**
 * xa_store_keep_source:
 *
 * Returns: (transfer full): what xa_store_restore_source() takes; or NULL with @error
 *
 * Errors: NOT_FOUND, IO
 */
XaSourceKept *
xa_store_keep_source (XaStore *store,
                      gint64   id,
                      GError **error)
{
  g_autoptr (XaSourceKept) self = g_new0 (XaSourceKept, 1);

  for (int part = 0; part < N_PARTS; part++) {
    self->rows[part] = keep_rows (store, STMT_SOURCE + part, id, error);
    if (!self->rows[part])
      return NULL;
  }
  if (self->rows[STMT_SOURCE]->len == 1)
    return g_steal_pointer (&self);
  g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("It is not followed any more."));

  return NULL;
}

/* --- bringing back --- */

/* @id: what it is of from now on; 0: as it was kept. Returns: as xa_store_step () */
static int
insert_row (XaStore         *store,
            int              statement,
            const GPtrArray *row,
            gint64           id,
            gint64          *new_id,
            GError         **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[statement], error);
  int result;

  if (!q)
    return -1;
  for (guint i = 0; i < row->len; i++)
    sqlite3_bind_value (q, (int) i + 1, row->pdata[i]);
  if (id)
    sqlite3_bind_int64 (q, 1, id);
  result = xa_store_step (store, q, error);
  if (result != 1)
    return result;
  *new_id = sqlite3_column_int64 (q, 0);

  /* The row is written when the statement ends. */
  return xa_store_step (store, q, error) == 0 ? 1 : -1;
}

/* Nothing was added: it is followed again, or cannot be. */
static gboolean
check_connection (XaStore         *store,
                  const GPtrArray *source,
                  GError         **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_HAS_CONNECTION], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_value (q, 1, source->pdata[1]);
  row = xa_store_step (store, q, error);
  if (row == 0)
    g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("The connection over which it was followed is gone."));

  return row == 1;
}

static gboolean
restore (XaStore            *store,
         const XaSourceKept *self,
         gint64             *id,
         GError            **error)
{
  const GPtrArray *source = self->rows[STMT_SOURCE]->pdata[0];
  int              row = insert_row (store, STMT_RESTORE_SOURCE, source, 0, id, error);

  if (row != 1)
    return row == 0 && check_connection (store, source, error);
  for (int part = STMT_MARKS; part < N_PARTS; part++)
    for (guint i = 0; i < self->rows[part]->len; i++)
      if (insert_row (store, STMT_RESTORE_SOURCE + part, self->rows[part]->pdata[i], *id, NULL, error) != 0)
        return FALSE;

  return TRUE;
}

/**
 * xa_store_restore_source:
 * @id: (out): under which it is followed from now on; 0 where its connection follows the same already, which stays as it is
 *
 * Errors: NOT_FOUND where its connection is gone; READ_ONLY, FULL, IO
 */
gboolean
xa_store_restore_source (XaStore            *store,
                         const XaSourceKept *kept,
                         gint64             *id,
                         GError            **error)
{
  *id = 0;
  if (!xa_store_begin (store, error))
    return FALSE;
  if (!restore (store, kept, id, error)) {
    xa_store_rollback (store);
    return FALSE;
  }

  return xa_store_commit (store, error);
}
