#pragma once

#include "ui/activity/xa-task-item.h"

#include <gtk/gtk.h>

/* One task in the list, with what can be done about it; steers by the action "activity.steer". */
#define XA_TYPE_TASK_ROW (xa_task_row_get_type ())
G_DECLARE_FINAL_TYPE (XaTaskRow, xa_task_row, XA, TASK_ROW, GtkBox)

GtkWidget *xa_task_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       xa_task_row_set_item (XaTaskRow *self, XaTaskItem *item); /* (nullable) */
