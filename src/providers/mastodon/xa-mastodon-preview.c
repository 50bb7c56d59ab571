#include "providers/mastodon/xa-mastodon-api.h"

#include "model/xa-language.h"

#include <string.h>

/* By the limits of a stock server: so many requests at once, and further pages one in three seconds. */
#define AT_ONCE 300
#define REQUEST_US (G_USEC_PER_SEC / 5)
#define PAGE_US (3 * G_USEC_PER_SEC)

/* --- which server answers ------------------------------------------------------------------------- */

/* Names can be of one host and be served by another, which the first one tells (RFC 7033). */
static char *
ask_webfinger (XaMastodon *self,
               GError    **error)
{
  XaRequest       *request = xa_request_new ("GET", ".well-known", "webfinger", NULL);
  g_autofree char *resource = g_strdup_printf ("acct:%s@%s", self->target->handle, self->domain);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, links;
  char    *host = NULL;

  xa_request_add_query (request, "resource", resource);
  json = xa_mastodon_ask (self, request, NULL, error);
  if (!json)
    return NULL;
  root = xa_json_root (json);
  links = xa_json_array (&root, "links");
  for (guint i = 0; i < xa_json_length (&links) && !host; i++) {
    XaJsonAt link = xa_json_element (&links, i);
    XaSpan   href = xa_json_maybe_text (&link, "href");

    if (xa_span_equal (xa_json_maybe_text (&link, "rel"), "self") && href.len) {
      g_autoptr (GUri) uri = g_uri_parse (href.str, G_URI_FLAGS_NONE, NULL);

      host = uri && g_uri_get_host (uri) ? g_ascii_strdown (g_uri_get_host (uri), -1) : NULL;
    }
  }
  if (host || !xa_json_check (json, error))
    return host;
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_GONE, N_ ("This server does not say where the account lives; paste the link of its profile."));

  return NULL;
}

/* @target: learns the host of names, and the one that answers where that is another */
static gboolean
find_server (XaMastodon *self,
             XaTarget   *target,
             GError    **error)
{
  g_auto (XaMastodonServer) server = { 0 };
  g_autoptr (GError) unknown = NULL;
  g_autofree char *asked = g_strdup (target->parent ? target->parent : self->domain);

  if (!xa_mastodon_server_read (self, &server, &unknown)) {
    if (target->kind != XA_TARGET_ACCOUNT || target->parent || !(g_error_matches (unknown, XA_NET_ERROR, XA_NET_ERROR_GONE) || g_error_matches (unknown, XA_NET_ERROR, XA_NET_ERROR_MALFORMED))) {
      g_propagate_error (error, g_steal_pointer (&unknown));
      return FALSE;
    }
    g_free (asked);
    asked = ask_webfinger (self, error);
    if (!asked)
      return FALSE;
    xa_mastodon_go_to (self, asked);
    if (!xa_mastodon_server_read (self, &server, error))
      return FALSE;
  }
  g_set_str (&self->domain, server.domain);
  g_set_str (&target->host, server.domain);
  g_set_str (&target->parent, strcmp (asked, server.domain) == 0 ? NULL : asked);

  return TRUE;
}

/* --- what there is to say ------------------------------------------------------------------------- */

static void
estimate (XaFetch   *fetch,
          XaPreview *preview)
{
  gint64 n_posts = xa_preview_count_posts (fetch, preview->posts_reported);
  gint64 n = 1 + (n_posts + XA_MASTODON_POSTS_PAGE - 1) / XA_MASTODON_POSTS_PAGE;

  if (preview->gives & XA_GIVES_MEMBERS)
    n += 2 + (MAX (preview->members_reported, 0) + XA_MASTODON_PEOPLE_PAGE - 1) / XA_MASTODON_PEOPLE_PAGE;
  if (preview->gives & XA_GIVES_REACTORS)
    n += 1 + 2 * MIN (n_posts, XA_MASTODON_MAX_REACTED);
  preview->n_requests = n;
  preview->duration_us = MIN (n, AT_ONCE) * REQUEST_US + MAX (n - AT_ONCE, 0) * PAGE_US;
}

static void
describe_account (XaPreview               *preview,
                  const XaMastodonAccount *account)
{
  preview->kind = XA_AUDIENCE_ACCOUNT;
  preview->title = g_strdup (account->title);
  preview->url = g_strdup (account->url);
  preview->members_reported = account->followers;
  preview->posts_reported = account->posts;
  preview->gives = XA_GIVES_PROFILE | XA_GIVES_COUNTS | XA_GIVES_POSTS | XA_GIVES_REACTORS | XA_GIVES_HISTORY;
  if (account->hides_followers) {
    preview->coverage = XA_COVERAGE_COUNT_ONLY;
    preview->coverage_why = g_strdup (N_ ("This account hides who follows it: only the number is shown."));
  } else {
    preview->gives |= XA_GIVES_MEMBERS;
    preview->coverage = XA_COVERAGE_COMPLETE;
    preview->coverage_why = g_strdup (account->has_moved ? N_ ("This account has moved to another server, and shows those who still follow it here.")
                                                         : N_ ("The account's own server shows everybody who follows it."));
  }
}

static void
describe_search (XaPreview      *preview,
                 const XaTarget *target)
{
  preview->kind = XA_AUDIENCE_TAG;
  preview->title = g_strconcat (target->kind == XA_TARGET_TAG ? "#" : "", target->handle, NULL);
  preview->url = target->kind == XA_TARGET_TAG ? g_strdup_printf ("https://%s/tags/%s", target->parent ? target->parent : target->host, target->handle) : NULL;
  preview->gives = XA_GIVES_AUTHORS | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_HISTORY | XA_GIVES_SEARCH;
  preview->coverage = XA_COVERAGE_ACTIVE_AUTHORS;
  preview->coverage_why = g_strdup (N_ ("Those who wrote the posts that this server has seen are known, and nobody else."));
}

/* Whether the server shows the tag, or answers the search, to whoever asks. */
static gboolean
try_search (XaMastodon     *self,
            const XaTarget *target,
            GError        **error)
{
  XaRequest *request;
  g_autoptr (XaJson) json = NULL;

  if (target->kind == XA_TARGET_SEARCH && !xa_mastodon_is_signed_in (self)) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_AUTH, N_ ("Mastodon answers searches only to people who are signed in; connect with a token of your server."));
    return FALSE;
  }
  if (target->kind == XA_TARGET_TAG) {
    request = xa_mastodon_request_page (self, NULL, 1, "v1", "timelines", "tag", target->handle, NULL);
  } else {
    request = xa_mastodon_request_page (self, NULL, 1, "v2", "search", NULL);
    xa_request_add_query (request, "q", target->handle);
    xa_request_add_query (request, "type", "statuses");
  }
  json = xa_mastodon_ask (self, request, NULL, error);

  return json != NULL;
}

static gboolean
look (XaMastodon *self,
      XaPreview  *preview,
      GError    **error)
{
  g_auto (XaMastodonAccount) account = { 0 };

  if (!find_server (self, preview->target, error))
    return FALSE;
  self->target = preview->target;
  if (preview->target->kind != XA_TARGET_ACCOUNT) {
    describe_search (preview, preview->target);
    return try_search (self, preview->target, error);
  }
  if (!xa_mastodon_account_read (self, &account, error))
    return FALSE;
  describe_account (preview, &account);
  g_set_str (&preview->target->id, account.id);

  return TRUE;
}

XaPreview *
xa_mastodon_preview (XaFetch        *fetch,
                     const XaTarget *target,
                     GError        **error)
{
  g_autoptr (XaPreview) preview = xa_preview_new ();
  g_auto (XaMastodon) self = { 0 };

  preview->target = xa_target_copy (target);
  if (target->kind == XA_TARGET_ACCOUNT) {
    g_free (preview->target->handle);
    preview->target->handle = g_ascii_strdown (target->handle, -1);
  }
  xa_mastodon_init (&self, fetch, preview->target);
  if (!look (&self, preview, error))
    return NULL;
  estimate (fetch, preview);

  return g_steal_pointer (&preview);
}
