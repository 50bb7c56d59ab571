#pragma once

#include "report/xa-report.h"

/* Writing what is planned, whoever does it: by the clock and the calendar of this computer, with a note in the workspace
 * of how it went. */

/* Runs @edit with the store open for writing. */
typedef gboolean (*XaReportEdit) (XaStore *writer, gpointer edit_data, GError **error);
typedef gboolean (*XaReportEditor) (XaReportEdit edit, gpointer edit_data, gpointer data, GError **error);

/* The period that is over and has no report yet. FALSE: there is none */
gboolean xa_report_is_due (const XaReportPlan *plan, gint64 now_us, XaReportPeriod *period);

/* Writes the newest period of a plan where it is due or @is_wanted. Blocks; not in the main thread.
 * @file: (out): by which it is known; NULL where nothing was due.
 * Errors: those of xa_report_write(), and of @editor. Why it cannot be written is noted until it is. */
gboolean xa_report_run (const char *workspace, const XaReportPlan *plan, gboolean is_wanted, XaReportEditor editor, gpointer data, GCancellable *cancellable, char **file, GError **error);
