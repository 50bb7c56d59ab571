#pragma once

#include "store/xa-metric-rows.h"

/*
 * What the program counts and times of itself, by connection and hour. It stays on this machine: in
 * the workspace, for 30 days.
 */

typedef enum {
  /* Counted */
  XA_METRIC_CACHE_HITS,   /* answers from the result cache */
  XA_METRIC_CACHE_MISSES, /* answers that were computed */
  XA_METRIC_TASKS_ENQUEUED,
  XA_METRIC_TASKS_MERGED, /* wishes for what was there already */
  XA_METRIC_TASKS_DONE,
  XA_METRIC_TASKS_FAILED, /* attempts */
  XA_METRIC_REQUESTS,     /* to platforms */
  /* Measured: with low, high and a histogram */
  XA_METRIC_BATCH_RECORDS, /* of a transaction: as many as there were batches */
  XA_METRIC_BATCH_US,
  XA_METRIC_LATENCY_CACHED_US, /* of an answer from the cache */
  XA_METRIC_LATENCY_COMPUTED_US,
  XA_METRIC_LATENCY_QUEUED_US, /* from being due to being begun */
  XA_METRIC_TASK_US,           /* from being begun to the end */
  XA_N_METRICS,
} XaMetric;

/* The stable name, such as "cache_hits". */
const char *xa_metric_id (XaMetric metric);
/* In a sentence, for the help of a scraper. */
const char *xa_metric_words (XaMetric metric);
gboolean    xa_metric_is_measured (XaMetric metric);

/* Counts in memory, in any thread. */
typedef struct _XaTelemetry XaTelemetry;

XaTelemetry *xa_telemetry_new (void) G_GNUC_WARN_UNUSED_RESULT;
XaTelemetry *xa_telemetry_ref (XaTelemetry *self);
void         xa_telemetry_unref (XaTelemetry *self);

/* @connection_id: or 0 */
void xa_telemetry_count (XaTelemetry *self, XaMetric metric, gint64 connection_id, guint64 n, gint64 now_us);
void xa_telemetry_measure (XaTelemetry *self, XaMetric metric, gint64 connection_id, double value, gint64 now_us);

/* Writes what came since the last time; what could not be written is kept for the next. */
gboolean xa_telemetry_flush (XaTelemetry *self, XaStore *store, gint64 now_us, GError **error);

/* --- what is known, for charts ------------------------------------------------------------------- */

typedef struct {
  gint64 n;
  double total, low, high; /* low and high: of the values, where they are measured */
  double median, p95;      /* from the histogram: to a factor of two; NAN where there is none */
} XaMetricSum;

/* @connection_id: -1 for all; @rows: (element-type XaMetricRow) */
XaMetricSum xa_metric_sum (GPtrArray *rows, XaMetric metric, gint64 connection_id, gint32 from_hour, gint32 to_hour);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaTelemetry, xa_telemetry_unref)
