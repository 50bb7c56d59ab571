/*
 * Telegram with an account of the user's own, through Telegram's client library: who is in groups, what was written before,
 * how often it was seen. Nothing is ever written, joined or marked as read.
 */
#include "providers/telegram-user/xa-td-carrier.h"
#include "model/xa-language.h"
#include "providers/telegram-user/xa-td-passes.h"

#define GIVES_ALL                                                                                                    \
  (XA_GIVES_PROFILE | XA_GIVES_MEMBERS | XA_GIVES_AUTHORS | XA_GIVES_REACTORS | XA_GIVES_POSTS | XA_GIVES_COMMENTS | \
   XA_GIVES_COUNTS | XA_GIVES_HISTORY)

/* The account by its public name, where it has one: its number of a phone is never read. */
static gboolean
check (XaFetch *fetch,
       char   **who,
       GError **error)
{
  XaJsonAt root, usernames, active;
  g_autoptr (XaJson) document = xa_td_ask (fetch, xa_td_request_local ("getMe"), "user", &root, error);
  XaSpan name = XA_SPAN_NONE;

  if (!document)
    return FALSE;
  usernames = xa_json_maybe_object (&root, "usernames");
  active = xa_json_maybe_array (&usernames, "active_usernames");
  if (xa_json_length (&active) > 0) {
    XaJsonAt first = xa_json_element (&active, 0);

    name = xa_json_as_text (&first);
  }
  if (!xa_json_check (document, error))
    return FALSE;
  *who = name.len ? g_strdup_printf ("@%.*s", (int) name.len, name.str) : g_strdup ("your account");

  return TRUE;
}

/* The session leaves the list of devices of the account. */
static gboolean
log_out (XaRest             *rest,
         const XaCredential *given,
         GError            **error)
{
  g_autoptr (XaRequest) request = xa_td_request_local ("logOut");
  g_autoptr (XaJson) answer = xa_rest_ask (rest, request, error);

  return answer != NULL;
}

static gboolean
can_reach (const XaTarget *target)
{
  if (target->platform != XA_PLATFORM_TELEGRAM)
    return FALSE;
  if (target->kind == XA_TARGET_INVITE)
    return target->handle != NULL;

  return (target->kind == XA_TARGET_CHANNEL || target->kind == XA_TARGET_GROUP) && (target->id || target->handle);
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass group[] = { XA_PASS_PROFILE, XA_PASS_MEMBERS, XA_PASS_POSTS, XA_PASS_REACTORS, 0 };
  static const XaPass hidden[] = { XA_PASS_PROFILE, XA_PASS_POSTS, XA_PASS_REACTORS, 0 };
  static const XaPass own_channel[] = { XA_PASS_PROFILE, XA_PASS_MEMBERS, XA_PASS_POSTS, 0 };
  static const XaPass channel[] = { XA_PASS_PROFILE, XA_PASS_POSTS, 0 };

  if (gives & XA_GIVES_REACTORS)
    return gives & XA_GIVES_MEMBERS ? group : hidden;

  return gives & XA_GIVES_MEMBERS ? own_channel : channel;
}

static gboolean
fetch_pass (XaFetch *fetch,
            XaPass   pass,
            GError **error)
{
  switch (pass) {
  case XA_PASS_PROFILE:
    return xa_td_fetch_profile (fetch, error);
  case XA_PASS_MEMBERS:
    return xa_td_fetch_members (fetch, error);
  case XA_PASS_REACTORS:
    return xa_td_fetch_reactors (fetch, error);
  case XA_PASS_POSTS:
  case XA_PASS_COUNTERS:
  case XA_N_PASSES:
  default:
    return xa_td_fetch_posts (fetch, error);
  }
}

static const char *const steps[] = {
  N_ ("Install Telegram's client library, where the system does not have it: on Debian the package libtdjson1.8.38, elsewhere tdlib."),
  N_ ("Sign in to my.telegram.org with your phone number and open “API development tools”."),
  N_ ("Make an app; any name will do. It belongs to your account, and you answer for it."),
  N_ ("Copy api_id and api_hash."),
  N_ ("Then Telegram asks for your phone number, a code and, where you set one, the password of your account; or you scan a QR code."),
  NULL
};

static const XaProspect prospects[] = {
  { XA_TARGET_GROUP, XA_COVERAGE_COMPLETE, XA_TD_MAX_OF_GROUP, N_ ("Groups: up to 10,000 members; where they are hidden, who writes and who reacts.") },
  { XA_TARGET_CHANNEL, XA_COVERAGE_COMPLETE, XA_TD_MAX_OF_CHANNEL, N_ ("Channels that you administer: the newest 200; of others only the size.") },
};

static const char *const gives_not[] = {
  N_ ("More than 10,000 members of a group, or 200 of a channel, and those only to its administrators"),
  N_ ("Members of groups that hide them"),
  N_ ("Who saw a post, and conversations with people"),
  N_ ("Anything of chats that the account cannot open"),
  NULL
};

static const XaSignIn sign_ins[] = {
  {
    .kind = XA_SIGN_IN_STEPS,
    .id = "account",
    .title = N_ ("Your Telegram account"),
    .steps = steps,
    .url = "https://my.telegram.org",
    .gives = GIVES_ALL,
    .revoke = log_out,
    .revoke_words = N_ ("Telegram lists it under Settings, Devices, where you end it."),
    .risk = N_ ("This uses your own Telegram account. Telegram watches programs that are not its own, and has closed accounts that read much or "
                "fast; you may lose the account, its chats and its name. XAudience reads slowly, never writes, joins or marks as read, and stops when "
                "Telegram asks it to; that lowers the risk and does not end it. An account that you can do without is the better choice."),
  },
};

const XaProvider xa_telegram_user = {
  .id = "telegram-user",
  .name = N_ ("Telegram account"),
  .platform = XA_PLATFORM_TELEGRAM,
  .dialect = &xa_td_dialect,
  .base = "https://telegram-user.invalid",
  .carrier = &xa_td_carrier,
  .gives = GIVES_ALL,
  .gives_not = gives_not,
  .prospects = prospects,
  .n_prospects = G_N_ELEMENTS (prospects),
  .limits_words = N_ ("One question a second, and one for members every two; when Telegram wants to be left alone, it is, for as long as it says."),
  .sign_ins = sign_ins,
  .n_sign_ins = G_N_ELEMENTS (sign_ins),
  .terms = {
    .words = N_ ("Telegram's terms for programs that use its API hold for you as the owner of the app: read them first. They forbid to use data for "
                 "training machines, and name no period after which data must be deleted."),
    .url = "https://core.telegram.org/api/terms",
  },
  .poll_floor_s = 60 * 60,
  .one_at_a_time = TRUE,
  .check = check,
  .can_reach = can_reach,
  .preview = xa_td_chat_preview,
  .list = xa_td_chat_list,
  .get_passes = get_passes,
  .fetch = fetch_pass,
};
