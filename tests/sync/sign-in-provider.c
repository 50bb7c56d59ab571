#include "sign-in-place.h"

#include "model/xa-time.h"

static gboolean
check (XaFetch *fetch,
       char   **who,
       GError **error)
{
  g_autoptr (XaRequest) request = xa_request_new ("GET", "me", NULL);
  g_autoptr (XaResponse) response = xa_rest_send (xa_fetch_get_rest (fetch), request, error);

  *who = response ? g_strdup ("the user") : NULL;

  return response != NULL;
}

static gboolean
can_reach (const XaTarget *target)
{
  return target->platform == XA_PLATFORM_OTHER;
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass passes[] = { XA_PASS_PROFILE, 0 };

  return passes;
}

static gboolean
fetch_profile (XaFetch *fetch,
               XaPass   pass,
               GError **error)
{
  const char      *id = xa_fetch_get_target (fetch)->id;
  XaAudienceRecord record = { .platform = XA_PLATFORM_OTHER, .native_id = xa_span (id), .kind = XA_AUDIENCE_GROUP, .title = xa_span (id), .members_reported = 100 };
  XaAudienceRef    ref;
  g_autoptr (XaRequest) request = xa_request_new ("GET", "data", NULL);

  for (guint i = 0; i < QUESTIONS; i++) {
    g_autoptr (XaResponse) response = xa_rest_send (xa_fetch_get_rest (fetch), request, error);

    if (!response)
      return FALSE;
  }

  return xa_sink_audience (xa_fetch_get_sink (fetch), &record, &ref, error) && xa_fetch_page (fetch, NULL, error);
}

SignInPlace *sign_in_extending; /* whose server extends tokens */

static XaCredential *
extend (XaRest             *rest,
        const XaCredential *given,
        GError            **error)
{
  XaCredential *longer = xa_credential_copy (given);

  pthread_mutex_lock (&sign_in_extending->lock);
  sign_in_extending->n_extended++;
  sign_in_extending->generation++;
  g_free (longer->token);
  longer->token = g_strdup_printf (TOKEN "%u", sign_in_extending->generation);
  longer->expires_us = xa_time_now () + 60 * XA_USEC_PER_DAY;
  pthread_mutex_unlock (&sign_in_extending->lock);

  return longer;
}

#define WAY .authorize = "/oauth/authorize", .token = "/oauth/token", .scopes = "read users.read"

static const XaOAuthWay public_way = { WAY, .client = XA_CLIENT_PUBLIC, .ports = xa_oauth_fixed_ports, .n_ports = XA_OAUTH_N_FIXED_PORTS };
static const XaOAuthWay secret_way = { WAY, .client = XA_CLIENT_SECRET, .in_header = TRUE };
static const XaOAuthWay extended_way = { WAY, .client = XA_CLIENT_SECRET, .extend = extend, .extend_ahead_us = 30 * XA_USEC_PER_DAY };
static const XaOAuthWay app_way = { .token = "/oauth/token", .client = XA_CLIENT_SECRET, .in_header = TRUE };

static const XaSignIn sign_ins[] = {
  { .kind = XA_SIGN_IN_OAUTH, .id = "public", .title = "Public", .oauth = &public_way },
  { .kind = XA_SIGN_IN_OAUTH, .id = "secret", .title = "Secret", .oauth = &secret_way },
  { .kind = XA_SIGN_IN_OAUTH, .id = "extended", .title = "Extended", .oauth = &extended_way },
  { .kind = XA_SIGN_IN_OAUTH, .id = "app", .title = "App", .oauth = &app_way },
  { .kind = XA_SIGN_IN_TOKEN, .id = "token", .title = "Token" },
};

static const char *const gives_not[] = { NULL };
static const XaDialect   dialect = { .platform = "The platform", .sign = XA_SIGN_BEARER, .rate = { 1000, G_USEC_PER_SEC }, .max_per_host = 8 };

const XaProvider sign_in_provider = {
  .id = "signing",
  .name = "The platform",
  .platform = XA_PLATFORM_OTHER,
  .dialect = &dialect,
  .gives = XA_GIVES_PROFILE,
  .gives_not = gives_not,
  .limits_words = "None.",
  .sign_ins = sign_ins,
  .n_sign_ins = G_N_ELEMENTS (sign_ins),
  .terms = { .words = "None.", .url = "" },
  .check = check,
  .can_reach = can_reach,
  .get_passes = get_passes,
  .fetch = fetch_profile,
};
