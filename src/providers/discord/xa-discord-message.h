#pragma once

#include "providers/json/xa-json-value.h"
#include "providers/xa-import.h"

/* The channel whose messages are being read, and where they go. */
typedef struct {
  XaSink       *sink;     /* (not owned) */
  XaAudienceRef server;   /* joins and links between servers are the server's */
  XaAudienceRef channel;  /* all else is the channel's */
  XaSpan        guild_id; /* (not owned) */
  XaSpan        channel_id;
  gint64        seen_us; /* when the counters were read */
} XaDiscordChannel;

/* How a channel is named among audiences: by its id. The first channel of an old server has the
 * id of the server itself, and must not be taken for it: then both ids are written. */
typedef struct {
  char text[48];
} XaDiscordNativeId;

gboolean xa_discord_is_id (XaSpan id);
void     xa_discord_channel_id_format (XaDiscordNativeId *native_id, XaSpan guild_id, XaSpan channel_id);
gboolean xa_discord_message_read (XaDiscordChannel *channel, yyjson_val *message, GError **error);
