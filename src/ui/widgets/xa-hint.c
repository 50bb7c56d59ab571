#include "ui/widgets/xa-hint.h"

static G_DEFINE_QUARK (xa_hint, hint)

                        static gboolean
                      query_cb (GtkWidget  *widget,
                                int         x,
                                int         y,
                                gboolean    by_keys,
                                GtkTooltip *tooltip)
{
  const char *text = xa_hint_get (widget);

  gtk_tooltip_set_text (tooltip, text);

  return text && *text;
}

void
xa_hint_set (GtkWidget  *widget,
             const char *text)
{
  if (g_strcmp0 (text, xa_hint_get (widget)) == 0)
    return;
  if (!gtk_widget_get_has_tooltip (widget)) {
    gtk_widget_set_has_tooltip (widget, TRUE);
    g_signal_connect (widget, "query-tooltip", G_CALLBACK (query_cb), NULL);
  }
  g_object_set_qdata_full (G_OBJECT (widget), hint_quark (), g_strdup (text), g_free);
}

const char *
xa_hint_get (GtkWidget *widget)
{
  return g_object_get_qdata (G_OBJECT (widget), hint_quark ());
}
