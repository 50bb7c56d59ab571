#include "net/xa-rest-parts.h"

#include "model/xa-language.h"
#include "model/xa-said.h"
#include "net/xa-address.h"

#include <string.h>

static void
add_header (XaRestCall *call,
            const char *name,
            const char *value)
{
  g_ptr_array_add (call->headers, g_strdup (name));
  g_ptr_array_add (call->headers, g_strdup (value));
}

static gboolean
is_whole_address (const char *path)
{
  return g_ascii_strncasecmp (path, "https://", 8) == 0 || g_ascii_strncasecmp (path, "http://", 7) == 0;
}

static gboolean
signs (XaRest          *rest,
       const XaRequest *request)
{
  return rest->credential && rest->credential->token && *rest->credential->token && !request->anonymous;
}

/* A link that the platform gave, such as the next page, goes no further than its own origin: else
 * an answer could send the credential anywhere. */
static gboolean
take_link (XaRestCall *call,
           XaRest     *rest,
           const char *link,
           GError    **error)
{
  if (!xa_address_same_origin (rest->base, link)) {
    g_autofree char *to = xa_address_mask (link);

    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED,
                 N_ ("%s leads on to another server (%s), which is not asked; if it has moved there, connect to the new address."),
                 rest->dialect->platform, to);
    return FALSE;
  }
  g_set_str (&call->address, link);

  return TRUE;
}

static void
join_address (XaRestCall      *call,
              XaRest          *rest,
              const XaRequest *request)
{
  GString *address = g_string_new (rest->base);

  if (rest->dialect->sign == XA_SIGN_PATH && signs (rest, request)) {
    g_string_append (address, "/bot");
    /* A token has a colon in it, which paths may have. */
    g_string_append_uri_escaped (address, rest->credential->token, ":", FALSE);
  }
  if (request->path->len > 0 && request->path->str[0] != '/')
    g_string_append_c (address, '/');
  g_string_append (address, request->path->str);
  call->address = g_string_free (address, FALSE);
}

static void
add_query (XaRestCall      *call,
           const XaRequest *request)
{
  g_autofree char *bare = NULL;

  if (request->query->len == 0)
    return;
  bare = g_steal_pointer (&call->address);
  call->address = g_strconcat (bare, strchr (bare, '?') ? "&" : "?", request->query->str, NULL);
}

static void
add_authorization (XaRestCall *call,
                   const char *scheme,
                   const char *token)
{
  g_autofree char *value = g_strconcat (scheme, " ", token, NULL);

  add_header (call, "Authorization", value);
}

static void
add_credential (XaRestCall         *call,
                const XaCredential *credential,
                XaSign              sign)
{
  switch (sign) {
  case XA_SIGN_BEARER:
    add_authorization (call, "Bearer", credential->token);
    break;
  case XA_SIGN_BOT:
    add_authorization (call, "Bot", credential->token);
    break;
  case XA_SIGN_KEY:
    add_header (call, credential->user ? "Api-Key" : "User-Api-Key", credential->token);
    if (credential->user)
      add_header (call, "Api-Username", credential->user);
    else if (credential->client_id)
      add_header (call, "User-Api-Client-Id", credential->client_id);
    break;
  case XA_SIGN_NOT:
  case XA_SIGN_PATH:
    break;
  }
}

static void
add_headers (XaRestCall *call,
             XaRest     *rest)
{
  const XaRequest *request = call->request;
  const XaDialect *dialect = rest->dialect;

  add_header (call, "User-Agent", xa_rest_get_user_agent (rest));
  add_header (call, "Accept", "application/json");
  for (guint i = 0; i + 1 < request->headers->len; i += 2)
    add_header (call, g_ptr_array_index (request->headers, i), g_ptr_array_index (request->headers, i + 1));
  if (signs (rest, request))
    add_credential (call, rest->credential, dialect->sign);
}

/**
 * xa_rest_call_init:
 * @call: (out caller-allocates)
 *
 * Makes a request of a provider into one that can go out: address, User-Agent, credential.
 *
 * Returns: FALSE with REFUSED, where it is a link to another origin, or AUTH, where a credential is needed
 */
gboolean
xa_rest_call_init (XaRestCall      *call,
                   XaRest          *rest,
                   const XaRequest *request,
                   GError         **error)
{
  *call = (XaRestCall) { .request = request, .headers = g_ptr_array_new_with_free_func (g_free) };

  if (rest->dialect->sign == XA_SIGN_PATH && !signs (rest, request) && !request->anonymous) {
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH, N_ ("%s needs a token; connect it again with one."), rest->dialect->platform);
    return FALSE;
  }
  if (!is_whole_address (request->path->str))
    join_address (call, rest, request);
  else if (!take_link (call, rest, request->path->str, error))
    return FALSE;

  add_query (call, request);
  add_headers (call, rest);

  return TRUE;
}

void
xa_rest_call_clear (XaRestCall *call)
{
  g_clear_pointer (&call->address, g_free);
  g_clear_pointer (&call->headers, g_ptr_array_unref);
}

static gboolean
fail_redirect (XaRest     *rest,
               const char *sentence,
               GError    **error)
{
  g_autofree char *message = xa_say_of (sentence, rest->dialect->platform);

  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, message);

  return FALSE;
}

/**
 * xa_rest_call_redirect:
 *
 * Points @call at where the answer sends it, if that is within the origin (NET-2). What changes
 * something goes on only where the status says that method and body stay as they are.
 */
gboolean
xa_rest_call_redirect (XaRestCall       *call,
                       XaRest           *rest,
                       const XaResponse *response,
                       GError          **error)
{
  const char      *location = xa_response_get_header (response, "location");
  gboolean         is_get = strcmp (call->request->method, "GET") == 0 || strcmp (call->request->method, "HEAD") == 0;
  g_autofree char *to = NULL;

  if (!location)
    return fail_redirect (rest, N_ ("%s leads on without saying where to; check the address of the connection."), error);
  if (++call->n_redirects > XA_REST_MAX_REDIRECTS)
    return fail_redirect (rest, N_ ("%s leads round in a circle; check the address of the connection."), error);
  if (!is_get && response->status != 307 && response->status != 308)
    return fail_redirect (rest, N_ ("%s leads on from a request that must not be repeated; check the address of the connection."), error);

  to = g_uri_resolve_relative (call->address, location, G_URI_FLAGS_ENCODED, NULL);
  if (!to)
    return fail_redirect (rest, N_ ("%s leads on to what is no address; check the address of the connection."), error);

  return take_link (call, rest, to, error);
}
