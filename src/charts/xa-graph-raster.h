#pragma once

#include "charts/xa-graph-scene.h"

#include <gio/gio.h>

/*
 * Draws scenes into pixels fast, for the screen: one raster at a time in one thread, which keeps
 * the labels it has laid out. What it draws looks like the chart of the same graph in a file.
 */

typedef struct _XaGraphRaster XaGraphRaster;

/* A picture that is wanted. Lengths are in units of the theme's font size; pixels are @density to one. */
typedef struct {
  XaGraphProjection projection;
  double            width, height;
  double            density;
  const XaTheme    *theme;
  const guint8     *marks;          /* (nullable) (array length=n_nodes) */
  gboolean          only_lit;       /* only what is lit, on a transparent ground, to be put over the faded rest */
  gboolean          hulls;          /* nodes of one colour stand on a ground of it */
  XaRect            sight;          /* labels are kept inside of this where they can be; of no size: anywhere */
  gboolean          without_labels; /* they come with a later picture: laying out many takes longer than all else */
  gboolean          without_lines;  /* for comparison */
} XaGraphPicture;

XaGraphRaster *xa_graph_raster_new (void) G_GNUC_WARN_UNUSED_RESULT;
void           xa_graph_raster_free (XaGraphRaster *self); /* (nullable) */

/* @pixels: premultiplied ARGB in the machine's order, @stride to a row. Returns FALSE if it was
 * cancelled; the pixels are of no use then. */
gboolean xa_graph_raster_draw (XaGraphRaster *self, const XaGraphScene *scene, const XaGraphPicture *picture, guint32 *pixels, int stride, GCancellable *cancellable);

/* The labels that the last picture shows, for what reads it aloud: nodes, what is pointed out first, then the largest. */
const GArray *xa_graph_raster_get_labelled (const XaGraphRaster *self); /* (element-type guint32) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaGraphRaster, xa_graph_raster_free)
