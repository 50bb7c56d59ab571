#include "ui/activity/xa-lane-row.h"

#include "model/xa-time.h"
#include "ui/activity/xa-lane-words.h"
#include "ui/widgets/xa-platform-disc.h"

#include <glib/gi18n.h>

struct _XaLaneRow {
  GtkListBoxRow   parent_instance;
  XaPlatformDisc *disc;
  GtkImage       *local;
  GtkLabel       *name;
  GtkImage       *sign;
  GtkLabel       *state;
  GtkLabel       *counts;
  GtkMenuButton  *why_button;
  GtkLabel       *why;
  GtkMenuButton  *menu_button;
  GtkProgressBar *progress;
  GtkWidget      *gauges;
  GtkLevelBar    *rate_gauge;
  GtkLabel       *rate;
  GtkLevelBar    *budget_gauge;
  GtkLabel       *budget;
  GtkLevelBar    *money_gauge;
  GtkLabel       *money;

  gint64              connection_id;
  XaControlPicture   *picture; /* (owned) (nullable): what is shown */
  GSimpleActionGroup *actions; /* (owned): "lane" */
};

G_DEFINE_FINAL_TYPE (XaLaneRow, xa_lane_row, GTK_TYPE_LIST_BOX_ROW)

GVariant *
xa_control_to_variant (const XaControl *control)
{
  return g_variant_new (XA_CONTROL_VARIANT, (gint32) control->verb, control->task_id, control->source_id, control->connection_id, control->value);
}

void
xa_control_from_variant (XaControl *self,
                         GVariant  *variant)
{
  gint32 verb;

  g_variant_get (variant, XA_CONTROL_VARIANT, &verb, &self->task_id, &self->source_id, &self->connection_id, &self->value);
  self->verb = (XaControlVerb) verb;
}

/* --- actions --------------------------------------------------------------------------------- */

static void
steer (XaLaneRow    *self,
       XaControlVerb verb,
       double        value)
{
  XaControl control = { .verb = verb, .connection_id = self->connection_id, .value = value };

  gtk_widget_activate_action_variant (GTK_WIDGET (self), "activity.steer", xa_control_to_variant (&control));
}

static void
fetch_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       self)
{
  steer (self, XA_CONTROL_FETCH, 0);
}

static void
retry_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       self)
{
  steer (self, XA_CONTROL_RETRY, 0);
}

static void
cancel_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       self)
{
  steer (self, XA_CONTROL_CANCEL, 0);
}

/* The state follows when the controller has done it. */
static void
paused_cb (GSimpleAction *action,
           GVariant      *state,
           gpointer       self)
{
  steer (self, g_variant_get_boolean (state) ? XA_CONTROL_PAUSE : XA_CONTROL_RESUME, 0);
}

static void
throttle_cb (GSimpleAction *action,
             GVariant      *percent,
             gpointer       self)
{
  steer (self, XA_CONTROL_THROTTLE, g_ascii_strtod (g_variant_get_string (percent, NULL), NULL) / 100);
}

static void
interval_cb (GSimpleAction *action,
             GVariant      *seconds,
             gpointer       self)
{
  steer (self, XA_CONTROL_INTERVAL, g_ascii_strtod (g_variant_get_string (seconds, NULL), NULL));
}

static const GActionEntry entries[] = {
  { "fetch", fetch_cb, NULL, NULL, NULL, { 0 } },
  { "retry", retry_cb, NULL, NULL, NULL, { 0 } },
  { "cancel", cancel_cb, NULL, NULL, NULL, { 0 } },
  { "paused", NULL, NULL, "false", paused_cb, { 0 } },
  { "throttle", NULL, "s", "'100'", throttle_cb, { 0 } },
  { "interval", NULL, "s", "'900'", interval_cb, { 0 } },
};

static void
set_state (XaLaneRow  *self,
           const char *name,
           GVariant   *state)
{
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name)), state);
}

static void
set_enabled (XaLaneRow  *self,
             const char *name,
             gboolean    enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name)), enabled);
}

static void
show_actions (XaLaneRow           *self,
              const XaControlLane *lane)
{
  gboolean is_platform = lane->connection_id != 0;

  set_state (self, "paused", g_variant_new_boolean (lane->is_paused));
  set_state (self, "throttle", g_variant_new_printf ("%.0f", lane->throttle * 100));
  set_state (self, "interval", g_variant_new_printf ("%" G_GINT64_FORMAT, lane->interval_s));
  set_enabled (self, "fetch", is_platform && lane->n_sources > 0);
  set_enabled (self, "retry", lane->n_failed + lane->n_dead + lane->n_waiting > 0 || *lane->stream_text);
  set_enabled (self, "cancel", lane->n_running + lane->n_queued + lane->n_waiting + lane->n_failed > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), is_platform);
}

/* --- what is shown --------------------------------------------------------------------------- */

static const char *
get_icon (XaLaneState state)
{
  switch (state) {
  case XA_LANE_IDLE:
    return "object-select-symbolic";
  case XA_LANE_RUNNING:
    return "emblem-synchronizing-symbolic";
  case XA_LANE_WAITING:
  case XA_LANE_HELD:
    return "document-open-recent-symbolic";
  case XA_LANE_BLOCKED:
    return "dialog-warning-symbolic";
  case XA_LANE_PAUSED:
    return "media-playback-pause-symbolic";
  }

  return "";
}

static void
show_sign (XaLaneRow           *self,
           const XaControlLane *lane)
{
  gboolean is_bad = lane->state == XA_LANE_BLOCKED;

  gtk_image_set_from_icon_name (self->sign, get_icon (lane->state));
  if (is_bad)
    gtk_widget_add_css_class (GTK_WIDGET (self->sign), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->sign), "warning");
}

/* Of all that runs and says how much it is; hidden where nothing does. */
static void
show_progress (XaLaneRow           *self,
               const XaControlLane *lane)
{
  double share = 0;
  guint  n = 0, n_running = 0;

  for (guint i = 0; i < self->picture->n_tasks; i++) {
    const XaControlTask *task = &self->picture->tasks[i];

    if (task->connection_id != lane->connection_id || task->state != XA_TASK_RUNNING)
      continue;
    n_running++;
    if (task->total > 0) {
      share += CLAMP ((double) task->done / (double) task->total, 0, 1);
      n++;
    }
  }
  gtk_widget_set_visible (GTK_WIDGET (self->progress), n_running > 0);
  if (n > 0)
    gtk_progress_bar_set_fraction (self->progress, share / n);
  else if (n_running > 0)
    gtk_progress_bar_pulse (self->progress);
}

/* Takes @words; a gauge that knows nothing is not there. */
static gboolean
show_gauge (GtkLevelBar *gauge,
            GtkLabel    *label,
            char        *words,
            double       share)
{
  g_autofree char *owned = words;

  gtk_widget_set_visible (GTK_WIDGET (gauge), owned != NULL);
  gtk_widget_set_visible (GTK_WIDGET (label), owned != NULL);
  if (!owned)
    return FALSE;
  gtk_label_set_text (label, owned);
  gtk_level_bar_set_value (gauge, CLAMP (share, 0, 1));

  return TRUE;
}

static void
show_gauges (XaLaneRow          *self,
             const XaLimitState *limits)
{
  gboolean any = show_gauge (self->rate_gauge, self->rate, xa_lane_say_rate_limit (limits), limits->capacity > 0 ? limits->tokens / limits->capacity : 0);

  any |= show_gauge (self->budget_gauge, self->budget, xa_lane_say_budget (limits), limits->budget > 0 ? limits->spent / limits->budget : 0);
  any |= show_gauge (self->money_gauge, self->money, xa_lane_say_money (limits), limits->money > 0 ? limits->paid / limits->money : 0);
  gtk_widget_set_visible (self->gauges, any);
}

static void
set_text (GtkLabel *label,
          char     *words)
{
  g_autofree char *owned = words;

  gtk_widget_set_visible (GTK_WIDGET (label), *owned != '\0');
  if (g_strcmp0 (gtk_label_get_text (label), owned) != 0)
    gtk_label_set_text (label, owned);
}

static void
show_head (XaLaneRow           *self,
           const XaControlLane *lane)
{
  const XaProvider *provider = xa_provider_by_id (lane->provider);
  g_autofree char  *options = g_strdup_printf (_ ("Steer %s"), xa_lane_name (lane)), *why = g_strdup_printf (_ ("Why is %s not faster?"), xa_lane_name (lane));

  gtk_widget_set_visible (GTK_WIDGET (self->disc), lane->connection_id != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->local), lane->connection_id == 0);
  xa_platform_disc_set_platform (self->disc, provider ? provider->platform : XA_PLATFORM_OTHER);
  set_text (self->name, g_strdup (xa_lane_name (lane)));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->menu_button), options);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->why_button), why);
}

void
xa_lane_row_show (XaLaneRow           *self,
                  XaControlPicture    *picture,
                  const XaControlLane *lane,
                  gint64               now_us)
{
  g_autoptr (XaControlPicture) old = self->picture;
  g_autofree char *state = xa_lane_say_state (lane, now_us);

  self->picture = xa_control_picture_ref (picture);
  show_head (self, lane);
  show_sign (self, lane);
  set_text (self->state, g_strdup (state));
  set_text (self->counts, xa_lane_say_counts (lane, now_us));
  show_progress (self, lane);
  show_gauges (self, &lane->limits);
  show_actions (self, lane);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, xa_lane_name (lane), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, state, -1);
}

/* Composed when it is asked for: it is of that moment. */
static void
why_opened_cb (XaLaneRow *self)
{
  GString         *words = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; self->picture && i < self->picture->n_lanes; i++) {
    const XaControlLane *lane = &self->picture->lanes[i];
    g_autoptr (GPtrArray) reasons = NULL;

    if (lane->connection_id != self->connection_id)
      continue;
    reasons = xa_lane_explain (self->picture, lane, xa_time_now ());
    for (guint j = 0; j < reasons->len; j++)
      g_string_append_printf (words, "%s%s", j > 0 ? "\n\n" : "", (const char *) reasons->pdata[j]);
  }
  text = g_string_free (words, FALSE);
  gtk_label_set_text (self->why, text);
}

GtkWidget *
xa_lane_row_new (gint64 connection_id)
{
  XaLaneRow *self = g_object_new (XA_TYPE_LANE_ROW, NULL);

  self->connection_id = connection_id;

  return GTK_WIDGET (self);
}

gint64
xa_lane_row_get_connection (XaLaneRow *self)
{
  return self->connection_id;
}

static void
xa_lane_row_dispose (GObject *object)
{
  XaLaneRow *self = XA_LANE_ROW (object);

  g_clear_pointer (&self->picture, xa_control_picture_unref);
  g_clear_object (&self->actions);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_LANE_ROW);
  G_OBJECT_CLASS (xa_lane_row_parent_class)->dispose (object);
}

static void
xa_lane_row_class_init (XaLaneRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_lane_row_dispose;
  g_type_ensure (XA_TYPE_PLATFORM_DISC);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/lane-row.ui");
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, disc);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, local);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, name);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, sign);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, state);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, counts);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, why_button);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, why);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, progress);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, gauges);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, rate_gauge);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, rate);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, budget_gauge);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, budget);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, money_gauge);
  gtk_widget_class_bind_template_child (widget_class, XaLaneRow, money);
  gtk_widget_class_bind_template_callback (widget_class, why_opened_cb);
}

/* What is used up is neither good nor bad before it is all: no colours. */
static void
drop_colours (GtkLevelBar *gauge)
{
  gtk_level_bar_remove_offset_value (gauge, GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (gauge, GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (gauge, GTK_LEVEL_BAR_OFFSET_FULL);
}

static void
xa_lane_row_init (XaLaneRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  drop_colours (self->rate_gauge);
  drop_colours (self->budget_gauge);
  drop_colours (self->money_gauge);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "lane", G_ACTION_GROUP (self->actions));
}
