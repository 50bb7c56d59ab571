#pragma once

#include <gtk/gtk.h>

/* The head of a column of numbers stands above their last digit, with the arrow that tells the order before it. Where it
 * has no room it says so with dots.
 *
 * @column: among all that @table has */
void xa_column_heads_align_end (GtkColumnView *table, guint column);
