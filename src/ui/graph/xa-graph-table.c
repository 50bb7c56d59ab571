#include "ui/graph/xa-graph-table.h"

#include "ui/widgets/xa-column-heads.h"
#include "ui/xa-words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#define N_COLUMNS 5

/* One row: its cells as they are read, and what orders it. */
#define XA_TYPE_GRAPH_ROW (xa_graph_row_get_type ())
G_DECLARE_FINAL_TYPE (XaGraphRow, xa_graph_row, XA, GRAPH_ROW, GObject)

struct _XaGraphRow {
  GObject parent_instance;
  char   *cells[N_COLUMNS]; /* (owned) */
};

G_DEFINE_FINAL_TYPE (XaGraphRow, xa_graph_row, G_TYPE_OBJECT)

static void
xa_graph_row_finalize (GObject *object)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    g_free (XA_GRAPH_ROW (object)->cells[i]);
  G_OBJECT_CLASS (xa_graph_row_parent_class)->finalize (object);
}

static void
xa_graph_row_class_init (XaGraphRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xa_graph_row_finalize;
}

static void
xa_graph_row_init (XaGraphRow *self)
{
}

static char *
format (const XaFigure *figure,
        XaMeasure       measure)
{
  return xa_words_figure (figure, xa_measure_style (measure));
}

/* Largest first, as labels go. */
static GListModel *
list_audiences (const XaGraphPlan *plan,
                const gboolean    *hidden)
{
  GListStore         *store = g_list_store_new (XA_TYPE_GRAPH_ROW);
  const XaGraphScene *scene = plan->scene;

  for (guint32 i = 0; i < scene->n_nodes; i++) {
    guint32          node = scene->ranks[i];
    const XaSubject *subject = xa_graph_data_get_subject (plan->data, node);
    guint            group = plan->colors->of[node];
    g_autoptr (XaGraphRow) row = g_object_new (XA_TYPE_GRAPH_ROW, NULL);

    if (hidden[node])
      continue;
    row->cells[0] = g_strdup (subject->name);
    row->cells[1] = g_strdup (xa_platform_name (subject->platform));
    row->cells[2] = xa_words_figure (&g_array_index (plan->data->graph->overlaps->sizes, XaFigure, node), XA_FIGURE_STYLE_COUNT);
    row->cells[3] = g_strdup_printf ("%u", xa_graph_scene_count_neighbours (scene, node));
    row->cells[4] = g_strdup (group == G_MAXUINT ? "" : plan->colors->names->pdata[group]);
    g_list_store_append (store, row);
  }

  return G_LIST_MODEL (store);
}

static int
compare_weights (gconstpointer a,
                 gconstpointer b)
{
  const XaGraphTie *x = *(const XaGraphTie *const *) a;
  const XaGraphTie *y = *(const XaGraphTie *const *) b;

  return (x->weight < y->weight) - (x->weight > y->weight);
}

static void
append_ties (GListStore        *store,
             const XaGraphPlan *plan,
             const gboolean    *hidden)
{
  g_autoptr (GPtrArray) ties = g_ptr_array_new ();

  for (guint i = 0; i < plan->ties->len; i++)
    g_ptr_array_add (ties, &g_array_index (plan->ties, XaGraphTie, i));
  g_ptr_array_sort (ties, compare_weights);
  for (guint i = 0; i < ties->len; i++) {
    const XaGraphTie *tie = ties->pdata[i];
    g_autoptr (XaGraphRow) row = g_object_new (XA_TYPE_GRAPH_ROW, NULL);

    if (hidden[tie->a] || hidden[tie->b])
      continue;
    row->cells[0] = g_strdup (xa_graph_data_get_subject (plan->data, tie->a)->name);
    row->cells[1] = g_strdup (xa_graph_data_get_subject (plan->data, tie->b)->name);
    row->cells[2] = format (&tie->mutual, XA_MEASURE_MUTUAL);
    row->cells[3] = format (&tie->jaccard, XA_MEASURE_JACCARD);
    row->cells[4] = format (&tie->lift, XA_MEASURE_LIFT);
    g_list_store_append (store, row);
  }
}

static void
append_references (GListStore        *store,
                   const XaGraphPlan *plan,
                   const gboolean    *hidden)
{
  for (guint i = 0; i < plan->references->len; i++) {
    const XaGraphReference *reference = &g_array_index (plan->references, XaGraphReference, i);
    g_autoptr (XaGraphRow) row = g_object_new (XA_TYPE_GRAPH_ROW, NULL);
    gulong n = (gulong) reference->n;

    if (hidden[reference->from] || hidden[reference->to])
      continue;
    row->cells[0] = g_strdup (xa_graph_data_get_subject (plan->data, reference->from)->name);
    row->cells[1] = g_strdup (xa_graph_data_get_subject (plan->data, reference->to)->name);
    row->cells[2] = g_strdup_printf (g_dngettext (NULL, "%lu post refers to it", "%lu posts refer to it", n), n);
    row->cells[3] = g_strdup ("");
    row->cells[4] = g_strdup ("");
    g_list_store_append (store, row);
  }
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "numeric")) ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  column)
{
  XaGraphRow *row = gtk_list_item_get_item (item);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), row->cells[GPOINTER_TO_UINT (column)]);
}

static GtkWidget *
make_view (GListModel        *rows,
           const char *const *heads,
           guint              first_number,
           guint              end_number)
{
  GtkWidget *view = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_single_selection_new (rows)));
  GtkWidget *scroller = gtk_scrolled_window_new ();

  for (guint i = 0; i < N_COLUMNS; i++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    gboolean            is_number = i >= first_number && i < end_number;
    g_autoptr (GtkColumnViewColumn) column = NULL;

    g_object_set_data (G_OBJECT (factory), "numeric", GUINT_TO_POINTER (is_number));
    g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (i));
    column = gtk_column_view_column_new (heads[i], factory);
    gtk_column_view_column_set_expand (column, !is_number);
    gtk_column_view_column_set_resizable (column, TRUE);
    gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
    if (is_number)
      xa_column_heads_align_end (GTK_COLUMN_VIEW (view), i);
  }
  gtk_column_view_set_tab_behavior (GTK_COLUMN_VIEW (view), GTK_LIST_TAB_ITEM);
  gtk_widget_add_css_class (view, "data-table");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_vexpand (scroller, TRUE);

  return scroller;
}

AdwDialog *
xa_graph_table_new (const XaGraphPlan *plan,
                    const gboolean    *hidden)
{
  const char *audience_heads[] = { _ ("Audience"), _ ("Platform"), _ ("Members"), _ ("Tied to"), plan->filter.by_platform ? _ ("Colour") : _ ("Community") };
  const char *tie_heads[] = { _ ("Audience"), _ ("And"), _ ("Mutual members"), _ ("Similarity"), _ ("Lift") };
  AdwDialog  *dialog = adw_dialog_new ();
  GtkWidget  *frame = adw_toolbar_view_new ();
  GtkWidget  *header = adw_header_bar_new ();
  GtkWidget  *stack = adw_view_stack_new ();
  GtkWidget  *switcher = adw_view_switcher_new ();
  GListStore *ties = g_list_store_new (XA_TYPE_GRAPH_ROW);

  append_ties (ties, plan, hidden);
  append_references (ties, plan, hidden);
  adw_view_stack_add_titled_with_icon (ADW_VIEW_STACK (stack), make_view (list_audiences (plan, hidden), audience_heads, 2, 4), "audiences",
                                       _ ("Audiences"), "system-users-symbolic");
  adw_view_stack_add_titled_with_icon (ADW_VIEW_STACK (stack), make_view (G_LIST_MODEL (ties), tie_heads, 2, 5), "ties", _ ("Ties"),
                                       "view-list-symbolic");
  adw_view_switcher_set_stack (ADW_VIEW_SWITCHER (switcher), ADW_VIEW_STACK (stack));
  adw_view_switcher_set_policy (ADW_VIEW_SWITCHER (switcher), ADW_VIEW_SWITCHER_POLICY_WIDE);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), switcher);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (frame), header);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (frame), stack);
  adw_dialog_set_child (dialog, frame);
  adw_dialog_set_title (dialog, _ ("Audiences and Ties"));
  adw_dialog_set_content_width (dialog, 820);
  adw_dialog_set_content_height (dialog, 560);

  return dialog;
}
