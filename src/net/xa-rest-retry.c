#include "net/xa-rest-parts.h"

#include "net/xa-rate-headers.h"

/* Before the tries after the first, at most: 1, 2, 4 ... seconds (NET-7). */
#define FIRST_BACK_OFF_US G_USEC_PER_SEC
#define LONGEST_BACK_OFF_US (60 * G_USEC_PER_SEC)

/* Where a request stands. */
typedef struct {
  XaRest          *rest;    /* (not owned) */
  const XaRequest *request; /* (not owned) */
  XaRestCall       call;
  guint            n_tries;
} Attempt;

/* --- waiting --------------------------------------------------------------------------------- */

static gboolean
set_cancelled (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  return FALSE;
}

static void
tell_wait (XaRest *rest,
           gint64  us)
{
  if (rest->wait && us > 0)
    rest->wait (xa_limits_now (rest->limits) + us, rest->wait_data);
}

/* Returns: (transfer full) (nullable): the host, where its refusals are counted */
static char *
get_counted_host (Attempt *self)
{
  g_autoptr (GUri) uri = self->rest->dialect->refusals.capacity > 0 ? g_uri_parse (self->call.address, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri ? g_strdup (g_uri_get_host (uri)) : NULL;
}

static gboolean
wait_turn (Attempt *self,
           GError **error)
{
  XaRest          *rest = self->rest;
  const XaRequest *request = self->request;
  XaRate           own;
  const XaRate    *rate = NULL;
  g_autofree char *host = get_counted_host (self);

  if (host && !xa_limits_may_ask (rest->limits, host, &rest->dialect->refusals, &rest->not_before_us, error))
    return FALSE;
  if (request->bucket && rest->dialect->get_rate && rest->dialect->get_rate (request->bucket, &own))
    rate = &own;
  tell_wait (rest, MIN (xa_limits_estimate (rest->limits, rest->connection, request->bucket, rate, request->cost), XA_LIMITS_MAX_WAIT_US));

  return xa_limits_acquire (rest->limits, rest->connection, request->bucket, rate, request->cost, request->price,
                            &rest->not_before_us, rest->cancellable, error);
}

/* Full jitter: anything up to the longest of this try, so that those who failed together do not
 * come back together. */
static gboolean
back_off (Attempt *self,
          GError **error)
{
  XaRest *rest = self->rest;
  gint64  longest_us = MIN (FIRST_BACK_OFF_US << (self->n_tries - 1), LONGEST_BACK_OFF_US);
  gint64  us = (gint64) (g_random_double () * (double) longest_us);

  tell_wait (rest, us);

  return xa_limits_wait (rest->limits, us, rest->cancellable) || set_cancelled (error);
}

/* --- one try --------------------------------------------------------------------------------- */

static void
report_limits (Attempt          *self,
               const XaResponse *response)
{
  XaRest      *rest = self->rest;
  XaRateReport report;

  xa_rate_report_init (&report);
  xa_rate_headers_read (response, &report);
  if (rest->dialect->read_rate)
    rest->dialect->read_rate (response, &report);
  xa_limits_report (rest->limits, rest->connection, self->request->bucket, &report);
  xa_rate_report_clear (&report);
}

/* No answer. It says something of the platform only where the platform was reached. */
static void
report_failure (Attempt      *self,
                const GError *error)
{
  XaRest *rest = self->rest;

  if (g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_TRANSIENT) || g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_TIMEOUT))
    xa_limits_fail (rest->limits, rest->connection, self->request->bucket);
  else if (g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_OFFLINE))
    xa_limits_drop (rest->limits, rest->connection, self->request->bucket, self->request->cost, self->request->price);
  else
    xa_limits_drop (rest->limits, rest->connection, self->request->bucket, 0, 0); /* it may have been counted there */
}

static XaResponse *
send_once (Attempt *self,
           GError **error)
{
  XaRest *rest = self->rest;
  XaCall  call = {
     .method = self->request->method,
     .address = self->call.address,
     .headers = self->call.headers,
     .body = self->request->body,
     .body_type = self->request->body_type,
     .max_body = XA_TRANSPORT_MAX_BODY,
     .timeout_us = rest->timeout_us,
     .max_per_host = rest->dialect->max_per_host,
     .is_patient = self->request->is_patient,
  };
  g_autoptr (GError) failure = NULL;
  XaResponse *response;

  rest->n_requests++;
  response = xa_transport_send (rest->transport, &call, rest->cancellable, &failure);
  if (response) {
    response->received_us = xa_limits_now (rest->limits);
  } else {
    report_failure (self, failure);
    /* Whether it was taken nobody knows; who may not send it again finds out, and reckons then. */
    if (self->request->price > 0 && !self->request->repeatable && !g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_OFFLINE))
      xa_limits_refund (rest->limits, rest->connection, self->request->price);
    g_propagate_error (error, g_steal_pointer (&failure));
  }

  return response;
}

/* --- what comes of it ------------------------------------------------------------------------ */

typedef enum {
  OUTCOME_GOOD,
  OUTCOME_AGAIN, /* at once, as far as limits allow */
  OUTCOME_END,   /* with an error */
} Outcome;

/* Asked to wait: the limits remember it for everyone, and the next turn comes after it. */
static Outcome
take_wait (Attempt         *self,
           const XaRefusal *refusal,
           GError         **error)
{
  XaRest *rest = self->rest;
  gint64  until_us = xa_limits_now (rest->limits) + refusal->wait_us;

  xa_limits_pause (rest->limits, rest->connection, refusal->whole_connection ? NULL : self->request->bucket, until_us);
  if (refusal->wait_us <= XA_LIMITS_MAX_WAIT_US && self->n_tries < self->rest->max_tries)
    return OUTCOME_AGAIN;

  rest->not_before_us = until_us;
  xa_rest_set_error (rest, refusal, error);

  return OUTCOME_END;
}

static void
count_refusal (Attempt          *self,
               const XaResponse *response,
               const XaRefusal  *refusal)
{
  g_autofree char *host = get_counted_host (self);

  if (host && !refusal->is_no_offence && (response->status == 401 || response->status == 403 || response->status == 429))
    xa_limits_count_refusal (self->rest->limits, host, &self->rest->dialect->refusals);
}

static Outcome
take_refusal (Attempt          *self,
              const XaResponse *response,
              const XaRefusal  *refusal,
              GError          **error)
{
  XaRest *rest = self->rest;

  count_refusal (self, response, refusal);
  if (refusal->code == XA_NET_ERROR_TRANSIENT)
    xa_limits_fail (rest->limits, rest->connection, self->request->bucket);
  else
    report_limits (self, response);
  /* What was refused is not paid for. */
  if (self->request->price > 0)
    xa_limits_refund (rest->limits, rest->connection, self->request->price);

  if (refusal->code == XA_NET_ERROR_RATE_LIMITED)
    return take_wait (self, refusal, error);
  if (refusal->code == XA_NET_ERROR_NOT_YET)
    rest->not_before_us = xa_limits_now (rest->limits) + MAX (refusal->wait_us, G_USEC_PER_SEC);
  if (refusal->code == XA_NET_ERROR_TRANSIENT && self->request->repeatable && self->n_tries < self->rest->max_tries)
    return back_off (self, error) ? OUTCOME_AGAIN : OUTCOME_END;

  xa_rest_set_error (rest, refusal, error);

  return OUTCOME_END;
}

static Outcome
take_failure (Attempt *self,
              GError  *failure, /* (transfer full) */
              GError **error)
{
  gboolean may_pass = g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_TRANSIENT) ||
                      g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_TIMEOUT);

  if (may_pass && self->request->repeatable && self->n_tries < self->rest->max_tries) {
    g_error_free (failure);
    return back_off (self, error) ? OUTCOME_AGAIN : OUTCOME_END;
  }
  g_propagate_error (error, failure);

  return OUTCOME_END;
}

static gboolean
is_redirect (guint status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static void
keep_validators (Attempt    *self,
                 XaResponse *response)
{
  XaRest *rest = self->rest;

  if ((self->request->validated || self->request->remembered) && rest->validators && (response->status == 200 || response->not_modified))
    xa_validators_update (rest->validators, rest->connection, self->call.address, response);
}

static Outcome
take_answer (Attempt    *self,
             XaResponse *response,
             GError    **error)
{
  XaRefusal refusal;

  if (is_redirect (response->status)) {
    report_limits (self, response);
    return xa_rest_call_redirect (&self->call, self->rest, response, error) ? OUTCOME_AGAIN : OUTCOME_END;
  }
  response->not_modified = response->status == 304 && self->request->validated;
  if (response->not_modified || xa_rest_judge (self->rest, response, &refusal)) {
    report_limits (self, response);
    keep_validators (self, response);
    return OUTCOME_GOOD;
  }

  return take_refusal (self, response, &refusal, error);
}

static Outcome
try_once (Attempt     *self,
          XaResponse **response,
          GError     **error)
{
  g_autoptr (XaResponse) answer = NULL;
  GError *failure = NULL;
  Outcome outcome;

  if (!wait_turn (self, error))
    return OUTCOME_END;

  self->n_tries++;
  answer = send_once (self, &failure);
  if (!answer)
    return take_failure (self, failure, error);

  outcome = take_answer (self, answer, error);
  if (outcome == OUTCOME_GOOD)
    *response = g_steal_pointer (&answer);

  return outcome;
}

/* What was said to be fresh for a while is not asked for again before. */
static XaResponse *
answer_from_validators (Attempt *self)
{
  XaRest     *rest = self->rest;
  gint64      now_us = xa_limits_now (rest->limits);
  XaResponse *response;

  if (!self->request->validated || !rest->validators)
    return NULL;
  xa_validators_add_headers (rest->validators, rest->connection, self->call.address, self->call.headers, now_us);
  if (!xa_validators_is_fresh (rest->validators, rest->connection, self->call.address, now_us))
    return NULL;

  response = xa_response_new (304, NULL);
  response->not_modified = TRUE;
  response->received_us = now_us;

  return response;
}

/**
 * xa_rest_try:
 *
 * Sends a request until there is an answer that stands: at most XA_REST_MAX_TRIES times, or as often as it was told, and what is
 * not repeatable again only where the platform did not take it (429) or sent it on unchanged.
 */
XaResponse *
xa_rest_try (XaRest          *rest,
             const XaRequest *request,
             GError         **error)
{
  Attempt     self = { .rest = rest, .request = request };
  XaResponse *response = NULL;
  Outcome     outcome = OUTCOME_AGAIN;

  if (!xa_rest_call_init (&self.call, rest, request, error)) {
    xa_rest_call_clear (&self.call);
    return NULL;
  }

  response = answer_from_validators (&self);
  while (!response && outcome == OUTCOME_AGAIN)
    outcome = try_once (&self, &response, error);
  xa_rest_call_clear (&self.call);

  return response;
}
