#pragma once

#include "charts/xa-chart.h"

#include <gtk/gtk.h>

/* A chart as small as a word, in a cell or a row. It is not pointed at; it says what it shows. */
#define XA_TYPE_SPARK (xa_spark_get_type ())
G_DECLARE_FINAL_TYPE (XaSpark, xa_spark, XA, SPARK, GtkWidget)

GtkWidget *xa_spark_new (int width, int height) G_GNUC_WARN_UNUSED_RESULT;
/* @chart: (not owned) (nullable): NULL while it is on its way; to be set to NULL before it goes */
void xa_spark_set_chart (XaSpark *self, const XaChart *chart);
