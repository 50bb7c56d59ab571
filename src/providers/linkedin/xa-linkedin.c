/*
 * LinkedIn through the Community Management API, with an app of the user's own: how many follow an
 * organization, and for its administrators what was gained and seen on each day, and its posts.
 */
#include "providers/linkedin/xa-linkedin-api.h"

#include "model/xa-language.h"

/* Of a page of one's own: itself, its size, its days, its followers by kind and their names. */
#define XA_LINKEDIN_N_ASKED_ONCE 11

#define GIVES_OTHER (XA_GIVES_PROFILE | XA_GIVES_COUNTS)
#define GIVES_OWN (GIVES_OTHER | XA_GIVES_POSTS | XA_GIVES_HISTORY)

/* LinkedIn tells the name of a member only to an app that asks for more than is needed here. */
static gboolean
check (XaFetch *fetch,
       char   **who,
       GError **error)
{
  g_autoptr (GPtrArray) own = NULL;

  *who = NULL;
  own = xa_linkedin_list_own (fetch, error);

  return own != NULL;
}

static gboolean
can_reach (const XaTarget *target)
{
  return target->platform == XA_PLATFORM_LINKEDIN && target->kind == XA_TARGET_ACCOUNT && (target->id || target->handle);
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass own[] = { XA_PASS_PROFILE, XA_PASS_POSTS, 0 };
  static const XaPass other[] = { XA_PASS_PROFILE, 0 };

  return gives & XA_GIVES_POSTS ? own : other;
}

static XaPreview *
preview (XaFetch        *fetch,
         const XaTarget *target,
         GError        **error)
{
  g_auto (XaLinkedinPage) page = { 0 };
  XaPreview *preview;

  if (!xa_linkedin_page_read (fetch, target, &page, error))
    return NULL;
  preview = xa_preview_new ();
  preview->target = xa_target_new (XA_PLATFORM_LINKEDIN, XA_TARGET_ACCOUNT);
  preview->target->id = g_strdup (page.id);
  preview->target->handle = page.handle ? g_strdup (page.handle) : g_strdup (target->handle);
  preview->title = g_strdup (page.title ? page.title : page.id);
  preview->url = g_strconcat ("https://www.linkedin.com/company/", preview->target->handle ? preview->target->handle : page.id, "/", NULL);
  preview->kind = XA_AUDIENCE_ACCOUNT;
  preview->members_reported = page.members;
  preview->coverage = XA_COVERAGE_COUNT_ONLY;
  preview->coverage_why = g_strdup (page.is_own ? N_ ("LinkedIn shows numbers, by the day, by the post and by country, industry and so on, and nobody who follows.")
                                                : N_ ("You do not administer this page: only how many follow it is shown."));
  preview->gives = page.is_own ? GIVES_OWN : GIVES_OTHER;
  preview->n_requests = page.is_own ? XA_LINKEDIN_N_ASKED_ONCE + 3 * (xa_preview_count_posts (fetch, XA_COUNT_UNKNOWN) / XA_LINKEDIN_PAGE + 1) : 3;
  preview->duration_us = preview->n_requests * G_USEC_PER_SEC;

  return preview;
}

/* A source that was added without a look, by its name, is looked up once a pass. */
static gboolean
fetch_pass (XaFetch *fetch,
            XaPass   pass,
            GError **error)
{
  if (!xa_fetch_get_target (fetch)->id) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("This page was added without its number; remove it and add it again."));
    return FALSE;
  }

  return pass == XA_PASS_PROFILE ? xa_linkedin_fetch_profile (fetch, error) : xa_linkedin_fetch_posts (fetch, error);
}

/* --- what it declares ------------------------------------------------------------------------ */

static const XaProspect prospects[] = {
  { XA_TARGET_ACCOUNT, XA_COVERAGE_COUNT_ONLY, 0, N_ ("Only how many follow; of your own pages also by country, industry and so on.") },
};

static const char *const gives_not[] = {
  N_ ("Who follows, likes or comments: nothing about members is asked for or kept"),
  N_ ("More than the number of followers, of pages that you do not administer"),
  N_ ("What was longer ago than a year"),
  NULL
};

static const char *const steps[] = {
  N_ ("Be an administrator of a LinkedIn page."),
  N_ ("At linkedin.com/developers make an app for that page, and have the page verify it."),
  N_ ("Under Products ask for the Community Management API; LinkedIn reviews it."),
  N_ ("Under Tools, OAuth Token Tools, make a token with r_organization_social and rw_organization_admin, and paste it here. It holds for 60 days."),
  NULL
};

static const char *const app_steps[] = {
  N_ ("Be an administrator of a LinkedIn page."),
  N_ ("At linkedin.com/developers make an app for that page, and have the page verify it."),
  N_ ("Under Products ask for the Community Management API; LinkedIn reviews it."),
  N_ ("Under Auth add http://127.0.0.1:17653/callback, http://127.0.0.1:21653/callback and http://127.0.0.1:29653/callback as redirect addresses, and enter client id and secret of the app here."),
  NULL
};

static const XaOAuthWay oauth = {
  .authorize = "https://www.linkedin.com/oauth/v2/authorization",
  .token = "https://www.linkedin.com/oauth/v2/accessToken",
  .scopes = "r_organization_social rw_organization_admin",
  .ports = xa_oauth_fixed_ports,
  .n_ports = XA_OAUTH_N_FIXED_PORTS,
  .client = XA_CLIENT_SECRET,
};

static const XaSignIn sign_ins[] = {
  {
    .kind = XA_SIGN_IN_TOKEN,
    .id = "token",
    .title = N_ ("Access token of your own app"),
    .steps = steps,
    .url = "https://www.linkedin.com/developers/tools/oauth/token-generator",
    .wait = N_ ("LinkedIn reviews who may use the Community Management API: this takes days to weeks."),
    .revoke_words = N_ ("LinkedIn lists your app under Settings, Data privacy, Other applications, Permitted services: remove it there."),
  },
  {
    .kind = XA_SIGN_IN_OAUTH,
    .id = "browser",
    .title = N_ ("Sign in with your own app"),
    .steps = app_steps,
    .url = "https://www.linkedin.com/developers/apps",
    .wait = N_ ("LinkedIn reviews who may use the Community Management API: this takes days to weeks."),
    .revoke_words = N_ ("LinkedIn lists your app under Settings, Data privacy, Other applications, Permitted services: remove it there."),
    .oauth = &oauth,
  },
};

const XaProvider xa_linkedin = {
  .id = "linkedin",
  .name = "LinkedIn",
  .platform = XA_PLATFORM_LINKEDIN,
  .dialect = &xa_linkedin_dialect,
  .base = "https://api.linkedin.com/rest",
  .gives = GIVES_OWN,
  .gives_not = gives_not,
  .prospects = prospects,
  .n_prospects = G_N_ELEMENTS (prospects),
  .limits_words = N_ ("A number of calls a day that only the developer portal tells; it begins anew at midnight, UTC."),
  .sign_ins = sign_ins,
  .n_sign_ins = G_N_ELEMENTS (sign_ins),
  .terms = {
    .words = N_ ("The Marketing API terms forbid keeping what is about members; nothing of that is asked for."),
    .url = "https://www.linkedin.com/legal/l/marketing-api-terms",
    .deletes_with_source = TRUE,
  },
  .poll_floor_s = 3600,
  .unproven = N_ ("No live call has shown any of it: all is as LinkedIn's own pages say. They leave open whether those who went are counted in the gains of a day, and which apps are told the names of places and industries."),
  .check = check,
  .can_reach = can_reach,
  .preview = preview,
  .list = xa_linkedin_list,
  .get_passes = get_passes,
  .fetch = fetch_pass,
};
