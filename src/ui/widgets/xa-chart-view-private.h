#pragma once

#include "ui/widgets/xa-chart-view.h"

/* Shared by the files that make up the widget. */

struct _XaChartView {
  GtkWidget      parent_instance;
  XaChart       *chart;            /* (owned) (nullable) */
  gssize         hovered;          /* the item under the pointer, or -1 */
  double         press_x, press_y; /* where the button or the finger came down */
  gssize         cursor;           /* the item the keys have walked to, or -1 */
  XaSession     *session;          /* (owned) (nullable) */
  XaChartAsk     ask;              /* (nullable) */
  gpointer       ask_data;         /* of @ask */
  GDestroyNotify ask_free;         /* (nullable) */
  GtkWidget     *menu;             /* (owned) (nullable): made when first asked for */
};

/* xa-chart-view-outside.c */
void xa_chart_view_class_init_outside (GtkWidgetClass *widget_class);
/* @file: (nullable): NULL for the clipboard */
void xa_chart_view_let_out (XaChartView *self, GFile *file);
