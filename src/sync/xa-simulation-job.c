#include "sync/xa-simulation-job.h"

#include "analysis/xa-overlap.h"
#include "model/xa-time.h"
#include "sync/xa-ingest-sink.h"
#include "sync/xa-writer.h"

#include <json-glib/json-glib.h>

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

/* --- the truth --- */

static void
add_number (JsonBuilder *builder,
            const char  *name,
            gint64       number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

static void
add_text (JsonBuilder *builder,
          const char  *name,
          const char  *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_audience (JsonBuilder *builder,
              XaSimulator *simulator,
              guint        no)
{
  const XaSimulatedAudience *audience = xa_simulator_get_audience (simulator, no);

  json_builder_begin_object (builder);
  add_text (builder, "name", audience->name);
  add_text (builder, "platform", xa_platform_id (audience->platform));
  add_text (builder, "coverage", xa_coverage_id (audience->coverage));
  add_number (builder, "community", audience->community);
  json_builder_set_member_name (builder, "members");
  json_builder_begin_array (builder);
  for (guint i = 0; i < xa_simulator_get_options (simulator)->n_snapshots; i++) {
    gsize n_members;

    g_free (xa_simulator_get_members (simulator, no, i, &n_members));
    json_builder_add_int_value (builder, (gint64) n_members);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_pairs (JsonBuilder     *builder,
           XaSimulator     *simulator,
           const XaOverlap *overlap)
{
  guint n = xa_overlap_get_n (overlap);

  json_builder_set_member_name (builder, "pairs");
  json_builder_begin_array (builder);
  for (guint a = 0; a < n; a++)
    for (guint b = a + 1; b < n; b++) {
      const XaSimulatedAudience *of_a = xa_simulator_get_audience (simulator, a);
      const XaSimulatedAudience *of_b = xa_simulator_get_audience (simulator, b);

      if (of_a->platform != of_b->platform)
        continue;
      json_builder_begin_object (builder);
      add_text (builder, "a", of_a->name);
      add_text (builder, "b", of_b->name);
      add_number (builder, "mutual", (gint64) xa_overlap_get_shared (overlap, a, b));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static XaOverlap *
count_pairs (XaSimulator  *simulator,
             GCancellable *cancellable,
             GError      **error)
{
  const XaSimulatorOptions  *options = xa_simulator_get_options (simulator);
  g_autofree XaOverlapInput *inputs = g_new0 (XaOverlapInput, options->n_audiences);
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < options->n_audiences; i++) {
    guint32 *ids = xa_simulator_get_members (simulator, i, options->n_snapshots - 1, &inputs[i].n_ids);

    inputs[i].ids = ids;
    g_ptr_array_add (members, ids);
  }

  return xa_overlap_count (inputs, options->n_audiences, 2, NULL, NULL, cancellable, error);
}

static gboolean
write_truth (XaSimulator  *simulator,
             const char   *path,
             GCancellable *cancellable,
             GError      **error)
{
  const XaSimulatorOptions *options = xa_simulator_get_options (simulator);
  g_autoptr (XaOverlap) overlap = count_pairs (simulator, cancellable, error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *end = xa_time_format (options->end_us);

  if (!overlap)
    return FALSE;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "simulated");
  json_builder_add_boolean_value (builder, TRUE);
  add_number (builder, "seed", options->seed);
  add_number (builder, "people", options->n_people);
  add_number (builder, "snapshots", options->n_snapshots);
  add_text (builder, "last_snapshot", end);
  json_builder_set_member_name (builder, "audiences");
  json_builder_begin_array (builder);
  for (guint i = 0; i < options->n_audiences; i++)
    add_audience (builder, simulator, i);
  json_builder_end_array (builder);
  add_pairs (builder, simulator, overlap);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);

  return json_generator_to_file (generator, path, error);
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

  return write_truth (simulator, truth_path, cancellable, error);
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
