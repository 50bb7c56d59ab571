#include "providers/json/xa-json-value.h"

#include "model/xa-time.h"
#include "providers/json/xa-json-repair.h"

#define READ_FLAGS YYJSON_READ_NUMBER_AS_RAW

/* What is kept between elements, and the most for one element. Memory that a parse does not
 * touch costs nothing, so a rough upper bound for the element will do. */
#define POOL_MIN (256u << 10)
#define POOL_KEPT (4u << 20)
#define POOL_MAX (64u << 20)

struct _XaJsonParser {
  char    *pool; /* (owned): where a document lives until the next */
  gsize    pool_size;
  GString *repaired; /* (owned): reused */
};

XaJsonParser *
xa_json_parser_new (void)
{
  XaJsonParser *self = g_new0 (XaJsonParser, 1);

  self->repaired = g_string_new (NULL);

  return self;
}

void
xa_json_parser_free (XaJsonParser *self)
{
  g_string_free (self->repaired, TRUE);
  g_free (self->pool);
  g_free (self);
}

static void
size_pool (XaJsonParser *self,
           gsize         size)
{
  gsize needed = CLAMP (yyjson_read_max_memory_usage (size, READ_FLAGS), POOL_MIN, POOL_MAX);

  if (self->pool_size >= needed && (self->pool_size <= POOL_KEPT || needed > POOL_KEPT))
    return;

  g_free (self->pool);
  self->pool = g_malloc (needed);
  self->pool_size = needed;
}

static yyjson_val *
parse (XaJsonParser    *self,
       const char      *data,
       gsize            size,
       yyjson_read_err *problem)
{
  yyjson_alc  alc;
  yyjson_doc *doc;

  size_pool (self, size);
  yyjson_alc_pool_init (&alc, self->pool, self->pool_size);
  /* Without YYJSON_READ_INSITU the text is copied and not written to. The document lives in the
   * pool: there is nothing to free. */
  doc = yyjson_read_opts ((char *) data, size, READ_FLAGS, &alc, problem);

  return yyjson_doc_get_root (doc);
}

/**
 * xa_json_parser_read:
 * @data: (array length=size): one JSON value
 * @value: (out): the value, valid until the next call; %NULL if there is none
 *
 * Parses one element. What strict JSON forbids and files contain all the same is repaired
 * first: raw control characters, escapes that JSON does not know (Telegram Desktop writes
 * `\x1F`), bytes that are not UTF-8 and halves of surrogate pairs.
 */
XaJsonOutcome
xa_json_parser_read (XaJsonParser *self,
                     const char   *data,
                     gsize         size,
                     yyjson_val  **value)
{
  yyjson_read_err problem = { 0 };
  XaJsonOutcome   outcome = XA_JSON_PARSED;

  *value = parse (self, data, size, &problem);
  if (!*value && problem.code == YYJSON_READ_ERROR_INVALID_STRING) {
    if (xa_json_repair (data, size, self->repaired))
      outcome = XA_JSON_PARSED_REPLACED;
    *value = parse (self, self->repaired->str, self->repaired->len, &problem);
  }
  if (!*value)
    outcome = problem.code == YYJSON_READ_ERROR_MEMORY_ALLOCATION ? XA_JSON_OVERSIZED : XA_JSON_UNPARSABLE;

  return outcome;
}

/**
 * xa_json_members:
 * @object: (nullable): a value of any type
 * @names: (array length=n_names): names to look for, best in the order in which files have them
 * @values: (out caller-allocates) (array length=n_names): the value of each, or %NULL
 *
 * Looks up many members in one pass. Of members of the same name the first counts.
 */
void
xa_json_members (yyjson_val   *object,
                 const XaSpan *names,
                 gsize         n_names,
                 yyjson_val  **values)
{
  yyjson_obj_iter iter = yyjson_obj_iter_with (object);
  yyjson_val     *key;
  gsize           expected = 0;

  memset (values, 0, n_names * sizeof *values);
  while ((key = yyjson_obj_iter_next (&iter))) {
    const char *name = yyjson_get_str (key);
    gsize       len = yyjson_get_len (key);

    for (gsize tried = 0, i = expected; tried < n_names; tried++, i = i + 1 < n_names ? i + 1 : 0) {
      if (names[i].len == len && memcmp (names[i].str, name, len) == 0) {
        if (!values[i])
          values[i] = yyjson_obj_iter_get_val (key);
        expected = i + 1 < n_names ? i + 1 : 0;
        break;
      }
    }
  }
}

/**
 * xa_json_string:
 * @value: (nullable): a value of any type
 *
 * Returns: the text of a string; absent for anything else
 */
XaSpan
xa_json_string (yyjson_val *value)
{
  if (!yyjson_is_str (value))
    return XA_SPAN_NONE;

  return (XaSpan) { yyjson_get_str (value), yyjson_get_len (value) };
}

/**
 * xa_json_token:
 * @value: (nullable): a value of any type
 *
 * Returns: the text of a string, or a number as it is written: how ids come; else absent
 */
XaSpan
xa_json_token (yyjson_val *value)
{
  if (yyjson_is_raw (value))
    return (XaSpan) { yyjson_get_raw (value), yyjson_get_len (value) };

  return xa_json_string (value);
}

static gboolean
parse_int64 (XaSpan  text,
             gint64 *number)
{
  gboolean is_negative = text.len > 0 && text.str[0] == '-';
  gint64   result = 0;

  if (text.len == (gsize) is_negative)
    return FALSE;

  for (gsize i = is_negative; i < text.len; i++) {
    int digit = text.str[i] - '0';

    if (digit < 0 || digit > 9 || __builtin_mul_overflow (result, 10, &result) ||
        __builtin_sub_overflow (result, digit, &result))
      return FALSE;
  }
  /* Gathered below zero, where there is one number more. */
  if (!is_negative && result == G_MININT64)
    return FALSE;
  *number = is_negative ? result : -result;

  return TRUE;
}

/**
 * xa_json_int64:
 * @value: (nullable): a value of any type
 * @number: (out): set only where there is one
 *
 * Returns: whether @value is a whole number, or a string of one, that fits
 */
gboolean
xa_json_int64 (yyjson_val *value,
               gint64     *number)
{
  return parse_int64 (xa_json_token (value), number);
}

/**
 * xa_json_count:
 * @value: (nullable): a value of any type
 *
 * Returns: a count of 0 or more, or XA_COUNT_UNKNOWN
 */
gint64
xa_json_count (yyjson_val *value)
{
  gint64 number;

  return xa_json_int64 (value, &number) && number >= 0 ? number : XA_COUNT_UNKNOWN;
}

/**
 * xa_json_sum_counts:
 * @array: (nullable): a value of any type
 * @name: of the count in each of its elements
 *
 * Returns: the sum of those counts that there are, or XA_COUNT_UNKNOWN where @array is none
 */
gint64
xa_json_sum_counts (yyjson_val *array,
                    const char *name)
{
  yyjson_val *element;
  gint64      total = 0;

  if (!yyjson_is_arr (array))
    return XA_COUNT_UNKNOWN;

  xa_json_array_foreach (array, iter, element)
  {
    gint64 count = xa_json_count (yyjson_obj_get (element, name));

    if (count != XA_COUNT_UNKNOWN && __builtin_add_overflow (total, count, &total))
      return XA_COUNT_UNKNOWN;
  }

  return total;
}

/**
 * xa_json_time:
 * @value: (nullable): a value of any type
 *
 * Returns: a time, Unix or ISO 8601 (UTC where it names no zone), or XA_TIME_UNKNOWN
 */
gint64
xa_json_time (yyjson_val *value)
{
  gint64 seconds;

  /* The common case, Unix seconds, without the general parser. */
  if (xa_json_int64 (value, &seconds) && ABS (seconds) < G_GINT64_CONSTANT (100000000000))
    return seconds * G_USEC_PER_SEC;

  return xa_time_parse (xa_json_token (value));
}
