#include "store/xa-hooks.h"

#include "model/xa-language.h"
#include "model/xa-time.h"
#include "store/xa-store-private.h"

#include <string.h>

enum {
  STMT_ADD,
  STMT_LIST,
  STMT_DROP_TASKS,
  STMT_DROP,
  STMT_NOTE_SENT,
  STMT_NOTE_END,
  STMT_FORGET_OLD,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_ADD] = "INSERT INTO hook_out (uuid, name, url, allows_private, events, created_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
  [STMT_LIST] = "SELECT id, uuid, name, url, allows_private, events, is_active, cause, created_us, sent_us FROM hook_out ORDER BY id",
  /* What is still to be sent to it. */
  [STMT_DROP_TASKS] =
    "DELETE FROM task WHERE kind = ?2 AND substr (subject, 1, 37) IN (SELECT uuid || '/' FROM hook_out WHERE id = ?1)",
  [STMT_DROP] = "DELETE FROM hook_out WHERE id = ?1",
  [STMT_NOTE_SENT] = "UPDATE hook_out SET sent_us = ?2, is_active = 1, cause = '' WHERE id = ?1",
  /* Each message is a task of its own: those that arrived are forgotten after a day, dead letters after a month. */
  [STMT_FORGET_OLD] = "DELETE FROM task WHERE kind = ?1 AND ((state = 5 AND finished_us < ?2) OR (state > 5 AND finished_us < ?3))",
  [STMT_NOTE_END] = "UPDATE hook_out SET is_active = 0, cause = ?2 WHERE id = ?1",
};

XA_STATEMENT_TABLE (xa_hooks_out_statements, sql);

void
xa_hook_out_free (XaHookOut *self)
{
  if (!self)
    return;

  g_free (self->uuid);
  g_free (self->name);
  g_free (self->url);
  g_free (self->cause);
  g_free (self);
}

XaHookOut *
xa_store_add_hook_out (XaStore    *store,
                       const char *name,
                       const char *url,
                       gboolean    allows_private,
                       guint       events,
                       GError    **error)
{
  g_autoptr (XaHookOut) hook = g_new0 (XaHookOut, 1);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_ADD], error);

  if (!q)
    return NULL;
  if (!*name || !g_utf8_validate (name, -1, NULL) || !events || (events & ~(guint) XA_HOOK_ALL_EVENTS)) {
    g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID, N_ ("A webhook needs a name and something to be told of."));
    return NULL;
  }
  hook->uuid = g_uuid_string_random ();
  hook->name = g_strdup (name);
  hook->url = g_strdup (url);
  hook->allows_private = allows_private;
  hook->events = events;
  hook->is_active = TRUE;
  hook->cause = g_strdup ("");
  hook->created_us = xa_time_now ();
  hook->sent_us = XA_TIME_UNKNOWN;
  sqlite3_bind_text (q, 1, hook->uuid, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 2, hook->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 3, hook->url, -1, SQLITE_STATIC);
  sqlite3_bind_int (q, 4, allows_private ? 1 : 0);
  sqlite3_bind_int (q, 5, (int) events);
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
xa_store_list_hooks_out (XaStore *store,
                         GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_hook_out_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST], error);
  int row;

  if (!q)
    return NULL;
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaHookOut *hook = g_new0 (XaHookOut, 1);

    hook->id = sqlite3_column_int64 (q, 0);
    hook->uuid = g_strdup ((const char *) sqlite3_column_text (q, 1));
    hook->name = g_strdup ((const char *) sqlite3_column_text (q, 2));
    hook->url = g_strdup ((const char *) sqlite3_column_text (q, 3));
    hook->allows_private = sqlite3_column_int (q, 4) != 0;
    hook->events = (guint) sqlite3_column_int (q, 5);
    hook->is_active = sqlite3_column_int (q, 6) != 0;
    hook->cause = g_strdup ((const char *) sqlite3_column_text (q, 7));
    hook->created_us = sqlite3_column_int64 (q, 8);
    hook->sent_us = xa_query_get_count (q, 9);
    g_ptr_array_add (list, hook);
  }

  return row == 0 ? g_steal_pointer (&list) : NULL;
}

static gboolean
drop (XaStore *store,
      gint64   id,
      GError **error)
{
  g_autoptr (XaQuery) tasks = xa_store_query (store, sql[STMT_DROP_TASKS], error);
  g_autoptr (XaQuery) q = tasks ? xa_store_query (store, sql[STMT_DROP], error) : NULL;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (tasks, 1, id);
  sqlite3_bind_int (tasks, 2, XA_TASK_KIND_DELIVERY);
  sqlite3_bind_int64 (q, 1, id);
  if (!xa_store_run (store, tasks, error) || !xa_store_run (store, q, error))
    return FALSE;
  if (sqlite3_changes (store->db) > 0)
    return TRUE;
  g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("There is no such webhook any more."));

  return FALSE;
}

gboolean
xa_store_drop_hook_out (XaStore *store,
                        gint64   id,
                        GError **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  if (drop (store, id, error))
    return xa_store_commit (store, error);
  xa_store_rollback (store);

  return FALSE;
}

static gboolean
forget_old (XaStore *store,
            gint64   now_us,
            GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_FORGET_OLD], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int (q, 1, XA_TASK_KIND_DELIVERY);
  sqlite3_bind_int64 (q, 2, now_us - XA_USEC_PER_DAY);
  sqlite3_bind_int64 (q, 3, now_us - 30 * XA_USEC_PER_DAY);

  return xa_store_run (store, q, error);
}

gboolean
xa_store_note_hook_sent (XaStore    *store,
                         gint64      id,
                         gint64      now_us,
                         const char *cause,
                         GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[cause ? STMT_NOTE_END : STMT_NOTE_SENT], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, id);
  if (cause)
    sqlite3_bind_text (q, 2, cause, -1, SQLITE_STATIC);
  else
    sqlite3_bind_int64 (q, 2, now_us);

  return xa_store_run (store, q, error) && forget_old (store, now_us, error);
}

/* --- what is to be sent ------------------------------------------------------------------------------ */

/* The body of every attempt is the same, so that a receiver knows it again. */
gboolean
xa_store_tell_hook (XaStore         *store,
                    const XaHookOut *hook,
                    const char      *type,
                    const char      *data,
                    gint64           now_us,
                    GError         **error)
{
  g_autofree char *when = xa_time_format (now_us);
  g_autofree char *body = g_strdup_printf ("{\"type\":\"%s\",\"timestamp\":\"%s\",\"data\":%s}", type, when, data);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *subject = g_strdup_printf ("%s/msg_%s", hook->uuid, id);
  g_autoptr (XaTask) task = NULL;

  if (strlen (body) > XA_HOOK_MAX_BODY) {
    g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID, N_ ("The message is too large for a webhook."));
    return FALSE;
  }
  task = xa_store_wish_job (store, XA_TASK_KIND_DELIVERY, subject, body, 0, XA_TIME_UNKNOWN, error);

  return task != NULL;
}

gboolean
xa_store_tell_hooks (XaStore    *store,
                     XaHookEvent event,
                     const char *data,
                     gint64      now_us,
                     GError    **error)
{
  g_autoptr (GPtrArray) hooks = xa_store_list_hooks_out (store, error);

  for (guint i = 0; hooks && i < hooks->len; i++) {
    const XaHookOut *hook = hooks->pdata[i];

    if (hook->is_active && (hook->events & event) && !xa_store_tell_hook (store, hook, xa_hook_event_id (event), data, now_us, error))
      return FALSE;
  }

  return hooks != NULL;
}

gboolean
xa_store_tell_task (XaStore    *store,
                    const char *kind,
                    gboolean    is_done,
                    const char *cause,
                    GError    **error)
{
  g_autofree char *why = cause && *cause ? g_strdup_printf (",\"cause\":\"%s\"", cause) : g_strdup ("");
  g_autofree char *data = g_strdup_printf ("{\"kind\":\"%s\",\"state\":\"%s\"%s}", kind, is_done ? "done" : "dead", why);

  return xa_store_tell_hooks (store, XA_HOOK_TASK_FINISHED, data, xa_time_now (), error);
}
