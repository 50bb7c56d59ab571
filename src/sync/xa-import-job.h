#pragma once

#include "privacy/xa-pseudonym.h"
#include "providers/xa-import.h"
#include "store/xa-ingest.h"

/*
 * Imports one file into a workspace: the parser runs in the calling thread, the writer in one
 * of its own, and at most a few batches lie between them. Whatever ends an import early, the
 * batches that were acknowledged are in the workspace, and running it again goes on from there.
 */

/* What the user said, and where it goes to. Text is borrowed for the call. */
typedef struct {
  const char      *workspace;     /* path of an existing workspace file */
  XaPseudonymizer *keys;          /* (not owned): adopted by a workspace that has none yet */
  const char      *format;        /* (nullable): id of an importer; NULL: recognised by content */
  XaPlatform       platform;      /* or 0: the file says it */
  const char      *audience_name; /* (nullable): the file says it */
  XaCoverage       coverage;      /* or 0 */
  gint64           first_n;       /* with XA_COVERAGE_FIRST_N, or 0: as many as are read */
  gint64           at_us;         /* time of the snapshot, or XA_TIME_UNKNOWN: the file's modification time */
  guint            batch_records; /* commit after so many posts or members, or 0: as it serves speed; changes no result */
} XaImportJobOptions;

#define XA_IMPORT_JOB_OPTIONS_INIT ((XaImportJobOptions) { .at_us = XA_TIME_UNKNOWN })

typedef enum {
  XA_IMPORT_PHASE_RECOGNISING, /* reading the file once to know whether it was here before */
  XA_IMPORT_PHASE_READING,
  XA_IMPORT_PHASE_FINISHING, /* closing member lists, making snapshots */
} XaImportPhase;

typedef struct {
  XaImportPhase phase;
  guint64       bytes_done;  /* of this phase */
  guint64       bytes_total; /* of this phase; 0: unknown */
  guint64       n_records;   /* handed over since the import was started or resumed */
  double        bytes_per_second;
  double        seconds_left; /* of this phase, or NAN while unknown */
} XaImportProgress;

/* Called in the thread that runs the job, some ten times a second. */
typedef void (*XaImportProgressFunc) (const XaImportProgress *progress, gpointer data);
/* Called in the writer's thread after each commit: all that ends before @offset in the source is
 * safe now, whatever happens to the program or the machine. */
typedef void (*XaImportCommitFunc) (guint64 offset, gpointer data);

typedef struct {
  XaImportProgressFunc progress; /* (nullable) */
  XaImportCommitFunc   commit;   /* (nullable) */
  gpointer             data;     /* for both */
} XaImportObserver;

/* What became of it. After an error it tells what had been committed by then. */
typedef struct {
  char             *name;     /* (owned): of the file, without its folders */
  const XaImporter *importer; /* (not owned) (nullable): NULL until recognised */
  XaIngestStart     start;
  guint64           resumed_from; /* in bytes of the source; 0: read from its start */
  gboolean          finished;     /* else: interrupted, to be resumed */
  gboolean          truncated;    /* the file ends in the middle */
  char             *notice;       /* (owned) (nullable): what the user should know */
  XaIngestCounts    counts;
  guint64           n_active_authors; /* distinct, of the audiences in this file, all imports together */
  guint64           n_records;        /* read in this run */
  guint64           size_bytes;
  double            seconds;
} XaImportReport;

gboolean xa_import_job_run (const char *path, const XaImportJobOptions *options, const XaImportObserver *observer, GCancellable *cancellable, XaImportReport *report, GError **error);

/* The same in a thread of its own; @observer's progress is then called in the caller's main context. */
void     xa_import_job_run_async (const char *path, const XaImportJobOptions *options, const XaImportObserver *observer, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean xa_import_job_run_finish (GAsyncResult *result, XaImportReport **report, GError **error);

char *xa_import_report_format (const XaImportReport *report) G_GNUC_WARN_UNUSED_RESULT;
void  xa_import_report_clear (XaImportReport *report);
void  xa_import_report_free (XaImportReport *report);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaImportReport, xa_import_report_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaImportReport, xa_import_report_free)
