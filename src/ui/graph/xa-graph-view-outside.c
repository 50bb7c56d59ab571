#include "ui/graph/xa-graph-save-dialog.h"
#include "model/xa-said.h"
#include "ui/graph/xa-graph-table.h"
#include "ui/graph/xa-graph-view-private.h"
#include "ui/graph/xa-graph-work.h"

#include <glib/gi18n.h>

/* The graph in another form: as a list, and as a file. */

static void
list_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  XaGraphView         *self = XA_GRAPH_VIEW (widget);
  g_autofree gboolean *hidden = NULL;

  if (!self->plan)
    return;
  hidden = xa_graph_look_get_hidden (&self->look, self->plan);
  adw_dialog_present (xa_graph_table_new (self->plan, hidden), widget);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (XaGraphView) self = data;
  g_autoptr (GError) error = NULL;

  if (xa_graph_save_finish (self->session, result, &error)) {
    xa_graph_view_tell (self, _ ("Graph saved"));
    if (self->session)
      xa_jobs_note_export (xa_session_get_jobs (self->session), "graph");
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    xa_graph_view_tell (self, xa_said_error (error));
  }
}

static void
save_to (XaGraphView *self,
         const char  *path)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (XaPoint));
  const XaGraphScene *scene = xa_graph_canvas_get_scene (self->canvas);

  for (guint32 i = 0; i < scene->n_nodes; i++)
    if (!xa_graph_canvas_is_hidden (self->canvas, i)) {
      g_array_append_val (ids, xa_graph_data_get_subject (self->data, i)->id);
      g_array_append_val (points, scene->nodes[i].at);
    }
  xa_graph_save_async (self->session, path, &self->look.filter, ids, points, NULL, saved_cb, g_object_ref (self));
}

static void
file_chosen_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_autoptr (XaGraphView) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  if (path && self->plan)
    save_to (self, path);
}

static void
save_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  XaGraphView *self = XA_GRAPH_VIEW (widget);
  g_autoptr (GtkFileDialog) dialog = xa_graph_save_dialog_new ();

  if (!self->plan)
    return;
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, file_chosen_cb, g_object_ref (self));
}

void
xa_graph_view_class_init_outside (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "graph.list", NULL, list_action);
  gtk_widget_class_install_action (widget_class, "graph.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "graph.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "graph.list", NULL);
}
