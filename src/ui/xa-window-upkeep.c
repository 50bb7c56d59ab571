#include "ui/xa-window-private.h"

#include "alerts/xa-alerts.h"
#include "journal/xa-journal.h"
#include "model/xa-said.h"
#include "model/xa-time.h"
#include "server/xa-deliver.h"
#include "store/xa-maintenance.h"
#include "ui/alerts/xa-alerts-view.h"
#include "ui/upkeep/xa-backups-dialog.h"
#include "ui/upkeep/xa-reports-dialog.h"
#include "ui/upkeep/xa-retention-dialog.h"

#include <glib/gi18n.h>

/* What is closed lets go of the file a moment later. */
#define RESTORE_TRIES 40
#define RESTORE_PAUSE_US (G_USEC_PER_SEC / 4)

/* --- alerts --- */

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  XaWindow         *self = data;
  g_autofree guint *n = xa_reader_ask_finish (result, NULL);

  if (n)
    xa_window_set_badge (self, "alerts", *n);
}

static gpointer
count_question (const XaScope    *scope,
                gpointer          data,
                XaInsightProgress progress,
                gpointer          progress_data,
                GError          **error)
{
  gint64 n;
  guint  small;

  if (!xa_store_count_unseen_alerts (scope->store, &n, error))
    return NULL;
  small = (guint) MIN (n, 999);

  return g_memdup2 (&small, sizeof small);
}

static void
show_count (XaWindow *self)
{
  const XaAsk ask = { .question = count_question, .result_free = g_free };

  xa_session_ask_async (self->session, XA_ASK_QUICK, &ask, NULL, NULL, self->cancellable, counted_cb, self);
}

/* One cause has one notification, with what to do about it. */
static void
notify (XaWindow      *self,
        const XaAlert *alert)
{
  g_autofree char *sent_title = xa_alert_get_title (alert), *title = xa_said (sent_title);
  g_autofree char *sent_body = xa_alert_get_body (alert), *body = xa_said (sent_body);
  g_autofree char *id = xa_alert_get_cause_id (alert);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (notification, "app.show", "s", "alerts");
  if (alert->audience_id)
    g_notification_add_button_with_target (notification, _ ("Inspect"), "app.inspect", "x", alert->audience_id);
  else if (alert->connection_id)
    g_notification_add_button_with_target (notification, _ ("Open Connections"), "app.show", "s", "connections");
  else if (alert->kind == XA_ALERT_REPORT)
    g_notification_add_button (notification, _ ("Open Reports"), "app.reports");
  g_application_send_notification (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))), id, notification);
}

static gpointer
rules_question (const XaScope    *scope,
                gpointer          data,
                XaInsightProgress progress,
                gpointer          progress_data,
                GError          **error)
{
  g_autofree XaAlertRules *rules = g_new (XaAlertRules, 1);

  return xa_alert_rules_load (scope->store, rules, error) ? g_steal_pointer (&rules) : NULL;
}

static void
rules_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (GPtrArray) alerts = data;
  g_autofree XaAlertRules *rules = xa_reader_ask_finish (result, NULL);
  GApplication            *app = g_application_get_default ();
  GtkWindow               *window = app ? gtk_application_get_active_window (GTK_APPLICATION (app)) : NULL;

  for (guint i = 0; rules && window && XA_IS_WINDOW (window) && i < alerts->len; i++) {
    const XaAlert *alert = alerts->pdata[i];

    if (rules->rules[alert->kind].notifies)
      notify (XA_WINDOW (window), alert);
  }
}

/* Webhooks that were asked to hear of alerts. */
static gboolean
deliver_edit (XaStore *writer,
              gpointer data,
              GError **error)
{
  return xa_deliver_tell_alerts (writer, data, xa_time_now (), error);
}

/* What could not be queued now is in the list all the same. */
static void
delivered_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  xa_jobs_edit_finish (XA_JOBS (source), result, NULL);
}

static void
alerts_cb (XaWindow  *self,
           GPtrArray *alerts)
{
  const XaAsk        ask = { .question = rules_question, .result_free = g_free };
  AdwNavigationPage *page = adw_navigation_view_find_page (self->pages, "alerts");

  xa_session_ask_async (self->session, XA_ASK_QUICK, &ask, NULL, NULL, self->cancellable, rules_cb, g_ptr_array_ref (alerts));
  xa_jobs_edit_async (xa_session_get_jobs (self->session), deliver_edit, g_ptr_array_ref (alerts), (GDestroyNotify) g_ptr_array_unref, delivered_cb, NULL);
  /* The page reads them itself when it is opened for the first time. */
  if (page)
    xa_alerts_view_reload (XA_ALERTS_VIEW (page));
  show_count (self);
}

static void
backup_failed_cb (XaWindow *self,
                  GError   *error)
{
  xa_window_tell (self, xa_said_error (error));
}

void
xa_window_upkeep_start (XaWindow *self)
{
  self->watch = xa_watch_new (self->session);
  g_signal_connect_object (self->watch, "alerts", G_CALLBACK (alerts_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "failed", G_CALLBACK (backup_failed_cb), self, G_CONNECT_SWAPPED);
  show_count (self);
}

void
xa_window_upkeep_stop (XaWindow *self)
{
  if (self->watch)
    xa_watch_stop (self->watch);
  g_clear_object (&self->watch);
  xa_window_set_badge (self, "alerts", 0);
}

static void
alerts_seen_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  XaWindow *self = XA_WINDOW (widget);

  if (self->session)
    show_count (self);
}

/* --- restoring --- */

typedef struct {
  char *backup;    /* (owned) */
  char *workspace; /* (owned) */
} Restore;

static void
restore_free (gpointer data)
{
  Restore *self = data;

  g_free (self->backup);
  g_free (self->workspace);
  g_free (self);
}

static void
restore_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const Restore *restore = task_data;
  GError        *error = NULL;

  for (int i = 0; i < RESTORE_TRIES; i++) {
    g_clear_error (&error);
    if (xa_store_restore (restore->backup, restore->workspace, TRUE, cancellable, &error)) {
      g_autoptr (GError) local = NULL;

      if (!xa_store_note_restored (restore->workspace, &local))
        xa_journal (XA_LOG_WARNING, "restore-not-noted", xa_log_error (local));
      g_task_return_boolean (task, TRUE);
      return;
    }
    if (!g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED))
      break;
    g_usleep (RESTORE_PAUSE_US);
  }
  g_task_return_error (task, error);
}

static void
restored_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  XaWindow      *self = XA_WINDOW (source);
  const Restore *restore = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  const gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);

  if (gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  /* After a failure it is the one that was there. */
  xa_window_open_workspace (self, restore->workspace);
  xa_window_tell (self, ok ? _ ("The backup was restored") : xa_said_error (error));
}

/* Nobody may have the file open while another takes its place. */
static void
restore_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  XaWindow *self = XA_WINDOW (widget);
  Restore  *restore;
  g_autoptr (GTask) task = NULL;

  if (!self->session)
    return;
  restore = g_new (Restore, 1);
  *restore = (Restore) { g_strdup (g_variant_get_bytestring (parameter)), g_strdup (xa_session_get_path (self->session)) };
  task = g_task_new (self, NULL, restored_cb, NULL);
  g_task_set_task_data (task, restore, restore_free);
  gtk_stack_set_visible_child_name (self->states, "starting");
  xa_window_close_session (self);
  g_task_run_in_thread (task, restore_thread);
}

static void
backups_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  XaWindow *self = XA_WINDOW (widget);

  if (self->session)
    xa_backups_dialog_present (widget, self->session);
}

static void
kept_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  XaWindow *self = XA_WINDOW (widget);

  if (self->session)
    xa_retention_dialog_present (widget, self->session);
}

static void
reports_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  XaWindow *self = XA_WINDOW (widget);

  if (self->session)
    xa_reports_dialog_present (widget, self->session);
}

void
xa_window_upkeep_install (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.alerts-seen", NULL, alerts_seen_action);
  gtk_widget_class_install_action (klass, "win.backups", NULL, backups_action);
  gtk_widget_class_install_action (klass, "win.kept", NULL, kept_action);
  gtk_widget_class_install_action (klass, "win.reports", NULL, reports_action);
  gtk_widget_class_install_action (klass, "win.restore", "ay", restore_action);
}
