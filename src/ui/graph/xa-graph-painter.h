#pragma once

#include "charts/xa-graph-raster.h"

#include <gtk/gtk.h>

/*
 * Draws pictures of a graph in a thread of its own, for a widget that shows the latest one while
 * the next is made.
 */
typedef struct _XaGraphPainter XaGraphPainter;

/* A picture as it was drawn: shown elsewhere or larger until the next is there. */
typedef struct {
  GdkTexture       *texture;    /* (owned) */
  cairo_surface_t  *surface;    /* (owned): the same pixels */
  XaGraphProjection projection; /* of the widget's coordinates then */
  XaRect            area;       /* of the widget, and what is around it */
  guint             n_labels;
  gboolean          lacks_labels; /* they were left for later */
  double            seconds;      /* that drawing took */
} XaGraphPainting;

XaGraphPainter *xa_graph_painter_new (void) G_GNUC_WARN_UNUSED_RESULT;
void            xa_graph_painter_free (XaGraphPainter *self); /* (nullable) returns at once; what is being drawn is dropped */

/* @picture: copied, with its theme and its marks; its projection and size are those of @area, which is in the widget's coordinates. */
void             xa_graph_painter_draw_async (XaGraphPainter *self, const XaGraphScene *scene, const XaGraphPicture *picture, XaRect area, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
XaGraphPainting *xa_graph_painter_draw_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             xa_graph_painting_free (XaGraphPainting *self); /* (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaGraphPainting, xa_graph_painting_free)
