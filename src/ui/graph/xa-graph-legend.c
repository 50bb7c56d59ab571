#include "ui/graph/xa-graph-legend.h"

#include "ui/widgets/xa-widget-theme.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Names of communities are those of audiences, which may be long. */
#define NAME_CHARS 24

struct _XaGraphLegend {
  GtkBox     parent_instance;
  GPtrArray *buttons; /* (element-type GtkToggleButton), not owned */
  gboolean   is_quiet;
};

G_DEFINE_FINAL_TYPE (XaGraphLegend, xa_graph_legend, GTK_TYPE_BOX)

enum {
  SIGNAL_ISOLATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
draw_dot (GtkDrawingArea *area,
          cairo_t        *cr,
          int             width,
          int             height,
          gpointer        data)
{
  XaTheme theme;

  xa_widget_get_theme (GTK_WIDGET (area), &theme);
  cairo_arc (cr, width / 2.0, height / 2.0, width / 2.0, 0, 2 * G_PI);
  xa_theme_set_color (cr, xa_theme_get_category (&theme, GPOINTER_TO_UINT (data)), 1);
  cairo_fill (cr);
}

static void
toggled_cb (XaGraphLegend   *self,
            GtkToggleButton *button)
{
  if (self->is_quiet)
    return;
  self->is_quiet = TRUE;
  for (guint i = 0; i < self->buttons->len; i++)
    if (self->buttons->pdata[i] != button)
      gtk_toggle_button_set_active (self->buttons->pdata[i], FALSE);
  self->is_quiet = FALSE;
  g_signal_emit (self, signals[SIGNAL_ISOLATED], 0);
}

static GtkWidget *
make_button (XaGraphLegend       *self,
             const XaGraphColors *colors,
             guint                group)
{
  GtkWidget       *button = gtk_toggle_button_new ();
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget       *dot = gtk_drawing_area_new ();
  GtkWidget       *name = gtk_label_new (colors->names->pdata[group]);
  GtkWidget       *count = gtk_label_new (NULL);
  guint            n = g_array_index (colors->sizes, guint, group);
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autofree char *tip = g_strdup_printf (g_dngettext (NULL, "Show only %s (%u audience)", "Show only %s (%u audiences)", n), (const char *) colors->names->pdata[group], n);

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (dot), 10);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (dot), 10);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (dot), draw_dot, GUINT_TO_POINTER (group), NULL);
  gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name), NAME_CHARS);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_label_set_text (GTK_LABEL (count), number);
  gtk_widget_add_css_class (count, "numeric");
  gtk_widget_add_css_class (count, "dim-label");
  gtk_box_append (GTK_BOX (box), dot);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), count);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "caption");
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);

  return button;
}

static void
xa_graph_legend_finalize (GObject *object)
{
  g_ptr_array_unref (XA_GRAPH_LEGEND (object)->buttons);
  G_OBJECT_CLASS (xa_graph_legend_parent_class)->finalize (object);
}

static void
xa_graph_legend_class_init (XaGraphLegendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xa_graph_legend_finalize;
  signals[SIGNAL_ISOLATED] = g_signal_new ("isolated", XA_TYPE_GRAPH_LEGEND, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
xa_graph_legend_init (XaGraphLegend *self)
{
  self->buttons = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Colours"), -1);
}

/* Groups that have a colour of their own; what is isolated stays so if the groups are as many. */
void
xa_graph_legend_set_colors (XaGraphLegend       *self,
                            const XaGraphColors *colors)
{
  guint group = xa_graph_legend_get_group (self);
  guint n = MIN (colors->names->len, XA_N_CATEGORY_COLORS);

  for (guint i = 0; i < self->buttons->len; i++)
    gtk_box_remove (GTK_BOX (self), self->buttons->pdata[i]);
  g_ptr_array_set_size (self->buttons, 0);
  for (guint i = 0; i < n; i++) {
    GtkWidget *button = make_button (self, colors, i);

    gtk_box_append (GTK_BOX (self), button);
    g_ptr_array_add (self->buttons, button);
  }
  xa_graph_legend_set_group (self, group);
}

guint
xa_graph_legend_get_group (XaGraphLegend *self)
{
  for (guint i = 0; i < self->buttons->len; i++)
    if (gtk_toggle_button_get_active (self->buttons->pdata[i]))
      return i;

  return G_MAXUINT;
}

void
xa_graph_legend_set_group (XaGraphLegend *self,
                           guint          group)
{
  self->is_quiet = TRUE;
  for (guint i = 0; i < self->buttons->len; i++)
    gtk_toggle_button_set_active (self->buttons->pdata[i], i == group);
  self->is_quiet = FALSE;
}
