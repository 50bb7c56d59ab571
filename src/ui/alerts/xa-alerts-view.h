#pragma once

#include "ui/xa-view.h"

/* What was noticed, and the rules by which it is. */
#define XA_TYPE_ALERTS_VIEW (xa_alerts_view_get_type ())
G_DECLARE_FINAL_TYPE (XaAlertsView, xa_alerts_view, XA, ALERTS_VIEW, AdwNavigationPage)

/* There may be new ones. */
void xa_alerts_view_reload (XaAlertsView *self);
