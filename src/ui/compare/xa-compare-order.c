#include "ui/compare/xa-compare-order.h"

#include <glib/gi18n.h>

typedef struct {
  GWeakRef           view;
  XaCompareTakeFunc  take;
  XaComparisonChoice before, after;
} Order;

static void
take (Order                    *self,
      const XaComparisonChoice *choice)
{
  g_autoptr (GObject) view = g_weak_ref_get (&self->view);

  if (view)
    self->take (view, choice);
}

static void
undo_cb (gpointer data)
{
  take (data, &((Order *) data)->before);
}

static void
redo_cb (gpointer data)
{
  take (data, &((Order *) data)->after);
}

static void
order_free (gpointer data)
{
  g_weak_ref_clear (&((Order *) data)->view);
  g_free (data);
}

void
xa_compare_push_order (XaUndo                   *undo,
                       GObject                  *view,
                       XaCompareTakeFunc         take_func,
                       const XaComparisonChoice *before,
                       const XaComparisonChoice *after)
{
  Order *self = g_new0 (Order, 1);

  g_weak_ref_init (&self->view, view);
  self->take = take_func;
  self->before = *before;
  self->after = *after;
  xa_undo_push (undo, _ ("Changed the order of combined reach"), &(XaChange) { undo_cb, redo_cb, self, order_free }, FALSE);
}
