#pragma once

#include "charts/xa-graph-projection.h"

/*
 * A graph of audiences that is ready to be drawn and pointed at, again and again: immutable, so
 * that a thread may draw it while another asks what is under the pointer. One with other places
 * shares everything else with the one it was made from.
 */

/* What is to be seen of a node just now; the caller keeps an array of these beside the scene. */
typedef enum {
  XA_GRAPH_MARK_HIDDEN = 1 << 0,
  XA_GRAPH_MARK_LIT = 1 << 1,    /* stays when the rest fades */
  XA_GRAPH_MARK_CENTRE = 1 << 2, /* the lines at it stay too */
  XA_GRAPH_MARK_SELECTED = 1 << 3,
} XaGraphMark;

typedef struct _XaGraphBody XaGraphBody;
typedef struct _XaGraphGrid XaGraphGrid;

typedef struct {
  gatomicrefcount ref_count;
  XaGraphBody    *body; /* (owned): what does not depend on places */
  XaGraphGrid    *grid; /* (owned): where nodes are, for picking */

  XaGraphNode       *nodes; /* (owned) (array length=n_nodes): the labels are @body's */
  guint32            n_nodes;
  const XaGraphLine *lines; /* (not owned) (array length=n_lines): @body's, weakest first */
  gsize              n_lines;
  const guint32     *ranks;  /* (not owned) (array length=n_nodes): nodes, largest first */
  const guint32     *start;  /* (not owned) (array length=n_nodes+1): into the next */
  const guint32     *next;   /* (not owned): neighbours of each node, in order, one for each line */
  XaRect             bounds; /* of the middles of the discs, in the units of the layout */
  double             largest;
} XaGraphScene;

XaGraphScene *xa_graph_scene_new (const XaGraphNode *nodes, guint32 n_nodes, const XaGraphLine *lines, gsize n_lines) G_GNUC_WARN_UNUSED_RESULT;
XaGraphScene *xa_graph_scene_move (const XaGraphScene *self, const XaPoint *points) G_GNUC_WARN_UNUSED_RESULT;
XaGraphScene *xa_graph_scene_ref (const XaGraphScene *self) G_GNUC_WARN_UNUSED_RESULT;
void          xa_graph_scene_unref (XaGraphScene *self); /* (nullable) */

XaGraphProjection xa_graph_scene_fit (const XaGraphScene *self, const guint8 *marks, XaRect plot);

/* @marks: (nullable) (array length=n_nodes): what is hidden cannot be found. */
gssize xa_graph_scene_pick (const XaGraphScene *self, const XaGraphProjection *projection, const guint8 *marks, double x, double y);
gssize xa_graph_scene_step (const XaGraphScene *self, const guint8 *marks, guint32 node, int dx, int dy);
void   xa_graph_scene_mark_rectangle (const XaGraphScene *self, const XaGraphProjection *projection, XaRect rectangle, guint8 *marks, guint8 mark);
guint  xa_graph_scene_count_neighbours (const XaGraphScene *self, guint32 node);
guint  xa_graph_scene_mark_neighbours (const XaGraphScene *self, guint32 node, guint8 *marks, guint8 mark);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaGraphScene, xa_graph_scene_unref)
