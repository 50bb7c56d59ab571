#pragma once

#include "analysis/xa-figure.h"

/* What charts say in words and put into tables, all in the same way. */

/* (element-type GStrv): a table whose first row is the heads given, up to a NULL. */
GPtrArray *xa_chart_table_new (const char *head, ...) G_GNUC_NULL_TERMINATED G_GNUC_WARN_UNUSED_RESULT;
/* @row: (transfer full) */
void xa_chart_table_add (GPtrArray *table, GStrvBuilder *row);

/* Five cells for programs to read: value, low, high, kind, and what there is to note. */
#define XA_CHART_FIGURE_HEADS "value", "low", "high", "kind", "note"
void xa_chart_row_add_figure (GStrvBuilder *row, const XaFigure *figure);
void xa_chart_row_add_number (GStrvBuilder *row, double value);

/* "12 May 2026", with the hour where hours matter. */
char *xa_chart_date (gint64 at_us, GTimeZone *zone, gboolean with_hour) G_GNUC_WARN_UNUSED_RESULT;

/* The figure as xa_figure_format() tells it, and what it counts: "12,431 members". */
char *xa_chart_figure_words (const XaFigure *figure, XaFigureStyle style, const char *unit) G_GNUC_WARN_UNUSED_RESULT;

/* The number that a figure is drawn at: its value, the middle of its bounds, its lower bound, or NAN. */
double xa_chart_figure_place (const XaFigure *figure);

/* Where its bar ends, or its whisker where it has one. */
double xa_chart_figure_end (const XaFigure *figure);
