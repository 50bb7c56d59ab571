#pragma once

#include "net/xa-json.h"
#include "providers/telegram/xa-telegram-text.h"

/* Reads the text of a message as the Bot API gives it: the whole, and marks with their place in
 * UTF-16 units. @text: (out): as of xa_telegram_text_read() */
void xa_telegram_entities_read (XaTelegramText *text, XaSpan whole, const XaJsonAt *entities);

/* The same of a "formattedText" as Telegram's client library gives it. @text: (nullable node): a message without words */
void xa_telegram_formatted_read (XaTelegramText *text, const XaJsonAt *formatted);
