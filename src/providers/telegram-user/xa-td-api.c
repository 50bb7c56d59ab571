#include "providers/telegram-user/xa-td-api.h"

#include "model/xa-language.h"

#include <string.h>

/* --- what is said of a refusal --------------------------------------------------------------- */

/* Pieces of what the library says, in lower case; it is written for programs, and never passed on. */
static const struct {
  const char *piece;
  XaNetError  code;
} meanings[] = {
  { "flood", XA_NET_ERROR_RATE_LIMITED },
  { "not found", XA_NET_ERROR_GONE },
  { "not_occupied", XA_NET_ERROR_GONE },
  { "username_invalid", XA_NET_ERROR_GONE },
  { "username is invalid", XA_NET_ERROR_GONE },
  { "invite_hash", XA_NET_ERROR_GONE },
  { "channel_invalid", XA_NET_ERROR_GONE },
  { "chat_id_invalid", XA_NET_ERROR_GONE },
  { "peer_id_invalid", XA_NET_ERROR_GONE },
  { "private", XA_NET_ERROR_FORBIDDEN },
  { "admin", XA_NET_ERROR_FORBIDDEN },
  { "right", XA_NET_ERROR_FORBIDDEN },
  { "access", XA_NET_ERROR_FORBIDDEN },
  { "forbidden", XA_NET_ERROR_FORBIDDEN },
  { "participant", XA_NET_ERROR_FORBIDDEN },
  { "lock file", XA_NET_ERROR_TRANSIENT },
};

static XaNetError
read_meaning (const XaJsonAt *root)
{
  XaSpan           message = xa_json_maybe_text (root, "message");
  g_autofree char *words = message.str ? g_ascii_strdown (message.str, (gssize) message.len) : g_strdup ("");

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (strstr (words, meanings[i].piece))
      return meanings[i].code;

  return XA_NET_ERROR_BAD_REQUEST;
}

static void
explain (XaRefusal *refusal)
{
  switch (refusal->code) {
  case XA_NET_ERROR_AUTH:
    g_strlcpy (refusal->message, N_ ("Telegram has ended this session; sign in again."), sizeof refusal->message);
    break;
  case XA_NET_ERROR_FORBIDDEN:
    g_strlcpy (refusal->message, N_ ("Telegram does not show this to your account."), sizeof refusal->message);
    break;
  case XA_NET_ERROR_GONE:
    g_strlcpy (refusal->message, N_ ("Telegram does not know this chat: it was deleted, renamed or never there, or your account is not in it."), sizeof refusal->message);
    break;
  default:
    break;
  }
}

/* A wait is for the account, whatever was asked. */
static gboolean
read_refusal (const XaResponse *response,
              XaRefusal        *refusal)
{
  g_autoptr (XaJson) document = response->status >= 400 ? xa_response_parse (response, NULL) : NULL;
  XaJsonAt root;

  if (response->status < 400)
    return FALSE;
  root = document ? xa_json_root (document) : (XaJsonAt) { 0 };
  if (document && xa_json_is_object (&root) && (response->status == 400 || response->status == 406))
    refusal->code = read_meaning (&root);
  if (response->status == 420)
    refusal->code = XA_NET_ERROR_RATE_LIMITED;
  refusal->whole_connection = refusal->code == XA_NET_ERROR_RATE_LIMITED;
  explain (refusal);

  return TRUE;
}

/* --- the pace -------------------------------------------------------------------------------- */

/* Telegram tells no limits, and shuts out accounts that ask for much: an account is asked as somebody reads who scrolls. */
static gboolean
get_rate (const char *bucket,
          XaRate     *rate)
{
  if (strcmp (bucket, XA_TD_BUCKET_MEMBERS) == 0)
    *rate = (XaRate) { 2, 4 * G_USEC_PER_SEC };
  else if (strcmp (bucket, XA_TD_BUCKET_RESOLVE) == 0)
    *rate = (XaRate) { 5, 60 * G_USEC_PER_SEC };
  else
    return FALSE;

  return TRUE;
}

const XaDialect xa_td_dialect = {
  .platform = "Telegram",
  .sign = XA_SIGN_NOT,
  .rate = { .capacity = 5, .period_us = 5 * G_USEC_PER_SEC },
  .max_per_host = 1,
  .get_rate = get_rate,
  .read_refusal = read_refusal,
};

/* --- questions ------------------------------------------------------------------------------- */

XaRequest *
xa_td_request (const char *method,
               const char *bucket)
{
  XaRequest *request = xa_request_new ("GET", method, NULL);

  if (bucket)
    xa_request_set_bucket (request, bucket);

  return request;
}

XaRequest *
xa_td_request_local (const char *method)
{
  XaRequest *request = xa_td_request (method, NULL);

  request->cost = 0;

  return request;
}

void
xa_td_request_add_text (XaRequest  *request,
                        const char *name,
                        const char *value)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), value);
  g_autofree char *json = json_to_string (node, FALSE);

  xa_request_add_query (request, name, json);
}

void
xa_td_request_add_id (XaRequest  *request,
                      const char *name,
                      gint64      value)
{
  xa_request_add_query_int (request, name, value);
}

void
xa_td_request_add_json (XaRequest  *request,
                        const char *name,
                        const char *json)
{
  xa_request_add_query (request, name, json);
}

XaJson *
xa_td_ask (XaFetch    *fetch,
           XaRequest  *request,
           const char *type,
           XaJsonAt   *root,
           GError    **error)
{
  g_autoptr (XaRequest) owned = request;
  g_autoptr (XaJson) document = xa_rest_ask (xa_fetch_get_rest (fetch), owned, error);

  if (!document)
    return NULL;
  *root = xa_json_root (document);
  if (!xa_json_is_object (root) || !xa_td_is (root, type))
    xa_json_fault (root, type);

  return xa_json_check (document, error) ? g_steal_pointer (&document) : NULL;
}

/* --- what answers have in common ------------------------------------------------------------- */

gboolean
xa_td_is (const XaJsonAt *at,
          const char     *type)
{
  return at->node && xa_span_equal (xa_json_maybe_text (at, "@type"), type);
}

static gint64
to_time (gint64 seconds)
{
  return seconds > 0 && seconds < G_MAXINT64 / G_USEC_PER_SEC ? seconds * G_USEC_PER_SEC : XA_TIME_UNKNOWN;
}

gint64
xa_td_read_time (const XaJsonAt *at,
                 const char     *name)
{
  return to_time (xa_json_int (at, name));
}

gint64
xa_td_read_maybe_time (const XaJsonAt *at,
                       const char     *name)
{
  return to_time (xa_json_maybe_count (at, name));
}

XaSpan
xa_td_message_id (gint64  message_id,
                  XaTdId *id)
{
  if (message_id <= 0 || message_id % XA_TD_MESSAGE_STEP != 0)
    return XA_SPAN_NONE;
  g_snprintf (id->text, sizeof id->text, "%" G_GINT64_FORMAT, message_id / XA_TD_MESSAGE_STEP);

  return xa_span (id->text);
}
