#include "ui/inspect/xa-inspect-explain.h"

#include "ui/dialogs/xa-explain-dialog.h"

/* The figure in full, then what it is made of, a paragraph each. */
static char *
write_facts (const XaInspectKpi *kpi)
{
  GString *text = g_string_new (kpi->full);

  for (guint i = 0; i < kpi->facts->len; i++) {
    const XaInspectFact *fact = kpi->facts->pdata[i];

    g_string_append_printf (text, "\n\n%s: %s", fact->label, fact->text);
  }

  return g_string_free_and_steal (text);
}

void
xa_inspect_explain (GtkWidget             *parent,
                    XaSession             *session,
                    const XaInspectAnswer *answer,
                    XaInspectKpiKind       kind)
{
  g_autoptr (XaInspectKpi) kpi = xa_inspect_kpi_new (answer, kind);
  g_autofree char  *how = write_facts (kpi);
  g_autofree char  *name = g_strdup_printf ("#%" G_GINT64_FORMAT, answer->inspect->subject->id);
  const char *const names[] = { name, NULL };
  XaExplanation     explanation = { kpi->title, how, names };

  xa_explain_dialog_present (parent, session, &explanation);
}
