#include "providers/jsonl/xa-line-reader.h"

#include <string.h>

#define INITIAL_SIZE (256 * 1024)

struct _XaLineReader {
  XaImportSource *source; /* (not owned) */
  char           *buffer; /* (owned) */
  gsize           capacity;
  gsize           start;   /* of the next line */
  gsize           end;     /* of what was read */
  gsize           scanned; /* there is no line end before it */
  guint64         base;    /* offset in the source of the buffer's first byte */
  gboolean        at_end;  /* the source has no more */
};

/**
 * xa_line_reader_new:
 * @source: a source at its beginning; must outlive the reader
 *
 * Returns: (transfer full): a reader before the first line
 */
XaLineReader *
xa_line_reader_new (XaImportSource *source)
{
  XaLineReader *self = g_new0 (XaLineReader, 1);

  self->source = source;
  self->capacity = INITIAL_SIZE;
  self->buffer = g_malloc (self->capacity);

  return self;
}

void
xa_line_reader_free (XaLineReader *self)
{
  g_free (self->buffer);
  g_free (self);
}

guint64
xa_line_reader_get_offset (const XaLineReader *self)
{
  return self->base + self->start;
}

/* Reads on behind the line that has begun. */
static gboolean
fill (XaLineReader *self,
      GError      **error)
{
  gssize n;

  memmove (self->buffer, self->buffer + self->start, self->end - self->start);
  self->base += self->start;
  self->end -= self->start;
  self->scanned -= self->start;
  self->start = 0;

  if (self->end == self->capacity) {
    self->capacity *= 2;
    self->buffer = g_realloc (self->buffer, self->capacity);
  }

  n = xa_import_source_read (self->source, self->buffer + self->end, self->capacity - self->end, error);
  if (n < 0)
    return FALSE;
  self->at_end = n == 0;
  self->end += (gsize) n;

  return TRUE;
}

/* Steps over the rest of a line that does not fit. */
static XaLineStatus
skip_line (XaLineReader *self,
           GError      **error)
{
  for (;;) {
    char *newline = memchr (self->buffer + self->start, '\n', self->end - self->start);

    self->start = newline ? (gsize) (newline + 1 - self->buffer) : self->end;
    self->scanned = self->start;
    if (newline || self->at_end)
      return XA_LINE_TOO_LONG;
    if (!fill (self, error))
      return XA_LINE_FAILED;
  }
}

static gboolean
is_blank (XaSpan line)
{
  for (gsize i = 0; i < line.len; i++)
    if (!g_ascii_isspace (line.str[i]))
      return FALSE;

  return TRUE;
}

/**
 * xa_line_reader_read:
 * @line: (out): the line, borrowed until the next one is read
 *
 * Returns: what was read; XA_LINE_FAILED with @error where the source fails
 */
XaLineStatus
xa_line_reader_read (XaLineReader *self,
                     XaSpan       *line,
                     GError      **error)
{
  for (;;) {
    char *start = self->buffer + self->start;
    char *newline = memchr (self->buffer + self->scanned, '\n', self->end - self->scanned);
    char *end = newline ? newline : self->buffer + self->end;

    self->scanned = self->end;
    if ((gsize) (end - start) > XA_LINE_MAX_SIZE)
      return skip_line (self, error);
    if (!newline && !self->at_end) {
      if (!fill (self, error))
        return XA_LINE_FAILED;
      continue;
    }
    if (!newline && start == end)
      return XA_LINE_END;

    *line = (XaSpan) { start, (gsize) (end - start) };
    self->start = (gsize) (end - self->buffer) + (newline ? 1 : 0);
    self->scanned = self->start;
    if (!is_blank (*line))
      return newline ? XA_LINE : XA_LINE_CUT;
  }
}
