#include "providers/bluesky/xa-bluesky-api.h"

#include "model/xa-language.h"

#include <string.h>

/* --- refusals ------------------------------------------------------------------------------------- */

/* Names of errors, and what they mean for whoever asked. */
static const struct {
  const char *name;
  XaNetError  code;
  const char *message; /* (nullable): the usual words */
} refusals[] = {
  { "ExpiredToken", XA_NET_ERROR_AUTH, NULL },
  { "InvalidToken", XA_NET_ERROR_AUTH, NULL },
  { "AuthMissing", XA_NET_ERROR_AUTH, N_ ("Bluesky answers this only to people who are signed in; connect with an app password.") },
  { "AuthenticationRequired", XA_NET_ERROR_AUTH, N_ ("Bluesky refused the handle or the app password; check both, or make a new app password.") },
  { "AuthFactorTokenRequired", XA_NET_ERROR_AUTH, N_ ("Bluesky asks for a code by e-mail: use an app password instead of the account's own password.") },
  { "AccountTakedown", XA_NET_ERROR_GONE, N_ ("Bluesky has taken this account down.") },
  { "AccountDeactivated", XA_NET_ERROR_GONE, N_ ("This account has been deactivated by its owner.") },
  { "RepoTakendown", XA_NET_ERROR_GONE, N_ ("Bluesky has taken this account down.") },
  { "RepoDeactivated", XA_NET_ERROR_GONE, N_ ("This account has been deactivated by its owner.") },
  { "RepoNotFound", XA_NET_ERROR_GONE, NULL },
  { "NotFound", XA_NET_ERROR_GONE, NULL },
  { "BlockedActor", XA_NET_ERROR_FORBIDDEN, N_ ("The signed-in account has blocked this one, so Bluesky shows nothing of it.") },
  { "BlockedByActor", XA_NET_ERROR_FORBIDDEN, N_ ("This account has blocked the signed-in one, so Bluesky shows nothing of it.") },
  { "RateLimitExceeded", XA_NET_ERROR_RATE_LIMITED, NULL },
  { "UpstreamFailure", XA_NET_ERROR_TRANSIENT, NULL },
  { "UpstreamTimeout", XA_NET_ERROR_TRANSIENT, NULL },
  { "NotEnoughResources", XA_NET_ERROR_TRANSIENT, NULL },
};

static gboolean
begins_with (XaSpan      text,
             const char *begin)
{
  return text.str && text.len >= strlen (begin) && g_ascii_strncasecmp (text.str, begin, strlen (begin)) == 0;
}

/* That somebody is not there comes as a bad request, told apart by words alone. */
static gboolean
is_not_there (XaSpan name,
              XaSpan message)
{
  static const char *const words[] = { "Profile not found", "Actor not found", "Could not find", "Unable to resolve handle", "List not found", "Post not found", "Starter pack not found" };

  if (!xa_span_equal (name, "InvalidRequest"))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (begins_with (message, words[i]))
      return TRUE;

  return FALSE;
}

static gboolean
read_refusal (const XaResponse *response,
              XaRefusal        *refusal)
{
  g_autoptr (XaJson) json = response->status >= 400 ? xa_response_parse (response, NULL) : NULL;
  XaJsonAt root;
  XaSpan   name, message;

  if (!json)
    return response->status >= 400;
  root = xa_json_root (json);
  name = xa_json_maybe_text (&root, "error");
  message = xa_json_maybe_text (&root, "message");
  if (is_not_there (name, message)) {
    refusal->code = XA_NET_ERROR_GONE;
    g_strlcpy (refusal->message, N_ ("Bluesky knows nobody and nothing of this name; it may have been renamed or deleted."), sizeof refusal->message);
    return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (xa_span_equal (name, refusals[i].name)) {
      refusal->code = refusals[i].code;
      if (refusals[i].message)
        g_strlcpy (refusal->message, refusals[i].message, sizeof refusal->message);
      break;
    }

  return TRUE;
}

const XaDialect xa_bluesky_dialect = {
  .platform = "Bluesky",
  .sign = XA_SIGN_BEARER,
  /* The limits of the public servers are not published; this is the pace they ask to keep below. */
  .rate = { .capacity = 10, .period_us = G_USEC_PER_SEC },
  .read_refusal = read_refusal,
};

/* --- questions ------------------------------------------------------------------------------------ */

XaRequest *
xa_bluesky_request (const char *method,
                    const char *nsid)
{
  return xa_request_new (method, "xrpc", nsid, NULL);
}

static gboolean
is_public (XaRest *rest)
{
  return strcmp (xa_rest_get_base (rest), XA_BLUESKY_PUBLIC) == 0;
}

/* The public server is asked by nobody in particular: it knows no sessions. */
XaJson *
xa_bluesky_ask (XaFetch   *fetch,
                XaRequest *request,
                GError   **error)
{
  g_autoptr (XaRequest) owned = request;
  XaRest *rest = xa_fetch_get_rest (fetch);

  owned->anonymous = is_public (rest);

  return xa_rest_ask (rest, owned, error);
}

gboolean
xa_bluesky_is_signed_in (XaFetch *fetch)
{
  const XaCredential *credential = xa_rest_get_credential (xa_fetch_get_rest (fetch));

  return credential && (credential->token || credential->secret);
}

/**
 * xa_bluesky_use_account:
 *
 * Goes on as the account that is signed in, over the server that it signed in at.
 */
gboolean
xa_bluesky_use_account (XaFetch *fetch,
                        GError **error)
{
  XaRest *rest = xa_fetch_get_rest (fetch);

  if (!xa_bluesky_is_signed_in (fetch)) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_AUTH, N_ ("Bluesky answers searches only to people who are signed in; connect with an app password."));
    return FALSE;
  }
  if (is_public (rest))
    xa_rest_set_base (rest, XA_BLUESKY_ENTRYWAY);

  return TRUE;
}

/* --- signing in ----------------------------------------------------------------------------------- */

/* When a token ends, as it says itself (RFC 7519); it is the server's to check. */
static gint64
get_end (XaSpan token)
{
  g_autofree char *text = xa_span_dup (token);
  g_auto (GStrv) parts = g_strsplit (text, ".", 3);
  g_autofree char   *padded = parts[0] && parts[1] ? g_strconcat (parts[1], "===", NULL) : NULL;
  g_autofree guchar *claims = NULL;
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root;
  gsize    size;
  gint64   end;

  if (!padded)
    return XA_TIME_UNKNOWN;
  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  padded[strlen (parts[1]) + (4 - strlen (parts[1]) % 4) % 4] = '\0';
  claims = g_base64_decode (padded, &size);
  json = xa_json_parse ((const char *) claims, size, NULL);
  if (!json)
    return XA_TIME_UNKNOWN;
  root = xa_json_root (json);
  end = xa_json_is_object (&root) ? xa_json_maybe_count (&root, "exp") : XA_COUNT_UNKNOWN;

  return end == XA_COUNT_UNKNOWN || end > G_MAXINT64 / G_USEC_PER_SEC ? XA_TIME_UNKNOWN : end * G_USEC_PER_SEC;
}

static XaCredential *
read_session (XaRest             *rest,
              XaRequest          *request,
              const XaCredential *given,
              GError            **error)
{
  g_autoptr (XaRequest) owned = request;
  g_autoptr (XaJson) json = NULL;
  g_autoptr (XaCredential) session = NULL;
  XaJsonAt root;

  owned->anonymous = TRUE;
  json = xa_rest_ask (rest, owned, error);
  if (!json)
    return NULL;
  root = xa_json_root (json);
  session = xa_credential_copy (given);
  g_free (session->token);
  g_free (session->refresh_token);
  session->token = xa_span_dup (xa_json_text (&root, "accessJwt"));
  session->refresh_token = xa_span_dup (xa_json_text (&root, "refreshJwt"));
  if (!xa_json_check (json, error))
    return NULL;
  session->expires_us = get_end (xa_span (session->token));

  return g_steal_pointer (&session);
}

static XaCredential *
refresh (XaRest             *rest,
         const XaCredential *given,
         GError            **error)
{
  XaRequest       *request = xa_bluesky_request ("POST", "com.atproto.server.refreshSession");
  g_autofree char *bearer = g_strconcat ("Bearer ", given->refresh_token, NULL);

  xa_request_add_header (request, "Authorization", bearer);

  return read_session (rest, request, given, error);
}

static XaCredential *
create (XaRest             *rest,
        const XaCredential *given,
        GError            **error)
{
  XaRequest *request = xa_bluesky_request ("POST", "com.atproto.server.createSession");
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *body = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "identifier");
  json_builder_add_string_value (builder, given->user);
  json_builder_set_member_name (builder, "password");
  json_builder_add_string_value (builder, given->secret);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  body = json_to_string (root, FALSE);
  xa_request_set_json (request, body);

  return read_session (rest, request, given, error);
}

/**
 * xa_bluesky_sign_out:
 *
 * Ends the session; the app password it was begun with is the user's to delete.
 */
gboolean
xa_bluesky_sign_out (XaRest             *rest,
                     const XaCredential *given,
                     GError            **error)
{
  g_autoptr (XaRequest) request = xa_bluesky_request ("POST", "com.atproto.server.deleteSession");
  g_autofree char *bearer = given->refresh_token ? g_strconcat ("Bearer ", given->refresh_token, NULL) : NULL;
  g_autoptr (XaResponse) response = NULL;

  if (!bearer)
    return TRUE;
  if (is_public (rest))
    xa_rest_set_base (rest, XA_BLUESKY_ENTRYWAY);
  request->anonymous = TRUE;
  xa_request_add_header (request, "Authorization", bearer);
  response = xa_rest_send (rest, request, error);

  return response != NULL;
}

/**
 * xa_bluesky_sign_in:
 * @given: a handle and an app password, with the session of the last time where there was one
 *
 * Sessions may be made only some times a day: the one that was there is renewed first, and only
 * where that is refused a new one is made.
 */
XaCredential *
xa_bluesky_sign_in (XaRest             *rest,
                    const XaCredential *given,
                    GError            **error)
{
  g_autoptr (GError) refusal = NULL;
  XaCredential *session = NULL;

  if (!given->user || !given->secret) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_AUTH, N_ ("Bluesky needs a handle and an app password to sign in."));
    return NULL;
  }
  if (is_public (rest))
    xa_rest_set_base (rest, XA_BLUESKY_ENTRYWAY);
  if (given->refresh_token)
    session = refresh (rest, given, &refusal);
  if (session)
    return session;
  if (refusal && !g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_AUTH) && !g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST)) {
    g_propagate_error (error, g_steal_pointer (&refusal));
    return NULL;
  }

  return create (rest, given, error);
}
