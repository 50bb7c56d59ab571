#pragma once

#include <glib.h>

/*
 * Processes that die without warning, at a time or at a statement.
 */

/* What a doomed process does; it reports to @pipe_fd with single bytes. Must not return failure
 * quietly: it ends the process with a status other than 0. */
typedef void (*CrashWork) (gpointer data, int pipe_fd);

typedef struct {
  gboolean killed;     /* else it ended by itself, well */
  guint    n_reported; /* bytes that came through the pipe */
} CrashResult;

/* Kills it after @after_us, unless it has ended by then. No connection may be open. */
CrashResult crash_after (guint64 after_us, CrashWork work, gpointer data);
/* Kills it just before the statement number @n_statements of all its connections. */
CrashResult crash_at_statement (guint n_statements, CrashWork work, gpointer data);
