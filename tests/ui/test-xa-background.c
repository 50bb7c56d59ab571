#include "ui/xa-background.h"

#include <sys/socket.h>

/* A desktop that is asked whether the program may go on behind closed windows: over a connection without a
 * bus, which no daemon can outlive. */

typedef enum {
  DESKTOP_ALLOWS,
  DESKTOP_REFUSES,
  DESKTOP_CANCELS,
  DESKTOP_ANSWERS_NONSENSE,
  DESKTOP_HAS_NO_PORTAL,
} Desktop;

typedef struct {
  GDBusConnection *login; /* (owned): the desktop's end */
  GDBusConnection *ours;  /* (owned) */
  Desktop          how;
  gboolean         is_asked;
  gboolean         is_over;
  gboolean         is_allowed;
  GError          *error; /* (owned) (nullable) */
} Fixture;

static gpointer
serve (gpointer stream)
{
  g_autofree char *guid = g_dbus_generate_guid ();

  return g_dbus_connection_new_sync (stream, guid, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER | G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_ALLOW_ANONYMOUS, NULL, NULL, NULL);
}

static GIOStream *
make_stream (int fd)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);

  return G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
}

/* Both shake hands at the same time. */
static void
make_connections (Fixture *self)
{
  int fds[2];
  g_autoptr (GIOStream) theirs = NULL;
  g_autoptr (GIOStream) ours = NULL;
  GThread *server;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  theirs = make_stream (fds[0]);
  ours = make_stream (fds[1]);
  server = g_thread_new ("login1", serve, theirs);
  self->ours = g_dbus_connection_new_sync (ours, NULL, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, NULL, NULL);
  self->login = g_thread_join (server);
  g_assert_nonnull (self->ours);
  g_assert_nonnull (self->login);
}

static const char interface_xml[] =
  "<node><interface name='org.freedesktop.portal.Background'><method name='RequestBackground'>"
  "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method></interface></node>";

static void
respond (Fixture    *self,
         const char *path)
{
  GVariantBuilder results;
  guint           response = self->how == DESKTOP_CANCELS ? 1 : 0;
  g_autoptr (GVariant) answer = NULL;

  g_variant_builder_init (&results, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&results, "{sv}", "background", g_variant_new_boolean (self->how != DESKTOP_REFUSES));
  answer = g_variant_ref_sink (g_variant_new ("(ua{sv})", response, &results));
  /* Others are answered as well. */
  g_dbus_connection_emit_signal (self->login, NULL, "/org/freedesktop/portal/desktop/request/1_1/other", "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", 2, NULL), NULL);
  if (self->how == DESKTOP_ANSWERS_NONSENSE)
    g_dbus_connection_emit_signal (self->login, NULL, path, "org.freedesktop.portal.Request", "Response", g_variant_new ("(s)", "yes"), NULL);
  g_dbus_connection_emit_signal (self->login, NULL, path, "org.freedesktop.portal.Request", "Response", answer, NULL);
}

static void
method_cb (GDBusConnection       *connection,
           const char            *sender,
           const char            *object,
           const char            *interface,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               data)
{
  Fixture *self = data;
  g_autoptr (GVariant) options = NULL;
  g_autofree char        *path = NULL;
  const char             *token, *reason;
  gboolean                autostart = FALSE;
  g_autofree const char **command = NULL;

  g_variant_get (parameters, "(&s@a{sv})", NULL, &options);
  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "reason", "&s", &reason));
  g_assert_true (g_variant_lookup (options, "autostart", "b", &autostart));
  g_assert_cmpstr (reason, ==, "Keep fresh");
  g_assert_true (autostart);
  g_assert_true (g_variant_lookup (options, "commandline", "^a&s", &command));
  g_assert_cmpstr (command[1], ==, "--gapplication-service");
  self->is_asked = TRUE;
  path = g_strdup_printf ("/org/freedesktop/portal/desktop/request/1_1/%s", token);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", path));
  respond (self, path);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Fixture *self = data;

  self->is_allowed = xa_background_ask_finish (result, &self->error);
  self->is_over = TRUE;
}

static void
ask (Fixture *self,
     Desktop  how)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_cb };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (interface_xml, NULL);

  make_connections (self);
  self->how = how;
  if (how != DESKTOP_HAS_NO_PORTAL)
    g_assert_cmpuint (g_dbus_connection_register_object (self->login, "/org/freedesktop/portal/desktop", info->interfaces[0], &vtable, self, NULL, NULL), !=, 0);
  xa_background_ask_async (self->ours, "Keep fresh", NULL, answered_cb, self);
  while (!self->is_over)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (self->error);
  g_assert_cmpint (self->is_asked, ==, how != DESKTOP_HAS_NO_PORTAL);
}

static void
test_ask (gconstpointer data)
{
  Desktop how = GPOINTER_TO_INT (data);
  Fixture self = { 0 };

  ask (&self, how);
  g_assert_cmpint (self.is_allowed, ==, how == DESKTOP_ALLOWS || how == DESKTOP_ANSWERS_NONSENSE || how == DESKTOP_HAS_NO_PORTAL);
  g_object_unref (self.ours);
  g_object_unref (self.login);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/background/allowed", GINT_TO_POINTER (DESKTOP_ALLOWS), test_ask);
  g_test_add_data_func ("/background/refused", GINT_TO_POINTER (DESKTOP_REFUSES), test_ask);
  g_test_add_data_func ("/background/cancelled", GINT_TO_POINTER (DESKTOP_CANCELS), test_ask);
  g_test_add_data_func ("/background/nonsense", GINT_TO_POINTER (DESKTOP_ANSWERS_NONSENSE), test_ask);
  g_test_add_data_func ("/background/no-portal", GINT_TO_POINTER (DESKTOP_HAS_NO_PORTAL), test_ask);

  return g_test_run ();
}
