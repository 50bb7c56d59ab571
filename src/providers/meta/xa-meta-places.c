#include "providers/meta/xa-meta-api.h"

#include "model/xa-language.h"

#include <string.h>

#define MAX_PAGES 20

/* What the user manages: Pages with their own tokens, and the professional accounts that are linked to them. */
#define PLACE_FIELDS                                              \
  "id,name,username,access_token,followers_count,fan_count,link," \
  "instagram_business_account{id,username,name,followers_count,media_count}"

typedef struct {
  XaSpan id, name, username, token;
  gint64 members, posts;
} Place;

/* Returns: whether there is one of that platform in the entry */
static gboolean
read_place (const XaJsonAt *page,
            XaPlatform      platform,
            Place          *place)
{
  XaJsonAt        linked = xa_json_maybe_object (page, "instagram_business_account");
  gboolean        is_page = platform == XA_PLATFORM_FACEBOOK;
  const XaJsonAt *at = is_page ? page : &linked;

  if (!at->node)
    return FALSE;
  place->id = xa_json_id (at, "id");
  place->name = xa_json_maybe_text (at, "name");
  place->username = xa_json_maybe_text (at, "username");
  place->token = xa_json_maybe_text (page, "access_token");
  place->members = xa_json_maybe_count (at, "followers_count");
  if (is_page && place->members == XA_COUNT_UNKNOWN)
    place->members = xa_json_maybe_count (page, "fan_count");
  place->posts = is_page ? XA_COUNT_UNKNOWN : xa_json_maybe_count (at, "media_count");

  return xa_json_is_sound (page->document) && place->id.len > 0;
}

typedef gboolean (*PlaceFunc) (const Place *place, gpointer data); /* FALSE: enough */

static gboolean
each_place (XaFetch   *fetch,
            XaPlatform platform,
            PlaceFunc  take,
            gpointer   data,
            GError   **error)
{
  g_autofree char *cursor = NULL;
  g_autofree char *last = NULL;

  for (guint n = 0; n < MAX_PAGES; n++) {
    XaRequest *request = xa_meta_request ("me", "accounts", PLACE_FIELDS);
    g_autoptr (XaJson) json = NULL;
    XaJsonAt root, list;

    xa_request_add_query_int (request, "limit", 100);
    xa_request_add_query (request, "after", cursor);
    json = xa_meta_ask (fetch, request, &root, error);
    if (!json)
      return FALSE;
    list = xa_json_array (&root, "data");
    if (!xa_json_check (json, error))
      return FALSE;
    for (guint i = 0; i < xa_json_length (&list); i++) {
      XaJsonAt page = xa_json_element (&list, i);
      Place    place = { 0 };

      if (xa_json_is_object (&page) && read_place (&page, platform, &place) && !take (&place, data))
        return TRUE;
      xa_json_forgive (json);
    }
    g_free (last);
    last = g_steal_pointer (&cursor);
    cursor = xa_meta_next (&root);
    if (!cursor || g_strcmp0 (cursor, last) == 0)
      return TRUE;
  }

  return TRUE;
}

/* --- the one that is looked for -------------------------------------------------------------- */

static gboolean
is_it (const XaMeta *self,
       const Place  *place)
{
  g_autofree char *username = xa_span_dup (place->username);

  if (self->target->kind == XA_TARGET_TAG)
    return FALSE;
  if (self->target->id && xa_span_equal (place->id, self->target->id))
    return TRUE;

  return self->target->handle && username && g_ascii_strcasecmp (username, self->target->handle) == 0;
}

/* What a Page shows only to those who manage it is asked for with the Page's token. */
static void
use_page_token (XaMeta *self,
                XaSpan  token)
{
  XaRest             *rest = xa_fetch_get_rest (self->fetch);
  const XaCredential *given = xa_rest_get_credential (rest);
  g_autoptr (XaCredential) page = given ? xa_credential_copy (given) : xa_credential_new ();

  if (!token.len)
    return;
  g_free (page->token);
  page->token = xa_span_dup (token);
  xa_rest_set_credential (rest, page);
}

static gboolean
look_at_place (const Place *place,
               gpointer     data)
{
  XaMeta *self = data;

  if (!self->asker && self->target->platform == XA_PLATFORM_INSTAGRAM)
    self->asker = xa_span_dup (place->id);
  if (!is_it (self, place))
    return TRUE;
  self->is_own = TRUE;
  self->id = xa_span_dup (place->id);
  self->title = xa_span_dup (place->name);
  self->username = xa_span_dup (place->username);
  self->members = place->members;
  self->posts = place->posts;
  if (self->target->platform == XA_PLATFORM_FACEBOOK)
    use_page_token (self, place->token);

  return FALSE;
}

gboolean
xa_meta_find (XaMeta  *self,
              GError **error)
{
  if (!each_place (self->fetch, self->target->platform, look_at_place, self, error))
    return FALSE;
  if (self->is_own)
    return TRUE;
  if (self->target->platform == XA_PLATFORM_FACEBOOK) {
    self->id = g_strdup (self->target->id ? self->target->id : self->target->handle);
    return TRUE;
  }
  if (self->asker && self->target->handle)
    return TRUE;
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN,
                       N_ ("Looking at others on Instagram takes a professional account of your own: link one to a Page that you manage, and connect again."));

  return FALSE;
}

/* By the public name, as other ways to the same platform know it; Pages without one by their number. */
gboolean
xa_meta_declare (XaMeta  *self,
                 GError **error)
{
  const XaTarget  *target = self->target;
  gboolean         is_page = target->platform == XA_PLATFORM_FACEBOOK;
  gboolean         is_tag = target->kind == XA_TARGET_TAG;
  g_autofree char *name = target->id ? g_strdup (target->id) : g_strconcat (is_tag ? "#" : "@", target->handle, NULL);
  g_autofree char *url = g_strdup_printf (is_page  ? "https://www.facebook.com/%s"
                                          : is_tag ? "https://www.instagram.com/explore/tags/%s/"
                                                   : "https://www.instagram.com/%s/",
                                          target->handle ? target->handle : target->id);
  XaAudienceRecord record = {
    .platform = target->platform,
    .native_id = xa_span (name),
    .kind = is_tag ? XA_AUDIENCE_TAG : XA_AUDIENCE_ACCOUNT,
    .title = xa_span (is_tag ? name : self->title),
    .handle = is_tag ? XA_SPAN_NONE : xa_span (target->handle),
    .url = xa_span (url),
    .members_reported = self->members,
  };

  return xa_sink_audience (xa_fetch_get_sink (self->fetch), &record, &self->audience, error);
}

/* --- all of them ----------------------------------------------------------------------------- */

typedef struct {
  GPtrArray *found;
  XaPlatform platform;
} List;

static gboolean
add_place (const Place *place,
           gpointer     data)
{
  List      *list = data;
  XaPreview *preview = xa_preview_new ();
  gboolean   is_page = list->platform == XA_PLATFORM_FACEBOOK;

  preview->target = xa_target_new (list->platform, XA_TARGET_ACCOUNT);
  if (place->username.len) {
    g_autofree char *name = xa_span_dup (place->username);

    preview->target->handle = g_ascii_strdown (name, -1);
  } else {
    preview->target->id = xa_span_dup (place->id);
  }
  preview->title = xa_span_dup (place->name.len ? place->name : place->username.len ? place->username
                                                                                    : place->id);
  preview->kind = XA_AUDIENCE_ACCOUNT;
  preview->members_reported = place->members;
  preview->posts_reported = place->posts;
  preview->coverage = XA_COVERAGE_ACTIVE_AUTHORS;
  preview->coverage_why = g_strdup (is_page ? N_ ("Pages show nobody who follows: who comments is seen.") : N_ ("Instagram shows nobody who follows: who comments is seen."));
  preview->gives = XA_GIVES_PROFILE | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_HISTORY | XA_GIVES_AUTHORS | XA_GIVES_COMMENTS;
  g_ptr_array_add (list->found, preview);

  return TRUE;
}

GPtrArray *
xa_meta_list (XaFetch   *fetch,
              XaPlatform platform,
              GError   **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_preview_free);
  List list = { found, platform };

  return each_place (fetch, platform, add_place, &list, error) ? g_steal_pointer (&found) : NULL;
}
