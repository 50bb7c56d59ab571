#include "providers/mastodon/xa-mastodon-api.h"
#include "model/xa-language.h"
#include "providers/xa-kept-facts.h"

#include "net/xa-address.h"

#include <string.h>

/* Requests that page are counted apart, and may come less often. */
#define BUCKET_PAGES "pages"

/* --- how servers speak ---------------------------------------------------------------------------- */

static gboolean
get_rate (const char *bucket,
          XaRate     *rate)
{
  if (!g_str_has_prefix (bucket, BUCKET_PAGES))
    return FALSE;
  *rate = (XaRate) { .capacity = 300, .period_us = 15 * 60 * G_USEC_PER_SEC };

  return TRUE;
}

/* That somebody has to sign in comes with several codes, told apart by words. */
static gboolean
read_refusal (const XaResponse *response,
              XaRefusal        *refusal)
{
  g_autoptr (XaJson) json = response->status == 422 ? xa_response_parse (response, NULL) : NULL;

  if (json) {
    XaJsonAt root = xa_json_root (json);
    XaSpan   said = xa_json_is_object (&root) ? xa_json_maybe_text (&root, "error") : XA_SPAN_NONE;

    if (said.str && strstr (said.str, "authenticated user"))
      refusal->code = XA_NET_ERROR_AUTH;
  }
  if (refusal->code == XA_NET_ERROR_AUTH)
    g_strlcpy (refusal->message, N_ ("This server answers only to people who are signed in there; connect with a token of it, or make a new one."), sizeof refusal->message);

  return response->status >= 400;
}

const XaDialect xa_mastodon_dialect = {
  .platform = "Mastodon",
  .sign = XA_SIGN_BEARER,
  .rate = { .capacity = 300, .period_us = 5 * 60 * G_USEC_PER_SEC },
  .get_rate = get_rate,
  .read_refusal = read_refusal,
};

/* --- the server that is asked --------------------------------------------------------------------- */

/**
 * xa_mastodon_go_to:
 *
 * Asks @host from now on. Servers know only those followers of an account that pass by them, so an
 * account's own one is asked, whichever the connection is to. The credential is of the connection's
 * own server and is left behind. A server in the own network is one that the user put there to be
 * asked instead of all others.
 */
void
xa_mastodon_go_to (XaMastodon *self,
                   const char *host)
{
  XaRest          *rest = xa_fetch_get_rest (self->fetch);
  g_autofree char *home = g_strconcat ("https://", host, NULL);
  g_autofree char *now = NULL;
  gboolean         is_private = FALSE;

  if (xa_address_same_origin (xa_rest_get_base (rest), home))
    return;
  now = xa_address_check (xa_rest_get_base (rest), &is_private, NULL);
  if (is_private)
    return;
  xa_rest_set_credential (rest, NULL);
  xa_rest_set_base (rest, home);
}

static char *
get_base_host (XaFetch *fetch)
{
  g_autoptr (GUri) uri = g_uri_parse (xa_rest_get_base (xa_fetch_get_rest (fetch)), G_URI_FLAGS_NONE, NULL);

  return g_strdup (uri ? g_uri_get_host (uri) : "");
}

void
xa_mastodon_init (XaMastodon     *self,
                  XaFetch        *fetch,
                  const XaTarget *target)
{
  *self = (XaMastodon) { .fetch = fetch, .target = target };
  self->domain = target && target->host ? g_ascii_strdown (target->host, -1) : get_base_host (fetch);
  if (target && (target->parent || target->host))
    xa_mastodon_go_to (self, target->parent ? target->parent : target->host);
}

void
xa_mastodon_clear (XaMastodon *self)
{
  g_clear_pointer (&self->domain, g_free);
}

gboolean
xa_mastodon_is_signed_in (XaMastodon *self)
{
  const XaCredential *credential = xa_rest_get_credential (xa_fetch_get_rest (self->fetch));

  return credential && credential->token;
}

/* --- questions ------------------------------------------------------------------------------------ */

/* Without a credential, being told to sign in says nothing about the connection. */
static void
soften (XaMastodon *self,
        GError    **error)
{
  if (error && g_error_matches (*error, XA_NET_ERROR, XA_NET_ERROR_AUTH) && !xa_mastodon_is_signed_in (self))
    (*error)->code = XA_NET_ERROR_FORBIDDEN;
}

/* Only what stands behind the question mark is taken of a link: so it leads nowhere else. */
static char *
get_next (const XaResponse *response)
{
  g_autofree char *link = xa_response_get_link (response, "next");
  const char      *query = link ? strchr (link, '?') : NULL;

  return query && query[1] ? g_strndup (query + 1, strcspn (query + 1, "#")) : NULL;
}

XaJson *
xa_mastodon_ask (XaMastodon *self,
                 XaRequest  *request,
                 char      **next,
                 GError    **error)
{
  g_autoptr (XaRequest) owned = request;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (XaResponse) response = xa_rest_send (xa_fetch_get_rest (self->fetch), owned, &refusal);

  if (!response) {
    soften (self, &refusal);
    g_propagate_error (error, g_steal_pointer (&refusal));
    return NULL;
  }
  if (next)
    *next = get_next (response);

  return xa_response_parse (response, error);
}

XaResponse *
xa_mastodon_ask_changed (XaMastodon *self,
                         const char *mark,
                         XaRequest  *request,
                         char     ***facts,
                         char      **stamp,
                         GError    **error)
{
  g_autoptr (GError) refusal = NULL;
  XaResponse *response = xa_kept_facts_ask (self->fetch, mark, request, facts, stamp, &refusal);

  if (!response) {
    soften (self, &refusal);
    g_propagate_error (error, g_steal_pointer (&refusal));
  }

  return response;
}

XaRequest *
xa_mastodon_request_page (XaMastodon *self,
                          const char *cursor,
                          guint       limit,
                          ...)
{
  XaRequest  *request = xa_request_new ("GET", "api", NULL);
  const char *part;
  va_list     parts;

  va_start (parts, limit);
  while ((part = va_arg (parts, const char *))) {
    g_string_append_c (request->path, '/');
    g_string_append_uri_escaped (request->path, part, NULL, FALSE);
  }
  va_end (parts);
  if (cursor) {
    g_autofree char *bucket = g_strdup_printf (BUCKET_PAGES "@%s", self->domain);

    g_string_assign (request->query, cursor);
    xa_request_set_bucket (request, bucket);
  } else {
    xa_request_add_query_int (request, "limit", limit);
  }

  return request;
}

/* --- people --------------------------------------------------------------------------------------- */

XaSpan
xa_mastodon_acct (XaMastodon     *self,
                  const XaJsonAt *account,
                  GString        *buffer)
{
  XaSpan acct = xa_json_text (account, "acct");

  if (!acct.len)
    return XA_SPAN_NONE;
  g_string_truncate (buffer, 0);
  g_string_append_len (buffer, acct.str, (gssize) acct.len);
  if (!memchr (acct.str, '@', acct.len))
    g_string_append_printf (buffer, "@%s", self->domain);
  g_string_ascii_down (buffer);

  return (XaSpan) { buffer->str, buffer->len };
}

/* --- servers -------------------------------------------------------------------------------------- */

void
xa_mastodon_server_clear (XaMastodonServer *self)
{
  g_free (self->domain);
  g_free (self->title);
  *self = (XaMastodonServer) { 0 };
}

/* Older and other servers write a whole address where the newer ones write a name. */
static char *
get_domain (XaSpan said)
{
  g_autofree char *text = xa_span_dup (said);
  const char      *host = text && strstr (text, "://") ? strstr (text, "://") + 3 : text;

  return host ? g_ascii_strdown (host, (gssize) strcspn (host, "/")) : NULL;
}

static gboolean
read_version (XaMastodon       *self,
              gboolean          is_old,
              XaMastodonServer *server,
              GError          **error)
{
  g_autoptr (XaJson) json = xa_mastodon_ask (self, xa_request_new ("GET", "api", is_old ? "v1" : "v2", "instance", NULL), NULL, error);
  XaJsonAt root;
  XaSpan   domain;

  if (!json)
    return FALSE;
  root = xa_json_root (json);
  domain = xa_json_text (&root, is_old ? "uri" : "domain");
  server->title = xa_span_dup (xa_json_maybe_text (&root, "title"));
  if (!xa_json_check (json, error)) {
    g_clear_pointer (&server->title, g_free);
    return FALSE;
  }
  server->domain = get_domain (domain);
  server->is_old = is_old;

  return TRUE;
}

gboolean
xa_mastodon_server_read (XaMastodon       *self,
                         XaMastodonServer *server,
                         GError          **error)
{
  g_autoptr (GError) unknown = NULL;

  *server = (XaMastodonServer) { 0 };
  if (read_version (self, FALSE, server, &unknown))
    return TRUE;
  if (g_error_matches (unknown, XA_NET_ERROR, XA_NET_ERROR_GONE) || g_error_matches (unknown, XA_NET_ERROR, XA_NET_ERROR_MALFORMED))
    return read_version (self, TRUE, server, error);
  g_propagate_error (error, g_steal_pointer (&unknown));

  return FALSE;
}
