#pragma once

#include "ui/widgets/xa-chart-view.h"

/* Lets the items of a chart be moved: dragged up and down, or with Alt and the arrow keys.
 * @moved is told the item and the place that it was moved to. */
typedef void (*XaReorderFunc) (guint from, guint to, gpointer data);

void xa_compare_make_reorderable (XaChartView *view, XaReorderFunc moved, gpointer data);
