#pragma once

#include <gio/gio.h>

/*
 * The network and the power profile as a test says they are, in place of those of the system: in a program of
 * its own as a GIO module, which asks PRETEND_METERED and PRETEND_SAVER, or linked to a test.
 */

/* Before anybody asked for a monitor. */
void pretended_surroundings_install (void);
/* Both say at once what changed. */
void pretended_surroundings_set (gboolean is_metered, gboolean saves_power);
