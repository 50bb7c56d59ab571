#include "store/xa-hooks.h"

#include "model/xa-language.h"
#include "model/xa-time.h"
#include "store/xa-facts-private.h"

#include <sys/random.h>

enum {
  STMT_ADD,
  STMT_LIST,
  STMT_DROP,
  STMT_HAS_MESSAGE,
  STMT_NOTE_MESSAGE,
  STMT_FORGET_MESSAGES,
  STMT_COUNT,
  STMT_UNLINK_PUSH,
  STMT_FORGET_PUSH,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_ADD] = "INSERT INTO hook_in (uuid, name, kind, path, place, created_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
  [STMT_LIST] = "SELECT id, uuid, name, kind, path, place, created_us, n_taken, taken_us FROM hook_in ORDER BY id",
  [STMT_DROP] = "DELETE FROM hook_in WHERE id = ?1",
  [STMT_HAS_MESSAGE] = "SELECT 1 FROM hook_message WHERE hook_id = ?1 AND message = ?2",
  [STMT_NOTE_MESSAGE] = "INSERT INTO hook_message (hook_id, message, at_us) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
  [STMT_FORGET_MESSAGES] = "DELETE FROM hook_message WHERE at_us < ?1",
  [STMT_COUNT] = "UPDATE hook_in SET n_taken = n_taken + 1, taken_us = ?2 WHERE id = ?1",
  [STMT_UNLINK_PUSH] = "UPDATE snapshot SET import_id = NULL WHERE import_id = (SELECT id FROM import WHERE source = ?1)",
  [STMT_FORGET_PUSH] = "DELETE FROM import WHERE source = ?1",
};

XA_STATEMENT_TABLE (xa_hooks_in_statements, sql);

#define PATH_BYTES 16

void
xa_hook_in_free (XaHookIn *self)
{
  if (!self)
    return;

  g_free (self->uuid);
  g_free (self->name);
  g_free (self->path);
  g_free (self->place);
  g_free (self);
}

static char *
make_path (GError **error)
{
  guint8   bytes[PATH_BYTES];
  GString *path;

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes) {
    g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_IO, N_ ("The system gave no random bytes for an address"));
    return NULL;
  }
  path = g_string_sized_new (2 * PATH_BYTES + 1);
  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (path, "%02x", bytes[i]);

  return g_string_free (path, FALSE);
}

XaHookIn *
xa_store_add_hook_in (XaStore    *store,
                      const char *name,
                      XaHookKind  kind,
                      const char *place,
                      GError    **error)
{
  g_autoptr (XaHookIn) hook = g_new0 (XaHookIn, 1);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_ADD], error);

  if (!q)
    return NULL;
  if (!*name || !g_utf8_validate (name, -1, NULL)) {
    g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID, N_ ("A webhook needs a name."));
    return NULL;
  }
  hook->path = make_path (error);
  if (!hook->path)
    return NULL;
  hook->uuid = g_uuid_string_random ();
  hook->name = g_strdup (name);
  hook->kind = kind;
  hook->place = g_strdup (place ? place : "");
  hook->created_us = xa_time_now ();
  hook->taken_us = XA_TIME_UNKNOWN;
  sqlite3_bind_text (q, 1, hook->uuid, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 2, hook->name, -1, SQLITE_STATIC);
  sqlite3_bind_int (q, 3, hook->kind);
  sqlite3_bind_text (q, 4, hook->path, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 5, hook->place, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 6, hook->created_us);
  if (!xa_store_run (store, q, error))
    return NULL;
  if (sqlite3_changes (store->db) == 0) {
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS, N_ ("There is a webhook called “%s” already."), name);
    return NULL;
  }
  hook->id = sqlite3_last_insert_rowid (store->db);

  return g_steal_pointer (&hook);
}

GPtrArray *
xa_store_list_hooks_in (XaStore *store,
                        GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_hook_in_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST], error);
  int row;

  if (!q)
    return NULL;
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaHookIn *hook = g_new0 (XaHookIn, 1);

    hook->id = sqlite3_column_int64 (q, 0);
    hook->uuid = g_strdup ((const char *) sqlite3_column_text (q, 1));
    hook->name = g_strdup ((const char *) sqlite3_column_text (q, 2));
    hook->kind = (XaHookKind) sqlite3_column_int (q, 3);
    hook->path = g_strdup ((const char *) sqlite3_column_text (q, 4));
    hook->place = g_strdup ((const char *) sqlite3_column_text (q, 5));
    hook->created_us = sqlite3_column_int64 (q, 6);
    hook->n_taken = sqlite3_column_int64 (q, 7);
    hook->taken_us = xa_query_get_count (q, 8);
    g_ptr_array_add (list, hook);
  }

  return row == 0 ? g_steal_pointer (&list) : NULL;
}

gboolean
xa_store_drop_hook_in (XaStore *store,
                       gint64   id,
                       GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_DROP], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, id);
  if (!xa_store_run (store, q, error))
    return FALSE;
  if (sqlite3_changes (store->db) > 0)
    return TRUE;
  g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("There is no such webhook any more."));

  return FALSE;
}

/* --- what was taken -------------------------------------------------------------------------------- */

gboolean
xa_store_has_hook_message (XaStore           *store,
                           gint64             hook_id,
                           const XaPseudonym *message,
                           gboolean          *is_known,
                           GError           **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_HAS_MESSAGE], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, hook_id);
  sqlite3_bind_blob (q, 2, message, sizeof *message, SQLITE_STATIC);
  row = xa_store_step (store, q, error);
  *is_known = row == 1;

  return row >= 0;
}

static gboolean
note_message (XaStore           *store,
              gint64             hook_id,
              const XaPseudonym *message,
              gint64             now_us,
              GError           **error)
{
  g_autoptr (XaQuery) note = xa_store_query (store, sql[STMT_NOTE_MESSAGE], error);
  g_autoptr (XaQuery) count = note ? xa_store_query (store, sql[STMT_COUNT], error) : NULL;
  g_autoptr (XaQuery) forget = count ? xa_store_query (store, sql[STMT_FORGET_MESSAGES], error) : NULL;

  if (!forget)
    return FALSE;
  sqlite3_bind_int64 (note, 1, hook_id);
  sqlite3_bind_blob (note, 2, message, sizeof *message, SQLITE_STATIC);
  sqlite3_bind_int64 (note, 3, now_us);
  sqlite3_bind_int64 (count, 1, hook_id);
  sqlite3_bind_int64 (count, 2, now_us);
  sqlite3_bind_int64 (forget, 1, now_us - XA_HOOK_MEMORY_US);

  return xa_store_run (store, note, error) && xa_store_run (store, count, error) && xa_store_run (store, forget, error);
}

gboolean
xa_store_note_hook_message (XaStore           *store,
                            gint64             hook_id,
                            const XaPseudonym *message,
                            gint64             now_us,
                            GError           **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  if (note_message (store, hook_id, message, now_us, error))
    return xa_store_commit (store, error);
  xa_store_rollback (store);

  return FALSE;
}

static gboolean
forget_push (XaStore           *store,
             const XaPseudonym *source,
             GError           **error)
{
  if (!xa_facts_name_import (store, 0, source, error))
    return FALSE;
  for (int statement = STMT_UNLINK_PUSH; statement <= STMT_FORGET_PUSH; statement++) {
    g_autoptr (XaQuery) q = xa_store_query (store, sql[statement], error);

    if (!q)
      return FALSE;
    sqlite3_bind_blob (q, 1, source, sizeof *source, SQLITE_STATIC);
    if (!xa_store_run (store, q, error))
      return FALSE;
  }

  return TRUE;
}

/**
 * xa_store_forget_push:
 *
 * What it brought stays. Thousands of pushes a day would otherwise each leave a row for ever.
 */
gboolean
xa_store_forget_push (XaStore           *store,
                      const XaPseudonym *source,
                      GError           **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  if (forget_push (store, source, error))
    return xa_store_commit (store, error);
  xa_store_rollback (store);

  return FALSE;
}
