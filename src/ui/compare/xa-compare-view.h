#pragma once

#include "ui/xa-view.h"

/* Compare: whom the audiences of the tray share, what their people prefer, how they stand beside
 * one another, and how many people they reach together. */
#define XA_TYPE_COMPARE_VIEW (xa_compare_view_get_type ())
G_DECLARE_FINAL_TYPE (XaCompareView, xa_compare_view, XA, COMPARE_VIEW, AdwNavigationPage)
