#include "ui/inspect/xa-inspect-schedule.h"

#include "store/xa-sources.h"
#include "ui/connections/xa-follow-step.h"
#include "ui/xa-steering.h"

#include <glib/gi18n.h>

/* The same audience may be followed over several connections: they are steered together. */
struct _XaInspectSchedule {
  AdwBin              parent_instance;
  GtkMenuButton      *button;
  GSimpleActionGroup *actions;     /* (owned): "schedule" */
  XaSession          *session;     /* (owned) (nullable) */
  GCancellable       *cancellable; /* (owned) (nullable): of the answer that is on its way */
  GPtrArray          *sources;     /* (owned) (nullable) (element-type XaSource) */
  gint64              audience_id;
  char               *name; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaInspectSchedule, xa_inspect_schedule, ADW_TYPE_BIN)

/* --- what is shown --------------------------------------------------------------------------- */

static void
set_state (XaInspectSchedule *self,
           const char        *name,
           GVariant          *state)
{
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name)), state);
}

/* Where they differ none of the choices is marked. */
static void
show_sources (XaInspectSchedule *self)
{
  const XaSource *first = self->sources->len ? self->sources->pdata[0] : NULL;
  gboolean        is_same = first != NULL, is_paused = first != NULL;

  for (guint i = 0; i < self->sources->len; i++) {
    const XaSource *source = self->sources->pdata[i];

    is_same &= source->interval_s == first->interval_s;
    is_paused &= source->is_paused;
  }
  set_state (self, "interval", is_same ? g_variant_new_printf ("%" G_GINT64_FORMAT, first->interval_s) : g_variant_new_string (""));
  set_state (self, "paused", g_variant_new_boolean (is_paused));
  gtk_widget_set_visible (GTK_WIDGET (self), first != NULL);
}

static gpointer
sources_question (const XaScope    *scope,
                  gpointer          data,
                  XaInsightProgress progress,
                  gpointer          progress_data,
                  GError          **error)
{
  const gint64 audience_id = *(const gint64 *) data;
  g_autoptr (GPtrArray) all = xa_store_list_sources (scope->store, error);

  for (guint i = all ? all->len : 0; i > 0; i--)
    if (((const XaSource *) all->pdata[i - 1])->audience_id != audience_id)
      g_ptr_array_remove_index (all, i - 1);

  return g_steal_pointer (&all);
}

/* What cannot be read is not steered. */
static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (XaInspectSchedule) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = xa_session_ask_finish (XA_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  self->sources = sources ? g_steal_pointer (&sources) : g_ptr_array_new ();
  show_sources (self);
}

static void
load (XaInspectSchedule *self)
{
  const XaAsk ask = { sources_question, g_memdup2 (&self->audience_id, sizeof self->audience_id), g_free, (GDestroyNotify) g_ptr_array_unref };

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  xa_session_ask_async (self->session, XA_ASK_QUICK, &ask, NULL, NULL, self->cancellable, answered_cb, g_object_ref (self));
}

/* Another program, or undo, may have changed it since. */
static void
opened_cb (XaInspectSchedule *self)
{
  if (self->session && gtk_menu_button_get_active (self->button))
    load (self);
}

void
xa_inspect_schedule_show (XaInspectSchedule *self,
                          XaSession         *session,
                          gint64             audience_id,
                          const char        *name)
{
  g_set_object (&self->session, session);
  self->audience_id = audience_id;
  g_set_str (&self->name, name);
  load (self);
}

/* --- what the user does ---------------------------------------------------------------------- */

static void
fetch_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  XaInspectSchedule *self = data;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; self->sources && i < self->sources->len; i++)
    g_array_append_val (ids, ((XaSource *) self->sources->pdata[i])->id);
  if (ids->len)
    xa_live_fetch (xa_session_get_live (self->session), (const gint64 *) (gpointer) ids->data, ids->len);
}

/* Each goes back to what it was itself. */
static void
steer (XaInspectSchedule *self,
       XaControlVerb      verb,
       double             value,
       const char        *title)
{
  g_autoptr (GArray) forth = g_array_new (FALSE, FALSE, sizeof (XaControl));
  g_autoptr (GArray) back = g_array_new (FALSE, FALSE, sizeof (XaControl));

  for (guint i = 0; self->sources && i < self->sources->len; i++) {
    const XaSource *source = self->sources->pdata[i];
    XaControl       one = { .verb = verb, .source_id = source->id, .value = value }, was = one;

    if (verb == XA_CONTROL_INTERVAL)
      was.value = (double) source->interval_s;
    else
      was.verb = source->is_paused ? XA_CONTROL_PAUSE : XA_CONTROL_RESUME;
    g_array_append_val (forth, one);
    g_array_append_val (back, was);
  }
  if (forth->len)
    xa_steering_run (self->session, forth, back, title);
}

static void
interval_cb (GSimpleAction *action,
             GVariant      *seconds,
             gpointer       data)
{
  XaInspectSchedule *self = data;
  g_autofree char   *title = g_strdup_printf (_ ("Changed how often %s is fetched"), self->name);

  steer (self, XA_CONTROL_INTERVAL, g_ascii_strtod (g_variant_get_string (seconds, NULL), NULL), title);
  g_simple_action_set_state (action, seconds);
}

static void
paused_cb (GSimpleAction *action,
           GVariant      *state,
           gpointer       data)
{
  XaInspectSchedule *self = data;
  gboolean           pauses = g_variant_get_boolean (state);
  g_autofree char   *title = g_strdup_printf (pauses ? _ ("Paused fetching %s") : _ ("Resumed fetching %s"), self->name);

  steer (self, pauses ? XA_CONTROL_PAUSE : XA_CONTROL_RESUME, 0, title);
  g_simple_action_set_state (action, state);
}

static void
unfollow_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  XaInspectSchedule *self = data;

  if (self->sources && self->sources->len)
    xa_follow_step_stop (xa_session_get_undo (self->session), xa_session_get_live (self->session), GTK_WIDGET (self), self->sources, self->name);
}

static const GActionEntry entries[] = {
  { "fetch", fetch_cb, NULL, NULL, NULL, { 0 } },
  { "paused", NULL, NULL, "false", paused_cb, { 0 } },
  { "unfollow", unfollow_cb, NULL, NULL, NULL, { 0 } },
  { "interval", NULL, "s", "'0'", interval_cb, { 0 } },
};

/* --- the widget ------------------------------------------------------------------------------ */

static void
xa_inspect_schedule_dispose (GObject *object)
{
  XaInspectSchedule *self = XA_INSPECT_SCHEDULE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_clear_pointer (&self->name, g_free);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), XA_TYPE_INSPECT_SCHEDULE);
  G_OBJECT_CLASS (xa_inspect_schedule_parent_class)->dispose (object);
}

static void
xa_inspect_schedule_class_init (XaInspectScheduleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_inspect_schedule_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/inspect-schedule.ui");
  gtk_widget_class_bind_template_child (widget_class, XaInspectSchedule, button);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
}

static void
xa_inspect_schedule_init (XaInspectSchedule *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "schedule", G_ACTION_GROUP (self->actions));
}
