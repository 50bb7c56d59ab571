#include "providers/discord/xa-discord-message.h"

#include <math.h>
#include <string.h>

/* The members of a message that are read, in the order in which files have them. */
typedef enum {
  M_ID,
  M_TYPE,
  M_TIMESTAMP,
  M_CONTENT,
  M_AUTHOR,
  M_ATTACHMENTS,
  M_EMBEDS,
  M_STICKERS,
  M_REACTIONS,
  M_REFERENCE,
  M_FORWARDED_MESSAGE,
  N_MEMBERS,
} Member;

static const XaSpan member_names[N_MEMBERS] = {
  [M_ID] = XA_JSON_NAME ("id"),
  [M_TYPE] = XA_JSON_NAME ("type"),
  [M_TIMESTAMP] = XA_JSON_NAME ("timestamp"),
  [M_CONTENT] = XA_JSON_NAME ("content"),
  [M_AUTHOR] = XA_JSON_NAME ("author"),
  [M_ATTACHMENTS] = XA_JSON_NAME ("attachments"),
  [M_EMBEDS] = XA_JSON_NAME ("embeds"),
  [M_STICKERS] = XA_JSON_NAME ("stickers"),
  [M_REACTIONS] = XA_JSON_NAME ("reactions"),
  [M_REFERENCE] = XA_JSON_NAME ("reference"),
  [M_FORWARDED_MESSAGE] = XA_JSON_NAME ("forwardedMessage"),
};

typedef struct {
  XaDiscordChannel *channel; /* (not owned) */
  yyjson_val       *m[N_MEMBERS];
  XaSpan            id;
  gint64            at_us;
} Message;

/* What people say. The exporter writes the types that it has no word for as numbers: 20 and 23
 * are commands to a bot. Everything else tells of something that happened. */
static const char *const post_types[] = { "Default", "Reply", "0", "19", "20", "23", NULL };

static gboolean
is_one_of (XaSpan             text,
           const char *const *words)
{
  for (; *words; words++)
    if (xa_span_equal (text, *words))
      return TRUE;

  return FALSE;
}

/* --- ids ------------------------------------------------------------------------------------- */

/**
 * xa_discord_is_id:
 *
 * Returns: whether @id is one of a server or channel; "0" stands for direct messages
 */
gboolean
xa_discord_is_id (XaSpan id)
{
  if (id.len == 0 || id.len > 20 || id.str[0] == '0')
    return FALSE;
  for (gsize i = 0; i < id.len; i++)
    if (!g_ascii_isdigit (id.str[i]))
      return FALSE;

  return TRUE;
}

static gboolean
is_same (XaSpan a,
         XaSpan b)
{
  return a.len == b.len && (a.len == 0 || memcmp (a.str, b.str, a.len) == 0);
}

/**
 * xa_discord_channel_id_format:
 * @native_id: (out caller-allocates): the id of the channel as an audience
 * @guild_id: the server; both ids are xa_discord_is_id()
 */
void
xa_discord_channel_id_format (XaDiscordNativeId *native_id,
                              XaSpan             guild_id,
                              XaSpan             channel_id)
{
  if (is_same (guild_id, channel_id))
    g_snprintf (native_id->text, sizeof native_id->text, "%.*s/%.*s",
                (int) guild_id.len, guild_id.str, (int) channel_id.len, channel_id.str);
  else
    g_snprintf (native_id->text, sizeof native_id->text, "%.*s", (int) channel_id.len, channel_id.str);
}

/* --- people ---------------------------------------------------------------------------------- */

/* Accounts that were deleted share this name, or carry one that begins so. That is all a name is
 * looked at for: no account can choose either, as names of today have no blanks and no capitals,
 * and names of old came with a discriminator of their own. */
static gboolean
is_deleted (yyjson_val *user)
{
  XaSpan name = xa_json_get_string (user, "name");

  if (name.len > strlen ("deleted_user_") && memcmp (name.str, "deleted_user_", strlen ("deleted_user_")) == 0)
    return TRUE;

  return xa_span_equal (name, "Deleted User") && xa_span_equal (xa_json_get_token (user, "discriminator"), "0000");
}

/* Who a user is; counts whoever is no person that exists. A webhook is a bot without a
 * discriminator. The discriminator alone says nothing: everyone lost theirs in 2023. */
static XaAuthorKind
read_user (const Message *self,
           yyjson_val    *user,
           XaPerson      *person)
{
  XaReject reason;

  if (yyjson_is_true (yyjson_obj_get (user, "isBot"))) {
    reason = xa_span_equal (xa_json_get_token (user, "discriminator"), "0000") ? XA_REJECT_NOT_A_PERSON : XA_REJECT_BOT;
    xa_sink_reject (self->channel->sink, reason, 1);
    return XA_AUTHOR_BOT;
  }
  if (is_deleted (user)) {
    xa_sink_reject (self->channel->sink, XA_REJECT_DELETED_ACCOUNT, 1);
    return XA_AUTHOR_UNKNOWN;
  }
  *person = (XaPerson) { .id = xa_json_get_token (user, "id") };

  return XA_AUTHOR_MEMBER;
}

/* --- reactions ------------------------------------------------------------------------------- */

static gboolean
put_reactors (const Message *self,
              GError       **error)
{
  yyjson_val *reaction, *user;

  xa_json_array_foreach (self->m[M_REACTIONS], reactions, reaction)
  {
    XaReactionRecord record = {
      .post_native_id = self->id,
      .reaction = xa_json_get_string (yyjson_obj_get (reaction, "emoji"), "name"),
      .at_us = XA_TIME_UNKNOWN,
    };

    xa_json_array_foreach (yyjson_obj_get (reaction, "users"), users, user)
    {
      if (read_user (self, user, &record.person) == XA_AUTHOR_MEMBER &&
          !xa_sink_reaction (self->channel->sink, self->channel->channel, &record, error))
        return FALSE;
    }
  }

  return TRUE;
}

/* --- references ------------------------------------------------------------------------------ */

/* A reply names its message in the same channel; a forward is no reply. */
static XaSpan
read_reply_to (const Message *self)
{
  XaSpan channel_id = xa_json_get_token (self->m[M_REFERENCE], "channelId");

  if (xa_span_equal (xa_json_get_string (self->m[M_REFERENCE], "type"), "Forward") ||
      (channel_id.len && !is_same (channel_id, self->channel->channel_id)))
    return XA_SPAN_NONE;

  return xa_json_get_token (self->m[M_REFERENCE], "messageId");
}

static gboolean
put_link (const Message *self,
          XaAudienceRef  from,
          XaSpan         native_id,
          GError       **error)
{
  XaLinkRecord record = { .kind = XA_LINK_FORWARD, .target_native_id = native_id, .certain = TRUE, .at_us = self->at_us };

  return xa_sink_link (self->channel->sink, from, &record, error);
}

/* What was passed on from another channel: a link from this one, and from server to server
 * where they differ. Without a server, it came out of a private conversation. */
static gboolean
put_forward (const Message *self,
             GError       **error)
{
  XaDiscordChannel *channel = self->channel;
  XaSpan            guild_id = xa_json_get_token (self->m[M_REFERENCE], "guildId");
  XaSpan            channel_id = xa_json_get_token (self->m[M_REFERENCE], "channelId");
  XaDiscordNativeId native_id;

  if (!xa_discord_is_id (guild_id) || !xa_discord_is_id (channel_id) || is_same (channel_id, channel->channel_id))
    return TRUE;

  xa_discord_channel_id_format (&native_id, guild_id, channel_id);
  if (!put_link (self, channel->channel, xa_span (native_id.text), error))
    return FALSE;

  return is_same (guild_id, channel->guild_id) || put_link (self, channel->server, guild_id, error);
}

/* --- messages -------------------------------------------------------------------------------- */

static gboolean
put_post (const Message *self,
          GError       **error)
{
  XaDiscordChannel *channel = self->channel;
  XaPostRecord      record = {
         .native_id = self->id,
         .at_us = self->at_us,
         .text = xa_json_string (self->m[M_CONTENT]),
         .reply_to = read_reply_to (self),
         .reactions = xa_json_sum_counts (self->m[M_REACTIONS], "count"),
         .comments = XA_COUNT_UNKNOWN, /* the sink counts the replies */
         .shares = XA_COUNT_UNKNOWN,
         .views = XA_COUNT_UNKNOWN,
         .seen_us = channel->seen_us,
         .has_media = yyjson_arr_size (self->m[M_ATTACHMENTS]) || yyjson_arr_size (self->m[M_EMBEDS]) ||
                 yyjson_arr_size (self->m[M_STICKERS]) ||
                 yyjson_arr_size (yyjson_obj_get (self->m[M_FORWARDED_MESSAGE], "attachments")),
         .rating = NAN,
  };

  /* A forward has no words of its own but those that it passes on. */
  if (record.text.len == 0 && self->m[M_FORWARDED_MESSAGE])
    record.text = xa_json_get_string (self->m[M_FORWARDED_MESSAGE], "content");
  record.author_kind = read_user (self, self->m[M_AUTHOR], &record.author);

  return xa_sink_post (channel->sink, channel->channel, &record, error) &&
         put_reactors (self, error) &&
         put_forward (self, error);
}

static gboolean
put_join (const Message *self,
          GError       **error)
{
  XaEventRecord record = { .kind = XA_EVENT_JOIN, .at_us = self->at_us, .count = 1, .native_id = self->id };

  /* A bot that comes is no member; someone who is gone by now came all the same. */
  if (read_user (self, self->m[M_AUTHOR], &record.person) == XA_AUTHOR_BOT)
    return TRUE;

  return xa_sink_event (self->channel->sink, self->channel->server, &record, error);
}

/**
 * xa_discord_message_read:
 * @channel: where it was said
 * @message: an element of "messages"
 *
 * Hands over what a message holds, or counts why not. Mentions are of people: not read.
 *
 * Returns: FALSE where the sink wants no more
 */
gboolean
xa_discord_message_read (XaDiscordChannel *channel,
                         yyjson_val       *message,
                         GError          **error)
{
  static const char *const join_types[] = { "GuildMemberJoin", "7", NULL };
  Message                  self = { .channel = channel };
  XaSpan                   type;

  xa_json_members (message, member_names, N_MEMBERS, self.m);
  self.id = xa_json_token (self.m[M_ID]);
  if (!self.id.len) {
    xa_sink_reject (channel->sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }

  self.at_us = xa_json_time (self.m[M_TIMESTAMP]);
  type = xa_json_token (self.m[M_TYPE]);
  if (!type.str || is_one_of (type, post_types))
    return put_post (&self, error);
  if (is_one_of (type, join_types))
    return put_join (&self, error);

  xa_sink_reject (channel->sink, XA_REJECT_SERVICE_MESSAGE, 1);

  return TRUE;
}
