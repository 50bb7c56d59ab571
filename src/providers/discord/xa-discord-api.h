#pragma once

#include "providers/discord/xa-discord-message.h"
#include "providers/xa-provider.h"

/* What the files of this provider share: a server as a bot sees it. */

extern const XaDialect xa_discord_dialect;

/* One pass over a server, or one channel of it. */
typedef struct {
  XaFetch        *fetch;  /* (not owned) */
  const XaTarget *target; /* (not owned) */
  const char     *guild_id;
  XaAudienceRef   server;
} XaDiscord;

/* Asks; @request: (transfer full). @bucket: what it counts for, and @thing: which of that kind */
XaJson *xa_discord_ask (XaFetch *fetch, XaRequest *request, const char *bucket, const char *thing, XaJsonAt *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @error says that the bot may not see it, or that it is gone: no failure of a pass. */
gboolean xa_discord_is_hidden (const GError *error);

/* A pass over @target, whose server is declared as @title. */
gboolean xa_discord_begin (XaDiscord *self, XaFetch *fetch, const XaTarget *target, const char *title, gint64 members, GError **error);
/* The same over the target of @fetch. */
gboolean xa_discord_init (XaDiscord *self, XaFetch *fetch, const char *title, gint64 members, GError **error);

/* People: counts whoever is no person that exists. @user: of the API */
XaAuthorKind xa_discord_read_user (XaSink *sink, const XaJsonAt *user, XaPerson *person);

/* What a server says of itself to a bot that is in it. */
typedef struct {
  char  *id;    /* (owned) */
  char  *title; /* (owned) */
  gint64 n_members;
  gint64 n_online;
} XaDiscordGuild;

gboolean xa_discord_guild_read (XaFetch *fetch, const char *guild_id, XaDiscordGuild *guild, GError **error);
void     xa_discord_guild_take (const XaJsonAt *at, XaDiscordGuild *guild);
void     xa_discord_guild_clear (XaDiscordGuild *guild);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaDiscordGuild, xa_discord_guild_clear)

/* Flags of an application: the second of each pair is for bots that many people see. */
#define XA_DISCORD_FLAG_MEMBERS ((1 << 14) | (1 << 15))
#define XA_DISCORD_FLAG_CONTENT ((1 << 18) | (1 << 19))

/* The intents that the owner of the bot has switched on. */
typedef struct {
  gboolean members;
  gboolean content;
} XaDiscordIntents;

gboolean xa_discord_intents_read (XaFetch *fetch, XaDiscordIntents *intents, GError **error);

/* --- places: where messages stand ------------------------------------------------------------- */

/* A channel, or a thread of one, whose messages are the channel's. */
typedef struct {
  char         *id;         /* (owned) */
  char         *channel_id; /* (owned): the channel itself, or that of the thread */
  char         *name;       /* (owned) (nullable): of the channel */
  char         *last_id;    /* (owned) (nullable): its newest message, which may be deleted */
  XaAudienceRef channel;
} XaDiscordPlace;

/* Returns: (transfer full) (element-type XaDiscordPlace): those of the target, in the order of their ids,
 *   without those that refused lately; their channels are declared to the sink */
GPtrArray *xa_discord_list_places (XaDiscord *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Declares the channel that a place is of. */
gboolean xa_discord_declare_place (XaDiscord *self, XaDiscordPlace *place, GError **error);

/* Notes once that a place refuses the bot, and does not ask it again for a while. */
void xa_discord_note_refusal (XaDiscord *self, const XaDiscordPlace *place);
void xa_discord_note_no_history (XaDiscord *self, const XaDiscordPlace *place);

/* The id that something of that time would have, as decimal; "0" for XA_TIME_UNKNOWN. */
char *xa_discord_id_for_time (gint64 time_us) G_GNUC_WARN_UNUSED_RESULT;

/* --- messages --------------------------------------------------------------------------------- */

#define XA_DISCORD_PAGE 100

/* What a page of messages held. */
typedef struct {
  guint   n;
  guint64 newest_id, oldest_id; /* or 0 */
  gint64  oldest_us;            /* or XA_TIME_UNKNOWN */
} XaDiscordPage;

#define XA_DISCORD_PAGE_INIT { 0, 0, 0, XA_TIME_UNKNOWN }

/* @after, @before: (nullable): one of them, or none for the newest */
XaJson *xa_discord_ask_for_messages (XaDiscord *self, const XaDiscordPlace *place, const char *after, const char *before, XaJsonAt *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean xa_discord_put_message (XaDiscord *self, const XaDiscordPlace *place, const XaJsonAt *message, XaDiscordPage *page, GError **error);
gboolean xa_discord_put_messages (XaDiscord *self, const XaDiscordPlace *place, const XaJsonAt *messages, XaDiscordPage *page, GError **error);

/* --- passes ----------------------------------------------------------------------------------- */

gboolean   xa_discord_fetch_members (XaDiscord *self, GError **error);
gboolean   xa_discord_fetch_posts (XaDiscord *self, GError **error);
gboolean   xa_discord_fetch_reactors (XaDiscord *self, GError **error);
XaPreview *xa_discord_preview (XaFetch *fetch, const XaTarget *target, GError **error);
GPtrArray *xa_discord_list (XaFetch *fetch, GError **error);

/* Reactions and counters of younger messages are read again with each pass. */
#define XA_DISCORD_FRESH_US (7 * XA_USEC_PER_DAY)
