#pragma once

#include "alerts/xa-alert-rules.h"
#include "ui/xa-session.h"

#include <adwaita.h>

/*
 * One rule of alerts: what it tells, its numbers, and for those that can be tried on the past a chart
 * of when it would have told something. A change is kept at once.
 */
#define XA_TYPE_ALERT_RULE_ROW (xa_alert_rule_row_get_type ())
G_DECLARE_FINAL_TYPE (XaAlertRuleRow, xa_alert_rule_row, XA, ALERT_RULE_ROW, AdwExpanderRow)

GtkWidget *xa_alert_rule_row_new (XaSession *session, const XaAlertRule *rule) G_GNUC_WARN_UNUSED_RESULT;
