#include "server/xa-server-private.h"

#include "insight/xa-scope.h"

#include <string.h>

#define BEARER "Bearer "
#define MAX_QUERY_PAIRS 64

/* --- headers --------------------------------------------------------------------------------------- */

typedef struct {
  guint    n_hosts, n_lengths, n_codings;
  gboolean is_our_host;
  gboolean has_origin;
  gsize    size;
} Headers;

/* Each line is counted: a list would hide that a header came twice. */
static Headers
read_headers (XaServer          *self,
              SoupServerMessage *message)
{
  Headers                found = { 0 };
  SoupMessageHeadersIter iter;
  const char            *name, *value;

  soup_message_headers_iter_init (&iter, soup_server_message_get_request_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value)) {
    found.size += strlen (name) + strlen (value) + 4;
    if (g_ascii_strcasecmp (name, "Host") == 0) {
      found.n_hosts++;
      found.is_our_host = strcmp (value, self->hosts[0]) == 0 || strcmp (value, self->hosts[1]) == 0;
    } else if (g_ascii_strcasecmp (name, "Content-Length") == 0) {
      found.n_lengths++;
      found.n_lengths += strchr (value, ',') != NULL;
    } else if (g_ascii_strcasecmp (name, "Transfer-Encoding") == 0) {
      found.n_codings++;
    } else if (g_ascii_strcasecmp (name, "Origin") == 0) {
      found.has_origin = TRUE;
    }
  }

  return found;
}

/* A page that was led here by its name has another host, and says where it is from. */
static gboolean
check_headers (XaServer          *self,
               SoupServerMessage *message)
{
  Headers             found = read_headers (self, message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (found.size > XA_SERVER_MAX_HEADERS)
    xa_server_refuse (message, STATUS_HEADERS_TOO_LARGE, "headers-too-large", "The headers of this request are too large.");
  else if (found.n_hosts != 1 || !found.is_our_host)
    xa_server_refuse (message, STATUS_MISDIRECTED, "wrong-host", "The Host header must be the address and port that this server listens on, once.");
  else if (found.has_origin)
    xa_server_refuse (message, SOUP_STATUS_FORBIDDEN, "no-web-pages", "This server answers programs, not web pages.");
  else if (found.n_lengths + found.n_codings > 1)
    xa_server_refuse (message, SOUP_STATUS_BAD_REQUEST, "ambiguous-length", "A request has one length, or is sent in chunks.");
  else if (soup_message_headers_get_content_length (headers) > XA_SERVER_MAX_BODY)
    xa_server_refuse (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "too-large", "The body of a request may have 1 MiB.");
  else
    return TRUE;

  return FALSE;
}

/* --- where to ------------------------------------------------------------------------------------------ */

static const char *const methods[] = { [XA_SERVER_GET] = "GET", [XA_SERVER_POST] = "POST", [XA_SERVER_DELETE] = "DELETE" };

static gboolean
fits (const XaServerRoute *route,
      const char          *path,
      char               **rest)
{
  const char *star = strchr (route->path, '*');
  gsize       before = star ? (gsize) (star - route->path) : 0;
  gsize       behind = star ? strlen (star + 1) : 0;
  gsize       len = strlen (path);

  if (!star)
    return strcmp (route->path, path) == 0;
  if (len <= before + behind || strncmp (route->path, path, before) != 0 || strcmp (star + 1, path + len - behind) != 0)
    return FALSE;
  if (memchr (path + before, '/', len - before - behind))
    return FALSE;
  g_free (*rest);
  *rest = g_strndup (path + before, len - before - behind);

  return TRUE;
}

/* Returns: (nullable): NULL where the answer is set */
static const XaServerRoute *
find_route (SoupServerMessage *message,
            const char        *path,
            char             **rest)
{
  const char *method = soup_server_message_get_method (message);
  gboolean    is_known = FALSE;

  for (const XaServerRoute *route = xa_server_routes; route->path; route++) {
    if (!fits (route, path, rest))
      continue;
    if (strcmp (methods[route->method], method) == 0)
      return route;
    is_known = TRUE;
  }
  if (is_known)
    xa_server_refuse (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "method-not-allowed", "This path is asked in another way.");
  else
    xa_server_refuse (message, SOUP_STATUS_NOT_FOUND, "not-found", "There is nothing here.");

  return NULL;
}

static char **
read_query (GUri *uri)
{
  const char *query = g_uri_get_query (uri);
  g_auto (GStrv) pairs = g_strsplit (query ? query : "", "&", MAX_QUERY_PAIRS);
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();

  for (gsize i = 0; pairs[i]; i++) {
    char            *equals = strchr (pairs[i], '=');
    g_autofree char *name = NULL, *value = NULL;

    if (!*pairs[i])
      continue;
    if (equals)
      *equals = '\0';
    g_strdelimit (pairs[i], "+", ' ');
    if (equals)
      g_strdelimit (equals + 1, "+", ' ');
    name = g_uri_unescape_string (pairs[i], NULL);
    value = g_uri_unescape_string (equals ? equals + 1 : "", NULL);
    /* What cannot be decoded is no name of anything. */
    if (!name || !value || !g_utf8_validate (name, -1, NULL) || !g_utf8_validate (value, -1, NULL))
      continue;
    g_strv_builder_add_many (values, name, value, NULL);
  }

  return g_strv_builder_end (values);
}

const char *
xa_server_request_get (const XaServerRequest *request,
                       const char            *name)
{
  for (gsize i = 0; request->query[i]; i += 2)
    if (strcmp (request->query[i], name) == 0)
      return request->query[i + 1];

  return NULL;
}

/* --- who --------------------------------------------------------------------------------------------------- */

static XaQuota *
get_rate (XaServer *self,
          gint64    who)
{
  XaQuota *rate = g_hash_table_lookup (self->rates, &who);

  if (!rate) {
    rate = xa_quota_new (XA_SERVER_REQUESTS_A_MINUTE, 60 * G_USEC_PER_SEC);
    g_hash_table_insert (self->rates, g_memdup2 (&who, sizeof who), rate);
  }

  return rate;
}

static gboolean
take (SoupServerMessage *message,
      XaQuota           *rate,
      const char        *words)
{
  gint64 wait_us = xa_quota_take (rate, g_get_monotonic_time ());

  if (wait_us == 0)
    return TRUE;
  xa_server_refuse_for (message, wait_us, words);

  return FALSE;
}

/* Those without a token share a rate of their own, so that none of them slows down who has one. */
static gboolean
refuse_stranger (XaServer          *self,
                 SoupServerMessage *message)
{
  if (!take (message, self->strangers, "Too many requests without a token that is known."))
    return FALSE;
  xa_server_refuse (message, SOUP_STATUS_UNAUTHORIZED, "unauthorized", "A bearer token is needed; the owner of the workspace gives it.");
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "WWW-Authenticate", "Bearer realm=\"xaudience\"");

  return FALSE;
}

static gboolean
check_client (XaServer          *self,
              SoupServerMessage *message,
              XaServerRequest   *request)
{
  const char *given = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) clients = NULL;
  const XaClient *client;
  XaStore        *store;

  if (!given || g_ascii_strncasecmp (given, BEARER, strlen (BEARER)) != 0)
    return refuse_stranger (self, message);
  store = xa_server_get_store (self, &error);
  clients = store ? xa_store_list_clients (store, &error) : NULL;
  if (!clients) {
    xa_server_refuse (message, SOUP_STATUS_SERVICE_UNAVAILABLE, "busy", "The workspace cannot be used just now: try again later.");
    return FALSE;
  }
  client = xa_clients_find (clients, given + strlen (BEARER));
  if (!client)
    return refuse_stranger (self, message);
  if (!take (message, get_rate (self, client->id), "This token was used for 100 requests in a minute."))
    return FALSE;
  request->client_id = client->id;
  if (client->scopes & request->route->scope)
    return TRUE;
  xa_server_refuse (message, SOUP_STATUS_FORBIDDEN, "scope-missing", "The token lacks the scope that this takes.");

  return FALSE;
}

/* A path that nobody was given is the same as none. */
static gboolean
find_hook (XaServer          *self,
           SoupServerMessage *message,
           XaServerRequest   *request)
{
  g_autoptr (GError) error = NULL;
  XaStore *store = xa_server_get_store (self, &error);
  g_autoptr (GPtrArray) hooks = store ? xa_store_list_hooks_in (store, &error) : NULL;

  if (!hooks) {
    xa_server_refuse (message, SOUP_STATUS_SERVICE_UNAVAILABLE, "busy", "The workspace cannot be used just now: try again later.");
    return FALSE;
  }
  for (guint i = 0; i < hooks->len && !request->hook; i++)
    if (strcmp (((const XaHookIn *) hooks->pdata[i])->path, request->rest) == 0)
      request->hook = g_ptr_array_steal_index (hooks, i);
  if (!request->hook) {
    if (take (message, self->strangers, "Too many requests for what is not here."))
      xa_server_refuse (message, SOUP_STATUS_NOT_FOUND, "not-found", "There is nothing here.");
    return FALSE;
  }

  return take (message, get_rate (self, -request->hook->id), "This webhook was called 100 times in a minute.");
}

/* Web pages can send forms and text without asking first; JSON they cannot. */
static gboolean
check_type (SoupServerMessage *message)
{
  const char *type = soup_message_headers_get_content_type (soup_server_message_get_request_headers (message), NULL);

  if (g_strcmp0 (type, "application/json") == 0)
    return TRUE;
  xa_server_refuse (message, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, "not-json", "The body must be application/json.");

  return FALSE;
}

static gboolean
check_who (XaServer          *self,
           SoupServerMessage *message,
           XaServerRequest   *request)
{
  gboolean is_hook = request->route->answer == xa_server_take_hook;

  if (is_hook)
    return find_hook (self, message, request) && check_type (message);
  if (request->route->scope == 0)
    return take (message, self->health, "Too many requests a second.");
  if (!check_client (self, message, request))
    return FALSE;

  return request->route->answer != xa_server_take_records || check_type (message);
}

XaServerRequest *
xa_server_let_in (XaServer          *self,
                  SoupServerMessage *message)
{
  g_autoptr (XaServerRequest) request = g_new0 (XaServerRequest, 1);
  GUri *uri = soup_server_message_get_uri (message);

  request->server = self;
  if (!check_headers (self, message))
    return NULL;
  request->route = find_route (message, g_uri_get_path (uri), &request->rest);
  if (!request->route)
    return NULL;
  request->query = read_query (uri);
  request->cancellable = g_cancellable_new ();

  return check_who (self, message, request) ? g_steal_pointer (&request) : NULL;
}

void
xa_server_request_free (XaServerRequest *request)
{
  if (!request)
    return;

  if (request->deadline) {
    g_source_destroy (request->deadline);
    g_source_unref (request->deadline);
  }
  g_clear_object (&request->message);
  g_clear_object (&request->cancellable);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_clear_pointer (&request->hook, xa_hook_in_free);
  g_free (request->event);
  g_free (request->rest);
  g_strfreev (request->query);
  g_free (request->answer);
  g_free (request);
}
