#include "ui/widgets/xa-figure-bar.h"

#include "charts/xa-figure-ink.h"
#include "ui/widgets/xa-widget-theme.h"

#include <math.h>

#define HEIGHT 10

struct _XaFigureBar {
  GtkWidget parent_instance;
  int       width;
  gboolean  has_figure;
  XaFigure  figure;
  double    full;
};

G_DEFINE_FINAL_TYPE (XaFigureBar, xa_figure_bar, GTK_TYPE_WIDGET)

/* A plain rectangle needs no drawing of its own: a table has hundreds of them. */
static gboolean
is_plain (const XaFigure *figure)
{
  return figure->kind == XA_FIGURE_EXACT && !(figure->high > figure->low);
}

static void
draw_plain (XaFigureBar   *self,
            GtkSnapshot   *snapshot,
            const XaTheme *theme,
            XaRect         area)
{
  double  end = MAX (1, area.width * CLAMP (self->figure.value / self->full, 0, 1));
  GdkRGBA color = { (float) theme->accent.red, (float) theme->accent.green, (float) theme->accent.blue, 1 };

  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT ((float) area.x, (float) area.y, (float) end, (float) area.height));
}

static void
xa_figure_bar_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  XaFigureBar *self = XA_FIGURE_BAR (widget);
  float        width = (float) gtk_widget_get_width (widget);
  float        height = (float) gtk_widget_get_height (widget);
  XaRect       area = { 0, floor ((double) (height - HEIGHT) / 2), (double) width, HEIGHT };
  XaTheme      theme;
  cairo_t     *cr;

  if (!self->has_figure || width < 2 || height < HEIGHT)
    return;
  xa_widget_get_theme (widget, &theme);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL) {
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (width, 0));
    gtk_snapshot_scale (snapshot, -1, 1);
  }
  if (is_plain (&self->figure)) {
    draw_plain (self, snapshot, &theme, area);
    return;
  }
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  /* An open end stands behind the bar. */
  area.width -= HEIGHT / 2.0;
  xa_ink_bar (cr, area, &theme, &self->figure, self->full, theme.accent);
  cairo_destroy (cr);
}

static void
xa_figure_bar_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? XA_FIGURE_BAR (widget)->width : HEIGHT;
}

static void
xa_figure_bar_class_init (XaFigureBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = xa_figure_bar_snapshot;
  widget_class->measure = xa_figure_bar_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
xa_figure_bar_init (XaFigureBar *self)
{
}

GtkWidget *
xa_figure_bar_new (int width)
{
  XaFigureBar *self = g_object_new (XA_TYPE_FIGURE_BAR, NULL);

  self->width = width;

  return GTK_WIDGET (self);
}

void
xa_figure_bar_set (XaFigureBar    *self,
                   const XaFigure *figure,
                   double          full)
{
  self->has_figure = TRUE;
  self->figure = *figure;
  self->full = full;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
