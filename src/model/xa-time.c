#include "model/xa-time.h"

#include <string.h>

/* The first moment of the year 10000, and as far back: what is beyond is no time of ours. */
#define END_OF_TIME_US (G_GINT64_CONSTANT (253402300800) * G_USEC_PER_SEC)

/* The environment cannot be changed while other threads read it; this can. */
static _Atomic gint64 held_us = XA_TIME_UNKNOWN;

void
xa_time_hold (gint64 now_us)
{
  held_us = now_us;
}

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
  gint64      held = held_us;
  const char *fixed = held == XA_TIME_UNKNOWN ? g_getenv ("SOURCE_DATE_EPOCH") : NULL;

  if (held != XA_TIME_UNKNOWN)
    return held;
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

/* --- the usual forms of ISO 8601 -------------------------------------------------------------- */

/* Reads the digits at the front of @text. Returns: FALSE unless there are as many */
static gboolean
take_digits (XaSpan *text,
             gsize   n,
             gint64 *number)
{
  *number = 0;
  if (text->len < n)
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    if (!g_ascii_isdigit (text->str[i]))
      return FALSE;
    *number = *number * 10 + (text->str[i] - '0');
  }
  *text = (XaSpan) { text->str + n, text->len - n };

  return TRUE;
}

static gboolean
take_char (XaSpan     *text,
           const char *one_of)
{
  if (text->len == 0 || text->str[0] == '\0' || !strchr (one_of, text->str[0]))
    return FALSE;
  *text = (XaSpan) { text->str + 1, text->len - 1 };

  return TRUE;
}

/* Days since 1970 of a date of the Gregorian calendar, in years that begin in March, so that
 * the leap day comes last: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2013. */
static gint64
count_days (gint64 year,
            gint64 month,
            gint64 day)
{
  gint64 march_year = month > 2 ? year : year - 1;
  gint64 march_month = month > 2 ? month - 3 : month + 9;

  return march_year * 365 + march_year / 4 - march_year / 100 + march_year / 400 + (153 * march_month + 2) / 5 + day - 719469;
}

static gboolean
take_date (XaSpan *text,
           gint64 *days)
{
  gint64 year, month, day;

  if (!take_digits (text, 4, &year) || !take_char (text, "-") || !take_digits (text, 2, &month) || !take_char (text, "-") ||
      !take_digits (text, 2, &day) || year == 0 || month < 1 || month > 12 || day < 1 ||
      day > g_date_get_days_in_month ((GDateMonth) month, (GDateYear) year))
    return FALSE;
  *days = count_days (year, month, day);

  return TRUE;
}

static gboolean
take_time_of_day (XaSpan *text,
                  gint64 *time_us)
{
  gint64 hour, minute, second, fraction = 0;

  if (!take_digits (text, 2, &hour) || !take_char (text, ":") || !take_digits (text, 2, &minute) || !take_char (text, ":") ||
      !take_digits (text, 2, &second) || hour > 23 || minute > 59 || second > 59)
    return FALSE;

  if (take_char (text, ".")) {
    gint64 digit, unit = G_USEC_PER_SEC / 10;

    for (; unit > 0 && take_digits (text, 1, &digit); unit /= 10)
      fraction += digit * unit;
  }
  *time_us = ((hour * 60 + minute) * 60 + second) * G_USEC_PER_SEC + fraction;

  return TRUE;
}

/* What local time is ahead of UTC; no zone is UTC. */
static gboolean
take_zone (XaSpan *text,
           gint64 *ahead_us)
{
  gboolean is_behind = text->len > 0 && text->str[0] == '-';
  gint64   hours, minutes;

  *ahead_us = 0;
  if (text->len == 0 || take_char (text, "Z"))
    return TRUE;
  if (!take_char (text, "+-") || !take_digits (text, 2, &hours) || !take_char (text, ":") || !take_digits (text, 2, &minutes) ||
      hours > 23 || minutes > 59)
    return FALSE;
  *ahead_us = (hours * 60 + minutes) * 60 * G_USEC_PER_SEC * (is_behind ? -1 : 1);

  return TRUE;
}

/* "2018-10-10T22:19:24.5+02:00" and less of it: what files hold by the million. Everything else
 * that ISO 8601 allows is left to GLib, which takes twenty times as long. */
static gint64
parse_usual (XaSpan text)
{
  gint64 days, time_us = 0, ahead_us = 0;

  if (!take_date (&text, &days))
    return XA_TIME_UNKNOWN;
  if (text.len > 0 && (!take_char (&text, "T ") || !take_time_of_day (&text, &time_us) || !take_zone (&text, &ahead_us) || text.len > 0))
    return XA_TIME_UNKNOWN;

  return days * XA_USEC_PER_DAY + time_us - ahead_us;
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
  gint64 time_us = parse_usual (text);
  g_autoptr (GTimeZone) utc = time_us == XA_TIME_UNKNOWN ? g_time_zone_new_utc () : NULL;

  return utc ? xa_time_parse_local (text, utc) : time_us;
}

/**
 * xa_time_parse_end:
 * @text: ISO 8601 or Unix time, the end of a range that it is in; UTC where no zone is named
 *
 * Who says "to the 31st" means all of that day, as a calendar does.
 *
 * Returns: the time, of a day alone its last microsecond; or XA_TIME_UNKNOWN
 */
gint64
xa_time_parse_end (XaSpan text)
{
  gint64   time_us = xa_time_parse (text);
  XaSpan   rest = text;
  gint64   days;
  gboolean is_day = take_date (&rest, &days) && rest.len == 0;

  return is_day && time_us != XA_TIME_UNKNOWN ? time_us + XA_USEC_PER_DAY - 1 : time_us;
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
