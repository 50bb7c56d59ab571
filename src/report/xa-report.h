#pragma once

#include "store/xa-report-plans.h"

#include <gio/gio.h>

/*
 * A report: what there was to say about audiences in a week or a month, as files that are made of the same answers
 * as everywhere else, judged for what leaves the workspace.
 */

typedef struct {
  gint64 from_us, to_us; /* without the last */
  char   label[16];      /* "2026-W09", "2026-03": as ISO 8601 has it */
} XaReportPeriod;

/* The newest that is over at @now_us, by the calendar of @zone. */
void xa_report_get_period (XaReportEvery every, gint64 now_us, GTimeZone *zone, XaReportPeriod *period);

/* The same for the same period, so that writing it twice is writing it once. */
char *xa_report_get_path (const XaReportPlan *plan, const XaReportPeriod *period, XaReportFormat format) G_GNUC_WARN_UNUSED_RESULT;
/* The one by which the report is known: that which is best to be read. */
char *xa_report_get_first_path (const XaReportPlan *plan, const XaReportPeriod *period) G_GNUC_WARN_UNUSED_RESULT;

/* In all its forms; replaces each file as a whole or not at all. Errors: those of insight; NOT_FOUND, FULL, IO and others of the store
 * where the file cannot be written */
gboolean xa_report_write (XaStore *reader, const XaReportPlan *plan, const XaReportPeriod *period, GTimeZone *zone, GCancellable *cancellable, GError **error);
