#include "charts/xa-chart-text.h"

#include <pango/pangocairo.h>

struct _XaChartText {
  PangoLayout *layout; /* (owned) */
};

/**
 * xa_chart_text_new:
 * @text: plain text; never markup, whatever it holds
 * @scale: times the font size of @theme
 *
 * Returns: (transfer full): the text, laid out for @cr
 */
XaChartText *
xa_chart_text_new (cairo_t       *cr,
                   const XaTheme *theme,
                   const char    *text,
                   double         scale,
                   gboolean       bold)
{
  XaChartText          *self = g_new0 (XaChartText, 1);
  PangoFontDescription *font = pango_font_description_from_string (theme->font);

  pango_font_description_set_absolute_size (font, theme->font_size * scale * PANGO_SCALE);
  if (bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  self->layout = pango_cairo_create_layout (cr);
  pango_layout_set_font_description (self->layout, font);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  pango_layout_set_text (self->layout, text, -1);
  pango_font_description_free (font);

  return self;
}

void
xa_chart_text_free (XaChartText *self)
{
  if (!self)
    return;
  g_object_unref (self->layout);
  g_free (self);
}

void
xa_chart_text_get_size (XaChartText *self,
                        double      *width,
                        double      *height)
{
  int pango_width;
  int pango_height;

  pango_layout_get_size (self->layout, &pango_width, &pango_height);
  *width = (double) pango_width / PANGO_SCALE;
  *height = (double) pango_height / PANGO_SCALE;
}

/**
 * xa_chart_text_ellipsize:
 * @width: the most room that the text may take; what does not fit becomes an ellipsis
 */
void
xa_chart_text_ellipsize (XaChartText *self,
                         double       width)
{
  double natural, height;

  xa_chart_text_get_size (self, &natural, &height);
  if (natural <= width)
    return;
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (self->layout, (int) (MAX (width, 0) * PANGO_SCALE));
}

/**
 * xa_chart_text_draw:
 * @x: left edge
 * @y: top edge
 *
 * Draws in the current colour.
 */
void
xa_chart_text_draw (XaChartText *self,
                    cairo_t     *cr,
                    double       x,
                    double       y)
{
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, self->layout);
}

void
xa_chart_text_draw_rimmed (XaChartText *self,
                           cairo_t     *cr,
                           double       x,
                           double       y,
                           XaColor      ink,
                           XaColor      rim)
{
  cairo_save (cr);
  cairo_set_line_width (cr, 3);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_new_path (cr);
  cairo_move_to (cr, x, y);
  pango_cairo_layout_path (cr, self->layout);
  xa_theme_set_color (cr, rim, 0.85);
  cairo_stroke (cr);
  xa_theme_set_color (cr, ink, 1);
  xa_chart_text_draw (self, cr, x, y);
  cairo_restore (cr);
}
