/*
 * An import in a thread of its own, for callers with a main loop.
 */
#include "sync/xa-import-job.h"

#include <pthread.h>

/* The lock is a pthread one for the reason given in xa-writer.c. For the same reason each side says
 * by a flag that it has written what the other reads next, though GTask sees to that, too. */
typedef struct {
  int                is_ready; /* (atomic): everything below is set */
  int                n_left;   /* (atomic): how often a thread has let go of it */
  pthread_mutex_t    lock;
  char              *path;      /* (owned) */
  XaImportJobOptions options;   /* its text and keys are (owned) */
  XaImportObserver   observer;  /* of the caller */
  GMainContext      *context;   /* (owned): of the caller */
  XaImportProgress   latest;    /* (mutex lock) */
  gboolean           is_queued; /* (mutex lock): the caller will be told of @latest */
  XaImportReport    *report;    /* (owned) (nullable): of the job when it has ended, however it did */
} AsyncJob;

static void
async_job_free (gpointer data)
{
  AsyncJob *self = data;

  g_assert (g_atomic_int_get (&self->n_left) > 0);
  pthread_mutex_destroy (&self->lock);
  g_clear_pointer (&self->report, xa_import_report_free);
  g_free (self->path);
  g_free ((char *) self->options.workspace);
  g_free ((char *) self->options.format);
  g_free ((char *) self->options.audience_name);
  xa_pseudonymizer_unref (self->options.keys);
  g_main_context_unref (self->context);
  g_free (self);
}

static AsyncJob *
async_job_new (const char               *path,
               const XaImportJobOptions *options,
               const XaImportObserver   *observer)
{
  AsyncJob *self = g_new0 (AsyncJob, 1);

  pthread_mutex_init (&self->lock, NULL);
  self->path = g_strdup (path);
  self->options = *options;
  self->options.workspace = g_strdup (options->workspace);
  self->options.format = g_strdup (options->format);
  self->options.audience_name = g_strdup (options->audience_name);
  self->options.keys = xa_pseudonymizer_ref (options->keys);
  if (observer)
    self->observer = *observer;
  self->context = g_main_context_ref_thread_default ();
  g_atomic_int_set (&self->is_ready, TRUE);

  return self;
}

/* In the caller's context. */
static gboolean
deliver_cb (gpointer data)
{
  AsyncJob        *self = g_task_get_task_data (data);
  XaImportProgress progress;

  pthread_mutex_lock (&self->lock);
  progress = self->latest;
  self->is_queued = FALSE;
  pthread_mutex_unlock (&self->lock);
  self->observer.progress (&progress, self->observer.data);
  g_atomic_int_inc (&self->n_left);

  return G_SOURCE_REMOVE;
}

/* In the job's thread. A caller that is slow to listen hears the latest only. */
static void
progress_cb (const XaImportProgress *progress,
             gpointer                data)
{
  GTask    *task = data;
  AsyncJob *self = g_task_get_task_data (task);
  g_autoptr (GSource) source = NULL;
  gboolean was_queued;

  pthread_mutex_lock (&self->lock);
  was_queued = self->is_queued;
  self->latest = *progress;
  self->is_queued = TRUE;
  pthread_mutex_unlock (&self->lock);
  if (was_queued)
    return;

  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, g_object_ref (task), g_object_unref);
  g_source_attach (source, self->context);
}

static void
commit_cb (guint64  offset,
           gpointer data)
{
  AsyncJob *self = g_task_get_task_data (data);

  self->observer.commit (offset, self->observer.data);
}

static void
work (GTask        *task,
      gpointer      source,
      gpointer      data,
      GCancellable *cancellable)
{
  AsyncJob        *self = data;
  XaImportObserver observer = { .data = task };
  GError          *error = NULL;
  gboolean         ok;

  g_assert (g_atomic_int_get (&self->is_ready));
  observer.progress = self->observer.progress ? progress_cb : NULL;
  observer.commit = self->observer.commit ? commit_cb : NULL;

  self->report = g_new0 (XaImportReport, 1);
  ok = xa_import_job_run (self->path, &self->options, &observer, cancellable, self->report, &error);
  g_atomic_int_inc (&self->n_left);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * xa_import_job_run_async:
 *
 * Like xa_import_job_run(), in a thread of its own. @observer's progress is called in the
 * caller's main context, its commit in the writer's thread.
 */
void
xa_import_job_run_async (const char               *path,
                         const XaImportJobOptions *options,
                         const XaImportObserver   *observer,
                         GCancellable             *cancellable,
                         GAsyncReadyCallback       callback,
                         gpointer                  user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, xa_import_job_run_async);
  /* What was finished before the cancellation came stays finished. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, async_job_new (path, options, observer), async_job_free);
  g_task_run_in_thread (task, work);
}

/**
 * xa_import_job_run_finish:
 * @report: (out) (transfer full): what became of it, after an error as well
 *
 * Returns: FALSE with @error as of xa_import_job_run()
 */
gboolean
xa_import_job_run_finish (GAsyncResult    *result,
                          XaImportReport **report,
                          GError         **error)
{
  AsyncJob *self;

  g_return_val_if_fail (g_async_result_is_tagged (result, xa_import_job_run_async), FALSE);

  /* By the count the caller sees that the report is written, and whoever frees the job that the
   * caller is done with it. */
  self = g_task_get_task_data (G_TASK (result));
  g_assert (g_atomic_int_get (&self->n_left) > 0);
  *report = g_steal_pointer (&self->report);
  g_atomic_int_inc (&self->n_left);

  return g_task_propagate_boolean (G_TASK (result), error);
}
