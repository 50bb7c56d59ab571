#include "charts/xa-chart-label.h"

#include "charts/xa-chart-text.h"

/**
 * xa_chart_label_draw:
 * @x: where the text begins, has its middle, or ends
 *
 * Draws one line; what does not fit ends in an ellipsis.
 */
void
xa_chart_label_draw (cairo_t       *cr,
                     const XaTheme *theme,
                     const XaLabel *label,
                     double         x,
                     double         y,
                     XaColor        color)
{
  g_autoptr (XaChartText) text = xa_chart_text_new (cr, theme, label->text, label->scale > 0 ? label->scale : 1, label->bold);
  double width, height;

  if (label->room <= 0)
    return;
  xa_chart_text_ellipsize (text, label->room);
  xa_chart_text_get_size (text, &width, &height);
  x -= label->place == XA_LABEL_MIDDLE ? width / 2 : label->place == XA_LABEL_END ? width
                                                                                  : 0;
  if (label->rimmed) {
    xa_chart_text_draw_rimmed (text, cr, x, y - height / 2, color, theme->background);
    return;
  }
  xa_theme_set_color (cr, color, 1);
  xa_chart_text_draw (text, cr, x, y - height / 2);
}

void
xa_chart_label_disc (cairo_t       *cr,
                     const XaTheme *theme,
                     guint          category,
                     double         x,
                     double         y,
                     double         radius)
{
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  xa_theme_set_color (cr, xa_theme_get_category (theme, category), 1);
  cairo_fill (cr);
}
