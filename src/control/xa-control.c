#include "control/xa-control-private.h"

#include "model/xa-language.h"
#include "store/xa-audit.h"

static const char *const verb_ids[] = {
  [XA_CONTROL_FETCH] = "fetch",
  [XA_CONTROL_PAUSE] = "pause",
  [XA_CONTROL_RESUME] = "resume",
  [XA_CONTROL_CANCEL] = "cancel",
  [XA_CONTROL_RETRY] = "retry",
  [XA_CONTROL_THROTTLE] = "throttle",
  [XA_CONTROL_INTERVAL] = "interval",
};

/**
 * xa_control_verb_id:
 *
 * Returns: the stable word for @verb in JSON and on the command line
 */
const char *
xa_control_verb_id (XaControlVerb verb)
{
  return (gsize) verb < G_N_ELEMENTS (verb_ids) ? verb_ids[verb] : "unknown";
}

/* In the writer's thread. */
typedef struct {
  const XaControl *control;
  GPtrArray       *sources;     /* (owned) (element-type XaSource) */
  GPtrArray       *connections; /* (owned) (element-type XaConnection) */
  GArray          *running;     /* (owned) (element-type gint64): sources of which something is in hand */
} Application;

static void
clear_application (Application *self)
{
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_clear_pointer (&self->connections, g_ptr_array_unref);
  g_clear_pointer (&self->running, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Application, clear_application)

static gboolean
is_about_source (const XaControl *control,
                 const XaSource  *source)
{
  if (control->source_id)
    return source->id == control->source_id;

  return !control->connection_id || source->connection_id == control->connection_id;
}

static gboolean
is_about_connection (const XaControl    *control,
                     const XaConnection *connection)
{
  return !control->connection_id || connection->id == control->connection_id;
}

static const XaSource *
find_source (GPtrArray *sources,
             gint64     id)
{
  for (guint i = 0; i < sources->len; i++)
    if (((const XaSource *) sources->pdata[i])->id == id)
      return sources->pdata[i];

  return NULL;
}

static gboolean
is_about_task (const Application *self,
               const XaTask      *task)
{
  const XaSource *source = task->source_id ? find_source (self->sources, task->source_id) : NULL;

  if (self->control->task_id)
    return task->id == self->control->task_id;
  if (self->control->source_id || self->control->connection_id)
    return source && is_about_source (self->control, source);

  return TRUE;
}

/* --- fetching ------------------------------------------------------------------------------------ */

static gboolean
fetch (Application *self,
       XaStore     *store,
       GError     **error)
{
  for (guint i = 0; i < self->sources->len; i++) {
    const XaSource     *source = self->sources->pdata[i];
    const XaConnection *connection = xa_control_find_connection (self->connections, source->connection_id);

    if (connection && is_about_source (self->control, source) && !xa_control_wish_source (store, source, connection, NULL, error))
      return FALSE;
  }

  return TRUE;
}

/* --- pausing, speed, interval -------------------------------------------------------------------- */

static gboolean
pause_source (Application *self,
              XaStore     *store,
              gboolean     pauses,
              GError     **error)
{
  const XaSource *source = find_source (self->sources, self->control->source_id);

  return xa_store_schedule_source (store, source->id, source->interval_s, pauses, error);
}

static gboolean
change_connections (Application *self,
                    XaStore     *store,
                    GError     **error)
{
  const XaControl *control = self->control;

  for (guint i = 0; i < self->connections->len; i++) {
    XaConnection *connection = self->connections->pdata[i];

    if (!is_about_connection (control, connection))
      continue;
    if (control->verb == XA_CONTROL_THROTTLE)
      connection->throttle = control->value;
    else if (control->verb == XA_CONTROL_INTERVAL)
      connection->interval_s = (gint64) control->value;
    else
      connection->is_paused = control->verb == XA_CONTROL_PAUSE;
    if (!xa_store_schedule_connection (store, connection, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
set_throttle (Application *self,
              XaStore     *store,
              GError     **error)
{
  if (!change_connections (self, store, error))
    return FALSE;

  return self->control->connection_id || xa_store_set_throttle (store, self->control->value, error);
}

static gboolean
pause_or_resume (Application *self,
                 XaStore     *store,
                 GError     **error)
{
  gboolean pauses = self->control->verb == XA_CONTROL_PAUSE;

  if (self->control->source_id)
    return pause_source (self, store, pauses, error);
  if (self->control->connection_id)
    return change_connections (self, store, error);

  return xa_store_set_paused (store, pauses, error);
}

static gboolean
set_interval (Application *self,
              XaStore     *store,
              GError     **error)
{
  const XaSource *source = self->control->source_id ? find_source (self->sources, self->control->source_id) : NULL;

  if (source)
    return xa_store_schedule_source (store, source->id, (gint64) self->control->value, source->is_paused, error);

  return change_connections (self, store, error);
}

/* --- tasks --------------------------------------------------------------------------------------- */

static gboolean
cancel (Application *self,
        XaStore     *store,
        GError     **error)
{
  const XaTaskEnd end = { .state = XA_TASK_CANCELLED, .not_before_us = XA_TIME_UNKNOWN };
  g_autoptr (GPtrArray) tasks = xa_store_list_tasks_in (store, 0, error);

  for (guint i = 0; tasks && i < tasks->len; i++) {
    const XaTask *task = tasks->pdata[i];

    if (!is_about_task (self, task))
      continue;
    /* Whoever runs it writes how it ended. */
    if (task->state == XA_TASK_RUNNING && task->source_id)
      g_array_append_val (self->running, task->source_id);
    else if (task->state != XA_TASK_RUNNING && !xa_store_leave_task (store, task->id, &end, NULL, error))
      return FALSE;
  }

  return tasks != NULL;
}

static gboolean
retry_in (Application *self,
          XaStore     *store,
          XaTaskState  state,
          GError     **error)
{
  g_autoptr (GPtrArray) tasks = xa_store_list_tasks_in (store, state, error);

  for (guint i = 0; tasks && i < tasks->len; i++) {
    const XaTask *task = tasks->pdata[i];

    if (is_about_task (self, task) && !xa_store_retry_task (store, task->id, error))
      return FALSE;
  }

  return tasks != NULL;
}

/* What was cancelled is tried again only where it is named. */
static gboolean
retry (Application *self,
       XaStore     *store,
       GError     **error)
{
  return retry_in (self, store, XA_TASK_WAITING, error) && retry_in (self, store, XA_TASK_FAILED, error) && retry_in (self, store, XA_TASK_DEAD, error) &&
         (!self->control->task_id || retry_in (self, store, XA_TASK_CANCELLED, error));
}

/* --- all of it ----------------------------------------------------------------------------------- */

static gboolean
check (Application *self,
       XaStore     *store,
       GError     **error)
{
  const XaControl *control = self->control;
  gboolean         found = TRUE;

  if (control->task_id)
    found = xa_store_has_task (store, control->task_id);
  else if (control->source_id)
    found = find_source (self->sources, control->source_id) != NULL;
  else if (control->connection_id) {
    found = FALSE;
    for (guint i = 0; i < self->connections->len; i++)
      found |= ((const XaConnection *) self->connections->pdata[i])->id == control->connection_id;
  }
  if (!found)
    g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("There is no such task, audience or connection any more."));

  return found;
}

/* Returns: (transfer full) (nullable): what a later reader should know of a change of the schedule; NULL: it was none */
static char *
describe_change (const XaControl *control)
{
  switch (control->verb) {
  case XA_CONTROL_PAUSE:
    return g_strdup ("paused");
  case XA_CONTROL_RESUME:
    return g_strdup ("resumed");
  case XA_CONTROL_THROTTLE:
    return g_strdup_printf ("speed %d %%", (int) (control->value * 100 + 0.5));
  case XA_CONTROL_INTERVAL:
    return control->value > 0 ? g_strdup_printf ("every %d min", (int) (control->value / 60 + 0.5)) : g_strdup ("interval as usual");
  case XA_CONTROL_FETCH:
  case XA_CONTROL_CANCEL:
  case XA_CONTROL_RETRY:
    break;
  }

  return NULL;
}

/* An audience goes by its number, as in lists of them. */
static char *
describe_subject (const Application *self)
{
  const XaSource     *source = self->control->source_id ? find_source (self->sources, self->control->source_id) : NULL;
  const XaConnection *connection = self->control->connection_id ? xa_control_find_connection (self->connections, self->control->connection_id) : NULL;

  if (source && source->audience_id)
    return g_strdup_printf ("audience #%" G_GINT64_FORMAT, source->audience_id);
  if (source)
    return g_strdup ("an audience that was not fetched yet");

  return g_strdup (connection ? connection->name : "everything");
}

static gboolean
note_change (const Application *self,
             XaStore           *store,
             GError           **error)
{
  g_autofree char *change = describe_change (self->control);
  g_autofree char *subject = describe_subject (self);
  g_autofree char *detail = g_strdup_printf ("%s: %s", subject, change);

  return !change || xa_store_note (store, "schedule-set", detail, error);
}

static gboolean
apply_verb (Application *self,
            XaStore     *store,
            GError     **error)
{
  self->connections = xa_store_list_connections (store, NULL, error);
  self->sources = self->connections ? xa_store_list_sources (store, error) : NULL;
  self->running = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!self->sources || !check (self, store, error))
    return FALSE;
  switch (self->control->verb) {
  case XA_CONTROL_FETCH:
    return fetch (self, store, error);
  case XA_CONTROL_PAUSE:
  case XA_CONTROL_RESUME:
    return pause_or_resume (self, store, error);
  case XA_CONTROL_CANCEL:
    return cancel (self, store, error);
  case XA_CONTROL_RETRY:
    return retry (self, store, error);
  case XA_CONTROL_THROTTLE:
    return set_throttle (self, store, error);
  case XA_CONTROL_INTERVAL:
    return set_interval (self, store, error);
  }

  return TRUE;
}

static gboolean
apply (XaStore *store,
       gpointer data,
       GError **error)
{
  return apply_verb (data, store, error) && note_change (data, store, error);
}

/**
 * xa_control_apply:
 *
 * Errors: NOT_FOUND, LOCKED where another program writes, READ_ONLY, FULL, IO
 */
gboolean
xa_control_apply (XaSync          *sync,
                  const XaControl *control,
                  GError         **error)
{
  g_auto (Application) self = { .control = control };

  if (!xa_sync_edit (sync, apply, &self, error))
    return FALSE;
  for (guint i = 0; i < self.running->len; i++)
    xa_sync_cancel (sync, g_array_index (self.running, gint64, i));
  if (control->verb == XA_CONTROL_THROTTLE)
    for (guint i = 0; i < self.connections->len; i++)
      if (is_about_connection (control, self.connections->pdata[i]))
        xa_sync_set_throttle (sync, self.connections->pdata[i]);

  return TRUE;
}
