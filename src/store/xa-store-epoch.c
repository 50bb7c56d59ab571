#include "store/xa-store-private.h"
#include "model/xa-time.h"

#include <string.h>

enum {
  STMT_GET_EPOCH,
  STMT_SEAL,
  STMT_DROP_LISTS,
  STMT_DROP_MEMBERS,
  STMT_CLOSE_IMPORTS,
  STMT_AUDIT,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_GET_EPOCH] = "SELECT epoch, first_member, sealed_us, check_value FROM key_epoch ORDER BY epoch DESC LIMIT 1",
  [STMT_SEAL] = "UPDATE key_epoch SET sealed_us = ?1 WHERE sealed_us IS NULL",
  [STMT_DROP_LISTS] = "DELETE FROM import_audience",
  [STMT_DROP_MEMBERS] = "DELETE FROM import_member",
  [STMT_CLOSE_IMPORTS] = "UPDATE import SET state = 2, finished_us = ?1, platforms = " XA_SQL_IMPORT_PLATFORMS " WHERE state = 1",
  [STMT_AUDIT] = "INSERT INTO audit (at_us, what, detail) VALUES (?1, ?2, ?3)",
};

XA_STATEMENT_TABLE (xa_store_epoch_statements, sql);

/**
 * xa_store_get_epoch:
 * @epoch: (out): the newest, its number 0 if no key was ever adopted
 *
 * Also notes in the store how it stands to its key.
 */
gboolean
xa_store_get_epoch (XaStore *self,
                    XaEpoch *epoch,
                    GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_GET_EPOCH], error);
  int row = q ? xa_store_step (self, q, error) : -1;

  *epoch = (XaEpoch) { 0 };
  if (row < 0)
    return FALSE;
  if (row == 0) {
    self->key_state = XA_KEY_STATE_UNSET;
    return TRUE;
  }

  epoch->no = sqlite3_column_int (q, 0);
  epoch->first_member = sqlite3_column_int64 (q, 1);
  self->key_state = sqlite3_column_type (q, 2) == SQLITE_NULL ? XA_KEY_STATE_SET : XA_KEY_STATE_SEALED;
  if (sqlite3_column_bytes (q, 3) != sizeof epoch->check) {
    xa_store_set_corrupt (error, self->path, "the check value of its key is cut");
    return FALSE;
  }
  memcpy (&epoch->check, sqlite3_column_blob (q, 3), sizeof epoch->check);

  return TRUE;
}

/**
 * xa_store_get_key_state:
 *
 * Returns: how the workspace stands to its key now, or, where that cannot be read, how it last did
 */
XaKeyState
xa_store_get_key_state (XaStore *self)
{
  XaEpoch epoch;

  xa_store_get_epoch (self, &epoch, NULL);

  return self->key_state;
}

static gboolean
run_sealing (XaStore *self,
             GError **error)
{
  static const int with_time[] = { STMT_SEAL, STMT_CLOSE_IMPORTS };
  static const int without[] = { STMT_DROP_MEMBERS, STMT_DROP_LISTS };

  for (gsize i = 0; i < G_N_ELEMENTS (with_time); i++) {
    g_autoptr (XaQuery) q = xa_store_query (self, sql[with_time[i]], error);

    if (!q)
      return FALSE;
    sqlite3_bind_int64 (q, 1, xa_time_now ());
    if (!xa_store_run (self, q, error))
      return FALSE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (without); i++) {
    g_autoptr (XaQuery) q = xa_store_query (self, sql[without[i]], error);

    if (!q || !xa_store_run (self, q, error))
      return FALSE;
  }

  return xa_store_audit (self, "key-sealed", "", error);
}

/**
 * xa_store_seal:
 *
 * Records that the key is gone. Imports that were open cannot be resumed, since without the key
 * their source is not known again: what they brought stays, their open member lists go.
 */
gboolean
xa_store_seal (XaStore *self,
               GError **error)
{
  XaEpoch epoch;

  if (!xa_store_get_epoch (self, &epoch, error))
    return FALSE;
  if (self->key_state != XA_KEY_STATE_SET)
    return TRUE;

  if (!xa_store_begin (self, error))
    return FALSE;
  if (!run_sealing (self, error)) {
    xa_store_rollback (self);
    return FALSE;
  }
  if (!xa_store_commit (self, error))
    return FALSE;

  return xa_store_get_epoch (self, &epoch, error);
}

/**
 * xa_store_audit:
 * @what: a verb, such as "key-sealed"
 * @detail: what a later reader needs to know; never whom it concerned
 *
 * Notes what was done with the key, the policies or the output; within a transaction.
 */
gboolean
xa_store_audit (XaStore    *self,
                const char *what,
                const char *detail,
                GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_AUDIT], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, xa_time_now ());
  sqlite3_bind_text (q, 2, what, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 3, detail, -1, SQLITE_STATIC);

  return xa_store_run (self, q, error);
}
