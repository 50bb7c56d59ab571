#pragma once

#include "providers/xa-import.h"

/*
 * Reads separated values as they come (RFC 4180 and what spreadsheets make of it), a row at a
 * time and without copying where nothing is quoted.
 */
typedef struct _XaCsvReader XaCsvReader;

/* A row; its fields are borrowed until the next one is read. */
typedef struct {
  const XaSpan *fields; /* (array length=n_fields), without their quotes */
  gsize         n_fields;
  gboolean      is_cut;      /* the file ends in it: its last field may be incomplete */
  gboolean      is_doubtful; /* near a quote that is never closed: may be a piece of a longer text */
} XaCsvRow;

typedef enum {
  XA_CSV_ROW,
  XA_CSV_TOO_LONG, /* a row that was stepped over */
  XA_CSV_END,
  XA_CSV_FAILED,
} XaCsvStatus;

XaCsvReader *xa_csv_reader_new (XaImportSource *source) G_GNUC_WARN_UNUSED_RESULT;
void         xa_csv_reader_free (XaCsvReader *self);

XaCsvStatus xa_csv_reader_read (XaCsvReader *self, XaCsvRow *row, GError **error);
guint64     xa_csv_reader_get_offset (const XaCsvReader *self); /* where the row that was read last ends */
char        xa_csv_reader_get_separator (const XaCsvReader *self);

/* @span as UTF-8 without NUL bytes; @n_wrong grows by one if it was not. Borrowed as rows are. */
XaSpan xa_csv_reader_repair (XaCsvReader *self, XaSpan span, guint64 *n_wrong);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaCsvReader, xa_csv_reader_free)
