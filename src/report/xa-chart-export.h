#pragma once

#include "charts/xa-chart.h"
#include "report/xa-picture.h"

/* A chart as a file: a picture (.svg, .pdf, .png) or its data (.csv). */

/* Whether the end of @path names a format. */
gboolean xa_chart_can_export (const char *path);

/* @chart: of figures that may leave the program. @width: of the picture, in points. Replaces
 * @path as a whole or not at all. */
gboolean xa_chart_export (const XaChart *chart, const char *path, double width, GError **error);

/* The same picture as bytes. */
GBytes *xa_chart_picture (const XaChart *chart, XaPictureFormat format, double width, GError **error) G_GNUC_WARN_UNUSED_RESULT;
