#include "ui/xa-pages.h"

#include "ui/activity/xa-activity-view.h"
#include "ui/alerts/xa-alerts-view.h"
#include "ui/compare/xa-compare-view.h"
#include "ui/connections/xa-connections-view.h"
#include "ui/explore/xa-explore-view.h"
#include "ui/graph/xa-graph-view.h"

#include <glib/gi18n.h>

const XaPage xa_pages[] = {
  { "explore", N_ ("Explore"), "xa-explore-symbolic", xa_explore_view_get_type },
  { "compare", N_ ("Compare"), "xa-compare-symbolic", xa_compare_view_get_type },
  { "graph", N_ ("Graph"), "xa-graph-symbolic", xa_graph_view_get_type },
  { "activity", N_ ("Activity"), "xa-activity-symbolic", xa_activity_view_get_type },
  { "connections", N_ ("Connections"), "xa-connections-symbolic", xa_connections_view_get_type },
  { "alerts", N_ ("Alerts"), "xa-alerts-symbolic", xa_alerts_view_get_type },
};

const guint xa_n_pages = G_N_ELEMENTS (xa_pages);
