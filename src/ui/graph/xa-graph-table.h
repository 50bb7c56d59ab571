#pragma once

#include "ui/graph/xa-graph-plan.h"

#include <adwaita.h>

/* What the graph shows, as two tables: its audiences and its ties. Copies what it needs. */
AdwDialog *xa_graph_table_new (const XaGraphPlan *plan, const gboolean *hidden) G_GNUC_WARN_UNUSED_RESULT;
