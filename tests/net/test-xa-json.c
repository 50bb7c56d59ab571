#include "net/xa-json.h"

#include "model/xa-time.h"

#include <math.h>
#include <string.h>

static const char sample[] =
  "{\"followers\":[{\"did\":\"did:plc:a\",\"n\":5,\"big\":9223372036854775807,\"bigger\":18446744073709551615,"
  "\"worse\":92233720368547758070,\"text_number\":\"42\",\"half\":1.5,\"whole\":3.0,\"minus\":-1,\"yes\":true,"
  "\"at\":\"2024-05-06T07:08:09.123Z\",\"nothing\":null,\"list\":[1,\"two\",3]},7],\"cursor\":\"next\",\"inner\":{\"n\":\"x\"}}";

static XaJson *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  XaJson *json = xa_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);

  return json;
}

static void
assert_span (XaSpan      span,
             const char *text)
{
  g_autofree char *copy = xa_span_dup (span);

  g_assert_cmpstr (copy, ==, text);
}

static void
test_values (void)
{
  g_autoptr (XaJson) json = parse (sample);
  XaJsonAt root = xa_json_root (json);
  XaJsonAt followers = xa_json_array (&root, "followers");
  XaJsonAt one = xa_json_element (&followers, 0);
  XaJsonAt list = xa_json_array (&one, "list");
  XaJsonAt first = xa_json_element (&list, 0);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (xa_json_length (&followers), ==, 2);
  assert_span (xa_json_text (&one, "did"), "did:plc:a");
  g_assert_cmpint (xa_json_int (&one, "n"), ==, 5);
  g_assert_cmpint (xa_json_int (&one, "text_number"), ==, 42);
  g_assert_cmpint (xa_json_int (&one, "whole"), ==, 3);
  g_assert_cmpint (xa_json_int (&one, "minus"), ==, -1);
  g_assert_cmpint (xa_json_maybe_count (&one, "minus"), ==, XA_COUNT_UNKNOWN);
  g_assert_cmpint (xa_json_maybe_count (&one, "absent"), ==, XA_COUNT_UNKNOWN);
  g_assert_cmpint (xa_json_maybe_count (&one, "nothing"), ==, XA_COUNT_UNKNOWN);
  assert_span (xa_json_id (&one, "n"), "5");
  assert_span (xa_json_id (&one, "text_number"), "42");
  assert_span (xa_json_as_id (&first), "1");
  g_assert_cmpint (xa_json_instant (&one, "at"), ==, xa_time_parse (xa_span ("2024-05-06T07:08:09.123Z")));
  g_assert_cmpint (xa_json_maybe_instant (&one, "absent"), ==, XA_TIME_UNKNOWN);
  g_assert_true (xa_json_boolean (&one, "yes"));
  g_assert_true (xa_json_maybe_boolean (&one, "absent", TRUE));
  assert_span (xa_json_maybe_text (&one, "absent"), NULL);
  assert_span (xa_json_maybe_text (&one, "nothing"), NULL);
  g_assert_null (xa_json_maybe_object (&one, "nothing").node);
  {
    /* What is not there has no members either, and that is no fault of it. */
    XaJsonAt absent = xa_json_maybe_object (&one, "absent");

    assert_span (xa_json_maybe_text (&absent, "name"), NULL);
    g_assert_cmpuint (xa_json_length (&absent), ==, 0);
  }
  g_assert_true (xa_json_is_sound (json));
  g_assert_true (xa_json_check (json, &error));
}

typedef void (*Reader) (const XaJsonAt *root);

/* Readers of one wrong thing each. */
static void
read_missing (const XaJsonAt *root)
{
  xa_json_text (root, "nowhere");
}

static void
read_wrong_type (const XaJsonAt *root)
{
  XaJsonAt followers = xa_json_array (root, "followers");
  XaJsonAt one = xa_json_element (&followers, 0);

  g_assert_null (xa_json_text (&one, "n").str);
}

static void
read_element (const XaJsonAt *root)
{
  XaJsonAt followers = xa_json_array (root, "followers");
  XaJsonAt two = xa_json_element (&followers, 1);

  g_assert_null (xa_json_text (&two, "did").str);
}

static void
read_half (const XaJsonAt *root)
{
  XaJsonAt followers = xa_json_array (root, "followers");
  XaJsonAt one = xa_json_element (&followers, 0);

  g_assert_cmpint (xa_json_int (&one, "half"), ==, 0);
}

static void
read_half_as_id (const XaJsonAt *root)
{
  XaJsonAt followers = xa_json_array (root, "followers");
  XaJsonAt one = xa_json_element (&followers, 0);

  g_assert_null (xa_json_id (&one, "half").str);
}

static void
read_optional (const XaJsonAt *root)
{
  XaJsonAt inner = xa_json_maybe_object (root, "inner");

  g_assert_cmpint (xa_json_maybe_count (&inner, "n"), ==, XA_COUNT_UNKNOWN);
}

static void
read_object (const XaJsonAt *root)
{
  XaJsonAt cursor = xa_json_object (root, "cursor");

  g_assert_null (cursor.node);
  g_assert_null (xa_json_maybe_text (&cursor, "any").str);
}

static void
read_time (const XaJsonAt *root)
{
  g_assert_cmpint (xa_json_instant (root, "cursor"), ==, XA_TIME_UNKNOWN);
}

static const struct {
  const char *name;
  Reader      read;
  const char *fault;
} faults[] = {
  { "missing", read_missing, "(nowhere: expected string)" },
  { "wrong-type", read_wrong_type, "(followers[0].n: expected string)" },
  { "element", read_element, "(followers[1]: expected object)" },
  { "fraction", read_half, "(followers[0].half: expected whole number)" },
  { "fraction-as-id", read_half_as_id, "(followers[0].half: expected id)" },
  { "optional-of-wrong-type", read_optional, "(inner.n: expected whole number)" },
  { "not-an-object", read_object, "(cursor: expected object)" },
  { "not-a-time", read_time, "(cursor: expected time)" },
};

static void
test_fault (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (XaJson) json = parse (sample);
  g_autoptr (GError) error = NULL;
  XaJsonAt root = xa_json_root (json);

  faults[i].read (&root);
  g_assert_false (xa_json_is_sound (json));
  g_assert_false (xa_json_check (json, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, faults[i].fault));

  /* Forgiven, the rest can be read; the first fault is the one that is told. */
  xa_json_forgive (json);
  g_assert_true (xa_json_is_sound (json));
  read_missing (&root);
  read_time (&root);
  g_clear_error (&error);
  g_assert_false (xa_json_check (json, &error));
  g_assert_nonnull (strstr (error->message, faults[0].fault));
}

/* The parser makes the largest number that it knows of every larger one. */
static void
test_clamped (void)
{
  static const char *const names[] = { "big", "bigger", "worse" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (XaJson) json = parse (sample);
    XaJsonAt root = xa_json_root (json);
    XaJsonAt followers = xa_json_array (&root, "followers");
    XaJsonAt one = xa_json_element (&followers, 0);

    g_assert_null (xa_json_id (&one, names[i]).str);
    g_assert_false (xa_json_is_sound (json));
    xa_json_forgive (json);
    xa_json_int (&one, names[i]);
    g_assert_false (xa_json_is_sound (json));
    xa_json_forgive (json);
    g_assert_cmpint (xa_json_maybe_count (&one, names[i]), ==, XA_COUNT_UNKNOWN);
    g_assert_false (xa_json_is_sound (json));
  }
}

/* A number that no double holds would make every sum of money infinite. */
static void
test_infinite (void)
{
  static const char *const texts[] = { "{\"price\":1e400}", "{\"price\":-1e400}" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (XaJson) json = parse (texts[i]);
    XaJsonAt root = xa_json_root (json);
    g_autoptr (GError) error = NULL;

    g_assert_true (isnan (xa_json_maybe_number (&root, "price")));
    g_assert_false (xa_json_check (json, &error));
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED);
    g_assert_nonnull (strstr (error->message, "price: expected number"));
  }
}

static void
test_malformed (void)
{
  static const char *const texts[] = { "", " ", "{", "{\"a\":", "[1,2", "{\"CANARY\":tru}", "nonsense CANARY", "{\"a\":1,}", "{'a':1}", "{\"a\":\"\xff\"}", "{} CANARY" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (XaJson) json = xa_json_parse (texts[i], strlen (texts[i]), &error);

    if (json)
      g_error ("this was read as JSON: %s", texts[i]);
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED);
    g_assert_null (strstr (error->message, "CANARY"));
  }
}

static void
test_deep (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (XaJson) json = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 200000; i++)
    g_string_append_c (text, '[');
  json = xa_json_parse (text->str, text->len, &error);
  g_assert_null (json);
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED);
}

/* A value that is told would be a person's. */
static void
test_fault_is_silent (void)
{
  g_autoptr (XaJson) json = parse ("{\"user\":{\"CANARY\":\"CANARY\",\"id\":\"CANARY\"}}");
  XaJsonAt root = xa_json_root (json);
  XaJsonAt user = xa_json_object (&root, "user");
  g_autoptr (GError) error = NULL;

  xa_json_int (&user, "id");
  g_assert_false (xa_json_check (json, &error));
  g_assert_nonnull (strstr (error->message, "user.id"));
  g_assert_null (strstr (error->message, "CANARY"));
}

/* A page of members: parsed and read in a small part of what a page may take. */
static void
test_speed (void)
{
  g_autoptr (GString) text = g_string_new ("{\"followers\":[");
  g_autoptr (XaJson) json = NULL;
  gint64   begun, parsed_us = G_MAXINT64, read_us = G_MAXINT64;
  XaJsonAt root, followers;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "%s{\"did\":\"did:plc:%024u\",\"handle\":\"user%u.example\",\"createdAt\":\"2024-05-06T07:08:09.123Z\"}", i ? "," : "", i, i);
  g_string_append (text, "]}");
  for (guint round = 0; round < 5; round++) {
    g_clear_pointer (&json, xa_json_free);
    begun = g_get_monotonic_time ();
    json = parse (text->str);
    parsed_us = MIN (parsed_us, g_get_monotonic_time () - begun);
    begun = g_get_monotonic_time ();
    root = xa_json_root (json);
    followers = xa_json_array (&root, "followers");
    for (guint i = 0; i < xa_json_length (&followers); i++) {
      XaJsonAt one = xa_json_element (&followers, i);

      g_assert_nonnull (xa_json_text (&one, "did").str);
      g_assert_cmpint (xa_json_instant (&one, "createdAt"), >, 0);
    }
    read_us = MIN (read_us, g_get_monotonic_time () - begun);
  }
  g_assert_true (xa_json_is_sound (json));
  g_test_message ("1,000 members: parsed in %.2f ms, read in %.2f ms", (double) parsed_us / 1000.0, (double) read_us / 1000.0);
  g_assert_cmpint (read_us, <, 200000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/net/json/values", test_values);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *path = g_strconcat ("/net/json/fault/", faults[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_fault);
  }
  g_test_add_func ("/net/ID-5/clamped", test_clamped);
  g_test_add_func ("/net/ID-5/infinite", test_infinite);
  g_test_add_func ("/net/json/malformed", test_malformed);
  g_test_add_func ("/net/json/deep", test_deep);
  g_test_add_func ("/net/json/fault-is-silent", test_fault_is_silent);
  g_test_add_func ("/net/json/speed", test_speed);

  return g_test_run ();
}
