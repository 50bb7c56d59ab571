#pragma once

#include "providers/telegram/xa-telegram-text.h"
#include "providers/xa-import.h"

/* The chat whose messages are being read, and where they go. */
typedef struct {
  XaSink        *sink; /* (not owned) */
  XaAudienceRef  audience;
  gboolean       is_broadcast; /* a channel: its posts are its own */
  gint64         bare_id;
  gint64         seen_us;         /* of the counters */
  gboolean       has_local_times; /* (out): of some message, no zone was known */
  XaTelegramText text;            /* (owned) */
} XaTelegramChat;

gboolean xa_telegram_message_read (XaTelegramChat *chat, yyjson_val *message, GError **error);
gboolean xa_telegram_message_is (yyjson_val *value);
