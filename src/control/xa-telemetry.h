#pragma once

#include "store/xa-metric-rows.h"
#include "sync/xa-sync.h"

/*
 * What the program counts and times of itself, by connection and hour. It stays on this machine: in
 * the workspace, for 30 days.
 */

typedef enum {
  /* Counted */
  XA_TELEMETRY_CACHE_HITS,   /* answers from the result cache */
  XA_TELEMETRY_CACHE_MISSES, /* answers that were computed */
  XA_TELEMETRY_TASKS_ENQUEUED,
  XA_TELEMETRY_TASKS_MERGED, /* wishes for what was there already */
  XA_TELEMETRY_TASKS_DONE,
  XA_TELEMETRY_TASKS_FAILED, /* attempts */
  XA_TELEMETRY_REQUESTS,     /* to platforms */
  /* Measured: with low, high and a histogram */
  XA_TELEMETRY_BATCH_RECORDS, /* of a transaction: as many as there were batches */
  XA_TELEMETRY_BATCH_US,
  XA_TELEMETRY_LATENCY_CACHED_US, /* of an answer from the cache */
  XA_TELEMETRY_LATENCY_COMPUTED_US,
  XA_TELEMETRY_LATENCY_QUEUED_US, /* from being due to being begun */
  XA_TELEMETRY_TASK_US,           /* from being begun to the end */
  XA_N_TELEMETRY,
} XaTelemetryKey;

/* The stable name, such as "cache_hits". */
const char *xa_telemetry_key_id (XaTelemetryKey counter);
/* In a sentence, for the help of a scraper. */
const char *xa_telemetry_key_words (XaTelemetryKey counter);
gboolean    xa_telemetry_key_is_measured (XaTelemetryKey counter);

/* Counts in memory, in any thread. */
typedef struct _XaTelemetry XaTelemetry;

XaTelemetry *xa_telemetry_new (void) G_GNUC_WARN_UNUSED_RESULT;
XaTelemetry *xa_telemetry_ref (XaTelemetry *self);
void         xa_telemetry_unref (XaTelemetry *self);

/* Counts answers that were kept and those that had to be computed, until the second is called. */
void xa_telemetry_watch_answers (XaTelemetry *self);
void xa_telemetry_unwatch_answers (XaTelemetry *self);

/* Counts what @sync does; it may not end before what is under way there. */
void xa_telemetry_watch (XaTelemetry *self, XaSync *sync);

/* @connection_id: or 0 */
void xa_telemetry_count (XaTelemetry *self, XaTelemetryKey counter, gint64 connection_id, guint64 n, gint64 now_us);
void xa_telemetry_measure (XaTelemetry *self, XaTelemetryKey counter, gint64 connection_id, double value, gint64 now_us);

/* Writes what came since the last time; what could not be written is kept for the next. */
gboolean xa_telemetry_flush (XaTelemetry *self, XaStore *store, gint64 now_us, GError **error);

/* --- what is known, for charts ------------------------------------------------------------------- */

typedef struct {
  gint64 n;
  double total, low, high; /* low and high: of the values, where they are measured */
  double median, p95;      /* from the histogram: to a factor of two; NAN where there is none */
} XaTelemetrySum;

/* @connection_id: -1 for all; @rows: (element-type XaMetricRow) */
XaTelemetrySum xa_telemetry_sum (GPtrArray *rows, XaTelemetryKey counter, gint64 connection_id, gint32 from_hour, gint32 to_hour);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaTelemetry, xa_telemetry_unref)
