#pragma once

#include "charts/xa-theme.h"
#include "model/xa-platform.h"

#include <gtk/gtk.h>

/* A platform as a coloured disc with one or two letters, which tell it without the colour: our own sign, not a
 * trademark. Property "size": across, where text has its usual size. */
#define XA_TYPE_PLATFORM_DISC (xa_platform_disc_get_type ())
G_DECLARE_FINAL_TYPE (XaPlatformDisc, xa_platform_disc, XA, PLATFORM_DISC, GtkWidget)

GtkWidget *xa_platform_disc_new (XaPlatform platform, int size) G_GNUC_WARN_UNUSED_RESULT;
void       xa_platform_disc_set_platform (XaPlatformDisc *self, XaPlatform platform);

char *xa_platform_disc_dup_sign (XaPlatform platform) G_GNUC_WARN_UNUSED_RESULT;
void  xa_platform_disc_draw (cairo_t *cr, const XaTheme *theme, XaPlatform platform, XaColor fill, double size);
