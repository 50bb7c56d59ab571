#include "ui/xa-window.h"

#include "config.h"
#include "model/xa-time.h"
#include "store/xa-workspaces.h"
#include "ui/connections/xa-add-dialog.h"
#include "ui/dialogs/xa-dialogs.h"
#include "ui/dialogs/xa-import-dialog.h"
#include "ui/dialogs/xa-name-dialog.h"
#include "ui/explore/xa-explore-view.h"
#include "ui/explore/xa-saved-searches.h"
#include "ui/graph/xa-graph-view.h"
#include "ui/inspect/xa-inspect-view.h"
#include "ui/welcome/xa-welcome.h"
#include "ui/xa-pages.h"
#include "ui/xa-view.h"
#include "ui/xa-window-files.h"
#include "ui/xa-window-status.h"
#include "ui/xa-workspace-maker.h"

#include <glib/gi18n.h>

/* What is made for who just wants to look, and for files that come before any workspace. */
#define SAMPLE_NAME "Sample"
#define FIRST_NAME "My Audiences"

struct _XaWindow {
  AdwApplicationWindow    parent_instance;
  AdwToastOverlay        *toasts;
  GtkStack               *states;
  AdwStatusPage          *failure;
  AdwNavigationSplitView *split;
  AdwNavigationPage      *content_page;
  GtkMenuButton          *workspace_button;
  GMenu                  *workspace_section;
  GtkListBox             *page_rows;
  XaSavedSearches        *searches;
  GtkLabel               *freshness;
  AdwNavigationView      *pages;

  XaSession    *session;     /* (owned) (nullable) */
  GSettings    *settings;    /* (owned) */
  GCancellable *cancellable; /* (owned): of what the window itself asks */
  AdwToast     *undo_toast;  /* (nullable): weak; offers to undo the latest change */
  GListStore   *waiting;     /* (owned) (element-type GFile): to import once a workspace is there */
  gboolean      is_sample;   /* the workspace that is being made is to be filled with invented data */
};

G_DEFINE_FINAL_TYPE (XaWindow, xa_window, ADW_TYPE_APPLICATION_WINDOW)

static void
tell (XaWindow   *self,
      const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* --- pages --- */

static XaView *
get_visible_view (XaWindow *self)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page (self->pages);

  return page && XA_IS_VIEW (page) ? XA_VIEW (page) : NULL;
}

static void
show_page (XaWindow   *self,
           const char *tag)
{
  const char *const tags[] = { tag };

  if (!adw_navigation_view_find_page (self->pages, tag))
    return;
  adw_navigation_view_replace_with_tags (self->pages, tags, 1);
  adw_navigation_split_view_set_show_content (self->split, TRUE);
  for (guint i = 0; i < xa_n_pages; i++)
    if (g_str_equal (xa_pages[i].tag, tag)) {
      adw_navigation_page_set_title (self->content_page, _ (xa_pages[i].title));
      gtk_list_box_select_row (self->page_rows, gtk_list_box_get_row_at_index (self->page_rows, (int) i));
    }
}

/* The page that suits what the user does; nothing is locked. */
static void
show_home (XaWindow *self)
{
  static const char *const homes[] = { "explore", "compare", "graph", "explore" };
  int                      role = g_settings_get_enum (self->settings, "role");
  const char              *home = role >= 0 && role < (int) G_N_ELEMENTS (homes) ? homes[role] : NULL;

  show_page (self, home && adw_navigation_view_find_page (self->pages, home) ? home : xa_pages[0].tag);
}

static void
page_row_activated_cb (XaWindow      *self,
                       GtkListBoxRow *row)
{
  show_page (self, xa_pages[gtk_list_box_row_get_index (row)].tag);
}

static GtkWidget *
make_page_row (const XaPage *page,
               GtkWidget   **badge)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_ (page->title));
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  *badge = gtk_label_new (NULL);
  gtk_widget_add_css_class (*badge, "numeric");
  gtk_widget_add_css_class (*badge, "dim-label");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (page->icon_name));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), *badge);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (page->title), -1);
  g_object_set_data (G_OBJECT (row), "badge", *badge);

  return row;
}

static void
make_pages (XaWindow *self)
{
  for (guint i = 0; i < xa_n_pages; i++) {
    AdwNavigationPage *page = g_object_new (xa_pages[i].get_type (), "tag", xa_pages[i].tag, "title", _ (xa_pages[i].title), NULL);
    GtkWidget         *badge;

    adw_navigation_view_add (self->pages, page);
    gtk_list_box_append (self->page_rows, make_page_row (&xa_pages[i], &badge));
  }
}

static void
set_badge (XaWindow   *self,
           const char *tag,
           guint       n)
{
  g_autofree char *text = n > 0 ? g_strdup_printf ("%u", n) : g_strdup ("");

  for (guint i = 0; i < xa_n_pages; i++)
    if (g_str_equal (xa_pages[i].tag, tag))
      gtk_label_set_text (g_object_get_data (G_OBJECT (gtk_list_box_get_row_at_index (self->page_rows, (int) i)), "badge"), text);
}

/* --- the session --- */

static void
undo_changed_cb (XaWindow *self)
{
  XaUndo *undo = self->session ? xa_session_get_undo (self->session) : NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", undo && xa_undo_can_undo (undo));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo", undo && xa_undo_can_redo (undo));
}

static void
undo_pushed_cb (XaWindow   *self,
                const char *title)
{
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  adw_toast_set_timeout (toast, 4);
  /* Undo takes back the latest change only, so no other may be offered. */
  if (self->undo_toast)
    adw_toast_dismiss (self->undo_toast);
  g_set_weak_pointer (&self->undo_toast, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
tray_changed_cb (XaWindow *self)
{
  set_badge (self, "compare", g_list_model_get_n_items (G_LIST_MODEL (xa_session_get_tray (self->session))));
}

static void
jobs_changed_cb (XaWindow *self)
{
  set_badge (self, "activity", xa_jobs_get_n_open (xa_session_get_jobs (self->session)));
}

/* Long work that ends while nobody looks is worth a notification; else it is seen in place. */
static void
job_ended_cb (XaWindow *self,
              XaJob    *job)
{
  g_autoptr (GNotification) notification = NULL;

  jobs_changed_cb (self);
  if (xa_job_get_state (job) == XA_JOB_CANCELLED)
    return;
  if (gtk_window_is_active (GTK_WINDOW (self))) {
    g_autofree char *text = g_strdup_printf ("%s: %s", xa_job_get_title (job), xa_job_get_detail (job));

    tell (self, text);
    return;
  }

  notification = g_notification_new (xa_job_get_title (job));
  g_notification_set_body (notification, xa_job_get_detail (job));
  g_application_send_notification (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))), NULL, notification);
}

static void
answered_cb (GFile                 *file,
             const XaImportAnswers *answers,
             gpointer               data)
{
  XaWindow *self = data;

  if (self->session)
    xa_jobs_import (xa_session_get_jobs (self->session), file, answers);
}

static void
import_asks_cb (XaWindow *self,
                GFile    *file)
{
  xa_import_dialog_present (GTK_WIDGET (self), file, answered_cb, self);
}

static void
give_session (XaWindow *self)
{
  xa_saved_searches_set_session (self->searches, self->session);
  for (guint i = 0; i < xa_n_pages; i++)
    xa_view_set_session (XA_VIEW (adw_navigation_view_find_page (self->pages, xa_pages[i].tag)), self->session);
}

static void
status_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  XaWindow *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaWindowStatus) status = xa_window_status_ask_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!status) {
    adw_status_page_set_description (self->failure, error->message);
    gtk_stack_set_visible_child_name (self->states, "failed");
    return;
  }

  xa_session_set_simulated (self->session, status->simulated);
  gtk_label_set_text (self->freshness, status->words);
  gtk_stack_set_visible_child_name (self->states, "work");
}

static void
ask_status (XaWindow *self)
{
  xa_window_status_ask_async (self->session, self->cancellable, status_cb, self);
}

/* The pages of single audiences belong to the workspace that is left. */
static void
leave_audiences (XaWindow *self)
{
  g_autoptr (GListModel) stack = adw_navigation_view_get_navigation_stack (self->pages);
  g_autoptr (AdwNavigationPage) first = g_list_model_get_item (stack, 0);

  for (guint i = 1; i < g_list_model_get_n_items (stack); i++) {
    g_autoptr (AdwNavigationPage) page = g_list_model_get_item (stack, i);

    if (XA_IS_VIEW (page))
      xa_view_set_session (XA_VIEW (page), NULL);
  }
  if (first && g_list_model_get_n_items (stack) > 1)
    adw_navigation_view_replace (self->pages, &first, 1);
}

static void
close_session (XaWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (!self->session)
    return;
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  leave_audiences (self);
  give_session (self);
}

static void
import_waiting (XaWindow *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->waiting));

  for (guint i = 0; i < n; i++) {
    g_autoptr (GFile) file = g_list_model_get_item (G_LIST_MODEL (self->waiting), i);

    xa_jobs_import (xa_session_get_jobs (self->session), file, NULL);
  }
  g_list_store_remove_all (self->waiting);
  if (n > 0)
    show_page (self, "activity");
}

void
xa_window_open_workspace (XaWindow   *self,
                          const char *path)
{
  XaApplication   *application = XA_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  g_autofree char *title = NULL;

  close_session (self);
  self->session = xa_session_new (path, xa_application_get_key_file (application));
  g_signal_connect_object (self->session, "changed", G_CALLBACK (ask_status), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (xa_session_get_undo (self->session), "changed", G_CALLBACK (undo_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (xa_session_get_undo (self->session), "pushed", G_CALLBACK (undo_pushed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (xa_session_get_tray (self->session), "items-changed", G_CALLBACK (tray_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (xa_session_get_jobs (self->session), "open-changed", G_CALLBACK (jobs_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (xa_session_get_jobs (self->session), "ended", G_CALLBACK (job_ended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (xa_session_get_jobs (self->session), "asks", G_CALLBACK (import_asks_cb), self, G_CONNECT_SWAPPED);
  g_settings_set_string (self->settings, "last-workspace", path);
  title = g_strdup_printf ("%s — %s", xa_session_get_name (self->session), XA_DISPLAY_NAME);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_menu_button_set_label (self->workspace_button, xa_session_get_name (self->session));
  undo_changed_cb (self);
  tray_changed_cb (self);
  jobs_changed_cb (self);
  /* What is asked first is answered first: whether to say that all is invented comes before the figures. */
  ask_status (self);
  give_session (self);
  show_home (self);
  gtk_stack_set_visible_child_name (self->states, "work");
  import_waiting (self);
}

/* --- finding and making workspaces --- */

static void
fill_workspace_menu (XaWindow  *self,
                     GPtrArray *paths)
{
  g_menu_remove_all (self->workspace_section);
  for (guint i = 0; i < paths->len; i++) {
    g_autofree char *name = xa_workspaces_get_name (paths->pdata[i]);
    g_autoptr (GMenuItem) item = g_menu_item_new (name, NULL);

    g_menu_item_set_action_and_target (item, "win.open-workspace", "^ay", paths->pdata[i]);
    g_menu_append_item (self->workspace_section, item);
  }
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (XaWindow) self = data;
  g_autoptr (GPtrArray) paths = xa_workspace_maker_list_finish (result, NULL);
  g_autofree char *last = NULL;

  if (!paths || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  fill_workspace_menu (self, paths);
  if (self->session)
    return;

  last = g_settings_get_string (self->settings, "last-workspace");
  for (guint i = 0; i < paths->len; i++)
    if (g_str_equal (paths->pdata[i], last)) {
      xa_window_open_workspace (self, last);
      return;
    }
  if (paths->len > 0)
    xa_window_open_workspace (self, paths->pdata[0]);
  else
    gtk_stack_set_visible_child_name (self->states, "welcome");
}

static void
list_workspaces (XaWindow *self)
{
  xa_workspace_maker_list_async (NULL, listed_cb, g_object_ref (self));
}

void
xa_window_open_last (XaWindow *self)
{
  if (!self->session)
    list_workspaces (self);
}

static void
fill_sample (XaWindow *self)
{
  XaSimulatorOptions options = { .n_audiences = 40, .n_people = 60000, .n_snapshots = 12, .seed = 1 };

  /* Midnight, so that the sample is the same all day. */
  options.end_us = xa_time_now () / XA_USEC_PER_DAY * XA_USEC_PER_DAY;
  xa_jobs_simulate (xa_session_get_jobs (self->session), &options);
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (XaWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = xa_workspace_maker_make_finish (result, &error);
  gboolean         is_sample = self->is_sample;

  self->is_sample = FALSE;
  if (gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  if (!path) {
    AdwDialog *dialog = adw_alert_dialog_new (_ ("The Workspace Cannot Be Made"), error->message);

    adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
    adw_dialog_present (dialog, GTK_WIDGET (self));
    return;
  }
  xa_window_open_workspace (self, path);
  if (is_sample)
    fill_sample (self);
  list_workspaces (self);
}

static void
make_workspace (XaWindow   *self,
                const char *name,
                gboolean    or_take)
{
  XaApplication *application = XA_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));

  xa_workspace_maker_make_async (name, xa_application_get_key_file (application), or_take, NULL, made_cb, g_object_ref (self));
}

static void
name_given_cb (const char *name,
               gpointer    self)
{
  make_workspace (self, name, FALSE);
}

static void
new_workspace_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  xa_name_dialog_present (widget, _ ("New Workspace"), _ ("One file with a key of its own. Teams or products get one each."), _ ("_Make"),
                          xa_workspace_maker_check_name, name_given_cb, widget);
}

static void
sample_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  XA_WINDOW (widget)->is_sample = TRUE;
  make_workspace (XA_WINDOW (widget), SAMPLE_NAME, TRUE);
}

static void
open_workspace_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  xa_window_open_workspace (XA_WINDOW (widget), g_variant_get_bytestring (parameter));
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  XaWindow        *self = XA_WINDOW (widget);
  g_autofree char *path = self->session ? g_strdup (xa_session_get_path (self->session)) : NULL;

  if (path)
    xa_window_open_workspace (self, path);
}

/* --- importing --- */

void
xa_window_import (XaWindow   *self,
                  GListModel *files)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);

    g_list_store_append (self->waiting, file);
  }
  if (self->session)
    import_waiting (self);
  else
    make_workspace (self, FIRST_NAME, TRUE);
}

/* --- other actions --- */

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  XaWindow *self = XA_WINDOW (widget);

  if (self->session)
    xa_undo_undo (xa_session_get_undo (self->session));
}

static void
redo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  XaWindow *self = XA_WINDOW (widget);

  if (self->session)
    xa_undo_redo (xa_session_get_undo (self->session));
}

static void
page_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  show_page (XA_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* Over whatever page is shown, so that Back leads to it again. */
static void
inspect_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  XaWindow          *self = XA_WINDOW (widget);
  gint64             id = g_variant_get_int64 (parameter);
  AdwNavigationPage *shown = adw_navigation_view_get_visible_page (self->pages);
  AdwNavigationPage *page;

  if (!self->session || (shown && XA_IS_INSPECT_VIEW (shown) && xa_inspect_view_get_audience (XA_INSPECT_VIEW (shown)) == id))
    return;
  page = xa_inspect_view_new (id);
  xa_view_set_session (XA_VIEW (page), self->session);
  adw_navigation_view_push (self->pages, page);
  adw_navigation_split_view_set_show_content (self->split, TRUE);
}

/* The graph, at some audiences. */
static void
graph_focus_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  XaWindow          *self = XA_WINDOW (widget);
  AdwNavigationPage *page = adw_navigation_view_find_page (self->pages, "graph");
  gsize              n_ids;
  const gint64      *ids = g_variant_get_fixed_array (parameter, &n_ids, sizeof *ids);

  if (!self->session || n_ids == 0)
    return;
  show_page (self, "graph");
  xa_graph_view_focus (XA_GRAPH_VIEW (page), ids, (guint) n_ids);
}

static void
add_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  XaWindow *self = XA_WINDOW (widget);

  if (self->session)
    xa_add_dialog_present (widget, xa_session_get_live (self->session));
}

static void
search_for_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  XaWindow          *self = XA_WINDOW (widget);
  AdwNavigationPage *page = adw_navigation_view_find_page (self->pages, "explore");

  show_page (self, "explore");
  xa_explore_view_search_for (XA_EXPLORE_VIEW (page), g_variant_get_string (parameter, NULL));
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  XaView *view = get_visible_view (XA_WINDOW (widget));

  if (view)
    xa_view_search (view);
}

static void
tell_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  tell (XA_WINDOW (widget), g_variant_get_string (parameter, NULL));
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

/* --- the widget --- */

static void
xa_window_dispose (GObject *object)
{
  XaWindow *self = XA_WINDOW (object);

  if (self->pages && self->session)
    close_session (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->settings);
  g_clear_object (&self->waiting);
  g_clear_weak_pointer (&self->undo_toast);
  gtk_widget_dispose_template (GTK_WIDGET (self), XA_TYPE_WINDOW);
  G_OBJECT_CLASS (xa_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (klass, "win.redo", NULL, redo_action);
  gtk_widget_class_install_action (klass, "win.page", "s", page_action);
  gtk_widget_class_install_action (klass, "win.inspect", "x", inspect_action);
  gtk_widget_class_install_action (klass, "win.graph-focus", "ax", graph_focus_action);
  gtk_widget_class_install_action (klass, "win.add", NULL, add_action);
  gtk_widget_class_install_action (klass, "win.search", NULL, search_action);
  gtk_widget_class_install_action (klass, "win.search-for", "s", search_for_action);
  gtk_widget_class_install_action (klass, "win.tell", "s", tell_action);
  gtk_widget_class_install_action (klass, "win.sample", NULL, sample_action);
  gtk_widget_class_install_action (klass, "win.retry", NULL, retry_action);
  gtk_widget_class_install_action (klass, "win.new-workspace", NULL, new_workspace_action);
  gtk_widget_class_install_action (klass, "win.open-workspace", "ay", open_workspace_action);
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
  gtk_widget_class_bind_template_callback (widget_class, page_row_activated_cb);
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
  make_pages (self);
  show_page (self, xa_pages[0].tag);
  undo_changed_cb (self);
  keep_size (self);
}

XaWindow *
xa_window_new (XaApplication *application)
{
  return g_object_new (XA_TYPE_WINDOW, "application", application, NULL);
}
