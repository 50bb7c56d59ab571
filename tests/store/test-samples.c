#include "fixture.h"
#include "store/xa-samples.h"

#include <math.h>
#include <string.h>

#define N_AUDIENCES 3

typedef struct {
  guint  audience;
  gint64 at_us;
  double value;
  double granularity;
} Sample;

/* Against the calendar of GLib: every day of four centuries, leap days and days before 1970 too. */
static void
test_months (void)
{
  g_autoptr (GDateTime) day = g_date_time_new_utc (1800, 1, 1, 0, 0, 0);

  for (int i = 0; i < 146097 + 400; i++) {
    g_autoptr (GDateTime) next = g_date_time_add_days (day, 1);
    gint64 at_us = g_date_time_to_unix (day) * G_USEC_PER_SEC;
    gint64 month = (g_date_time_get_year (day) - 1970) * 12 + g_date_time_get_month (day) - 1;

    g_assert_cmpint (xa_series_bucket (XA_SERIES_MONTH, at_us), ==, month);
    g_assert_cmpint (xa_series_bucket (XA_SERIES_MONTH, at_us + XA_USEC_PER_DAY - 1), ==, month);
    if (g_date_time_get_day_of_month (day) == 1)
      g_assert_cmpint (xa_series_start (XA_SERIES_MONTH, month), ==, at_us);
    g_date_time_unref (day);
    day = g_steal_pointer (&next);
  }
}

static void
test_steps (void)
{
  g_assert_cmpint (xa_series_bucket (XA_SERIES_HOUR, -1), ==, -1);
  g_assert_cmpint (xa_series_bucket (XA_SERIES_HOUR, 0), ==, 0);
  g_assert_cmpint (xa_series_bucket (XA_SERIES_DAY, -XA_USEC_PER_DAY), ==, -1);
  g_assert_cmpint (xa_series_start (XA_SERIES_DAY, xa_series_bucket (XA_SERIES_DAY, 5 * XA_USEC_PER_DAY + 7)), ==, 5 * XA_USEC_PER_DAY);
}

static void
add_to_batch (XaBatch *batch,
              Sample   sample)
{
  XaBatchSample record = { sample.audience, XA_METRIC_MEMBERS, sample.at_us, sample.value, sample.granularity };
  XaBatchSample other = { sample.audience, XA_METRIC_ONLINE, sample.at_us, -1, 0 };

  g_array_append_val (batch->samples, record);
  g_array_append_val (batch->samples, other);
}

static void
declare (XaBatch *batch)
{
  for (guint i = 0; i < N_AUDIENCES; i++) {
    g_autofree char *id = g_strdup_printf ("%u", 500 + i);
    XaBatchAudience  audience = {
       .ref = i, .parent = XA_BATCH_NO_REF, .platform = XA_PLATFORM_TELEGRAM, .kind = XA_AUDIENCE_CHANNEL, .native_id = xa_batch_add_text (batch, xa_span (id)), .title = xa_batch_add_text (batch, xa_span (id)), .handle = XA_BATCH_NO_TEXT, .url = XA_BATCH_NO_TEXT
    };

    g_array_append_val (batch->audiences, audience);
  }
}

static void
ingest (Fixture      *fixture,
        const Sample *samples,
        gsize         n)
{
  XaIngestSource source = { .format = "test", .at_us = FIXTURE_NOW };
  XaIngestStart  start;
  guint64        offset;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaIngest) writer = NULL;

  memset (&source.source, 9, sizeof source.source);
  writer = xa_ingest_begin (fixture->store, &source, &start, &offset, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < n;) {
    g_autoptr (XaBatch) batch = xa_batch_new ();

    if (i == 0)
      declare (batch);
    for (gsize end = MIN (i + 200, n); i < end; i++)
      add_to_batch (batch, samples[i]);
    batch->offset = i;
    g_assert_true (xa_ingest_batch (writer, batch, &error));
    g_assert_no_error (error);
  }
  g_assert_true (xa_ingest_finish (writer, NULL, FALSE, &error));
  g_assert_no_error (error);
}

/* Samples in no order of time, some of them of a time that was given before with another value. */
static GArray *
make_samples (void)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (4);
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (Sample));

  for (guint i = 0; i < 3000; i++) {
    Sample sample = {
      (guint) g_rand_int_range (chance, 0, N_AUDIENCES),
      FIXTURE_NOW - (gint64) g_rand_int_range (chance, 0, 200 * 24 * 60) * 60 * G_USEC_PER_SEC,
      g_rand_int_range (chance, 0, 1000),
      g_rand_int_range (chance, 0, 3) * 50,
    };

    g_array_append_val (samples, sample);
    if (i % 10 == 0) {
      sample.value += 5000;
      g_array_append_val (samples, sample);
    }
  }

  return samples;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const Sample *x = a, *y = b;

  if (x->audience != y->audience)
    return x->audience < y->audience ? -1 : 1;

  return (x->at_us > y->at_us) - (x->at_us < y->at_us);
}

/* The last value said of a time is the one that counts. */
static GArray *
sort_samples (const GArray *samples)
{
  g_autoptr (GHashTable) last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GArray        *sorted = g_array_new (FALSE, FALSE, sizeof (Sample));
  GHashTableIter iter;
  gpointer       value;

  for (guint i = 0; i < samples->len; i++) {
    Sample *sample = &g_array_index (samples, Sample, i);

    g_hash_table_insert (last, g_strdup_printf ("%u %" G_GINT64_FORMAT, sample->audience, sample->at_us), sample);
  }
  g_hash_table_iter_init (&iter, last);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_array_append_vals (sorted, value, 1);
  g_array_sort (sorted, compare);

  return sorted;
}

/* The same by looping over everything. */
static GArray *
answer_slowly (const GArray *sorted,
               guint         n_audiences,
               gint64        from_us,
               gint64        to_us,
               XaSeriesStep  step)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (XaSeriesPoint));
  gint64  first = step ? xa_series_start (step, xa_series_bucket (step, from_us)) : from_us;
  gint64  end = step ? xa_series_start (step, xa_series_bucket (step, to_us - 1) + 1) : to_us;

  for (guint i = 0; i < sorted->len; i++) {
    const Sample  *sample = &g_array_index (sorted, Sample, i);
    XaSeriesPoint *last = points->len ? &g_array_index (points, XaSeriesPoint, points->len - 1) : NULL;
    gint64         start_us = step ? xa_series_start (step, xa_series_bucket (step, sample->at_us)) : sample->at_us;

    if (sample->audience >= n_audiences || sample->at_us < first || sample->at_us >= end)
      continue;
    if (!last || last->audience_id != sample->audience || last->start_us != start_us) {
      XaSeriesPoint point = { sample->audience, start_us, 0, 0, sample->value, sample->value, 0, 0 };

      g_array_append_val (points, point);
      last = &g_array_index (points, XaSeriesPoint, points->len - 1);
    }
    last->n++;
    last->mean += sample->value;
    last->low = MIN (last->low, sample->value);
    last->high = MAX (last->high, sample->value);
    last->last = sample->value;
    last->granularity = MAX (last->granularity, sample->granularity);
  }
  for (guint i = 0; i < points->len; i++)
    g_array_index (points, XaSeriesPoint, i).mean /= (double) g_array_index (points, XaSeriesPoint, i).n;

  return points;
}

static void
check_answer (const GArray *points,
              const GArray *expected,
              const gint64 *ids)
{
  g_assert_cmpuint (points->len, ==, expected->len);
  for (guint i = 0; i < points->len; i++) {
    const XaSeriesPoint *a = &g_array_index (points, XaSeriesPoint, i);
    const XaSeriesPoint *b = &g_array_index (expected, XaSeriesPoint, i);

    g_assert_cmpint (a->audience_id, ==, ids[b->audience_id]);
    g_assert_cmpint (a->start_us, ==, b->start_us);
    g_assert_cmpint (a->n, ==, b->n);
    g_assert_cmpfloat_with_epsilon (a->mean, b->mean, 1e-9);
    g_assert_cmpfloat (a->low, ==, b->low);
    g_assert_cmpfloat (a->high, ==, b->high);
    g_assert_cmpfloat (a->last, ==, b->last);
    g_assert_cmpfloat (a->granularity, ==, b->granularity);
  }
}

static void
test_against_naive (void)
{
  static const gint64 hours[] = { 1, 5, 24, 50, 24 * 14, 24 * 45, 24 * 120, 24 * 400 };
  static const gsize  limits[] = { 0, 1, 7, 40, 150, 600, 2000, 100000 };
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GArray) samples = make_samples ();
  g_autoptr (GArray) sorted = sort_samples (samples);
  g_autoptr (GError) error = NULL;
  gint64 ids[N_AUDIENCES];
  guint  seen[XA_SERIES_MONTH + 1] = { 0 };

  ingest (fixture, (const Sample *) (gpointer) samples->data, samples->len);
  for (guint i = 0; i < N_AUDIENCES; i++) {
    g_autofree char *sql = g_strdup_printf ("SELECT id FROM audience WHERE native_id = '%u'", 500 + i);

    ids[i] = fixture_count (fixture->path, sql);
  }

  for (gsize range = 0; range < G_N_ELEMENTS (hours); range++)
    for (gsize limit = 0; limit < G_N_ELEMENTS (limits); limit++)
      for (guint n = 1; n <= N_AUDIENCES; n++) {
        gint64       from_us = FIXTURE_NOW - 190 * XA_USEC_PER_DAY + 12345;
        gint64       to_us = from_us + hours[range] * XA_USEC_PER_HOUR;
        XaSeriesStep step;
        g_autoptr (GArray) points = xa_store_get_series (fixture->store, ids, n, XA_METRIC_MEMBERS, from_us, to_us, limits[limit], &step, &error);
        g_autoptr (GArray) expected = NULL;

        g_assert_no_error (error);
        expected = answer_slowly (sorted, n, from_us, to_us, step);
        check_answer (points, expected, ids);
        seen[step]++;
        if (step < XA_SERIES_MONTH)
          g_assert_cmpuint (points->len, <=, limits[limit]);
        if (step > XA_SERIES_RAW) {
          g_autoptr (GArray) finer = answer_slowly (sorted, n, from_us, to_us, step - 1);

          g_assert_cmpuint (finer->len, >, limits[limit]);
        }
      }
  for (XaSeriesStep step = XA_SERIES_RAW; step <= XA_SERIES_MONTH; step++)
    g_assert_cmpuint (seen[step], >, 0);
}

static void
test_empty (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  const gint64 id = 1;
  g_autoptr (GArray) none = xa_store_get_series (fixture->store, &id, 1, XA_METRIC_VIEWS, 0, FIXTURE_NOW, 100, NULL, &error);
  g_autoptr (GArray) backwards = xa_store_get_series (fixture->store, &id, 1, XA_METRIC_VIEWS, 10, 10, 100, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (backwards->len, ==, 0);
}

extern const XaStatementTable xa_samples_statements;
extern const XaStatementTable xa_ingest_samples_statements;

static void
test_plans (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fixture_check_plans (fixture->path, &xa_samples_statements);
  fixture_check_plans (fixture->path, &xa_ingest_samples_statements);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/samples/months", test_months);
  g_test_add_func ("/samples/steps", test_steps);
  g_test_add_func ("/samples/against-naive", test_against_naive);
  g_test_add_func ("/samples/empty", test_empty);
  g_test_add_func ("/samples/plans", test_plans);

  return g_test_run ();
}
