#include "ui/compare/xa-compare-section.h"

#include "ui/widgets/xa-explain-button.h"

struct _XaCompareSection {
  GtkBox           parent_instance;
  GtkLabel        *heading;
  XaExplainButton *explain;
  GtkLabel        *finding;
};

G_DEFINE_FINAL_TYPE (XaCompareSection, xa_compare_section, GTK_TYPE_BOX)

typedef enum {
  PROP_TITLE = 1,
} XaCompareSectionProps;

static guint explain_signal;

static void
explain_cb (XaCompareSection *self)
{
  g_signal_emit (self, explain_signal, 0);
}

static void
xa_compare_section_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  switch ((XaCompareSectionProps) id) {
  case PROP_TITLE:
    g_value_set_string (value, xa_compare_section_get_title (XA_COMPARE_SECTION (object)));
    break;
  }
}

static void
xa_compare_section_set_property (GObject      *object,
                                 guint         id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  XaCompareSection *self = XA_COMPARE_SECTION (object);

  switch ((XaCompareSectionProps) id) {
  case PROP_TITLE:
    gtk_label_set_label (self->heading, g_value_get_string (value));
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, g_value_get_string (value), -1);
    g_object_set_property (G_OBJECT (self->explain), "figure", value);
    break;
  }
}

static void
xa_compare_section_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_COMPARE_SECTION);
  G_OBJECT_CLASS (xa_compare_section_parent_class)->dispose (object);
}

static void
xa_compare_section_class_init (XaCompareSectionClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = xa_compare_section_dispose;
  object_class->get_property = xa_compare_section_get_property;
  object_class->set_property = xa_compare_section_set_property;
  g_object_class_install_property (object_class, PROP_TITLE, g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  explain_signal = g_signal_new ("explain", XA_TYPE_COMPARE_SECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (XA_TYPE_EXPLAIN_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/compare-section.ui");
  gtk_widget_class_bind_template_child (widget_class, XaCompareSection, heading);
  gtk_widget_class_bind_template_child (widget_class, XaCompareSection, explain);
  gtk_widget_class_bind_template_child (widget_class, XaCompareSection, finding);
  gtk_widget_class_bind_template_callback (widget_class, explain_cb);
}

static void
xa_compare_section_init (XaCompareSection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * xa_compare_section_set_finding:
 * @finding: plain text
 */
void
xa_compare_section_set_finding (XaCompareSection *self,
                                const char       *finding)
{
  gtk_label_set_label (self->finding, finding);
}

const char *
xa_compare_section_get_title (XaCompareSection *self)
{
  return gtk_label_get_label (self->heading);
}
