#pragma once

#include <glib.h>

/* What a workspace needs now and then, whoever works in it. To be called after every import and
 * daily, in a thread that may wait: deletes what is past its limit at @now_us. @n_deleted: rows. */
gboolean xa_upkeep_run (const char *workspace, gint64 now_us, gint64 *n_deleted, GError **error);
