#include "ui/widgets/xa-platform-disc.h"

#include "charts/xa-chart-text.h"
#include "ui/widgets/xa-hint.h"
#include "ui/widgets/xa-widget-theme.h"

#include <adwaita.h>
#include <math.h>

/* The height of letters, as a part of the radius: as large as two fit in. */
#define LETTERS 1.0

/* Of small text, in WCAG 2; where white has less, black has more. */
#define ENOUGH_CONTRAST 4.5

/* Of captions of charts in text of the usual size: 11 points at 96 to the inch. */
#define USUAL_FONT_SIZE (11.0 * 96 / 72 * .82)

struct _XaPlatformDisc {
  GtkWidget  parent_instance;
  XaPlatform platform;
  int        size;
};

typedef enum {
  PROP_SIZE = 1,
  N_PROPS,
} XaPlatformDiscProps;

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (XaPlatformDisc, xa_platform_disc, GTK_TYPE_WIDGET)

/* Two letters tell each platform without its colour. One that is not here goes by the first two of its name. */
static const char *const signs[] = {
  [XA_PLATFORM_TELEGRAM] = "Tg",
  [XA_PLATFORM_DISCORD] = "Di",
  [XA_PLATFORM_X] = "X",
  [XA_PLATFORM_INSTAGRAM] = "Ig",
  [XA_PLATFORM_FACEBOOK] = "Fb",
  [XA_PLATFORM_TIKTOK] = "Tk",
  [XA_PLATFORM_LINKEDIN] = "Li",
  [XA_PLATFORM_DISCOURSE] = "Ds",
  [XA_PLATFORM_BLUESKY] = "Bl",
  [XA_PLATFORM_MASTODON] = "Ma",
  [XA_PLATFORM_YOUTUBE] = "Yt",
};

/**
 * xa_platform_disc_dup_sign:
 * @platform: a platform
 *
 * Returns: the one or two letters in its disc, which no other platform has
 */
char *
xa_platform_disc_dup_sign (XaPlatform platform)
{
  if ((gsize) platform < G_N_ELEMENTS (signs) && signs[platform])
    return g_strdup (signs[platform]);

  return g_utf8_substring (xa_platform_name (platform), 0, MIN (2, g_utf8_strlen (xa_platform_name (platform), -1)));
}

static double
to_linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

/* The relative luminance of WCAG 2. */
static double
get_luminance (XaColor color)
{
  return 0.2126 * to_linear (color.red) + 0.7152 * to_linear (color.green) + 0.0722 * to_linear (color.blue);
}

static double
get_contrast (XaColor a,
              XaColor b)
{
  double of_a = get_luminance (a) + 0.05;
  double of_b = get_luminance (b) + 0.05;

  return MAX (of_a, of_b) / MIN (of_a, of_b);
}

/**
 * xa_platform_disc_draw:
 * @cr: where to, from 0, 0
 * @fill: of the disc
 * @size: across
 *
 * Draws the disc with its letters in white where that reads well on it, else in black.
 */
void
xa_platform_disc_draw (cairo_t       *cr,
                       const XaTheme *theme,
                       XaPlatform     platform,
                       XaColor        fill,
                       double         size)
{
  const XaColor    black = { 0, 0, 0 };
  const XaColor    white = { 1, 1, 1 };
  double           radius = size / 2;
  g_autofree char *sign = xa_platform_disc_dup_sign (platform);
  g_autoptr (XaChartText) text = xa_chart_text_new (cr, theme, sign, radius * LETTERS / theme->font_size, TRUE);
  double width, height;

  cairo_arc (cr, radius, radius, radius, 0, 2 * G_PI);
  xa_theme_set_color (cr, fill, 1);
  cairo_fill (cr);
  xa_chart_text_get_size (text, &width, &height);
  xa_theme_set_color (cr, get_contrast (fill, white) >= ENOUGH_CONTRAST ? white : black, 1);
  xa_chart_text_draw (text, cr, radius - width / 2, radius - height / 2);
}

static void
xa_platform_disc_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  XaPlatformDisc *self = XA_PLATFORM_DISC (widget);
  int             width = gtk_widget_get_width (widget);
  int             height = gtk_widget_get_height (widget);
  int             size = MIN (width, height);
  gboolean        is_plain = adw_style_manager_get_high_contrast (adw_style_manager_get_for_display (gtk_widget_get_display (widget)));
  XaTheme         theme;
  cairo_t        *cr;

  if (!self->platform || size < 2)
    return;
  xa_widget_get_theme (widget, &theme);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_translate (cr, (width - size) / 2.0, (height - size) / 2.0);
  xa_platform_disc_draw (cr, &theme, self->platform,
                         is_plain ? theme.foreground : xa_theme_get_category (&theme, (guint) self->platform % XA_N_CATEGORY_COLORS), size);
  cairo_destroy (cr);
}

/* Larger text makes larger letters, and the disc around them. */
static int
get_size (XaPlatformDisc *self)
{
  XaTheme theme;

  xa_widget_get_theme (GTK_WIDGET (self), &theme);

  return (int) round (self->size * CLAMP (theme.font_size / USUAL_FONT_SIZE, 1, 2));
}

static void
xa_platform_disc_measure (GtkWidget     *widget,
                          GtkOrientation orientation,
                          int            for_size,
                          int           *minimum,
                          int           *natural,
                          int           *minimum_baseline,
                          int           *natural_baseline)
{
  *minimum = *natural = get_size (XA_PLATFORM_DISC (widget));
}

static void
xa_platform_disc_set_property (GObject      *object,
                               guint         id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  XaPlatformDisc *self = XA_PLATFORM_DISC (object);

  switch ((XaPlatformDiscProps) id) {
  case PROP_SIZE:
    self->size = g_value_get_int (value);
    gtk_widget_queue_resize (GTK_WIDGET (self));
    break;
  case N_PROPS:
    g_assert_not_reached ();
  }
}

static void
xa_platform_disc_class_init (XaPlatformDiscClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = xa_platform_disc_set_property;
  widget_class->snapshot = xa_platform_disc_snapshot;
  widget_class->measure = xa_platform_disc_measure;
  props[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, 8, 256, 24, G_PARAM_WRITABLE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
xa_platform_disc_init (XaPlatformDisc *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
xa_platform_disc_new (XaPlatform platform,
                      int        size)
{
  XaPlatformDisc *self = g_object_new (XA_TYPE_PLATFORM_DISC, "size", size, NULL);

  xa_platform_disc_set_platform (self, platform);

  return GTK_WIDGET (self);
}

void
xa_platform_disc_set_platform (XaPlatformDisc *self,
                               XaPlatform      platform)
{
  self->platform = platform;
  xa_hint_set (GTK_WIDGET (self), xa_platform_name (platform));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, xa_platform_name (platform), -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
