#include "store/xa-net-rows.h"

#include "store/xa-store-private.h"

#include <string.h>

enum {
  STMT_LIST_LIMITS,
  STMT_PUT_LIMIT,
  STMT_LIST_VALIDATORS,
  STMT_PUT_VALIDATOR,
  STMT_DROP_OLD,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_LIST_LIMITS] = "SELECT name, tokens, at_us, not_before_us, failures, period_us, spent, paid FROM rate_limit ORDER BY name",
  [STMT_PUT_LIMIT] =
    "INSERT INTO rate_limit (name, tokens, at_us, not_before_us, failures, period_us, spent, paid) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    " ON CONFLICT (name) DO UPDATE SET tokens = excluded.tokens, at_us = excluded.at_us, not_before_us = excluded.not_before_us,"
    " failures = excluded.failures, period_us = excluded.period_us, spent = excluded.spent, paid = excluded.paid",
  [STMT_LIST_VALIDATORS] = "SELECT address, etag, last_modified, expires_us, used_us FROM http_validator",
  [STMT_PUT_VALIDATOR] =
    "INSERT INTO http_validator (address, etag, last_modified, expires_us, used_us) VALUES (?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (address) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified,"
    " expires_us = excluded.expires_us, used_us = excluded.used_us",
  [STMT_DROP_OLD] = "DELETE FROM http_validator WHERE used_us < (SELECT max (used_us) FROM http_validator) - ?1",
};

XA_STATEMENT_TABLE (xa_net_rows_statements, sql);

/* What a server's name for the state of an answer is sealed as: it may be made of anything. */
#define ETAG_CONTEXT "validator/etag"

/**
 * xa_stored_limit_free:
 * @self: (nullable): a row
 */
void
xa_stored_limit_free (XaStoredLimit *self)
{
  if (!self)
    return;

  g_free (self->name);
  g_free (self);
}

/**
 * xa_stored_validator_free:
 * @self: (nullable): a row
 */
void
xa_stored_validator_free (XaStoredValidator *self)
{
  if (!self)
    return;

  g_free (self->etag);
  g_free (self->last_modified);
  g_free (self);
}

/**
 * xa_store_list_limits:
 *
 * Returns: (transfer full) (element-type XaStoredLimit) (nullable): NULL with @error
 */
GPtrArray *
xa_store_list_limits (XaStore *store,
                      GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_stored_limit_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST_LIMITS], error);
  int row = -1;

  while (q && (row = xa_store_step (store, q, error)) == 1) {
    XaStoredLimit *limit = g_new (XaStoredLimit, 1);

    *limit = (XaStoredLimit) {
      .name = g_strdup ((const char *) sqlite3_column_text (q, 0)),
      .tokens = sqlite3_column_double (q, 1),
      .at_us = sqlite3_column_int64 (q, 2),
      .not_before_us = xa_query_get_count (q, 3),
      .failures = (guint) sqlite3_column_int64 (q, 4),
      .period_us = sqlite3_column_int64 (q, 5),
      .spent = sqlite3_column_double (q, 6),
      .paid = sqlite3_column_double (q, 7),
    };
    g_ptr_array_add (rows, limit);
  }

  return row == 0 ? g_steal_pointer (&rows) : NULL;
}

/**
 * xa_store_list_validators:
 *
 * Returns: (transfer full) (element-type XaStoredValidator) (nullable): NULL with @error
 */
GPtrArray *
xa_store_list_validators (XaStore         *store,
                          XaPseudonymizer *keys,
                          GError         **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_stored_validator_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST_VALIDATORS], error);
  int row = -1;

  while (q && (row = xa_store_step (store, q, error)) == 1) {
    XaStoredValidator *validator;

    if (sqlite3_column_bytes (q, 0) != sizeof validator->address)
      continue;
    validator = g_new (XaStoredValidator, 1);
    *validator = (XaStoredValidator) {
      .etag = xa_pseudonymizer_unseal_text (keys, ETAG_CONTEXT, sqlite3_column_blob (q, 1), (gsize) sqlite3_column_bytes (q, 1)),
      .last_modified = g_strdup ((const char *) sqlite3_column_text (q, 2)),
      .expires_us = xa_query_get_count (q, 3),
      .used_us = sqlite3_column_int64 (q, 4),
    };
    memcpy (&validator->address, sqlite3_column_blob (q, 0), sizeof validator->address);
    g_ptr_array_add (rows, validator);
  }

  return row == 0 ? g_steal_pointer (&rows) : NULL;
}

static gboolean
put_limit (XaStore             *store,
           const XaStoredLimit *limit,
           GError             **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_PUT_LIMIT], error);

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, limit->name, -1, SQLITE_STATIC);
  sqlite3_bind_double (q, 2, limit->tokens);
  sqlite3_bind_int64 (q, 3, limit->at_us);
  xa_query_bind_count (q, 4, limit->not_before_us);
  sqlite3_bind_int64 (q, 5, limit->failures);
  sqlite3_bind_int64 (q, 6, limit->period_us);
  sqlite3_bind_double (q, 7, limit->spent);
  sqlite3_bind_double (q, 8, limit->paid);

  return xa_store_run (store, q, error);
}

static gboolean
put_validator (XaStore                 *store,
               XaPseudonymizer         *keys,
               const XaStoredValidator *validator,
               GError                 **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_PUT_VALIDATOR], error);
  g_autoptr (GBytes) etag = validator->etag ? xa_pseudonymizer_seal_text (keys, ETAG_CONTEXT, validator->etag) : NULL;

  if (!q)
    return FALSE;
  sqlite3_bind_blob (q, 1, &validator->address, sizeof validator->address, SQLITE_STATIC);
  if (etag)
    sqlite3_bind_blob (q, 2, g_bytes_get_data (etag, NULL), (int) g_bytes_get_size (etag), SQLITE_STATIC);
  sqlite3_bind_text (q, 3, validator->last_modified, -1, SQLITE_STATIC);
  xa_query_bind_count (q, 4, validator->expires_us);
  sqlite3_bind_int64 (q, 5, validator->used_us);

  return xa_store_run (store, q, error);
}

static gboolean
put_rows (XaStore         *store,
          XaPseudonymizer *keys,
          const GPtrArray *limits,
          const GPtrArray *validators,
          GError         **error)
{
  g_autoptr (XaQuery) drop = xa_store_query (store, sql[STMT_DROP_OLD], error);

  for (guint i = 0; limits && i < limits->len; i++)
    if (!put_limit (store, limits->pdata[i], error))
      return FALSE;
  for (guint i = 0; validators && i < validators->len; i++)
    if (!put_validator (store, keys, validators->pdata[i], error))
      return FALSE;
  if (!drop)
    return FALSE;
  sqlite3_bind_int64 (drop, 1, XA_VALIDATOR_MAX_AGE_US);

  return xa_store_run (store, drop, error);
}

/**
 * xa_store_put_net_rows:
 *
 * Errors: READ_ONLY, FULL, IO
 */
gboolean
xa_store_put_net_rows (XaStore         *store,
                       XaPseudonymizer *keys,
                       const GPtrArray *limits,
                       const GPtrArray *validators,
                       GError         **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  if (!put_rows (store, keys, limits, validators, error)) {
    xa_store_rollback (store);
    return FALSE;
  }

  return xa_store_commit (store, error);
}
