#include "ui/xa-tray.h"

#include "ui/xa-undo.h"

#include <glib/gi18n.h>

/* --- an audience --- */

struct _XaAudienceItem {
  GObject    parent_instance;
  gint64     id;
  char      *name; /* (owned) */
  XaPlatform platform;
  gboolean   simulated;
};

G_DEFINE_FINAL_TYPE (XaAudienceItem, xa_audience_item, G_TYPE_OBJECT)

typedef enum {
  PROP_NAME = 1,
} XaAudienceItemProps;

static void
xa_audience_item_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch ((XaAudienceItemProps) id) {
  case PROP_NAME:
    g_value_set_string (value, XA_AUDIENCE_ITEM (object)->name);
    break;
  }
}

static void
xa_audience_item_finalize (GObject *object)
{
  g_free (XA_AUDIENCE_ITEM (object)->name);
  G_OBJECT_CLASS (xa_audience_item_parent_class)->finalize (object);
}

static void
xa_audience_item_class_init (XaAudienceItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = xa_audience_item_finalize;
  object_class->get_property = xa_audience_item_get_property;
  g_object_class_install_property (object_class, PROP_NAME, g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
xa_audience_item_init (XaAudienceItem *self)
{
}

XaAudienceItem *
xa_audience_item_new (gint64      id,
                      const char *name,
                      XaPlatform  platform,
                      gboolean    simulated)
{
  XaAudienceItem *self = g_object_new (XA_TYPE_AUDIENCE_ITEM, NULL);

  self->id = id;
  self->name = g_strdup (name);
  self->platform = platform;
  self->simulated = simulated;

  return self;
}

gint64
xa_audience_item_get_id (XaAudienceItem *self)
{
  return self->id;
}

const char *
xa_audience_item_get_name (XaAudienceItem *self)
{
  return self->name;
}

XaPlatform
xa_audience_item_get_platform (XaAudienceItem *self)
{
  return self->platform;
}

gboolean
xa_audience_item_is_simulated (XaAudienceItem *self)
{
  return self->simulated;
}

/* --- the tray --- */

struct _XaTray {
  GObject     parent_instance;
  GListStore *items; /* (owned) (element-type XaAudienceItem) */
  XaUndo     *undo;  /* (owned) */
  guint       n_left_out;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XaTray, xa_tray, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* The tray before and after a change. */
typedef struct {
  XaTray    *tray;   /* (owned) */
  GPtrArray *before; /* (owned) (element-type XaAudienceItem) */
  GPtrArray *after;  /* (owned) (element-type XaAudienceItem) */
  guint      n_left_out_before, n_left_out_after;
} Swap;

static GType
get_item_type (GListModel *list)
{
  return XA_TYPE_AUDIENCE_ITEM;
}

static guint
get_n_items (GListModel *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (XA_TRAY (list)->items));
}

static gpointer
get_item (GListModel *list,
          guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (XA_TRAY (list)->items), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
xa_tray_finalize (GObject *object)
{
  XaTray *self = XA_TRAY (object);

  g_object_unref (self->items);
  g_object_unref (self->undo);
  G_OBJECT_CLASS (xa_tray_parent_class)->finalize (object);
}

static void
xa_tray_class_init (XaTrayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xa_tray_finalize;
}

static void
xa_tray_init (XaTray *self)
{
  self->items = g_list_store_new (XA_TYPE_AUDIENCE_ITEM);
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (g_list_model_items_changed), self, G_CONNECT_SWAPPED);
}

XaTray *
xa_tray_new (XaUndo *undo)
{
  XaTray *self = g_object_new (XA_TYPE_TRAY, NULL);

  self->undo = g_object_ref (undo);

  return self;
}

static gssize
find (XaTray *self,
      gint64  id)
{
  for (guint i = 0; i < get_n_items (G_LIST_MODEL (self)); i++) {
    g_autoptr (XaAudienceItem) item = get_item (G_LIST_MODEL (self), i);

    if (item->id == id)
      return i;
  }

  return -1;
}

static GPtrArray *
copy_items (GListModel *list)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (items, g_list_model_get_item (list, i));

  return items;
}

static void
show (XaTray    *self,
      GPtrArray *items,
      guint      n_left_out)
{
  self->n_left_out = n_left_out;
  g_list_store_splice (self->items, 0, get_n_items (G_LIST_MODEL (self)), items->pdata, items->len);
}

static void
swap_undo_cb (gpointer data)
{
  Swap *swap = data;

  show (swap->tray, swap->before, swap->n_left_out_before);
}

static void
swap_redo_cb (gpointer data)
{
  Swap *swap = data;

  show (swap->tray, swap->after, swap->n_left_out_after);
}

static void
swap_free (gpointer data)
{
  Swap *swap = data;

  g_object_unref (swap->tray);
  g_ptr_array_unref (swap->before);
  g_ptr_array_unref (swap->after);
  g_free (swap);
}

/* Shows @after, which is taken, and notes how to go back. @n_left_out: audiences that were chosen with them */
static void
change_to_part (XaTray     *self,
                GPtrArray  *after,
                guint       n_left_out,
                const char *title)
{
  Swap *swap = g_new (Swap, 1);

  *swap = (Swap) { g_object_ref (self), copy_items (G_LIST_MODEL (self)), after, self->n_left_out, n_left_out };
  show (self, after, n_left_out);
  xa_undo_push (self->undo, title, &(XaChange) { swap_undo_cb, swap_redo_cb, swap, swap_free }, TRUE);
}

static void
change (XaTray     *self,
        GPtrArray  *after,
        const char *title)
{
  change_to_part (self, after, 0, title);
}

gboolean
xa_tray_has (XaTray *self,
             gint64  id)
{
  return find (self, id) >= 0;
}

gboolean
xa_tray_add (XaTray         *self,
             XaAudienceItem *item)
{
  g_autofree char *title = g_strdup_printf (_ ("Added %s to the comparison"), item->name);
  GPtrArray       *after;

  if (xa_tray_has (self, item->id))
    return TRUE;
  if (get_n_items (G_LIST_MODEL (self)) >= XA_TRAY_MOST)
    return FALSE;
  after = copy_items (G_LIST_MODEL (self));
  g_ptr_array_add (after, g_object_ref (item));
  change (self, after, title);

  return TRUE;
}

void
xa_tray_remove (XaTray *self,
                gint64  id)
{
  gssize           at = find (self, id);
  g_autofree char *title = NULL;
  GPtrArray       *after;

  if (at < 0)
    return;
  after = copy_items (G_LIST_MODEL (self));
  title = g_strdup_printf (_ ("Removed %s from the comparison"), ((XaAudienceItem *) after->pdata[at])->name);
  g_ptr_array_remove_index (after, (guint) at);
  change (self, after, title);
}

void
xa_tray_move (XaTray *self,
              guint   from,
              guint   to)
{
  GPtrArray *after = copy_items (G_LIST_MODEL (self));
  gpointer   item;

  g_return_if_fail (from < after->len && to < after->len);

  item = g_ptr_array_steal_index (after, from);
  g_ptr_array_insert (after, (int) to, item);
  change (self, after, _ ("Changed the order of the comparison"));
}

void
xa_tray_set (XaTray     *self,
             GListModel *items)
{
  GPtrArray *after = copy_items (items);
  guint      n_left_out = after->len > XA_TRAY_MOST ? after->len - XA_TRAY_MOST : 0;

  if (n_left_out > 0)
    g_ptr_array_set_size (after, XA_TRAY_MOST);
  change_to_part (self, after, n_left_out, _ ("Chose what to compare"));
}

guint
xa_tray_get_n_left_out (XaTray *self)
{
  return self->n_left_out;
}

void
xa_tray_clear (XaTray *self)
{
  if (get_n_items (G_LIST_MODEL (self)) > 0)
    change (self, g_ptr_array_new_with_free_func (g_object_unref), _ ("Emptied the comparison"));
}
