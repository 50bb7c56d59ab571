#include "ui/widgets/xa-platform-disc.h"

#include "charts/xa-chart-text.h"
#include "ui/widgets/xa-hint.h"
#include "ui/widgets/xa-widget-theme.h"

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

static void
xa_platform_disc_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  XaPlatformDisc *self = XA_PLATFORM_DISC (widget);
  float           width = (float) gtk_widget_get_width (widget);
  float           height = (float) gtk_widget_get_height (widget);
  double          radius = MIN (width, height) / 2.0;
  char            letter[8] = { 0 };
  XaTheme         theme;
  cairo_t        *cr;
  double          text_width, text_height;

  if (!self->platform || radius < 1)
    return;
  xa_widget_get_theme (widget, &theme);
  g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (xa_platform_name (self->platform))), letter);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_arc (cr, (double) width / 2, (double) height / 2, radius, 0, 2 * G_PI);
  xa_theme_set_color (cr, xa_theme_get_category (&theme, (guint) self->platform % XA_N_CATEGORY_COLORS), 1);
  cairo_fill (cr);
  {
    g_autoptr (XaChartText) text = xa_chart_text_new (cr, &theme, letter, radius * 1.1 / theme.font_size, TRUE);

    xa_chart_text_get_size (text, &text_width, &text_height);
    xa_theme_set_color (cr, theme.background, 1);
    xa_chart_text_draw (text, cr, ((double) width - text_width) / 2, ((double) height - text_height) / 2);
  }
  cairo_destroy (cr);
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
  *minimum = *natural = XA_PLATFORM_DISC (widget)->size;
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
