/*
 * Bluesky: accounts with all who follow them, lists, posts and who reacted to them, of the public
 * servers and without an account; searches for people who are signed in.
 */
#include "providers/bluesky/xa-bluesky-api.h"
#include "model/xa-language.h"
#include "providers/bluesky/xa-bluesky-passes.h"

#include <string.h>

/* At the pace of the dialect. */
#define REQUEST_US (G_USEC_PER_SEC / 10)

static gboolean
is_search (const XaTarget *target)
{
  return target->kind == XA_TARGET_SEARCH || target->kind == XA_TARGET_TAG;
}

static gboolean
can_reach (const XaTarget *target)
{
  if (target->platform != XA_PLATFORM_BLUESKY)
    return FALSE;
  if (target->kind == XA_TARGET_ACCOUNT || target->kind == XA_TARGET_LIST)
    return target->id || target->handle;

  return is_search (target) && target->handle;
}

/* --- a look --------------------------------------------------------------------------------------- */

static gint64
count_pages (gint64 n)
{
  return n <= 0 ? 1 : (n + XA_BLUESKY_PAGE - 1) / XA_BLUESKY_PAGE;
}

/* What the first sync takes: the profile twice, the list, posts, and two lists of who reacted for each of
 * the newest posts. */
static void
estimate (XaFetch   *fetch,
          XaPreview *preview)
{
  gint64 n_posts = xa_preview_count_posts (fetch, preview->posts_reported);

  if (preview->gives & XA_GIVES_MEMBERS)
    preview->n_requests += 2 + count_pages (preview->members_reported);
  if (preview->gives & XA_GIVES_POSTS)
    preview->n_requests += count_pages (n_posts);
  if (preview->gives & XA_GIVES_REACTORS)
    preview->n_requests += 1 + 2 * MIN (n_posts, XA_BLUESKY_MAX_REACTED);
  preview->duration_us = preview->n_requests * REQUEST_US;
}

static void
say_coverage (XaPreview   *preview,
              XaTargetKind kind)
{
  if (kind == XA_TARGET_ACCOUNT || kind == XA_TARGET_LIST) {
    preview->coverage = XA_COVERAGE_COMPLETE;
    preview->coverage_why = g_strdup (kind == XA_TARGET_LIST ? N_ ("Bluesky shows everybody who is on a list.")
                                                             : N_ ("Bluesky shows everybody who follows an account, but for deleted, suspended and blocked accounts, which stay in its count."));
  } else {
    preview->coverage = XA_COVERAGE_ACTIVE_AUTHORS;
    preview->coverage_why = g_strdup (N_ ("A search finds posts: those who wrote them are known, and nobody else."));
  }
}

static guint
get_gives (XaTargetKind kind)
{
  if (kind == XA_TARGET_LIST)
    return XA_GIVES_PROFILE | XA_GIVES_MEMBERS | XA_GIVES_COUNTS;
  if (kind == XA_TARGET_ACCOUNT)
    return XA_GIVES_PROFILE | XA_GIVES_MEMBERS | XA_GIVES_REACTORS | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_HISTORY;

  return XA_GIVES_AUTHORS | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_HISTORY | XA_GIVES_SEARCH;
}

static XaPreview *
make_preview (XaFetch             *fetch,
              const XaTarget      *target,
              const XaBlueskyCard *card)
{
  XaPreview *preview = xa_preview_new ();

  preview->target = xa_target_copy (target);
  if (!is_search (target)) {
    g_set_str (&preview->target->id, card->id);
    g_set_str (&preview->target->handle, card->handle);
  }
  preview->title = g_strdup (card->title);
  preview->url = g_strdup (card->url);
  preview->kind = is_search (target) ? XA_AUDIENCE_TAG : target->kind == XA_TARGET_LIST ? XA_AUDIENCE_GROUP
                                                                                        : XA_AUDIENCE_ACCOUNT;
  preview->members_reported = card->members;
  preview->posts_reported = card->posts;
  preview->gives = get_gives (target->kind);
  say_coverage (preview, target->kind);
  estimate (fetch, preview);

  return preview;
}

/* Whether the search is answered at all: its first page, with one post. */
static gboolean
try_search (XaFetch        *fetch,
            const XaTarget *target,
            GError        **error)
{
  XaRequest *request;
  g_autoptr (XaJson) json = NULL;

  if (!xa_bluesky_use_account (fetch, error))
    return FALSE;
  request = xa_bluesky_request ("GET", "app.bsky.feed.searchPosts");
  xa_request_add_query (request, "q", target->handle);
  xa_request_add_query (request, "limit", "1");
  json = xa_bluesky_ask (fetch, request, error);

  return json != NULL;
}

static XaPreview *
preview (XaFetch        *fetch,
         const XaTarget *target,
         GError        **error)
{
  g_auto (XaBlueskyCard) card = { 0 };

  if ((is_search (target) && !try_search (fetch, target, error)) || !xa_bluesky_card_read (fetch, target, &card, error))
    return NULL;

  return make_preview (fetch, target, &card);
}

/* --- the connection ------------------------------------------------------------------------------- */

/* Without an account: whether the public server answers. With one: who it is. */
static gboolean
check (XaFetch *fetch,
       char   **who,
       GError **error)
{
  XaRequest *request;
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root;

  *who = NULL;
  if (!xa_bluesky_is_signed_in (fetch)) {
    request = xa_bluesky_request ("GET", "app.bsky.actor.getProfile");
    xa_request_add_query (request, "actor", "bsky.app");
    json = xa_bluesky_ask (fetch, request, error);
    return json != NULL;
  }
  if (!xa_bluesky_use_account (fetch, error))
    return FALSE;
  json = xa_bluesky_ask (fetch, xa_bluesky_request ("GET", "com.atproto.server.getSession"), error);
  if (!json)
    return FALSE;
  root = xa_json_root (json);
  *who = xa_span_dup (xa_json_text (&root, "handle"));

  return xa_json_check (json, error);
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass account[] = { XA_PASS_PROFILE, XA_PASS_MEMBERS, XA_PASS_POSTS, XA_PASS_REACTORS, 0 };
  static const XaPass list[] = { XA_PASS_PROFILE, XA_PASS_MEMBERS, 0 };
  static const XaPass search[] = { XA_PASS_POSTS, 0 };

  if (is_search (target))
    return search;

  return target->kind == XA_TARGET_LIST ? list : account;
}

static gboolean
fetch_pass (XaFetch *fetch,
            XaPass   pass,
            GError **error)
{
  switch ((int) pass) {
  case XA_PASS_PROFILE:
    return xa_bluesky_fetch_profile (fetch, error);
  case XA_PASS_MEMBERS:
    return xa_bluesky_fetch_members (fetch, error);
  case XA_PASS_REACTORS:
    return xa_bluesky_fetch_reactors (fetch, error);
  default:
    return xa_bluesky_fetch_posts (fetch, error);
  }
}

/* --- what it declares ----------------------------------------------------------------------------- */

#define PROSPECT_SEARCH N_ ("Tags and searches, signed in: who wrote the posts.")

static const XaProspect prospects[] = {
  { XA_TARGET_ACCOUNT, XA_COVERAGE_COMPLETE, 0, N_ ("Accounts: all who follow, but for deleted, suspended and blocking ones.") },
  { XA_TARGET_LIST, XA_COVERAGE_COMPLETE, 0, N_ ("Lists and starter packs: everybody on them.") },
  { XA_TARGET_TAG, XA_COVERAGE_ACTIVE_AUTHORS, 0, PROSPECT_SEARCH },
  { XA_TARGET_SEARCH, XA_COVERAGE_ACTIVE_AUTHORS, 0, PROSPECT_SEARCH },
};

static const char *const gives_not[] = {
  N_ ("When somebody began to follow: the list has an order and no dates"),
  N_ ("How often a post was seen"),
  N_ ("Searches without an account, by decision of the operators"),
  NULL
};

static const char *const steps[] = {
  N_ ("Sign in at bsky.app and open Settings, Privacy and security, App passwords."),
  N_ ("Add an app password, name it XAudience, and leave access to your direct messages off."),
  N_ ("Copy the password that is shown once, and enter it here with your handle."),
  NULL
};

static const XaSignIn sign_ins[] = {
  { .kind = XA_SIGN_IN_NONE, .id = "none", .title = N_ ("No account needed") },
  {
    .kind = XA_SIGN_IN_PASSWORD,
    .id = "app-password",
    .title = N_ ("Handle and app password"),
    .steps = steps,
    .url = "https://bsky.app/settings/app-passwords",
    .gives = XA_GIVES_SEARCH,
    .revoke = xa_bluesky_sign_out,
    .revoke_words = N_ ("Delete the app password at bsky.app, under Settings, Privacy and security, App passwords."),
  },
};

const XaProvider xa_bluesky = {
  .id = "bluesky",
  .name = "Bluesky",
  .platform = XA_PLATFORM_BLUESKY,
  .dialect = &xa_bluesky_dialect,
  .base = XA_BLUESKY_PUBLIC,
  .gives = XA_GIVES_PROFILE | XA_GIVES_MEMBERS | XA_GIVES_AUTHORS | XA_GIVES_REACTORS | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_HISTORY | XA_GIVES_SEARCH,
  .gives_not = gives_not,
  .prospects = prospects,
  .n_prospects = G_N_ELEMENTS (prospects),
  .limits_words = N_ ("Ten requests a second, a hundred people or posts each: a million followers take about seventeen minutes."),
  .poll_floor_s = 60,
  .sign_ins = sign_ins,
  .n_sign_ins = G_N_ELEMENTS (sign_ins),
  .terms = {
    .words = N_ ("The platform's terms name no period."),
    .url = "https://bsky.social/about/support/tos",
  },
  .check = check,
  .sign_in = xa_bluesky_sign_in,
  .can_reach = can_reach,
  .preview = preview,
  .get_passes = get_passes,
  .fetch = fetch_pass,
};
