#include "ui/upkeep/xa-reports-dialog.h"

#include "alerts/xa-alerts.h"
#include "model/xa-said.h"
#include "model/xa-time.h"
#include "report/xa-report.h"
#include "ui/upkeep/xa-plan-step.h"
#include "ui/widgets/xa-choice-row.h"

#include <glib/gi18n.h>

static const XaReportEvery periods[] = { XA_REPORT_WEEKLY, XA_REPORT_MONTHLY };

/* In the order of the list. */
static const struct {
  guint       formats;
  const char *name;
} forms[] = {
  { 1u << XA_REPORT_HTML, N_ ("Page to read (HTML)") },
  { 1u << XA_REPORT_CSV, N_ ("Table for spreadsheets (CSV)") },
  { 1u << XA_REPORT_JSON, N_ ("Data for programs (JSON)") },
  { (1u << XA_N_REPORT_FORMATS) - 1, N_ ("All of these") },
};

/* What the dialog is about; lives as long as it, and as what it asked for. */
typedef struct {
  AdwDialog           *dialog;  /* (nullable): weak */
  XaSession           *session; /* (owned) */
  AdwPreferencesGroup *planned; /* (not owned): these live as long as the dialog */
  GPtrArray           *rows;    /* (owned): (not owned): of the planned ones */
  AdwPreferencesGroup *fresh;   /* (not owned) */
  GtkWidget           *name;    /* (not owned) */
  GtkWidget           *every;   /* (not owned) */
  GtkWidget           *form;    /* (not owned) */
  GtkWidget           *whose;   /* (not owned) */
  GtkWidget           *place;   /* (not owned) */
  GtkWidget           *plan;    /* (not owned) */
  char                *folder;  /* (owned) */
} Reports;

static void
clear_reports (gpointer data)
{
  Reports *self = data;

  g_clear_weak_pointer (&self->dialog);
  g_object_unref (self->session);
  g_ptr_array_unref (self->rows);
  g_free (self->folder);
}

static void
release (gpointer self)
{
  g_rc_box_release_full (self, clear_reports);
}

static void load (Reports *self);

/* --- changing --------------------------------------------------------------------------------- */

typedef struct {
  Reports      *reports; /* (owned) */
  XaReportPlan *plan;    /* (owned) (nullable) */
  gboolean      plans;   /* it is to be written from now on */
} Change;

static void
changed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autofree Change *change = data;
  Reports           *self = change->reports;
  g_autoptr (GError) error = NULL;
  gboolean ok = xa_jobs_edit_finish (XA_JOBS (source), result, &error);

  if (ok) {
    xa_supervisor_start (xa_session_get_supervisor (self->session));
    xa_plan_step_push (xa_session_get_undo (self->session), XA_JOBS (source), GTK_WIDGET (self->dialog), g_steal_pointer (&change->plan), change->plans);
  }
  if (self->dialog) {
    adw_preferences_group_set_description (self->fresh, ok ? NULL : xa_said_error (error));
    if (ok && change->plans)
      gtk_editable_set_text (GTK_EDITABLE (self->name), "");
    load (self);
  }
  xa_report_plan_free (change->plan);
  release (self);
}

/* Takes @plan. */
static void
change (Reports      *self,
        XaReportPlan *plan,
        gboolean      plans)
{
  Change *one = g_new (Change, 1);

  *one = (Change) { g_rc_box_acquire (self), plan, plans };
  xa_jobs_edit_async (xa_session_get_jobs (self->session), plans ? xa_plan_step_add : xa_plan_step_drop, plan, NULL, changed_cb, one);
}

static void
drop_cb (GtkWidget *button,
         gpointer   data)
{
  XaReportPlan *plan = g_object_steal_data (G_OBJECT (button), "plan");

  gtk_widget_set_sensitive (button, FALSE);
  if (plan)
    change (data, plan, FALSE);
}

/* The first is of the period that is under way. */
static XaReportPlan *
read_plan (Reports *self)
{
  GListModel   *tray = G_LIST_MODEL (xa_session_get_tray (self->session));
  XaReportPlan *plan = xa_report_plan_new ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  XaReportPeriod period;

  plan->name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  plan->folder = g_strdup (self->folder);
  plan->every = periods[adw_combo_row_get_selected (ADW_COMBO_ROW (self->every))];
  plan->formats = forms[adw_combo_row_get_selected (ADW_COMBO_ROW (self->form))].formats;
  plan->is_of_all = adw_combo_row_get_selected (ADW_COMBO_ROW (self->whose)) == 0;
  for (guint i = 0; !plan->is_of_all && i < g_list_model_get_n_items (tray); i++) {
    g_autoptr (XaAudienceItem) item = g_list_model_get_item (tray, i);
    gint64 id = xa_audience_item_get_id (item);

    g_array_append_val (plan->audiences, id);
  }
  plan->created_us = xa_time_now ();
  xa_report_get_period (plan->every, plan->created_us, zone, &period);
  plan->done_us = period.to_us;

  return plan;
}

static void
plan_cb (GtkWidget *widget,
         gpointer   data)
{
  change (data, read_plan (data), TRUE);
}

static void
named_cb (GtkWidget *row,
          gpointer   data)
{
  Reports         *self = data;
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));

  gtk_widget_set_sensitive (self->plan, *name != '\0');
}

/* --- the folder ------------------------------------------------------------------------------- */

static void
show_folder (Reports *self)
{
  g_autofree char *shown = g_filename_display_name (self->folder);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->place), shown);
}

static void
folder_chosen_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  Reports *self = data;
  g_autoptr (GFile) folder = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, NULL);
  char *path = folder ? g_file_get_path (folder) : NULL;

  if (path) {
    g_free (self->folder);
    self->folder = path;
  }
  if (self->dialog)
    show_folder (self);
  release (self);
}

static void
choose_cb (GtkWidget *button,
           gpointer   data)
{
  Reports *self = data;
  g_autoptr (GtkFileDialog) chooser = gtk_file_dialog_new ();
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);

  gtk_file_dialog_set_title (chooser, _ ("Where Reports Go"));
  gtk_file_dialog_set_initial_folder (chooser, folder);
  gtk_file_dialog_select_folder (chooser, GTK_WINDOW (gtk_widget_get_root (button)), NULL, folder_chosen_cb, g_rc_box_acquire (self));
}

/* --- what is planned -------------------------------------------------------------------------- */

static void
add_row (Reports   *self,
         GtkWidget *row)
{
  adw_preferences_group_add (self->planned, row);
  g_ptr_array_add (self->rows, row);
}

static char *
say_plan (const XaReportPlan *plan)
{
  const char      *often = plan->every == XA_REPORT_WEEKLY ? _ ("Each week") : _ ("Each month");
  g_autofree char *whose = plan->is_of_all ? g_strdup (_ ("all audiences")) : g_strdup_printf (g_dngettext (NULL, "%u audience", "%u audiences", plan->audiences->len), plan->audiences->len);
  g_autofree char *last = *plan->file ? g_filename_display_basename (plan->file) : g_strdup (_ ("none written yet"));
  g_autofree char *folder = g_filename_display_name (plan->folder);
  g_autofree char *formats = xa_report_formats_ids (plan->formats);

  /* Translators: how often, of which audiences, in which formats of files; the folder; the last file */
  return g_strdup_printf (_ ("%s, of %s, as %s\n%s: %s"), often, whose, formats, folder, last);
}

/* Returns: (transfer full) (nullable): why it cannot be written, as the alert says it */
static char *
say_trouble (const XaReportPlan *plan)
{
  g_autoptr (XaAlert) alert = xa_alert_new (XA_ALERT_REPORT);
  g_autofree char *sent = NULL;

  if (!*plan->cause)
    return NULL;
  g_set_str (&alert->cause, plan->cause);
  sent = xa_alert_get_body (alert);

  return xa_said (sent);
}

/* Takes @plan. */
static void
add_plan (Reports      *self,
          XaReportPlan *plan)
{
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *planned = say_plan (plan);
  g_autofree char *trouble = say_trouble (plan);
  g_autofree char *words = trouble ? g_strdup_printf ("%s\n%s", trouble, planned) : g_strdup (planned);
  g_autofree char *name = g_strdup_printf (_ ("Write “%s” No More"), plan->name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), plan->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 5);
  if (trouble)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  g_object_set_data_full (G_OBJECT (button), "plan", plan, (GDestroyNotify) xa_report_plan_free);
  g_signal_connect (button, "clicked", G_CALLBACK (drop_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  add_row (self, row);
}

static void
add_words (Reports    *self,
           const char *title,
           const char *words)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  add_row (self, row);
}

static void
clear_rows (Reports *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->planned, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

static gpointer
plans_question (const XaScope    *scope,
                gpointer          data,
                XaInsightProgress progress,
                gpointer          progress_data,
                GError          **error)
{
  return xa_store_list_report_plans (scope->store, error);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Reports *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) plans = xa_session_ask_finish (self->session, result, &error);

  if (self->dialog) {
    clear_rows (self);
    if (!plans)
      add_words (self, _ ("The reports cannot be read"), xa_said_error (error));
    else if (plans->len == 0)
      add_words (self, _ ("No report is planned"), _ ("Plan one below."));
    while (plans && plans->len > 0)
      add_plan (self, g_ptr_array_steal_index (plans, 0));
  }
  release (self);
}

static void
load (Reports *self)
{
  const XaAsk ask = { .question = plans_question, .result_free = (GDestroyNotify) g_ptr_array_unref };

  xa_session_ask_async (self->session, XA_ASK_QUICK, &ask, NULL, NULL, NULL, loaded_cb, g_rc_box_acquire (self));
}

/* What was planned or ended by undo. */
static void
edited_cb (AdwDialog *dialog)
{
  load (g_object_get_data (G_OBJECT (dialog), "reports"));
}

/* --- the dialog ------------------------------------------------------------------------------- */

static GtkWidget *
make_choice (const char        *title,
             const char *const *choices)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (choices);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  xa_choice_row_show_in_full (ADW_COMBO_ROW (row));

  return row;
}

/* Those that are collected for comparison, where there are any, are meant. */
static GtkWidget *
make_whose (XaSession *session)
{
  guint            n = g_list_model_get_n_items (G_LIST_MODEL (xa_session_get_tray (session)));
  g_autofree char *collected = g_strdup_printf (g_dngettext (NULL, "The %u collected to compare", "The %u collected to compare", n), n);
  GtkWidget       *row = make_choice (_ ("Audiences"), (const char *const[]) { _ ("All that there are then"), n ? collected : NULL, NULL });

  adw_combo_row_set_selected (ADW_COMBO_ROW (row), n ? 1 : 0);

  return row;
}

static void
fill_fresh (Reports *self)
{
  GtkWidget *choose = gtk_button_new_with_mnemonic (_ ("_Choose…"));

  adw_preferences_group_set_title (self->fresh, _ ("Plan a Report"));
  self->name = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name), _ ("Name"));
  g_signal_connect (self->name, "changed", G_CALLBACK (named_cb), self);
  self->every = make_choice (_ ("How Often"), (const char *const[]) { _ ("Each week"), _ ("Each month"), NULL });
  self->form = make_choice (_ ("Written As"), (const char *const[]) { _ (forms[0].name), _ (forms[1].name), _ (forms[2].name), _ (forms[3].name), NULL });
  self->whose = make_whose (self->session);
  self->place = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->place), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->place), _ ("Folder"));
  gtk_widget_set_valign (choose, GTK_ALIGN_CENTER);
  g_signal_connect (choose, "clicked", G_CALLBACK (choose_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->place), choose);
  for (gsize i = 0; i < 5; i++)
    adw_preferences_group_add (self->fresh, ((GtkWidget *[]) { self->name, self->every, self->form, self->whose, self->place })[i]);
  show_folder (self);
}

static Reports *
make_reports (AdwDialog *dialog,
              XaSession *session)
{
  Reports    *self = g_rc_box_new0 (Reports);
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  self->session = g_object_ref (session);
  self->rows = g_ptr_array_new ();
  self->folder = g_strdup (documents && g_file_test (documents, G_FILE_TEST_IS_DIR) ? documents : g_get_home_dir ());
  g_set_weak_pointer (&self->dialog, dialog);
  self->planned = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_description (self->planned, _ ("Written once each week or month is over, as a file that only you may read. What fewer than 10 people did is not told in it."));
  self->fresh = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->plan = gtk_button_new_with_mnemonic (_ ("_Plan"));
  gtk_widget_add_css_class (self->plan, "suggested-action");
  gtk_widget_set_sensitive (self->plan, FALSE);
  g_signal_connect (self->plan, "clicked", G_CALLBACK (plan_cb), self);
  fill_fresh (self);

  return self;
}

void
xa_reports_dialog_present (GtkWidget *parent,
                           XaSession *session)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *toasts = adw_toast_overlay_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *bar = adw_header_bar_new ();
  Reports   *self = make_reports (dialog, session);

  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->plan);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), self->planned);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), self->fresh);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), bar);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_title (dialog, _ ("Reports"));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (toasts), view);
  adw_dialog_set_child (dialog, toasts);
  adw_dialog_set_content_width (dialog, 560);
  adw_dialog_set_content_height (dialog, 640);
  g_object_set_data_full (G_OBJECT (dialog), "reports", self, release);
  g_signal_connect_object (xa_session_get_jobs (session), "changed", G_CALLBACK (edited_cb), dialog, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, parent);
  load (self);
}
