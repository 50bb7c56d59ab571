#include "ui/connections/xa-add-dialog-private.h"

#include "model/xa-said.h"
#include "ui/live/xa-live-words.h"

#include <glib/gi18n.h>

/* As many lines are taken. */
#define MAX_LINES 500

G_DEFINE_FINAL_TYPE (XaAddDialog, xa_add_dialog, ADW_TYPE_DIALOG)

/* --- the rows --- */

XaAddRow *
xa_add_dialog_get_row (XaAddDialog *self,
                       guint        i)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->rows, (int) i);

  return row ? XA_ADD_ROW (row) : NULL;
}

static guint
count_rows (XaAddDialog *self,
            XaAddState   state)
{
  guint     n = 0;
  XaAddRow *row;

  for (guint i = 0; (row = xa_add_dialog_get_row (self, i)); i++)
    n += xa_add_row_get_state (row) == state;

  return n;
}

void
xa_add_dialog_rows_changed (XaAddDialog *self)
{
  guint n_ticked = xa_add_dialog_show_cost (self), n_known = count_rows (self, XA_ADD_KNOWN) + count_rows (self, XA_ADD_FAILED);

  gtk_widget_set_visible (self->bottom, count_rows (self, XA_ADD_FOUND) > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add), n_ticked > 0 && !self->is_adding);
  gtk_widget_set_sensitive (self->look, n_known > 0);
  gtk_stack_set_visible_child_name (self->states, xa_add_dialog_get_row (self, 0) ? "content" : "hint");
}

void
xa_add_dialog_insert_row (XaAddDialog *self,
                          XaAddRow    *row,
                          int          position)
{
  g_signal_connect_object (row, "changed", G_CALLBACK (xa_add_dialog_rows_changed), self, G_CONNECT_SWAPPED);
  gtk_list_box_insert (self->rows, GTK_WIDGET (row), position);
}

/* --- what is pasted --- */

static GPtrArray *
read_lines (XaAddDialog *self)
{
  g_auto (GStrv) lines = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (self->entry)), "\r\n", -1);
  GPtrArray *kept = g_ptr_array_new_with_free_func (g_free);

  self->n_left_out = 0;
  for (guint i = 0; lines[i]; i++) {
    g_strstrip (lines[i]);
    if (*lines[i] && kept->len >= MAX_LINES)
      self->n_left_out++;
    else if (*lines[i] && !g_ptr_array_find_with_equal_func (kept, lines[i], g_str_equal, NULL))
      g_ptr_array_add (kept, g_strdup (lines[i]));
  }

  return kept;
}

static gboolean
has_row (XaAddDialog *self,
         const char  *pasted)
{
  XaAddRow *row;

  for (guint i = 0; (row = xa_add_dialog_get_row (self, i)); i++)
    if (g_str_equal (xa_add_row_get_pasted (row), pasted))
      return TRUE;

  return FALSE;
}

/* The beginning is taken; the rest is for another time. */
static void
show_left_out (XaAddDialog *self)
{
  g_autofree char *words = g_strdup_printf (g_dngettext (NULL, "The first %d lines are looked at. Add them, then paste the last %u again.",
                                                         "The first %d lines are looked at. Add them, then paste the other %u again.", self->n_left_out),
                                            MAX_LINES, self->n_left_out);

  gtk_label_set_text (self->left_out, words);
  gtk_widget_set_visible (GTK_WIDGET (self->left_out), self->n_left_out > 0);
}

/* Rows of lines that are still there stay as they are, with what was found. */
static void
text_changed_cb (XaAddDialog *self)
{
  g_autoptr (GPtrArray) lines = read_lines (self);
  XaAddRow *row;

  for (guint i = 0; (row = xa_add_dialog_get_row (self, i));) {
    if (g_ptr_array_find_with_equal_func (lines, xa_add_row_get_pasted (row), g_str_equal, NULL))
      i++;
    else
      gtk_list_box_remove (self->rows, GTK_WIDGET (row));
  }
  for (guint i = 0; i < lines->len; i++)
    if (!has_row (self, lines->pdata[i]))
      xa_add_dialog_insert_row (self, xa_add_row_new (lines->pdata[i]), -1);
  show_left_out (self);
  xa_add_dialog_rows_changed (self);
}

/* --- what a connection can see --- */

static gpointer
list (XaSync       *sync,
      gpointer      data,
      GCancellable *cancellable,
      GError      **error)
{
  return xa_sync_list (sync, *(gint64 *) data, cancellable, error);
}

static void
show_nothing (XaAddDialog *self,
              const char  *words)
{
  adw_status_page_set_description (self->problem, words);
  gtk_stack_set_visible_child_name (self->states, "problem");
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (XaAddDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = xa_live_call_finish (XA_LIVE (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!candidates || candidates->len == 0) {
    show_nothing (self, candidates ? _ ("The account can see nothing that could be followed yet.") : xa_said_error (error));
    return;
  }
  g_ptr_array_set_free_func (candidates, NULL);
  for (guint i = 0; i < candidates->len; i++) {
    XaCandidate     *candidate = candidates->pdata[i];
    g_autofree char *form = xa_target_format (candidate->preview->target);

    xa_add_dialog_insert_row (self, xa_add_row_new_found (form, candidate, FALSE), -1);
  }
  xa_add_dialog_rows_changed (self);
}

/* --- the widget --- */

static void
xa_add_dialog_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (XA_ADD_DIALOG (dialog)->cancellable);
}

static void
xa_add_dialog_dispose (GObject *object)
{
  XaAddDialog *self = XA_ADD_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->forecasting);
  g_clear_object (&self->live);
  g_clear_object (&self->undo);
  g_clear_weak_pointer (&self->parent);
  gtk_widget_dispose_template (GTK_WIDGET (self), XA_TYPE_ADD_DIALOG);
  G_OBJECT_CLASS (xa_add_dialog_parent_class)->dispose (object);
}

static void
xa_add_dialog_finalize (GObject *object)
{
  g_object_unref (XA_ADD_DIALOG (object)->cancellable);
  g_clear_object (&XA_ADD_DIALOG (object)->forecasting);
  G_OBJECT_CLASS (xa_add_dialog_parent_class)->finalize (object);
}

static void
xa_add_dialog_class_init (XaAddDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_add_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = xa_add_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = xa_add_dialog_closed;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/add-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, add);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, entry_box);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, entry);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, look);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, states);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, rows);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, bottom);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, since);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, left_out);
  gtk_widget_class_bind_template_callback (widget_class, xa_add_dialog_follow_cb);
  gtk_widget_class_bind_template_callback (widget_class, xa_add_dialog_look_cb);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
}

static void
xa_add_dialog_init (XaAddDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  xa_add_dialog_init_spans (self);
}

static XaAddDialog *
add_dialog_new (GtkWidget *parent,
                XaLive    *live,
                XaUndo    *undo)
{
  XaAddDialog *self = g_object_new (XA_TYPE_ADD_DIALOG, NULL);

  self->live = g_object_ref (live);
  self->undo = g_object_ref (undo);
  g_set_weak_pointer (&self->parent, parent);

  return self;
}

/* A narrow window shows the dialog as a sheet, which gives the keys to its first button. */
static gboolean
take_keys_cb (gpointer entry)
{
  gtk_widget_grab_focus (entry);

  return G_SOURCE_REMOVE;
}

void
xa_add_dialog_present (GtkWidget *parent,
                       XaLive    *live,
                       XaUndo    *undo)
{
  XaAddDialog *self = add_dialog_new (parent, live, undo);

  adw_dialog_present (ADW_DIALOG (self), parent);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, take_keys_cb, g_object_ref (self->entry), g_object_unref);
}

AdwDialog *
xa_add_dialog_present_list (GtkWidget          *parent,
                            XaLive             *live,
                            XaUndo             *undo,
                            const XaConnection *connection)
{
  XaAddDialog     *self = add_dialog_new (parent, live, undo);
  g_autofree char *title = g_strdup_printf (_ ("Follow in %s"), xa_live_name (connection->name));

  adw_dialog_set_title (ADW_DIALOG (self), title);
  gtk_widget_set_visible (self->entry_box, FALSE);
  /* There is nothing to write into, and without the keyboard somewhere not even Escape would be heard. */
  adw_dialog_set_focus (ADW_DIALOG (self), self->cancel);
  gtk_stack_set_visible_child_name (self->states, "loading");
  xa_live_call_async (live, XA_LIVE_READS, list, g_memdup2 (&connection->id, sizeof connection->id), g_free, (GDestroyNotify) g_ptr_array_unref, self->cancellable, listed_cb, g_object_ref (self));
  adw_dialog_present (ADW_DIALOG (self), parent);

  return ADW_DIALOG (self);
}
