#include "store/xa-clients.h"

#include "model/xa-language.h"
#include "model/xa-time.h"
#include "store/xa-store-private.h"

#include <nettle/memops.h>
#include <nettle/sha2.h>
#include <string.h>
#include <sys/random.h>

G_STATIC_ASSERT (XA_CLIENT_HASH_SIZE == SHA256_DIGEST_SIZE);

enum {
  STMT_ADD,
  STMT_LIST,
  STMT_DROP,
  STMT_GET_SERVER,
  STMT_SET_SERVER,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_ADD] = "INSERT INTO client (name, token, scopes, created_us) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
  [STMT_LIST] = "SELECT id, name, token, scopes, created_us FROM client ORDER BY id",
  [STMT_DROP] = "DELETE FROM client WHERE id = ?1",
  [STMT_GET_SERVER] = "SELECT is_on, port FROM server WHERE id = 1",
  [STMT_SET_SERVER] = "INSERT INTO server (id, is_on, port) VALUES (1, ?1, ?2) ON CONFLICT (id) DO UPDATE SET is_on = ?1, port = ?2",
};

XA_STATEMENT_TABLE (xa_clients_statements, sql);

/* What a token begins with, so that scanners for leaked secrets know it. */
#define TOKEN_PREFIX "xa_"
#define TOKEN_BYTES 32

static const struct {
  XaClientScope scope;
  const char   *id;
} scope_ids[] = {
  { XA_CLIENT_READ, "read" },
  { XA_CLIENT_PUSH, "push" },
  { XA_CLIENT_TRIGGER, "trigger" },
  { XA_CLIENT_ADMIN, "admin" },
};

const char *
xa_client_scope_id (XaClientScope one)
{
  for (gsize i = 0; i < G_N_ELEMENTS (scope_ids); i++)
    if (scope_ids[i].scope == one)
      return scope_ids[i].id;

  return NULL;
}

gboolean
xa_client_scopes_parse (const char *text,
                        guint      *scopes)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);

  *scopes = 0;
  for (gsize i = 0; words[i]; i++) {
    guint found = 0;

    g_strstrip (words[i]);
    for (gsize k = 0; k < G_N_ELEMENTS (scope_ids); k++)
      if (strcmp (scope_ids[k].id, words[i]) == 0)
        found = scope_ids[k].scope;
    if (!found)
      return FALSE;
    *scopes |= found;
  }

  return *scopes != 0;
}

char *
xa_client_scopes_format (guint scopes)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (scope_ids); i++)
    if (scopes & scope_ids[i].scope)
      g_string_append_printf (text, "%s%s", text->len ? "," : "", scope_ids[i].id);

  return g_string_free (text, FALSE);
}

void
xa_client_free (XaClient *self)
{
  if (!self)
    return;

  g_free (self->name);
  g_free (self);
}

static void
hash_token (const char *token,
            guint8      hash[XA_CLIENT_HASH_SIZE])
{
  struct sha256_ctx context;

  sha256_init (&context);
  sha256_update (&context, strlen (token), (const guint8 *) token);
  sha256_digest (&context, XA_CLIENT_HASH_SIZE, hash);
}

static char *
make_token (GError **error)
{
  guint8   bytes[TOKEN_BYTES];
  GString *token;

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes) {
    g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_IO, N_ ("The system gave no random bytes for a token"));
    return NULL;
  }
  token = g_string_sized_new (80);
  g_string_append (token, TOKEN_PREFIX);
  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (token, "%02x", bytes[i]);
  explicit_bzero (bytes, sizeof bytes);

  return g_string_free (token, FALSE);
}

static gboolean
check_input (const char *name,
             guint       scopes,
             GError    **error)
{
  if (*name && g_utf8_validate (name, -1, NULL) && scopes && !(scopes & ~(guint) XA_CLIENT_ALL_SCOPES))
    return TRUE;
  g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID, N_ ("A client needs a name, and at least one of read, push, trigger and admin"));

  return FALSE;
}

XaClient *
xa_store_add_client (XaStore    *store,
                     const char *name,
                     guint       scopes,
                     char      **token,
                     GError    **error)
{
  g_autoptr (XaClient) client = g_new0 (XaClient, 1);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_ADD], error);
  g_autofree char *made = q && check_input (name, scopes, error) ? make_token (error) : NULL;

  if (!made)
    return NULL;
  hash_token (made, client->token_hash);
  client->name = g_strdup (name);
  client->scopes = scopes;
  client->created_us = xa_time_now ();
  sqlite3_bind_text (q, 1, name, -1, SQLITE_STATIC);
  sqlite3_bind_blob (q, 2, client->token_hash, XA_CLIENT_HASH_SIZE, SQLITE_STATIC);
  sqlite3_bind_int (q, 3, (int) scopes);
  sqlite3_bind_int64 (q, 4, client->created_us);
  if (!xa_store_run (store, q, error))
    return NULL;
  if (sqlite3_changes (store->db) == 0) {
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS, N_ ("There is a client called “%s” already."), name);
    return NULL;
  }
  client->id = sqlite3_last_insert_rowid (store->db);
  *token = g_steal_pointer (&made);

  return g_steal_pointer (&client);
}

GPtrArray *
xa_store_list_clients (XaStore *store,
                       GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_client_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST], error);
  int row;

  if (!q)
    return NULL;
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaClient *client = g_new0 (XaClient, 1);

    client->id = sqlite3_column_int64 (q, 0);
    client->name = g_strdup ((const char *) sqlite3_column_text (q, 1));
    if (sqlite3_column_bytes (q, 2) == XA_CLIENT_HASH_SIZE)
      memcpy (client->token_hash, sqlite3_column_blob (q, 2), XA_CLIENT_HASH_SIZE);
    client->scopes = sqlite3_column_bytes (q, 2) == XA_CLIENT_HASH_SIZE ? (guint) sqlite3_column_int (q, 3) : 0;
    client->created_us = sqlite3_column_int64 (q, 4);
    g_ptr_array_add (list, client);
  }

  return row == 0 ? g_steal_pointer (&list) : NULL;
}

static gboolean
drop (XaStore        *store,
      const XaClient *client,
      GError        **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_DROP], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, client->id);

  return xa_store_run (store, q, error) && xa_store_audit (store, "client-revoked", client->name, error);
}

static gboolean
drop_by_id (XaStore *store,
            gint64   id,
            GError **error)
{
  g_autoptr (GPtrArray) clients = xa_store_list_clients (store, error);

  for (guint i = 0; clients && i < clients->len; i++)
    if (((const XaClient *) clients->pdata[i])->id == id)
      return drop (store, clients->pdata[i], error);
  if (clients)
    g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("There is no such client any more."));

  return FALSE;
}

gboolean
xa_store_revoke_client (XaStore *store,
                        gint64   id,
                        GError **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  if (drop_by_id (store, id, error))
    return xa_store_commit (store, error);
  xa_store_rollback (store);

  return FALSE;
}

const XaClient *
xa_clients_find (const GPtrArray *clients,
                 const char      *token)
{
  const XaClient *found = NULL;
  guint8          hash[XA_CLIENT_HASH_SIZE];

  hash_token (token, hash);
  for (guint i = 0; i < clients->len; i++) {
    const XaClient *client = clients->pdata[i];

    if (nettle_memeql_sec (client->token_hash, hash, sizeof hash) && client->scopes)
      found = client;
  }

  return found;
}

/* --- where the server listens ---------------------------------------------------------------------- */

gboolean
xa_store_get_server (XaStore          *store,
                     XaServerSettings *settings,
                     GError          **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_GET_SERVER], error);
  int row;

  *settings = (XaServerSettings) { .is_on = FALSE, .port = XA_SERVER_PORT };
  if (!q)
    return FALSE;
  row = xa_store_step (store, q, error);
  if (row == 1) {
    settings->is_on = sqlite3_column_int (q, 0) != 0;
    settings->port = (guint16) sqlite3_column_int (q, 1);
  }

  return row >= 0;
}

gboolean
xa_store_set_server (XaStore                *store,
                     const XaServerSettings *settings,
                     GError                **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_SET_SERVER], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int (q, 1, settings->is_on ? 1 : 0);
  sqlite3_bind_int (q, 2, settings->port);

  return xa_store_run (store, q, error);
}
