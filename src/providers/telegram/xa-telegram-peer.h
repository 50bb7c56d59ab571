#pragma once

#include "model/xa-records.h"

/* Who or what Telegram Desktop names in from_id, actor_id and the like. */
typedef enum {
  XA_TELEGRAM_PEER_NONE, /* not given */
  XA_TELEGRAM_PEER_USER,
  XA_TELEGRAM_PEER_CHAT,    /* a basic group */
  XA_TELEGRAM_PEER_CHANNEL, /* a channel or supergroup */
  XA_TELEGRAM_PEER_GROUPED, /* one of the two above: old files do not say which */
} XaTelegramPeerKind;

typedef struct {
  XaTelegramPeerKind kind;
  XaSpan             id; /* bare; what is written, where that is no number. Points to the token or to @digits */
  char               digits[24];
} XaTelegramPeer;

/* An id as the Bot API writes it: "-1001234567890". */
typedef struct {
  char text[24];
} XaTelegramNativeId;

void     xa_telegram_peer_parse (XaTelegramPeer *peer, XaSpan token, gint64 at_us);
gboolean xa_telegram_bare_id_parse (XaSpan token, gint64 *id);
gboolean xa_telegram_native_id_format (XaTelegramNativeId *native_id, XaTelegramPeerKind kind, XaSpan bare_id);
