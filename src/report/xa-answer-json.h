#pragma once

#include "analysis/xa-figure.h"

#include <json-glib/json-glib.h>

/*
 * The words of which answers in JSON are made, wherever they go: to standard output, to a program
 * that asked over loopback, or to a webhook. What is not known is null, never 0.
 */

void xa_answer_add_text (JsonBuilder *builder, const char *name, const char *text);         /* @text: (nullable) */
void xa_answer_add_number (JsonBuilder *builder, const char *name, gint64 number);          /* or XA_COUNT_UNKNOWN */
void xa_answer_add_double (JsonBuilder *builder, const char *name, double number);          /* or NAN */
void xa_answer_add_flag (JsonBuilder *builder, const char *name, gboolean flag);            /* */
void xa_answer_add_time (JsonBuilder *builder, const char *name, gint64 time_us);           /* or XA_TIME_UNKNOWN */
void xa_answer_add_figure (JsonBuilder *builder, const char *name, const XaFigure *figure); /* with its kind */

/* The same as xa_answer_add_figure() as text, for the millions of figures of a long answer. */
void xa_answer_append_figure (GString *text, const char *name, const XaFigure *figure);

/* Returns: (transfer full): what was built, over several lines; the builder is empty afterwards */
char *xa_answer_print (JsonBuilder *builder) G_GNUC_WARN_UNUSED_RESULT;
