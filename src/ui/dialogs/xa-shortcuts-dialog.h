#pragma once

#include <gtk/gtk.h>

/* What the keyboard can do, in a dialog over the window of @parent. */
void xa_shortcuts_dialog_present (GtkWidget *parent);
