#include "report/xa-report.h"

#include "model/xa-language.h"
#include "report/xa-report-content.h"

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
                    const XaReportPeriod *period,
                    XaReportFormat        format)
{
  g_autofree char *name = g_strdup_printf ("%s %s.%s", plan->name, period->label, xa_report_format_id (format));

  return g_build_filename (plan->folder, name, NULL);
}

char *
xa_report_get_first_path (const XaReportPlan   *plan,
                          const XaReportPeriod *period)
{
  gsize format = 0;

  while (format + 1 < XA_N_REPORT_FORMATS && !(plan->formats & (1u << format)))
    format++;

  return xa_report_get_path (plan, period, (XaReportFormat) format);
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

static char *
make_text (const XaReportContent *content,
           XaReportFormat         format,
           GError               **error)
{
  switch (format) {
  case XA_REPORT_HTML:
    return xa_report_to_html (content, error);
  case XA_REPORT_CSV:
    return xa_report_to_csv (content);
  case XA_REPORT_JSON:
    return xa_report_to_json (content);
  case XA_N_REPORT_FORMATS:
    break;
  }
  g_assert_not_reached ();
}

static gboolean
write_file (const XaReportContent *content,
            const XaReportPlan    *plan,
            XaReportFormat         format,
            GCancellable          *cancellable,
            GError               **error)
{
  g_autofree char *path = xa_report_get_path (plan, &content->period, format);
  g_autofree char *text = make_text (content, format, error);
  g_autoptr (GError) failure = NULL;

  if (!text || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &failure))
    return TRUE;
  set_error (plan, failure, error);

  return FALSE;
}

/**
 * xa_report_write:
 *
 * Only who made them may read the files.
 */
gboolean
xa_report_write (XaStore              *reader,
                 const XaReportPlan   *plan,
                 const XaReportPeriod *period,
                 GTimeZone            *zone,
                 GCancellable         *cancellable,
                 GError              **error)
{
  g_autoptr (XaReportContent) content = NULL;

  /* Nothing is computed for a folder on a disk that is not plugged in. */
  if (!g_file_test (plan->folder, G_FILE_TEST_IS_DIR)) {
    set_error (plan, NULL, error);
    return FALSE;
  }
  content = xa_report_content_load (reader, plan, period, zone, cancellable, error);
  for (gsize i = 0; content && i < XA_N_REPORT_FORMATS; i++)
    if ((plan->formats & (1u << i)) && !write_file (content, plan, (XaReportFormat) i, cancellable, error))
      return FALSE;

  return content != NULL;
}
