#pragma once

#include <gio/gio.h>

/*
 * Force-directed layout of a weighted graph: nodes push one another apart, edges pull their
 * ends together, and groups that share much end up side by side.
 */

typedef struct {
  double x;
  double y;
} XaPoint;

typedef struct {
  guint32 a;      /* node, from 0 */
  guint32 b;      /* another node */
  double  weight; /* above 0; larger pulls harder */
} XaEdge;

typedef struct {
  guint32 seed;
  guint   n_iterations;                          /* on the full graph, after the coarser levels; 0: the default */
  void (*progress) (double done, gpointer data); /* (nullable): 0 to 1 */
  gpointer progress_data;
} XaLayoutOptions;

gboolean xa_layout_force (guint32                n_nodes,
                          const XaEdge          *edges,
                          gsize                  n_edges,
                          const XaLayoutOptions *options,
                          XaPoint               *points,
                          GCancellable          *cancellable,
                          GError               **error);

/* Scales and centres @points into a box of @width x @height with @margin on every side; keeps
 * the aspect. One point, or points that coincide, go to the middle. */
void xa_layout_fit (XaPoint *points, guint32 n_points, double width, double height, double margin);

/* Moves discs of @radii (array length=n_points) around @points apart until none comes closer to
 * another than @gap, or it has tried for long enough. In the units of both. */
void xa_layout_separate (XaPoint *points, const double *radii, guint32 n_points, double gap);
