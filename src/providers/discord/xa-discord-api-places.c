/*
 * Where the messages of a server stand: channels, and threads, which are read as part of theirs.
 * A place that refused the bot is left alone for a week: Discord bans who keeps asking.
 */
#include "model/xa-time.h"
#include "providers/discord/xa-discord-api.h"

#include <string.h>

/* Milliseconds of 2015 since 1970: ids count from there, in steps of 2^22 a millisecond. */
#define EPOCH_MS G_GINT64_CONSTANT (1420070400000)

#define REFUSED_FOR_US (7 * XA_USEC_PER_DAY)

typedef enum {
  CHANNEL_TEXT = 0,
  CHANNEL_VOICE = 2,
  CHANNEL_NEWS = 5,
  CHANNEL_STAGE = 13,
  CHANNEL_FORUM = 15, /* has threads only */
  CHANNEL_MEDIA = 16, /* likewise */
} ChannelType;

static gboolean
has_messages (gint64 type)
{
  return type == CHANNEL_TEXT || type == CHANNEL_VOICE || type == CHANNEL_NEWS || type == CHANNEL_STAGE;
}

static gboolean
has_threads (gint64 type)
{
  return type == CHANNEL_TEXT || type == CHANNEL_NEWS || type == CHANNEL_FORUM || type == CHANNEL_MEDIA;
}

char *
xa_discord_id_for_time (gint64 time_us)
{
  gint64 ms = time_us == XA_TIME_UNKNOWN ? 0 : time_us / 1000 - EPOCH_MS;

  return g_strdup_printf ("%" G_GINT64_FORMAT, ms > 0 ? ms << 22 : 0);
}

static void
place_free (XaDiscordPlace *place)
{
  g_free (place->id);
  g_free (place->channel_id);
  g_free (place->name);
  g_free (place->last_id);
  g_free (place);
}

/* --- refusals ---------------------------------------------------------------------------------- */

static char *
refusal_mark (const char *id)
{
  return g_strconcat ("refused:", id, NULL);
}

static gboolean
has_refused (XaDiscord  *self,
             const char *id)
{
  g_autofree char *name = refusal_mark (id);
  const char      *mark = xa_fetch_get_mark (self->fetch, name);

  return mark && xa_fetch_get_now (self->fetch) < g_ascii_strtoll (mark, NULL, 10) + REFUSED_FOR_US;
}

static void
remember_refusal (XaDiscord  *self,
                  const char *id)
{
  g_autofree char *name = refusal_mark (id);
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, xa_fetch_get_now (self->fetch));

  xa_fetch_set_mark (self->fetch, name, now);
}

static void
note_right (XaDiscord            *self,
            const XaDiscordPlace *place,
            const char           *right)
{
  g_autofree char *detail = g_strdup_printf ("%s in #%s", right, place->name ? place->name : place->channel_id);

  xa_fetch_note (self->fetch, XA_FETCH_NOTE_MISSING_RIGHT, detail);
}

void
xa_discord_note_refusal (XaDiscord            *self,
                         const XaDiscordPlace *place)
{
  remember_refusal (self, place->id);
  note_right (self, place, "View Channels");
}

void
xa_discord_note_no_history (XaDiscord            *self,
                            const XaDiscordPlace *place)
{
  note_right (self, place, "Read Message History");
}

/* --- listing ----------------------------------------------------------------------------------- */

gboolean
xa_discord_declare_place (XaDiscord      *self,
                          XaDiscordPlace *place,
                          GError        **error)
{
  XaDiscordNativeId native_id;
  XaAudienceRecord  record = {
     .platform = XA_PLATFORM_DISCORD,
     .kind = XA_AUDIENCE_CHANNEL,
     .title = xa_span (place->name ? place->name : ""),
     .parent_native_id = xa_span (self->guild_id),
     .members_reported = XA_COUNT_UNKNOWN,
  };

  xa_discord_channel_id_format (&native_id, xa_span (self->guild_id), xa_span (place->channel_id));
  record.native_id = xa_span (native_id.text);

  return xa_sink_audience (xa_fetch_get_sink (self->fetch), &record, &place->channel, error);
}

/* @name: of the channel */
static XaDiscordPlace *
place_new (const XaJsonAt *at,
           const char     *channel_id,
           const char     *name)
{
  XaDiscordPlace *place = g_new0 (XaDiscordPlace, 1);

  place->id = xa_span_dup (xa_json_id (at, "id"));
  place->channel_id = channel_id ? g_strdup (channel_id) : g_strdup (place->id);
  place->name = g_strdup (name);
  place->last_id = xa_span_dup (xa_json_maybe_id (at, "last_message_id"));

  return place;
}

static void
add_place (XaDiscord      *self,
           GPtrArray      *places,
           XaDiscordPlace *place) /* (transfer full) */
{
  gboolean is_sound = place->id && xa_discord_is_id (xa_span (place->id)) && xa_discord_is_id (xa_span (place->channel_id));

  if (is_sound && !has_refused (self, place->id))
    g_ptr_array_add (places, place);
  else
    place_free (place);
}

/* Threads that nobody wrote in since posts are wanted hold none. */
static gboolean
is_too_old (XaDiscord      *self,
            const XaJsonAt *thread)
{
  gint64           since_us = xa_fetch_get_since (self->fetch);
  XaSpan           last = xa_json_maybe_id (thread, "last_message_id");
  g_autofree char *first = NULL;

  if (since_us == XA_TIME_UNKNOWN || !last.len)
    return FALSE;
  first = xa_discord_id_for_time (since_us);

  return g_ascii_strtoull (last.str, NULL, 10) < g_ascii_strtoull (first, NULL, 10);
}

static void
add_threads (XaDiscord      *self,
             GPtrArray      *places,
             const XaJsonAt *root,
             GHashTable     *channels)
{
  XaJsonAt threads = xa_json_array (root, "threads");

  for (guint i = 0; i < xa_json_length (&threads); i++) {
    XaJsonAt         thread = xa_json_element (&threads, i);
    g_autofree char *parent = xa_span_dup (xa_json_maybe_id (&thread, "parent_id"));

    if (parent && g_hash_table_contains (channels, parent) && !is_too_old (self, &thread))
      add_place (self, places, place_new (&thread, parent, g_hash_table_lookup (channels, parent)));
  }
}

static gboolean
add_active_threads (XaDiscord  *self,
                    GPtrArray  *places,
                    GHashTable *channels,
                    GError    **error)
{
  XaJsonAt root;
  g_autoptr (XaJson) document = xa_discord_ask (self->fetch, xa_request_new ("GET", "guilds", self->guild_id, "threads", "active", NULL),
                                                "threads", self->guild_id, &root, error);

  if (!document)
    return FALSE;
  add_threads (self, places, &root, channels);

  return xa_json_check (document, error);
}

/* When the last thread of a page was put away, as Discord writes it; pages go on before it. */
static char *
get_last_time (const XaJsonAt *root)
{
  XaJsonAt threads = xa_json_array (root, "threads");
  guint    n = xa_json_length (&threads);
  XaJsonAt last, metadata;

  if (n == 0 || !xa_json_maybe_boolean (root, "has_more", FALSE))
    return NULL;
  last = xa_json_element (&threads, n - 1);
  metadata = xa_json_object (&last, "thread_metadata");

  return xa_span_dup (xa_json_text (&metadata, "archive_timestamp"));
}

/* Threads are put away when nobody writes in them, the latest first. */
static gboolean
add_archived_page (XaDiscord  *self,
                   GPtrArray  *places,
                   GHashTable *channels,
                   const char *channel_id,
                   char      **before,
                   GError    **error)
{
  XaRequest *request = xa_request_new ("GET", "channels", channel_id, "threads", "archived", "public", NULL);
  g_autoptr (XaJson) document = NULL;
  XaJsonAt root;
  gint64   since_us = xa_fetch_get_since (self->fetch);

  xa_request_add_query (request, "before", *before);
  xa_request_add_query_int (request, "limit", XA_DISCORD_PAGE);
  document = xa_discord_ask (self->fetch, request, "archived", channel_id, &root, error);
  if (!document)
    return FALSE;

  add_threads (self, places, &root, channels);
  g_free (*before);
  *before = get_last_time (&root);
  if (*before && since_us != XA_TIME_UNKNOWN && xa_time_parse (xa_span (*before)) < since_us)
    g_clear_pointer (before, g_free);

  return xa_json_check (document, error);
}

static gboolean
add_archived (XaDiscord  *self,
              GPtrArray  *places,
              GHashTable *channels,
              const char *channel_id,
              GError    **error)
{
  g_autofree char *before = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  do {
    g_autoptr (GError) failure = NULL;

    if (!add_archived_page (self, places, channels, channel_id, &before, &failure)) {
      if (xa_discord_is_hidden (failure)) {
        g_autofree char *thing = g_strconcat ("threads-", channel_id, NULL);

        remember_refusal (self, thing);
        return TRUE;
      }
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  } while (before && g_hash_table_add (seen, g_strdup (before)));

  return TRUE;
}

static gboolean
is_wanted (XaDiscord      *self,
           const XaJsonAt *channel)
{
  XaSpan id = xa_json_id (channel, "id");

  return self->target->kind != XA_TARGET_CHANNEL || xa_span_equal (id, self->target->id);
}

/* @channels: (out): names by id of those that may have threads; @archives: their ids */
static gboolean
add_channels (XaDiscord  *self,
              GPtrArray  *places,
              GHashTable *channels,
              GError    **error)
{
  XaJsonAt root;
  g_autoptr (XaJson) document = xa_discord_ask (self->fetch, xa_request_new ("GET", "guilds", self->guild_id, "channels", NULL),
                                                "channels", self->guild_id, &root, error);

  if (!document)
    return FALSE;
  for (guint i = 0; i < xa_json_length (&root); i++) {
    XaJsonAt         channel = xa_json_element (&root, i);
    gint64           type = xa_json_int (&channel, "type");
    g_autofree char *id = xa_span_dup (xa_json_id (&channel, "id"));
    g_autofree char *name = xa_span_dup (xa_json_maybe_text (&channel, "name"));

    if (!is_wanted (self, &channel))
      continue;
    if (has_messages (type))
      add_place (self, places, place_new (&channel, NULL, name));
    if (has_threads (type) && id)
      g_hash_table_insert (channels, g_steal_pointer (&id), g_steal_pointer (&name));
  }

  return xa_json_check (document, error);
}

static gint
compare_places (gconstpointer a,
                gconstpointer b)
{
  guint64 id_a = g_ascii_strtoull ((*(XaDiscordPlace *const *) a)->id, NULL, 10);
  guint64 id_b = g_ascii_strtoull ((*(XaDiscordPlace *const *) b)->id, NULL, 10);

  return id_a < id_b ? -1 : id_a > id_b;
}

static void
drop_repeats (GPtrArray *places)
{
  for (guint i = places->len; i > 1; i--)
    if (strcmp (((XaDiscordPlace *) places->pdata[i - 1])->id, ((XaDiscordPlace *) places->pdata[i - 2])->id) == 0)
      g_ptr_array_remove_index (places, i - 1);
}

static gboolean
add_all_archived (XaDiscord  *self,
                  GPtrArray  *places,
                  GHashTable *channels,
                  GError    **error)
{
  g_autoptr (GPtrArray) ids = g_hash_table_get_keys_as_ptr_array (channels);

  g_ptr_array_sort_values (ids, (GCompareFunc) strcmp);
  for (guint i = 0; i < ids->len; i++) {
    g_autofree char *thing = g_strconcat ("threads-", (char *) ids->pdata[i], NULL);

    if (!has_refused (self, ids->pdata[i]) && !has_refused (self, thing) &&
        !add_archived (self, places, channels, ids->pdata[i], error))
      return FALSE;
  }

  return TRUE;
}

GPtrArray *
xa_discord_list_places (XaDiscord *self,
                        GError   **error)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func ((GDestroyNotify) place_free);
  g_autoptr (GHashTable) channels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (!add_channels (self, places, channels, error) ||
      !add_active_threads (self, places, channels, error) ||
      !add_all_archived (self, places, channels, error))
    return NULL;

  g_ptr_array_sort (places, compare_places);
  drop_repeats (places);
  for (guint i = 0; i < places->len; i++)
    if (!xa_discord_declare_place (self, g_ptr_array_index (places, i), error))
      return NULL;

  return g_steal_pointer (&places);
}
