#include "store/xa-alerts.h"

#include "store/xa-store-private.h"

#include <math.h>
#include <string.h>

enum {
  STMT_LIST,
  STMT_OPEN,
  STMT_UNSEEN,
  STMT_LAST,
  STMT_KNOWN,
  STMT_ADD,
  STMT_END,
  STMT_TELL,
  STMT_SEE,
  STMT_FORGET,
  STMT_RULES,
  STMT_SET_RULE,
  STMT_RESET_RULE,
  STMT_OLDEST,
  STMT_LAGS,
  N_STMTS
};

#define COLUMNS                                                                                                              \
  "SELECT t.id, t.kind, t.audience_id, t.connection_id, coalesce (a.title, c.name, ''), coalesce (a.simulated, 0), t.thing," \
  " t.at_us, t.until_us, t.since_us, t.metric, t.value, t.usual, t.score, t.cause, t.is_seen, t.told FROM alert AS t"        \
  " LEFT JOIN audience AS a ON a.id = t.audience_id LEFT JOIN connection AS c ON c.id = t.connection_id"
#define SAME "kind = ?1 AND audience_id IS ?2 AND connection_id IS ?3"

static const char *const sql[N_STMTS] = {
  [STMT_LIST] = COLUMNS " WHERE t.at_us >= ?1 ORDER BY t.at_us DESC, t.id DESC LIMIT ?2",
  [STMT_OPEN] = COLUMNS " WHERE t.until_us IS NULL ORDER BY t.id",
  [STMT_UNSEEN] = "SELECT count (*) FROM alert WHERE NOT is_seen",
  [STMT_LAST] = "SELECT max (at_us) FROM alert WHERE " SAME,
  [STMT_KNOWN] = "SELECT 1 FROM alert WHERE " SAME " AND thing = ?4 AND (?5 = 0 OR until_us IS NULL)",
  [STMT_ADD] =
    "INSERT INTO alert (kind, audience_id, connection_id, thing, at_us, until_us, since_us, metric, value, usual, score, cause)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
  [STMT_END] = "UPDATE alert SET until_us = ?2 WHERE id = ?1 AND until_us IS NULL",
  [STMT_TELL] = "UPDATE alert SET told = told | ?2 WHERE id = ?1",
  [STMT_SEE] = "UPDATE alert SET is_seen = 1 WHERE NOT is_seen",
  [STMT_FORGET] = "DELETE FROM alert WHERE at_us < ?1 AND until_us IS NOT NULL",
  [STMT_RULES] = "SELECT kind, is_on, threshold, floor, cool_down_s, notifies FROM alert_rule ORDER BY kind",
  [STMT_SET_RULE] =
    "INSERT INTO alert_rule (kind, is_on, threshold, floor, cool_down_s, notifies) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (kind)"
    " DO UPDATE SET is_on = excluded.is_on, threshold = excluded.threshold, floor = excluded.floor, cool_down_s = excluded.cool_down_s,"
    " notifies = excluded.notifies",
  [STMT_RESET_RULE] = "DELETE FROM alert_rule WHERE kind = ?1",
  [STMT_OLDEST] =
    "SELECT min (max (t.created_us, coalesce (t.not_before_us, 0))) FROM task AS t LEFT JOIN source AS s ON s.id = t.source_id"
    " LEFT JOIN connection AS c ON c.id = s.connection_id WHERE t.state = 1 AND coalesce (t.not_before_us, 0) <= ?1"
    " AND NOT coalesce (s.is_paused, 0) AND NOT coalesce (c.is_paused, 0)",
  [STMT_LAGS] =
    "SELECT s.connection_id, min (s.last_ok_us), (SELECT max (max (coalesce (t.started_us, 0), coalesce (t.finished_us, 0))) FROM task AS t"
    " JOIN source AS o ON o.id = t.source_id WHERE o.connection_id = s.connection_id)"
    " FROM source AS s JOIN connection AS c ON c.id = s.connection_id WHERE s.last_ok_us IS NOT NULL AND NOT s.is_paused AND NOT c.is_paused"
    " GROUP BY s.connection_id",
};

XA_STATEMENT_TABLE (xa_alerts_statements, sql);

static const char *const kind_ids[XA_N_ALERT_KINDS] = {
  [XA_ALERT_VIRAL] = "viral",
  [XA_ALERT_GROWTH] = "growth",
  [XA_ALERT_CONNECTION] = "connection",
  [XA_ALERT_LAG] = "lag",
  [XA_ALERT_QUEUE] = "queue",
  [XA_ALERT_ERRORS] = "errors",
  [XA_ALERT_UPKEEP] = "upkeep",
  [XA_ALERT_REPORT] = "report",
};

const char *
xa_alert_kind_id (XaAlertKind kind)
{
  return kind > 0 && kind < XA_N_ALERT_KINDS ? kind_ids[kind] : "unknown";
}

gboolean
xa_alert_kind_parse (const char  *id,
                     XaAlertKind *kind)
{
  for (int i = 1; i < XA_N_ALERT_KINDS; i++)
    if (strcmp (id, kind_ids[i]) == 0) {
      *kind = (XaAlertKind) i;
      return TRUE;
    }

  return FALSE;
}

gboolean
xa_alert_kind_is_state (XaAlertKind kind)
{
  return kind != XA_ALERT_VIRAL && kind != XA_ALERT_GROWTH;
}

/**
 * xa_alert_new:
 *
 * Returns: (transfer full): of that kind, with nothing known of it
 */
XaAlert *
xa_alert_new (XaAlertKind kind)
{
  XaAlert *self = g_new0 (XaAlert, 1);

  self->kind = kind;
  self->subject = g_strdup ("");
  self->thing = g_strdup ("");
  self->cause = g_strdup ("");
  self->at_us = self->until_us = self->since_us = XA_TIME_UNKNOWN;
  self->value = self->usual = self->score = (double) NAN;

  return self;
}

void
xa_alert_free (XaAlert *self)
{
  g_free (self->subject);
  g_free (self->thing);
  g_free (self->cause);
  g_free (self);
}

/* --- alerts --- */

static gint64
get_time (XaQuery *q,
          int      i)
{
  return sqlite3_column_type (q, i) == SQLITE_NULL ? XA_TIME_UNKNOWN : sqlite3_column_int64 (q, i);
}

static double
get_double (XaQuery *q,
            int      i)
{
  return sqlite3_column_type (q, i) == SQLITE_NULL ? (double) NAN : sqlite3_column_double (q, i);
}

static void
bind_id (XaQuery *q,
         int      i,
         gint64   id)
{
  if (id)
    sqlite3_bind_int64 (q, i, id);
  else
    sqlite3_bind_null (q, i);
}

static void
bind_time (XaQuery *q,
           int      i,
           gint64   time_us)
{
  if (time_us == XA_TIME_UNKNOWN)
    sqlite3_bind_null (q, i);
  else
    sqlite3_bind_int64 (q, i, time_us);
}

static void
bind_double (XaQuery *q,
             int      i,
             double   value)
{
  if (isnan (value))
    sqlite3_bind_null (q, i);
  else
    sqlite3_bind_double (q, i, value);
}

static XaAlert *
read_alert (XaQuery *q)
{
  XaAlert *alert = xa_alert_new ((XaAlertKind) sqlite3_column_int (q, 1));

  alert->id = sqlite3_column_int64 (q, 0);
  alert->audience_id = sqlite3_column_int64 (q, 2);
  alert->connection_id = sqlite3_column_int64 (q, 3);
  g_set_str (&alert->subject, (const char *) sqlite3_column_text (q, 4));
  alert->simulated = sqlite3_column_int (q, 5);
  g_set_str (&alert->thing, (const char *) sqlite3_column_text (q, 6));
  alert->at_us = sqlite3_column_int64 (q, 7);
  alert->until_us = get_time (q, 8);
  alert->since_us = get_time (q, 9);
  alert->metric = (XaAlertMetric) sqlite3_column_int (q, 10);
  alert->value = get_double (q, 11);
  alert->usual = get_double (q, 12);
  alert->score = get_double (q, 13);
  g_set_str (&alert->cause, (const char *) sqlite3_column_text (q, 14));
  alert->is_seen = sqlite3_column_int (q, 15);
  alert->told = (guint) sqlite3_column_int (q, 16);

  return alert;
}

/* Kinds of a version that knew more are passed over. */
static GPtrArray *
read_alerts (XaStore *store,
             XaQuery *q,
             GError **error)
{
  g_autoptr (GPtrArray) alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_alert_free);
  int row;

  while ((row = xa_store_step (store, q, error)) == 1)
    if (sqlite3_column_int (q, 1) > 0 && sqlite3_column_int (q, 1) < XA_N_ALERT_KINDS)
      g_ptr_array_add (alerts, read_alert (q));

  return row == 0 ? g_steal_pointer (&alerts) : NULL;
}

GPtrArray *
xa_store_list_alerts (XaStore *store,
                      gint64   since_us,
                      guint    max,
                      GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST], error);

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, since_us);
  sqlite3_bind_int64 (q, 2, max);

  return read_alerts (store, q, error);
}

GPtrArray *
xa_store_list_open_alerts (XaStore *store,
                           GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_OPEN], error);

  return q ? read_alerts (store, q, error) : NULL;
}

gboolean
xa_store_count_unseen_alerts (XaStore *store,
                              gint64  *n,
                              GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_UNSEEN], error);
  int row = q ? xa_store_step (store, q, error) : -1;

  *n = row == 1 ? sqlite3_column_int64 (q, 0) : 0;

  return row == 1;
}

gboolean
xa_store_get_last_alert (XaStore    *store,
                         XaAlertKind kind,
                         gint64      audience_id,
                         gint64      connection_id,
                         gint64     *at_us,
                         GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LAST], error);

  *at_us = XA_TIME_UNKNOWN;
  if (!q)
    return FALSE;
  sqlite3_bind_int (q, 1, kind);
  bind_id (q, 2, audience_id);
  bind_id (q, 3, connection_id);
  if (xa_store_step (store, q, error) != 1)
    return FALSE;
  *at_us = get_time (q, 0);

  return TRUE;
}

/* 1: the same is known; 0: it is not; -1 with @error */
static int
is_known (XaStore       *store,
          const XaAlert *alert,
          GError       **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_KNOWN], error);

  if (!q)
    return -1;
  sqlite3_bind_int (q, 1, alert->kind);
  bind_id (q, 2, alert->audience_id);
  bind_id (q, 3, alert->connection_id);
  sqlite3_bind_text (q, 4, alert->thing, -1, SQLITE_STATIC);
  sqlite3_bind_int (q, 5, xa_alert_kind_is_state (alert->kind));

  return xa_store_step (store, q, error);
}

gboolean
xa_store_add_alert (XaStore *store,
                    XaAlert *alert,
                    GError **error)
{
  const int known = is_known (store, alert, error);
  g_autoptr (XaQuery) q = known == 0 ? xa_store_query (store, sql[STMT_ADD], error) : NULL;

  alert->id = 0;
  if (known != 0 || !q)
    return known == 1;
  sqlite3_bind_int (q, 1, alert->kind);
  bind_id (q, 2, alert->audience_id);
  bind_id (q, 3, alert->connection_id);
  sqlite3_bind_text (q, 4, alert->thing, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 5, alert->at_us);
  bind_time (q, 6, alert->until_us);
  bind_time (q, 7, alert->since_us);
  sqlite3_bind_int (q, 8, alert->metric);
  bind_double (q, 9, alert->value);
  bind_double (q, 10, alert->usual);
  bind_double (q, 11, alert->score);
  sqlite3_bind_text (q, 12, alert->cause, -1, SQLITE_STATIC);
  if (!xa_store_run (store, q, error))
    return FALSE;
  alert->id = sqlite3_last_insert_rowid (store->db);

  return TRUE;
}

static gboolean
run_with (XaStore *store,
          int      which,
          gint64   a,
          gint64   b,
          GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[which], error);

  if (!q)
    return FALSE;
  for (int i = 1; i <= sqlite3_bind_parameter_count (q); i++)
    sqlite3_bind_int64 (q, i, i == 1 ? a : b);

  return xa_store_run (store, q, error);
}

gboolean
xa_store_end_alert (XaStore *store,
                    gint64   id,
                    gint64   until_us,
                    GError **error)
{
  return run_with (store, STMT_END, id, until_us, error);
}

gboolean
xa_store_tell_alert (XaStore *store,
                     gint64   id,
                     guint    told,
                     GError **error)
{
  return run_with (store, STMT_TELL, id, told, error);
}

gboolean
xa_store_see_alerts (XaStore *store,
                     GError **error)
{
  return run_with (store, STMT_SEE, 0, 0, error);
}

gboolean
xa_store_forget_alerts (XaStore *store,
                        gint64   before_us,
                        GError **error)
{
  return run_with (store, STMT_FORGET, before_us, 0, error);
}

/* --- rules --- */

GArray *
xa_store_list_alert_rules (XaStore *store,
                           GError **error)
{
  g_autoptr (GArray) rules = g_array_new (FALSE, FALSE, sizeof (XaAlertRule));
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_RULES], error);
  int row = -1;

  while (q && (row = xa_store_step (store, q, error)) == 1) {
    XaAlertRule rule = {
      .kind = (XaAlertKind) sqlite3_column_int (q, 0),
      .is_on = sqlite3_column_int (q, 1),
      .threshold = sqlite3_column_double (q, 2),
      .floor = sqlite3_column_double (q, 3),
      .cool_down_s = sqlite3_column_int64 (q, 4),
      .notifies = sqlite3_column_int (q, 5),
    };

    if (rule.kind > 0 && rule.kind < XA_N_ALERT_KINDS)
      g_array_append_val (rules, rule);
  }

  return row == 0 ? g_steal_pointer (&rules) : NULL;
}

static gboolean
put_rule (XaStore           *store,
          const XaAlertRule *rule,
          GError           **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_SET_RULE], error);
  g_autofree char *detail = g_strdup_printf ("%s %s", xa_alert_kind_id (rule->kind), rule->is_on ? "on" : "off");

  if (!q)
    return FALSE;
  sqlite3_bind_int (q, 1, rule->kind);
  sqlite3_bind_int (q, 2, rule->is_on);
  sqlite3_bind_double (q, 3, rule->threshold);
  sqlite3_bind_double (q, 4, rule->floor);
  sqlite3_bind_int64 (q, 5, rule->cool_down_s);
  sqlite3_bind_int (q, 6, rule->notifies);

  return xa_store_run (store, q, error) && xa_store_audit (store, "alert-rule-set", detail, error);
}

static gboolean
drop_rule (XaStore    *store,
           XaAlertKind kind,
           GError    **error)
{
  return run_with (store, STMT_RESET_RULE, kind, 0, error) && xa_store_audit (store, "alert-rule-reset", xa_alert_kind_id (kind), error);
}

gboolean
xa_store_set_alert_rule (XaStore           *store,
                         const XaAlertRule *rule,
                         GError           **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  if (put_rule (store, rule, error))
    return xa_store_commit (store, error);
  xa_store_rollback (store);

  return FALSE;
}

gboolean
xa_store_reset_alert_rule (XaStore    *store,
                           XaAlertKind kind,
                           GError    **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  if (drop_rule (store, kind, error))
    return xa_store_commit (store, error);
  xa_store_rollback (store);

  return FALSE;
}

/* --- what rules look at --- */

gboolean
xa_store_get_oldest_waiting (XaStore *store,
                             gint64   now_us,
                             gint64  *since_us,
                             GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_OLDEST], error);

  *since_us = XA_TIME_UNKNOWN;
  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, now_us);
  if (xa_store_step (store, q, error) != 1)
    return FALSE;
  *since_us = get_time (q, 0);

  return TRUE;
}

GArray *
xa_store_list_lags (XaStore *store,
                    GError **error)
{
  g_autoptr (GArray) lags = g_array_new (FALSE, FALSE, sizeof (XaConnectionLag));
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LAGS], error);
  int row = -1;

  while (q && (row = xa_store_step (store, q, error)) == 1) {
    XaConnectionLag lag = {
      .connection_id = sqlite3_column_int64 (q, 0),
      .last_ok_us = sqlite3_column_int64 (q, 1),
      .tried_us = sqlite3_column_int64 (q, 2) > 0 ? sqlite3_column_int64 (q, 2) : XA_TIME_UNKNOWN,
    };

    g_array_append_val (lags, lag);
  }

  return row == 0 ? g_steal_pointer (&lags) : NULL;
}
