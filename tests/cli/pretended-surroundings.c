#include "pretended-surroundings.h"

/* One type for both monitors; each is made once. */
typedef struct {
  GObject parent_instance;
} Pretended;

typedef GObjectClass PretendedClass;

enum {
  PROP_AVAILABLE = 1,
  PROP_METERED,
  PROP_CONNECTIVITY,
  PROP_SAVER,
};

static gboolean metered, saver;

GType       pretended_get_type (void);
void        g_io_module_load (GIOModule *module);
void        g_io_module_unload (GIOModule *module);
static void pretended_initable_init (GInitableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (Pretended, pretended, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, pretended_initable_init) G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, NULL) G_IMPLEMENT_INTERFACE (G_TYPE_POWER_PROFILE_MONITOR, NULL))

static gboolean
pretended_initialize (GInitable    *initable,
                      GCancellable *cancellable,
                      GError      **error)
{
  return TRUE;
}

static void
pretended_initable_init (GInitableIface *iface)
{
  iface->init = pretended_initialize;
}

static void
pretended_get_property (GObject    *object,
                        guint       id,
                        GValue     *value,
                        GParamSpec *spec)
{
  switch (id) {
  case PROP_AVAILABLE:
    g_value_set_boolean (value, TRUE);
    break;
  case PROP_METERED:
    g_value_set_boolean (value, metered);
    break;
  case PROP_CONNECTIVITY:
    g_value_set_enum (value, G_NETWORK_CONNECTIVITY_FULL);
    break;
  case PROP_SAVER:
    g_value_set_boolean (value, saver);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    break;
  }
}

static void
pretended_class_init (PretendedClass *klass)
{
  klass->get_property = pretended_get_property;
  g_object_class_override_property (klass, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (klass, PROP_METERED, "network-metered");
  g_object_class_override_property (klass, PROP_CONNECTIVITY, "connectivity");
  g_object_class_override_property (klass, PROP_SAVER, "power-saver-enabled");
}

static void
pretended_init (Pretended *self)
{
}

static void
implement (void)
{
  g_io_extension_point_implement (G_NETWORK_MONITOR_EXTENSION_POINT_NAME, pretended_get_type (), "pretended", G_MAXINT);
  g_io_extension_point_implement (G_POWER_PROFILE_MONITOR_EXTENSION_POINT_NAME, pretended_get_type (), "pretended", G_MAXINT);
}

void
pretended_surroundings_install (void)
{
  /* With the first of its modules GIO knows what can be put in place. */
  g_vfs_get_default ();
  implement ();
}

void
pretended_surroundings_set (gboolean is_metered,
                            gboolean saves_power)
{
  g_autoptr (GPowerProfileMonitor) power = g_power_profile_monitor_dup_default ();

  metered = is_metered;
  saver = saves_power;
  g_object_notify (G_OBJECT (g_network_monitor_get_default ()), "network-metered");
  g_object_notify (G_OBJECT (power), "power-saver-enabled");
}

void
g_io_module_load (GIOModule *module)
{
  metered = g_getenv ("PRETEND_METERED") != NULL;
  saver = g_getenv ("PRETEND_SAVER") != NULL;
  /* Its type is there for good. */
  g_type_module_use (G_TYPE_MODULE (module));
  implement ();
}

void
g_io_module_unload (GIOModule *module)
{
}
