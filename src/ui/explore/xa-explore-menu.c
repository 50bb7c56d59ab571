#include "ui/explore/xa-explore-menu.h"

#define CELL "xa-explore-cell"

void
xa_explore_menu_mark (GtkColumnViewCell *cell)
{
  g_object_set_data (G_OBJECT (gtk_column_view_cell_get_child (cell)), CELL, cell);
}

/* The cell at or next to a widget of the table: what is in it is smaller than it. */
static GtkColumnViewCell *
find_cell (GtkColumnView *table,
           GtkWidget     *widget)
{
  for (; widget && widget != GTK_WIDGET (table); widget = gtk_widget_get_parent (widget)) {
    GtkWidget *inside = widget;

    for (int depth = 0; inside && depth < 3; depth++, inside = gtk_widget_get_first_child (inside)) {
      GtkColumnViewCell *cell = g_object_get_data (G_OBJECT (inside), CELL);

      if (cell)
        return cell;
    }
    if (g_str_equal (gtk_widget_get_css_name (widget), "row"))
      return NULL;
  }

  return NULL;
}

static void
pop_up (GtkColumnView *table,
        double         x,
        double         y)
{
  GtkPopover *popover = g_object_get_data (G_OBJECT (table), "menu");

  gtk_popover_set_pointing_to (popover, &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (popover);
}

/* Returns: whether there is a row */
static gboolean
pop_up_at (GtkColumnView *table,
           double         x,
           double         y)
{
  GtkSelectionModel *selection = gtk_column_view_get_model (table);
  GtkColumnViewCell *cell = find_cell (table, gtk_widget_pick (GTK_WIDGET (table), x, y, GTK_PICK_DEFAULT));
  guint              place = cell ? gtk_column_view_cell_get_position (cell) : GTK_INVALID_LIST_POSITION;

  if (!selection || place == GTK_INVALID_LIST_POSITION)
    return FALSE;
  if (!gtk_selection_model_is_selected (selection, place))
    gtk_selection_model_select_item (selection, place, TRUE);
  pop_up (table, x, y);

  return TRUE;
}

static void
clicked_cb (GtkColumnView *table,
            int            n_press,
            double         x,
            double         y,
            GtkGesture    *click)
{
  if (pop_up_at (table, x, y))
    gtk_gesture_set_state (click, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
held_cb (GtkColumnView *table,
         double         x,
         double         y,
         GtkGesture    *hold)
{
  if (pop_up_at (table, x, y))
    gtk_gesture_set_state (hold, GTK_EVENT_SEQUENCE_CLAIMED);
}

/* By the keys: at the row that has them, which need not be selected. */
static gboolean
key_cb (GtkWidget *table,
        GVariant  *arguments,
        gpointer   data)
{
  GtkWidget      *focus = gtk_root_get_focus (gtk_widget_get_root (table));
  graphene_rect_t row;

  if (!focus || !gtk_widget_is_ancestor (focus, table) || !gtk_widget_compute_bounds (focus, table, &row))
    return FALSE;

  return pop_up_at (GTK_COLUMN_VIEW (table), row.origin.x + 24, row.origin.y + row.size.height / 2);
}

static void
destroyed_cb (GtkWidget *table)
{
  GtkWidget *popover = g_object_get_data (G_OBJECT (table), "menu");

  if (popover)
    gtk_widget_unparent (popover);
  g_object_set_data (G_OBJECT (table), "menu", NULL);
}

static void
add_keys (GtkColumnView *table)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkShortcutTrigger *trigger = gtk_alternative_trigger_new (gtk_keyval_trigger_new (GDK_KEY_Menu, 0),
                                                             gtk_keyval_trigger_new (GDK_KEY_F10, GDK_SHIFT_MASK));

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (trigger, gtk_callback_action_new (key_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (table), keys);
}

void
xa_explore_menu_add (GtkColumnView *table,
                     GMenuModel    *menu)
{
  GtkWidget  *popover = gtk_popover_menu_new_from_model (menu);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *hold = gtk_gesture_long_press_new ();

  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_widget_set_parent (popover, GTK_WIDGET (table));
  g_object_set_data (G_OBJECT (table), "menu", popover);
  g_signal_connect (table, "destroy", G_CALLBACK (destroyed_cb), NULL);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (clicked_cb), table, G_CONNECT_SWAPPED);
  g_signal_connect_object (hold, "pressed", G_CALLBACK (held_cb), table, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (table), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (table), GTK_EVENT_CONTROLLER (hold));
  add_keys (table);
}
