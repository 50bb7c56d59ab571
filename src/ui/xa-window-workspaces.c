#include "model/xa-time.h"
#include "model/xa-said.h"
#include "store/xa-workspaces.h"
#include "ui/dialogs/xa-name-dialog.h"
#include "ui/xa-window-private.h"
#include "ui/xa-workspace-maker.h"

#include <glib/gi18n.h>

/* What is made for who just wants to look, and for files that come before any workspace. */
#define SAMPLE_NAME "Sample"
#define FIRST_NAME "My Audiences"

static void
fill_workspace_menu (XaWindow  *self,
                     GPtrArray *paths)
{
  g_menu_remove_all (self->workspace_section);
  for (guint i = 0; i < paths->len; i++) {
    g_autofree char *name = xa_workspaces_get_name (paths->pdata[i]);
    g_autoptr (GMenuItem) item = g_menu_item_new (name, NULL);

    g_menu_item_set_action_and_target (item, "win.open-workspace", "^ay", paths->pdata[i]);
    g_menu_append_item (self->workspace_section, item);
  }
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (XaWindow) self = data;
  g_autoptr (GPtrArray) paths = xa_workspace_maker_list_finish (result, NULL);
  g_autofree char *last = NULL;

  if (!paths || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  fill_workspace_menu (self, paths);
  if (self->session)
    return;

  last = g_settings_get_string (self->settings, "last-workspace");
  for (guint i = 0; i < paths->len; i++)
    if (g_str_equal (paths->pdata[i], last)) {
      xa_window_open_workspace (self, last);
      return;
    }
  if (paths->len > 0)
    xa_window_open_workspace (self, paths->pdata[0]);
  else
    gtk_stack_set_visible_child_name (self->states, "welcome");
}

static void
list_workspaces (XaWindow *self)
{
  xa_workspace_maker_list_async (NULL, listed_cb, g_object_ref (self));
}

void
xa_window_open_last (XaWindow *self)
{
  if (!self->session)
    list_workspaces (self);
}

static void
fill_sample (XaWindow *self)
{
  XaSimulatorOptions options = { .n_audiences = 40, .n_people = 60000, .n_snapshots = 12, .seed = 1 };

  /* Midnight, so that the sample is the same all day. */
  options.end_us = xa_time_now () / XA_USEC_PER_DAY * XA_USEC_PER_DAY;
  xa_jobs_simulate (xa_session_get_jobs (self->session), &options);
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (XaWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = xa_workspace_maker_make_finish (result, &error);
  gboolean         is_sample = self->is_sample;

  self->is_sample = FALSE;
  if (gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  if (!path) {
    AdwDialog *dialog = adw_alert_dialog_new (_ ("The Workspace Cannot Be Made"), xa_said_error (error));

    adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
    adw_dialog_present (dialog, GTK_WIDGET (self));
    return;
  }
  xa_window_open_workspace (self, path);
  if (is_sample)
    fill_sample (self);
  list_workspaces (self);
}

static void
make_workspace (XaWindow   *self,
                const char *name,
                gboolean    or_take)
{
  XaApplication *application = XA_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));

  xa_workspace_maker_make_async (name, xa_application_get_key_file (application), or_take, NULL, made_cb, g_object_ref (self));
}

static void
name_given_cb (const char *name,
               gpointer    self)
{
  make_workspace (self, name, FALSE);
}

static void
new_workspace_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  xa_name_dialog_present (widget, _ ("New Workspace"), _ ("One file with a key of its own. Teams or products get one each."), _ ("_Make"),
                          xa_workspace_maker_check_name, name_given_cb, widget);
}

static void
sample_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  XA_WINDOW (widget)->is_sample = TRUE;
  make_workspace (XA_WINDOW (widget), SAMPLE_NAME, TRUE);
}

static void
open_workspace_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  xa_window_open_workspace (XA_WINDOW (widget), g_variant_get_bytestring (parameter));
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  XaWindow        *self = XA_WINDOW (widget);
  g_autofree char *path = self->session ? g_strdup (xa_session_get_path (self->session)) : NULL;

  if (path)
    xa_window_open_workspace (self, path);
}

/* --- importing --- */

void
xa_window_import (XaWindow   *self,
                  GListModel *files)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);

    g_list_store_append (self->waiting, file);
  }
  if (self->session)
    xa_window_import_waiting (self);
  else
    make_workspace (self, FIRST_NAME, TRUE);
}

void
xa_window_workspaces_install (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.sample", NULL, sample_action);
  gtk_widget_class_install_action (klass, "win.retry", NULL, retry_action);
  gtk_widget_class_install_action (klass, "win.new-workspace", NULL, new_workspace_action);
  gtk_widget_class_install_action (klass, "win.open-workspace", "ay", open_workspace_action);
}
