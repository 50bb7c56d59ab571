#pragma once

#include "analysis/xa-figure.h"

#include <gtk/gtk.h>

/* A figure as a bar in the grammar of certainty, for cells and rows that write the number beside
 * it: nothing of its own to assistive technology. */
#define XA_TYPE_FIGURE_BAR (xa_figure_bar_get_type ())
G_DECLARE_FINAL_TYPE (XaFigureBar, xa_figure_bar, XA, FIGURE_BAR, GtkWidget)

GtkWidget *xa_figure_bar_new (int width) G_GNUC_WARN_UNUSED_RESULT;
/* @full: the value whose bar is as long as there is room, above 0 */
void xa_figure_bar_set (XaFigureBar *self, const XaFigure *figure, double full);
