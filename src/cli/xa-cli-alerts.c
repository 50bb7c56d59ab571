#include "cli/xa-cli-alerts.h"

#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-scope.h"
#include "insight/xa-subject.h"
#include "model/xa-time.h"
#include "server/xa-deliver.h"
#include "report/xa-answer-alerts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LINES_IF_NOT_GIVEN 50

static void
print_builder (JsonBuilder *builder)
{
  g_autofree char *text = xa_answer_print (builder);

  fputs (text, stdout);
}

/* --- the list --- */

static void
print_alerts (const GPtrArray *alerts)
{
  static const char *const columns[] = { "When", "What", "How much", "State", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = 0; i < alerts->len; i++) {
    const XaAlert   *alert = alerts->pdata[i];
    g_autofree char *at = xa_cli_format_time (alert->at_us);
    g_autofree char *title = xa_alert_get_title (alert);
    g_autofree char *body = xa_alert_get_body (alert);
    g_autofree char *named = alert->simulated ? g_strconcat (title, " (SIMULATED)", NULL) : g_strdup (title);
    const char      *state = alert->until_us == XA_TIME_UNKNOWN ? "holds" : xa_alert_kind_is_state (alert->kind) ? "over"
                                                                                                                 : "-";

    xa_cli_table_add (table, (const char *[]) { at, named, body, state, NULL });
  }
  xa_cli_table_print (table);
}

static XaCliExit
show (XaCli           *self,
      const GPtrArray *alerts,
      const char      *nothing)
{
  if (xa_cli_wants_json (self)) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();

    xa_answer_alerts (builder, alerts, XA_SMALLEST_COUNT_OUTSIDE);
    print_builder (builder);
  } else if (alerts->len > 0) {
    print_alerts (alerts);
  } else {
    xa_cli_say ("%s", nothing);
  }

  return XA_CLI_OK;
}

static XaCliExit
run_list (XaCli   *self,
          GError **error)
{
  gint64 lines = xa_cli_get_number (self, "lines", LINES_IF_NOT_GIVEN);
  g_autoptr (XaStore) store = NULL;
  g_autoptr (GPtrArray) alerts = NULL;

  if (lines < 1 || lines > G_MAXINT32)
    return xa_cli_usage (error, "--lines takes a number from 1 on");
  store = xa_cli_open_store (self, XA_STORE_READ, error);
  alerts = store ? xa_store_list_alerts (store, xa_cli_get_number (self, "since", 0), (guint) lines, error) : NULL;
  if (!alerts)
    return XA_CLI_FAILED;

  return show (self, alerts, "Nothing unusual was noticed. \"alerts check\" looks now.");
}

static gboolean
write_alone (XaAlertsEdit edit,
             gpointer     edit_data,
             gpointer     data,
             GError     **error)
{
  g_autoptr (XaStore) writer = xa_store_open (data, XA_STORE_WRITE, error);

  return writer && edit (writer, edit_data, error);
}

/* For the webhooks that want to know: serve sends it. */
static gboolean
tell (const char      *path,
      const GPtrArray *fresh,
      GError         **error)
{
  g_autoptr (XaStore) writer = fresh->len ? xa_store_open (path, XA_STORE_WRITE, error) : NULL;

  return fresh->len == 0 || (writer && xa_deliver_tell_alerts (writer, fresh, xa_time_now (), error));
}

static XaCliExit
run_check (XaCli   *self,
           GError **error)
{
  GCancellable    *cancellable = xa_cli_watch_signals (self);
  g_autofree char *path = xa_cli_find_workspace (self, error);
  g_autoptr (GPtrArray) fresh = NULL;

  if (!path)
    return XA_CLI_USAGE;
  if (!xa_alerts_check (path, xa_time_now (), write_alone, path, cancellable, &fresh, error) || !tell (path, fresh, error))
    return XA_CLI_FAILED;

  return show (self, fresh, "Nothing new.");
}

/* --- rules --- */

static char *
format_number (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%g", number));
}

static void
print_rules (const XaAlertRules *rules)
{
  static const char *const columns[] = { "Rule", "On", ">Threshold", ">Floor", ">Quiet for", "Notifies", "Tells", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (int kind = 1; kind < XA_N_ALERT_KINDS; kind++) {
    const XaAlertRule      *rule = &rules->rules[kind];
    const XaAlertRuleAbout *about = xa_alert_rule_about ((XaAlertKind) kind);
    g_autofree char        *threshold = about->threshold ? format_number (rule->threshold) : g_strdup ("-");
    g_autofree char        *floor = about->floor ? format_number (rule->floor) : g_strdup ("-");
    g_autofree char        *quiet = g_strdup_printf ("%g h", (double) rule->cool_down_s / 3600);

    xa_cli_table_add (table, (const char *[]) { xa_alert_kind_id ((XaAlertKind) kind), rule->is_on ? "yes" : "no", threshold, floor, quiet, rule->notifies ? "yes" : "no",
                                                about->title, NULL });
  }
  xa_cli_table_print (table);
}

static gboolean
read_double (XaCli      *self,
             const char *option,
             double     *number,
             GError    **error)
{
  const char *text = xa_cli_get_text (self, option);
  char       *end;
  double      value;

  if (!text)
    return TRUE;
  value = g_ascii_strtod (text, &end);
  if (end == text || *end || !isfinite (value)) {
    xa_cli_usage (error, "--%s takes a number, not \"%s\"", option, text);
    return FALSE;
  }
  *number = value;

  return TRUE;
}

/* The rule that the options name, with what they change. */
static gboolean
read_rule (XaCli              *self,
           const XaAlertRules *rules,
           XaAlertKind         fallback,
           XaAlertRule        *rule,
           GError            **error)
{
  XaAlertKind kind = fallback;
  double      hours;

  if (xa_cli_has (self, "kind") ? !xa_alert_kind_parse (xa_cli_get_text (self, "kind"), &kind) : fallback == 0) {
    xa_cli_usage (error, "--kind takes one of viral, growth, connection, lag, queue, errors and upkeep");
    return FALSE;
  }
  *rule = rules->rules[kind];
  hours = (double) rule->cool_down_s / 3600;
  if (!read_double (self, "threshold", &rule->threshold, error) || !read_double (self, "floor", &rule->floor, error) || !read_double (self, "cool-down", &hours, error))
    return FALSE;
  rule->cool_down_s = hours >= 0 && hours < 1e6 ? (gint64) (hours * 3600) : -1;

  return TRUE;
}

static XaCliExit
change_rule (XaCli      *self,
             const char *verb,
             GError    **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_WRITE, error);
  XaAlertRules rules;
  XaAlertRule  rule;

  if (!store || !xa_alert_rules_load (store, &rules, error))
    return XA_CLI_FAILED;
  if (!read_rule (self, &rules, 0, &rule, error))
    return XA_CLI_USAGE;
  if (strcmp (verb, "reset") == 0)
    return xa_store_reset_alert_rule (store, rule.kind, error) ? XA_CLI_OK : XA_CLI_FAILED;
  if ((xa_cli_has (self, "on") && xa_cli_has (self, "off")) || (xa_cli_has (self, "notify") && xa_cli_has (self, "no-notify")))
    return xa_cli_usage (error, "either --on or --off, and either --notify or --no-notify");
  rule.is_on = xa_cli_has (self, "on") || (rule.is_on && !xa_cli_has (self, "off"));
  rule.notifies = xa_cli_has (self, "notify") || (rule.notifies && !xa_cli_has (self, "no-notify"));

  return xa_alert_rule_check (&rule, error) && xa_store_set_alert_rule (store, &rule, error) ? XA_CLI_OK : XA_CLI_FAILED;
}

static XaCliExit
run_rules (XaCli   *self,
           GError **error)
{
  const char *verb = xa_cli_get_arguments (self)[0];
  g_autoptr (XaStore) store = NULL;
  g_autoptr (JsonBuilder) builder = NULL;
  XaAlertRules rules;

  if (verb && strcmp (verb, "set") != 0 && strcmp (verb, "reset") != 0)
    return xa_cli_usage (error, "alerts rules knows set and reset, not \"%s\"", verb);
  if (verb)
    return change_rule (self, verb, error);
  store = xa_cli_open_store (self, XA_STORE_READ, error);
  if (!store || !xa_alert_rules_load (store, &rules, error))
    return XA_CLI_FAILED;
  if (!xa_cli_wants_json (self)) {
    print_rules (&rules);
    return XA_CLI_OK;
  }
  builder = json_builder_new ();
  xa_answer_alert_rules (builder, &rules);
  print_builder (builder);

  return XA_CLI_OK;
}

/* --- the back-test --- */

static void
say_backtest (const XaBacktest *backtest)
{
  const char *things = backtest->kind == XA_ALERT_VIRAL ? "posts" : "days";

  if (isnan (backtest->per_month)) {
    xa_cli_say ("Nothing could be judged: %s.", backtest->kind == XA_ALERT_VIRAL ? "own posts have to be read several times while they are young, and twenty of them" : "sizes of twenty days are needed");
    return;
  }
  xa_cli_say ("The rule would have fired %u times in %" G_GINT64_FORMAT " days, %.1f times a month, on %" G_GSIZE_FORMAT " %s of %u audiences.", backtest->alerts->len,
              (backtest->to_us - backtest->from_us) / XA_USEC_PER_DAY, backtest->per_month, backtest->n_judged, things, backtest->n_audiences);
  if (backtest->n_quiet)
    xa_cli_say ("%" G_GSIZE_FORMAT " more were kept back by the cool-down.", backtest->n_quiet);
  if (backtest->n_unread)
    xa_cli_say ("%" G_GSIZE_FORMAT " posts could not be judged: too few others were read at that age.", backtest->n_unread);
}

static XaCliExit
run_backtest (XaCli   *self,
              GError **error)
{
  const char *name = xa_cli_get_arguments (self)[0];
  gint64      days = xa_cli_get_number (self, "days", XA_BACKTEST_DAYS);
  g_auto (XaCliScope) scope = { 0 };
  g_autoptr (XaSubject) subject = NULL;
  g_autoptr (XaBacktest) backtest = NULL;
  XaAlertRules rules;
  XaAlertRule  rule;

  if (days < 1 || days > 400)
    return xa_cli_usage (error, "--days takes a number from 1 to 400");
  if (!xa_cli_scope_open (self, FALSE, &scope, error) || !xa_alert_rules_load (scope.store, &rules, error))
    return XA_CLI_FAILED;
  if (!read_rule (self, &rules, XA_ALERT_VIRAL, &rule, error))
    return XA_CLI_USAGE;
  if (rule.kind != XA_ALERT_VIRAL && rule.kind != XA_ALERT_GROWTH)
    return xa_cli_usage (error, "only the rules viral and growth can be tried on the past");
  subject = name ? xa_subject_load_plain (&scope.scope, name, error) : NULL;
  if (name && !subject)
    return XA_CLI_FAILED;
  backtest = xa_backtest_new (&scope.scope, &rule, subject ? subject->id : 0, (guint) days, xa_time_now (), error);
  if (!backtest)
    return XA_CLI_FAILED;
  if (backtest->simulated)
    xa_cli_scope_mark_simulated (xa_cli_wants_json (self) ? XA_CLI_FORM_DATA : XA_CLI_FORM_TEXT);
  if (xa_cli_wants_json (self)) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();

    xa_answer_backtest (builder, backtest, scope.scope.smallest_count);
    print_builder (builder);
    return XA_CLI_OK;
  }
  if (backtest->alerts->len > 0)
    print_alerts (backtest->alerts);
  say_backtest (backtest);

  return XA_CLI_OK;
}

#define RULE_OPTIONS                                                                                                    \
  { "kind", 0, XA_CLI_TEXT, "KIND", "which rule: viral, growth, connection, lag, queue, errors or upkeep" },            \
    { "threshold", 0, XA_CLI_TEXT, "X", "deviations (viral, growth), hours (lag), minutes (queue), percent (errors)" }, \
    { "floor", 0, XA_CLI_TEXT, "N", "the least that is told: interactions, people, attempts" },                         \
    { "cool-down", 0, XA_CLI_TEXT, "HOURS", "silence about the same after it was told" }

static const XaCliOption list_options[] = {
  { "since", 0, XA_CLI_TIME, "TIME", "only what was noticed from then on" },
  { "lines", 'n', XA_CLI_NUMBER, "N", "how many, the newest; 50 if not given" },
  { NULL },
};

static const XaCliOption rules_options[] = {
  RULE_OPTIONS,
  { "on", 0, XA_CLI_FLAG, NULL, "tell of it" },
  { "off", 0, XA_CLI_FLAG, NULL, "do not" },
  { "notify", 0, XA_CLI_FLAG, NULL, "with a notification on the desktop" },
  { "no-notify", 0, XA_CLI_FLAG, NULL, "only in the list" },
  { NULL },
};

static const XaCliOption backtest_options[] = {
  RULE_OPTIONS,
  { "days", 0, XA_CLI_NUMBER, "N", "how far back; 90 if not given" },
  { NULL },
};

const XaCliCommand xa_cli_alerts_commands[] = {
  { "alerts check", "", "Look now whether there is something unusual",
    "The app does so every 15 minutes. What is new is printed and kept in the list.", NULL, 0, 0, run_check },
  { "alerts rules", "[set|reset]", "Show the rules of alerts, or change one",
    "A post takes off when, at the age it has, it lies by the threshold above the audience's own last 60 posts at\n"
    "that age, as robust deviations on a logarithmic scale, is rarer than 1 in 500 by their tail, has at least the\n"
    "floor, and grows faster than they did. Posts of members are never looked at.",
    rules_options, 0, 1, run_rules },
  { "alerts backtest", "[AUDIENCE]", "Say when a rule would have told something",
    "The same search over the last 90 days, as it would have been at each time. Options try another rule than the\n"
    "one that is set.",
    backtest_options, 0, 1, run_backtest },
  { "alerts", "", "List what was noticed: unusual posts and growth, trouble", NULL, list_options, 0, 0, run_list },
  { NULL },
};
