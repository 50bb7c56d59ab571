#include "net/xa-rest-parts.h"

#include "model/xa-language.h"
#include "model/xa-said.h"
#include "net/xa-rate-headers.h"

/* How a class of failure of a platform is told. Nothing of an answer goes into it
 * (NET-3). */
static const char *const sentences[XA_N_NET_ERRORS] = {
  [XA_NET_ERROR_OFFLINE] = N_ ("%s cannot be reached: sign in to this network, or check the connection to the internet."),
  [XA_NET_ERROR_TIMEOUT] = N_ ("%s did not answer in time; it is asked again later."),
  [XA_NET_ERROR_TLS] = N_ ("%s could not prove that it is who it says; check the address and the clock of this computer."),
  [XA_NET_ERROR_TRANSIENT] = N_ ("%s has a problem of its own and was asked several times in vain; it is asked again later."),
  [XA_NET_ERROR_RATE_LIMITED] = N_ ("%s wants to be asked more slowly; it goes on by itself."),
  [XA_NET_ERROR_BUDGET] = N_ ("%s has used up the budget that you set; raise it, or wait for the next month."),
  [XA_NET_ERROR_PAUSED] = N_ ("%s has failed several times in a row; it is asked again by itself."),
  [XA_NET_ERROR_NOT_YET] = N_ ("%s is still preparing the answer; it is asked again later."),
  [XA_NET_ERROR_AUTH] = N_ ("%s does not accept the credential, or no longer; connect again with a new one."),
  [XA_NET_ERROR_SCOPE] = N_ ("%s wants a permission that the credential lacks; connect again and grant it."),
  [XA_NET_ERROR_PAYMENT] = N_ ("%s wants to be paid: the credit is used up; top it up there."),
  [XA_NET_ERROR_FORBIDDEN] = N_ ("%s does not let this connection see it; ask for access there, or connect as someone who has it."),
  [XA_NET_ERROR_GONE] = N_ ("%s does not know it: it was deleted, renamed or never there, or is hidden; check the link."),
  [XA_NET_ERROR_BAD_REQUEST] = N_ ("%s does not take the question as it is; this version of the program may be too old for it."),
  [XA_NET_ERROR_OUTDATED] = N_ ("%s no longer speaks with this version; update the program."),
  [XA_NET_ERROR_TOO_LARGE] = N_ ("%s sent more than is safe to read; nothing of it was kept."),
  [XA_NET_ERROR_MALFORMED] = N_ ("%s sent something else than what was asked for; check the address."),
  [XA_NET_ERROR_LOOP] = N_ ("%s sends the same pages again and again; what came so far was kept."),
  [XA_NET_ERROR_REFUSED] = N_ ("%s names an address that must not be asked; check the address of the connection."),
};

/* What a platform that wants to be left alone, and does not say for how long, is given: nginx and
 * content networks answer so. */
#define USUAL_WAIT_US (10 * G_USEC_PER_SEC)

static XaNetError
judge_status (guint status)
{
  switch (status) {
  case 401:
  case 407:
    return XA_NET_ERROR_AUTH;
  case 402:
    return XA_NET_ERROR_PAYMENT;
  case 403:
  case 451:
    return XA_NET_ERROR_FORBIDDEN;
  case 404:
  case 410:
    return XA_NET_ERROR_GONE;
  case 408:
  case 409:
  case 421:
  case 425:
    return XA_NET_ERROR_TRANSIENT;
  case 426:
    return XA_NET_ERROR_OUTDATED;
  case 429:
    return XA_NET_ERROR_RATE_LIMITED;
  case 501:
  case 505:
    return XA_NET_ERROR_BAD_REQUEST;
  case 511:
    return XA_NET_ERROR_OFFLINE; /* a sign-in page of the network is in the way */
  default:
    if (status >= 500 && status <= 599)
      return XA_NET_ERROR_TRANSIENT;
    return status >= 400 && status <= 499 ? XA_NET_ERROR_BAD_REQUEST : XA_NET_ERROR_MALFORMED;
  }
}

/* The wait where Retry-After says none: until the end of the window, if that is used up. */
static gint64
get_window_wait (XaRest           *rest,
                 const XaResponse *response)
{
  XaRateReport report;
  gint64       wait_us = USUAL_WAIT_US;

  xa_rate_report_init (&report);
  xa_rate_headers_read (response, &report);
  if (rest->dialect->read_rate)
    rest->dialect->read_rate (response, &report);
  if (report.remaining >= 0 && report.remaining < 1 && report.reset_us > response->received_us)
    wait_us = report.reset_us - response->received_us;
  xa_rate_report_clear (&report);

  return wait_us;
}

/**
 * xa_rest_judge:
 * @refusal: (out): what is wrong, where something is
 *
 * Returns: whether the answer is a good one
 */
gboolean
xa_rest_judge (XaRest           *rest,
               const XaResponse *response,
               XaRefusal        *refusal)
{
  gboolean is_ok = response->status >= 200 && response->status <= 299;
  gboolean is_refused = FALSE;

  *refusal = (XaRefusal) { .code = is_ok ? XA_NET_ERROR_BAD_REQUEST : judge_status (response->status), .wait_us = -1 };
  if (!is_ok)
    refusal->wait_us = xa_rate_headers_read_wait (response);
  /* A server that is down for a while and says for how long. */
  if (response->status == 503 && refusal->wait_us > 0) {
    refusal->code = XA_NET_ERROR_RATE_LIMITED;
    refusal->whole_connection = TRUE;
  }
  if (rest->dialect->read_refusal)
    is_refused = rest->dialect->read_refusal (response, refusal);
  if (is_ok && !is_refused)
    return TRUE;

  if (refusal->wait_us < 0 && refusal->code == XA_NET_ERROR_RATE_LIMITED)
    refusal->wait_us = get_window_wait (rest, response);
  refusal->wait_us = MIN (refusal->wait_us, 24 * XA_USEC_PER_HOUR);

  return FALSE;
}

void
xa_rest_set_error (XaRest          *rest,
                   const XaRefusal *refusal,
                   GError         **error)
{
  g_autofree char *usual = NULL;

  if (refusal->message[0]) {
    g_set_error_literal (error, XA_NET_ERROR, (int) refusal->code, refusal->message);
    return;
  }

  usual = xa_say_of (sentences[refusal->code], rest->dialect->platform);
  g_set_error_literal (error, XA_NET_ERROR, (int) refusal->code, usual);
}
