#include "sync/xa-simulation-job.h"

#include "model/xa-time.h"
#include "sync/xa-ingest-sink.h"
#include "sync/xa-simulation-truth.h"
#include "sync/xa-writer.h"

#include <string.h>

static XaBatch *
push_batch (XaBatch *full,
            gpointer data,
            GError **error)
{
  return xa_writer_push (data, full, error);
}

/* What names a snapshot of an invented world: its options and its number. */
static XaPseudonym
identify (XaPseudonymizer          *keys,
          const XaSimulatorOptions *options,
          guint                     snapshot)
{
  g_autofree char *text = g_strdup_printf ("simulation %u %u %u %u %" G_GINT64_FORMAT " %u", options->n_audiences, options->n_people,
                                           options->n_snapshots, options->seed, options->end_us, snapshot);
  XaFileHash      *hash = xa_file_hash_new (keys);

  xa_file_hash_feed (hash, text, strlen (text));

  return xa_file_hash_finish (hash);
}

static gboolean
emit (XaSimulator  *simulator,
      guint         snapshot,
      XaIngestSink *sink,
      XaWriter     *writer,
      GError      **error)
{
  if (xa_simulator_emit (simulator, snapshot, xa_ingest_sink_get_sink (sink), error))
    return xa_writer_finish (writer, xa_ingest_sink_take_last (sink, TRUE), FALSE, error);
  xa_writer_stop (writer, NULL, NULL);

  return FALSE;
}

static gboolean
run_snapshot (const char      *workspace,
              XaPseudonymizer *keys,
              XaSimulator     *simulator,
              guint            snapshot,
              GCancellable    *cancellable,
              GError         **error)
{
  gint64         at_us = xa_simulator_get_time (simulator, snapshot);
  XaIngestSource source = { .source = identify (keys, xa_simulator_get_options (simulator), snapshot), .format = "simulated", .at_us = at_us };
  XaWriterStart  start;
  g_autoptr (XaWriter) writer = xa_writer_start (workspace, keys, &source, NULL, NULL, &start, error);
  g_autoptr (XaIngestSink) sink = NULL;

  if (!writer)
    return FALSE;
  if (start.start == XA_INGEST_DONE_BEFORE)
    return xa_writer_stop (writer, NULL, error);
  sink = xa_ingest_sink_new (keys, at_us, push_batch, writer);
  xa_ingest_sink_set_cancellable (sink, cancellable);

  /* What was interrupted is handed over again from its start: everything in it is known by name. */
  return emit (simulator, snapshot, sink, writer, error);
}

/**
 * xa_simulation_job_run:
 * @progress: (nullable): called before each snapshot
 *
 * Blocks; to be called in a worker thread.
 *
 * Returns: FALSE with @error set; what was committed stays
 */
gboolean
xa_simulation_job_run (const char               *workspace,
                       XaPseudonymizer          *keys,
                       const XaSimulatorOptions *options,
                       const char               *truth_path,
                       XaSimulationProgress      progress,
                       gpointer                  progress_data,
                       GCancellable             *cancellable,
                       GError                  **error)
{
  g_autoptr (XaSimulator) simulator = xa_simulator_new (options);

  for (guint i = 0; i < options->n_snapshots; i++) {
    if (progress)
      progress (i, options->n_snapshots, progress_data);
    if (!run_snapshot (workspace, keys, simulator, i, cancellable, error))
      return FALSE;
  }

  return xa_simulation_truth_write (simulator, truth_path, cancellable, error);
}

/**
 * xa_simulation_get_truth_path:
 *
 * Returns: (transfer full): where the truth about an invented workspace is put: "w.truth.json"
 *   beside "w.xaudience"
 */
char *
xa_simulation_get_truth_path (const char *workspace)
{
  const char      *suffix = g_str_has_suffix (workspace, XA_WORKSPACE_SUFFIX) ? XA_WORKSPACE_SUFFIX : "";
  g_autofree char *stem = g_strndup (workspace, strlen (workspace) - strlen (suffix));

  return g_strconcat (stem, ".truth.json", NULL);
}
