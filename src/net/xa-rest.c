#include "net/xa-rest-parts.h"

#include "config.h"
#include "model/xa-language.h"

#include "model/xa-time.h"
#include "net/xa-address.h"
#include "net/xa-oauth.h"

/**
 * xa_rest_new:
 * @base: with or without a path; xa_address_check() has to allow it
 * @connection: under which limits and validators are kept
 */
XaRest *
xa_rest_new (XaTransport     *transport,
             const XaDialect *dialect,
             const char      *base,
             const char      *connection,
             GError         **error)
{
  gboolean is_private = FALSE;
  char    *address = xa_address_check (base, &is_private, error);
  XaRest  *self;

  if (!address)
    return NULL;

  self = g_new0 (XaRest, 1);
  self->transport = xa_transport_ref (transport);
  self->dialect = dialect;
  self->base = address;
  self->is_private = is_private;
  self->connection = g_strdup (connection);
  self->not_before_us = XA_TIME_UNKNOWN;
  self->max_tries = XA_REST_MAX_TRIES;
  self->timeout_us = XA_TRANSPORT_TIMEOUT_US;
  xa_rest_set_limits (self, NULL);

  return self;
}

void
xa_rest_free (XaRest *self)
{
  if (!self)
    return;

  xa_transport_unref (self->transport);
  g_free (self->base);
  g_free (self->connection);
  xa_limits_unref (self->limits);
  g_clear_pointer (&self->validators, xa_validators_unref);
  xa_credential_free (self->credential);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/**
 * xa_rest_set_limits:
 * @limits: (nullable): those of the process; NULL for limits that nobody shares
 */
void
xa_rest_set_limits (XaRest   *self,
                    XaLimits *limits)
{
  g_clear_pointer (&self->limits, xa_limits_unref);
  self->limits = limits ? xa_limits_ref (limits) : xa_limits_new ();
  xa_limits_set_rate (self->limits, self->connection, &self->dialect->rate);
}

void
xa_rest_set_validators (XaRest       *self,
                        XaValidators *validators)
{
  XaValidators *old = self->validators;

  self->validators = validators ? xa_validators_ref (validators) : NULL;
  g_clear_pointer (&old, xa_validators_unref);
}

void
xa_rest_set_credential (XaRest             *self,
                        const XaCredential *credential)
{
  XaCredential *old = self->credential;

  self->credential = credential ? xa_credential_copy (credential) : NULL;
  xa_credential_free (old);
}

void
xa_rest_set_renew (XaRest     *self,
                   XaRenewFunc renew,
                   gpointer    data)
{
  self->renew = renew;
  self->renew_data = data;
}

/**
 * xa_rest_set_base:
 *
 * Asks another server from now on, with the same credential. An address that may not be asked, or
 * one of the own network that the user did not name himself, makes every request fail with REFUSED:
 * where a platform says that an account lives is for the platform to say, but not what lies behind
 * the user's own router.
 */
void
xa_rest_set_base (XaRest     *self,
                  const char *base)
{
  gboolean         is_private = FALSE;
  g_autofree char *address = xa_address_check (base, &is_private, NULL);

  self->is_refused = !address || (is_private && !self->is_private);
  if (!self->is_refused)
    g_set_str (&self->base, address);
}

void
xa_rest_set_cancellable (XaRest       *self,
                         GCancellable *cancellable)
{
  g_set_object (&self->cancellable, cancellable);
}

void
xa_rest_set_patience (XaRest *self,
                      guint   max_tries,
                      gint64  timeout_us)
{
  self->max_tries = MIN (max_tries, XA_REST_MAX_TRIES);
  self->timeout_us = MIN (timeout_us, XA_TRANSPORT_TIMEOUT_US);
}

void
xa_rest_set_wait (XaRest    *self,
                  XaWaitFunc wait,
                  gpointer   data)
{
  self->wait = wait;
  self->wait_data = data;
}

const char *
xa_rest_get_base (XaRest *self)
{
  return self->base;
}

const XaCredential *
xa_rest_get_credential (XaRest *self)
{
  return self->credential;
}

const char *
xa_rest_get_user_agent (XaRest *self)
{
  return self->dialect->user_agent ? self->dialect->user_agent : "XAudience/" XA_VERSION;
}

/**
 * xa_rest_get_not_before:
 *
 * Returns: when it is worth asking again after the last request, or XA_TIME_UNKNOWN
 */
gint64
xa_rest_get_not_before (XaRest *self)
{
  return self->not_before_us;
}

/* Counts what went out, tries and redirects too. */
guint64
xa_rest_get_n_requests (XaRest *self)
{
  return self->n_requests;
}

void
xa_rest_refund (XaRest *self,
                double  price)
{
  xa_limits_refund (self->limits, self->connection, price);
}

/* How long a credential that still holds is used before it is renewed again. */
#define RENEW_PAUSE_US (60 * (gint64) G_USEC_PER_SEC)

/* Gets another credential. */
static gboolean
renew (XaRest  *self,
       GError **error)
{
  g_autoptr (XaCredential) old = xa_credential_copy (self->credential);
  g_autoptr (XaCredential) fresh = NULL;

  self->is_renewing = TRUE;
  fresh = self->renew (self, old, self->renew_data, error);
  self->is_renewing = FALSE;
  if (!fresh)
    return FALSE;
  xa_rest_set_credential (self, fresh);

  return TRUE;
}

/* A token that is about to end is renewed before it is used. Where that fails for now, and not because the
 * platform refused it, the old one is used as long as it holds: a network that is away ends no sign-in. */
static gboolean
renew_ahead (XaRest          *self,
             const XaRequest *request,
             GError         **error)
{
  gint64 now_us = xa_time_now ();
  g_autoptr (GError) failure = NULL;

  if (!self->renew || !self->credential || self->is_renewing || request->anonymous || !xa_oauth_is_due (self->credential, now_us))
    return TRUE;
  if (self->credential->expires_us > now_us && now_us < self->renew_again_us)
    return TRUE;
  /* One that lasts for minutes only is always about to end. */
  self->renew_again_us = now_us + RENEW_PAUSE_US;
  if (renew (self, &failure) || (self->credential->expires_us > now_us && xa_net_error_passes (failure)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/**
 * xa_rest_send:
 *
 * Sends @request, again where that is safe and worth it, and follows it within the origin.
 *
 * Returns: (transfer full): the answer; NULL with XA_NET_ERROR, or G_IO_ERROR_CANCELLED
 */
XaResponse *
xa_rest_send (XaRest          *self,
              const XaRequest *request,
              GError         **error)
{
  g_autoptr (GError) refusal = NULL;
  XaResponse *response;

  self->not_before_us = XA_TIME_UNKNOWN;
  if (self->is_refused) {
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED,
                 N_ ("%s names a server that must not be asked from here; check the account's address."), self->dialect->platform);
    return NULL;
  }

  if (!renew_ahead (self, request, error))
    return NULL;
  response = xa_rest_try (self, request, &refusal);
  if (!response && g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_AUTH) && self->renew && self->credential &&
      !self->is_renewing && !request->anonymous) {
    if (!renew (self, error))
      return NULL;
    g_clear_error (&refusal);
    response = xa_rest_try (self, request, &refusal);
  }
  if (!response)
    g_propagate_error (error, g_steal_pointer (&refusal));

  return response;
}

char *
xa_rest_get_stamp (XaRest          *self,
                   const XaRequest *request)
{
  XaRestCall call;
  char      *stamp = NULL;

  if (self->validators && !self->is_refused && xa_rest_call_init (&call, self, request, NULL))
    stamp = xa_validators_get_stamp (self->validators, self->connection, call.address);
  if (self->validators && !self->is_refused)
    xa_rest_call_clear (&call);

  return stamp;
}

XaJson *
xa_rest_ask (XaRest          *self,
             const XaRequest *request,
             GError         **error)
{
  g_autoptr (XaResponse) response = xa_rest_send (self, request, error);

  return response ? xa_response_parse (response, error) : NULL;
}
