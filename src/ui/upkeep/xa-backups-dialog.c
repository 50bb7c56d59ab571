#include "ui/upkeep/xa-backups-dialog.h"

#include "model/xa-said.h"
#include "model/xa-time.h"
#include "store/xa-backups.h"
#include "sync/xa-upkeep.h"

#include <glib/gi18n.h>

/* What the dialog is about; lives as long as it, and as the threads that it asked. */
typedef struct {
  AdwDialog           *dialog; /* (nullable): weak */
  GtkWidget           *parent; /* (nullable): weak */
  AdwPreferencesGroup *group;  /* (not owned): lives as long as the dialog */
  GtkWidget           *make;   /* (not owned) */
  GPtrArray           *rows;   /* (owned): (not owned) */
  char                *workspace;
  GCancellable        *cancellable; /* (owned) */
} Backups;

static void
clear_backups (gpointer data)
{
  Backups *self = data;

  g_clear_weak_pointer (&self->dialog);
  g_clear_weak_pointer (&self->parent);
  g_ptr_array_unref (self->rows);
  g_free (self->workspace);
  g_object_unref (self->cancellable);
}

static void
release (gpointer self)
{
  g_rc_box_release_full (self, clear_backups);
}

/* --- asking --- */

/* What there is, and whether the workspace needs it. */
typedef struct {
  GPtrArray *backups; /* (owned) (element-type XaBackup) */
  XaBackup  *good;    /* (owned) (nullable): the newest sound one, of a damaged workspace */
  gboolean   is_damaged;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *self = data;

  g_clear_pointer (&self->backups, g_ptr_array_unref);
  g_clear_pointer (&self->good, xa_backup_free);
  g_free (self);
}

static void
list_thread (GTask        *task,
             gpointer      source,
             gpointer      workspace,
             GCancellable *cancellable)
{
  g_autoptr (GError) damage = NULL;
  g_autoptr (XaStore) store = xa_store_open (workspace, XA_STORE_READ, &damage);
  Answer *answer = g_new0 (Answer, 1);
  GError *error = NULL;

  answer->is_damaged = g_error_matches (damage, XA_STORE_ERROR, XA_STORE_ERROR_CORRUPT) || g_error_matches (damage, XA_STORE_ERROR, XA_STORE_ERROR_FOREIGN);
  answer->backups = xa_backups_list (workspace, &error);
  if (!answer->backups) {
    answer_free (answer);
    g_task_return_error (task, error);
    return;
  }
  if (answer->is_damaged)
    answer->good = xa_backups_find_good (workspace, cancellable, NULL);
  g_task_return_pointer (task, answer, answer_free);
}

/* --- restoring --- */

static void
confirmed_cb (AdwAlertDialog *alert,
              const char     *response,
              gpointer        data)
{
  Backups    *self = data;
  const char *path = g_object_get_data (G_OBJECT (alert), "path");

  if (!g_str_equal (response, "restore") || !self->dialog || !self->parent)
    return;
  gtk_widget_activate_action (self->parent, "win.restore", "^ay", path);
  adw_dialog_force_close (self->dialog);
}

static void
restore_cb (GtkWidget *button,
            gpointer   data)
{
  Backups   *self = data;
  AdwDialog *alert = adw_alert_dialog_new (_ ("Restore This Backup?"), _ ("It takes the place of the workspace. What came in since it was made is lost, and cannot be brought back."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (alert), "cancel", _ ("_Cancel"), "restore", _ ("_Restore"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (alert), "restore", ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data_full (G_OBJECT (alert), "path", g_strdup (g_object_get_data (G_OBJECT (button), "path")), g_free);
  g_signal_connect_data (alert, "response", G_CALLBACK (confirmed_cb), g_rc_box_acquire (self), (GClosureNotify) (void (*) (void)) release, 0);
  adw_dialog_present (alert, GTK_WIDGET (self->dialog));
}

/* --- the list --- */

static void
add_row (Backups   *self,
         GtkWidget *row)
{
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
add_words (Backups    *self,
           const char *title,
           const char *words)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  add_row (self, row);
}

static char *
format_local (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local_usec (time_us);

  /* Translators: a date and a time, such as "3 May 2026, 14:30" */
  return g_date_time_format (time, _ ("%-e %B %Y, %H:%M"));
}

static void
add_backup (Backups        *self,
            const XaBackup *backup,
            gboolean        is_good)
{
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *button = gtk_button_new_with_mnemonic (_ ("_Restore…"));
  g_autofree char *title = format_local (backup->at_us);
  g_autofree char *size = g_format_size ((guint64) backup->size_bytes);
  g_autofree char *words = is_good ? g_strdup_printf (_ ("%s, the newest that is sound"), size) : g_strdup (size);
  g_autofree char *name = g_strdup_printf (_ ("Restore the backup of %s"), title);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (is_good)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name, -1);
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (backup->path), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (restore_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  add_row (self, row);
}

static void
show_answer (Backups      *self,
             const Answer *answer)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  if (answer->is_damaged)
    add_words (self, _ ("The workspace is damaged"),
               answer->good ? _ ("The newest sound backup can take its place. The damaged file is kept beside it.") : _ ("No backup of it is sound. The file stays as it is."));
  else if (answer->backups->len == 0)
    add_words (self, _ ("No backup yet"), _ ("The first is made by itself, or now."));
  for (guint i = 0; i < answer->backups->len; i++) {
    const XaBackup *backup = answer->backups->pdata[i];

    add_backup (self, backup, answer->good && g_str_equal (answer->good->path, backup->path));
  }
  gtk_widget_set_sensitive (self->make, !answer->is_damaged);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Backups *self = data;
  g_autoptr (GError) error = NULL;
  Answer *answer = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->dialog && answer)
    show_answer (self, answer);
  else if (self->dialog)
    add_words (self, _ ("The backups cannot be read"), xa_said_error (error));
  g_clear_pointer (&answer, answer_free);
  release (self);
}

static void
load (Backups *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, listed_cb, g_rc_box_acquire (self));

  g_task_set_task_data (task, g_strdup (self->workspace), g_free);
  g_task_run_in_thread (task, list_thread);
}

/* --- making one --- */

static void
make_thread (GTask        *task,
             gpointer      source,
             gpointer      workspace,
             GCancellable *cancellable)
{
  g_autofree char *path = NULL;
  GError          *error = NULL;

  if (xa_upkeep_back_up (workspace, xa_time_now (), XA_UPKEEP_NOW, cancellable, &path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Backups *self = data;
  g_autoptr (GError) error = NULL;
  const gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->dialog && self->parent && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    gtk_button_set_label (GTK_BUTTON (self->make), _ ("_Back Up Now"));
    gtk_widget_set_sensitive (self->make, TRUE);
    if (ok)
      load (self);
    else
      adw_preferences_group_set_description (self->group, xa_said_error (error));
  }
  release (self);
}

static void
make_cb (GtkWidget *button,
         gpointer   data)
{
  Backups *self = data;
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, made_cb, g_rc_box_acquire (self));

  gtk_button_set_label (GTK_BUTTON (button), _ ("Backing Up…"));
  gtk_widget_set_sensitive (button, FALSE);
  g_task_set_task_data (task, g_strdup (self->workspace), g_free);
  g_task_run_in_thread (task, make_thread);
}

static void
closed_cb (AdwDialog *dialog,
           gpointer   data)
{
  Backups *self = data;

  g_cancellable_cancel (self->cancellable);
  g_clear_weak_pointer (&self->dialog);
}

void
xa_backups_dialog_present (GtkWidget *parent,
                           XaSession *session)
{
  Backups   *self = g_rc_box_new0 (Backups);
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *bar = adw_header_bar_new ();

  self->workspace = g_strdup (xa_session_get_path (session));
  self->rows = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  g_set_weak_pointer (&self->dialog, dialog);
  g_set_weak_pointer (&self->parent, parent);
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Beside the Workspace"));
  adw_preferences_group_set_description (self->group, _ ("One is made every day while the app is open. The newest of 7 days and of 4 weeks stay. "
                                                         "The key is not in them, and what is erased goes from them too."));
  self->make = gtk_button_new_with_mnemonic (_ ("_Back Up Now"));
  g_signal_connect (self->make, "clicked", G_CALLBACK (make_cb), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), self->make);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), self->group);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), bar);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_title (dialog, _ ("Backups"));
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_content_width (dialog, 560);
  adw_dialog_set_content_height (dialog, 560);
  g_signal_connect (dialog, "closed", G_CALLBACK (closed_cb), self);
  g_object_set_data_full (G_OBJECT (dialog), "backups", self, release);
  adw_dialog_present (dialog, parent);
  load (self);
}
