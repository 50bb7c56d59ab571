#include "ui/explore/xa-explore-columns.h"

#include "model/xa-time.h"
#include "ui/explore/xa-explore-entry.h"
#include "ui/explore/xa-explore-menu.h"
#include "ui/explore/xa-explore-words.h"
#include "ui/widgets/xa-column-heads.h"
#include "ui/widgets/xa-coverage-ring.h"
#include "ui/widgets/xa-figure-bar.h"
#include "ui/widgets/xa-hint.h"
#include "ui/widgets/xa-platform-disc.h"
#include "ui/widgets/xa-spark.h"
#include "ui/widgets/xa-text-cell.h"

#include <glib/gi18n.h>
#include <string.h>

#define NOT_SORTED -1
/* A name has room for some letters at least. */
#define NAME_WIDTH 64

typedef struct {
  const char *id;
  const char *title; /* marked for translation */
  int         width; /* of the column, for text of usual size; 0: what is left over */
  int         order; /* an XaExploreOrder, or NOT_SORTED */
  gboolean    is_optional;
  GtkWidget *(*make) (void);
  /* @entry: (nullable): the cell is let go */
  void (*show) (GtkWidget *cell, XaExploreEntry *entry);
} Column;

static void
say (GtkWidget  *widget,
     const char *text)
{
  xa_hint_set (widget, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/* --- name ------------------------------------------------------------------------------------- */

static GtkWidget *
make_name (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *disc = xa_platform_disc_new (XA_PLATFORM_OTHER, 24);
  GtkWidget *name = xa_text_cell_new (0, FALSE);
  GtkWidget *role = gtk_label_new (NULL);

  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_set_size_request (name, NAME_WIDTH, -1);
  gtk_widget_set_visible (role, FALSE);
  gtk_widget_set_valign (role, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (role, "role-pill");
  gtk_widget_add_css_class (role, "caption");
  gtk_box_append (GTK_BOX (box), disc);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), role);

  return box;
}

static void
show_name (GtkWidget      *cell,
           XaExploreEntry *entry)
{
  GtkWidget          *disc = gtk_widget_get_first_child (cell);
  GtkWidget          *name = gtk_widget_get_next_sibling (disc);
  GtkWidget          *role = gtk_widget_get_next_sibling (name);
  const XaExploreRow *row = entry ? xa_explore_entry_get_row (entry) : NULL;

  if (!row)
    return;
  xa_platform_disc_set_platform (XA_PLATFORM_DISC (disc), row->platform);
  xa_text_cell_set_text (XA_TEXT_CELL (name), row->name);
  xa_hint_set (name, row->name);
  gtk_widget_set_visible (role, row->role != XA_ROLE_OTHER);
  if (row->role != XA_ROLE_OTHER)
    gtk_label_set_text (GTK_LABEL (role), xa_explore_role_name (row->role));
}

/* --- size ------------------------------------------------------------------------------------- */

static GtkWidget *
make_number (void)
{
  return xa_text_cell_new (1, TRUE);
}

static GtkWidget *
make_size (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *bar = xa_figure_bar_new (48);
  GtkWidget *number = make_number ();

  gtk_widget_set_hexpand (number, TRUE);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), number);

  return box;
}

static void
set_figure (GtkWidget  *cell,
            const char *text)
{
  g_autofree char *isolated = xa_explore_isolate (text, gtk_widget_get_direction (cell) == GTK_TEXT_DIR_RTL);

  xa_text_cell_set_text (XA_TEXT_CELL (cell), isolated);
}

static void
show_number (GtkWidget      *number,
             const XaFigure *figure,
             const char     *text,
             const char     *full)
{
  set_figure (number, text);
  if (xa_figure_has_number (figure))
    gtk_widget_remove_css_class (number, "dim-label");
  else
    gtk_widget_add_css_class (number, "dim-label");
  say (number, full);
}

static void
show_size (GtkWidget      *cell,
           XaExploreEntry *entry)
{
  GtkWidget          *bar = gtk_widget_get_first_child (cell);
  const XaExploreRow *row = entry ? xa_explore_entry_get_row (entry) : NULL;
  g_autofree char    *text = row ? xa_explore_say_people (&row->size) : NULL;
  g_autofree char    *full = row ? xa_explore_say_people_full (&row->size) : NULL;

  if (!row)
    return;
  xa_figure_bar_set (XA_FIGURE_BAR (bar), &row->size, xa_explore_entry_get_largest (entry));
  show_number (gtk_widget_get_next_sibling (bar), &row->size, text, full);
}

/* --- coverage --------------------------------------------------------------------------------- */

static void
show_coverage (GtkWidget      *cell,
               XaExploreEntry *entry)
{
  const XaExploreRow *row = entry ? xa_explore_entry_get_row (entry) : NULL;
  g_autofree char    *words = row ? xa_explore_say_coverage (row) : NULL;

  if (row)
    xa_coverage_ring_set (XA_COVERAGE_RING (cell), row->coverage, words);
}

/* --- growth, engagement ----------------------------------------------------------------------- */

static void
show_growth (GtkWidget      *cell,
             const XaGrowth *growth,
             guint           days)
{
  g_autofree char *text = xa_explore_say_growth (growth);
  g_autofree char *full = xa_explore_say_growth_full (growth, days);

  show_number (cell, &growth->relative, text, full);
}

static void
show_growth_7 (GtkWidget      *cell,
               XaExploreEntry *entry)
{
  if (entry)
    show_growth (cell, &xa_explore_entry_get_row (entry)->growth_7, 7);
}

static void
show_growth_30 (GtkWidget      *cell,
                XaExploreEntry *entry)
{
  if (entry)
    show_growth (cell, &xa_explore_entry_get_row (entry)->growth_30, 30);
}

static void
show_engagement (GtkWidget      *cell,
                 XaExploreEntry *entry)
{
  const XaExploreRow *row = entry ? xa_explore_entry_get_row (entry) : NULL;
  g_autofree char    *text = row ? xa_explore_say_engagement (row) : NULL;
  g_autofree char    *full = row ? xa_explore_say_engagement_full (row) : NULL;

  if (row)
    show_number (cell, &row->engagement, text, full);
}

/* --- trend ------------------------------------------------------------------------------------ */

static GtkWidget *
make_trend (void)
{
  return xa_spark_new (60, 24);
}

static void
show_trend (GtkWidget      *cell,
            XaExploreEntry *entry)
{
  const XaChart   *chart = entry ? xa_explore_entry_get_trend (entry) : NULL;
  g_autofree char *words = chart ? xa_chart_summarise (chart) : g_strdup ("");

  xa_spark_set_chart (XA_SPARK (cell), chart);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/* --- freshness, tags -------------------------------------------------------------------------- */

static void
show_freshness (GtkWidget      *cell,
                XaExploreEntry *entry)
{
  const XaExploreRow *row = entry ? xa_explore_entry_get_row (entry) : NULL;
  gint64              now_us = xa_time_now ();
  g_autofree char    *text = row ? xa_explore_say_age (row->updated_us, now_us) : NULL;
  g_autofree char    *full = row ? xa_explore_say_age_full (row->updated_us, now_us) : NULL;

  if (!row)
    return;
  set_figure (cell, text);
  say (cell, full);
}

static GtkWidget *
make_tags (void)
{
  GtkWidget *tags = xa_text_cell_new (0, FALSE);

  gtk_widget_add_css_class (tags, "dim-label");

  return tags;
}

static void
show_tags (GtkWidget      *cell,
           XaExploreEntry *entry)
{
  const XaExploreRow *row = entry ? xa_explore_entry_get_row (entry) : NULL;
  g_autofree char    *tags = row ? g_strjoinv (", ", (char **) row->tags) : NULL;

  if (!row)
    return;
  xa_text_cell_set_text (XA_TEXT_CELL (cell), tags);
  xa_hint_set (cell, *tags ? tags : NULL);
}

/* --- all of them ------------------------------------------------------------------------------ */

static const Column columns[] = {
  { "name", N_ ("Name"), 0, XA_EXPLORE_BY_NAME, FALSE, make_name, show_name },
  { "size", N_ ("Size"), 148, XA_EXPLORE_BY_SIZE, FALSE, make_size, show_size },
  { "coverage", N_ ("List"), 40, NOT_SORTED, FALSE, xa_coverage_ring_new, show_coverage },
  { "growth-7", N_ ("7 Days"), 84, XA_EXPLORE_BY_GROWTH_7, TRUE, make_number, show_growth_7 },
  { "growth-30", N_ ("30 Days"), 84, XA_EXPLORE_BY_GROWTH_30, FALSE, make_number, show_growth_30 },
  { "engagement", N_ ("Engagement"), 140, XA_EXPLORE_BY_ENGAGEMENT, FALSE, make_number, show_engagement },
  { "trend", N_ ("Trend"), 78, NOT_SORTED, FALSE, make_trend, show_trend },
  { "freshness", N_ ("Fresh"), 96, XA_EXPLORE_BY_FRESHNESS, FALSE, make_number, show_freshness },
  { "tags", N_ ("Tags"), 88, NOT_SORTED, FALSE, make_tags, show_tags },
};

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkColumnViewCell        *item,
          const Column             *column)
{
  gtk_column_view_cell_set_child (item, column->make ());
  xa_explore_menu_mark (item);
}

static void
entry_changed_cb (XaExploreEntry    *entry,
                  GtkColumnViewCell *item)
{
  const Column *column = g_object_get_data (G_OBJECT (item), "column");

  column->show (gtk_column_view_cell_get_child (item), entry);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkColumnViewCell        *item,
         const Column             *column)
{
  XaExploreEntry *entry = gtk_column_view_cell_get_item (item);

  g_object_set_data (G_OBJECT (item), "column", (gpointer) column);
  g_signal_connect (entry, column->make == make_trend ? "trend" : "changed", G_CALLBACK (entry_changed_cb), item);
  column->show (gtk_column_view_cell_get_child (item), entry);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkColumnViewCell        *item,
           const Column             *column)
{
  g_signal_handlers_disconnect_by_func (gtk_column_view_cell_get_item (item), entry_changed_cb, item);
  column->show (gtk_column_view_cell_get_child (item), NULL);
}

static GtkColumnViewColumn *
make_column (const Column *about)
{
  GtkListItemFactory  *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column = gtk_column_view_column_new (_ (about->title), factory);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) about);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) about);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), (gpointer) about);
  gtk_column_view_column_set_id (column, about->id);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_visible (column, !about->is_optional);
  if (about->width)
    gtk_column_view_column_set_fixed_width (column, about->width);
  else
    gtk_column_view_column_set_expand (column, TRUE);
  if (about->order != NOT_SORTED) {
    /* It compares nothing: the audiences come sorted. It makes the head a button. */
    g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (NULL, NULL, NULL));

    gtk_column_view_column_set_sorter (column, sorter);
  }

  return column;
}

void
xa_explore_columns_fit (GtkColumnView *table,
                        double         scale)
{
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (columns[i].width)
      gtk_column_view_column_set_fixed_width (xa_explore_columns_find (table, columns[i].id), (int) (columns[i].width * scale));
}

void
xa_explore_columns_add (GtkColumnView *table)
{
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = make_column (&columns[i]);

    gtk_column_view_append_column (table, column);
  }
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (columns[i].make == make_number || columns[i].make == make_size)
      xa_column_heads_align_end (table, i);
}

void
xa_explore_columns_get_order (GtkColumnView  *table,
                              XaExploreOrder *order,
                              gboolean       *descending)
{
  GtkColumnViewSorter *sorter = GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (table));
  GtkColumnViewColumn *column = gtk_column_view_sorter_get_primary_sort_column (sorter);

  *order = XA_EXPLORE_BY_SIZE;
  *descending = TRUE;
  for (gsize i = 0; column && i < G_N_ELEMENTS (columns); i++)
    if (g_str_equal (columns[i].id, gtk_column_view_column_get_id (column))) {
      *order = (XaExploreOrder) columns[i].order;
      *descending = gtk_column_view_sorter_get_primary_sort_order (sorter) == GTK_SORT_DESCENDING;
    }
}

void
xa_explore_columns_set_order (GtkColumnView *table,
                              XaExploreOrder order,
                              gboolean       descending)
{
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (columns[i].order == (int) order)
      gtk_column_view_sort_by_column (table, xa_explore_columns_find (table, columns[i].id), descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

GtkColumnViewColumn *
xa_explore_columns_find (GtkColumnView *table,
                         const char    *id)
{
  GListModel *all = gtk_column_view_get_columns (table);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (all, i);

    if (g_str_equal (gtk_column_view_column_get_id (column), id))
      return column;
  }

  return NULL;
}
