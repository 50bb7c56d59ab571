#pragma once

#include <adwaita.h>

/*
 * What of the page has room: the less important columns go first as it gets narrower, and @narrow
 * and @wide (void (*) (view)) are called where a list has to stand for the table and where not.
 */
void xa_explore_layout_set_up (AdwBreakpointBin *bin, GtkColumnView *table, GtkWidget *strip, GtkWidget *least_button, GCallback narrow, GCallback wide, gpointer view);
