#pragma once

#include "charts/xa-theme.h"

/* One line of text, laid out once and measured. */
typedef struct _XaChartText XaChartText;

XaChartText *xa_chart_text_new (cairo_t *cr, const XaTheme *theme, const char *text, double scale, gboolean bold) G_GNUC_WARN_UNUSED_RESULT;
void         xa_chart_text_free (XaChartText *self);
void         xa_chart_text_get_size (XaChartText *self, double *width, double *height);
void         xa_chart_text_ellipsize (XaChartText *self, double width);
void         xa_chart_text_draw (XaChartText *self, cairo_t *cr, double x, double y);
/* With a rim in the colour of the background, so that it reads on top of lines. */
void xa_chart_text_draw_rimmed (XaChartText *self, cairo_t *cr, double x, double y, XaColor ink, XaColor rim);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaChartText, xa_chart_text_free)
