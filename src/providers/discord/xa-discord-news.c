/*
 * What the gateway says happened, as records: those of a server, or of one channel of it. Counters are left to
 * fetches, which read them all; edits tell nothing that is kept.
 */
#include "providers/discord/xa-discord-gateway.h"

/* One parse. */
typedef struct {
  XaFetch          *fetch;   /* (not owned) */
  GPtrArray        *targets; /* (not owned) (element-type XaTarget) */
  XaDiscordSession *session; /* (not owned) */
  GHashTable       *servers; /* (owned) (element-type XaTarget XaDiscord): begun */
  GHashTable       *places;  /* (owned) (element-type utf8 XaDiscordPlace): declared, by id */
} News;

static void
free_place (gpointer data)
{
  XaDiscordPlace *self = data;

  g_free (self->id);
  g_free (self->channel_id);
  g_free (self->name);
  g_free (self);
}

/* --- whose it is ---------------------------------------------------------------------------------- */

/* A server that is followed is before a channel of it that is too: both would be told the same.
 * @channel_id: (nullable): of the channel itself; NULL: it is about the server */
static const XaTarget *
find_target (News       *self,
             const char *guild_id,
             const char *channel_id)
{
  const XaTarget *found = NULL;

  for (guint i = 0; i < self->targets->len; i++) {
    const XaTarget *target = self->targets->pdata[i];

    if (target->kind == XA_TARGET_SERVER && g_strcmp0 (target->id, guild_id) == 0)
      return target;
    if (target->kind == XA_TARGET_CHANNEL && channel_id && g_strcmp0 (target->id, channel_id) == 0 && g_strcmp0 (target->parent, guild_id) == 0)
      found = target;
  }

  return found;
}

/* Returns: (nullable): NULL with or without @error: nobody follows it */
static XaDiscord *
get_server (News       *self,
            const char *guild_id,
            const char *channel_id,
            GError    **error)
{
  const XaTarget *target = find_target (self, guild_id, channel_id);
  XaDiscord      *server = target ? g_hash_table_lookup (self->servers, target) : NULL;

  if (server || !target)
    return server;
  server = g_new0 (XaDiscord, 1);
  if (!xa_discord_begin (server, self->fetch, target, "", XA_COUNT_UNKNOWN, error)) {
    g_free (server);
    return NULL;
  }
  g_hash_table_insert (self->servers, (gpointer) target, server);

  return server;
}

/* Where a message stands. A thread that nobody has told of yet is read by the next fetch.
 * @server: (out) (nullable): with NULL, nobody follows it, or @error is set */
static XaDiscordPlace *
get_place (News           *self,
           const XaJsonAt *data,
           XaDiscord     **server,
           GError        **error)
{
  g_autofree char     *id = xa_span_dup (xa_json_maybe_id (data, "channel_id"));
  const XaDiscordSpot *spot = id ? g_hash_table_lookup (self->session->spots, id) : NULL;
  XaDiscordPlace      *place;

  *server = spot ? get_server (self, spot->guild_id, spot->channel_id, error) : NULL;
  if (!*server)
    return NULL;
  place = g_hash_table_lookup (self->places, id);
  if (place)
    return place;
  place = g_new0 (XaDiscordPlace, 1);
  place->id = g_strdup (id);
  place->channel_id = g_strdup (spot->channel_id);
  place->name = g_strdup (spot->name);
  if (!xa_discord_declare_place (*server, place, error)) {
    free_place (place);
    return NULL;
  }
  g_hash_table_insert (self->places, g_steal_pointer (&id), place);

  return place;
}

/* --- messages ------------------------------------------------------------------------------------- */

static gboolean
take_message (News           *self,
              const XaJsonAt *data,
              GError        **error)
{
  XaDiscordPage   page = XA_DISCORD_PAGE_INIT;
  XaDiscord      *server;
  GError         *failure = NULL;
  XaDiscordPlace *place = get_place (self, data, &server, &failure);

  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }

  return !place || xa_discord_put_message (server, place, data, &page, error);
}

static gboolean
forget (News                 *self,
        const XaDiscordPlace *place,
        const XaSpan         *ids,
        guint                 n_ids,
        GError              **error)
{
  const XaStretchRecord gone = { .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN, .ids = ids, .n_ids = n_ids, .is_gone = TRUE };

  return n_ids == 0 || xa_sink_stretch (xa_fetch_get_sink (self->fetch), place->channel, &gone, error);
}

static gboolean
take_deletion (News           *self,
               const XaJsonAt *data,
               GError        **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (XaSpan));
  XaDiscord      *server;
  GError         *failure = NULL;
  XaDiscordPlace *place = get_place (self, data, &server, &failure);
  XaSpan          one = xa_json_maybe_id (data, "id");
  XaJsonAt        list = xa_json_maybe_array (data, "ids");

  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (one.len)
    g_array_append_val (ids, one);
  for (guint i = 0; i < xa_json_length (&list); i++) {
    XaJsonAt element = xa_json_element (&list, i);
    XaSpan   id = xa_json_as_id (&element);

    if (id.len)
      g_array_append_val (ids, id);
  }

  return !place || forget (self, place, (const XaSpan *) (gpointer) ids->data, ids->len, error);
}

/* --- people --------------------------------------------------------------------------------------- */

static gboolean
take_reaction (News           *self,
               const XaJsonAt *data,
               GError        **error)
{
  XaSink          *sink = xa_fetch_get_sink (self->fetch);
  XaDiscord       *server;
  GError          *failure = NULL;
  XaDiscordPlace  *place = get_place (self, data, &server, &failure);
  XaJsonAt         member = xa_json_maybe_object (data, "member");
  XaJsonAt         user = xa_json_maybe_object (&member, "user");
  XaJsonAt         emoji = xa_json_object (data, "emoji");
  XaReactionRecord record = {
    .post_native_id = xa_json_id (data, "message_id"),
    .person = { .id = xa_json_id (data, "user_id") },
    .reaction = xa_json_maybe_text (&emoji, "name"),
    .at_us = xa_fetch_get_now (self->fetch),
  };

  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (!place || !xa_json_is_sound (data->document))
    return TRUE;
  if (user.node && xa_discord_read_user (sink, &user, &record.person) != XA_AUTHOR_MEMBER)
    return TRUE;

  return xa_sink_reaction (sink, place->channel, &record, error);
}

/* That somebody went is not dated: it is told when it happens. */
static gboolean
take_member (News           *self,
             const XaJsonAt *data,
             XaEventKind     kind,
             GError        **error)
{
  XaSink          *sink = xa_fetch_get_sink (self->fetch);
  g_autofree char *guild_id = xa_span_dup (xa_json_id (data, "guild_id"));
  XaJsonAt         user = xa_json_object (data, "user");
  GError          *failure = NULL;
  XaDiscord       *server = guild_id ? get_server (self, guild_id, NULL, &failure) : NULL;
  gint64           joined_us = kind == XA_EVENT_JOIN ? xa_json_maybe_instant (data, "joined_at") : XA_TIME_UNKNOWN;
  XaEventRecord    record = { .kind = kind, .at_us = joined_us == XA_TIME_UNKNOWN ? xa_fetch_get_now (self->fetch) : joined_us, .count = 1 };

  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (!server || !xa_json_is_sound (data->document) || xa_discord_read_user (sink, &user, &record.person) != XA_AUTHOR_MEMBER)
    return TRUE;

  return xa_sink_event (sink, server->server, &record, error);
}

/* --- all of it ------------------------------------------------------------------------------------ */

static gboolean
take_event (News           *self,
            XaSpan          event,
            const XaJsonAt *data,
            GError        **error)
{
  if (xa_span_equal (event, "MESSAGE_CREATE"))
    return take_message (self, data, error);
  if (xa_span_equal (event, "MESSAGE_DELETE") || xa_span_equal (event, "MESSAGE_DELETE_BULK"))
    return take_deletion (self, data, error);
  if (xa_span_equal (event, "MESSAGE_REACTION_ADD"))
    return take_reaction (self, data, error);
  if (xa_span_equal (event, "GUILD_MEMBER_ADD"))
    return take_member (self, data, XA_EVENT_JOIN, error);
  if (xa_span_equal (event, "GUILD_MEMBER_REMOVE"))
    return take_member (self, data, XA_EVENT_LEAVE, error);

  return TRUE;
}

/* One that is not as promised is counted and left out. */
static gboolean
take_one (News    *self,
          GBytes  *news,
          GError **error)
{
  gsize       size;
  const char *bytes = g_bytes_get_data (news, &size);
  g_autoptr (XaJson) json = xa_json_parse (bytes ? bytes : "", size, NULL);
  XaJsonAt root = json ? xa_json_root (json) : (XaJsonAt) { 0 };
  XaJsonAt data = json ? xa_json_object (&root, "d") : (XaJsonAt) { 0 };
  gboolean ok;

  if (!json || !xa_json_is_sound (json)) {
    xa_sink_reject (xa_fetch_get_sink (self->fetch), XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  ok = take_event (self, xa_json_maybe_text (&root, "t"), &data, error);
  if (!xa_json_is_sound (json))
    xa_sink_reject (xa_fetch_get_sink (self->fetch), XA_REJECT_MALFORMED_RECORD, 1);

  return ok;
}

gboolean
xa_discord_parse_news (XaFetch   *fetch,
                       GPtrArray *targets,
                       GPtrArray *news,
                       gpointer   session,
                       GError   **error)
{
  News self = { .fetch = fetch, .targets = targets, .session = session };
  g_autoptr (GHashTable) servers = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_place);

  self.servers = servers;
  self.places = places;
  for (guint i = 0; i < news->len; i++)
    if (!take_one (&self, news->pdata[i], error))
      return FALSE;

  return TRUE;
}
