#include "providers/telegram/xa-telegram-update.h"

#include "providers/telegram/xa-telegram-chat.h"
#include "providers/telegram/xa-telegram-entities.h"

#include <math.h>

struct _XaTelegramUpdates {
  XaFetch       *fetch;    /* (not owned) */
  XaSink        *sink;     /* (not owned) */
  GHashTable    *declared; /* (owned) (element-type utf8 XaAudienceRef) */
  XaTelegramText text;     /* (owned) */
};

/* What one update is about. */
typedef struct {
  XaTelegramUpdates *updates;
  XaTelegramApiChat  chat;
  XaAudienceRef      audience;
} Update;

/* Media of a message: one of these is there. */
static const char *const media[] = {
  "animation", "audio", "document", "photo", "paid_media", "sticker", "story", "video", "video_note", "voice",
  "contact", "dice", "game", "poll", "venue", "location", NULL
};

/* Contents of an update, of which it has one. */
static const char *const contents[] = {
  "message", "channel_post", "edited_channel_post", "my_chat_member", "chat_member", "message_reaction", "message_reaction_count", NULL
};

/* --- people ---------------------------------------------------------------------------------- */

static gboolean
is_person (Update         *self,
           const XaJsonAt *user,
           XaSpan         *id)
{
  if (!user->node)
    return FALSE;
  *id = xa_json_id (user, "id");
  if (!xa_json_maybe_boolean (user, "is_bot", FALSE))
    return id->len > 0;
  xa_sink_reject (self->updates->sink, XA_REJECT_BOT, 1);

  return FALSE;
}

static gint64
read_time (const XaJsonAt *at,
           const char     *name)
{
  gint64 seconds = xa_json_int (at, name);

  return seconds > 0 && seconds < G_MAXINT64 / G_USEC_PER_SEC ? seconds * G_USEC_PER_SEC : XA_TIME_UNKNOWN;
}

static gboolean
put_event (Update         *self,
           XaEventKind     kind,
           const XaJsonAt *user,
           gint64          at_us,
           XaSpan          native_id,
           GError        **error)
{
  XaEventRecord record = { .kind = kind, .at_us = at_us, .count = 1, .native_id = native_id };

  return !is_person (self, user, &record.person.id) || xa_sink_event (self->updates->sink, self->audience, &record, error);
}

/* --- reactions ------------------------------------------------------------------------------- */

static XaSpan
name_reaction (const XaJsonAt *type)
{
  XaSpan kind = xa_json_maybe_text (type, "type");

  if (xa_span_equal (kind, "custom_emoji"))
    return xa_span ("custom");
  if (xa_span_equal (kind, "paid"))
    return xa_span ("paid");

  return xa_json_maybe_text (type, "emoji");
}

static gboolean
has_reaction (const XaJsonAt *list,
              XaSpan          name)
{
  for (guint i = 0; i < xa_json_length (list); i++) {
    XaJsonAt type = xa_json_element (list, i);
    XaSpan   other = name_reaction (&type);

    if (other.len == name.len && memcmp (other.str ? other.str : "", name.str ? name.str : "", name.len) == 0)
      return TRUE;
  }

  return FALSE;
}

/* Somebody changed how they react: what is new was done now. */
static gboolean
put_reaction (Update         *self,
              const XaJsonAt *content,
              GError        **error)
{
  XaJsonAt         user = xa_json_maybe_object (content, "user");
  XaJsonAt         before = xa_json_maybe_array (content, "old_reaction");
  XaJsonAt         after = xa_json_array (content, "new_reaction");
  XaReactionRecord record = { .post_native_id = xa_json_id (content, "message_id"), .at_us = read_time (content, "date") };

  if (!user.node) {
    xa_sink_reject (self->updates->sink, XA_REJECT_NOT_A_PERSON, 1);
    return TRUE;
  }
  if (!is_person (self, &user, &record.person.id))
    return TRUE;
  for (guint i = 0; i < xa_json_length (&after); i++) {
    XaJsonAt type = xa_json_element (&after, i);

    record.reaction = name_reaction (&type);
    if (!has_reaction (&before, record.reaction) && !xa_sink_reaction (self->updates->sink, self->audience, &record, error))
      return FALSE;
  }

  return TRUE;
}

/* The totals of a post that may have been written before the bot came. */
static gboolean
put_reaction_counts (Update         *self,
                     const XaJsonAt *content,
                     GError        **error)
{
  XaJsonAt     reactions = xa_json_array (content, "reactions");
  XaPostRecord record = {
    .native_id = xa_json_id (content, "message_id"),
    .at_us = XA_TIME_UNKNOWN,
    .reactions = 0,
    .comments = XA_COUNT_UNKNOWN,
    .shares = XA_COUNT_UNKNOWN,
    .views = XA_COUNT_UNKNOWN,
    .seen_us = read_time (content, "date"),
    .counters_only = TRUE,
    .rating = NAN,
  };

  for (guint i = 0; i < xa_json_length (&reactions); i++) {
    XaJsonAt reaction = xa_json_element (&reactions, i);
    gint64   n = xa_json_maybe_count (&reaction, "total_count");

    if (n > 0)
      record.reactions += n;
  }

  return !xa_json_is_sound (content->document) || xa_sink_post (self->updates->sink, self->audience, &record, error);
}

/* --- joins and leaves ------------------------------------------------------------------------ */

static gboolean
is_inside (const XaJsonAt *member)
{
  XaSpan status = xa_json_maybe_text (member, "status");

  if (xa_span_equal (status, "restricted"))
    return xa_json_maybe_boolean (member, "is_member", FALSE);

  return xa_span_equal (status, "member") || xa_span_equal (status, "administrator") || xa_span_equal (status, "creator");
}

static gboolean
put_member_change (Update         *self,
                   const XaJsonAt *content,
                   GError        **error)
{
  XaJsonAt before = xa_json_object (content, "old_chat_member");
  XaJsonAt after = xa_json_object (content, "new_chat_member");
  XaJsonAt user = xa_json_object (&after, "user");
  gboolean was_inside = is_inside (&before), is_now = is_inside (&after);

  if (was_inside == is_now)
    return TRUE;

  return put_event (self, is_now ? XA_EVENT_JOIN : XA_EVENT_LEAVE, &user, read_time (content, "date"), XA_SPAN_NONE, error);
}

/* --- messages -------------------------------------------------------------------------------- */

static gboolean
put_joins (Update         *self,
           const XaJsonAt *message,
           const XaJsonAt *joined,
           GError        **error)
{
  gint64 at_us = read_time (message, "date");
  XaSpan id = xa_json_id (message, "message_id");

  for (guint i = 0; i < xa_json_length (joined); i++) {
    XaJsonAt user = xa_json_element (joined, i);

    if (!put_event (self, XA_EVENT_JOIN, &user, at_us, id, error))
      return FALSE;
  }

  return TRUE;
}

/* Where a message was first: a channel or another chat, never a person. */
static gboolean
put_forward (Update         *self,
             const XaJsonAt *message,
             gint64          at_us,
             GError        **error)
{
  XaJsonAt          origin = xa_json_maybe_object (message, "forward_origin");
  XaJsonAt          chat = xa_json_maybe_object (&origin, "chat");
  XaJsonAt          sender = xa_json_maybe_object (&origin, "sender_chat");
  XaLinkRecord      record = { .kind = XA_LINK_FORWARD, .certain = TRUE, .at_us = at_us };
  const XaJsonAt   *from = chat.node ? &chat : &sender;
  XaTelegramApiChat other;

  if (!from->node)
    return TRUE;
  xa_telegram_api_chat_read (from, &other);
  if (other.is_personal || (other.id.len == self->chat.id.len && memcmp (other.id.str, self->chat.id.str, other.id.len) == 0))
    return TRUE;
  record.target_native_id = other.id;

  return xa_sink_link (self->updates->sink, self->audience, &record, error);
}

static gboolean
has_media (const XaJsonAt *message)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (message->node) ? json_node_get_object (message->node) : NULL;

  for (const char *const *name = media; object && *name; name++)
    if (json_object_has_member (object, *name))
      return TRUE;

  return FALSE;
}

static void
read_text (Update         *self,
           const XaJsonAt *message)
{
  XaSpan   text = xa_json_maybe_text (message, "text");
  gboolean is_caption = !text.str;
  XaJsonAt entities = xa_json_maybe_array (message, is_caption ? "caption_entities" : "entities");

  if (is_caption)
    text = xa_json_maybe_text (message, "caption");
  xa_telegram_entities_read (&self->updates->text, text, &entities);
}

/* In a group, whoever writes as a channel or as the group itself is no person. */
static void
read_author (Update         *self,
             const XaJsonAt *message,
             XaPostRecord   *record)
{
  XaJsonAt sender_chat = xa_json_maybe_object (message, "sender_chat");
  XaJsonAt from = xa_json_maybe_object (message, "from");

  record->author_kind = XA_AUTHOR_UNKNOWN;
  if (self->chat.kind == XA_AUDIENCE_CHANNEL) {
    record->author_kind = XA_AUTHOR_OWN;
  } else if (sender_chat.node) {
    xa_sink_reject (self->updates->sink, XA_REJECT_NOT_A_PERSON, 1);
  } else if (from.node && xa_json_maybe_boolean (&from, "is_bot", FALSE)) {
    record->author_kind = XA_AUTHOR_BOT;
  } else if (from.node) {
    record->author_kind = XA_AUTHOR_MEMBER;
    record->author.id = xa_json_id (&from, "id");
  }
}

static gboolean
put_post (Update         *self,
          const XaJsonAt *message,
          GError        **error)
{
  XaTelegramText *text = &self->updates->text;
  XaJsonAt        replied = xa_json_maybe_object (message, "reply_to_message");
  XaPostRecord    record = {
       .native_id = xa_json_id (message, "message_id"),
       .at_us = read_time (message, "date"),
       .reply_to = xa_json_maybe_id (&replied, "message_id"),
       .reactions = XA_COUNT_UNKNOWN, /* they come by themselves */
       .comments = XA_COUNT_UNKNOWN,  /* the sink counts the replies */
       .shares = XA_COUNT_UNKNOWN,
       .views = XA_COUNT_UNKNOWN,
       .seen_us = xa_fetch_get_now (self->updates->fetch),
       .has_media = has_media (message),
       .rating = NAN,
  };

  read_author (self, message, &record);
  read_text (self, message);
  record.text = text->text;
  record.tags = (const XaSpan *) (void *) text->tags->data;
  record.n_tags = text->tags->len;

  if (!xa_json_is_sound (message->document))
    return TRUE;

  return xa_sink_post (self->updates->sink, self->audience, &record, error) &&
         put_forward (self, message, record.at_us, error) &&
         xa_telegram_text_put_links (&self->updates->text, self->updates->sink, self->audience, record.at_us, error);
}

static gboolean
put_message (Update         *self,
             const XaJsonAt *message,
             GError        **error)
{
  XaJsonAt joined = xa_json_maybe_array (message, "new_chat_members");
  XaJsonAt left = xa_json_maybe_object (message, "left_chat_member");

  if (joined.node)
    return put_joins (self, message, &joined, error);
  if (left.node)
    return put_event (self, XA_EVENT_LEAVE, &left, read_time (message, "date"), xa_json_id (message, "message_id"), error);
  if (!xa_json_maybe_text (message, "text").str && !has_media (message)) {
    xa_sink_reject (self->updates->sink, XA_REJECT_SERVICE_MESSAGE, 1);
    return TRUE;
  }

  return put_post (self, message, error);
}

/* --- updates --------------------------------------------------------------------------------- */

/* Chats are declared when something about them comes, those only that the user follows. */
static gboolean
declare (Update   *self,
         gboolean *is_followed,
         GError  **error)
{
  g_autofree char *id = xa_span_dup (self->chat.id);
  XaAudienceRecord record = xa_telegram_api_chat_get_record (&self->chat);
  gpointer         known;

  *is_followed = id && !self->chat.is_personal && xa_fetch_follows (self->updates->fetch, id);
  if (!*is_followed)
    return TRUE;
  if (g_hash_table_lookup_extended (self->updates->declared, id, NULL, &known)) {
    self->audience = GPOINTER_TO_UINT (known);
    return TRUE;
  }
  if (!xa_sink_audience (self->updates->sink, &record, &self->audience, error))
    return FALSE;
  g_hash_table_insert (self->updates->declared, g_steal_pointer (&id), GUINT_TO_POINTER (self->audience));

  return TRUE;
}

static gboolean
put_content (Update         *self,
             const XaJsonAt *content,
             GError        **error)
{
  const char *what = content->name;

  if (g_str_equal (what, "message") || g_str_equal (what, "channel_post") || g_str_equal (what, "edited_channel_post"))
    return put_message (self, content, error);
  if (g_str_equal (what, "chat_member"))
    return put_member_change (self, content, error);
  if (g_str_equal (what, "message_reaction"))
    return put_reaction (self, content, error);
  if (g_str_equal (what, "message_reaction_count"))
    return put_reaction_counts (self, content, error);

  return TRUE; /* what happens to the bot itself is nobody's activity */
}

/**
 * xa_telegram_update_get_chat:
 * @update: an element of getUpdates
 * @content: (out): the one thing that it holds, below @update
 * @chat: (out): the chat that it is about, below @content
 *
 * Returns: FALSE where it is of a kind that we do not ask for
 */
gboolean
xa_telegram_update_get_chat (const XaJsonAt *update,
                             XaJsonAt       *content,
                             XaJsonAt       *chat)
{
  for (const char *const *name = contents; *name; name++) {
    *content = xa_json_maybe_object (update, *name);
    if (!content->node)
      continue;
    *chat = xa_json_object (content, "chat");
    return chat->node != NULL;
  }

  return FALSE;
}

/**
 * xa_telegram_updates_take:
 *
 * Hands over what an element of getUpdates holds. One that is not as it should be is counted and
 * left out: it would come again for ever.
 *
 * Returns: FALSE where the sink wants no more
 */
gboolean
xa_telegram_updates_take (XaTelegramUpdates *self,
                          const XaJsonAt    *update,
                          GError           **error)
{
  Update   one = { .updates = self };
  XaJsonAt content, chat;
  gboolean is_followed, ok;

  if (!xa_telegram_update_get_chat (update, &content, &chat)) {
    xa_sink_reject (self->sink, XA_REJECT_UNKNOWN_TYPE, 1);
    return TRUE;
  }
  xa_telegram_api_chat_read (&chat, &one.chat);
  if (one.chat.is_personal)
    xa_sink_reject (self->sink, XA_REJECT_PERSONAL_CHAT, 1);
  if (!declare (&one, &is_followed, error))
    return FALSE;
  ok = !is_followed || put_content (&one, &content, error);
  if (!xa_json_is_sound (update->document)) {
    xa_sink_reject (self->sink, XA_REJECT_MALFORMED_RECORD, 1);
    xa_json_forgive (update->document);
  }

  return ok;
}

/**
 * xa_telegram_updates_new:
 * @fetch: must outlive the result
 */
XaTelegramUpdates *
xa_telegram_updates_new (XaFetch *fetch)
{
  XaTelegramUpdates *self = g_new0 (XaTelegramUpdates, 1);

  self->fetch = fetch;
  self->sink = xa_fetch_get_sink (fetch);
  self->declared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  xa_telegram_text_init (&self->text);

  return self;
}

void
xa_telegram_updates_free (XaTelegramUpdates *self)
{
  if (!self)
    return;

  g_hash_table_unref (self->declared);
  xa_telegram_text_clear (&self->text);
  g_free (self);
}
