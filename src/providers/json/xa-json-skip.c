#include "providers/json/xa-json-skip.h"

#include "providers/json/xa-json-scan.h"

#include <string.h>

/* Makes room for more of a value: without @keep, by letting go of what was seen of it. A value
 * that does not fit is let go from here on. */
static XaJsonStatus
need_more (XaJsonBuffer *buffer,
           gboolean     *keep)
{
  XaJsonStatus status;

  if (!*keep)
    buffer->kept = buffer->at;
  status = xa_json_buffer_fill (buffer);
  if (status == XA_JSON_TOO_LARGE)
    *keep = FALSE;

  return status;
}

static inline gboolean
is_blank (char byte)
{
  return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/**
 * xa_json_skip_blanks:
 * @commas: commas are blanks too
 *
 * Goes to the next byte that is no blank.
 */
XaJsonStatus
xa_json_skip_blanks (XaJsonBuffer *buffer,
                     gboolean      commas,
                     gboolean      keep)
{
  for (;;) {
    XaJsonStatus status;

    while (buffer->at < buffer->end && (is_blank (xa_json_buffer_get (buffer)) || (commas && xa_json_buffer_get (buffer) == ',')))
      buffer->at++;
    if (buffer->at < buffer->end)
      return XA_JSON_ITEM;
    if (!keep)
      buffer->kept = buffer->at;
    status = xa_json_buffer_fill (buffer);
    if (status != XA_JSON_ITEM)
      return status;
  }
}

/**
 * xa_json_skip_string:
 *
 * Goes from the opening quote behind the closing one.
 */
XaJsonStatus
xa_json_skip_string (XaJsonBuffer *buffer,
                     gboolean      keep)
{
  XaJsonStatus result = XA_JSON_ITEM;
  gboolean     is_escaped = FALSE;

  buffer->at++;
  for (;;) {
    XaJsonStatus status;

    while (buffer->at < buffer->end) {
      char byte = buffer->data[buffer->at++];

      if (is_escaped)
        is_escaped = FALSE;
      else if (byte == '\\')
        is_escaped = TRUE;
      else if (byte == '"')
        return result;
    }
    status = need_more (buffer, &keep);
    if (xa_json_status_is_final (status))
      return status;
    if (status == XA_JSON_TOO_LARGE)
      result = status;
  }
}

/* Goes on in the last piece of a file, made up to a block with blanks: they close nothing. */
static void
scan_last_piece (XaJsonBuffer *buffer,
                 XaJsonScan   *scan)
{
  gsize n;

  if (buffer->at == buffer->end)
    return;

  memset (buffer->data + buffer->end, ' ', XA_JSON_SCAN_BLOCK);
  n = xa_json_scan_block (scan, buffer->data + buffer->at);
  buffer->at = MIN (buffer->at + n, buffer->end);
}

/**
 * xa_json_skip_container:
 * @depth: brackets that are open before the cursor; 0 where it is at the first
 *
 * Goes behind the bracket that closes the outermost.
 *
 * Returns: also XA_JSON_TOO_DEEP, behind it all the same
 */
XaJsonStatus
xa_json_skip_container (XaJsonBuffer *buffer,
                        guint64       depth,
                        gboolean      keep)
{
  XaJsonScan   scan = { .depth = depth };
  XaJsonStatus result = XA_JSON_ITEM;

  for (;;) {
    XaJsonStatus status;

    while (buffer->end - buffer->at >= XA_JSON_SCAN_BLOCK) {
      buffer->at += xa_json_scan_block (&scan, buffer->data + buffer->at);
      if (scan.depth == 0)
        return scan.max_depth > XA_JSON_MAX_DEPTH ? XA_JSON_TOO_DEEP : result;
    }

    status = need_more (buffer, &keep);
    if (status == XA_JSON_TRUNCATED) {
      scan_last_piece (buffer, &scan);
      if (scan.depth == 0)
        return scan.max_depth > XA_JSON_MAX_DEPTH ? XA_JSON_TOO_DEEP : result;
    }
    if (xa_json_status_is_final (status))
      return status;
    if (status == XA_JSON_TOO_LARGE)
      result = status;
  }
}

/* A number or literal, or any run of bytes that is neither: at least one byte, so that whatever
 * stands in an array can be passed. */
static XaJsonStatus
skip_scalar (XaJsonBuffer *buffer,
             gboolean      is_nested,
             gboolean      keep)
{
  XaJsonStatus result = XA_JSON_ITEM;

  buffer->at++;
  for (;;) {
    XaJsonStatus status;

    while (buffer->at < buffer->end) {
      if (is_blank (xa_json_buffer_get (buffer)) || strchr (",:]}[{\"", xa_json_buffer_get (buffer)))
        return result;
      buffer->at++;
    }
    status = need_more (buffer, &keep);
    /* Only a value that no container holds may end with the file. */
    if (status == XA_JSON_TRUNCATED && !is_nested)
      return result;
    if (xa_json_status_is_final (status))
      return status;
    if (status == XA_JSON_TOO_LARGE)
      result = status;
  }
}

/**
 * xa_json_skip_value:
 * @is_nested: the value is in an object or array
 *
 * Goes behind the value that begins at the cursor.
 */
XaJsonStatus
xa_json_skip_value (XaJsonBuffer *buffer,
                    gboolean      is_nested,
                    gboolean      keep)
{
  switch (xa_json_buffer_get (buffer)) {
  case '{':
  case '[':
    return xa_json_skip_container (buffer, 0, keep);
  case '"':
    return xa_json_skip_string (buffer, keep);
  default:
    return skip_scalar (buffer, is_nested, keep);
  }
}
