#pragma once

#include "ui/inspect/xa-inspect-answer.h"
#include "ui/widgets/xa-chart-view.h"

/* The charts of the page of an audience. */
typedef enum {
  XA_INSPECT_CHART_GROWTH,
  XA_INSPECT_CHART_WEEK,
  XA_INSPECT_CHART_LANGUAGES,
  XA_INSPECT_CHART_TAGS,
  XA_INSPECT_CHART_WORDS,
  XA_INSPECT_CHART_ELSEWHERE,
  XA_INSPECT_CHART_PREFERENCES,
  XA_INSPECT_CHART_RETENTION,
  XA_INSPECT_CHART_FACETS, /* and an XaFacet added to it */
} XaInspectChart;

XaChart *xa_inspect_chart_new (const XaInspectAnswer *answer, XaInspectChart which) G_GNUC_WARN_UNUSED_RESULT;

/* Puts a chart into its widget, which then also offers it for what leaves the app. */
void xa_inspect_chart_show (XaChartView *view, XaSession *session, const XaInspectAnswer *answer, XaInspectChart which);
