/*
 * News of the server that somebody is signed in to: what the own account posts, and what is posted with a tag.
 * Servers give them to nobody else, and of nobody else without giving all that everybody posts.
 */
#include "providers/mastodon/xa-mastodon-post.h"

#include "model/xa-language.h"
#include "net/xa-address.h"

#include <string.h>

/* A server says nothing where all is well: after so long without a refusal it is. */
#define ASSENT_US (G_USEC_PER_SEC / 2)

#define PATH "/api/v1/streaming"

/* --- what comes over it --------------------------------------------------------------------------- */

static char *
get_host (const char *address)
{
  g_autoptr (GUri) uri = address ? g_uri_parse (address, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri && g_uri_get_host (uri) ? g_ascii_strdown (g_uri_get_host (uri), -1) : NULL;
}

/* A server in the own network is one that the user put there to be asked instead of all others. */
static gboolean
is_of_server (const XaTarget *target,
              const char     *base)
{
  const char      *server = target->parent ? target->parent : target->host;
  gboolean         is_private = FALSE;
  g_autofree char *host = get_host (base);
  g_autofree char *address = base ? xa_address_check (base, &is_private, NULL) : NULL;

  return address && host && server && target->handle && (is_private || g_ascii_strcasecmp (server, host) == 0);
}

static gboolean
is_own (const XaTarget *target,
        const char     *who)
{
  g_autofree char *name = target->kind == XA_TARGET_ACCOUNT && target->host ? g_strdup_printf ("%s@%s", target->handle, target->host) : NULL;

  return name && who && g_ascii_strcasecmp (name, who) == 0;
}

static gboolean
covers (const XaTarget      *target,
        const XaStreamPlace *place)
{
  return place->is_signed_in && is_of_server (target, place->base) && (target->kind == XA_TARGET_TAG || is_own (target, place->who));
}

/* --- where it is ---------------------------------------------------------------------------------- */

/* The token is the server's own: it goes to that, or to a part of its domain, and no further. */
static gboolean
is_near (const char *base,
         const char *address)
{
  g_autofree char *home = get_host (base);
  g_autofree char *host = get_host (address);
  g_autofree char *suffix = home ? g_strconcat (".", home, NULL) : NULL;

  return home && host && (strcmp (home, host) == 0 || g_str_has_suffix (host, suffix));
}

static char *
make_address (const char *base,
              XaSpan      said,
              GError    **error)
{
  g_autofree char *address = said.len ? xa_span_dup (said) : g_strconcat ("ws", base + strlen ("http"), NULL);

  while (g_str_has_suffix (address, "/"))
    address[strlen (address) - 1] = '\0';
  if (!is_near (base, address) || strpbrk (address, "?#")) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, N_ ("This server names another one for news, to which its sign-in is not given; it is asked from time to time instead."));
    return NULL;
  }

  return g_str_has_suffix (address, PATH) ? g_steal_pointer (&address) : g_strconcat (address, PATH, NULL);
}

static char *
find_address (XaStream *stream,
              GError  **error)
{
  XaRest *rest = xa_stream_get_rest (stream);
  g_autoptr (XaRequest) request = xa_request_new ("GET", "api", "v2", "instance", NULL);
  g_autoptr (XaJson) json = xa_rest_ask (rest, request, error);
  XaJsonAt root, configuration, urls;
  XaSpan   said;

  if (!json)
    return NULL;
  root = xa_json_root (json);
  configuration = xa_json_maybe_object (&root, "configuration");
  urls = xa_json_maybe_object (&configuration, "urls");
  said = xa_json_maybe_text (&urls, "streaming");

  return xa_json_check (json, error) ? make_address (xa_rest_get_base (rest), said, error) : NULL;
}

/* --- reading -------------------------------------------------------------------------------------- */

static gboolean
subscribe (XaSocket   *socket,
           const char *name,
           const char *tag,
           GError    **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "type");
  json_builder_add_string_value (builder, "subscribe");
  json_builder_set_member_name (builder, "stream");
  json_builder_add_string_value (builder, name);
  if (tag) {
    json_builder_set_member_name (builder, "tag");
    json_builder_add_string_value (builder, tag);
  }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);

  return xa_socket_send (socket, text, error);
}

static gboolean
subscribe_all (XaStream *stream,
               XaSocket *socket,
               GError  **error)
{
  GPtrArray *targets = xa_stream_get_targets (stream);
  gboolean   wants_own = FALSE;

  for (guint i = 0; i < targets->len; i++) {
    const XaTarget *target = targets->pdata[i];

    if (!xa_stream_covers (stream, target))
      continue;
    wants_own |= target->kind == XA_TARGET_ACCOUNT;
    if (target->kind == XA_TARGET_TAG && !subscribe (socket, "hashtag", target->handle, error))
      return FALSE;
  }

  return !wants_own || subscribe (socket, "user", NULL, error);
}

static gboolean
is_wanted (XaSpan event)
{
  return xa_span_equal (event, "update") || xa_span_equal (event, "status.update") || xa_span_equal (event, "delete");
}

/* Of what else a server tells, private messages among it, nothing is kept for a moment. */
static gboolean
take_message (XaStream *stream,
              GBytes   *message,
              GError  **error)
{
  gsize       size;
  const char *data = g_bytes_get_data (message, &size);
  g_autoptr (XaJson) json = xa_json_parse (data ? data : "", size, error);
  XaJsonAt root;

  if (!json)
    return FALSE;
  root = xa_json_root (json);
  if (!xa_json_is_object (&root)) {
    xa_json_fault (&root, "an object");
    return xa_json_check (json, error);
  }
  if (xa_json_maybe_text (&root, "error").str) {
    gint64 status = xa_json_maybe_count (&root, "status");

    g_set_error_literal (error, XA_NET_ERROR, status == 401 ? XA_NET_ERROR_AUTH : status >= 500 ? XA_NET_ERROR_TRANSIENT
                                                                                                : XA_NET_ERROR_FORBIDDEN,
                         N_ ("This server gives no news to this sign-in; it is asked from time to time instead."));
    return FALSE;
  }
  if (is_wanted (xa_json_maybe_text (&root, "event")))
    xa_stream_hand_on (stream, message);

  return TRUE;
}

static gboolean
read_all (XaStream *stream,
          XaSocket *socket,
          GError  **error)
{
  gint64 assent_us = g_get_monotonic_time () + ASSENT_US;

  while (TRUE) {
    g_autoptr (GBytes) message = NULL;

    switch (xa_stream_receive (stream, socket, assent_us, &message, error)) {
    case XA_SOCKET_MESSAGE:
      if (!take_message (stream, message, error))
        return FALSE;
      break;
    case XA_SOCKET_TIMEOUT:
      break;
    case XA_SOCKET_CLOSED:
      g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_TRANSIENT, N_ ("The server ended the stream of news."));
      return FALSE;
    case XA_SOCKET_FAILED:
      return FALSE;
    }
    if (assent_us != G_MAXINT64 && (message || g_get_monotonic_time () >= assent_us)) {
      assent_us = G_MAXINT64;
      xa_stream_tell_up (stream, TRUE);
    }
  }
}

static gboolean
run (XaStream *stream,
     GError  **error)
{
  g_autofree char *address = find_address (stream, error);
  g_autoptr (XaSocket) socket = address ? xa_stream_open (stream, address, TRUE, 0, error) : NULL;
  gboolean ok;

  if (!socket || !subscribe_all (stream, socket, error))
    return FALSE;
  xa_stream_set_memory (stream, (gpointer) xa_stream_get_place (stream)->base);
  ok = read_all (stream, socket, error);
  /* What came before it was torn did come; where it cannot be taken in, it is asked for again. */
  xa_stream_settle (stream, NULL);
  xa_socket_close (socket, 1000);

  return ok;
}

/* --- what it says --------------------------------------------------------------------------------- */

/* One that is followed, declared when something of it comes. */
typedef struct {
  XaMastodon      server;
  XaMastodonPosts posts;
  gboolean        is_declared;
} Feed;

static void
free_feed (gpointer data)
{
  Feed *self = data;

  if (self->is_declared)
    xa_mastodon_posts_clear (&self->posts);
  xa_mastodon_clear (&self->server);
  g_free (self);
}

/* Without a question to anybody: what is asked for elsewhere is none of it. */
static GPtrArray *
make_feeds (XaFetch    *fetch,
            GPtrArray  *targets,
            const char *base)
{
  GPtrArray *feeds = g_ptr_array_new_with_free_func (free_feed);

  for (guint i = 0; i < targets->len; i++) {
    const XaTarget *target = targets->pdata[i];
    Feed           *feed;

    if (!is_of_server (target, base) || (target->kind != XA_TARGET_TAG && target->kind != XA_TARGET_ACCOUNT))
      continue;
    feed = g_new0 (Feed, 1);
    feed->server = (XaMastodon) { .fetch = fetch, .target = target, .domain = g_ascii_strdown (target->host, -1) };
    g_ptr_array_add (feeds, feed);
  }

  return feeds;
}

static gboolean
declare (Feed    *feed,
         GError **error)
{
  XaAudienceRef ref;

  if (feed->is_declared)
    return TRUE;
  if (!xa_mastodon_declare (&feed->server, NULL, &ref, error))
    return FALSE;
  xa_mastodon_posts_init (&feed->posts, &feed->server, ref, XA_TIME_UNKNOWN);
  feed->is_declared = TRUE;

  return TRUE;
}

/* @stream: what it came over: the name, and of tags the tag */
static gboolean
is_for (Feed           *feed,
        const XaJsonAt *stream,
        const XaJsonAt *post)
{
  XaJsonAt first = xa_json_length (stream) > 0 ? xa_json_element (stream, 0) : (XaJsonAt) { 0 };
  XaJsonAt second = xa_json_length (stream) > 1 ? xa_json_element (stream, 1) : (XaJsonAt) { 0 };
  XaSpan   name = first.node ? xa_json_as_text (&first) : XA_SPAN_NONE;

  if (feed->server.target->kind == XA_TARGET_TAG) {
    g_autofree char *tag = second.node && xa_span_equal (name, "hashtag") ? xa_span_dup (xa_json_as_text (&second)) : NULL;

    return tag && g_ascii_strcasecmp (tag, feed->server.target->handle) == 0;
  }
  if (xa_span_equal (name, "user")) {
    g_autoptr (GString) buffer = g_string_new (NULL);
    g_autofree char *own = g_strdup_printf ("%s@%s", feed->server.target->handle, feed->server.domain);
    XaJsonAt         account = xa_json_maybe_object (post, "account");
    XaSpan           acct = account.node ? xa_mastodon_acct (&feed->server, &account, buffer) : XA_SPAN_NONE;

    return acct.len == strlen (own) && g_ascii_strncasecmp (acct.str, own, acct.len) == 0;
  }

  return FALSE;
}

static gboolean
take_post (GPtrArray      *feeds,
           const XaJsonAt *stream,
           XaSpan          payload,
           XaSink         *sink,
           GError        **error)
{
  g_autoptr (XaJson) json = xa_json_parse (payload.str ? payload.str : "", payload.len, NULL);
  XaJsonAt post = json ? xa_json_root (json) : (XaJsonAt) { 0 };

  if (!json || !xa_json_is_object (&post)) {
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  for (guint i = 0; i < feeds->len; i++) {
    Feed *feed = feeds->pdata[i];

    if (is_for (feed, stream, &post) && (!declare (feed, error) || !xa_mastodon_posts_take (&feed->posts, &post, error)))
      return FALSE;
    xa_json_forgive (json);
  }

  return TRUE;
}

/* Where it stood is not said; where it did not, nothing is gone. */
static gboolean
take_deletion (GPtrArray *feeds,
               XaSpan     id,
               XaSink    *sink,
               GError   **error)
{
  for (guint i = 0; i < feeds->len; i++) {
    Feed *feed = feeds->pdata[i];
    g_autoptr (GString) buffer = g_string_new (NULL);
    const XaSpan          native_id = xa_mastodon_post_id (&feed->server, id, buffer);
    const XaStretchRecord gone = { .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN, .ids = &native_id, .n_ids = 1, .is_gone = TRUE };

    if (native_id.len && (!declare (feed, error) || !xa_sink_stretch (sink, feed->posts.audience, &gone, error)))
      return FALSE;
  }

  return TRUE;
}

static gboolean
take_news (GPtrArray *feeds,
           GBytes    *news,
           XaSink    *sink,
           GError   **error)
{
  gsize       size;
  const char *data = g_bytes_get_data (news, &size);
  g_autoptr (XaJson) json = xa_json_parse (data ? data : "", size, NULL);
  XaJsonAt root = json ? xa_json_root (json) : (XaJsonAt) { 0 };
  XaJsonAt stream = json ? xa_json_maybe_array (&root, "stream") : (XaJsonAt) { 0 };
  XaSpan   payload = json ? xa_json_text (&root, "payload") : XA_SPAN_NONE;

  if (!json || !xa_json_is_sound (json)) {
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  if (xa_span_equal (xa_json_maybe_text (&root, "event"), "delete"))
    return take_deletion (feeds, payload, sink, error);

  return take_post (feeds, &stream, payload, sink, error);
}

static gboolean
parse (XaFetch   *fetch,
       GPtrArray *targets,
       GPtrArray *news,
       gpointer   base,
       GError   **error)
{
  g_autoptr (GPtrArray) feeds = make_feeds (fetch, targets, base);

  for (guint i = 0; i < news->len; i++)
    if (!take_news (feeds, news->pdata[i], xa_fetch_get_sink (fetch), error))
      return FALSE;

  return TRUE;
}

const XaStreamWay xa_mastodon_stream = { .covers = covers, .run = run, .parse = parse };
