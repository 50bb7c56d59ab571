#include "model/xa-said.h"
#include "net/xa-address.h"
#include "ui/connections/xa-connect-dialog-private.h"

#include <glib/gi18n.h>

void
xa_connect_dialog_show_problem (XaConnectDialog *self,
                                const char      *words)
{
  gtk_widget_set_visible (GTK_WIDGET (self->problem_group), words != NULL);
  gtk_label_set_text (self->problem, words ? words : "");
  if (!words)
    return;
  adw_preferences_page_scroll_to_top (self->form); /* where it stands */
  gtk_accessible_announce (GTK_ACCESSIBLE (self), words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

/* --- the way to sign in --- */

const XaSignIn *
xa_connect_dialog_get_way (XaConnectDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->way);

  return selected < self->ways->len ? self->ways->pdata[selected] : NULL;
}

static void
add_step (XaConnectDialog *self,
          const char      *icon,
          const char      *words)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
  adw_preferences_row_set_title_selectable (ADW_PREFERENCES_ROW (row), TRUE);
  if (icon)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  adw_preferences_group_add (self->steps, row);
  g_ptr_array_add (self->step_rows, row);
}

static void
open_page_cb (GtkWidget *row,
              gpointer   url)
{
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (url);
  GtkRoot *root = gtk_widget_get_root (row);

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, NULL, NULL);
}

/* @url: of the provider's, which lives as long as the program */
static void
add_link (XaConnectDialog *self,
          const char      *url)
{
  GtkWidget *row = adw_button_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Open the Page"));
  adw_button_row_set_end_icon_name (ADW_BUTTON_ROW (row), "adw-external-link-symbolic");
  gtk_widget_set_tooltip_text (row, url);
  g_signal_connect (row, "activated", G_CALLBACK (open_page_cb), (gpointer) url);
  adw_preferences_group_add (self->steps, row);
  g_ptr_array_add (self->step_rows, row);
}

static void
show_steps (XaConnectDialog *self,
            const XaSignIn  *way)
{
  for (guint i = 0; i < self->step_rows->len; i++)
    adw_preferences_group_remove (self->steps, self->step_rows->pdata[i]);
  g_ptr_array_set_size (self->step_rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->steps), way && way->kind != XA_SIGN_IN_NONE && (way->steps || way->wait || way->price));
  if (!way)
    return;
  for (guint i = 0; way->steps && way->steps[i]; i++) {
    g_autofree char *words = g_strdup_printf ("%u. %s", i + 1, _ (way->steps[i]));

    add_step (self, NULL, words);
  }
  if (way->wait)
    add_step (self, "document-open-recent-symbolic", _ (way->wait));
  if (way->price)
    add_step (self, "emblem-important-symbolic", _ (way->price));
  if (way->url)
    add_link (self, way->url);
}

/* Whether an app of the user's takes part, by its id, and by its secret. */
static gboolean
takes_app (const XaSignIn *way)
{
  return way && xa_sign_in_takes_app (way);
}

static gboolean
takes_secret (const XaSignIn *way)
{
  if (takes_app (way))
    return xa_sign_in_takes_app_secret (way);

  return way && (way->kind == XA_SIGN_IN_TOKEN || way->kind == XA_SIGN_IN_PASSWORD);
}

static const char *
get_go_words (XaConnectDialog *self,
              const XaSignIn  *way)
{
  gboolean is_asked = way && (way->kind == XA_SIGN_IN_STEPS || xa_sign_in_uses_browser (way));

  return is_asked || self->connection ? _ ("_Sign In") : _ ("_Connect");
}

void
xa_connect_dialog_show_way (XaConnectDialog *self)
{
  const XaSignIn *way = xa_connect_dialog_get_way (self);
  gboolean        signs_in = way && way->kind != XA_SIGN_IN_NONE;

  show_steps (self, way);
  gtk_widget_set_visible (GTK_WIDGET (self->access), signs_in || self->ways->len > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->user), takes_app (way) || (signs_in && way->kind == XA_SIGN_IN_PASSWORD));
  gtk_widget_set_visible (GTK_WIDGET (self->secret), takes_secret (way));
  /* The folder of a session is of no use without its key. */
  gtk_widget_set_visible (GTK_WIDGET (self->hold), signs_in && way->kind != XA_SIGN_IN_STEPS);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->user), takes_app (way) ? _ ("Id of Your App") : _ ("Name of the Account"));
  if (takes_secret (way))
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->secret), takes_app (way) ? _ ("Secret of Your App") : _ (way->title));
  gtk_button_set_label (self->go, get_go_words (self, way));
}

/* What most would choose: where the browser is all that is needed, that is what somebody connects for who could do
 * without. */
static guint
find_usual (XaConnectDialog *self)
{
  for (guint i = 0; i < self->ways->len; i++) {
    const XaSignIn *way = self->ways->pdata[i];

    if (way->kind == XA_SIGN_IN_OAUTH && way->oauth->client == XA_CLIENT_REGISTERED)
      return i;
  }

  return 0;
}

/* The ways that can be chosen: of a connection that is there, its own. */
void
xa_connect_dialog_set_ways (XaConnectDialog *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->provider->n_sign_ins; i++) {
    const XaSignIn *way = &self->provider->sign_ins[i];

    if (self->connection && !g_str_equal (way->id, self->connection->sign_in))
      continue;
    g_ptr_array_add (self->ways, (gpointer) way);
    gtk_string_list_append (titles, _ (way->title));
  }
  adw_combo_row_set_model (self->way, G_LIST_MODEL (titles));
  gtk_widget_set_visible (GTK_WIDGET (self->way), self->ways->len > 1);
  adw_combo_row_set_selected (self->way, find_usual (self));
}

/* --- what was filled in --- */

static void
wish_clear (gpointer data)
{
  XaConnectWish *self = data;

  g_free (self->name);
  g_free (self->address);
  xa_credential_free (self->credential);
  xa_connection_free (self->connection);
  xa_browser_wait_unref (self->wait);
  xa_steps_wait_unref (self->asking);
}

void
xa_connect_wish_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, wish_clear);
}

static char *
take_text (gpointer entry)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  return *text && gtk_widget_get_visible (GTK_WIDGET (entry)) ? g_steal_pointer (&text) : NULL;
}

/* Where the secret goes: what is signed in with is no token yet.
 * Returns: (transfer full) (nullable): NULL where nothing was typed, or is to be */
static XaCredential *
take_credential (XaConnectDialog *self,
                 const XaSignIn  *way)
{
  XaCredential    *credential = xa_credential_new ();
  g_autofree char *user = take_text (self->user);
  char            *secret = take_text (self->secret);

  if (takes_app (way)) {
    credential->client_id = g_steal_pointer (&user);
    credential->secret = secret;
  } else if (way->kind == XA_SIGN_IN_PASSWORD && self->provider->sign_in) {
    credential->user = g_steal_pointer (&user);
    credential->secret = secret;
  } else {
    credential->user = g_steal_pointer (&user);
    credential->token = secret;
  }
  if (!credential->user && !credential->client_id && !secret)
    g_clear_pointer (&credential, xa_credential_free);

  return credential;
}

/* An address in a private network is asked about once. */
static gboolean
check_address (XaConnectDialog *self,
               const char      *address)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *checked = NULL;
  gboolean         is_private = FALSE;

  if (!address) {
    gtk_widget_set_visible (GTK_WIDGET (self->private), FALSE);
    return TRUE;
  }
  checked = xa_address_check (address, &is_private, &error);
  if (!checked) {
    xa_connect_dialog_show_problem (self, xa_said_error (error));
    return FALSE;
  }
  gtk_widget_set_visible (GTK_WIDGET (self->private), is_private);
  if (is_private && !adw_switch_row_get_active (self->private)) {
    xa_connect_dialog_show_problem (self, _ ("This address is on this computer or in a private network: confirm below that you mean it."));
    return FALSE;
  }

  return TRUE;
}

static const char *
find_missing (XaConnectDialog     *self,
              const XaConnectWish *wish,
              const XaSignIn      *way)
{
  const XaCredential *given = wish->credential;
  gboolean            signs_in = way && way->kind != XA_SIGN_IN_NONE;

  /* The app that took part before is known. */
  if (takes_app (way) && !self->connection && (!given || !given->client_id))
    return _ ("Paste the id of your app first.");
  if (takes_secret (way) && !(takes_app (way) && self->connection) && (!given || (!given->token && !given->secret)))
    return _ ("Paste what you sign in with first.");
  if (signs_in && way->kind == XA_SIGN_IN_PASSWORD && (!given || !given->user))
    return _ ("Type the name of the account first.");
  if (!self->connection && !wish->address && !self->provider->base && (signs_in || !self->provider->takes_any_host) && self->provider->dialect)
    return _ ("Type the address of the server first.");

  return NULL;
}

static XaConnectWish *
make_wish (XaConnectDialog *self,
           const XaSignIn  *way)
{
  XaConnectWish *wish = g_atomic_rc_box_new0 (XaConnectWish);

  wish->provider = self->provider;
  wish->connection = self->connection ? xa_connection_copy (self->connection) : NULL;
  wish->name = take_text (self->name);
  wish->address = take_text (self->address);
  wish->sign_in = way ? way->id : NULL;
  wish->hold_only = adw_switch_row_get_active (self->hold);
  wish->allow_private = adw_switch_row_get_active (self->private);
  wish->accepts_risk = self->accepts_risk;
  if (way && way->kind != XA_SIGN_IN_NONE)
    wish->credential = take_credential (self, way);

  return wish;
}

XaConnectWish *
xa_connect_dialog_take_wish (XaConnectDialog *self)
{
  const XaSignIn *way = xa_connect_dialog_get_way (self);
  XaConnectWish  *wish = make_wish (self, way);
  const char     *missing = find_missing (self, wish, way);

  if (missing)
    xa_connect_dialog_show_problem (self, missing);
  if (missing || !check_address (self, wish->address)) {
    xa_connect_wish_unref (wish);
    return NULL;
  }
  xa_connect_dialog_show_problem (self, NULL);

  return wish;
}
