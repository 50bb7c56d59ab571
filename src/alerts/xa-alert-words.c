#include "alerts/xa-alerts.h"

#include "model/xa-language.h"
#include "model/xa-number.h"

#include <math.h>
#include <string.h>

static char *
format_span (double seconds)
{
  const gulong days = (gulong) MAX (1, round (seconds / 86400)), hours = (gulong) MAX (1, round (seconds / 3600)), minutes = (gulong) MAX (1, round (seconds / 60));

  if (seconds >= 2 * 86400)
    return g_strdup_printf (NN_ ("%lu day", "%lu days", days), days);
  if (seconds >= 3600)
    return g_strdup_printf (NN_ ("%lu hour", "%lu hours", hours), hours);

  return g_strdup_printf (NN_ ("%lu minute", "%lu minutes", minutes), minutes);
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
    { "sign-in", N_ ("It has to be signed in to again. What is queued goes on afterwards.") },
    { "scope-missing", N_ ("It lacks a permission, which the connection names. The rest works.") },
    { "payment", N_ ("It is out of credit.") },
    { "outdated", N_ ("The platform no longer speaks this version: update the program.") },
    { "unreachable", N_ ("The platform could not be reached. It is tried again by itself.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_str_equal (alert->cause, all[i].cause))
      return all[i].words;

  return N_ ("It does not work: look at the connection.");
}

static const char *
get_upkeep_words (const XaAlert *alert)
{
  if (g_str_equal (alert->cause, "corrupt"))
    return N_ ("The workspace is damaged. Its newest sound backup can be restored.");
  if (g_str_equal (alert->cause, "full"))
    return N_ ("The disk is full. The workspace and its earlier backups are as they were: make room.");
  if (g_str_equal (alert->cause, "read-only"))
    return N_ ("The folder of the backups cannot be written. The workspace is as it was.");

  return N_ ("The workspace is as it was. The log says what was tried.");
}

static const char *
get_report_words (const XaAlert *alert)
{
  if (g_str_equal (alert->cause, "full"))
    return N_ ("The disk of the folder is full: make room, and it is written.");
  if (g_str_equal (alert->cause, "folder-gone"))
    return N_ ("The folder is not there: make it again, or plan the report with another.");
  if (g_str_equal (alert->cause, "read-only"))
    return N_ ("The folder cannot be written: look whether you may write there.");
  if (g_str_equal (alert->cause, "audiences-gone"))
    return N_ ("None of its audiences is there: plan it with others.");

  return N_ ("It stays planned and is tried again by itself. The log says what was tried.");
}

/* What it is of stands behind the word of the cause: a folder, which goes by its name, or a report. */
static char *
get_report_title (const XaAlert *alert)
{
  const char      *space = strchr (alert->thing, ' ');
  const char      *what = space ? space + 1 : alert->thing;
  g_autofree char *folder = g_path_is_absolute (what) ? g_path_get_basename (what) : NULL;

  return folder ? g_strdup_printf (N_ ("Reports cannot be written to “%s”"), folder) : g_strdup_printf (N_ ("The report “%s” cannot be written"), what);
}

/* In English, as what is sent to other programs is: xa_said () says it to people. */
char *
xa_alert_get_title (const XaAlert *alert)
{
  switch (alert->kind) {
  case XA_ALERT_VIRAL:
    return g_strdup_printf (N_ ("%s: a post takes off"), get_name (alert));
  case XA_ALERT_GROWTH:
    return g_strdup_printf (alert->value < 0 ? N_ ("%s: unusually many left") : N_ ("%s: unusually many came"), get_name (alert));
  case XA_ALERT_CONNECTION:
    return g_strdup_printf (N_ ("%s: the connection does not work"), get_name (alert));
  case XA_ALERT_LAG:
    return g_strdup_printf (N_ ("%s: the data grows old"), get_name (alert));
  case XA_ALERT_QUEUE:
    return g_strdup (N_ ("Work waits for long"));
  case XA_ALERT_ERRORS:
    return g_strdup_printf (N_ ("%s: much fails"), get_name (alert));
  case XA_ALERT_UPKEEP:
    return g_strdup (g_str_equal (alert->thing, "backup") ? N_ ("The backup could not be made") : N_ ("The workspace did not pass its check"));
  case XA_ALERT_REPORT:
    return get_report_title (alert);
  case XA_N_ALERT_KINDS:
    break;
  }
  g_assert_not_reached ();
}

char *
xa_alert_get_body (const XaAlert *alert)
{
  g_autofree char *value = isnan (alert->value) ? NULL : xa_number_format_count (alert->value);
  g_autofree char *usual = isnan (alert->usual) ? NULL : xa_number_format_count (alert->usual);
  g_autofree char *span = NULL;
  g_autofree char *most = NULL;

  switch (alert->kind) {
  case XA_ALERT_VIRAL:
    span = format_span (alert->since_us == XA_TIME_UNKNOWN ? 0 : (double) (alert->at_us - alert->since_us) / G_USEC_PER_SEC);
    return g_strdup_printf (alert->metric == XA_ALERT_OF_VIEWS ? N_ ("%s views after %s; %s are usual at that age.") : N_ ("%s reactions, comments and shares after %s; %s are usual at that age."), value, span, usual);
  case XA_ALERT_GROWTH:
    return g_strdup_printf (N_ ("%s%s people in a day; %s%s are usual."), alert->value > 0 ? "+" : "", value, alert->usual > 0 ? "+" : "", usual);
  case XA_ALERT_CONNECTION:
    return g_strdup (get_state_words (alert));
  case XA_ALERT_LAG:
    span = format_span (alert->value);
    return g_strdup_printf (N_ ("Some of what is followed was last fetched %s ago. Charts show the gap in grey."), span);
  case XA_ALERT_QUEUE:
    span = format_span (alert->value);
    most = format_span (alert->usual);
    return g_strdup_printf (N_ ("Something could have been begun %s ago; %s are the limit."), span, most);
  case XA_ALERT_ERRORS:
    return g_strdup_printf (N_ ("%.0f %% of what was tried in the last 24 hours failed; %.0f %% are the limit."), 100 * alert->value, 100 * alert->usual);
  case XA_ALERT_UPKEEP:
    return g_strdup (get_upkeep_words (alert));
  case XA_ALERT_REPORT:
    return g_strdup (get_report_words (alert));
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
