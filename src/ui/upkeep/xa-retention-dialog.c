#include "ui/upkeep/xa-retention-dialog.h"

#include "model/xa-said.h"
#include "model/xa-time.h"
#include "ui/upkeep/xa-limit-choices.h"
#include "ui/upkeep/xa-losses-group.h"
#include "ui/upkeep/xa-profiles-group.h"
#include "ui/widgets/xa-choice-row.h"

#include <glib/gi18n.h>

static const int choices[] = { 0, 30, 90, 180, 365, 730, 1095 };

static const struct {
  XaRetentionKind kind;
  const char     *title;
  const char     *subtitle;
} kinds[] = {
  { XA_RETAIN_MEMBERS, N_ ("Member lists and activity"), N_ ("Who was in an audience, and who was active") },
  { XA_RETAIN_ACTIVITY, N_ ("Activity alone"), N_ ("If it is to be kept for a shorter time") },
  { XA_RETAIN_POSTS, N_ ("Posts"), N_ ("Times and counters; there are no authors") },
  { XA_RETAIN_COUNTERS, N_ ("Earlier counters of posts"), N_ ("If they are to be kept for a shorter time") },
  { XA_RETAIN_TEXT, N_ ("Texts of own posts"), N_ ("Kept without mentions, addresses and numbers") },
};

typedef struct {
  AdwDialog         *dialog;                     /* (nullable): weak */
  GtkWidget         *parent;                     /* (nullable): weak */
  XaSession         *session;                    /* (owned) */
  GCancellable      *cancellable;                /* (owned): of the preview under way */
  XaLossesGroup     *losses;                     /* (not owned): these live as long as the dialog */
  GtkWidget         *rows[G_N_ELEMENTS (kinds)]; /* (not owned) */
  GtkWidget         *whose;                      /* (not owned): of which platform they are */
  GtkWidget         *apply;                      /* (not owned) */
  XaLimitChoices    *limits;                     /* (owned) (nullable): until they are read */
  XaLimitChange     *change;                     /* (owned) (nullable): that is being applied */
  XaRetentionPreview preview;
  gboolean           fills; /* rows are being set: nobody chose anything */
} Retention;

static void
clear_retention (gpointer data)
{
  Retention *self = data;

  g_clear_weak_pointer (&self->dialog);
  g_clear_weak_pointer (&self->parent);
  g_object_unref (self->session);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->limits, xa_limit_choices_free);
  g_clear_pointer (&self->change, xa_limit_change_free);
}

static void
release (gpointer self)
{
  g_rc_box_release_full (self, clear_retention);
}

static XaPlatform
get_platform (Retention *self)
{
  const guint place = adw_combo_row_get_selected (ADW_COMBO_ROW (self->whose));

  return place < self->limits->platforms->len ? g_array_index (self->limits->platforms, XaPlatform, place) : 0;
}

/* A limit that was set elsewhere to what is no choice here stays what it is. */
static void
take_choice (Retention *self,
             gsize      i)
{
  const guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->rows[i]));

  xa_limit_choices_choose (self->limits, get_platform (self), kinds[i].kind, selected < G_N_ELEMENTS (choices) ? choices[selected] : XA_LIMIT_AS_SET);
}

/* --- the preview --- */

static void
show_preview (Retention *self)
{
  xa_losses_group_show (self->losses, &self->preview);
  gtk_button_set_label (GTK_BUTTON (self->apply), self->preview.loses_any ? _ ("_Delete…") : _ ("_Apply"));
  gtk_widget_remove_css_class (self->apply, self->preview.loses_any ? "suggested-action" : "destructive-action");
  gtk_widget_add_css_class (self->apply, self->preview.loses_any ? "destructive-action" : "suggested-action");
  gtk_widget_set_sensitive (self->apply, self->preview.loses_any || xa_limit_choices_is_changed (self->limits));
}

static gpointer
preview_question (const XaScope    *scope,
                  gpointer          data,
                  XaInsightProgress progress,
                  gpointer          progress_data,
                  GError          **error)
{
  g_autofree XaRetentionPreview *preview = g_new (XaRetentionPreview, 1);

  return xa_store_preview_retention (scope->store, data, xa_time_now (), preview, error) ? g_steal_pointer (&preview) : NULL;
}

static void
previewed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  Retention *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree XaRetentionPreview *preview = xa_reader_ask_finish (result, &error);

  if (self->dialog && preview) {
    self->preview = *preview;
    show_preview (self);
  } else if (self->dialog && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->losses), xa_said_error (error));
  }
  release (self);
}

static void
preview (Retention *self)
{
  const XaAsk ask = { preview_question, g_array_copy (self->limits->wanted), (GDestroyNotify) g_array_unref, g_free };

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_sensitive (self->apply, FALSE);
  xa_session_ask_async (self->session, XA_ASK_LONG, &ask, NULL, NULL, self->cancellable, previewed_cb, g_rc_box_acquire (self));
}

static void
chosen_cb (GtkWidget  *row,
           GParamSpec *pspec,
           gpointer    data)
{
  Retention *self = data;

  if (self->fills)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (row == self->rows[i])
      take_choice (self, i);
  preview (self);
}

/* A length that is none of the choices is one more. */
static void
fill_row (GtkWidget *row,
          int        days)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = G_N_ELEMENTS (choices);

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
    g_autofree char *name = choices[i] == 0 ? g_strdup (_ ("For ever")) : g_strdup_printf (g_dngettext (NULL, "%d day", "%d days", (gulong) choices[i]), choices[i]);

    gtk_string_list_append (names, name);
    if (choices[i] == days)
      selected = i;
  }
  if (selected == G_N_ELEMENTS (choices)) {
    g_autofree char *name = g_strdup_printf (g_dngettext (NULL, "%d day", "%d days", (gulong) days), days);

    gtk_string_list_append (names, name);
  }
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
}

/* What is chosen for the platform that is looked at. */
static void
fill_rows (Retention *self)
{
  self->fills = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    fill_row (self->rows[i], xa_limit_choices_get_days (self->limits, get_platform (self), kinds[i].kind));
    gtk_widget_set_sensitive (self->rows[i], TRUE);
  }
  self->fills = FALSE;
}

static void
whose_cb (GtkWidget  *row,
          GParamSpec *pspec,
          gpointer    data)
{
  if (!((Retention *) data)->fills)
    fill_rows (data);
}

/* One platform alone is all there is. */
static void
fill_whose (Retention *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->limits->platforms->len; i++) {
    XaPlatform platform = g_array_index (self->limits->platforms, XaPlatform, i);

    gtk_string_list_append (names, platform ? xa_platform_name (platform) : _ ("All others"));
  }
  self->fills = TRUE;
  adw_combo_row_set_model (ADW_COMBO_ROW (self->whose), G_LIST_MODEL (names));
  gtk_widget_set_visible (self->whose, self->limits->platforms->len > 1);
  self->fills = FALSE;
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Retention *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaLimitChoices) limits = xa_reader_ask_finish (result, &error);

  if (self->dialog && limits) {
    self->limits = g_steal_pointer (&limits);
    fill_whose (self);
    fill_rows (self);
    preview (self);
  } else if (self->dialog) {
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->losses), error ? xa_said_error (error) : "");
  }
  release (self);
}

/* --- applying --- */

static void
applied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Retention *self = data;
  g_autoptr (GError) error = NULL;
  const gboolean ok = xa_jobs_edit_finish (XA_JOBS (source), result, &error);

  /* The dialog goes first, so that the window has the toasts. */
  if (self->dialog && ok)
    adw_dialog_force_close (self->dialog);
  else if (self->dialog)
    gtk_widget_set_sensitive (self->apply, TRUE);
  if (ok)
    xa_limit_step_push (xa_session_get_undo (self->session), XA_JOBS (source), self->parent, g_steal_pointer (&self->change));
  else if (self->parent)
    gtk_widget_activate_action (self->parent, "win.tell", "s", xa_said_error (error));
  g_clear_pointer (&self->change, xa_limit_change_free);
  release (self);
}

static void
apply (Retention *self)
{
  gtk_widget_set_sensitive (self->apply, FALSE);
  self->change = xa_limit_choices_compose_change (self->limits);
  xa_jobs_edit_async (xa_session_get_jobs (self->session), xa_limit_change_apply, self->change, NULL, applied_cb, g_rc_box_acquire (self));
}

static void
confirmed_cb (AdwAlertDialog *alert,
              const char     *response,
              gpointer        data)
{
  Retention *self = data;

  if (g_str_equal (response, "delete") && self->dialog)
    apply (self);
}

static void
apply_cb (GtkWidget *button,
          gpointer   data)
{
  Retention *self = data;
  AdwDialog *alert;

  if (!self->preview.loses_any) {
    apply (self);
    return;
  }
  alert = adw_alert_dialog_new (_ ("Delete What Is Older?"), _ ("It goes from the workspace and from its backups, and cannot be brought back."));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (alert), "cancel", _ ("_Cancel"), "delete", _ ("_Delete"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (alert), "delete", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_data (alert, "response", G_CALLBACK (confirmed_cb), g_rc_box_acquire (self), (GClosureNotify) (void (*) (void)) release, 0);
  adw_dialog_present (alert, GTK_WIDGET (self->dialog));
}

/* --- the dialog --- */

static void
closed_cb (AdwDialog *dialog,
           gpointer   data)
{
  Retention *self = data;

  g_cancellable_cancel (self->cancellable);
  g_clear_weak_pointer (&self->dialog);
}

static GtkWidget *
make_page (Retention *self)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Keep"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), _ ("Everything is kept, unless you say otherwise or a platform's terms are shorter."));
  self->whose = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->whose), _ ("Platform"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->whose), _ ("One that has limits of its own does not go by those of all others"));
  gtk_widget_set_visible (self->whose, FALSE);
  xa_choice_row_show_in_full (ADW_COMBO_ROW (self->whose));
  g_signal_connect (self->whose, "notify::selected", G_CALLBACK (whose_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->whose);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    self->rows[i] = adw_combo_row_new ();
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[i]), _ (kinds[i].title));
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rows[i]), _ (kinds[i].subtitle));
    gtk_widget_set_sensitive (self->rows[i], FALSE);
    xa_choice_row_show_in_full (ADW_COMBO_ROW (self->rows[i]));
    g_signal_connect (self->rows[i], "notify::selected", G_CALLBACK (chosen_cb), self);
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->rows[i]);
  }
  self->losses = xa_losses_group_new ();
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (self->losses));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (xa_profiles_group_new (self->session)));

  return page;
}

void
xa_retention_dialog_present (GtkWidget *parent,
                             XaSession *session)
{
  const XaAsk ask = { .question = xa_limit_choices_question, .result_free = (GDestroyNotify) xa_limit_choices_free };
  Retention  *self = g_rc_box_new0 (Retention);
  AdwDialog  *dialog = adw_dialog_new ();
  GtkWidget  *toasts = adw_toast_overlay_new ();
  GtkWidget  *view = adw_toolbar_view_new ();
  GtkWidget  *bar = adw_header_bar_new ();

  self->session = g_object_ref (session);
  self->cancellable = g_cancellable_new ();
  g_set_weak_pointer (&self->dialog, dialog);
  g_set_weak_pointer (&self->parent, parent);
  self->apply = gtk_button_new_with_mnemonic (_ ("_Apply"));
  gtk_widget_set_sensitive (self->apply, FALSE);
  gtk_widget_add_css_class (self->apply, "suggested-action");
  g_signal_connect (self->apply, "clicked", G_CALLBACK (apply_cb), self);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->apply);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), bar);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), make_page (self));
  adw_dialog_set_title (dialog, _ ("What Is Kept"));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (toasts), view);
  adw_dialog_set_child (dialog, toasts);
  adw_dialog_set_content_width (dialog, 560);
  adw_dialog_set_content_height (dialog, 640);
  g_signal_connect (dialog, "closed", G_CALLBACK (closed_cb), self);
  g_object_set_data_full (G_OBJECT (dialog), "retention", self, release);
  adw_dialog_present (dialog, parent);
  xa_session_ask_async (session, XA_ASK_QUICK, &ask, NULL, NULL, self->cancellable, loaded_cb, g_rc_box_acquire (self));
}
