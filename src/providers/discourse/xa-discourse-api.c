#include "providers/discourse/xa-discourse-api.h"

#include "model/xa-language.h"
#include "net/xa-address.h"
#include "providers/xa-kept-facts.h"

#include <string.h>

/* A user's key is allowed twenty requests a minute, unless the forum says otherwise. */
#define BUCKET_USER_KEY "user-key"

/* What is kept of answers that have not changed. */
#define MARK_SITE "site"
#define MARK_ABOUT "about"

static gboolean
get_rate (const char *bucket,
          XaRate     *rate)
{
  if (strcmp (bucket, BUCKET_USER_KEY) != 0)
    return FALSE;
  *rate = (XaRate) { .capacity = 20, .period_us = 60 * (gint64) G_USEC_PER_SEC };

  return TRUE;
}

static void
read_wait (const XaJsonAt *root,
           XaRefusal      *refusal)
{
  XaJsonAt extras = xa_json_maybe_object (root, "extras");
  gint64   seconds = xa_json_maybe_count (&extras, "wait_seconds");

  if (seconds != XA_COUNT_UNKNOWN && seconds <= 86400)
    refusal->wait_us = MAX (seconds, 1) * G_USEC_PER_SEC;
}

/* Refusals of Discourse are JSON; those of a server in front of it are not, and are what their status says. */
static gboolean
read_refusal (const XaResponse *response,
              XaRefusal        *refusal)
{
  g_autoptr (XaJson) document = NULL;
  XaJsonAt root;
  XaSpan   type;

  if (response->status < 400)
    return FALSE;
  document = xa_response_parse (response, NULL);
  if (!document)
    return TRUE;

  root = xa_json_root (document);
  if (!xa_json_is_object (&root))
    return TRUE;
  type = xa_json_maybe_text (&root, "error_type");
  if (xa_span_equal (type, "rate_limit")) {
    refusal->code = XA_NET_ERROR_RATE_LIMITED;
    read_wait (&root, refusal);
  } else if (xa_span_equal (type, "not_logged_in")) {
    refusal->code = XA_NET_ERROR_AUTH;
    g_strlcpy (refusal->message, N_ ("The forum shows this to its members only; connect with a key."), sizeof refusal->message);
  } else if (xa_span_equal (type, "read_only") || xa_span_equal (type, "search.extreme_load_error")) {
    refusal->code = XA_NET_ERROR_TRANSIENT;
  }

  return TRUE;
}

/* One request a second is what a forum lets strangers ask without noticing them. */
const XaDialect xa_discourse_dialect = {
  .platform = "The forum",
  .sign = XA_SIGN_KEY,
  .rate = { .capacity = 5, .period_us = 5 * G_USEC_PER_SEC },
  .get_rate = get_rate,
  .read_refusal = read_refusal,
};

gboolean
xa_discourse_is_admin (XaFetch *fetch)
{
  const XaCredential *credential = xa_rest_get_credential (xa_fetch_get_rest (fetch));

  return credential && credential->token && credential->user;
}

/* --- the forum ------------------------------------------------------------------------------- */

static char *
get_site (XaRest *rest)
{
  const char *base = xa_rest_get_base (rest);
  const char *behind = strstr (base, "://");

  return g_strdup (behind ? behind + 3 : base);
}

/* Without a credential one connection reaches every forum; a key is shown to its own only. */
static gboolean
go_to_site (XaDiscourse *self,
            GError     **error)
{
  XaRest          *rest = xa_fetch_get_rest (self->fetch);
  const char      *host = self->target ? self->target->host : NULL;
  g_autofree char *base = NULL;

  self->site = get_site (rest);
  if (!host || g_ascii_strcasecmp (host, self->site) == 0)
    return TRUE;
  if (xa_rest_get_credential (rest)) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED,
                         N_ ("The key of this connection is for another forum; connect to this one too, with its own key or without."));
    return FALSE;
  }

  base = g_strconcat ("https://", host, NULL);
  xa_rest_set_base (rest, base);
  g_free (self->site);
  self->site = get_site (rest);

  return TRUE;
}

/**
 * xa_discourse_init:
 * @target: (nullable): NULL for the forum of the connection itself
 */
gboolean
xa_discourse_init (XaDiscourse    *self,
                   XaFetch        *fetch,
                   const XaTarget *target,
                   GError        **error)
{
  *self = (XaDiscourse) { .fetch = fetch, .target = target };

  return go_to_site (self, error);
}

void
xa_discourse_clear (XaDiscourse *self)
{
  g_clear_pointer (&self->site, g_free);
}

static void
choose_bucket (XaDiscourse *self,
               XaRequest   *request)
{
  if (xa_rest_get_credential (xa_fetch_get_rest (self->fetch)) && !xa_discourse_is_admin (self->fetch))
    xa_request_set_bucket (request, BUCKET_USER_KEY);
}

/* What is well-formed but something else must not be taken for a list without entries: it would end
 * a walk as if all had been read. */
static XaJson *
ask (XaDiscourse *self,
     XaRequest   *request,
     JsonNodeType type,
     XaJsonAt    *root,
     GError     **error)
{
  g_autoptr (XaRequest) owned = request;
  g_autoptr (XaJson) document = NULL;

  choose_bucket (self, owned);
  document = xa_rest_ask (xa_fetch_get_rest (self->fetch), owned, error);
  if (!document)
    return NULL;
  *root = xa_json_root (document);
  if (json_node_get_node_type (root->node) != type)
    xa_json_fault (root, type == JSON_NODE_ARRAY ? "an array" : "an object");

  return xa_json_check (document, error) ? g_steal_pointer (&document) : NULL;
}

/* Returns: NULL without an error where @kept is set: nothing has changed */
static XaJson *
ask_changed (XaDiscourse *self,
             const char  *mark,
             XaRequest   *request,
             char      ***kept,
             char       **stamp,
             XaJsonAt    *root,
             GError     **error)
{
  g_autoptr (XaResponse) response = NULL;
  g_autoptr (XaJson) document = NULL;

  choose_bucket (self, request);
  response = xa_kept_facts_ask (self->fetch, mark, request, kept, stamp, error);
  if (!response || *kept)
    return NULL;
  document = xa_response_parse (response, error);
  if (!document)
    return NULL;
  *root = xa_json_root (document);
  if (!xa_json_is_object (root))
    xa_json_fault (root, "an object");

  return xa_json_check (document, error) ? g_steal_pointer (&document) : NULL;
}

/**
 * xa_discourse_ask:
 * @request: (transfer full):
 * @root: (out): an object
 *
 * Errors: XA_NET_ERROR, CANCELLED
 */
XaJson *
xa_discourse_ask (XaDiscourse *self,
                  XaRequest   *request,
                  XaJsonAt    *root,
                  GError     **error)
{
  return ask (self, request, JSON_NODE_OBJECT, root, error);
}

/**
 * xa_discourse_ask_list:
 * @request: (transfer full):
 * @root: (out): an array
 *
 * Errors: XA_NET_ERROR, CANCELLED
 */
XaJson *
xa_discourse_ask_list (XaDiscourse *self,
                       XaRequest   *request,
                       XaJsonAt    *root,
                       GError     **error)
{
  return ask (self, request, JSON_NODE_ARRAY, root, error);
}

gboolean
xa_discourse_is_hidden (const GError *error)
{
  return g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN) || g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_GONE);
}

/* --- audiences ------------------------------------------------------------------------------- */

/**
 * xa_discourse_native_id:
 *
 * The forum goes by its address, and what is in it by its path there: a category by its number,
 * which stays when it is renamed.
 */
char *
xa_discourse_native_id (const XaDiscourse *self,
                        const XaTarget    *target)
{
  switch (target->kind) {
  case XA_TARGET_CATEGORY:
    return g_strdup_printf ("%s/c/%s", self->site, target->id);
  case XA_TARGET_GROUP:
    return g_strdup_printf ("%s/g/%s", self->site, target->handle);
  case XA_TARGET_TAG:
    return g_strdup_printf ("%s/tag/%s", self->site, target->handle);
  case XA_TARGET_SEARCH:
    return g_strdup_printf ("%s/search?q=%s", self->site, target->handle);
  default:
    return g_strdup (self->site);
  }
}

char *
xa_discourse_url (XaDiscourse    *self,
                  const XaTarget *target)
{
  const char *base = xa_rest_get_base (xa_fetch_get_rest (self->fetch));

  switch (target->kind) {
  case XA_TARGET_CATEGORY:
    return g_strdup_printf ("%s/c/%s/%s", base, target->handle ? target->handle : "-", target->id);
  case XA_TARGET_GROUP:
    return g_strdup_printf ("%s/g/%s", base, target->handle);
  case XA_TARGET_TAG:
    return g_strdup_printf ("%s/tag/%s", base, target->handle);
  default:
    return g_strdup (base);
  }
}

XaAudienceKind
xa_discourse_kind (const XaTarget *target)
{
  switch (target->kind) {
  case XA_TARGET_GROUP:
    return XA_AUDIENCE_GROUP;
  case XA_TARGET_CATEGORY:
    return XA_AUDIENCE_CHANNEL;
  case XA_TARGET_TAG:
  case XA_TARGET_SEARCH:
    return XA_AUDIENCE_TAG;
  default:
    return XA_AUDIENCE_FORUM;
  }
}

static gboolean
put_audience (XaDiscourse      *self,
              XaAudienceRecord *record,
              const XaTarget   *target,
              XaAudienceRef    *ref,
              GError          **error)
{
  g_autofree char *native_id = xa_discourse_native_id (self, target);
  g_autofree char *url = xa_discourse_url (self, target);

  record->platform = XA_PLATFORM_DISCOURSE;
  record->native_id = xa_span (native_id);
  record->kind = xa_discourse_kind (target);
  record->url = xa_span (url);

  return xa_sink_audience (xa_fetch_get_sink (self->fetch), record, ref, error);
}

/* The forum comes first, so that what is in it finds its parent. */
gboolean
xa_discourse_declare (XaDiscourse *self,
                      const char  *title,
                      gint64       members,
                      GError     **error)
{
  const XaTarget   forum = { .platform = XA_PLATFORM_DISCOURSE, .kind = XA_TARGET_FORUM };
  XaAudienceRecord parent = { .title = xa_span (""), .members_reported = XA_COUNT_UNKNOWN };
  XaAudienceRecord record = { .title = xa_span (title), .members_reported = members };
  XaAudienceRef    ref;

  if (self->target->kind == XA_TARGET_GROUP || self->target->kind == XA_TARGET_TAG)
    record.handle = xa_span (self->target->handle);
  if (xa_discourse_kind (self->target) != XA_AUDIENCE_FORUM) {
    record.parent_native_id = xa_span (self->site);
    if (!put_audience (self, &parent, &forum, &ref, error))
      return FALSE;
  }

  return put_audience (self, &record, self->target, &self->audience, error);
}

/* --- what a forum says of itself --------------------------------------------------------------- */

void
xa_discourse_facts_clear (XaDiscourseFacts *facts)
{
  g_clear_pointer (&facts->title, g_free);
}

/* Older forums name the counts in the singular. */
static gint64
get_count (const XaJsonAt *stats,
           const char     *name,
           const char     *old_name)
{
  gint64 count = xa_json_maybe_count (stats, name);

  return count != XA_COUNT_UNKNOWN ? count : xa_json_maybe_count (stats, old_name);
}

/* A forum may keep these to its members. */
static void
keep_about (XaDiscourse            *self,
            const char             *stamp,
            const XaDiscourseFacts *facts)
{
  char        users[XA_KEPT_COUNT_SIZE], posts[XA_KEPT_COUNT_SIZE], active[XA_KEPT_COUNT_SIZE];
  const char *kept[] = {
    xa_kept_facts_format (facts->n_users, users),
    xa_kept_facts_format (facts->n_posts, posts),
    xa_kept_facts_format (facts->n_active, active),
    NULL,
  };

  xa_kept_facts_keep (self->fetch, MARK_ABOUT, stamp, kept);
}

static gboolean
read_about (XaDiscourse      *self,
            XaDiscourseFacts *facts,
            GError          **error)
{
  g_autoptr (GError) hidden = NULL;
  g_auto (GStrv) kept = NULL;
  g_autofree char *stamp = NULL;
  XaJsonAt         root, about, stats;
  g_autoptr (XaJson) document = ask_changed (self, MARK_ABOUT, xa_request_new ("GET", "about.json", NULL), &kept, &stamp, &root, &hidden);

  if (kept) {
    facts->n_users = xa_kept_facts_get_count (kept, 0);
    facts->n_posts = xa_kept_facts_get_count (kept, 1);
    facts->n_active = xa_kept_facts_get_count (kept, 2);
    return TRUE;
  }
  if (!document) {
    if (xa_discourse_is_hidden (hidden) || g_error_matches (hidden, XA_NET_ERROR, XA_NET_ERROR_AUTH))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&hidden));
    return FALSE;
  }

  about = xa_json_maybe_object (&root, "about");
  stats = xa_json_maybe_object (&about, "stats");
  facts->n_users = get_count (&stats, "users_count", "user_count");
  facts->n_posts = get_count (&stats, "posts_count", "post_count");
  facts->n_active = xa_json_maybe_count (&stats, "active_users_30_days");
  if (!xa_json_check (document, error))
    return FALSE;
  keep_about (self, stamp, facts);

  return TRUE;
}

/**
 * xa_discourse_facts_read:
 * @facts: (out caller-allocates)
 *
 * Errors: GONE where no forum of this kind answers
 */
gboolean
xa_discourse_facts_read (XaDiscourse      *self,
                         XaDiscourseFacts *facts,
                         GError          **error)
{
  g_autoptr (GError) failure = NULL;
  g_auto (GStrv) kept = NULL;
  g_autofree char *stamp = NULL;
  XaJsonAt         root;
  g_autoptr (XaJson) document = ask_changed (self, MARK_SITE, xa_request_new ("GET", "site", "basic-info.json", NULL), &kept, &stamp, &root, &failure);

  *facts = (XaDiscourseFacts) { NULL, XA_COUNT_UNKNOWN, XA_COUNT_UNKNOWN, XA_COUNT_UNKNOWN };
  if (kept)
    facts->title = g_strdup (xa_kept_facts_get_text (kept, 0));
  if (document) {
    facts->title = xa_span_dup (xa_json_text (&root, "title"));
    if (xa_json_check (document, &failure))
      xa_kept_facts_keep (self->fetch, MARK_SITE, stamp, (const char *const[]) { facts->title, NULL });
  }
  if (g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_GONE) || g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_MALFORMED)) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_GONE,
                         N_ ("No Discourse forum answers at this address; give the address of its front page, with the folder it is in."));
    return FALSE;
  }
  if (failure) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }

  return read_about (self, facts, error);
}
