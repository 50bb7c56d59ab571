#pragma once

#include "privacy/xa-pseudonym.h"
#include "providers/simulated/xa-simulator.h"

#include <gio/gio.h>

typedef void (*XaSimulationProgress) (guint snapshot, guint n_snapshots, gpointer data);

/* Puts an invented world into a workspace, one snapshot after the other, through the same sink
 * and writer as real data, and writes the truth about it to @truth_path, see xa-simulation-truth.h.
 * The same options put nothing in twice. */
gboolean xa_simulation_job_run (const char *workspace, XaPseudonymizer *keys, const XaSimulatorOptions *options, const char *truth_path, XaSimulationProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error);
char    *xa_simulation_get_truth_path (const char *workspace) G_GNUC_WARN_UNUSED_RESULT;
