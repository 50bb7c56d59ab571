#pragma once

#include "charts/xa-chart.h"
#include "ui/xa-session.h"

#include <gtk/gtk.h>

/*
 * Shows any chart. Pointing at an item or walking to it with the arrow keys says what it is;
 * Enter or a click activates it. It is an image to assistive technology, its description the
 * chart in words. The context menu copies the data or saves the picture, judged anew for what
 * leaves the app.
 *
 * "activated" (gsize item); "focused" (gssize item): the item under the pointer or cursor, or -1.
 */
#define XA_TYPE_CHART_VIEW (xa_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (XaChartView, xa_chart_view, XA, CHART_VIEW, GtkWidget)

GtkWidget *xa_chart_view_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable) */
void           xa_chart_view_set_chart (XaChartView *self, XaChart *chart);
const XaChart *xa_chart_view_get_chart (XaChartView *self); /* (nullable) */

/* Fills @ask with a question whose answer is an XaChart (transfer full), with its result_free: the
 * same chart from figures that may leave the app. Called in the main thread. */
typedef void (*XaChartAsk) (gpointer data, XaAsk *ask);
/* Without it the context menu offers nothing. */
void xa_chart_view_set_outside (XaChartView *self, XaSession *session, XaChartAsk ask, gpointer data, GDestroyNotify data_free);
