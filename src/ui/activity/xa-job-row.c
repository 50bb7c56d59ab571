#include "ui/activity/xa-job-row.h"

#include <glib/gi18n.h>
#include <math.h>

struct _XaJobRow {
  GtkListBoxRow   parent_instance;
  GtkImage       *icon;
  GtkLabel       *title;
  GtkLabel       *detail;
  GtkProgressBar *progress;
  GtkButton      *stop;
  XaJob          *job; /* (owned) */
};

G_DEFINE_FINAL_TYPE (XaJobRow, xa_job_row, GTK_TYPE_LIST_BOX_ROW)

static char *
format_time_left (double seconds)
{
  if (isnan (seconds) || seconds < 1)
    return NULL;
  if (seconds < 90)
    return g_strdup_printf (g_dngettext (NULL, "%d second left", "%d seconds left", (gulong) seconds), (int) seconds);

  return g_strdup_printf (_ ("%d minutes left"), (int) round (seconds / 60));
}

static char *
compose_detail (XaJob *job)
{
  g_autofree char *left = xa_job_is_open (job) ? format_time_left (xa_job_get_seconds_left (job)) : NULL;
  const char      *detail = xa_job_get_detail (job);

  if (xa_job_get_state (job) == XA_JOB_WAITING)
    return g_strdup (_ ("Waiting for what runs before"));
  if (detail && left)
    return g_strdup_printf ("%s, %s", detail, left);

  return g_strdup (detail ? detail : "");
}

static void
show_icon (XaJobRow *self)
{
  g_autofree char *kind = NULL;

  g_object_get (self->job, "icon-name", &kind, NULL);
  switch (xa_job_get_state (self->job)) {
  case XA_JOB_WAITING:
  case XA_JOB_RUNNING:
    gtk_image_set_from_icon_name (self->icon, kind);
    break;
  case XA_JOB_DONE:
    gtk_image_set_from_icon_name (self->icon, "object-select-symbolic");
    break;
  case XA_JOB_FAILED:
    gtk_image_set_from_icon_name (self->icon, "dialog-warning-symbolic");
    break;
  case XA_JOB_CANCELLED:
    gtk_image_set_from_icon_name (self->icon, "process-stop-symbolic");
    break;
  }
}

static void
show_job (XaJobRow *self)
{
  g_autofree char *detail = compose_detail (self->job);
  gboolean         runs = xa_job_get_state (self->job) == XA_JOB_RUNNING;
  double           fraction = xa_job_get_fraction (self->job);

  gtk_label_set_text (self->detail, detail);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), runs);
  gtk_widget_set_visible (GTK_WIDGET (self->stop), xa_job_is_open (self->job));
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->progress, fraction);
  else if (runs)
    gtk_progress_bar_pulse (self->progress);
  show_icon (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, xa_job_get_title (self->job),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, detail, -1);
}

static void
stop_clicked_cb (XaJobRow *self)
{
  xa_job_cancel (self->job);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stop), FALSE);
}

static void
xa_job_row_dispose (GObject *object)
{
  g_clear_object (&XA_JOB_ROW (object)->job);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_JOB_ROW);
  G_OBJECT_CLASS (xa_job_row_parent_class)->dispose (object);
}

static void
xa_job_row_class_init (XaJobRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_job_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/job-row.ui");
  gtk_widget_class_bind_template_child (widget_class, XaJobRow, icon);
  gtk_widget_class_bind_template_child (widget_class, XaJobRow, title);
  gtk_widget_class_bind_template_child (widget_class, XaJobRow, detail);
  gtk_widget_class_bind_template_child (widget_class, XaJobRow, progress);
  gtk_widget_class_bind_template_child (widget_class, XaJobRow, stop);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked_cb);
}

static void
xa_job_row_init (XaJobRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
xa_job_row_new (XaJob *job)
{
  XaJobRow *self = g_object_new (XA_TYPE_JOB_ROW, NULL);

  self->job = g_object_ref (job);
  gtk_label_set_text (self->title, xa_job_get_title (job));
  g_signal_connect_object (job, "notify", G_CALLBACK (show_job), self, G_CONNECT_SWAPPED);
  show_job (self);

  return GTK_WIDGET (self);
}
