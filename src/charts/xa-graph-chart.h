#pragma once

#include "charts/xa-graph-projection.h"

/* A graph of audiences: discs sized by members, lines as wide as what two audiences share. */

typedef struct {
  const XaGraphNode *nodes; /* (not owned) (array length=n_nodes) */
  guint32            n_nodes;
  const XaGraphLine *lines; /* (not owned) (array length=n_lines) */
  gsize              n_lines;
  const char *const *categories; /* (not owned) (nullable) (array zero-terminated=1): names, for the legend */
  const char        *title;      /* (not owned) (nullable) */
  const char        *caption;    /* (not owned) (nullable): what the lines mean, how many are shown */
  gboolean           hulls;      /* nodes of one colour stand on a ground of it */
  gboolean           simulated;  /* says so across the picture */
} XaGraphChart;

void   xa_graph_chart_draw (const XaGraphChart *chart, cairo_t *cr, XaRect area, const XaTheme *theme);
gssize xa_graph_chart_pick (const XaGraphChart *chart, XaRect area, double x, double y);
void   xa_graph_chart_spread (const XaGraphChart *chart, XaGraphNode *nodes, XaRect area);
