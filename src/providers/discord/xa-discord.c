/*
 * Discord through a bot: the servers that it was added to. With the intent “Server Members” it sees
 * all members; else those who write and react.
 */
#include "providers/discord/xa-discord-gateway.h"

#include "model/xa-language.h"

#define GIVES_ALL                                                                                                    \
  (XA_GIVES_PROFILE | XA_GIVES_MEMBERS | XA_GIVES_AUTHORS | XA_GIVES_REACTORS | XA_GIVES_POSTS | XA_GIVES_COMMENTS | \
   XA_GIVES_COUNTS | XA_GIVES_HISTORY | XA_GIVES_PUSH)

/* --- the audience itself ------------------------------------------------------------------------- */

static gboolean
put_online (XaDiscord *self,
            gint64     n_online,
            GError   **error)
{
  const XaSampleRecord sample = { .metric = XA_METRIC_ONLINE, .at_us = xa_fetch_get_now (self->fetch), .value = (double) n_online };

  return n_online == XA_COUNT_UNKNOWN || xa_sink_sample (xa_fetch_get_sink (self->fetch), self->server, &sample, error);
}

static gboolean
fetch_server (XaFetch *fetch,
              GError **error)
{
  g_auto (XaDiscordGuild) guild = { 0 };
  XaDiscord self;

  return xa_discord_guild_read (fetch, xa_fetch_get_target (fetch)->id, &guild, error) &&
         xa_discord_init (&self, fetch, guild.title, guild.n_members, error) &&
         put_online (&self, guild.n_online, error) &&
         xa_fetch_page (fetch, NULL, error);
}

/* A server that the bot is not in, by an invitation to it. */
static gboolean
fetch_invited (XaFetch *fetch,
               GError **error)
{
  g_autoptr (XaPreview) seen = xa_discord_preview (fetch, xa_fetch_get_target (fetch), error);
  XaDiscord self;

  return seen &&
         xa_discord_init (&self, fetch, seen->title, seen->members_reported, error) &&
         xa_fetch_page (fetch, NULL, error);
}

static gboolean
fetch_channel (XaFetch *fetch,
               GError **error)
{
  const XaTarget *target = xa_fetch_get_target (fetch);
  g_autoptr (XaPreview) seen = xa_discord_preview (fetch, target, error);
  XaDiscordNativeId native_id;
  XaDiscord         self;
  XaAudienceRef     ref;
  XaAudienceRecord  record = {
     .platform = XA_PLATFORM_DISCORD,
     .kind = XA_AUDIENCE_CHANNEL,
     .parent_native_id = xa_span (target->parent),
     .members_reported = XA_COUNT_UNKNOWN,
  };

  if (!seen || !xa_discord_init (&self, fetch, "", XA_COUNT_UNKNOWN, error))
    return FALSE;
  xa_discord_channel_id_format (&native_id, xa_span (target->parent), xa_span (target->id));
  record.native_id = xa_span (native_id.text);
  record.title = xa_span (seen->title);
  record.url = xa_span (seen->url);

  return xa_sink_audience (xa_fetch_get_sink (fetch), &record, &ref, error) && xa_fetch_page (fetch, NULL, error);
}

static gboolean
fetch_profile (XaFetch *fetch,
               GError **error)
{
  switch (xa_fetch_get_target (fetch)->kind) {
  case XA_TARGET_CHANNEL:
    return fetch_channel (fetch, error);
  case XA_TARGET_INVITE:
    return fetch_invited (fetch, error);
  default:
    return fetch_server (fetch, error);
  }
}

/* --- the provider -------------------------------------------------------------------------------- */

static gboolean
check (XaFetch *fetch,
       char   **who,
       GError **error)
{
  XaJsonAt root;
  g_autoptr (XaJson) document = xa_discord_ask (fetch, xa_request_new ("GET", "users", "@me", NULL), "me", NULL, &root, error);
  XaSpan name;

  if (!document)
    return FALSE;
  name = xa_json_text (&root, "username");
  if (!xa_json_check (document, error))
    return FALSE;
  if (!xa_json_maybe_boolean (&root, "bot", FALSE)) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_AUTH,
                         N_ ("This is the token of a person, which Discord's terms forbid to use; make a bot in the Developer Portal."));
    return FALSE;
  }
  *who = xa_span_dup (name);

  return TRUE;
}

static gboolean
can_reach (const XaTarget *target)
{
  if (target->platform != XA_PLATFORM_DISCORD)
    return FALSE;

  switch (target->kind) {
  case XA_TARGET_SERVER:
    return target->id && xa_discord_is_id (xa_span (target->id));
  case XA_TARGET_CHANNEL:
    return target->id && target->parent && xa_discord_is_id (xa_span (target->id)) && xa_discord_is_id (xa_span (target->parent));
  case XA_TARGET_INVITE:
    return target->handle != NULL;
  default:
    return FALSE;
  }
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass server[] = { XA_PASS_PROFILE, XA_PASS_MEMBERS, XA_PASS_POSTS, XA_PASS_REACTORS, 0 };
  static const XaPass channel[] = { XA_PASS_PROFILE, XA_PASS_POSTS, XA_PASS_REACTORS, 0 };
  static const XaPass invite[] = { XA_PASS_PROFILE, 0 };

  switch (target->kind) {
  case XA_TARGET_CHANNEL:
    return channel;
  case XA_TARGET_INVITE:
    return invite;
  default:
    return server;
  }
}

static gboolean
fetch_pass (XaFetch *fetch,
            XaPass   pass,
            GError **error)
{
  XaDiscord self;

  if (pass == XA_PASS_PROFILE)
    return fetch_profile (fetch, error);
  if (!xa_discord_init (&self, fetch, "", XA_COUNT_UNKNOWN, error))
    return FALSE;

  switch (pass) {
  case XA_PASS_MEMBERS:
    return xa_discord_fetch_members (&self, error);
  case XA_PASS_REACTORS:
    return xa_discord_fetch_reactors (&self, error);
  default:
    return xa_discord_fetch_posts (&self, error);
  }
}

static const char *const steps[] = {
  N_ ("Open the Developer Portal, make an application and open its page “Bot”."),
  N_ ("Switch on “Server Members Intent” for the list of members, and “Message Content Intent” for the words of messages."),
  N_ ("Under “Installation” or “OAuth2”, make an install link with the scope “bot” and the permissions “View Channels” and “Read Message History”."),
  N_ ("Open the link and add the bot to your servers; for others, send it to their owners."),
  N_ ("On the page “Bot”, reset the token and copy it."),
  NULL
};

static const XaProspect prospects[] = {
  { XA_TARGET_SERVER, XA_COVERAGE_COMPLETE, 0, N_ ("Servers: all members, where the bot has the intent “Server Members”; else who writes and who reacts.") },
  { XA_TARGET_CHANNEL, XA_COVERAGE_ACTIVE_AUTHORS, 0, N_ ("Channels: who writes and who reacts.") },
  { XA_TARGET_INVITE, XA_COVERAGE_COUNT_ONLY, 0, N_ ("Servers without the bot: only their size, by an invitation.") },
};

static const char *const gives_not[] = {
  N_ ("Anything of servers that the bot was not added to, but the size that an invitation tells"),
  N_ ("The list of members, unless the bot has the intent “Server Members”"),
  N_ ("Who left, and when"),
  N_ ("Views, and messages of channels that the bot may not see"),
  NULL
};

static const XaSignIn sign_ins[] = {
  {
    .kind = XA_SIGN_IN_TOKEN,
    .id = "bot-token",
    .title = N_ ("Bot token"),
    .steps = steps,
    .url = "https://discord.com/developers/applications",
    .wait = N_ ("None for bots that fewer than 10,000 people can see; above that, Discord reviews privileged intents."),
    .gives = GIVES_ALL,
    .revoke_words = N_ ("Reset the token of your bot in Discord's developer portal."),
  },
};

static const XaStreamWay stream = { .covers = xa_discord_covers, .run = xa_discord_run_gateway, .parse = xa_discord_parse_news };

const XaProvider xa_discord = {
  .id = "discord",
  .name = "Discord",
  .platform = XA_PLATFORM_DISCORD,
  .dialect = &xa_discord_dialect,
  .base = "https://discord.com/api/v10",
  .gives = GIVES_ALL,
  .gives_not = gives_not,
  .prospects = prospects,
  .n_prospects = G_N_ELEMENTS (prospects),
  .limits_words = N_ ("Fifty requests a second in all, fewer for each kind: a thousand members or a hundred messages each."),
  .poll_floor_s = 60,
  .sign_ins = sign_ins,
  .n_sign_ins = G_N_ELEMENTS (sign_ins),
  .terms = {
    .words = N_ ("Discord's terms and policy for developers hold for the owner of the bot: read them first. "
                 "We know of no fixed period in them after which data must be deleted."),
    .url = "https://discord.com/developers/docs/policies-and-agreements/developer-terms-of-service",
  },
  .check = check,
  .can_reach = can_reach,
  .preview = xa_discord_preview,
  .list = xa_discord_list,
  .get_passes = get_passes,
  .fetch = fetch_pass,
  .stream = &stream,
};
