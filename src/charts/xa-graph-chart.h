#pragma once

#include "analysis/xa-layout.h"
#include "charts/xa-theme.h"

/* A graph of audiences: discs sized by members, lines as wide as what two audiences share. */

typedef struct {
  const char *label; /* (not owned) */
  XaPoint     at;    /* in the units of the layout */
  double      size;  /* what the area of the disc stands for */
  guint       category;
} XaGraphNode;

typedef struct {
  guint32  a;
  guint32  b;
  double   strength;  /* 0 to 1: the width of the line */
  double   certainty; /* 0 to 1: its opacity */
  gboolean directed;  /* a reference of a to b: dashed, with a head */
} XaGraphLine;

typedef struct {
  const XaGraphNode *nodes; /* (not owned) (array length=n_nodes) */
  guint32            n_nodes;
  const XaGraphLine *lines; /* (not owned) (array length=n_lines) */
  gsize              n_lines;
  const char *const *categories; /* (not owned) (nullable) (array zero-terminated=1): names, for the legend */
  const char        *title;      /* (not owned) (nullable) */
  const char        *caption;    /* (not owned) (nullable): what the lines mean, how many are shown */
  gboolean           simulated;  /* says so across the picture */
} XaGraphChart;

void   xa_graph_chart_draw (const XaGraphChart *chart, cairo_t *cr, XaRect area, const XaTheme *theme);
gssize xa_graph_chart_pick (const XaGraphChart *chart, XaRect area, double x, double y);
void   xa_graph_chart_spread (const XaGraphChart *chart, XaGraphNode *nodes, XaRect area);
