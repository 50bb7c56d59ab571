#pragma once

#include <gtk/gtk.h>

/* The head of a column of numbers stands above their last digit, with the arrow that tells the order before it.
 *
 * @column: among all that @table has */
void xa_column_heads_align_end (GtkColumnView *table, guint column);
