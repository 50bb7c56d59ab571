#include "ui/xa-window-files.h"

#include "store/xa-workspaces.h"

#include <glib/gi18n.h>

static void
workspace_chosen_cb (GObject      *dialog,
                     GAsyncResult *result,
                     gpointer      data)
{
  g_autoptr (XaWindow) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (dialog), result, NULL);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  if (path)
    xa_window_open_workspace (self, path);
}

static void
open_file_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Workspaces"));
  gtk_file_filter_add_suffix (filter, XA_WORKSPACE_SUFFIX + 1);
  gtk_file_dialog_set_default_filter (dialog, filter);
  gtk_file_dialog_open (dialog, GTK_WINDOW (widget), NULL, workspace_chosen_cb, g_object_ref (widget));
}

static void
files_chosen_cb (GObject      *dialog,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (XaWindow) self = data;
  g_autoptr (GListModel) files = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  if (files)
    xa_window_import (self, files);
}

static void
import_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Import Exports and Member Lists"));
  gtk_file_dialog_set_accept_label (dialog, _ ("_Import"));
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (widget), NULL, files_chosen_cb, g_object_ref (widget));
}

static gboolean
dropped_cb (XaWindow     *self,
            const GValue *value)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  for (GSList *file = g_value_get_boxed (value); file; file = file->next)
    g_list_store_append (files, file->data);
  xa_window_import (self, G_LIST_MODEL (files));

  return TRUE;
}

void
xa_window_files_install (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.import", NULL, import_action);
  gtk_widget_class_install_action (klass, "win.open-file", NULL, open_file_action);
}

void
xa_window_files_accept (XaWindow *window)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_swapped (drop, "drop", G_CALLBACK (dropped_cb), window);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (drop));
}
