#include "ui/connections/xa-add-dialog-private.h"

#include "model/xa-said.h"

/* What was pasted is looked up at its platform. */

/* As many at the same time. */
#define MAX_LOOKS 4

typedef struct {
  XaAddDialog *dialog; /* (owned) */
  XaAddRow    *row;    /* (owned) */
} Look;

static void look_at_next (XaAddDialog *self);

static gpointer
preview (XaSync       *sync,
         gpointer      data,
         GCancellable *cancellable,
         GError      **error)
{
  return xa_sync_preview (sync, data, 0, 0, NULL, cancellable, error);
}

/* In place of the row of a line, a row of each thing it may be. */
static void
show_found (XaAddDialog *self,
            XaAddRow    *row,
            GPtrArray   *candidates)
{
  int              position = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
  g_autofree char *pasted = g_strdup (xa_add_row_get_pasted (row));

  gtk_list_box_remove (self->rows, GTK_WIDGET (row));
  g_ptr_array_set_free_func (candidates, NULL);
  for (guint i = 0; i < candidates->len; i++)
    xa_add_dialog_insert_row (self, xa_add_row_new_found (pasted, candidates->pdata[i], candidates->len == 1), position + (int) i);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Look *look = data;
  g_autoptr (XaAddDialog) self = look->dialog;
  g_autoptr (XaAddRow) row = look->row;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = xa_live_call_finish (XA_LIVE (source), result, &error);

  g_free (look);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  self->n_looks--;
  /* The line may have been taken away meanwhile. */
  if (gtk_widget_get_parent (GTK_WIDGET (row))) {
    if (candidates)
      show_found (self, row, candidates);
    else
      xa_add_row_fail (row, xa_said_error (error));
  }
  xa_add_dialog_rows_changed (self);
  look_at_next (self);
}

static void
look_at_next (XaAddDialog *self)
{
  XaAddRow *row;

  for (guint i = 0; self->n_looks < MAX_LOOKS && (row = xa_add_dialog_get_row (self, i)); i++) {
    Look *look;

    if (xa_add_row_get_state (row) != XA_ADD_KNOWN)
      continue;
    look = g_new (Look, 1);
    *look = (Look) { g_object_ref (self), g_object_ref (row) };
    self->n_looks++;
    xa_add_row_set_looking (row);
    xa_live_call_async (self->live, XA_LIVE_READS, preview, g_strdup (xa_add_row_get_pasted (row)), g_free, (GDestroyNotify) g_ptr_array_unref, self->cancellable, looked_cb, look);
  }
}

/* What failed before is tried again too. */
void
xa_add_dialog_look_cb (XaAddDialog *self)
{
  XaAddRow *row;

  for (guint i = 0; (row = xa_add_dialog_get_row (self, i)); i++)
    if (xa_add_row_get_state (row) == XA_ADD_FAILED) {
      XaAddRow *fresh = xa_add_row_new (xa_add_row_get_pasted (row));

      gtk_list_box_remove (self->rows, GTK_WIDGET (row));
      xa_add_dialog_insert_row (self, fresh, (int) i);
    }
  look_at_next (self);
  xa_add_dialog_rows_changed (self);
}
