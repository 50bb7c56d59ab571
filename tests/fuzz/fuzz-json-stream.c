/* Any bytes: the walk is the same whatever the buffer and the reads; of valid JSON it finds every
 * element, and every element it finds can be parsed. */

#include "fuzz.h"

#include "providers/json/xa-json-stream.h"
#include "providers/json/xa-json-value.h"

#include <string.h>

typedef struct {
  const uint8_t *data;
  gsize          size;
  gsize          at;
  gsize          chunk;
} Pieces;

typedef struct {
  GString *transcript;
  gsize    n_items;
  gsize    n_unparsable;
  gboolean is_passed_over; /* some element was too large or too deep */
} Walk;

static gssize
read_pieces (gpointer data,
             void    *buffer,
             gsize    size,
             GError **error)
{
  Pieces *self = data;
  gsize   n = MIN (size, MIN (self->size - self->at, self->chunk));

  if (n)
    memcpy (buffer, self->data + self->at, n);
  self->at += n;

  return (gssize) n;
}

/* Takes, skips or steps into one value after another, as their order has it. */
static XaJsonStatus
walk_container (Walk         *walk,
                XaJsonStream *stream,
                XaJsonParser *parser,
                guint         level)
{
  XaJsonStatus status;
  XaSpan       key;

  while ((status = xa_json_stream_next (stream, &key)) == XA_JSON_ITEM) {
    XaJsonType    type = xa_json_stream_peek (stream);
    XaJsonElement element = { 0 };
    yyjson_val   *value;

    walk->n_items += level == 0;
    g_string_append_printf (walk->transcript, "%u %d %.*s ", level, type, (int) key.len, key.str ? key.str : "");
    if (key.len % 3 == 2 && (type == XA_JSON_TYPE_OBJECT || type == XA_JSON_TYPE_ARRAY)) {
      status = xa_json_stream_enter (stream);
      if (status == XA_JSON_ITEM)
        status = level % 2 ? xa_json_stream_leave (stream) : walk_container (walk, stream, parser, level + 1);
    } else if (key.len % 3 == 1) {
      status = xa_json_stream_skip (stream);
    } else {
      status = xa_json_stream_take (stream, &element);
      walk->is_passed_over |= status == XA_JSON_TOO_DEEP || status == XA_JSON_TOO_LARGE;
      if (status == XA_JSON_ITEM)
        walk->n_unparsable += xa_json_parser_read (parser, element.data, element.size, &value) >= XA_JSON_UNPARSABLE;
    }
    g_string_append_printf (walk->transcript, "%d %" G_GUINT64_FORMAT "\n", status, xa_json_stream_get_offset (stream));
    if (xa_json_status_is_final (status))
      return status;
  }

  return status;
}

static XaJsonStatus
walk_all (Walk          *walk,
          const uint8_t *data,
          gsize          size,
          gsize          chunk,
          gsize          buffer_size)
{
  Pieces pieces = { .data = data, .size = size, .chunk = chunk };
  g_autoptr (XaJsonStream) stream = xa_json_stream_new_full (read_pieces, &pieces, buffer_size, XA_JSON_MAX_ELEMENT);
  g_autoptr (XaJsonParser) parser = xa_json_parser_new ();
  XaJsonStatus status = xa_json_stream_enter (stream);

  *walk = (Walk) { .transcript = g_string_new (NULL) };
  if (status == XA_JSON_ITEM)
    status = walk_container (walk, stream, parser, 0);
  g_string_append_printf (walk->transcript, "end %d %" G_GUINT64_FORMAT, status, xa_json_stream_get_offset (stream));

  return status;
}

static gsize
get_size (yyjson_val *root)
{
  return yyjson_is_arr (root) ? yyjson_arr_size (root) : yyjson_obj_size (root);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  yyjson_doc  *doc = yyjson_read ((const char *) data, size, YYJSON_READ_NUMBER_AS_RAW);
  Walk         whole, pieces;
  XaJsonStatus status = walk_all (&whole, data, size, G_MAXSIZE, 65536);

  walk_all (&pieces, data, size, 1 + size % 37, 128);
  g_assert_cmpstr (pieces.transcript->str, ==, whole.transcript->str);

  if (doc && yyjson_is_ctn (yyjson_doc_get_root (doc)) && !whole.is_passed_over) {
    g_assert_cmpint (status, ==, XA_JSON_END);
    g_assert_cmpuint (whole.n_items, ==, get_size (yyjson_doc_get_root (doc)));
    g_assert_cmpuint (whole.n_unparsable, ==, 0);
  }

  g_string_free (whole.transcript, TRUE);
  g_string_free (pieces.transcript, TRUE);
  yyjson_doc_free (doc);

  return 0;
}
