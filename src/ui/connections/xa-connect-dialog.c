#include "ui/connections/xa-connect-dialog-private.h"

#include "ui/live/xa-live-words.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (XaConnectDialog, xa_connect_dialog, ADW_TYPE_DIALOG)

static void
go_cb (XaConnectDialog *self)
{
  const XaSignIn *way = xa_connect_dialog_get_way (self);
  XaConnectWish  *wish;

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->go)))
    return;
  wish = xa_connect_dialog_take_wish (self);
  if (!wish)
    return;
  if (way && way->risk && !self->connection && !self->accepts_risk) {
    xa_connect_wish_unref (wish);
    xa_connect_dialog_show_risk (self, way);
    return;
  }
  xa_connect_dialog_begin (self, wish);
}

/* For this once: who comes again reads it again. */
static void
agreed_cb (XaConnectDialog *self)
{
  xa_connect_dialog_show_form (self, NULL);
  self->accepts_risk = TRUE;
  go_cb (self);
  self->accepts_risk = FALSE;
}

static void
open_again_cb (XaConnectDialog *self)
{
  if (self->page)
    xa_connect_dialog_launch (self);
}

static void
copy_address_cb (XaConnectDialog *self)
{
  if (self->page)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->page);
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
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, go);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, pages);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, form);
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
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, unproven_group);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, unproven);
  gtk_widget_class_bind_template_child (widget_class, XaConnectDialog, private);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "way_changed_cb", G_CALLBACK (xa_connect_dialog_show_way));
  gtk_widget_class_bind_template_callback (widget_class, open_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_address_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "back_cb", G_CALLBACK (xa_connect_dialog_go_back));
  gtk_widget_class_bind_template_callback (widget_class, agreed_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "answered_cb", G_CALLBACK (xa_connect_dialog_answer));
  gtk_widget_class_bind_template_callback_full (widget_class, "pasted_cb", G_CALLBACK (xa_connect_dialog_paste));
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

static void
show_unproven (XaConnectDialog  *self,
               const XaProvider *provider)
{
  g_autofree char *words = xa_live_say_unproven (provider);

  gtk_label_set_text (self->unproven, words);
  gtk_widget_set_visible (self->unproven_group, *words != '\0');
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
  g_autofree char *title = g_strdup_printf (connection ? _ ("Sign In to %s") : _ ("Connect %s"), xa_live_name (connection ? connection->name : provider->name));

  self->live = g_object_ref (live);
  self->provider = provider;
  self->connection = connection ? xa_connection_copy (connection) : NULL;
  g_set_weak_pointer (&self->parent, parent);
  self->connected = connected;
  self->data = data;
  adw_dialog_set_title (ADW_DIALOG (self), title);
  gtk_widget_set_visible (GTK_WIDGET (self->place), connection == NULL);
  adw_window_title_set_title (self->heading, connection ? _ ("Sign In") : _ ("Connect"));
  adw_window_title_set_subtitle (self->heading, xa_live_name (connection ? connection->name : provider->name));
  xa_connect_dialog_set_ways (self);
  xa_connect_dialog_show_way (self);
  if (provider->base)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->address), _ ("Address of Another Server (optional)"));
  gtk_widget_set_visible (GTK_WIDGET (self->address), provider->dialect && !provider->carrier);
  show_unproven (self, provider);
  /* Room for the longest that it can show, so that nothing jumps when a problem is told. */
  adw_dialog_set_content_height (ADW_DIALOG (self), provider->n_sign_ins > 1 || gtk_widget_get_visible (GTK_WIDGET (self->access)) ? 680 : 420);
  adw_dialog_present (ADW_DIALOG (self), parent);
}
