/*
 * Mastodon, and servers that speak as it does: accounts with all who follow them, of each account's
 * own server; tags as one server sees them; searches with a token.
 */
#include "providers/mastodon/xa-mastodon-api.h"

#include "model/xa-language.h"

static gboolean
can_reach (const XaTarget *target)
{
  if (target->platform != XA_PLATFORM_MASTODON || !target->handle)
    return FALSE;

  return (target->kind == XA_TARGET_ACCOUNT && target->host) || target->kind == XA_TARGET_TAG || target->kind == XA_TARGET_SEARCH;
}

static gboolean
check (XaFetch *fetch,
       char   **who,
       GError **error)
{
  g_auto (XaMastodon) self = { 0 };
  g_auto (XaMastodonServer) server = { 0 };
  g_autoptr (GString) name = g_string_new (NULL);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root;

  *who = NULL;
  xa_mastodon_init (&self, fetch, NULL);
  if (!xa_mastodon_server_read (&self, &server, error))
    return FALSE;
  if (!xa_mastodon_is_signed_in (&self))
    return TRUE;
  json = xa_mastodon_ask (&self, xa_request_new ("GET", "api", "v1", "accounts", "verify_credentials", NULL), NULL, error);
  if (!json)
    return FALSE;
  g_set_str (&self.domain, server.domain);
  root = xa_json_root (json);
  *who = xa_span_dup (xa_mastodon_acct (&self, &root, name));

  return xa_json_check (json, error);
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass account[] = { XA_PASS_PROFILE, XA_PASS_MEMBERS, XA_PASS_POSTS, XA_PASS_REACTORS, 0 };
  static const XaPass hidden[] = { XA_PASS_PROFILE, XA_PASS_POSTS, XA_PASS_REACTORS, 0 };
  static const XaPass search[] = { XA_PASS_POSTS, 0 };

  if (target->kind != XA_TARGET_ACCOUNT)
    return search;

  return gives & XA_GIVES_MEMBERS ? account : hidden;
}

static gboolean
fetch_pass (XaFetch *fetch,
            XaPass   pass,
            GError **error)
{
  g_auto (XaMastodon) self = { 0 };

  xa_mastodon_init (&self, fetch, xa_fetch_get_target (fetch));
  switch ((int) pass) {
  case XA_PASS_PROFILE:
    return xa_mastodon_fetch_profile (&self, error);
  case XA_PASS_MEMBERS:
    return xa_mastodon_fetch_members (&self, error);
  case XA_PASS_REACTORS:
    return xa_mastodon_fetch_reactors (&self, error);
  default:
    return xa_mastodon_fetch_posts (&self, error);
  }
}

/* --- what it declares ----------------------------------------------------------------------------- */

#define PROSPECT_AUTHORS N_ ("Tags and searches: who wrote the posts that the server has seen.")

static const XaProspect prospects[] = {
  { XA_TARGET_ACCOUNT, XA_COVERAGE_COMPLETE, 0, N_ ("Accounts: all who follow, asked of the account's own server; where the list is hidden, only how many.") },
  { XA_TARGET_TAG, XA_COVERAGE_ACTIVE_AUTHORS, 0, PROSPECT_AUTHORS },
  { XA_TARGET_SEARCH, XA_COVERAGE_ACTIVE_AUTHORS, 0, PROSPECT_AUTHORS },
};

static const char *const gives_not[] = {
  N_ ("When somebody began to follow: the list has an order and no dates"),
  N_ ("Who follows an account that hides it: then only the number is shown"),
  N_ ("How often a post was seen"),
  N_ ("All posts with a tag: a server knows those that reached it"),
  NULL
};

static const char *const browser_steps[] = {
  N_ ("Enter the address of your server, such as https://mastodon.social."),
  N_ ("Your browser opens it: sign in there, and allow XAudience to read."),
  NULL
};

static const char *const steps[] = {
  N_ ("Sign in at your server and open Preferences, Development, New application."),
  N_ ("Name it XAudience and tick only “read”."),
  N_ ("Save it, open it, and copy “Your access token” here; enter the address of your server too."),
  NULL
};

static const XaSignIn sign_ins[] = {
  { .kind = XA_SIGN_IN_NONE, .id = "none", .title = N_ ("No account needed") },
  {
    .kind = XA_SIGN_IN_OAUTH,
    .id = "browser",
    .title = N_ ("In the browser"),
    .steps = browser_steps,
    .gives = XA_GIVES_SEARCH,
    .oauth = &xa_mastodon_oauth,
    .revoke_words = N_ ("Your server lists XAudience under Preferences, Account, Authorized apps: revoke it there."),
  },
  {
    .kind = XA_SIGN_IN_TOKEN,
    .id = "token",
    .title = N_ ("Access token of your server"),
    .steps = steps,
    .gives = XA_GIVES_SEARCH,
    .revoke_words = N_ ("Your server lists the application under Preferences, Development: delete it there."),
  },
};

const XaProvider xa_mastodon = {
  .id = "mastodon",
  .name = "Mastodon",
  .platform = XA_PLATFORM_MASTODON,
  .dialect = &xa_mastodon_dialect,
  .gives = XA_GIVES_PROFILE | XA_GIVES_MEMBERS | XA_GIVES_AUTHORS | XA_GIVES_REACTORS | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_HISTORY | XA_GIVES_SEARCH | XA_GIVES_PUSH,
  .gives_not = gives_not,
  .prospects = prospects,
  .n_prospects = G_N_ELEMENTS (prospects),
  .limits_words = N_ ("300 pages in a quarter of an hour from each server, 80 people or 40 posts each: 100,000 followers take about an hour."),
  .sign_ins = sign_ins,
  .n_sign_ins = G_N_ELEMENTS (sign_ins),
  .terms = {
    .words = N_ ("Each server has terms of its own; those of the software name no period."),
    .url = "https://docs.joinmastodon.org/",
  },
  .poll_floor_s = 300, /* 300 pages in a quarter of an hour are for all that is followed on a server */
  .takes_any_host = TRUE,
  .check = check,
  .can_reach = can_reach,
  .preview = xa_mastodon_preview,
  .get_passes = get_passes,
  .fetch = fetch_pass,
  .stream = &xa_mastodon_stream,
};
