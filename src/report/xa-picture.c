#include "report/xa-picture.h"

#include "model/xa-language.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>

static cairo_status_t
append_bytes (void                *bytes,
              const unsigned char *data,
              unsigned int         length)
{
  g_byte_array_append (bytes, data, length);

  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
make_surface (XaPictureFormat format,
              double          width,
              double          height,
              double          scale,
              GByteArray     *bytes)
{
  cairo_surface_t *surface;

  switch (format) {
  case XA_PICTURE_SVG:
    return cairo_svg_surface_create_for_stream (append_bytes, bytes, width, height);
  case XA_PICTURE_PDF:
    return cairo_pdf_surface_create_for_stream (append_bytes, bytes, width, height);
  case XA_PICTURE_PNG:
    surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width * scale), (int) ceil (height * scale));
    cairo_surface_set_device_scale (surface, scale, scale);
    return surface;
  }

  g_return_val_if_reached (NULL);
}

/**
 * xa_picture_draw:
 * @scale: pixels a point, of a PNG
 * @draw: called once, in this thread
 *
 * Returns: (transfer full): the file; NULL with @error if cairo fails, as for want of memory
 */
GBytes *
xa_picture_draw (XaPictureFormat format,
                 double          width,
                 double          height,
                 double          scale,
                 XaPictureFunc   draw,
                 gpointer        data,
                 GError        **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = make_surface (format, width, height, scale, bytes);
  cairo_t         *cr = cairo_create (surface);
  cairo_status_t   status;

  draw (cr, data);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (format == XA_PICTURE_PNG && status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, N_ ("The picture could not be drawn: %s."), cairo_status_to_string (status));
    return NULL;
  }

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
