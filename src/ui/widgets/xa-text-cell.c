#include "ui/widgets/xa-text-cell.h"

#include <math.h>

struct _XaTextCell {
  GtkWidget    parent_instance;
  char        *text;   /* (owned) */
  PangoLayout *layout; /* (owned) (nullable): of the text, once it was drawn */
  float        xalign;
  gboolean     tabular;
};

G_DEFINE_FINAL_TYPE (XaTextCell, xa_text_cell, GTK_TYPE_WIDGET)

/* That of the table: the font is the same in all of its cells. */
static PangoContext *
get_context (GtkWidget *widget)
{
  GtkWidget *table = gtk_widget_get_ancestor (widget, GTK_TYPE_COLUMN_VIEW);

  return gtk_widget_get_pango_context (table ? table : widget);
}

static void
xa_text_cell_measure (GtkWidget     *widget,
                      GtkOrientation orientation,
                      int            for_size,
                      int           *minimum,
                      int           *natural,
                      int           *minimum_baseline,
                      int           *natural_baseline)
{
  PangoFontMetrics *metrics;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  metrics = pango_context_get_metrics (get_context (widget), NULL, NULL);
  *minimum = *natural = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
  pango_font_metrics_unref (metrics);
}

static PangoLayout *
make_layout (XaTextCell *self)
{
  PangoLayout *layout = pango_layout_new (get_context (GTK_WIDGET (self)));

  pango_layout_set_text (layout, self->text, -1);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  if (self->tabular) {
    g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

    pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
    pango_layout_set_attributes (layout, attributes);
  }

  return layout;
}

static void
xa_text_cell_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  XaTextCell    *self = XA_TEXT_CELL (widget);
  float          width = (float) gtk_widget_get_width (widget);
  float          xalign = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? 1 - self->xalign : self->xalign;
  PangoRectangle lines;
  GdkRGBA        color;

  if (!*self->text || width < 1)
    return;
  if (!self->layout)
    self->layout = make_layout (self);
  pango_layout_set_width (self->layout, (int) width * PANGO_SCALE);
  pango_layout_get_pixel_extents (self->layout, NULL, &lines);
  gtk_widget_get_color (widget, &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (roundf (xalign * (width - (float) lines.width)) - (float) lines.x,
                                                          roundf ((float) (gtk_widget_get_height (widget) - lines.height) / 2)));
  gtk_snapshot_append_layout (snapshot, self->layout, &color);
  gtk_snapshot_restore (snapshot);
}

/* Without a context of its own nobody else asks for another height. */
static void
xa_text_cell_system_setting_changed (GtkWidget       *widget,
                                     GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (xa_text_cell_parent_class)->system_setting_changed (widget, setting);
  if (setting == GTK_SYSTEM_SETTING_DPI || setting == GTK_SYSTEM_SETTING_FONT_NAME || setting == GTK_SYSTEM_SETTING_FONT_CONFIG) {
    g_clear_object (&XA_TEXT_CELL (widget)->layout);
    gtk_widget_queue_resize (widget);
  }
}

/* It may come into another table. */
static void
xa_text_cell_unroot (GtkWidget *widget)
{
  g_clear_object (&XA_TEXT_CELL (widget)->layout);
  GTK_WIDGET_CLASS (xa_text_cell_parent_class)->unroot (widget);
}

static void
xa_text_cell_finalize (GObject *object)
{
  XaTextCell *self = XA_TEXT_CELL (object);

  g_clear_object (&self->layout);
  g_free (self->text);
  G_OBJECT_CLASS (xa_text_cell_parent_class)->finalize (object);
}

static void
xa_text_cell_class_init (XaTextCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = xa_text_cell_finalize;
  widget_class->measure = xa_text_cell_measure;
  widget_class->snapshot = xa_text_cell_snapshot;
  widget_class->system_setting_changed = xa_text_cell_system_setting_changed;
  widget_class->unroot = xa_text_cell_unroot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
xa_text_cell_init (XaTextCell *self)
{
  self->text = g_strdup ("");
}

GtkWidget *
xa_text_cell_new (float    xalign,
                  gboolean tabular)
{
  XaTextCell *self = g_object_new (XA_TYPE_TEXT_CELL, "overflow", GTK_OVERFLOW_HIDDEN, NULL);

  self->xalign = xalign;
  self->tabular = tabular;

  return GTK_WIDGET (self);
}

void
xa_text_cell_set_text (XaTextCell *self,
                       const char *text)
{
  if (g_str_equal (self->text, text))
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  g_clear_object (&self->layout);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const char *
xa_text_cell_get_text (XaTextCell *self)
{
  return self->text;
}
