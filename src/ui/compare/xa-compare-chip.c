#include "ui/compare/xa-compare-chip.h"

#include "charts/xa-chart-label.h"
#include "ui/widgets/xa-widget-theme.h"

#include <glib/gi18n.h>

struct _XaCompareChip {
  GtkBox          parent_instance;
  XaAudienceItem *item; /* (owned) (nullable) */
  guint           category;
};

G_DEFINE_FINAL_TYPE (XaCompareChip, xa_compare_chip, GTK_TYPE_BOX)

enum {
  SIGNAL_REMOVED,
  SIGNAL_MOVED,
  SIGNAL_DROPPED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
draw_disc (GtkDrawingArea *area,
           cairo_t        *cr,
           int             width,
           int             height,
           gpointer        data)
{
  XaTheme theme;

  xa_widget_get_theme (GTK_WIDGET (area), &theme);
  xa_chart_label_disc (cr, &theme, XA_COMPARE_CHIP (data)->category, width / 2.0, height / 2.0, MIN (width, height) / 2.0 - 1);
}

static void
remove_cb (XaCompareChip *self)
{
  /* The chip may go away meanwhile. */
  g_object_ref (self);
  g_signal_emit (self, signals[SIGNAL_REMOVED], 0);
  g_object_unref (self);
}

static gboolean
key_cb (XaCompareChip  *self,
        guint           key,
        guint           code,
        GdkModifierType state)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (key == GDK_KEY_Delete || key == GDK_KEY_BackSpace) {
    remove_cb (self);
    return TRUE;
  }
  if ((state & gtk_accelerator_get_default_mod_mask ()) != GDK_CONTROL_MASK || (key != GDK_KEY_Left && key != GDK_KEY_Right))
    return FALSE;
  g_object_ref (self);
  g_signal_emit (self, signals[SIGNAL_MOVED], 0, (key == GDK_KEY_Right) != rtl ? 1 : -1);
  g_object_unref (self);

  return TRUE;
}

static GdkContentProvider *
prepare_cb (XaCompareChip *self,
            double         x,
            double         y)
{
  return gdk_content_provider_new_typed (G_TYPE_INT64, xa_compare_chip_get_id (self));
}

static void
drag_begin_cb (GtkDragSource *source,
               GdkDrag       *drag,
               XaCompareChip *self)
{
  g_autoptr (GdkPaintable) icon = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, icon, 0, 0);
}

static gboolean
drop_cb (XaCompareChip *self,
         const GValue  *value,
         double         x,
         double         y)
{
  g_object_ref (self);
  g_signal_emit (self, signals[SIGNAL_DROPPED], 0, g_value_get_int64 (value));
  g_object_unref (self);

  return TRUE;
}

static void
xa_compare_chip_finalize (GObject *object)
{
  g_clear_object (&XA_COMPARE_CHIP (object)->item);
  G_OBJECT_CLASS (xa_compare_chip_parent_class)->finalize (object);
}

static void
xa_compare_chip_class_init (XaCompareChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = xa_compare_chip_finalize;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  signals[SIGNAL_REMOVED] = g_signal_new ("removed", XA_TYPE_COMPARE_CHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MOVED] = g_signal_new ("moved", XA_TYPE_COMPARE_CHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_DROPPED] = g_signal_new ("dropped", XA_TYPE_COMPARE_CHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
add_controllers (XaCompareChip *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkDragSource      *source = gtk_drag_source_new ();
  GtkDropTarget      *target = gtk_drop_target_new (G_TYPE_INT64, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect_swapped (source, "prepare", G_CALLBACK (prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
xa_compare_chip_init (XaCompareChip *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grab");
  gtk_box_set_spacing (GTK_BOX (self), 6);
  add_controllers (self);
}

GtkWidget *
xa_compare_chip_new (XaAudienceItem *item,
                     guint           category)
{
  XaCompareChip   *self = g_object_new (XA_TYPE_COMPARE_CHIP, NULL);
  GtkWidget       *disc = gtk_drawing_area_new ();
  GtkWidget       *name = gtk_label_new (xa_audience_item_get_name (item));
  GtkWidget       *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *words = g_strdup_printf ("%s (%s)", xa_audience_item_get_name (item), xa_platform_name (xa_audience_item_get_platform (item)));
  g_autofree char *remove = g_strdup_printf (_ ("Remove %s"), xa_audience_item_get_name (item));

  self->item = g_object_ref (item);
  self->category = category;
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (disc), 12);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (disc), 12);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (disc), draw_disc, self, NULL);
  gtk_widget_set_valign (disc, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (disc, 12);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 24);
  gtk_widget_set_tooltip_text (button, remove);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (remove_cb), self);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_box_append (GTK_BOX (self), disc);
  gtk_box_append (GTK_BOX (self), name);
  gtk_box_append (GTK_BOX (self), button);

  return GTK_WIDGET (self);
}

gint64
xa_compare_chip_get_id (XaCompareChip *self)
{
  return xa_audience_item_get_id (self->item);
}
