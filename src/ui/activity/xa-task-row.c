#include "ui/activity/xa-task-row.h"

#include "ui/activity/xa-lane-row.h"
#include "ui/activity/xa-lane-words.h"

#include <glib/gi18n.h>

struct _XaTaskRow {
  GtkBox          parent_instance;
  GtkImage       *sign;
  GtkLabel       *title;
  GtkLabel       *detail;
  GtkProgressBar *progress;
  GtkButton      *retry;
  GtkButton      *stop;
  XaTaskItem     *item; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaTaskRow, xa_task_row, GTK_TYPE_BOX)

static const char *
get_icon (XaTaskState state)
{
  switch (state) {
  case XA_TASK_QUEUED:
  case XA_TASK_WAITING:
    return "document-open-recent-symbolic";
  case XA_TASK_RUNNING:
    return "emblem-synchronizing-symbolic";
  case XA_TASK_FAILED:
  case XA_TASK_DEAD:
    return "dialog-warning-symbolic";
  case XA_TASK_DONE:
    return "object-select-symbolic";
  case XA_TASK_CANCELLED:
    return "process-stop-symbolic";
  }

  return "";
}

static void
show_progress (XaTaskRow           *self,
               const XaControlTask *task)
{
  gboolean is_known = task->state == XA_TASK_RUNNING && task->total > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->progress), is_known);
  if (is_known)
    gtk_progress_bar_set_fraction (self->progress, CLAMP ((double) task->done / (double) task->total, 0, 1));
}

static void
show (XaTaskRow *self)
{
  const XaControlTask *task = xa_task_item_get_task (self->item);
  g_autofree char     *title = xa_lane_say_title (task), *detail = xa_lane_say_task (task, xa_task_item_get_now (self->item));

  gtk_image_set_from_icon_name (self->sign, get_icon (task->state));
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->detail, detail);
  show_progress (self, task);
  gtk_widget_set_visible (GTK_WIDGET (self->retry), task->state == XA_TASK_WAITING || task->state == XA_TASK_FAILED || task->state == XA_TASK_DEAD);
  gtk_widget_set_visible (GTK_WIDGET (self->stop), xa_task_state_is_open (task->state));
}

static void
steer (XaTaskRow    *self,
       XaControlVerb verb)
{
  XaControl control = { .verb = verb, .task_id = xa_task_item_get_task (self->item)->id };

  gtk_widget_activate_action_variant (GTK_WIDGET (self), "activity.steer", xa_control_to_variant (&control));
}

static void
retry_clicked_cb (XaTaskRow *self)
{
  steer (self, XA_CONTROL_RETRY);
}

static void
stop_clicked_cb (XaTaskRow *self)
{
  steer (self, XA_CONTROL_CANCEL);
}

GtkWidget *
xa_task_row_new (void)
{
  return g_object_new (XA_TYPE_TASK_ROW, NULL);
}

void
xa_task_row_set_item (XaTaskRow  *self,
                      XaTaskItem *item)
{
  if (self->item)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (!item)
    return;
  g_signal_connect_object (item, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}

static void
xa_task_row_dispose (GObject *object)
{
  XaTaskRow *self = XA_TASK_ROW (object);

  xa_task_row_set_item (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_TASK_ROW);
  G_OBJECT_CLASS (xa_task_row_parent_class)->dispose (object);
}

static void
xa_task_row_class_init (XaTaskRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_task_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/task-row.ui");
  gtk_widget_class_bind_template_child (widget_class, XaTaskRow, sign);
  gtk_widget_class_bind_template_child (widget_class, XaTaskRow, title);
  gtk_widget_class_bind_template_child (widget_class, XaTaskRow, detail);
  gtk_widget_class_bind_template_child (widget_class, XaTaskRow, progress);
  gtk_widget_class_bind_template_child (widget_class, XaTaskRow, retry);
  gtk_widget_class_bind_template_child (widget_class, XaTaskRow, stop);
  gtk_widget_class_bind_template_callback (widget_class, retry_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked_cb);
}

static void
xa_task_row_init (XaTaskRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
