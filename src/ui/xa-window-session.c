#include "config.h"
#include "model/xa-said.h"
#include "ui/dialogs/xa-import-dialog.h"
#include "ui/xa-view.h"
#include "ui/xa-window-private.h"
#include "ui/xa-window-status.h"

#include <glib/gi18n.h>

void
xa_window_show_undo (XaWindow *self)
{
  XaUndo *undo = self->session ? xa_session_get_undo (self->session) : NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", undo && xa_undo_can_undo (undo));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo", undo && xa_undo_can_redo (undo));
}

/* What the toast spoke of is not the latest change any more. */
static void
dismiss_undo_toast (XaWindow *self)
{
  if (self->undo_toast)
    adw_toast_dismiss (self->undo_toast);
}

static void
undo_pushed_cb (XaWindow   *self,
                const char *title)
{
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  adw_toast_set_timeout (toast, 4);
  /* It is of no use once other things were told. */
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  /* Undo takes back the latest change only, so no other may be offered. */
  dismiss_undo_toast (self);
  g_set_weak_pointer (&self->undo_toast, toast);
  xa_window_add_toast (self, toast);
}

static void
tray_changed_cb (XaWindow *self)
{
  xa_window_set_badge (self, "compare", g_list_model_get_n_items (G_LIST_MODEL (xa_session_get_tray (self->session))));
}

static void
jobs_changed_cb (XaWindow *self)
{
  xa_window_set_badge (self, "activity", xa_jobs_get_n_open (xa_session_get_jobs (self->session)));
}

/* Many that end at once, as when files are dropped, are not told one after the other: Activity lists them. */
static void
tell_job (XaWindow *self,
          XaJob    *job)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", xa_job_get_title (job), xa_job_get_detail (job));

  if (self->job_toast)
    adw_toast_dismiss (self->job_toast);
  g_set_weak_pointer (&self->job_toast, adw_toast_new (text));
  xa_window_add_toast (self, self->job_toast);
}

/* Long work that ends while nobody looks is worth a notification; else it is seen in place. */
static void
job_ended_cb (XaWindow *self,
              XaJob    *job)
{
  g_autoptr (GNotification) notification = NULL;

  jobs_changed_cb (self);
  if (xa_job_get_state (job) == XA_JOB_CANCELLED)
    return;
  if (gtk_window_is_active (GTK_WINDOW (self))) {
    tell_job (self, job);
    return;
  }

  notification = g_notification_new (xa_job_get_title (job));
  g_notification_set_body (notification, xa_job_get_detail (job));
  /* All that came of it is there, also where other pages were looked at meanwhile. */
  g_notification_set_default_action_and_target (notification, "app.show", "s", "activity");
  g_application_send_notification (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))), NULL, notification);
}

static void
answered_cb (GFile                 *file,
             const XaImportAnswers *answers,
             gpointer               data)
{
  XaWindow *self = data;

  if (self->session)
    xa_jobs_import (xa_session_get_jobs (self->session), file, answers);
}

static void
import_asks_cb (XaWindow *self,
                GFile    *file)
{
  xa_import_dialog_present (GTK_WIDGET (self), file, answered_cb, self);
}

static void
give_session (XaWindow *self)
{
  /* What was done in another workspace cannot be undone in this one. */
  dismiss_undo_toast (self);
  xa_saved_searches_set_session (self->searches, self->session);
  xa_window_give_session (self);
}

static void
status_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  XaWindow *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaWindowStatus) status = xa_window_status_ask_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!status) {
    g_autofree char *words = g_markup_escape_text (xa_said_error (error), -1);

    adw_status_page_set_description (self->failure, words);
    gtk_stack_set_visible_child_name (self->states, "failed");
    return;
  }

  xa_session_set_simulated (self->session, status->simulated);
  gtk_label_set_text (self->freshness, status->words);
  gtk_stack_set_visible_child_name (self->states, "work");
}

static void
ask_status (XaWindow *self)
{
  xa_window_status_ask_async (self->session, self->cancellable, status_cb, self);
}

/* The pages of single audiences belong to the workspace that is left. */
static void
leave_audiences (XaWindow *self)
{
  g_autoptr (GListModel) stack = adw_navigation_view_get_navigation_stack (self->pages);
  g_autoptr (AdwNavigationPage) first = g_list_model_get_item (stack, 0);

  for (guint i = 1; i < g_list_model_get_n_items (stack); i++) {
    g_autoptr (AdwNavigationPage) page = g_list_model_get_item (stack, i);

    if (XA_IS_VIEW (page))
      xa_view_set_session (XA_VIEW (page), NULL);
  }
  if (first && g_list_model_get_n_items (stack) > 1)
    adw_navigation_view_replace (self->pages, &first, 1);
}

void
xa_window_close_session (XaWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (!self->session)
    return;
  xa_window_upkeep_stop (self);
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  leave_audiences (self);
  give_session (self);
}

void
xa_window_import_waiting (XaWindow *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->waiting));

  for (guint i = 0; i < n; i++) {
    g_autoptr (GFile) file = g_list_model_get_item (G_LIST_MODEL (self->waiting), i);

    xa_jobs_import (xa_session_get_jobs (self->session), file, NULL);
  }
  g_list_store_remove_all (self->waiting);
  if (n > 0)
    xa_window_show_page (self, "activity");
}

void
xa_window_open_workspace (XaWindow   *self,
                          const char *path)
{
  XaApplication   *application = XA_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  g_autofree char *title = NULL;

  xa_window_close_session (self);
  self->session = xa_session_new (path, xa_application_get_key_file (application));
  g_signal_connect_object (self->session, "changed", G_CALLBACK (ask_status), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (xa_session_get_undo (self->session), "changed", G_CALLBACK (xa_window_show_undo), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (xa_session_get_undo (self->session), "pushed", G_CALLBACK (undo_pushed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (xa_session_get_tray (self->session), "items-changed", G_CALLBACK (tray_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (xa_session_get_jobs (self->session), "open-changed", G_CALLBACK (jobs_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (xa_session_get_jobs (self->session), "ended", G_CALLBACK (job_ended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (xa_session_get_jobs (self->session), "asks", G_CALLBACK (import_asks_cb), self, G_CONNECT_SWAPPED);
  g_settings_set_string (self->settings, "last-workspace", path);
  title = g_strdup_printf ("%s — %s", xa_session_get_name (self->session), XA_DISPLAY_NAME);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_menu_button_set_label (self->workspace_button, xa_session_get_name (self->session));
  gtk_label_set_text (self->freshness, "");
  xa_window_show_undo (self);
  tray_changed_cb (self);
  jobs_changed_cb (self);
  /* What is asked first is answered first: whether to say that all is invented comes before the figures. */
  ask_status (self);
  give_session (self);
  xa_window_show_home (self);
  gtk_stack_set_visible_child_name (self->states, "work");
  xa_window_upkeep_start (self);
  xa_window_import_waiting (self);
}

/* --- other actions --- */

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  XaWindow *self = XA_WINDOW (widget);

  dismiss_undo_toast (self);
  if (self->session)
    xa_undo_undo (xa_session_get_undo (self->session));
}

static void
redo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  XaWindow *self = XA_WINDOW (widget);

  if (self->session)
    xa_undo_redo (xa_session_get_undo (self->session));
}

void
xa_window_session_install (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (klass, "win.redo", NULL, redo_action);
}
