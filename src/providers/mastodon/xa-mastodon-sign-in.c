#include "providers/mastodon/xa-mastodon-api.h"

/* The narrowest that all of it works with: who signed in, who follows, what was posted, saved searches. No
 * server's “read” is asked for, which would take private messages in. */
#define SCOPES "read:accounts read:search read:statuses"

/* Every server is a stranger to the program: it tells its name and gets an id and a secret, which are of this one
 * sign-in. They stay with the credential, to renew it by. */
static gboolean
register_client (XaRest       *rest,
                 const char   *redirect,
                 const char   *scopes,
                 XaCredential *client,
                 GError      **error)
{
  const char *form[] = { "client_name", "XAudience", "redirect_uris", redirect, "scopes", scopes, NULL };
  g_autoptr (XaRequest) request = xa_request_new ("POST", "api", "v1", "apps", NULL);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root;
  XaSpan   id, secret;

  request->anonymous = TRUE;
  xa_request_set_form (request, form);
  json = xa_rest_ask (rest, request, error);
  if (!json)
    return FALSE;
  root = xa_json_root (json);
  id = xa_json_text (&root, "client_id");
  secret = xa_json_text (&root, "client_secret");
  if (!xa_json_check (json, error))
    return FALSE;
  client->client_id = xa_span_dup (id);
  client->secret = xa_span_dup (secret);

  return TRUE;
}

const XaOAuthWay xa_mastodon_oauth = {
  .authorize = "/oauth/authorize",
  .token = "/oauth/token",
  .revoke = "/oauth/revoke",
  .scopes = SCOPES,
  .client = XA_CLIENT_REGISTERED,
  .register_client = register_client,
};
