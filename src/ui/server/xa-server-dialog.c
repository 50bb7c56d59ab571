#include "ui/server/xa-server-dialog.h"

#include "model/xa-said.h"
#include "ui/server/xa-server-changes.h"
#include "ui/server/xa-server-forms.h"
#include "ui/server/xa-server-rows.h"
#include "ui/server/xa-server-steps.h"

#include <glib/gi18n.h>
#include <string.h>

struct _XaServerDialog {
  AdwDialog            parent_instance;
  GtkStack            *states;
  AdwStatusPage       *failure;
  AdwSwitchRow        *on;
  AdwSpinRow          *port;
  AdwPreferencesGroup *clients;
  AdwPreferencesGroup *incoming;
  AdwPreferencesGroup *outgoing;

  XaSession       *session;     /* (owned) */
  GtkWidget       *page;        /* (nullable): weak: the page it was opened from */
  GCancellable    *cancellable; /* (owned): of everything that is asked */
  XaServerPicture *picture;     /* (owned) (nullable) */
  GPtrArray       *rows;        /* (owned) (element-type GtkWidget): in the groups; not owned each */
  gboolean         fills;       /* the rows are set from the picture, not by the user */
};

G_DEFINE_FINAL_TYPE (XaServerDialog, xa_server_dialog, ADW_TYPE_DIALOG)

static void load (XaServerDialog *self);

static void
reload (gpointer self)
{
  load (self);
}

static void
tell (XaServerDialog *self,
      const char     *words)
{
  if (self->page)
    gtk_widget_activate_action (self->page, "win.tell", "s", words);
}

/* --- what is there ----------------------------------------------------------------------------------- */

static void
add_row (XaServerDialog      *self,
         AdwPreferencesGroup *group,
         GtkWidget           *row)
{
  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);
}

static void
clear_rows (XaServerDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++) {
    GtkWidget *row = self->rows->pdata[i];
    GtkWidget *group = gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_GROUP);

    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (group), row);
  }
  g_ptr_array_set_size (self->rows, 0);
}

static void
fill_groups (XaServerDialog *self)
{
  const XaServerPicture *picture = self->picture;

  for (guint i = 0; i < picture->clients->len; i++)
    add_row (self, self->clients, xa_server_row_new_client (picture->clients->pdata[i]));
  if (picture->clients->len == 0)
    add_row (self, self->clients, xa_server_row_new_empty (_ ("No program may ask yet")));
  for (guint i = 0; i < picture->in->len; i++)
    add_row (self, self->incoming, xa_server_row_new_in (picture->in->pdata[i]));
  if (picture->in->len == 0)
    add_row (self, self->incoming, xa_server_row_new_empty (_ ("No service pushes yet")));
  for (guint i = 0; i < picture->out->len; i++)
    add_row (self, self->outgoing, xa_server_row_new_out (picture->out->pdata[i], xa_server_picture_count_dead (picture, picture->out->pdata[i])));
  if (picture->out->len == 0)
    add_row (self, self->outgoing, xa_server_row_new_empty (_ ("Nobody is told yet")));
}

/* Says where it listens, or why not. */
static void
show_host (XaServerDialog *self)
{
  XaHost          *host = xa_session_get_host (self->session);
  const char      *address = xa_host_get_address (host), *failure = xa_host_get_failure (host);
  g_autofree char *listens = address ? g_strdup_printf (_ ("Listening on %s"), address) : NULL;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->on), listens ? listens : failure ? failure
                                                                                      : _ ("Off"));
}

static void
show_picture (XaServerDialog *self)
{
  self->fills = TRUE;
  adw_switch_row_set_active (self->on, self->picture->settings.is_on);
  adw_spin_row_set_value (self->port, self->picture->settings.port);
  self->fills = FALSE;
  clear_rows (self);
  fill_groups (self);
  show_host (self);
  gtk_stack_set_visible_child_name (self->states, "content");
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (XaServerDialog) self = data;
  g_autoptr (GError) error = NULL;
  XaServerPicture *picture = xa_server_picture_ask_finish (XA_SESSION (source), result, &error);
  gboolean         is_same;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error) {
    adw_status_page_set_description (self->failure, xa_said_error (error));
    gtk_stack_set_visible_child_name (self->states, "failed");
    return;
  }
  /* Rows that stay keep the keys. */
  is_same = self->picture && xa_server_picture_is_same (self->picture, picture) && g_strcmp0 (gtk_stack_get_visible_child_name (self->states), "content") == 0;
  xa_server_picture_free (self->picture);
  self->picture = picture;
  if (is_same)
    show_host (self);
  else
    show_picture (self);
}

static void
load (XaServerDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  xa_server_picture_ask_async (self->session, self->cancellable, answered_cb, g_object_ref (self));
}

/* --- changes --------------------------------------------------------------------------------------------- */

static void
edited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (XaServerDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (!xa_jobs_edit_finish (XA_JOBS (source), result, &error))
    tell (self, xa_said_error (error));
  xa_host_apply (xa_session_get_host (self->session));
  xa_host_deliver (xa_session_get_host (self->session));
  load (self);
}

static void
edit (XaServerDialog *self,
      XaEdit          change,
      gpointer        data)
{
  xa_jobs_edit_async (xa_session_get_jobs (self->session), change, data, g_free, edited_cb, g_object_ref (self));
}

static void
change_settings (XaServerDialog *self)
{
  XaServerSettings settings = { adw_switch_row_get_active (self->on), (guint16) adw_spin_row_get_value (self->port) };

  if (self->fills || !self->picture || (settings.is_on == self->picture->settings.is_on && settings.port == self->picture->settings.port))
    return;
  xa_server_step_push_settings (self->session, GTK_WIDGET (self), &self->picture->settings, &settings);
  self->picture->settings = settings;
  edit (self, xa_server_change_settings, g_memdup2 (&settings, sizeof settings));
}

static void
on_cb (XaServerDialog *self)
{
  change_settings (self);
}

static void
port_cb (XaServerDialog *self)
{
  change_settings (self);
}

/* --- removing a webhook ------------------------------------------------------------------------------------ */

typedef struct {
  XaServerDialog *dialog; /* (owned) */
  XaHookKept     *kept;   /* (owned) (nullable) */
} Removal;

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autofree Removal *removal = data;
  g_autoptr (XaServerDialog) self = removal->dialog;
  g_autoptr (XaHookKept) kept = removal->kept;
  g_autoptr (GError) error = NULL;

  if (!xa_live_call_finish (XA_LIVE (source), result, &error))
    tell (self, xa_said_error (error));
  else if (self->session)
    xa_server_step_push_hook (self->session, GTK_WIDGET (self), g_steal_pointer (&kept), FALSE);
}

static XaHookKept *
find_hook (XaServerDialog *self,
           gint64          id,
           gboolean        comes_in)
{
  GPtrArray *rows = comes_in ? self->picture->in : self->picture->out;

  for (guint i = 0; i < rows->len; i++) {
    const XaHookIn  *in = rows->pdata[i];
    const XaHookOut *out = rows->pdata[i];

    if (comes_in && in->id == id)
      return xa_hook_kept_new (in->uuid, in->name, TRUE);
    if (!comes_in && out->id == id)
      return xa_hook_kept_new (out->uuid, out->name, FALSE);
  }

  return NULL;
}

static void
remove_hook (XaServerDialog *self,
             gint64          id,
             gboolean        comes_in)
{
  XaHookKept *kept = find_hook (self, id, comes_in);
  Removal    *removal;

  if (!kept)
    return;
  removal = g_new (Removal, 1);
  *removal = (Removal) { g_object_ref (self), kept };
  xa_live_call_async (xa_session_get_live (self->session), XA_LIVE_CHANGES, xa_hook_kept_remove, kept, NULL, NULL, NULL, removed_cb, removal);
}

/* Something that waits for an answer. */
typedef struct {
  XaServerDialog *dialog; /* (owned) */
  gsize           edit;   /* of xa_server_changes */
  gint64          id;
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  g_object_unref (((Question *) data)->dialog);
  g_free (data);
}

static void
edit_row (XaServerDialog *self,
          gsize           i,
          gint64          id)
{
  if (xa_server_changes[i].edit)
    edit (self, xa_server_changes[i].edit, g_memdup2 (&id, sizeof id));
  else
    remove_hook (self, id, g_str_equal (xa_server_changes[i].action, "server.remove-in"));
}

static void
answered_question_cb (AdwAlertDialog *alert,
                      const char     *response,
                      gpointer        data)
{
  Question *question = data;

  if (g_str_equal (response, "go"))
    edit_row (question->dialog, question->edit, question->id);
}

static void
ask_first (XaServerDialog *self,
           gsize           i,
           gint64          id)
{
  AdwDialog *alert = adw_alert_dialog_new (_ (xa_server_changes[i].heading), _ (xa_server_changes[i].body));
  Question  *question = g_new (Question, 1);

  *question = (Question) { g_object_ref (self), i, id };
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (alert), "cancel", _ ("_Cancel"), "go", _ (xa_server_changes[i].answer), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (alert), "go", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_data (alert, "response", G_CALLBACK (answered_question_cb), question, question_free, 0);
  adw_dialog_present (alert, GTK_WIDGET (self));
}

/* Whether something of it cannot be undone. */
static gboolean
loses (XaServerDialog *self,
       gsize           i,
       gint64          id)
{
  return xa_server_changes[i].edit || xa_server_picture_count_undelivered (self->picture, id) > 0;
}

static void
row_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  XaServerDialog *self = XA_SERVER_DIALOG (widget);
  gint64          id = g_variant_get_int64 (parameter);

  for (gsize i = 0; i < xa_n_server_changes; i++) {
    if (!g_str_equal (name, xa_server_changes[i].action))
      continue;
    if (xa_server_changes[i].heading && loses (self, i, id))
      ask_first (self, i, id);
    else
      edit_row (self, i, id);
  }
}

static void
add_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  XaServerDialog *self = XA_SERVER_DIALOG (widget);

  if (g_str_equal (name, "server.add-client"))
    xa_server_add_client_present (widget, self->session, reload, self);
  else if (g_str_equal (name, "server.add-in"))
    xa_server_add_in_present (widget, self->session, reload, self);
  else
    xa_server_add_out_present (widget, self->session, reload, self);
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  gtk_stack_set_visible_child_name (XA_SERVER_DIALOG (widget)->states, "loading");
  load (XA_SERVER_DIALOG (widget));
}

/* --- the widget --------------------------------------------------------------------------------------------- */

static void
xa_server_dialog_dispose (GObject *object)
{
  XaServerDialog *self = XA_SERVER_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  g_clear_weak_pointer (&self->page);
  gtk_widget_dispose_template (GTK_WIDGET (self), XA_TYPE_SERVER_DIALOG);
  G_OBJECT_CLASS (xa_server_dialog_parent_class)->dispose (object);
}

static void
xa_server_dialog_finalize (GObject *object)
{
  XaServerDialog *self = XA_SERVER_DIALOG (object);

  g_object_unref (self->cancellable);
  xa_server_picture_free (self->picture);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (xa_server_dialog_parent_class)->finalize (object);
}

static void
xa_server_dialog_class_init (XaServerDialogClass *klass)
{
  static const char *const add_actions[] = { "server.add-client", "server.add-in", "server.add-out" };
  GObjectClass            *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass          *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = xa_server_dialog_dispose;
  object_class->finalize = xa_server_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/server-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, XaServerDialog, states);
  gtk_widget_class_bind_template_child (widget_class, XaServerDialog, failure);
  gtk_widget_class_bind_template_child (widget_class, XaServerDialog, on);
  gtk_widget_class_bind_template_child (widget_class, XaServerDialog, port);
  gtk_widget_class_bind_template_child (widget_class, XaServerDialog, clients);
  gtk_widget_class_bind_template_child (widget_class, XaServerDialog, incoming);
  gtk_widget_class_bind_template_child (widget_class, XaServerDialog, outgoing);
  gtk_widget_class_bind_template_callback (widget_class, on_cb);
  gtk_widget_class_bind_template_callback (widget_class, port_cb);
  for (gsize i = 0; i < xa_n_server_changes; i++)
    gtk_widget_class_install_action (widget_class, xa_server_changes[i].action, "x", row_action);
  for (gsize i = 0; i < G_N_ELEMENTS (add_actions); i++)
    gtk_widget_class_install_action (widget_class, add_actions[i], NULL, add_action);
  gtk_widget_class_install_action (widget_class, "server.retry", NULL, retry_action);
}

static void
xa_server_dialog_init (XaServerDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
xa_server_dialog_present (GtkWidget *parent,
                          XaSession *session)
{
  XaServerDialog *self = g_object_new (XA_TYPE_SERVER_DIALOG, NULL);

  self->session = g_object_ref (session);
  g_set_weak_pointer (&self->page, parent);
  g_signal_connect_object (xa_session_get_host (session), "changed", G_CALLBACK (show_host), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);
  adw_dialog_present (ADW_DIALOG (self), parent);
}
