#pragma once

#include "providers/json/xa-json-buffer.h"

#define XA_JSON_MAX_DEPTH 256

/*
 * Moves the cursor of a buffer on, over one thing or another. With @keep, what was passed stays
 * in the buffer, from @kept on: then XA_JSON_TOO_LARGE says that it did not fit and was let go.
 *
 * XA_JSON_TRUNCATED: the file ended before the thing did.
 */
XaJsonStatus xa_json_skip_blanks (XaJsonBuffer *buffer, gboolean commas, gboolean keep);
XaJsonStatus xa_json_skip_string (XaJsonBuffer *buffer, gboolean keep);
XaJsonStatus xa_json_skip_container (XaJsonBuffer *buffer, guint64 depth, gboolean keep);
XaJsonStatus xa_json_skip_value (XaJsonBuffer *buffer, gboolean is_nested, gboolean keep);
