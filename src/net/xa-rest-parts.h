#pragma once

#include "net/xa-rest.h"

/* The parts of XaRest. */

struct _XaRest {
  XaTransport     *transport;      /* (owned) */
  const XaDialect *dialect;        /* (not owned) */
  char            *base;           /* (owned): without a slash at its end */
  gboolean         is_private;     /* the first base is of the own network, which the user confirmed */
  gboolean         is_refused;     /* the base that was set later is none that may be asked */
  char            *connection;     /* (owned) */
  XaLimits        *limits;         /* (owned): its own where the caller set none */
  XaValidators    *validators;     /* (owned) (nullable) */
  XaCredential    *credential;     /* (owned) (nullable) */
  XaRenewFunc      renew;          /* (nullable) */
  gpointer         renew_data;     /* (not owned) */
  gboolean         is_renewing;    /* what is asked for that is not renewed for in turn */
  gint64           renew_again_us; /* not before then, while the one that there is holds */
  GCancellable    *cancellable;    /* (owned) (nullable) */
  XaWaitFunc       wait;           /* (nullable) */
  gpointer         wait_data;      /* (not owned) */
  gint64           not_before_us;  /* or XA_TIME_UNKNOWN */
  guint64          n_requests;
  guint            max_tries;  /* of a request */
  gint64           timeout_us; /* of a try */
};

/* --- the call: address and headers ----------------------------------------------------------- */

/* A request with everything that the connection adds. */
typedef struct {
  const XaRequest *request; /* (not owned) */
  char            *address; /* (owned) */
  GPtrArray       *headers; /* (owned) (element-type utf8) */
  guint            n_redirects;
} XaRestCall;

gboolean xa_rest_call_init (XaRestCall *call, XaRest *rest, const XaRequest *request, GError **error);
void     xa_rest_call_clear (XaRestCall *call);
gboolean xa_rest_call_redirect (XaRestCall *call, XaRest *rest, const XaResponse *response, GError **error);

#define XA_REST_MAX_REDIRECTS 5

/* --- what an answer means -------------------------------------------------------------------- */

gboolean xa_rest_judge (XaRest *rest, const XaResponse *response, XaRefusal *refusal);
void     xa_rest_set_error (XaRest *rest, const XaRefusal *refusal, GError **error);

/* --- sending, again where it may be ---------------------------------------------------------- */

XaResponse *xa_rest_try (XaRest *rest, const XaRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#define XA_REST_MAX_TRIES 6
