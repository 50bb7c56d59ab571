#include "providers/telegram-user/xa-td-message.h"

#include "providers/telegram/xa-telegram-entities.h"

#include <math.h>
#include <string.h>

/* --- the chat -------------------------------------------------------------------------------- */

gboolean
xa_td_reader_init (XaTdReader *self,
                   XaFetch    *fetch,
                   GError    **error)
{
  *self = (XaTdReader) { .fetch = fetch };
  xa_telegram_text_init (&self->text);
  if (!xa_td_chat_look (fetch, xa_fetch_get_target (fetch), &self->chat, error) ||
      !xa_td_chat_declare (fetch, &self->chat, &self->ref, error))
    return FALSE;
  self->bots = xa_td_list_bots (fetch, &self->chat, error);

  return self->bots != NULL;
}

void
xa_td_reader_clear (XaTdReader *self)
{
  xa_td_chat_clear (&self->chat);
  g_clear_pointer (&self->bots, g_hash_table_unref);
  if (self->text.joined)
    xa_telegram_text_clear (&self->text);
}

/* --- what a message is ----------------------------------------------------------------------- */

/* What people write or show. */
static const char *const posts[] = {
  "messageText", "messageAnimation", "messageAudio", "messageDocument", "messagePaidMedia", "messagePhoto", "messageSticker",
  "messageVideo", "messageVideoNote", "messageVoiceNote", "messageAnimatedEmoji", "messageDice", "messageGame", "messagePoll",
  "messageStory", "messageLocation", "messageVenue", "messageContact", "messageInvoice", "messageExpiredPhoto", "messageExpiredVideo",
  "messageExpiredVideoNote", "messageExpiredVoiceNote", "messageGiveaway", "messageChecklist", NULL
};

static gboolean
is_one_of (const XaJsonAt    *content,
           const char *const *types)
{
  for (; *types; types++)
    if (xa_td_is (content, *types))
      return TRUE;

  return FALSE;
}

/* --- who came and went ----------------------------------------------------------------------- */

static gboolean
put_event (XaTdReader *self,
           XaEventKind kind,
           XaSpan      who,
           XaSpan      native_id,
           gint64      at_us,
           GError    **error)
{
  g_autofree char    *text = xa_span_dup (who);
  const XaEventRecord record = { .kind = kind, .at_us = at_us, .person = { .id = who }, .count = 1, .native_id = native_id };

  if (!text)
    return TRUE;
  if (g_hash_table_contains (self->bots, text)) {
    xa_sink_reject (xa_fetch_get_sink (self->fetch), XA_REJECT_BOT, 1);
    return TRUE;
  }

  return xa_sink_event (xa_fetch_get_sink (self->fetch), self->ref, &record, error);
}

static gboolean
put_added (XaTdReader     *self,
           const XaJsonAt *content,
           XaSpan          native_id,
           gint64          at_us,
           GError        **error)
{
  XaJsonAt ids = xa_json_array (content, "member_user_ids");

  for (guint i = 0; i < xa_json_length (&ids); i++) {
    XaJsonAt id = xa_json_element (&ids, i);

    if (!put_event (self, XA_EVENT_JOIN, xa_json_as_id (&id), native_id, at_us, error))
      return FALSE;
  }

  return TRUE;
}

static XaSpan
read_sender (const XaJsonAt *message)
{
  XaJsonAt sender = xa_json_object (message, "sender_id");

  return xa_td_is (&sender, "messageSenderUser") ? xa_json_id (&sender, "user_id") : XA_SPAN_NONE;
}

static gboolean
put_service (XaTdReader     *self,
             const XaJsonAt *message,
             const XaJsonAt *content,
             XaSpan          native_id,
             gint64          at_us,
             GError        **error)
{
  static const char *const joins[] = { "messageChatJoinByLink", "messageChatJoinByRequest", NULL };

  if (xa_td_is (content, "messageChatAddMembers"))
    return put_added (self, content, native_id, at_us, error);
  if (is_one_of (content, joins))
    return put_event (self, XA_EVENT_JOIN, read_sender (message), native_id, at_us, error);
  if (xa_td_is (content, "messageChatDeleteMember"))
    return put_event (self, XA_EVENT_LEAVE, xa_json_id (content, "user_id"), native_id, at_us, error);
  xa_sink_reject (xa_fetch_get_sink (self->fetch), XA_REJECT_SERVICE_MESSAGE, 1);

  return TRUE;
}

/* --- posts ----------------------------------------------------------------------------------- */

/* In a group, whoever writes as a channel or as the group itself is no person. */
static void
read_author (XaTdReader     *self,
             const XaJsonAt *message,
             XaPostRecord   *record)
{
  XaSpan           who = self->chat.kind == XA_AUDIENCE_CHANNEL ? XA_SPAN_NONE : read_sender (message);
  g_autofree char *text = xa_span_dup (who);

  if (self->chat.kind == XA_AUDIENCE_CHANNEL) {
    record->author_kind = XA_AUTHOR_OWN;
  } else if (!text) {
    xa_sink_reject (xa_fetch_get_sink (self->fetch), XA_REJECT_NOT_A_PERSON, 1);
  } else if (g_hash_table_contains (self->bots, text)) {
    record->author_kind = XA_AUTHOR_BOT;
  } else {
    record->author_kind = XA_AUTHOR_MEMBER;
    record->author.id = who;
  }
}

static gint64
sum_reactions (const XaJsonAt *info)
{
  XaJsonAt all = xa_json_maybe_object (info, "reactions");
  XaJsonAt list = xa_json_maybe_array (&all, "reactions");
  gint64   sum = 0;

  for (guint i = 0; i < xa_json_length (&list); i++) {
    XaJsonAt reaction = xa_json_element (&list, i);
    gint64   n = xa_json_maybe_count (&reaction, "total_count");

    if (n > 0 && n < G_MAXINT32)
      sum += n;
  }

  return sum;
}

/* A message that nothing is known of has no counters; one with counters and no reactions has none of them. */
static void
read_counters (const XaJsonAt *message,
               XaPostRecord   *record)
{
  XaJsonAt info = xa_json_maybe_object (message, "interaction_info");
  XaJsonAt replies = xa_json_maybe_object (&info, "reply_info");

  record->reactions = record->comments = record->shares = record->views = XA_COUNT_UNKNOWN;
  if (!info.node)
    return;
  record->reactions = sum_reactions (&info);
  record->comments = xa_json_maybe_count (&replies, "reply_count");
  record->views = xa_json_maybe_count (&info, "view_count");
  record->shares = xa_json_maybe_count (&info, "forward_count");
  /* Groups count no views; what is nought there is not known. */
  if (record->views == 0)
    record->views = XA_COUNT_UNKNOWN;
}

static XaSpan
read_reply (XaTdReader     *self,
            const XaJsonAt *message,
            XaTdId         *id)
{
  XaJsonAt reply = xa_json_maybe_object (message, "reply_to");
  gint64   chat_id;

  if (!xa_td_is (&reply, "messageReplyToMessage"))
    return XA_SPAN_NONE;
  /* Nought: of this chat. */
  chat_id = reply.node && JSON_NODE_HOLDS_OBJECT (reply.node) && json_object_has_member (json_node_get_object (reply.node), "chat_id") ? xa_json_int (&reply, "chat_id") : 0;
  if (chat_id != 0 && chat_id != self->chat.chat_id)
    return XA_SPAN_NONE;

  return xa_td_message_id (xa_json_maybe_count (&reply, "message_id"), id);
}

/* Where a message was first: a channel or another group, never a person. */
static gboolean
put_forward (XaTdReader     *self,
             const XaJsonAt *message,
             gint64          at_us,
             GError        **error)
{
  XaJsonAt     info = xa_json_maybe_object (message, "forward_info");
  XaJsonAt     origin = xa_json_maybe_object (&info, "origin");
  XaLinkRecord record = { .kind = XA_LINK_FORWARD, .certain = TRUE, .at_us = at_us };

  if (xa_td_is (&origin, "messageOriginChannel"))
    record.target_native_id = xa_json_id (&origin, "chat_id");
  else if (xa_td_is (&origin, "messageOriginChat"))
    record.target_native_id = xa_json_id (&origin, "sender_chat_id");
  if (!record.target_native_id.len || record.target_native_id.str[0] != '-' || xa_span_equal (record.target_native_id, self->chat.id))
    return TRUE;

  return !xa_json_is_sound (message->document) || xa_sink_link (xa_fetch_get_sink (self->fetch), self->ref, &record, error);
}

static gboolean
put_post (XaTdReader     *self,
          const XaJsonAt *message,
          const XaJsonAt *content,
          XaSpan          native_id,
          gint64          at_us,
          GError        **error)
{
  gboolean     is_text = xa_td_is (content, "messageText");
  XaJsonAt     words = xa_json_maybe_object (content, is_text ? "text" : "caption");
  XaTdId       reply;
  XaPostRecord record = {
    .native_id = native_id,
    .at_us = at_us,
    .seen_us = xa_fetch_get_now (self->fetch),
    .has_media = !is_text,
    .rating = NAN,
  };

  record.reply_to = read_reply (self, message, &reply);
  read_author (self, message, &record);
  read_counters (message, &record);
  xa_telegram_formatted_read (&self->text, &words);
  record.text = self->text.text;
  record.tags = (const XaSpan *) (void *) self->text.tags->data;
  record.n_tags = self->text.tags->len;
  if (!xa_json_is_sound (message->document))
    return TRUE;

  return xa_sink_post (xa_fetch_get_sink (self->fetch), self->ref, &record, error) &&
         put_forward (self, message, at_us, error) &&
         xa_telegram_text_put_links (&self->text, xa_fetch_get_sink (self->fetch), self->ref, at_us, error);
}

gboolean
xa_td_message_put (XaTdReader     *self,
                   const XaJsonAt *message,
                   gboolean       *is_post,
                   GError        **error)
{
  XaJsonAt content = xa_json_object (message, "content");
  XaTdId   id;
  XaSpan   native_id = xa_td_message_id (xa_json_int (message, "id"), &id);
  gint64   at_us = xa_td_read_time (message, "date");
  gboolean ok;

  *is_post = is_one_of (&content, posts);
  /* What the library shows by itself, such as advertising, nobody wrote. */
  if (!native_id.len && xa_json_is_sound (message->document))
    return TRUE;
  if (*is_post)
    ok = put_post (self, message, &content, native_id, at_us, error);
  else
    ok = !xa_json_is_sound (message->document) || put_service (self, message, &content, native_id, at_us, error);
  if (!xa_json_is_sound (message->document)) {
    xa_sink_reject (xa_fetch_get_sink (self->fetch), XA_REJECT_MALFORMED_RECORD, 1);
    xa_json_forgive (message->document);
  }

  return ok;
}
