#include "charts/xa-theme.h"

#define RGB(hex) { ((hex) >> 16 & 255) / 255.0, ((hex) >> 8 & 255) / 255.0, ((hex) & 255) / 255.0 }

/* Hues that stay apart in the three common kinds of colour blindness, after the qualitative
 * schemes of P. Tol (technical note SRON/EPS/TN/09-002, 2021), darkened or lightened to stand
 * out from the background. */
const XaTheme xa_theme_light = {
  .background = RGB (0xffffff),
  .foreground = RGB (0x2e3436),
  .dim = RGB (0x77767b),
  .accent = RGB (0x3584e4),
  .categories = { RGB (0x4477aa), RGB (0xcc5566), RGB (0x228833), RGB (0xb59f2c),
                  RGB (0x3fa7cc), RGB (0xaa3377), RGB (0xe07b39), RGB (0x55508a) },
  .font = "Adwaita Sans, Cantarell, Inter, sans-serif",
  .font_size = 11,
};

const XaTheme xa_theme_dark = {
  .background = RGB (0x1e1e20),
  .foreground = RGB (0xf6f5f4),
  .dim = RGB (0x9a9996),
  .accent = RGB (0x78aeed),
  .categories = { RGB (0x77aadd), RGB (0xee8090), RGB (0x55b86a), RGB (0xddcc66),
                  RGB (0x8fdcf2), RGB (0xd377aa), RGB (0xf0a070), RGB (0x9c97d6) },
  .font = "Adwaita Sans, Cantarell, Inter, sans-serif",
  .font_size = 11,
};

void
xa_theme_set_color (cairo_t *cr,
                    XaColor  color,
                    double   alpha)
{
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, alpha);
}

/**
 * xa_theme_get_category:
 * @category: number of the category; those beyond the eight hues share a grey, which is paler than
 *   text so that it stays behind the hues
 */
XaColor
xa_theme_get_category (const XaTheme *theme,
                       guint          category)
{
  XaColor dim = theme->dim;
  XaColor ground = theme->background;

  if (category < XA_N_CATEGORY_COLORS)
    return theme->categories[category];

  return (XaColor) { dim.red * 0.75 + ground.red * 0.25, dim.green * 0.75 + ground.green * 0.25, dim.blue * 0.75 + ground.blue * 0.25 };
}
