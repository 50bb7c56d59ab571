#include "ui/widgets/xa-widget-theme.h"

#include <adwaita.h>

static XaColor
from_rgba (const GdkRGBA *rgba)
{
  return (XaColor) { (double) rgba->red, (double) rgba->green, (double) rgba->blue };
}

static XaColor
mix (XaColor a,
     XaColor b,
     double  share_of_a)
{
  return (XaColor) {
    a.red * share_of_a + b.red * (1 - share_of_a),
    a.green * share_of_a + b.green * (1 - share_of_a),
    a.blue * share_of_a + b.blue * (1 - share_of_a),
  };
}

/* In pixels, as the widget itself writes: larger text makes larger charts. */
static void
take_font (GtkWidget *widget,
           XaTheme   *theme)
{
  PangoFontDescription *font = pango_context_get_font_description (gtk_widget_get_pango_context (widget));
  double                size = (double) pango_font_description_get_size (font) / PANGO_SCALE;

  theme->font = g_intern_string (pango_font_description_get_family (font));
  if (pango_font_description_get_size_is_absolute (font))
    theme->font_size = size;
  else
    theme->font_size = size * pango_cairo_context_get_resolution (gtk_widget_get_pango_context (widget)) / 72;
  /* Captions of charts are smaller than text, as captions elsewhere. */
  theme->font_size *= .82;
}

void
xa_widget_get_theme (GtkWidget *widget,
                     XaTheme   *theme)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  g_autoptr (GdkRGBA) accent = adw_style_manager_get_accent_color_rgba (style);
  gboolean high_contrast = adw_style_manager_get_high_contrast (style);
  GdkRGBA  foreground;

  *theme = adw_style_manager_get_dark (style) ? xa_theme_dark : xa_theme_light;
  gtk_widget_get_color (widget, &foreground);
  theme->foreground = from_rgba (&foreground);
  theme->dim = mix (theme->foreground, theme->background, high_contrast ? .9 : .6);
  theme->accent = from_rgba (accent);
  take_font (widget, theme);
}
