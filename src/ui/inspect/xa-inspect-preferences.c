#include "ui/inspect/xa-inspect-preferences.h"

#include "charts/xa-chart-words.h"
#include "ui/inspect/xa-inspect-charts.h"
#include "ui/inspect/xa-inspect-explain.h"
#include "ui/widgets/xa-column-heads.h"
#include "ui/widgets/xa-hint.h"
#include "ui/xa-words.h"
#include "ui/xa-bounds-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

/* --- a row of the table --- */

#define XA_TYPE_PREFERENCE_ITEM (xa_preference_item_get_type ())
G_DECLARE_FINAL_TYPE (XaPreferenceItem, xa_preference_item, XA, PREFERENCE_ITEM, GObject)

struct _XaPreferenceItem {
  GObject                   parent_instance;
  XaInspectAnswer          *answer;     /* (owned) */
  const XaSharedPreference *preference; /* (not owned): of the answer */
};

G_DEFINE_FINAL_TYPE (XaPreferenceItem, xa_preference_item, G_TYPE_OBJECT)

static void
xa_preference_item_finalize (GObject *object)
{
  xa_inspect_answer_unref (XA_PREFERENCE_ITEM (object)->answer);
  G_OBJECT_CLASS (xa_preference_item_parent_class)->finalize (object);
}

static void
xa_preference_item_class_init (XaPreferenceItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xa_preference_item_finalize;
}

static void
xa_preference_item_init (XaPreferenceItem *self)
{
}

static XaPreferenceItem *
xa_preference_item_new (XaInspectAnswer          *answer,
                        const XaSharedPreference *preference)
{
  XaPreferenceItem *self = g_object_new (XA_TYPE_PREFERENCE_ITEM, NULL);

  self->answer = xa_inspect_answer_ref (answer);
  self->preference = preference;

  return self;
}

/* --- the page --- */

struct _XaInspectPreferences {
  GtkBox           parent_instance;
  GtkLabel        *finding;
  AdwToggleGroup  *shapes;
  GtkStack        *forms;
  AdwStatusPage   *nothing;
  XaChartView     *chart;
  GtkColumnView   *table;
  GtkWidget       *explain;
  GListStore      *items;   /* (owned) (element-type XaPreferenceItem) */
  XaSession       *session; /* (owned) (nullable) */
  XaInspectAnswer *answer;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaInspectPreferences, xa_inspect_preferences, GTK_TYPE_BOX)

typedef enum {
  COLUMN_NAME,
  COLUMN_KIND,
  COLUMN_PEOPLE,
  COLUMN_SHARE,
  COLUMN_LIFT,
  COLUMN_Q,
  N_COLUMNS,
} Column;

static const XaFigure *
get_figure (const XaSharedPreference *preference,
            Column                    column)
{
  const XaLeaning *leaning = &preference->leanings[0];

  switch (column) {
  case COLUMN_PEOPLE:
    return &leaning->support;
  case COLUMN_SHARE:
    return &leaning->share;
  case COLUMN_LIFT:
    return &leaning->lift;
  case COLUMN_Q:
    return &leaning->q;
  default:
    return NULL;
  }
}

static char *
format_cell (const XaSharedPreference *preference,
             Column                    column)
{
  const XaFigure *figure = get_figure (preference, column);

  if (column == COLUMN_NAME)
    return g_strdup (preference->name);
  if (!figure)
    return g_strdup (xa_preference_kind_name (preference->kind));
  if (column == COLUMN_Q && xa_figure_has_number (figure) && figure->value < .001)
    return g_strdup ("< 0.001");

  return xa_words_figure (figure, column == COLUMN_PEOPLE ? XA_FIGURE_STYLE_COUNT : column == COLUMN_SHARE ? XA_FIGURE_STYLE_SHARE
                                                                                                           : XA_FIGURE_STYLE_RATIO);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkColumnViewCell        *cell,
          gpointer                  column)
{
  GtkWidget *label = gtk_label_new (NULL);
  gboolean   is_text = GPOINTER_TO_INT (column) <= COLUMN_KIND;

  gtk_label_set_xalign (GTK_LABEL (label), is_text ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), GPOINTER_TO_INT (column) == COLUMN_NAME ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  if (!is_text)
    gtk_widget_add_css_class (label, "numeric");
  gtk_column_view_cell_set_child (cell, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkColumnViewCell        *cell,
         gpointer                  column)
{
  const XaPreferenceItem *item = gtk_column_view_cell_get_item (cell);
  g_autofree char        *text = format_cell (item->preference, GPOINTER_TO_INT (column));
  GtkWidget              *label = gtk_column_view_cell_get_child (cell);

  gtk_label_set_text (GTK_LABEL (label), text);
  xa_hint_set (label, GPOINTER_TO_INT (column) == COLUMN_NAME ? text : NULL);
}

/* What has no number comes first, whatever the direction of the others. */
static int
compare_cells (gconstpointer a,
               gconstpointer b,
               gpointer      data)
{
  Column                    column = GPOINTER_TO_INT (data);
  const XaSharedPreference *x = ((const XaPreferenceItem *) a)->preference;
  const XaSharedPreference *y = ((const XaPreferenceItem *) b)->preference;
  const XaFigure           *x_figure = get_figure (x, column);
  double                    x_value;
  double                    y_value;

  if (column == COLUMN_NAME)
    return g_utf8_collate (x->name, y->name);
  if (!x_figure)
    return (int) x->kind - (int) y->kind;
  x_value = xa_chart_figure_place (x_figure);
  y_value = xa_chart_figure_place (get_figure (y, column));
  x_value = isnan (x_value) ? -1 : x_value;
  y_value = isnan (y_value) ? -1 : y_value;

  return (x_value > y_value) - (x_value < y_value);
}

static void
add_columns (XaInspectPreferences *self)
{
  const char *const titles[N_COLUMNS] = { _ ("Name"), _ ("Kind"), _ ("People"), _ ("Share"), _ ("Times as Often"), _ ("Chance (q)") };

  for (int i = 0; i < N_COLUMNS; i++) {
    GtkListItemFactory  *factory = gtk_signal_list_item_factory_new ();
    GtkColumnViewColumn *column;
    g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare_cells, GINT_TO_POINTER (i), NULL));

    g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GINT_TO_POINTER (i));
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GINT_TO_POINTER (i));
    column = gtk_column_view_column_new (titles[i], factory);
    gtk_column_view_column_set_sorter (column, sorter);
    gtk_column_view_column_set_expand (column, i == COLUMN_NAME);
    gtk_column_view_append_column (self->table, column);
    if (i > COLUMN_KIND)
      xa_column_heads_align_end (self->table, (guint) i);
    g_object_unref (column);
  }
}

static void
show_form (XaInspectPreferences *self)
{
  const char *form = adw_toggle_group_get_active_name (self->shapes);

  if (self->items && g_list_model_get_n_items (G_LIST_MODEL (self->items)) == 0)
    gtk_stack_set_visible_child_name (self->forms, "none");
  else if (form)
    gtk_stack_set_visible_child_name (self->forms, form);
}

static void
shape_changed_cb (XaInspectPreferences *self)
{
  show_form (self);
}

static void
explain_cb (XaInspectPreferences *self,
            XaExplainButton      *button)
{
  xa_inspect_explain_rule (button, self->session, self->answer);
}

static void
xa_inspect_preferences_dispose (GObject *object)
{
  XaInspectPreferences *self = XA_INSPECT_PREFERENCES (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), XA_TYPE_INSPECT_PREFERENCES);
  g_clear_object (&self->session);
  g_clear_pointer (&self->answer, xa_inspect_answer_unref);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (xa_inspect_preferences_parent_class)->dispose (object);
}

static void
xa_inspect_preferences_class_init (XaInspectPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_inspect_preferences_dispose;
  g_type_ensure (XA_TYPE_CHART_VIEW);
  g_type_ensure (XA_TYPE_EXPLAIN_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/inspect-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, XaInspectPreferences, finding);
  gtk_widget_class_bind_template_child (widget_class, XaInspectPreferences, shapes);
  gtk_widget_class_bind_template_child (widget_class, XaInspectPreferences, forms);
  gtk_widget_class_bind_template_child (widget_class, XaInspectPreferences, nothing);
  gtk_widget_class_bind_template_child (widget_class, XaInspectPreferences, chart);
  gtk_widget_class_bind_template_child (widget_class, XaInspectPreferences, table);
  gtk_widget_class_bind_template_child (widget_class, XaInspectPreferences, explain);
  gtk_widget_class_bind_template_callback (widget_class, shape_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, explain_cb);
}

static void
xa_inspect_preferences_init (XaInspectPreferences *self)
{
  g_autoptr (GtkSortListModel) sorted = NULL;
  g_autoptr (GtkNoSelection) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (XA_TYPE_PREFERENCE_ITEM);
  add_columns (self);
  sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->items)), g_object_ref (gtk_column_view_get_sorter (self->table)));
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (sorted)));
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (selection));
}

static char *
find_words (const XaInspect *inspect)
{
  g_autofree char *words = NULL;
  g_autofree char *part = NULL;
  guint            n = inspect->affinities->len;

  if (!inspect->subject->members)
    return g_strdup (_ ("Nobody of this audience was listed. Import a list of members, or messages, to see what its people prefer."));

  words = g_strdup_printf (g_dngettext (NULL, "%u thing that its people have clearly more often than others of this platform (q below 0.05).",
                                        "%u things that its people have clearly more often than others of this platform (q below 0.05).", n),
                           n);
  part = xa_bounds_say_dots (n);

  return part ? g_strdup_printf ("%s %s", words, part) : g_steal_pointer (&words);
}

void
xa_inspect_preferences_show (XaInspectPreferences *self,
                             XaSession            *session,
                             XaInspectAnswer      *answer)
{
  g_autofree char *words = find_words (answer->inspect);

  g_set_object (&self->session, session);
  xa_inspect_answer_ref (answer);
  g_clear_pointer (&self->answer, xa_inspect_answer_unref);
  self->answer = answer;
  gtk_label_set_text (self->finding, words);
  adw_status_page_set_description (self->nothing, words);
  g_list_store_remove_all (self->items);
  for (guint i = 0; i < answer->inspect->affinities->len; i++) {
    g_autoptr (XaPreferenceItem) item = xa_preference_item_new (answer, answer->inspect->affinities->pdata[i]);

    g_list_store_append (self->items, item);
  }
  xa_inspect_chart_show (self->chart, session, answer, XA_INSPECT_CHART_PREFERENCES);
  gtk_widget_set_visible (GTK_WIDGET (self->finding), answer->inspect->affinities->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->shapes), answer->inspect->affinities->len > 0);
  gtk_widget_set_visible (self->explain, answer->inspect->affinities->len > 0);
  show_form (self);
}
