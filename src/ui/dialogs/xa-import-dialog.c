#include "ui/dialogs/xa-import-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct {
  GFile           *file;     /* (owned) */
  AdwComboRow     *platform; /* (not owned): these live as long as the dialog */
  AdwEntryRow     *audience; /* (not owned) */
  AdwComboRow     *coverage; /* (not owned) */
  XaImportAnswered answered;
  gpointer         data;
} Asking;

static const struct {
  XaCoverage  coverage;
  const char *words;
} coverages[] = {
  { XA_COVERAGE_COMPLETE, N_ ("All members") },
  { XA_COVERAGE_FIRST_N, N_ ("The first of them") },
  { XA_COVERAGE_ACTIVE_AUTHORS, N_ ("Those who wrote") },
};

/* Where people of a file can be: everywhere but on the invented platform, which comes last. */
G_STATIC_ASSERT (XA_PLATFORM_SIMULATED == XA_N_PLATFORMS - 1);
#define N_PLACES XA_PLATFORM_SIMULATED

static void
asking_free (gpointer data)
{
  Asking *self = data;

  g_object_unref (self->file);
  g_free (self);
}

static void
answered_cb (Asking     *self,
             const char *response)
{
  g_autofree char *audience = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->audience))));
  XaImportAnswers  answers = {
     .platform = (XaPlatform) (adw_combo_row_get_selected (self->platform) + 1),
     .audience = *audience ? audience : NULL,
     .coverage = coverages[adw_combo_row_get_selected (self->coverage)].coverage,
  };

  if (g_str_equal (response, "import"))
    self->answered (self->file, &answers, self->data);
}

static AdwComboRow *
make_choice (const char    *title,
             GtkStringList *choices)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (choices));

  return ADW_COMBO_ROW (row);
}

/* Without its ending, the file is mostly called what the audience is. */
static char *
guess_audience (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (base);
  char            *dot = strrchr (shown, '.');

  return dot && dot > shown ? g_strndup (shown, (gsize) (dot - shown)) : g_steal_pointer (&shown);
}

static GtkWidget *
make_fields (Asking *self)
{
  g_autoptr (GtkStringList) platforms = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) kinds = gtk_string_list_new (NULL);
  g_autofree char *guess = guess_audience (self->file);
  GtkWidget       *list = gtk_list_box_new ();

  for (int p = 1; p < N_PLACES; p++)
    gtk_string_list_append (platforms, xa_platform_name ((XaPlatform) p));
  for (gsize i = 0; i < G_N_ELEMENTS (coverages); i++)
    gtk_string_list_append (kinds, _ (coverages[i].words));
  self->platform = make_choice (_ ("Platform"), platforms);
  adw_combo_row_set_selected (self->platform, XA_PLATFORM_OTHER - 1);
  self->coverage = make_choice (_ ("The List Holds"), kinds);
  self->audience = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->audience), _ ("Audience"));
  gtk_editable_set_text (GTK_EDITABLE (self->audience), guess);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (self->platform));
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (self->audience));
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (self->coverage));

  return list;
}

void
xa_import_dialog_present (GtkWidget       *parent,
                          GFile           *file,
                          XaImportAnswered answered,
                          gpointer         data)
{
  Asking          *self = g_new0 (Asking, 1);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (base);
  g_autofree char *body = g_strdup_printf (_ ("%s does not say where these people are."), shown);
  AdwDialog       *dialog = adw_alert_dialog_new (_ ("About This List"), body);

  *self = (Asking) { .file = g_object_ref (file), .answered = answered, .data = data };
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), make_fields (self));
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"));
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "import", _ ("_Import"));
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "import", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "import");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (answered_cb), self);
  g_object_set_data_full (G_OBJECT (dialog), "asking", self, asking_free);
  adw_dialog_present (dialog, parent);
}
