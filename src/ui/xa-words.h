#pragma once

#include "analysis/xa-figure.h"

/* What the core says in English, in the language of who reads it. */
const char *xa_words_note (XaFigureNote note);
const char *xa_words_coverage (XaCoverage coverage);
char       *xa_words_age (gint64 age_us) G_GNUC_WARN_UNUSED_RESULT;
char       *xa_words_figure (const XaFigure *figure, XaFigureStyle style) G_GNUC_WARN_UNUSED_RESULT;
/* @unit: (nullable): what is counted, in the language of who reads it */
char *xa_words_figure_of (const XaFigure *figure, XaFigureStyle style, const char *unit) G_GNUC_WARN_UNUSED_RESULT;
