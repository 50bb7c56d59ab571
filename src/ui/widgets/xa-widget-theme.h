#pragma once

#include "charts/xa-theme.h"

#include <gtk/gtk.h>

/* What charts on @widget are drawn with: its font and text colour, the accent, light or dark. */
void xa_widget_get_theme (GtkWidget *widget, XaTheme *theme);
