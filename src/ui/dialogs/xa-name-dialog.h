#pragma once

#include <adwaita.h>

/* Asks for a name. The button stays off, and the reason is shown, until @check is content. */
typedef gboolean (*XaNameCheck) (const char *name, GError **error);
typedef void (*XaNameGiven) (const char *name, gpointer data);

/* @data lives as long as @parent. */
void xa_name_dialog_present (GtkWidget *parent, const char *heading, const char *body, const char *accept, XaNameCheck check, XaNameGiven given, gpointer data);
