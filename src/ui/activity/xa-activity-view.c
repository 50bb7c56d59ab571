#include "ui/activity/xa-activity-view.h"

#include "ui/activity/xa-job-row.h"
#include "ui/widgets/xa-simulated-banner.h"

struct _XaActivityView {
  AdwNavigationPage  parent_instance;
  XaSimulatedBanner *banner;
  GtkStack          *states;
  GtkListBox        *jobs;
  XaSession         *session; /* (owned) (nullable) */
};

static void view_init (XaViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XaActivityView, xa_activity_view, ADW_TYPE_NAVIGATION_PAGE, G_IMPLEMENT_INTERFACE (XA_TYPE_VIEW, view_init))

static GtkWidget *
make_row (gpointer item,
          gpointer data)
{
  return xa_job_row_new (item);
}

static void
show_state (XaActivityView *self)
{
  guint n = self->session ? g_list_model_get_n_items (G_LIST_MODEL (xa_session_get_jobs (self->session))) : 0;

  gtk_stack_set_visible_child_name (self->states, n > 0 ? "content" : "empty");
}

static void
set_session (XaView    *view,
             XaSession *session)
{
  XaActivityView *self = XA_ACTIVITY_VIEW (view);

  if (self->session)
    g_signal_handlers_disconnect_by_data (xa_session_get_jobs (self->session), self);
  g_set_object (&self->session, session);
  xa_simulated_banner_set_session (self->banner, session);
  gtk_list_box_bind_model (self->jobs, session ? G_LIST_MODEL (xa_session_get_jobs (session)) : NULL, make_row, NULL, NULL);
  if (session)
    g_signal_connect_object (xa_session_get_jobs (session), "items-changed", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  show_state (self);
}

static void
view_init (XaViewInterface *iface)
{
  iface->set_session = set_session;
}

static void
xa_activity_view_dispose (GObject *object)
{
  g_clear_object (&XA_ACTIVITY_VIEW (object)->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_ACTIVITY_VIEW);
  G_OBJECT_CLASS (xa_activity_view_parent_class)->dispose (object);
}

static void
xa_activity_view_class_init (XaActivityViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_activity_view_dispose;
  g_type_ensure (XA_TYPE_SIMULATED_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/activity.ui");
  gtk_widget_class_bind_template_child (widget_class, XaActivityView, banner);
  gtk_widget_class_bind_template_child (widget_class, XaActivityView, states);
  gtk_widget_class_bind_template_child (widget_class, XaActivityView, jobs);
}

static void
xa_activity_view_init (XaActivityView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
