#pragma once

#include "ui/xa-view.h"

/* The platforms: what is connected and how it stands, and what can be. */
#define XA_TYPE_CONNECTIONS_VIEW (xa_connections_view_get_type ())
G_DECLARE_FINAL_TYPE (XaConnectionsView, xa_connections_view, XA, CONNECTIONS_VIEW, AdwNavigationPage)
