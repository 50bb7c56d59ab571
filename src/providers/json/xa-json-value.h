#pragma once

#include "model/xa-records.h"

#include <yyjson.h>

/*
 * One element of a bulk file, parsed. Numbers stay as they are written, so that an id above
 * 2^63 is seen as its digits and never as the number next to it.
 *
 * JSON from outside is wrong until checked: every getter takes a missing value (NULL) and says
 * "absent" for it and for a value of another type.
 */
typedef struct _XaJsonParser XaJsonParser;

typedef enum {
  XA_JSON_PARSED,
  XA_JSON_PARSED_REPLACED, /* with bytes or escapes that are no Unicode, replaced by U+FFFD */
  XA_JSON_UNPARSABLE,
  XA_JSON_OVERSIZED, /* its values take more memory than there is for one element */
} XaJsonOutcome;

XaJsonParser *xa_json_parser_new (void) G_GNUC_WARN_UNUSED_RESULT;
void          xa_json_parser_free (XaJsonParser *self);
XaJsonOutcome xa_json_parser_read (XaJsonParser *self, const char *data, gsize size, yyjson_val **value);

void     xa_json_members (yyjson_val *object, const XaSpan *names, gsize n_names, yyjson_val **values);
XaSpan   xa_json_string (yyjson_val *value);
XaSpan   xa_json_token (yyjson_val *value);
gboolean xa_json_int64 (yyjson_val *value, gint64 *number);
gint64   xa_json_count (yyjson_val *value);
gint64   xa_json_sum_counts (yyjson_val *array, const char *name);
gint64   xa_json_time (yyjson_val *value);

#define XA_JSON_NAME(literal) { literal, sizeof (literal) - 1 }

static inline XaSpan
xa_json_get_string (yyjson_val *object,
                    const char *name)
{
  return xa_json_string (yyjson_obj_get (object, name));
}

static inline XaSpan
xa_json_get_token (yyjson_val *object,
                   const char *name)
{
  return xa_json_token (yyjson_obj_get (object, name));
}

/* Elements of a value that may be no array: then there are none. */
#define xa_json_array_foreach(value, iter, element) \
  for (yyjson_arr_iter iter = yyjson_arr_iter_with (value); (element = yyjson_arr_iter_next (&iter));)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaJsonParser, xa_json_parser_free)
