#include "ui/activity/xa-activity-lanes.h"

#include "ui/activity/xa-job-row.h"
#include "ui/activity/xa-lane-row.h"
#include "ui/activity/xa-lane-words.h"

#include <glib/gi18n.h>

struct _XaActivityLanes {
  AdwBin               parent_instance;
  GtkStack            *states;
  AdwBanner           *hold;
  AdwBanner           *failure;
  AdwPreferencesGroup *lanes_group;
  GtkListBox          *lanes;
  GtkMenuButton       *speed_all;
  GtkToggleButton     *pause_all;
  AdwPreferencesGroup *jobs_group;
  GtkListBox          *jobs;

  XaSession          *session; /* (owned) (nullable) */
  GSimpleActionGroup *actions; /* (owned): "lanes" */
  gboolean            is_showing;
};

G_DEFINE_FINAL_TYPE (XaActivityLanes, xa_activity_lanes, ADW_TYPE_BIN)

static GtkWidget *
make_job_row (gpointer item,
              gpointer data)
{
  return xa_job_row_new (item);
}

static guint
count_jobs (XaActivityLanes *self)
{
  return self->session ? g_list_model_get_n_items (G_LIST_MODEL (xa_session_get_jobs (self->session))) : 0;
}

static void
show_state (XaActivityLanes *self)
{
  gboolean has_lanes = gtk_widget_get_visible (GTK_WIDGET (self->lanes_group)), has_jobs = count_jobs (self) > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->jobs_group), has_jobs);
  gtk_stack_set_visible_child_name (self->states, has_lanes || has_jobs ? "content" : "empty");
}

void
xa_activity_lanes_set_session (XaActivityLanes *self,
                               XaSession       *session)
{
  if (self->session)
    g_signal_handlers_disconnect_by_data (xa_session_get_jobs (self->session), self);
  g_set_object (&self->session, session);
  gtk_list_box_bind_model (self->jobs, session ? G_LIST_MODEL (xa_session_get_jobs (session)) : NULL, make_job_row, NULL, NULL);
  if (session)
    g_signal_connect_object (xa_session_get_jobs (session), "items-changed", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  show_state (self);
}

/* --- lanes ----------------------------------------------------------------------------------- */

/* A lane that has nothing to show for is not shown. */
static gboolean
is_shown (const XaControlLane *lane)
{
  return lane->connection_id != 0 || lane->n_running + lane->n_queued + lane->n_waiting + lane->n_failed + lane->n_dead + lane->n_done > 0;
}

/* The row at @i is of the connection: an old one where it stands there, else a new one. */
static XaLaneRow *
get_row (XaActivityLanes *self,
         int              i,
         gint64           connection_id)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->lanes, i);

  while (row && xa_lane_row_get_connection (XA_LANE_ROW (row)) != connection_id) {
    gtk_list_box_remove (self->lanes, GTK_WIDGET (row));
    row = gtk_list_box_get_row_at_index (self->lanes, i);
  }
  if (!row) {
    row = GTK_LIST_BOX_ROW (xa_lane_row_new (connection_id));
    gtk_list_box_insert (self->lanes, GTK_WIDGET (row), i);
  }

  return XA_LANE_ROW (row);
}

static void
show_lanes (XaActivityLanes  *self,
            XaControlPicture *picture)
{
  int            n = 0;
  GtkListBoxRow *row;

  for (guint i = 0; picture && i < picture->n_lanes; i++)
    if (is_shown (&picture->lanes[i])) {
      xa_lane_row_show (get_row (self, n, picture->lanes[i].connection_id), picture, &picture->lanes[i], picture->at_us);
      n++;
    }
  while ((row = gtk_list_box_get_row_at_index (self->lanes, n)))
    gtk_list_box_remove (self->lanes, GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (self->lanes_group), n > 0);
}

/* Why nothing begins by itself, where something other than the user holds it. */
static const char *
get_hold (const XaControlPicture *picture)
{
  if (g_str_equal (picture->held_by, "metered"))
    return _ ("The network costs money: nothing is fetched by itself");
  if (g_str_equal (picture->held_by, "saver"))
    return _ ("The battery is low: nothing is fetched by itself");

  return NULL;
}

/* Marked is what all of them have; where they differ, nothing. */
static void
show_speed (XaActivityLanes        *self,
            const XaControlPicture *picture)
{
  GSimpleAction *action = G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "throttle"));
  double         speed = 0;
  gboolean       is_same = TRUE;

  for (guint i = 0; picture && i < picture->n_lanes; i++) {
    const XaControlLane *lane = &picture->lanes[i];

    if (lane->connection_id == 0)
      continue;
    is_same &= speed <= 0 || ABS (speed - lane->throttle) < 0.001;
    speed = lane->throttle;
  }
  gtk_widget_set_visible (GTK_WIDGET (self->speed_all), speed > 0);
  g_simple_action_set_state (action, is_same ? g_variant_new_printf ("%.0f", speed * 100) : g_variant_new_string (""));
}

static void
show_hold (XaActivityLanes        *self,
           const XaControlPicture *picture)
{
  const char *hold = picture ? get_hold (picture) : NULL;

  adw_banner_set_title (self->hold, hold ? hold : "");
  adw_banner_set_revealed (self->hold, hold != NULL);
  self->is_showing = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->pause_all), picture != NULL);
  gtk_toggle_button_set_active (self->pause_all, picture && picture->is_paused);
  gtk_button_set_label (GTK_BUTTON (self->pause_all), picture && picture->is_paused ? _ ("Paused") : _ ("Pause All"));
  self->is_showing = FALSE;
}

void
xa_activity_lanes_show (XaActivityLanes *self,
                        XaSupervisor    *supervisor)
{
  XaControlPicture *picture = supervisor ? xa_supervisor_get_picture (supervisor) : NULL;
  const char       *failure = supervisor ? xa_supervisor_get_failure (supervisor) : NULL;

  show_lanes (self, picture);
  show_hold (self, picture);
  show_speed (self, picture);
  adw_banner_set_title (self->failure, failure ? failure : "");
  adw_banner_set_revealed (self->failure, failure != NULL);
  show_state (self);
}

static void
pause_toggled_cb (XaActivityLanes *self)
{
  XaControl control = { .verb = gtk_toggle_button_get_active (self->pause_all) ? XA_CONTROL_PAUSE : XA_CONTROL_RESUME };

  if (!self->is_showing)
    gtk_widget_activate_action_variant (GTK_WIDGET (self), "activity.steer", xa_control_to_variant (&control));
}

/* The state follows when the controller has done it. */
static void
throttle_cb (GSimpleAction *action,
             GVariant      *percent,
             gpointer       self)
{
  XaControl control = { .verb = XA_CONTROL_THROTTLE, .value = g_ascii_strtod (g_variant_get_string (percent, NULL), NULL) / 100 };

  gtk_widget_activate_action_variant (self, "activity.steer", xa_control_to_variant (&control));
}

static const GActionEntry entries[] = {
  { "throttle", NULL, "s", "'100'", throttle_cb, { 0 } },
};

/* --- the widget ------------------------------------------------------------------------------ */

static void
xa_activity_lanes_dispose (GObject *object)
{
  XaActivityLanes *self = XA_ACTIVITY_LANES (object);

  g_clear_object (&self->session);
  g_clear_object (&self->actions);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_ACTIVITY_LANES);
  G_OBJECT_CLASS (xa_activity_lanes_parent_class)->dispose (object);
}

static void
xa_activity_lanes_class_init (XaActivityLanesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_activity_lanes_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/activity-lanes.ui");
  gtk_widget_class_bind_template_child (widget_class, XaActivityLanes, states);
  gtk_widget_class_bind_template_child (widget_class, XaActivityLanes, hold);
  gtk_widget_class_bind_template_child (widget_class, XaActivityLanes, failure);
  gtk_widget_class_bind_template_child (widget_class, XaActivityLanes, lanes_group);
  gtk_widget_class_bind_template_child (widget_class, XaActivityLanes, lanes);
  gtk_widget_class_bind_template_child (widget_class, XaActivityLanes, speed_all);
  gtk_widget_class_bind_template_child (widget_class, XaActivityLanes, pause_all);
  gtk_widget_class_bind_template_child (widget_class, XaActivityLanes, jobs_group);
  gtk_widget_class_bind_template_child (widget_class, XaActivityLanes, jobs);
  gtk_widget_class_bind_template_callback (widget_class, pause_toggled_cb);
}

static void
xa_activity_lanes_init (XaActivityLanes *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "lanes", G_ACTION_GROUP (self->actions));
}
