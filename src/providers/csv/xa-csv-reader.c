#include "providers/csv/xa-csv-reader.h"

#include <string.h>

#define INITIAL_SIZE (256 * 1024)

/* The longest row. Beyond it there is an open quote rather than a row. */
#define MAX_ROW_SIZE (1024 * 1024)

/* Fields a row can have; more are not looked at. */
#define MAX_FIELDS 4096

struct _XaCsvReader {
  XaImportSource *source; /* (not owned) */
  char           *buffer; /* (owned) */
  gsize           capacity;
  gsize           start; /* of the next row */
  gsize           end;   /* of what was read */
  gsize           quote; /* the first quote at or after @start, or @end */
  guint64         base;  /* offset in the source of the buffer's first byte */
  guint64         doubtful_until;
  gboolean        at_end; /* the source has no more */
  gboolean        has_begun;
  char            separator;
  char            line_end;
  XaSpan         *fields;   /* (owned) (array length=MAX_FIELDS) */
  GString        *repaired; /* (owned): see xa_csv_reader_repair() */
};

/**
 * xa_csv_reader_new:
 * @source: a source at its beginning; must outlive the reader
 *
 * Returns: (transfer full): a reader whose first row is the header
 */
XaCsvReader *
xa_csv_reader_new (XaImportSource *source)
{
  XaCsvReader *self = g_new0 (XaCsvReader, 1);

  self->source = source;
  self->capacity = INITIAL_SIZE;
  self->buffer = g_malloc (self->capacity);
  self->fields = g_new (XaSpan, MAX_FIELDS);
  self->repaired = g_string_new (NULL);
  self->separator = ',';
  self->line_end = '\n';

  return self;
}

void
xa_csv_reader_free (XaCsvReader *self)
{
  g_free (self->buffer);
  g_free (self->fields);
  g_string_free (self->repaired, TRUE);
  g_free (self);
}

guint64
xa_csv_reader_get_offset (const XaCsvReader *self)
{
  return self->base + self->start;
}

char
xa_csv_reader_get_separator (const XaCsvReader *self)
{
  return self->separator;
}

/* --- the buffer ------------------------------------------------------------------------------ */

static void
find_quote (XaCsvReader *self,
            gsize        from)
{
  char *quote = from < self->end ? memchr (self->buffer + from, '"', self->end - from) : NULL;

  self->quote = quote ? (gsize) (quote - self->buffer) : self->end;
}

/* Fills the buffer behind the row that has begun, so that what follows does not depend on
 * where single reads end. */
static gboolean
fill (XaCsvReader *self,
      GError     **error)
{
  memmove (self->buffer, self->buffer + self->start, self->end - self->start);
  self->base += self->start;
  self->end -= self->start;
  self->start = 0;

  if (self->end == self->capacity) {
    self->capacity *= 2;
    self->buffer = g_realloc (self->buffer, self->capacity);
  }

  while (!self->at_end && self->end < self->capacity) {
    gssize n = xa_import_source_read (self->source, self->buffer + self->end, self->capacity - self->end, error);

    if (n < 0)
      return FALSE;
    self->at_end = n == 0;
    self->end += (gsize) n;
  }
  find_quote (self, 0);

  return TRUE;
}

/* --- the first row --------------------------------------------------------------------------- */

/* Files of old spreadsheets end lines with a carriage return alone. */
static char
sniff_line_end (const char *text,
                gsize       size)
{
  const char *newline = memchr (text, '\n', size);
  const char *carriage = memchr (text, '\r', newline ? (gsize) (newline - text) : size);

  return !newline && carriage && carriage + 1 < text + size ? '\r' : '\n';
}

/* The separator is the one that the header has most of, outside quotes. */
static char
sniff_separator (const char *text,
                 gsize       size,
                 char        line_end)
{
  static const char separators[] = { ',', ';', '\t' };
  gsize             counts[G_N_ELEMENTS (separators)] = { 0 };
  gboolean          quoted = FALSE;
  gsize             best = 0;

  for (gsize i = 0; i < size && (quoted || text[i] != line_end); i++) {
    if (text[i] == '"')
      quoted = !quoted;
    for (gsize j = 0; !quoted && j < G_N_ELEMENTS (separators); j++)
      counts[j] += text[i] == separators[j];
  }
  for (gsize j = 1; j < G_N_ELEMENTS (separators); j++)
    if (counts[j] > counts[best])
      best = j;

  return separators[best];
}

/* Some spreadsheets say the separator in a line "sep=;" before the header. */
static gboolean
take_separator_line (XaCsvReader *self)
{
  const char *text = self->buffer + self->start;
  gsize       size = self->end - self->start;
  gsize       line = 5;

  if (size < 6 || g_ascii_strncasecmp (text, "sep=", 4) != 0)
    return FALSE;
  if (text[line] == '\r')
    line++;
  if (line < size && text[line] == '\n')
    line++;
  else if (text[5] != '\r')
    return FALSE;

  self->separator = text[4];
  self->start += line;
  find_quote (self, self->start);

  return TRUE;
}

static gboolean
begin (XaCsvReader *self,
       GError     **error)
{
  if (!fill (self, error))
    return FALSE;

  self->has_begun = TRUE;
  self->line_end = sniff_line_end (self->buffer, self->end);
  if (!take_separator_line (self))
    self->separator = sniff_separator (self->buffer, self->end, self->line_end);

  return TRUE;
}

/* --- rows ------------------------------------------------------------------------------------ */

/* Splits a line in which quotes mean nothing. */
static gsize
split_plain (XaCsvReader *self,
             char        *text,
             char        *end)
{
  gsize n = 0;

  while (n < MAX_FIELDS) {
    char *separator = memchr (text, self->separator, (gsize) (end - text));

    self->fields[n++] = (XaSpan) { text, (gsize) ((separator ? separator : end) - text) };
    if (!separator)
      break;
    text = separator + 1;
  }

  return n;
}

/* Returns: one past the end of a row that may hold quotes, or NULL if it has none in the buffer.
 * A quote opens a field only at the field's start; elsewhere it is a character. */
static const char *
find_row_end (XaCsvReader *self)
{
  const char *at = self->buffer + self->start;
  const char *end = self->buffer + self->end;
  gboolean    at_field_start = TRUE;

  while (at < end) {
    if (at_field_start && *at == '"') {
      for (at++;; at += 2) {
        at = memchr (at, '"', (gsize) (end - at));
        if (!at)
          return NULL;
        if (at + 1 == end)
          return self->at_end ? end : NULL;
        if (at[1] != '"')
          break;
        if (at + 2 == end)
          return NULL;
      }
      at++;
      at_field_start = FALSE;
      continue;
    }
    if (*at == self->line_end)
      return at + 1;
    at_field_start = *at == self->separator;
    at++;
  }

  return self->at_end ? end : NULL;
}

/* Splits a row that find_row_end() found, taking the quotes away in place. */
static gsize
split_quoted (XaCsvReader *self,
              char        *text,
              char        *end)
{
  gsize n = 0;

  while (n < MAX_FIELDS) {
    char *out = text, *start = text;

    if (text < end && *text == '"') {
      for (text++; text < end; text++) {
        if (*text == '"') {
          if (text + 1 == end || text[1] != '"')
            break;
          text++;
        }
        *out++ = *text;
      }
      text = MIN (text + 1, end);
    }
    while (text < end && *text != self->separator)
      *out++ = *text++;

    self->fields[n++] = (XaSpan) { start, (gsize) (out - start) };
    if (text == end)
      break;
    text++;
  }

  return n;
}

static void
finish_row (XaCsvReader *self,
            XaCsvRow    *row,
            char        *end,
            gboolean     has_line_end,
            gboolean     is_quoted)
{
  char *start = self->buffer + self->start;
  char *text_end = end - (has_line_end ? 1 : 0);

  if (has_line_end && self->line_end == '\n' && text_end > start && text_end[-1] == '\r')
    text_end--;

  row->is_cut = !has_line_end;
  row->is_doubtful = self->base + self->start < self->doubtful_until;
  row->n_fields = is_quoted ? split_quoted (self, start, text_end) : split_plain (self, start, text_end);
  row->fields = self->fields;

  self->start = (gsize) (end - self->buffer);
  if (self->quote < self->start)
    find_quote (self, self->start);
}

/* Steps over the rest of a line that does not fit, without keeping it. */
static XaCsvStatus
skip_line (XaCsvReader *self,
           GError     **error)
{
  for (;;) {
    char *line_end = memchr (self->buffer + self->start, self->line_end, self->end - self->start);

    if (line_end) {
      self->start = (gsize) (line_end + 1 - self->buffer);
      find_quote (self, self->start);
      return XA_CSV_TOO_LONG;
    }
    self->start = self->end;
    if (self->at_end)
      return XA_CSV_TOO_LONG;
    if (!fill (self, error))
      return XA_CSV_FAILED;
  }
}

/* A quote was opened and is not closed within the longest row, or in the file. The quote is
 * taken for a character then, so that the rows that follow are not lost in one field. */
static XaCsvStatus
read_unclosed (XaCsvReader *self,
               XaCsvRow    *row,
               GError     **error)
{
  char *start = self->buffer + self->start;
  char *line_end = memchr (start, self->line_end, self->end - self->start);

  self->doubtful_until = self->base + self->end;
  if (!line_end && !self->at_end)
    return skip_line (self, error);
  finish_row (self, row, line_end ? line_end + 1 : self->buffer + self->end, line_end != NULL, FALSE);

  return XA_CSV_ROW;
}

/* Returns: XA_CSV_END where more has to be read first */
static XaCsvStatus
read_from_buffer (XaCsvReader *self,
                  XaCsvRow    *row,
                  GError     **error)
{
  char *start = self->buffer + self->start;
  gsize size = self->end - self->start;
  char *line_end = memchr (start, self->line_end, size);
  char *end = line_end ? line_end + 1 : self->at_end && size ? self->buffer + self->end
                                                             : NULL;

  if (end && self->quote >= (gsize) (end - self->buffer)) {
    finish_row (self, row, end, line_end != NULL, FALSE);
    return XA_CSV_ROW;
  }
  if (self->quote < self->end) {
    end = (char *) find_row_end (self);
    if (end) {
      finish_row (self, row, end, end[-1] == self->line_end, TRUE);
      return XA_CSV_ROW;
    }
    if (self->at_end || size >= MAX_ROW_SIZE)
      return read_unclosed (self, row, error);
  } else if (size >= MAX_ROW_SIZE) {
    return skip_line (self, error);
  }

  return XA_CSV_END;
}

/**
 * xa_csv_reader_read:
 * @row: (out): set with XA_CSV_ROW
 *
 * Reads the next row that is not empty.
 *
 * Returns: what was read; XA_CSV_FAILED with @error where the source fails
 */
XaCsvStatus
xa_csv_reader_read (XaCsvReader *self,
                    XaCsvRow    *row,
                    GError     **error)
{
  if (!self->has_begun && !begin (self, error))
    return XA_CSV_FAILED;

  for (;;) {
    XaCsvStatus status = read_from_buffer (self, row, error);

    if (status == XA_CSV_ROW && row->n_fields == 1 && row->fields[0].len == 0)
      continue;
    if (status != XA_CSV_END)
      return status;
    if (self->at_end)
      return XA_CSV_END;
    if (!fill (self, error))
      return XA_CSV_FAILED;
  }
}

/**
 * xa_csv_reader_repair:
 * @span: a field of the row that was read last
 * @n_wrong: (inout): counts the fields that had to be changed
 *
 * Old spreadsheets write Latin-1; what is not UTF-8 is read as that, byte for byte, so that
 * different ids stay different. NUL bytes are taken out.
 *
 * Returns: @span itself, or its repaired form, which lives until the next call
 */
XaSpan
xa_csv_reader_repair (XaCsvReader *self,
                      XaSpan       span,
                      guint64     *n_wrong)
{
  const char *at = span.str, *end = span.str + span.len;

  /* Validation stops at a NUL byte, too. */
  if (g_utf8_validate_len (span.str, span.len, NULL))
    return span;

  (*n_wrong)++;
  g_string_truncate (self->repaired, 0);
  while (at < end) {
    const char *valid_end;

    g_utf8_validate_len (at, (gsize) (end - at), &valid_end);
    g_string_append_len (self->repaired, at, valid_end - at);
    at = valid_end;
    if (at < end) {
      if (*at)
        g_string_append_unichar (self->repaired, (guchar) *at);
      at++;
    }
  }

  return (XaSpan) { self->repaired->str, self->repaired->len };
}
