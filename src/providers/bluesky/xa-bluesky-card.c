#include "providers/bluesky/xa-bluesky-api.h"
#include "model/xa-language.h"
#include "providers/bluesky/xa-bluesky-passes.h"

#include <string.h>

#define LIST "/app.bsky.graph.list/"
#define STARTER_PACK "/app.bsky.graph.starterpack/"

void
xa_bluesky_card_clear (XaBlueskyCard *self)
{
  g_free (self->id);
  g_free (self->handle);
  g_free (self->title);
  g_free (self->url);
  *self = (XaBlueskyCard) { 0 };
}

static gboolean
is_did (const char *text)
{
  return g_str_has_prefix (text, "did:");
}

/* --- accounts ------------------------------------------------------------------------------------- */

static gboolean
read_account (XaFetch       *fetch,
              const char    *actor,
              XaBlueskyCard *card,
              GError       **error)
{
  XaRequest *request = xa_bluesky_request ("GET", "app.bsky.actor.getProfile");
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root;
  XaSpan   did, handle, name;

  xa_request_add_query (request, "actor", actor);
  json = xa_bluesky_ask (fetch, request, error);
  if (!json)
    return FALSE;
  root = xa_json_root (json);
  did = xa_json_text (&root, "did");
  handle = xa_json_text (&root, "handle");
  name = xa_json_maybe_text (&root, "displayName");
  card->members = xa_json_maybe_count (&root, "followersCount");
  card->posts = xa_json_maybe_count (&root, "postsCount");
  if (!xa_json_check (json, error))
    return FALSE;
  card->id = xa_span_dup (did);
  card->handle = g_ascii_strdown (handle.str, (gssize) handle.len);
  card->title = xa_span_dup (name.len ? name : handle);
  card->url = g_strconcat ("https://bsky.app/profile/", card->handle, NULL);

  return TRUE;
}

/* --- lists ---------------------------------------------------------------------------------------- */

static char *
resolve_actor (XaFetch    *fetch,
               const char *actor,
               GError    **error)
{
  XaRequest *request;
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root;
  XaSpan   did;

  if (is_did (actor))
    return g_strdup (actor);
  request = xa_bluesky_request ("GET", "com.atproto.identity.resolveHandle");
  xa_request_add_query (request, "handle", actor);
  json = xa_bluesky_ask (fetch, request, error);
  if (!json)
    return NULL;
  root = xa_json_root (json);
  did = xa_json_text (&root, "did");

  return xa_json_check (json, error) ? xa_span_dup (did) : NULL;
}

/* The same address with the DID of its owner, which stays when the handle changes. */
static char *
resolve_address (XaFetch    *fetch,
                 const char *address,
                 GError    **error)
{
  const char      *rest = g_str_has_prefix (address, "at://") ? strchr (address + 5, '/') : NULL;
  g_autofree char *actor = rest ? g_strndup (address + 5, (gsize) (rest - address - 5)) : NULL;
  g_autofree char *did = NULL;

  if (!actor || !*actor) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("This is not the address of a list of Bluesky; paste the link of the list."));
    return NULL;
  }
  did = resolve_actor (fetch, actor, error);

  return did ? g_strconcat ("at://", did, rest, NULL) : NULL;
}

/* A starter pack stands for its list. */
static char *
resolve_pack (XaFetch    *fetch,
              const char *pack,
              GError    **error)
{
  XaRequest *request = xa_bluesky_request ("GET", "app.bsky.graph.getStarterPack");
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, view, list;
  XaSpan   uri;

  xa_request_add_query (request, "starterPack", pack);
  json = xa_bluesky_ask (fetch, request, error);
  if (!json)
    return NULL;
  root = xa_json_root (json);
  view = xa_json_object (&root, "starterPack");
  list = xa_json_object (&view, "list");
  uri = xa_json_text (&list, "uri");

  return xa_json_check (json, error) ? xa_span_dup (uri) : NULL;
}

static char *
find_list (XaFetch        *fetch,
           const XaTarget *target,
           GError        **error)
{
  g_autofree char *address = NULL;

  if (target->id)
    return g_strdup (target->id);
  address = resolve_address (fetch, target->handle, error);
  if (!address)
    return NULL;

  return strstr (address, STARTER_PACK) ? resolve_pack (fetch, address, error) : g_steal_pointer (&address);
}

/* The page of a list that people see. */
static char *
make_list_url (const char *address)
{
  const char      *key = strstr (address, LIST);
  g_autofree char *did = key ? g_strndup (address + 5, (gsize) (key - address - 5)) : NULL;

  return key ? g_strdup_printf ("https://bsky.app/profile/%s/lists/%s", did, key + strlen (LIST)) : NULL;
}

static gboolean
read_list (XaFetch        *fetch,
           const XaTarget *target,
           XaBlueskyCard  *card,
           GError        **error)
{
  g_autofree char *address = find_list (fetch, target, error);
  XaRequest       *request;
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, list;
  XaSpan   name;

  if (!address)
    return FALSE;
  request = xa_bluesky_request ("GET", "app.bsky.graph.getList");
  xa_request_add_query (request, "list", address);
  xa_request_add_query (request, "limit", "1");
  json = xa_bluesky_ask (fetch, request, error);
  if (!json)
    return FALSE;
  root = xa_json_root (json);
  list = xa_json_object (&root, "list");
  name = xa_json_text (&list, "name");
  card->members = xa_json_maybe_count (&list, "listItemCount");
  if (!xa_json_check (json, error))
    return FALSE;
  card->title = xa_span_dup (name);
  card->url = make_list_url (address);
  card->id = g_steal_pointer (&address);

  return TRUE;
}

/* --- all ------------------------------------------------------------------------------------------ */

static void
name_search (const XaTarget *target,
             XaBlueskyCard  *card)
{
  g_autofree char *escaped = g_uri_escape_string (target->handle, NULL, FALSE);

  if (target->kind == XA_TARGET_TAG) {
    card->id = g_strconcat ("tag:", target->handle, NULL);
    card->title = g_strconcat ("#", target->handle, NULL);
    card->url = g_strconcat ("https://bsky.app/hashtag/", escaped, NULL);
  } else {
    card->id = xa_target_format (target);
    card->title = g_strdup (target->handle);
    card->url = g_strconcat ("https://bsky.app/search?q=", escaped, NULL);
  }
}

/**
 * xa_bluesky_card_read:
 * @card: (out): to be cleared, also after a failure
 *
 * Asks what there is to say of @target. Of a search that is what it says itself, and nobody is
 * asked; its id is its own words, so that the same search is the same audience.
 */
gboolean
xa_bluesky_card_read (XaFetch        *fetch,
                      const XaTarget *target,
                      XaBlueskyCard  *card,
                      GError        **error)
{
  *card = (XaBlueskyCard) { .members = XA_COUNT_UNKNOWN, .posts = XA_COUNT_UNKNOWN };
  switch ((int) target->kind) {
  case XA_TARGET_LIST:
    return read_list (fetch, target, card, error);
  case XA_TARGET_TAG:
  case XA_TARGET_SEARCH:
    name_search (target, card);
    return TRUE;
  default:
    return read_account (fetch, target->id ? target->id : target->handle, card, error);
  }
}

static XaAudienceKind
get_kind (XaTargetKind kind)
{
  if (kind == XA_TARGET_LIST)
    return XA_AUDIENCE_GROUP;

  return kind == XA_TARGET_TAG || kind == XA_TARGET_SEARCH ? XA_AUDIENCE_TAG : XA_AUDIENCE_ACCOUNT;
}

gboolean
xa_bluesky_declare (XaFetch             *fetch,
                    const XaBlueskyCard *card,
                    XaAudienceRef       *ref,
                    GError             **error)
{
  XaAudienceRecord record = {
    .platform = XA_PLATFORM_BLUESKY,
    .native_id = xa_span (card->id),
    .kind = get_kind (xa_fetch_get_target (fetch)->kind),
    .title = xa_span (card->title),
    .handle = xa_span (card->handle),
    .url = xa_span (card->url),
    .members_reported = card->members,
  };

  return xa_sink_audience (xa_fetch_get_sink (fetch), &record, ref, error);
}

static gboolean
put_sample (XaFetch      *fetch,
            XaAudienceRef ref,
            XaMetric      metric,
            gint64        value,
            GError      **error)
{
  XaSampleRecord sample = { .metric = metric, .at_us = xa_fetch_get_now (fetch), .value = (double) value };

  return value == XA_COUNT_UNKNOWN || xa_sink_sample (xa_fetch_get_sink (fetch), ref, &sample, error);
}

gboolean
xa_bluesky_fetch_profile (XaFetch *fetch,
                          GError **error)
{
  g_auto (XaBlueskyCard) card = { 0 };
  XaAudienceRef ref;

  return xa_bluesky_card_read (fetch, xa_fetch_get_target (fetch), &card, error) && xa_bluesky_declare (fetch, &card, &ref, error) &&
         put_sample (fetch, ref, XA_METRIC_POSTS, card.posts, error) && xa_fetch_page (fetch, NULL, error);
}
