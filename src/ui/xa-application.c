#include "ui/xa-application.h"

#include "config.h"
#include "journal/xa-journal.h"
#include "store/xa-store.h"
#include "ui/xa-background.h"
#include "ui/xa-window.h"

#include <glib/gi18n.h>

struct _XaApplication {
  AdwApplication parent_instance;
  char          *key_file; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaApplication, xa_application, ADW_TYPE_APPLICATION)

static XaWindow *
get_window (XaApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  return windows ? XA_WINDOW (windows->data) : xa_window_new (self);
}

static void
xa_application_activate (GApplication *app)
{
  XaWindow *window = get_window (XA_APPLICATION (app));

  xa_window_open_last (window);
  gtk_window_present (GTK_WINDOW (window));
}

/* A workspace is opened, all else imported into the workspace that is. */
static void
xa_application_open (GApplication *app,
                     GFile       **files,
                     int           n_files,
                     const char   *hint)
{
  XaWindow *window = get_window (XA_APPLICATION (app));
  gboolean  opens = FALSE;
  g_autoptr (GListStore) imports = g_list_store_new (G_TYPE_FILE);

  for (int i = 0; i < n_files; i++) {
    g_autofree char *path = g_file_get_path (files[i]);

    if (!path)
      continue;
    if (g_str_has_suffix (path, XA_WORKSPACE_SUFFIX)) {
      xa_window_open_workspace (window, path);
      opens = TRUE;
    } else {
      g_list_store_append (imports, files[i]);
    }
  }
  if (!opens)
    xa_window_open_last (window);
  if (g_list_model_get_n_items (G_LIST_MODEL (imports)) > 0)
    xa_window_import (window, G_LIST_MODEL (imports));
  gtk_window_present (GTK_WINDOW (window));
}

/* Begun by the desktop and not by the user: what was opened last is kept fresh behind a window that is not shown
 * until somebody asks for it. */
static void
begin_in_background (XaApplication *self)
{
  if (xa_background_is_on (GTK_APPLICATION (self)) && (g_application_get_flags (G_APPLICATION (self)) & G_APPLICATION_IS_SERVICE))
    xa_window_open_last (get_window (self));
}

static int
xa_application_handle_local_options (GApplication *app,
                                     GVariantDict *options)
{
  XaApplication *self = XA_APPLICATION (app);

  if (g_variant_dict_lookup (options, "key-file", "^ay", &self->key_file)) {
    g_autofree char *given = g_steal_pointer (&self->key_file);

    self->key_file = g_canonicalize_filename (given, NULL);
  }

  return -1;
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       app)
{
  static const char *const developers[] = { "The XAudience developers", NULL };

  adw_show_about_dialog (GTK_WIDGET (gtk_application_get_active_window (app)), "application-name", XA_DISPLAY_NAME, "application-icon",
                         XA_APPLICATION_ID, "version", XA_VERSION, "developer-name", developers[0], "developers", developers,
                         "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Understand communities without keeping lists of people"), NULL);
}

/* Where notifications lead. */
static void
show_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       app)
{
  XaWindow *window = get_window (app);

  xa_window_open_last (window);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", g_variant_get_string (parameter, NULL));
}

static void
reports_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       app)
{
  XaWindow *window = get_window (app);

  xa_window_open_last (window);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.reports", NULL);
}

static void
inspect_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       app)
{
  XaWindow *window = get_window (app);

  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.inspect", "x", g_variant_get_int64 (parameter));
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       app)
{
  for (GList *window = gtk_application_get_windows (app); window; window = gtk_application_get_windows (app))
    gtk_window_destroy (window->data);
}

static void
set_accels (GtkApplication *app)
{
  static const struct {
    const char *action;
    const char *accels[3];
  } all[] = {
    { "app.quit", { "<Control>q" } },
    { "win.undo", { "<Control>z" } },
    { "win.redo", { "<Control><Shift>z", "<Control>y" } },
    { "win.search", { "<Control>f" } },
    { "win.import", { "<Control>o" } },
    { "win.new-workspace", { "<Control>n" } },
    { "win.page::explore", { "<Alt>1" } },
    { "win.page::compare", { "<Alt>2" } },
    { "win.page::graph", { "<Alt>3" } },
    { "win.page::activity", { "<Alt>4" } },
    { "win.page::connections", { "<Alt>5" } },
    { "win.page::alerts", { "<Alt>6" } },
    { "win.add", { "<Control><Shift>a" } },
    { "win.other-part", { "F6" } },
    { "win.shortcuts", { "<Control>question" } },
    { "window.close", { "<Control>w" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    gtk_application_set_accels_for_action (app, all[i].action, all[i].accels);
}

static void
xa_application_startup (GApplication *app)
{
  static const GActionEntry actions[] = {
    { .name = "about", .activate = about_action },
    { .name = "quit", .activate = quit_action },
    { .name = "show", .activate = show_action, .parameter_type = "s" },
    { .name = "reports", .activate = reports_action },
    { .name = "inspect", .activate = inspect_action, .parameter_type = "x" },
  };
  XaLogLevel level = XA_LOG_INFO;

  G_APPLICATION_CLASS (xa_application_parent_class)->startup (app);
  xa_log_level_parse (g_getenv ("XAUDIENCE_LOG_LEVEL"), &level);
  xa_journal_open (NULL, level);
  g_action_map_add_action_entries (G_ACTION_MAP (app), actions, G_N_ELEMENTS (actions), app);
  set_accels (GTK_APPLICATION (app));
  xa_background_install (GTK_APPLICATION (app));
  /* Explanations can be copied from; the focus that comes by should not mark them. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  begin_in_background (XA_APPLICATION (app));
}

static void
xa_application_finalize (GObject *object)
{
  g_free (XA_APPLICATION (object)->key_file);
  G_OBJECT_CLASS (xa_application_parent_class)->finalize (object);
}

static void
xa_application_class_init (XaApplicationClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = xa_application_finalize;
  app_class->activate = xa_application_activate;
  app_class->open = xa_application_open;
  app_class->startup = xa_application_startup;
  app_class->handle_local_options = xa_application_handle_local_options;
}

static void
xa_application_init (XaApplication *self)
{
  static const GOptionEntry options[] = {
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Where the key of the workspace is, instead of the Secret Service"), N_ ("FILE") },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

XaApplication *
xa_application_new (void)
{
  return g_object_new (XA_TYPE_APPLICATION, "application-id", XA_APPLICATION_ID, "flags", G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                       "/io/github/xaudience/XAudience", NULL);
}

const char *
xa_application_get_key_file (XaApplication *self)
{
  return self->key_file;
}
