#include "ui/activity/xa-activity-tasks.h"

#include "ui/activity/xa-lane-words.h"
#include "ui/activity/xa-task-row.h"

#include <glib/gi18n.h>

struct _XaActivityTasks {
  AdwBin            parent_instance;
  GtkStack         *states;
  AdwToggleGroup   *filters;
  GtkListView      *list;
  GListStore       *items;   /* (owned) (element-type XaTaskItem) */
  XaControlPicture *picture; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaActivityTasks, xa_activity_tasks, ADW_TYPE_BIN)

static const char *const filter_names[] = { "all", "open", "trouble", "over" };

static XaTaskFilter
get_filter (XaActivityTasks *self)
{
  const char *name = adw_toggle_group_get_active_name (self->filters);

  for (guint i = 0; name && i < G_N_ELEMENTS (filter_names); i++)
    if (g_str_equal (name, filter_names[i]))
      return (XaTaskFilter) i;

  return XA_TASK_FILTER_ALL;
}

static void
update (XaActivityTasks *self)
{
  const char *state = "content";

  xa_task_items_update (self->items, self->picture, get_filter (self));
  if (g_list_model_get_n_items (G_LIST_MODEL (self->items)) == 0)
    state = self->picture && self->picture->n_tasks > 0 ? "none" : "empty";
  gtk_stack_set_visible_child_name (self->states, state);
}

void
xa_activity_tasks_show (XaActivityTasks  *self,
                        XaControlPicture *picture)
{
  g_autoptr (XaControlPicture) old = self->picture;

  self->picture = picture ? xa_control_picture_ref (picture) : NULL;
  update (self);
}

static void
filter_changed_cb (XaActivityTasks *self)
{
  if (self->items)
    update (self);
}

/* --- rows ------------------------------------------------------------------------------------ */

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item)
{
  gtk_list_item_set_child (list_item, xa_task_row_new ());
  gtk_list_item_set_activatable (list_item, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item)
{
  XaTaskItem      *item = gtk_list_item_get_item (list_item);
  g_autofree char *title = xa_lane_say_title (xa_task_item_get_task (item));

  xa_task_row_set_item (XA_TASK_ROW (gtk_list_item_get_child (list_item)), item);
  gtk_list_item_set_accessible_label (list_item, title);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item)
{
  xa_task_row_set_item (XA_TASK_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
xa_activity_tasks_dispose (GObject *object)
{
  XaActivityTasks *self = XA_ACTIVITY_TASKS (object);

  g_clear_pointer (&self->picture, xa_control_picture_unref);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_ACTIVITY_TASKS);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (xa_activity_tasks_parent_class)->dispose (object);
}

static void
xa_activity_tasks_class_init (XaActivityTasksClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_activity_tasks_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/activity-tasks.ui");
  gtk_widget_class_bind_template_child (widget_class, XaActivityTasks, states);
  gtk_widget_class_bind_template_child (widget_class, XaActivityTasks, filters);
  gtk_widget_class_bind_template_child (widget_class, XaActivityTasks, list);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
}

static void
xa_activity_tasks_init (XaActivityTasks *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (XA_TYPE_TASK_ITEM);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->items)))));
}
