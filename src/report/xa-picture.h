#pragma once

#include <cairo.h>
#include <gio/gio.h>

/* A drawing as the bytes of a picture file. */
typedef enum {
  XA_PICTURE_SVG,
  XA_PICTURE_PDF,
  XA_PICTURE_PNG,
} XaPictureFormat;

typedef void (*XaPictureFunc) (cairo_t *cr, gpointer data);

/* @width, @height: in points, which are the pixels of a PNG at @scale 1. */
GBytes *xa_picture_draw (XaPictureFormat format, double width, double height, double scale, XaPictureFunc draw, gpointer data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
