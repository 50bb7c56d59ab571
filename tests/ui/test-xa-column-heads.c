#include "ui/widgets/xa-column-heads.h"

#include <adwaita.h>

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  column)
{
  GtkWidget *label = gtk_label_new (column ? "12" : "A name");

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_list_item_set_child (item, label);
}

static GtkWidget *
find_label (GtkWidget  *widget,
            const char *text)
{
  GtkWidget *found = GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);

  return found;
}

/* Where its text ends, where writing does. */
static double
find_end (GtkWidget       *label,
          GtkWidget       *table,
          GtkTextDirection direction)
{
  PangoLayout     *layout = gtk_label_get_layout (GTK_LABEL (label));
  PangoRectangle   ink;
  int              x, y;
  graphene_point_t end;

  pango_layout_get_pixel_extents (layout, NULL, &ink);
  gtk_label_get_layout_offsets (GTK_LABEL (label), &x, &y);
  g_assert_true (gtk_widget_compute_point (label, table, &GRAPHENE_POINT_INIT ((float) (direction == GTK_TEXT_DIR_RTL ? x + ink.x : x + ink.x + ink.width), 0), &end));

  return end.x;
}

static GtkWidget *
make_table (void)
{
  GtkStringList *rows = gtk_string_list_new ((const char *const[]) { "row", NULL });
  GtkWidget     *table = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (rows))));

  for (guint i = 0; i < 2; i++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_autoptr (GtkColumnViewColumn) column = NULL;
    g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (NULL, NULL, NULL));

    g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (i));
    column = gtk_column_view_column_new (i == 1 ? "Size" : "Name", factory);
    gtk_column_view_column_set_sorter (column, sorter);
    gtk_column_view_column_set_fixed_width (column, 200);
    gtk_column_view_append_column (GTK_COLUMN_VIEW (table), column);
  }
  gtk_widget_add_css_class (table, "data-table");

  return table;
}

/* The head of a column of numbers ends where these do. */
static void
test_above_numbers (gconstpointer data)
{
  GtkTextDirection direction = (GtkTextDirection) GPOINTER_TO_INT (data);
  GtkWidget       *window, *table, *scroller = gtk_scrolled_window_new ();

  gtk_widget_set_default_direction (direction);
  window = gtk_window_new ();
  table = make_table ();
  xa_column_heads_align_end (GTK_COLUMN_VIEW (table), 1);
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 200);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), table);
  gtk_window_set_child (GTK_WINDOW (window), scroller);
  gtk_window_present (GTK_WINDOW (window));
  while (!find_label (table, "12") || gtk_widget_get_width (find_label (table, "12")) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat_with_epsilon (find_end (find_label (table, "Size"), table, direction), find_end (find_label (table, "12"), table, direction), 3);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_data_func ("/ui/column-heads/above-numbers/from-left", GINT_TO_POINTER (GTK_TEXT_DIR_LTR), test_above_numbers);
  g_test_add_data_func ("/ui/column-heads/above-numbers/from-right", GINT_TO_POINTER (GTK_TEXT_DIR_RTL), test_above_numbers);

  return g_test_run ();
}
