#pragma once

/* What tests of charts look at: ink in a picture, and whether picking finds what was drawn. */

#include "charts/xa-chart.h"

#include <string.h>

static inline cairo_surface_t *
probe_draw (const XaChart *chart,
            int            width,
            int            height,
            const XaTheme *theme,
            gssize         focus)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t         *cr = cairo_create (surface);

  xa_theme_set_color (cr, theme->background, 1);
  cairo_paint (cr);
  xa_chart_draw (chart, cr, (XaRect) { 0, 0, width, height }, theme, focus);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

static inline guint32
probe_pixel (cairo_surface_t *surface,
             int              x,
             int              y)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  guint32       pixel;

  memcpy (&pixel, data + y * cairo_image_surface_get_stride (surface) + 4 * x, sizeof pixel);

  return pixel & 0xffffff;
}

static inline guint32
probe_color (XaColor color)
{
  return (guint32) (color.red * 255 + .5) << 16 | (guint32) (color.green * 255 + .5) << 8 | (guint32) (color.blue * 255 + .5);
}

/* Pixels of a rectangle in just that colour. */
static inline guint
probe_count (cairo_surface_t *surface,
             XaRect           area,
             XaColor          color)
{
  guint n = 0;

  for (int y = MAX ((int) area.y, 0); y < MIN (area.y + area.height, cairo_image_surface_get_height (surface)); y++)
    for (int x = MAX ((int) area.x, 0); x < MIN (area.x + area.width, cairo_image_surface_get_width (surface)); x++)
      n += probe_pixel (surface, x, y) == probe_color (color);

  return n;
}

/* Pixels of a rectangle that are not background. */
static inline guint
probe_ink (cairo_surface_t *surface,
           XaRect           area,
           const XaTheme   *theme)
{
  guint n = 0;

  for (int y = MAX ((int) area.y, 0); y < MIN (area.y + area.height, cairo_image_surface_get_height (surface)); y++)
    for (int x = MAX ((int) area.x, 0); x < MIN (area.x + area.width, cairo_image_surface_get_width (surface)); x++)
      n += probe_pixel (surface, x, y) != probe_color (theme->background);

  return n;
}

/* In the middle of where an item is said to be, that item is picked. */
static inline void
probe_pick_inverts_locate (const XaChart *chart,
                           XaRect         area,
                           const XaTheme *theme)
{
  for (gsize i = 0; i < xa_chart_count (chart); i++) {
    XaRect at = xa_chart_locate (chart, area, theme, i);

    g_assert_cmpint (xa_chart_pick (chart, area, theme, at.x + at.width / 2, at.y + at.height / 2), ==, (gssize) i);
  }
}

/* The keys lead to every item from the first. */
static inline void
probe_keys_reach_all (const XaChart *chart)
{
  static const int   steps[][2] = { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 } };
  gsize              n = xa_chart_count (chart);
  g_autofree gsize  *queue = g_new (gsize, n + 1);
  g_autofree guint8 *seen = g_new0 (guint8, n + 1);
  gsize              n_queued = 0;

  if (n == 0) {
    g_assert_cmpint (xa_chart_step (chart, -1, 1, 0), ==, -1);
    return;
  }
  queue[n_queued++] = (gsize) xa_chart_step (chart, -1, 1, 0);
  seen[queue[0]] = TRUE;
  for (gsize i = 0; i < n_queued; i++)
    for (guint j = 0; j < G_N_ELEMENTS (steps); j++) {
      gssize next = xa_chart_step (chart, (gssize) queue[i], steps[j][0], steps[j][1]);

      g_assert_cmpint (next, >=, 0);
      g_assert_cmpint (next, <, (gssize) n);
      if (!seen[next]) {
        seen[next] = TRUE;
        queue[n_queued++] = (gsize) next;
      }
    }
  g_assert_cmpuint (n_queued, ==, n);
}

/* No chart falls over in a tiny, a narrow or a dark place, and all items can be told. */
static inline void
probe_survives (const XaChart *chart)
{
  static const int sizes[][2] = { { 1, 1 }, { 40, 20 }, { 328, 200 }, { 3000, 40 } };
  g_autofree char *words = xa_chart_summarise (chart);
  g_autofree char *csv = xa_chart_to_csv (chart);

  g_assert_cmpuint (strlen (words), >, 0);
  g_assert_cmpuint (strlen (csv), >, 0);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    cairo_surface_destroy (probe_draw (chart, sizes[i][0], sizes[i][1], i % 2 ? &xa_theme_dark : &xa_theme_light, 0));
  for (gsize i = 0; i < MIN (xa_chart_count (chart), 50); i++) {
    g_autofree char *told = xa_chart_tell (chart, i);

    g_assert_cmpuint (strlen (told), >, 0);
  }
  g_assert_cmpfloat (xa_chart_height_for_width (chart, 600), >, 0);
}

static inline void
probe_tells (const XaChart *chart,
             gsize          item,
             const char    *expected)
{
  g_autofree char *words = xa_chart_tell (chart, item);

  g_assert_cmpstr (words, ==, expected);
}

static inline const char *
probe_cell (GPtrArray *table,
            guint      row,
            guint      column)
{
  return ((char **) table->pdata[row])[column];
}
