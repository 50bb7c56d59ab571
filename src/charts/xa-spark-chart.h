#pragma once

#include "charts/xa-line-chart.h"

/* A line so small that it has neither axes nor words: the shape of a row in a table. */

/* @unit: what is counted; copies all. */
XaChart *xa_spark_chart_new (const XaLinePoint *points, gsize n_points, XaFigureStyle style, const char *unit, gboolean simulated) G_GNUC_WARN_UNUSED_RESULT;
