#pragma once

#include "insight/xa-inspect.h"
#include "insight/xa-methods.h"
#include "insight/xa-post-page.h"
#include "insight/xa-preferences.h"
#include "report/xa-report.h"

/*
 * What a report says, before it has the form of a file: answers judged for what leaves the workspace.
 */

/* What it says of one audience. */
typedef struct {
  XaInspect  *inspect; /* (owned) */
  XaPostPage *page;    /* (owned): those answered most */
} XaReportPart;

typedef struct {
  char          *name; /* (owned): of the plan */
  XaReportPeriod period;
  GTimeZone     *zone;        /* (owned) */
  GPtrArray     *parts;       /* (owned) (element-type XaReportPart): by name */
  XaMethods     *methods;     /* (owned) (nullable): with what they share; NULL where they are too many to compare */
  GPtrArray     *preferences; /* (owned) (nullable) (element-type XaSharedPreference): NULL where nothing is compared */
  gboolean       simulated;   /* at least one audience is */
} XaReportContent;

/* Errors: those of insight; NOT_FOUND where none of the audiences is there */
XaReportContent *xa_report_content_load (XaStore *reader, const XaReportPlan *plan, const XaReportPeriod *period, GTimeZone *zone, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             xa_report_content_free (XaReportContent *self);

/* (nullable) (transfer none): what they share, where at least two are compared */
const XaOverlaps *xa_report_content_get_overlaps (const XaReportContent *self);

/* --- as the text of a file --- */

char *xa_report_to_json (const XaReportContent *content) G_GNUC_WARN_UNUSED_RESULT;
/* A row a figure. */
char *xa_report_to_csv (const XaReportContent *content) G_GNUC_WARN_UNUSED_RESULT;
/* A page that needs nothing else and asks nobody, in the language of the program. */
char *xa_report_to_html (const XaReportContent *content, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaReportContent, xa_report_content_free)
