#pragma once

#include "control/xa-control.h"

#include <gio/gio.h>

/* A task of the newest picture, for a list: "changed" is emitted when it stands otherwise. */
#define XA_TYPE_TASK_ITEM (xa_task_item_get_type ())
G_DECLARE_FINAL_TYPE (XaTaskItem, xa_task_item, XA, TASK_ITEM, GObject)

XaTaskItem          *xa_task_item_new (XaControlPicture *picture, const XaControlTask *task) G_GNUC_WARN_UNUSED_RESULT;
const XaControlTask *xa_task_item_get_task (XaTaskItem *self);
gint64               xa_task_item_get_now (XaTaskItem *self); /* of the picture */
void                 xa_task_item_set (XaTaskItem *self, XaControlPicture *picture, const XaControlTask *task);

/* Which tasks a list shows. */
typedef enum {
  XA_TASK_FILTER_ALL,
  XA_TASK_FILTER_OPEN,    /* running and queued */
  XA_TASK_FILTER_TROUBLE, /* waiting, failed and given up */
  XA_TASK_FILTER_OVER,    /* done and stopped */
} XaTaskFilter;

/* Makes @store hold what passes of @picture (nullable: nothing), in its order; items that stay are the same. */
void xa_task_items_update (GListStore *store, XaControlPicture *picture, XaTaskFilter filter);
