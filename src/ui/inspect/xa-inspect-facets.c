#include "ui/inspect/xa-inspect-facets.h"

#include "ui/dialogs/xa-explain-dialog.h"
#include "ui/inspect/xa-inspect-charts.h"
#include "ui/widgets/xa-column-heads.h"
#include "ui/widgets/xa-hint.h"
#include "ui/xa-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* --- a row of the table --- */

#define XA_TYPE_FACET_ITEM (xa_facet_item_get_type ())
G_DECLARE_FINAL_TYPE (XaFacetItem, xa_facet_item, XA, FACET_ITEM, GObject)

struct _XaFacetItem {
  GObject                    parent_instance;
  XaInspectAnswer           *answer; /* (owned) */
  XaFacet                    facet;
  const XaInspectFacetCount *count; /* (not owned): of the answer */
};

G_DEFINE_FINAL_TYPE (XaFacetItem, xa_facet_item, G_TYPE_OBJECT)

static void
xa_facet_item_finalize (GObject *object)
{
  xa_inspect_answer_unref (XA_FACET_ITEM (object)->answer);
  G_OBJECT_CLASS (xa_facet_item_parent_class)->finalize (object);
}

static void
xa_facet_item_class_init (XaFacetItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xa_facet_item_finalize;
}

static void
xa_facet_item_init (XaFacetItem *self)
{
}

/* --- the section --- */

struct _XaInspectFacets {
  GtkBox           parent_instance;
  GtkDropDown     *facet;
  AdwToggleGroup  *shapes;
  GtkStack        *forms;
  XaChartView     *chart;
  GtkColumnView   *table;
  GtkLabel        *stated;
  GListStore      *items;   /* (owned) (element-type XaFacetItem) */
  XaSession       *session; /* (owned) (nullable) */
  XaInspectAnswer *answer;  /* (owned) (nullable) */
  XaFacet          chosen;  /* stays when a newer answer comes */
  gboolean         is_filling;
};

G_DEFINE_FINAL_TYPE (XaInspectFacets, xa_inspect_facets, GTK_TYPE_BOX)

typedef enum {
  COLUMN_NAME,
  COLUMN_PEOPLE,
  COLUMN_SHARE,
  N_COLUMNS,
} Column;

static char *
format_cell (const XaFacetItem *item,
             Column             column)
{
  if (column == COLUMN_NAME)
    return xa_inspect_facet_label (item->facet, item->count);
  if (column == COLUMN_PEOPLE)
    return xa_words_figure (&item->count->people, XA_FIGURE_STYLE_COUNT);

  return xa_words_figure (&item->count->share, XA_FIGURE_STYLE_SHARE);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkColumnViewCell        *cell,
          gpointer                  column)
{
  GtkWidget *label = gtk_label_new (NULL);
  gboolean   is_text = GPOINTER_TO_INT (column) == COLUMN_NAME;

  gtk_label_set_xalign (GTK_LABEL (label), is_text ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), is_text ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  if (!is_text)
    gtk_widget_add_css_class (label, "numeric");
  gtk_column_view_cell_set_child (cell, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkColumnViewCell        *cell,
         gpointer                  column)
{
  g_autofree char *text = format_cell (gtk_column_view_cell_get_item (cell), GPOINTER_TO_INT (column));
  GtkWidget       *label = gtk_column_view_cell_get_child (cell);

  gtk_label_set_text (GTK_LABEL (label), text);
  xa_hint_set (label, GPOINTER_TO_INT (column) == COLUMN_NAME ? text : NULL);
}

static void
add_columns (XaInspectFacets *self)
{
  const char *const titles[N_COLUMNS] = { _ ("Name"), _ ("Followers"), _ ("Share") };

  for (int i = 0; i < N_COLUMNS; i++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (titles[i], factory);

    g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GINT_TO_POINTER (i));
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GINT_TO_POINTER (i));
    gtk_column_view_column_set_expand (column, i == COLUMN_NAME);
    gtk_column_view_append_column (self->table, column);
    if (i != COLUMN_NAME)
      xa_column_heads_align_end (self->table, (guint) i);
  }
}

/* --- what is shown --- */

/* "As stated by LinkedIn on 2 January 2026.", and where the table has not all. */
static char *
state (XaInspectFacets      *self,
       const XaInspectFacet *facet)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc_usec (facet->at_us);
  g_autofree char *day = at ? g_date_time_format (at, "%x") : g_strdup ("");
  g_autofree char *words = g_strdup_printf (_ ("As stated by %s on %s."), xa_platform_name (self->answer->inspect->subject->platform), day);
  guint            n = facet->counts->len;
  g_autofree char *part = facet->n_beyond > 0 ? g_strdup_printf (_ ("The table has the %u largest of %u groups."), n, n + facet->n_beyond) : NULL;

  return part ? g_strdup_printf ("%s %s", words, part) : g_steal_pointer (&words);
}

static void
show_facet (XaInspectFacets *self)
{
  const XaInspectFacet *facet = self->answer ? xa_inspect_answer_find_facet (self->answer, self->chosen) : NULL;
  g_autofree char      *stated = facet ? state (self, facet) : NULL;

  g_list_store_remove_all (self->items);
  if (!facet)
    return;
  for (guint i = 0; i < facet->counts->len; i++) {
    g_autoptr (XaFacetItem) item = g_object_new (XA_TYPE_FACET_ITEM, NULL);

    item->answer = xa_inspect_answer_ref (self->answer);
    item->facet = facet->facet;
    item->count = facet->counts->pdata[i];
    g_list_store_append (self->items, item);
  }
  xa_inspect_chart_show (self->chart, self->session, self->answer, (XaInspectChart) (XA_INSPECT_CHART_FACETS + (int) self->chosen));
  gtk_label_set_text (self->stated, stated);
}

static void
facet_changed_cb (XaInspectFacets *self)
{
  guint i = gtk_drop_down_get_selected (self->facet);

  if (self->is_filling || !self->answer || i >= self->answer->inspect->facets->len)
    return;
  self->chosen = ((const XaInspectFacet *) self->answer->inspect->facets->pdata[i])->facet;
  show_facet (self);
}

static void
shape_changed_cb (XaInspectFacets *self)
{
  const char *form = adw_toggle_group_get_active_name (self->shapes);

  if (form)
    gtk_stack_set_visible_child_name (self->forms, form);
}

static void
explain_cb (XaInspectFacets *self)
{
  const XaInspectFacet *facet = self->answer ? xa_inspect_answer_find_facet (self->answer, self->chosen) : NULL;
  const char           *platform;
  g_autofree char      *stated = NULL;
  g_autofree char      *how = NULL;
  XaExplanation         explanation;

  if (!facet)
    return;
  platform = xa_platform_name (self->answer->inspect->subject->platform);
  stated = state (self, facet);
  how = g_strdup_printf (_ ("%s %s counts those who follow by what they say of themselves, and tells the largest groups only: they do not add up to all. "
                            "Who they are is never asked for. A share is of all who follow.\n\n"
                            "Groups of fewer than %u people are not shown, nor is one that leaves fewer than that over. Not shown here: %u."),
                         stated, platform, self->answer->smallest_count, facet->n_hidden + facet->n_beyond);
  explanation = (XaExplanation) { _ (xa_facet_words (facet->facet)), how, NULL };
  xa_explain_dialog_present (GTK_WIDGET (self), self->session, &explanation);
}

static void
xa_inspect_facets_dispose (GObject *object)
{
  XaInspectFacets *self = XA_INSPECT_FACETS (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), XA_TYPE_INSPECT_FACETS);
  g_clear_object (&self->items);
  g_clear_object (&self->session);
  g_clear_pointer (&self->answer, xa_inspect_answer_unref);
  G_OBJECT_CLASS (xa_inspect_facets_parent_class)->dispose (object);
}

static void
xa_inspect_facets_class_init (XaInspectFacetsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_inspect_facets_dispose;
  g_type_ensure (XA_TYPE_CHART_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/inspect-facets.ui");
  gtk_widget_class_bind_template_child (widget_class, XaInspectFacets, facet);
  gtk_widget_class_bind_template_child (widget_class, XaInspectFacets, shapes);
  gtk_widget_class_bind_template_child (widget_class, XaInspectFacets, forms);
  gtk_widget_class_bind_template_child (widget_class, XaInspectFacets, chart);
  gtk_widget_class_bind_template_child (widget_class, XaInspectFacets, table);
  gtk_widget_class_bind_template_child (widget_class, XaInspectFacets, stated);
  gtk_widget_class_bind_template_callback (widget_class, facet_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, shape_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, explain_cb);
}

static void
xa_inspect_facets_init (XaInspectFacets *self)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  self->items = g_list_store_new (XA_TYPE_FACET_ITEM);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_columns (self);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->items)));
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (selection));
}

void
xa_inspect_facets_show (XaInspectFacets *self,
                        XaSession       *session,
                        XaInspectAnswer *answer)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const GPtrArray *facets = answer->inspect->facets;
  guint            selected = 0;

  g_set_object (&self->session, session);
  xa_inspect_answer_ref (answer);
  g_clear_pointer (&self->answer, xa_inspect_answer_unref);
  self->answer = answer;
  for (guint i = 0; i < facets->len; i++) {
    const XaInspectFacet *facet = facets->pdata[i];

    gtk_string_list_append (names, _ (xa_facet_words (facet->facet)));
    if (facet->facet == self->chosen)
      selected = i;
  }
  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->facet, G_LIST_MODEL (names));
  if (facets->len > 0) {
    gtk_drop_down_set_selected (self->facet, selected);
    self->chosen = ((const XaInspectFacet *) facets->pdata[selected])->facet;
  }
  self->is_filling = FALSE;
  show_facet (self);
}
