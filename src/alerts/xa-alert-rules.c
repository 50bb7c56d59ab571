#include "alerts/xa-alert-rules.h"

#include "model/xa-language.h"

#include <math.h>

#define HOURS(n) ((n) * G_GINT64_CONSTANT (3600))

static const XaAlertRuleAbout abouts[XA_N_ALERT_KINDS] = {
  [XA_ALERT_VIRAL] = {
    N_ ("Posts that take off"),
    N_ ("One of the audience's own posts has far more reactions, comments and shares than its posts usually have at that age, and goes on growing faster."),
    N_ ("deviations above the median of the last 60 posts at that age, on a logarithmic scale"),
    N_ ("the least reactions, comments and shares, or views where only these are known"),
    2,
    20,
    1e9,
    { XA_ALERT_VIRAL, TRUE, 3.5, 20, HOURS (6), TRUE },
  },
  [XA_ALERT_GROWTH] = {
    N_ ("Unusual growth"),
    N_ ("An audience gained or lost far more people in a day than on the 60 days before, as its platform states its size."),
    N_ ("deviations from the median of daily growth"),
    N_ ("the least change in people"),
    2,
    20,
    1e9,
    { XA_ALERT_GROWTH, TRUE, 4, 50, HOURS (72), TRUE },
  },
  [XA_ALERT_CONNECTION] = {
    N_ ("Trouble with a connection"),
    N_ ("A connection needs you to sign in, a permission, credit or a newer version, or its platform cannot be reached."),
    NULL,
    NULL,
    0,
    0,
    0,
    { XA_ALERT_CONNECTION, TRUE, 0, 0, HOURS (6), TRUE },
  },
  [XA_ALERT_LAG] = {
    N_ ("Data that grows old"),
    N_ ("What is followed over a connection was tried and not fetched for longer than this."),
    N_ ("hours"),
    NULL,
    1,
    24 * 90,
    0,
    { XA_ALERT_LAG, TRUE, 24, 0, HOURS (24), TRUE },
  },
  [XA_ALERT_QUEUE] = {
    N_ ("Work that waits"),
    N_ ("Something could have been begun and was not for longer than this."),
    N_ ("minutes"),
    NULL,
    1,
    60 * 24,
    0,
    { XA_ALERT_QUEUE, TRUE, 30, 0, HOURS (6), FALSE },
  },
  [XA_ALERT_ERRORS] = {
    N_ ("Much that fails"),
    N_ ("Of what was tried over a connection in the last 24 hours more than this failed."),
    N_ ("percent of the attempts"),
    N_ ("the least number of attempts"),
    1,
    100,
    1e6,
    { XA_ALERT_ERRORS, TRUE, 25, 20, HOURS (24), FALSE },
  },
  [XA_ALERT_UPKEEP] = {
    N_ ("Backups and checks that fail"),
    N_ ("The daily backup could not be made, or the workspace was found to be damaged."),
    NULL,
    NULL,
    0,
    0,
    0,
    { XA_ALERT_UPKEEP, TRUE, 0, 0, HOURS (24), TRUE },
  },
  [XA_ALERT_REPORT] = {
    N_ ("Reports that cannot be written"),
    N_ ("A report is due, and its folder is gone, full or closed, or none of its audiences is there. It stays planned."),
    NULL,
    NULL,
    0,
    0,
    0,
    { XA_ALERT_REPORT, TRUE, 0, 0, HOURS (24), TRUE },
  },
};

const XaAlertRuleAbout *
xa_alert_rule_about (XaAlertKind kind)
{
  g_return_val_if_fail (kind > 0 && kind < XA_N_ALERT_KINDS, NULL);

  return &abouts[kind];
}

gboolean
xa_alert_rules_load (XaStore      *store,
                     XaAlertRules *self,
                     GError      **error)
{
  g_autoptr (GArray) changed = xa_store_list_alert_rules (store, error);

  if (!changed)
    return FALSE;
  for (int kind = 1; kind < XA_N_ALERT_KINDS; kind++)
    self->rules[kind] = abouts[kind].usual;
  for (guint i = 0; i < changed->len; i++) {
    const XaAlertRule *rule = &g_array_index (changed, XaAlertRule, i);

    /* What somebody else wrote into the file must not make nonsense of it. */
    if (xa_alert_rule_check (rule, NULL))
      self->rules[rule->kind] = *rule;
  }

  return TRUE;
}

gboolean
xa_alert_rule_check (const XaAlertRule *rule,
                     GError           **error)
{
  const XaAlertRuleAbout *about = xa_alert_rule_about (rule->kind);

  if (about->threshold && !(rule->threshold >= about->least_threshold && rule->threshold <= about->most_threshold)) {
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID, N_ ("The threshold (%s) lies between %g and %g."), about->threshold, about->least_threshold, about->most_threshold);
    return FALSE;
  }
  if (about->floor && !(rule->floor >= 0 && rule->floor <= about->most_floor)) {
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID, N_ ("The floor (%s) lies between 0 and %g."), about->floor, about->most_floor);
    return FALSE;
  }
  if (rule->cool_down_s < 0 || rule->cool_down_s > HOURS (24 * 365)) {
    g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID, N_ ("The cool-down lies between no time and a year."));
    return FALSE;
  }

  return TRUE;
}

XaViralRule
xa_alert_rule_get_viral (const XaAlertRule *rule)
{
  return (XaViralRule) { .threshold = rule->threshold, .floor = rule->floor, .cool_down_us = rule->cool_down_s * G_USEC_PER_SEC };
}

XaUnusualGrowthRule
xa_alert_rule_get_growth (const XaAlertRule *rule)
{
  return (XaUnusualGrowthRule) { .threshold = rule->threshold, .floor = rule->floor, .cool_down_us = rule->cool_down_s * G_USEC_PER_SEC };
}
