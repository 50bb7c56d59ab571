#include "sync/xa-sync-private.h"

#include "model/xa-language.h"

#include <string.h>

/*
 * Taking a sign-in back at the platform when its connection is removed: forgetting a token here does not end it there,
 * and who got hold of it before could go on. It is tried once and not for long, so that a platform that is away keeps
 * nobody from removing a connection; what is left to do is told.
 */

#define PATIENCE_US (10 * G_USEC_PER_SEC)

void
xa_parting_clear (XaParting *self)
{
  g_clear_pointer (&self->words, g_free);
  self->remains = FALSE;
}

/* --- asking the platform ----------------------------------------------------------------------------- */

/* RFC 7009, section 2.1. */
static gboolean
revoke_token (XaRest             *rest,
              const XaOAuthWay   *way,
              const XaCredential *credential,
              const char         *token,
              const char         *hint,
              GError            **error)
{
  const char *form[] = { "token", token, "token_type_hint", hint, "client_id", credential->client_id, NULL, NULL, NULL };
  g_autoptr (XaRequest) request = xa_request_new ("POST", NULL);
  g_autoptr (XaResponse) response = NULL;

  if (way->client != XA_CLIENT_PUBLIC && credential->secret) {
    form[6] = "client_secret";
    form[7] = credential->secret;
  }
  g_string_append (request->path, way->revoke);
  request->anonymous = TRUE;
  xa_request_set_form (request, form);
  response = xa_rest_send (rest, request, error);

  return response != NULL;
}

/* The refresh token first: with it most servers end all that was made of it. */
static gboolean
revoke_by_oauth (XaRest             *rest,
                 const XaOAuthWay   *way,
                 const XaCredential *credential,
                 GError            **error)
{
  return (!credential->refresh_token || revoke_token (rest, way, credential, credential->refresh_token, "refresh_token", error)) &&
         (!credential->token || revoke_token (rest, way, credential, credential->token, "access_token", error));
}

/* What the platform no longer takes need not be taken back. */
static gboolean
revoke_by_own_way (XaRest             *rest,
                   const XaSignIn     *way,
                   const XaCredential *credential,
                   GError            **error)
{
  g_autoptr (GError) refusal = NULL;

  if (way->revoke (rest, credential, &refusal) || g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_AUTH))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

static gboolean
ask (XaSync             *self,
     const XaConnection *connection,
     const XaSignIn     *way,
     GCancellable       *cancellable,
     GError            **error)
{
  g_autoptr (XaCredential) credential = xa_credential_store_load (self->credentials, connection->uuid, cancellable, error);
  g_autoptr (XaSyncLine) line = NULL;

  if (!credential)
    return FALSE;
  line = xa_sync_line_new_with (self, connection, NULL, credential, cancellable, error);
  if (!line)
    return FALSE;
  /* A pause or a budget of the connection is for fetching. */
  xa_rest_set_limits (line->rest, NULL);
  xa_rest_set_patience (line->rest, 1, PATIENCE_US);

  return way->revoke ? revoke_by_own_way (line->rest, way, credential, error) : revoke_by_oauth (line->rest, way->oauth, credential, error);
}

/* --- what is told ------------------------------------------------------------------------------------ */

static gboolean
can_ask (const XaSignIn *way)
{
  return way->revoke || (way->kind == XA_SIGN_IN_OAUTH && way->oauth->revoke);
}

/* Whether another connection would lose what it works with. */
static gboolean
is_shared (const XaConnection *connection,
           const XaSignIn     *way,
           const GPtrArray    *others)
{
  for (guint i = 0; way->revokes_app && i < others->len; i++) {
    const XaConnection *other = others->pdata[i];
    const XaProvider   *provider = xa_provider_by_id (other->provider);

    for (guint s = 0; provider && other->id != connection->id && *other->sign_in && s < provider->n_sign_ins; s++)
      if (provider->sign_ins[s].revoke == way->revoke)
        return TRUE;
  }

  return FALSE;
}

static void
say_remains (XaParting      *parting,
             const XaSignIn *way,
             const char     *why)
{
  parting->remains = TRUE;
  parting->words = g_strdup_printf ("%s %s", why, way->revoke_words ? _ (way->revoke_words) : _ ("Take it back there."));
}

static void
say_not_asked (XaParting          *parting,
               const XaConnection *connection,
               const XaProvider   *provider,
               const XaSignIn     *way,
               const GPtrArray    *others)
{
  g_autofree char *why = NULL;

  if (is_shared (connection, way, others))
    why = g_strdup_printf (_ ("The sign-in still holds at %s: taking it back would end another connection too, if that uses the same app."), provider->name);
  else if (xa_sign_in_uses_browser (way))
    why = g_strdup_printf (_ ("The sign-in still holds at %s, which lets no program take it back."), provider->name);
  else
    why = g_strdup_printf (_ ("What you entered still holds at %s."), provider->name);
  say_remains (parting, way, why);
}

/* The usual words are of fetching, which goes on by itself: this does not. */
static const char *
get_reason (const GError *refusal)
{
  if (refusal->domain == XA_CREDENTIAL_ERROR)
    return _ ("the keyring did not give it");
  if (refusal->domain != XA_NET_ERROR)
    return _ ("something went wrong here");
  switch ((XaNetError) refusal->code) {
  case XA_NET_ERROR_OFFLINE:
    return _ ("the platform cannot be reached");
  case XA_NET_ERROR_TIMEOUT:
    return _ ("there was no answer in time");
  case XA_NET_ERROR_TLS:
  case XA_NET_ERROR_TRANSIENT:
    return _ ("the platform has a problem of its own");
  case XA_NET_ERROR_RATE_LIMITED:
    return _ ("the platform is asked too often just now");
  default:
    return _ ("the platform refused");
  }
}

static void
say_asked (XaParting        *parting,
           const XaProvider *provider,
           const XaSignIn   *way,
           const GError     *refusal)
{
  g_autofree char *why = NULL;

  if (refusal) {
    why = g_strdup_printf (_ ("The sign-in still holds at %s: it could not be taken back, as %s."), provider->name, get_reason (refusal));
    say_remains (parting, way, why);
  } else if (way->kind == XA_SIGN_IN_PASSWORD) {
    /* A session was ended, and not what it was begun with. */
    why = g_strdup_printf (_ ("The session at %s was ended; what you entered still holds there."), provider->name);
    say_remains (parting, way, why);
  } else {
    parting->words = g_strdup_printf (_ ("The sign-in was taken back at %s."), provider->name);
  }
}

gboolean
xa_sync_revoke (XaSync             *self,
                const XaConnection *connection,
                const GPtrArray    *others,
                XaParting          *parting,
                GCancellable       *cancellable,
                GError            **error)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);
  const XaSignIn   *way = provider ? xa_provider_get_sign_in (provider, connection->sign_in) : NULL;
  g_autoptr (GError) refusal = NULL;

  if (!way || way->kind == XA_SIGN_IN_NONE)
    return TRUE;
  if (!can_ask (way) || is_shared (connection, way, others)) {
    say_not_asked (parting, connection, provider, way, others);
    return TRUE;
  }
  ask (self, connection, way, cancellable, &refusal);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  say_asked (parting, provider, way, refusal);

  return TRUE;
}
