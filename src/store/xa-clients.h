#pragma once

#include "store/xa-store.h"

/*
 * The programs on this computer that may ask the server, and where it listens. A token is 256 random
 * bits; the workspace keeps its SHA-256 only, so that nobody can use what is in the file.
 */

/* Values are written to files as bits: append, never renumber. */
typedef enum {
  XA_CLIENT_READ = 1 << 0,    /* aggregates, how things stand, metrics */
  XA_CLIENT_PUSH = 1 << 1,    /* hand over records */
  XA_CLIENT_TRIGGER = 1 << 2, /* start a fetch */
  XA_CLIENT_ADMIN = 1 << 3,   /* see and revoke clients, try webhooks */
} XaClientScope;

#define XA_CLIENT_ALL_SCOPES (XA_CLIENT_READ | XA_CLIENT_PUSH | XA_CLIENT_TRIGGER | XA_CLIENT_ADMIN)
#define XA_CLIENT_HASH_SIZE 32

const char *xa_client_scope_id (XaClientScope one);
/* "read,push"; FALSE where a word is none. */
gboolean xa_client_scopes_parse (const char *text, guint *scopes);
char    *xa_client_scopes_format (guint scopes) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  gint64 id;
  char  *name; /* (owned) */
  guint8 token_hash[XA_CLIENT_HASH_SIZE];
  guint  scopes; /* XaClientScope */
  gint64 created_us;
} XaClient;

void xa_client_free (XaClient *self);

/* Makes a client with a new token.
 * @token: (out) (transfer full): shown once and kept nowhere; the caller wipes it
 * Errors: EXISTS if the name is taken, INVALID without a name or a scope */
XaClient  *xa_store_add_client (XaStore *store, const char *name, guint scopes, char **token, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *xa_store_list_clients (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaClient), oldest first */
gboolean   xa_store_revoke_client (XaStore *store, gint64 id, GError **error);               /* NOT_FOUND */

/* Whose token it is. Every client is compared, in constant time.
 * Returns: (nullable) (not owned): one of @clients */
const XaClient *xa_clients_find (const GPtrArray *clients, const char *token);

/* --- where the server listens --- */

#define XA_SERVER_PORT 8797 /* unless the user chose another */

typedef struct {
  gboolean is_on; /* whether the application opens it; off until the user says so */
  guint16  port;  /* 0: any that is free */
} XaServerSettings;

gboolean xa_store_get_server (XaStore *store, XaServerSettings *settings, GError **error);
gboolean xa_store_set_server (XaStore *store, const XaServerSettings *settings, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaClient, xa_client_free)
