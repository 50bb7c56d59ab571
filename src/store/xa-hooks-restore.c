#include "store/xa-hooks.h"

#include "model/xa-language.h"
#include "store/xa-store-private.h"

#include <string.h>

/* Webhooks that were dropped and come back as they were, with the name of their secret and what they had taken. */

enum {
  STMT_LIST_MESSAGES,
  STMT_RESTORE_IN,
  STMT_RESTORE_MESSAGE,
  STMT_RESTORE_OUT,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_LIST_MESSAGES] = "SELECT message, at_us FROM hook_message WHERE hook_id = ?1",
  [STMT_RESTORE_IN] =
    "INSERT INTO hook_in (uuid, name, kind, path, place, created_us, n_taken, taken_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
  [STMT_RESTORE_MESSAGE] = "INSERT INTO hook_message (hook_id, message, at_us) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
  [STMT_RESTORE_OUT] =
    "INSERT INTO hook_out (uuid, name, url, allows_private, events, is_active, cause, created_us, sent_us)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
};

XA_STATEMENT_TABLE (xa_hooks_restore_statements, sql);

/**
 * xa_store_list_hook_messages:
 *
 * Returns: (transfer full) (element-type XaHookMessage): in no order; or NULL with @error
 */
GArray *
xa_store_list_hook_messages (XaStore *store,
                             gint64   hook_id,
                             GError **error)
{
  g_autoptr (GArray) messages = g_array_new (FALSE, FALSE, sizeof (XaHookMessage));
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST_MESSAGES], error);
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, hook_id);
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaHookMessage message = { .at_us = sqlite3_column_int64 (q, 1) };

    if (sqlite3_column_bytes (q, 0) != sizeof message.message)
      continue;
    memcpy (&message.message, sqlite3_column_blob (q, 0), sizeof message.message);
    g_array_append_val (messages, message);
  }

  return row == 0 ? g_steal_pointer (&messages) : NULL;
}

/* Another may be called as it was by now. */
static gboolean
run_insert (XaStore    *store,
            XaQuery    *q,
            const char *name,
            GError    **error)
{
  if (!xa_store_run (store, q, error))
    return FALSE;
  if (sqlite3_changes (store->db) > 0)
    return TRUE;
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS, N_ ("There is a webhook called “%s” already."), name);

  return FALSE;
}

static gboolean
insert_in (XaStore        *store,
           const XaHookIn *hook,
           GError        **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_RESTORE_IN], error);

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, hook->uuid, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 2, hook->name, -1, SQLITE_STATIC);
  sqlite3_bind_int (q, 3, hook->kind);
  sqlite3_bind_text (q, 4, hook->path, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 5, hook->place, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 6, hook->created_us);
  sqlite3_bind_int64 (q, 7, hook->n_taken);
  xa_query_bind_count (q, 8, hook->taken_us);

  return run_insert (store, q, hook->name, error);
}

static gboolean
insert_messages (XaStore      *store,
                 gint64        hook_id,
                 const GArray *messages,
                 GError      **error)
{
  for (guint i = 0; i < messages->len; i++) {
    const XaHookMessage *message = &g_array_index (messages, XaHookMessage, i);
    g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_RESTORE_MESSAGE], error);

    if (!q)
      return FALSE;
    sqlite3_bind_int64 (q, 1, hook_id);
    sqlite3_bind_blob (q, 2, &message->message, sizeof message->message, SQLITE_STATIC);
    sqlite3_bind_int64 (q, 3, message->at_us);
    if (!xa_store_run (store, q, error))
      return FALSE;
  }

  return TRUE;
}

gboolean
xa_store_restore_hook_in (XaStore        *store,
                          const XaHookIn *hook,
                          const GArray   *messages,
                          GError        **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  if (insert_in (store, hook, error) && insert_messages (store, sqlite3_last_insert_rowid (store->db), messages, error))
    return xa_store_commit (store, error);
  xa_store_rollback (store);

  return FALSE;
}

gboolean
xa_store_restore_hook_out (XaStore         *store,
                           const XaHookOut *hook,
                           GError         **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_RESTORE_OUT], error);

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, hook->uuid, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 2, hook->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 3, hook->url, -1, SQLITE_STATIC);
  sqlite3_bind_int (q, 4, hook->allows_private ? 1 : 0);
  sqlite3_bind_int (q, 5, (int) hook->events);
  sqlite3_bind_int (q, 6, hook->is_active ? 1 : 0);
  sqlite3_bind_text (q, 7, hook->cause, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 8, hook->created_us);
  xa_query_bind_count (q, 9, hook->sent_us);

  return run_insert (store, q, hook->name, error);
}
