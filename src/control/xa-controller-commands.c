#include "control/xa-controller-private.h"

/* What is asked for from other threads, and what comes of it in the controller's. */

/* A fetch that nobody began is told to be over. */
void
xa_command_free (XaCommand *self)
{
  if (self->fetch)
    xa_controller_drop_fetch (self->fetch);
  g_clear_pointer (&self->missed, g_array_unref);
  g_free (self->subject);
  g_free (self->input);
  g_free (self);
}

void
xa_controller_push (XaController *self,
                    XaCommand     command)
{
  pthread_mutex_lock (&self->lock);
  g_queue_push_tail (&self->commands, g_memdup2 (&command, sizeof command));
  pthread_mutex_unlock (&self->lock);
  xa_controller_look (self);
}

void
xa_controller_look (XaController *self)
{
  pthread_mutex_lock (&self->lock);
  self->is_woken = TRUE;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

void
xa_controller_steer (XaController    *self,
                     const XaControl *control)
{
  xa_controller_push (self, (XaCommand) { .kind_of = XA_COMMAND_CONTROL, .control = *control });
}

void
xa_controller_wish (XaController *self,
                    XaTaskKind    kind,
                    const char   *subject,
                    const char   *input,
                    int           priority,
                    gint64        not_before_us)
{
  XaCommand command = {
    .kind_of = XA_COMMAND_WISH,
    .kind = (int) kind,
    .subject = g_strdup (subject),
    .input = g_strdup (input),
    .priority = priority,
    .not_before_us = not_before_us,
  };

  xa_controller_push (self, command);
}

void
xa_controller_look_at (XaController *self,
                       gint64        audience_id)
{
  pthread_mutex_lock (&self->lock);
  self->looked_at = audience_id;
  pthread_mutex_unlock (&self->lock);
  xa_controller_look (self);
}

void
xa_controller_set_metered (XaController *self,
                           gboolean      is_metered)
{
  pthread_mutex_lock (&self->lock);
  self->conditions.is_metered = is_metered;
  pthread_mutex_unlock (&self->lock);
  xa_controller_look (self);
}

void
xa_controller_set_saving_power (XaController *self,
                                gboolean      saves)
{
  pthread_mutex_lock (&self->lock);
  self->conditions.saves_power = saves;
  pthread_mutex_unlock (&self->lock);
  xa_controller_look (self);
}

void
xa_controller_wake (XaController *self)
{
  pthread_mutex_lock (&self->lock);
  self->was_called = TRUE;
  pthread_mutex_unlock (&self->lock);
  xa_controller_look (self);
}

static XaCommand *
take_command (XaController *self)
{
  XaCommand *command;

  pthread_mutex_lock (&self->lock);
  command = g_queue_pop_head (&self->commands);
  pthread_mutex_unlock (&self->lock);

  return command;
}

static gboolean
write_wish (XaStore *store,
            gpointer data,
            GError **error)
{
  const XaCommand *command = data;
  g_autoptr (XaTask) task = xa_store_wish_job (store, command->kind, command->subject, command->input, command->priority, command->not_before_us, error);

  return task != NULL;
}

static void
meet_wish (XaController    *self,
           const XaCommand *command,
           GError         **error)
{
  if (xa_sync_edit (self->sync, write_wish, (gpointer) command, error))
    xa_telemetry_count (self->telemetry, XA_TELEMETRY_TASKS_ENQUEUED, 0, 1, xa_controller_now (self));
}

static void
follow_up (XaController    *self,
           const XaControl *control)
{
  if (control->verb == XA_CONTROL_CANCEL)
    xa_controller_cancel_jobs (self, control->task_id);
  /* Who fetches by hand wants to see what there is. */
  if (self->streams && (control->verb == XA_CONTROL_RETRY || control->verb == XA_CONTROL_FETCH))
    xa_streams_retry (self->streams, control->connection_id);
}

static void
apply (XaController *self,
       XaCommand    *command,
       GError      **error)
{
  switch (command->kind_of) {
  case XA_COMMAND_CONTROL:
    if (xa_control_apply (self->sync, &command->control, error))
      follow_up (self, &command->control);
    break;
  case XA_COMMAND_WISH:
    meet_wish (self, command, error);
    break;
  case XA_COMMAND_FETCH:
    if (command->fetch)
      xa_controller_begin_fetch (self, g_steal_pointer (&command->fetch));
    break;
  case XA_COMMAND_CANCEL_FETCH:
    xa_controller_cancel_by_id (self, command->fetch_id);
    break;
  case XA_COMMAND_ASK_MISSED:
    xa_controller_ask_missed (self, command->missed, error);
    break;
  }
}

void
xa_controller_apply_commands (XaController *self)
{
  XaCommand *command;

  while ((command = take_command (self))) {
    g_autoptr (GError) error = NULL;

    apply (self, command, &error);
    if (error)
      g_info ("A wish could not be met: %s", error->message);
    xa_command_free (command);
    self->is_dirty = TRUE;
  }
}

gboolean
xa_controller_has_commands (XaController *self)
{
  gboolean has;

  pthread_mutex_lock (&self->lock);
  has = !g_queue_is_empty (&self->commands);
  pthread_mutex_unlock (&self->lock);

  return has;
}
