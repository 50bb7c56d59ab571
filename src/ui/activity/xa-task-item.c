#include "ui/activity/xa-task-item.h"

struct _XaTaskItem {
  GObject              parent_instance;
  XaControlPicture    *picture; /* (owned) */
  const XaControlTask *task;    /* of it */
};

G_DEFINE_FINAL_TYPE (XaTaskItem, xa_task_item, G_TYPE_OBJECT)

static guint changed_signal;

static void
xa_task_item_finalize (GObject *object)
{
  g_clear_pointer (&XA_TASK_ITEM (object)->picture, xa_control_picture_unref);
  G_OBJECT_CLASS (xa_task_item_parent_class)->finalize (object);
}

static void
xa_task_item_class_init (XaTaskItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xa_task_item_finalize;
  changed_signal = g_signal_new ("changed", XA_TYPE_TASK_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
xa_task_item_init (XaTaskItem *self)
{
}

XaTaskItem *
xa_task_item_new (XaControlPicture    *picture,
                  const XaControlTask *task)
{
  XaTaskItem *self = g_object_new (XA_TYPE_TASK_ITEM, NULL);

  self->picture = xa_control_picture_ref (picture);
  self->task = task;

  return self;
}

const XaControlTask *
xa_task_item_get_task (XaTaskItem *self)
{
  return self->task;
}

gint64
xa_task_item_get_now (XaTaskItem *self)
{
  return self->picture->at_us;
}

void
xa_task_item_set (XaTaskItem          *self,
                  XaControlPicture    *picture,
                  const XaControlTask *task)
{
  g_autoptr (XaControlPicture) old = self->picture;

  self->picture = xa_control_picture_ref (picture);
  self->task = task;
  g_signal_emit (self, changed_signal, 0);
}

/* --- lists of them --------------------------------------------------------------------------- */

static gboolean
passes (const XaControlTask *task,
        XaTaskFilter         filter)
{
  switch (filter) {
  case XA_TASK_FILTER_ALL:
    return TRUE;
  case XA_TASK_FILTER_OPEN:
    return task->state == XA_TASK_RUNNING || task->state == XA_TASK_QUEUED;
  case XA_TASK_FILTER_TROUBLE:
    return task->state == XA_TASK_WAITING || task->state == XA_TASK_FAILED || task->state == XA_TASK_DEAD;
  case XA_TASK_FILTER_OVER:
    return task->state == XA_TASK_DONE || task->state == XA_TASK_CANCELLED;
  }

  return FALSE;
}

/* (element-type XaTaskItem): by id of their task */
static GHashTable *
index_items (GListModel *items)
{
  GHashTable *index = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_object_unref);
  guint       n = g_list_model_get_n_items (items);

  for (guint i = 0; i < n; i++) {
    XaTaskItem *item = g_list_model_get_item (items, i);

    g_hash_table_replace (index, (gpointer) &item->task->id, item);
  }

  return index;
}

/* Where the order is the same nothing is put in or out, so that lists keep their place. */
static gboolean
is_same_order (GListModel *items,
               GPtrArray  *wanted)
{
  if (g_list_model_get_n_items (items) != wanted->len)
    return FALSE;
  for (guint i = 0; i < wanted->len; i++) {
    g_autoptr (XaTaskItem) item = g_list_model_get_item (items, i);

    if (item->task->id != ((const XaControlTask *) wanted->pdata[i])->id)
      return FALSE;
  }

  return TRUE;
}

static void
put_in_order (GListStore       *store,
              XaControlPicture *picture,
              GPtrArray        *wanted)
{
  g_autoptr (GHashTable) known = index_items (G_LIST_MODEL (store));
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < wanted->len; i++) {
    const XaControlTask *task = wanted->pdata[i];
    XaTaskItem          *item = g_hash_table_lookup (known, &task->id);

    g_ptr_array_add (items, item ? g_object_ref (item) : xa_task_item_new (picture, task));
  }
  g_list_store_splice (store, 0, g_list_model_get_n_items (G_LIST_MODEL (store)), items->pdata, items->len);
}

void
xa_task_items_update (GListStore       *store,
                      XaControlPicture *picture,
                      XaTaskFilter      filter)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();

  for (guint i = 0; picture && i < picture->n_tasks; i++)
    if (passes (&picture->tasks[i], filter))
      g_ptr_array_add (wanted, (gpointer) &picture->tasks[i]);
  if (!is_same_order (G_LIST_MODEL (store), wanted))
    put_in_order (store, picture, wanted);
  for (guint i = 0; i < wanted->len; i++) {
    g_autoptr (XaTaskItem) item = g_list_model_get_item (G_LIST_MODEL (store), i);

    xa_task_item_set (item, picture, wanted->pdata[i]);
  }
}
