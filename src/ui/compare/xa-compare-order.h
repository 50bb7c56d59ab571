#pragma once

#include "ui/compare/xa-comparison-charts.h"
#include "ui/xa-undo.h"

/* The order of combined reach, as a step that can be undone. It outlives @view, and does nothing when that is gone. */
typedef void (*XaCompareTakeFunc) (GObject *view, const XaComparisonChoice *choice);

void xa_compare_push_order (XaUndo *undo, GObject *view, XaCompareTakeFunc take, const XaComparisonChoice *before, const XaComparisonChoice *after);
