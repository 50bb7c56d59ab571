#pragma once

#include "insight/xa-graph.h"

/* The graph of audiences as a file: data for other programs, or a picture. */
typedef enum {
  XA_GRAPH_GEXF,
  XA_GRAPH_GRAPHML,
  XA_GRAPH_JSON,
  XA_GRAPH_SVG,
  XA_GRAPH_PDF,
  XA_GRAPH_PNG,
} XaGraphFormat;

gboolean xa_graph_format_of_path (const char *path, XaGraphFormat *format);

/* Replaces @path as a whole or not at all. */
gboolean xa_graph_export (const XaGraph *graph, const char *path, XaGraphFormat format, GError **error);
/* The same with colours by community; data files know no colours. */
gboolean xa_graph_export_by_community (const XaGraph *graph, const char *path, XaGraphFormat format, GError **error);
