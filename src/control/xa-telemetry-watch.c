#include "control/xa-telemetry.h"

#include "insight/xa-result-cache.h"

static void
count_sync (XaSyncMeter what,
            gint64      connection_id,
            double      value,
            gpointer    data)
{
  XaTelemetry *telemetry = data;
  gint64       now_us = g_get_real_time ();

  switch (what) {
  case XA_SYNC_METER_ENQUEUED:
    xa_telemetry_count (telemetry, XA_TELEMETRY_TASKS_ENQUEUED, connection_id, (guint64) value, now_us);
    break;
  case XA_SYNC_METER_REQUESTS:
    xa_telemetry_count (telemetry, XA_TELEMETRY_REQUESTS, connection_id, (guint64) value, now_us);
    break;
  case XA_SYNC_METER_BATCH_RECORDS:
    xa_telemetry_measure (telemetry, XA_TELEMETRY_BATCH_RECORDS, connection_id, value, now_us);
    break;
  case XA_SYNC_METER_BATCH_US:
    xa_telemetry_measure (telemetry, XA_TELEMETRY_BATCH_US, connection_id, value, now_us);
    break;
  case XA_SYNC_METER_QUEUED_US:
    xa_telemetry_measure (telemetry, XA_TELEMETRY_LATENCY_QUEUED_US, connection_id, value, now_us);
    break;
  case XA_SYNC_METER_DONE_US:
    xa_telemetry_count (telemetry, XA_TELEMETRY_TASKS_DONE, connection_id, 1, now_us);
    xa_telemetry_measure (telemetry, XA_TELEMETRY_TASK_US, connection_id, value, now_us);
    break;
  case XA_SYNC_METER_FAILED:
    xa_telemetry_count (telemetry, XA_TELEMETRY_TASKS_FAILED, connection_id, 1, now_us);
    break;
  }
}

/**
 * xa_telemetry_watch:
 * @self: outlives what is under way in @sync
 *
 * Counts what @sync does; once at a time.
 */
void
xa_telemetry_watch (XaTelemetry *self,
                    XaSync      *sync)
{
  xa_sync_set_meter (sync, count_sync, self);
}

static void
count_answer (gboolean was_kept,
              gint64   us,
              gpointer data)
{
  gint64 now_us = g_get_real_time ();

  xa_telemetry_count (data, was_kept ? XA_TELEMETRY_CACHE_HITS : XA_TELEMETRY_CACHE_MISSES, 0, 1, now_us);
  xa_telemetry_measure (data, was_kept ? XA_TELEMETRY_LATENCY_CACHED_US : XA_TELEMETRY_LATENCY_COMPUTED_US, 0, (double) us, now_us);
}

void
xa_telemetry_watch_answers (XaTelemetry *self)
{
  xa_result_cache_set_meter (count_answer, self);
}

void
xa_telemetry_unwatch_answers (XaTelemetry *self)
{
  xa_result_cache_drop_meter (self);
}
