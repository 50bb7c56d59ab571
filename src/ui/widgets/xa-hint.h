#pragma once

#include <gtk/gtk.h>

/*
 * A tooltip for what changes often, such as the cells of a table. gtk_widget_set_tooltip_text() asks
 * the display where the pointer is, each time, and looks for the widget below it; this one waits until
 * somebody points at the widget.
 */
void        xa_hint_set (GtkWidget *widget, const char *text); /* @text: (nullable): none */
const char *xa_hint_get (GtkWidget *widget);                   /* (nullable) */
