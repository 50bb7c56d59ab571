#include "ui/dialogs/xa-name-dialog.h"

#include "model/xa-said.h"

#include <glib/gi18n.h>

typedef struct {
  AdwAlertDialog *dialog; /* (not owned): lives as long as this */
  GtkEditable    *entry;  /* (not owned) */
  GtkLabel       *fault;  /* (not owned) */
  XaNameCheck     check;
  XaNameGiven     given;
  gpointer        data;
} Asking;

static void
changed_cb (Asking *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
  g_autoptr (GError) error = NULL;
  gboolean good = self->check (name, &error);

  adw_alert_dialog_set_response_enabled (self->dialog, "accept", good);
  gtk_label_set_text (self->fault, good || !*name ? "" : xa_said_error (error));
}

static void
answered_cb (Asking     *self,
             const char *response)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));

  if (g_str_equal (response, "accept") && self->check (name, NULL))
    self->given (name, self->data);
}

static GtkWidget *
make_fields (Asking *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *entry = adw_entry_row_new ();
  GtkWidget *fault = gtk_label_new (NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _ ("Name"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
  gtk_label_set_wrap (GTK_LABEL (fault), TRUE);
  gtk_widget_add_css_class (fault, "caption");
  gtk_widget_add_css_class (fault, "error");
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), fault);
  self->entry = GTK_EDITABLE (entry);
  self->fault = GTK_LABEL (fault);

  return box;
}

void
xa_name_dialog_present (GtkWidget  *parent,
                        const char *heading,
                        const char *body,
                        const char *accept,
                        XaNameCheck check,
                        XaNameGiven given,
                        gpointer    data)
{
  Asking    *self = g_new0 (Asking, 1);
  AdwDialog *dialog = adw_alert_dialog_new (heading, body);

  *self = (Asking) { .dialog = ADW_ALERT_DIALOG (dialog), .check = check, .given = given, .data = data };
  adw_alert_dialog_set_extra_child (self->dialog, make_fields (self));
  adw_alert_dialog_add_response (self->dialog, "cancel", _ ("_Cancel"));
  adw_alert_dialog_add_response (self->dialog, "accept", accept);
  adw_alert_dialog_set_response_appearance (self->dialog, "accept", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (self->dialog, "accept");
  adw_alert_dialog_set_close_response (self->dialog, "cancel");
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (answered_cb), self);
  g_object_set_data_full (G_OBJECT (dialog), "asking", self, g_free);
  changed_cb (self);
  adw_dialog_present (dialog, parent);
  adw_dialog_set_focus (dialog, GTK_WIDGET (self->entry));
}
