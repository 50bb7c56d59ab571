/*
 * Instagram and Facebook through Meta's Graph API, with an app of the user's own: what the user manages, with
 * its statistics and who comments; and the numbers and posts of other professional accounts.
 */
#include "providers/meta/xa-meta-api.h"

#include "model/xa-language.h"

#define GIVES_OTHER (XA_GIVES_PROFILE | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_HISTORY)
#define GIVES_OWN (GIVES_OTHER | XA_GIVES_AUTHORS | XA_GIVES_COMMENTS)

static gboolean
check (XaFetch *fetch,
       char   **who,
       GError **error)
{
  XaJsonAt root;
  g_autoptr (XaJson) json = xa_meta_ask (fetch, xa_meta_request ("me", NULL, "id,name"), &root, error);
  XaSpan name;

  *who = NULL;
  if (!json)
    return FALSE;
  xa_json_id (&root, "id");
  name = xa_json_maybe_text (&root, "name");
  if (!xa_json_check (json, error))
    return FALSE;
  *who = xa_span_dup (name);

  return TRUE;
}

static gboolean
reaches_instagram (const XaTarget *target)
{
  return target->platform == XA_PLATFORM_INSTAGRAM && (target->kind == XA_TARGET_ACCOUNT || target->kind == XA_TARGET_TAG) && target->handle;
}

static gboolean
reaches_facebook (const XaTarget *target)
{
  return target->platform == XA_PLATFORM_FACEBOOK && target->kind == XA_TARGET_ACCOUNT && (target->handle || target->id);
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass own[] = { XA_PASS_PROFILE, XA_PASS_POSTS, XA_PASS_REACTORS, 0 };
  static const XaPass other[] = { XA_PASS_PROFILE, XA_PASS_POSTS, 0 };
  static const XaPass tag[] = { XA_PASS_POSTS, 0 };

  if (target->kind == XA_TARGET_TAG)
    return tag;

  return gives & XA_GIVES_COMMENTS ? own : other;
}

static XaPreview *
preview (XaFetch        *fetch,
         const XaTarget *target,
         GError        **error)
{
  g_auto (XaMeta) self = { 0 };
  g_autoptr (XaPreview) preview = xa_preview_new ();
  gboolean is_page = target->platform == XA_PLATFORM_FACEBOOK;
  gint64   n_posts, page = is_page ? XA_META_POSTS_PAGE : XA_META_MEDIA_PAGE;

  xa_meta_init (&self, fetch, target);
  if (target->kind == XA_TARGET_TAG)
    return xa_meta_preview_hashtag (&self, error);
  if (!xa_meta_read_profile (&self, error))
    return NULL;
  preview->target = xa_target_copy (target);
  if (self.username && *self.username) {
    g_free (preview->target->handle);
    preview->target->handle = g_ascii_strdown (self.username, -1);
    g_clear_pointer (&preview->target->id, g_free);
  }
  preview->title = g_strdup (self.title && *self.title ? self.title : preview->target->handle ? preview->target->handle
                                                                                              : preview->target->id);
  preview->kind = XA_AUDIENCE_ACCOUNT;
  preview->members_reported = self.members;
  preview->posts_reported = self.posts;
  preview->coverage = self.is_own ? XA_COVERAGE_ACTIVE_AUTHORS : XA_COVERAGE_COUNT_ONLY;
  preview->coverage_why = g_strdup (self.is_own ? N_ ("Meta shows nobody who follows: who comments on the newest posts is seen.")
                                                : N_ ("Of what others manage Meta shows numbers and posts, and no people."));
  preview->gives = self.is_own ? GIVES_OWN : GIVES_OTHER;
  n_posts = xa_preview_count_posts (fetch, self.posts);
  preview->n_requests = 3 + 2 + n_posts / page + 1;
  if (self.is_own)
    preview->n_requests += 2 * MIN (n_posts, XA_META_MAX_MEASURED) + 2 + MIN (n_posts, XA_META_MAX_COMMENTED);
  preview->duration_us = preview->n_requests > 200 ? (preview->n_requests - 200) * 18 * G_USEC_PER_SEC : preview->n_requests * G_USEC_PER_SEC;

  return g_steal_pointer (&preview);
}

static GPtrArray *
list_instagram (XaFetch *fetch,
                GError **error)
{
  return xa_meta_list (fetch, XA_PLATFORM_INSTAGRAM, error);
}

static GPtrArray *
list_facebook (XaFetch *fetch,
               GError **error)
{
  return xa_meta_list (fetch, XA_PLATFORM_FACEBOOK, error);
}

static gboolean
fetch_pass (XaFetch *fetch,
            XaPass   pass,
            GError **error)
{
  g_auto (XaMeta) self = { 0 };

  xa_meta_init (&self, fetch, xa_fetch_get_target (fetch));
  switch ((int) pass) {
  case XA_PASS_PROFILE:
    return xa_meta_fetch_profile (&self, error);
  case XA_PASS_REACTORS:
    return xa_meta_fetch_comments (&self, error);
  default:
    return self.target->kind == XA_TARGET_TAG ? xa_meta_fetch_hashtag (&self, error) : xa_meta_fetch_posts (&self, error);
  }
}

/* --- what it declares ------------------------------------------------------------------------ */

static const XaProspect instagram_prospects[] = {
  { XA_TARGET_ACCOUNT, XA_COVERAGE_ACTIVE_AUTHORS, 0, N_ ("Accounts that you manage: their size, and who comments on the newest posts; of others only the size.") },
  { XA_TARGET_TAG, XA_COVERAGE_COUNT_ONLY, 0, N_ ("Tags: posts, and not who wrote them.") },
};

static const char *const instagram_gives_not[] = {
  N_ ("Who follows: only how many"),
  N_ ("Who likes or shares"),
  N_ ("Personal accounts, and professional ones that are closed to some ages"),
  N_ ("Who comments on accounts that you do not manage"),
  N_ ("Views of posts that you do not manage"),
  N_ ("Who posts under a hashtag, and what is older than a day there; more than 30 hashtags in seven days"),
  NULL
};

static const XaProspect facebook_prospects[] = {
  { XA_TARGET_ACCOUNT, XA_COVERAGE_ACTIVE_AUTHORS, 0, N_ ("Pages that you manage: their size, and who comments on the newest posts; of others only the size.") },
};

static const char *const facebook_gives_not[] = {
  N_ ("Who follows or likes a Page: only how many"),
  N_ ("Who reacts or shares"),
  N_ ("Pages of others, unless Meta has granted your app “Page Public Content Access”"),
  N_ ("Profiles of people, and groups"),
  NULL
};

static const char *const instagram_steps[] = {
  N_ ("Have a professional Instagram account and link it to a Facebook Page that you manage."),
  N_ ("At developers.facebook.com make an app of type Business, and add the product “Instagram Graph API”."),
  N_ ("Open the Graph API Explorer, choose your app, and add the permissions instagram_basic, instagram_manage_insights, "
      "instagram_manage_comments, pages_show_list and pages_read_engagement."),
  N_ ("Choose “Generate Access Token”, open the token in the Access Token Debugger, and choose “Extend Access Token”: it then holds for about 60 days."),
  N_ ("Paste the extended token here. When it runs out, this connection says so."),
  N_ ("For hashtags Meta has to grant your app “Instagram Public Content Access” as well."),
  NULL
};

static const char *const facebook_steps[] = {
  N_ ("At developers.facebook.com make an app of type Business."),
  N_ ("Open the Graph API Explorer, choose your app, and add the permissions pages_show_list, pages_read_engagement, pages_read_user_content and read_insights."),
  N_ ("Choose “Generate Access Token”, open the token in the Access Token Debugger, and choose “Extend Access Token”: it then holds for about 60 days."),
  N_ ("Paste the extended token here. When it runs out, this connection says so."),
  NULL
};

#define WAIT N_ ("At once for what you manage yourself; to look at Pages of others Meta reviews the app, which takes days to weeks.")

#define REMOVE_APP N_ ("Facebook lists your app under Settings, Apps and websites, or Business integrations: remove it there.")

static const char *const app_steps[] = {
  N_ ("At developers.facebook.com make an app of type Business, and add the products “Facebook Login for Business” and, for Instagram, “Instagram Graph API”."),
  N_ ("In the settings of the login add http://127.0.0.1:17653/callback, http://127.0.0.1:21653/callback and http://127.0.0.1:29653/callback as valid redirect addresses."),
  N_ ("Enter id and secret of the app here, and sign in; the token then holds for about 60 days, and is extended by itself."),
  NULL
};

static const XaSignIn instagram_sign_ins[] = {
  {
    .kind = XA_SIGN_IN_TOKEN,
    .id = "token",
    .title = N_ ("Access token of your own app"),
    .steps = instagram_steps,
    .url = "https://developers.facebook.com/tools/explorer/",
    .wait = WAIT,
    .revoke_words = REMOVE_APP,
  },
  {
    .kind = XA_SIGN_IN_OAUTH,
    .id = "browser",
    .title = N_ ("Sign in with your own app"),
    .steps = app_steps,
    .url = "https://developers.facebook.com/apps/",
    .wait = WAIT,
    .oauth = &xa_meta_instagram_oauth,
    .revoke = xa_meta_revoke,
    .revokes_app = TRUE,
    .revoke_words = REMOVE_APP,
  },
};

static const XaSignIn facebook_sign_ins[] = {
  {
    .kind = XA_SIGN_IN_TOKEN,
    .id = "token",
    .title = N_ ("Access token of your own app"),
    .steps = facebook_steps,
    .url = "https://developers.facebook.com/tools/explorer/",
    .wait = WAIT,
    .revoke_words = REMOVE_APP,
  },
  {
    .kind = XA_SIGN_IN_OAUTH,
    .id = "browser",
    .title = N_ ("Sign in with your own app"),
    .steps = app_steps,
    .url = "https://developers.facebook.com/apps/",
    .wait = WAIT,
    .oauth = &xa_meta_facebook_oauth,
    .revoke = xa_meta_revoke,
    .revokes_app = TRUE,
    .revoke_words = REMOVE_APP,
  },
};

#define TERMS                                                                                                           \
  {                                                                                                                     \
    .words = "The Platform Terms of Meta want data deleted when they are no longer needed, when the app loses access, " \
             "and when a person asks for it.",                                                                          \
    .url = "https://developers.facebook.com/terms/",                                                                    \
    .deletes_with_source = TRUE,                                                                                        \
  }

#define UNPROVEN N_ ("No live call has shown the metrics page_media_view and post_media_view, the sums of reactions on Page posts, nor the token in the header.")

#define LIMITS N_ ("About 200 questions an hour; Meta tells with each answer how much of it is used, and it is asked more slowly from 75 percent on.")

const XaProvider xa_meta_instagram = {
  .id = "meta-instagram",
  .name = "Instagram (Graph API)",
  .platform = XA_PLATFORM_INSTAGRAM,
  .dialect = &xa_meta_dialect,
  .base = "https://graph.facebook.com",
  .gives = GIVES_OWN,
  .gives_not = instagram_gives_not,
  .prospects = instagram_prospects,
  .n_prospects = G_N_ELEMENTS (instagram_prospects),
  .limits_words = LIMITS,
  .sign_ins = instagram_sign_ins,
  .n_sign_ins = G_N_ELEMENTS (instagram_sign_ins),
  .terms = TERMS,
  .poll_floor_s = 900,
  .unproven = UNPROVEN,
  .check = check,
  .can_reach = reaches_instagram,
  .preview = preview,
  .list = list_instagram,
  .get_passes = get_passes,
  .fetch = fetch_pass,
};

const XaProvider xa_meta_facebook = {
  .id = "meta-facebook",
  .name = N_ ("Facebook Pages (Graph API)"),
  .platform = XA_PLATFORM_FACEBOOK,
  .dialect = &xa_meta_dialect,
  .base = "https://graph.facebook.com",
  .gives = GIVES_OWN,
  .gives_not = facebook_gives_not,
  .prospects = facebook_prospects,
  .n_prospects = G_N_ELEMENTS (facebook_prospects),
  .limits_words = LIMITS,
  .sign_ins = facebook_sign_ins,
  .n_sign_ins = G_N_ELEMENTS (facebook_sign_ins),
  .terms = TERMS,
  .poll_floor_s = 900,
  .unproven = UNPROVEN,
  .check = check,
  .can_reach = reaches_facebook,
  .preview = preview,
  .list = list_facebook,
  .get_passes = get_passes,
  .fetch = fetch_pass,
};
