#pragma once

#include "ui/xa-view.h"

/* What runs, what waits and what is done. */
#define XA_TYPE_ACTIVITY_VIEW (xa_activity_view_get_type ())
G_DECLARE_FINAL_TYPE (XaActivityView, xa_activity_view, XA, ACTIVITY_VIEW, AdwNavigationPage)
