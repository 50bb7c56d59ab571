#include "report/xa-report.h"

#include "insight/xa-inspect.h"
#include "insight/xa-overlaps.h"
#include "model/xa-language.h"
#include "model/xa-time.h"
#include "report/xa-answers.h"
#include "store/xa-audiences.h"

/* Comparing all pairs of more is no reading matter. */
#define MOST_COMPARED 30
#define N_TOP_POSTS 10

/* --- periods ---------------------------------------------------------------------------------------- */

static gint64
get_time_us (GDateTime *time)
{
  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

/* The begin of the period of @time, in its zone. */
static GDateTime *
get_begin (XaReportEvery every,
           GDateTime    *time)
{
  int back = every == XA_REPORT_WEEKLY ? g_date_time_get_day_of_week (time) - 1 : g_date_time_get_day_of_month (time) - 1;
  g_autoptr (GDateTime) day = g_date_time_add_days (time, -back);

  return g_date_time_new (g_date_time_get_timezone (day), g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day), 0, 0, 0);
}

void
xa_report_get_period (XaReportEvery   every,
                      gint64          now_us,
                      GTimeZone      *zone,
                      XaReportPeriod *period)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (utc, zone);
  g_autoptr (GDateTime) to = get_begin (every, now);
  g_autoptr (GDateTime) from = every == XA_REPORT_WEEKLY ? g_date_time_add_weeks (to, -1) : g_date_time_add_months (to, -1);

  *period = (XaReportPeriod) { .from_us = get_time_us (from), .to_us = get_time_us (to) };
  if (every == XA_REPORT_WEEKLY)
    g_snprintf (period->label, sizeof period->label, "%04d-W%02d", g_date_time_get_week_numbering_year (from), g_date_time_get_week_of_year (from));
  else
    g_snprintf (period->label, sizeof period->label, "%04d-%02d", g_date_time_get_year (from), g_date_time_get_month (from));
}

char *
xa_report_get_path (const XaReportPlan   *plan,
                    const XaReportPeriod *period)
{
  g_autofree char *name = g_strdup_printf ("%s %s.json", plan->name, period->label);

  return g_build_filename (plan->folder, name, NULL);
}

/* --- what is in it ----------------------------------------------------------------------------------- */

static gboolean
wants (const XaReportPlan *plan,
       gint64              id)
{
  for (guint i = 0; i < plan->audiences->len; i++)
    if (g_array_index (plan->audiences, gint64, i) == id)
      return TRUE;

  return plan->is_of_all;
}

/* Those that are still there. Returns: (element-type utf8): with NULL at the end */
static GPtrArray *
list_names (XaStore            *reader,
            const XaReportPlan *plan,
            GError            **error)
{
  g_autoptr (GPtrArray) audiences = xa_store_list_audiences (reader, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (0, g_free, TRUE);

  for (guint i = 0; audiences && i < audiences->len; i++) {
    const XaAudience *audience = audiences->pdata[i];

    if (wants (plan, audience->id))
      g_ptr_array_add (names, g_strdup_printf ("#%" G_GINT64_FORMAT, audience->id));
  }
  if (audiences && names->len > 0)
    return g_steal_pointer (&names);
  if (audiences)
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("None of the audiences of the report “%s” is there: plan it with others."), plan->name);

  return NULL;
}

static void
add_growth (JsonBuilder    *builder,
            const XaGrowth *growth)
{
  json_builder_set_member_name (builder, "growth");
  json_builder_begin_object (builder);
  xa_answer_add_figure (builder, "change", &growth->change);
  xa_answer_add_figure (builder, "relative", &growth->relative);
  json_builder_end_object (builder);
}

static void
add_turnover (JsonBuilder     *builder,
              const XaInspect *inspect)
{
  json_builder_set_member_name (builder, "turnover");
  json_builder_begin_object (builder);
  xa_answer_add_time (builder, "earlier", inspect->earlier_us);
  xa_answer_add_time (builder, "later", inspect->later_us);
  xa_answer_add_figure (builder, "stayed", &inspect->turnover.stayed);
  xa_answer_add_figure (builder, "joined", &inspect->turnover.joined);
  xa_answer_add_figure (builder, "left", &inspect->turnover.left);
  json_builder_end_object (builder);
}

static void
add_audience (JsonBuilder      *builder,
              const XaInspect  *inspect,
              const XaPostPage *page)
{
  const XaSubject *subject = inspect->subject;

  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "name", subject->name);
  xa_answer_add_text (builder, "platform", xa_platform_id (subject->platform));
  xa_answer_add_flag (builder, "simulated", subject->simulated);
  xa_answer_add_figure (builder, "members", &inspect->size);
  add_growth (builder, &inspect->growth_all);
  add_turnover (builder, inspect);
  xa_answer_add_figure (builder, "active", &inspect->activity.active);
  xa_answer_add_posts (builder, &inspect->activity.posts);
  json_builder_set_member_name (builder, "top_posts");
  xa_answer_posts (builder, page);
  json_builder_end_object (builder);
}

static gboolean
add_audiences (JsonBuilder     *builder,
               const XaScope   *scope,
               const GPtrArray *names,
               GTimeZone       *zone,
               gboolean        *simulated,
               GError         **error)
{
  json_builder_set_member_name (builder, "audiences");
  json_builder_begin_array (builder);
  for (guint i = 0; i < names->len; i++) {
    const XaPostPageQuery query = { .name = names->pdata[i], .order = XA_POSTS_MOST_REACTIONS, .n = N_TOP_POSTS, .age_us = XA_USEC_PER_DAY };
    g_autoptr (XaInspect) inspect = xa_inspect_new (scope, names->pdata[i], zone, error);
    g_autoptr (XaPostPage) page = inspect ? xa_post_page_new (scope, &query, error) : NULL;

    if (!page)
      return FALSE;
    *simulated |= inspect->subject->simulated;
    add_audience (builder, inspect, page);
  }
  json_builder_end_array (builder);

  return TRUE;
}

static gboolean
add_comparison (JsonBuilder     *builder,
                const XaScope   *scope,
                const GPtrArray *names,
                GError         **error)
{
  const char *const *list = (const char *const *) names->pdata;
  g_autoptr (XaOverlaps) overlaps = NULL;
  g_autoptr (GPtrArray) preferences = NULL;

  json_builder_set_member_name (builder, "comparison");
  if (names->len < 2 || names->len > MOST_COMPARED) {
    json_builder_add_null_value (builder);
    return TRUE;
  }
  overlaps = xa_overlaps_ask (scope, list, NULL, NULL, error);
  preferences = overlaps ? xa_preferences_ask (scope, list, error) : NULL;
  if (!preferences)
    return FALSE;
  xa_answer_comparison (builder, overlaps, preferences);

  return TRUE;
}

/* Returns: (nullable): the text, NULL with @error */
static char *
make (XaStore              *reader,
      const XaReportPlan   *plan,
      const XaReportPeriod *period,
      GTimeZone            *zone,
      GCancellable         *cancellable,
      GError              **error)
{
  const XaScope scope = { .store = reader, .from_us = period->from_us, .to_us = period->to_us - 1, .smallest_count = XA_SMALLEST_COUNT_OUTSIDE, .cancellable = cancellable };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) names = list_names (reader, plan, error);
  gboolean simulated = FALSE;

  if (!names)
    return NULL;
  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "report", plan->name);
  xa_answer_add_text (builder, "period", period->label);
  xa_answer_add_time (builder, "from", period->from_us);
  xa_answer_add_time (builder, "to", period->to_us);
  xa_answer_add_number (builder, "smallest_count", XA_SMALLEST_COUNT_OUTSIDE);
  if (!add_audiences (builder, &scope, names, zone, &simulated, error) || !add_comparison (builder, &scope, names, error))
    return NULL;
  xa_answer_add_flag (builder, "simulated", simulated);
  json_builder_end_object (builder);

  return xa_answer_print (builder);
}

/* --- the file ----------------------------------------------------------------------------------------- */

static void
set_error (const XaReportPlan *plan,
           const GError       *failure,
           GError            **error)
{
  if (g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOSPC))
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FULL, N_ ("The disk of the folder %s is full: make room, and the report is written."), plan->folder);
  else if (!g_file_test (plan->folder, G_FILE_TEST_IS_DIR))
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("The folder %s is not there: make it again, or plan the report with another."), plan->folder);
  else
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_IO, N_ ("The report cannot be written to the folder %s: look whether you may write there."), plan->folder);
}

/**
 * xa_report_write:
 *
 * Only who made it may read the file.
 */
gboolean
xa_report_write (XaStore              *reader,
                 const XaReportPlan   *plan,
                 const XaReportPeriod *period,
                 GTimeZone            *zone,
                 GCancellable         *cancellable,
                 GError              **error)
{
  g_autofree char *path = xa_report_get_path (plan, period);
  g_autofree char *text = NULL;
  g_autoptr (GError) failure = NULL;

  /* Nothing is computed for a folder on a disk that is not plugged in. */
  if (!g_file_test (plan->folder, G_FILE_TEST_IS_DIR)) {
    set_error (plan, NULL, error);
    return FALSE;
  }
  text = make (reader, plan, period, zone, cancellable, error);
  if (!text || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &failure))
    return TRUE;
  set_error (plan, failure, error);

  return FALSE;
}
