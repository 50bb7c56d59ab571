#pragma once

#include "insight/xa-graph.h"

char *xa_graph_to_gexf (const XaGraph *graph) G_GNUC_WARN_UNUSED_RESULT;
char *xa_graph_to_graphml (const XaGraph *graph) G_GNUC_WARN_UNUSED_RESULT;
char *xa_graph_to_json (const XaGraph *graph) G_GNUC_WARN_UNUSED_RESULT;
