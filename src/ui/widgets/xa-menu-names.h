#pragma once

#include <gtk/gtk.h>

/* Gives the items of every menu that opens in @window the names by which assistive technology calls them. GTK 4.18 says
 * that an item is labelled by what it hides from assistive technology, so that it has no name at all. */
void xa_menu_names_keep (GtkWindow *window);
