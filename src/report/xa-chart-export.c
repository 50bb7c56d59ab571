#include "report/xa-chart-export.h"

#include "model/xa-language.h"

#include <string.h>

#define MARGIN 16.0
#define PNG_SCALE 2.0

static const struct {
  const char     *suffix;
  XaPictureFormat format;
} pictures[] = {
  { ".svg", XA_PICTURE_SVG },
  { ".pdf", XA_PICTURE_PDF },
  { ".png", XA_PICTURE_PNG },
};

static gboolean
has_suffix (const char *path,
            const char *suffix)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  return g_str_has_suffix (lower, suffix);
}

gboolean
xa_chart_can_export (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    if (has_suffix (path, pictures[i].suffix))
      return TRUE;

  return has_suffix (path, ".csv");
}

typedef struct {
  const XaChart *chart; /* (not owned) */
  double         width, height;
} Sheet;

static void
draw_sheet (cairo_t *cr,
            gpointer data)
{
  const Sheet *sheet = data;
  XaRect       area = { MARGIN, MARGIN, sheet->width - 2 * MARGIN, sheet->height - 2 * MARGIN };

  xa_theme_set_color (cr, xa_theme_light.background, 1);
  cairo_paint (cr);
  xa_chart_draw (sheet->chart, cr, area, &xa_theme_light, -1);
}

GBytes *
xa_chart_picture (const XaChart  *chart,
                  XaPictureFormat format,
                  double          width,
                  GError        **error)
{
  Sheet sheet = { chart, width, xa_chart_height_for_width (chart, width - 2 * MARGIN) + 2 * MARGIN };

  return xa_picture_draw (format, sheet.width, sheet.height, PNG_SCALE, draw_sheet, &sheet, error);
}

static GBytes *
render (const XaChart *chart,
        const char    *path,
        double         width,
        GError       **error)
{
  char *csv;

  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    if (has_suffix (path, pictures[i].suffix))
      return xa_chart_picture (chart, pictures[i].format, width, error);
  if (!has_suffix (path, ".csv")) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 N_ ("The name of the file says what is written: it has to end in .svg, .pdf, .png or .csv."));
    return NULL;
  }
  csv = xa_chart_to_csv (chart);

  return g_bytes_new_take (csv, strlen (csv));
}

gboolean
xa_chart_export (const XaChart *chart,
                 const char    *path,
                 double         width,
                 GError       **error)
{
  g_autoptr (GBytes) bytes = render (chart, path, width, error);

  return bytes && g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                            G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, error);
}
