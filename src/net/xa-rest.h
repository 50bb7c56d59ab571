#pragma once

#include "net/xa-credential.h"
#include "net/xa-limits.h"
#include "net/xa-transport.h"
#include "net/xa-validators.h"

/*
 * Asks one platform over one connection: adds base address and credential, waits for a turn,
 * follows redirects within the origin, tries again what may be, and turns every failure into an
 * XaNetError. Blocking; one XaRest belongs to one thread, any number share transport and limits.
 */
typedef struct _XaRest XaRest;

typedef enum {
  XA_SIGN_NOT,    /* no credential */
  XA_SIGN_BEARER, /* Authorization: Bearer TOKEN */
  XA_SIGN_BOT,    /* Authorization: Bot TOKEN */
  XA_SIGN_PATH,   /* /botTOKEN/METHOD */
  XA_SIGN_KEY,    /* Api-Key and Api-Username, or User-Api-Key where there is no name */
} XaSign;

/* What a platform says of a refusal, beside the status. */
typedef struct {
  XaNetError code;             /* preset by status */
  gint64     wait_us;          /* preset by Retry-After; -1: not said */
  char       message[192];     /* our words, empty for the usual ones of the code; nothing of the answer in it */
  gboolean   whole_connection; /* the wait is for all buckets of the connection */
  gboolean   is_no_offence;    /* does not count where refusals of a host are counted */
} XaRefusal;

/* How a platform speaks HTTP; immutable, one a provider. */
typedef struct {
  const char *platform;   /* in words, for messages */
  const char *user_agent; /* (nullable): NULL for "XAudience/VERSION" */
  XaSign      sign;
  XaRate      rate;         /* of a host where the platform says nothing */
  guint       max_per_host; /* requests at a time; 0: 2 (NET-7) */
  XaRate      refusals;     /* answers of 401, 403 and 429 that a host may give all of us together; capacity 0: not counted */
  /* (nullable): the rate of a bucket that has one of its own; FALSE: that of the host */
  gboolean (*get_rate) (const char *bucket, XaRate *rate);
  /* (nullable): reads the platform's limit headers; the common ones (RateLimit-*, X-RateLimit-*) are read without */
  void (*read_rate) (const XaResponse *response, XaRateReport *report);
  /* (nullable): refines @refusal by the platform's own error body. Also asked about answers of
   * status 200: returning FALSE says that it is none (an answer is good unless this says TRUE). */
  gboolean (*read_refusal) (const XaResponse *response, XaRefusal *refusal);
} XaDialect;

/* Gives another credential, a refreshed session: after AUTH once a request, and before a request that the
 * old one would hardly outlive (xa_oauth_is_due()); NULL with @error. */
typedef XaCredential *(*XaRenewFunc) (XaRest *rest, const XaCredential *old, gpointer data, GError **error);

XaRest             *xa_rest_new (XaTransport *transport, const XaDialect *dialect, const char *base, const char *connection, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* REFUSED */
void                xa_rest_free (XaRest *self);
void                xa_rest_set_limits (XaRest *self, XaLimits *limits);                   /* (nullable) */
void                xa_rest_set_validators (XaRest *self, XaValidators *validators);       /* (nullable) */
void                xa_rest_set_credential (XaRest *self, const XaCredential *credential); /* (nullable) */
void                xa_rest_set_renew (XaRest *self, XaRenewFunc renew, gpointer data);
void                xa_rest_set_base (XaRest *self, const char *base); /* of the same trust: a home server that was looked up */
void                xa_rest_set_cancellable (XaRest *self, GCancellable *cancellable);
void                xa_rest_set_patience (XaRest *self, guint max_tries, gint64 timeout_us); /* less than usual: of each request, and of each try */
const char         *xa_rest_get_base (XaRest *self);
const XaCredential *xa_rest_get_credential (XaRest *self); /* (nullable) */
const char         *xa_rest_get_user_agent (XaRest *self);
gint64              xa_rest_get_not_before (XaRest *self); /* after RATE_LIMITED, BUDGET, PAUSED, NOT_YET */
guint64             xa_rest_get_n_requests (XaRest *self);

/* A request that was sent cost less than its price said, by so much; negative: more. */
void xa_rest_refund (XaRest *self, double price);

/* Called when it starts to wait for a turn or before a new try; @until_us is our clock. */
typedef void (*XaWaitFunc) (gint64 until_us, gpointer data);
void xa_rest_set_wait (XaRest *self, XaWaitFunc wait, gpointer data);

/* Returns: (transfer full): an answer of status 2xx, or one that is not_modified; NULL with XA_NET_ERROR or CANCELLED */
XaResponse *xa_rest_send (XaRest *self, const XaRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Returns: (transfer full) (nullable): by what the last answer to @request can be told from others; NULL
 *   where it said nothing of its age. The same as long as the answer is. */
char *xa_rest_get_stamp (XaRest *self, const XaRequest *request) G_GNUC_WARN_UNUSED_RESULT;
/* The same, read as JSON. */
XaJson *xa_rest_ask (XaRest *self, const XaRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaRest, xa_rest_free)
