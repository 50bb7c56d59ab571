#include "ui/server/xa-server-forms.h"

#include "model/xa-said.h"
#include "net/xa-address.h"
#include "server/xa-deliver.h"
#include "server/xa-signature.h"
#include "store/xa-audit.h"
#include "store/xa-clients.h"
#include "sync/xa-sync-push.h"
#include "ui/server/xa-server-changes.h"
#include "ui/server/xa-server-steps.h"

#include <glib/gi18n.h>
#include <string.h>

typedef enum {
  FORM_CLIENT,
  FORM_IN,
  FORM_OUT,
} FormKind;

/* What is asked for, and what came of it. */
typedef struct {
  FormKind         kind;
  GtkWidget       *parent;  /* (nullable): weak */
  XaSession       *session; /* (owned) */
  XaServerFormDone done;
  gpointer         data;

  GtkWidget *name, *choice, *place; /* (not owned) (nullable): as long as the dialog */
  GtkWidget *scopes[4];

  char      *typed_name;  /* (owned) */
  char      *typed_place; /* (owned): of a forum, or where to */
  guint      bits;        /* scopes or events */
  XaHookKind hook_kind;
  gboolean   is_private;
  char      *secret;  /* (owned) (nullable): wiped */
  char      *address; /* (owned) (nullable): path of a webhook that comes in */
  char      *uuid;    /* (owned) (nullable) */
  gint64     client;  /* its id */
} Form;

static void
form_free (gpointer data)
{
  Form *self = data;

  g_clear_weak_pointer (&self->parent);
  g_object_unref (self->session);
  if (self->secret)
    explicit_bzero (self->secret, strlen (self->secret));
  g_free (self->secret);
  g_free (self->typed_name);
  g_free (self->typed_place);
  g_free (self->address);
  g_free (self->uuid);
  g_free (self);
}

static Form *
form_new (FormKind         kind,
          GtkWidget       *parent,
          XaSession       *session,
          XaServerFormDone done,
          gpointer         data)
{
  Form *self = g_new0 (Form, 1);

  self->kind = kind;
  g_set_weak_pointer (&self->parent, parent);
  self->session = g_object_ref (session);
  self->done = done;
  self->data = data;

  return self;
}

/* --- the one time ---------------------------------------------------------------------------------- */

/* What was added can be taken away again once its secret was seen: until then the toast would be behind it. */
static void
shown_cb (AdwAlertDialog *dialog,
          const char     *response,
          gpointer        data)
{
  Form *self = data;

  if (g_str_equal (response, "copy") && self->parent)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (self->parent), self->secret);
  if (self->kind == FORM_CLIENT)
    xa_server_step_push_client (self->session, self->parent, self->client, self->typed_name);
  else
    xa_server_step_push_hook (self->session, self->parent, xa_hook_kept_new (self->uuid, self->typed_name, self->kind == FORM_IN), TRUE);
  form_free (self);
}

static GtkWidget *
make_value (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_widget_add_css_class (label, "monospace");

  return label;
}

/* Takes @form. */
static void
show_secret (Form *form)
{
  g_autofree char *title = form->kind == FORM_CLIENT ? g_strdup_printf (_ ("Token for %s"), form->typed_name) : g_strdup_printf (_ ("Secret for %s"), form->typed_name);
  const char      *words = form->kind == FORM_CLIENT ? _ ("Give it to the program now. It is shown this once: the workspace keeps a hash of it.")
                           : form->kind == FORM_IN   ? _ ("Give this address and this secret to the service now. The secret is shown this once, and kept in your keyring.")
                                                     : _ ("By it the receiver knows that a message is from here. It is shown this once, and kept in your keyring.");
  AdwDialog       *dialog = adw_alert_dialog_new (title, words);
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  if (form->address)
    gtk_box_append (GTK_BOX (box), make_value (form->address));
  gtk_box_append (GTK_BOX (box), make_value (form->secret));
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), box);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"), "copy", form->kind == FORM_CLIENT ? _ ("_Copy Token") : _ ("_Copy Secret"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "copy", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "copy");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "close");
  g_signal_connect (dialog, "response", G_CALLBACK (shown_cb), form);
  adw_dialog_present (dialog, form->parent);
}

/* --- in a thread ------------------------------------------------------------------------------------- */

static gboolean
write_row (XaStore *store,
           gpointer data,
           GError **error)
{
  Form *self = data;
  g_autoptr (XaClient) client = NULL;
  g_autoptr (XaHookIn) in = NULL;
  g_autoptr (XaHookOut) out = NULL;
  XaServerSettings settings;

  switch (self->kind) {
  case FORM_CLIENT:
    client = xa_store_add_client (store, self->typed_name, self->bits, &self->secret, error);
    self->client = client ? client->id : 0;
    return client && xa_store_note (store, "client-added", self->typed_name, error);
  case FORM_IN:
    in = xa_store_get_server (store, &settings, error) ? xa_store_add_hook_in (store, self->typed_name, self->hook_kind, self->typed_place, error) : NULL;
    if (!in)
      return FALSE;
    self->uuid = g_strdup (in->uuid);
    self->address = g_strdup_printf ("http://127.0.0.1:%u/hooks/%s", settings.port, in->path);
    break;
  case FORM_OUT:
    out = xa_store_add_hook_out (store, self->typed_name, self->typed_place, self->is_private, self->bits, error);
    if (!out)
      return FALSE;
    self->uuid = g_strdup (out->uuid);
    break;
  }

  return xa_store_note (store, "webhook-added", self->typed_name, error);
}

static gboolean
drop_row (XaStore *store,
          gpointer data,
          GError **error)
{
  Form *self = data;
  g_autoptr (GPtrArray) rows = self->kind == FORM_IN ? xa_store_list_hooks_in (store, error) : xa_store_list_hooks_out (store, error);

  for (guint i = 0; rows && i < rows->len; i++) {
    if (self->kind == FORM_IN && strcmp (((XaHookIn *) rows->pdata[i])->uuid, self->uuid) == 0)
      return xa_store_drop_hook_in (store, ((XaHookIn *) rows->pdata[i])->id, error);
    if (self->kind == FORM_OUT && strcmp (((XaHookOut *) rows->pdata[i])->uuid, self->uuid) == 0)
      return xa_store_drop_hook_out (store, ((XaHookOut *) rows->pdata[i])->id, error);
  }

  return rows != NULL;
}

/* Where no keyring takes the secret there is no webhook either. */
static gpointer
add (XaSync       *sync,
     gpointer      data,
     GCancellable *cancellable,
     GError      **error)
{
  Form *self = data;
  g_autoptr (XaCredential) credential = NULL;
  g_autofree char *label = g_strdup_printf (XA_SERVER_SECRET_LABEL, self->typed_name);

  if (self->kind != FORM_CLIENT)
    self->secret = self->kind == FORM_IN && self->hook_kind != XA_HOOK_STANDARD ? xa_signature_make_plain_secret () : xa_signature_make_secret ();
  if (!xa_sync_edit (sync, write_row, self, error))
    return NULL;
  if (self->kind == FORM_CLIENT)
    return GINT_TO_POINTER (TRUE);
  credential = xa_credential_new ();
  credential->secret = g_strdup (self->secret);
  if (xa_credential_store_save (xa_sync_get_credentials (sync), self->uuid, label, credential, cancellable, error))
    return GINT_TO_POINTER (TRUE);
  xa_sync_edit (sync, drop_row, self, NULL);

  return NULL;
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Form *self = data;
  g_autoptr (GError) error = NULL;

  if (!xa_live_call_finish (XA_LIVE (source), result, &error)) {
    if (self->parent)
      gtk_widget_activate_action (self->parent, "win.tell", "s", xa_said_error (error));
  } else if (self->parent) {
    self->done (self->data);
    show_secret (self);
    return;
  }
  form_free (self);
}

/* --- the forms ----------------------------------------------------------------------------------------- */

static GtkWidget *
make_list (void)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");

  return list;
}

static GtkWidget *
add_entry (GtkWidget  *list,
           const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_append (GTK_LIST_BOX (list), row);

  return row;
}

static GtkWidget *
add_switch (GtkWidget  *list,
            const char *title,
            const char *subtitle,
            gboolean    on)
{
  GtkWidget *row = adw_switch_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), on);
  gtk_list_box_append (GTK_LIST_BOX (list), row);

  return row;
}

static gboolean
is_on (GtkWidget *row)
{
  return row && adw_switch_row_get_active (ADW_SWITCH_ROW (row));
}

static void
present_form (Form       *self,
              const char *heading,
              const char *body,
              GtkWidget  *list,
              GCallback   response_cb)
{
  AdwDialog *dialog = adw_alert_dialog_new (heading, body);

  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), list);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "add", _ ("_Add"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "add", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "add");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", response_cb, self);
  adw_dialog_present (dialog, self->parent);
}

static char *
get_typed (GtkWidget *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

static void
refuse (Form       *self,
        const char *words)
{
  if (self->parent)
    gtk_widget_activate_action (self->parent, "win.tell", "s", words);
  form_free (self);
}

static gboolean
read_place (Form    *self,
            GError **error)
{
  g_autofree char *typed = self->place ? get_typed (self->place) : g_strdup ("");

  if (self->kind == FORM_OUT) {
    self->typed_place = g_strdup (typed);
    if (!xa_deliver_check_url (typed, &self->is_private, error))
      return FALSE;
    if (!self->is_private || xa_address_is_loopback (typed) || is_on (self->scopes[3]))
      return TRUE;
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, _ ("This address is in a private network: confirm that messages may go there"));
    return FALSE;
  }
  if (self->kind == FORM_IN && self->hook_kind == XA_HOOK_DISCOURSE) {
    gboolean is_private;

    self->typed_place = xa_address_check (typed, &is_private, error);
    return self->typed_place != NULL;
  }

  return TRUE;
}

static void
response_cb (AdwAlertDialog *dialog,
             const char     *response,
             gpointer        data)
{
  Form *self = data;
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "add")) {
    form_free (self);
    return;
  }
  self->typed_name = get_typed (self->name);
  if (self->choice)
    self->hook_kind = (XaHookKind) (XA_HOOK_STANDARD + adw_combo_row_get_selected (ADW_COMBO_ROW (self->choice)));
  for (guint i = 0; i < G_N_ELEMENTS (self->scopes) && (self->kind == FORM_CLIENT || i < 3); i++)
    self->bits |= is_on (self->scopes[i]) ? 1u << i : 0;
  if (!*self->typed_name)
    refuse (self, _ ("It needs a name"));
  else if (self->kind != FORM_IN && !self->bits)
    refuse (self, self->kind == FORM_CLIENT ? _ ("A program that may do nothing needs no token") : _ ("There is nothing to tell"));
  else if (!read_place (self, &error))
    refuse (self, xa_said_error (error));
  else
    xa_live_call_async (xa_session_get_live (self->session), XA_LIVE_READS, add, self, NULL, NULL, NULL, added_cb, self);
}

void
xa_server_add_client_present (GtkWidget       *parent,
                              XaSession       *session,
                              XaServerFormDone done,
                              gpointer         data)
{
  Form      *self = form_new (FORM_CLIENT, parent, session, done, data);
  GtkWidget *list = make_list ();

  self->name = add_entry (list, _ ("Name"));
  self->scopes[0] = add_switch (list, _ ("Read"), _ ("Answers and metrics"), TRUE);
  self->scopes[1] = add_switch (list, _ ("Push"), _ ("Hand over records"), FALSE);
  self->scopes[2] = add_switch (list, _ ("Fetch"), _ ("Start a fetch from platforms"), FALSE);
  self->scopes[3] = add_switch (list, _ ("Administer"), _ ("See and revoke programs, try webhooks"), FALSE);
  present_form (self, _ ("Add Program"), _ ("It gets a token, and may do what is switched on."), list, G_CALLBACK (response_cb));
}

static gboolean
is_forum (GBinding     *binding,
          const GValue *from,
          GValue       *to,
          gpointer      data)
{
  g_value_set_boolean (to, XA_HOOK_STANDARD + g_value_get_uint (from) == XA_HOOK_DISCOURSE);

  return TRUE;
}

void
xa_server_add_in_present (GtkWidget       *parent,
                          XaSession       *session,
                          XaServerFormDone done,
                          gpointer         data)
{
  const char *const kinds[] = { _ ("Standard Webhooks"), _ ("Discourse Forum"), _ ("Telegram Bot"), NULL };
  Form             *self = form_new (FORM_IN, parent, session, done, data);
  GtkWidget        *list = make_list ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (kinds);

  self->name = add_entry (list, _ ("Name"));
  self->choice = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->choice), _ ("From"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->choice), G_LIST_MODEL (model));
  gtk_list_box_append (GTK_LIST_BOX (list), self->choice);
  self->place = add_entry (list, _ ("Address of the Forum"));
  g_object_bind_property_full (self->choice, "selected", self->place, "visible", G_BINDING_SYNC_CREATE, is_forum, NULL, NULL, NULL);
  present_form (self, _ ("Let a Service Push"), _ ("You get an address and a secret to give to the service."), list, G_CALLBACK (response_cb));
}

void
xa_server_add_out_present (GtkWidget       *parent,
                           XaSession       *session,
                           XaServerFormDone done,
                           gpointer         data)
{
  Form      *self = form_new (FORM_OUT, parent, session, done, data);
  GtkWidget *list = make_list ();

  self->name = add_entry (list, _ ("Name"));
  self->place = add_entry (list, _ ("Address (https://…)"));
  self->scopes[0] = add_switch (list, _ ("When a Fetch Ends"), NULL, TRUE);
  self->scopes[1] = add_switch (list, _ ("When Something Unusual Is Noticed"), NULL, TRUE);
  self->scopes[2] = add_switch (list, _ ("When an Import, Report or Backup Ends"), NULL, TRUE);
  self->scopes[3] = add_switch (list, _ ("It Is in My Own Network"), NULL, FALSE);
  present_form (self, _ ("Tell an Address"), _ ("Messages are signed as of Standard Webhooks."), list, G_CALLBACK (response_cb));
}
