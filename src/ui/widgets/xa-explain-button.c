#include "ui/widgets/xa-explain-button.h"

#include <glib/gi18n.h>

struct _XaExplainButton {
  GtkButton parent_instance;
  char     *figure; /* (owned) (nullable) */
  char     *rule;   /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaExplainButton, xa_explain_button, GTK_TYPE_BUTTON)

typedef enum {
  PROP_FIGURE = 1,
  PROP_RULE,
} XaExplainButtonProps;

/* Many of these are on one page: each says which figure it is for. */
static void
set_figure (XaExplainButton *self,
            const char      *figure)
{
  g_autofree char *name = g_strdup_printf (_ ("How was this computed: %s"), figure);

  g_set_str (&self->figure, figure);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
xa_explain_button_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  XaExplainButton *self = XA_EXPLAIN_BUTTON (object);

  g_value_set_string (value, (XaExplainButtonProps) id == PROP_FIGURE ? self->figure : self->rule);
}

static void
xa_explain_button_set_property (GObject      *object,
                                guint         id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  XaExplainButton *self = XA_EXPLAIN_BUTTON (object);

  switch ((XaExplainButtonProps) id) {
  case PROP_FIGURE:
    if (g_value_get_string (value))
      set_figure (self, g_value_get_string (value));
    break;
  case PROP_RULE:
    g_set_str (&self->rule, g_value_get_string (value));
    break;
  }
}

static void
xa_explain_button_finalize (GObject *object)
{
  XaExplainButton *self = XA_EXPLAIN_BUTTON (object);

  g_free (self->figure);
  g_free (self->rule);
  G_OBJECT_CLASS (xa_explain_button_parent_class)->finalize (object);
}

static void
xa_explain_button_class_init (XaExplainButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = xa_explain_button_get_property;
  object_class->set_property = xa_explain_button_set_property;
  object_class->finalize = xa_explain_button_finalize;
  g_object_class_install_property (object_class, PROP_FIGURE, g_param_spec_string ("figure", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (object_class, PROP_RULE, g_param_spec_string ("rule", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
}

static void
xa_explain_button_init (XaExplainButton *self)
{
  gtk_button_set_icon_name (GTK_BUTTON (self), "help-about-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ ("How Was This Computed?"));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self), "circular");
}

GtkWidget *
xa_explain_button_new (const char *figure,
                       const char *rule)
{
  return g_object_new (XA_TYPE_EXPLAIN_BUTTON, "figure", figure, "rule", rule, NULL);
}

const char *
xa_explain_button_get_figure (XaExplainButton *self)
{
  return self->figure;
}

const char *
xa_explain_button_get_rule (XaExplainButton *self)
{
  return self->rule;
}
