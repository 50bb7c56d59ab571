#include "ui/widgets/xa-coverage-ring.h"

#include "charts/xa-figure-ink.h"
#include "ui/widgets/xa-hint.h"
#include "ui/widgets/xa-widget-theme.h"

#define SIZE 16

struct _XaCoverageRing {
  GtkWidget  parent_instance;
  XaCoverage coverage;
};

G_DEFINE_FINAL_TYPE (XaCoverageRing, xa_coverage_ring, GTK_TYPE_WIDGET)

static void
xa_coverage_ring_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  XaCoverageRing *self = XA_COVERAGE_RING (widget);
  XaRect          area = { (gtk_widget_get_width (widget) - SIZE) / 2, (gtk_widget_get_height (widget) - SIZE) / 2, SIZE, SIZE };
  XaTheme         theme;
  cairo_t        *cr;

  if (!self->coverage)
    return;
  xa_widget_get_theme (widget, &theme);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float) area.x, (float) area.y, SIZE, SIZE));
  xa_ink_coverage (cr, area, theme.foreground, self->coverage);
  cairo_destroy (cr);
}

static void
xa_coverage_ring_measure (GtkWidget     *widget,
                          GtkOrientation orientation,
                          int            for_size,
                          int           *minimum,
                          int           *natural,
                          int           *minimum_baseline,
                          int           *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
xa_coverage_ring_class_init (XaCoverageRingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = xa_coverage_ring_snapshot;
  widget_class->measure = xa_coverage_ring_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
xa_coverage_ring_init (XaCoverageRing *self)
{
}

GtkWidget *
xa_coverage_ring_new (void)
{
  return g_object_new (XA_TYPE_COVERAGE_RING, NULL);
}

void
xa_coverage_ring_set (XaCoverageRing *self,
                      XaCoverage      coverage,
                      const char     *words)
{
  self->coverage = coverage;
  xa_hint_set (GTK_WIDGET (self), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
