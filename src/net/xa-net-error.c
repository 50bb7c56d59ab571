#include "net/xa-net-error.h"

#include <gio/gio.h>

G_DEFINE_QUARK (xa-net-error-quark, xa_net_error)

static const struct {
  const char *id;
  gboolean    passes;
} codes[XA_N_NET_ERRORS] = {
  [XA_NET_ERROR_OFFLINE] = { "offline", TRUE },
  [XA_NET_ERROR_TIMEOUT] = { "timeout", TRUE },
  [XA_NET_ERROR_TLS] = { "tls", FALSE },
  [XA_NET_ERROR_TRANSIENT] = { "transient", TRUE },
  [XA_NET_ERROR_RATE_LIMITED] = { "rate-limited", TRUE },
  [XA_NET_ERROR_BUDGET] = { "budget", TRUE },
  [XA_NET_ERROR_PAUSED] = { "paused", TRUE },
  [XA_NET_ERROR_NOT_YET] = { "not-yet", TRUE },
  [XA_NET_ERROR_AUTH] = { "auth", FALSE },
  [XA_NET_ERROR_SCOPE] = { "scope", FALSE },
  [XA_NET_ERROR_PAYMENT] = { "payment", FALSE },
  [XA_NET_ERROR_FORBIDDEN] = { "forbidden", FALSE },
  [XA_NET_ERROR_GONE] = { "gone", FALSE },
  [XA_NET_ERROR_BAD_REQUEST] = { "bad-request", FALSE },
  [XA_NET_ERROR_OUTDATED] = { "outdated", FALSE },
  [XA_NET_ERROR_TOO_LARGE] = { "too-large", FALSE },
  [XA_NET_ERROR_MALFORMED] = { "malformed", FALSE },
  [XA_NET_ERROR_LOOP] = { "loop", FALSE },
  [XA_NET_ERROR_REFUSED] = { "refused", FALSE },
};

gboolean
xa_net_error_passes (const GError *error)
{
  return error->domain == XA_NET_ERROR && error->code >= 0 && error->code < XA_N_NET_ERRORS && codes[error->code].passes;
}

/**
 * xa_net_error_id:
 *
 * Returns: the word of an error of the network; "cancelled" where the user ended it, and "other"
 * for what has another cause, such as a full disk
 */
const char *
xa_net_error_id (const GError *error)
{
  if (error->domain == XA_NET_ERROR && error->code >= 0 && error->code < XA_N_NET_ERRORS)
    return codes[error->code].id;

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "cancelled" : "other";
}
