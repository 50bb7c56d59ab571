#include "ui/upkeep/xa-retention-dialog.h"

#include "insight/xa-explore.h"
#include "model/xa-number.h"
#include "model/xa-time.h"
#include "store/xa-retention-preview.h"
#include "sync/xa-upkeep.h"

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
  AdwDialog           *dialog;                     /* (nullable): weak */
  GtkWidget           *parent;                     /* (nullable): weak */
  XaSession           *session;                    /* (owned) */
  GCancellable        *cancellable;                /* (owned): of the preview under way */
  AdwPreferencesGroup *losses;                     /* (not owned): these live as long as the dialog */
  GtkWidget           *rows[G_N_ELEMENTS (kinds)]; /* (not owned) */
  GtkWidget           *whose;                      /* (not owned): of which platform they are */
  GArray              *platforms;                  /* (owned) (nullable) (element-type XaPlatform): by place in @whose; 0: all others */
  GtkWidget           *apply;                      /* (not owned) */
  GPtrArray           *loss_rows;                  /* (owned): (not owned) */
  GArray              *limits;                     /* (owned) (nullable) (element-type XaRetention): as they are set */
  GArray              *wanted;                     /* (owned) (nullable) (element-type XaRetention): as they were chosen */
  XaRetentionPreview   preview;
  gboolean             fills; /* rows are being set: nobody chose anything */
} Retention;

static void
clear_retention (gpointer data)
{
  Retention *self = data;

  g_clear_weak_pointer (&self->dialog);
  g_clear_weak_pointer (&self->parent);
  g_object_unref (self->session);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->loss_rows);
  g_clear_pointer (&self->limits, g_array_unref);
  g_clear_pointer (&self->wanted, g_array_unref);
  g_clear_pointer (&self->platforms, g_array_unref);
}

static void
release (gpointer self)
{
  g_rc_box_release_full (self, clear_retention);
}

/* --- limits --- */

static void
put_limit (GArray            *list,
           const XaRetention *limit)
{
  for (guint i = 0; i < list->len; i++) {
    XaRetention *each = &g_array_index (list, XaRetention, i);

    if (each->platform == limit->platform && each->kind == limit->kind) {
      each->days = limit->days;
      return;
    }
  }
  g_array_append_val (list, *limit);
}

static const XaRetention *
find_limit (const GArray   *list,
            XaPlatform      platform,
            XaRetentionKind kind)
{
  for (guint i = 0; i < list->len; i++) {
    const XaRetention *limit = &g_array_index (list, XaRetention, i);

    if (limit->platform == platform && limit->kind == kind)
      return limit;
  }

  return NULL;
}

/* A platform without a limit of its own has that of all others. */
static int
get_days (const GArray   *list,
          XaPlatform      platform,
          XaRetentionKind kind)
{
  const XaRetention *own = find_limit (list, platform, kind);
  const XaRetention *general = find_limit (list, 0, kind);

  return own ? own->days : general ? general->days
                                   : 0;
}

static XaPlatform
get_platform (Retention *self)
{
  const guint place = adw_combo_row_get_selected (ADW_COMBO_ROW (self->whose));

  return place < self->platforms->len ? g_array_index (self->platforms, XaPlatform, place) : 0;
}

/* A limit that was set elsewhere to what is no choice here stays what it is. */
static void
take_choice (Retention *self,
             gsize      i)
{
  const XaPlatform  platform = get_platform (self);
  const guint       selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->rows[i]));
  const XaRetention limit = { platform, kinds[i].kind, selected < G_N_ELEMENTS (choices) ? choices[selected] : get_days (self->limits, platform, kinds[i].kind) };

  if (limit.days != get_days (self->wanted, platform, limit.kind))
    put_limit (self->wanted, &limit);
}

/* Only limits that are others than before are set. (element-type XaRetention) */
static GArray *
list_changed (Retention *self)
{
  GArray *changed = g_array_new (FALSE, FALSE, sizeof (XaRetention));

  for (guint i = 0; i < self->wanted->len; i++) {
    const XaRetention *limit = &g_array_index (self->wanted, XaRetention, i);
    const XaRetention *before = find_limit (self->limits, limit->platform, limit->kind);

    if (!before || before->days != limit->days)
      g_array_append_val (changed, *limit);
  }

  return changed;
}

static gboolean
is_changed (Retention *self)
{
  g_autoptr (GArray) changed = list_changed (self);

  return changed->len > 0;
}

/* --- the preview --- */

static char *
format_day (gint64 time_us)
{
  g_autoptr (GDateTime) time = time_us == XA_TIME_UNKNOWN ? NULL : g_date_time_new_from_unix_local_usec (time_us);

  return time ? g_date_time_format (time, _ ("%-e %B %Y")) : g_strdup (_ ("nothing"));
}

static void
add_loss (Retention    *self,
          XaLossKind    kind,
          const XaLoss *loss)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *from = format_day (loss->first_now_us);
  g_autofree char *then = format_day (loss->first_then_us);
  g_autofree char *lost = xa_number_format_count ((double) loss->n_lost), *now = xa_number_format_count ((double) loss->n_now);
  /* Translators: how many of how many of what, such as "12 of 1,204 posts" */
  g_autofree char *title = g_strdup_printf (_ ("%s of %s %s"), lost, now, _ (xa_loss_words (kind)));
  g_autofree char *words = loss->first_then_us == XA_TIME_UNKNOWN ? g_strdup_printf (_ ("Nothing is left for %s."), _ (xa_loss_charts (kind)))
                                                                  : g_strdup_printf (_ ("They begin on %s instead of %s: %s."), then, from, _ (xa_loss_charts (kind)));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_preferences_group_add (self->losses, row);
  g_ptr_array_add (self->loss_rows, row);
}

static void
show_preview (Retention *self)
{
  for (guint i = 0; i < self->loss_rows->len; i++)
    adw_preferences_group_remove (self->losses, self->loss_rows->pdata[i]);
  g_ptr_array_set_size (self->loss_rows, 0);
  for (int kind = 0; kind < XA_N_LOSSES; kind++)
    if (self->preview.losses[kind].n_lost > 0)
      add_loss (self, (XaLossKind) kind, &self->preview.losses[kind]);
  adw_preferences_group_set_title (self->losses, _ ("What Charts Lose"));
  adw_preferences_group_set_description (self->losses, self->preview.loses_any ? _ ("These are deleted when you apply it, from the backups too. Sizes and other figures over time stay.")
                                                                               : _ ("Nothing is deleted now."));
  gtk_button_set_label (GTK_BUTTON (self->apply), self->preview.loses_any ? _ ("_Delete…") : _ ("_Apply"));
  gtk_widget_remove_css_class (self->apply, self->preview.loses_any ? "suggested-action" : "destructive-action");
  gtk_widget_add_css_class (self->apply, self->preview.loses_any ? "destructive-action" : "suggested-action");
  gtk_widget_set_sensitive (self->apply, self->preview.loses_any || is_changed (self));
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
    adw_preferences_group_set_description (self->losses, error->message);
  }
  release (self);
}

static void
preview (Retention *self)
{
  const XaAsk ask = { preview_question, g_array_copy (self->wanted), (GDestroyNotify) g_array_unref, g_free };

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

/* --- loading --- */

/* Limits, and the platforms that can have some of their own. */
typedef struct {
  GArray *limits;    /* (owned) (element-type XaRetention) */
  GArray *platforms; /* (owned) (element-type XaPlatform) */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *self = data;

  g_clear_pointer (&self->limits, g_array_unref);
  g_clear_pointer (&self->platforms, g_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static void
add_platforms (GArray          *platforms,
               const GArray    *limits,
               const XaExplore *explore)
{
  g_autoptr (XaExploreList) list = xa_explore_list (explore, NULL, XA_EXPLORE_BY_NAME, FALSE);

  for (XaPlatform platform = 0; platform < XA_N_PLATFORMS; platform++) {
    gboolean is_there = platform == 0 || list->platforms[platform] > 0;

    for (guint i = 0; i < limits->len; i++)
      is_there |= g_array_index (limits, XaRetention, i).platform == platform;
    if (is_there)
      g_array_append_val (platforms, platform);
  }
}

static gpointer
limits_question (const XaScope    *scope,
                 gpointer          data,
                 XaInsightProgress progress,
                 gpointer          progress_data,
                 GError          **error)
{
  g_autoptr (Answer) self = g_new0 (Answer, 1);
  g_autoptr (XaExplore) explore = xa_explore_load (scope, error);

  if (!explore)
    return NULL;
  self->platforms = g_array_new (FALSE, FALSE, sizeof (XaPlatform));
  self->limits = xa_store_list_retention (scope->store, error);
  if (!self->limits)
    return NULL;
  add_platforms (self->platforms, self->limits, explore);

  return g_steal_pointer (&self);
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
    fill_row (self->rows[i], get_days (self->wanted, get_platform (self), kinds[i].kind));
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

  for (guint i = 0; i < self->platforms->len; i++) {
    XaPlatform platform = g_array_index (self->platforms, XaPlatform, i);

    gtk_string_list_append (names, platform ? xa_platform_name (platform) : _ ("All others"));
  }
  self->fills = TRUE;
  adw_combo_row_set_model (ADW_COMBO_ROW (self->whose), G_LIST_MODEL (names));
  gtk_widget_set_visible (self->whose, self->platforms->len > 1);
  self->fills = FALSE;
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Retention *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Answer) answer = xa_reader_ask_finish (result, &error);

  if (self->dialog && answer) {
    self->limits = g_steal_pointer (&answer->limits);
    self->wanted = g_array_copy (self->limits);
    self->platforms = g_steal_pointer (&answer->platforms);
    fill_whose (self);
    fill_rows (self);
    preview (self);
  } else if (self->dialog) {
    adw_preferences_group_set_description (self->losses, error ? error->message : "");
  }
  release (self);
}

/* --- applying --- */

/* Terms of a platform are not for the user to make longer. */
static gboolean
check_terms (XaStore           *writer,
             const XaRetention *limit,
             GError           **error)
{
  const int most = xa_upkeep_get_terms_days (writer, limit->platform, (int) limit->kind, error);

  if (most <= 0 || (limit->days > 0 && limit->days <= most))
    return most >= 0;
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID,
               g_dngettext (NULL, "The terms of %s let this be kept for %d day at most.", "The terms of %s let this be kept for %d days at most.", (gulong) most),
               xa_platform_name (limit->platform), most);

  return FALSE;
}

static gboolean
apply_edit (XaStore *writer,
            gpointer data,
            GError **error)
{
  const GArray *limits = data;
  gint64        n_deleted;

  for (guint i = 0; i < limits->len; i++) {
    const XaRetention *limit = &g_array_index (limits, XaRetention, i);

    if (!check_terms (writer, limit, error) || !xa_store_set_retention (writer, limit->platform, limit->kind, limit->days, error))
      return FALSE;
  }

  return xa_upkeep_apply_retention (writer, xa_time_now (), &n_deleted, error);
}

static void
applied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Retention *self = data;
  g_autoptr (GError) error = NULL;
  const gboolean ok = xa_jobs_edit_finish (XA_JOBS (source), result, &error);

  if (self->parent)
    gtk_widget_activate_action (self->parent, "win.tell", "s", ok ? _ ("The limits hold from now on") : error->message);
  if (self->dialog && ok)
    adw_dialog_force_close (self->dialog);
  else if (self->dialog)
    gtk_widget_set_sensitive (self->apply, TRUE);
  release (self);
}

static void
apply (Retention *self)
{
  gtk_widget_set_sensitive (self->apply, FALSE);
  xa_jobs_edit_async (xa_session_get_jobs (self->session), apply_edit, list_changed (self), (GDestroyNotify) g_array_unref, applied_cb, g_rc_box_acquire (self));
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

static void
setup_choice_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *list_item)
{
  gtk_list_item_set_child (list_item, gtk_label_new (NULL));
}

static void
bind_choice_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *list_item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (list_item)), gtk_string_object_get_string (gtk_list_item_get_item (list_item)));
}

/* What is chosen is not cut short where there is little room: what explains it takes more lines instead. */
static void
show_choice_in_full (AdwComboRow *row)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_choice_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_choice_cb), NULL);
  adw_combo_row_set_list_factory (row, adw_combo_row_get_factory (row));
  adw_combo_row_set_factory (row, factory);
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
  g_signal_connect (self->whose, "notify::selected", G_CALLBACK (whose_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->whose);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    self->rows[i] = adw_combo_row_new ();
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[i]), _ (kinds[i].title));
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rows[i]), _ (kinds[i].subtitle));
    gtk_widget_set_sensitive (self->rows[i], FALSE);
    show_choice_in_full (ADW_COMBO_ROW (self->rows[i]));
    g_signal_connect (self->rows[i], "notify::selected", G_CALLBACK (chosen_cb), self);
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->rows[i]);
  }
  self->losses = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->losses, _ ("What Charts Lose"));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), self->losses);

  return page;
}

void
xa_retention_dialog_present (GtkWidget *parent,
                             XaSession *session)
{
  const XaAsk ask = { .question = limits_question, .result_free = answer_free };
  Retention  *self = g_rc_box_new0 (Retention);
  AdwDialog  *dialog = adw_dialog_new ();
  GtkWidget  *view = adw_toolbar_view_new ();
  GtkWidget  *bar = adw_header_bar_new ();

  self->session = g_object_ref (session);
  self->cancellable = g_cancellable_new ();
  self->loss_rows = g_ptr_array_new ();
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
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_content_width (dialog, 560);
  adw_dialog_set_content_height (dialog, 640);
  g_signal_connect (dialog, "closed", G_CALLBACK (closed_cb), self);
  g_object_set_data_full (G_OBJECT (dialog), "retention", self, release);
  adw_dialog_present (dialog, parent);
  xa_session_ask_async (session, XA_ASK_QUICK, &ask, NULL, NULL, self->cancellable, loaded_cb, g_rc_box_acquire (self));
}
