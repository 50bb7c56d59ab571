#include "alerts/xa-alerts.h"

#include <math.h>

static char *
format_count (double value)
{
  const char      *sign = value < 0 ? "-" : "";
  g_autofree char *digits = g_strdup_printf ("%.0f", fabs (value));
  GString         *text = g_string_new (sign);

  for (const char *at = digits; *at; at++) {
    g_string_append_c (text, *at);
    if (at[1] && (g_utf8_strlen (at, -1) - 1) % 3 == 0)
      g_string_append_c (text, ',');
  }

  return g_string_free_and_steal (text);
}

static char *
format_span (double seconds)
{
  static const struct {
    double      seconds;
    const char *one, *many;
  } units[] = { { 86400 * 2, "day", "days" }, { 3600, "hour", "hours" }, { 60, "minute", "minutes" } };
  static const double lengths[] = { 86400, 3600, 60 };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (seconds >= units[i].seconds || i + 1 == G_N_ELEMENTS (units)) {
      const double n = MAX (1, round (seconds / lengths[i]));

      return g_strdup_printf ("%.0f %s", n, n < 2 ? units[i].one : units[i].many);
    }

  g_assert_not_reached ();
}

static const char *
get_name (const XaAlert *alert)
{
  return *alert->subject ? alert->subject : "XAudience";
}

static const char *
get_state_words (const XaAlert *alert)
{
  static const struct {
    const char *cause;
    const char *words;
  } all[] = {
    { "sign-in", "It has to be signed in to again. What is queued goes on afterwards." },
    { "scope-missing", "It lacks a permission, which the connection names. The rest works." },
    { "payment", "It is out of credit." },
    { "outdated", "The platform no longer speaks this version: update the program." },
    { "unreachable", "The platform could not be reached. It is tried again by itself." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_str_equal (alert->cause, all[i].cause))
      return all[i].words;

  return "It does not work: look at the connection.";
}

static const char *
get_upkeep_words (const XaAlert *alert)
{
  if (g_str_equal (alert->cause, "corrupt"))
    return "The workspace is damaged. Its newest sound backup can be restored.";
  if (g_str_equal (alert->cause, "full"))
    return "The disk is full. The workspace and its earlier backups are as they were: make room.";
  if (g_str_equal (alert->cause, "read-only"))
    return "The folder of the backups cannot be written. The workspace is as it was.";

  return "The workspace is as it was. The log says what was tried.";
}

char *
xa_alert_get_title (const XaAlert *alert)
{
  switch (alert->kind) {
  case XA_ALERT_VIRAL:
    return g_strdup_printf ("%s: a post takes off", get_name (alert));
  case XA_ALERT_GROWTH:
    return g_strdup_printf (alert->value < 0 ? "%s: unusually many left" : "%s: unusually many came", get_name (alert));
  case XA_ALERT_CONNECTION:
    return g_strdup_printf ("%s: the connection does not work", get_name (alert));
  case XA_ALERT_LAG:
    return g_strdup_printf ("%s: the data grows old", get_name (alert));
  case XA_ALERT_QUEUE:
    return g_strdup ("Work waits for long");
  case XA_ALERT_ERRORS:
    return g_strdup_printf ("%s: much fails", get_name (alert));
  case XA_ALERT_UPKEEP:
    return g_strdup (g_str_equal (alert->thing, "backup") ? "The backup could not be made" : "The workspace did not pass its check");
  case XA_N_ALERT_KINDS:
    break;
  }
  g_assert_not_reached ();
}

char *
xa_alert_get_body (const XaAlert *alert)
{
  g_autofree char *value = isnan (alert->value) ? NULL : format_count (alert->value);
  g_autofree char *usual = isnan (alert->usual) ? NULL : format_count (alert->usual);
  g_autofree char *span = NULL;
  g_autofree char *most = NULL;

  switch (alert->kind) {
  case XA_ALERT_VIRAL:
    span = format_span ((double) (alert->at_us - alert->since_us) / G_USEC_PER_SEC);
    return g_strdup_printf ("%s %s after %s; %s are usual at that age.", value, alert->metric == XA_ALERT_OF_VIEWS ? "views" : "reactions, comments and shares", span, usual);
  case XA_ALERT_GROWTH:
    return g_strdup_printf ("%s%s people in a day; %s%s are usual.", alert->value > 0 ? "+" : "", value, alert->usual > 0 ? "+" : "", usual);
  case XA_ALERT_CONNECTION:
    return g_strdup (get_state_words (alert));
  case XA_ALERT_LAG:
    span = format_span (alert->value);
    return g_strdup_printf ("Some of what is followed was last fetched %s ago. Charts show the gap in grey.", span);
  case XA_ALERT_QUEUE:
    span = format_span (alert->value);
    most = format_span (alert->usual);
    return g_strdup_printf ("Something could have been begun %s ago; %s are the limit.", span, most);
  case XA_ALERT_ERRORS:
    return g_strdup_printf ("%.0f %% of what was tried in the last 24 hours failed; %.0f %% are the limit.", 100 * alert->value, 100 * alert->usual);
  case XA_ALERT_UPKEEP:
    return g_strdup (get_upkeep_words (alert));
  case XA_N_ALERT_KINDS:
    break;
  }
  g_assert_not_reached ();
}

char *
xa_alert_get_cause_id (const XaAlert *alert)
{
  return g_strdup_printf ("alert-%s-%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "-%s", xa_alert_kind_id (alert->kind), alert->audience_id, alert->connection_id,
                          xa_alert_kind_is_state (alert->kind) ? alert->thing : "");
}
