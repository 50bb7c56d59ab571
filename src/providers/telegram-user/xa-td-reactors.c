/* Who reacted to the newest messages of a group, where Telegram shows it. */
#include "providers/telegram-user/xa-td-passes.h"
#include "providers/xa-reactor-walk.h"

#define PAGE 100

/* So much is asked of an account at a time, and no more. */
#define MAX_POSTS 50
#define MAX_PAGES 3

typedef struct {
  XaFetch       *fetch; /* (not owned) */
  XaTdChat       chat;
  XaAudienceRef  ref;
  XaReactorWalk *walk; /* (not owned) */
  GHashTable    *bots; /* (owned) (element-type utf8) */
} Reactors;

/* --- which messages -------------------------------------------------------------------------- */

/* The job of a message is its number in the library, which the question for its list wants. */
static void
add_message (Reactors       *self,
             const XaJsonAt *message)
{
  XaJsonAt info = xa_json_maybe_object (message, "interaction_info");
  XaJsonAt reactions = xa_json_maybe_object (&info, "reactions");
  XaSpan   id = xa_json_maybe_id (message, "id");
  gint64   count = xa_json_maybe_boolean (&reactions, "can_get_added_reactions", FALSE) ? 1 : 0;
  gint64   number = xa_json_maybe_count (message, "id");
  XaTdId   scratch;

  if (count && xa_json_is_sound (message->document) && xa_td_message_id (number, &scratch).len &&
      xa_reactor_walk_wants (self->walk, xa_td_read_maybe_time (message, "date")))
    xa_reactor_walk_add (self->walk, id, &count, 1);
}

static gboolean
list_messages (Reactors *self,
               GError  **error)
{
  XaJsonAt root, messages;
  g_autoptr (XaJson) document = xa_td_ask_for_history (self->fetch, &self->chat, 0, &root, error);

  if (!document)
    return FALSE;
  messages = xa_json_array (&root, "messages");
  for (guint i = 0; i < xa_json_length (&messages); i++) {
    XaJsonAt message = xa_json_element (&messages, i);

    if (xa_json_is_object (&message))
      add_message (self, &message);
    /* What is wrong with a message is counted where messages are read. */
    xa_json_forgive (document);
  }

  return xa_json_check (document, error);
}

/* --- the lists ------------------------------------------------------------------------------- */

static XaSpan
name_reaction (const XaJsonAt *type)
{
  if (xa_td_is (type, "reactionTypeCustomEmoji"))
    return xa_span ("custom");
  if (xa_td_is (type, "reactionTypePaid"))
    return xa_span ("paid");

  return xa_json_maybe_text (type, "emoji");
}

static gboolean
put_reaction (Reactors       *self,
              XaSpan          post,
              const XaJsonAt *reaction,
              GError        **error)
{
  XaSink          *sink = xa_fetch_get_sink (self->fetch);
  XaJsonAt         sender = xa_json_object (reaction, "sender_id");
  XaJsonAt         type = xa_json_maybe_object (reaction, "type");
  gboolean         is_user = xa_td_is (&sender, "messageSenderUser");
  XaReactionRecord record = {
    .post_native_id = post,
    .person = { .id = is_user ? xa_json_id (&sender, "user_id") : XA_SPAN_NONE },
    .reaction = name_reaction (&type),
    .at_us = xa_td_read_maybe_time (reaction, "date"),
  };
  g_autofree char *who = xa_span_dup (record.person.id);

  if (!xa_json_is_sound (reaction->document)) {
    xa_json_forgive (reaction->document);
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  if (!is_user || g_hash_table_contains (self->bots, who)) {
    xa_sink_reject (sink, is_user ? XA_REJECT_BOT : XA_REJECT_NOT_A_PERSON, 1);
    return TRUE;
  }

  return xa_sink_reaction (sink, self->ref, &record, error);
}

static gboolean
take_page (const char *post,
           guint       kind,
           char      **cursor,
           guint      *n,
           gpointer    data,
           GError    **error)
{
  Reactors  *self = data;
  gint64     number = g_ascii_strtoll (post, NULL, 10);
  XaRequest *request = xa_td_request ("getMessageAddedReactions", XA_TD_BUCKET_REACTORS);
  g_autoptr (XaJson) document = NULL;
  XaJsonAt root, list;
  XaTdId   id;
  XaSpan   native_id = xa_td_message_id (number, &id), next;

  xa_td_request_add_id (request, "chat_id", self->chat.chat_id);
  xa_td_request_add_id (request, "message_id", number);
  xa_td_request_add_text (request, "offset", *cursor ? *cursor : "");
  xa_td_request_add_id (request, "limit", PAGE);
  g_clear_pointer (cursor, g_free);
  document = xa_td_ask (self->fetch, request, "addedReactions", &root, error);
  if (!document)
    return FALSE;
  list = xa_json_array (&root, "reactions");
  next = xa_json_maybe_text (&root, "next_offset");
  *n = xa_json_length (&list);
  if (!xa_json_check (document, error))
    return FALSE;
  for (guint i = 0; i < *n; i++) {
    XaJsonAt reaction = xa_json_element (&list, i);

    if (!put_reaction (self, native_id, &reaction, error))
      return FALSE;
  }
  *cursor = next.len && *n > 0 ? xa_span_dup (next) : NULL;

  return TRUE;
}

static const XaReactorWalkClass walk_class = {
  .max_posts = MAX_POSTS,
  .max_pages = MAX_PAGES,
  .closed = "seeing who reacted: Telegram does not show it to your account here",
  .take_page = take_page,
};

static gboolean
run (Reactors *self,
     GError  **error)
{
  if (!xa_td_chat_look (self->fetch, xa_fetch_get_target (self->fetch), &self->chat, error) ||
      !xa_td_chat_declare (self->fetch, &self->chat, &self->ref, error))
    return FALSE;
  self->bots = xa_td_list_bots (self->fetch, &self->chat, error);

  return self->bots && list_messages (self, error) && xa_reactor_walk_run (self->walk, error);
}

gboolean
xa_td_fetch_reactors (XaFetch *fetch,
                      GError **error)
{
  Reactors self = { .fetch = fetch };
  g_autoptr (XaReactorWalk) walk = xa_reactor_walk_new (fetch, &walk_class, &self);
  gboolean ok;

  self.walk = walk;
  ok = run (&self, error);
  g_clear_pointer (&self.bots, g_hash_table_unref);
  xa_td_chat_clear (&self.chat);

  return ok;
}
