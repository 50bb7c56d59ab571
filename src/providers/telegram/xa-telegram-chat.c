#include "providers/telegram/xa-telegram-chat.h"

/**
 * xa_telegram_api_chat_read:
 * @at: an object of type Chat or ChatFullInfo
 * @chat: (out): its text is borrowed from the document
 */
void
xa_telegram_api_chat_read (const XaJsonAt    *at,
                           XaTelegramApiChat *chat)
{
  XaSpan type = xa_json_text (at, "type");

  *chat = (XaTelegramApiChat) {
    .id = xa_json_id (at, "id"),
    .title = xa_json_maybe_text (at, "title"),
    .handle = xa_json_maybe_text (at, "username"),
    .kind = xa_span_equal (type, "channel") ? XA_AUDIENCE_CHANNEL : XA_AUDIENCE_GROUP,
    .is_personal = !xa_span_equal (type, "channel") && !xa_span_equal (type, "group") && !xa_span_equal (type, "supergroup"),
  };
  if (chat->handle.len && !chat->is_personal)
    g_snprintf (chat->url, sizeof chat->url, "https://t.me/%.*s", (int) MIN (chat->handle.len, 32), chat->handle.str);
}

/**
 * xa_telegram_api_chat_get_record:
 *
 * Returns: the audience that the chat is; its text is that of @chat
 */
XaAudienceRecord
xa_telegram_api_chat_get_record (const XaTelegramApiChat *chat)
{
  return (XaAudienceRecord) {
    .platform = XA_PLATFORM_TELEGRAM,
    .native_id = chat->id,
    .kind = chat->kind,
    .title = chat->title,
    .handle = chat->handle,
    .url = chat->url[0] ? xa_span (chat->url) : XA_SPAN_NONE,
    .members_reported = XA_COUNT_UNKNOWN,
  };
}
