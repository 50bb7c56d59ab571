#include "ui/inspect/xa-kpi-card.h"

#include "ui/widgets/xa-explain-button.h"

struct _XaKpiCard {
  GtkBox           parent_instance;
  GtkLabel        *title;
  XaExplainButton *explain;
  GtkImage        *lock;
  GtkLabel        *value;
  GtkLabel        *caption;
};

G_DEFINE_FINAL_TYPE (XaKpiCard, xa_kpi_card, GTK_TYPE_BOX)

enum {
  SIGNAL_EXPLAIN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
explain_clicked_cb (XaKpiCard *self)
{
  g_signal_emit (self, signals[SIGNAL_EXPLAIN], 0);
}

static void
xa_kpi_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_KPI_CARD);
  G_OBJECT_CLASS (xa_kpi_card_parent_class)->dispose (object);
}

static void
xa_kpi_card_class_init (XaKpiCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_kpi_card_dispose;
  signals[SIGNAL_EXPLAIN] = g_signal_new ("explain", XA_TYPE_KPI_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (XA_TYPE_EXPLAIN_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/kpi-card.ui");
  gtk_widget_class_bind_template_child (widget_class, XaKpiCard, title);
  gtk_widget_class_bind_template_child (widget_class, XaKpiCard, explain);
  gtk_widget_class_bind_template_child (widget_class, XaKpiCard, lock);
  gtk_widget_class_bind_template_child (widget_class, XaKpiCard, value);
  gtk_widget_class_bind_template_child (widget_class, XaKpiCard, caption);
  gtk_widget_class_bind_template_callback (widget_class, explain_clicked_cb);
}

static void
xa_kpi_card_init (XaKpiCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Numbers keep their signs where they belong also where text runs from right to left. */
static void
set_isolated (GtkLabel   *label,
              const char *text)
{
  g_autofree char *isolated = gtk_widget_get_direction (GTK_WIDGET (label)) == GTK_TEXT_DIR_RTL ? g_strconcat ("\u2068", text, "\u2069", NULL) : NULL;

  gtk_label_set_text (label, isolated ? isolated : text);
}

static void
set_waiting (XaKpiCard *self,
             gboolean   is_waiting)
{
  GtkWidget *const texts[] = { GTK_WIDGET (self->value), GTK_WIDGET (self->caption) };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (is_waiting)
      gtk_widget_add_css_class (texts[i], "skeleton");
    else
      gtk_widget_remove_css_class (texts[i], "skeleton");
  gtk_widget_set_halign (GTK_WIDGET (self->caption), is_waiting ? GTK_ALIGN_START : GTK_ALIGN_FILL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->explain), !is_waiting);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, is_waiting, -1);
}

static void
set_title (XaKpiCard  *self,
           const char *title)
{
  gtk_label_set_text (self->title, title);
  g_object_set (self->explain, "figure", title, NULL);
}

void
xa_kpi_card_wait (XaKpiCard  *self,
                  const char *title)
{
  set_title (self, title);
  /* As wide as figures are; nobody can read it. */
  gtk_label_set_text (self->value, "00,000");
  gtk_label_set_text (self->caption, "complete list");
  set_waiting (self, TRUE);
}

/* A figure that is not there is dimmed and says why, in the card and not only in the tooltip. */
void
xa_kpi_card_show (XaKpiCard          *self,
                  const XaInspectKpi *kpi)
{
  gboolean         absent = kpi->kind == XA_FIGURE_SUPPRESSED || kpi->kind == XA_FIGURE_NOT_COMPARABLE;
  g_autofree char *words = g_strdup_printf ("%s: %s", kpi->title, kpi->full);

  set_waiting (self, FALSE);
  set_title (self, kpi->title);
  set_isolated (self->value, kpi->value);
  set_isolated (self->caption, kpi->caption);
  gtk_widget_set_visible (GTK_WIDGET (self->lock), kpi->kind == XA_FIGURE_SUPPRESSED);
  if (absent)
    gtk_widget_add_css_class (GTK_WIDGET (self->value), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->value), "dim-label");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->value), kpi->full);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->value), GTK_ACCESSIBLE_PROPERTY_LABEL, kpi->full, -1);
}
