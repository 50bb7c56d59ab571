#include "providers/telegram/xa-telegram-bot-api.h"

#include "model/xa-language.h"

/* Waits that a server asks for are believed up to an hour. */
#define MAX_WAIT_SECONDS 3600

static void
read_wait (const XaJsonAt *root,
           XaRefusal      *refusal)
{
  XaJsonAt parameters = xa_json_maybe_object (root, "parameters");
  gint64   seconds = xa_json_maybe_count (&parameters, "retry_after");

  if (seconds == XA_COUNT_UNKNOWN)
    return;
  refusal->code = XA_NET_ERROR_RATE_LIMITED;
  refusal->wait_us = CLAMP (seconds, 1, MAX_WAIT_SECONDS) * G_USEC_PER_SEC;
  refusal->whole_connection = TRUE;
}

static gboolean
has_moved (const XaJsonAt *root)
{
  XaJsonAt parameters = xa_json_maybe_object (root, "parameters");

  return xa_json_maybe_id (&parameters, "migrate_to_chat_id").len > 0;
}

/* The envelope says what the status says, and a few things more. Descriptions are for people
 * who write bots: they are not passed on. */
static void
explain (const XaJsonAt *root,
         gint64          code,
         XaRefusal      *refusal)
{
  XaSpan           description = xa_json_maybe_text (root, "description");
  g_autofree char *words = description.str ? g_ascii_strdown (description.str, (gssize) description.len) : g_strdup ("");

  if (code == 409 && strstr (words, "webhook")) {
    refusal->code = XA_NET_ERROR_FORBIDDEN;
    g_strlcpy (refusal->message, N_ ("A webhook is told what happens to this bot, and then nobody else is. Remove it (deleteWebhook), or let it push to this program."), sizeof refusal->message);
  } else if (code == 409) {
    refusal->code = XA_NET_ERROR_FORBIDDEN;
    g_strlcpy (refusal->message, N_ ("Another program reads this bot's updates. Stop it or remove its webhook, then sync again."), sizeof refusal->message);
  } else if (code == 401 || (code == 404 && g_str_has_suffix (words, "not found") && !strstr (words, "chat"))) {
    refusal->code = XA_NET_ERROR_AUTH;
    g_strlcpy (refusal->message, N_ ("Telegram does not know this bot token. Copy it again from @BotFather and reconnect."), sizeof refusal->message);
  } else if (has_moved (root)) {
    refusal->code = XA_NET_ERROR_GONE;
    g_strlcpy (refusal->message, N_ ("This group became a supergroup, which has another address. Add it again."), sizeof refusal->message);
  } else if (strstr (words, "chat not found")) {
    refusal->code = XA_NET_ERROR_GONE;
    g_strlcpy (refusal->message, N_ ("The bot does not know this chat. Add the bot to it, and check the address."), sizeof refusal->message);
  } else if (strstr (words, "bot was kicked") || strstr (words, "not a member")) {
    refusal->code = XA_NET_ERROR_FORBIDDEN;
    g_strlcpy (refusal->message, N_ ("The bot is not in this chat any more. Add it again to go on."), sizeof refusal->message);
  }
}

static gboolean
read_refusal (const XaResponse *response,
              XaRefusal        *refusal)
{
  g_autoptr (XaJson) document = xa_response_parse (response, NULL);
  XaJsonAt root;
  gint64   code;

  if (!document)
    return response->status >= 400;
  root = xa_json_root (document);
  if (!xa_json_is_object (&root) || xa_json_maybe_boolean (&root, "ok", response->status < 400))
    return response->status >= 400;

  code = xa_json_maybe_count (&root, "error_code");
  if (code == XA_COUNT_UNKNOWN)
    code = response->status;
  if (response->status < 400)
    refusal->code = code >= 500 ? XA_NET_ERROR_TRANSIENT : XA_NET_ERROR_BAD_REQUEST;
  explain (&root, code, refusal);
  read_wait (&root, refusal);

  return TRUE;
}

const XaDialect xa_telegram_bot_dialect = {
  .platform = "Telegram",
  .sign = XA_SIGN_PATH,
  /* Telegram asks bots for no more than about thirty messages a second; reading is gentler. */
  .rate = { .capacity = 20, .period_us = G_USEC_PER_SEC },
  .read_refusal = read_refusal,
};

void
xa_telegram_reply_clear (XaTelegramReply *reply)
{
  g_clear_pointer (&reply->document, xa_json_free);
}

/**
 * xa_telegram_bot_ask:
 * @request: (transfer full): a method
 * @reply: (out caller-allocates): its result; to be cleared
 *
 * Errors: XA_NET_ERROR, CANCELLED
 */
gboolean
xa_telegram_bot_ask (XaRest          *rest,
                     XaRequest       *request,
                     XaTelegramReply *reply,
                     GError         **error)
{
  g_autoptr (XaRequest) owned = request;
  g_autoptr (XaJson) document = xa_rest_ask (rest, owned, error);

  if (!document)
    return FALSE;
  reply->root = xa_json_root (document);
  if (!xa_json_is_object (&reply->root))
    xa_json_fault (&reply->root, "an object");
  if (!xa_json_check (document, error))
    return FALSE;
  reply->document = g_steal_pointer (&document);

  return TRUE;
}
