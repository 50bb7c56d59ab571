#include "ui/widgets/xa-number-row.h"

#define WIDTH 600

static GtkWidget *
find (GtkWidget *widget,
      GType      type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find (child, type);

  return found;
}

static gboolean
is_laid_out (GtkWidget *window)
{
  return gtk_widget_get_width (window) > 0;
}

/* How far the number is from the buttons, which are at the end of the row. */
static double
measure_gap (GtkTextDirection direction)
{
  GtkWidget      *window, *row;
  GtkWidget      *text, *button;
  graphene_rect_t first, last, buttons;
  double          gap;

  gtk_widget_set_default_direction (direction);
  window = gtk_window_new ();
  row = xa_number_row_new ("Silence", "hours", 0, 720, 1, 0, 6);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, 100);
  gtk_window_set_child (GTK_WINDOW (window), row);
  gtk_window_present (GTK_WINDOW (window));
  while (!is_laid_out (window))
    g_main_context_iteration (NULL, TRUE);
  text = find (row, GTK_TYPE_TEXT);
  button = find (row, GTK_TYPE_BUTTON);
  g_assert_nonnull (text);
  g_assert_nonnull (button);
  gtk_text_compute_cursor_extents (GTK_TEXT (text), 0, &first, NULL);
  gtk_text_compute_cursor_extents (GTK_TEXT (text), 1, &last, NULL);
  g_assert_true (gtk_widget_compute_bounds (button, text, &buttons));
  gap = direction == GTK_TEXT_DIR_RTL ? MIN (first.origin.x, last.origin.x) - (buttons.origin.x + buttons.size.width) : buttons.origin.x - MAX (first.origin.x, last.origin.x);
  gtk_window_destroy (GTK_WINDOW (window));

  return gap;
}

/* The number stands beside its buttons, not across the row from them. */
static void
test_beside_buttons (gconstpointer direction)
{
  double gap = measure_gap ((GtkTextDirection) GPOINTER_TO_INT (direction));

  g_test_message ("%.0f pixels", gap);
  g_assert_cmpfloat (gap, >=, 0);
  g_assert_cmpfloat (gap, <, 80);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_data_func ("/ui/number-row/beside-buttons/from-left", GINT_TO_POINTER (GTK_TEXT_DIR_LTR), test_beside_buttons);
  g_test_add_data_func ("/ui/number-row/beside-buttons/from-right", GINT_TO_POINTER (GTK_TEXT_DIR_RTL), test_beside_buttons);

  return g_test_run ();
}
