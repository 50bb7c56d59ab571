#include "net/xa-metered.h"

#include <gio/gio.h>

static XaMeteredFunc asked; /* (nullable) */

gboolean
xa_metered_is (void)
{
  return asked ? asked () : g_network_monitor_get_network_metered (g_network_monitor_get_default ());
}

void
xa_metered_set_probe (XaMeteredFunc probe)
{
  asked = probe;
}
