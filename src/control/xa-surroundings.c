#include "control/xa-surroundings.h"

struct _XaSurroundings {
  XaController         *controller;  /* (owned) */
  GNetworkMonitor      *network;     /* (not owned): lives as long as the program */
  GPowerProfileMonitor *power;       /* (owned) */
  GDBusConnection      *bus;         /* (owned) (nullable): of the system */
  GCancellable         *cancellable; /* (owned) */
  guint                 sleep_id;
  gboolean              was_available;
};

static void
metered_cb (XaSurroundings *self)
{
  xa_controller_set_metered (self->controller, g_network_monitor_get_network_metered (self->network));
}

static void
power_cb (XaSurroundings *self)
{
  xa_controller_set_saving_power (self->controller, g_power_profile_monitor_get_power_saver_enabled (self->power));
}

/* Only the way back is of interest: what goes out without a network fails by itself. */
static void
network_cb (GNetworkMonitor *network,
            gboolean         is_available,
            gpointer         data)
{
  XaSurroundings *self = data;

  if (is_available && !self->was_available)
    xa_controller_wake (self->controller);
  self->was_available = is_available;
}

/* https://www.freedesktop.org/software/systemd/man/org.freedesktop.login1.html: TRUE before the computer
 * sleeps, FALSE when it woke up. */
static void
sleep_cb (GDBusConnection *bus,
          const char      *sender,
          const char      *path,
          const char      *interface,
          const char      *signal,
          GVariant        *parameters,
          gpointer         data)
{
  XaSurroundings *self = data;
  gboolean        begins;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &begins);
  if (!begins)
    xa_controller_wake (self->controller);
}

/* Without a name of its own the connection is to a test, and not to a bus. */
void
xa_surroundings_listen (XaSurroundings  *self,
                        GDBusConnection *bus)
{
  const char *sender = g_dbus_connection_get_unique_name (bus) ? "org.freedesktop.login1" : NULL;

  self->bus = g_object_ref (bus);
  self->sleep_id = g_dbus_connection_signal_subscribe (bus, sender, "org.freedesktop.login1.Manager", "PrepareForSleep", "/org/freedesktop/login1", NULL,
                                                       G_DBUS_SIGNAL_FLAGS_NONE, sleep_cb, self, NULL);
}

/* The answer of the bus may come after the end. */
typedef struct {
  XaSurroundings *self;        /* (not owned) */
  GCancellable   *cancellable; /* (owned) */
} Asking;

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Asking *asking = data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  /* Where there is no such bus, as in a sandbox, the clocks tell of sleep a little later. */
  if (bus && !g_cancellable_is_cancelled (asking->cancellable) && !asking->self->bus)
    xa_surroundings_listen (asking->self, bus);
  g_object_unref (asking->cancellable);
  g_free (asking);
}

/**
 * xa_surroundings_new:
 * @controller: referenced
 *
 * Returns: (transfer full): tells of how things are at once, and of every change
 */
XaSurroundings *
xa_surroundings_new (XaController *controller)
{
  XaSurroundings *self = g_new0 (XaSurroundings, 1);
  Asking         *asking = g_new0 (Asking, 1);

  self->controller = xa_controller_ref (controller);
  self->network = g_network_monitor_get_default ();
  self->power = g_power_profile_monitor_dup_default ();
  self->cancellable = g_cancellable_new ();
  self->was_available = g_network_monitor_get_network_available (self->network);
  g_signal_connect_swapped (self->network, "notify::network-metered", G_CALLBACK (metered_cb), self);
  g_signal_connect (self->network, "network-changed", G_CALLBACK (network_cb), self);
  g_signal_connect_swapped (self->power, "notify::power-saver-enabled", G_CALLBACK (power_cb), self);
  metered_cb (self);
  power_cb (self);
  *asking = (Asking) { self, g_object_ref (self->cancellable) };
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, asked_cb, asking);

  return self;
}

/**
 * xa_surroundings_free:
 * @self: (nullable): tells nothing more
 */
void
xa_surroundings_free (XaSurroundings *self)
{
  if (!self)
    return;

  g_cancellable_cancel (self->cancellable);
  g_signal_handlers_disconnect_by_data (self->network, self);
  g_signal_handlers_disconnect_by_data (self->power, self);
  if (self->bus)
    g_dbus_connection_signal_unsubscribe (self->bus, self->sleep_id);
  g_clear_object (&self->bus);
  g_object_unref (self->power);
  g_object_unref (self->cancellable);
  xa_controller_unref (self->controller);
  g_free (self);
}
