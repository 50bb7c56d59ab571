#include "ui/connections/xa-connection-dialogs.h"

#include "model/xa-said.h"
#include "sync/xa-month-use.h"
#include "ui/live/xa-live-words.h"
#include "ui/widgets/xa-number-row.h"
#include "ui/xa-undo-work.h"

#include <glib/gi18n.h>

/* --- what both share --- */

typedef struct {
  GtkWidget    *parent;     /* (nullable): weak */
  XaLive       *live;       /* (owned) */
  XaConnection *connection; /* (owned) */
  XaUndo       *undo;       /* (owned) (nullable) */
  XaConnection *before;     /* (owned) (nullable): as it was when it was asked about */
  GtkWidget    *name;       /* (not owned): these live as long as the dialog */
  GtkWidget    *limit;      /* (not owned) */
  GtkWidget    *money;      /* (not owned) (nullable): where calls cost */
  GtkWidget    *erase;      /* (not owned) */
} Asking;

static void
asking_free (gpointer data)
{
  Asking *self = data;

  g_clear_weak_pointer (&self->parent);
  g_object_unref (self->live);
  xa_connection_free (self->connection);
  g_clear_object (&self->undo);
  g_clear_pointer (&self->before, xa_connection_free);
  g_free (self);
}

static Asking *
asking_new (GtkWidget          *parent,
            XaLive             *live,
            const XaConnection *connection)
{
  Asking *self = g_new0 (Asking, 1);

  g_set_weak_pointer (&self->parent, parent);
  self->live = g_object_ref (live);
  self->connection = xa_connection_copy (connection);

  return self;
}

static GtkWidget *
make_list (void)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");

  return list;
}

/* --- name and limits --- */

static gpointer
configure (XaSync       *sync,
           gpointer      data,
           GCancellable *cancellable,
           GError      **error)
{
  const XaConnection *wished = data;
  g_autoptr (GPtrArray) all = xa_sync_list_connections (sync, error);

  if (!all)
    return NULL;
  /* What was found out about it meanwhile stays. */
  for (guint i = 0; i < all->len; i++) {
    XaConnection *connection = all->pdata[i];

    if (connection->id != wished->id)
      continue;
    g_set_str (&connection->name, wished->name);
    connection->month_requests = wished->month_requests;
    connection->month_money = wished->month_money;
    return xa_sync_configure (sync, connection, error) ? GINT_TO_POINTER (TRUE) : NULL;
  }

  /* It was removed meanwhile. */
  return GINT_TO_POINTER (TRUE);
}

/* What was changed, for undo. */
typedef struct {
  XaConnection *before, *after; /* (owned) */
} Step;

static void
step_free (gpointer data)
{
  Step *self = data;

  xa_connection_free (self->before);
  xa_connection_free (self->after);
  g_free (self);
}

static gpointer
configure_back (XaSync       *sync,
                gpointer      step,
                GCancellable *cancellable,
                GError      **error)
{
  return configure (sync, ((Step *) step)->before, cancellable, error);
}

static gpointer
configure_again (XaSync       *sync,
                 gpointer      step,
                 GCancellable *cancellable,
                 GError      **error)
{
  return configure (sync, ((Step *) step)->after, cancellable, error);
}

static void
push_step (Asking *self)
{
  const XaConnection *before = self->before, *after = self->connection;
  gboolean            is_renamed = !g_str_equal (before->name, after->name);
  gboolean            is_limited = before->month_requests != after->month_requests || before->month_money != after->month_money;
  XaUndoCalls         calls = { .back = configure_back, .again = configure_again, .free = step_free };
  g_autofree char    *title = NULL;
  Step               *step;

  if (!is_renamed && !is_limited)
    return;
  step = calls.data = g_new (Step, 1);
  *step = (Step) { xa_connection_copy (before), xa_connection_copy (after) };
  if (is_renamed)
    title = g_strdup_printf (_ ("Renamed %s"), xa_live_name (before->name));
  else
    title = g_strdup_printf (_ ("Changed the limits of %s"), xa_live_name (before->name));
  xa_undo_push_calls (self->undo, self->live, self->parent, title, &calls);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Asking *self = data;
  g_autoptr (GError) error = NULL;

  if (xa_live_call_finish (self->live, result, &error))
    push_step (self);
  else if (self->parent)
    gtk_widget_activate_action (self->parent, "win.tell", "s", xa_said_error (error));
  asking_free (self);
}

static void
configured_cb (AdwAlertDialog *dialog,
               const char     *response,
               gpointer        data)
{
  Asking          *self = data;
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));

  if (!g_str_equal (response, "save")) {
    asking_free (self);
    return;
  }
  if (*name)
    g_set_str (&self->connection->name, name);
  self->connection->month_requests = adw_spin_row_get_value (ADW_SPIN_ROW (self->limit));
  if (self->money)
    self->connection->month_money = adw_spin_row_get_value (ADW_SPIN_ROW (self->money));
  xa_live_call_async (self->live, XA_LIVE_CHANGES, configure, xa_connection_copy (self->connection), (GDestroyNotify) xa_connection_free, NULL, NULL, done_cb, self);
}

/* Some connections stand in for others, which takes a budget: it has to be said where it is set. */
static const char *
say_what_money_does (const XaConnection *connection)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);

  return provider && provider->chain > 0 ? _ ("0 is no limit, and then it does not stand in for another way to the platform") : _ ("0 is no limit");
}

void
xa_connection_configure_present (GtkWidget          *parent,
                                 XaLive             *live,
                                 XaUndo             *undo,
                                 const XaConnection *connection)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Name and Limit"), _ ("When the limit is reached, fetching pauses until the next month."));
  GtkWidget *list = make_list ();
  Asking    *self = asking_new (parent, live, connection);

  self->undo = g_object_ref (undo);
  self->before = xa_connection_copy (connection);
  self->name = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name), _ ("Name"));
  gtk_editable_set_text (GTK_EDITABLE (self->name), connection->name);
  self->limit = xa_number_row_new (_ ("Requests a Month"), _ ("0 is no limit"), 0, XA_MONTH_MAX_REQUESTS, 100, 0, connection->month_requests);
  gtk_list_box_append (GTK_LIST_BOX (list), self->name);
  gtk_list_box_append (GTK_LIST_BOX (list), self->limit);
  if (xa_month_use_costs (connection)) {
    self->money = xa_number_row_new (_ ("Money a Month, in US$"), say_what_money_does (connection), 0, XA_MONTH_MAX_MONEY, 1, 2, connection->month_money);
    gtk_list_box_append (GTK_LIST_BOX (list), self->money);
  }
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), list);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "save", _ ("_Save"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "save");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (configured_cb), self);
  adw_dialog_present (dialog, parent);
}

/* --- removing --- */

typedef struct {
  gint64       id;
  XaDisconnect how;
} Removal;

static void
free_parting (gpointer data)
{
  xa_parting_clear (data);
  g_free (data);
}

static gpointer
disconnect (XaSync       *sync,
            gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  const Removal *removal = data;

  XaParting *parting = g_new0 (XaParting, 1);

  if (xa_sync_disconnect (sync, removal->id, removal->how, parting, cancellable, error))
    return parting;
  free_parting (parting);

  return NULL;
}

/* That is for the user to do, and a toast is too short for it. */
void
xa_connection_tell_parting (GtkWidget       *parent,
                            const XaParting *parting)
{
  AdwDialog *dialog;

  if (!parting->remains)
    return;
  dialog = adw_alert_dialog_new (_ ("Still Signed In There"), parting->words);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"), NULL);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "close");
  adw_dialog_present (dialog, parent);
}

static void
parted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Asking *self = data;
  g_autoptr (GError) error = NULL;
  XaParting *parting = xa_live_call_finish (self->live, result, &error);

  if (!parting && self->parent)
    gtk_widget_activate_action (self->parent, "win.tell", "s", xa_said_error (error));
  else if (parting && self->parent)
    xa_connection_tell_parting (self->parent, parting);
  if (parting)
    free_parting (parting);
  asking_free (self);
}

static void
removed_cb (AdwAlertDialog *dialog,
            const char     *response,
            gpointer        data)
{
  Asking  *self = data;
  Removal *removal;

  if (!g_str_equal (response, "remove")) {
    asking_free (self);
    return;
  }
  removal = g_new (Removal, 1);
  removal->id = self->connection->id;
  removal->how = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->erase)) ? XA_DISCONNECT_ERASE_PLATFORM : XA_DISCONNECT_KEEP_DATA;
  xa_live_call_async (self->live, XA_LIVE_CHANGES, disconnect, removal, g_free, free_parting, NULL, parted_cb, self);
}

static GtkWidget *
make_choice (const char *title,
             const char *subtitle,
             GtkWidget **check)
{
  GtkWidget *row = adw_action_row_new ();

  *check = gtk_check_button_new ();
  gtk_widget_set_valign (*check, GTK_ALIGN_CENTER);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), *check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), *check);

  return row;
}

void
xa_connection_remove_present (GtkWidget          *parent,
                              XaLive             *live,
                              const XaConnection *connection)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);
  const char       *platform = provider ? xa_platform_name (provider->platform) : connection->provider;
  g_autofree char  *heading = g_strdup_printf (_ ("Remove %s?"), xa_live_name (connection->name));
  g_autofree char  *erase = g_strdup_printf (_ ("Erase All of %s"), platform);
  g_autofree char  *warning = g_strdup_printf (_ ("Every audience of %s in this workspace, also what was imported from files. This cannot be undone."), platform);
  const char       *body = *connection->sign_in ? _ ("Its sign-in is deleted from the keyring and, where the platform lets a program do that, taken back there. Nothing more is fetched over it.") : _ ("Nothing more is fetched over it.");
  AdwDialog        *dialog = adw_alert_dialog_new (heading, body);
  GtkWidget        *list = make_list (), *keep;
  Asking           *self = asking_new (parent, live, connection);

  gtk_list_box_append (GTK_LIST_BOX (list), make_choice (_ ("Keep the Data"), _ ("The audiences stay, and are not updated any more."), &keep));
  gtk_list_box_append (GTK_LIST_BOX (list), make_choice (erase, warning, &self->erase));
  gtk_check_button_set_group (GTK_CHECK_BUTTON (self->erase), GTK_CHECK_BUTTON (keep));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (keep), TRUE);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), list);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "remove", _ ("_Remove"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (removed_cb), self);
  adw_dialog_present (dialog, parent);
}
