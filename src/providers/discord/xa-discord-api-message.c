#include "providers/discord/xa-discord-api.h"

#include <math.h>
#include <string.h>

/* Types of messages: 20 and 23 are commands to a bot. All else tells of something that happened. */
static gboolean
is_post (gint64 type)
{
  return type == 0 || type == 19 || type == 20 || type == 23;
}

#define TYPE_JOIN 7

/* A reference is a reply, unless it passes the message on. */
#define REFERENCE_FORWARD 1

/* --- text -------------------------------------------------------------------------------------- */

/* What stands for "<...>" in a text, or NULL where it is not of Discord's making: mentions name people,
 * roles and channels by number, and emoji of a server by name and number. */
static char *
read_markup (const char *inside,
             gsize       len)
{
  const char *colon;

  if (len > 1 && inside[0] == '@')
    return g_strdup ("<mention>");
  if (len > 1 && (inside[0] == '#' || inside[0] == '/'))
    return g_strdup ("");
  if (len > 2 && inside[0] == 'a' && inside[1] == ':')
    inside++, len--;
  if (len < 3 || inside[0] != ':' || !(colon = memchr (inside + 1, ':', len - 1)))
    return NULL;

  return g_strndup (inside, (gsize) (colon - inside) + 1);
}

static char *
clean (XaSpan text)
{
  GString    *cleaned = g_string_sized_new (text.len);
  const char *at = text.str, *end = text.str + text.len;

  while (at < end) {
    const char      *close = *at == '<' ? memchr (at, '>', (gsize) (end - at)) : NULL;
    g_autofree char *instead = close ? read_markup (at + 1, (gsize) (close - at - 1)) : NULL;

    if (instead) {
      g_string_append (cleaned, instead);
      at = close + 1;
    } else {
      g_string_append_c (cleaned, *at++);
    }
  }

  return g_string_free (cleaned, FALSE);
}

/* A forward has no words of its own but those that it passes on. */
static XaSpan
get_content (const XaJsonAt *message)
{
  XaSpan   content = xa_json_maybe_text (message, "content");
  XaJsonAt snapshots, snapshot, inner;

  if (content.len)
    return content;
  snapshots = xa_json_maybe_array (message, "message_snapshots");
  if (xa_json_length (&snapshots) == 0)
    return content;
  snapshot = xa_json_element (&snapshots, 0);
  inner = xa_json_maybe_object (&snapshot, "message");

  return xa_json_maybe_text (&inner, "content");
}

/* --- counters ---------------------------------------------------------------------------------- */

static gint64
count_reactions (const XaJsonAt *message)
{
  XaJsonAt reactions = xa_json_maybe_array (message, "reactions");
  gint64   sum = 0;

  for (guint i = 0; i < xa_json_length (&reactions); i++) {
    XaJsonAt reaction = xa_json_element (&reactions, i);
    gint64   count = xa_json_maybe_count (&reaction, "count");

    if (count != XA_COUNT_UNKNOWN && sum <= G_MAXINT64 / 2 && count <= G_MAXINT64 / 4)
      sum += count;
  }

  return sum;
}

static gboolean
has_media (const XaJsonAt *message)
{
  static const char *const names[] = { "attachments", "embeds", "sticker_items", "stickers" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    XaJsonAt list = xa_json_maybe_array (message, names[i]);

    if (xa_json_length (&list) > 0)
      return TRUE;
  }

  return FALSE;
}

static gint64
count_comments (const XaJsonAt *message)
{
  XaJsonAt thread = xa_json_maybe_object (message, "thread");

  /* Without a thread, the sink counts the replies. */
  return xa_json_maybe_count (&thread, "message_count");
}

/* --- references -------------------------------------------------------------------------------- */

static gboolean
is_forward (const XaJsonAt *reference)
{
  return xa_json_maybe_count (reference, "type") == REFERENCE_FORWARD;
}

static gboolean
is_same (XaSpan      a,
         const char *b)
{
  return xa_span_equal (a, b);
}

static XaSpan
read_reply_to (const XaDiscordPlace *place,
               const XaJsonAt       *reference)
{
  XaSpan channel_id = xa_json_maybe_id (reference, "channel_id");

  if (is_forward (reference) || (channel_id.len && !is_same (channel_id, place->id)))
    return XA_SPAN_NONE;

  return xa_json_maybe_id (reference, "message_id");
}

static gboolean
put_link (XaDiscord    *self,
          XaAudienceRef from,
          XaSpan        native_id,
          gint64        at_us,
          GError      **error)
{
  const XaLinkRecord record = { .kind = XA_LINK_FORWARD, .target_native_id = native_id, .certain = TRUE, .at_us = at_us };

  return xa_sink_link (xa_fetch_get_sink (self->fetch), from, &record, error);
}

/* What was passed on from another channel: a link from this one, and from server to server where
 * they differ. Without a server, it came out of a private conversation. */
static gboolean
put_forward (XaDiscord            *self,
             const XaDiscordPlace *place,
             const XaJsonAt       *reference,
             gint64                at_us,
             GError              **error)
{
  XaSpan            guild_id = xa_json_maybe_id (reference, "guild_id");
  XaSpan            channel_id = xa_json_maybe_id (reference, "channel_id");
  XaDiscordNativeId native_id;

  if (!is_forward (reference) || !xa_discord_is_id (guild_id) || !xa_discord_is_id (channel_id) ||
      is_same (channel_id, place->channel_id))
    return TRUE;

  xa_discord_channel_id_format (&native_id, guild_id, channel_id);
  if (!put_link (self, place->channel, xa_span (native_id.text), at_us, error))
    return FALSE;

  return is_same (guild_id, self->guild_id) || put_link (self, self->server, guild_id, at_us, error);
}

/* --- messages ---------------------------------------------------------------------------------- */

static XaAuthorKind
read_author (XaDiscord      *self,
             const XaJsonAt *message,
             XaPerson       *person)
{
  XaJsonAt author = xa_json_object (message, "author");

  if (xa_json_maybe_id (message, "webhook_id").len) {
    xa_sink_reject (xa_fetch_get_sink (self->fetch), XA_REJECT_NOT_A_PERSON, 1);
    return XA_AUTHOR_BOT;
  }

  return xa_discord_read_user (xa_fetch_get_sink (self->fetch), &author, person);
}

/* Reads what a post has beside what every message has. @text: (out): what the record borrows */
static void
read_post (const XaDiscordPlace *place,
           const XaJsonAt       *message,
           const XaJsonAt       *reference,
           XaPostRecord         *record,
           char                **text)
{
  XaSpan content = get_content (message);

  *text = content.str ? clean (content) : NULL;
  record->text = xa_span (*text);
  record->reply_to = read_reply_to (place, reference);
  record->reactions = count_reactions (message);
  record->comments = count_comments (message);
  record->has_media = has_media (message);
}

/* A bot that comes is no member; someone who is gone by now came all the same. */
static gboolean
put_join (XaDiscord          *self,
          const XaPostRecord *record,
          GError            **error)
{
  const XaEventRecord event = { .kind = XA_EVENT_JOIN, .at_us = record->at_us, .person = record->author, .count = 1, .native_id = record->native_id };

  return record->author_kind == XA_AUTHOR_BOT || xa_sink_event (xa_fetch_get_sink (self->fetch), self->server, &event, error);
}

static void
add_to_page (XaDiscordPage      *page,
             const XaPostRecord *record)
{
  guint64 id = g_ascii_strtoull (record->native_id.str, NULL, 10);

  page->newest_id = MAX (page->newest_id, id);
  page->oldest_id = page->oldest_id ? MIN (page->oldest_id, id) : id;
  if (record->at_us != XA_TIME_UNKNOWN)
    page->oldest_us = page->oldest_us == XA_TIME_UNKNOWN ? record->at_us : MIN (page->oldest_us, record->at_us);
}

gboolean
xa_discord_put_message (XaDiscord            *self,
                        const XaDiscordPlace *place,
                        const XaJsonAt       *message,
                        XaDiscordPage        *page,
                        GError              **error)
{
  XaSink          *sink = xa_fetch_get_sink (self->fetch);
  gint64           type = xa_json_int (message, "type");
  XaJsonAt         reference = xa_json_maybe_object (message, "message_reference");
  g_autofree char *text = NULL;
  XaPostRecord     record = {
        .native_id = xa_json_id (message, "id"),
        .at_us = xa_json_instant (message, "timestamp"),
        .shares = XA_COUNT_UNKNOWN,
        .views = XA_COUNT_UNKNOWN,
        .seen_us = xa_fetch_get_now (self->fetch),
        .rating = NAN,
  };

  /* The way on is by the ids, of those too that cannot be read. */
  if (record.native_id.len)
    add_to_page (page, &record);
  record.author_kind = read_author (self, message, &record.author);
  if (is_post (type))
    read_post (place, message, &reference, &record, &text);
  if (!xa_json_is_sound (message->document)) {
    xa_json_forgive (message->document);
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  if (type == TYPE_JOIN)
    return put_join (self, &record, error);
  if (!is_post (type)) {
    xa_sink_reject (sink, XA_REJECT_SERVICE_MESSAGE, 1);
    return TRUE;
  }

  return xa_sink_post (sink, place->channel, &record, error) && put_forward (self, place, &reference, record.at_us, error);
}

XaJson *
xa_discord_ask_for_messages (XaDiscord            *self,
                             const XaDiscordPlace *place,
                             const char           *after,
                             const char           *before,
                             XaJsonAt             *root,
                             GError              **error)
{
  XaRequest *request = xa_request_new ("GET", "channels", place->id, "messages", NULL);

  xa_request_add_query_int (request, "limit", XA_DISCORD_PAGE);
  xa_request_add_query (request, "after", after);
  xa_request_add_query (request, "before", before);

  return xa_discord_ask (self->fetch, request, "messages", place->id, root, error);
}

gboolean
xa_discord_put_messages (XaDiscord            *self,
                         const XaDiscordPlace *place,
                         const XaJsonAt       *messages,
                         XaDiscordPage        *page,
                         GError              **error)
{
  page->n = xa_json_length (messages);
  for (guint i = 0; i < page->n; i++) {
    XaJsonAt message = xa_json_element (messages, i);

    if (!xa_discord_put_message (self, place, &message, page, error))
      return FALSE;
  }

  return xa_json_check (messages->document, error);
}
