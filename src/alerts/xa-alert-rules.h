#pragma once

#include "analysis/xa-unusual-growth.h"
#include "analysis/xa-viral.h"
#include "store/xa-alerts.h"

/* The rules as they hold: the usual ones, and in their place those that were changed. */

/* What a rule's numbers mean, to be shown and to be checked. */
typedef struct {
  const char *title;     /* "Posts that take off" */
  const char *words;     /* when it tells, in a sentence */
  const char *threshold; /* (nullable): what the threshold is; NULL: it has none */
  const char *floor;     /* (nullable): what the floor is */
  double      least_threshold, most_threshold;
  double      most_floor;
  XaAlertRule usual;
} XaAlertRuleAbout;

const XaAlertRuleAbout *xa_alert_rule_about (XaAlertKind kind);

/* By kind, XA_N_ALERT_KINDS of them; the first is empty. */
typedef struct {
  XaAlertRule rules[XA_N_ALERT_KINDS];
} XaAlertRules;

gboolean xa_alert_rules_load (XaStore *store, XaAlertRules *self, GError **error);
/* Whether the numbers make sense; a sentence that says what does not in @error (XA_STORE_ERROR_INVALID). */
gboolean xa_alert_rule_check (const XaAlertRule *rule, GError **error);

XaViralRule         xa_alert_rule_get_viral (const XaAlertRule *rule);
XaUnusualGrowthRule xa_alert_rule_get_growth (const XaAlertRule *rule);
