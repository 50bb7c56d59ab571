#include "control/xa-surroundings.h"

#include "../cli/pretended-surroundings.h"
#include "../sync/import-place.h"
#include "../sync/weather-provider.h"

#include <sys/socket.h>

/* A connection without a bus stands for that of the system: no daemon can outlive the test. */

#define DEADLINE_US (200 * G_USEC_PER_SEC)

typedef struct {
  GDBusConnection   *login;       /* (owned): who tells of sleep */
  GDBusConnection   *ours;        /* (owned): who hears of it */
  ImportPlace       *place;       /* (owned) */
  XaCredentialStore *credentials; /* (owned) */
  XaSync            *sync;        /* (owned) */
  XaController      *controller;  /* (owned) */
  int                n_pictures;  /* (atomic) */
} Fixture;

static void
listen_cb (XaControllerEvent event,
           gpointer          data)
{
  if (event == XA_CONTROLLER_PICTURE)
    g_atomic_int_inc (&((Fixture *) data)->n_pictures);
}

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

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  XaControllerOptions options = { 0 };

  make_connections (self);
  self->place = import_place_new ();
  self->credentials = xa_credential_store_new_in_memory ();
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, NULL, self->credentials);
  options.sync = self->sync;
  self->controller = xa_controller_new (&options);
  xa_controller_set_listener (self->controller, listen_cb, self, NULL);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  xa_controller_unref (self->controller);
  xa_sync_unref (self->sync);
  xa_credential_store_unref (self->credentials);
  import_place_free (self->place);
  g_object_unref (self->ours);
  g_object_unref (self->login);
}

static void
tell (Fixture *self,
      gboolean begins)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (self->login, NULL, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", g_variant_new ("(b)", begins), &error);
  g_assert_no_error (error);
  g_assert_true (g_dbus_connection_flush_sync (self->login, NULL, NULL));
}

/* The controller looks at what is due right after the computer woke up, and not half a minute later. */
static void
test_wake (Fixture      *self,
           gconstpointer data)
{
  g_autoptr (XaSurroundings) surroundings = xa_surroundings_new (self->controller);
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;
  gint64 begun_us;
  int    n;

  xa_surroundings_listen (surroundings, self->ours);
  xa_controller_start (self->controller);
  while (g_atomic_int_get (&self->n_pictures) == 0)
    g_main_context_iteration (NULL, FALSE);
  n = g_atomic_int_get (&self->n_pictures);
  begun_us = g_get_monotonic_time ();
  tell (self, TRUE);
  tell (self, FALSE);
  while (g_atomic_int_get (&self->n_pictures) == n) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (500);
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
  }
  /* Long before it would have looked by itself. */
  g_assert_cmpint (g_get_monotonic_time () - begun_us, <, 25 * G_USEC_PER_SEC);
}

static void
wait_until_held_by (Fixture    *self,
                    const char *hold)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  while (TRUE) {
    g_autoptr (XaControlPicture) picture = xa_controller_get_picture (self->controller);

    if (g_str_equal (picture->held_by, hold))
      return;
    g_main_context_iteration (NULL, FALSE);
    g_usleep (500);
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
  }
}

/* What the system says of the network and of power reaches the controller: as it is, and as it changes. */
static void
test_hold (Fixture      *self,
           gconstpointer data)
{
  g_autoptr (XaSurroundings) surroundings = NULL;

  pretended_surroundings_set (TRUE, FALSE);
  surroundings = xa_surroundings_new (self->controller);
  xa_controller_start (self->controller);
  wait_until_held_by (self, "metered");
  pretended_surroundings_set (FALSE, TRUE);
  wait_until_held_by (self, "saver");
  pretended_surroundings_set (FALSE, FALSE);
  wait_until_held_by (self, "");
  pretended_surroundings_set (TRUE, FALSE);
  wait_until_held_by (self, "metered");
  pretended_surroundings_set (FALSE, FALSE);
  wait_until_held_by (self, "");
}

/* Freed before the bus answered, it is silent. */
static void
test_free_at_once (Fixture      *self,
                   gconstpointer data)
{
  xa_surroundings_free (xa_surroundings_new (self->controller));
  for (guint i = 0; i < 200; i++) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (500);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pretended_surroundings_install ();
  g_test_add ("/surroundings/wake", Fixture, NULL, set_up, test_wake, tear_down);
  g_test_add ("/surroundings/hold", Fixture, NULL, set_up, test_hold, tear_down);
  g_test_add ("/surroundings/free-at-once", Fixture, NULL, set_up, test_free_at_once, tear_down);

  return g_test_run ();
}
