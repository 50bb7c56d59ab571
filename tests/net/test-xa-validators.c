#include "net/xa-validators.h"

#include "model/xa-time.h"

#include <string.h>

#define NOW_US (G_GINT64_CONSTANT (1772366400) * G_USEC_PER_SEC)
#define SECOND ((gint64) G_USEC_PER_SEC)
#define ADDRESS "https://forum.example/latest.json?page=0"

static const guint8 master_key[XA_MASTER_KEY_SIZE] = { 7 };

static XaValidators *
make_validators (void)
{
  g_autoptr (XaPseudonymizer) keys = xa_pseudonymizer_new (master_key, "workspace");

  return xa_validators_new (keys);
}

static XaResponse *
make_response (guint       status,
               const char *name,
               const char *value)
{
  XaResponse *response = xa_response_new (status, NULL);

  response->received_us = NOW_US;
  response->not_modified = status == 304;
  if (name)
    xa_response_set_header (response, name, value);

  return response;
}

static void
tell (XaValidators *self,
      guint         status,
      const char   *name,
      const char   *value)
{
  g_autoptr (XaResponse) response = make_response (status, name, value);

  xa_validators_update (self, "c", ADDRESS, response);
}

/* What would be sent along: "If-None-Match=...;" */
static char *
get_headers (XaValidators *self,
             const char   *connection,
             const char   *address)
{
  g_autoptr (GPtrArray) headers = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);

  xa_validators_add_headers (self, connection, address, headers, NOW_US);
  for (guint i = 0; i + 1 < headers->len; i += 2)
    g_string_append_printf (text, "%s=%s;", (char *) g_ptr_array_index (headers, i), (char *) g_ptr_array_index (headers, i + 1));

  return g_string_free (text, FALSE);
}

static void
assert_headers (XaValidators *self,
                const char   *expected)
{
  g_autofree char *headers = get_headers (self, "c", ADDRESS);

  g_assert_cmpstr (headers, ==, expected);
}

static void
test_tags (void)
{
  g_autoptr (XaValidators) self = make_validators ();
  g_autofree char *other_address = NULL;
  g_autofree char *other_connection = NULL;

  assert_headers (self, "");
  tell (self, 200, "ETag", "W/\"abc\"");
  assert_headers (self, "If-None-Match=W/\"abc\";");
  other_address = get_headers (self, "c", "https://forum.example/latest.json?page=1");
  g_assert_cmpstr (other_address, ==, "");
  other_connection = get_headers (self, "d", ADDRESS);
  g_assert_cmpstr (other_connection, ==, "");

  /* An unchanged answer need not repeat its tag; a changed one without tag has none. */
  tell (self, 304, NULL, NULL);
  assert_headers (self, "If-None-Match=W/\"abc\";");
  tell (self, 200, "Last-Modified", "Sun, 01 Mar 2026 10:00:00 GMT");
  assert_headers (self, "If-Modified-Since=Sun, 01 Mar 2026 10:00:00 GMT;");
  tell (self, 200, NULL, NULL);
  assert_headers (self, "");
}

static void
test_no_store (void)
{
  g_autoptr (XaValidators) self = make_validators ();
  g_autoptr (XaResponse) response = make_response (200, "ETag", "\"a\"");

  tell (self, 200, "ETag", "\"a\"");
  xa_response_set_header (response, "Cache-Control", "private, no-store");
  xa_validators_update (self, "c", ADDRESS, response);
  assert_headers (self, "");
}

static void
test_expiry (void)
{
  static const struct {
    const char *name, *value;
    gint64      fresh_s; /* -1: never */
  } cases[] = {
    { "Cache-Control", "max-age=60", 60 },
    { "Cache-Control", "public, Max-Age=\"60\"", 60 },
    { "Cache-Control", "max-age=0", -1 },
    { "Cache-Control", "max-age=-1", -1 },
    { "Cache-Control", "max-age=soon", -1 },
    { "Cache-Control", "no-cache, max-age=60", -1 },
    { "Cache-Control", "max-age=99999999999999999999", 7 * 24 * 3600 },
    { "Expires", "Sun, 01 Mar 2026 12:10:00 GMT", 600 },
    { "Expires", "Sun, 01 Mar 2026 11:00:00 GMT", -1 },
    { "Expires", "0", -1 },
    { "Expires", "Sun, 01 Mar 2099 12:10:00 GMT", 7 * 24 * 3600 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (XaValidators) self = make_validators ();

    g_test_message ("%s: %s", cases[i].name, cases[i].value);
    tell (self, 200, cases[i].name, cases[i].value);
    if (cases[i].fresh_s > 0) {
      g_assert_true (xa_validators_is_fresh (self, "c", ADDRESS, NOW_US + (cases[i].fresh_s - 1) * SECOND));
      g_assert_false (xa_validators_is_fresh (self, "c", ADDRESS, NOW_US + cases[i].fresh_s * SECOND));
      g_assert_false (xa_validators_is_fresh (self, "d", ADDRESS, NOW_US));
      /* A clock that was set back by years. */
      g_assert_false (xa_validators_is_fresh (self, "c", ADDRESS, NOW_US - 730 * 86400 * SECOND));
    } else {
      g_assert_false (xa_validators_is_fresh (self, "c", ADDRESS, NOW_US));
    }
  }
}

/* What is kept names no address, and comes back the same. */
static void
test_rows (void)
{
  g_autoptr (XaValidators) self = make_validators ();
  g_autoptr (XaValidators) again = make_validators ();
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) gone = NULL;
  const XaValidator *row;

  tell (self, 200, "ETag", "\"a\"");
  tell (self, 200, "ETag", "\"b\"");
  rows = xa_validators_take_changed (self);
  g_assert_cmpuint (rows->len, ==, 1);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpstr (row->etag, ==, "\"b\"");
  g_assert_null (memmem (row->address.bytes, sizeof row->address.bytes, "forum", 5));
  xa_validators_load (again, row);
  assert_headers (again, "If-None-Match=\"b\";");

  none = xa_validators_take_changed (self);
  g_assert_cmpuint (none->len, ==, 0);
  tell (self, 200, NULL, NULL);
  gone = xa_validators_take_changed (self);
  g_assert_cmpuint (gone->len, ==, 1);
  row = g_ptr_array_index (gone, 0);
  g_assert_null (row->etag);
  g_assert_cmpint (row->expires_us, ==, XA_TIME_UNKNOWN);
}

static void
test_bounded (void)
{
  g_autoptr (XaValidators) self = make_validators ();
  g_autoptr (GPtrArray) rows = NULL;
  XaValidator row = { .etag = (char *) "\"x\"", .expires_us = XA_TIME_UNKNOWN };

  tell (self, 200, "ETag", "\"a\"");
  for (guint i = 0; i < XA_VALIDATORS_MAX - 1; i++) {
    memcpy (row.address.bytes, &i, sizeof i);
    row.used_us = i;
    xa_validators_load (self, &row);
  }
  g_clear_pointer (&rows, g_ptr_array_unref);
  rows = xa_validators_take_changed (self);
  g_assert_cmpuint (rows->len, ==, 1);

  /* One too many: the longest unused one goes, and is told of. */
  row.address.bytes[15] = 1;
  row.used_us = NOW_US;
  xa_validators_load (self, &row);
  g_clear_pointer (&rows, g_ptr_array_unref);
  rows = xa_validators_take_changed (self);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_null (((XaValidator *) g_ptr_array_index (rows, 0))->etag);
  g_assert_cmpint (((XaValidator *) g_ptr_array_index (rows, 0))->address.bytes[0], ==, 0);
  assert_headers (self, "If-None-Match=\"a\";");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/validators/tags", test_tags);
  g_test_add_func ("/net/validators/no-store", test_no_store);
  g_test_add_func ("/net/validators/expiry", test_expiry);
  g_test_add_func ("/net/NET-6/validator-rows-name-no-address", test_rows);
  g_test_add_func ("/net/validators/bounded", test_bounded);

  return g_test_run ();
}
