#include "ui/xa-analysis.h"

#include <glib/gi18n.h>
#include <math.h>

/* What takes less is done before anybody could read its name. */
#define SHOW_AFTER_MS 1000

typedef struct {
  XaSession        *session;       /* (owned) */
  XaJob            *job;           /* (owned) */
  GTask            *task;          /* (owned): of who asked */
  GDestroyNotify    result_free;   /* (nullable) */
  guint             show_source;   /* (nullable 0): until it is shown */
  gulong            outer_handler; /* on the cancellable of @task */
  gint64            started_us;    /* monotonic */
  XaInsightProgress progress;      /* (nullable) */
  gpointer          progress_data;
} Analysis;

static gboolean
show_cb (gpointer data)
{
  Analysis *self = data;

  self->show_source = 0;
  /* What was found before is in the view, or was: the list tells of the last time. */
  xa_jobs_forget_ended (xa_session_get_jobs (self->session), xa_job_get_title (self->job));
  xa_jobs_add (xa_session_get_jobs (self->session), self->job);

  return G_SOURCE_REMOVE;
}

static void
progress_cb (double   fraction,
             gpointer data)
{
  Analysis *self = data;
  double    seconds = (double) (g_get_monotonic_time () - self->started_us) / G_USEC_PER_SEC;

  xa_job_set_progress (self->job, CLAMP (fraction, 0, 1), fraction > .05 ? seconds / fraction - seconds : NAN, _ ("Counting"));
  if (self->progress)
    self->progress (fraction, self->progress_data);
}

/* What a view does not wait for any more was not stopped by anybody, and is nothing to read about. */
static void
end_job (Analysis     *self,
         const GError *error)
{
  if (!error) {
    xa_job_finish (self->job, _ ("Done"));
  } else if (g_cancellable_is_cancelled (g_task_get_cancellable (self->task))) {
    xa_jobs_forget (xa_session_get_jobs (self->session), self->job);
    xa_job_finish (self->job, NULL);
  } else {
    xa_job_fail (self->job, error);
  }
}

/* Who asked and did not cancel is told in words that somebody else did. */
static void
return_error (Analysis *self,
              GError   *error)
{
  gboolean stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && !g_cancellable_is_cancelled (g_task_get_cancellable (self->task));

  if (!stopped) {
    g_task_return_error (self->task, error);
    return;
  }
  g_error_free (error);
  g_task_return_new_error_literal (self->task, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("This was stopped. Try again to have it."));
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Analysis *self = data;
  GError   *error = NULL;
  gpointer  answer = xa_session_ask_finish (self->session, result, &error);

  end_job (self, error);
  g_clear_handle_id (&self->show_source, g_source_remove);
  g_cancellable_disconnect (g_task_get_cancellable (self->task), self->outer_handler);
  if (error)
    return_error (self, error);
  else
    g_task_return_pointer (self->task, answer, self->result_free);
  g_object_unref (self->task);
  g_object_unref (self->job);
  g_object_unref (self->session);
  g_free (self);
}

static void
cancel_cb (GCancellable *outer,
           gpointer      inner)
{
  g_cancellable_cancel (inner);
}

void
xa_analysis_run_async (XaSession          *session,
                       const char         *title,
                       const XaAsk        *ask,
                       XaInsightProgress   progress,
                       gpointer            progress_data,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  Analysis     *self = g_new0 (Analysis, 1);
  GCancellable *inner;

  *self = (Analysis) { .session = g_object_ref (session),
                       .job = xa_job_new (title, "xa-explore-symbolic"),
                       .task = g_task_new (session, cancellable, callback, user_data),
                       .result_free = ask->result_free,
                       .started_us = g_get_monotonic_time (),
                       .progress = progress,
                       .progress_data = progress_data };
  inner = xa_job_get_cancellable (self->job);
  self->show_source = g_timeout_add (SHOW_AFTER_MS, show_cb, self);
  if (cancellable)
    self->outer_handler = g_cancellable_connect (cancellable, G_CALLBACK (cancel_cb), g_object_ref (inner), g_object_unref);
  xa_job_start (self->job);
  xa_session_ask_async (session, XA_ASK_LONG, ask, progress_cb, self, inner, answered_cb, self);
}

gpointer
xa_analysis_run_finish (XaSession    *session,
                        GAsyncResult *result,
                        GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
