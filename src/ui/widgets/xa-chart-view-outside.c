#include "report/xa-chart-export.h"
#include "model/xa-said.h"
#include "ui/widgets/xa-chart-view-private.h"

#include <glib/gi18n.h>

/*
 * What leaves the app: the figures of a chart on the clipboard, or the chart in a file. It is asked for anew, since
 * more has to stay hidden outside than on the screen.
 */

/* Of a saved picture, in points: wide enough for a page or a slide. */
#define PICTURE_WIDTH 900.0

/* A chart on its way out. */
typedef struct {
  XaChartView *view; /* (owned) */
  GFile       *file; /* (owned) (nullable): NULL for the clipboard */
} Outside;

static void
outside_free (Outside *self)
{
  g_object_unref (self->view);
  g_clear_object (&self->file);
  g_free (self);
}

static void
tell (XaChartView *self,
      const char  *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", text);
}

static void
write_work (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  const XaChart *chart = g_object_get_data (G_OBJECT (task), "chart");
  GError        *error = NULL;

  if (xa_chart_export (chart, data, PICTURE_WIDTH, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The audit trail tells what left the app, by either way. */
static void
note (XaChartView *self)
{
  if (self->session)
    xa_jobs_note_export (xa_session_get_jobs (self->session), "chart");
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  XaChartView *self = XA_CHART_VIEW (source);
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    tell (self, xa_said_error (error));
    return;
  }
  tell (self, _ ("Saved"));
  note (self);
}

static void
outside_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Outside     *outside = data;
  XaChartView *self = outside->view;
  g_autoptr (GError) error = NULL;
  XaChart *chart = xa_session_ask_finish (self->session, result, &error);

  if (!chart) {
    tell (self, xa_said_error (error));
  } else if (!outside->file) {
    g_autofree char *csv = xa_chart_to_csv (chart);

    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), csv);
    xa_chart_free (chart);
    tell (self, _ ("Copied the data"));
    note (self);
  } else {
    GTask *task = g_task_new (self, NULL, written_cb, NULL);

    g_object_set_data_full (G_OBJECT (task), "chart", chart, (GDestroyNotify) xa_chart_free);
    g_task_set_task_data (task, g_file_get_path (outside->file), g_free);
    g_task_run_in_thread (task, write_work);
    g_object_unref (task);
  }
  outside_free (outside);
}

void
xa_chart_view_let_out (XaChartView *self,
                       GFile       *file)
{
  Outside *outside = g_new (Outside, 1);
  XaAsk    ask = { 0 };

  *outside = (Outside) { g_object_ref (self), file ? g_object_ref (file) : NULL };
  self->ask (self->ask_data, &ask);
  xa_session_ask_outside_async (self->session, &ask, NULL, outside_cb, outside);
}

static void
file_chosen_cb (GObject      *dialog,
                GAsyncResult *result,
                gpointer      data)
{
  g_autoptr (XaChartView) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (dialog), result, NULL);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  if (!path)
    return;
  if (!xa_chart_can_export (path)) {
    tell (self, _ ("The name of the file has to end in .svg, .pdf, .png or .csv"));
    return;
  }
  if (self->session)
    xa_chart_view_let_out (self, file);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  XaChartView *self = XA_CHART_VIEW (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *initial = NULL;

  if (!self->chart || !self->ask)
    return;
  initial = g_strdup_printf ("%s.svg", self->chart->kind->name);
  gtk_file_dialog_set_initial_name (dialog, initial);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, file_chosen_cb, g_object_ref (self));
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  XaChartView *self = XA_CHART_VIEW (widget);

  if (self->chart && self->ask)
    xa_chart_view_let_out (self, NULL);
}

void
xa_chart_view_set_outside (XaChartView   *self,
                           XaSession     *session,
                           XaChartAsk     ask,
                           gpointer       data,
                           GDestroyNotify data_free)
{
  if (self->ask_free)
    self->ask_free (self->ask_data);
  g_set_object (&self->session, session);
  self->ask = ask;
  self->ask_data = data;
  self->ask_free = data_free;
}

void
xa_chart_view_class_init_outside (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "chart.copy-data", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "chart.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "chart.copy-data", NULL);
}
