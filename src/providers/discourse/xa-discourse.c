/*
 * Discourse: any forum, in a folder of its site too, without an account as far as it is public.
 */
#include "providers/discourse/xa-discourse-api.h"

#include "model/xa-language.h"

/* --- the audience itself ----------------------------------------------------------------------- */

static gboolean
put_sample (XaDiscourse *self,
            XaMetric     metric,
            gint64       value,
            GError     **error)
{
  const XaSampleRecord sample = { .metric = metric, .at_us = xa_fetch_get_now (self->fetch), .value = (double) value };

  return value == XA_COUNT_UNKNOWN || xa_sink_sample (xa_fetch_get_sink (self->fetch), self->audience, &sample, error);
}

static gboolean
fetch_profile (XaDiscourse *self,
               GError     **error)
{
  g_autoptr (XaPreview) seen = xa_discourse_preview (self->fetch, self->target, error);

  return seen &&
         xa_discourse_declare (self, seen->title, seen->members_reported, error) &&
         put_sample (self, XA_METRIC_POSTS, seen->posts_reported, error) &&
         xa_fetch_page (self->fetch, NULL, error);
}

/* --- the provider ------------------------------------------------------------------------------ */

/* Whom the key belongs to. Forums without the call say nothing of it. */
static gboolean
read_who (XaDiscourse *self,
          char       **who,
          GError     **error)
{
  g_autoptr (GError) failure = NULL;
  XaJsonAt root, user;
  g_autoptr (XaJson) document = xa_discourse_ask (self, xa_request_new ("GET", "session", "current.json", NULL), &root, &failure);

  if (!document) {
    if (g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN) || g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_AUTH)) {
      g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_AUTH, N_ ("The forum does not accept the key; make a new one and connect again."));
      return FALSE;
    }
    if (g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_GONE))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  user = xa_json_object (&root, "current_user");
  *who = xa_span_dup (xa_json_text (&user, "username"));

  return xa_json_check (document, error);
}

static gboolean
check (XaFetch *fetch,
       char   **who,
       GError **error)
{
  g_auto (XaDiscourse) self = { 0 };
  g_auto (XaDiscourseFacts) facts = { 0 };

  *who = NULL;
  if (!xa_discourse_init (&self, fetch, NULL, error))
    return FALSE;
  if (xa_rest_get_credential (xa_fetch_get_rest (fetch)) && !read_who (&self, who, error))
    return FALSE;

  return xa_discourse_facts_read (&self, &facts, error);
}

static gboolean
can_reach (const XaTarget *target)
{
  if (target->platform != XA_PLATFORM_DISCOURSE)
    return FALSE;

  switch (target->kind) {
  case XA_TARGET_FORUM:
  case XA_TARGET_POST:
    return TRUE;
  case XA_TARGET_CATEGORY:
    return target->id != NULL;
  case XA_TARGET_GROUP:
  case XA_TARGET_TAG:
  case XA_TARGET_SEARCH:
    return target->handle != NULL;
  default:
    return FALSE;
  }
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass forum[] = { XA_PASS_PROFILE, XA_PASS_MEMBERS, XA_PASS_POSTS, XA_PASS_REACTORS, 0 };
  static const XaPass group[] = { XA_PASS_PROFILE, XA_PASS_MEMBERS, 0 };
  static const XaPass posts[] = { XA_PASS_PROFILE, XA_PASS_POSTS, XA_PASS_REACTORS, 0 };
  static const XaPass search[] = { XA_PASS_POSTS, 0 };

  switch (target->kind) {
  case XA_TARGET_GROUP:
    return group;
  case XA_TARGET_CATEGORY:
  case XA_TARGET_TAG:
    return posts;
  case XA_TARGET_SEARCH:
    return search;
  default:
    return forum;
  }
}

static gboolean
fetch_posts (XaDiscourse *self,
             GError     **error)
{
  switch (self->target->kind) {
  case XA_TARGET_CATEGORY:
  case XA_TARGET_TAG:
    return xa_discourse_fetch_topics (self, error);
  case XA_TARGET_SEARCH:
    return xa_discourse_fetch_search (self, error);
  default:
    return xa_discourse_fetch_posts (self, error);
  }
}

static gboolean
fetch_pass (XaFetch *fetch,
            XaPass   pass,
            GError **error)
{
  g_auto (XaDiscourse) self = { 0 };

  if (!xa_discourse_init (&self, fetch, xa_fetch_get_target (fetch), error))
    return FALSE;
  switch (pass) {
  case XA_PASS_PROFILE:
    return fetch_profile (&self, error);
  case XA_PASS_MEMBERS:
    return xa_discourse_fetch_members (&self, error);
  case XA_PASS_REACTORS:
    return xa_discourse_fetch_reactors (&self, error);
  default:
    return fetch_posts (&self, error);
  }
}

static const char *const key_steps[] = {
  N_ ("Sign in to your forum as an administrator and open Admin, Advanced, API keys."),
  N_ ("Add a key for your own user that may only read: of users, topics, posts, search, categories, groups and tags."),
  N_ ("Copy the key, which is shown once, and give your user name with it."),
  NULL
};

static const char *const user_key_steps[] = {
  N_ ("If you have a user API key of the forum with the scope “read” already, copy it here."),
  NULL
};

static const char *const pasted_steps[] = {
  N_ ("Enter the address of the forum: your browser opens it."),
  N_ ("Sign in there and authorize XAudience to read."),
  N_ ("Copy all of the text that the forum shows then, and paste it here: it is sealed for this program alone."),
  NULL
};

static const char *const brought_steps[] = {
  N_ ("An administrator of the forum has to allow http://127.0.0.1:* in the setting “allowed user api auth redirects”."),
  N_ ("Enter the address of the forum: your browser opens it."),
  N_ ("Sign in there and authorize XAudience to read."),
  NULL
};

#define PROSPECT_AUTHORS N_ ("Categories, tags and searches: who writes.")

static const XaProspect prospects[] = {
  { XA_TARGET_FORUM, XA_COVERAGE_COMPLETE, 0, N_ ("Forums: all users with the key of an administrator; else the 550 most active, and who writes.") },
  { XA_TARGET_GROUP, XA_COVERAGE_COMPLETE, 0, N_ ("Groups: all members, where the forum shows them.") },
  { XA_TARGET_CATEGORY, XA_COVERAGE_ACTIVE_AUTHORS, 0, PROSPECT_AUTHORS },
  { XA_TARGET_TAG, XA_COVERAGE_ACTIVE_AUTHORS, 0, PROSPECT_AUTHORS },
  { XA_TARGET_SEARCH, XA_COVERAGE_ACTIVE_AUTHORS, 0, PROSPECT_AUTHORS },
};

static const char *const gives_not[] = {
  N_ ("All users of a forum, without the key of an administrator: the public list ends after 550"),
  N_ ("Who liked older posts: it takes a request for each, so that the newest fifty with likes are asked"),
  N_ ("What is hidden from the account, and private messages"),
  N_ ("When members left"),
  NULL
};

static const XaSignIn sign_ins[] = {
  { .kind = XA_SIGN_IN_NONE, .id = "none", .title = N_ ("No account needed") },
  {
    .kind = XA_SIGN_IN_PASSWORD,
    .id = "admin-key",
    .title = N_ ("Key of an administrator"),
    .steps = key_steps,
    .gives = XA_GIVES_MEMBERS,
    .revoke_words = N_ ("Revoke the key on the forum, under Admin, Advanced, API keys."),
  },
  {
    .kind = XA_SIGN_IN_HANDSHAKE,
    .id = "browser",
    .title = N_ ("In the browser"),
    .steps = pasted_steps,
    .wait = N_ ("The forum may keep such keys to trusted members."),
    .handshake = &xa_discourse_pasted,
    .revoke = xa_discourse_revoke,
    .revoke_words = N_ ("The forum lists XAudience in your preferences, under Apps: revoke its access there."),
  },
  {
    .kind = XA_SIGN_IN_HANDSHAKE,
    .id = "browser-redirect",
    .title = N_ ("In the browser, brought back"),
    .steps = brought_steps,
    .wait = N_ ("Few forums allow it."),
    .handshake = &xa_discourse_brought,
    .revoke = xa_discourse_revoke,
    .revoke_words = N_ ("The forum lists XAudience in your preferences, under Apps: revoke its access there."),
  },
  {
    .kind = XA_SIGN_IN_TOKEN,
    .id = "user-key",
    .title = N_ ("Key of a member"),
    .steps = user_key_steps,
    .wait = N_ ("The forum may keep such keys to trusted members."),
    .revoke_words = N_ ("The forum lists what the key was made for in your preferences, under Apps: revoke its access there."),
  },
};

const XaProvider xa_discourse = {
  .id = "discourse",
  .name = "Discourse",
  .platform = XA_PLATFORM_DISCOURSE,
  .dialect = &xa_discourse_dialect,
  .gives = XA_GIVES_PROFILE | XA_GIVES_MEMBERS | XA_GIVES_AUTHORS | XA_GIVES_REACTORS | XA_GIVES_POSTS | XA_GIVES_COMMENTS | XA_GIVES_COUNTS |
           XA_GIVES_HISTORY | XA_GIVES_SEARCH,
  .gives_not = gives_not,
  .prospects = prospects,
  .n_prospects = G_N_ELEMENTS (prospects),
  .limits_words = N_ ("One request a second, fifty posts or users each; twenty requests a minute with the key of a member."),
  .sign_ins = sign_ins,
  .n_sign_ins = G_N_ELEMENTS (sign_ins),
  .terms = {
    .words = N_ ("Every forum has terms of its own, usually at /tos: read them before you follow it. We know of no period that holds for all."),
    .url = "https://meta.discourse.org/tos",
  },
  .poll_floor_s = 300, /* the key of a member may ask 2,880 times a day: ten times in five minutes */
  .takes_any_host = TRUE,
  .check = check,
  .can_reach = can_reach,
  .preview = xa_discourse_preview,
  .list = xa_discourse_list,
  .get_passes = get_passes,
  .fetch = fetch_pass,
};
