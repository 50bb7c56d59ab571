#include "sync/xa-sync-private.h"

#include "model/xa-language.h"
#include "net/xa-address.h"

/* --- connecting ------------------------------------------------------------------------------------ */

/* Nothing is opened in a browser that was not asked for: only where the server is named, whose business it is, and
 * nothing else is needed from the user. */
static gboolean
is_browser_meant (const XaConnectOptions *options,
                  const XaSignIn         *way)
{
  return way->kind == XA_SIGN_IN_OAUTH && way->oauth->client == XA_CLIENT_REGISTERED && options->browser && !options->credential &&
         (options->base_url || options->provider->base);
}

static gboolean
fits (const XaConnectOptions *options,
      const XaSignIn         *way)
{
  switch (way->kind) {
  case XA_SIGN_IN_NONE:
    return !options->credential;
  case XA_SIGN_IN_OAUTH:
    return options->credential && options->credential->client_id;
  case XA_SIGN_IN_HANDSHAKE:
    return FALSE;
  case XA_SIGN_IN_STEPS:
    return options->browser && options->browser->asker;
  default:
    return options->credential && !options->credential->client_id;
  }
}

static const XaSignIn *
choose_sign_in (const XaConnectOptions *options)
{
  const XaProvider *provider = options->provider;

  if (options->sign_in)
    return xa_provider_get_sign_in (provider, options->sign_in);
  for (guint i = 0; i < provider->n_sign_ins; i++)
    if (is_browser_meant (options, &provider->sign_ins[i]))
      return &provider->sign_ins[i];
  for (guint i = 0; i < provider->n_sign_ins; i++)
    if (fits (options, &provider->sign_ins[i]))
      return &provider->sign_ins[i];

  return NULL;
}

/* What the ways to sign in call for: a sentence that tells which. */
static void
set_sign_in_error (const XaConnectOptions *options,
                   GError                **error)
{
  g_autoptr (GString) ways = g_string_new (NULL);

  /* Going without is no credential, but a way that may be chosen. */
  for (guint i = 0; i < options->provider->n_sign_ins; i++)
    if (options->provider->sign_ins[i].kind != XA_SIGN_IN_NONE || (options->sign_in && !choose_sign_in (options)))
      g_string_append_printf (ways, "%s%s", ways->len ? ", " : "", options->provider->sign_ins[i].id);
  if (options->sign_in && !choose_sign_in (options))
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("%s cannot be signed in to by “%s”. It can by: %s."), options->provider->name,
                 options->sign_in, ways->len ? ways->str : "nothing");
  else if (options->credential)
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("%s takes no credential."), options->provider->name);
  else
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH, N_ ("%s needs a credential (%s)."), options->provider->name, ways->str);
}

static gboolean
set_base (XaConnection           *connection,
          const XaConnectOptions *options,
          gboolean                signs_in,
          GError                **error)
{
  gboolean is_private = FALSE;

  if (!options->base_url) {
    /* What a server is signed in to with is shown to no other one. */
    if (options->provider->base || (options->provider->takes_any_host && !signs_in) || !options->provider->dialect)
      return TRUE;
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("%s needs the address of the server."), options->provider->name);
    return FALSE;
  }
  connection->base_url = xa_address_check (options->base_url, &is_private, error);
  if (!connection->base_url)
    return FALSE;
  if (is_private && !options->allow_private) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED,
                         N_ ("The address is on this computer or in a private network. Confirm that it is meant."));
    return FALSE;
  }

  return TRUE;
}

/* Whether @credential is what came of the browser, and not only the user's app that takes part. */
static gboolean
has_been_there (const XaCredential *credential)
{
  return credential && credential->token;
}

static XaConnection *
make_connection (const XaConnectOptions *options,
                 GError                **error)
{
  g_autoptr (XaConnection) connection = xa_connection_new ();
  const XaSignIn *way = choose_sign_in (options);

  if (!way && (options->provider->n_sign_ins > 0 || options->sign_in || options->credential)) {
    set_sign_in_error (options, error);
    return NULL;
  }
  if (way && way->risk && !options->accepts_risk) {
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("%s Agree to that first."), way->risk);
    return NULL;
  }
  connection->provider = g_strdup (options->provider->id);
  connection->name = g_strdup (options->name ? options->name : options->provider->name);
  g_set_str (&connection->sign_in, way && way->kind != XA_SIGN_IN_NONE ? way->id : "");
  if (way && way->kind == XA_SIGN_IN_STEPS && has_been_there (options->credential) && options->credential->user)
    g_set_str (&connection->uuid, options->credential->user);
  if (way && way->kind != XA_SIGN_IN_NONE && !options->credential && !xa_sign_in_uses_browser (way)) {
    set_sign_in_error (options, error);
    return NULL;
  }

  return set_base (connection, options, *connection->sign_in != '\0', error) ? g_steal_pointer (&connection) : NULL;
}

/* Signs in where that is another step, and asks who it is that is signed in.
 *
 * Returns: whether it works; @session: (out) (nullable): what signing in brought */
static gboolean
try_line (XaSyncLine         *line,
          const XaCredential *credential,
          GCancellable       *cancellable,
          XaCredential      **session,
          GError            **error)
{
  g_autoptr (XaSyncFetch) fetch = NULL;

  *session = credential ? xa_credential_copy (credential) : NULL;
  if (credential && line->provider->sign_in) {
    g_autoptr (XaCredential) fresh = line->provider->sign_in (line->rest, credential, error);

    if (!fresh)
      return FALSE;
    xa_rest_set_credential (line->rest, fresh);
    xa_credential_free (*session);
    *session = g_steal_pointer (&fresh);
  }
  g_clear_pointer (&line->connection->who, g_free);
  if (!line->provider->check)
    return TRUE;
  fetch = xa_sync_line_look (line, NULL, NULL, cancellable);

  return line->provider->check (xa_sync_fetch_get (fetch), &line->connection->who, error);
}

static gboolean
keep (XaSync             *self,
      const XaConnection *connection,
      const XaProvider   *provider,
      const XaCredential *session,
      gboolean            hold_only,
      GCancellable       *cancellable,
      GError            **error)
{
  g_autofree char *label = g_strdup_printf ("%s – %s", provider->name, connection->name);

  xa_sync_forget_session (self, connection->uuid);
  if (!session)
    return TRUE;
  if (!hold_only)
    return xa_credential_store_save (self->credentials, connection->uuid, label, session, cancellable, error);
  xa_credential_store_hold (self->credentials, connection->uuid, session);

  return TRUE;
}

/* The credential comes first: a connection without one would be of no use. */
static gboolean
add (XaSync                 *self,
     const XaConnectOptions *options,
     const XaSignIn         *way,
     const XaCredential     *credential,
     XaConnection           *connection,
     GCancellable           *cancellable,
     GError                **error)
{
  g_autoptr (XaSyncLine) line = NULL;
  g_autoptr (XaCredential) session = NULL;

  /* A provider that reaches any server has none to ask before there is a target. */
  if (connection->base_url || options->provider->base || !options->provider->dialect) {
    line = xa_sync_line_new_with (self, connection, NULL, credential, cancellable, error);
    if (!line || !try_line (line, credential, cancellable, &session, error))
      return FALSE;
    g_set_str (&connection->who, line->connection->who);
    xa_sync_judge_connection (connection, NULL);
  } else if (credential) {
    session = xa_credential_copy (credential);
  }
  xa_sync_note_sign_in (connection, way, session);
  if (!keep (self, connection, options->provider, session, options->hold_only, cancellable, error))
    return FALSE;
  if (xa_sync_add_connection (self, options->provider, connection, options->name == NULL, error))
    return TRUE;
  xa_credential_store_forget (self->credentials, connection->uuid, NULL, NULL);

  return FALSE;
}

/* What comes of the browser, or of answers, cannot be given again with the next command. */
static void
set_not_keepable (const GError *cause,
                  GError      **error)
{
  if (g_error_matches (cause, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_NO_SERVICE))
    g_set_error_literal (error, cause->domain, cause->code,
                         N_ ("No keyring answers, and what comes of this way to sign in is kept nowhere else: start a keyring, and sign in then."));
  else if (g_error_matches (cause, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_LOCKED))
    g_set_error_literal (error, cause->domain, cause->code,
                         N_ ("The keyring is locked and did not open, and what comes of this way to sign in is kept nowhere else: unlock it, and sign in then."));
  else
    g_propagate_error (error, g_error_copy (cause));
}

/* Nobody is sent to the browser for what could not be kept afterwards. */
static gboolean
check_keyring (XaSync                 *self,
               const XaConnection     *connection,
               const XaConnectOptions *options,
               const XaSignIn         *way,
               GCancellable           *cancellable,
               GError                **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (XaCredential) old = NULL;

  if (options->hold_only || !xa_sign_in_uses_browser (way) || has_been_there (options->credential))
    return TRUE;
  old = xa_credential_store_load (self->credentials, connection->uuid, cancellable, &local);
  if (old || g_error_matches (local, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_NOT_FOUND) || g_error_matches (local, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_BAD))
    return TRUE;
  set_not_keepable (local, error);

  return FALSE;
}

/* The app of the user's that took part before, where none is given now. */
static XaCredential *
find_app (XaSync             *self,
          const XaConnection *connection,
          const XaSignIn     *way,
          const XaCredential *given,
          GCancellable       *cancellable)
{
  g_autoptr (XaCredential) old = NULL;
  XaCredential *app;

  if (given)
    return xa_credential_copy (given);
  if (!xa_sign_in_takes_app (way))
    return NULL;
  old = xa_credential_store_load (self->credentials, connection->uuid, cancellable, NULL);
  if (!old)
    return NULL;
  app = xa_credential_new ();
  app->client_id = g_strdup (old->client_id);
  app->secret = g_strdup (old->secret);

  return app;
}

static XaCredential *
sign_in (XaSync                 *self,
         const XaConnection     *connection,
         const XaConnectOptions *options,
         const XaSignIn         *way,
         GCancellable           *cancellable,
         GError                **error)
{
  g_autoptr (XaCredential) given = NULL;

  if (xa_sign_in_uses_browser (way) && has_been_there (options->credential))
    return xa_credential_copy (options->credential);
  if (!check_keyring (self, connection, options, way, cancellable, error))
    return NULL;
  given = find_app (self, connection, way, options->credential, cancellable);

  return xa_sync_sign_in (self, connection, way, given, options->browser, cancellable, error);
}

/**
 * xa_sync_connect:
 *
 * Errors: XA_NET_ERROR: BAD_REQUEST where the options do not fit the provider, REFUSED for an address
 * that is not to be asked, AUTH and the like as the platform answers; XA_CREDENTIAL_ERROR, EXISTS and
 * other errors of the store
 */
XaConnection *
xa_sync_connect (XaSync                 *self,
                 const XaConnectOptions *options,
                 GCancellable           *cancellable,
                 GError                **error)
{
  g_autoptr (XaConnection) connection = make_connection (options, error);
  const XaSignIn *way = choose_sign_in (options);
  g_autoptr (XaCredential) credential = NULL;
  gboolean ok;

  if (!connection)
    return NULL;
  /* The workspace is open to others while the user is in the browser. */
  if (way && way->kind != XA_SIGN_IN_NONE) {
    credential = sign_in (self, connection, options, way, cancellable, error);
    if (!credential)
      return NULL;
  }
  if (!xa_sync_enter (self, error))
    return NULL;
  ok = add (self, options, way, credential, connection, cancellable, error);
  xa_sync_leave (self);
  /* What was signed in to for nothing is taken back. */
  if (!ok)
    xa_sync_end_sign_in (connection, options->provider, credential);
  xa_sync_end_unfinished (self, connection->uuid);

  return ok ? g_steal_pointer (&connection) : NULL;
}

/* --- signing in again ------------------------------------------------------------------------------------ */

static XaConnection *
load_outside (XaSync  *self,
              gint64   id,
              GError **error)
{
  XaConnection *connection;

  if (!xa_sync_enter (self, error))
    return NULL;
  connection = xa_sync_load_connection (self, id, error);
  xa_sync_leave (self);

  return connection;
}

/* Everything but the browser: @connection is loaded anew, since the user may have taken minutes over that. */
static XaConnection *
take_credential (XaSync             *self,
                 gint64              id,
                 const XaSignIn     *way,
                 const XaCredential *credential,
                 gboolean            hold_only,
                 GCancellable       *cancellable,
                 GError            **error)
{
  g_autoptr (XaConnection) connection = xa_sync_load_connection (self, id, error);
  g_autoptr (XaSyncLine) line = NULL;
  g_autoptr (XaCredential) session = NULL;

  if (!connection)
    return NULL;
  g_set_str (&connection->sign_in, way->id);
  line = xa_sync_line_new_with (self, connection, NULL, credential, cancellable, error);
  if (!line || !try_line (line, credential, cancellable, &session, error) ||
      !keep (self, connection, line->provider, session, hold_only, cancellable, error))
    return NULL;
  g_set_str (&connection->who, line->connection->who);
  connection->state = XA_CONNECTION_UNCHECKED;
  xa_sync_judge_connection (connection, NULL);
  xa_sync_note_sign_in (connection, way, session);

  return xa_sync_store_end (self, connection->uuid, session, error) && xa_sync_store_connection (self, connection, error) ? g_steal_pointer (&connection) : NULL;
}

/* The way that is wished for, that of the connection, or the first that takes what is given. */
static const XaSignIn *
choose_again (const XaConnection     *connection,
              const XaConnectOptions *options,
              GError                **error)
{
  const XaProvider *provider = xa_sync_get_provider (connection, error);
  XaConnectOptions  same = *options;
  const XaSignIn   *way;

  if (!provider)
    return NULL;
  same.provider = provider;
  same.base_url = connection->base_url;
  if (!same.sign_in && *connection->sign_in)
    same.sign_in = connection->sign_in;
  way = choose_sign_in (&same);
  if (way && way->kind != XA_SIGN_IN_NONE && (options->credential || xa_sign_in_uses_browser (way)))
    return way;
  set_sign_in_error (&same, error);

  return NULL;
}

/**
 * xa_sync_reconnect:
 *
 * Errors: as xa_sync_connect(); the old credential stays where the new one does not work
 */
XaConnection *
xa_sync_reconnect (XaSync                 *self,
                   gint64                  connection_id,
                   const XaConnectOptions *options,
                   GCancellable           *cancellable,
                   GError                **error)
{
  g_autoptr (XaConnection) connection = load_outside (self, connection_id, error);
  const XaSignIn *way = connection ? choose_again (connection, options, error) : NULL;
  g_autoptr (XaCredential) credential = way ? sign_in (self, connection, options, way, cancellable, error) : NULL;
  g_autoptr (XaCredential) old = NULL;
  XaConnection *mended;

  if (!credential || !xa_sync_enter (self, error))
    return NULL;
  if (way->kind == XA_SIGN_IN_STEPS)
    old = xa_credential_store_load (self->credentials, connection->uuid, cancellable, NULL);
  mended = take_credential (self, connection_id, way, credential, options->hold_only, cancellable, error);
  xa_sync_leave (self);
  /* The one that is of no use any more goes, on both sides. */
  if (way->kind == XA_SIGN_IN_STEPS)
    xa_sync_end_sign_in (connection, xa_provider_by_id (connection->provider), mended ? old : credential);
  xa_sync_end_unfinished (self, connection->uuid);

  return mended;
}

XaCredential *
xa_sync_ask_browser (XaSync                 *self,
                     const XaConnectOptions *options,
                     const XaConnection     *connection,
                     GCancellable           *cancellable,
                     GError                **error)
{
  g_autoptr (XaConnection) made = connection ? xa_connection_copy (connection) : make_connection (options, error);
  const XaSignIn *way;

  if (!made)
    return NULL;
  way = connection ? choose_again (connection, options, error) : choose_sign_in (options);

  return way ? sign_in (self, made, options, way, cancellable, error) : NULL;
}
