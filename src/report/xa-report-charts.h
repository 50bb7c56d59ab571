#pragma once

#include "charts/xa-chart.h"
#include "report/xa-report-content.h"

/* The pictures of a report. */

/* How an audience grew in the period and some before it; NULL where fewer than two sizes are known. */
XaChart *xa_report_growth_chart (const XaReportContent *content, const XaReportPart *part) G_GNUC_WARN_UNUSED_RESULT;
/* What each two have in common. */
XaChart *xa_report_mutual_chart (const XaOverlaps *overlaps) G_GNUC_WARN_UNUSED_RESULT;
