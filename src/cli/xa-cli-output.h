#pragma once

#include "report/xa-answer-json.h"

/*
 * Output for people (aligned tables, numbers with separators) and for programs (JSON). Titles
 * come from other people's files: what a terminal would take for an order is made visible.
 */

char *xa_cli_display (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *xa_cli_format_count (gint64 n) G_GNUC_WARN_UNUSED_RESULT;
char *xa_cli_format_size (gint64 n_bytes) G_GNUC_WARN_UNUSED_RESULT;
char *xa_cli_format_time (gint64 time_us) G_GNUC_WARN_UNUSED_RESULT;

/* The beginning of a text, on one line; empty for NULL. */
char *xa_cli_shorten (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* "1 post", "12 posts", with the plural made by adding an s. */
char *xa_cli_format_things (gint64 n, const char *thing) G_GNUC_WARN_UNUSED_RESULT;

/* A table; a column's name that begins with '>' is set to the right. */
typedef struct _XaCliTable XaCliTable;
XaCliTable                *xa_cli_table_new (const char *const *columns) G_GNUC_WARN_UNUSED_RESULT;
void                       xa_cli_table_add (XaCliTable *self, const char *const *cells);
void                       xa_cli_table_print (XaCliTable *self);
void                       xa_cli_table_free (XaCliTable *self);

void xa_cli_json_print (JsonBuilder *builder);

/* The words of JSON are those of every answer. */
#define xa_cli_json_text xa_answer_add_text
#define xa_cli_json_number xa_answer_add_number
#define xa_cli_json_flag xa_answer_add_flag
#define xa_cli_json_time xa_answer_add_time

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaCliTable, xa_cli_table_free)
