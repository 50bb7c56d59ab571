#include "ui/upkeep/xa-profiles-group.h"

#include "model/xa-said.h"
#include "store/xa-elsewhere.h"
#include "sync/xa-upkeep.h"
#include "ui/xa-undo-work.h"

#include <glib/gi18n.h>

struct _XaProfilesGroup {
  AdwPreferencesGroup parent_instance;
  XaSession          *session;     /* (owned) (nullable) */
  GCancellable       *cancellable; /* (owned) */
  AdwSwitchRow       *row;         /* (not owned) */
  gboolean            reads;       /* as the workspace has it */
  gboolean            fills;       /* the switch is being set: nobody switched it */
};

G_DEFINE_FINAL_TYPE (XaProfilesGroup, xa_profiles_group, ADW_TYPE_PREFERENCES_GROUP)

/* As the workspace has it. */
static void
fill (XaProfilesGroup *self)
{
  self->fills = TRUE;
  adw_switch_row_set_active (self->row, self->reads);
  gtk_widget_set_sensitive (GTK_WIDGET (self->row), TRUE);
  self->fills = FALSE;
}

/* --- reading it --- */

static gpointer
reads_question (const XaScope    *scope,
                gpointer          data,
                XaInsightProgress progress,
                gpointer          progress_data,
                GError          **error)
{
  gboolean reads;

  return xa_store_get_reads_profiles (scope->store, &reads, error) ? g_memdup2 (&reads, sizeof reads) : NULL;
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (XaProfilesGroup) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree gboolean *reads = xa_reader_ask_finish (result, &error);

  if (reads) {
    self->reads = *reads;
    fill (self);
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->row), xa_said_error (error));
  }
}

/* --- changing it --- */

/* That it was switched, for undo: also where the dialog is another one by then. */
typedef struct {
  GWeakRef group;
  GWeakRef session;
  gboolean after; /* what it was switched to */
  gboolean now;
} Switching;

static void
switching_free (gpointer data)
{
  g_weak_ref_clear (&((Switching *) data)->group);
  g_weak_ref_clear (&((Switching *) data)->session);
  g_free (data);
}

static gboolean
set_reads (XaStore   *writer,
           Switching *switching,
           gboolean   reads,
           GError   **error)
{
  if (!xa_upkeep_set_reads_profiles (writer, reads, error))
    return FALSE;
  switching->now = reads;

  return TRUE;
}

static gboolean
switch_edit (XaStore *writer,
             gpointer switching,
             GError **error)
{
  return set_reads (writer, switching, ((Switching *) switching)->after, error);
}

static gboolean
switch_back (XaStore *writer,
             gpointer switching,
             GError **error)
{
  return set_reads (writer, switching, !((Switching *) switching)->after, error);
}

static void
show_switching (gpointer data)
{
  const Switching *switching = data;
  g_autoptr (XaProfilesGroup) self = g_weak_ref_get (&((Switching *) data)->group);

  if (!self || g_cancellable_is_cancelled (self->cancellable))
    return;
  self->reads = switching->now;
  fill (self);
}

static void
push_step (XaSession       *session,
           XaProfilesGroup *self,
           Switching       *switching)
{
  const XaUndoEdits edits = { switch_back, switch_edit, switching, switching_free, show_switching };

  xa_undo_push_edits (xa_session_get_undo (session), xa_session_get_jobs (session), self ? GTK_WIDGET (self) : NULL,
                      switching->after ? _ ("Counted from the next fetch on") : _ ("Nothing is kept of what profiles said"), &edits);
}

static void
switched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Switching *switching = data;
  g_autoptr (XaProfilesGroup) self = g_weak_ref_get (&switching->group);
  g_autoptr (XaSession) session = g_weak_ref_get (&switching->session);
  g_autoptr (GError) error = NULL;
  const gboolean ok = xa_jobs_edit_finish (XA_JOBS (source), result, &error);

  show_switching (switching);
  if (session && ok) {
    push_step (session, self, switching);
    return;
  }
  if (self && self->session)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", xa_said_error (error));
  switching_free (switching);
}

static void
change (XaProfilesGroup *self)
{
  Switching *switching = g_new0 (Switching, 1);

  g_weak_ref_init (&switching->group, self);
  g_weak_ref_init (&switching->session, self->session);
  switching->now = self->reads;
  switching->after = !self->reads;
  gtk_widget_set_sensitive (GTK_WIDGET (self->row), FALSE);
  xa_jobs_edit_async (xa_session_get_jobs (self->session), switch_edit, switching, NULL, switched_cb, switching);
}

static void
answered_cb (AdwAlertDialog  *alert,
             const char      *response,
             XaProfilesGroup *self)
{
  if (g_str_equal (response, "forget"))
    change (self);
  else
    fill (self);
}

static void
switch_cb (XaProfilesGroup *self)
{
  AdwDialog *alert;

  if (self->fills || adw_switch_row_get_active (self->row) == self->reads)
    return;
  if (!self->reads) {
    change (self);
    return;
  }
  alert = adw_alert_dialog_new (_ ("Forget What Profiles Said?"),
                                _ ("It goes from the workspace and from its backups. If it is switched on again, it comes back with the next fetch of each audience."));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (alert), "cancel", _ ("_Cancel"), "forget", _ ("_Forget"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (alert), "forget", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (alert, "response", G_CALLBACK (answered_cb), self, 0);
  adw_dialog_present (alert, GTK_WIDGET (self));
}

/* --- the group --- */

static void
xa_profiles_group_dispose (GObject *object)
{
  XaProfilesGroup *self = XA_PROFILES_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (xa_profiles_group_parent_class)->dispose (object);
}

static void
xa_profiles_group_finalize (GObject *object)
{
  g_object_unref (XA_PROFILES_GROUP (object)->cancellable);
  G_OBJECT_CLASS (xa_profiles_group_parent_class)->finalize (object);
}

static void
xa_profiles_group_class_init (XaProfilesGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xa_profiles_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = xa_profiles_group_finalize;
}

static void
xa_profiles_group_init (XaProfilesGroup *self)
{
  self->cancellable = g_cancellable_new ();
  self->row = ADW_SWITCH_ROW (adw_switch_row_new ());
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("What Members Write of Themselves"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _ ("Count who is also on which platform"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->row), _ ("Mastodon, Bluesky and SocialData send profiles along with a list of members. Kept is only who names an account on which other "
                                                              "platform: never which account, and nobody is looked for there. People of two platforms are still never matched."));
  gtk_widget_set_sensitive (GTK_WIDGET (self->row), FALSE);
  g_signal_connect_swapped (self->row, "notify::active", G_CALLBACK (switch_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->row));
}

XaProfilesGroup *
xa_profiles_group_new (XaSession *session)
{
  const XaAsk      ask = { .question = reads_question, .result_free = g_free };
  XaProfilesGroup *self = g_object_new (XA_TYPE_PROFILES_GROUP, NULL);

  self->session = g_object_ref (session);
  xa_session_ask_async (session, XA_ASK_QUICK, &ask, NULL, NULL, self->cancellable, read_cb, g_object_ref (self));

  return self;
}
