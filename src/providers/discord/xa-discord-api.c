#include "providers/discord/xa-discord-api.h"

#include "config.h"
#include "model/xa-language.h"

#include <math.h>
#include <string.h>

/* Errors of Discord that their status does not tell apart. */
#define NO_ACCESS 50001
#define NO_PERMISSION 50013
#define OVERLOADED 130000
#define NOT_INDEXED 110000
#define BLOCKED_AGENT 40333

/* --- the dialect ------------------------------------------------------------------------------- */

static void
read_rate (const XaResponse *response,
           XaRateReport     *report)
{
  const char *bucket = xa_response_get_header (response, "x-ratelimit-bucket");

  if (bucket && *bucket && strlen (bucket) <= 64)
    g_set_str (&report->bucket, bucket);
}

static void
tell (XaRefusal  *refusal,
      XaNetError  code,
      const char *message)
{
  refusal->code = code;
  g_strlcpy (refusal->message, message, sizeof refusal->message);
}

static void
explain (gint64     code,
         XaRefusal *refusal)
{
  switch (code) {
  case NO_ACCESS:
    tell (refusal, XA_NET_ERROR_FORBIDDEN, N_ ("The bot may not see this; give it “View Channels” there, or a privileged intent in the Developer Portal."));
    break;
  case NO_PERMISSION:
    tell (refusal, XA_NET_ERROR_FORBIDDEN, N_ ("The bot lacks a permission; give it “View Channels” and “Read Message History” there."));
    break;
  case OVERLOADED:
    refusal->code = XA_NET_ERROR_TRANSIENT;
    break;
  case NOT_INDEXED:
    refusal->code = XA_NET_ERROR_NOT_YET;
    break;
  case BLOCKED_AGENT:
    tell (refusal, XA_NET_ERROR_OUTDATED, N_ ("Discord no longer speaks with this version; update the program."));
    break;
  default:
    break;
  }
}

/* The body says the wait with more digits than the header. */
static void
read_wait (const XaResponse *response,
           const XaJsonAt   *root,
           XaRefusal        *refusal)
{
  JsonObject *object = json_node_get_object (root->node);
  double      seconds = json_object_has_member (object, "retry_after") ? json_object_get_double_member_with_default (object, "retry_after", -1) : -1;

  if (isfinite (seconds) && seconds >= 0 && seconds <= 86400)
    refusal->wait_us = (gint64) ceil (seconds * 1e6);
  refusal->whole_connection = g_strcmp0 (xa_response_get_header (response, "x-ratelimit-scope"), "global") == 0 ||
                              json_object_get_boolean_member_with_default (object, "global", FALSE);
}

static gboolean
read_refusal (const XaResponse *response,
              XaRefusal        *refusal)
{
  g_autoptr (XaJson) document = NULL;
  XaJsonAt root;

  if (response->status == 401)
    tell (refusal, XA_NET_ERROR_AUTH, N_ ("Discord does not know this bot token; copy it again in the Developer Portal and reconnect."));
  if (response->status < 400 && response->status != 202)
    return FALSE;
  /* A limit that others have used up, too. */
  refusal->is_no_offence = g_strcmp0 (xa_response_get_header (response, "x-ratelimit-scope"), "shared") == 0;

  document = xa_response_parse (response, NULL);
  if (!document)
    return response->status >= 400;
  root = xa_json_root (document);
  if (!xa_json_is_object (&root))
    return response->status >= 400;
  if (response->status == 429 || response->status == 202)
    read_wait (response, &root, refusal);
  explain (xa_json_maybe_count (&root, "code"), refusal);

  return response->status >= 400 || refusal->code == XA_NET_ERROR_NOT_YET;
}

const XaDialect xa_discord_dialect = {
  .platform = "Discord",
  /* Discord asks bots to name themselves so, and turns others away. */
  .user_agent = "DiscordBot (https://github.com/xaudience/xaudience, " XA_VERSION ")",
  .sign = XA_SIGN_BOT,
  /* Fifty a second is the limit of all; each kind of request has its own, which answers tell. */
  .rate = { .capacity = 40, .period_us = G_USEC_PER_SEC },
  /* Ten thousand in ten minutes shut an address out. */
  .refusals = { .capacity = 1000, .period_us = 10 * 60 * (gint64) G_USEC_PER_SEC },
  .read_rate = read_rate,
  .read_refusal = read_refusal,
};

XaJson *
xa_discord_ask (XaFetch    *fetch,
                XaRequest  *request,
                const char *bucket,
                const char *thing,
                XaJsonAt   *root,
                GError    **error)
{
  g_autoptr (XaRequest) owned = request;
  g_autofree char *name = thing ? g_strconcat (bucket, ":", thing, NULL) : g_strdup (bucket);
  XaJson          *document;

  xa_request_set_bucket (owned, name);
  document = xa_rest_ask (xa_fetch_get_rest (fetch), owned, error);
  if (document)
    *root = xa_json_root (document);

  return document;
}

gboolean
xa_discord_is_hidden (const GError *error)
{
  return g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN) || g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_GONE);
}

/* --- servers ----------------------------------------------------------------------------------- */

void
xa_discord_guild_clear (XaDiscordGuild *guild)
{
  g_clear_pointer (&guild->id, g_free);
  g_clear_pointer (&guild->title, g_free);
}

void
xa_discord_guild_take (const XaJsonAt *at,
                       XaDiscordGuild *guild)
{
  *guild = (XaDiscordGuild) {
    .id = xa_span_dup (xa_json_id (at, "id")),
    .title = xa_span_dup (xa_json_text (at, "name")),
    .n_members = xa_json_maybe_count (at, "approximate_member_count"),
    .n_online = xa_json_maybe_count (at, "approximate_presence_count"),
  };
}

gboolean
xa_discord_guild_read (XaFetch        *fetch,
                       const char     *guild_id,
                       XaDiscordGuild *guild,
                       GError        **error)
{
  XaRequest *request = xa_request_new ("GET", "guilds", guild_id, NULL);
  g_autoptr (XaJson) document = NULL;
  XaJsonAt root;

  xa_request_add_query (request, "with_counts", "true");
  document = xa_discord_ask (fetch, request, "guild", guild_id, &root, error);
  if (!document)
    return FALSE;
  xa_discord_guild_take (&root, guild);

  return xa_json_check (document, error);
}

gboolean
xa_discord_intents_read (XaFetch          *fetch,
                         XaDiscordIntents *intents,
                         GError          **error)
{
  XaJsonAt root;
  g_autoptr (XaJson) document = xa_discord_ask (fetch, xa_request_new ("GET", "applications", "@me", NULL), "application", NULL, &root, error);
  gint64 flags;

  if (!document)
    return FALSE;
  flags = xa_json_maybe_count (&root, "flags");
  if (flags == XA_COUNT_UNKNOWN)
    flags = 0;
  *intents = (XaDiscordIntents) { (flags & XA_DISCORD_FLAG_MEMBERS) != 0, (flags & XA_DISCORD_FLAG_CONTENT) != 0 };

  return xa_json_check (document, error);
}

/**
 * xa_discord_begin:
 * @title: of the server, "" where it is not known
 *
 * Begins a pass; the server is declared, as joins and links between servers are its own.
 */
gboolean
xa_discord_begin (XaDiscord      *self,
                  XaFetch        *fetch,
                  const XaTarget *target,
                  const char     *title,
                  gint64          members,
                  GError        **error)
{
  XaAudienceRecord record = {
    .platform = XA_PLATFORM_DISCORD,
    .kind = XA_AUDIENCE_SERVER,
    .title = xa_span (title),
    .members_reported = members,
  };

  *self = (XaDiscord) { .fetch = fetch, .target = target };
  self->guild_id = target->kind == XA_TARGET_CHANNEL ? target->parent : target->id;
  record.native_id = xa_span (self->guild_id);

  return xa_sink_audience (xa_fetch_get_sink (fetch), &record, &self->server, error);
}

gboolean
xa_discord_init (XaDiscord  *self,
                 XaFetch    *fetch,
                 const char *title,
                 gint64      members,
                 GError    **error)
{
  return xa_discord_begin (self, fetch, xa_fetch_get_target (fetch), title, members, error);
}

/* --- people ------------------------------------------------------------------------------------ */

/* Accounts that were deleted are named so; no living one can be. */
static gboolean
is_deleted (const XaJsonAt *user)
{
  XaSpan name = xa_json_maybe_text (user, "username");

  if (name.len > strlen ("deleted_user_") && memcmp (name.str, "deleted_user_", strlen ("deleted_user_")) == 0)
    return TRUE;

  return xa_span_equal (name, "Deleted User") && xa_span_equal (xa_json_maybe_text (user, "discriminator"), "0000");
}

XaAuthorKind
xa_discord_read_user (XaSink         *sink,
                      const XaJsonAt *user,
                      XaPerson       *person)
{
  if (xa_json_maybe_boolean (user, "bot", FALSE)) {
    xa_sink_reject (sink, XA_REJECT_BOT, 1);
    return XA_AUTHOR_BOT;
  }
  if (is_deleted (user)) {
    xa_sink_reject (sink, XA_REJECT_DELETED_ACCOUNT, 1);
    return XA_AUTHOR_UNKNOWN;
  }
  *person = (XaPerson) { .id = xa_json_id (user, "id") };

  return person->id.len ? XA_AUTHOR_MEMBER : XA_AUTHOR_UNKNOWN;
}
