#include "report/xa-report-charts.h"

#include "charts/xa-line-chart.h"
#include "charts/xa-matrix-chart.h"
#include "model/xa-language.h"

/* What a week or a month did is seen beside what those before it did. */
#define N_PERIODS 12

XaChart *
xa_report_growth_chart (const XaReportContent *content,
                        const XaReportPart    *part)
{
  const XaInspect *inspect = part->inspect;
  const gint64     length_us = content->period.to_us - content->period.from_us;
  const gint64     first_us = content->period.to_us - N_PERIODS * length_us;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (XaLinePoint));
  XaLineChartData data;

  for (guint i = 0; i < inspect->sizes->len; i++) {
    const XaGrowthPoint *size = &g_array_index (inspect->sizes, XaGrowthPoint, i);
    const XaLinePoint    point = { size->at_us, xa_figure_rounded (size->value, size->granularity) };

    if (size->at_us >= first_us && size->at_us < content->period.to_us)
      g_array_append_val (points, point);
  }
  if (points->len < 2)
    return NULL;
  data = (XaLineChartData) {
    .name = _ ("Growth"),
    .unit = _ ("members"),
    .style = XA_FIGURE_STYLE_COUNT,
    .points = (const XaLinePoint *) (gpointer) points->data,
    .n_points = points->len,
    .from_us = XA_TIME_UNKNOWN,
    .to_us = XA_TIME_UNKNOWN,
    .now_us = content->period.to_us,
    .max_gap_us = length_us,
    .zone = content->zone,
    .simulated = inspect->subject->simulated,
  };

  return xa_line_chart_new (&data);
}

XaChart *
xa_report_mutual_chart (const XaOverlaps *overlaps)
{
  const guint             n = overlaps->subjects->len;
  g_autofree const char **names = g_new (const char *, n);
  g_autofree guint       *categories = g_new (guint, n);
  g_autofree XaFigure    *mutual = g_new (XaFigure, (gsize) n * n);
  XaMatrixChartData       data;

  for (guint i = 0; i < n; i++) {
    names[i] = ((const XaSubject *) overlaps->subjects->pdata[i])->name;
    categories[i] = i;
    for (guint j = 0; j < n; j++)
      mutual[i * n + j] = i == j ? g_array_index (overlaps->sizes, XaFigure, i) : xa_overlaps_get_pair (overlaps, i, j)->measures[XA_MEASURE_MUTUAL];
  }
  data = (XaMatrixChartData) {
    .name = _ ("Mutual Members"),
    .audiences = names,
    .categories = categories,
    .sizes = (const XaFigure *) (gpointer) overlaps->sizes->data,
    .n = n,
    .upper = { _ ("Mutual members"), mutual, XA_FIGURE_STYLE_COUNT, XA_MATRIX_SCALE_FROM_ZERO },
    .simulated = overlaps->simulated,
  };

  return xa_matrix_chart_new (&data);
}
