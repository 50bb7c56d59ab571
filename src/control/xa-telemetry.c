#include "control/xa-telemetry.h"

#include "model/xa-time.h"

#include <math.h>
#include <pthread.h>

static const struct {
  const char *id;
  const char *words;
  gboolean    is_measured;
} counters[XA_N_TELEMETRY] = {
  [XA_TELEMETRY_CACHE_HITS] = { "cache_hits", "Answers that came from the result cache", FALSE },
  [XA_TELEMETRY_CACHE_MISSES] = { "cache_misses", "Answers that had to be computed", FALSE },
  [XA_TELEMETRY_TASKS_ENQUEUED] = { "tasks_enqueued", "Tasks that were wished for", FALSE },
  [XA_TELEMETRY_TASKS_MERGED] = { "tasks_merged", "Wishes for a task that was there already", FALSE },
  [XA_TELEMETRY_TASKS_DONE] = { "tasks_done", "Tasks that came to their end", FALSE },
  [XA_TELEMETRY_TASKS_FAILED] = { "tasks_failed", "Attempts at tasks that failed", FALSE },
  [XA_TELEMETRY_REQUESTS] = { "requests", "Requests to platforms", FALSE },
  [XA_TELEMETRY_BATCH_RECORDS] = { "batch_records", "Records of a transaction", TRUE },
  [XA_TELEMETRY_BATCH_US] = { "batch_us", "Microseconds that a transaction took", TRUE },
  [XA_TELEMETRY_LATENCY_CACHED_US] = { "latency_cached_us", "Microseconds to an answer from the result cache", TRUE },
  [XA_TELEMETRY_LATENCY_COMPUTED_US] = { "latency_computed_us", "Microseconds to an answer that had to be computed", TRUE },
  [XA_TELEMETRY_LATENCY_QUEUED_US] = { "latency_queued_us", "Microseconds that a task waited for its turn", TRUE },
  [XA_TELEMETRY_TASK_US] = { "task_us", "Microseconds that a task took", TRUE },
};

const char *
xa_telemetry_key_id (XaTelemetryKey counter)
{
  return counters[counter].id;
}

const char *
xa_telemetry_key_words (XaTelemetryKey counter)
{
  return counters[counter].words;
}

gboolean
xa_telemetry_key_is_measured (XaTelemetryKey counter)
{
  return counters[counter].is_measured;
}

/* --- counting ---------------------------------------------------------------------------------- */

struct _XaTelemetry {
  gatomicrefcount ref_count;
  pthread_mutex_t lock;
  GPtrArray      *rows; /* (mutex lock) (owned) (element-type XaMetricRow): few, of the last minutes */
};

XaTelemetry *
xa_telemetry_new (void)
{
  XaTelemetry *self = g_new0 (XaTelemetry, 1);

  g_atomic_ref_count_init (&self->ref_count);
  pthread_mutex_init (&self->lock, NULL);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_metric_row_free);

  return self;
}

XaTelemetry *
xa_telemetry_ref (XaTelemetry *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * xa_telemetry_unref:
 * @self: (nullable): what was not flushed is lost
 */
void
xa_telemetry_unref (XaTelemetry *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->rows);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

static gint32
get_hour (gint64 at_us)
{
  return (gint32) (at_us / XA_USEC_PER_HOUR);
}

/* Within the lock. */
static XaMetricRow *
get_row (XaTelemetry   *self,
         XaTelemetryKey counter,
         gint64         connection_id,
         gint32         hour)
{
  XaMetricRow *row;

  for (guint i = 0; i < self->rows->len; i++) {
    row = self->rows->pdata[i];
    if (row->hour == hour && row->connection_id == connection_id && g_str_equal (row->name, counters[counter].id))
      return row;
  }
  row = g_new0 (XaMetricRow, 1);
  row->name = g_strdup (counters[counter].id);
  row->connection_id = connection_id;
  row->hour = hour;
  row->has_buckets = counters[counter].is_measured;
  g_ptr_array_add (self->rows, row);

  return row;
}

static guint
get_bucket (double value)
{
  int bucket = value > 1 ? (int) ceil (log2 (value)) : 0;

  return (guint) CLAMP (bucket, 0, XA_METRIC_BUCKETS - 1);
}

static void
add (XaTelemetry   *self,
     XaTelemetryKey counter,
     gint64         connection_id,
     gint64         n,
     double         value,
     gint64         now_us)
{
  XaMetricRow more = { .n = n, .total = value, .low = value, .high = value };

  if (counters[counter].is_measured)
    more.buckets[get_bucket (value)] = 1;
  pthread_mutex_lock (&self->lock);
  xa_metric_row_merge (get_row (self, counter, connection_id, get_hour (now_us)), &more);
  pthread_mutex_unlock (&self->lock);
}

void
xa_telemetry_count (XaTelemetry   *self,
                    XaTelemetryKey counter,
                    gint64         connection_id,
                    guint64        n,
                    gint64         now_us)
{
  if (n > 0)
    add (self, counter, connection_id, (gint64) n, (double) n, now_us);
}

void
xa_telemetry_measure (XaTelemetry   *self,
                      XaTelemetryKey counter,
                      gint64         connection_id,
                      double         value,
                      gint64         now_us)
{
  add (self, counter, connection_id, 1, value, now_us);
}

static GPtrArray *
take_rows (XaTelemetry *self)
{
  GPtrArray *rows;

  pthread_mutex_lock (&self->lock);
  rows = self->rows;
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_metric_row_free);
  pthread_mutex_unlock (&self->lock);

  return rows;
}

/**
 * xa_telemetry_flush:
 *
 * Errors: READ_ONLY, FULL, IO
 */
gboolean
xa_telemetry_flush (XaTelemetry *self,
                    XaStore     *store,
                    gint64       now_us,
                    GError     **error)
{
  g_autoptr (GPtrArray) rows = take_rows (self);

  if (rows->len == 0 || xa_store_add_metrics (store, rows, get_hour (now_us), error))
    return TRUE;
  pthread_mutex_lock (&self->lock);
  g_ptr_array_extend_and_steal (self->rows, g_steal_pointer (&rows));
  pthread_mutex_unlock (&self->lock);

  return FALSE;
}

/* --- what is known ------------------------------------------------------------------------------- */

/* The upper end of the bucket in which the value of that rank lies. */
static double
get_quantile (const XaMetricRow *row,
              double             share)
{
  double n = 0, seen = 0;

  for (guint i = 0; i < XA_METRIC_BUCKETS; i++)
    n += row->buckets[i];
  for (guint i = 0; n > 0 && i < XA_METRIC_BUCKETS; i++) {
    seen += row->buckets[i];
    if (seen >= share * n)
      return MIN (ldexp (1, (int) i), row->high);
  }

  return NAN;
}

XaTelemetrySum
xa_telemetry_sum (GPtrArray     *rows,
                  XaTelemetryKey counter,
                  gint64         connection_id,
                  gint32         from_hour,
                  gint32         to_hour)
{
  XaMetricRow sum = { 0 };

  for (guint i = 0; i < rows->len; i++) {
    const XaMetricRow *row = rows->pdata[i];

    if (row->hour >= from_hour && row->hour < to_hour && (connection_id < 0 || row->connection_id == connection_id) &&
        g_str_equal (row->name, counters[counter].id))
      xa_metric_row_merge (&sum, row);
  }

  return (XaTelemetrySum) { sum.n, sum.total, sum.low, sum.high, get_quantile (&sum, 0.5), get_quantile (&sum, 0.95) };
}
