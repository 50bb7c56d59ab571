#include "providers/json/xa-json-elements.h"

/* Hands over one element, or counts why it cannot be read. */
static gboolean
put_element (XaJsonStatus         status,
             const XaJsonElement *element,
             XaJsonParser        *parser,
             XaSink              *sink,
             XaJsonElementFunc    func,
             gpointer             data,
             GError             **error)
{
  yyjson_val   *value = NULL;
  XaJsonOutcome outcome;

  if (status == XA_JSON_TOO_LARGE || status == XA_JSON_TOO_DEEP) {
    xa_sink_reject (sink, status == XA_JSON_TOO_LARGE ? XA_REJECT_TOO_LARGE : XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }

  outcome = xa_json_parser_read (parser, element->data, element->size, &value);
  if (!yyjson_is_obj (value)) {
    xa_sink_reject (sink, outcome == XA_JSON_OVERSIZED ? XA_REJECT_TOO_LARGE : XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  if (outcome == XA_JSON_PARSED_REPLACED)
    xa_sink_reject (sink, XA_REJECT_ENCODING, 1);

  return func (value, data, error);
}

/**
 * xa_json_elements_read:
 * @stream: before an array of records
 * @sink: told of elements that are no objects, too large or not to be parsed, and of a
 *   checkpoint after each element
 * @resume_offset: elements that end here or before are passed over without parsing
 * @func: called with each object, which is valid for the call
 *
 * Reads the array that is next, element by element. Anything but an array is skipped.
 *
 * Returns: XA_JSON_END after the array, XA_JSON_ITEM after something else, or a final status:
 *   with XA_JSON_FAILED, @error is set if it was @func or @sink that failed
 */
XaJsonStatus
xa_json_elements_read (XaJsonStream     *stream,
                       XaJsonParser     *parser,
                       XaSink           *sink,
                       guint64           resume_offset,
                       XaJsonElementFunc func,
                       gpointer          data,
                       GError          **error)
{
  XaJsonStatus status;
  XaSpan       key;

  if (xa_json_stream_peek (stream) != XA_JSON_TYPE_ARRAY)
    return xa_json_stream_skip (stream);

  xa_json_stream_enter (stream);
  while ((status = xa_json_stream_next (stream, &key)) == XA_JSON_ITEM) {
    XaJsonElement element;

    status = xa_json_stream_take (stream, &element);
    if (xa_json_status_is_final (status))
      return status;
    if (element.end <= resume_offset)
      continue;
    if (!put_element (status, &element, parser, sink, func, data, error) || !xa_sink_checkpoint (sink, element.end, error))
      return XA_JSON_FAILED;
  }

  return status;
}
