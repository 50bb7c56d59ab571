#include "ui/xa-jobs-private.h"

#include "model/xa-time.h"
#include "store/xa-workspaces.h"
#include "sync/xa-simulation-job.h"
#include "sync/xa-upkeep.h"

#include <glib/gi18n.h>
#include <math.h>

/* What the thread of the jobs does: nothing here is in the main loop, but what is invoked there. */

static void
invoke (GSourceFunc    function,
        gpointer       data,
        GDestroyNotify destroy)
{
  /* Not g_main_context_invoke(): it would run in this thread whenever the main loop happens to rest. */
  g_idle_add_full (G_PRIORITY_DEFAULT, function, data, destroy);
}

static gboolean
started_cb (gpointer job)
{
  xa_job_start (job);

  return G_SOURCE_REMOVE;
}

typedef struct {
  XaJob *job; /* (owned) */
  double fraction, seconds_left;
  char  *detail; /* (owned) */
} Progress;

static void
progress_free (gpointer data)
{
  Progress *self = data;

  g_object_unref (self->job);
  g_free (self->detail);
  g_free (self);
}

static gboolean
progressed_cb (gpointer data)
{
  Progress *progress = data;

  xa_job_set_progress (progress->job, progress->fraction, progress->seconds_left, progress->detail);

  return G_SOURCE_REMOVE;
}

static void
tell_progress (XaJob *job,
               double fraction,
               double seconds_left,
               char  *detail)
{
  Progress *progress = g_new (Progress, 1);

  *progress = (Progress) { g_object_ref (job), fraction, seconds_left, detail };
  invoke (progressed_cb, progress, progress_free);
}

static void
import_progress_cb (const XaImportProgress *progress,
                    gpointer                data)
{
  XaErrand   *errand = data;
  double      fraction = progress->bytes_total > 0 ? (double) progress->bytes_done / (double) progress->bytes_total : -1;
  const char *phase = _ ("Reading");

  if (progress->phase == XA_IMPORT_PHASE_RECOGNISING)
    phase = _ ("Looking whether it was here before");
  else if (progress->phase == XA_IMPORT_PHASE_FINISHING)
    phase = _ ("Finishing");
  tell_progress (errand->job, CLAMP (fraction, -1, 1), progress->seconds_left, g_strdup (phase));
}

static XaPseudonymizer *
load_keys (XaJobs  *self,
           GError **error)
{
  g_autoptr (XaStore) store = xa_store_open (self->workspace, XA_STORE_READ, error);

  return store ? xa_workspaces_load_keys (store, self->key_file, XA_KEY_MAY_BE_NEW, error) : NULL;
}

char *
xa_jobs_run_import (XaErrand *self,
                    GError  **error)
{
  XaImportJobOptions options = XA_IMPORT_JOB_OPTIONS_INIT;
  XaImportObserver   observer = { .progress = import_progress_cb, .data = self };
  g_auto (XaImportReport) report = { 0 };
  g_autoptr (XaPseudonymizer) keys = load_keys (self->jobs, error);
  gint64 n_deleted;

  if (!keys)
    return NULL;
  options.workspace = self->jobs->workspace;
  options.keys = keys;
  options.platform = self->answers.platform;
  options.audience_name = self->answers.audience;
  options.coverage = self->answers.coverage;
  if (!xa_import_job_run (self->path, &options, &observer, xa_job_get_cancellable (self->job), &report, error) ||
      !xa_upkeep_run (self->jobs->workspace, xa_time_now (), &n_deleted, error))
    return NULL;

  return xa_import_report_format (&report);
}

static void
simulation_progress_cb (guint    snapshot,
                        guint    n_snapshots,
                        gpointer data)
{
  XaErrand *self = data;

  tell_progress (self->job, (double) snapshot / n_snapshots, NAN, g_strdup_printf (_ ("Inventing week %u of %u"), snapshot + 1, n_snapshots));
}

char *
xa_jobs_run_simulation (XaErrand *self,
                        GError  **error)
{
  g_autofree char *truth = xa_simulation_get_truth_path (self->jobs->workspace);
  g_autoptr (XaPseudonymizer) keys = load_keys (self->jobs, error);

  if (!keys || !xa_simulation_job_run (self->jobs->workspace, keys, &self->options, truth, simulation_progress_cb, self,
                                       xa_job_get_cancellable (self->job), error))
    return NULL;

  return g_strdup_printf (g_dngettext (NULL, "Invented %u audience", "Invented %u audiences", self->options.n_audiences), self->options.n_audiences);
}

static gboolean
edit_alone (XaErrand *self,
            GError  **error)
{
  g_autoptr (XaStore) store = xa_store_open (self->jobs->workspace, XA_STORE_WRITE, error);

  return store && self->edit (store, self->data, error);
}

/* While others share the writing connection, an edit goes between what they write. */
static char *
run_edit (XaErrand *self,
          GError  **error)
{
  XaJobs  *jobs = self->jobs;
  gboolean ok;

  if (self->shared_with && xa_writing_turn_try_join (jobs->turn)) {
    ok = jobs->shared_edit (self->edit, self->data, self->shared_with, error);
    xa_writing_turn_leave (jobs->turn);
  } else {
    ok = xa_writing_turn_take (jobs->turn, NULL, error) && edit_alone (self, error);
    xa_writing_turn_give_back (jobs->turn);
  }

  return ok ? g_strdup ("") : NULL;
}

/* A job has the workspace for itself. */
static char *
run_job (XaErrand *self,
         GError  **error)
{
  char *outcome;

  if (!xa_writing_turn_take (self->jobs->turn, xa_job_get_cancellable (self->job), error))
    return NULL;
  invoke (started_cb, g_object_ref (self->job), g_object_unref);
  outcome = self->run (self, error);
  xa_writing_turn_give_back (self->jobs->turn);

  return outcome;
}

void
xa_jobs_work (gpointer item,
              gpointer unused)
{
  XaErrand *errand = item;

  if (errand->job && g_cancellable_set_error_if_cancelled (xa_job_get_cancellable (errand->job), &errand->error)) {
    invoke (xa_jobs_take_back, errand, NULL);
    return;
  }
  errand->outcome = errand->job ? run_job (errand, &errand->error) : run_edit (errand, &errand->error);
  invoke (xa_jobs_take_back, errand, NULL);
}
