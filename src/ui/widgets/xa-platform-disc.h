#pragma once

#include "model/xa-platform.h"

#include <gtk/gtk.h>

/* A platform as a coloured disc with a letter: our own sign, not a trademark. Property "size". */
#define XA_TYPE_PLATFORM_DISC (xa_platform_disc_get_type ())
G_DECLARE_FINAL_TYPE (XaPlatformDisc, xa_platform_disc, XA, PLATFORM_DISC, GtkWidget)

GtkWidget *xa_platform_disc_new (XaPlatform platform, int size) G_GNUC_WARN_UNUSED_RESULT;
void       xa_platform_disc_set_platform (XaPlatformDisc *self, XaPlatform platform);
