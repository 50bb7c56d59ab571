#include "alerts/xa-alert-backtest.h"

#include "alerts/xa-alert-posts.h"
#include "store/xa-audiences.h"
#include "store/xa-glance.h"

#include <math.h>

/* What the first of the days are compared with. */
#define BEFORE_US (300 * XA_USEC_PER_DAY)

void
xa_backtest_free (XaBacktest *self)
{
  g_ptr_array_unref (self->alerts);
  g_array_unref (self->per_day);
  g_free (self);
}

static XaAlert *
add (XaBacktest       *self,
     const XaAudience *audience,
     gint64            at_us)
{
  XaAlert *alert = xa_alert_new (self->kind);

  alert->audience_id = audience->id;
  alert->simulated = audience->simulated;
  alert->at_us = alert->until_us = at_us;
  g_set_str (&alert->subject, audience->title);
  g_ptr_array_add (self->alerts, alert);

  return alert;
}

static gboolean
try_posts (const XaScope     *scope,
           const XaAlertRule *rule,
           const XaAudience  *audience,
           XaBacktest        *self,
           GError           **error)
{
  const XaViralRule viral = xa_alert_rule_get_viral (rule);
  g_auto (XaAlertPosts) posts = { 0 };
  g_autoptr (GArray) alarms = NULL;
  XaViralSearch search;

  if (!xa_alert_posts_load (scope->store, audience->id, self->from_us - BEFORE_US, self->to_us, &posts, error))
    return FALSE;
  alarms = xa_viral_find ((XaViralPost *) (void *) posts.posts->data, posts.posts->len, &viral, self->from_us, self->to_us, 0, &search);
  for (guint i = 0; i < alarms->len; i++) {
    const XaViralAlarm *alarm = &g_array_index (alarms, XaViralAlarm, i);
    XaAlert            *alert = add (self, audience, alarm->seen_us);

    alert->since_us = alarm->seen_us - alarm->age_us;
    alert->metric = posts.metric;
    alert->value = alarm->value;
    alert->usual = round (alarm->usual);
    alert->score = alarm->z;
  }
  self->n_judged += search.n_posts;
  self->n_unread += search.n_unread;
  self->n_quiet += search.n_quiet;
  self->n_audiences += search.n_posts > 0;
  self->simulated |= search.n_posts > 0 && audience->simulated;

  return TRUE;
}

static gboolean
try_growth (const XaScope     *scope,
            const XaAlertRule *rule,
            const XaAudience  *audience,
            XaBacktest        *self,
            GError           **error)
{
  const guint         n_days = (guint) ((self->to_us - self->from_us) / XA_USEC_PER_DAY);
  XaUnusualGrowthRule growth = xa_alert_rule_get_growth (rule);
  g_autoptr (GArray) sizes = xa_store_glance_days (scope->store, &audience->id, 1, self->to_us, n_days + XA_UNUSUAL_GROWTH_BASELINE, error);
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (XaGrowthPoint));
  g_autoptr (GArray) alarms = NULL;
  gsize n_before;

  if (!sizes)
    return FALSE;
  for (guint i = 0; i < sizes->len; i++) {
    const XaGlanceSize *size = &g_array_index (sizes, XaGlanceSize, i);
    const XaGrowthPoint point = { size->at_us + XA_USEC_PER_DAY, size->value, size->granularity };

    if (point.at_us <= self->to_us)
      g_array_append_val (days, point);
  }
  growth.floor = MAX (growth.floor, scope->smallest_count);
  n_before = MIN (days->len, XA_UNUSUAL_LEAST + 1);
  alarms = xa_unusual_growth_find ((XaGrowthPoint *) (void *) days->data, days->len, &growth, self->from_us, self->to_us + 1, 0);
  for (guint i = 0; i < alarms->len; i++) {
    const XaUnusualGrowth *alarm = &g_array_index (alarms, XaUnusualGrowth, i);
    XaAlert               *alert = add (self, audience, alarm->at_us);

    alert->metric = XA_ALERT_OF_PEOPLE;
    alert->value = alarm->change;
    alert->usual = round (alarm->usual);
    alert->score = alarm->z;
  }
  self->n_judged += days->len - n_before;
  self->n_audiences += days->len > n_before;
  self->simulated |= days->len > n_before && audience->simulated;

  return TRUE;
}

static int
compare_by_time (gconstpointer a,
                 gconstpointer b)
{
  gint64 x = ((const XaAlert *) a)->at_us, y = ((const XaAlert *) b)->at_us;

  return (x > y) - (x < y);
}

static void
count_by_day (XaBacktest *self)
{
  const gint64 first = self->from_us / XA_USEC_PER_DAY;

  g_array_set_size (self->per_day, (guint) (self->to_us / XA_USEC_PER_DAY - first + 1));
  for (guint i = 0; i < self->alerts->len; i++) {
    const gint64 day = ((XaAlert *) self->alerts->pdata[i])->at_us / XA_USEC_PER_DAY - first;

    if (day >= 0 && day < self->per_day->len)
      g_array_index (self->per_day, guint, day)++;
  }
}

static gboolean
try_all (const XaScope     *scope,
         const XaAlertRule *rule,
         gint64             audience_id,
         XaBacktest        *self,
         GError           **error)
{
  g_autoptr (GPtrArray) audiences = xa_store_list_audiences (scope->store, error);

  if (!audiences)
    return FALSE;
  for (guint i = 0; i < audiences->len; i++) {
    const XaAudience *audience = audiences->pdata[i];

    if (audience_id && audience->id != audience_id)
      continue;
    if (g_cancellable_set_error_if_cancelled (scope->cancellable, error))
      return FALSE;
    if (!(rule->kind == XA_ALERT_VIRAL ? try_posts : try_growth) (scope, rule, audience, self, error))
      return FALSE;
  }

  return TRUE;
}

/**
 * xa_backtest_new:
 *
 * Counters and sizes are those that platforms publish; changes of fewer people than @scope allows
 * are not told.
 *
 * Errors: XA_STORE_ERROR_INVALID for a rule that makes no sense; those of the store; CANCELLED
 */
XaBacktest *
xa_backtest_new (const XaScope     *scope,
                 const XaAlertRule *rule,
                 gint64             audience_id,
                 guint              days,
                 gint64             now_us,
                 GError           **error)
{
  g_autoptr (XaBacktest) self = NULL;

  g_return_val_if_fail (rule->kind == XA_ALERT_VIRAL || rule->kind == XA_ALERT_GROWTH, NULL);
  g_return_val_if_fail (days >= 1 && days <= 400, NULL);

  if (!xa_alert_rule_check (rule, error))
    return NULL;
  self = g_new0 (XaBacktest, 1);
  self->kind = rule->kind;
  self->from_us = now_us - days * XA_USEC_PER_DAY;
  self->to_us = now_us;
  self->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_alert_free);
  self->per_day = g_array_new (FALSE, TRUE, sizeof (guint));
  if (!try_all (scope, rule, audience_id, self, error))
    return NULL;
  g_ptr_array_sort_values (self->alerts, compare_by_time);
  count_by_day (self);
  self->per_month = self->n_judged ? self->alerts->len * 30.0 / days : (double) NAN;

  return g_steal_pointer (&self);
}
