#pragma once

#include <cairo.h>
#include <glib.h>

/* What a chart is drawn on and with; filled by the window from its style, or one of the two
 * below for files. Colour is never the only sign: charts add labels, shapes or dashes. */

typedef struct {
  double x, y, width, height;
} XaRect;

typedef struct {
  double red, green, blue; /* 0 to 1 */
} XaColor;

#define XA_N_CATEGORY_COLORS 8

typedef struct {
  XaColor     background;
  XaColor     foreground;
  XaColor     dim; /* captions, grids, whatever is beside the point */
  XaColor     accent;
  XaColor     categories[XA_N_CATEGORY_COLORS];
  const char *font;      /* a Pango family list */
  double      font_size; /* in units of the target */
} XaTheme;

extern const XaTheme xa_theme_light;
extern const XaTheme xa_theme_dark;

void    xa_theme_set_color (cairo_t *cr, XaColor color, double alpha);
XaColor xa_theme_get_category (const XaTheme *theme, guint category);
