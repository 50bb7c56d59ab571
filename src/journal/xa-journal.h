#pragma once

#include "journal/xa-journal-fields.h"

/*
 * The log of the program: lines of JSON in the user's state folder, oldest dropped first. It may
 * be written from any thread and by several programs at a time. It never stands in the way: what
 * cannot be written is counted, and the next line that can be says how many are missing.
 *
 * xa_journal (XA_LOG_INFO, "sync-began", xa_log_workspace (uuid), xa_log_count ("sources", n));
 */

/* The event is a literal, and so is every key. */
#define xa_journal(level, event, ...) xa_journal_put (level, "" event "", (const XaLogField[]) { __VA_ARGS__, { 0 } })

/* Where lines go to from here on, and from which level. Nothing is written before this call, nor
 * any file made before the first line. @folder: (nullable): NULL for xa_journal_get_folder() */
void xa_journal_open (const char *folder, XaLogLevel level);
void xa_journal_close (void);

/* What xa_journal() calls. */
void xa_journal_put (XaLogLevel level, const char *event, const XaLogField *fields);

char *xa_journal_get_folder (void) G_GNUC_WARN_UNUSED_RESULT;

/* A file of the log, and how many of them there are; the first is written to, the last the oldest. */
#define XA_JOURNAL_FILES 5
#define XA_JOURNAL_FILE_SIZE (1024 * 1024)
char *xa_journal_get_file (const char *folder, guint i) G_GNUC_WARN_UNUSED_RESULT;
