#pragma once

#include <gtk/gtk.h>

/*
 * The menu of the rows of a table, for the secondary button, for who presses long, and for the
 * keys. A row that is not selected becomes the selection first.
 */
void xa_explore_menu_add (GtkColumnView *table, GMenuModel *menu);

/* For the factories of the table: which cell a widget is in. */
void xa_explore_menu_mark (GtkColumnViewCell *cell);
