#include "providers/linkedin/xa-linkedin-api.h"

#include "model/xa-language.h"

#include <string.h>

/* The version that the connection is asked in. */
#define MARK_VERSION "@version"

/* Versions come monthly, some weeks late: how many of the last months are tried. */
#define MAX_MONTHS 4

/* Of a resource whose calls of the day are used up. */
#define CODE_THROTTLED 101

/* --- refusals -------------------------------------------------------------------------------- */

/* Limits are counted by day, and begin anew at midnight, UTC. */
static gint64
until_midnight (gint64 now_us)
{
  return XA_USEC_PER_DAY - now_us % XA_USEC_PER_DAY;
}

static gboolean
read_refusal (const XaResponse *response,
              XaRefusal        *refusal)
{
  g_autoptr (XaJson) json = response->status >= 400 ? xa_response_parse (response, NULL) : NULL;
  gint64 code = XA_COUNT_UNKNOWN;

  if (json) {
    XaJsonAt root = xa_json_root (json);

    if (xa_json_is_object (&root))
      code = xa_json_maybe_count (&root, "serviceErrorCode");
  }
  if (refusal->code == XA_NET_ERROR_RATE_LIMITED && code == CODE_THROTTLED && refusal->wait_us < 0) {
    refusal->wait_us = until_midnight (response->received_us);
    g_strlcpy (refusal->message, N_ ("The calls that LinkedIn allows your app in a day are used up; it goes on by itself after midnight, UTC."), sizeof refusal->message);
  }
  if (refusal->code == XA_NET_ERROR_OUTDATED)
    g_strlcpy (refusal->message, N_ ("LinkedIn no longer speaks with this version of its interface, nor in a newer one that was tried: update the program."), sizeof refusal->message);
  if (refusal->code == XA_NET_ERROR_FORBIDDEN)
    g_strlcpy (refusal->message, N_ ("LinkedIn shows this only to an administrator of the page, through an app that was granted the Community Management API."), sizeof refusal->message);

  return response->status >= 400;
}

const XaDialect xa_linkedin_dialect = {
  .platform = "LinkedIn",
  .sign = XA_SIGN_BEARER,
  /* Limits are of the day, and told nowhere but in the developer portal. */
  .rate = { .capacity = 60, .period_us = 60 * G_USEC_PER_SEC },
  .read_refusal = read_refusal,
};

/* --- questions ------------------------------------------------------------------------------- */

void
xa_linkedin_add_raw (XaRequest  *request,
                     const char *name,
                     const char *value)
{
  g_string_append_printf (request->query, "%s%s=%s", request->query->len ? "&" : "", name, value);
}

static XaJson *
ask_in (XaFetch         *fetch,
        const XaRequest *asked,
        const char      *version,
        GError         **error)
{
  g_autoptr (XaRequest) request = xa_request_new ("GET", NULL);

  g_string_assign (request->path, asked->path->str);
  g_string_assign (request->query, asked->query->str);
  xa_request_add_header (request, "LinkedIn-Version", version);
  xa_request_add_header (request, "X-Restli-Protocol-Version", "2.0.0");

  return xa_rest_ask (xa_fetch_get_rest (fetch), request, error);
}

/* The month that was @n months ago. */
static char *
get_month (gint64 now_us,
           int    n)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc_usec (now_us);
  g_autoptr (GDateTime) then = now ? g_date_time_add_months (now, -n) : NULL;

  return then ? g_date_time_format (then, "%Y%m") : NULL;
}

/* A month that is over (426): newer ones, the newest first. */
static XaJson *
ask_in_newer (XaFetch         *fetch,
              const XaRequest *request,
              const char      *refused,
              GError         **error)
{
  g_autoptr (GError) last = NULL;

  for (int n = 0; n < MAX_MONTHS; n++) {
    g_autofree char *version = get_month (xa_fetch_get_now (fetch), n);
    XaJson          *json;

    if (!version || strcmp (version, refused) <= 0)
      break;
    g_clear_error (&last);
    json = ask_in (fetch, request, version, &last);
    if (json) {
      xa_fetch_set_mark (fetch, MARK_VERSION, version);
      return json;
    }
    if (!g_error_matches (last, XA_NET_ERROR, XA_NET_ERROR_OUTDATED))
      break;
  }
  if (last)
    g_propagate_error (error, g_steal_pointer (&last));

  return NULL;
}

XaJson *
xa_linkedin_ask (XaFetch   *fetch,
                 XaRequest *request,
                 XaJsonAt  *root,
                 GError   **error)
{
  g_autoptr (XaRequest) owned = request;
  const char *mark = xa_fetch_get_mark (fetch, MARK_VERSION);
  const char *version = mark && strcmp (mark, XA_LINKEDIN_VERSION) > 0 ? mark : XA_LINKEDIN_VERSION;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (GError) newer = NULL;
  g_autoptr (XaJson) json = ask_in (fetch, owned, version, &refusal);

  if (!json && g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_OUTDATED)) {
    json = ask_in_newer (fetch, owned, version, &newer);
    if (newer) {
      g_clear_error (&refusal);
      refusal = g_steal_pointer (&newer);
    }
  }
  if (!json) {
    g_propagate_error (error, g_steal_pointer (&refusal));
    return NULL;
  }
  *root = xa_json_root (json);
  if (!xa_json_is_object (root)) {
    xa_json_fault (root, "expected object");
    xa_json_check (json, error);
    return NULL;
  }

  return g_steal_pointer (&json);
}
