#pragma once

#include <gtk/gtk.h>

/* The audiences as a list, where a table has no room: a tap opens, pressing long selects. */
void xa_explore_rows_set_up (GtkListView *rows);
