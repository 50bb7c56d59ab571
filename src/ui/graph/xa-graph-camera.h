#pragma once

#include "charts/xa-graph-scene.h"

/* Where a graph is looked at from: a projection that zooms and pans within limits, and flies. */
typedef struct {
  XaGraphProjection now;
  XaGraphProjection fit; /* all of the graph, at the size of the widget: zoom 1 */
} XaGraphCamera;

#define XA_GRAPH_LEAST_ZOOM 0.2
#define XA_GRAPH_MOST_ZOOM 40.0

double            xa_graph_camera_get_zoom (const XaGraphCamera *self);
void              xa_graph_camera_zoom (XaGraphCamera *self, double factor, double x, double y);
void              xa_graph_camera_pan (XaGraphCamera *self, double dx, double dy);
XaGraphProjection xa_graph_camera_aim (const XaGraphCamera *self, XaPoint at, double zoom, double width, double height);
XaGraphProjection xa_graph_projection_between (const XaGraphProjection *from, const XaGraphProjection *to, double share, double width, double height);

/* The rectangle of a picture that was drawn with @then, where it belongs @now. */
XaRect xa_graph_projection_map (const XaGraphProjection *then, const XaGraphProjection *now, XaRect area);
