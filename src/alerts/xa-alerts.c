#include "alerts/xa-alerts.h"

#include "journal/xa-journal.h"
#include "store/xa-upkeep-rows.h"

#include <string.h>

/* What happened longer ago than this is no news, even where nobody has looked since. */
#define LONGEST_LOOK_BACK_US (3 * XA_USEC_PER_DAY)

static gboolean
is_same (const XaAlert *a,
         const XaAlert *b)
{
  return a->kind == b->kind && a->audience_id == b->audience_id && a->connection_id == b->connection_id && strcmp (a->thing, b->thing) == 0;
}

static gboolean
is_among (const XaAlertFinds *finds,
          const XaAlert      *alert)
{
  for (guint i = 0; i < finds->alerts->len; i++)
    if (is_same (finds->alerts->pdata[i], alert))
      return TRUE;

  return FALSE;
}

/* States that held and are not found any more. */
static gboolean
end_states (XaStore            *writer,
            const XaAlertFinds *finds,
            GError            **error)
{
  g_autoptr (GPtrArray) open = xa_store_list_open_alerts (writer, error);

  if (!open)
    return FALSE;
  for (guint i = 0; i < open->len; i++) {
    const XaAlert *alert = open->pdata[i];

    if (finds->was_asked[alert->kind] && !is_among (finds, alert) && !xa_store_end_alert (writer, alert->id, finds->at_us, error))
      return FALSE;
  }

  return TRUE;
}

/* What comes back soon after it was over says nothing new. */
static gboolean
is_quiet (XaStore           *writer,
          const XaAlert     *alert,
          const XaAlertRule *rule,
          gboolean          *quiet,
          GError           **error)
{
  gint64 last_us;

  *quiet = FALSE;
  if (!xa_alert_kind_is_state (alert->kind))
    return TRUE;
  if (!xa_store_get_last_alert (writer, alert->kind, alert->audience_id, alert->connection_id, &last_us, error))
    return FALSE;
  *quiet = last_us != XA_TIME_UNKNOWN && alert->at_us - last_us < rule->cool_down_s * G_USEC_PER_SEC;

  return TRUE;
}

static gboolean
record (XaStore            *writer,
        const XaAlertFinds *finds,
        const XaAlertRules *rules,
        GArray             *fresh_ids,
        GError            **error)
{
  for (guint i = 0; i < finds->alerts->len; i++) {
    XaAlert *alert = finds->alerts->pdata[i];
    gboolean quiet;

    if (!is_quiet (writer, alert, &rules->rules[alert->kind], &quiet, error))
      return FALSE;
    if (quiet)
      continue;
    if (!xa_store_add_alert (writer, alert, error))
      return FALSE;
    if (alert->id)
      g_array_append_val (fresh_ids, alert->id);
  }

  return end_states (writer, finds, error) && xa_store_forget_alerts (writer, finds->at_us - XA_ALERTS_KEEP_US, error) &&
         xa_store_note_upkeep (writer, XA_UPKEEP_ALERTS, finds->at_us, NULL, error);
}

static gboolean
contains (const GArray *ids,
          gint64        id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == id)
      return TRUE;

  return FALSE;
}

/* As they are in the workspace, with the names of what they are about. */
static GPtrArray *
read_fresh (XaStore      *writer,
            const GArray *ids,
            GError      **error)
{
  g_autoptr (GPtrArray) all = ids->len ? xa_store_list_alerts (writer, 0, G_MAXINT32, error) : g_ptr_array_new ();
  GPtrArray *fresh;

  if (!all)
    return NULL;
  fresh = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_alert_free);
  for (guint i = all->len; i-- > 0;)
    if (contains (ids, ((XaAlert *) all->pdata[i])->id))
      g_ptr_array_add (fresh, g_ptr_array_steal_index (all, i));

  return fresh;
}

gboolean
xa_alerts_record (XaStore            *writer,
                  const XaAlertFinds *finds,
                  const XaAlertRules *rules,
                  GPtrArray         **fresh,
                  GError            **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  *fresh = NULL;
  if (!record (writer, finds, rules, ids, error))
    return FALSE;
  *fresh = read_fresh (writer, ids, error);

  return *fresh != NULL;
}

typedef struct {
  XaAlertFinds finds;
  XaAlertRules rules;
  GPtrArray  **fresh;
} Errand;

static gboolean
record_edit (XaStore *writer,
             gpointer data,
             GError **error)
{
  Errand *errand = data;

  return xa_alerts_record (writer, &errand->finds, &errand->rules, errand->fresh, error);
}

gboolean
xa_alerts_collect (XaStore      *reader,
                   gint64        now_us,
                   GCancellable *cancellable,
                   XaAlertRules *rules,
                   XaAlertFinds *finds,
                   GError      **error)
{
  g_auto (XaUpkeepRow) last = { 0 };
  gint64 from_us;

  *finds = (XaAlertFinds) { 0 };
  if (!xa_alert_rules_load (reader, rules, error) || !xa_store_get_upkeep (reader, XA_UPKEEP_ALERTS, &last, error))
    return FALSE;
  from_us = last.at_us == XA_TIME_UNKNOWN || last.at_us > now_us ? now_us - XA_USEC_PER_DAY : MAX (last.at_us, now_us - LONGEST_LOOK_BACK_US);

  return xa_alert_finds_collect (reader, rules, from_us, now_us, cancellable, finds, error);
}

static gboolean
collect (const char   *workspace,
         gint64        now_us,
         GCancellable *cancellable,
         Errand       *errand,
         GError      **error)
{
  g_autoptr (XaStore) reader = xa_store_open (workspace, XA_STORE_READ, error);

  return reader && xa_alerts_collect (reader, now_us, cancellable, &errand->rules, &errand->finds, error);
}

gboolean
xa_alerts_check (const char   *workspace,
                 gint64        now_us,
                 XaAlertsWrite write,
                 gpointer      data,
                 GCancellable *cancellable,
                 GPtrArray   **fresh,
                 GError      **error)
{
  Errand   errand = { .fresh = fresh };
  gboolean ok;

  *fresh = NULL;
  ok = collect (workspace, now_us, cancellable, &errand, error) && write (record_edit, &errand, data, error);
  for (guint i = 0; ok && i < (*fresh)->len; i++) {
    const XaAlert *alert = (*fresh)->pdata[i];

    xa_journal (XA_LOG_WARNING, "alert", xa_log_known ("kind", xa_alert_kind_id (alert->kind)), xa_log_id ("audience", alert->audience_id),
                xa_log_id ("connection", alert->connection_id), xa_log_known ("cause", *alert->cause ? alert->cause : "ok"));
  }
  xa_alert_finds_clear (&errand.finds);

  return ok;
}
