#include "report/xa-answer-alerts.h"

#include <math.h>

static const char *
get_metric_id (XaAlertMetric metric)
{
  switch (metric) {
  case XA_ALERT_OF_INTERACTIONS:
    return "interactions";
  case XA_ALERT_OF_VIEWS:
    return "views";
  case XA_ALERT_OF_PEOPLE:
    return "people";
  case XA_ALERT_OF_SECONDS:
    return "seconds";
  case XA_ALERT_OF_SHARE:
    return "share";
  case XA_ALERT_OF_NOTHING:
    break;
  }

  return NULL;
}

/* People are told as figures, with their kind; all else is the program's own or a platform's. */
static void
add_value (JsonBuilder   *builder,
           const char    *name,
           XaAlertMetric  metric,
           double         value,
           const XaAlert *alert,
           guint          smallest_count)
{
  XaFigure figure;

  if (metric != XA_ALERT_OF_PEOPLE || isnan (value)) {
    xa_answer_add_double (builder, name, value);
    return;
  }
  figure = xa_figure_exact (value);
  figure.note = XA_NOTE_AS_STATED;
  if (fabs (alert->value) < smallest_count)
    xa_figure_suppress (&figure, XA_NOTE_SMALL_COUNT);
  xa_answer_add_figure (builder, name, &figure);
}

void
xa_answer_alert (JsonBuilder   *builder,
                 const XaAlert *alert,
                 guint          smallest_count)
{
  g_autofree char *title = xa_alert_get_title (alert);
  g_autofree char *body = alert->metric == XA_ALERT_OF_PEOPLE && fabs (alert->value) < smallest_count ? NULL : xa_alert_get_body (alert);

  json_builder_begin_object (builder);
  xa_answer_add_number (builder, "id", alert->id ? alert->id : XA_COUNT_UNKNOWN);
  xa_answer_add_text (builder, "kind", xa_alert_kind_id (alert->kind));
  xa_answer_add_text (builder, "audience", alert->audience_id ? alert->subject : NULL);
  xa_answer_add_text (builder, "connection", alert->connection_id ? alert->subject : NULL);
  xa_answer_add_text (builder, "title", title);
  xa_answer_add_text (builder, "text", body);
  xa_answer_add_time (builder, "at", alert->at_us);
  xa_answer_add_time (builder, "since", alert->since_us);
  xa_answer_add_time (builder, "until", xa_alert_kind_is_state (alert->kind) ? alert->until_us : XA_TIME_UNKNOWN);
  xa_answer_add_text (builder, "metric", get_metric_id (alert->metric));
  add_value (builder, "value", alert->metric, alert->value, alert, smallest_count);
  add_value (builder, "usual", alert->metric, alert->usual, alert, smallest_count);
  xa_answer_add_double (builder, "score", alert->score);
  xa_answer_add_text (builder, "cause", *alert->cause ? alert->cause : NULL);
  xa_answer_add_flag (builder, "seen", alert->is_seen);
  xa_answer_add_flag (builder, "simulated", alert->simulated);
  json_builder_end_object (builder);
}

void
xa_answer_alerts (JsonBuilder     *builder,
                  const GPtrArray *alerts,
                  guint            smallest_count)
{
  json_builder_begin_array (builder);
  for (guint i = 0; i < alerts->len; i++)
    xa_answer_alert (builder, alerts->pdata[i], smallest_count);
  json_builder_end_array (builder);
}

void
xa_answer_alert_rules (JsonBuilder        *builder,
                       const XaAlertRules *rules)
{
  json_builder_begin_array (builder);
  for (int kind = 1; kind < XA_N_ALERT_KINDS; kind++) {
    const XaAlertRule      *rule = &rules->rules[kind];
    const XaAlertRuleAbout *about = xa_alert_rule_about ((XaAlertKind) kind);

    json_builder_begin_object (builder);
    xa_answer_add_text (builder, "kind", xa_alert_kind_id ((XaAlertKind) kind));
    xa_answer_add_text (builder, "title", about->title);
    xa_answer_add_flag (builder, "on", rule->is_on);
    xa_answer_add_double (builder, "threshold", about->threshold ? rule->threshold : (double) NAN);
    xa_answer_add_double (builder, "floor", about->floor ? rule->floor : (double) NAN);
    xa_answer_add_number (builder, "cool_down_s", rule->cool_down_s);
    xa_answer_add_flag (builder, "notifies", rule->notifies);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

void
xa_answer_backtest (JsonBuilder      *builder,
                    const XaBacktest *backtest,
                    guint             smallest_count)
{
  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "kind", xa_alert_kind_id (backtest->kind));
  xa_answer_add_time (builder, "from", backtest->from_us);
  xa_answer_add_time (builder, "to", backtest->to_us);
  xa_answer_add_number (builder, "audiences", backtest->n_audiences);
  xa_answer_add_number (builder, "judged", (gint64) backtest->n_judged);
  xa_answer_add_number (builder, "not_judged", (gint64) backtest->n_unread);
  xa_answer_add_number (builder, "kept_quiet", (gint64) backtest->n_quiet);
  xa_answer_add_double (builder, "per_month", backtest->per_month);
  xa_answer_add_flag (builder, "simulated", backtest->simulated);
  json_builder_set_member_name (builder, "alerts");
  xa_answer_alerts (builder, backtest->alerts, smallest_count);
  json_builder_end_object (builder);
}
