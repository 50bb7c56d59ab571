#include "store/xa-ingest-private.h"
#include "store/xa-samples.h"

enum {
  STMT_GET_SAMPLE,
  STMT_PUT_SAMPLE,
  STMT_ADD_TO_ROLLUP,
  STMT_REMAKE_ROLLUP,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_GET_SAMPLE] = "SELECT value, granularity FROM sample WHERE audience_id = ?1 AND metric = ?2 AND at_us = ?3",
  [STMT_PUT_SAMPLE] =
    "INSERT INTO sample (audience_id, metric, at_us, value, granularity) VALUES (?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (audience_id, metric, at_us) DO UPDATE SET value = excluded.value, granularity = excluded.granularity",
  /* A new sample joins its bucket; it is the last one only if none is later. */
  [STMT_ADD_TO_ROLLUP] =
    "INSERT INTO sample_rollup (step, audience_id, metric, bucket, n, total, low, high, last, last_us, granularity)"
    " VALUES (?6, ?1, ?2, ?7, 1, ?4, ?4, ?4, ?4, ?3, ?5)"
    " ON CONFLICT (step, audience_id, metric, bucket) DO UPDATE SET n = n + 1, total = total + excluded.total,"
    " low = min(low, excluded.low), high = max(high, excluded.high), last = iif(excluded.last_us > last_us, excluded.last, last),"
    " last_us = max(last_us, excluded.last_us), granularity = max(granularity, excluded.granularity)",
  /* After a value changed, its bucket is counted anew: from the key range it spans. */
  [STMT_REMAKE_ROLLUP] =
    "UPDATE sample_rollup SET (n, total, low, high, last, last_us, granularity) ="
    " (SELECT count(*), total(value), min(value), max(value),"
    "   (SELECT value FROM sample WHERE audience_id = ?1 AND metric = ?2 AND at_us >= ?5 AND at_us < ?6 ORDER BY at_us DESC LIMIT 1),"
    "   max(at_us), max(granularity) FROM sample WHERE audience_id = ?1 AND metric = ?2 AND at_us >= ?5 AND at_us < ?6)"
    " WHERE step = ?3 AND audience_id = ?1 AND metric = ?2 AND bucket = ?4",
};

XA_STATEMENT_TABLE (xa_ingest_samples_statements, sql);

static void
bind_sample (XaQuery             *q,
             gint64               audience_id,
             const XaBatchSample *sample)
{
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int (q, 2, sample->metric);
  sqlite3_bind_int64 (q, 3, sample->at_us);
  sqlite3_bind_double (q, 4, sample->value);
  sqlite3_bind_double (q, 5, sample->granularity);
}

static gboolean
add_to_rollups (XaIngest            *self,
                gint64               audience_id,
                const XaBatchSample *sample,
                GError             **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_ADD_TO_ROLLUP], error);

  if (!q)
    return FALSE;
  bind_sample (q, audience_id, sample);
  for (XaSeriesStep step = XA_SERIES_HOUR; step <= XA_SERIES_MONTH; step++) {
    sqlite3_bind_int (q, 6, step);
    sqlite3_bind_int64 (q, 7, xa_series_bucket (step, sample->at_us));
    if (!xa_store_run (self->store, q, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
remake_rollups (XaIngest            *self,
                gint64               audience_id,
                const XaBatchSample *sample,
                GError             **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_REMAKE_ROLLUP], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int (q, 2, sample->metric);
  for (XaSeriesStep step = XA_SERIES_HOUR; step <= XA_SERIES_MONTH; step++) {
    gint64 bucket = xa_series_bucket (step, sample->at_us);

    sqlite3_bind_int (q, 3, step);
    sqlite3_bind_int64 (q, 4, bucket);
    sqlite3_bind_int64 (q, 5, xa_series_start (step, bucket));
    sqlite3_bind_int64 (q, 6, xa_series_start (step, bucket + 1));
    if (!xa_store_run (self->store, q, error))
      return FALSE;
  }

  return TRUE;
}

/* Returns: 1 if a sample of that time is known, 0 if not, -1 with @error */
static int
find_sample (XaIngest            *self,
             gint64               audience_id,
             const XaBatchSample *sample,
             gboolean            *same,
             GError             **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_GET_SAMPLE], error);
  int row;

  if (!q)
    return -1;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int (q, 2, sample->metric);
  sqlite3_bind_int64 (q, 3, sample->at_us);
  row = xa_store_step (self->store, q, error);
  *same = row == 1 && sqlite3_column_double (q, 0) == sample->value && sqlite3_column_double (q, 1) == sample->granularity;

  return row;
}

static gboolean
put_sample (XaIngest            *self,
            const XaBatchSample *sample,
            GError             **error)
{
  gint64   audience_id = xa_ingest_audience (self, sample->audience)->id;
  gboolean same;
  int      known = find_sample (self, audience_id, sample, &same, error);
  g_autoptr (XaQuery) q = NULL;

  if (known < 0 || same)
    return known >= 0;
  q = xa_store_query (self->store, sql[STMT_PUT_SAMPLE], error);
  if (!q)
    return FALSE;
  xa_facts_name (self->store, audience_id);
  bind_sample (q, audience_id, sample);
  if (!xa_store_run (self->store, q, error))
    return FALSE;
  self->counts.n_samples++;

  return known ? remake_rollups (self, audience_id, sample, error) : add_to_rollups (self, audience_id, sample, error);
}

/**
 * xa_ingest_put_samples:
 *
 * Takes the metric samples of a batch, in any order of time, and keeps the roll-ups in step. A
 * value that is said again of the same time replaces the one before.
 */
gboolean
xa_ingest_put_samples (XaIngest      *self,
                       const XaBatch *batch,
                       GError       **error)
{
  for (guint i = 0; i < batch->samples->len; i++)
    if (!put_sample (self, &g_array_index (batch->samples, XaBatchSample, i), error))
      return FALSE;

  return TRUE;
}
