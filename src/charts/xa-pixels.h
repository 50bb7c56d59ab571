#pragma once

#include "analysis/xa-layout.h"
#include "charts/xa-theme.h"

/*
 * Lines and discs put into pixels by hand, antialiased and translucent: for pictures of many
 * thousand of them, where cairo's strokes would take most of a second. Pixels are premultiplied
 * ARGB in the machine's order, like cairo's; lengths are in pixels.
 *
 * A strip is a range of rows: several threads may draw the same things into strips of one picture.
 */

typedef struct {
  guint32 *pixels; /* (not owned): of the whole picture */
  int      stride; /* in pixels */
  int      width;
  int      top;    /* the rows of this strip: from top, */
  int      bottom; /* to before bottom */
} XaPixels;

typedef struct {
  double on; /* 0: a line without gaps */
  double off;
} XaDash;

guint32 xa_pixels_color (XaColor color); /* opaque */

void xa_pixels_clear (const XaPixels *self, guint32 pixel);
void xa_pixels_curve (const XaPixels *self, XaPoint a, XaPoint bend, XaPoint b, double width, guint32 color, double alpha, XaDash dash);
void xa_pixels_triangle (const XaPixels *self, const XaPoint corners[3], guint32 color, double alpha);
/* @corners: (array length=n_corners): of a convex shape, once around */
void xa_pixels_convex (const XaPixels *self, const XaPoint *corners, guint n_corners, guint32 color, double alpha);
void xa_pixels_disc (const XaPixels *self, XaPoint at, double radius, guint32 color, double rim_width, guint32 rim);
void xa_pixels_ring (const XaPixels *self, XaPoint at, double radius, double width, guint32 color);
void xa_pixels_blit (const XaPixels *self, int x, int y, const guint32 *picture, int width, int height, int stride);
