#include "providers/json/xa-json-stream.h"

#include "providers/json/xa-json-skip.h"

#include <string.h>

/* How deep a caller can step in; what is deeper is inside elements. */
#define MAX_NESTING 32

struct _XaJsonStream {
  XaJsonBuffer in;        /* (owned) */
  gboolean     has_value; /* a value stands at the cursor */
  XaJsonStatus final;     /* XA_JSON_ITEM while there is no reason to stop */
  guint        n_nested;
  char         nested[MAX_NESTING]; /* the closing brackets awaited */
  XaSpan       rest;                /* of a source that is in memory */
};

static XaJsonStatus
finish (XaJsonStream *self,
        XaJsonStatus  status)
{
  self->final = status;
  self->has_value = FALSE;

  return status;
}

static XaJsonStatus
skip_value (XaJsonStream *self,
            gboolean      keep)
{
  XaJsonStatus status = xa_json_skip_value (&self->in, self->n_nested > 0, keep);

  self->has_value = FALSE;

  return xa_json_status_is_final (status) ? finish (self, status) : status;
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

  self->in.read_data = self;
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

  xa_json_buffer_init (&self->in, read, read_data, buffer_size, max_element);
  self->final = XA_JSON_ITEM;

  return self;
}

void
xa_json_stream_free (XaJsonStream *self)
{
  xa_json_buffer_clear (&self->in);
  g_free (self);
}

static XaJsonStatus
skip_byte_order_mark (XaJsonStream *self)
{
  XaJsonStatus status = XA_JSON_ITEM;

  while (self->in.end < 3 && status == XA_JSON_ITEM)
    status = xa_json_buffer_fill (&self->in);
  if (self->in.end >= 3 && memcmp (self->in.data, "\xef\xbb\xbf", 3) == 0)
    self->in.at = 3;

  return status;
}

/* Before the first call there is no value yet: looks for the root. */
static void
find_root (XaJsonStream *self)
{
  XaJsonStatus status;

  if (self->has_value || self->n_nested || xa_json_buffer_get_offset (&self->in) > 0 || self->final != XA_JSON_ITEM)
    return;

  status = skip_byte_order_mark (self);
  if (status != XA_JSON_FAILED)
    status = xa_json_skip_blanks (&self->in, FALSE, FALSE);
  if (status == XA_JSON_ITEM)
    self->has_value = TRUE;
  else
    finish (self, status);
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

  switch (xa_json_buffer_get (&self->in)) {
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
  self->in.at++;

  return XA_JSON_ITEM;
}

/* From a key to its value. The key stays where @kept is. Without its colon and its value it is
 * no JSON, and a key that fills the buffer is no better. */
static XaJsonStatus
read_key (XaJsonStream *self,
          XaSpan       *key)
{
  XaJsonBuffer *in = &self->in;
  XaJsonStatus  status;
  gsize         len;

  in->kept = in->at;
  status = xa_json_skip_string (in, TRUE);
  len = in->at - in->kept - 2;
  if (status == XA_JSON_ITEM)
    status = xa_json_skip_blanks (in, FALSE, TRUE);
  if (status == XA_JSON_ITEM && xa_json_buffer_get (in) != ':')
    return XA_JSON_MALFORMED;
  if (status == XA_JSON_ITEM) {
    in->at++;
    status = xa_json_skip_blanks (in, FALSE, TRUE);
  }
  if (status == XA_JSON_ITEM && strchr (",]}:", xa_json_buffer_get (in)))
    return XA_JSON_MALFORMED;
  if (status == XA_JSON_ITEM)
    *key = (XaSpan) { in->data + in->kept + 1, len };

  return status == XA_JSON_TOO_LARGE ? XA_JSON_MALFORMED : status;
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

  self->in.kept = self->in.at;
  status = xa_json_skip_blanks (&self->in, TRUE, FALSE);
  if (status != XA_JSON_ITEM)
    return finish (self, status);

  close = self->nested[self->n_nested - 1];
  byte = xa_json_buffer_get (&self->in);
  if (byte == close) {
    self->in.at++;
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

  self->in.kept = self->in.at;
  element->start = xa_json_buffer_get_offset (&self->in);
  status = skip_value (self, TRUE);
  element->end = xa_json_buffer_get_offset (&self->in);
  if (status == XA_JSON_ITEM) {
    element->data = self->in.data + self->in.kept;
    element->size = self->in.at - self->in.kept;
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

  status = skip_value (self, FALSE);

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
  status = xa_json_skip_container (&self->in, 1, FALSE);
  if (xa_json_status_is_final (status))
    return finish (self, status);
  self->n_nested--;

  return XA_JSON_END;
}

/**
 * xa_json_stream_get_offset:
 *
 * Returns: how many bytes of the source have been passed
 */
guint64
xa_json_stream_get_offset (XaJsonStream *self)
{
  return xa_json_buffer_get_offset (&self->in);
}

/**
 * xa_json_stream_steal_error:
 *
 * Returns: (transfer full) (nullable): why the source could not be read
 */
GError *
xa_json_stream_steal_error (XaJsonStream *self)
{
  return g_steal_pointer (&self->in.error);
}
