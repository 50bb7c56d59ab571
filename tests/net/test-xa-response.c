#include "net/xa-pager.h"
#include "net/xa-request.h"
#include "net/xa-response.h"

#include <gio/gio.h>
#include <string.h>

static void
test_request (void)
{
  g_autoptr (XaRequest) request = xa_request_new ("GET", "guilds", "12/34", "a b&c?", "..", "é", NULL);

  g_assert_cmpstr (request->path->str, ==, "/guilds/12%2F34/a%20b%26c%3F/%252E%252E/%C3%A9");
  g_assert_true (request->repeatable);
  g_assert_cmpfloat (request->cost, ==, 1.0);
  xa_request_add_query (request, "limit", "100");
  xa_request_add_query (request, "nothing", NULL);
  xa_request_add_query (request, "q", "a&b=c #d+e");
  xa_request_add_query_int (request, "n", -5);
  g_assert_cmpstr (request->query->str, ==, "limit=100&q=a%26b%3Dc%20%23d%2Be&n=-5");
  xa_request_set_bucket (request, "members");
  xa_request_set_bucket (request, "others");
  g_assert_cmpstr (request->bucket, ==, "others");
}

static void
test_bodies (void)
{
  g_autoptr (XaRequest) request = xa_request_new ("POST", "oauth", "token", NULL);
  static const char *const pairs[] = { "grant_type", "code", "redirect_uri", "http://127.0.0.1:1/x", NULL };
  gsize                    size;
  const char              *data;

  g_assert_false (request->repeatable);
  xa_request_set_json (request, "{}");
  g_assert_cmpstr (request->body_type, ==, "application/json");
  xa_request_set_form (request, pairs);
  g_assert_cmpstr (request->body_type, ==, "application/x-www-form-urlencoded");
  data = g_bytes_get_data (request->body, &size);
  g_assert_cmpmem (data, size, "grant_type=code&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fx", 59);
}

static void
test_headers (void)
{
  g_autoptr (XaResponse) response = xa_response_new (200, NULL);

  xa_response_set_header (response, "X-RateLimit-Limit", "5");
  xa_response_set_header (response, "Via", "one");
  xa_response_set_header (response, "via", "two");
  g_assert_cmpstr (xa_response_get_header (response, "x-ratelimit-LIMIT"), ==, "5");
  g_assert_cmpstr (xa_response_get_header (response, "VIA"), ==, "one, two");
  g_assert_null (xa_response_get_header (response, "absent"));
  g_assert_cmpuint (g_bytes_get_size (response->body), ==, 0);
}

static const struct {
  const char *name;
  const char *header;
  const char *next; /* NULL: none */
} links[] = {
  { "one", "<https://h.example/a?max_id=5>; rel=\"next\"", "https://h.example/a?max_id=5" },
  { "two", "<https://h.example/a?max_id=5>; rel=\"next\", <https://h.example/a?min_id=9>; rel=\"prev\"", "https://h.example/a?max_id=5" },
  { "second", "<https://h.example/a?min_id=9>; rel=\"prev\", <https://h.example/a?max_id=5>; rel=\"next\"", "https://h.example/a?max_id=5" },
  { "without-quotes", "<https://h.example/b>;rel=next", "https://h.example/b" },
  { "among-words", "<https://h.example/b>; rel=\"start next\"", "https://h.example/b" },
  { "capitals", "<https://h.example/b>; REL=\"Next\"", "https://h.example/b" },
  { "comma-in-address", "<https://h.example/b?x=1,2>; rel=\"next\"", "https://h.example/b?x=1,2" },
  { "comma-in-title", "<https://h.example/p>; title=\"a, <b>; rel=next\"; rel=\"prev\", <https://h.example/b>; rel=\"next\"", "https://h.example/b" },
  { "first-relation-counts", "<https://h.example/b>; rel=\"prev\"; rel=\"next\"", NULL },
  { "none", "<https://h.example/b>; rel=\"prev\"", NULL },
  { "not-the-word", "<https://h.example/b>; rel=\"nextish\"", NULL },
  { "cut-off", "<https://h.example/b", NULL },
  { "cut-off-later", "<https://h.example/b>; rel=\"next", "https://h.example/b" },
  { "nonsense", ";;,,\"<", NULL },
  { "empty", "", NULL },
};

static void
test_link (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (XaResponse) response = xa_response_new (200, NULL);
  g_autofree char *next = NULL;

  xa_response_set_header (response, "Link", links[i].header);
  next = xa_response_get_link (response, "next");
  g_assert_cmpstr (next, ==, links[i].next);
}

static void
test_parse (void)
{
  static const struct {
    const char *type, *body;
    gboolean    is_json;
    const char *words;
  } cases[] = {
    { "application/json", "{\"a\":1}", TRUE, NULL },
    { NULL, "[]", TRUE, NULL },
    { "text/html; charset=utf-8", "{\"a\":1}", FALSE, "web page" },
    { "application/json", "\n <!DOCTYPE html><p>CANARY", FALSE, "web page" },
    { "application/json", "{\"CANARY\":", FALSE, "cut off" },
    { "application/json", "", FALSE, "empty" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) body = g_bytes_new_static (cases[i].body, strlen (cases[i].body));
    g_autoptr (XaResponse) response = xa_response_new (200, body);
    g_autoptr (GError) error = NULL;
    g_autoptr (XaJson) json = NULL;

    if (cases[i].type)
      xa_response_set_header (response, "Content-Type", cases[i].type);
    json = xa_response_parse (response, &error);
    g_assert_cmpint (json != NULL, ==, cases[i].is_json);
    if (!json) {
      g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_null (strstr (error->message, "CANARY"));
    }
  }
}

/* --- pages ---------------------------------------------------------------------------------------- */

static void
test_pager (void)
{
  g_autoptr (XaPager) pager = xa_pager_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 10000; i++) {
    g_autofree char *cursor = g_strdup_printf ("cursor %u", i);

    g_assert_true (xa_pager_advance (pager, cursor, 100, &error));
  }
  g_assert_true (xa_pager_advance (pager, NULL, 0, &error));
  g_assert_cmpuint (xa_pager_get_n_pages (pager), ==, 10001);
  g_assert_false (xa_pager_advance (pager, "cursor 0", 100, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_LOOP);
  g_assert_null (strstr (error->message, "cursor"));
}

static void
test_pager_empty (void)
{
  g_autoptr (XaPager) pager = xa_pager_new ();
  g_autoptr (GError) error = NULL;
  guint    n = 0;
  gboolean goes_on;

  /* A page with something begins to count anew. */
  for (guint i = 0; i < XA_PAGER_MAX_EMPTY - 1; i++)
    g_assert_true (xa_pager_advance_id (pager, i, TRUE, &error));
  for (guint i = 0; i < 3 * XA_PAGER_MAX_EMPTY; i++) {
    g_autofree char *cursor = g_strdup_printf ("full %u", i);

    g_assert_true (xa_pager_advance (pager, cursor, i % (XA_PAGER_MAX_EMPTY - 1) == 0, &error));
  }
  g_assert_true (xa_pager_advance (pager, "full", 1, &error));
  do {
    g_autofree char *cursor = g_strdup_printf ("empty %u", n++);

    goes_on = xa_pager_advance (pager, cursor, 0, &error);
  } while (goes_on && n < 1000);
  g_assert_cmpuint (n, ==, XA_PAGER_MAX_EMPTY);
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_LOOP);
}

static void
test_pager_ids (void)
{
  g_autoptr (XaPager) up = xa_pager_new ();
  g_autoptr (XaPager) down = xa_pager_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_pager_advance_id (up, 5, TRUE, &error));
  g_assert_true (xa_pager_advance_id (up, 6, TRUE, &error));
  g_assert_false (xa_pager_advance_id (up, 6, TRUE, NULL));
  g_assert_true (xa_pager_advance_id (down, 5, FALSE, &error));
  g_assert_true (xa_pager_advance_id (down, -6, FALSE, &error));
  g_assert_false (xa_pager_advance_id (down, 0, FALSE, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_LOOP);
}

static void
test_error_words (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "x");

  for (int code = 0; code < XA_N_NET_ERRORS; code++) {
    g_autoptr (GError) error = g_error_new_literal (XA_NET_ERROR, code, "x");

    g_assert_nonnull (xa_net_error_id (error));
    g_assert_true (g_hash_table_add (seen, (gpointer) xa_net_error_id (error)));
  }
  g_assert_cmpstr (xa_net_error_id (cancelled), ==, "cancelled");
  g_assert_cmpstr (xa_net_error_id (other), ==, "other");
  g_assert_false (xa_net_error_passes (cancelled));
  for (int code = 0; code < XA_N_NET_ERRORS; code++) {
    g_autoptr (GError) error = g_error_new_literal (XA_NET_ERROR, code, "x");

    g_assert_cmpint (xa_net_error_passes (error), ==,
                     code == XA_NET_ERROR_OFFLINE || code == XA_NET_ERROR_TIMEOUT || code == XA_NET_ERROR_TRANSIENT || code == XA_NET_ERROR_RATE_LIMITED ||
                       code == XA_NET_ERROR_BUDGET || code == XA_NET_ERROR_PAUSED || code == XA_NET_ERROR_NOT_YET);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/net/request/address", test_request);
  g_test_add_func ("/net/request/bodies", test_bodies);
  g_test_add_func ("/net/response/headers", test_headers);
  for (gsize i = 0; i < G_N_ELEMENTS (links); i++) {
    g_autofree char *path = g_strconcat ("/net/response/link/", links[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_link);
  }
  g_test_add_func ("/net/response/parse", test_parse);
  g_test_add_func ("/net/pager/loop", test_pager);
  g_test_add_func ("/net/pager/empty-pages", test_pager_empty);
  g_test_add_func ("/net/pager/ids", test_pager_ids);
  g_test_add_func ("/net/error/words", test_error_words);

  return g_test_run ();
}
