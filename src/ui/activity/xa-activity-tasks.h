#pragma once

#include "control/xa-control.h"

#include <adwaita.h>

/* The task list: what is open, what is in trouble, what is over. */
#define XA_TYPE_ACTIVITY_TASKS (xa_activity_tasks_get_type ())
G_DECLARE_FINAL_TYPE (XaActivityTasks, xa_activity_tasks, XA, ACTIVITY_TASKS, AdwBin)

void xa_activity_tasks_show (XaActivityTasks *self, XaControlPicture *picture); /* (nullable) */
