#pragma once

#include <glib.h>

/*
 * Why a platform did not give what it was asked for, in the classes that decide what happens
 * next. A message is one sentence in the user's words with what to do; it never holds an address
 * with a query, a token, a person or a piece of an answer.
 */
#define XA_NET_ERROR (xa_net_error_quark ())
GQuark xa_net_error_quark (void);

typedef enum {
  XA_NET_ERROR_OFFLINE,      /* no network, or the host has no address */
  XA_NET_ERROR_TIMEOUT,      /* no whole answer before the deadline */
  XA_NET_ERROR_TLS,          /* the certificate was refused */
  XA_NET_ERROR_TRANSIENT,    /* 5xx, dropped connections: tried again in vain */
  XA_NET_ERROR_RATE_LIMITED, /* wait until xa_rest_get_not_before() */
  XA_NET_ERROR_BUDGET,       /* the user's own budget of requests or money is used up until then */
  XA_NET_ERROR_PAUSED,       /* the breaker of the connection is open until then, or a metered network */
  XA_NET_ERROR_NOT_YET,      /* the platform is still making the answer */
  XA_NET_ERROR_AUTH,         /* the credential is wrong, expired or revoked: reconnect */
  XA_NET_ERROR_SCOPE,        /* the credential lacks a permission, which the message names */
  XA_NET_ERROR_PAYMENT,      /* out of credit */
  XA_NET_ERROR_FORBIDDEN,    /* this connection may not see it */
  XA_NET_ERROR_GONE,         /* deleted, renamed, never there */
  XA_NET_ERROR_BAD_REQUEST,  /* never tried again */
  XA_NET_ERROR_OUTDATED,     /* the platform no longer speaks this version (426) */
  XA_NET_ERROR_TOO_LARGE,    /* the body is over the cap */
  XA_NET_ERROR_MALFORMED,    /* not what was promised: HTML for JSON, a wrong type, cut off */
  XA_NET_ERROR_LOOP,         /* pages that come again */
  XA_NET_ERROR_REFUSED,      /* an address that must not be asked: http, user info, private */
} XaNetError;

#define XA_N_NET_ERRORS (XA_NET_ERROR_REFUSED + 1)

/* Whether the same request may succeed later without anybody doing anything. */
gboolean xa_net_error_passes (const GError *error);

/* The stable word for it in task tables, logs and JSON: "rate-limited", "auth", ... */
const char *xa_net_error_id (const GError *error);
