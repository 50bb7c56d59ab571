#pragma once

#include "journal/xa-journal.h"

#include <gio/gio.h>

/*
 * Reads the log from its oldest line on. At the end it can be asked again: it goes on with what
 * was added since, also when the files moved on in between.
 */

typedef struct {
  gint64     at_us;
  XaLogLevel level;
  char      *event;     /* (owned) */
  char      *workspace; /* (owned) (nullable): as of xa_log_hash() */
  char      *rest;      /* (owned): "connection 3, cause rate-limited" */
  char      *line;      /* (owned): the JSON, without a line end */
} XaLogEntry;

/* What is to be read; {0} for all. */
typedef struct {
  XaLogLevel  level;     /* and above; 0: all */
  gint64      since_us;  /* 0: from the beginning */
  const char *workspace; /* (nullable) (not owned): as of xa_log_hash(); lines without one are left out */
} XaLogFilter;

typedef struct _XaJournalReader XaJournalReader;

/* @folder: (nullable): NULL for the user's */
XaJournalReader *xa_journal_reader_new (const char *folder, const XaLogFilter *filter) G_GNUC_WARN_UNUSED_RESULT;
void             xa_journal_reader_free (XaJournalReader *self);
/* Returns: (transfer full) (nullable): NULL at the end, for now */
XaLogEntry *xa_journal_reader_next (XaJournalReader *self) G_GNUC_WARN_UNUSED_RESULT;
void        xa_log_entry_free (XaLogEntry *self);

/* The newest lines that pass, oldest first. For a thread that may read files. */
GPtrArray *xa_journal_read (const char *folder, const XaLogFilter *filter, guint max_lines) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaLogEntry) */
/* Writes what passes to a file that only the user can read, which appears when it is whole. */
gboolean xa_journal_save (const char *folder, const XaLogFilter *filter, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaJournalReader, xa_journal_reader_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaLogEntry, xa_log_entry_free)
