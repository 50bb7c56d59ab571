#include "providers/discord/xa-discord-gateway.h"

#include "model/xa-language.h"

/* More than any bot sees without Discord asking for several streams. */
#define MAX_SPOTS 500000

static void
free_spot (gpointer data)
{
  XaDiscordSpot *self = data;

  g_free (self->guild_id);
  g_free (self->channel_id);
  g_free (self->name);
  g_free (self);
}

XaDiscordSession *
xa_discord_session_new (void)
{
  XaDiscordSession *self = g_new0 (XaDiscordSession, 1);

  self->seq = -1;
  self->spots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_spot);

  return self;
}

void
xa_discord_session_forget (XaDiscordSession *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->address, g_free);
  self->seq = -1;
}

void
xa_discord_session_free (XaDiscordSession *self)
{
  xa_discord_session_forget (self);
  g_hash_table_unref (self->spots);
  g_free (self);
}

/* --- places --------------------------------------------------------------------------------------- */

/* @guild_id: of the event; a channel on its own says it itself */
static void
learn_spot (XaDiscordSession *self,
            const XaJsonAt   *channel,
            XaSpan            guild_id,
            gboolean          is_thread)
{
  XaSpan         id = xa_json_maybe_id (channel, "id");
  XaSpan         parent = is_thread ? xa_json_maybe_id (channel, "parent_id") : id;
  XaSpan         guild = guild_id.len ? guild_id : xa_json_maybe_id (channel, "guild_id");
  XaSpan         name = xa_json_maybe_text (channel, "name");
  XaDiscordSpot *spot, *above;

  if (!xa_discord_is_id (id) || !xa_discord_is_id (parent) || !xa_discord_is_id (guild) || g_hash_table_size (self->spots) >= MAX_SPOTS)
    return;
  spot = g_new0 (XaDiscordSpot, 1);
  spot->guild_id = xa_span_dup (guild);
  spot->channel_id = xa_span_dup (parent);
  /* What is written in a thread is the channel's. */
  above = is_thread ? g_hash_table_lookup (self->spots, spot->channel_id) : NULL;
  spot->name = is_thread ? g_strdup (above ? above->name : NULL) : xa_span_dup (name);
  g_hash_table_replace (self->spots, xa_span_dup (id), spot);
}

static void
learn_all (XaDiscordSession *self,
           const XaJsonAt   *data,
           const char       *member,
           XaSpan            guild_id,
           gboolean          are_threads)
{
  XaJsonAt list = xa_json_maybe_array (data, member);

  for (guint i = 0; i < xa_json_length (&list); i++) {
    XaJsonAt one = xa_json_element (&list, i);

    if (xa_json_is_object (&one))
      learn_spot (self, &one, guild_id, are_threads);
  }
}

static gboolean
is_news (XaSpan event)
{
  static const char *const events[] = { "MESSAGE_CREATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "MESSAGE_REACTION_ADD", "GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE" };

  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    if (xa_span_equal (event, events[i]))
      return TRUE;

  return FALSE;
}

void
xa_discord_session_learn (XaDiscordSession *self,
                          XaSpan            event,
                          const XaJsonAt   *data,
                          gboolean         *news)
{
  *news = data->node && is_news (event);
  if (!data->node || *news)
    return;
  if (xa_span_equal (event, "GUILD_CREATE")) {
    XaSpan id = xa_json_maybe_id (data, "id");

    learn_all (self, data, "channels", id, FALSE);
    learn_all (self, data, "threads", id, TRUE);
  } else if (xa_span_equal (event, "CHANNEL_CREATE") || xa_span_equal (event, "CHANNEL_UPDATE")) {
    learn_spot (self, data, XA_SPAN_NONE, FALSE);
  } else if (xa_span_equal (event, "THREAD_CREATE") || xa_span_equal (event, "THREAD_UPDATE")) {
    learn_spot (self, data, XA_SPAN_NONE, TRUE);
  } else if (xa_span_equal (event, "THREAD_LIST_SYNC")) {
    learn_all (self, data, "threads", xa_json_maybe_id (data, "guild_id"), TRUE);
  }
}

/* --- how it ends ---------------------------------------------------------------------------------- */

/* Codes after which trying again would bring the same (Discord, Gateway Close Event Codes). */
static const struct {
  guint       code;
  XaNetError  error;
  const char *message;
} final[] = {
  { 4004, XA_NET_ERROR_AUTH, N_ ("Discord does not know this bot token; copy it again in the Developer Portal and reconnect.") },
  { 4010, XA_NET_ERROR_REFUSED, N_ ("Discord gives this bot its news in parts only, which this program does not take; it is asked from time to time instead.") },
  { 4011, XA_NET_ERROR_REFUSED, N_ ("This bot is in so many servers that Discord gives it news in parts only; it is asked from time to time instead.") },
  { 4012, XA_NET_ERROR_OUTDATED, N_ ("Discord no longer gives news to this version; update the program. It is asked from time to time meanwhile.") },
  { 4013, XA_NET_ERROR_BAD_REQUEST, N_ ("Discord does not understand which news this version wants; update the program. It is asked from time to time meanwhile.") },
  { 4014, XA_NET_ERROR_SCOPE, N_ ("Discord gives news only with the intents that are switched on in the Developer Portal: look there under Bot, Privileged Gateway Intents, and try again.") },
};

void
xa_discord_explain_close (guint     code,
                          gboolean *drops,
                          GError  **error)
{
  /* A session goes on after being torn, and not after being ended in form, or being told what was wrong with it. */
  *drops = code == 1000 || code == 1001 || (code >= 4003 && code != 4008);
  for (gsize i = 0; i < G_N_ELEMENTS (final); i++)
    if (final[i].code == code) {
      g_set_error_literal (error, XA_NET_ERROR, (int) final[i].error, final[i].message);
      return;
    }
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_TRANSIENT, N_ ("Discord ended the stream of news; it is opened again."));
}
