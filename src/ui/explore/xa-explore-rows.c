#include "ui/explore/xa-explore-rows.h"

#include "ui/explore/xa-explore-list-row.h"

static GtkListView *
get_list (GtkListItem *item)
{
  return GTK_LIST_VIEW (gtk_widget_get_ancestor (gtk_list_item_get_child (item), GTK_TYPE_LIST_VIEW));
}

static void
toggle_selected (GtkListItem *item)
{
  GtkSelectionModel *selection = gtk_list_view_get_model (get_list (item));
  guint              place = gtk_list_item_get_position (item);

  if (gtk_selection_model_is_selected (selection, place))
    gtk_selection_model_unselect_item (selection, place);
  else
    gtk_selection_model_select_item (selection, place, FALSE);
}

/* A tap opens; while something is selected, it selects. */
static void
tapped_cb (GtkListItem *item,
           int          n_press,
           double       x,
           double       y,
           GtkGesture  *tap)
{
  GtkListView *rows = get_list (item);
  g_autoptr (GtkBitset) places = gtk_selection_model_get_selection (gtk_list_view_get_model (rows));
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (tap));

  gtk_gesture_set_state (tap, GTK_EVENT_SEQUENCE_CLAIMED);
  if (!gtk_bitset_is_empty (places) || (state & GDK_CONTROL_MASK))
    toggle_selected (item);
  else
    g_signal_emit_by_name (rows, "activate", gtk_list_item_get_position (item));
}

static void
held_cb (GtkListItem *item,
         double       x,
         double       y,
         GtkGesture  *hold)
{
  gtk_gesture_set_state (hold, GTK_EVENT_SEQUENCE_CLAIMED);
  toggle_selected (item);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget  *row = xa_explore_list_row_new ();
  GtkGesture *tap = gtk_gesture_click_new ();
  GtkGesture *hold = gtk_gesture_long_press_new ();

  g_signal_connect_swapped (tap, "released", G_CALLBACK (tapped_cb), item);
  g_signal_connect_swapped (hold, "pressed", G_CALLBACK (held_cb), item);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (tap));
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (hold));
  gtk_list_item_set_child (item, row);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  xa_explore_list_row_show (XA_EXPLORE_LIST_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item)
{
  xa_explore_list_row_show (XA_EXPLORE_LIST_ROW (gtk_list_item_get_child (item)), NULL);
}

void
xa_explore_rows_set_up (GtkListView *rows)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (rows, factory);
}
