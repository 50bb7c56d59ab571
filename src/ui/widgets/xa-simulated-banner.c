#include "ui/widgets/xa-simulated-banner.h"

#include <glib/gi18n.h>

struct _XaSimulatedBanner {
  AdwBin     parent_instance;
  AdwBanner *banner;  /* (not owned) */
  GBinding  *binding; /* (not owned) (nullable): as long as both ends live */
};

G_DEFINE_FINAL_TYPE (XaSimulatedBanner, xa_simulated_banner, ADW_TYPE_BIN)

static void
xa_simulated_banner_class_init (XaSimulatedBannerClass *klass)
{
}

static void
xa_simulated_banner_init (XaSimulatedBanner *self)
{
  self->banner = ADW_BANNER (adw_banner_new (_ ("SIMULATED: these audiences and their people are invented")));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->banner));
}

void
xa_simulated_banner_set_session (XaSimulatedBanner *self,
                                 XaSession         *session)
{
  if (self->binding) {
    g_binding_unbind (self->binding);
    g_clear_weak_pointer (&self->binding);
  }
  if (session)
    g_set_weak_pointer (&self->binding, g_object_bind_property (session, "simulated", self->banner, "revealed", G_BINDING_SYNC_CREATE));
  else
    adw_banner_set_revealed (self->banner, FALSE);
}
