/*
 * Who reacted to the messages of the last days, and their counters once more.
 */
#include "providers/discord/xa-discord-api.h"

typedef struct {
  XaDiscord            *server;
  const XaDiscordPlace *place;
  XaSpan                message_id;
  XaSpan                name; /* of the emoji */
  char                 *path; /* (owned): the emoji in an address */
} Reaction;

/* Ordinary reactions, and those that cost something. */
typedef enum {
  REACTION_NORMAL = 0,
  REACTION_BURST = 1,
} ReactionType;

static XaJson *
ask (Reaction    *self,
     ReactionType type,
     const char  *after,
     XaJsonAt    *root,
     GError     **error)
{
  g_autofree char *message = xa_span_dup (self->message_id);
  XaRequest       *request = xa_request_new ("GET", "channels", self->place->id, "messages", message, "reactions", self->path, NULL);

  xa_request_add_query_int (request, "limit", XA_DISCORD_PAGE);
  xa_request_add_query_int (request, "type", type);
  xa_request_add_query (request, "after", after);

  return xa_discord_ask (self->server->fetch, request, "reactions", self->place->id, root, error);
}

static gboolean
put_reactor (Reaction       *self,
             const XaJsonAt *user,
             guint64        *last,
             GError        **error)
{
  XaSink          *sink = xa_fetch_get_sink (self->server->fetch);
  XaReactionRecord record = { .post_native_id = self->message_id, .reaction = self->name, .at_us = XA_TIME_UNKNOWN };
  XaSpan           id = xa_json_id (user, "id");
  XaAuthorKind     kind = xa_discord_read_user (sink, user, &record.person);

  if (id.len)
    *last = MAX (*last, g_ascii_strtoull (id.str, NULL, 10));
  if (!xa_json_is_sound (user->document)) {
    xa_json_forgive (user->document);
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }

  return kind != XA_AUTHOR_MEMBER || xa_sink_reaction (sink, self->place->channel, &record, error);
}

static gboolean
put_reactors (Reaction    *self,
              ReactionType type,
              GError     **error)
{
  guint64 last = 0, before;
  guint   n;

  do {
    g_autofree char *after = last > 0 ? g_strdup_printf ("%" G_GUINT64_FORMAT, last) : NULL;
    XaJsonAt         users;
    g_autoptr (XaJson) document = ask (self, type, after, &users, error);

    if (!document)
      return FALSE;
    before = last;
    n = xa_json_length (&users);
    for (guint i = 0; i < n; i++) {
      XaJsonAt user = xa_json_element (&users, i);

      if (!put_reactor (self, &user, &last, error))
        return FALSE;
    }
    if (!xa_json_check (document, error))
      return FALSE;
  } while (n >= XA_DISCORD_PAGE && last > before);

  return TRUE;
}

/* An emoji of a server goes by name and number. One that was deleted has no name. */
static char *
make_path (const XaJsonAt *emoji)
{
  XaSpan name = xa_json_maybe_text (emoji, "name");
  XaSpan id = xa_json_maybe_id (emoji, "id");

  if (id.len)
    return g_strdup_printf ("%.*s:%.*s", (int) name.len, name.len ? name.str : "", (int) id.len, id.str);

  return name.len ? xa_span_dup (name) : NULL;
}

/* Whether there are any of this type; where Discord does not tell, there are ordinary ones. */
static gboolean
has_type (const XaJsonAt *reaction,
          ReactionType    type)
{
  XaJsonAt details = xa_json_maybe_object (reaction, "count_details");
  gint64   count = xa_json_maybe_count (&details, type == REACTION_BURST ? "burst" : "normal");

  return count == XA_COUNT_UNKNOWN ? type == REACTION_NORMAL : count > 0;
}

/* A message or an emoji may be gone by now. */
static gboolean
put_reaction (Reaction       *self,
              const XaJsonAt *at,
              GError        **error)
{
  for (ReactionType type = REACTION_NORMAL; type <= REACTION_BURST; type++) {
    g_autoptr (GError) failure = NULL;

    if (!has_type (at, type) || put_reactors (self, type, &failure) || g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_GONE))
      continue;
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }

  return TRUE;
}

static gboolean
put_reactions (XaDiscord            *self,
               const XaDiscordPlace *place,
               const XaJsonAt       *message,
               GError              **error)
{
  XaJsonAt reactions = xa_json_maybe_array (message, "reactions");
  Reaction reaction = { .server = self, .place = place, .message_id = xa_json_maybe_id (message, "id") };

  for (guint i = 0; i < xa_json_length (&reactions); i++) {
    XaJsonAt         at = xa_json_element (&reactions, i);
    XaJsonAt         emoji = xa_json_maybe_object (&at, "emoji");
    g_autofree char *path = make_path (&emoji);

    reaction.name = xa_json_maybe_text (&emoji, "name");
    reaction.path = path;
    if (path && reaction.message_id.len && xa_json_is_sound (message->document) && !put_reaction (&reaction, &at, error))
      return FALSE;
    xa_json_forgive (message->document); /* it was counted with the message */
  }

  return TRUE;
}

static gboolean
read_page (XaDiscord            *self,
           const XaDiscordPlace *place,
           char                **before,
           gboolean             *is_end,
           GError              **error)
{
  XaDiscordPage    page = XA_DISCORD_PAGE_INIT;
  XaJsonAt         messages;
  gint64           first_us = xa_fetch_get_now (self->fetch) - XA_DISCORD_FRESH_US;
  g_autofree char *cursor = NULL;
  g_autoptr (XaJson) document = xa_discord_ask_for_messages (self, place, NULL, *before, &messages, error);

  if (!document || !xa_discord_put_messages (self, place, &messages, &page, error))
    return FALSE;
  for (guint i = 0; i < page.n; i++) {
    XaJsonAt message = xa_json_element (&messages, i);
    gint64   at_us = xa_json_maybe_instant (&message, "timestamp");

    xa_json_forgive (document);
    if (at_us >= first_us && !put_reactions (self, place, &message, error))
      return FALSE;
  }

  *is_end = page.n < XA_DISCORD_PAGE || page.oldest_us == XA_TIME_UNKNOWN || page.oldest_us < first_us ||
            (*before && page.oldest_id >= g_ascii_strtoull (*before, NULL, 10));
  g_free (*before);
  *before = *is_end ? NULL : g_strdup_printf ("%" G_GUINT64_FORMAT, page.oldest_id);
  cursor = g_strconcat (place->id, *before ? ":" : NULL, *before, NULL);

  return xa_fetch_page (self->fetch, cursor, error);
}

/* Where the newest message is older, there is nothing to look at. */
static gboolean
is_quiet (XaDiscord            *self,
          const XaDiscordPlace *place)
{
  g_autofree char *first = xa_discord_id_for_time (xa_fetch_get_now (self->fetch) - XA_DISCORD_FRESH_US);

  return !place->last_id || g_ascii_strtoull (place->last_id, NULL, 10) < g_ascii_strtoull (first, NULL, 10);
}

static gboolean
read_place (XaDiscord            *self,
            const XaDiscordPlace *place,
            const char           *from,
            GError              **error)
{
  g_autofree char *before = g_strdup (from);
  g_autoptr (GError) failure = NULL;
  gboolean is_end = is_quiet (self, place);

  while (!is_end && !failure)
    read_page (self, place, &before, &is_end, &failure);
  if (!failure || g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_GONE))
    return TRUE;
  if (g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN)) {
    xa_discord_note_refusal (self, place);
    return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

gboolean
xa_discord_fetch_reactors (XaDiscord *self,
                           GError   **error)
{
  g_auto (GStrv) cursor = g_strsplit (xa_fetch_get_cursor (self->fetch) ? xa_fetch_get_cursor (self->fetch) : "0", ":", 2);
  guint64 from = g_ascii_strtoull (cursor[0], NULL, 10);
  g_autoptr (GPtrArray) places = xa_discord_list_places (self, error);

  if (!places)
    return FALSE;
  for (guint i = 0; i < places->len; i++) {
    const XaDiscordPlace *place = g_ptr_array_index (places, i);
    guint64               id = g_ascii_strtoull (place->id, NULL, 10);

    if (id >= from && !read_place (self, place, id == from ? cursor[1] : NULL, error))
      return FALSE;
    xa_fetch_progress (self->fetch, i + 1, places->len);
  }

  return xa_fetch_page (self->fetch, NULL, error);
}
