#include "providers/mastodon/xa-mastodon-api.h"
#include "providers/xa-kept-facts.h"

/* What is kept of an account that has not changed. */
#define MARK_ACCOUNT "account"

typedef enum {
  KEPT_ID,
  KEPT_NAME,
  KEPT_TITLE,
  KEPT_URL,
  KEPT_FOLLOWERS,
  KEPT_POSTS,
  KEPT_HIDES,
  KEPT_MOVED,
  N_KEPT,
} Kept;

void
xa_mastodon_account_clear (XaMastodonAccount *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->title);
  g_free (self->url);
  *self = (XaMastodonAccount) { 0 };
}

/* By its id where that is known: it stays, also where the name is changed. */
static XaRequest *
ask_for_account (XaMastodon *self)
{
  XaRequest *request;

  if (self->target->id)
    return xa_request_new ("GET", "api", "v1", "accounts", self->target->id, NULL);
  request = xa_request_new ("GET", "api", "v1", "accounts", "lookup", NULL);
  xa_request_add_query (request, "acct", self->target->handle);

  return request;
}

static gboolean
read_account (XaMastodon        *self,
              XaJson            *json,
              XaMastodonAccount *account,
              GError           **error)
{
  g_autoptr (GString) name = g_string_new (NULL);
  XaJsonAt root = xa_json_root (json);
  XaJsonAt moved = xa_json_maybe_object (&root, "moved");
  XaSpan   id = xa_json_id (&root, "id");
  XaSpan   acct = xa_mastodon_acct (self, &root, name);
  XaSpan   title = xa_json_maybe_text (&root, "display_name");

  account->url = xa_span_dup (xa_json_maybe_text (&root, "url"));
  account->followers = xa_json_maybe_count (&root, "followers_count");
  account->posts = xa_json_maybe_count (&root, "statuses_count");
  account->hides_followers = xa_json_maybe_boolean (&root, "hide_collections", FALSE);
  account->has_moved = moved.node != NULL;
  if (!xa_json_check (json, error))
    return FALSE;
  account->id = xa_span_dup (id);
  account->name = xa_span_dup (acct);
  account->title = xa_span_dup (title.len ? title : acct);

  return TRUE;
}

static void
keep (XaMastodon              *self,
      const char              *stamp,
      const XaMastodonAccount *account)
{
  char        followers[XA_KEPT_COUNT_SIZE], posts[XA_KEPT_COUNT_SIZE];
  const char *facts[N_KEPT + 1] = {
    [KEPT_ID] = account->id,
    [KEPT_NAME] = account->name,
    [KEPT_TITLE] = account->title,
    [KEPT_URL] = account->url ? account->url : "",
    [KEPT_FOLLOWERS] = xa_kept_facts_format (account->followers, followers),
    [KEPT_POSTS] = xa_kept_facts_format (account->posts, posts),
    [KEPT_HIDES] = account->hides_followers ? "yes" : "",
    [KEPT_MOVED] = account->has_moved ? "yes" : "",
  };

  xa_kept_facts_keep (self->fetch, MARK_ACCOUNT, stamp, facts);
}

static void
take_kept (char             **facts,
           XaMastodonAccount *account)
{
  account->id = g_strdup (xa_kept_facts_get_text (facts, KEPT_ID));
  account->name = g_strdup (xa_kept_facts_get_text (facts, KEPT_NAME));
  account->title = g_strdup (xa_kept_facts_get_text (facts, KEPT_TITLE));
  account->url = g_strdup (xa_kept_facts_get_text (facts, KEPT_URL));
  account->followers = xa_kept_facts_get_count (facts, KEPT_FOLLOWERS);
  account->posts = xa_kept_facts_get_count (facts, KEPT_POSTS);
  account->hides_followers = xa_kept_facts_get_text (facts, KEPT_HIDES) != NULL;
  account->has_moved = xa_kept_facts_get_text (facts, KEPT_MOVED) != NULL;
}

/**
 * xa_mastodon_account_read:
 * @account: (out): to be cleared, also after a failure
 */
gboolean
xa_mastodon_account_read (XaMastodon        *self,
                          XaMastodonAccount *account,
                          GError           **error)
{
  g_auto (GStrv) facts = NULL;
  g_autofree char *stamp = NULL;
  g_autoptr (XaResponse) response = NULL;
  g_autoptr (XaJson) json = NULL;

  *account = (XaMastodonAccount) { .followers = XA_COUNT_UNKNOWN, .posts = XA_COUNT_UNKNOWN };
  response = xa_mastodon_ask_changed (self, MARK_ACCOUNT, ask_for_account (self), &facts, &stamp, error);
  if (!response)
    return FALSE;
  if (facts) {
    take_kept (facts, account);
    return TRUE;
  }
  json = xa_response_parse (response, error);
  if (!json || !read_account (self, json, account, error))
    return FALSE;
  keep (self, stamp, account);

  return TRUE;
}

static char *
make_name (XaMastodon *self)
{
  const XaTarget *target = self->target;

  switch ((int) target->kind) {
  case XA_TARGET_TAG:
    return g_strdup_printf ("#%s@%s", target->handle, self->domain);
  case XA_TARGET_SEARCH:
    return xa_target_format (target);
  default:
    return g_strdup_printf ("%s@%s", target->handle, self->domain);
  }
}

/**
 * xa_mastodon_declare:
 * @account: (nullable): where it was asked for; of a tag or search there is none
 *
 * Hands the target's audience to the sink; every pass begins so.
 */
gboolean
xa_mastodon_declare (XaMastodon              *self,
                     const XaMastodonAccount *account,
                     XaAudienceRef           *ref,
                     GError                 **error)
{
  const XaTarget  *target = self->target;
  g_autofree char *name = make_name (self);
  gboolean         is_account = target->kind == XA_TARGET_ACCOUNT;
  g_autofree char *tag = is_account ? NULL : g_strconcat (target->kind == XA_TARGET_TAG ? "#" : "", target->handle, NULL);
  XaAudienceRecord record = {
    .platform = XA_PLATFORM_MASTODON,
    .native_id = xa_span (name),
    .kind = is_account ? XA_AUDIENCE_ACCOUNT : XA_AUDIENCE_TAG,
    .title = is_account ? xa_span (account ? account->title : NULL) : xa_span (tag),
    .handle = is_account ? xa_span (name) : XA_SPAN_NONE,
    .url = xa_span (account ? account->url : NULL),
    .members_reported = account ? account->followers : XA_COUNT_UNKNOWN,
  };

  return xa_sink_audience (xa_fetch_get_sink (self->fetch), &record, ref, error);
}

gboolean
xa_mastodon_fetch_profile (XaMastodon *self,
                           GError    **error)
{
  g_auto (XaMastodonAccount) account = { 0 };
  XaSampleRecord posts = { .metric = XA_METRIC_POSTS, .at_us = xa_fetch_get_now (self->fetch) };
  XaAudienceRef  ref;

  if (!xa_mastodon_account_read (self, &account, error) || !xa_mastodon_declare (self, &account, &ref, error))
    return FALSE;
  posts.value = (double) account.posts;

  return (account.posts == XA_COUNT_UNKNOWN || xa_sink_sample (xa_fetch_get_sink (self->fetch), ref, &posts, error)) &&
         xa_fetch_page (self->fetch, NULL, error);
}
