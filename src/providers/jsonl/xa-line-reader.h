#pragma once

#include "providers/xa-import.h"

/* Reads a file line by line; lines without text are passed over. */
typedef struct _XaLineReader XaLineReader;

/* The longest line: as large as the largest element of any other JSON file may be. */
#define XA_LINE_MAX_SIZE (16u << 20)

typedef enum {
  XA_LINE,          /* here it is, without its end */
  XA_LINE_CUT,      /* the same, and the file ends in it: it may be incomplete */
  XA_LINE_TOO_LONG, /* one was passed over */
  XA_LINE_END,
  XA_LINE_FAILED,
} XaLineStatus;

XaLineReader *xa_line_reader_new (XaImportSource *source) G_GNUC_WARN_UNUSED_RESULT;
void          xa_line_reader_free (XaLineReader *self);
XaLineStatus  xa_line_reader_read (XaLineReader *self, XaSpan *line, GError **error);
guint64       xa_line_reader_get_offset (const XaLineReader *self); /* where the line that was read last ends */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaLineReader, xa_line_reader_free)
