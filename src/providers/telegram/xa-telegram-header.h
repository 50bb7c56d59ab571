#pragma once

#include "providers/json/xa-json-stream.h"
#include "providers/json/xa-json-value.h"

/* What an export says about one chat, beside its messages. */
typedef enum {
  XA_TELEGRAM_CHAT_UNKNOWN, /* not said, or a kind of chat that we do not know */
  XA_TELEGRAM_CHAT_PERSONAL,
  XA_TELEGRAM_CHAT_GROUP, /* a basic group: its ids are those of chats */
  XA_TELEGRAM_CHAT_SUPERGROUP,
  XA_TELEGRAM_CHAT_CHANNEL,
} XaTelegramChatKind;

typedef struct {
  XaTelegramChatKind kind;
  const char        *refused_words; /* (nullable): what kind of personal chat it is */
  gboolean           has_type;
  gint64             bare_id; /* 0: not said */
  char              *name;    /* (owned) (nullable) */
} XaTelegramHeader;

void         xa_telegram_header_clear (XaTelegramHeader *header);
gboolean     xa_telegram_header_is_complete (const XaTelegramHeader *header);
gboolean     xa_telegram_header_wants (XaSpan key);
XaJsonStatus xa_telegram_header_take (XaTelegramHeader *header, XaSpan key, XaJsonStream *stream, XaJsonParser *parser);

/* The headers of all chats of a file by where the chats begin: (element-type guint64
 * XaTelegramHeader). For files that say who they are about behind the messages. */
GHashTable *xa_telegram_headers_read (XaImportSource *source, XaJsonParser *parser, GError **error) G_GNUC_WARN_UNUSED_RESULT;
