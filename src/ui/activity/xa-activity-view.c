#include "ui/activity/xa-activity-view.h"

#include "ui/activity/xa-activity-figures.h"
#include "ui/activity/xa-activity-lanes.h"
#include "ui/activity/xa-activity-log.h"
#include "ui/activity/xa-activity-tasks.h"
#include "ui/activity/xa-lane-row.h"
#include "ui/widgets/xa-simulated-banner.h"

struct _XaActivityView {
  AdwNavigationPage  parent_instance;
  XaSimulatedBanner *banner;
  XaActivityLanes   *lanes;
  XaActivityTasks   *tasks;
  XaActivityFigures *figures;
  XaActivityLog     *log;
  XaSession         *session; /* (owned) (nullable) */
};

static void view_init (XaViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XaActivityView, xa_activity_view, ADW_TYPE_NAVIGATION_PAGE, G_IMPLEMENT_INTERFACE (XA_TYPE_VIEW, view_init))

static XaSupervisor *
get_supervisor (XaActivityView *self)
{
  return self->session ? xa_session_get_supervisor (self->session) : NULL;
}

/* A picture that nobody sees is not drawn: five of them come every second. */
static void
show_picture (XaActivityView *self)
{
  XaSupervisor *supervisor = get_supervisor (self);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  xa_activity_lanes_show (self->lanes, supervisor);
  xa_activity_tasks_show (self->tasks, supervisor ? xa_supervisor_get_picture (supervisor) : NULL);
}

static void
set_session (XaView    *view,
             XaSession *session)
{
  XaActivityView *self = XA_ACTIVITY_VIEW (view);

  if (self->session)
    g_signal_handlers_disconnect_by_data (get_supervisor (self), self);
  g_set_object (&self->session, session);
  xa_simulated_banner_set_session (self->banner, session);
  xa_activity_lanes_set_session (self->lanes, session);
  xa_activity_figures_set_session (self->figures, session);
  xa_activity_log_set_session (self->log, session);
  if (session)
    g_signal_connect_object (get_supervisor (self), "changed", G_CALLBACK (show_picture), self, G_CONNECT_SWAPPED);
  xa_activity_lanes_show (self->lanes, get_supervisor (self));
  xa_activity_tasks_show (self->tasks, session ? xa_supervisor_get_picture (get_supervisor (self)) : NULL);
}

static void
view_init (XaViewInterface *iface)
{
  iface->set_session = set_session;
}

/* --- actions --------------------------------------------------------------------------------- */

static void
steer_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  XaSupervisor *supervisor = get_supervisor (XA_ACTIVITY_VIEW (widget));
  XaControl     control = { 0 };

  xa_control_from_variant (&control, parameter);
  if (supervisor)
    xa_supervisor_steer (supervisor, &control);
}

static void
fetch_all_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  XaSupervisor *supervisor = get_supervisor (XA_ACTIVITY_VIEW (widget));
  XaControl     control = { .verb = XA_CONTROL_FETCH };

  if (supervisor)
    xa_supervisor_steer (supervisor, &control);
}

static void
restart_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  XaSupervisor *supervisor = get_supervisor (XA_ACTIVITY_VIEW (widget));

  if (supervisor)
    xa_supervisor_start (supervisor);
}

/* --- the widget ------------------------------------------------------------------------------ */

static void
xa_activity_view_dispose (GObject *object)
{
  XaActivityView *self = XA_ACTIVITY_VIEW (object);

  if (self->session)
    set_session (XA_VIEW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_ACTIVITY_VIEW);
  G_OBJECT_CLASS (xa_activity_view_parent_class)->dispose (object);
}

static void
xa_activity_view_class_init (XaActivityViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_activity_view_dispose;
  g_type_ensure (XA_TYPE_SIMULATED_BANNER);
  g_type_ensure (XA_TYPE_ACTIVITY_FIGURES);
  g_type_ensure (XA_TYPE_ACTIVITY_LANES);
  g_type_ensure (XA_TYPE_ACTIVITY_LOG);
  g_type_ensure (XA_TYPE_ACTIVITY_TASKS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/activity.ui");
  gtk_widget_class_bind_template_child (widget_class, XaActivityView, banner);
  gtk_widget_class_bind_template_child (widget_class, XaActivityView, lanes);
  gtk_widget_class_bind_template_child (widget_class, XaActivityView, tasks);
  gtk_widget_class_bind_template_child (widget_class, XaActivityView, figures);
  gtk_widget_class_bind_template_child (widget_class, XaActivityView, log);
  gtk_widget_class_install_action (widget_class, "activity.steer", XA_CONTROL_VARIANT, steer_action);
  gtk_widget_class_install_action (widget_class, "activity.fetch-all", NULL, fetch_all_action);
  gtk_widget_class_install_action (widget_class, "activity.restart", NULL, restart_action);
}

static void
xa_activity_view_init (XaActivityView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (show_picture), NULL);
}
