#include "model/xa-time.h"
#include "store/xa-tasks-private.h"

enum {
  STMT_GET,
  STMT_REQUEUE,
  STMT_ADD,
  STMT_LIST_OPEN,
  STMT_LIST_IN,
  STMT_LIST_OVER,
  STMT_HAS,
  STMT_COUNT_DONE,
  STMT_LIST_LAST,
  STMT_RETRY,
  STMT_FINISH,
  STMT_IS_PAUSED,
  STMT_PAUSE,
  STMT_GO_ON,
  STMT_GET_THROTTLE,
  STMT_SET_THROTTLE,
  N_STMTS
};

#define OF_NO_SOURCE "ifnull (source_id, 0) = 0 AND kind = ?1 AND subject = ?2 AND state < 5"

static const char *const sql[N_STMTS] = {
  [STMT_GET] = "SELECT " XA_TASK_COLUMNS " FROM task WHERE " OF_NO_SOURCE,
  [STMT_REQUEUE] =
    "UPDATE task SET state = 1, input = ?3, priority = max (priority, ?4), not_before_us = ?5 WHERE " OF_NO_SOURCE " AND state <> 2",
  [STMT_ADD] =
    "INSERT INTO task (kind, subject, input, state, priority, not_before_us, pass_us, created_us) VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?6)",
  [STMT_LIST_OPEN] = "SELECT " XA_TASK_COLUMNS " FROM task WHERE state < 5 ORDER BY priority DESC, id",
  [STMT_LIST_IN] = "SELECT " XA_TASK_COLUMNS " FROM task WHERE state = ?1 ORDER BY id DESC",
  [STMT_LIST_OVER] = "SELECT " XA_TASK_COLUMNS " FROM task WHERE state IN (5, 6) ORDER BY id DESC LIMIT ?1",
  [STMT_HAS] = "SELECT 1 FROM task WHERE id = ?1",
  [STMT_COUNT_DONE] =
    "SELECT coalesce (s.connection_id, 0), count(*) FROM task AS t LEFT JOIN source AS s ON s.id = t.source_id"
    " WHERE t.state = 5 AND t.finished_us >= ?1 GROUP BY 1",
  [STMT_LIST_LAST] =
    "SELECT " XA_TASK_COLUMNS " FROM task WHERE id IN (SELECT max (id) FROM task WHERE source_id IS NOT NULL GROUP BY source_id, kind"
    "  UNION ALL SELECT max (id) FROM task WHERE source_id IS NULL GROUP BY kind, subject) ORDER BY id",
  /* Whoever wished for the same since then has it already. */
  [STMT_RETRY] =
    "UPDATE task SET state = 1, attempts = 0, not_before_us = NULL, cursor = iif (state > 5, NULL, cursor), all_read = iif (state > 5, 0, all_read),"
    " pass_us = iif (state > 5, ?2, pass_us), import_id = iif (state > 5, NULL, import_id), cause = '', cause_text = '', finished_us = NULL"
    " WHERE id = ?1 AND state IN (3, 4, 6, 7) AND NOT EXISTS (SELECT 1 FROM task AS t WHERE ifnull (t.source_id, 0) = ifnull (task.source_id, 0)"
    "  AND t.kind = task.kind AND t.subject = task.subject AND t.state < 5 AND t.id <> task.id)",
  [STMT_FINISH] =
    "UPDATE task SET state = 5, attempts = 0, not_before_us = NULL, cause = '', cause_text = '', lease_owner = NULL, lease_until_us = NULL,"
    " finished_us = ?2 WHERE id = ?1 AND state < 5",
  [STMT_IS_PAUSED] = "SELECT 1 FROM meta WHERE key = 'paused'",
  [STMT_PAUSE] = "INSERT OR REPLACE INTO meta VALUES ('paused', 1)",
  [STMT_GO_ON] = "DELETE FROM meta WHERE key = 'paused'",
  [STMT_GET_THROTTLE] = "SELECT value FROM meta WHERE key = 'throttle'",
  [STMT_SET_THROTTLE] = "INSERT OR REPLACE INTO meta VALUES ('throttle', ?1)",
};

XA_STATEMENT_TABLE (xa_task_jobs_statements, sql);

/* Returns: 1 if there is an open task, 0 if not, -1 with @error */
static int
get_open (XaStore    *store,
          int         kind,
          const char *subject,
          XaTask    **task,
          GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_GET], error);
  int row;

  if (!q)
    return -1;
  sqlite3_bind_int (q, 1, kind);
  sqlite3_bind_text (q, 2, subject, -1, SQLITE_STATIC);
  row = xa_store_step (store, q, error);
  if (row == 1)
    *task = xa_task_read_row (q, NULL);

  return row;
}

static gboolean
write_wish (XaStore    *store,
            gboolean    is_there,
            int         kind,
            const char *subject,
            const char *input,
            int         priority,
            gint64      not_before_us,
            GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[is_there ? STMT_REQUEUE : STMT_ADD], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int (q, 1, kind);
  sqlite3_bind_text (q, 2, subject, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 3, input ? input : "", -1, SQLITE_STATIC);
  sqlite3_bind_int (q, 4, priority);
  xa_query_bind_count (q, 5, not_before_us);
  if (!is_there)
    sqlite3_bind_int64 (q, 6, xa_time_now ());

  return xa_store_run (store, q, error);
}

/**
 * xa_store_wish_job:
 * @input: (nullable): what the subject does not say
 *
 * Errors: READ_ONLY, FULL, IO
 *
 * Returns: (transfer full) (nullable): the task; one that is running stays so
 */
XaTask *
xa_store_wish_job (XaStore    *store,
                   int         kind,
                   const char *subject,
                   const char *input,
                   int         priority,
                   gint64      not_before_us,
                   GError    **error)
{
  XaTask *task = NULL;
  int     found;

  g_return_val_if_fail (kind >= XA_TASK_KIND_ANALYSIS && kind < XA_N_TASK_KINDS && subject, NULL);

  if (!xa_store_begin (store, error))
    return NULL;
  found = get_open (store, kind, subject, &task, error);
  g_clear_pointer (&task, xa_task_free);
  if (found < 0 || !write_wish (store, found, kind, subject, input, priority, not_before_us, error) ||
      get_open (store, kind, subject, &task, error) < 0) {
    xa_store_rollback (store);
    return NULL;
  }
  if (!xa_store_commit (store, error))
    g_clear_pointer (&task, xa_task_free);

  return task;
}

/* @value: (nullable): of the only parameter */
static GPtrArray *
list (XaStore      *store,
      int           statement,
      const gint64 *value,
      GError      **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_task_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[statement], error);
  int row;

  if (!q)
    return NULL;
  if (value)
    sqlite3_bind_int64 (q, 1, *value);
  while ((row = xa_store_step (store, q, error)) == 1)
    g_ptr_array_add (rows, xa_task_read_row (q, NULL));

  return row == 0 ? g_steal_pointer (&rows) : NULL;
}

/**
 * xa_store_list_tasks_in:
 *
 * Returns: (transfer full) (element-type XaTask) (nullable): without cursors; NULL with @error
 */
GPtrArray *
xa_store_list_tasks_in (XaStore    *store,
                        XaTaskState state,
                        GError    **error)
{
  gint64 value = state;

  return state ? list (store, STMT_LIST_IN, &value, error) : list (store, STMT_LIST_OPEN, NULL, error);
}

/**
 * xa_store_list_tasks_over:
 *
 * Returns: (transfer full) (element-type XaTask) (nullable): without cursors; NULL with @error
 */
GPtrArray *
xa_store_list_tasks_over (XaStore *store,
                          guint    limit,
                          GError **error)
{
  gint64 value = limit;

  return list (store, STMT_LIST_OVER, &value, error);
}

gboolean
xa_store_has_task (XaStore *store,
                   gint64   id)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_HAS], NULL);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, id);

  return xa_store_step (store, q, NULL) == 1;
}

/**
 * xa_store_count_done:
 *
 * Returns: (transfer full) (element-type XaDoneCount) (nullable): NULL with @error
 */
GArray *
xa_store_count_done (XaStore *store,
                     gint64   from_us,
                     GError **error)
{
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (XaDoneCount));
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_COUNT_DONE], error);
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, from_us);
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaDoneCount count = { sqlite3_column_int64 (q, 0), sqlite3_column_int64 (q, 1) };

    g_array_append_val (counts, count);
  }

  return row == 0 ? g_steal_pointer (&counts) : NULL;
}

/**
 * xa_store_list_last_tasks:
 *
 * Returns: (transfer full) (element-type XaTask) (nullable): without cursors; NULL with @error
 */
GPtrArray *
xa_store_list_last_tasks (XaStore *store,
                          GError **error)
{
  return list (store, STMT_LIST_LAST, NULL, error);
}

static gboolean
run_on (XaStore *store,
        int      statement,
        gint64   id,
        GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[statement], error);

  if (!q)
    return FALSE;
  if (sqlite3_bind_parameter_count (q) > 0)
    sqlite3_bind_int64 (q, 1, id);
  if (sqlite3_bind_parameter_count (q) > 1)
    sqlite3_bind_int64 (q, 2, xa_time_now ());

  return xa_store_run (store, q, error);
}

/**
 * xa_store_retry_task:
 *
 * Errors: READ_ONLY, FULL, IO; nothing happens where there is nothing to retry
 */
gboolean
xa_store_retry_task (XaStore *store,
                     gint64   id,
                     GError **error)
{
  return run_on (store, STMT_RETRY, id, error);
}

/**
 * xa_store_finish_task:
 *
 * Errors: READ_ONLY, FULL, IO; nothing happens to one that is over
 */
gboolean
xa_store_finish_task (XaStore *store,
                      gint64   id,
                      GError **error)
{
  return run_on (store, STMT_FINISH, id, error);
}

/**
 * xa_store_is_paused:
 * @is_paused: (out): whether the owner stopped all that begins by itself
 *
 * Errors: CORRUPT, IO
 */
gboolean
xa_store_is_paused (XaStore  *store,
                    gboolean *is_paused,
                    GError  **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_IS_PAUSED], error);
  int row = q ? xa_store_step (store, q, error) : -1;

  *is_paused = row == 1;

  return row >= 0;
}

gboolean
xa_store_set_paused (XaStore *store,
                     gboolean is_paused,
                     GError **error)
{
  return run_on (store, is_paused ? STMT_PAUSE : STMT_GO_ON, 0, error);
}

/**
 * xa_store_get_throttle:
 * @throttle: (out): what was set for all connections at once, last; 1 where nothing was
 *
 * Errors: CORRUPT, IO
 */
gboolean
xa_store_get_throttle (XaStore *store,
                       double  *throttle,
                       GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_GET_THROTTLE], error);
  int row = q ? xa_store_step (store, q, error) : -1;

  *throttle = row == 1 ? CLAMP (sqlite3_column_double (q, 0), 0.05, 1) : 1;

  return row >= 0;
}

gboolean
xa_store_set_throttle (XaStore *store,
                       double   throttle,
                       GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_SET_THROTTLE], error);

  if (!q)
    return FALSE;
  sqlite3_bind_double (q, 1, throttle);

  return xa_store_run (store, q, error);
}
