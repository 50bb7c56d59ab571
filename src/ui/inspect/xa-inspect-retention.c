#include "ui/inspect/xa-inspect-retention.h"

#include "ui/inspect/xa-inspect-charts.h"
#include "ui/inspect/xa-inspect-explain.h"
#include "ui/inspect/xa-inspect-kpi.h"
#include "ui/xa-words.h"

#include <glib/gi18n.h>

struct _XaInspectRetention {
  AdwBin           parent_instance;
  GtkStack        *states;
  GtkLabel        *finding;
  AdwStatusPage   *nothing;
  XaChartView     *chart;
  GtkListBox      *flows;
  XaSession       *session; /* (owned) (nullable) */
  XaInspectAnswer *answer;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaInspectRetention, xa_inspect_retention, ADW_TYPE_BIN)

static void
explain_cb (XaInspectRetention *self,
            XaExplainButton    *button)
{
  xa_inspect_explain_rule (button, self->session, self->answer);
}

static void
xa_inspect_retention_dispose (GObject *object)
{
  XaInspectRetention *self = XA_INSPECT_RETENTION (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->answer, xa_inspect_answer_unref);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_INSPECT_RETENTION);
  G_OBJECT_CLASS (xa_inspect_retention_parent_class)->dispose (object);
}

static void
xa_inspect_retention_class_init (XaInspectRetentionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_inspect_retention_dispose;
  g_type_ensure (XA_TYPE_CHART_VIEW);
  g_type_ensure (XA_TYPE_EXPLAIN_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/inspect-retention.ui");
  gtk_widget_class_bind_template_child (widget_class, XaInspectRetention, states);
  gtk_widget_class_bind_template_child (widget_class, XaInspectRetention, finding);
  gtk_widget_class_bind_template_child (widget_class, XaInspectRetention, nothing);
  gtk_widget_class_bind_template_child (widget_class, XaInspectRetention, chart);
  gtk_widget_class_bind_template_child (widget_class, XaInspectRetention, flows);
  gtk_widget_class_bind_template_callback (widget_class, explain_cb);
}

static void
xa_inspect_retention_init (XaInspectRetention *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Where all three are hidden for one reason it is told once. */
static char *
tell_turnover (const XaTurnover *turnover)
{
  g_autofree char *stayed = xa_words_figure (&turnover->retention, XA_FIGURE_STYLE_SHARE);
  g_autofree char *joined = xa_words_figure (&turnover->joined, XA_FIGURE_STYLE_COUNT);
  g_autofree char *left = xa_words_figure (&turnover->left, XA_FIGURE_STYLE_COUNT);

  if (!xa_figure_has_number (&turnover->retention) && g_str_equal (stayed, joined) && g_str_equal (stayed, left))
    return g_strdup_printf (_ ("Who stayed, came and left is %s"), stayed);

  return g_strdup_printf (_ ("%s stayed · %s came · %s left"), stayed, joined, left);
}

static GtkWidget *
make_row (const XaInspectAnswer *answer,
          const XaInspectFlow   *flow)
{
  g_autofree char *from = xa_inspect_date (answer, flow->earlier_us, FALSE);
  g_autofree char *to = xa_inspect_date (answer, flow->later_us, FALSE);
  g_autofree char *span = g_strdup_printf (_ ("%s to %s"), from, to);
  g_autofree char *words = tell_turnover (&flow->turnover);
  GtkWidget       *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), span);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);

  return row;
}

/* Two complete lists are needed: at 95 % of the members a true churn of 3 % would read 8 %. */
static char *
explain_none (const XaInspect *inspect)
{
  guint n_complete = 0;

  for (guint i = 0; i < inspect->lists->len; i++)
    n_complete += g_array_index (inspect->lists, XaInspectList, i).coverage == XA_COVERAGE_COMPLETE;
  if (n_complete == 1)
    return g_strdup (_ ("It takes two complete lists of members at different times; there is one so far. Import a newer list to see who stayed."));

  return g_strdup_printf (_ ("It takes two complete lists of members. This audience was seen as: %s. From less than everybody it would seem that many left who only were not listed."),
                          xa_words_coverage (inspect->subject->seen.coverage));
}

static gboolean
has_any_number (const GArray *flows)
{
  for (guint i = 0; i < flows->len; i++)
    if (xa_figure_has_number (&g_array_index (flows, XaInspectFlow, i).turnover.retention))
      return TRUE;

  return FALSE;
}

static char *
find_words (const XaInspect *inspect)
{
  const char      *words = has_any_number (inspect->flows) ? _ ("Of those on one complete list, how many are still on the next one.")
                                                           : _ ("So few came and went from each list to the next that their numbers are hidden.");
  guint            n = inspect->flows->len;
  g_autofree char *part = inspect->n_flows > n ? g_strdup_printf (_ ("The newest %u of %u times from one list to the next."), n, inspect->n_flows) : NULL;

  return part ? g_strdup_printf ("%s %s", words, part) : g_strdup (words);
}

void
xa_inspect_retention_show (XaInspectRetention *self,
                           XaSession          *session,
                           XaInspectAnswer    *answer)
{
  const GArray    *flows = answer->inspect->flows;
  g_autofree char *reason = explain_none (answer->inspect);
  g_autofree char *words = find_words (answer->inspect);

  g_set_object (&self->session, session);
  xa_inspect_answer_ref (answer);
  g_clear_pointer (&self->answer, xa_inspect_answer_unref);
  self->answer = answer;
  gtk_list_box_remove_all (self->flows);
  for (guint i = flows->len; i-- > 0;)
    gtk_list_box_append (self->flows, make_row (answer, &g_array_index (flows, XaInspectFlow, i)));
  xa_inspect_chart_show (self->chart, session, answer, XA_INSPECT_CHART_RETENTION);
  gtk_label_set_text (self->finding, words);
  gtk_widget_set_visible (GTK_WIDGET (self->chart), has_any_number (flows));
  adw_status_page_set_description (self->nothing, reason);
  gtk_stack_set_visible_child_name (self->states, flows->len > 0 ? "content" : "empty");
}
