#pragma once

#include "providers/simulated/xa-simulator.h"

#include <gio/gio.h>

/* Above this number of audiences, what two of them share is written for the first ones only, which
 * are the largest: the pairs of all would fill a disk. */
#define XA_SIMULATION_PAIRS_AMONG 1000

/* Writes what is true of an invented world to @path, replacing what is there: JSON with the sizes of
 * all audiences at all times, and what every two of a platform share at the end. */
gboolean xa_simulation_truth_write (XaSimulator *simulator, const char *path, GCancellable *cancellable, GError **error);
