#include "providers/telegram-user/xa-td-refusal.h"

#include "model/xa-language.h"

#include <string.h>

/* Where Telegram wants to be left alone and does not say for how long. */
#define USUAL_WAIT_SECONDS 30
#define LONGEST_WAIT_SECONDS (24 * 60 * 60)

/* "Too Many Requests: retry after 17" */
gint64
xa_td_refusal_read_wait (const XaJsonAt *root)
{
  static const char mark[] = "retry after ";
  XaSpan            message = xa_json_maybe_text (root, "message");
  const char       *at = message.str ? strstr (message.str, mark) : NULL;
  gint64            seconds = at ? g_ascii_strtoll (at + sizeof mark - 1, NULL, 10) : USUAL_WAIT_SECONDS;

  return CLAMP (seconds, 1, LONGEST_WAIT_SECONDS) * G_USEC_PER_SEC;
}

/**
 * xa_td_refusal_set_error:
 *
 * What the library says of a refusal is for programs, and may name somebody: our words are told.
 */
void
xa_td_refusal_set_error (const XaJsonAt *root,
                         gint64         *wait_us,
                         GError        **error)
{
  gint64 code = xa_json_maybe_count (root, "code");
  gint64 us = code == 429 ? xa_td_refusal_read_wait (root) : 0;

  if (wait_us)
    *wait_us = us;
  switch (code) {
  case 401:
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_AUTH, N_ ("Telegram has ended this session; sign in again."));
    break;
  case 403:
  case 406:
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN, N_ ("Telegram does not show this to your account."));
    break;
  case 404:
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_GONE, N_ ("Telegram does not know it: it was deleted, renamed or never there."));
    break;
  case 429:
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED, N_ ("Telegram wants to be left alone for %lld s (FLOOD_WAIT); it goes on by itself."), (long long) (us / G_USEC_PER_SEC));
    break;
  case 400:
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("Telegram does not take the question as it is; this version of the program may be too old for it."));
    break;
  default:
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_TRANSIENT, N_ ("Telegram has a problem of its own; it is asked again later."));
    break;
  }
}
