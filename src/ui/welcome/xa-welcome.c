#include "ui/welcome/xa-welcome.h"

#include "config.h"

struct _XaWelcome {
  AdwBin       parent_instance;
  AdwComboRow *role;
  GSettings   *settings; /* (owned) */
};

G_DEFINE_FINAL_TYPE (XaWelcome, xa_welcome, ADW_TYPE_BIN)

static void
xa_welcome_dispose (GObject *object)
{
  g_clear_object (&XA_WELCOME (object)->settings);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_WELCOME);
  G_OBJECT_CLASS (xa_welcome_parent_class)->dispose (object);
}

static void
xa_welcome_class_init (XaWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_welcome_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, XaWelcome, role);
}

/* The places of the row are the values of the setting. */
static gboolean
role_of_setting (GValue   *value,
                 GVariant *variant,
                 gpointer  settings)
{
  g_value_set_uint (value, (guint) g_settings_get_enum (settings, "role"));

  return TRUE;
}

static GVariant *
setting_of_role (const GValue       *value,
                 const GVariantType *type,
                 gpointer            data)
{
  static const char *const ids[] = { "community-manager", "agency", "researcher", "maintainer" };
  guint                    place = g_value_get_uint (value);

  return place < G_N_ELEMENTS (ids) ? g_variant_new_string (ids[place]) : NULL;
}

static void
xa_welcome_init (XaWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (XA_APPLICATION_ID);
  g_settings_bind_with_mapping (self->settings, "role", self->role, "selected", G_SETTINGS_BIND_DEFAULT, role_of_setting, setting_of_role,
                                self->settings, NULL);
}
