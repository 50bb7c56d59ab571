#pragma once

#include "ui/graph/xa-graph-camera.h"
#include "ui/graph/xa-graph-canvas.h"
#include "ui/graph/xa-graph-painter.h"

#include <adwaita.h>

/* Shared by the files that make up the canvas. */

typedef enum {
  XA_GRAPH_LAYER_ALL, /* the graph */
  XA_GRAPH_LAYER_LIT, /* what stays when the rest fades */
} XaGraphLayerKind;

typedef struct {
  XaGraphPainting *painting;    /* (owned) (nullable): the latest */
  GCancellable    *cancellable; /* (owned) (nullable): of what is being drawn */
  gboolean         is_wanted;   /* again, once that is done */
} XaGraphLayer;

typedef enum {
  XA_GRAPH_DRAG_NONE,
  XA_GRAPH_DRAG_PAN,
  XA_GRAPH_DRAG_NODES,
  XA_GRAPH_DRAG_RECTANGLE,
} XaGraphDrag;

struct _XaGraphCanvas {
  GtkWidget       parent_instance;
  XaGraphPainter *painter; /* (owned) */
  XaGraphScene   *scene;   /* (owned) (nullable) */
  guint8         *marks;   /* (owned) (array): XaGraphMark of each node */
  gboolean        has_hulls;
  gboolean       *pins; /* (owned) (array) */
  XaGraphCamera   camera;
  double          width, height; /* of the widget, when it was last given a size */
  gboolean        is_placed;     /* the camera has seen the size of the widget */
  gboolean        has_flight;    /* to the selection, once it has */
  XaGraphLayer    layers[2];
  guint           settle_id; /* draws sharply when the view has come to rest */
  guint           n_paintings;
  const void     *named; /* (not owned) (nullable): the body of the scene whose names were asked for; only to be compared */

  gssize            lit_node;   /* under the pointer or the keys, or -1 */
  gssize            focus_node; /* where the keys are, or -1 */
  double            glow;       /* 0: all as it is, 1: the rest has faded */
  AdwAnimation     *glow_animation;
  AdwAnimation     *flight;      /* (owned) */
  AdwAnimation     *arrangement; /* (owned) */
  XaGraphProjection flight_from, flight_to;
  XaPoint          *points_from; /* (owned) (nullable) */
  XaPoint          *points_to;   /* (owned) (nullable) */

  XaGraphDrag drag;
  double      drag_x, drag_y; /* how far it has come */
  double      press_x, press_y;
  double      pointer_x, pointer_y;
  XaPoint    *drag_points; /* (owned) (nullable): where the nodes were */
  double      pinch_zoom;  /* at its beginning */
  double      pinch_x, pinch_y;
  guint8     *swept; /* (owned) (nullable): marks without what the rectangle adds */

  XaGraphTellFunc tell; /* (nullable) */
  gpointer        tell_data;
  char           *summary;     /* (owned) (nullable) */
  GPtrArray      *accessibles; /* (owned) (element-type XaGraphNodeItem) (nullable): made when somebody asks */
};

/* xa-graph-canvas-camera.c */
void xa_graph_canvas_show_view (XaGraphCanvas *self);   /* draws sharply when it has come to rest */
void xa_graph_canvas_measure_fit (XaGraphCanvas *self); /* what shows all of the graph */
void xa_graph_canvas_fly (double value, gpointer canvas);

/* xa-graph-canvas-layers.c */
void     xa_graph_canvas_want_all (XaGraphCanvas *self);
gboolean xa_graph_canvas_is_covered (XaGraphCanvas *self);
gboolean xa_graph_canvas_is_far_off (XaGraphCanvas *self);
void     xa_graph_canvas_set_glow (double value, gpointer canvas);
void     xa_graph_canvas_finish_animation (AdwAnimation *animation);
void     xa_graph_canvas_want (XaGraphCanvas *self, XaGraphLayerKind kind);
void     xa_graph_canvas_view_changed (XaGraphCanvas *self); /* the camera moved */
void     xa_graph_canvas_marks_changed (XaGraphCanvas *self);
void     xa_graph_canvas_light (XaGraphCanvas *self, gssize node);
void     xa_graph_canvas_set_focus_node (XaGraphCanvas *self, gssize node);
void     xa_graph_canvas_place_nodes (XaGraphCanvas *self, const XaPoint *points);
void     xa_graph_canvas_selection_changed (XaGraphCanvas *self);

XaPoint *xa_graph_canvas_dup_points (XaGraphCanvas *self) G_GNUC_WARN_UNUSED_RESULT;
XaRect   xa_graph_canvas_get_disc (XaGraphCanvas *self, guint32 node);

/* xa-graph-canvas-input.c */
void xa_graph_canvas_init_input (XaGraphCanvas *self);
void xa_graph_canvas_toggle (XaGraphCanvas *self, gssize node); /* in or out of the selection */
void xa_graph_canvas_class_init_input (GtkWidgetClass *widget_class);

/* xa-graph-canvas-touch.c */
void     xa_graph_canvas_init_touch (XaGraphCanvas *self, GtkGesture *drag);
gboolean xa_graph_canvas_is_touched (GtkGesture *gesture);
/* The node at a place, or -1; for a finger also the nearest beside it. */
gssize xa_graph_canvas_pick (XaGraphCanvas *self, double x, double y, gboolean is_touch);

/* xa-graph-canvas-snapshot.c */
void xa_graph_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);

/* xa-graph-canvas-accessible.c */
void           xa_graph_canvas_init_accessible (GtkAccessibleInterface *iface);
GtkAccessible *xa_graph_canvas_get_accessible_after (XaGraphCanvas *self, gssize node); /* (transfer full) (nullable): the first after @node that is seen */
void           xa_graph_canvas_update_accessible (XaGraphCanvas *self);
void           xa_graph_canvas_drop_accessibles (XaGraphCanvas *self);
