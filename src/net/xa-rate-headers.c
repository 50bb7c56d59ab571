#include "net/xa-rate-headers.h"

#include "model/xa-time.h"

#include <libsoup/soup.h>
#include <math.h>
#include <string.h>

/* Numbers of a reset from here on are times since 1970, not lengths; from the second on in
 * milliseconds. No platform has a window of thirty years. */
#define FIRST_EPOCH_S 1e9
#define FIRST_EPOCH_MS 1e12

/* No limit of a platform is higher; what is, was meant as something else. */
#define MAX_LIMIT 1e9

void
xa_rate_report_init (XaRateReport *report)
{
  *report = (XaRateReport) { .limit = -1, .remaining = -1, .reset_us = XA_TIME_UNKNOWN };
}

void
xa_rate_report_clear (XaRateReport *report)
{
  g_clear_pointer (&report->bucket, g_free);
}

gint64
xa_http_time_parse (const char *text)
{
  g_autoptr (GDateTime) time = soup_date_time_new_from_http_string (text);

  return time ? g_date_time_to_unix (time) * G_USEC_PER_SEC : XA_TIME_UNKNOWN;
}

/* The number that a text begins with, or -1. "60, 60;window=60" is a limit of 60. */
static double
parse_number (const char *text)
{
  char  *end;
  double value;

  if (!text)
    return -1;
  while (g_ascii_isspace (*text))
    text++;
  if (!g_ascii_isdigit (*text))
    return -1;
  value = g_ascii_strtod (text, &end);

  return isfinite (value) ? value : -1;
}

static double
parse_limit (const char *text)
{
  double value = parse_number (text);

  return value <= MAX_LIMIT ? value : -1;
}

static gint64
after (const XaResponse *response,
       double            seconds)
{
  if (seconds < 0)
    return XA_TIME_UNKNOWN;

  return response->received_us + (gint64) (MIN (seconds, 1e9) * 1e6);
}

/* A reset: how many seconds from now, or a time by the platform's clock as a number or in words. */
static gint64
parse_reset (const XaResponse *response,
             const char       *text)
{
  double value;
  gint64 time_us;

  if (!text)
    return XA_TIME_UNKNOWN;
  if (strchr (text, ':')) {
    time_us = xa_time_parse (xa_span (text));
    return time_us == XA_TIME_UNKNOWN ? time_us : time_us - response->skew_us;
  }

  value = parse_number (text);
  if (value < FIRST_EPOCH_S)
    return after (response, value);
  if (value >= FIRST_EPOCH_MS)
    value /= 1000;

  return value < FIRST_EPOCH_MS ? (gint64) (value * 1e6) - response->skew_us : XA_TIME_UNKNOWN;
}

/* The value of @name among "r=50;t=30" or "limit=100, remaining=50", or NULL. */
static char *
find_parameter (const char *header,
                const char *name)
{
  g_auto (GStrv) parts = g_strsplit_set (header, ",;", -1);

  for (gsize i = 0; parts[i]; i++) {
    char *value = strchr (parts[i], '=');

    if (!value)
      continue;
    *value++ = '\0';
    if (g_ascii_strcasecmp (g_strstrip (parts[i]), name) == 0)
      return g_strdup (g_strstrip (value));
  }

  return NULL;
}

static char *
find_either (const char *header,
             const char *name,
             const char *short_name)
{
  char *value = header ? find_parameter (header, name) : NULL;

  return value || !header ? value : find_parameter (header, short_name);
}

/* The drafts of "RateLimit header fields for HTTP": one field with all in it, since the seventh;
 * its eighth shortens the names and moves the limit to a field of policies. */
static void
read_one_field (const XaResponse *response,
                XaRateReport     *report)
{
  const char      *field = xa_response_get_header (response, "ratelimit");
  const char      *policy = xa_response_get_header (response, "ratelimit-policy");
  g_autofree char *limit = find_either (field, "limit", "q");
  g_autofree char *quota = find_either (policy, "q", "limit");
  g_autofree char *remaining = find_either (field, "remaining", "r");
  g_autofree char *reset = find_either (field, "reset", "t");

  report->limit = parse_limit (limit ? limit : quota);
  report->remaining = parse_limit (remaining);
  report->reset_us = parse_reset (response, reset);
}

static const char *
get_prefixed (const XaResponse *response,
              const char       *prefix,
              const char       *name)
{
  g_autofree char *header = g_strconcat (prefix, name, NULL);

  return xa_response_get_header (response, header);
}

/* Three fields, as the earlier drafts and most platforms have it. */
static gboolean
read_fields (const XaResponse *response,
             const char       *prefix,
             XaRateReport     *report)
{
  const char *remaining = get_prefixed (response, prefix, "remaining");

  if (!remaining)
    return FALSE;
  report->limit = parse_limit (get_prefixed (response, prefix, "limit"));
  report->remaining = parse_limit (remaining);
  report->reset_us = after (response, parse_number (get_prefixed (response, prefix, "reset-after")));
  if (report->reset_us == XA_TIME_UNKNOWN)
    report->reset_us = parse_reset (response, get_prefixed (response, prefix, "reset"));

  return TRUE;
}

/**
 * xa_rate_headers_read:
 * @report: (inout): initialised; what the answer says of it is filled in
 *
 * Reads RateLimit, RateLimit-*, X-RateLimit-* and X-Rate-Limit-*. Values that make no sense count
 * as not said; times far ahead are capped by who uses them.
 */
void
xa_rate_headers_read (const XaResponse *response,
                      XaRateReport     *report)
{
  static const char *const prefixes[] = { "ratelimit-", "x-ratelimit-", "x-rate-limit-" };

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (read_fields (response, prefixes[i], report))
      return;
  if (xa_response_get_header (response, "ratelimit"))
    read_one_field (response, report);
}

/**
 * xa_rate_headers_read_wait:
 *
 * Returns: what Retry-After says, in seconds or as a time (RFC 9110, section 10.2.3); -1 where it
 *   says nothing that can be understood
 */
gint64
xa_rate_headers_read_wait (const XaResponse *response)
{
  const char *text = xa_response_get_header (response, "retry-after");
  double      seconds = parse_number (text);
  gint64      time_us;

  if (!text)
    return -1;
  if (seconds >= 0)
    return (gint64) (MIN (seconds, 1e9) * 1e6);

  time_us = xa_http_time_parse (text);

  return time_us == XA_TIME_UNKNOWN ? -1 : MAX (0, time_us - response->skew_us - response->received_us);
}
