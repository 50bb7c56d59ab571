#pragma once

#include "providers/json/xa-json-stream.h"
#include "providers/json/xa-json-value.h"

/* Returns: FALSE with @error where the sink wants no more */
typedef gboolean (*XaJsonElementFunc) (yyjson_val *object,
                                       gpointer    data,
                                       GError    **error);

XaJsonStatus xa_json_elements_read (XaJsonStream *stream, XaJsonParser *parser, XaSink *sink, guint64 resume_offset, XaJsonElementFunc func, gpointer data, GError **error);
