#include "ui/activity/xa-figures-answer.h"

#include "charts/xa-line-chart.h"
#include "model/xa-time.h"
#include "store/xa-inventory.h"
#include "ui/activity/xa-lane-words.h"
#include "ui/explore/xa-explore-words.h"

#include <glib/gi18n.h>
#include <math.h>

#define HOUR_US (3600 * (gint64) G_USEC_PER_SEC)

void
xa_figures_answer_free (XaFiguresAnswer *self)
{
  g_clear_pointer (&self->metrics, g_ptr_array_unref);
  g_free (self);
}

static gpointer
metrics_question (const XaScope    *scope,
                  gpointer          hours,
                  XaInsightProgress progress,
                  gpointer          progress_data,
                  GError          **error)
{
  g_autoptr (XaFiguresAnswer) answer = g_new0 (XaFiguresAnswer, 1);

  answer->to_hour = (gint32) (xa_time_now () / HOUR_US);
  answer->from_hour = answer->to_hour - (gint32) GPOINTER_TO_UINT (hours) + 1;
  answer->metrics = xa_store_list_metrics (scope->store, NULL, answer->from_hour, error);

  return answer->metrics ? g_steal_pointer (&answer) : NULL;
}

void
xa_figures_ask_async (XaSession          *session,
                      guint               hours,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  XaAsk ask = { metrics_question, GUINT_TO_POINTER (hours), NULL, (GDestroyNotify) xa_figures_answer_free };

  xa_session_ask_async (session, XA_ASK_QUICK, &ask, NULL, NULL, cancellable, callback, user_data);
}

XaFiguresAnswer *
xa_figures_ask_finish (XaSession    *session,
                       GAsyncResult *result,
                       GError      **error)
{
  return xa_session_ask_finish (session, result, error);
}

static XaTelemetrySum
sum (const XaFiguresAnswer *self,
     XaTelemetryKey         metric)
{
  return xa_telemetry_sum (self->metrics, metric, -1, self->from_hour, self->to_hour);
}

XaChart *
xa_figures_make_chart (const XaFiguresAnswer *self,
                       XaTelemetryKey         metric,
                       const char            *name,
                       const char            *unit)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (XaLinePoint));
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  XaLineChartData data = {
    .name = name,
    .unit = unit,
    .style = XA_FIGURE_STYLE_COUNT,
    .from_us = self->from_hour * HOUR_US,
    .to_us = self->to_hour * HOUR_US,
    .now_us = XA_TIME_UNKNOWN,
    .zone = zone,
  };

  for (gint32 hour = self->from_hour; hour <= self->to_hour; hour++) {
    XaLinePoint point = { hour * HOUR_US, xa_figure_exact ((double) xa_telemetry_sum (self->metrics, metric, -1, hour, hour).n) };

    g_array_append_val (points, point);
  }
  data.points = (const XaLinePoint *) (gpointer) points->data;
  data.n_points = points->len;

  return xa_line_chart_new (&data);
}

/* --- sentences ------------------------------------------------------------------------------- */

static char *
say_time (double us)
{
  if (isnan (us))
    return g_strdup ("–");
  if (us < 1000)
    return g_strdup (_ ("under 1 ms"));
  if (us < G_USEC_PER_SEC)
    return g_strdup_printf (_ ("%.0f ms"), us / 1000);
  if (us < 90 * G_USEC_PER_SEC)
    return g_strdup_printf (_ ("%.1f s"), us / G_USEC_PER_SEC);

  return xa_lane_say_duration ((gint64) us);
}

char *
xa_figures_say_cache (const XaFiguresAnswer *self)
{
  double           hits = (double) sum (self, XA_TELEMETRY_CACHE_HITS).n, all = hits + (double) sum (self, XA_TELEMETRY_CACHE_MISSES).n;
  g_autofree char *count = xa_explore_say_count (all);

  if (all == 0)
    return g_strdup (_ ("No answers yet"));

  return g_strdup_printf (g_dngettext (NULL, "%.0f %% of %s answer", "%.0f %% of %s answers", (gulong) all), 100 * hits / all, count);
}

char *
xa_figures_say_answers (const XaFiguresAnswer *self)
{
  XaTelemetrySum   kept_sum = sum (self, XA_TELEMETRY_LATENCY_CACHED_US), computed_sum = sum (self, XA_TELEMETRY_LATENCY_COMPUTED_US);
  g_autofree char *kept = say_time (kept_sum.median), *computed = say_time (computed_sum.median);

  if (kept_sum.n + computed_sum.n == 0)
    return g_strdup (_ ("No answers yet"));

  return g_strdup_printf (_ ("Kept: %s · computed: %s (half of them are quicker)"), kept, computed);
}

char *
xa_figures_say_queue (const XaFiguresAnswer *self)
{
  XaTelemetrySum   queued = sum (self, XA_TELEMETRY_LATENCY_QUEUED_US);
  g_autofree char *median = say_time (queued.median), *p95 = say_time (queued.p95);

  if (queued.n == 0)
    return g_strdup (_ ("Nothing was queued yet"));

  return g_strdup_printf (_ ("Half within %s, 95 %% within %s"), median, p95);
}

char *
xa_figures_say_batches (const XaFiguresAnswer *self)
{
  XaTelemetrySum   records = sum (self, XA_TELEMETRY_BATCH_RECORDS), times = sum (self, XA_TELEMETRY_BATCH_US);
  g_autofree char *n = xa_explore_say_count ((double) records.n), *mean = NULL, *time = NULL;

  if (records.n == 0)
    return g_strdup (_ ("Nothing was written yet"));
  mean = xa_explore_say_count (round (records.total / (double) records.n));
  time = say_time (times.n > 0 ? times.total / (double) times.n : NAN);

  return g_strdup_printf (_ ("%s, of %s records and %s on average"), n, mean, time);
}

char *
xa_figures_say_tasks (const XaFiguresAnswer *self)
{
  g_autofree char *done = xa_explore_say_count ((double) sum (self, XA_TELEMETRY_TASKS_DONE).n);
  g_autofree char *failed = xa_explore_say_count ((double) sum (self, XA_TELEMETRY_TASKS_FAILED).n);
  g_autofree char *merged = xa_explore_say_count ((double) sum (self, XA_TELEMETRY_TASKS_MERGED).n);

  return g_strdup_printf (_ ("%s done · %s attempts failed · %s wishes were the same"), done, failed, merged);
}

/* --- what is stored -------------------------------------------------------------------------- */

/* Tables that are not named here are "other". */
static const struct {
  const char *kind;
  const char *tables[8];
} kinds[] = {
  { N_ ("People, as pseudonyms"), { "member_segment" } },
  { N_ ("Lists of members"), { "snapshot", "import_member" } },
  { N_ ("Who was active when"), { "activity", "counted_event" } },
  { N_ ("Hashtags, languages and reactions"), { "term_use", "term" } },
  { N_ ("Posts"), { "post", "post_counter", "pending_reply" } },
  { N_ ("Texts of own posts"), { "post_text" } },
  { N_ ("Sizes and counters over time"), { "sample", "sample_rollup", "facet_count" } },
  { N_ ("Links between audiences"), { "link" } },
  { N_ ("Audiences"), { "audience", "audience_name", "audience_tag" } },
  { N_ ("Results that are kept"), { "overlap" } },
  { N_ ("Connections and tasks"), { "connection", "source", "task", "source_mark", "connection_mark", "rate_limit", "http_validator" } },
};

static int
find_kind (const char *table)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint j = 0; j < G_N_ELEMENTS (kinds[i].tables) && kinds[i].tables[j]; j++)
      if (g_str_equal (kinds[i].tables[j], table))
        return (int) i;

  return -1;
}

static int
compare_sizes (gconstpointer a,
               gconstpointer b)
{
  gint64 x = ((const XaStorageKind *) a)->size_bytes, y = ((const XaStorageKind *) b)->size_bytes;

  return (x < y) - (x > y);
}

GArray *
xa_storage_group (const GArray *tables)
{
  GArray       *list = g_array_new (FALSE, TRUE, sizeof (XaStorageKind));
  XaStorageKind other = { .name = _ ("Other") };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    XaStorageKind kind = { .name = _ (kinds[i].kind) };

    g_array_append_val (list, kind);
  }
  g_array_append_val (list, other);
  for (guint i = 0; i < tables->len; i++) {
    const XaTableInfo *table = &g_array_index (tables, XaTableInfo, i);
    int                at = find_kind (table->table);
    XaStorageKind     *kind = &g_array_index (list, XaStorageKind, at >= 0 ? (guint) at : list->len - 1);

    kind->n_rows += table->n_rows;
    kind->size_bytes += table->size_bytes;
  }
  g_array_sort (list, compare_sizes);

  return list;
}

static gpointer
storage_question (const XaScope    *scope,
                  gpointer          data,
                  XaInsightProgress progress,
                  gpointer          progress_data,
                  GError          **error)
{
  g_autoptr (GArray) tables = xa_store_list_tables (scope->store, error);

  return tables ? xa_storage_group (tables) : NULL;
}

void
xa_storage_ask_async (XaSession          *session,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  XaAsk ask = { .question = storage_question, .result_free = (GDestroyNotify) g_array_unref };

  xa_session_ask_async (session, XA_ASK_LONG, &ask, NULL, NULL, cancellable, callback, user_data);
}

GArray *
xa_storage_ask_finish (XaSession    *session,
                       GAsyncResult *result,
                       GError      **error)
{
  return xa_session_ask_finish (session, result, error);
}
