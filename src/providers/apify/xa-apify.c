/*
 * Instagram, Facebook and TikTok through Apify, on the user's own account there. It reads what anybody
 * sees on a public page: numbers, posts, and who comments. Three connections, one a platform.
 */
#include "providers/apify/xa-apify-pass.h"

#include "model/xa-language.h"

#include <string.h>

#define GIVES_ACCOUNT \
  (XA_GIVES_PROFILE | XA_GIVES_AUTHORS | XA_GIVES_POSTS | XA_GIVES_COMMENTS | XA_GIVES_COUNTS | XA_GIVES_HISTORY)
#define GIVES_TAG (XA_GIVES_AUTHORS | XA_GIVES_POSTS | XA_GIVES_HISTORY)

/* How long a run takes to start and to bring one result, as others saw it. */
#define START_US (30 * G_USEC_PER_SEC)
#define RESULT_US (G_USEC_PER_SEC / 2)

static gboolean
check (XaFetch *fetch,
       char   **who,
       GError **error)
{
  g_autoptr (XaJson) json = xa_apify_ask (fetch, xa_request_new ("GET", "v2", "users", "me", NULL), error);
  XaJsonAt root, data;
  XaSpan   name;

  *who = NULL;
  if (!json)
    return FALSE;
  root = xa_json_root (json);
  data = xa_json_object (&root, "data");
  name = xa_json_text (&data, "username");
  if (!xa_json_check (json, error))
    return FALSE;
  *who = xa_span_dup (name);

  return TRUE;
}

static gboolean
reaches (const XaTarget *target,
         XaPlatform      platform,
         gboolean        has_tags)
{
  return target->platform == platform &&
         ((target->kind == XA_TARGET_ACCOUNT && (target->handle || (target->id && platform == XA_PLATFORM_FACEBOOK))) ||
          (has_tags && target->kind == XA_TARGET_TAG && target->handle));
}

static gboolean
reaches_instagram (const XaTarget *target)
{
  return reaches (target, XA_PLATFORM_INSTAGRAM, TRUE);
}

static gboolean
reaches_facebook (const XaTarget *target)
{
  return reaches (target, XA_PLATFORM_FACEBOOK, FALSE);
}

static gboolean
reaches_tiktok (const XaTarget *target)
{
  return reaches (target, XA_PLATFORM_TIKTOK, TRUE);
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass account[] = { XA_PASS_PROFILE, XA_PASS_POSTS, XA_PASS_REACTORS, 0 };
  static const XaPass tag[] = { XA_PASS_POSTS, 0 };

  return target->kind == XA_TARGET_TAG ? tag : account;
}

/* --- a look ---------------------------------------------------------------------------------- */

typedef struct {
  double   price;
  guint    n_results, n_runs;
  GString *actors; /* (owned) */
  XaFetch *fetch;  /* (not owned) */
  gboolean has_failed;
  GError **error;
} Bill;

static void
add_to_bill (Bill       *bill,
             const char *actor,
             double      usual_price,
             guint       n)
{
  g_auto (XaApifyActor) read = { 0 };

  if (bill->has_failed || !xa_apify_actor_read (bill->fetch, actor, usual_price, &read, bill->error)) {
    bill->has_failed = TRUE;
    return;
  }
  bill->price += n * read.price + XA_APIFY_START_PRICE;
  bill->n_results += n;
  bill->n_runs++;
  if (!strstr (bill->actors->str, actor))
    g_string_append_printf (bill->actors, "%s%s %s at $%.2f for 1,000 results", bill->actors->len ? "; " : "", actor, read.build ? read.build : "(newest version)",
                            read.price * 1000);
}

/* Nothing is ordered for a look: that would cost. So whether the page is there is not known yet. */
static XaPreview *
preview (XaFetch           *fetch,
         const XaTarget    *target,
         const XaApifyKind *kind,
         GError           **error)
{
  g_autoptr (XaPreview) self = xa_preview_new ();
  g_autoptr (GString) actors = g_string_new (NULL);
  gboolean is_tag = target->kind == XA_TARGET_TAG;
  guint    n_posts = xa_apify_count_posts (fetch);
  Bill     bill = { .fetch = fetch, .actors = actors, .error = error };

  add_to_bill (&bill, kind->posts_actor, kind->posts_price, n_posts);
  if (!is_tag) {
    add_to_bill (&bill, kind->profile_actor, kind->profile_price, 1);
    add_to_bill (&bill, kind->comments_actor, kind->comments_price, MIN (n_posts, XA_APIFY_MAX_COMMENTED) * XA_APIFY_MAX_COMMENTS_EACH);
  }
  if (bill.has_failed)
    return NULL;
  self->target = xa_target_copy (target);
  if (self->target->handle && !is_tag) {
    g_free (self->target->handle);
    self->target->handle = g_ascii_strdown (target->handle, -1);
  }
  self->title = is_tag ? g_strconcat ("#", target->handle, NULL) : g_strdup (self->target->handle ? self->target->handle : self->target->id);
  self->kind = is_tag ? XA_AUDIENCE_TAG : XA_AUDIENCE_ACCOUNT;
  self->coverage = XA_COVERAGE_ACTIVE_AUTHORS;
  self->coverage_why = g_strdup_printf (is_tag ? N_ ("No list of followers can be had here: those who post under the tag are seen. Read by %s.")
                                               : N_ ("No list of followers can be had here: those who comment on the newest posts are seen. Read by %s."),
                                        actors->str);
  self->gives = is_tag ? GIVES_TAG : GIVES_ACCOUNT;
  self->n_requests = bill.n_runs * 4 + bill.n_results / XA_APIFY_PAGE;
  self->duration_us = bill.n_runs * START_US + (gint64) bill.n_results * RESULT_US;
  self->price = bill.price;

  return g_steal_pointer (&self);
}

static XaPreview *
preview_instagram (XaFetch        *fetch,
                   const XaTarget *target,
                   GError        **error)
{
  return preview (fetch, target, &xa_apify_kind_instagram, error);
}

static XaPreview *
preview_facebook (XaFetch        *fetch,
                  const XaTarget *target,
                  GError        **error)
{
  return preview (fetch, target, &xa_apify_kind_facebook, error);
}

static XaPreview *
preview_tiktok (XaFetch        *fetch,
                const XaTarget *target,
                GError        **error)
{
  return preview (fetch, target, &xa_apify_kind_tiktok, error);
}

/* --- passes ---------------------------------------------------------------------------------- */

static gboolean
fetch_pass (XaFetch           *fetch,
            XaPass             pass,
            const XaApifyKind *kind,
            GError           **error)
{
  g_auto (XaApifyPass) self = { 0 };

  if (g_cancellable_set_error_if_cancelled (xa_fetch_get_cancellable (fetch), error))
    return FALSE;
  xa_apify_pass_init (&self, fetch, kind);
  switch ((int) pass) {
  case XA_PASS_PROFILE:
    return xa_apify_fetch_profile (&self, error);
  case XA_PASS_REACTORS:
    return xa_apify_fetch_comments (&self, error);
  default:
    return xa_apify_fetch_posts (&self, error);
  }
}

static gboolean
fetch_instagram (XaFetch *fetch,
                 XaPass   pass,
                 GError **error)
{
  return fetch_pass (fetch, pass, &xa_apify_kind_instagram, error);
}

static gboolean
fetch_facebook (XaFetch *fetch,
                XaPass   pass,
                GError **error)
{
  return fetch_pass (fetch, pass, &xa_apify_kind_facebook, error);
}

static gboolean
fetch_tiktok (XaFetch *fetch,
              XaPass   pass,
              GError **error)
{
  return fetch_pass (fetch, pass, &xa_apify_kind_tiktok, error);
}

/* --- what it declares ------------------------------------------------------------------------ */

static const XaProspect coverages[] = {
  { XA_TARGET_ACCOUNT, XA_COVERAGE_ACTIVE_AUTHORS, 0, N_ ("Accounts: their size, and who comments on the newest posts.") },
  { XA_TARGET_TAG, XA_COVERAGE_ACTIVE_AUTHORS, 0, N_ ("Tags: who posts under them.") },
};

/* Facebook's tags are read by none of its actors. */
#define N_FACEBOOK_PROSPECTS 1

static const char *const gives_not[] = {
  N_ ("Who follows: no list of followers can be had, only their number"),
  N_ ("Who likes or shares"),
  N_ ("More comments than the few that a public page shows, and those of the newest posts only"),
  N_ ("Pages that are private or ask for a sign-in"),
  NULL
};

static const char *const steps[] = {
  N_ ("Open an account at apify.com; the free plan comes with some credit each month."),
  N_ ("In the Apify Console open Settings, API & Integrations, and copy the personal API token here."),
  N_ ("Set a monthly budget for this connection, and a limit under Billing in the Console as well."),
  NULL
};

static const XaSignIn sign_ins[] = {
  {
    .kind = XA_SIGN_IN_TOKEN,
    .id = "token",
    .title = N_ ("Personal API token of Apify"),
    .steps = steps,
    .url = "https://console.apify.com/settings/integrations",
    .wait = N_ ("At once: nobody has to approve."),
    .revoke_words = N_ ("Delete the token in Apify's console, under Settings, API & Integrations."),
    .price = N_ ("Each result is billed by Apify, some $1 to $10 for 1,000; what a first fetch costs at most is shown before it, and no order can cost more."),
  },
};

#define TERMS                                                                                                                          \
  {                                                                                                                                    \
    .words = "Apify reads public pages on your behalf; the terms of the platform and the law on personal data bind you. Results stay " \
             "at Apify for 7 days.",                                                                                                   \
    .url = "https://docs.apify.com/legal",                                                                                             \
    .deletes_with_source = TRUE,                                                                                                       \
  }

#define UNPROVEN N_ ("No live call has shown today's form of the results, of comments in particular, nor how long runs take.")

#define LIMITS N_ ("At most 1,000 posts and 300 comments are ordered at a time; a run takes from half a minute to some ten.")

const XaProvider xa_apify_instagram = {
  .id = "apify-instagram",
  .name = N_ ("Instagram through Apify"),
  .platform = XA_PLATFORM_INSTAGRAM,
  .dialect = &xa_apify_dialect,
  .base = "https://api.apify.com",
  .gives = GIVES_ACCOUNT,
  .gives_not = gives_not,
  .prospects = coverages,
  .n_prospects = G_N_ELEMENTS (coverages),
  .limits_words = LIMITS,
  .sign_ins = sign_ins,
  .n_sign_ins = G_N_ELEMENTS (sign_ins),
  .terms = TERMS,
  .poll_floor_s = 24 * 60 * 60, /* each look is paid for */
  .is_paid = TRUE,
  .unproven = UNPROVEN,
  .check = check,
  .can_reach = reaches_instagram,
  .preview = preview_instagram,
  .get_passes = get_passes,
  .fetch = fetch_instagram,
};

const XaProvider xa_apify_facebook = {
  .id = "apify-facebook",
  .name = N_ ("Facebook through Apify"),
  .platform = XA_PLATFORM_FACEBOOK,
  .dialect = &xa_apify_dialect,
  .base = "https://api.apify.com",
  .gives = GIVES_ACCOUNT,
  .gives_not = gives_not,
  .prospects = coverages,
  .n_prospects = N_FACEBOOK_PROSPECTS,
  .limits_words = LIMITS,
  .sign_ins = sign_ins,
  .n_sign_ins = G_N_ELEMENTS (sign_ins),
  .terms = TERMS,
  .poll_floor_s = 24 * 60 * 60, /* each look is paid for */
  .is_paid = TRUE,
  .unproven = UNPROVEN,
  .check = check,
  .can_reach = reaches_facebook,
  .preview = preview_facebook,
  .get_passes = get_passes,
  .fetch = fetch_facebook,
};

const XaProvider xa_apify_tiktok = {
  .id = "apify-tiktok",
  .name = N_ ("TikTok through Apify"),
  .platform = XA_PLATFORM_TIKTOK,
  .dialect = &xa_apify_dialect,
  .base = "https://api.apify.com",
  .gives = GIVES_ACCOUNT,
  .gives_not = gives_not,
  .prospects = coverages,
  .n_prospects = G_N_ELEMENTS (coverages),
  .limits_words = LIMITS,
  .sign_ins = sign_ins,
  .n_sign_ins = G_N_ELEMENTS (sign_ins),
  .terms = TERMS,
  .poll_floor_s = 24 * 60 * 60, /* each look is paid for */
  .is_paid = TRUE,
  .unproven = UNPROVEN,
  .check = check,
  .can_reach = reaches_tiktok,
  .preview = preview_tiktok,
  .get_passes = get_passes,
  .fetch = fetch_tiktok,
};
