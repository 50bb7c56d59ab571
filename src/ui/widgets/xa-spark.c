#include "ui/widgets/xa-spark.h"

#include "ui/widgets/xa-widget-theme.h"

struct _XaSpark {
  GtkWidget      parent_instance;
  int            width, height;
  const XaChart *chart; /* (not owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaSpark, xa_spark, GTK_TYPE_WIDGET)

/* A grey place where the chart is going to be. */
static void
draw_skeleton (GtkWidget   *widget,
               GtkSnapshot *snapshot,
               float        width,
               float        height)
{
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  color.alpha *= .1f;
  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (0, height / 2 - 3, width, 6));
}

static void
xa_spark_snapshot (GtkWidget   *widget,
                   GtkSnapshot *snapshot)
{
  XaSpark *self = XA_SPARK (widget);
  float    width = (float) gtk_widget_get_width (widget);
  float    height = (float) gtk_widget_get_height (widget);
  XaTheme  theme;
  cairo_t *cr;

  if (width < 2 || height < 2)
    return;
  if (!self->chart) {
    draw_skeleton (widget, snapshot, width, height);
    return;
  }
  if (xa_chart_count (self->chart) == 0)
    return;
  xa_widget_get_theme (widget, &theme);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  xa_chart_draw (self->chart, cr, (XaRect) { 0, 0, (double) width, (double) height }, &theme, -1);
  cairo_destroy (cr);
}

static void
xa_spark_measure (GtkWidget     *widget,
                  GtkOrientation orientation,
                  int            for_size,
                  int           *minimum,
                  int           *natural,
                  int           *minimum_baseline,
                  int           *natural_baseline)
{
  XaSpark *self = XA_SPARK (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? self->width : self->height;
}

static void
xa_spark_class_init (XaSparkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = xa_spark_snapshot;
  widget_class->measure = xa_spark_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
xa_spark_init (XaSpark *self)
{
}

GtkWidget *
xa_spark_new (int width,
              int height)
{
  XaSpark *self = g_object_new (XA_TYPE_SPARK, NULL);

  self->width = width;
  self->height = height;

  return GTK_WIDGET (self);
}

void
xa_spark_set_chart (XaSpark       *self,
                    const XaChart *chart)
{
  self->chart = chart;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
