#include "ui/xa-jobs-private.h"

#include "journal/xa-journal.h"
#include "store/xa-audit.h"

#include <glib/gi18n.h>

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XaJobs, xa_jobs, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum {
  SIGNAL_CHANGED,      /* the content of the workspace did */
  SIGNAL_ENDED,        /* a job did; with the job */
  SIGNAL_OPEN_CHANGED, /* how many wait or run */
  SIGNAL_ASKS,         /* a file leaves open where its people are; with the file */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* --- what comes back --- */

static void
errand_free (XaErrand *self)
{
  if (self->data_free)
    self->data_free (self->data);
  g_object_unref (self->jobs);
  g_clear_object (&self->job);
  g_clear_object (&self->task);
  g_clear_object (&self->shared_with);
  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self->answers.audience);
  g_free (self->outcome);
  g_free (self);
}

/* The error speaks of options of the command line; here a dialog asks. */
static void
fail_job (XaErrand *self)
{
  if (g_error_matches (self->error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_NEEDS_OPTION)) {
    g_autoptr (GFile) file = g_file_new_for_path (self->path);
    g_autoptr (GError) error = g_error_new_literal (XA_IMPORT_ERROR, XA_IMPORT_ERROR_NEEDS_OPTION, _ ("The file does not say where these people are"));

    xa_job_fail (self->job, error);
    g_signal_emit (self->jobs, signals[SIGNAL_ASKS], 0, file);
    return;
  }
  xa_job_fail (self->job, self->error);
}

gboolean
xa_jobs_take_back (gpointer data)
{
  XaErrand *self = data;
  XaJobs   *jobs = self->jobs;

  if (self->task) {
    if (self->error)
      g_task_return_error (self->task, g_steal_pointer (&self->error));
    else
      g_task_return_boolean (self->task, TRUE);
  } else if (self->error) {
    fail_job (self);
  } else {
    xa_job_finish (self->job, self->outcome);
  }
  /* Also after a failure: what was committed until then is there. */
  g_signal_emit (jobs, signals[SIGNAL_CHANGED], 0);
  if (self->job)
    g_signal_emit (jobs, signals[SIGNAL_ENDED], 0, self->job);
  errand_free (self);

  return G_SOURCE_REMOVE;
}

/* --- the list --- */

static GType
get_item_type (GListModel *list)
{
  return XA_TYPE_JOB;
}

static guint
get_n_items (GListModel *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (XA_JOBS (list)->jobs));
}

static gpointer
get_item (GListModel *list,
          guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (XA_JOBS (list)->jobs), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
xa_jobs_finalize (GObject *object)
{
  XaJobs *self = XA_JOBS (object);

  g_thread_pool_free (self->thread, FALSE, FALSE);
  g_object_unref (self->jobs);
  xa_writing_turn_unref (self->turn);
  g_free (self->workspace);
  g_free (self->key_file);
  G_OBJECT_CLASS (xa_jobs_parent_class)->finalize (object);
}

static void
xa_jobs_class_init (XaJobsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xa_jobs_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", XA_TYPE_JOBS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", XA_TYPE_JOBS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, XA_TYPE_JOB);
  signals[SIGNAL_OPEN_CHANGED] = g_signal_new ("open-changed", XA_TYPE_JOBS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ASKS] = g_signal_new ("asks", XA_TYPE_JOBS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);
}

static void
xa_jobs_init (XaJobs *self)
{
  self->jobs = g_list_store_new (XA_TYPE_JOB);
  g_signal_connect_object (self->jobs, "items-changed", G_CALLBACK (g_list_model_items_changed), self, G_CONNECT_SWAPPED);
  self->turn = xa_writing_turn_new ();
  self->thread = g_thread_pool_new (xa_jobs_work, NULL, 1, TRUE, NULL);
}

/**
 * xa_jobs_new:
 * @key_file: (nullable): where the key is, if not in the Secret Service
 */
XaJobs *
xa_jobs_new (const char *workspace,
             const char *key_file)
{
  XaJobs *self = g_object_new (XA_TYPE_JOBS, NULL);

  self->workspace = g_strdup (workspace);
  self->key_file = g_strdup (key_file);

  return self;
}

static XaErrand *
errand_new (XaJobs *self,
            XaJob  *job,
            char *(*run) (XaErrand *self, GError **error))
{
  XaErrand *errand = g_new0 (XaErrand, 1);

  errand->jobs = g_object_ref (self);
  errand->job = job;
  errand->run = run;

  return errand;
}

/**
 * xa_jobs_import:
 *
 * Imports a file once all before it is done.
 *
 * Returns: (transfer none): the job
 */
XaJob *
xa_jobs_import (XaJobs                *self,
                GFile                 *file,
                const XaImportAnswers *answers)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (base);
  g_autofree char *title = g_strdup_printf (_ ("Import of %s"), shown);
  XaJob           *job = xa_job_new (title, "document-open-symbolic");
  XaErrand        *errand = errand_new (self, job, xa_jobs_run_import);

  errand->path = g_file_get_path (file);
  if (answers)
    errand->answers = (XaImportAnswers) { answers->platform, g_strdup (answers->audience), answers->coverage };
  xa_jobs_add (self, job);
  g_thread_pool_push (self->thread, errand, NULL);

  return job;
}

XaJob *
xa_jobs_simulate (XaJobs                   *self,
                  const XaSimulatorOptions *options)
{
  XaJob    *job = xa_job_new (_ ("Inventing sample audiences"), "applications-science-symbolic");
  XaErrand *errand = errand_new (self, job, xa_jobs_run_simulation);

  errand->options = *options;
  xa_jobs_add (self, job);
  g_thread_pool_push (self->thread, errand, NULL);

  return job;
}

void
xa_jobs_edit_async (XaJobs             *self,
                    XaEdit              edit,
                    gpointer            data,
                    GDestroyNotify      data_free,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  XaErrand *errand = errand_new (self, NULL, NULL);

  errand->edit = edit;
  errand->data = data;
  errand->data_free = data_free;
  errand->shared_with = self->shared_with ? g_object_ref (self->shared_with) : NULL;
  errand->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (errand->task, xa_jobs_edit_async);
  g_thread_pool_push (self->thread, errand, NULL);
}

gboolean
xa_jobs_edit_finish (XaJobs       *self,
                     GAsyncResult *result,
                     GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
open_changed_cb (XaJobs *self)
{
  g_signal_emit (self, signals[SIGNAL_OPEN_CHANGED], 0);
}

void
xa_jobs_add (XaJobs *self,
             XaJob  *job)
{
  g_signal_connect_object (job, "notify::state", G_CALLBACK (open_changed_cb), self, G_CONNECT_SWAPPED);
  g_list_store_insert (self->jobs, 0, job);
  open_changed_cb (self);
}

static gboolean
note_edit (XaStore *writer,
           gpointer data,
           GError **error)
{
  return xa_store_note (writer, "exported", data, error);
}

static void
noted_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (GError) error = NULL;

  if (!xa_jobs_edit_finish (XA_JOBS (source), result, &error))
    xa_journal (XA_LOG_WARNING, "export-not-noted", xa_log_error (error));
}

void
xa_jobs_note_export (XaJobs     *self,
                     const char *what)
{
  xa_jobs_edit_async (self, note_edit, (gpointer) what, NULL, noted_cb, NULL);
}

void
xa_jobs_forget (XaJobs *self,
                XaJob  *job)
{
  guint place;

  if (!g_list_store_find (self->jobs, job, &place))
    return;
  g_list_store_remove (self->jobs, place);
  open_changed_cb (self);
}

void
xa_jobs_forget_ended (XaJobs     *self,
                      const char *title)
{
  for (guint i = get_n_items (G_LIST_MODEL (self)); i-- > 0;) {
    g_autoptr (XaJob) job = get_item (G_LIST_MODEL (self), i);

    if (!xa_job_is_open (job) && g_strcmp0 (xa_job_get_title (job), title) == 0)
      xa_jobs_forget (self, job);
  }
}

guint
xa_jobs_get_n_open (XaJobs *self)
{
  guint n = 0;

  for (guint i = 0; i < get_n_items (G_LIST_MODEL (self)); i++) {
    g_autoptr (XaJob) job = get_item (G_LIST_MODEL (self), i);

    n += xa_job_is_open (job);
  }

  return n;
}

void
xa_jobs_cancel_all (XaJobs *self)
{
  for (guint i = 0; i < get_n_items (G_LIST_MODEL (self)); i++) {
    g_autoptr (XaJob) job = get_item (G_LIST_MODEL (self), i);

    xa_job_cancel (job);
  }
}

XaWritingTurn *
xa_jobs_get_turn (XaJobs *self)
{
  return self->turn;
}

void
xa_jobs_set_shared_edit (XaJobs      *self,
                         XaSharedEdit shared_edit,
                         GObject     *with)
{
  self->shared_edit = shared_edit;
  self->shared_with = with;
}

void
xa_jobs_end (XaJobs *self,
             XaJob  *job)
{
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, job);
}
