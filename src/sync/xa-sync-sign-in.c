#include "sync/xa-sync-private.h"

#include "model/xa-language.h"
#include "model/xa-time.h"
#include "net/xa-address.h"
#include "net/xa-oauth-listener.h"

#include <string.h>
#include <sys/random.h>

/*
 * Signing in where a browser or an app of the user's takes part, and what is done with what came of it later. The
 * workspace is not needed for any of it, and not held while a browser is waited for.
 */

static void
wipe (char *text)
{
  if (text)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

/* --- OAuth 2.0 ------------------------------------------------------------------------------------- */

/* Where a connection signs in: addresses of one server or of the platform. */
typedef struct {
  XaOAuthEndpoints endpoints;
  char            *authorize; /* (owned) */
  char            *token;     /* (owned) */
} Place;

static void
place_clear (Place *self)
{
  g_free (self->authorize);
  g_free (self->token);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static char *
make_address (XaRest     *rest,
              const char *declared)
{
  return declared && declared[0] == '/' ? g_strconcat (xa_rest_get_base (rest), declared, NULL) : g_strdup (declared);
}

/* @client: (nullable): with the id and secret that the platform knows the program by */
static void
place_init (Place              *self,
            XaSyncLine         *line,
            const XaOAuthWay   *way,
            const XaCredential *client)
{
  self->authorize = make_address (line->rest, way->authorize);
  self->token = make_address (line->rest, way->token);
  self->endpoints = (XaOAuthEndpoints) {
    .platform = line->provider->name,
    .authorize = self->authorize,
    .token = self->token,
    .client_id = client ? client->client_id : NULL,
    .client_secret = client && way->client != XA_CLIENT_PUBLIC ? client->secret : NULL,
    .scopes = way->scopes,
    .in_header = way->in_header,
  };
}

/* The user's own app, or the one that the server is told of now.
 * @given: (nullable): with the id, and the secret where there is one */
static XaCredential *
find_client (XaSyncLine         *line,
             const XaOAuthWay   *way,
             const XaCredential *given,
             const char         *redirect,
             GError            **error)
{
  g_autoptr (XaCredential) client = xa_credential_new ();

  if (way->client == XA_CLIENT_REGISTERED)
    return way->register_client (line->rest, redirect, way->scopes, client, error) ? g_steal_pointer (&client) : NULL;
  if (!given || !given->client_id || !*given->client_id || (way->client == XA_CLIENT_SECRET && (!given->secret || !*given->secret))) {
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, way->client == XA_CLIENT_SECRET ? N_ ("%s needs the id and the secret of your own app there.") : N_ ("%s needs the id of your own app there."),
                 line->provider->name);
    return NULL;
  }
  client->client_id = g_strdup (given->client_id);
  client->secret = g_strdup (given->secret);

  return g_steal_pointer (&client);
}

/* What lasts longer is asked for at once, where the platform has it. */
static XaCredential *
extend (XaSyncLine         *line,
        const XaOAuthWay   *way,
        const XaCredential *given,
        GError            **error)
{
  return way->extend ? way->extend (line->rest, given, error) : xa_credential_copy (given);
}

static XaCredential *
sign_in_as_app (XaSyncLine         *line,
                const XaOAuthWay   *way,
                const XaCredential *given,
                GCancellable       *cancellable,
                GError            **error)
{
  g_autoptr (XaCredential) client = find_client (line, way, given, NULL, error);
  g_auto (Place) place = { 0 };

  if (!client)
    return NULL;
  place_init (&place, line, way, client);

  return xa_oauth_ask_as_client (line->sync->transport, &place.endpoints, cancellable, error);
}

static XaCredential *
sign_in_by_oauth (XaSyncLine         *line,
                  const XaOAuthWay   *way,
                  const XaCredential *given,
                  const XaBrowser    *browser,
                  GCancellable       *cancellable,
                  GError            **error)
{
  g_autoptr (XaOAuth) oauth = xa_oauth_new (line->sync->transport, way->ports, way->n_ports, error);
  g_autoptr (XaCredential) client = oauth ? find_client (line, way, given, xa_oauth_get_redirect (oauth), error) : NULL;
  g_autoptr (XaCredential) granted = NULL;
  g_auto (Place) place = { 0 };

  if (!client)
    return NULL;
  if (browser->patience_us > 0)
    xa_oauth_set_timeout (oauth, browser->patience_us);
  place_init (&place, line, way, client);
  granted = xa_oauth_sign_in (oauth, &place.endpoints, browser->open, browser->data, cancellable, error);

  return granted ? extend (line, way, granted, error) : NULL;
}

/* --- a platform's own way ------------------------------------------------------------------------------ */

#define STATE_BYTES 16

static gboolean
draw_state (char     state[2 * STATE_BYTES + 1],
            GError **error)
{
  guint8 bytes[STATE_BYTES];

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, N_ ("The system gave no random bytes: the sign-in was not begun"));
    return FALSE;
  }
  for (gsize i = 0; i < sizeof bytes; i++)
    g_snprintf (state + 2 * i, 3, "%02x", bytes[i]);

  return TRUE;
}

/* Opens the browser at where @way begins, and waits for what it brings back, or for what is pasted. */
static char *
ask_browser (XaSyncLine        *line,
             const XaHandshake *way,
             const XaBrowser   *browser,
             gpointer          *handshake,
             GCancellable      *cancellable,
             GError           **error)
{
  g_autoptr (XaOAuthListener) listener = way->comes_back ? xa_oauth_listener_new (NULL, 0, error) : NULL;
  char             state[2 * STATE_BYTES + 1] = "";
  g_autofree char *redirect = NULL, *address = NULL;

  if (way->comes_back && (!listener || !draw_state (state, error)))
    return NULL;
  if (listener) {
    xa_oauth_listener_set_parameter (listener, way->parameter);
    redirect = g_strconcat (xa_oauth_listener_get_redirect (listener), "?state=", state, NULL);
  }
  *handshake = way->begin (xa_rest_get_base (line->rest), redirect, &address, error);
  if (!*handshake || !browser->open (address, browser->data, error))
    return NULL;
  if (listener)
    return xa_oauth_listener_wait (listener, state, browser->patience_us > 0 ? browser->patience_us : XA_OAUTH_LISTENER_TIMEOUT_US, cancellable, error);

  return browser->paste (cancellable, browser->data, error);
}

static XaCredential *
sign_in_by_handshake (XaSyncLine        *line,
                      const XaHandshake *way,
                      const XaBrowser   *browser,
                      GCancellable      *cancellable,
                      GError           **error)
{
  gpointer      handshake = NULL;
  XaCredential *credential = NULL;
  char         *answer;

  if (!way->comes_back && !browser->paste) {
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("%s shows an answer in the browser that has to be pasted, which cannot be done here."), line->provider->name);
    return NULL;
  }
  answer = ask_browser (line, way, browser, &handshake, cancellable, error);
  if (answer)
    credential = way->finish (handshake, answer, error);
  wipe (answer);
  if (handshake)
    way->free (handshake);

  return credential;
}

/* --- for the rest of sync/ --------------------------------------------------------------------------------- */

/**
 * xa_sync_sign_in:
 * @connection: with provider and address; need not be in the workspace yet
 * @given: (nullable): what the user gave: an app of his, for ways in which one takes part
 * @browser: (nullable): where @way takes one
 *
 * Errors: XA_NET_ERROR: BAD_REQUEST where something is missing, AUTH where it was refused, TIMEOUT, PAUSED
 * where no port is free; CANCELLED
 *
 * Returns: (transfer full): what is sent from now on; @given itself where @way is to send it
 */
XaCredential *
xa_sync_sign_in (XaSync             *self,
                 const XaConnection *connection,
                 const XaSignIn     *way,
                 const XaCredential *given,
                 const XaBrowser    *browser,
                 GCancellable       *cancellable,
                 GError            **error)
{
  g_autoptr (XaSyncLine) line = NULL;

  if (way->kind == XA_SIGN_IN_STEPS)
    return xa_sync_sign_in_by_steps (self, connection, xa_provider_by_id (connection->provider), given, browser, cancellable, error);
  if (way->kind != XA_SIGN_IN_OAUTH && way->kind != XA_SIGN_IN_HANDSHAKE)
    return xa_credential_copy (given);
  line = xa_sync_line_new_with (self, connection, NULL, NULL, cancellable, error);
  if (!line)
    return NULL;
  if (!xa_sign_in_uses_browser (way))
    return sign_in_as_app (line, way->oauth, given, cancellable, error);
  if (!browser) {
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("%s is signed in to in the browser, which cannot be opened here."), line->provider->name);
    return NULL;
  }
  if (way->kind == XA_SIGN_IN_HANDSHAKE)
    return sign_in_by_handshake (line, way->handshake, browser, cancellable, error);

  return sign_in_by_oauth (line, way->oauth, given, browser, cancellable, error);
}

/**
 * xa_sync_can_renew:
 *
 * Returns: whether @credential can be made new without the user
 */
gboolean
xa_sync_can_renew (const XaProvider   *provider,
                   const XaSignIn     *way,
                   const XaCredential *credential)
{
  if (!way || way->kind != XA_SIGN_IN_OAUTH)
    return provider->sign_in != NULL;

  return credential->refresh_token || !way->oauth->authorize;
}

/**
 * xa_sync_ask_anew:
 * @rest: what was refused, or would be soon
 *
 * Makes a credential new without the user. Nothing is kept.
 *
 * Returns: (transfer full): or NULL with @error, AUTH where the user has to sign in again
 */
XaCredential *
xa_sync_ask_anew (XaSyncLine         *line,
                  const XaSignIn     *way,
                  XaRest             *rest,
                  const XaCredential *old,
                  GError            **error)
{
  g_auto (Place) place = { 0 };

  if (!way || way->kind != XA_SIGN_IN_OAUTH)
    return line->provider->sign_in (rest, old, error);
  if (!way->oauth->authorize)
    return sign_in_as_app (line, way->oauth, old, line->cancellable, error);
  place_init (&place, line, way->oauth, old);

  return xa_oauth_refresh (line->sync->transport, &place.endpoints, old, line->cancellable, error);
}

typedef struct {
  const char *uuid;
  gint64      ends_us;
} End;

static gboolean
put_end (XaStore *store,
         gpointer data,
         GError **error)
{
  const End *end = data;

  return xa_store_set_sign_in_end (store, end->uuid, end->ends_us, error);
}

gboolean
xa_sync_store_end (XaSync             *self,
                   const char         *connection_uuid,
                   const XaCredential *credential,
                   GError            **error)
{
  End end = { connection_uuid, xa_credential_get_end (credential) };

  return xa_sync_write (self, put_end, &end, error);
}

/* Notes in @connection how the sign-in stands that @credential (nullable) is: until when it holds, and what it
 * does not allow. */
void
xa_sync_note_sign_in (XaConnection       *connection,
                      const XaSignIn     *way,
                      const XaCredential *credential)
{
  g_autofree char *missing = NULL;

  connection->ends_us = credential ? xa_credential_get_end (credential) : XA_TIME_UNKNOWN;
  if (!way || way->kind != XA_SIGN_IN_OAUTH || xa_credential_judge (credential, way->oauth->scopes, xa_time_now (), &missing) != XA_CREDENTIAL_SCOPE_MISSING)
    return;
  connection->state = XA_CONNECTION_SCOPE_MISSING;
  g_set_str (&connection->cause, XA_SYNC_NOT_GRANTED);
  g_free (connection->cause_text);
  connection->cause_text = g_strdup_printf (N_ ("The permission “%s” was not given: what needs it cannot be fetched. Sign in again and allow it."), missing);
}
