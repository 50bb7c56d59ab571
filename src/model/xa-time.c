#include "model/xa-time.h"

#include <string.h>

/* The first moment of the year 10000, and as far back: what is beyond is no time of ours. */
#define END_OF_TIME_US (G_GINT64_CONSTANT (253402300800) * G_USEC_PER_SEC)

/**
 * xa_time_now:
 *
 * The wall clock, or the time that SOURCE_DATE_EPOCH holds (seconds since 1970): with it, two
 * runs over the same input write the same bytes.
 *
 * Returns: microseconds since 1970, UTC
 */
gint64
xa_time_now (void)
{
  const char *fixed = g_getenv ("SOURCE_DATE_EPOCH");

  if (fixed && *fixed)
    return g_ascii_strtoll (fixed, NULL, 10) * G_USEC_PER_SEC;

  return g_get_real_time ();
}

static gint64
to_us (GDateTime *time)
{
  gint64 time_us = time ? g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time) : XA_TIME_UNKNOWN;

  g_clear_pointer (&time, g_date_time_unref);

  return time_us;
}

/* Unix time, in seconds, milliseconds or microseconds by its number of digits. */
static gint64
parse_unix (const char *text)
{
  char  *end;
  gint64 value = g_ascii_strtoll (text, &end, 10);

  /* Behind a point, digits alone: an exponent would reach beyond any time. */
  if (end == text || (*end != '\0' && (*end != '.' || end[1 + strspn (end + 1, "0123456789")] != '\0')))
    return XA_TIME_UNKNOWN;
  if (value <= -END_OF_TIME_US || value >= END_OF_TIME_US)
    return XA_TIME_UNKNOWN;
  if (ABS (value) < G_GINT64_CONSTANT (100000000000)) {
    double fraction = *end == '.' ? g_ascii_strtod (end, NULL) : 0.0;

    return value * G_USEC_PER_SEC + (gint64) (fraction * G_USEC_PER_SEC);
  }
  if (ABS (value) < G_GINT64_CONSTANT (100000000000000))
    return value * 1000;

  return value;
}

/**
 * xa_time_parse_local:
 * @text: ISO 8601 with or without a zone, or Unix time
 * @zone: the zone of a time that names none
 *
 * Returns: the time in microseconds since 1970, UTC, or XA_TIME_UNKNOWN
 */
gint64
xa_time_parse_local (XaSpan     text,
                     GTimeZone *zone)
{
  char copy[64];

  while (text.len && g_ascii_isspace (text.str[0]))
    text = (XaSpan) { text.str + 1, text.len - 1 };
  while (text.len && g_ascii_isspace (text.str[text.len - 1]))
    text.len--;
  if (text.len == 0 || text.len >= sizeof copy)
    return XA_TIME_UNKNOWN;

  memcpy (copy, text.str, text.len);
  copy[text.len] = '\0';

  /* A date alone, or with a blank in the place of the T. */
  if (text.len == 10 && copy[4] == '-' && copy[7] == '-')
    g_strlcat (copy, "T00:00:00", sizeof copy);
  else if (text.len > 10 && copy[10] == ' ')
    copy[10] = 'T';

  if (strchr (copy, 'T'))
    return to_us (g_date_time_new_from_iso8601 (copy, zone));

  return parse_unix (copy);
}

/**
 * xa_time_parse:
 * @text: ISO 8601 or Unix time; UTC where no zone is named
 *
 * Returns: the time in microseconds since 1970, UTC, or XA_TIME_UNKNOWN
 */
gint64
xa_time_parse (XaSpan text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  return xa_time_parse_local (text, utc);
}

/**
 * xa_time_format:
 *
 * Returns: (transfer full): @time_us as ISO 8601 in UTC, with a fraction only where there is one
 */
char *
xa_time_format (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc_usec (time_us);

  if (!time)
    return g_strdup ("unknown");

  return g_date_time_format (time, time_us % G_USEC_PER_SEC ? "%Y-%m-%dT%H:%M:%S.%fZ" : "%Y-%m-%dT%H:%M:%SZ");
}
