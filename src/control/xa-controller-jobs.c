#include "control/xa-controller-private.h"
#include "model/xa-hand-over.h"
#include "model/xa-language.h"
#include "store/xa-hooks.h"

/* At a time; they compute and send, and are few. */
#define MAX_JOBS 2

#define BACK_OFF_US (G_GINT64_CONSTANT (30) * G_USEC_PER_SEC) /* is doubled up to seven times */
#define MAX_BACK_OFF_US (12 * XA_USEC_PER_HOUR)
#define STORE_BACK_OFF_US (5 * 60 * G_USEC_PER_SEC)

guint
xa_controller_count_jobs (XaController *self)
{
  guint n;

  pthread_mutex_lock (&self->lock);
  n = self->jobs->len;
  pthread_mutex_unlock (&self->lock);

  return n;
}

/* @task_id: 0 for all */
void
xa_controller_cancel_jobs (XaController *self,
                           gint64        task_id)
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->jobs->len; i++) {
    XaControllerJob *job = self->jobs->pdata[i];

    if (task_id == 0 || job->task->id == task_id)
      g_cancellable_cancel (job->cancellable);
  }
  pthread_mutex_unlock (&self->lock);
}

static gboolean
is_in_hand (XaController *self,
            gint64        task_id)
{
  gboolean found = FALSE;

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->jobs->len; i++)
    found |= ((XaControllerJob *) self->jobs->pdata[i])->task->id == task_id;
  pthread_mutex_unlock (&self->lock);

  return found;
}

/* --- what recurs ----------------------------------------------------------------------------------- */

static const XaTask *
find_last (XaController      *self,
           const XaRecurring *recurring)
{
  for (guint i = 0; i < self->state.last->len; i++) {
    const XaTask *task = self->state.last->pdata[i];

    if (task->source_id == 0 && task->kind == (int) recurring->kind && g_str_equal (task->subject, recurring->subject))
      return task;
  }

  return NULL;
}

/* What is dead is tried again when its time has come: nobody may look for it for weeks. */
static gboolean
is_recurring_due (XaController      *self,
                  const XaRecurring *recurring)
{
  gint64        now_us = xa_controller_now (self);
  const XaTask *last = find_last (self, recurring);

  if (recurring->when == XA_CONTROLLER_WHEN_IDLE && self->n_open > 0)
    return FALSE;
  if (!last || (!xa_task_state_is_open (last->state) && last->finished_us > now_us + XA_SCHEDULE_TOLERANCE_US))
    return TRUE;

  return !xa_task_state_is_open (last->state) && last->finished_us + recurring->interval_us <= now_us;
}

static gboolean
wish_recurring (XaStore *store,
                gpointer data,
                GError **error)
{
  const XaRecurring *recurring = data;
  g_autoptr (XaTask) task = xa_store_wish_job (store, (int) recurring->kind, recurring->subject, NULL, 0, XA_TIME_UNKNOWN, error);

  return task != NULL;
}

/* --- what is due ----------------------------------------------------------------------------------- */

static gboolean
is_held (XaController *self,
         const XaTask *task)
{
  XaScheduleConditions conditions;

  pthread_mutex_lock (&self->lock);
  conditions = self->conditions;
  pthread_mutex_unlock (&self->lock);
  if (task->priority >= XA_CONTROL_BY_HAND)
    return FALSE;

  return conditions.is_paused || (conditions.saves_power && task->kind >= XA_TASK_KIND_BACKUP);
}

static gboolean
is_due (XaController *self,
        const XaTask *task)
{
  gint64 now_us = xa_controller_now (self);

  if (task->source_id || task->kind >= XA_N_TASK_KINDS || !self->kinds[task->kind].work || task->state == XA_TASK_RUNNING || is_held (self, task))
    return FALSE;

  return task->not_before_us == XA_TIME_UNKNOWN || task->not_before_us <= now_us || task->not_before_us > now_us + XA_SCHEDULE_MAX_WAIT_US;
}

gboolean
xa_controller_has_due_jobs (XaController *self)
{
  gint64 now_us = xa_controller_now (self);

  for (guint i = 0; i < self->recurring->len && !self->state.is_paused; i++)
    if (is_recurring_due (self, self->recurring->pdata[i]))
      return TRUE;
  if (xa_controller_has_due_reports (self))
    return TRUE;
  for (guint i = 0; i < self->state.open->len; i++) {
    const XaTask *task = self->state.open->pdata[i];

    if (is_due (self, task))
      return TRUE;
    if (task->source_id == 0 && task->not_before_us != XA_TIME_UNKNOWN && task->not_before_us > now_us)
      self->next_us = MIN (self->next_us, task->not_before_us);
  }

  return FALSE;
}

/* --- running --------------------------------------------------------------------------------------- */

static gint64
get_retry (XaController *self,
           guint         attempts)
{
  return xa_controller_now (self) + (gint64) (g_random_double_range (0.5, 1.5) * (double) MIN (BACK_OFF_US << MIN (attempts, 12), MAX_BACK_OFF_US));
}

/* It was not the user who stopped it. */
static gboolean
goes_on_later (XaController *self)
{
  return g_cancellable_is_cancelled (self->stopped) || g_atomic_int_get (&self->gives_way);
}

static XaTaskEnd
judge (XaController *self,
       const XaTask *task,
       const GError *error)
{
  XaTaskEnd end = { .state = XA_TASK_WAITING, .not_before_us = get_retry (self, task->attempts), .counts = TRUE, .cause = "failed", .cause_text = error->message };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return (XaTaskEnd) { .state = goes_on_later (self) ? XA_TASK_QUEUED : XA_TASK_CANCELLED, .not_before_us = XA_TIME_UNKNOWN };
  if (error->domain == XA_NET_ERROR || error->domain == XA_STORE_ERROR)
    end.cause = xa_sync_error_id (error);
  /* Neither a disk that is full nor a network that is away is the fault of the task. */
  if (error->domain == XA_STORE_ERROR) {
    end.counts = FALSE;
    end.not_before_us = xa_controller_now (self) + STORE_BACK_OFF_US;
  } else if (g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_OFFLINE)) {
    end.counts = FALSE;
  }

  return end;
}

typedef struct {
  gint64           id;
  const char      *owner;
  const XaTaskEnd *end; /* (nullable): NULL: begun, or done */
  gboolean         begins;
  XaTaskKind       kind;
} Step;

/* What sends messages sends none about itself; what computes or looks around ends all the time. */
static gboolean
is_told (XaTaskKind kind)
{
  return kind == XA_TASK_KIND_REPORT || kind == XA_TASK_KIND_BACKUP || kind == XA_TASK_KIND_RETENTION;
}

static gboolean
write_step (XaStore *store,
            gpointer data,
            GError **error)
{
  const Step *step = data;
  XaTaskState state = XA_TASK_DONE;

  if (step->begins)
    return xa_store_start_task (store, step->id, step->owner, error);
  if (step->end ? !xa_store_leave_task (store, step->id, step->end, &state, error) : !xa_store_finish_task (store, step->id, error))
    return FALSE;
  if (!is_told (step->kind) || (state != XA_TASK_DONE && state != XA_TASK_DEAD))
    return TRUE;

  return xa_store_tell_task (store, xa_task_kind_id (step->kind), state == XA_TASK_DONE, step->end ? step->end->cause : NULL, error);
}

static void
write_outcome (XaControllerJob *job,
               const GError    *error)
{
  XaController *self = job->controller;
  XaTaskEnd     end = error ? judge (self, job->task, error) : (XaTaskEnd) { 0 };
  Step          step = { .id = job->task->id, .end = error ? &end : NULL, .kind = (XaTaskKind) job->task->kind };

  xa_sync_edit (self->sync, write_step, &step, NULL);
  xa_telemetry_count (self->telemetry, error ? XA_TELEMETRY_TASKS_FAILED : XA_TELEMETRY_TASKS_DONE, 0, 1, xa_controller_now (self));
}

static void
do_job (gpointer data,
        gpointer controller)
{
  XaController     *self = controller;
  XaControllerJob  *job = data;
  XaControllerKind *kind;
  gint64            begun_us = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  XA_TAKE_OVER (job);
  kind = &self->kinds[job->task->kind];
  if (!kind->work (self->sync, job->task, job->cancellable, kind->data, &error) && !error)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_FAILED, N_ ("It failed without saying why."));
  write_outcome (job, error);
  xa_telemetry_measure (self->telemetry, XA_TELEMETRY_TASK_US, 0, (double) (g_get_monotonic_time () - begun_us), xa_controller_now (self));

  pthread_mutex_lock (&self->lock);
  g_ptr_array_remove_fast (self->jobs, job);
  self->is_woken = TRUE;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
  /* Who computes changes nothing. */
  xa_controller_tell (self, job->task->kind == XA_TASK_KIND_ANALYSIS ? XA_CONTROLLER_PICTURE : XA_CONTROLLER_DATA);
  xa_task_free (job->task);
  g_object_unref (job->cancellable);
  g_free (job);
  XA_HAND_OVER (self);
}

static XaTask *
copy_task (const XaTask *task)
{
  XaTask *copy = g_memdup2 (task, sizeof *task);

  copy->subject = g_strdup (task->subject);
  copy->input = g_strdup (task->input);
  copy->cursor = NULL;
  copy->note_text = g_strdup (task->note_text);
  copy->cause = g_strdup (task->cause);
  copy->cause_text = g_strdup (task->cause_text);

  return copy;
}

static void
begin_job (XaController *self,
           const XaTask *task)
{
  XaControllerJob *job;
  Step             step = { .id = task->id, .owner = self->owner, .begins = TRUE };

  if (!xa_sync_edit (self->sync, write_step, &step, NULL))
    return;
  job = g_new0 (XaControllerJob, 1);
  *job = (XaControllerJob) { self, copy_task (task), g_cancellable_new () };
  pthread_mutex_lock (&self->lock);
  g_ptr_array_add (self->jobs, job);
  /* Whoever has stopped meanwhile told those that were there to end, and waits for all. */
  if (g_cancellable_is_cancelled (self->stopped))
    g_cancellable_cancel (job->cancellable);
  pthread_mutex_unlock (&self->lock);
  xa_telemetry_measure (self->telemetry, XA_TELEMETRY_LATENCY_QUEUED_US, 0, (double) MAX (0, xa_controller_now (self) - task->created_us), xa_controller_now (self));
  if (!self->workers)
    self->workers = g_thread_pool_new (do_job, self, MAX_JOBS, FALSE, NULL);
  XA_HAND_OVER (job);
  g_thread_pool_push (self->workers, job, NULL);
  self->is_dirty = TRUE;
}

void
xa_controller_begin_jobs (XaController *self)
{
  if (g_cancellable_is_cancelled (self->stopped) || !self->state.open)
    return;
  for (guint i = 0; i < self->recurring->len && !self->state.is_paused; i++)
    if (is_recurring_due (self, self->recurring->pdata[i]) && xa_sync_edit (self->sync, wish_recurring, self->recurring->pdata[i], NULL)) {
      xa_telemetry_count (self->telemetry, XA_TELEMETRY_TASKS_ENQUEUED, 0, 1, xa_controller_now (self));
      self->is_dirty = TRUE;
    }
  xa_controller_wish_reports (self);
  if (self->is_dirty && !xa_controller_load (self, NULL))
    return;
  for (guint i = 0; i < self->state.open->len && xa_controller_count_jobs (self) < MAX_JOBS; i++) {
    const XaTask *task = self->state.open->pdata[i];

    if (is_due (self, task) && !is_in_hand (self, task->id))
      begin_job (self, task);
  }
}
