#include "model/xa-said.h"
#include "ui/connections/xa-connect-dialog-private.h"

#include <glib/gi18n.h>

/* --- connecting --- */

static XaConnectOptions
get_options (const XaConnectWish *wish)
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
  XaConnectWish   *wish = data;
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

void
xa_connect_dialog_show_form (XaConnectDialog *self,
                             const char      *problem)
{
  set_busy (self, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->go), TRUE);
  /* What had the keyboard goes with its page, and without it not even Escape would be heard. */
  if (!g_str_equal (gtk_stack_get_visible_child_name (self->pages), "form")) {
    gtk_stack_set_visible_child_name (self->pages, "form");
    gtk_widget_grab_focus (GTK_WIDGET (self->go));
  }
  g_clear_pointer (&self->wait, xa_browser_wait_unref);
  g_clear_pointer (&self->asking, xa_steps_wait_unref);
  g_clear_pointer (&self->page, g_free);
  xa_steps_page_clear (self->steps_page);
  xa_connect_dialog_show_problem (self, problem);
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
    xa_connect_dialog_show_form (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? NULL : xa_said_error (error));
    return;
  }
  gtk_editable_set_text (GTK_EDITABLE (self->secret), "");
  adw_dialog_force_close (ADW_DIALOG (self));
  if (self->parent)
    self->connected (connection, self->data);
}

static void
connect_now (XaConnectDialog *self,
             XaConnectWish   *wish)
{
  xa_live_call_async (self->live, XA_LIVE_CHANGES, work, wish, xa_connect_wish_unref, (GDestroyNotify) xa_connection_free, self->cancellable, connected_cb, g_object_ref (self));
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

void
xa_connect_dialog_launch (XaConnectDialog *self)
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
  const XaSignIn  *way = xa_connect_dialog_get_way (self);
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
  xa_connect_dialog_launch (self);
}

void
xa_connect_dialog_go_back (XaConnectDialog *self)
{
  /* Nothing was begun yet. */
  if (!self->wait && !self->asking) {
    xa_connect_dialog_show_form (self, NULL);
    return;
  }
  g_cancellable_cancel (self->cancellable);
}

void
xa_connect_dialog_paste (XaConnectDialog *self)
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
  XaConnectWish   *wish = data;
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
  XaConnectWish *wish = xa_live_call_finish (XA_LIVE (source), result, &error);

  if (!self->live) {
    if (wish)
      xa_connect_wish_unref (wish);
    return;
  }
  if (!wish) {
    xa_connect_dialog_show_form (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? NULL : xa_said_error (error));
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
                XaConnectWish   *wish)
{
  xa_live_call_async (self->live, XA_LIVE_APART, ask_browser, wish, xa_connect_wish_unref, xa_connect_wish_unref, self->cancellable, came_back_cb, g_object_ref (self));
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

void
xa_connect_dialog_answer (XaConnectDialog *self,
                          const char      *answer)
{
  if (self->asking)
    xa_steps_wait_answer (self->asking, answer);
}

static void
ask_by_steps (XaConnectDialog *self,
              XaConnectWish   *wish)
{
  static const XaStepsShow show = { ask_prompt, show_code };

  self->asking = xa_steps_wait_new (G_OBJECT (self), &show);
  wish->asking = xa_steps_wait_ref (self->asking);
  ask_in_browser (self, wish);
}

void
xa_connect_dialog_show_risk (XaConnectDialog *self,
                             const XaSignIn  *way)
{
  show_steps_page (self);
  xa_steps_page_show_risk (self->steps_page, _ (way->risk));
}

void
xa_connect_dialog_begin (XaConnectDialog *self,
                         XaConnectWish   *wish)
{
  const XaSignIn *way = xa_connect_dialog_get_way (self);

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
