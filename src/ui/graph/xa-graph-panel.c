#include "ui/graph/xa-graph-panel.h"

#include "ui/dialogs/xa-explain-dialog.h"
#include "ui/widgets/xa-explain-button.h"
#include "ui/xa-words.h"

#include <glib/gi18n.h>
#include <math.h>

struct _XaGraphPanel {
  AdwBin         parent_instance;
  GtkLabel      *shown;
  AdwSwitchRow  *backbone;
  AdwComboRow   *measure;
  GtkScale      *least;
  GtkLabel      *least_value;
  GtkAdjustment *least_adjustment;
  AdwSwitchRow  *mutual;
  AdwSwitchRow  *references;
  AdwComboRow   *platform;
  AdwComboRow   *color;
  XaGraphLegend *legend;
  GtkButton     *show_all;

  double   most;      /* of the measure that is chosen */
  GArray  *platforms; /* (owned) (element-type guint): of the rows of @platform after the first */
  gboolean is_quiet;  /* the program sets rows, not the user */
};

G_DEFINE_FINAL_TYPE (XaGraphPanel, xa_graph_panel, ADW_TYPE_BIN)

enum {
  SIGNAL_CHANGED,
  SIGNAL_SHOW_ALL,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

const XaGraphFilter xa_graph_filter_default = {
  .measure = XA_MEASURE_MUTUAL,
  .significant = TRUE,
  .mutual = TRUE,
  .references = TRUE,
};

/* In the order of the rows. */
static const XaMeasure measures[] = { XA_MEASURE_MUTUAL, XA_MEASURE_JACCARD, XA_MEASURE_OVERLAP_COEFFICIENT, XA_MEASURE_LIFT };

/* Most ties are weak: the scale is finer there. */
static double
get_least (XaGraphPanel *self)
{
  double share = gtk_adjustment_get_value (self->least_adjustment) / 100;

  return self->most * share * share;
}

static void
show_least (XaGraphPanel *self)
{
  XaMeasure        measure = measures[adw_combo_row_get_selected (self->measure)];
  XaFigure         figure = xa_figure_exact (measure == XA_MEASURE_MUTUAL ? round (get_least (self)) : get_least (self));
  g_autofree char *text = get_least (self) > 0 ? xa_words_figure (&figure, xa_measure_style (measure)) : g_strdup (_ ("Any"));

  gtk_label_set_text (self->least_value, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->least), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
changed_cb (XaGraphPanel *self)
{
  if (!self->is_quiet)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
least_changed_cb (XaGraphPanel *self)
{
  show_least (self);
  changed_cb (self);
}

/* The least of one measure means nothing for another. */
static void
measure_changed_cb (XaGraphPanel *self)
{
  gboolean was_quiet = self->is_quiet;

  self->is_quiet = TRUE;
  if (!was_quiet)
    gtk_adjustment_set_value (self->least_adjustment, 0);
  show_least (self);
  self->is_quiet = was_quiet;
  changed_cb (self);
}

static void
show_all_cb (XaGraphPanel *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_ALL], 0);
}

static void
explain_cb (XaGraphPanel    *self,
            XaExplainButton *button)
{
  XaMethodsFacts facts = { .n = gtk_label_get_text (self->shown), .smallest_count = XA_SMALLEST_COUNT_SCREEN };

  xa_explain_dialog_present_rule (GTK_WIDGET (self), NULL, xa_explain_button_get_figure (button), xa_explain_button_get_rule (button), &facts, NULL);
}

static void
xa_graph_panel_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_GRAPH_PANEL);
  G_OBJECT_CLASS (xa_graph_panel_parent_class)->dispose (object);
}

static void
xa_graph_panel_finalize (GObject *object)
{
  g_array_unref (XA_GRAPH_PANEL (object)->platforms);
  G_OBJECT_CLASS (xa_graph_panel_parent_class)->finalize (object);
}

static void
xa_graph_panel_class_init (XaGraphPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_graph_panel_dispose;
  g_type_ensure (XA_TYPE_EXPLAIN_BUTTON);
  g_type_ensure (XA_TYPE_GRAPH_LEGEND);
  G_OBJECT_CLASS (klass)->finalize = xa_graph_panel_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", XA_TYPE_GRAPH_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SHOW_ALL] = g_signal_new ("show-all", XA_TYPE_GRAPH_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/graph-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, XaGraphPanel, shown);
  gtk_widget_class_bind_template_child (widget_class, XaGraphPanel, backbone);
  gtk_widget_class_bind_template_child (widget_class, XaGraphPanel, measure);
  gtk_widget_class_bind_template_child (widget_class, XaGraphPanel, least);
  gtk_widget_class_bind_template_child (widget_class, XaGraphPanel, least_value);
  gtk_widget_class_bind_template_child (widget_class, XaGraphPanel, least_adjustment);
  gtk_widget_class_bind_template_child (widget_class, XaGraphPanel, mutual);
  gtk_widget_class_bind_template_child (widget_class, XaGraphPanel, references);
  gtk_widget_class_bind_template_child (widget_class, XaGraphPanel, platform);
  gtk_widget_class_bind_template_child (widget_class, XaGraphPanel, color);
  gtk_widget_class_bind_template_child (widget_class, XaGraphPanel, legend);
  gtk_widget_class_bind_template_child (widget_class, XaGraphPanel, show_all);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, measure_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, least_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, explain_cb);
}

static void
xa_graph_panel_init (XaGraphPanel *self)
{
  self->platforms = g_array_new (FALSE, FALSE, sizeof (guint));
  self->is_quiet = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  xa_graph_panel_set_filter (self, &xa_graph_filter_default, G_MAXUINT);
}

void
xa_graph_panel_set_filter (XaGraphPanel        *self,
                           const XaGraphFilter *filter,
                           guint                platform)
{
  self->is_quiet = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    if (measures[i] == filter->measure)
      adw_combo_row_set_selected (self->measure, i);
  gtk_adjustment_set_value (self->least_adjustment, self->most > 0 ? 100 * sqrt (filter->least / self->most) : 0);
  adw_switch_row_set_active (self->backbone, filter->significant);
  adw_switch_row_set_active (self->mutual, filter->mutual);
  adw_switch_row_set_active (self->references, filter->references);
  adw_combo_row_set_selected (self->color, filter->by_platform);
  for (guint i = 0; i < self->platforms->len; i++)
    if (platform == G_MAXUINT || g_array_index (self->platforms, guint, i) == platform)
      adw_combo_row_set_selected (self->platform, platform == G_MAXUINT ? 0 : i + 1);
  show_least (self);
  self->is_quiet = FALSE;
}

XaGraphFilter
xa_graph_panel_get_filter (XaGraphPanel *self)
{
  return (XaGraphFilter) {
    .measure = measures[adw_combo_row_get_selected (self->measure)],
    .least = get_least (self),
    .significant = adw_switch_row_get_active (self->backbone),
    .mutual = adw_switch_row_get_active (self->mutual),
    .references = adw_switch_row_get_active (self->references),
    .by_platform = adw_combo_row_get_selected (self->color) == 1,
  };
}

guint
xa_graph_panel_get_platform (XaGraphPanel *self)
{
  guint selected = adw_combo_row_get_selected (self->platform);

  return selected == 0 || selected > self->platforms->len ? G_MAXUINT : g_array_index (self->platforms, guint, selected - 1);
}

/* The platforms that occur, after "All". */
static void
list_platforms (XaGraphPanel      *self,
                const XaGraphData *data)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("All"));
  for (guint platform = 0; platform < XA_N_PLATFORMS; platform++)
    for (guint i = 0; i < xa_graph_data_count (data); i++)
      if (xa_graph_data_get_subject (data, i)->platform == platform) {
        g_array_append_val (found, platform);
        gtk_string_list_append (names, xa_platform_name (platform));
        break;
      }
  if (found->len == self->platforms->len && (found->len == 0 || memcmp (found->data, self->platforms->data, found->len * sizeof (guint)) == 0))
    return;
  g_array_unref (self->platforms);
  self->platforms = g_steal_pointer (&found);
  self->is_quiet = TRUE;
  adw_combo_row_set_model (self->platform, G_LIST_MODEL (names));
  self->is_quiet = FALSE;
}

static void
show_counts (XaGraphPanel      *self,
             const XaGraphPlan *plan)
{
  g_autofree char *shown = g_strdup_printf (_ ("Showing %'u of %'u ties"), plan->ties->len, plan->n_any);

  gtk_label_set_text (self->shown, shown);
}

void
xa_graph_panel_show_plan (XaGraphPanel      *self,
                          const XaGraphPlan *plan,
                          guint              n_hidden)
{
  g_autofree char *hidden = g_strdup_printf (g_dngettext (NULL, "Show %u Hidden Audience", "Show %u Hidden Audiences", n_hidden), n_hidden);

  list_platforms (self, plan->data);
  show_counts (self, plan);
  gtk_button_set_label (self->show_all, hidden);
  gtk_widget_set_visible (GTK_WIDGET (self->show_all), n_hidden > 0);
  if (plan->most != self->most) {
    self->most = plan->most;
    self->is_quiet = TRUE;
    gtk_adjustment_set_value (self->least_adjustment, self->most > 0 ? 100 * sqrt (MIN (plan->filter.least / self->most, 1)) : 0);
    self->is_quiet = FALSE;
  }
  show_least (self);
}

/* What says which colour is what, and shows one colour alone; "isolated" when it was asked to. */
XaGraphLegend *
xa_graph_panel_get_legend (XaGraphPanel *self)
{
  return self->legend;
}
