#include "net/xa-transport.h"

#include "test-server.h"

#include <string.h>

#define MIB (1024 * 1024)

static XaResponse *
get (XaTransport  *transport,
     TestServer   *server,
     const char   *path,
     gint64        timeout_us,
     GCancellable *cancellable,
     GError      **error)
{
  g_autofree char *address = g_strconcat (test_server_get_base (server), path, NULL);
  XaCall           call = { .method = "GET", .address = address, .timeout_us = timeout_us };

  return xa_transport_send (transport, &call, cancellable, error);
}

static void
test_answer (void)
{
  static const TestScript script[] = { { 201, "{\"a\":1}", "X-One: 1\r\nX-Two: 2\r\nX-Two: 3\r\nSet-Cookie: sid=CANARY\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 0, 0 }, { 0 } };
  g_autoptr (TestServer) server = test_server_new_scripted (script);
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();
  g_autoptr (GPtrArray) headers = g_ptr_array_new ();
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"q\":2}", 7);
  g_autofree char *address = g_strconcat (test_server_get_base (server), "/a%2Fb?q=1", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaResponse) response = NULL;
  g_autofree char *request = NULL;
  XaCall           call = { .method = "POST", .address = address, .headers = headers, .body = body, .body_type = "application/json" };

  g_ptr_array_add (headers, (gpointer) "Authorization");
  g_ptr_array_add (headers, (gpointer) "Bearer x");
  response = xa_transport_send (transport, &call, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 201);
  g_assert_cmpmem (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body), "{\"a\":1}", 7);
  g_assert_cmpstr (xa_response_get_header (response, "x-two"), ==, "2, 3");
  g_assert_null (xa_response_get_header (response, "set-cookie"));
  g_assert_cmpint (response->skew_us, <, -25 * 365 * XA_USEC_PER_DAY);
  request = test_server_get_request (server, 0);
  g_assert_true (g_str_has_prefix (request, "POST /a%2Fb?q=1 HTTP/1.1\n"));
  g_assert_nonnull (strstr (request, "Authorization: Bearer x\n"));
  g_assert_nonnull (strstr (request, "Content-Type: application/json\n"));
  g_assert_true (g_str_has_suffix (request, "\n\n{\"q\":2}"));
}

/* --- NET-1 ---------------------------------------------------------------------------------------- */

static void
answer_empty (const TestRequest *request,
              TestAnswer        *answer,
              gpointer           data)
{
  test_answer_set (answer, 200, "{}");
}

static void
test_self_signed (void)
{
  g_autoptr (TestServer) server = test_server_new_tls (answer_empty, NULL, "self-signed.pem");
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();
  g_autoptr (GError) error = NULL;
  g_autoptr (XaResponse) response = get (transport, server, "/CANARY?token=CANARY", 0, NULL, &error);

  g_assert_null (response);
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TLS);
  g_assert_null (strstr (error->message, "CANARY"));
  /* It was reached, and told nothing. */
  g_assert_cmpuint (test_server_get_n_connections (server), >, 0);
  g_assert_cmpuint (test_server_get_n_requests (server), ==, 0);
}

/* The same server, where the system trusts it; over a connection that is kept, too, and in HTTP/1.1 though the
 * server would rather speak HTTP/2. */
static void
test_trusted (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "tls", "self-signed.pem", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) trusted = g_tls_file_database_new (path, &error);
  g_autoptr (TestServer) server = test_server_new_tls (answer_empty, NULL, "self-signed.pem");
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();

  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), trusted);
  for (int i = 0; i < 3; i++) {
    g_autoptr (XaResponse) response = get (transport, server, "/", 0, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (response->status, ==, 200);
  }
  g_assert_cmpuint (test_server_get_n_connections (server), ==, 1);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), NULL);
}

static void
test_in_the_clear (void)
{
  static const char *const addresses[] = { "http://mastodon.example/", "http://10.0.0.1/", "ftp://127.0.0.1/", "file:///etc/hostname", "https://u:p@127.0.0.1/", "nonsense", "" };
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++) {
    XaCall call = { .method = "GET", .address = addresses[i] };
    g_autoptr (GError) error = NULL;
    g_autoptr (XaResponse) response = xa_transport_send (transport, &call, NULL, &error);

    g_assert_null (response);
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
  }
}

/* --- NET-2 ---------------------------------------------------------------------------------------- */

static void
answer_redirect (const TestRequest *request,
                 TestAnswer        *answer,
                 gpointer           data)
{
  g_autofree char *to = g_strconcat (test_server_get_base (data), "/other", NULL);

  test_answer_set (answer, 302, "");
  test_answer_add_header (answer, "Location", to);
}

static void
test_redirect (void)
{
  g_autoptr (TestServer) other = test_server_new (answer_empty, NULL);
  g_autoptr (TestServer) server = test_server_new (answer_redirect, other);
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();
  g_autoptr (GError) error = NULL;
  g_autoptr (XaResponse) response = get (transport, server, "/", 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 302);
  g_assert_cmpuint (test_server_get_n_requests (other), ==, 0);
}

/* A page that asks for a password gets none, and nobody is asked. */
static void
test_challenge (void)
{
  static const TestScript script[] = { { 401, "{}", "WWW-Authenticate: Basic realm=\"x\"\r\n", 0, 0 }, { 0 } };
  g_autoptr (TestServer) server = test_server_new_scripted (script);
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();
  g_autoptr (GError) error = NULL;
  g_autoptr (XaResponse) response = get (transport, server, "/", 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 401);
  g_assert_cmpuint (test_server_get_n_requests (server), ==, 1);
}

static void
test_header_break (void)
{
  g_autoptr (TestServer) server = test_server_new (answer_empty, NULL);
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();
  g_autoptr (GPtrArray) headers = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (XaResponse) response = NULL;
  XaCall call = { .method = "GET", .address = test_server_get_base (server), .headers = headers };

  g_ptr_array_add (headers, (gpointer) "Authorization");
  g_ptr_array_add (headers, (gpointer) "Bearer CANARY\r\nX-Other: y");
  response = xa_transport_send (transport, &call, NULL, &error);
  g_assert_null (response);
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST);
  g_assert_null (strstr (error->message, "CANARY"));
  g_assert_cmpuint (test_server_get_n_requests (server), ==, 0);
}

/* --- NET-4 ---------------------------------------------------------------------------------------- */

static gsize
get_peak_memory (void)
{
  g_autofree char *status = NULL;
  const char      *peak;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  peak = strstr (status, "VmHWM:");
  g_assert_nonnull (peak);

  return (gsize) g_ascii_strtoull (peak + 6 + strspn (peak + 6, " \t"), NULL, 10) * 1024;
}

static void
answer_bytes (const TestRequest *request,
              TestAnswer        *answer,
              gpointer           data)
{
  test_answer_set_bytes (answer, 200, "application/json", data);
  if (strstr (request->path, "gzip"))
    test_answer_add_header (answer, "Content-Encoding", "gzip");
}

static void
test_bomb (void)
{
  g_autofree char *unit = g_strnfill (MIB, ' ');
  g_autoptr (GBytes) bomb = test_gzip (unit, 300);
  g_autoptr (TestServer) server = test_server_new (answer_bytes, bomb);
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();
  gsize before = get_peak_memory ();
  g_autoptr (GError) error = NULL;
  g_autoptr (XaResponse) response = get (transport, server, "/gzip", 0, NULL, &error);

  g_assert_cmpuint (g_bytes_get_size (bomb), <, MIB);
  g_assert_null (response);
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TOO_LARGE);
  /* An array that grows holds at most twice the cap, twice while it is moved. */
  g_assert_cmpuint (get_peak_memory () - before, <, 160 * MIB);
}

static void
test_cap (void)
{
  g_autofree char *body = g_strnfill (MIB, ' ');
  g_autoptr (GBytes) plain = g_bytes_new_static (body, MIB);
  g_autoptr (GBytes) packed = test_gzip (body, 1);
  g_autoptr (TestServer) server = test_server_new (answer_bytes, plain);
  g_autoptr (TestServer) packer = test_server_new (answer_bytes, packed);
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();
  TestServer *const servers[] = { server, packer };

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    for (gsize cap = MIB - 1; cap <= MIB; cap++) {
      g_autofree char *address = g_strconcat (test_server_get_base (servers[i]), i == 0 ? "/plain" : "/gzip", NULL);
      XaCall           call = { .method = "GET", .address = address, .max_body = cap };
      g_autoptr (GError) error = NULL;
      g_autoptr (XaResponse) response = xa_transport_send (transport, &call, NULL, &error);

      if (cap < MIB)
        g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TOO_LARGE);
      else
        g_assert_cmpuint (g_bytes_get_size (response->body), ==, MIB);
    }
}

/* --- NET-6 ---------------------------------------------------------------------------------------- */

static void
answer_cookie (const TestRequest *request,
               TestAnswer        *answer,
               gpointer           data)
{
  test_answer_set (answer, 200, "{\"who\":\"CANARY\"}");
  test_answer_add_header (answer, "Set-Cookie", "sid=CANARY; Max-Age=3600");
  test_answer_add_header (answer, "Cache-Control", "max-age=3600");
  test_answer_add_header (answer, "Strict-Transport-Security", "max-age=3600");
}

static void
assert_empty (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (!g_file_test (path, G_FILE_TEST_IS_DIR))
      g_error ("there is a file %s", path);
    assert_empty (path);
  }
}

static void
test_nothing_kept (void)
{
  g_autoptr (TestServer) server = test_server_new (answer_cookie, NULL);
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();

  for (guint i = 0; i < 3; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (XaResponse) response = get (transport, server, "/same", 0, NULL, &error);

    g_assert_no_error (error);
  }
  /* Each time it was asked, without a cookie, and over the connection that was there. */
  g_assert_cmpuint (test_server_get_n_requests (server), ==, 3);
  g_assert_cmpuint (test_server_get_n_connections (server), ==, 1);
  g_assert_false (test_server_was_told (server, "CANARY"));
  assert_empty (g_get_user_cache_dir ());
  assert_empty (g_get_user_data_dir ());
  assert_empty (g_get_user_state_dir ());
}

/* --- NET-7 ---------------------------------------------------------------------------------------- */

typedef struct {
  XaTransport *transport;
  const char  *address;
  guint        max_per_host;
} Asker;

static gpointer
ask (gpointer data)
{
  const Asker *self = data;
  XaCall       call = { .method = "GET", .address = self->address, .max_per_host = self->max_per_host };

  for (guint i = 0; i < 3; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (XaResponse) response = xa_transport_send (self->transport, &call, NULL, &error);

    g_assert_no_error (error);
  }

  return NULL;
}

static void
test_per_host (void)
{
  static const guint      limits[] = { 0, 1, 4 };
  static const TestScript script[] = { { 200, "{}", NULL, 0, 30 }, { 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++) {
    g_autoptr (TestServer) server = test_server_new_scripted (script);
    g_autoptr (XaTransport) transport = xa_transport_new_soup ();
    Asker    asker = { transport, test_server_get_base (server), limits[i] };
    GThread *threads[6];

    for (gsize k = 0; k < G_N_ELEMENTS (threads); k++)
      threads[k] = g_thread_new ("ask", ask, &asker);
    for (gsize k = 0; k < G_N_ELEMENTS (threads); k++)
      g_thread_join (threads[k]);
    g_assert_cmpuint (test_server_get_n_requests (server), ==, 18);
    g_assert_cmpuint (test_server_get_most_at_once (server), ==, limits[i] ? limits[i] : 2);
  }
}

/* --- bad weather ---------------------------------------------------------------------------------- */

static const struct {
  const char *name;
  TestScript  script[2];
  XaNetError  code;
} weather[] = {
  { "truncated", { { 200, "{\"a\":\"CANARY\"}", NULL, TEST_FAULT_TRUNCATED, 0 }, { 0 } }, XA_NET_ERROR_TRANSIENT },
  { "dropped", { { 200, "{}", NULL, TEST_FAULT_DROPPED, 0 }, { 0 } }, XA_NET_ERROR_TRANSIENT },
  { "not-http", { { 200, "{}", NULL, TEST_FAULT_NOT_HTTP, 0 }, { 0 } }, XA_NET_ERROR_MALFORMED },
};

static void
test_weather (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (TestServer) server = test_server_new_scripted (weather[i].script);
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();
  g_autoptr (GError) error = NULL;
  g_autoptr (XaResponse) response = get (transport, server, "/CANARY", 0, NULL, &error);

  g_assert_null (response);
  g_assert_error (error, XA_NET_ERROR, (int) weather[i].code);
  g_assert_null (strstr (error->message, "CANARY"));
}

static void
test_truncated_gzip (void)
{
  g_autoptr (GBytes) whole = test_gzip ("{\"members\":[1,2,3]}\n", 5000);
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) / 2);
  g_autoptr (TestServer) server = test_server_new (answer_bytes, half);
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();
  g_autoptr (GError) error = NULL;
  g_autoptr (XaResponse) response = get (transport, server, "/gzip", 0, NULL, &error);

  /* The length was that of what was sent: that it ends in the midst is seen by its reader. */
  g_assert_no_error (error);
  g_assert_null (xa_response_parse (response, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED);
}

static void
test_nobody_there (void)
{
  g_autofree char *address = NULL;
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();
  g_autoptr (GError) error = NULL;
  g_autoptr (XaResponse) response = NULL;
  TestServer *server = test_server_new (answer_empty, NULL);
  XaCall      call = { .method = "GET" };

  address = g_strdup (test_server_get_base (server));
  test_server_free (server);
  call.address = address;
  response = xa_transport_send (transport, &call, NULL, &error);
  g_assert_null (response);
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TRANSIENT);
}

static void
test_no_such_host (void)
{
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();
  g_autoptr (GError) error = NULL;
  XaCall call = { .method = "GET", .address = "https://nowhere.invalid/CANARY", .timeout_us = 20 * G_USEC_PER_SEC };
  g_autoptr (XaResponse) response = xa_transport_send (transport, &call, NULL, &error);

  g_assert_null (response);
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_OFFLINE);
  g_assert_null (strstr (error->message, "CANARY"));
}

/* After a fault, the next call gets its own answer and nothing of the one before. */
static void
test_after_fault (void)
{
  static const TestScript script[] = { { 200, "[1,2,3,4,5,6,7,8,9,10]", NULL, TEST_FAULT_SLOW, 0 }, { 200, "{\"fine\":1}", NULL, 0, 0 }, { 0 } };
  g_autoptr (TestServer) server = test_server_new_scripted (script);
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();
  g_autoptr (XaResponse) first = get (transport, server, "/", 200000, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaResponse) second = get (transport, server, "/", 0, NULL, &error);

  g_assert_null (first);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (second->body, NULL), g_bytes_get_size (second->body), "{\"fine\":1}", 10);
}

static XaResponse *
answer_large (const XaCall *call,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  return xa_response_new (200, data);
}

static void
test_function (void)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("12345", 5);
  g_autoptr (XaTransport) transport = xa_transport_new (answer_large, body, NULL);
  g_autoptr (GError) error = NULL;
  XaCall call = { .method = "GET", .address = "https://a.example/", .max_body = 5 };
  g_autoptr (XaResponse) response = xa_transport_send (transport, &call, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (response->body), ==, 5);
  call.max_body = 4;
  g_assert_null (xa_transport_send (transport, &call, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TOO_LARGE);
}

/* A system without any authority warns of it; none is needed to refuse. */
static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "GLIB_DOMAIN") == 0 && strcmp (fields[i].value, "GLib-Net") == 0)
      return G_LOG_WRITER_HANDLED;

  return g_log_writer_default (level, fields, n_fields, data);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  g_test_add_func ("/net/transport/answer", test_answer);
  g_test_add_func ("/net/transport/function", test_function);
  g_test_add_func ("/net/NET-1/self-signed", test_self_signed);
  g_test_add_func ("/net/NET-1/trusted", test_trusted);
  g_test_add_func ("/net/NET-1/in-the-clear", test_in_the_clear);
  g_test_add_func ("/net/NET-2/redirects-are-off", test_redirect);
  g_test_add_func ("/net/NET-2/challenge", test_challenge);
  g_test_add_func ("/net/NET-3/line-break-in-token", test_header_break);
  g_test_add_func ("/net/NET-4/bomb", test_bomb);
  g_test_add_func ("/net/NET-4/cap", test_cap);
  g_test_add_func ("/net/NET-6/nothing-kept", test_nothing_kept);
  g_test_add_func ("/net/NET-7/per-host", test_per_host);
  for (gsize i = 0; i < G_N_ELEMENTS (weather); i++) {
    g_autofree char *path = g_strconcat ("/net/transport/", weather[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_weather);
  }
  g_test_add_func ("/net/transport/truncated-gzip", test_truncated_gzip);
  g_test_add_func ("/net/transport/nobody-there", test_nobody_there);
  g_test_add_func ("/net/transport/no-such-host", test_no_such_host);
  g_test_add_func ("/net/transport/after-fault", test_after_fault);

  return g_test_run ();
}
