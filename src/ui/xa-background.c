#include "ui/xa-background.h"

#include "config.h"

#include <glib/gi18n.h>

#define SETTING "run-in-background"
#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

/* --- the desktop: https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Background.html */

typedef struct {
  GDBusConnection *bus;   /* (owned) */
  char            *token; /* (owned) */
  guint            response_id;
} Ask;

static void
stop_listening (Ask *self)
{
  if (self->response_id)
    g_dbus_connection_signal_unsubscribe (self->bus, self->response_id);
  self->response_id = 0;
}

static void
ask_free (gpointer data)
{
  Ask *self = data;

  stop_listening (self);
  g_object_unref (self->bus);
  g_free (self->token);
  g_free (self);
}

static void
response_cb (GDBusConnection *bus,
             const char      *sender,
             const char      *path,
             const char      *interface,
             const char      *signal,
             GVariant        *parameters,
             gpointer         data)
{
  g_autoptr (GTask) task = g_object_ref (data);
  Ask     *ask = g_task_get_task_data (task);
  gboolean is_allowed = FALSE;
  guint    response;
  g_autoptr (GVariant) results = NULL;

  /* Every answer ends in the name of its question. */
  if (!g_str_has_suffix (path, ask->token) || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")) || g_task_get_completed (task))
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  if (response == 0)
    g_variant_lookup (results, "background", "b", &is_allowed);
  stop_listening (ask);
  g_task_return_boolean (task, is_allowed);
}

/* Without a portal there is no sandbox, and nobody else to ask. */
static gboolean
is_missing (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_INTERFACE);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer || g_task_get_completed (task))
    return;
  stop_listening (g_task_get_task_data (task));
  if (is_missing (error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* The program is begun with the session, without a window: for whoever wants that it goes on without one. */
static GVariant *
describe (const Ask  *ask,
          const char *reason)
{
  static const char *const command[] = { "xaudience", "--gapplication-service", NULL };
  GVariantBuilder          options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (ask->token));
  g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (reason));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (TRUE));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command, -1));

  return g_variant_new ("(sa{sv})", "", &options);
}

void
xa_background_ask_async (GDBusConnection    *bus,
                         const char         *reason,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Ask   *ask = g_new0 (Ask, 1);
  /* A connection without a bus is to a test. */
  const char *portal = g_dbus_connection_get_unique_name (bus) ? PORTAL : NULL;

  ask->bus = g_object_ref (bus);
  ask->token = g_strdup_printf ("xaudience%u", g_random_int ());
  g_task_set_task_data (task, ask, ask_free);
  ask->response_id = g_dbus_connection_signal_subscribe (bus, portal, "org.freedesktop.portal.Request", "Response", NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                                         response_cb, g_object_ref (task), g_object_unref);
  g_dbus_connection_call (bus, portal, PORTAL_PATH, "org.freedesktop.portal.Background", "RequestBackground",
                          describe (ask, reason), G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, cancellable, asked_cb, task);
}

gboolean
xa_background_ask_finish (GAsyncResult *result,
                          GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Takes back that it begins with the session. Nobody waits for the answer: without a portal there is nothing to take back. */
static void
stop_autostart (GDBusConnection *bus)
{
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (FALSE));
  g_dbus_connection_call (bus, PORTAL, PORTAL_PATH, "org.freedesktop.portal.Background", "RequestBackground", g_variant_new ("(sa{sv})", "", &options), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

/* --- the switch ---------------------------------------------------------------------------------- */

static void
let_windows_hide (GtkApplication *app,
                  gboolean        hides)
{
  for (GList *window = gtk_application_get_windows (app); window; window = window->next)
    gtk_window_set_hide_on_close (window->data, hides);
}

static void
set_state (GtkApplication *app,
           gboolean        is_on)
{
  GSettings *settings = g_object_get_data (G_OBJECT (app), SETTING);
  GAction   *action = g_action_map_lookup_action (G_ACTION_MAP (app), "background");

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (is_on));
  g_settings_set_boolean (settings, SETTING, is_on);
  let_windows_hide (app, is_on);
}

static void
allowed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (GtkApplication) app = data;
  g_autoptr (GError) error = NULL;
  gboolean   is_allowed = xa_background_ask_finish (result, &error);
  GtkWindow *window = gtk_application_get_active_window (app);

  set_state (app, is_allowed);
  if (!is_allowed && window)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.tell", "s", _ ("The desktop does not allow it: nothing is fetched while the window is closed"));
}

/* The box is ticked once the desktop agreed. */
static void
change_cb (GSimpleAction *action,
           GVariant      *wanted,
           gpointer       app)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (app));

  if (!g_variant_get_boolean (wanted) && bus)
    stop_autostart (bus);
  if (!g_variant_get_boolean (wanted) || !bus)
    set_state (app, g_variant_get_boolean (wanted));
  else
    xa_background_ask_async (bus, _ ("Keep audiences up to date while the window is closed"), NULL, allowed_cb, g_object_ref (app));
}

static void
window_added_cb (GtkApplication *app,
                 GtkWindow      *window,
                 GSettings      *settings)
{
  gtk_window_set_hide_on_close (window, g_settings_get_boolean (settings, SETTING));
}

/**
 * xa_background_install:
 * @app: at its start
 *
 * Adds the switch, and lets windows hide where it is on. A hidden window holds the program.
 */
void
xa_background_install (GtkApplication *app)
{
  GSettings *settings = g_settings_new (XA_APPLICATION_ID);
  g_autoptr (GSimpleAction) action = g_simple_action_new_stateful ("background", NULL, g_variant_new_boolean (g_settings_get_boolean (settings, SETTING)));

  g_object_set_data_full (G_OBJECT (app), SETTING, settings, g_object_unref);
  g_signal_connect (action, "change-state", G_CALLBACK (change_cb), app);
  g_action_map_add_action (G_ACTION_MAP (app), G_ACTION (action));
  g_signal_connect (app, "window-added", G_CALLBACK (window_added_cb), settings);
}

gboolean
xa_background_is_on (GtkApplication *app)
{
  return g_settings_get_boolean (g_object_get_data (G_OBJECT (app), SETTING), SETTING);
}
