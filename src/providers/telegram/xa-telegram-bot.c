/*
 * Telegram through a bot: what happens in the chats that the bot is in, from now on. Bots see no
 * lists of members and no history; they are told of messages, joins, leaves and reactions, in one
 * queue for all chats, which the platform keeps for about a day.
 */
#include "providers/telegram/xa-telegram-bot-api.h"
#include "model/xa-language.h"
#include "providers/telegram/xa-telegram-chat.h"
#include "providers/telegram/xa-telegram-update.h"
#include "providers/xa-provider.h"

/* --- the chat -------------------------------------------------------------------------------- */

/* A chat by its id, or by its public name. */
static XaRequest *
ask_about (const char     *method,
           const XaTarget *target)
{
  XaRequest       *request = xa_request_new ("GET", method, NULL);
  g_autofree char *handle = target->handle ? g_strconcat ("@", target->handle, NULL) : NULL;

  xa_request_add_query (request, "chat_id", target->id ? target->id : handle);

  return request;
}

static gint64
count_members (XaFetch        *fetch,
               const XaTarget *target,
               GError        **error)
{
  g_auto (XaTelegramReply) reply = { 0 };
  gint64 count;

  if (!xa_telegram_bot_ask (xa_fetch_get_rest (fetch), ask_about ("getChatMemberCount", target), &reply, error))
    return -1;
  count = xa_json_int (&reply.root, "result");
  if (count < 0)
    xa_json_fault (&reply.root, "a count of members");

  return xa_json_check (reply.document, error) ? count : -1;
}

static XaPreview *
make_preview (const XaTelegramApiChat *chat,
              gint64                   members)
{
  XaPreview *preview = xa_preview_new ();
  gboolean   is_channel = chat->kind == XA_AUDIENCE_CHANNEL;

  preview->target = xa_target_new (XA_PLATFORM_TELEGRAM, is_channel ? XA_TARGET_CHANNEL : XA_TARGET_GROUP);
  preview->target->id = xa_span_dup (chat->id);
  preview->target->handle = chat->handle.len ? g_ascii_strdown (chat->handle.str, (gssize) chat->handle.len) : NULL;
  preview->title = xa_span_dup (chat->title);
  preview->url = chat->url[0] ? g_strdup (chat->url) : NULL;
  preview->kind = chat->kind;
  preview->members_reported = members;
  preview->posts_reported = XA_COUNT_UNKNOWN;
  preview->coverage = is_channel ? XA_COVERAGE_COUNT_ONLY : XA_COVERAGE_ACTIVE_AUTHORS;
  preview->coverage_why = g_strdup (is_channel ? N_ ("Telegram shows bots how many follow a channel, and never who.")
                                               : N_ ("Bots see who writes from now on, and no list of members."));
  preview->gives = XA_GIVES_PROFILE | XA_GIVES_COUNTS | XA_GIVES_POSTS | (is_channel ? 0 : XA_GIVES_AUTHORS | XA_GIVES_REACTORS);
  preview->n_requests = 4;
  preview->duration_us = G_USEC_PER_SEC;

  return preview;
}

static gboolean
refuse_personal (const XaTelegramApiChat *chat,
                 GError                 **error)
{
  if (!chat->is_personal)
    return TRUE;
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED,
                       N_ ("This is a person or a bot, not an audience. Name a group or a channel."));

  return FALSE;
}

static XaPreview *
preview (XaFetch        *fetch,
         const XaTarget *target,
         GError        **error)
{
  g_auto (XaTelegramReply) reply = { 0 };
  XaTelegramApiChat chat;
  XaJsonAt          result;
  gint64            members;

  if (!xa_telegram_bot_ask (xa_fetch_get_rest (fetch), ask_about ("getChat", target), &reply, error))
    return NULL;
  result = xa_json_object (&reply.root, "result");
  xa_telegram_api_chat_read (&result, &chat);
  if (!xa_json_check (reply.document, error) || !refuse_personal (&chat, error))
    return NULL;
  members = count_members (fetch, target, error);

  return members >= 0 ? make_preview (&chat, members) : NULL;
}

static gboolean
fetch_profile (XaFetch *fetch,
               GError **error)
{
  const XaTarget *target = xa_fetch_get_target (fetch);
  g_auto (XaTelegramReply) reply = { 0 };
  XaAudienceRecord  record;
  XaAudienceRef     ref;
  XaTelegramApiChat chat;
  XaJsonAt          result;

  if (!xa_telegram_bot_ask (xa_fetch_get_rest (fetch), ask_about ("getChat", target), &reply, error))
    return FALSE;
  result = xa_json_object (&reply.root, "result");
  xa_telegram_api_chat_read (&result, &chat);
  if (!xa_json_check (reply.document, error) || !refuse_personal (&chat, error))
    return FALSE;

  record = xa_telegram_api_chat_get_record (&chat);
  record.members_reported = count_members (fetch, target, error);

  return record.members_reported >= 0 &&
         xa_sink_audience (xa_fetch_get_sink (fetch), &record, &ref, error) &&
         xa_fetch_page (fetch, NULL, error);
}

/* --- what the bot may see -------------------------------------------------------------------- */

static gboolean
is_administrator (XaFetch  *fetch,
                  XaSpan    bot_id,
                  gboolean *is,
                  GError  **error)
{
  g_auto (XaTelegramReply) reply = { 0 };
  XaRequest       *request = ask_about ("getChatMember", xa_fetch_get_target (fetch));
  g_autofree char *id = xa_span_dup (bot_id);
  XaJsonAt         member;
  XaSpan           status;

  xa_request_add_query (request, "user_id", id);
  if (!xa_telegram_bot_ask (xa_fetch_get_rest (fetch), request, &reply, error))
    return FALSE;
  member = xa_json_object (&reply.root, "result");
  status = xa_json_maybe_text (&member, "status");
  *is = xa_span_equal (status, "administrator") || xa_span_equal (status, "creator");

  return TRUE;
}

/* Without being an administrator a bot is told neither of joins nor of reactions, and with privacy
 * mode on not even of messages. That is worth a word, and no reason to leave the updates unread. */
static void
note_rights (XaFetch *fetch)
{
  g_auto (XaTelegramReply) reply = { 0 };
  XaJsonAt bot;
  gboolean is;

  if (!xa_telegram_bot_ask (xa_fetch_get_rest (fetch), xa_request_new ("GET", "getMe", NULL), &reply, NULL))
    return;
  bot = xa_json_object (&reply.root, "result");
  if (!is_administrator (fetch, xa_json_id (&bot, "id"), &is, NULL) || is)
    return;

  xa_fetch_note (fetch, XA_FETCH_NOTE_MISSING_RIGHT, "administrator: without it Telegram tells the bot of no joins, leaves and reactions");
  if (!xa_json_maybe_boolean (&bot, "can_read_all_group_messages", FALSE) && xa_fetch_get_target (fetch)->kind == XA_TARGET_GROUP)
    xa_fetch_note (fetch, XA_FETCH_NOTE_MISSING_RIGHT, "reading all messages: switch privacy mode off in @BotFather, or make the bot an administrator");
}

/* --- the stream ------------------------------------------------------------------------------ */

static XaRequest *
ask_for_updates (const char *offset)
{
  XaRequest *request = xa_request_new ("GET", "getUpdates", NULL);

  xa_request_add_query (request, "offset", offset);
  xa_request_add_query_int (request, "limit", XA_TELEGRAM_UPDATES_A_PAGE);
  xa_request_add_query_int (request, "timeout", 0);
  xa_request_add_query (request, "allowed_updates", XA_TELEGRAM_ALLOWED_UPDATES);

  return request;
}

/* The question for what comes after an update makes Telegram forget it: it may only go out when
 * everything before is safe. */
static gboolean
read_page (XaFetch           *fetch,
           XaTelegramUpdates *updates,
           gboolean          *is_end,
           GError           **error)
{
  const char      *mark = xa_fetch_get_mark (fetch, XA_TELEGRAM_MARK_OFFSET);
  gint64           known = mark ? g_ascii_strtoll (mark, NULL, 10) : 0, next;
  g_autofree char *offset = NULL;
  g_auto (XaTelegramReply) reply = { 0 };
  guint n;

  if (!xa_telegram_bot_ask (xa_fetch_get_rest (fetch), ask_for_updates (mark), &reply, error) ||
      !xa_telegram_updates_take_page (updates, &reply.root, known, &next, &n, error))
    return FALSE;

  *is_end = n == 0 || next == known;
  if (*is_end)
    return xa_fetch_page (fetch, NULL, error);
  offset = g_strdup_printf ("%" G_GINT64_FORMAT, next);
  xa_fetch_set_mark (fetch, XA_TELEGRAM_MARK_OFFSET, offset);

  return xa_fetch_page (fetch, offset, error) && xa_fetch_settle (fetch, error);
}

static gboolean
fetch_updates (XaFetch *fetch,
               GError **error)
{
  g_autoptr (XaTelegramUpdates) updates = xa_telegram_updates_new (fetch);
  gboolean is_end = FALSE;
  gint64   n_pages = 0;

  note_rights (fetch);
  if (!xa_fetch_get_mark (fetch, XA_TELEGRAM_MARK_OFFSET))
    xa_fetch_note (fetch, XA_FETCH_NOTE_NO_HISTORY, "a bot is told what happens from now on; import an export of Telegram Desktop for the past");
  while (!is_end) {
    if (!read_page (fetch, updates, &is_end, error))
      return FALSE;
    xa_fetch_progress (fetch, ++n_pages, XA_COUNT_UNKNOWN);
  }

  return TRUE;
}

/* --- chats that the bot can see -------------------------------------------------------------- */

/* Bots have no list of their chats: those are offered that something happened in. Updates that are
 * asked for without an offset stay where they are. */
static GPtrArray *
list (XaFetch *fetch,
      GError **error)
{
  g_auto (XaTelegramReply) reply = { 0 };
  g_autoptr (GPtrArray) previews = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_preview_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  XaJsonAt updates;

  if (!xa_telegram_bot_ask (xa_fetch_get_rest (fetch), ask_for_updates (xa_fetch_get_mark (fetch, XA_TELEGRAM_MARK_OFFSET)), &reply, error))
    return NULL;
  updates = xa_json_array (&reply.root, "result");
  for (guint i = 0; i < xa_json_length (&updates); i++) {
    XaJsonAt          update = xa_json_element (&updates, i), content, at;
    XaTelegramApiChat chat;

    if (!xa_telegram_update_get_chat (&update, &content, &at))
      continue;
    xa_telegram_api_chat_read (&at, &chat);
    if (!chat.is_personal && chat.id.len && g_hash_table_add (seen, xa_span_dup (chat.id)))
      g_ptr_array_add (previews, make_preview (&chat, XA_COUNT_UNKNOWN));
  }

  return xa_json_check (reply.document, error) ? g_steal_pointer (&previews) : NULL;
}

/* --- the provider ---------------------------------------------------------------------------- */

static gboolean
check (XaFetch *fetch,
       char   **who,
       GError **error)
{
  g_auto (XaTelegramReply) reply = { 0 };
  XaJsonAt bot;
  XaSpan   name;

  if (!xa_telegram_bot_ask (xa_fetch_get_rest (fetch), xa_request_new ("GET", "getMe", NULL), &reply, error))
    return FALSE;
  bot = xa_json_object (&reply.root, "result");
  name = xa_json_text (&bot, "username");
  if (!xa_json_check (reply.document, error))
    return FALSE;
  *who = g_strdup_printf ("@%.*s", (int) name.len, name.str);

  return TRUE;
}

static gboolean
can_reach (const XaTarget *target)
{
  return target->platform == XA_PLATFORM_TELEGRAM && (target->id || target->handle) &&
         (target->kind == XA_TARGET_CHANNEL || target->kind == XA_TARGET_GROUP);
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass passes[] = { XA_PASS_PROFILE, XA_PASS_POSTS, 0 };

  return passes;
}

static gboolean
fetch_pass (XaFetch *fetch,
            XaPass   pass,
            GError **error)
{
  return pass == XA_PASS_PROFILE ? fetch_profile (fetch, error) : fetch_updates (fetch, error);
}

static const char *const steps[] = {
  N_ ("Open @BotFather in Telegram and send /newbot; choose a name."),
  N_ ("Send /setprivacy, choose the bot and “Disable”, so that it sees all messages of its groups."),
  N_ ("Add the bot to your groups and channels as an administrator."),
  N_ ("Copy the token that @BotFather gave you."),
  NULL
};

static const XaProspect prospects[] = {
  { XA_TARGET_GROUP, XA_COVERAGE_ACTIVE_AUTHORS, 0, N_ ("Groups: who writes and who reacts, from the day on which the bot was added.") },
  { XA_TARGET_CHANNEL, XA_COVERAGE_COUNT_ONLY, 0, N_ ("Channels: only their size.") },
};

static const char *const gives_not[] = {
  N_ ("Lists of members: Telegram shows them to no bot"),
  N_ ("Anything from before the bot was added"),
  N_ ("Views and forwards of posts"),
  NULL
};

static const XaSignIn sign_ins[] = {
  {
    .kind = XA_SIGN_IN_TOKEN,
    .id = "bot-token",
    .title = N_ ("Bot token"),
    .steps = steps,
    .url = "https://t.me/BotFather",
    .gives = XA_GIVES_PROFILE | XA_GIVES_AUTHORS | XA_GIVES_REACTORS | XA_GIVES_POSTS | XA_GIVES_COUNTS,
    .revoke_words = N_ ("Send /revoke to @BotFather to end the token of your bot."),
  },
};

const XaProvider xa_telegram_bot = {
  .id = "telegram-bot",
  .name = N_ ("Telegram bot"),
  .platform = XA_PLATFORM_TELEGRAM,
  .dialect = &xa_telegram_bot_dialect,
  .base = "https://api.telegram.org",
  .gives = XA_GIVES_PROFILE | XA_GIVES_AUTHORS | XA_GIVES_REACTORS | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_PUSH,
  .gives_not = gives_not,
  .prospects = prospects,
  .n_prospects = G_N_ELEMENTS (prospects),
  .limits_words = N_ ("Telegram keeps what a bot has not fetched for about a day: sync at least daily."),
  .sign_ins = sign_ins,
  .n_sign_ins = G_N_ELEMENTS (sign_ins),
  .terms = {
    .words = N_ ("We know of no period in Telegram's terms for bots after which data must be deleted. They ask bots to keep no more than they need."),
    .url = "https://telegram.org/tos/bot-developers",
  },
  .poll_floor_s = 60,
  .one_at_a_time = TRUE,
  .check = check,
  .can_reach = can_reach,
  .preview = preview,
  .list = list,
  .get_passes = get_passes,
  .fetch = fetch_pass,
  .stream = &xa_telegram_stream,
};
