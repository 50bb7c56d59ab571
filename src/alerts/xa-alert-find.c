#include "alerts/xa-alert-find.h"

#include "alerts/xa-alert-posts.h"
#include "insight/xa-scope.h"
#include "store/xa-audiences.h"
#include "store/xa-connections.h"
#include "store/xa-glance.h"
#include "store/xa-metric-rows.h"
#include "store/xa-report-plans.h"
#include "store/xa-upkeep-rows.h"

#include <math.h>
#include <string.h>

/* Posts that are needed to judge the newest by: a month of them mostly, and a year has 60 where there is
 * one a week. */
static const gint64 baselines_us[] = { 30 * XA_USEC_PER_DAY, 400 * XA_USEC_PER_DAY };

/* Posts that are older than this are looked at no more. */
#define YOUNG_US (3 * XA_USEC_PER_DAY)

/* Hours that the share of failures is taken over. */
#define ERROR_HOURS 24

/* Who was asked to fetch within so long waits for data. */
#define TRIED_US (3 * XA_USEC_PER_DAY)

typedef struct {
  XaStore            *store;
  const XaAlertRules *rules;
  gint64              from_us, now_us;
  GCancellable       *cancellable; /* (nullable) */
  XaAlertFinds       *finds;
} Look;

void
xa_alert_finds_clear (XaAlertFinds *self)
{
  g_clear_pointer (&self->alerts, g_ptr_array_unref);
}

static XaAlert *
add (Look       *look,
     XaAlertKind kind,
     gint64      at_us,
     const char *thing)
{
  XaAlert *alert = xa_alert_new (kind);

  alert->at_us = at_us;
  g_set_str (&alert->thing, thing);
  if (!xa_alert_kind_is_state (kind))
    alert->until_us = at_us;
  g_ptr_array_add (look->finds->alerts, alert);

  return alert;
}

/* Until when the last alert of a kind keeps an audience quiet. */
static gboolean
get_quiet_until (Look       *look,
                 XaAlertKind kind,
                 gint64      audience_id,
                 gint64     *quiet_until_us,
                 GError    **error)
{
  gint64 last_us;

  if (!xa_store_get_last_alert (look->store, kind, audience_id, 0, &last_us, error))
    return FALSE;
  *quiet_until_us = last_us == XA_TIME_UNKNOWN ? 0 : last_us + look->rules->rules[kind].cool_down_s * G_USEC_PER_SEC;

  return TRUE;
}

/* --- audiences --- */

/* As many of the last posts as are needed; none where none is young. */
static gboolean
load_posts (Look         *look,
            gint64        audience_id,
            XaAlertPosts *posts,
            GError      **error)
{
  gint64 last_us;

  if (!xa_store_get_last_post (look->store, audience_id, look->now_us, &last_us, error))
    return FALSE;
  if (last_us == XA_TIME_UNKNOWN || last_us < look->from_us - YOUNG_US)
    return xa_alert_posts_load (look->store, audience_id, look->now_us, look->now_us, posts, error);
  for (gsize i = 0; i < G_N_ELEMENTS (baselines_us); i++) {
    xa_alert_posts_clear (posts);
    if (!xa_alert_posts_load (look->store, audience_id, look->from_us - baselines_us[i], look->now_us, posts, error))
      return FALSE;
    if (posts->posts->len > 2 * XA_VIRAL_BASELINE)
      break;
  }

  return TRUE;
}

static gboolean
look_at_posts (Look             *look,
               const XaAudience *audience,
               GError          **error)
{
  const XaViralRule rule = xa_alert_rule_get_viral (&look->rules->rules[XA_ALERT_VIRAL]);
  g_auto (XaAlertPosts) posts = { 0 };
  g_autoptr (GArray) alarms = NULL;
  gint64        quiet_until_us;
  XaViralSearch search;

  if (!get_quiet_until (look, XA_ALERT_VIRAL, audience->id, &quiet_until_us, error) ||
      !load_posts (look, audience->id, &posts, error))
    return FALSE;
  alarms = xa_viral_find ((XaViralPost *) (void *) posts.posts->data, posts.posts->len, &rule, look->from_us, look->now_us, quiet_until_us, &search);
  for (guint i = 0; i < alarms->len; i++) {
    const XaViralAlarm *alarm = &g_array_index (alarms, XaViralAlarm, i);
    g_autofree char    *thing = g_strdup_printf ("%" G_GINT64_FORMAT, posts.ids[alarm->post]);
    XaAlert            *alert = add (look, XA_ALERT_VIRAL, alarm->seen_us, thing);

    alert->audience_id = audience->id;
    alert->since_us = alarm->seen_us - alarm->age_us;
    alert->metric = posts.metric;
    alert->value = alarm->value;
    alert->usual = round (alarm->usual);
    alert->score = alarm->z;
  }

  return TRUE;
}

static gboolean
look_at_growth (Look             *look,
                const XaAudience *audience,
                GError          **error)
{
  XaUnusualGrowthRule rule = xa_alert_rule_get_growth (&look->rules->rules[XA_ALERT_GROWTH]);
  g_autoptr (GArray) sizes = xa_store_glance_days (look->store, &audience->id, 1, look->now_us, XA_UNUSUAL_GROWTH_BASELINE + 32, error);
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (XaGrowthPoint));
  g_autoptr (GArray) alarms = NULL;
  gint64 quiet_until_us;

  if (!sizes || !get_quiet_until (look, XA_ALERT_GROWTH, audience->id, &quiet_until_us, error))
    return FALSE;
  /* A day that is not over has not shown what it brings; nothing is told of fewer people than may be. */
  for (guint i = 0; i < sizes->len; i++) {
    const XaGlanceSize *size = &g_array_index (sizes, XaGlanceSize, i);
    const XaGrowthPoint point = { size->at_us + XA_USEC_PER_DAY, size->value, size->granularity };

    if (point.at_us <= look->now_us)
      g_array_append_val (days, point);
  }
  rule.floor = MAX (rule.floor, XA_SMALLEST_COUNT_OUTSIDE);
  alarms = xa_unusual_growth_find ((XaGrowthPoint *) (void *) days->data, days->len, &rule, look->from_us, look->now_us + 1, quiet_until_us);
  for (guint i = 0; i < alarms->len; i++) {
    const XaUnusualGrowth *alarm = &g_array_index (alarms, XaUnusualGrowth, i);
    g_autofree char       *thing = g_strdup_printf ("%" G_GINT64_FORMAT, alarm->at_us / XA_USEC_PER_DAY);
    XaAlert               *alert = add (look, XA_ALERT_GROWTH, alarm->at_us, thing);

    alert->audience_id = audience->id;
    alert->metric = XA_ALERT_OF_PEOPLE;
    alert->value = alarm->change;
    alert->usual = round (alarm->usual);
    alert->score = alarm->z;
  }

  return TRUE;
}

static gboolean
look_at_audiences (Look    *look,
                   GError **error)
{
  const gboolean viral = look->rules->rules[XA_ALERT_VIRAL].is_on, growth = look->rules->rules[XA_ALERT_GROWTH].is_on;
  g_autoptr (GPtrArray) audiences = xa_store_list_audiences (look->store, error);

  if (!audiences)
    return FALSE;
  for (guint i = 0; i < audiences->len; i++) {
    const XaAudience *audience = audiences->pdata[i];

    if (g_cancellable_set_error_if_cancelled (look->cancellable, error))
      return FALSE;
    if ((viral && audience->n_posts > 0 && !look_at_posts (look, audience, error)) || (growth && !look_at_growth (look, audience, error)))
      return FALSE;
  }

  return TRUE;
}

/* --- connections --- */

static gboolean
look_at_connections (Look    *look,
                     GError **error)
{
  g_autoptr (GPtrArray) connections = xa_store_list_connections (look->store, NULL, error);

  if (!connections)
    return FALSE;
  for (guint i = 0; i < connections->len; i++) {
    const XaConnection *connection = connections->pdata[i];
    XaAlert            *alert;

    if (connection->state == XA_CONNECTION_OK || connection->state == XA_CONNECTION_UNCHECKED)
      continue;
    alert = add (look, XA_ALERT_CONNECTION, look->now_us, xa_connection_state_id (connection->state));
    alert->connection_id = connection->id;
    alert->since_us = connection->checked_us;
    g_set_str (&alert->cause, xa_connection_state_id (connection->state));
  }

  return TRUE;
}

/* Only where somebody tries: data that nobody asked for grows old by itself. */
static gboolean
look_at_lags (Look    *look,
              GError **error)
{
  const double most_s = look->rules->rules[XA_ALERT_LAG].threshold * 3600;
  g_autoptr (GArray) lags = xa_store_list_lags (look->store, error);

  if (!lags)
    return FALSE;
  for (guint i = 0; i < lags->len; i++) {
    const XaConnectionLag *lag = &g_array_index (lags, XaConnectionLag, i);
    const double           lag_s = (double) (look->now_us - lag->last_ok_us) / G_USEC_PER_SEC;
    XaAlert               *alert;

    if (lag_s <= most_s || lag->tried_us == XA_TIME_UNKNOWN || look->now_us - lag->tried_us > TRIED_US)
      continue;
    alert = add (look, XA_ALERT_LAG, look->now_us, "lag");
    alert->connection_id = lag->connection_id;
    alert->since_us = lag->last_ok_us;
    alert->metric = XA_ALERT_OF_SECONDS;
    alert->value = lag_s;
    alert->usual = most_s;
  }

  return TRUE;
}

static gboolean
look_at_queue (Look    *look,
               GError **error)
{
  const double most_s = look->rules->rules[XA_ALERT_QUEUE].threshold * 60;
  gint64       since_us;
  double       wait_s;
  XaAlert     *alert;

  if (!xa_store_get_oldest_waiting (look->store, look->now_us, &since_us, error))
    return FALSE;
  wait_s = since_us == XA_TIME_UNKNOWN ? 0 : (double) (look->now_us - since_us) / G_USEC_PER_SEC;
  if (wait_s <= most_s)
    return TRUE;
  alert = add (look, XA_ALERT_QUEUE, look->now_us, "queue");
  alert->since_us = since_us;
  alert->metric = XA_ALERT_OF_SECONDS;
  alert->value = wait_s;
  alert->usual = most_s;

  return TRUE;
}

/* (element-type gint64 gint64): how often something was counted, by connection */
static GHashTable *
count_by_connection (Look       *look,
                     const char *name,
                     GError    **error)
{
  const gint32 from_hour = (gint32) (look->now_us / XA_USEC_PER_HOUR) - ERROR_HOURS;
  g_autoptr (GPtrArray) rows = xa_store_list_metrics (look->store, name, from_hour, error);
  GHashTable *counts;

  if (!rows)
    return NULL;
  counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; i < rows->len; i++) {
    const XaMetricRow *row = rows->pdata[i];
    gint64            *n = g_hash_table_lookup (counts, &row->connection_id);

    if (!n) {
      n = g_new0 (gint64, 1);
      g_hash_table_insert (counts, g_memdup2 (&row->connection_id, sizeof row->connection_id), n);
    }
    *n += row->n;
  }

  return counts;
}

static gboolean
look_at_errors (Look    *look,
                GError **error)
{
  const XaAlertRule *rule = &look->rules->rules[XA_ALERT_ERRORS];
  g_autoptr (GHashTable) failed = count_by_connection (look, "tasks_failed", error);
  g_autoptr (GHashTable) done = failed ? count_by_connection (look, "tasks_done", error) : NULL;
  GHashTableIter iter;
  gint64        *connection_id, *n_failed;

  if (!done)
    return FALSE;
  g_hash_table_iter_init (&iter, failed);
  while (g_hash_table_iter_next (&iter, (gpointer *) &connection_id, (gpointer *) &n_failed)) {
    const gint64 *n_done = g_hash_table_lookup (done, connection_id);
    const double  n = (double) (*n_failed + (n_done ? *n_done : 0));
    XaAlert      *alert;

    if (n < rule->floor || n <= 0 || 100 * (double) *n_failed / n <= rule->threshold)
      continue;
    alert = add (look, XA_ALERT_ERRORS, look->now_us, "errors");
    alert->connection_id = *connection_id;
    alert->metric = XA_ALERT_OF_SHARE;
    alert->value = (double) *n_failed / n;
    alert->usual = rule->threshold / 100;
  }

  return TRUE;
}

static gboolean
look_at_upkeep (Look    *look,
                GError **error)
{
  static const char *const names[] = { XA_UPKEEP_BACKUP, XA_UPKEEP_INTEGRITY };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_auto (XaUpkeepRow) row = { 0 };
    XaAlert *alert;

    if (!xa_store_get_upkeep (look->store, names[i], &row, error))
      return FALSE;
    if (!*row.cause)
      continue;
    alert = add (look, XA_ALERT_UPKEEP, look->now_us, names[i]);
    alert->since_us = row.at_us;
    g_set_str (&alert->cause, row.cause);
  }

  return TRUE;
}

/* The cause, and where it is: of what is wrong with a folder there is one for all reports that go there, whichever
 * was tried first. */
static char *
get_report_thing (const XaReportPlan *plan)
{
  gboolean is_of_plan = strcmp (plan->cause, "audiences-gone") == 0 || strcmp (plan->cause, "failed") == 0;

  return g_strdup_printf ("%s %s", plan->cause, is_of_plan ? plan->name : plan->folder);
}

static gboolean
look_at_reports (Look    *look,
                 GError **error)
{
  g_autoptr (GPtrArray) plans = xa_store_list_report_plans (look->store, error);
  g_autoptr (GHashTable) things = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; plans && i < plans->len; i++) {
    const XaReportPlan *plan = plans->pdata[i];
    char               *thing = get_report_thing (plan);
    XaAlert            *alert;

    if (!g_hash_table_add (things, thing) || !*plan->cause)
      continue;
    alert = add (look, XA_ALERT_REPORT, look->now_us, thing);
    alert->since_us = plan->failed_us;
    g_set_str (&alert->cause, plan->cause);
  }

  return plans != NULL;
}

/* --- all of it --- */

static const struct {
  XaAlertKind kind;
  gboolean (*look) (Look *look, GError **error);
} states[] = {
  { XA_ALERT_CONNECTION, look_at_connections },
  { XA_ALERT_LAG, look_at_lags },
  { XA_ALERT_QUEUE, look_at_queue },
  { XA_ALERT_ERRORS, look_at_errors },
  { XA_ALERT_UPKEEP, look_at_upkeep },
  { XA_ALERT_REPORT, look_at_reports },
};

/**
 * xa_alert_finds_collect:
 * @self: (out): to be cleared in any case
 *
 * A rule that is off finds nothing, and ends what it told of before.
 *
 * Cost: reads a year of the own posts of every audience and what was read of them; in a thread
 */
gboolean
xa_alert_finds_collect (XaStore            *store,
                        const XaAlertRules *rules,
                        gint64              from_us,
                        gint64              now_us,
                        GCancellable       *cancellable,
                        XaAlertFinds       *self,
                        GError            **error)
{
  Look look = { store, rules, from_us, now_us, cancellable, self };

  *self = (XaAlertFinds) { .at_us = now_us, .alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_alert_free) };
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++) {
    if (rules->rules[states[i].kind].is_on && !states[i].look (&look, error))
      return FALSE;
    self->was_asked[states[i].kind] = TRUE;
  }

  return look_at_audiences (&look, error);
}
