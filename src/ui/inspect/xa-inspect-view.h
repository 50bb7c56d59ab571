#pragma once

#include "ui/xa-view.h"

/* The page of one audience, pushed over any other page. */
#define XA_TYPE_INSPECT_VIEW (xa_inspect_view_get_type ())
G_DECLARE_FINAL_TYPE (XaInspectView, xa_inspect_view, XA, INSPECT_VIEW, AdwNavigationPage)

AdwNavigationPage *xa_inspect_view_new (gint64 audience_id) G_GNUC_WARN_UNUSED_RESULT;
gint64             xa_inspect_view_get_audience (XaInspectView *self);
