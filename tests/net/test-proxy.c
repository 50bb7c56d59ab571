#include "net/xa-socket.h"
#include "net/xa-transport.h"

#include "test-server.h"

#include <string.h>

/*
 * What goes over the proxy of the desktop. A resolver of our own says where it is, in the place of the one that
 * asks the desktop.
 */

#define TOKEN "PLANTED-token"

static TestServer *proxy;

typedef GSimpleProxyResolver      TestResolver;
typedef GSimpleProxyResolverClass TestResolverClass;

GType test_resolver_get_type (void);

static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static void
implement (GProxyResolverInterface *iface)
{
  iface->is_supported = is_supported;
}

G_DEFINE_TYPE_WITH_CODE (TestResolver, test_resolver, G_TYPE_SIMPLE_PROXY_RESOLVER, G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, implement))

static void
test_resolver_class_init (TestResolverClass *klass)
{
}

static void
test_resolver_init (TestResolver *self)
{
  g_simple_proxy_resolver_set_default_proxy (G_SIMPLE_PROXY_RESOLVER (self), test_server_get_base (proxy));
}

/* It hands on what is in the clear, and refuses to open a way for what is not. */
static void
answer (const TestRequest *request,
        TestAnswer        *answer,
        gpointer           data)
{
  if (g_str_equal (request->method, "CONNECT"))
    test_answer_set (answer, 403, "<html>Forbidden</html>");
  else
    test_answer_set (answer, 200, "{\"handed\":\"on\"}");
}

static XaResponse *
get (const char *address,
     GError    **error)
{
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();
  g_autoptr (GPtrArray) headers = g_ptr_array_new ();
  XaCall call = { .method = "GET", .address = address, .headers = headers, .timeout_us = 10 * G_USEC_PER_SEC };

  g_ptr_array_add (headers, (gpointer) "Authorization");
  g_ptr_array_add (headers, (gpointer) "Bearer " TOKEN);

  return xa_transport_send (transport, &call, NULL, error);
}

/* An address where nobody is: the answer is the proxy's. */
static void
test_asked (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaResponse) response = get ("http://127.0.0.1:9/asked?of=all", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpmem (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body), "{\"handed\":\"on\"}", 15);
  g_assert_true (test_server_was_told (proxy, "http://127.0.0.1:9/asked?of=all"));
}

/* It learns which server is meant, and nothing of what is asked there. */
static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaResponse) response = get ("https://platform.example/CANARY-path", &error);

  g_assert_null (response);
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_OFFLINE);
  g_assert_nonnull (strstr (error->message, "proxy"));
  g_assert_null (strstr (error->message, "CANARY"));
  g_assert_true (test_server_was_told (proxy, "CONNECT platform.example:443"));
  g_assert_false (test_server_was_told (proxy, "CANARY"));
}

static void
test_socket (void)
{
  XaSocketOptions options = { .address = "wss://news.example/CANARY-path", .platform = "News", .token = TOKEN, .timeout_us = 10 * G_USEC_PER_SEC };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaSocket) socket = xa_socket_open (&options, NULL, &error);

  g_assert_null (socket);
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_OFFLINE);
  g_assert_true (test_server_was_told (proxy, "CONNECT news.example:443"));
  g_assert_false (test_server_was_told (proxy, "CANARY"));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_setenv ("GIO_USE_PROXY_RESOLVER", "test", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  proxy = test_server_new (answer, NULL);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, test_resolver_get_type (), "test", 1000);

  g_test_add_func ("/net/proxy/asked", test_asked);
  g_test_add_func ("/net/proxy/refused", test_refused);
  g_test_add_func ("/net/proxy/socket", test_socket);

  status = g_test_run ();
  test_server_free (proxy);

  return status;
}
