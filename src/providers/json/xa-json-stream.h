#pragma once

#include "providers/json/xa-json-buffer.h"
#include "providers/xa-import.h"

/*
 * Walks a JSON file of any size in a fixed piece of memory. It finds where values begin and
 * end and hands out whole elements as bytes; what is inside an element is for xa-json-value.h.
 *
 * It is as lenient as files demand: inside an array it goes on after a malformed element as
 * long as its brackets and quotes balance. Keys are compared as they are written; a key with
 * escapes in it is no key that anyone asks for.
 */
typedef struct _XaJsonStream XaJsonStream;

typedef enum {
  XA_JSON_TYPE_NONE, /* no value stands here */
  XA_JSON_TYPE_OBJECT,
  XA_JSON_TYPE_ARRAY,
  XA_JSON_TYPE_STRING,
  XA_JSON_TYPE_SCALAR, /* a number, true, false, null; or what is none of these */
} XaJsonType;

#define XA_JSON_BUFFER_SIZE (1u << 20)
#define XA_JSON_MAX_ELEMENT (16u << 20)

typedef struct {
  const char *data; /* (not owned): valid until the next call */
  gsize       size;
  guint64     start, end; /* in the source, in bytes; @end is one after the last */
} XaJsonElement;

XaJsonStream *xa_json_stream_new (XaImportSource *source) G_GNUC_WARN_UNUSED_RESULT;
XaJsonStream *xa_json_stream_new_for_data (const void *data, gsize size) G_GNUC_WARN_UNUSED_RESULT;
XaJsonStream *xa_json_stream_new_full (XaJsonRead read, gpointer read_data, gsize buffer_size, gsize max_element) G_GNUC_WARN_UNUSED_RESULT;
void          xa_json_stream_free (XaJsonStream *self);

XaJsonType   xa_json_stream_peek (XaJsonStream *self);
XaJsonStatus xa_json_stream_enter (XaJsonStream *self);
XaJsonStatus xa_json_stream_next (XaJsonStream *self, XaSpan *key);
XaJsonStatus xa_json_stream_take (XaJsonStream *self, XaJsonElement *element);
XaJsonStatus xa_json_stream_skip (XaJsonStream *self);
XaJsonStatus xa_json_stream_leave (XaJsonStream *self);
guint64      xa_json_stream_get_offset (XaJsonStream *self);
GError      *xa_json_stream_steal_error (XaJsonStream *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaJsonStream, xa_json_stream_free)
