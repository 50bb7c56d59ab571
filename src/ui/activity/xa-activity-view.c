#include "ui/activity/xa-activity-view.h"

#include "ui/activity/xa-activity-figures.h"
#include "ui/activity/xa-activity-lanes.h"
#include "ui/activity/xa-activity-log.h"
#include "ui/activity/xa-activity-tasks.h"
#include "ui/activity/xa-lane-row.h"
#include "ui/activity/xa-lane-step.h"
#include "ui/activity/xa-lane-words.h"
#include "ui/widgets/xa-simulated-banner.h"
#include "ui/xa-steering.h"

#include <glib/gi18n.h>

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

/* What puts speed or interval of a lane as it is. */
static XaControl
keep (const XaControlLane *lane,
      XaControlVerb        verb)
{
  const double value = verb == XA_CONTROL_THROTTLE ? lane->throttle : (double) lane->own_interval_s;

  return (XaControl) { .verb = verb, .connection_id = lane->connection_id, .value = value };
}

static char *
say_change (const XaControl     *control,
            const XaControlLane *lane)
{
  if (control->connection_id == 0)
    return g_strdup (_ ("Changed the speed of all connections"));

  return g_strdup_printf (control->verb == XA_CONTROL_THROTTLE ? _ ("Changed the speed of %s") : _ ("Changed how often %s is fetched"), xa_lane_name (lane));
}

/* Speed and interval, of one lane or of all, can be taken back: each goes to what it was itself. */
static void
change (XaActivityView  *self,
        const XaControl *control)
{
  const XaControlPicture *picture = xa_supervisor_get_picture (get_supervisor (self));
  g_autoptr (GArray) forth = g_array_new (FALSE, FALSE, sizeof (XaControl));
  g_autoptr (GArray) back = g_array_new (FALSE, FALSE, sizeof (XaControl));
  g_autofree char *title = NULL;

  g_array_append_vals (forth, control, 1);
  for (guint i = 0; picture && i < picture->n_lanes; i++) {
    const XaControlLane *lane = &picture->lanes[i];
    const XaControl      was = keep (lane, control->verb);

    if (lane->connection_id == 0 || (control->connection_id && control->connection_id != lane->connection_id))
      continue;
    g_array_append_val (back, was);
    if (!title)
      title = say_change (control, lane);
  }
  if (title)
    xa_steering_run (self->session, forth, back, title);
}

static void
steer_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  XaSupervisor *supervisor = get_supervisor (XA_ACTIVITY_VIEW (widget));
  XaControl     control = { 0 };

  xa_control_from_variant (&control, parameter);
  if (supervisor && (control.verb == XA_CONTROL_THROTTLE || control.verb == XA_CONTROL_INTERVAL))
    change (XA_ACTIVITY_VIEW (widget), &control);
  else if (supervisor)
    xa_lane_steer (XA_ACTIVITY_VIEW (widget)->session, &control);
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
