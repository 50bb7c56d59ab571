#include "ui/connections/xa-connect-dialog.h"

#include "model/xa-said.h"
#include "net/xa-address.h"
#include "ui/connections/xa-browser-wait.h"
#include "ui/connections/xa-steps-page.h"
#include "ui/connections/xa-steps-wait.h"

#include <glib/gi18n.h>

#define XA_TYPE_CONNECT_DIALOG (xa_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (XaConnectDialog, xa_connect_dialog, XA, CONNECT_DIALOG, AdwDialog)

struct _XaConnectDialog {
  AdwDialog            parent_instance;
  GtkButton           *go;
  GtkWidget           *spinner;
  GtkStack            *pages;
  XaStepsPage         *steps_page;
  AdwStatusPage       *browser_page;
  AdwPreferencesGroup *paste_group;
  AdwEntryRow         *pasted;
  AdwPreferencesGroup *problem_group;
  GtkLabel            *problem;
  AdwPreferencesGroup *steps;
  AdwPreferencesGroup *access;
  AdwComboRow         *way;
  AdwEntryRow         *user;
  AdwPasswordEntryRow *secret;
  AdwSwitchRow        *hold;
  AdwPreferencesGroup *place;
  AdwEntryRow         *name;
  AdwEntryRow         *address;
  AdwSwitchRow *private;

  XaLive           *live; /* (owned) */
  const XaProvider *provider;
  XaConnection     *connection;  /* (owned) (nullable): to sign in to again */
  GPtrArray        *ways;        /* (owned) (element-type XaSignIn): those that can be chosen */
  GPtrArray        *step_rows;   /* (owned): what the group of steps shows */
  GCancellable     *cancellable; /* (owned): of what is under way */
  XaBrowserWait    *wait;        /* (owned) (nullable): for the browser */
  XaStepsWait      *asking;      /* (owned) (nullable): for what the platform asks next */
  char             *page;        /* (owned) (nullable): the address that the browser shows */
  GtkWidget        *parent;      /* (nullable): weak */
  gboolean          accepts_risk;
  XaConnected       connected;
  gpointer          data;
};

G_DEFINE_FINAL_TYPE (XaConnectDialog, xa_connect_dialog, ADW_TYPE_DIALOG)

/* What is sent to the other thread. */
typedef struct {
  const XaProvider *provider;
  char             *name;    /* (owned) (nullable) */
  char             *address; /* (owned) (nullable) */
  const char       *sign_in;
  XaCredential     *credential; /* (owned) (nullable) */
  XaConnection     *connection; /* (owned) (nullable): to sign in to again */
  XaBrowserWait    *wait;       /* (owned) (nullable): where a browser takes part */
  XaStepsWait      *asking;     /* (owned) (nullable): where the platform asks step by step */
  gboolean          hold_only, allow_private, accepts_risk;
} Wish;

static void
wish_clear (gpointer data)
{
  Wish *self = data;

  g_free (self->name);
  g_free (self->address);
  xa_credential_free (self->credential);
  xa_connection_free (self->connection);
  xa_browser_wait_unref (self->wait);
  xa_steps_wait_unref (self->asking);
}

/* It goes into threads and comes back. */
static void
wish_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, wish_clear);
}

static void
show_problem (XaConnectDialog *self,
              const char      *words)
{
  gtk_widget_set_visible (GTK_WIDGET (self->problem_group), words != NULL);
  gtk_label_set_text (self->problem, words ? words : "");
  if (words)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

/* --- the way to sign in --- */

static const XaSignIn *
get_way (XaConnectDialog *self)
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
add_link (XaConnectDialog *self,
          const char      *url)
{
  GtkWidget *button = gtk_link_button_new_with_label (url, _ ("Open the Page"));

  adw_preferences_group_set_header_suffix (self->steps, button);
}

static void
show_steps (XaConnectDialog *self,
            const XaSignIn  *way)
{
  for (guint i = 0; i < self->step_rows->len; i++)
    adw_preferences_group_remove (self->steps, self->step_rows->pdata[i]);
  g_ptr_array_set_size (self->step_rows, 0);
  adw_preferences_group_set_header_suffix (self->steps, NULL);
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
  if (way && way->kind == XA_SIGN_IN_STEPS)
    return _ ("_Sign In");
  if (way && xa_sign_in_uses_browser (way))
    return _ ("_Sign In in the Browser");

  return self->connection ? _ ("_Sign In") : _ ("_Connect");
}

static void
way_changed_cb (XaConnectDialog *self)
{
  const XaSignIn *way = get_way (self);
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

/* --- connecting --- */

static XaConnectOptions
get_options (const Wish *wish)
{
  return (XaConnectOptions) {
    .provider = wish->provider,
    .name = wish->name,
    .base_url = wish->address,
    .sign_in = wish->sign_in,
    .credential = wish->credential,
    .hold_only = wish->hold_only,
    .allow_private = wish->allow_private,
    .accepts_risk = wish->accepts_risk,
  };
}

static gpointer
work (XaSync       *sync,
      gpointer      data,
      GCancellable *cancellable,
      GError      **error)
{
  Wish            *wish = data;
  XaConnectOptions options = get_options (wish);

  if (wish->connection)
    return xa_sync_reconnect (sync, wish->connection->id, &options, cancellable, error);

  return xa_sync_connect (sync, &options, cancellable, error);
}

static void
set_busy (XaConnectDialog *self,
          gboolean         is_busy)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), !is_busy);
  gtk_widget_set_visible (self->spinner, is_busy);
}

/* Back to the form, where everything stands as it was. */
static void
show_form (XaConnectDialog *self,
           const char      *problem)
{
  set_busy (self, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->go), TRUE);
  gtk_stack_set_visible_child_name (self->pages, "form");
  g_clear_pointer (&self->wait, xa_browser_wait_unref);
  g_clear_pointer (&self->asking, xa_steps_wait_unref);
  g_clear_pointer (&self->page, g_free);
  xa_steps_page_clear (self->steps_page);
  show_problem (self, problem);
  if (!g_cancellable_is_cancelled (self->cancellable))
    return;
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (XaConnectDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaConnection) connection = xa_live_call_finish (XA_LIVE (source), result, &error);

  if (!self->live)
    return;
  if (!connection) {
    show_form (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? NULL : xa_said_error (error));
    return;
  }
  gtk_editable_set_text (GTK_EDITABLE (self->secret), "");
  adw_dialog_force_close (ADW_DIALOG (self));
  if (self->parent)
    self->connected (connection, self->data);
}

static void
connect_now (XaConnectDialog *self,
             Wish            *wish)
{
  xa_live_call_async (self->live, XA_LIVE_CHANGES, work, wish, wish_unref, (GDestroyNotify) xa_connection_free, self->cancellable, connected_cb, g_object_ref (self));
}

/* --- in the browser --- */

static void
launched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (XaConnectDialog) self = data;

  if (!gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, NULL) && self->page)
    adw_status_page_set_description (self->browser_page, _ ("No browser could be opened. Copy the address and open it in one on this computer."));
}

static void
launch (XaConnectDialog *self)
{
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (self->page);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->cancellable, launched_cb, g_object_ref (self));
}

static void
show_page (GObject    *owner,
           const char *address)
{
  XaConnectDialog *self = XA_CONNECT_DIALOG (owner);
  const XaSignIn  *way = get_way (self);
  gboolean         pastes = way && way->kind == XA_SIGN_IN_HANDSHAKE && !way->handshake->comes_back;

  if (!self->wait || !self->live)
    return;
  g_set_str (&self->page, address);
  gtk_widget_set_visible (GTK_WIDGET (self->go), FALSE);
  gtk_widget_set_visible (self->spinner, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->paste_group), pastes);
  gtk_editable_set_text (GTK_EDITABLE (self->pasted), "");
  adw_status_page_set_description (self->browser_page, pastes ? _ ("Sign in there and allow XAudience to read; then copy all of what the page shows, and paste it here.")
                                                              : _ ("Sign in there and allow XAudience to read. The browser then brings you back here by itself."));
  gtk_stack_set_visible_child_name (self->pages, "browser");
  gtk_accessible_announce (GTK_ACCESSIBLE (self), adw_status_page_get_description (self->browser_page), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  launch (self);
}

static void
open_again_cb (XaConnectDialog *self)
{
  if (self->page)
    launch (self);
}

static void
copy_address_cb (XaConnectDialog *self)
{
  if (self->page)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->page);
}

static void
back_cb (XaConnectDialog *self)
{
  /* Nothing was begun yet. */
  if (!self->wait && !self->asking) {
    show_form (self, NULL);
    return;
  }
  g_cancellable_cancel (self->cancellable);
}

static void
pasted_cb (XaConnectDialog *self)
{
  if (self->wait)
    xa_browser_wait_paste (self->wait, gtk_editable_get_text (GTK_EDITABLE (self->pasted)));
}

static gpointer
ask_browser (XaSync       *sync,
             gpointer      data,
             GCancellable *cancellable,
             GError      **error)
{
  Wish            *wish = data;
  XaBrowser        browser = wish->wait ? xa_browser_wait_get (wish->wait) : (XaBrowser) { 0 };
  XaAsker          asker = wish->asking ? xa_steps_wait_get (wish->asking) : (XaAsker) { 0 };
  XaConnectOptions options = get_options (wish);
  XaCredential    *credential;

  browser.asker = wish->asking ? &asker : NULL;
  options.browser = &browser;
  credential = xa_sync_ask_browser (sync, &options, wish->connection, cancellable, error);
  if (!credential)
    return NULL;
  xa_credential_free (wish->credential);
  wish->credential = credential;

  return g_atomic_rc_box_acquire (wish);
}

/* What came of the browser is tried, and kept. */
static void
came_back_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (XaConnectDialog) self = data;
  g_autoptr (GError) error = NULL;
  Wish *wish = xa_live_call_finish (XA_LIVE (source), result, &error);

  if (!self->live) {
    if (wish)
      wish_unref (wish);
    return;
  }
  if (!wish) {
    show_form (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? NULL : xa_said_error (error));
    return;
  }
  gtk_stack_set_visible_child_name (self->pages, "form");
  gtk_widget_set_visible (GTK_WIDGET (self->go), TRUE);
  set_busy (self, TRUE);
  connect_now (self, wish);
}

/* @wish: (transfer full) */
static void
ask_in_browser (XaConnectDialog *self,
                Wish            *wish)
{
  xa_live_call_async (self->live, XA_LIVE_APART, ask_browser, wish, wish_unref, wish_unref, self->cancellable, came_back_cb, g_object_ref (self));
}

/* --- step by step --- */

static void
show_steps_page (XaConnectDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->go), FALSE);
  gtk_widget_set_visible (self->spinner, FALSE);
  gtk_stack_set_visible_child_name (self->pages, "steps");
}

static void
ask_prompt (GObject        *owner,
            const XaPrompt *prompt)
{
  XaConnectDialog *self = XA_CONNECT_DIALOG (owner);

  if (!self->asking || !self->live)
    return;
  show_steps_page (self);
  xa_steps_page_ask (self->steps_page, prompt);
}

static void
show_code (GObject    *owner,
           const char *text)
{
  XaConnectDialog *self = XA_CONNECT_DIALOG (owner);

  if (!self->asking || !self->live)
    return;
  show_steps_page (self);
  xa_steps_page_show_code (self->steps_page, text);
}

static void
answered_cb (XaConnectDialog *self,
             const char      *answer)
{
  if (self->asking)
    xa_steps_wait_answer (self->asking, answer);
}

static void
ask_by_steps (XaConnectDialog *self,
              Wish            *wish)
{
  static const XaStepsShow show = { ask_prompt, show_code };

  self->asking = xa_steps_wait_new (G_OBJECT (self), &show);
  wish->asking = xa_steps_wait_ref (self->asking);
  ask_in_browser (self, wish);
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
    show_problem (self, xa_said_error (error));
    return FALSE;
  }
  gtk_widget_set_visible (GTK_WIDGET (self->private), is_private);
  if (is_private && !adw_switch_row_get_active (self->private)) {
    show_problem (self, _ ("This address is on this computer or in a private network: confirm below that you mean it."));
    return FALSE;
  }

  return TRUE;
}

static const char *
find_missing (XaConnectDialog *self,
              const Wish      *wish,
              const XaSignIn  *way)
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

static Wish *
make_wish (XaConnectDialog *self,
           const XaSignIn  *way)
{
  Wish *wish = g_atomic_rc_box_new0 (Wish);

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

static void
go_cb (XaConnectDialog *self)
{
  const XaSignIn *way = get_way (self);
  Wish           *wish;
  const char     *missing;

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->go)))
    return;
  wish = make_wish (self, way);
  missing = find_missing (self, wish, way);
  if (missing)
    show_problem (self, missing);
  if (missing || !check_address (self, wish->address)) {
    wish_unref (wish);
    return;
  }
  show_problem (self, NULL);
  if (way && way->risk && !self->connection && !self->accepts_risk) {
    wish_unref (wish);
    show_steps_page (self);
    xa_steps_page_show_risk (self->steps_page, _ (way->risk));
    return;
  }
  set_busy (self, TRUE);
  if (way && way->kind == XA_SIGN_IN_STEPS) {
    ask_by_steps (self, wish);
    return;
  }
  if (!way || !xa_sign_in_uses_browser (way)) {
    connect_now (self, wish);
    return;
  }
  self->wait = xa_browser_wait_new (G_OBJECT (self), show_page);
  wish->wait = xa_browser_wait_ref (self->wait);
  ask_in_browser (self, wish);
}

/* For this once: who comes again reads it again. */
static void
agreed_cb (XaConnectDialog *self)
{
  show_form (self, NULL);
  self->accepts_risk = TRUE;
  go_cb (self);
  self->accepts_risk = FALSE;
}

/* --- the widget --- */

static void
xa_connect_dialog_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (XA_CONNECT_DIALOG (dialog)->cancellable);
}

static void
xa_connect_dialog_dispose (GObject *object)
{
  XaConnectDialog *self = XA_CONNECT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->live);
  g_clear_weak_pointer (&self->parent);
  g_clear_pointer (&self->connection, xa_connection_free);
  g_clear_pointer (&self->wait, xa_browser_wait_unref);
  g_clear_pointer (&self->asking, xa_steps_wait_unref);
  g_clear_pointer (&self->page, g_free);
  g_clear_pointer (&self->ways, g_ptr_array_unref);
  g_clear_pointer (&self->step_rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), XA_TYPE_CONNECT_DIALOG);
  G_OBJECT_CLASS (xa_connect_dialog_parent_class)->dispose (object);
}

static void
xa_connect_dialog_class_init (XaConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (XA_TYPE_STEPS_PAGE);
  G_OBJECT_CLASS (klass)->dispose = xa_connect_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = xa_connect_dialog_closed;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/connect-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, go);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, pages);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, steps_page);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, browser_page);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, paste_group);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, pasted);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, problem_group);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, steps);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, access);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, way);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, user);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, secret);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, hold);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, place);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, name);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, address);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, private);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_bind_template_callback (widget_class, way_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_address_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, agreed_cb);
  gtk_widget_class_bind_template_callback (widget_class, answered_cb);
  gtk_widget_class_bind_template_callback (widget_class, pasted_cb);
}

static void
xa_connect_dialog_init (XaConnectDialog *self)
{
  g_autoptr (GdkPaintable) turning = NULL;

  self->cancellable = g_cancellable_new ();
  self->ways = g_ptr_array_new ();
  self->step_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  turning = GDK_PAINTABLE (adw_spinner_paintable_new (GTK_WIDGET (self->browser_page)));
  adw_status_page_set_paintable (self->browser_page, turning);
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
static void
set_ways (XaConnectDialog *self)
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

void
xa_connect_dialog_present (GtkWidget          *parent,
                           XaLive             *live,
                           const XaProvider   *provider,
                           const XaConnection *connection,
                           XaConnected         connected,
                           gpointer            data)
{
  XaConnectDialog *self = g_object_new (XA_TYPE_CONNECT_DIALOG, NULL);
  g_autofree char *title = g_strdup_printf (connection ? _ ("Sign In to %s") : _ ("Connect %s"), connection ? connection->name : provider->name);

  self->live = g_object_ref (live);
  self->provider = provider;
  self->connection = connection ? xa_connection_copy (connection) : NULL;
  g_set_weak_pointer (&self->parent, parent);
  self->connected = connected;
  self->data = data;
  adw_dialog_set_title (ADW_DIALOG (self), title);
  gtk_widget_set_visible (GTK_WIDGET (self->place), connection == NULL);
  set_ways (self);
  way_changed_cb (self);
  if (provider->base)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->address), _ ("Address of Another Server (optional)"));
  gtk_widget_set_visible (GTK_WIDGET (self->address), provider->dialect && !provider->carrier);
  /* Room for the longest that it can show, so that nothing jumps when a problem is told. */
  adw_dialog_set_content_height (ADW_DIALOG (self), provider->n_sign_ins > 1 || gtk_widget_get_visible (GTK_WIDGET (self->access)) ? 680 : 420);
  adw_dialog_present (ADW_DIALOG (self), parent);
}
