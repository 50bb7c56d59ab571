#include "store/xa-tasks.h"

#include "model/xa-time.h"
#include "store/xa-facts-private.h"
#include "store/xa-tasks-private.h"

enum {
  STMT_LIST,
  STMT_LIST_OF_SOURCE,
  STMT_GET,
  STMT_REQUEUE,
  STMT_ADD,
  STMT_START,
  STMT_RENEW,
  STMT_RECOVER,
  STMT_LEAVE,
  STMT_UNLINK_LIST,
  STMT_DROP_LIST,
  STMT_LIST_STALE,
  STMT_UNLINK_IMPORT,
  STMT_FORGET_IMPORT,
  STMT_FORGET,
  STMT_MARKS,
  N_STMTS
};

#define COLUMNS XA_TASK_COLUMNS

static const char *const sql[N_STMTS] = {
  [STMT_LIST] = "SELECT " COLUMNS " FROM task ORDER BY id DESC",
  [STMT_LIST_OF_SOURCE] = "SELECT " COLUMNS " FROM task WHERE source_id = ?1 ORDER BY id DESC",
  [STMT_GET] = "SELECT " COLUMNS " FROM task WHERE source_id = ?1 AND kind = ?2 AND state < 5",
  /* A wish for what waits or failed is to try it now. */
  [STMT_REQUEUE] =
    "UPDATE task SET state = 1, priority = max (priority, ?3), not_before_us = NULL WHERE source_id = ?1 AND kind = ?2 AND state IN (1, 3, 4)",
  [STMT_ADD] =
    "INSERT INTO task (source_id, kind, state, priority, pass_us, created_us) VALUES (?1, ?2, 1, ?3, ?4, ?5)",
  [STMT_START] =
    "UPDATE task SET state = 2, lease_owner = ?2, lease_until_us = ?3, started_us = coalesce (started_us, ?4), cause = '', cause_text = ''"
    " WHERE id = ?1 AND state < 5",
  [STMT_RENEW] = "UPDATE task SET lease_until_us = ?2 WHERE lease_owner = ?1 AND state = 2",
  [STMT_RECOVER] =
    "UPDATE task SET state = 1, lease_owner = NULL, lease_until_us = NULL WHERE state = 2 AND lease_owner IS NOT ?1",
  /* The attempts of a task that waits for the user are none. */
  [STMT_LEAVE] =
    "UPDATE task SET state = iif (?4 AND attempts + 1 >= ?5, 7, ?2), attempts = attempts + ?4, not_before_us = ?3, cause = ?6,"
    " cause_text = ?7, cursor = iif (?9, NULL, cursor), all_read = iif (?9, 0, all_read), lease_owner = NULL, lease_until_us = NULL,"
    " finished_us = iif (?2 > 4 OR (?4 AND attempts + 1 >= ?5), ?8, NULL) WHERE id = ?1 AND state < 5 RETURNING state",
  [STMT_UNLINK_LIST] =
    "UPDATE snapshot SET import_id = NULL WHERE import_id IN"
    " (SELECT id FROM import WHERE state = 1 AND id IN (SELECT import_id FROM task WHERE id = ?1 AND (?2 OR state IN (6, 7))))",
  [STMT_DROP_LIST] = "DELETE FROM import WHERE state = 1 AND id IN (SELECT import_id FROM task WHERE id = ?1 AND (?2 OR state IN (6, 7)))",
  [STMT_LIST_STALE] =
    "SELECT id, import_id FROM (SELECT id, import_id, source_id, state, finished_us,"
    "  row_number () OVER (PARTITION BY source_id, kind, subject ORDER BY id DESC) AS no FROM task)"
    " WHERE state > 4 AND (no > ?3 OR (no > iif (source_id IS NULL, 1, ?2) AND finished_us < ?1))",
  [STMT_UNLINK_IMPORT] = "UPDATE snapshot SET import_id = NULL WHERE import_id = ?1",
  [STMT_FORGET_IMPORT] = "DELETE FROM import WHERE id = ?1",
  [STMT_FORGET] = "DELETE FROM task WHERE id = ?1",
  [STMT_MARKS] =
    "SELECT name, value FROM source_mark WHERE source_id = ?1 UNION ALL SELECT name, value FROM connection_mark"
    " WHERE connection_id = (SELECT connection_id FROM source WHERE id = ?1)",
};

XA_STATEMENT_TABLE (xa_tasks_statements, sql);

static const char *const state_ids[XA_N_TASK_STATES] = {
  [XA_TASK_QUEUED] = "queued",
  [XA_TASK_RUNNING] = "running",
  [XA_TASK_WAITING] = "waiting",
  [XA_TASK_FAILED] = "failed",
  [XA_TASK_DONE] = "done",
  [XA_TASK_CANCELLED] = "cancelled",
  [XA_TASK_DEAD] = "dead",
};

static const char *const kind_ids[XA_N_TASK_KINDS] = {
  [1] = "profile",
  [2] = "members",
  [3] = "posts",
  [4] = "reactors",
  [XA_TASK_KIND_COUNTERS] = "counters",
  [XA_TASK_KIND_ANALYSIS] = "analysis",
  [XA_TASK_KIND_REPORT] = "report",
  [XA_TASK_KIND_DELIVERY] = "delivery",
  [XA_TASK_KIND_BACKUP] = "backup",
  [XA_TASK_KIND_RETENTION] = "retention",
  [XA_TASK_KIND_INTEGRITY] = "integrity",
  [XA_TASK_KIND_ALERTS] = "alerts",
};

/**
 * xa_task_kind_id:
 *
 * Returns: the stable word for a kind of task in JSON; those of passes are those of xa_pass_id()
 */
const char *
xa_task_kind_id (int kind)
{
  return kind > 0 && kind < XA_N_TASK_KINDS && kind_ids[kind] ? kind_ids[kind] : "unknown";
}

/**
 * xa_task_state_id:
 *
 * Returns: the stable word for @state in JSON
 */
const char *
xa_task_state_id (XaTaskState state)
{
  return (gsize) state < XA_N_TASK_STATES && state_ids[state] ? state_ids[state] : "unknown";
}

gboolean
xa_task_state_is_open (XaTaskState state)
{
  return state < XA_TASK_DONE;
}

/**
 * xa_task_free:
 * @self: (nullable): a task
 */
void
xa_task_free (XaTask *self)
{
  if (!self)
    return;

  g_free (self->subject);
  g_free (self->input);
  g_free (self->cursor);
  g_free (self->note_text);
  g_free (self->cause);
  g_free (self->cause_text);
  g_free (self);
}

static char *
get_text (XaQuery *q,
          int      i)
{
  return g_strdup ((const char *) sqlite3_column_text (q, i));
}

static char *
unseal (XaPseudonymizer *keys,
        const char      *context,
        XaQuery         *q,
        int              i)
{
  if (!keys || sqlite3_column_type (q, i) != SQLITE_BLOB)
    return NULL;

  return xa_pseudonymizer_unseal_text (keys, context, sqlite3_column_blob (q, i), (gsize) sqlite3_column_bytes (q, i));
}

XaTask *
xa_task_read_row (XaQuery         *q,
                  XaPseudonymizer *keys)
{
  XaTask *self = g_new (XaTask, 1);

  *self = (XaTask) {
    .id = sqlite3_column_int64 (q, 0),
    .source_id = sqlite3_column_int64 (q, 1),
    .kind = sqlite3_column_int (q, 2),
    .state = (XaTaskState) sqlite3_column_int (q, 3),
    .priority = sqlite3_column_int (q, 4),
    .attempts = (guint) sqlite3_column_int (q, 5),
    .not_before_us = xa_query_get_count (q, 6),
    .cursor = unseal (keys, XA_SEAL_CURSOR, q, 7),
    .all_read = sqlite3_column_int (q, 8) != 0,
    .pass_us = sqlite3_column_int64 (q, 9),
    .is_partial = sqlite3_column_int (q, 10) != 0,
    .notes = (guint) sqlite3_column_int64 (q, 11),
    .note_text = get_text (q, 12),
    .cause = get_text (q, 13),
    .cause_text = get_text (q, 14),
    .done = sqlite3_column_int64 (q, 15),
    .total = xa_query_get_count (q, 16),
    .created_us = sqlite3_column_int64 (q, 17),
    .started_us = xa_query_get_count (q, 18),
    .finished_us = xa_query_get_count (q, 19),
    .subject = get_text (q, 20),
    .input = get_text (q, 21),
  };

  return self;
}

/**
 * xa_store_list_tasks:
 *
 * Returns: (transfer full) (element-type XaTask) (nullable): NULL with @error
 */
GPtrArray *
xa_store_list_tasks (XaStore         *store,
                     XaPseudonymizer *keys,
                     gint64           source_id,
                     GError         **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_task_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[source_id ? STMT_LIST_OF_SOURCE : STMT_LIST], error);
  int row;

  if (!q)
    return NULL;
  if (source_id)
    sqlite3_bind_int64 (q, 1, source_id);
  while ((row = xa_store_step (store, q, error)) == 1)
    g_ptr_array_add (rows, xa_task_read_row (q, keys));

  return row == 0 ? g_steal_pointer (&rows) : NULL;
}

/* Returns: 1 if there is an open task, 0 if not, -1 with @error */
static int
get_open (XaStore         *store,
          XaPseudonymizer *keys,
          gint64           source_id,
          int              kind,
          XaTask         **task,
          GError         **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_GET], error);
  int row;

  if (!q)
    return -1;
  sqlite3_bind_int64 (q, 1, source_id);
  sqlite3_bind_int (q, 2, kind);
  row = xa_store_step (store, q, error);
  if (row == 1)
    *task = xa_task_read_row (q, keys);

  return row;
}

static gboolean
write_wish (XaStore    *store,
            const char *statement,
            gint64      source_id,
            int         kind,
            int         priority,
            gint64      pass_us,
            GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, statement, error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, source_id);
  sqlite3_bind_int (q, 2, kind);
  sqlite3_bind_int (q, 3, priority);
  if (statement == sql[STMT_ADD]) {
    sqlite3_bind_int64 (q, 4, pass_us);
    sqlite3_bind_int64 (q, 5, xa_time_now ());
  }

  return xa_store_run (store, q, error);
}

static XaTask *
wish (XaStore         *store,
      XaPseudonymizer *keys,
      gint64           source_id,
      int              kind,
      int              priority,
      gint64           pass_us,
      GError         **error)
{
  XaTask *task = NULL;
  int     found = get_open (store, keys, source_id, kind, &task, error);

  g_clear_pointer (&task, xa_task_free);
  if (found >= 0 && write_wish (store, sql[found ? STMT_REQUEUE : STMT_ADD], source_id, kind, priority, pass_us, error))
    get_open (store, keys, source_id, kind, &task, error);
  if (task)
    task->is_new = found == 0;

  return task;
}

/**
 * xa_store_wish_task:
 *
 * Errors: READ_ONLY, FULL, IO
 *
 * Returns: (transfer full) (nullable): the task; one that is running stays so
 */
XaTask *
xa_store_wish_task (XaStore         *store,
                    XaPseudonymizer *keys,
                    gint64           source_id,
                    int              kind,
                    int              priority,
                    gint64           pass_us,
                    GError         **error)
{
  g_autoptr (XaTask) task = NULL;

  if (!xa_store_begin (store, error))
    return NULL;
  task = wish (store, keys, source_id, kind, priority, pass_us, error);
  if (!task) {
    xa_store_rollback (store);
    return NULL;
  }

  return xa_store_commit (store, error) ? g_steal_pointer (&task) : NULL;
}

/**
 * xa_store_start_task:
 *
 * Errors: READ_ONLY, FULL, IO; nothing happens to one that is over
 */
gboolean
xa_store_start_task (XaStore    *store,
                     gint64      id,
                     const char *owner,
                     GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_START], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, id);
  sqlite3_bind_text (q, 2, owner, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 3, g_get_real_time () + XA_TASK_LEASE_US);
  sqlite3_bind_int64 (q, 4, xa_time_now ());

  return xa_store_run (store, q, error);
}

gboolean
xa_store_renew_leases (XaStore    *store,
                       const char *owner,
                       GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_RENEW], error);

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, owner, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 2, g_get_real_time () + XA_TASK_LEASE_US);

  return xa_store_run (store, q, error);
}

/**
 * xa_store_recover_tasks:
 * @owner: who is about to run tasks
 *
 * Errors: READ_ONLY, FULL, IO
 */
gboolean
xa_store_recover_tasks (XaStore    *store,
                        const char *owner,
                        GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_RECOVER], error);

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, owner, -1, SQLITE_STATIC);

  return xa_store_run (store, q, error);
}

static gboolean
leave (XaStore         *store,
       gint64           id,
       const XaTaskEnd *end,
       XaTaskState     *state,
       GError         **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LEAVE], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, id);
  sqlite3_bind_int (q, 2, end->state);
  xa_query_bind_count (q, 3, end->not_before_us);
  sqlite3_bind_int (q, 4, end->counts ? 1 : 0);
  sqlite3_bind_int (q, 5, XA_TASK_MAX_ATTEMPTS);
  sqlite3_bind_text (q, 6, end->cause ? end->cause : "", -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 7, end->cause_text ? end->cause_text : "", -1, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 8, xa_time_now ());
  sqlite3_bind_int (q, 9, end->restarts ? 1 : 0);
  row = xa_store_step (store, q, error);
  *state = row == 1 ? (XaTaskState) sqlite3_column_int (q, 0) : end->state;

  /* The row is written when the statement ends. */
  return row == 0 || (row == 1 && xa_store_step (store, q, error) == 0);
}

static gboolean
run_for_list (XaStore    *store,
              const char *statement,
              gint64      id,
              gboolean    restarts,
              GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, statement, error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, id);
  sqlite3_bind_int (q, 2, restarts ? 1 : 0);

  return xa_store_run (store, q, error);
}

/* Who was active stays known; the open list goes. */
static gboolean
drop_list (XaStore *store,
           gint64   id,
           gboolean restarts,
           GError **error)
{
  return run_for_list (store, sql[STMT_UNLINK_LIST], id, restarts, error) && run_for_list (store, sql[STMT_DROP_LIST], id, restarts, error);
}

/**
 * xa_store_leave_task:
 *
 * Errors: READ_ONLY, FULL, IO; nothing happens to one that is over
 */
gboolean
xa_store_leave_task (XaStore         *store,
                     gint64           id,
                     const XaTaskEnd *end,
                     XaTaskState     *state,
                     GError         **error)
{
  XaTaskState is_now;

  g_return_val_if_fail (end->state != XA_TASK_RUNNING && end->state != XA_TASK_DONE, FALSE);

  if (!xa_store_begin (store, error))
    return FALSE;
  if (!leave (store, id, end, &is_now, error) || !drop_list (store, id, end->restarts, error)) {
    xa_store_rollback (store);
    return FALSE;
  }
  if (state)
    *state = is_now;

  return xa_store_commit (store, error);
}

/* A task with the import that it was. */
typedef struct {
  gint64 task_id;
  gint64 import_id; /* or 0 */
} Stale;

static GArray *
list_stale (XaStore *store,
            gint64   before_us,
            GError **error)
{
  g_autoptr (GArray) stale = g_array_new (FALSE, FALSE, sizeof (Stale));
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST_STALE], error);
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, before_us);
  sqlite3_bind_int (q, 2, XA_TASKS_KEPT);
  sqlite3_bind_int (q, 3, XA_TASKS_MAX);
  while ((row = xa_store_step (store, q, error)) == 1) {
    Stale one = { sqlite3_column_int64 (q, 0), sqlite3_column_int64 (q, 1) };

    g_array_append_val (stale, one);
  }

  return row == 0 ? g_steal_pointer (&stale) : NULL;
}

static gboolean
run_with_id (XaStore    *store,
             const char *statement,
             gint64      id,
             GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, statement, error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, id);

  return xa_store_run (store, q, error);
}

static gboolean
forget (XaStore *store,
        GArray  *stale,
        GError **error)
{
  for (guint i = 0; i < stale->len; i++) {
    const Stale *one = &g_array_index (stale, Stale, i);

    if (!run_with_id (store, sql[STMT_FORGET], one->task_id, error))
      return FALSE;
    if (one->import_id && (!xa_facts_name_import (store, one->import_id, NULL, error) ||
                           !run_with_id (store, sql[STMT_UNLINK_IMPORT], one->import_id, error) ||
                           !run_with_id (store, sql[STMT_FORGET_IMPORT], one->import_id, error)))
      return FALSE;
  }

  return TRUE;
}

/**
 * xa_store_prune_tasks:
 *
 * The lists that a forgotten pass brought stay; who asks where they came from is told that this was
 * forgotten.
 *
 * Errors: READ_ONLY, FULL, IO
 */
gboolean
xa_store_prune_tasks (XaStore *store,
                      gint64   before_us,
                      GError **error)
{
  g_autoptr (GArray) stale = list_stale (store, before_us, error);

  if (!stale || stale->len == 0)
    return stale != NULL;
  if (!xa_store_begin (store, error))
    return FALSE;
  if (!forget (store, stale, error)) {
    xa_store_rollback (store);
    return FALSE;
  }

  return xa_store_commit (store, error);
}

/**
 * xa_task_mark_context:
 *
 * Returns: (transfer full): what the mark of this name is sealed as
 */
char *
xa_task_mark_context (const char *name)
{
  return g_strconcat ("mark/", name, NULL);
}

/**
 * xa_store_load_marks:
 *
 * A mark that another key sealed is as good as none: the next pass begins anew.
 *
 * Returns: (transfer full) (element-type utf8 utf8) (nullable): NULL with @error
 */
GHashTable *
xa_store_load_marks (XaStore         *store,
                     XaPseudonymizer *keys,
                     gint64           source_id,
                     GError         **error)
{
  g_autoptr (GHashTable) marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_MARKS], error);
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, source_id);
  while ((row = xa_store_step (store, q, error)) == 1) {
    const char      *name = (const char *) sqlite3_column_text (q, 0);
    g_autofree char *context = xa_task_mark_context (name);
    char            *value = unseal (keys, context, q, 1);

    if (value)
      g_hash_table_insert (marks, g_strdup (name), value);
  }

  return row == 0 ? g_steal_pointer (&marks) : NULL;
}
