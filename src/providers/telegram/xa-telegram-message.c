#include "providers/telegram/xa-telegram-message.h"

#include <math.h>
#include <string.h>

/* The members of a message that are read, in the order in which files have them. */
typedef enum {
  M_ID,
  M_TYPE,
  M_DATE,
  M_DATE_UNIXTIME,
  M_ACTOR,
  M_ACTOR_ID,
  M_ACTION,
  M_MEMBERS,
  M_FROM,
  M_FROM_ID,
  M_FORWARDED_FROM,
  M_FORWARDED_FROM_ID,
  M_REPLY_TO_MESSAGE_ID,
  M_REPLY_TO_PEER_ID,
  M_PHOTO,
  M_FILE,
  M_MEDIA_TYPE,
  M_POLL,
  M_LOCATION,
  M_CONTACT,
  M_TEXT,
  M_TEXT_ENTITIES,
  M_REACTIONS,
  N_MEMBERS,
} Member;

static const XaSpan member_names[N_MEMBERS] = {
  [M_ID] = XA_JSON_NAME ("id"),
  [M_TYPE] = XA_JSON_NAME ("type"),
  [M_DATE] = XA_JSON_NAME ("date"),
  [M_DATE_UNIXTIME] = XA_JSON_NAME ("date_unixtime"),
  [M_ACTOR] = XA_JSON_NAME ("actor"),
  [M_ACTOR_ID] = XA_JSON_NAME ("actor_id"),
  [M_ACTION] = XA_JSON_NAME ("action"),
  [M_MEMBERS] = XA_JSON_NAME ("members"),
  [M_FROM] = XA_JSON_NAME ("from"),
  [M_FROM_ID] = XA_JSON_NAME ("from_id"),
  [M_FORWARDED_FROM] = XA_JSON_NAME ("forwarded_from"),
  [M_FORWARDED_FROM_ID] = XA_JSON_NAME ("forwarded_from_id"),
  [M_REPLY_TO_MESSAGE_ID] = XA_JSON_NAME ("reply_to_message_id"),
  [M_REPLY_TO_PEER_ID] = XA_JSON_NAME ("reply_to_peer_id"),
  [M_PHOTO] = XA_JSON_NAME ("photo"),
  [M_FILE] = XA_JSON_NAME ("file"),
  [M_MEDIA_TYPE] = XA_JSON_NAME ("media_type"),
  [M_POLL] = XA_JSON_NAME ("poll"),
  [M_LOCATION] = XA_JSON_NAME ("location_information"),
  [M_CONTACT] = XA_JSON_NAME ("contact_information"),
  [M_TEXT] = XA_JSON_NAME ("text"),
  [M_TEXT_ENTITIES] = XA_JSON_NAME ("text_entities"),
  [M_REACTIONS] = XA_JSON_NAME ("reactions"),
};

typedef struct {
  XaTelegramChat *chat; /* (not owned) */
  yyjson_val     *m[N_MEMBERS];
  XaSpan          id;
  gint64          at_us;
  gint64          zone_us; /* what local times of this message are ahead of UTC */
} Message;

/* --- time ------------------------------------------------------------------------------------ */

/* Whether this is a time of day of which nobody says where: neither "Z" nor "+02:00" follows. */
static gboolean
is_zoneless (XaSpan time)
{
  if (!time.str || !memchr (time.str, ':', time.len))
    return FALSE;
  for (gsize i = strlen ("2020-01-01"); i < time.len; i++)
    if (time.str[i] == 'Z' || time.str[i] == '+' || time.str[i] == '-')
      return FALSE;

  return TRUE;
}

/* The Unix time says when it was; beside it, the local time says where the exporter stood. */
static void
read_time (Message *self)
{
  XaSpan local = xa_json_string (self->m[M_DATE]);
  gint64 local_us = XA_TIME_UNKNOWN;

  self->at_us = self->m[M_DATE_UNIXTIME] ? xa_json_time (self->m[M_DATE_UNIXTIME]) : XA_TIME_UNKNOWN;
  /* The zone is only needed for the times of reactions. */
  if (self->at_us == XA_TIME_UNKNOWN || self->m[M_REACTIONS])
    local_us = xa_json_time (self->m[M_DATE]);
  if (local_us == XA_TIME_UNKNOWN)
    return;

  if (self->at_us == XA_TIME_UNKNOWN) {
    self->at_us = local_us;
    if (is_zoneless (local))
      self->chat->has_local_times = TRUE;
  } else if (is_zoneless (local)) {
    self->zone_us = local_us - self->at_us;
  }
}

static gint64
read_reaction_time (const Message *self,
                    yyjson_val    *date)
{
  gint64 at_us = xa_json_time (date);

  return at_us != XA_TIME_UNKNOWN && is_zoneless (xa_json_string (date)) ? at_us - self->zone_us : at_us;
}

/* --- people ---------------------------------------------------------------------------------- */

/* Who is meant by an id and the name beside it; counts whoever is no person that exists. */
static XaAuthorKind
read_person (const Message  *self,
             yyjson_val     *name,
             yyjson_val     *id,
             XaTelegramPeer *peer)
{
  xa_telegram_peer_parse (peer, xa_json_token (id), self->at_us);

  /* A name that is there and empty is what is left of a deleted account. */
  if (peer->kind == XA_TELEGRAM_PEER_NONE || (peer->kind == XA_TELEGRAM_PEER_USER && yyjson_is_null (name))) {
    xa_sink_reject (self->chat->sink, XA_REJECT_DELETED_ACCOUNT, 1);
    return XA_AUTHOR_UNKNOWN;
  }
  if (peer->kind != XA_TELEGRAM_PEER_USER) {
    xa_sink_reject (self->chat->sink, XA_REJECT_NOT_A_PERSON, 1);
    return XA_AUTHOR_UNKNOWN;
  }

  return XA_AUTHOR_MEMBER;
}

/* --- reactions ------------------------------------------------------------------------------- */

/* Custom emoji have no name of their own: their document is given as a path, or as an excuse. */
static XaSpan
name_reaction (yyjson_val *reaction)
{
  XaSpan emoji = xa_json_get_string (reaction, "emoji");
  XaSpan type = xa_json_get_string (reaction, "type");

  if (emoji.len)
    return emoji;
  if (xa_span_equal (type, "custom_emoji"))
    return xa_span ("custom");
  if (xa_span_equal (type, "paid"))
    return xa_span ("paid");

  return XA_SPAN_NONE;
}

static gboolean
put_reactors (const Message *self,
              GError       **error)
{
  yyjson_val *reaction, *recent;

  xa_json_array_foreach (self->m[M_REACTIONS], reactions, reaction)
  {
    XaSpan name = name_reaction (reaction);

    xa_json_array_foreach (yyjson_obj_get (reaction, "recent"), people, recent)
    {
      XaTelegramPeer   peer;
      XaReactionRecord record = { .post_native_id = self->id, .reaction = name };

      if (read_person (self, yyjson_obj_get (recent, "from"), yyjson_obj_get (recent, "from_id"), &peer) != XA_AUTHOR_MEMBER)
        continue;
      record.person.id = peer.id;
      record.at_us = read_reaction_time (self, yyjson_obj_get (recent, "date"));
      if (!xa_sink_reaction (self->chat->sink, self->chat->audience, &record, error))
        return FALSE;
    }
  }

  return TRUE;
}

/* --- links ----------------------------------------------------------------------------------- */

static gboolean
put_link (const Message *self,
          XaLinkRecord  *record,
          GError       **error)
{
  record->at_us = self->at_us;

  return xa_sink_link (self->chat->sink, self->chat->audience, record, error);
}

static gboolean
is_own_id (const Message *self,
           XaSpan         id)
{
  gint64 bare_id;

  return xa_telegram_bare_id_parse (id, &bare_id) && bare_id == self->chat->bare_id;
}

/* Where a forward comes from: a channel for certain; a title may be a person's name, and the
 * sink keeps it only if it knows an audience of that title. Of a person, nothing. */
static gboolean
put_forward (const Message *self,
             GError       **error)
{
  XaLinkRecord       record = { .kind = XA_LINK_FORWARD };
  XaTelegramPeer     peer;
  XaTelegramNativeId native_id;

  xa_telegram_peer_parse (&peer, xa_json_token (self->m[M_FORWARDED_FROM_ID]), XA_TIME_UNKNOWN);
  if (peer.kind == XA_TELEGRAM_PEER_NONE) {
    record.target_title = xa_json_string (self->m[M_FORWARDED_FROM]);
    return record.target_title.len == 0 || put_link (self, &record, error);
  }
  if (peer.kind != XA_TELEGRAM_PEER_CHANNEL && peer.kind != XA_TELEGRAM_PEER_CHAT)
    return TRUE;
  if (is_own_id (self, peer.id) || !xa_telegram_native_id_format (&native_id, peer.kind, peer.id))
    return TRUE;

  record.target_native_id = xa_span (native_id.text);
  record.certain = TRUE;

  return put_link (self, &record, error);
}

/* --- messages -------------------------------------------------------------------------------- */

/* Replies to posts of another chat are no comments here. */
static XaSpan
read_reply_to (const Message *self)
{
  XaSpan peer = xa_json_token (self->m[M_REPLY_TO_PEER_ID]);

  if (peer.str && !is_own_id (self, peer))
    return XA_SPAN_NONE;

  return xa_json_token (self->m[M_REPLY_TO_MESSAGE_ID]);
}

static gboolean
has_media (const Message *self)
{
  return self->m[M_PHOTO] || self->m[M_FILE] || self->m[M_MEDIA_TYPE] || self->m[M_POLL] || self->m[M_LOCATION] ||
         self->m[M_CONTACT];
}

static gboolean
put_post (const Message *self,
          GError       **error)
{
  XaTelegramChat *chat = self->chat;
  XaTelegramPeer  author = { 0 };
  XaPostRecord    record = {
       .native_id = self->id,
       .at_us = self->at_us,
       .author_kind = XA_AUTHOR_OWN,
       .reply_to = read_reply_to (self),
       .reactions = xa_json_sum_counts (self->m[M_REACTIONS], "count"),
       .comments = XA_COUNT_UNKNOWN, /* the sink counts the replies */
       .shares = XA_COUNT_UNKNOWN,
       .views = XA_COUNT_UNKNOWN,
       .seen_us = chat->seen_us,
       .has_media = has_media (self),
       .rating = NAN,
  };

  /* In a channel, "author" is the name of the editor who signed, and "from" may be. */
  if (!chat->is_broadcast)
    record.author_kind = read_person (self, self->m[M_FROM], self->m[M_FROM_ID], &author);
  if (record.author_kind == XA_AUTHOR_MEMBER)
    record.author.id = author.id;

  xa_telegram_text_read (&chat->text, self->m[M_TEXT], self->m[M_TEXT_ENTITIES]);
  record.text = chat->text.text;
  record.tags = (const XaSpan *) (void *) chat->text.tags->data;
  record.n_tags = chat->text.tags->len;

  return xa_sink_post (chat->sink, chat->audience, &record, error) &&
         put_reactors (self, error) &&
         put_forward (self, error) &&
         xa_telegram_text_put_links (&self->chat->text, self->chat->sink, self->chat->audience, self->at_us, error);
}

/* Someone came by a link: the one event of which the file tells who. */
static gboolean
put_join (const Message *self,
          GError       **error)
{
  XaEventRecord  record = { .kind = XA_EVENT_JOIN, .at_us = self->at_us, .count = 1, .native_id = self->id };
  XaTelegramPeer peer;

  if (read_person (self, self->m[M_ACTOR], self->m[M_ACTOR_ID], &peer) == XA_AUTHOR_MEMBER)
    record.person.id = peer.id;

  return xa_sink_event (self->chat->sink, self->chat->audience, &record, error);
}

/* Members who were added or removed come as names: all that is taken is how many. */
static gboolean
put_membership (const Message *self,
                XaEventKind    kind,
                GError       **error)
{
  XaEventRecord record = { .kind = kind, .at_us = self->at_us, .count = (gint64) yyjson_arr_size (self->m[M_MEMBERS]), .native_id = self->id };

  if (record.count == 0) {
    xa_sink_reject (self->chat->sink, XA_REJECT_SERVICE_MESSAGE, 1);
    return TRUE;
  }

  return xa_sink_event (self->chat->sink, self->chat->audience, &record, error);
}

static gboolean
put_service_message (const Message *self,
                     GError       **error)
{
  XaSpan action = xa_json_string (self->m[M_ACTION]);

  if (xa_span_equal (action, "join_group_by_link") || xa_span_equal (action, "join_group_by_request"))
    return put_join (self, error);
  if (xa_span_equal (action, "invite_members"))
    return put_membership (self, XA_EVENT_JOIN, error);
  if (xa_span_equal (action, "remove_members"))
    return put_membership (self, XA_EVENT_LEAVE, error);

  xa_sink_reject (self->chat->sink, XA_REJECT_SERVICE_MESSAGE, 1);

  return TRUE;
}

/**
 * xa_telegram_message_read:
 * @chat: where it was said
 * @message: an element of "messages"
 *
 * Hands over what a message holds, or counts why not.
 *
 * Returns: FALSE where the sink wants no more
 */
gboolean
xa_telegram_message_read (XaTelegramChat *chat,
                          yyjson_val     *message,
                          GError        **error)
{
  Message self = { .chat = chat };
  XaSpan  type;

  xa_json_members (message, member_names, N_MEMBERS, self.m);
  self.id = xa_json_token (self.m[M_ID]);
  if (!self.id.len) {
    xa_sink_reject (chat->sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }

  read_time (&self);
  type = xa_json_string (self.m[M_TYPE]);
  /* Without a type, an action tells one from the other. */
  if (xa_span_equal (type, "service") || (!type.str && self.m[M_ACTION]))
    return put_service_message (&self, error);
  if (xa_span_equal (type, "message") || !type.str)
    return put_post (&self, error);

  xa_sink_reject (chat->sink, XA_REJECT_UNKNOWN_TYPE, 1);

  return TRUE;
}

/**
 * xa_telegram_message_is:
 * @value: (nullable): a value of any type
 *
 * Returns: whether it looks like a message of Telegram Desktop
 */
gboolean
xa_telegram_message_is (yyjson_val *value)
{
  yyjson_val *m[N_MEMBERS];
  XaSpan      type;

  xa_json_members (value, member_names, N_MEMBERS, m);
  type = xa_json_string (m[M_TYPE]);

  return m[M_ID] && (m[M_DATE] || m[M_DATE_UNIXTIME]) &&
         (xa_span_equal (type, "message") || xa_span_equal (type, "service"));
}
