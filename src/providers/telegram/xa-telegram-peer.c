#include "providers/telegram/xa-telegram-peer.h"

#include <string.h>

/* Where the ids of channels and supergroups begin, below zero, in the Bot API; this is what
 * makes of 1234567890 the "-1001234567890" that people know. */
#define CHANNEL_BASE G_GINT64_CONSTANT (1000000000000)

/* Telegram Desktop before 2021 wrote users and chats as one number, with the kind in the bits
 * above the lowest 32. User ids of more than 32 bits came in December 2021, so that a larger
 * number in an earlier message can be nothing else. */
#define OLD_KIND_SHIFT 32
#define OLD_KIND_USER 1
#define OLD_KIND_CHAT 2
#define LARGE_IDS_SINCE_US G_GINT64_CONSTANT (1638316800000000) /* 2021-12-01 */

static gboolean
parse_digits (XaSpan  text,
              gint64 *number)
{
  gint64 result = 0;

  if (text.len == 0 || text.len > 18)
    return FALSE;
  for (gsize i = 0; i < text.len; i++) {
    if (!g_ascii_isdigit (text.str[i]))
      return FALSE;
    result = result * 10 + (text.str[i] - '0');
  }
  *number = result;

  return TRUE;
}

static gboolean
skip_prefix (XaSpan     *text,
             const char *prefix)
{
  gsize len = strlen (prefix);

  if (text->len < len || memcmp (text->str, prefix, len) != 0)
    return FALSE;
  *text = (XaSpan) { text->str + len, text->len - len };

  return TRUE;
}

static void
parse_bare_number (XaTelegramPeer *peer,
                   gint64          at_us)
{
  gint64 number;

  peer->kind = XA_TELEGRAM_PEER_USER;
  if (at_us == XA_TIME_UNKNOWN || at_us >= LARGE_IDS_SINCE_US || !parse_digits (peer->id, &number))
    return;

  if (number >> OLD_KIND_SHIFT == OLD_KIND_CHAT) {
    peer->kind = XA_TELEGRAM_PEER_GROUPED;
  } else if (number >> OLD_KIND_SHIFT == OLD_KIND_USER) {
    g_snprintf (peer->digits, sizeof peer->digits, "%" G_GINT64_FORMAT, number & G_MAXUINT32);
    peer->id = xa_span (peer->digits);
  }
}

/**
 * xa_telegram_peer_parse:
 * @peer: (out caller-allocates): who is meant; must not be copied
 * @token: "user123", "channel123", "chat123" or a bare number; absent gives NONE
 * @at_us: the time of the message, which tells old files from new ones
 *
 * A user's id is not judged here: the sink does that and counts.
 */
void
xa_telegram_peer_parse (XaTelegramPeer *peer,
                        XaSpan          token,
                        gint64          at_us)
{
  peer->id = token;
  if (!token.str)
    peer->kind = XA_TELEGRAM_PEER_NONE;
  else if (skip_prefix (&peer->id, "user"))
    peer->kind = XA_TELEGRAM_PEER_USER;
  else if (skip_prefix (&peer->id, "channel"))
    peer->kind = XA_TELEGRAM_PEER_CHANNEL;
  else if (skip_prefix (&peer->id, "chat"))
    peer->kind = XA_TELEGRAM_PEER_CHAT;
  else
    parse_bare_number (peer, at_us);
}

/**
 * xa_telegram_bare_id_parse:
 * @token: the id of a chat as files have it: bare, prefixed with its kind, or as the Bot API has it
 * @id: (out): the bare id
 *
 * Returns: FALSE where there is none
 */
gboolean
xa_telegram_bare_id_parse (XaSpan  token,
                           gint64 *id)
{
  XaSpan   digits = token;
  gboolean is_negative = skip_prefix (&digits, "-");
  gint64   number;

  if (!is_negative && !skip_prefix (&digits, "channel"))
    skip_prefix (&digits, "chat");
  if (!parse_digits (digits, &number))
    return FALSE;
  if (is_negative && number > CHANNEL_BASE)
    number -= CHANNEL_BASE;
  *id = number;

  return number > 0 && number < CHANNEL_BASE;
}

/**
 * xa_telegram_native_id_format:
 * @native_id: (out caller-allocates): the id as the Bot API writes it
 * @kind: CHAT or CHANNEL
 * @bare_id: the id without sign and base
 *
 * Returns: FALSE where @bare_id is no id
 */
gboolean
xa_telegram_native_id_format (XaTelegramNativeId *native_id,
                              XaTelegramPeerKind  kind,
                              XaSpan              bare_id)
{
  gint64 number;

  if (!parse_digits (bare_id, &number) || number <= 0 || number >= CHANNEL_BASE)
    return FALSE;

  if (kind == XA_TELEGRAM_PEER_CHANNEL)
    number += CHANNEL_BASE;
  g_snprintf (native_id->text, sizeof native_id->text, "-%" G_GINT64_FORMAT, number);

  return TRUE;
}
