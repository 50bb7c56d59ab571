#include "sync/xa-sync-private.h"

#include "model/xa-time.h"

/* What a connection is signed in with, shared by the threads that ask over it. */
typedef struct {
  pthread_mutex_t lock;       /* held while it is renewed, which only its own connection waits for */
  XaCredential   *credential; /* (mutex lock) (owned) (nullable) */
} Session;

static void
free_session (gpointer data)
{
  Session *session = data;

  pthread_mutex_destroy (&session->lock);
  xa_credential_free (session->credential);
  g_free (session);
}

GHashTable *
xa_sync_sessions_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_session);
}

/* Sessions stay as long as the object does. */
static Session *
get_session (XaSync     *self,
             const char *uuid)
{
  Session *session;

  pthread_mutex_lock (&self->lock);
  session = g_hash_table_lookup (self->sessions, uuid);
  if (!session) {
    session = g_new0 (Session, 1);
    pthread_mutex_init (&session->lock, NULL);
    g_hash_table_insert (self->sessions, g_strdup (uuid), session);
  }
  pthread_mutex_unlock (&self->lock);

  return session;
}

void
xa_sync_forget_session (XaSync     *self,
                        const char *connection_uuid)
{
  Session *session = get_session (self, connection_uuid);

  pthread_mutex_lock (&session->lock);
  g_clear_pointer (&session->credential, xa_credential_free);
  pthread_mutex_unlock (&session->lock);
}

static gboolean
is_signed_in (const XaConnection *connection,
              const XaProvider   *provider)
{
  for (guint i = 0; i < provider->n_sign_ins; i++)
    if (g_str_equal (provider->sign_ins[i].id, connection->sign_in))
      return provider->sign_ins[i].kind != XA_SIGN_IN_NONE;

  return *connection->sign_in != '\0';
}

/* Returns: (transfer full): the credential, from the keyring the first time */
static XaCredential *
load_credential (XaSync             *self,
                 const XaConnection *connection,
                 GCancellable       *cancellable,
                 GError            **error)
{
  Session      *session = get_session (self, connection->uuid);
  XaCredential *copy = NULL;

  pthread_mutex_lock (&session->lock);
  if (!session->credential)
    session->credential = xa_credential_store_load (self->credentials, connection->uuid, cancellable, error);
  if (session->credential)
    copy = xa_credential_copy (session->credential);
  pthread_mutex_unlock (&session->lock);

  return copy;
}

static gboolean
keep_credential (XaSync             *self,
                 const XaConnection *connection,
                 const char         *platform,
                 const XaCredential *credential,
                 GError            **error)
{
  g_autofree char *label = g_strdup_printf ("%s – %s", platform, connection->name);

  if (xa_credential_store_is_held (self->credentials, connection->uuid)) {
    xa_credential_store_hold (self->credentials, connection->uuid, credential);
    return TRUE;
  }

  return xa_credential_store_save (self->credentials, connection->uuid, label, credential, NULL, error);
}

/* A session that ended is begun anew once, by the first thread that learns of it; the others take what
 * it got. A platform may have taken the old token back with that: it has to be kept before it is used. */
static XaCredential *
renew (XaRest             *rest,
       const XaCredential *old,
       gpointer            data,
       GError            **error)
{
  XaSyncLine   *line = data;
  Session      *session = get_session (line->sync, line->connection->uuid);
  XaCredential *fresh = NULL;

  pthread_mutex_lock (&session->lock);
  if (session->credential && g_strcmp0 (session->credential->token, old->token) != 0) {
    fresh = xa_credential_copy (session->credential);
  } else {
    fresh = line->provider->sign_in (rest, old, error);
    if (fresh && !keep_credential (line->sync, line->connection, line->provider->name, fresh, error))
      g_clear_pointer (&fresh, xa_credential_free);
    if (fresh) {
      g_clear_pointer (&session->credential, xa_credential_free);
      session->credential = xa_credential_copy (fresh);
    }
  }
  pthread_mutex_unlock (&session->lock);

  return fresh;
}

/* Returns: (transfer full) (nullable): the address that is asked; NULL where nobody said one */
static char *
choose_base (const XaConnection *connection,
             const XaProvider   *provider,
             const XaTarget     *target)
{
  if (connection->base_url)
    return g_strdup (connection->base_url);
  if (provider->base)
    return g_strdup (provider->base);

  return target && target->host ? g_strconcat ("https://", target->host, NULL) : NULL;
}

static gboolean
open_rest (XaSyncLine     *self,
           const XaTarget *target,
           GError        **error)
{
  g_autofree char *base = choose_base (self->connection, self->provider, target);

  if (!self->provider->dialect)
    return TRUE;
  if (!base) {
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, "%s needs the address of a server.", self->provider->name);
    return FALSE;
  }
  self->rest = xa_rest_new (self->sync->transport, self->provider->dialect, base, self->connection->uuid, error);

  return self->rest != NULL;
}

XaSyncLine *
xa_sync_line_new_with (XaSync             *self,
                       const XaConnection *connection,
                       const XaTarget     *target,
                       const XaCredential *credential,
                       GCancellable       *cancellable,
                       GError            **error)
{
  const XaProvider *provider = xa_sync_get_provider (connection, error);
  g_autoptr (XaSyncLine) line = NULL;

  if (!provider)
    return NULL;
  line = g_new0 (XaSyncLine, 1);
  line->sync = self;
  line->connection = xa_connection_copy (connection);
  line->provider = provider;
  if (!open_rest (line, target, error))
    return NULL;
  if (line->rest) {
    xa_rest_set_limits (line->rest, self->limits);
    xa_rest_set_validators (line->rest, self->validators);
    xa_rest_set_credential (line->rest, credential);
    xa_rest_set_cancellable (line->rest, cancellable);
  }

  return g_steal_pointer (&line);
}

XaSyncLine *
xa_sync_line_new (XaSync             *self,
                  const XaConnection *connection,
                  const XaTarget     *target,
                  GCancellable       *cancellable,
                  GError            **error)
{
  const XaProvider *provider = xa_sync_get_provider (connection, error);
  g_autoptr (XaCredential) credential = NULL;
  XaSyncLine *line;

  if (!provider)
    return NULL;
  if (is_signed_in (connection, provider)) {
    credential = load_credential (self, connection, cancellable, error);
    if (!credential)
      return NULL;
  }
  line = xa_sync_line_new_with (self, connection, target, credential, cancellable, error);
  if (line && line->rest && credential && provider->sign_in)
    xa_rest_set_renew (line->rest, renew, line);

  return line;
}

/**
 * xa_sync_line_free:
 * @self: (nullable): a line
 */
void
xa_sync_line_free (XaSyncLine *self)
{
  if (!self)
    return;

  g_clear_pointer (&self->rest, xa_rest_free);
  xa_connection_free (self->connection);
  g_free (self);
}

/**
 * xa_sync_line_look:
 *
 * Returns: (transfer full): a fetch whose records go nowhere
 */
XaSyncFetch *
xa_sync_line_look (XaSyncLine     *self,
                   const XaTarget *target,
                   GCancellable   *cancellable)
{
  XaSyncFetchOptions options = {
    .rest = self->rest,
    .target = target,
    .keys = self->sync->keys,
    .cancellable = cancellable,
    .now_us = xa_time_now (),
    .since_us = XA_TIME_UNKNOWN,
  };

  return xa_sync_fetch_new (&options);
}

const XaProvider *
xa_sync_get_provider (const XaConnection *connection,
                      GError            **error)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);

  if (!provider)
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, "This version does not know how to reach “%s”: the connection “%s” was made by another.",
                 connection->provider, connection->name);

  return provider;
}

/* What an error of a request, the keyring or nothing says of the state of the connection; 0: nothing. */
static XaConnectionState
get_state (const GError *error)
{
  if (error->domain == XA_CREDENTIAL_ERROR)
    return XA_CONNECTION_SIGN_IN;
  if (error->domain != XA_NET_ERROR)
    return 0;
  switch ((XaNetError) error->code) {
  case XA_NET_ERROR_AUTH:
    return XA_CONNECTION_SIGN_IN;
  case XA_NET_ERROR_SCOPE:
    return XA_CONNECTION_SCOPE_MISSING;
  case XA_NET_ERROR_PAYMENT:
    return XA_CONNECTION_PAYMENT;
  case XA_NET_ERROR_OUTDATED:
    return XA_CONNECTION_OUTDATED;
  case XA_NET_ERROR_OFFLINE:
  case XA_NET_ERROR_TIMEOUT:
  case XA_NET_ERROR_TLS:
  case XA_NET_ERROR_TRANSIENT:
    return XA_CONNECTION_UNREACHABLE;
  default:
    return 0;
  }
}

/**
 * xa_sync_error_id:
 *
 * Returns: the stable word for @error in tasks and JSON
 */
const char *
xa_sync_error_id (const GError *error)
{
  if (error->domain == XA_CREDENTIAL_ERROR)
    return "credential";
  if (g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_FULL))
    return "disk-full";
  if (error->domain == XA_STORE_ERROR)
    return "workspace";

  return xa_net_error_id (error);
}

gboolean
xa_sync_judge_connection (XaConnection *connection,
                          const GError *error)
{
  XaConnectionState state = error ? get_state (error) : XA_CONNECTION_OK;

  if (state == 0)
    return FALSE;
  connection->state = state;
  connection->checked_us = xa_time_now ();
  g_set_str (&connection->cause, error ? xa_sync_error_id (error) : "");
  g_set_str (&connection->cause_text, error ? error->message : "");

  return error != NULL;
}
