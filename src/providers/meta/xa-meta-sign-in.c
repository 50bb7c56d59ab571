#include "providers/meta/xa-meta-api.h"

#include "model/xa-language.h"
#include "model/xa-time.h"

/* How long an extended token holds where its end is not said. */
#define USUAL_SECONDS (60 * 24 * 60 * 60)

/* A token of an hour, or one that is about to end, becomes one of about sixty days. Nothing of it stands in
 * an address. */
static XaCredential *
extend (XaRest             *rest,
        const XaCredential *given,
        GError            **error)
{
  g_autoptr (XaRequest) request = xa_request_new ("POST", XA_META_VERSION, "oauth", "access_token", NULL);
  const char *const pairs[] = {
    "grant_type", "fb_exchange_token", "client_id", given->client_id ? given->client_id : "", "client_secret", given->secret ? given->secret : "",
    "fb_exchange_token", given->token ? given->token : "", NULL
  };
  g_autoptr (XaJson) json = NULL;
  XaCredential *fresh;
  XaJsonAt      root;
  XaSpan        token;
  gint64        seconds;

  request->anonymous = TRUE;
  xa_request_set_form (request, pairs);
  json = xa_rest_ask (rest, request, error);
  if (!json)
    return NULL;
  root = xa_json_root (json);
  token = xa_json_text (&root, "access_token");
  seconds = xa_json_maybe_count (&root, "expires_in");
  if (!xa_json_check (json, error))
    return NULL;
  fresh = xa_credential_copy (given);
  g_free (fresh->token);
  fresh->token = xa_span_dup (token);
  fresh->expires_us = xa_time_now () + CLAMP (seconds > 0 ? seconds : USUAL_SECONDS, 0, USUAL_SECONDS * 2) * G_USEC_PER_SEC;

  return fresh;
}

/* Takes back all that the user gave the app, which is as narrow as Meta has it. */
gboolean
xa_meta_revoke (XaRest             *rest,
                const XaCredential *given,
                GError            **error)
{
  g_autoptr (XaRequest) request = xa_request_new ("DELETE", XA_META_VERSION, "me", "permissions", NULL);
  g_autoptr (XaJson) json = xa_rest_ask (rest, request, error);
  XaJsonAt root;

  if (!json)
    return FALSE;
  root = xa_json_root (json);
  if (xa_json_is_object (&root) && xa_json_maybe_boolean (&root, "success", FALSE))
    return TRUE;
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED, N_ ("Meta did not say that it took the permissions back"));

  return FALSE;
}

const XaOAuthWay xa_meta_instagram_oauth = {
  .authorize = "https://www.facebook.com/" XA_META_VERSION "/dialog/oauth",
  .token = "https://graph.facebook.com/" XA_META_VERSION "/oauth/access_token",
  .scopes = "instagram_basic instagram_manage_insights instagram_manage_comments pages_show_list pages_read_engagement",
  .ports = xa_oauth_fixed_ports,
  .n_ports = XA_OAUTH_N_FIXED_PORTS,
  .client = XA_CLIENT_SECRET,
  .extend = extend,
  .extend_ahead_us = 14 * XA_USEC_PER_DAY,
};

const XaOAuthWay xa_meta_facebook_oauth = {
  .authorize = "https://www.facebook.com/" XA_META_VERSION "/dialog/oauth",
  .token = "https://graph.facebook.com/" XA_META_VERSION "/oauth/access_token",
  .scopes = "pages_show_list pages_read_engagement pages_read_user_content read_insights",
  .ports = xa_oauth_fixed_ports,
  .n_ports = XA_OAUTH_N_FIXED_PORTS,
  .client = XA_CLIENT_SECRET,
  .extend = extend,
  .extend_ahead_us = 14 * XA_USEC_PER_DAY,
};
