#pragma once

#include "sync/xa-sync-forecast.h"

#include <json-glib/json-glib.h>

/* How a run of fetching ended, and how what is followed stands, as JSON for programs. */

/* Adds one object: {"done", "failed", "waiting", "requests", "metered", "audiences": [...]}.
 * @n_most: audiences that are listed; the others are in the numbers only */
void xa_sync_report_build (JsonBuilder *builder, const XaSyncProgress *report, guint n_most);

/* Adds the members "forecast": {"requests", "seconds", "price", "share", "over_budget", "unknown", "metered",
 * "connections": [...]}; shares are of the month's budget, and null without one. */
void xa_sync_report_build_forecast (JsonBuilder *builder, const XaForecast *forecast);
/* The report as above, with the forecast in it. */
void xa_sync_report_build_with (JsonBuilder *builder, const XaSyncProgress *report, guint n_most, const XaForecast *forecast);

/* Adds one object: connections, what is followed, and how many tasks are in which state. It only reads.
 * @store: open for reading */
gboolean xa_sync_status_build (JsonBuilder *builder, XaStore *store, GError **error);

/* The sources that @names name: by title, address, id or number of the audience.
 * @sources: (element-type XaSource)
 * Returns: (transfer full) (element-type gint64): or NULL with NOT_FOUND */
GArray *xa_sync_find_sources (const GPtrArray *sources, const char *const *names, GError **error) G_GNUC_WARN_UNUSED_RESULT;
