#include "providers/json/xa-json-value.h"

#include <string.h>

static yyjson_val *
read_text (XaJsonParser *parser,
           const char   *text)
{
  yyjson_val *value;

  g_assert_cmpint (xa_json_parser_read (parser, text, strlen (text), &value), ==, XA_JSON_PARSED);

  return value;
}

/* --- numbers as they are written -------------------------------------------------------------- */

static const struct {
  const char *json;
  const char *token; /* NULL: absent */
  gboolean    is_int64;
  gint64      number;
  gint64      count;
} numbers[] = {
  { "0", "0", TRUE, 0, 0 },
  { "12", "12", TRUE, 12, 12 },
  { "\"12\"", "12", TRUE, 12, 12 },
  { "-5", "-5", TRUE, -5, XA_COUNT_UNKNOWN },
  { "1.5", "1.5", FALSE, 0, XA_COUNT_UNKNOWN },
  { "1e3", "1e3", FALSE, 0, XA_COUNT_UNKNOWN },
  { "9223372036854775807", "9223372036854775807", TRUE, G_MAXINT64, G_MAXINT64 },
  { "9223372036854775808", "9223372036854775808", FALSE, 0, XA_COUNT_UNKNOWN },
  { "18446744073709551615", "18446744073709551615", FALSE, 0, XA_COUNT_UNKNOWN },
  { "-9223372036854775808", "-9223372036854775808", TRUE, G_MININT64, XA_COUNT_UNKNOWN },
  { "-9223372036854775809", "-9223372036854775809", FALSE, 0, XA_COUNT_UNKNOWN },
  { "\"\"", "", FALSE, 0, XA_COUNT_UNKNOWN },
  { "\"-\"", "-", FALSE, 0, XA_COUNT_UNKNOWN },
  { "\"12a\"", "12a", FALSE, 0, XA_COUNT_UNKNOWN },
  { "true", NULL, FALSE, 0, XA_COUNT_UNKNOWN },
  { "null", NULL, FALSE, 0, XA_COUNT_UNKNOWN },
  { "[1]", NULL, FALSE, 0, XA_COUNT_UNKNOWN },
};

static void
test_numbers (void)
{
  g_autoptr (XaJsonParser) parser = xa_json_parser_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *json = g_strdup_printf ("{\"n\":%s}", numbers[i].json);
    yyjson_val      *value = yyjson_obj_get (read_text (parser, json), "n");
    g_autofree char *token = xa_span_dup (xa_json_token (value));
    gint64           number = 0;

    g_assert_cmpstr (token, ==, numbers[i].token);
    g_assert_cmpint (xa_json_int64 (value, &number), ==, numbers[i].is_int64);
    g_assert_cmpint (number, ==, numbers[i].number);
    g_assert_cmpint (xa_json_count (value), ==, numbers[i].count);
  }
}

static void
test_absent (void)
{
  gint64 number;

  g_assert_null (xa_json_string (NULL).str);
  g_assert_null (xa_json_token (NULL).str);
  g_assert_false (xa_json_int64 (NULL, &number));
  g_assert_cmpint (xa_json_count (NULL), ==, XA_COUNT_UNKNOWN);
  g_assert_cmpint (xa_json_time (NULL), ==, XA_TIME_UNKNOWN);
  g_assert_null (xa_json_get_string (NULL, "a").str);
}

static void
test_time (void)
{
  g_autoptr (XaJsonParser) parser = xa_json_parser_new ();
  yyjson_val *list = read_text (parser, "[1539202764, \"1539202764\", \"2018-10-10T20:19:24Z\", \"2018-10-10T22:19:24+02:00\", "
                                        "\"2018-10-10T20:19:24\", \"soon\", 1e40, {}, \"99999999999999999999\"]");

  for (gsize i = 0; i < 5; i++)
    g_assert_cmpint (xa_json_time (yyjson_arr_get (list, i)), ==, G_GINT64_CONSTANT (1539202764000000));
  for (gsize i = 5; i < 8; i++)
    g_assert_cmpint (xa_json_time (yyjson_arr_get (list, i)), ==, XA_TIME_UNKNOWN);
}

static void
test_members (void)
{
  static const XaSpan names[] = { XA_JSON_NAME ("a"), XA_JSON_NAME ("bb"), XA_JSON_NAME ("c"), XA_JSON_NAME ("d") };
  g_autoptr (XaJsonParser) parser = xa_json_parser_new ();
  yyjson_val *values[4];

  xa_json_members (read_text (parser, "{\"c\":3,\"x\":0,\"a\":1,\"bb\":2,\"a\":9}"), names, 4, values);
  g_assert_true (xa_span_equal (xa_json_token (values[0]), "1"));
  g_assert_true (xa_span_equal (xa_json_token (values[1]), "2"));
  g_assert_true (xa_span_equal (xa_json_token (values[2]), "3"));
  g_assert_null (values[3]);

  xa_json_members (read_text (parser, "[1]"), names, 4, values);
  g_assert_null (values[0]);
  xa_json_members (NULL, names, 4, values);
  g_assert_null (values[0]);
}

/* --- what strict JSON forbids ----------------------------------------------------------------- */

static const struct {
  const char   *json;
  XaJsonOutcome outcome;
  const char   *text;
} repairs[] = {
  { "\"a\\x1Fb\"", XA_JSON_PARSED, "a\x1f"
                                   "b" },
  { "\"a\tb\nc\"", XA_JSON_PARSED, "a\tb\nc" },
  { "\"it\\'s \\q\"", XA_JSON_PARSED, "it's q" },
  { "\"caf\xe9!\"", XA_JSON_PARSED_REPLACED, "caf\xef\xbf\xbd!" },
  { "\"\xf0\x9f\x98\"", XA_JSON_PARSED_REPLACED, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
  { "\"\\ud83d\\ude00 \\ud83d!\"", XA_JSON_PARSED_REPLACED, "\xf0\x9f\x98\x80 \xef\xbf\xbd!" },
  { "\"\\ude00\"", XA_JSON_PARSED_REPLACED, "\xef\xbf\xbd" },
  { "\"\\u12\"", XA_JSON_PARSED_REPLACED, "\xef\xbf\xbd"
                                          "12" },
  { "\"\xc3\xa9\\x0B\\\"\"", XA_JSON_PARSED, "\xc3\xa9\x0b\"" },
  { "{\"a\":tru}", XA_JSON_UNPARSABLE, NULL },
  { "{\"a\" 1}", XA_JSON_UNPARSABLE, NULL },
  { "", XA_JSON_UNPARSABLE, NULL },
};

static void
test_repair (void)
{
  g_autoptr (XaJsonParser) parser = xa_json_parser_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (repairs); i++) {
    yyjson_val      *value;
    XaJsonOutcome    outcome = xa_json_parser_read (parser, repairs[i].json, strlen (repairs[i].json), &value);
    g_autofree char *text = xa_span_dup (xa_json_string (value));

    g_assert_cmpint (outcome, ==, repairs[i].outcome);
    g_assert_cmpstr (text, ==, repairs[i].text);
  }
}

/* An element whose values would take more memory than there is for one is refused, and the
 * next one is read as ever. */
static void
test_oversized (void)
{
  g_autoptr (XaJsonParser) parser = xa_json_parser_new ();
  gsize            size = 16u << 20;
  g_autofree char *text = g_malloc (size + 1);
  yyjson_val      *value;

  text[0] = '[';
  for (gsize i = 1; i + 1 < size; i += 2)
    memcpy (text + i, "1,", 2);
  memcpy (text + size - 2, "1]", 3);
  g_assert_cmpint (xa_json_parser_read (parser, text, size, &value), ==, XA_JSON_OVERSIZED);
  g_assert_null (value);
  g_assert_true (xa_span_equal (xa_json_token (read_text (parser, "7")), "7"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-value/ID-5/numbers-as-written", test_numbers);
  g_test_add_func ("/json-value/absent", test_absent);
  g_test_add_func ("/json-value/time", test_time);
  g_test_add_func ("/json-value/members", test_members);
  g_test_add_func ("/json-value/repair", test_repair);
  g_test_add_func ("/json-value/oversized", test_oversized);

  return g_test_run ();
}
