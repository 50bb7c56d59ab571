#pragma once

#include "providers/simulated/xa-simulator.h"
#include "store/xa-store.h"
#include "sync/xa-import-job.h"
#include "ui/xa-job.h"
#include "ui/xa-writing-turn.h"

/*
 * All that changes the workspace, in one thread and in its order: imports, invented data, edits.
 * As a list model it holds the jobs that people should see, the newest first. "open-changed" is
 * emitted when another number of them may wait or run.
 */
#define XA_TYPE_JOBS (xa_jobs_get_type ())
G_DECLARE_FINAL_TYPE (XaJobs, xa_jobs, XA, JOBS, GObject)

XaJobs *xa_jobs_new (const char *workspace, const char *key_file) G_GNUC_WARN_UNUSED_RESULT;

/* What a file does not say itself; see XaImportJobOptions. */
typedef struct {
  XaPlatform platform; /* or 0 */
  char      *audience; /* (owned) (nullable) */
  XaCoverage coverage; /* or 0 */
} XaImportAnswers;

/* @answers: (nullable): copied. A file that leaves a question open fails, and "asks" is emitted
 * with it: importing it again with answers goes on. */
XaJob *xa_jobs_import (XaJobs *self, GFile *file, const XaImportAnswers *answers);
XaJob *xa_jobs_simulate (XaJobs *self, const XaSimulatorOptions *options);

/* A small change, run in the writing thread with the store open for writing. */
typedef gboolean (*XaEdit) (XaStore *store, gpointer data, GError **error);
void     xa_jobs_edit_async (XaJobs *self, XaEdit edit, gpointer data, GDestroyNotify data_free, GAsyncReadyCallback callback, gpointer user_data);
gboolean xa_jobs_edit_finish (XaJobs *self, GAsyncResult *result, GError **error);

/* Notes in the audit trail that something left the program: @what: "graph", "chart"; static. */
void xa_jobs_note_export (XaJobs *self, const char *what);

/* For work that changes nothing in the workspace but should be seen, such as writing a file. */
void xa_jobs_add (XaJobs *self, XaJob *job);
void xa_jobs_end (XaJobs *self, XaJob *job); /* of one that was added: it came to its end */
/* Takes one out of the list that nobody needs to read about any more, if it is there. */
void xa_jobs_forget (XaJobs *self, XaJob *job);
/* The same for all of that title that came to their end. */
void  xa_jobs_forget_ended (XaJobs *self, const char *title);
guint xa_jobs_get_n_open (XaJobs *self);
void  xa_jobs_cancel_all (XaJobs *self);

/* Who writes, where others do too. An edit that comes while the turn is shared is given to
 * @shared_edit, in the thread of the jobs. */
typedef gboolean (*XaSharedEdit) (XaEdit edit, gpointer edit_data, GObject *with, GError **error);
XaWritingTurn *xa_jobs_get_turn (XaJobs *self);                                                 /* (transfer none) */
void           xa_jobs_set_shared_edit (XaJobs *self, XaSharedEdit shared_edit, GObject *with); /* @with: (nullable), not owned */
