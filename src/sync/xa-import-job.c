#include "sync/xa-import-job.h"

#include "journal/xa-journal.h"
#include "model/xa-language.h"
#include "model/xa-time.h"
#include "store/xa-audiences.h"
#include "sync/xa-import-identity.h"
#include "sync/xa-ingest-sink.h"
#include "sync/xa-writer.h"
#include "store/xa-hooks.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <sys/stat.h>

/* Before this much time has passed a rate says little. */
#define RATE_AFTER_SECONDS 0.5

typedef struct {
  const char               *path;     /* (not owned) */
  const XaImportJobOptions *options;  /* (not owned) */
  XaImportObserver          observer; /* all NULL if there is none */
  GCancellable             *cancellable;
  XaImportReport           *report; /* (not owned) */
  gint64                    mtime_us;
  gint64                    at_us;
  XaImportIdentity         *identity; /* (owned) (nullable) */
  XaImportSource           *source;   /* (owned) (nullable) */
  XaIngestSink             *sink;     /* (owned) (nullable) */
  XaWriter                 *writer;   /* (owned) (nullable) */
  XaImportPhase             phase;
  gint64                    phase_since_us; /* monotonic */
  guint64                   phase_from;     /* bytes that were behind us when the phase began */
} Job;

static void
job_clear (Job *job)
{
  g_clear_pointer (&job->sink, xa_ingest_sink_free);
  g_clear_pointer (&job->writer, xa_writer_free);
  g_clear_pointer (&job->source, xa_import_source_free);
  g_clear_pointer (&job->identity, xa_import_identity_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

/* --- progress --------------------------------------------------------------------------------- */

static void
tick (gpointer data)
{
  Job             *job = data;
  XaImportProgress progress = { .phase = job->phase, .seconds_left = (double) NAN };
  double           seconds = (double) (g_get_monotonic_time () - job->phase_since_us) / G_USEC_PER_SEC;

  if (!job->observer.progress)
    return;
  if (job->phase == XA_IMPORT_PHASE_RECOGNISING) {
    progress.bytes_done = xa_import_identity_get_offset (job->identity);
    progress.bytes_total = MAX (xa_import_identity_get_size (job->identity), progress.bytes_done);
  } else if (job->phase == XA_IMPORT_PHASE_READING) {
    progress.bytes_done = xa_import_source_get_offset (job->source);
    progress.bytes_total = MAX (xa_import_source_get_size (job->source), progress.bytes_done);
  }
  if (job->sink)
    progress.n_records = xa_ingest_sink_get_n_records (job->sink);
  if (seconds > RATE_AFTER_SECONDS && progress.bytes_done > job->phase_from) {
    progress.bytes_per_second = (double) (progress.bytes_done - job->phase_from) / seconds;
    progress.seconds_left = (double) (progress.bytes_total - progress.bytes_done) / progress.bytes_per_second;
  }
  job->observer.progress (&progress, job->observer.data);
}

static void
enter_phase (Job          *job,
             XaImportPhase phase,
             guint64       from)
{
  job->phase = phase;
  job->phase_since_us = g_get_monotonic_time ();
  job->phase_from = from;
  tick (job);
}

/* --- before reading ----------------------------------------------------------------------------- */

static gint64
get_mtime (const struct stat *info)
{
  return (gint64) info->st_mtim.tv_sec * G_USEC_PER_SEC + info->st_mtim.tv_nsec / 1000;
}

static gboolean
look_at_file (Job     *job,
              GError **error)
{
  struct stat info;

  if (g_stat (job->path, &info) != 0) {
    int saved = errno;

    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved), N_ ("“%s” cannot be read: %s"), job->path, g_strerror (saved));
    return FALSE;
  }
  job->mtime_us = get_mtime (&info);
  job->at_us = job->options->at_us == XA_TIME_UNKNOWN ? job->mtime_us : job->options->at_us;

  return TRUE;
}

static gboolean
choose_importer (Job     *job,
                 GError **error)
{
  const char *format = job->options->format;

  if (!format) {
    job->report->importer = xa_importer_recognize (job->path, job->cancellable, error);
    return job->report->importer != NULL;
  }

  job->report->importer = xa_importer_by_id (format);
  if (!job->report->importer) {
    g_autofree char *ids = xa_importer_list_ids ();

    g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_UNKNOWN_FORMAT, N_ ("There is no format “%s”; there are %s"), format, ids);
  }

  return job->report->importer != NULL;
}

static void
feed_text (XaFileHash *hash,
           const char *text)
{
  if (text)
    xa_file_hash_feed (hash, text, strlen (text));
  xa_file_hash_feed (hash, "", 1);
}

/* Whether the name of the file is the name of an audience. */
static gboolean
is_named_by_file (Job *job)
{
  const XaImporter *importer = job->report->importer;
  g_autoptr (XaImportSource) source = NULL;

  if (!importer->is_named_by_file || job->options->audience_name)
    return FALSE;
  source = xa_import_source_open (job->path, job->cancellable, NULL);

  return !source || importer->is_named_by_file (source);
}

/* What the user said beside the file shapes the result as the bytes do. A time that the file
 * itself gave does not count: a copy of the file is the same file. */
static void
feed_options (Job        *job,
              XaFileHash *hash)
{
  const XaImportJobOptions *options = job->options;
  g_autofree char          *numbers = g_strdup_printf ("%d %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, options->platform, options->coverage,
                                                       options->first_n, options->at_us);

  feed_text (hash, job->report->importer->id);
  feed_text (hash, options->audience_name);
  feed_text (hash, numbers);
  if (is_named_by_file (job))
    feed_text (hash, job->report->name);
}

static gboolean
open_identity (Job     *job,
               GError **error)
{
  XaFileHash *hash = xa_file_hash_new (job->options->keys);

  feed_options (job, hash);
  job->identity = xa_import_identity_new (job->path, hash, tick, job, error);

  return job->identity != NULL;
}

/* --- reading ----------------------------------------------------------------------------------- */

static gboolean
name_batch (Job     *job,
            XaBatch *batch,
            GError **error)
{
  batch->has_source = xa_import_identity_at (job->identity, batch->offset, &batch->source, error);

  return batch->has_source;
}

static XaBatch *
push_batch (XaBatch *full,
            gpointer data,
            GError **error)
{
  Job *job = data;

  if (name_batch (job, full, error))
    return xa_writer_push (job->writer, full, error);
  xa_batch_free (full);

  return NULL;
}

/* Finds out, with the workspace in hand, whether the file was here before. */
static gboolean
start_writer (Job           *job,
              XaWriterStart *start,
              GError       **error)
{
  XaIngestSource source = { .format = job->report->importer->id, .at_us = job->at_us };
  gint64         size_bytes = xa_import_identity_has_size (job->identity) ? (gint64) xa_import_identity_get_size (job->identity) : -1;
  g_autoptr (GArray) known = NULL;

  enter_phase (job, XA_IMPORT_PHASE_RECOGNISING, 0);
  job->writer = xa_writer_open (job->options->workspace, job->options->keys, size_bytes, job->observer.commit, job->observer.data, &known, error);
  if (!job->writer || !xa_import_identity_recognize (job->identity, known, &source.source, job->cancellable, error))
    return FALSE;
  job->report->size_bytes = xa_import_identity_get_size (job->identity);
  source.size_bytes = (gint64) job->report->size_bytes;

  return xa_writer_begin (job->writer, &source, start, error);
}

static gboolean
start_import (Job     *job,
              guint64 *resume_offset,
              GError **error)
{
  XaWriterStart start = { 0 };

  if (!start_writer (job, &start, error))
    return FALSE;

  job->report->start = start.start;
  job->report->counts = start.counts;
  job->report->resumed_from = *resume_offset = start.start == XA_INGEST_RESUMED ? start.resume_offset : 0;
  job->sink = xa_ingest_sink_new (job->options->keys, job->at_us, push_batch, job);
  xa_ingest_sink_set_cancellable (job->sink, job->cancellable);
  xa_ingest_sink_set_batch_records (job->sink, job->options->batch_records);
  xa_ingest_sink_set_tick (job->sink, tick, job);
  if (start.start == XA_INGEST_RESUMED)
    xa_ingest_sink_resume (job->sink, start.resume_offset, start.counts.rejects);

  return TRUE;
}

/* The file that was read must be the one that was identified, or its name would be a lie. */
static gboolean
is_unchanged (Job     *job,
              GError **error)
{
  struct stat info;

  if (g_stat (job->path, &info) == 0 && get_mtime (&info) == job->mtime_us &&
      xa_import_source_get_offset (job->source) <= job->report->size_bytes &&
      xa_import_identity_get_offset (job->identity) == job->report->size_bytes)
    return TRUE;

  g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_MALFORMED,
               N_ ("“%s” changed while it was being read; import it again when it is complete"), job->report->name);

  return FALSE;
}

static gboolean
read_records (Job            *job,
              guint64         resume_offset,
              XaImportResult *result,
              GError        **error)
{
  const XaImportJobOptions *options = job->options;
  XaPseudonym               check;
  g_autofree char          *key_id = NULL;
  XaImportOptions           parse = {
              .platform = options->platform,
              .audience_name = options->audience_name,
              .coverage = options->coverage,
              .first_n = options->first_n,
              .at_us = job->at_us,
              .mtime_us = job->mtime_us,
  };

  xa_pseudonymizer_get_check (options->keys, &check);
  key_id = xa_pseudonym_format (&check);
  parse.key_id = key_id;
  job->source = xa_import_source_open (job->path, job->cancellable, error);
  if (!job->source)
    return FALSE;

  xa_import_source_set_resume_offset (job->source, resume_offset);
  enter_phase (job, XA_IMPORT_PHASE_READING, resume_offset);

  if (!job->report->importer->parse (job->source, &parse, xa_ingest_sink_get_sink (job->sink), result, error))
    return FALSE;
  /* What was packed may end at the end of a record, so that its parser sees nothing amiss. */
  result->truncated |= xa_import_source_is_damaged (job->source);

  return TRUE;
}

/* Brings what was read before the failure into safety. A source of which nothing could be used
 * leaves no trace. */
static void
stop_early (Job *job)
{
  g_autoptr (XaBatch) rest = xa_ingest_sink_take_last (job->sink, FALSE);

  xa_writer_stop (job->writer, xa_batch_get_size (rest) && name_batch (job, rest, NULL) ? g_steal_pointer (&rest) : NULL, NULL);
}

static gboolean
read_and_write (Job     *job,
                guint64  resume_offset,
                GError **error)
{
  XaImportResult result = { 0 };
  XaPseudonym    whole;
  gboolean       ok = read_records (job, resume_offset, &result, error) &&
                xa_import_identity_at_end (job->identity, &whole, error) && is_unchanged (job, error);

  if (ok) {
    XaBatch *last = xa_ingest_sink_take_last (job->sink, TRUE);

    last->source = whole;
    last->has_source = TRUE;
    enter_phase (job, XA_IMPORT_PHASE_FINISHING, 0);
    ok = xa_writer_finish (job->writer, last, result.truncated, error);
  } else {
    stop_early (job);
  }

  job->report->finished = ok;
  job->report->truncated = result.truncated;
  job->report->notice = *result.notice ? g_utf8_make_valid (result.notice, -1) : NULL;
  job->report->n_records = xa_ingest_sink_get_n_records (job->sink);
  xa_writer_get_counts (job->writer, &job->report->counts);

  return ok;
}

/* --- afterwards -------------------------------------------------------------------------------- */

/* Adds the newest set of active authors of an audience, if it has one. */
static gboolean
add_active_authors (XaStore     *store,
                    gint64       audience_id,
                    XaMemberSet *authors,
                    GError     **error)
{
  g_autoptr (GArray) snapshots = xa_store_list_snapshots (store, audience_id, error);
  g_autoptr (XaMemberSet) members = NULL;

  if (!snapshots)
    return FALSE;

  for (guint i = snapshots->len; i-- > 0 && !members;) {
    const XaSnapshot *snapshot = &g_array_index (snapshots, XaSnapshot, i);

    if (snapshot->coverage != XA_COVERAGE_ACTIVE_AUTHORS)
      continue;
    members = xa_store_load_members (store, snapshot->id, error);
    if (!members)
      return FALSE;
    xa_member_set_union (authors, members);
  }

  return TRUE;
}

/* The writer has closed the workspace by now; this only reads. */
static gboolean
count_active_authors (Job     *job,
                      GError **error)
{
  g_autoptr (XaStore) store = xa_store_open (job->options->workspace, XA_STORE_READ, error);
  g_autoptr (GPtrArray) audiences = store ? xa_store_list_audiences (store, error) : NULL;
  g_autoptr (XaMemberSet) authors = xa_member_set_new ();

  if (!audiences)
    return FALSE;

  for (guint i = 0; i < audiences->len; i++) {
    const XaAudience *audience = g_ptr_array_index (audiences, i);

    if (audience->n_posts && xa_ingest_sink_has_audience (job->sink, audience->platform, audience->native_id) &&
        !add_active_authors (store, audience->id, authors, error))
      return FALSE;
  }
  job->report->n_active_authors = xa_member_set_count (authors);

  return TRUE;
}

static gboolean
is_listened_to (const char *workspace)
{
  g_autoptr (XaStore) store = xa_store_open (workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) hooks = store ? xa_store_list_hooks_out (store, NULL) : NULL;

  return hooks && hooks->len > 0;
}

/* What cannot be queued is not told: the import itself went well. */
static void
tell_end (Job *job)
{
  g_autoptr (XaStore) store = is_listened_to (job->options->workspace) ? xa_store_open (job->options->workspace, XA_STORE_WRITE, NULL) : NULL;

  if (store)
    xa_store_tell_task (store, "import", TRUE, NULL, NULL);
}

static gboolean
run (Job     *job,
     GError **error)
{
  guint64 resume_offset = 0;

  if (!look_at_file (job, error) || !choose_importer (job, error) || !open_identity (job, error) ||
      !start_import (job, &resume_offset, error))
    return FALSE;

  if (job->report->start == XA_INGEST_DONE_BEFORE) {
    job->report->finished = TRUE;
    return xa_writer_stop (job->writer, NULL, error);
  }
  if (!read_and_write (job, resume_offset, error))
    return FALSE;
  tell_end (job);

  return job->report->counts.n_posts == 0 || count_active_authors (job, error);
}

/* Of the file nothing is told but its size. */
static void
log_end (const XaImportReport *report,
         const GError         *failure)
{
  const XaLogField size = xa_log_count ("bytes", report->size_bytes);
  const XaLogField records = xa_log_roughly ("records", report->n_records);
  const XaLogField time = xa_log_count ("ms", report->seconds * 1000);

  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    xa_journal (XA_LOG_INFO, "import-interrupted", size, records, time);
  else if (failure)
    xa_journal (XA_LOG_ERROR, "import-failed", xa_log_error (failure), size, records, time);
  else
    xa_journal (XA_LOG_INFO, "import-done", size, records, time, xa_log_flag ("resumed", report->resumed_from > 0), xa_log_flag ("truncated", report->truncated),
                xa_log_flag ("known", report->start == XA_INGEST_DONE_BEFORE));
}

/**
 * xa_import_job_run:
 * @path: a file, or the folder of an unpacked archive
 * @options: what the user said
 * @observer: (nullable): told of progress and of commits
 * @cancellable: (nullable): ends the import; what was read by then stays
 * @report: (out caller-allocates): cleared and filled, after an error as well
 *
 * Imports a file and waits for the end. Blocks for as long as it takes: call it in a thread.
 *
 * Returns: FALSE with @error, of XA_IMPORT_ERROR, XA_STORE_ERROR or G_IO_ERROR; running it
 *   again goes on from the last commit. Where the report says that it is finished, only the
 *   counting for the report failed.
 */
gboolean
xa_import_job_run (const char               *path,
                   const XaImportJobOptions *options,
                   const XaImportObserver   *observer,
                   GCancellable             *cancellable,
                   XaImportReport           *report,
                   GError                  **error)
{
  g_auto (Job) job = { .path = path, .options = options, .cancellable = cancellable, .report = report };
  gint64 since_us = g_get_monotonic_time ();
  g_autoptr (GError) failure = NULL;
  gboolean ok;

  g_return_val_if_fail (options->workspace && options->keys, FALSE);

  *report = (XaImportReport) { .name = g_path_get_basename (path) };
  if (observer)
    job.observer = *observer;
  ok = run (&job, &failure);
  report->seconds = (double) (g_get_monotonic_time () - since_us) / G_USEC_PER_SEC;
  log_end (report, failure);
  if (failure)
    g_propagate_error (error, g_steal_pointer (&failure));

  return ok;
}
