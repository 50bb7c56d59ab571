#include "store/xa-samples.h"
#include "store/xa-store-private.h"

enum {
  STMT_COUNT_SAMPLES,
  STMT_SAMPLES,
  STMT_COUNT_ROLLUPS,
  STMT_ROLLUPS,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_COUNT_SAMPLES] =
    "SELECT count(*) FROM (SELECT 1 FROM sample WHERE audience_id = ?1 AND metric = ?2 AND at_us >= ?3 AND at_us < ?4 LIMIT ?5)",
  [STMT_SAMPLES] =
    "SELECT at_us, value, granularity FROM sample WHERE audience_id = ?1 AND metric = ?2 AND at_us >= ?3 AND at_us < ?4 ORDER BY at_us",
  [STMT_COUNT_ROLLUPS] =
    "SELECT count(*) FROM (SELECT 1 FROM sample_rollup"
    " WHERE audience_id = ?1 AND metric = ?2 AND step = ?6 AND bucket >= ?3 AND bucket < ?4 LIMIT ?5)",
  [STMT_ROLLUPS] =
    "SELECT bucket, n, total, low, high, last, granularity FROM sample_rollup"
    " WHERE audience_id = ?1 AND metric = ?2 AND step = ?6 AND bucket >= ?3 AND bucket < ?4 ORDER BY bucket",
};

XA_STATEMENT_TABLE (xa_samples_statements, sql);

typedef struct {
  const gint64 *audience_ids;
  gsize         n_audiences;
  XaMetric      metric;
  gint64        from_us, to_us;
} Question;

static gint64
floor_div (gint64 a,
           gint64 b)
{
  return a / b - (a % b < 0);
}

/* Days since 1970 of the first of a month, in the Gregorian calendar. With the year begun in
 * March the leap day comes last, and the days before a month are a linear function of it. */
static gint64
first_day_of_month (gint64 month)
{
  gint64 since_march = month + 10; /* March 1969 was 10 months before 1970 began */
  gint64 year = 1969 + floor_div (since_march, 12);
  gint64 m = since_march - floor_div (since_march, 12) * 12;

  return 365 * year + floor_div (year, 4) - floor_div (year, 100) + floor_div (year, 400) + (153 * m + 2) / 5 - 719468;
}

/**
 * xa_series_bucket:
 * @step: XA_SERIES_HOUR or longer
 *
 * Returns: the number of the step since 1970 (UTC) into which @at_us falls
 */
gint64
xa_series_bucket (XaSeriesStep step,
                  gint64       at_us)
{
  gint64 day = floor_div (at_us, XA_USEC_PER_DAY);
  gint64 month;

  switch (step) {
  case XA_SERIES_HOUR:
    return floor_div (at_us, XA_USEC_PER_HOUR);
  case XA_SERIES_DAY:
    return day;
  case XA_SERIES_MONTH:
    /* No more than a month off, whatever the lengths of months. */
    month = floor_div (day * 4800, 146097);
    while (first_day_of_month (month) > day)
      month--;
    while (first_day_of_month (month + 1) <= day)
      month++;
    return month;
  case XA_SERIES_RAW:
  default:
    g_return_val_if_reached (at_us);
  }
}

/**
 * xa_series_start:
 *
 * Returns: when the step with this number begins
 */
gint64
xa_series_start (XaSeriesStep step,
                 gint64       bucket)
{
  switch (step) {
  case XA_SERIES_HOUR:
    return bucket * XA_USEC_PER_HOUR;
  case XA_SERIES_DAY:
    return bucket * XA_USEC_PER_DAY;
  case XA_SERIES_MONTH:
    return first_day_of_month (bucket) * XA_USEC_PER_DAY;
  case XA_SERIES_RAW:
  default:
    g_return_val_if_reached (bucket);
  }
}

/* Binds what all four statements share. Roll-ups count whole steps: those that the range touches. */
static void
bind_range (XaQuery        *q,
            const Question *question,
            gint64          audience_id,
            XaSeriesStep    step)
{
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int (q, 2, question->metric);
  if (step == XA_SERIES_RAW) {
    sqlite3_bind_int64 (q, 3, question->from_us);
    sqlite3_bind_int64 (q, 4, question->to_us);
  } else {
    sqlite3_bind_int64 (q, 3, xa_series_bucket (step, question->from_us));
    sqlite3_bind_int64 (q, 4, xa_series_bucket (step, question->to_us - 1) + 1);
    sqlite3_bind_int (q, 6, step);
  }
}

/* Whether the answer in @step has at most @max_points; looks at no more rows than that. */
static gboolean
fits (XaStore        *self,
      const Question *question,
      XaSeriesStep    step,
      gsize           max_points,
      gboolean       *result,
      GError        **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[step == XA_SERIES_RAW ? STMT_COUNT_SAMPLES : STMT_COUNT_ROLLUPS], error);
  gint64 n_left = (gint64) MIN (max_points, G_MAXINT32);

  if (!q)
    return FALSE;
  for (gsize i = 0; i < question->n_audiences && n_left >= 0; i++) {
    bind_range (q, question, question->audience_ids[i], step);
    sqlite3_bind_int64 (q, 5, n_left + 1);
    if (xa_store_step (self, q, error) != 1)
      return FALSE;
    n_left -= sqlite3_column_int64 (q, 0);
    sqlite3_reset (q);
  }
  *result = n_left >= 0;

  return TRUE;
}

static gboolean
choose_step (XaStore        *self,
             const Question *question,
             gsize           max_points,
             XaSeriesStep   *step,
             GError        **error)
{
  for (*step = XA_SERIES_RAW; *step < XA_SERIES_MONTH; (*step)++) {
    gboolean enough;

    if (!fits (self, question, *step, max_points, &enough, error))
      return FALSE;
    if (enough)
      break;
  }

  return TRUE;
}

static XaSeriesPoint
read_point (XaQuery     *q,
            gint64       audience_id,
            XaSeriesStep step)
{
  XaSeriesPoint point = { .audience_id = audience_id };

  if (step == XA_SERIES_RAW) {
    point.start_us = sqlite3_column_int64 (q, 0);
    point.n = 1;
    point.mean = point.low = point.high = point.last = sqlite3_column_double (q, 1);
    point.granularity = sqlite3_column_double (q, 2);
    return point;
  }
  point.start_us = xa_series_start (step, sqlite3_column_int64 (q, 0));
  point.n = sqlite3_column_int64 (q, 1);
  point.mean = sqlite3_column_double (q, 2) / (double) point.n;
  point.low = sqlite3_column_double (q, 3);
  point.high = sqlite3_column_double (q, 4);
  point.last = sqlite3_column_double (q, 5);
  point.granularity = sqlite3_column_double (q, 6);

  return point;
}

/**
 * xa_store_get_series:
 * @audience_ids: (array length=n_audiences): whose metric
 * @from_us: start of the range
 * @to_us: end of the range, not part of it
 * @max_points: how many points are of use, over all audiences
 * @step: (out) (optional): what the points stand for
 *
 * The values of a metric over time: the samples themselves if they are no more than @max_points,
 * else hours, days or months, whichever is the finest that is. Months are given however many
 * they are. Steps without a sample are left out; the first and the last step are whole ones and
 * may reach beyond the range.
 *
 * Cost: reads at most four times @max_points rows, or the months, and no row out of range.
 *
 * Returns: (transfer full) (element-type XaSeriesPoint): by audience as in @audience_ids, then time
 */
GArray *
xa_store_get_series (XaStore      *store,
                     const gint64 *audience_ids,
                     gsize         n_audiences,
                     XaMetric      metric,
                     gint64        from_us,
                     gint64        to_us,
                     gsize         max_points,
                     XaSeriesStep *step,
                     GError      **error)
{
  const Question question = { audience_ids, n_audiences, metric, from_us, to_us };
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (XaSeriesPoint));
  g_autoptr (XaQuery) q = NULL;
  XaSeriesStep chosen = XA_SERIES_RAW;

  if (from_us < to_us && !choose_step (store, &question, max_points, &chosen, error))
    return NULL;
  if (step)
    *step = chosen;
  q = xa_store_query (store, sql[chosen == XA_SERIES_RAW ? STMT_SAMPLES : STMT_ROLLUPS], error);
  if (!q)
    return NULL;

  for (gsize i = 0; from_us < to_us && i < n_audiences; i++) {
    int row;

    bind_range (q, &question, audience_ids[i], chosen);
    while ((row = xa_store_step (store, q, error)) == 1) {
      XaSeriesPoint point = read_point (q, audience_ids[i], chosen);

      g_array_append_val (points, point);
    }
    if (row < 0)
      return NULL;
    sqlite3_reset (q);
  }

  return g_steal_pointer (&points);
}
