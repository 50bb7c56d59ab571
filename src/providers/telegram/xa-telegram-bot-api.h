#pragma once

#include "providers/xa-stream.h"

/* How the Bot API speaks, on Telegram's own server or one that the user runs. */
extern const XaDialect   xa_telegram_bot_dialect;
extern const XaStreamWay xa_telegram_stream;

/* What a method answered; "result" is a member of the root. */
typedef struct {
  XaJson  *document; /* (owned) */
  XaJsonAt root;     /* as long as the document */
} XaTelegramReply;

gboolean xa_telegram_bot_ask (XaRest *rest, XaRequest *request, XaTelegramReply *reply, GError **error);
void     xa_telegram_reply_clear (XaTelegramReply *reply);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaTelegramReply, xa_telegram_reply_clear)
