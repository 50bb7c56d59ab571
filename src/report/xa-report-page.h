#pragma once

#include "charts/xa-chart.h"

/*
 * A page of HTML in one file, made of few things: it loads nothing, runs nothing, and what is put into it is text, never
 * markup.
 */
typedef struct _XaReportPage XaReportPage;

XaReportPage *xa_report_page_new (const char *title) G_GNUC_WARN_UNUSED_RESULT;
void          xa_report_page_free (XaReportPage *self);

/* @level: 1 to 3 */
void xa_report_page_add_heading (XaReportPage *self, int level, const char *text);
void xa_report_page_add_text (XaReportPage *self, const char *text);
/* A line that nobody overlooks. */
void xa_report_page_add_mark (XaReportPage *self, const char *text);
/* @table: (element-type GStrv): a row of heads first; @n_words: so many columns at the begin hold words, those after them
 * numbers; @last_is_words: but not the last one */
void xa_report_page_add_table (XaReportPage *self, const GPtrArray *table, guint n_words, gboolean last_is_words);
/* With what it says for who does not see it. */
gboolean xa_report_page_add_chart (XaReportPage *self, const XaChart *chart, GError **error);

/* Returns: (transfer full): the whole page; nothing is added afterwards */
char *xa_report_page_end (XaReportPage *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaReportPage, xa_report_page_free)
