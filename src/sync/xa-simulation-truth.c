#include "sync/xa-simulation-truth.h"

#include "analysis/xa-overlap.h"
#include "model/xa-time.h"

#include <json-glib/json-glib.h>

typedef struct {
  XaSimulator   *simulator;   /* (not owned) */
  GCancellable  *cancellable; /* (not owned) (nullable) */
  GOutputStream *out;         /* (not owned) */
  GError       **error;
} Truth;

static gboolean write_text (Truth *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
write_text (Truth      *self,
            const char *format,
            ...)
{
  va_list  arguments;
  gboolean done;

  va_start (arguments, format);
  done = g_output_stream_vprintf (self->out, NULL, self->cancellable, self->error, format, arguments);
  va_end (arguments);

  return done;
}

static char *
quote (const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);

  return json_to_string (node, FALSE);
}

static guint
get_n_paired (XaSimulator *simulator)
{
  return MIN (xa_simulator_get_options (simulator)->n_audiences, XA_SIMULATION_PAIRS_AMONG);
}

static gboolean
write_audience (Truth *self,
                guint  no)
{
  const XaSimulatedAudience *audience = xa_simulator_get_audience (self->simulator, no);
  g_autofree char           *name = quote (audience->name);

  if (!write_text (self, "%s\n    { \"name\": %s, \"platform\": \"%s\", \"coverage\": \"%s\", \"community\": %u, \"members\": [", no ? "," : "", name,
                   xa_platform_id (audience->platform), xa_coverage_id (audience->coverage), audience->community))
    return FALSE;
  for (guint i = 0; i < xa_simulator_get_options (self->simulator)->n_snapshots; i++) {
    gsize n_members;

    g_free (xa_simulator_get_members (self->simulator, no, i, &n_members));
    if (!write_text (self, "%s%zu", i ? ", " : "", n_members))
      return FALSE;
  }

  return write_text (self, "] }");
}

static gboolean
write_audiences (Truth *self)
{
  const XaSimulatorOptions *options = xa_simulator_get_options (self->simulator);
  g_autofree char          *end = xa_time_format (options->end_us);

  if (!write_text (self, "{\n  \"simulated\": true,\n  \"seed\": %u,\n  \"people\": %u,\n  \"snapshots\": %u,\n  \"last_snapshot\": \"%s\",\n  \"audiences\": [",
                   options->seed, options->n_people, options->n_snapshots, end))
    return FALSE;
  for (guint i = 0; i < options->n_audiences; i++)
    if (!write_audience (self, i))
      return FALSE;

  return write_text (self, "\n  ],\n");
}

static XaOverlap *
count_pairs (Truth *self)
{
  const XaSimulatorOptions  *options = xa_simulator_get_options (self->simulator);
  guint                      n = get_n_paired (self->simulator);
  g_autofree XaOverlapInput *inputs = g_new0 (XaOverlapInput, n);
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++) {
    guint32 *ids = xa_simulator_get_members (self->simulator, i, options->n_snapshots - 1, &inputs[i].n_ids);

    inputs[i].ids = ids;
    g_ptr_array_add (members, ids);
  }

  return xa_overlap_count (inputs, n, 2, NULL, NULL, self->cancellable, self->error);
}

static gboolean
write_pairs (Truth           *self,
             const XaOverlap *overlap)
{
  guint       n = xa_overlap_get_n (overlap);
  const char *separator = "";
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (names, quote (xa_simulator_get_audience (self->simulator, i)->name));
  if (!write_text (self,
                   "  \"pairs_among_first\": %u,\n"
                   "  \"pairs_note\": \"Pairs of one platform among the first %u audiences; two of these that are not listed share nobody.\",\n"
                   "  \"pairs\": [",
                   n, n))
    return FALSE;
  for (guint a = 0; a < n; a++)
    for (guint b = a + 1; b < n; b++) {
      guint64 shared = xa_overlap_get_shared (overlap, a, b);

      if (shared == 0 || xa_simulator_get_audience (self->simulator, a)->platform != xa_simulator_get_audience (self->simulator, b)->platform)
        continue;
      if (!write_text (self, "%s\n    { \"a\": %s, \"b\": %s, \"mutual\": %" G_GUINT64_FORMAT " }", separator, (const char *) names->pdata[a],
                       (const char *) names->pdata[b], shared))
        return FALSE;
      separator = ",";
    }

  return write_text (self, "\n  ]\n}\n");
}

/**
 * xa_simulation_truth_write:
 *
 * The file is written as it is made; in memory are the people of the audiences whose pairs are
 * counted, and a number for each of these pairs.
 *
 * Returns: FALSE with @error set; what was at @path is then still there
 */
gboolean
xa_simulation_truth_write (XaSimulator  *simulator,
                           const char   *path,
                           GCancellable *cancellable,
                           GError      **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GCancellable) abandon = g_cancellable_new ();
  g_autoptr (GFileOutputStream) raw = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, cancellable, error);
  g_autoptr (GOutputStream) out = raw ? g_buffered_output_stream_new_sized (G_OUTPUT_STREAM (raw), 1 << 16) : NULL;
  Truth truth = { simulator, cancellable, out, error };
  g_autoptr (XaOverlap) overlap = NULL;

  if (!out)
    return FALSE;
  overlap = write_audiences (&truth) ? count_pairs (&truth) : NULL;
  if (overlap && write_pairs (&truth, overlap))
    return g_output_stream_close (out, cancellable, error);
  /* A stream that is closed while it is cancelled leaves the old file in its place. */
  g_cancellable_cancel (abandon);
  g_output_stream_close (out, abandon, NULL);

  return FALSE;
}
