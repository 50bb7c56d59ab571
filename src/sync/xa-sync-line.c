#include "sync/xa-sync-private.h"

#include "model/xa-language.h"
#include "model/xa-time.h"

/* What a connection is signed in with, shared by the threads that ask over it. */
typedef struct {
  pthread_mutex_t lock;       /* held while it is renewed, which only its own connection waits for */
  XaCredential   *credential; /* (mutex lock) (owned) (nullable) */
  gboolean        is_unsaved; /* (mutex lock): the keyring did not take it, and it is not to be used until it does */
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
  session->is_unsaved = FALSE;
  pthread_mutex_unlock (&session->lock);
  xa_sync_close_carrier (self, connection_uuid);
}

static gboolean
is_signed_in (const XaConnection *connection,
              const XaProvider   *provider)
{
  const XaSignIn *way = xa_provider_get_sign_in (provider, connection->sign_in);

  return way ? way->kind != XA_SIGN_IN_NONE : *connection->sign_in != '\0';
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

/* Within the lock: what is signed in with is in the keyring and in @session, from there the first time. */
static gboolean
load_session (XaSync             *self,
              Session            *session,
              const XaConnection *connection,
              const XaProvider   *provider,
              GCancellable       *cancellable,
              GError            **error)
{
  if (session->is_unsaved)
    session->is_unsaved = !keep_credential (self, connection, provider->name, session->credential, error);
  else if (!session->credential)
    session->credential = xa_credential_store_load (self->credentials, connection->uuid, cancellable, error);

  return session->credential && !session->is_unsaved;
}

/* Returns: (transfer full): the credential */
static XaCredential *
load_credential (XaSync             *self,
                 const XaConnection *connection,
                 const XaProvider   *provider,
                 GCancellable       *cancellable,
                 GError            **error)
{
  Session      *session = get_session (self, connection->uuid);
  XaCredential *copy = NULL;

  pthread_mutex_lock (&session->lock);
  if (load_session (self, session, connection, provider, cancellable, error))
    copy = xa_credential_copy (session->credential);
  pthread_mutex_unlock (&session->lock);

  return copy;
}

/* Within the lock: what another thread has in place of @old, or another program in the keyring.
 *
 * Returns: FALSE with @error where the keyring does not answer: then nothing is renewed, since what a platform gives
 * in exchange for a refresh token may be given only once */
static gboolean
look_for_newer (XaSyncLine         *line,
                Session            *session,
                const XaCredential *old,
                GError            **error)
{
  g_autoptr (XaCredential) stored = NULL;

  if (!load_session (line->sync, session, line->connection, line->provider, line->cancellable, error))
    return FALSE;
  if (g_strcmp0 (session->credential->token, old->token) != 0)
    return TRUE;
  stored = xa_credential_store_load (line->sync->credentials, line->connection->uuid, line->cancellable, error);
  if (!stored)
    return FALSE;
  xa_credential_free (session->credential);
  session->credential = g_steal_pointer (&stored);

  return TRUE;
}

/* Within the lock. */
static gboolean
take_fresh (XaSyncLine   *line,
            Session      *session,
            XaCredential *fresh,
            GError      **error)
{
  gboolean moves = xa_credential_get_end (session->credential) != xa_credential_get_end (fresh);

  xa_credential_free (session->credential);
  session->credential = fresh;
  /* When it ends is only told: it is no reason not to use it. */
  if (moves)
    xa_sync_store_end (line->sync, line->connection->uuid, fresh, NULL);
  session->is_unsaved = !keep_credential (line->sync, line->connection, line->provider->name, fresh, error);

  return !session->is_unsaved;
}

/* A session that ended is begun anew once, by the first thread that learns of it; the others take what
 * it got. A platform may have taken the old token back with that: it has to be kept before it is used. */
static XaCredential *
renew (XaRest             *rest,
       const XaCredential *old,
       gpointer            data,
       GError            **error)
{
  XaSyncLine     *line = data;
  const XaSignIn *way = xa_provider_get_sign_in (line->provider, line->connection->sign_in);
  Session        *session = get_session (line->sync, line->connection->uuid);
  XaCredential   *fresh = NULL, *copy = NULL;

  pthread_mutex_lock (&session->lock);
  if (look_for_newer (line, session, old, error)) {
    if (g_strcmp0 (session->credential->token, old->token) != 0)
      copy = xa_credential_copy (session->credential);
    else if ((fresh = xa_sync_ask_anew (line, way, rest, session->credential, error)) && take_fresh (line, session, fresh, error))
      copy = xa_credential_copy (session->credential);
  }
  pthread_mutex_unlock (&session->lock);

  return copy;
}

/* A token that lasts long and is extended rather than refreshed is so in good time; where that fails, it is used as
 * long as it holds, and the user is told before it ends. */
static void
extend_ahead (XaSyncLine    *line,
              XaCredential **credential)
{
  const XaSignIn *way = xa_provider_get_sign_in (line->provider, line->connection->sign_in);
  gint64          now_us = xa_time_now ();
  Session        *session;
  XaCredential   *fresh;

  if (!way || way->kind != XA_SIGN_IN_OAUTH || !way->oauth->extend || (*credential)->expires_us == XA_TIME_UNKNOWN ||
      (*credential)->expires_us - now_us > way->oauth->extend_ahead_us || (*credential)->expires_us <= now_us)
    return;
  session = get_session (line->sync, line->connection->uuid);
  pthread_mutex_lock (&session->lock);
  if (look_for_newer (line, session, *credential, NULL)) {
    fresh = g_strcmp0 (session->credential->token, (*credential)->token) == 0 ? way->oauth->extend (line->rest, session->credential, NULL) : NULL;
    if (!fresh || take_fresh (line, session, fresh, NULL)) {
      xa_credential_free (*credential);
      *credential = xa_credential_copy (session->credential);
    }
  }
  pthread_mutex_unlock (&session->lock);
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

/* @credential: (nullable): for what carries the requests, where that is no HTTP */
static gboolean
open_rest (XaSyncLine         *self,
           const XaTarget     *target,
           const XaCredential *credential,
           GError            **error)
{
  g_autofree char *base = choose_base (self->connection, self->provider, target);
  g_autoptr (XaTransport) transport = NULL;

  if (!self->provider->dialect)
    return TRUE;
  if (!base) {
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, N_ ("%s needs the address of a server."), self->provider->name);
    return FALSE;
  }
  transport = xa_sync_open_carrier (self->sync, self->connection, self->provider, credential);
  self->rest = xa_rest_new (transport, self->provider->dialect, base, self->connection->uuid, error);

  return self->rest != NULL;
}

/* It signs with nothing yet. */
static XaSyncLine *
make_line (XaSync             *self,
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
  line->cancellable = cancellable ? g_object_ref (cancellable) : NULL;
  if (!open_rest (line, target, credential, error))
    return NULL;
  if (line->rest) {
    xa_rest_set_limits (line->rest, self->limits);
    xa_rest_set_validators (line->rest, self->validators);
    xa_rest_set_cancellable (line->rest, cancellable);
  }

  return g_steal_pointer (&line);
}

XaSyncLine *
xa_sync_line_new_with (XaSync             *self,
                       const XaConnection *connection,
                       const XaTarget     *target,
                       const XaCredential *credential,
                       GCancellable       *cancellable,
                       GError            **error)
{
  XaSyncLine *line = make_line (self, connection, target, credential, cancellable, error);

  if (line && line->rest)
    xa_rest_set_credential (line->rest, credential);

  return line;
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
    credential = load_credential (self, connection, provider, cancellable, error);
    if (!credential)
      return NULL;
  }
  line = make_line (self, connection, target, credential, cancellable, error);
  if (!line || !line->rest || !credential)
    return line;
  extend_ahead (line, &credential);
  xa_rest_set_credential (line->rest, credential);
  if (xa_sync_can_renew (provider, xa_provider_get_sign_in (provider, connection->sign_in), credential))
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
  g_clear_object (&self->cancellable);
  xa_connection_free (self->connection);
  g_free (self);
}

/**
 * xa_sync_line_look:
 *
 * Returns: (transfer full): a fetch whose records go nowhere
 */
XaSyncFetch *
xa_sync_line_look (XaSyncLine            *self,
                   const XaTarget        *target,
                   const XaFollowOptions *options,
                   GCancellable          *cancellable)
{
  XaSyncFetchOptions look = {
    .rest = self->rest,
    .target = target,
    .keys = self->sync->keys,
    .cancellable = cancellable,
    .now_us = xa_time_now (),
    .since_us = options ? options->since_us : XA_TIME_UNKNOWN,
    .max_posts = options ? options->max_posts : 0,
  };

  return xa_sync_fetch_new (&look);
}

const XaProvider *
xa_sync_get_provider (const XaConnection *connection,
                      GError            **error)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);

  if (!provider)
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, N_ ("This version does not know how to reach “%s”: the connection “%s” was made by another."),
                 connection->provider, connection->name);

  return provider;
}

/* What it means that a platform no longer takes a credential: one that was given in a browser ends by its time, or is
 * taken back there; of one that was typed nobody knows why. */
static XaConnectionState
get_refused_state (const XaConnection *connection)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);
  const XaSignIn   *way = provider ? xa_provider_get_sign_in (provider, connection->sign_in) : NULL;

  if (!way || !xa_sign_in_uses_browser (way))
    return XA_CONNECTION_SIGN_IN;

  return connection->ends_us != XA_TIME_UNKNOWN && connection->ends_us <= xa_time_now () ? XA_CONNECTION_EXPIRED : XA_CONNECTION_REVOKED;
}

/* What an error of a request, the keyring or nothing says of the state of the connection; 0: nothing. */
static XaConnectionState
get_state (const XaConnection *connection,
           const GError       *error)
{
  if (error->domain == XA_CREDENTIAL_ERROR)
    return XA_CONNECTION_SIGN_IN;
  if (error->domain != XA_NET_ERROR)
    return 0;
  switch ((XaNetError) error->code) {
  case XA_NET_ERROR_AUTH:
    return get_refused_state (connection);
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

/* What was given in a browser and is no longer taken is told in the same words, whatever was asked when it was found. */
static char *
say_state (const XaConnection *connection,
           const GError       *error)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);

  if (connection->state == XA_CONNECTION_REVOKED)
    return g_strdup_printf (N_ ("%s no longer accepts this sign-in: it was taken back there. Sign in again, and what waits goes on."), provider->name);
  if (connection->state == XA_CONNECTION_EXPIRED)
    return g_strdup (N_ ("The sign-in has come to its end: sign in again, and what waits goes on."));

  return g_strdup (error ? error->message : "");
}

gboolean
xa_sync_judge_connection (XaConnection *connection,
                          const GError *error)
{
  XaConnectionState state = error ? get_state (connection, error) : XA_CONNECTION_OK;

  if (state == 0)
    return FALSE;
  connection->checked_us = xa_time_now ();
  /* What was not granted is not granted by the rest's working. */
  if (!error && connection->state == XA_CONNECTION_SCOPE_MISSING && g_str_equal (connection->cause, XA_SYNC_NOT_GRANTED))
    return FALSE;
  connection->state = state;
  g_set_str (&connection->cause, error ? xa_sync_error_id (error) : "");
  g_free (connection->cause_text);
  connection->cause_text = say_state (connection, error);

  return error != NULL;
}
