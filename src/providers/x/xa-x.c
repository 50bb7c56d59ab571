/*
 * X by its own interface and by SocialData: two connections of one platform, of which the cheaper is asked
 * first and the other stands in for it.
 */
#include "providers/x/xa-x-way.h"

#include "model/xa-language.h"

/* --- what can be had ------------------------------------------------------------------------------ */

static gboolean
can_reach (const XaXWay   *way,
           const XaTarget *target)
{
  if (target->platform != XA_PLATFORM_X)
    return FALSE;
  if (target->kind == XA_TARGET_ACCOUNT)
    return target->id || target->handle;
  if (target->kind == XA_TARGET_LIST)
    return target->id && way->tariffs[XA_X_LIST_MEMBERS].page > 0;

  return xa_x_is_search (target) && target->handle;
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass account[] = { XA_PASS_PROFILE, XA_PASS_MEMBERS, XA_PASS_POSTS, XA_PASS_REACTORS, 0 };
  static const XaPass closed[] = { XA_PASS_PROFILE, 0 };
  static const XaPass list[] = { XA_PASS_PROFILE, XA_PASS_MEMBERS, 0 };
  static const XaPass search[] = { XA_PASS_POSTS, 0 };

  if (xa_x_is_search (target))
    return search;
  if (target->kind == XA_TARGET_LIST)
    return list;

  return gives & XA_GIVES_MEMBERS ? account : closed;
}

static gboolean
fetch_pass (const XaXWay *way,
            XaFetch      *fetch,
            XaPass        pass,
            GError      **error)
{
  switch (pass) {
  case XA_PASS_PROFILE:
    return xa_x_fetch_profile (way, fetch, error);
  case XA_PASS_MEMBERS:
    return xa_x_fetch_members (way, fetch, error);
  case XA_PASS_REACTORS:
    return xa_x_fetch_reactors (way, fetch, error);
  default:
    return xa_x_fetch_posts (way, fetch, error);
  }
}

/* --- a look, with what it would cost -------------------------------------------------------------- */

static void
add_cost (XaPreview    *preview,
          const XaXWay *way,
          XaXQuestion   question,
          gint64        n_items,
          gint64        n_lists)
{
  const XaXTariff *tariff = &way->tariffs[question];

  preview->n_requests += MAX (n_lists, (n_items + tariff->page - 1) / MAX (tariff->page, 1));
  preview->price += tariff->price * (double) n_items;
}

/* Of a search nobody says how many posts it will find: so many are reckoned with. How many reposted a post is
 * not known either, but no more than so many are read. */
static void
estimate (XaPreview    *preview,
          const XaXWay *way,
          XaFetch      *fetch)
{
  const XaRate *rate = &(way == &xa_x_v2 ? &xa_x_v2_dialect : &xa_x_socialdata_dialect)->rate;
  gint64        n_posts = xa_preview_count_posts (fetch, preview->posts_reported);
  gint64        n_members = MAX (preview->members_reported, 0);
  gint64        n_reacted = MIN (n_posts, XA_X_MAX_REACTED);

  if (preview->gives & XA_GIVES_PROFILE)
    add_cost (preview, way, preview->target->kind == XA_TARGET_LIST ? XA_X_LIST : XA_X_ACCOUNT, 2, 2);
  if (preview->gives & XA_GIVES_MEMBERS)
    add_cost (preview, way, preview->target->kind == XA_TARGET_LIST ? XA_X_LIST_MEMBERS : XA_X_FOLLOWERS, n_members, 1);
  if (preview->gives & XA_GIVES_POSTS)
    add_cost (preview, way, preview->gives & XA_GIVES_SEARCH ? XA_X_SEARCH : XA_X_POSTS, n_posts, 1);
  if (preview->gives & XA_GIVES_REACTORS) {
    add_cost (preview, way, XA_X_POSTS, MIN (n_posts, way->tariffs[XA_X_POSTS].page), 1);
    add_cost (preview, way, XA_X_REPOSTERS, n_reacted * way->tariffs[XA_X_REPOSTERS].page, n_reacted);
  }
  preview->duration_us = (gint64) ((double) preview->n_requests * (double) rate->period_us / rate->capacity);
}

static void
describe_search (XaPreview      *preview,
                 const XaXWay   *way,
                 const XaTarget *target)
{
  preview->title = xa_x_search_words (target);
  preview->kind = XA_AUDIENCE_TAG;
  preview->gives = XA_GIVES_AUTHORS | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_SEARCH | (way == &xa_x_v2 ? 0 : XA_GIVES_HISTORY);
  preview->coverage = XA_COVERAGE_ACTIVE_AUTHORS;
  preview->coverage_why = g_strdup (way == &xa_x_v2 ? N_ ("Who wrote what was found, of the last seven days, is seen.")
                                                    : N_ ("Who wrote what was found is seen."));
}

static void
describe_account (XaPreview     *preview,
                  const XaXCard *card)
{
  gboolean is_list = preview->target->kind == XA_TARGET_LIST;

  g_set_str (&preview->target->id, card->id);
  if (!is_list)
    g_set_str (&preview->target->handle, card->handle);
  preview->title = g_strdup (card->title);
  preview->url = is_list ? g_strconcat ("https://x.com/i/lists/", card->id, NULL) : g_strconcat ("https://x.com/", card->handle, NULL);
  preview->kind = is_list ? XA_AUDIENCE_GROUP : XA_AUDIENCE_ACCOUNT;
  preview->members_reported = card->members;
  preview->posts_reported = card->posts;
  preview->gives = XA_GIVES_PROFILE | XA_GIVES_COUNTS;
  if (card->is_protected) {
    preview->coverage = XA_COVERAGE_COUNT_ONLY;
    preview->coverage_why = g_strdup (N_ ("The account is protected: X shows its size, and neither posts nor followers."));
    return;
  }
  preview->gives |= XA_GIVES_MEMBERS | (is_list ? 0 : XA_GIVES_POSTS | XA_GIVES_REACTORS | XA_GIVES_HISTORY);
  preview->coverage = XA_COVERAGE_COMPLETE;
  preview->coverage_why = g_strdup (is_list ? N_ ("X shows everybody who is on a list.")
                                            : N_ ("X shows everybody who follows an account, for money; suspended and deleted accounts stay in its count."));
}

static XaPreview *
look (const XaXWay   *way,
      XaFetch        *fetch,
      const XaTarget *target,
      GError        **error)
{
  g_autoptr (XaPreview) preview = xa_preview_new ();
  g_auto (XaXCard) card = { 0 };

  preview->target = xa_target_copy (target);
  preview->members_reported = preview->posts_reported = XA_COUNT_UNKNOWN;
  if (xa_x_is_search (target)) {
    describe_search (preview, way, target);
  } else {
    if (!xa_x_ask_card (way, fetch, target, &card, error))
      return NULL;
    describe_account (preview, &card);
  }
  estimate (preview, way, fetch);

  return g_steal_pointer (&preview);
}

/* --- X API v2 ------------------------------------------------------------------------------------- */

/* An app is nobody in particular: it is asked what it has used. Somebody who signed in has a name. */
static gboolean
check_v2 (XaFetch *fetch,
          char   **who,
          GError **error)
{
  XaRest             *rest = xa_fetch_get_rest (fetch);
  const XaCredential *credential = xa_rest_get_credential (rest);
  gboolean            is_person = credential && credential->refresh_token;
  g_autoptr (XaRequest) request = is_person ? xa_request_new ("GET", "2", "users", "me", NULL) : xa_request_new ("GET", "2", "usage", "tweets", NULL);
  g_autoptr (XaJson) json = xa_rest_ask (rest, request, error);
  XaJsonAt root, data;

  *who = NULL;
  if (!json || !is_person)
    return json != NULL;
  root = xa_json_root (json);
  data = xa_json_object (&root, "data");
  *who = xa_span_dup (xa_json_text (&data, "username"));

  return xa_json_check (json, error);
}

static gboolean
can_reach_v2 (const XaTarget *target)
{
  return can_reach (&xa_x_v2, target);
}

static XaPreview *
preview_v2 (XaFetch        *fetch,
            const XaTarget *target,
            GError        **error)
{
  return look (&xa_x_v2, fetch, target, error);
}

static gboolean
fetch_v2 (XaFetch *fetch,
          XaPass   pass,
          GError **error)
{
  return fetch_pass (&xa_x_v2, fetch, pass, error);
}

static const char *const v2_steps[] = {
  N_ ("Sign in at X's developer console and make an app inside a project."),
  N_ ("Buy credits there: X is paid by what is read, and nothing is read without them."),
  N_ ("Copy the app's bearer token."),
  N_ ("Set a monthly budget for the connection before the first sync."),
  NULL
};

#define PROSPECT_FOLLOWERS N_ ("Accounts: all who follow; of protected ones only how many.")
#define PROSPECT_WEEK N_ ("Tags and searches: who wrote the posts of the last seven days.")

static const XaProspect v2_prospects[] = {
  { XA_TARGET_ACCOUNT, XA_COVERAGE_COMPLETE, 0, PROSPECT_FOLLOWERS },
  { XA_TARGET_LIST, XA_COVERAGE_COMPLETE, 0, N_ ("Lists: everybody on them.") },
  { XA_TARGET_TAG, XA_COVERAGE_ACTIVE_AUTHORS, 0, PROSPECT_WEEK },
  { XA_TARGET_SEARCH, XA_COVERAGE_ACTIVE_AUTHORS, 0, PROSPECT_WEEK },
};

static const char *const v2_gives_not[] = {
  N_ ("Who liked a post: X shows at most a hundred, and only to the one who posted it"),
  N_ ("What a search finds that is older than seven days"),
  N_ ("When somebody began to follow"),
  N_ ("Replies and reposts in an account's timeline: they are not asked for, as each would cost"),
  NULL
};

static const char *const oauth_steps[] = {
  N_ ("Sign in at X's developer console and make an app inside a project; buy credits there."),
  N_ ("Under “User authentication settings” choose “Native App”, and register http://127.0.0.1:17653/callback, http://127.0.0.1:21653/callback and http://127.0.0.1:29653/callback as its callbacks: X takes them to the letter."),
  N_ ("Copy the client id of the app, and sign in as yourself in the browser."),
  N_ ("Set a monthly budget for the connection before the first sync."),
  NULL
};

static const XaOAuthWay oauth = {
  .authorize = "https://x.com/i/oauth2/authorize",
  .token = "/2/oauth2/token",
  .revoke = "/2/oauth2/revoke",
  .scopes = "tweet.read users.read follows.read list.read offline.access",
  .ports = xa_oauth_fixed_ports,
  .n_ports = XA_OAUTH_N_FIXED_PORTS,
  .client = XA_CLIENT_PUBLIC,
};

#define V2_PRICE N_ ("Each follower, member or reposter $0.010, each post $0.005, as of August 2026: 100,000 followers are about $1,000")

static const XaSignIn v2_sign_ins[] = {
  {
    .kind = XA_SIGN_IN_TOKEN,
    .id = "bearer",
    .title = N_ ("Bearer token of your app"),
    .steps = v2_steps,
    .url = "https://console.x.com",
    .price = V2_PRICE,
    .revoke_words = N_ ("Regenerate or revoke the bearer token of your app in X's developer console."),
    .gives = XA_GIVES_PROFILE | XA_GIVES_MEMBERS | XA_GIVES_AUTHORS | XA_GIVES_REACTORS | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_SEARCH,
  },
  {
    .kind = XA_SIGN_IN_OAUTH,
    .id = "browser",
    .title = N_ ("Sign in as yourself, with your own app"),
    .steps = oauth_steps,
    .url = "https://console.x.com",
    .price = V2_PRICE,
    .gives = XA_GIVES_PROFILE | XA_GIVES_MEMBERS | XA_GIVES_AUTHORS | XA_GIVES_REACTORS | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_SEARCH,
    .oauth = &oauth,
    .revoke_words = N_ ("X lists your app under Settings, Security and account access, Apps and sessions, Connected apps: revoke it there."),
  },
};

#define TERMS                                                                                         \
  N_ ("X asks that what is deleted, made private or suspended there is deleted here within a day of " \
      "its notice: sync often enough, and take no copies away.")

const XaProvider xa_x_api = {
  .id = "x-api",
  .name = "X API",
  .platform = XA_PLATFORM_X,
  .dialect = &xa_x_v2_dialect,
  .base = "https://api.x.com",
  .poll_floor_s = 900, /* limits are by the quarter of an hour, and each look is paid for */
  .is_paid = TRUE,
  .chain = 2,
  .gives = XA_GIVES_PROFILE | XA_GIVES_MEMBERS | XA_GIVES_AUTHORS | XA_GIVES_REACTORS | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_SEARCH,
  .gives_not = v2_gives_not,
  .prospects = v2_prospects,
  .n_prospects = G_N_ELEMENTS (v2_prospects),
  .limits_words = N_ ("By the quarter of an hour: 300 pages of followers, 900 of posts, 300 of searches. Paid by what is returned."),
  .sign_ins = v2_sign_ins,
  .n_sign_ins = G_N_ELEMENTS (v2_sign_ins),
  .terms = { .words = TERMS, .url = "https://developer.x.com/en/developer-terms/policy", .deletes_with_source = TRUE },
  .unproven = N_ ("No live call has shown which spelling of its fields the server takes, nor what it says when credits run out."),
  .check = check_v2,
  .can_reach = can_reach_v2,
  .preview = preview_v2,
  .get_passes = get_passes,
  .fetch = fetch_v2,
};

/* --- SocialData ----------------------------------------------------------------------------------- */

/* There is no question about the key itself: X's own account is asked for, for a fiftieth of a cent. */
static gboolean
check_socialdata (XaFetch *fetch,
                  char   **who,
                  GError **error)
{
  g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_X, XA_TARGET_ACCOUNT);
  g_auto (XaXCard) card = { 0 };

  *who = NULL;
  target->handle = g_strdup ("x");

  return xa_x_ask_card (&xa_x_socialdata_way, fetch, target, &card, error);
}

static gboolean
can_reach_socialdata (const XaTarget *target)
{
  return can_reach (&xa_x_socialdata_way, target);
}

static XaPreview *
preview_socialdata (XaFetch        *fetch,
                    const XaTarget *target,
                    GError        **error)
{
  return look (&xa_x_socialdata_way, fetch, target, error);
}

static gboolean
fetch_socialdata (XaFetch *fetch,
                  XaPass   pass,
                  GError **error)
{
  return fetch_pass (&xa_x_socialdata_way, fetch, pass, error);
}

static const char *const socialdata_steps[] = {
  N_ ("Make an account at socialdata.tools and top up its balance."),
  N_ ("Copy the API key from its dashboard."),
  N_ ("Set a monthly budget for the connection before the first sync."),
  NULL
};

#define PROSPECT_EVER N_ ("Tags and searches: who wrote the posts.")

static const XaProspect socialdata_prospects[] = {
  { XA_TARGET_ACCOUNT, XA_COVERAGE_COMPLETE, 0, PROSPECT_FOLLOWERS },
  { XA_TARGET_TAG, XA_COVERAGE_ACTIVE_AUTHORS, 0, PROSPECT_EVER },
  { XA_TARGET_SEARCH, XA_COVERAGE_ACTIVE_AUTHORS, 0, PROSPECT_EVER },
};

static const char *const socialdata_gives_not[] = {
  N_ ("Who liked a post"),
  N_ ("Who is on a list of X"),
  N_ ("Anything of protected accounts"),
  N_ ("When somebody began to follow"),
  NULL
};

static const XaSignIn socialdata_sign_ins[] = {
  {
    .kind = XA_SIGN_IN_TOKEN,
    .id = "api-key",
    .title = N_ ("SocialData API key"),
    .steps = socialdata_steps,
    .url = "https://socialdata.tools",
    .revoke_words = N_ ("Delete the key in the dashboard of SocialData."),
    .price = N_ ("About $0.0002 for each account or post, as of August 2026: 100,000 followers are about $20"),
    .gives = XA_GIVES_PROFILE | XA_GIVES_MEMBERS | XA_GIVES_AUTHORS | XA_GIVES_REACTORS | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_HISTORY | XA_GIVES_SEARCH,
  },
};

const XaProvider xa_x_socialdata = {
  .id = "x-socialdata",
  .name = N_ ("X by SocialData"),
  .platform = XA_PLATFORM_X,
  .dialect = &xa_x_socialdata_dialect,
  .base = "https://api.socialdata.tools",
  .poll_floor_s = 900, /* limits are by the quarter of an hour, and each look is paid for */
  .is_paid = TRUE,
  .chain = 1,
  .gives = XA_GIVES_PROFILE | XA_GIVES_MEMBERS | XA_GIVES_AUTHORS | XA_GIVES_REACTORS | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_HISTORY | XA_GIVES_SEARCH,
  .gives_not = socialdata_gives_not,
  .prospects = socialdata_prospects,
  .n_prospects = G_N_ELEMENTS (socialdata_prospects),
  .limits_words = N_ ("120 requests a minute. Paid by what is returned; what fails is free."),
  .sign_ins = socialdata_sign_ins,
  .n_sign_ins = G_N_ELEMENTS (socialdata_sign_ins),
  .terms = { .words = TERMS, .url = "https://developer.x.com/en/developer-terms/policy", .deletes_with_source = TRUE },
  .unproven = N_ ("No live call has shown the size of its pages, nor some of its paths."),
  .check = check_socialdata,
  .can_reach = can_reach_socialdata,
  .preview = preview_socialdata,
  .get_passes = get_passes,
  .fetch = fetch_socialdata,
};
