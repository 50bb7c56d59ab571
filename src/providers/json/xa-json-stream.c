#include "providers/json/xa-json-stream.h"

#include "providers/json/xa-json-scan.h"

#include <string.h>

/* How deep a caller can step in; what is deeper is inside elements. */
#define MAX_NESTING 32

typedef enum {
  FILL_MORE, /* bytes were added */
  FILL_END,
  FILL_FULL, /* what is kept fills the largest buffer */
  FILL_FAILED,
} Fill;

struct _XaJsonStream {
  XaJsonRead   read;
  gpointer     read_data;   /* (not owned) */
  GError      *error;       /* (owned) (nullable) */
  char        *buffer;      /* (owned): one scan block longer than @capacity */
  gsize        capacity;    /* in bytes */
  gsize        max_element; /* in bytes */
  gsize        kept;        /* the first byte that must stay */
  gsize        at;          /* the next byte to look at */
  gsize        end;         /* after the last byte read */
  guint64      base;        /* where in the source the buffer begins, in bytes */
  gboolean     is_at_end;
  gboolean     has_value; /* a value stands at @at */
  XaJsonStatus final;     /* XA_JSON_ITEM while there is no reason to stop */
  guint        n_nested;
  char         nested[MAX_NESTING]; /* the closing brackets awaited */
  XaSpan       rest;                /* of a source that is in memory */
};

/* --- bytes ---------------------------------------------------------------------------------- */

static Fill
fill (XaJsonStream *self)
{
  gssize n;

  if (self->is_at_end)
    return FILL_END;

  if (self->end == self->capacity) {
    if (self->kept > 0) {
      memmove (self->buffer, self->buffer + self->kept, self->end - self->kept);
      self->base += self->kept;
      self->at -= self->kept;
      self->end -= self->kept;
      self->kept = 0;
    } else if (self->capacity < self->max_element) {
      self->capacity = MIN (self->capacity * 2, self->max_element);
      self->buffer = g_realloc (self->buffer, self->capacity + XA_JSON_SCAN_BLOCK);
    } else {
      return FILL_FULL;
    }
  }

  n = self->read (self->read_data, self->buffer + self->end, self->capacity - self->end, &self->error);
  if (n < 0)
    return FILL_FAILED;
  if (n == 0) {
    self->is_at_end = TRUE;
    return FILL_END;
  }
  self->end += (gsize) n;

  return FILL_MORE;
}

static XaJsonStatus
finish (XaJsonStream *self,
        XaJsonStatus  status)
{
  self->final = status;
  self->has_value = FALSE;

  return status;
}

/* Makes a byte available at the cursor; bytes before it may go, unless @keep. */
static XaJsonStatus
need_byte (XaJsonStream *self,
           gboolean      keep)
{
  while (self->at == self->end) {
    Fill result;

    if (!keep)
      self->kept = self->at;
    result = fill (self);
    if (result == FILL_FAILED)
      return finish (self, XA_JSON_FAILED);
    if (result == FILL_END)
      return XA_JSON_TRUNCATED;
    if (result == FILL_FULL)
      return XA_JSON_TOO_LARGE;
  }

  return XA_JSON_ITEM;
}

static inline gboolean
is_blank (char byte)
{
  return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/* To the next byte that is no blank (nor, between items, a comma). */
static XaJsonStatus
pass_blanks (XaJsonStream *self,
             gboolean      commas,
             gboolean      keep)
{
  for (;;) {
    XaJsonStatus status;

    while (self->at < self->end && (is_blank (self->buffer[self->at]) || (commas && self->buffer[self->at] == ',')))
      self->at++;
    if (self->at < self->end)
      return XA_JSON_ITEM;
    status = need_byte (self, keep);
    if (status != XA_JSON_ITEM)
      return status;
  }
}

static void
pass_byte_order_mark (XaJsonStream *self)
{
  while (self->end < 3 && fill (self) == FILL_MORE)
    ;
  if (self->end >= 3 && memcmp (self->buffer, "\xef\xbb\xbf", 3) == 0)
    self->at = 3;
}

/* --- finding the end of a value ------------------------------------------------------------- */

/* Makes room for more of a value: without @keep, by letting go of what was seen of it. */
static XaJsonStatus
need_more_of_value (XaJsonStream *self,
                    gboolean     *keep)
{
  if (!*keep)
    self->kept = self->at;

  switch (fill (self)) {
  case FILL_MORE:
    return XA_JSON_ITEM;
  case FILL_FULL:
    *keep = FALSE;
    return XA_JSON_TOO_LARGE;
  case FILL_END:
    return XA_JSON_TRUNCATED;
  case FILL_FAILED:
  default:
    return finish (self, XA_JSON_FAILED);
  }
}

/* @depth: brackets that are open before the cursor. */
static XaJsonStatus
pass_container (XaJsonStream *self,
                guint64       depth,
                gboolean      keep)
{
  XaJsonScan   scan = { .depth = depth };
  XaJsonStatus result = XA_JSON_ITEM;

  for (;;) {
    XaJsonStatus status;

    while (self->end - self->at >= XA_JSON_SCAN_BLOCK) {
      self->at += xa_json_scan_block (&scan, self->buffer + self->at);
      if (scan.depth == 0)
        return scan.max_depth > XA_JSON_MAX_DEPTH ? XA_JSON_TOO_DEEP : result;
    }

    status = need_more_of_value (self, &keep);
    if (status == XA_JSON_FAILED)
      return status;
    if (status == XA_JSON_TOO_LARGE)
      result = status;
    if (status == XA_JSON_TRUNCATED) {
      /* The last piece, made up to a block with blanks: they close nothing. */
      memset (self->buffer + self->end, ' ', XA_JSON_SCAN_BLOCK);
      if (self->at < self->end) {
        gsize n = xa_json_scan_block (&scan, self->buffer + self->at);

        self->at = MIN (self->at + n, self->end);
      }
      if (scan.depth > 0)
        return finish (self, XA_JSON_TRUNCATED);
      return scan.max_depth > XA_JSON_MAX_DEPTH ? XA_JSON_TOO_DEEP : result;
    }
  }
}

static XaJsonStatus
pass_string (XaJsonStream *self,
             gboolean      keep)
{
  XaJsonStatus result = XA_JSON_ITEM;
  gboolean     is_escaped = FALSE;

  self->at++;
  for (;;) {
    XaJsonStatus status;

    while (self->at < self->end) {
      char byte = self->buffer[self->at++];

      if (is_escaped)
        is_escaped = FALSE;
      else if (byte == '\\')
        is_escaped = TRUE;
      else if (byte == '"')
        return result;
    }
    status = need_more_of_value (self, &keep);
    if (status == XA_JSON_TRUNCATED)
      return finish (self, status);
    if (status == XA_JSON_FAILED)
      return status;
    if (status == XA_JSON_TOO_LARGE)
      result = status;
  }
}

/* A number or literal, or any run of bytes that is neither: at least one byte, so that whatever
 * stands in an array can be passed. */
static XaJsonStatus
pass_scalar (XaJsonStream *self,
             gboolean      keep)
{
  XaJsonStatus result = XA_JSON_ITEM;

  self->at++;
  for (;;) {
    XaJsonStatus status;

    while (self->at < self->end) {
      if (is_blank (self->buffer[self->at]) || strchr (",:]}[{\"", self->buffer[self->at]))
        return result;
      self->at++;
    }
    status = need_more_of_value (self, &keep);
    /* Only a value that no container holds may end with the file. */
    if (status == XA_JSON_TRUNCATED)
      return self->n_nested ? finish (self, status) : result;
    if (status == XA_JSON_FAILED)
      return status;
    if (status == XA_JSON_TOO_LARGE)
      result = status;
  }
}

static XaJsonStatus
pass_value (XaJsonStream *self,
            gboolean      keep)
{
  self->has_value = FALSE;
  switch (self->buffer[self->at]) {
  case '{':
  case '[':
    return pass_container (self, 0, keep);
  case '"':
    return pass_string (self, keep);
  default:
    return pass_scalar (self, keep);
  }
}

/* --- public --------------------------------------------------------------------------------- */

static gssize
read_source_cb (gpointer data,
                void    *buffer,
                gsize    size,
                GError **error)
{
  return xa_import_source_read (data, buffer, size, error);
}

static gssize
read_memory_cb (gpointer data,
                void    *buffer,
                gsize    size,
                GError **error)
{
  XaSpan *rest = &((XaJsonStream *) data)->rest;
  gsize   n = MIN (size, rest->len);

  if (n)
    memcpy (buffer, rest->str, n);
  rest->str += n;
  rest->len -= n;

  return (gssize) n;
}

/**
 * xa_json_stream_new:
 * @source: (not owned): read from where it stands, to its end; outlives the stream
 *
 * Returns: (transfer full): a stream before the root value
 */
XaJsonStream *
xa_json_stream_new (XaImportSource *source)
{
  return xa_json_stream_new_full (read_source_cb, source, XA_JSON_BUFFER_SIZE, XA_JSON_MAX_ELEMENT);
}

/**
 * xa_json_stream_new_for_data:
 * @data: (not owned): outlives the stream
 *
 * Returns: (transfer full): a stream over bytes in memory
 */
XaJsonStream *
xa_json_stream_new_for_data (const void *data,
                             gsize       size)
{
  XaJsonStream *self = xa_json_stream_new_full (read_memory_cb, NULL, CLAMP (size, 4096, XA_JSON_BUFFER_SIZE), XA_JSON_MAX_ELEMENT);

  self->read_data = self;
  self->rest = (XaSpan) { data, size };

  return self;
}

/**
 * xa_json_stream_new_full:
 * @read: gives the next bytes: how many, 0 at the end, -1 with an error
 * @buffer_size: to begin with, in bytes
 * @max_element: what the buffer may grow to: the largest element that can be taken
 *
 * Returns: (transfer full): a stream before the root value
 */
XaJsonStream *
xa_json_stream_new_full (XaJsonRead read,
                         gpointer   read_data,
                         gsize      buffer_size,
                         gsize      max_element)
{
  XaJsonStream *self = g_new0 (XaJsonStream, 1);

  self->read = read;
  self->read_data = read_data;
  /* Two blocks: what is left of a block that is not whole yet always leaves room for more. */
  self->capacity = MAX (buffer_size, 2 * XA_JSON_SCAN_BLOCK);
  self->max_element = MAX (max_element, self->capacity);
  self->buffer = g_malloc (self->capacity + XA_JSON_SCAN_BLOCK);
  self->final = XA_JSON_ITEM;

  return self;
}

void
xa_json_stream_free (XaJsonStream *self)
{
  g_clear_error (&self->error);
  g_free (self->buffer);
  g_free (self);
}

/* Before the first call there is no value yet: looks for the root. */
static void
find_root (XaJsonStream *self)
{
  if (self->has_value || self->n_nested || self->base + self->at > 0 || self->final != XA_JSON_ITEM)
    return;

  pass_byte_order_mark (self);
  if (pass_blanks (self, FALSE, FALSE) == XA_JSON_ITEM)
    self->has_value = TRUE;
  else if (self->final == XA_JSON_ITEM)
    finish (self, XA_JSON_TRUNCATED);
}

/**
 * xa_json_stream_peek:
 *
 * Returns: what kind of value is next to be taken, skipped or entered, by its first byte
 */
XaJsonType
xa_json_stream_peek (XaJsonStream *self)
{
  find_root (self);
  if (!self->has_value)
    return XA_JSON_TYPE_NONE;

  switch (self->buffer[self->at]) {
  case '{':
    return XA_JSON_TYPE_OBJECT;
  case '[':
    return XA_JSON_TYPE_ARRAY;
  case '"':
    return XA_JSON_TYPE_STRING;
  default:
    return XA_JSON_TYPE_SCALAR;
  }
}

/**
 * xa_json_stream_enter:
 *
 * Steps into the object or array that is the next value; xa_json_stream_next() then gives its
 * members or elements.
 *
 * Returns: XA_JSON_ITEM, or a final status; MALFORMED where the value is no container
 */
XaJsonStatus
xa_json_stream_enter (XaJsonStream *self)
{
  XaJsonType type = xa_json_stream_peek (self);

  if (self->final != XA_JSON_ITEM)
    return self->final;
  if ((type != XA_JSON_TYPE_OBJECT && type != XA_JSON_TYPE_ARRAY) || self->n_nested == MAX_NESTING)
    return finish (self, XA_JSON_MALFORMED);

  self->nested[self->n_nested++] = type == XA_JSON_TYPE_OBJECT ? '}' : ']';
  self->has_value = FALSE;
  self->at++;

  return XA_JSON_ITEM;
}

/* After the opening quote of a key: to its value. The key stays where @kept is. */
static XaJsonStatus
read_key (XaJsonStream *self,
          XaSpan       *key)
{
  XaJsonStatus status;
  gsize        len;

  self->kept = self->at;
  status = pass_string (self, TRUE);
  if (status != XA_JSON_ITEM)
    return status == XA_JSON_TOO_LARGE ? finish (self, XA_JSON_MALFORMED) : status;
  len = self->at - self->kept - 2;

  status = pass_blanks (self, FALSE, TRUE);
  if (status == XA_JSON_ITEM && self->buffer[self->at] != ':')
    return finish (self, XA_JSON_MALFORMED);
  if (status == XA_JSON_ITEM) {
    self->at++;
    status = pass_blanks (self, FALSE, TRUE);
  }
  if (status == XA_JSON_ITEM && strchr (",]}:", self->buffer[self->at]))
    return finish (self, XA_JSON_MALFORMED);
  if (status == XA_JSON_ITEM)
    *key = (XaSpan) { self->buffer + self->kept + 1, len };

  return status == XA_JSON_TOO_LARGE ? finish (self, XA_JSON_MALFORMED) : status;
}

/**
 * xa_json_stream_next:
 * @key: (out): the name of the member, as written; absent in an array. Valid until the next call
 *
 * Goes to the next member or element of the container that was entered last. A value that was
 * neither taken, skipped nor entered is skipped. At the end the container is left.
 *
 * A bracket that nothing opened counts as an element of the array it stands in: what is behind
 * it can still be read.
 *
 * Returns: XA_JSON_ITEM with a value to take, skip or enter, XA_JSON_END, or a final status
 */
XaJsonStatus
xa_json_stream_next (XaJsonStream *self,
                     XaSpan       *key)
{
  XaJsonStatus status;
  char         close, byte;

  *key = XA_SPAN_NONE;
  if (self->has_value)
    xa_json_stream_skip (self);
  if (self->final != XA_JSON_ITEM)
    return self->final;
  if (self->n_nested == 0)
    return XA_JSON_END;

  self->kept = self->at;
  status = pass_blanks (self, TRUE, FALSE);
  if (status != XA_JSON_ITEM)
    return finish (self, status);

  close = self->nested[self->n_nested - 1];
  byte = self->buffer[self->at];
  if (byte == close) {
    self->at++;
    self->n_nested--;
    return XA_JSON_END;
  }
  if (close == '}') {
    if (byte != '"')
      return finish (self, XA_JSON_MALFORMED);
    status = read_key (self, key);
    if (status != XA_JSON_ITEM)
      return finish (self, status);
  }
  self->has_value = TRUE;

  return XA_JSON_ITEM;
}

/**
 * xa_json_stream_take:
 * @element: (out): the bytes of the value, and where it is; @data is %NULL if it was passed over
 *
 * Takes the whole value that is next.
 *
 * Returns: XA_JSON_ITEM; XA_JSON_TOO_LARGE or XA_JSON_TOO_DEEP for a value that was passed over;
 *   XA_JSON_END where no value stands; or a final status
 */
XaJsonStatus
xa_json_stream_take (XaJsonStream  *self,
                     XaJsonElement *element)
{
  XaJsonStatus status;

  *element = (XaJsonElement) { 0 };
  if (xa_json_stream_peek (self) == XA_JSON_TYPE_NONE)
    return self->final != XA_JSON_ITEM ? self->final : XA_JSON_END;

  self->kept = self->at;
  element->start = self->base + self->at;
  status = pass_value (self, TRUE);
  element->end = self->base + self->at;
  if (status == XA_JSON_ITEM) {
    element->data = self->buffer + self->kept;
    element->size = self->at - self->kept;
  }

  return status;
}

/**
 * xa_json_stream_skip:
 *
 * Passes over the value that is next, whatever its size.
 *
 * Returns: XA_JSON_ITEM, XA_JSON_END where no value stands, or a final status
 */
XaJsonStatus
xa_json_stream_skip (XaJsonStream *self)
{
  XaJsonStatus status;

  if (xa_json_stream_peek (self) == XA_JSON_TYPE_NONE)
    return self->final != XA_JSON_ITEM ? self->final : XA_JSON_END;

  status = pass_value (self, FALSE);

  return xa_json_status_is_final (status) ? status : XA_JSON_ITEM;
}

/**
 * xa_json_stream_leave:
 *
 * Passes over what is left of the container that was entered last.
 *
 * Returns: XA_JSON_END, or a final status
 */
XaJsonStatus
xa_json_stream_leave (XaJsonStream *self)
{
  XaJsonStatus status;

  if (self->final != XA_JSON_ITEM)
    return self->final;
  if (self->n_nested == 0)
    return XA_JSON_END;

  self->has_value = FALSE;
  status = pass_container (self, 1, FALSE);
  if (xa_json_status_is_final (status))
    return status;
  self->n_nested--;

  return XA_JSON_END;
}

/**
 * xa_json_stream_discard:
 * @offset: where a value begins, in bytes from the start of the source
 *
 * Before anything was read: takes the value at @offset for the root.
 *
 * Returns: XA_JSON_ITEM, or a final status
 */
XaJsonStatus
xa_json_stream_discard (XaJsonStream *self,
                        guint64       offset)
{
  while (self->base + self->end < offset) {
    XaJsonStatus status;

    self->at = self->end;
    status = need_byte (self, FALSE);
    if (status != XA_JSON_ITEM)
      return finish (self, status);
  }
  self->at = (gsize) (offset - self->base);
  if (self->at == self->end && need_byte (self, FALSE) != XA_JSON_ITEM)
    return self->final != XA_JSON_ITEM ? self->final : finish (self, XA_JSON_TRUNCATED);
  self->has_value = TRUE;

  return XA_JSON_ITEM;
}

/**
 * xa_json_stream_get_offset:
 *
 * Returns: how many bytes of the source have been passed
 */
guint64
xa_json_stream_get_offset (XaJsonStream *self)
{
  return self->base + self->at;
}

/**
 * xa_json_stream_steal_error:
 *
 * Returns: (transfer full) (nullable): why the source could not be read
 */
GError *
xa_json_stream_steal_error (XaJsonStream *self)
{
  return g_steal_pointer (&self->error);
}
