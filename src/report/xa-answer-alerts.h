#pragma once

#include "alerts/xa-alert-backtest.h"
#include "alerts/xa-alerts.h"
#include "report/xa-answer-json.h"

/* Alerts, rules and back-tests as JSON. Counters of posts and sizes are those that platforms publish; a
 * change of fewer than @smallest_count people is withheld all the same. */

/* One object; as "data" of a webhook, and one of a list. */
void xa_answer_alert (JsonBuilder *builder, const XaAlert *alert, guint smallest_count);
void xa_answer_alerts (JsonBuilder *builder, const GPtrArray *alerts, guint smallest_count); /* (element-type XaAlert) */
void xa_answer_alert_rules (JsonBuilder *builder, const XaAlertRules *rules);
void xa_answer_backtest (JsonBuilder *builder, const XaBacktest *backtest, guint smallest_count);
