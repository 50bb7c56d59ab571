#include "store/xa-store-private.h"

#include "model/xa-language.h"

#include <string.h>

enum {
  STMT_FIND_CHECK,
  STMT_ADD_EPOCH,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_FIND_CHECK] = "SELECT epoch FROM key_epoch WHERE check_value = ?1",
  [STMT_ADD_EPOCH] = "INSERT INTO key_epoch (epoch, check_value, first_member) VALUES (?1, ?2, ?3)",
};

XA_STATEMENT_TABLE (xa_store_keys_statements, sql);

/* What a key shows of itself: nothing that helps to find it, all that is needed to know it. */
static XaPseudonym
make_check (XaPseudonymizer *keys)
{
  XaPseudonym check;

  xa_pseudonymizer_hash (keys, XA_PLATFORM_OTHER, XA_KEY_CHECK, xa_span ("xaudience"), &check);

  return check;
}

static void
set_key_changed (XaStore *self,
                 GError **error)
{
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_KEY_CHANGED,
               N_ ("The key is not the one that %s was made with: with it, the same people would look like others. Nothing was changed: use the right key."),
               self->path);
}

static void
set_sealed (XaStore *self,
            GError **error)
{
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_SEALED,
               N_ ("%s was sealed: its key was destroyed on purpose, and its people cannot be matched any more. What it holds can still be analysed."),
               self->path);
}

static gboolean
is_right (const XaEpoch     *epoch,
          const XaPseudonym *check)
{
  return memcmp (&epoch->check, check, sizeof *check) == 0;
}

/**
 * xa_store_check_keys:
 * @keys: the keys that are at hand
 *
 * Errors: KEY_CHANGED, SEALED, IO
 *
 * Returns: whether @keys are those of the workspace; TRUE as well if it has none yet
 */
gboolean
xa_store_check_keys (XaStore         *self,
                     XaPseudonymizer *keys,
                     GError         **error)
{
  XaPseudonym check = make_check (keys);
  XaEpoch     epoch;

  if (!xa_store_get_epoch (self, &epoch, error))
    return FALSE;
  if (self->key_state == XA_KEY_STATE_SEALED)
    set_sealed (self, error);
  else if (self->key_state == XA_KEY_STATE_SET && !is_right (&epoch, &check))
    set_key_changed (self, error);
  else
    return TRUE;

  return FALSE;
}

/* A key that sealing destroyed must stay destroyed, wherever a copy of it came from. */
static gboolean
is_unused (XaStore           *self,
           const XaPseudonym *check,
           GError           **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_FIND_CHECK], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_blob (q, 1, check, sizeof *check, SQLITE_STATIC);
  row = xa_store_step (self, q, error);
  if (row == 1)
    set_sealed (self, error);

  return row == 0;
}

static gboolean
add_epoch (XaStore           *self,
           int                epoch,
           const XaPseudonym *check,
           GError           **error)
{
  g_autoptr (XaQuery) q = NULL;
  g_autofree char *detail = g_strdup_printf ("epoch %d", epoch);
  gint64           n_members;

  if (!is_unused (self, check, error) || !xa_store_count_members (self, &n_members, error))
    return FALSE;
  q = xa_store_query (self, sql[STMT_ADD_EPOCH], error);
  if (!q)
    return FALSE;
  sqlite3_bind_int (q, 1, epoch);
  sqlite3_bind_blob (q, 2, check, sizeof *check, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 3, n_members);

  return xa_store_run (self, q, error) && xa_store_audit (self, "key-adopted", detail, error);
}

/**
 * xa_store_adopt_keys:
 * @keys: the keys that are at hand
 *
 * Makes @keys those of a new or sealed workspace; otherwise checks that they are.
 *
 * Errors: KEY_CHANGED; SEALED if it is the very key that was destroyed; READ_ONLY, FULL, IO
 */
gboolean
xa_store_adopt_keys (XaStore         *self,
                     XaPseudonymizer *keys,
                     GError         **error)
{
  XaPseudonym check = make_check (keys);
  XaEpoch     epoch;

  if (!xa_store_get_epoch (self, &epoch, error))
    return FALSE;
  if (self->key_state == XA_KEY_STATE_SET) {
    if (is_right (&epoch, &check))
      return TRUE;
    set_key_changed (self, error);
    return FALSE;
  }

  if (!xa_store_begin (self, error))
    return FALSE;
  if (!add_epoch (self, epoch.no + 1, &check, error)) {
    xa_store_rollback (self);
    return FALSE;
  }
  if (!xa_store_commit (self, error))
    return FALSE;

  return xa_store_get_epoch (self, &epoch, error);
}
