#include "ui/xa-window.h"

#include "config.h"
#include "ui/connections/xa-add-dialog.h"
#include "ui/dialogs/xa-dialogs.h"
#include "ui/dialogs/xa-shortcuts-dialog.h"
#include "ui/welcome/xa-welcome.h"
#include "ui/widgets/xa-menu-names.h"
#include "ui/xa-window-files.h"
#include "ui/xa-window-private.h"

G_DEFINE_FINAL_TYPE (XaWindow, xa_window, ADW_TYPE_APPLICATION_WINDOW)

/* A dialog that has a place for them is before the window's own, also while something was asked in front of it. */
void
xa_window_add_toast (XaWindow *self,
                     AdwToast *toast)
{
  g_autoptr (GListModel) dialogs = adw_application_window_get_dialogs (ADW_APPLICATION_WINDOW (self));
  AdwToastOverlay *overlay = self->toasts;

  for (guint i = 0; i < g_list_model_get_n_items (dialogs); i++) {
    g_autoptr (AdwDialog) dialog = g_list_model_get_item (dialogs, i);
    GtkWidget *child = adw_dialog_get_child (dialog);

    if (child && ADW_IS_TOAST_OVERLAY (child))
      overlay = ADW_TOAST_OVERLAY (child);
  }
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (overlay, toast);
}

void
xa_window_tell (XaWindow   *self,
                const char *text)
{
  xa_window_add_toast (self, adw_toast_new (text));
}

static void
add_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  XaWindow *self = XA_WINDOW (widget);

  if (self->session)
    xa_add_dialog_present (widget, xa_session_get_live (self->session), xa_session_get_undo (self->session));
}

static void
shortcuts_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  xa_shortcuts_dialog_present (widget);
}

static void
tell_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  xa_window_tell (XA_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* Where there is no room for the sidebar, fingers are likely: what can be pressed gets larger. */
static void
collapsed_cb (XaWindow *self)
{
  if (adw_navigation_split_view_get_collapsed (self->split))
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
}

/* What is shown takes the keys where nothing has them: they would go nowhere, and whoever cannot see would not know where they are. */
static void
state_shown_cb (XaWindow *self)
{
  GtkWidget *shown = gtk_stack_get_visible_child (self->states);

  if (shown && !gtk_root_get_focus (GTK_ROOT (self)))
    gtk_widget_child_focus (shown, GTK_DIR_TAB_FORWARD);
}

/* --- the widget --- */

static void
xa_window_dispose (GObject *object)
{
  XaWindow *self = XA_WINDOW (object);

  if (self->pages && self->session)
    xa_window_close_session (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->settings);
  g_clear_object (&self->waiting);
  g_clear_weak_pointer (&self->job_toast);
  g_clear_weak_pointer (&self->undo_toast);
  gtk_widget_dispose_template (GTK_WIDGET (self), XA_TYPE_WINDOW);
  G_OBJECT_CLASS (xa_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.add", NULL, add_action);
  gtk_widget_class_install_action (klass, "win.shortcuts", NULL, shortcuts_action);
  gtk_widget_class_install_action (klass, "win.tell", "s", tell_action);
  xa_window_pages_install (klass);
  xa_window_session_install (klass);
  xa_window_workspaces_install (klass);
  xa_window_upkeep_install (klass);
  xa_window_files_install (klass);
}

static void
xa_window_class_init (XaWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_window_dispose;
  g_type_ensure (XA_TYPE_SAVED_SEARCHES);
  g_type_ensure (XA_TYPE_WELCOME);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/window.ui");
  gtk_widget_class_bind_template_child (widget_class, XaWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, XaWindow, states);
  gtk_widget_class_bind_template_child (widget_class, XaWindow, failure);
  gtk_widget_class_bind_template_child (widget_class, XaWindow, split);
  gtk_widget_class_bind_template_child (widget_class, XaWindow, content_page);
  gtk_widget_class_bind_template_child (widget_class, XaWindow, workspace_button);
  gtk_widget_class_bind_template_child (widget_class, XaWindow, workspace_section);
  gtk_widget_class_bind_template_child (widget_class, XaWindow, page_rows);
  gtk_widget_class_bind_template_child (widget_class, XaWindow, searches);
  gtk_widget_class_bind_template_child (widget_class, XaWindow, freshness);
  gtk_widget_class_bind_template_child (widget_class, XaWindow, pages);
  gtk_widget_class_bind_template_callback (widget_class, collapsed_cb);
  gtk_widget_class_bind_template_callback (widget_class, state_shown_cb);
  install_actions (widget_class);
}

static void
keep_size (XaWindow *self)
{
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
}

static void
xa_window_init (XaWindow *self)
{
  self->settings = g_settings_new (XA_APPLICATION_ID);
  self->cancellable = g_cancellable_new ();
  self->waiting = g_list_store_new (G_TYPE_FILE);
  gtk_widget_init_template (GTK_WIDGET (self));
  xa_window_files_accept (self);
  xa_dialogs_outlive_closing (ADW_APPLICATION_WINDOW (self));
  xa_menu_names_keep (GTK_WINDOW (self));
  xa_window_make_page_rows (self);
  xa_window_show_undo (self);
  keep_size (self);
}

XaWindow *
xa_window_new (XaApplication *application)
{
  return g_object_new (XA_TYPE_WINDOW, "application", application, NULL);
}
