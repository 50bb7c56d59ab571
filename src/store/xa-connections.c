#include "store/xa-connections.h"

#include "model/xa-language.h"
#include "model/xa-time.h"
#include "store/xa-store-private.h"

enum {
  STMT_LIST,
  STMT_ADD,
  STMT_PUT,
  STMT_NAME,
  STMT_SET_END,
  STMT_SCHEDULE,
  STMT_DOUBT,
  STMT_WAKE,
  STMT_HAS_NAME,
  STMT_UNLINK_LISTS,
  STMT_DROP_LISTS,
  STMT_DROP_LIMITS,
  STMT_DROP_VALIDATORS,
  STMT_DROP_METRICS,
  STMT_DROP,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_LIST] =
    "SELECT id, uuid, provider, name, base_url, sign_in, who, state, cause, cause_text, created_us, checked_us, month_requests,"
    " month_money, (SELECT count(*) FROM source WHERE connection_id = connection.id), interval_s, is_paused, throttle, ends_us"
    " FROM connection WHERE ?1 IN (0, id) ORDER BY id",
  [STMT_ADD] =
    "INSERT INTO connection (uuid, provider, name, base_url, sign_in, who, state, cause, cause_text, created_us, checked_us,"
    " month_requests, month_money, interval_s, is_paused, throttle, ends_us)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
  [STMT_PUT] =
    "UPDATE connection SET base_url = ?4, sign_in = ?5, who = ?6, state = ?7, cause = ?8, cause_text = ?9, checked_us = ?11 WHERE uuid = ?1",
  [STMT_NAME] = "UPDATE connection SET name = ?2, month_requests = ?3, month_money = ?4 WHERE uuid = ?1",
  [STMT_SET_END] = "UPDATE connection SET ends_us = ?2 WHERE uuid = ?1",
  [STMT_DOUBT] = "UPDATE connection SET state = 2, cause = '', cause_text = '' WHERE id = ?1",
  [STMT_WAKE] = "UPDATE task SET state = 1, not_before_us = NULL WHERE state = 3 AND cause = 'budget'",
  [STMT_SCHEDULE] = "UPDATE connection SET interval_s = ?2, is_paused = ?3, throttle = ?4 WHERE id = ?1",
  [STMT_HAS_NAME] = "SELECT 1 FROM connection WHERE name = ?1 COLLATE NOCASE AND uuid <> ?2",
  /* What their open fetches had set aside; who was active stays known. */
  [STMT_UNLINK_LISTS] =
    "UPDATE snapshot SET import_id = NULL WHERE import_id IN (SELECT id FROM import WHERE state = 1 AND id IN"
    " (SELECT import_id FROM task JOIN source ON source.id = source_id WHERE connection_id = ?1))",
  [STMT_DROP_LISTS] =
    "DELETE FROM import WHERE state = 1 AND id IN (SELECT import_id FROM task JOIN source ON source.id = source_id WHERE connection_id = ?1)",
  [STMT_DROP_LIMITS] =
    "DELETE FROM rate_limit WHERE name IN (SELECT uuid FROM connection WHERE id = ?1)"
    " OR substr (name, 1, 37) IN (SELECT uuid || '/' FROM connection WHERE id = ?1)",
  [STMT_DROP_VALIDATORS] = "DELETE FROM http_validator",
  [STMT_DROP_METRICS] = "DELETE FROM metric WHERE connection_id = ?1",
  [STMT_DROP] = "DELETE FROM connection WHERE id = ?1",
};

XA_STATEMENT_TABLE (xa_connections_statements, sql);

/* What a name is sealed as. */
#define WHO_CONTEXT "connection/who"

static const char *const state_ids[] = {
  [XA_CONNECTION_OK] = "ok",
  [XA_CONNECTION_UNCHECKED] = "unchecked",
  [XA_CONNECTION_SIGN_IN] = "sign-in",
  [XA_CONNECTION_SCOPE_MISSING] = "scope-missing",
  [XA_CONNECTION_PAYMENT] = "payment",
  [XA_CONNECTION_OUTDATED] = "outdated",
  [XA_CONNECTION_UNREACHABLE] = "unreachable",
  [XA_CONNECTION_EXPIRING] = "expiring",
  [XA_CONNECTION_EXPIRED] = "expired",
  [XA_CONNECTION_REVOKED] = "revoked",
};

/**
 * xa_connection_state_id:
 *
 * Returns: the stable word for @state in JSON
 */
const char *
xa_connection_state_id (XaConnectionState state)
{
  return (gsize) state < G_N_ELEMENTS (state_ids) && state_ids[state] ? state_ids[state] : "unknown";
}

gboolean
xa_connection_state_blocks (XaConnectionState state)
{
  return state == XA_CONNECTION_SIGN_IN || state == XA_CONNECTION_PAYMENT || state == XA_CONNECTION_OUTDATED || state == XA_CONNECTION_EXPIRED ||
         state == XA_CONNECTION_REVOKED;
}

/**
 * xa_connection_new:
 *
 * Returns: (transfer full): one with a uuid of its own, unchecked
 */
XaConnection *
xa_connection_new (void)
{
  XaConnection *self = g_new0 (XaConnection, 1);

  self->uuid = g_uuid_string_random ();
  self->sign_in = g_strdup ("");
  self->cause = g_strdup ("");
  self->cause_text = g_strdup ("");
  self->state = XA_CONNECTION_UNCHECKED;
  self->checked_us = XA_TIME_UNKNOWN;
  self->throttle = 1;
  self->ends_us = XA_TIME_UNKNOWN;

  return self;
}

XaConnection *
xa_connection_copy (const XaConnection *self)
{
  XaConnection *copy = g_memdup2 (self, sizeof *self);

  copy->uuid = g_strdup (self->uuid);
  copy->provider = g_strdup (self->provider);
  copy->name = g_strdup (self->name);
  copy->base_url = g_strdup (self->base_url);
  copy->sign_in = g_strdup (self->sign_in);
  copy->who = g_strdup (self->who);
  copy->cause = g_strdup (self->cause);
  copy->cause_text = g_strdup (self->cause_text);

  return copy;
}

/**
 * xa_connection_free:
 * @self: (nullable): a connection
 */
void
xa_connection_free (XaConnection *self)
{
  if (!self)
    return;

  g_free (self->uuid);
  g_free (self->provider);
  g_free (self->name);
  g_free (self->base_url);
  g_free (self->sign_in);
  g_free (self->who);
  g_free (self->cause);
  g_free (self->cause_text);
  g_free (self);
}

static void
set_state (XaConnection     *self,
           XaConnectionState state,
           const char       *cause,
           char             *text)
{
  self->state = state;
  g_set_str (&self->cause, cause);
  g_free (self->cause_text);
  self->cause_text = text;
}

/* A sign-in comes to its end without anybody's doing: who reads of a connection reads how it stands now. */
static void
grow_old (XaConnection *self,
          gint64        now_us)
{
  gint64 left_us = self->ends_us == XA_TIME_UNKNOWN ? G_MAXINT64 / 2 : self->ends_us - now_us;
  int    days = (int) ((left_us + XA_USEC_PER_DAY - 1) / XA_USEC_PER_DAY);

  /* It was written while another sign-in was in use. */
  if ((self->state == XA_CONNECTION_EXPIRING || self->state == XA_CONNECTION_EXPIRED) && (self->ends_us == XA_TIME_UNKNOWN || left_us > 0))
    set_state (self, XA_CONNECTION_OK, "", g_strdup (""));
  if (self->ends_us == XA_TIME_UNKNOWN || (xa_connection_state_blocks (self->state) && self->state != XA_CONNECTION_EXPIRED))
    return;
  if (left_us <= 0)
    set_state (self, XA_CONNECTION_EXPIRED, "expired", g_strdup (N_ ("The sign-in has come to its end: sign in again, and what waits goes on.")));
  else if (left_us <= XA_CONNECTION_AHEAD_US && (self->state == XA_CONNECTION_OK || self->state == XA_CONNECTION_UNCHECKED))
    set_state (self, XA_CONNECTION_EXPIRING, "expiring",
               days == 1 ? g_strdup (N_ ("The sign-in ends within a day: sign in again before then.")) : g_strdup_printf (N_ ("The sign-in ends in %d days: sign in again before then."), days));
}

static XaConnection *
read_row (XaQuery         *q,
          XaPseudonymizer *keys)
{
  XaConnection *self = g_new0 (XaConnection, 1);

  self->id = sqlite3_column_int64 (q, 0);
  self->uuid = g_strdup ((const char *) sqlite3_column_text (q, 1));
  self->provider = g_strdup ((const char *) sqlite3_column_text (q, 2));
  self->name = g_strdup ((const char *) sqlite3_column_text (q, 3));
  self->base_url = g_strdup ((const char *) sqlite3_column_text (q, 4));
  self->sign_in = g_strdup ((const char *) sqlite3_column_text (q, 5));
  if (keys && sqlite3_column_type (q, 6) == SQLITE_BLOB)
    self->who = xa_pseudonymizer_unseal_text (keys, WHO_CONTEXT, sqlite3_column_blob (q, 6), (gsize) sqlite3_column_bytes (q, 6));
  self->state = (XaConnectionState) sqlite3_column_int (q, 7);
  self->cause = g_strdup ((const char *) sqlite3_column_text (q, 8));
  self->cause_text = g_strdup ((const char *) sqlite3_column_text (q, 9));
  self->created_us = sqlite3_column_int64 (q, 10);
  self->checked_us = xa_query_get_count (q, 11);
  self->month_requests = sqlite3_column_double (q, 12);
  self->month_money = sqlite3_column_double (q, 13);
  self->n_sources = sqlite3_column_int64 (q, 14);
  self->interval_s = sqlite3_column_int64 (q, 15);
  self->is_paused = sqlite3_column_int (q, 16) != 0;
  self->throttle = sqlite3_column_double (q, 17);
  self->ends_us = xa_query_get_count (q, 18);
  grow_old (self, xa_time_now ());

  return self;
}

static GPtrArray *
list (XaStore         *store,
      XaPseudonymizer *keys,
      gint64           id,
      GError         **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_connection_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST], error);
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, id);
  while ((row = xa_store_step (store, q, error)) == 1)
    g_ptr_array_add (rows, read_row (q, keys));

  return row == 0 ? g_steal_pointer (&rows) : NULL;
}

/**
 * xa_store_list_connections:
 * @keys: (nullable): those of the workspace
 *
 * Returns: (transfer full) (element-type XaConnection) (nullable): NULL with @error
 */
GPtrArray *
xa_store_list_connections (XaStore         *store,
                           XaPseudonymizer *keys,
                           GError         **error)
{
  return list (store, keys, 0, error);
}

/**
 * xa_store_get_connection:
 *
 * Errors: NOT_FOUND, CORRUPT, IO
 */
XaConnection *
xa_store_get_connection (XaStore         *store,
                         XaPseudonymizer *keys,
                         gint64           id,
                         GError         **error)
{
  g_autoptr (GPtrArray) rows = list (store, keys, id, error);

  if (!rows)
    return NULL;
  if (rows->len == 1)
    return g_ptr_array_steal_index (rows, 0);
  g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("There is no such connection any more."));

  return NULL;
}

static gboolean
check_name (XaStore            *store,
            const XaConnection *connection,
            GError            **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_HAS_NAME], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, connection->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 2, connection->uuid, -1, SQLITE_STATIC);
  row = xa_store_step (store, q, error);
  if (row == 1)
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS, N_ ("There is a connection called “%s” already."), connection->name);

  return row == 0;
}

static gboolean
write_row (XaStore            *store,
           XaPseudonymizer    *keys,
           const char         *statement,
           const XaConnection *connection,
           GError            **error)
{
  g_autoptr (GBytes) who = connection->who ? xa_pseudonymizer_seal_text (keys, WHO_CONTEXT, connection->who) : NULL;
  g_autoptr (XaQuery) q = xa_store_query (store, statement, error);

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, connection->uuid, -1, SQLITE_STATIC);
  if (statement == sql[STMT_ADD]) {
    sqlite3_bind_text (q, 2, connection->provider, -1, SQLITE_STATIC);
    sqlite3_bind_text (q, 3, connection->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64 (q, 10, connection->created_us);
    sqlite3_bind_double (q, 12, connection->month_requests);
    sqlite3_bind_double (q, 13, connection->month_money);
    xa_query_bind_count (q, 17, connection->ends_us);
  }
  sqlite3_bind_text (q, 4, connection->base_url, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 5, connection->sign_in, -1, SQLITE_STATIC);
  if (who)
    sqlite3_bind_blob (q, 6, g_bytes_get_data (who, NULL), (int) g_bytes_get_size (who), SQLITE_STATIC);
  sqlite3_bind_int (q, 7, connection->state);
  sqlite3_bind_text (q, 8, connection->cause, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 9, connection->cause_text, -1, SQLITE_STATIC);
  xa_query_bind_count (q, 11, connection->checked_us);
  if (statement == sql[STMT_ADD]) {
    if (connection->interval_s > 0)
      sqlite3_bind_int64 (q, 14, connection->interval_s);
    sqlite3_bind_int (q, 15, connection->is_paused ? 1 : 0);
    sqlite3_bind_double (q, 16, connection->throttle > 0 ? MIN (connection->throttle, 1) : 1);
  }

  return xa_store_run (store, q, error);
}

/**
 * xa_store_add_connection:
 *
 * Errors: EXISTS, READ_ONLY, FULL, IO
 */
gboolean
xa_store_add_connection (XaStore         *store,
                         XaPseudonymizer *keys,
                         XaConnection    *connection,
                         GError         **error)
{
  g_return_val_if_fail (connection->name && *connection->name && connection->provider, FALSE);

  if (!xa_store_begin (store, error))
    return FALSE;
  if (!check_name (store, connection, error) || !write_row (store, keys, sql[STMT_ADD], connection, error)) {
    xa_store_rollback (store);
    return FALSE;
  }
  connection->id = sqlite3_last_insert_rowid (store->db);
  if (!xa_store_audit (store, "connection-added", connection->name, error)) {
    xa_store_rollback (store);
    return FALSE;
  }

  return xa_store_commit (store, error);
}

/**
 * xa_store_set_sign_in_end:
 * @ends_us: or XA_TIME_UNKNOWN: nobody said
 *
 * Apart from the rest of a connection, which others may be writing: a sign-in is renewed while fetches go on.
 */
gboolean
xa_store_set_sign_in_end (XaStore    *store,
                          const char *uuid,
                          gint64      ends_us,
                          GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_SET_END], error);

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, uuid, -1, SQLITE_STATIC);
  xa_query_bind_count (q, 2, ends_us);

  return xa_store_run (store, q, error);
}

/**
 * xa_store_put_connection:
 *
 * Errors: EXISTS, READ_ONLY, FULL, IO; nothing happens where it is gone
 */
gboolean
xa_store_put_connection (XaStore            *store,
                         XaPseudonymizer    *keys,
                         const XaConnection *connection,
                         GError            **error)
{
  return write_row (store, keys, sql[STMT_PUT], connection, error);
}

static gboolean
write_name (XaStore            *store,
            const XaConnection *connection,
            GError            **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_NAME], error);

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, connection->uuid, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 2, connection->name, -1, SQLITE_STATIC);
  sqlite3_bind_double (q, 3, connection->month_requests);
  sqlite3_bind_double (q, 4, connection->month_money);

  return xa_store_run (store, q, error);
}

gboolean
xa_store_name_connection (XaStore            *store,
                          const XaConnection *connection,
                          GError            **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  if (!check_name (store, connection, error) || !write_name (store, connection, error)) {
    xa_store_rollback (store);
    return FALSE;
  }

  return xa_store_commit (store, error);
}

/**
 * xa_store_schedule_connection:
 *
 * Errors: READ_ONLY, FULL, IO; nothing happens where it is gone
 */
gboolean
xa_store_schedule_connection (XaStore            *store,
                              const XaConnection *connection,
                              GError            **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_SCHEDULE], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, connection->id);
  if (connection->interval_s > 0)
    sqlite3_bind_int64 (q, 2, connection->interval_s);
  sqlite3_bind_int (q, 3, connection->is_paused ? 1 : 0);
  sqlite3_bind_double (q, 4, connection->throttle > 0 ? MIN (connection->throttle, 1) : 1);

  return xa_store_run (store, q, error);
}

static gboolean
run_for (XaStore    *store,
         const char *statement,
         gint64      id,
         GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, statement, error);

  if (!q)
    return FALSE;
  if (sqlite3_bind_parameter_count (q))
    sqlite3_bind_int64 (q, 1, id);

  return xa_store_run (store, q, error);
}

gboolean
xa_store_doubt_connection (XaStore *store,
                           gint64   id,
                           GError **error)
{
  return run_for (store, sql[STMT_DOUBT], id, error);
}

gboolean
xa_store_wake_unbudgeted (XaStore *store,
                          GError **error)
{
  return run_for (store, sql[STMT_WAKE], 0, error);
}

static gboolean
note_dropped (XaStore *store,
              gint64   id,
              GError **error)
{
  g_autoptr (GPtrArray) connections = xa_store_list_connections (store, NULL, error);
  gboolean ok = connections != NULL;

  for (guint i = 0; ok && i < connections->len; i++)
    if (((const XaConnection *) connections->pdata[i])->id == id)
      ok = xa_store_audit (store, "connection-removed", ((const XaConnection *) connections->pdata[i])->name, error);

  return ok;
}

/**
 * xa_store_drop_connection:
 *
 * The credential is the caller's to remove. Errors: READ_ONLY, FULL, IO
 */
gboolean
xa_store_drop_connection (XaStore *store,
                          gint64   id,
                          GError **error)
{
  gboolean ok;

  if (!xa_store_begin (store, error))
    return FALSE;
  ok = note_dropped (store, id, error);
  for (int statement = STMT_UNLINK_LISTS; ok && statement <= STMT_DROP; statement++)
    ok = run_for (store, sql[statement], id, error);
  if (ok)
    return xa_store_commit (store, error);
  xa_store_rollback (store);

  return FALSE;
}
