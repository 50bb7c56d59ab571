#pragma once

#include <gtk/gtk.h>

/*
 * One line of text in a cell of a table, cut short where there is no room. A table has hundreds of
 * rows beside those that are seen: this measures with the one context of its table, and lays out
 * only what is drawn.
 */
#define XA_TYPE_TEXT_CELL (xa_text_cell_get_type ())
G_DECLARE_FINAL_TYPE (XaTextCell, xa_text_cell, XA, TEXT_CELL, GtkWidget)

/* @xalign: 0 where a line begins, 1 where it ends; @tabular: all digits are as wide */
GtkWidget  *xa_text_cell_new (float xalign, gboolean tabular) G_GNUC_WARN_UNUSED_RESULT;
void        xa_text_cell_set_text (XaTextCell *self, const char *text); /* also its accessible name */
const char *xa_text_cell_get_text (XaTextCell *self);
