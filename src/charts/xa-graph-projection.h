#pragma once

#include "analysis/xa-layout.h"
#include "charts/xa-theme.h"

/*
 * Where a graph of audiences goes in a picture, and how its parts look there: shared by what draws
 * it into files, what draws it on the screen, and what finds the disc under a pointer.
 */

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
  double scale;      /* of the layout; above 0 */
  double x, y;       /* the place of the layout's origin */
  double disc_scale; /* times the square root of a node's size: the radius of its disc */
  double stroke;     /* times the width of lines */
  double unit;       /* the length of one unit of the theme's font size: 1, or pixels */
} XaGraphProjection;

/* How a line is drawn. */
typedef struct {
  XaColor color;
  double  alpha;
  double  width;
} XaGraphPen;

/* What fits a graph into @plot; discs are measured by the shorter side of @whole. */
XaGraphProjection xa_graph_projection_fit (const XaGraphNode *nodes, guint32 n_nodes, XaRect plot, XaRect whole);
/* The same picture with @factor times as many pixels. */
XaGraphProjection xa_graph_projection_scale (const XaGraphProjection *self, double factor);
/* The same picture, @factor times as large around a place of it; discs and lines grow more slowly. */
XaGraphProjection xa_graph_projection_zoom (const XaGraphProjection *self, double factor, double x, double y);

XaPoint xa_graph_projection_place (const XaGraphProjection *self, XaPoint at);
XaPoint xa_graph_projection_find (const XaGraphProjection *self, double x, double y); /* what is at a place */
double  xa_graph_projection_get_radius (const XaGraphProjection *self, double size);

/* Lines are bent a little, so that one there and one back do not hide one another: the control
 * point of a quadratic curve between two places. */
XaPoint    xa_graph_bend (XaPoint a, XaPoint b);
XaGraphPen xa_graph_pen (const XaGraphProjection *self, const XaTheme *theme, const XaGraphNode *nodes, const XaGraphLine *line, gsize n_lines);
/* The head of a directed line: its tip, then its other corners. */
void xa_graph_get_head (const XaGraphProjection *self, XaPoint bend, XaPoint end, double radius, double width, XaPoint corners[3]);

/* Lengths in units of the font size, for what draws. */
#define XA_GRAPH_RIM 1.5 /* around discs, in the colour of the background, so that overlaps read */
#define XA_GRAPH_DASH_ON 5.0
#define XA_GRAPH_DASH_OFF 4.0
