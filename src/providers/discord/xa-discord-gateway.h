#pragma once

#include "providers/discord/xa-discord-api.h"

/* What the files of the gateway share: what is known of a session, which outlives a connection. */

/* Where a message may stand. */
typedef struct {
  char *guild_id;   /* (owned) */
  char *channel_id; /* (owned): itself, or that of a thread */
  char *name;       /* (owned) (nullable): of the channel */
} XaDiscordSpot;

typedef struct {
  char       *id;      /* (owned) (nullable): of a session that may go on */
  char       *address; /* (owned) (nullable): where it does */
  gint64      seq;     /* of the last event that is safe here, or -1 */
  GHashTable *spots;   /* (owned) (element-type utf8 XaDiscordSpot): by id */
} XaDiscordSession;

XaDiscordSession *xa_discord_session_new (void) G_GNUC_WARN_UNUSED_RESULT;
void              xa_discord_session_free (XaDiscordSession *self);
void              xa_discord_session_forget (XaDiscordSession *self); /* it cannot go on; what it knows of places stays */

/* Takes what an event says of places. @is_news: (out): it says something else, that is to be taken in */
void xa_discord_session_learn (XaDiscordSession *self, XaSpan event, const XaJsonAt *data, gboolean *is_news);

gboolean xa_discord_covers (const XaTarget *target, const XaStreamPlace *place);
gboolean xa_discord_run_gateway (XaStream *stream, GError **error);
/* @session: an XaDiscordSession */
gboolean xa_discord_parse_news (XaFetch *fetch, GPtrArray *targets, GPtrArray *news, gpointer session, GError **error);

/* Why the gateway ended, by its code. @drops: (out): the session cannot go on */
void xa_discord_explain_close (guint code, gboolean *drops, GError **error);

/* GUILDS, GUILD_MEMBERS, GUILD_MESSAGES, GUILD_MESSAGE_REACTIONS, MESSAGE_CONTENT */
#define XA_DISCORD_INTENT_GUILDS (1 << 0)
#define XA_DISCORD_INTENT_MEMBERS (1 << 1)
#define XA_DISCORD_INTENT_MESSAGES (1 << 9)
#define XA_DISCORD_INTENT_REACTIONS (1 << 10)
#define XA_DISCORD_INTENT_CONTENT (1 << 15)
