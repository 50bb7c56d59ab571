#include "net/xa-frame.h"
#include "net/xa-socket.h"

#include "test-gateway.h"

#include <libsoup/soup.h>
#include <string.h>

/* Nothing is proved by having waited for long; a test that hangs ends so. */
#define LATE_US (120 * G_USEC_PER_SEC)

/* --- frames -------------------------------------------------------------------------------------- */

static void
test_frames (void)
{
  static const struct {
    guint8        bytes[10];
    gsize         size;
    XaFrameResult result;
    guint64       length;
  } cases[] = {
    { { 0x81, 0x05 }, 2, XA_FRAME_READ, 5 },
    { { 0x81 }, 1, XA_FRAME_MORE, 0 },
    { { 0x81, 126, 0x01, 0x00 }, 4, XA_FRAME_READ, 256 },
    { { 0x81, 126, 0x01 }, 3, XA_FRAME_MORE, 0 },
    { { 0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0 }, 10, XA_FRAME_READ, 65536 },
    { { 0x81, 127, 0x80, 0, 0, 0, 0, 0, 0, 0 }, 10, XA_FRAME_BAD, 0 }, /* the highest bit is none of a length */
    { { 0xc1, 0x05 }, 2, XA_FRAME_BAD, 0 },                            /* an extension that nobody asked for */
    { { 0x81, 0x85 }, 2, XA_FRAME_BAD, 0 },                            /* masked */
    { { 0x83, 0x00 }, 2, XA_FRAME_BAD, 0 },                            /* a kind that is none */
    { { 0x09, 0x00 }, 2, XA_FRAME_BAD, 0 },                            /* a ping in parts */
    { { 0x89, 126, 0, 126 }, 4, XA_FRAME_BAD, 0 },                     /* a ping that is too long */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    XaFrameHead head = { 0 };

    g_assert_cmpint (xa_frame_read_head (cases[i].bytes, cases[i].size, &head), ==, cases[i].result);
    if (cases[i].result == XA_FRAME_READ)
      g_assert_cmpuint (head.size, ==, cases[i].length);
  }
}

/* The examples of RFC 6455, sections 1.3 and 5.7. */
static void
test_examples (void)
{
  static const guint8 mask[4] = { 0x37, 0xfa, 0x21, 0x3d };
  static const guint8 hello[] = { 0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58 };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree char *answer = xa_frame_answer_key ("dGhlIHNhbXBsZSBub25jZQ==");

  xa_frame_append (out, XA_FRAME_TEXT, mask, "Hello", 5);
  g_assert_cmpmem (out->data, out->len, hello, sizeof hello);
  g_assert_cmpstr (answer, ==, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

/* --- talking ------------------------------------------------------------------------------------- */

static XaSocket *
open_to (const char   *address,
         gsize         max_message,
         gint64        silence_us,
         GCancellable *cancellable,
         GError      **error)
{
  XaSocketOptions options = { .address = address, .platform = "Example", .token = "PLANTED-token", .max_message = max_message, .silence_us = silence_us };

  return xa_socket_open (&options, cancellable, error);
}

static XaSocketEvent
receive (XaSocket *socket,
         char    **text,
         GError  **error)
{
  g_autoptr (GBytes) message = NULL;
  XaSocketEvent event = xa_socket_receive (socket, g_get_monotonic_time () + LATE_US, &message, error);

  *text = message ? g_strndup (g_bytes_get_size (message) ? g_bytes_get_data (message, NULL) : "", g_bytes_get_size (message)) : NULL;

  return event;
}

/* Answers what it is told, then says goodbye. */
static void
echo (TestPeer *peer,
      gpointer  data)
{
  g_autofree char *text = NULL;

  g_assert_nonnull (strstr (test_peer_get_head (peer), "Authorization: Bearer PLANTED-token\r\n"));
  g_assert_nonnull (strstr (test_peer_get_head (peer), "User-Agent: XAudience/"));
  while ((text = test_peer_receive (peer))) {
    test_peer_send (peer, text);
    if (g_str_equal (text, "end"))
      test_peer_close (peer, 4321);
    g_clear_pointer (&text, g_free);
  }
}

static void
test_talk (void)
{
  g_autoptr (TestGateway) gateway = test_gateway_new (echo, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaSocket) socket = open_to (test_gateway_get_address (gateway), 0, 0, NULL, &error);
  g_autofree char *longer = g_strnfill (70000, 'x');
  const char      *words[] = { "Hello", "", "größer", longer, "end" };
  g_autoptr (GBytes) nothing = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (xa_socket_receive (socket, g_get_monotonic_time (), &nothing, &error), ==, XA_SOCKET_TIMEOUT);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autofree char *text = NULL;

    g_assert_true (xa_socket_send (socket, words[i], &error));
    g_assert_cmpint (receive (socket, &text, &error), ==, XA_SOCKET_MESSAGE);
    g_assert_cmpstr (text, ==, words[i]);
  }
  {
    g_autofree char *text = NULL;

    g_assert_cmpint (receive (socket, &text, &error), ==, XA_SOCKET_CLOSED);
    g_assert_cmpuint (xa_socket_get_close_code (socket), ==, 4321);
    g_assert_cmpint (receive (socket, &text, &error), ==, XA_SOCKET_CLOSED);
    g_assert_false (xa_socket_send (socket, "more", &error));
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TRANSIENT);
  }
}

/* --- what others wrote ---------------------------------------------------------------------------- */

typedef struct {
  GMainLoop  *loop;
  SoupServer *server;
} Soup;

static void
message_cb (SoupWebsocketConnection *connection,
            int                      type,
            GBytes                  *message,
            gpointer                 data)
{
  soup_websocket_connection_send_message (connection, (SoupWebsocketDataType) type, message);
}

static void
opened_cb (SoupServer              *server,
           SoupServerMessage       *message,
           const char              *path,
           SoupWebsocketConnection *connection,
           gpointer                 data)
{
  g_signal_connect (connection, "message", G_CALLBACK (message_cb), NULL);
  g_signal_connect (connection, "closed", G_CALLBACK (g_object_unref), NULL);
  g_object_ref (connection);
}

static gpointer
run_soup (gpointer data)
{
  Soup *self = data;

  g_main_context_push_thread_default (g_main_loop_get_context (self->loop));
  g_main_loop_run (self->loop);
  soup_server_disconnect (self->server);
  g_main_context_pop_thread_default (g_main_loop_get_context (self->loop));

  return NULL;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);

  return G_SOURCE_REMOVE;
}

static void
test_soup (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Soup             self = { g_main_loop_new (context, FALSE), NULL };
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;
  XaSocket *socket;
  GThread  *thread;
  GSList   *uris;

  g_main_context_push_thread_default (context);
  self.server = soup_server_new (NULL, NULL);
  soup_server_add_websocket_handler (self.server, "/news", NULL, NULL, opened_cb, NULL, NULL);
  g_assert_true (soup_server_listen_local (self.server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (self.server);
  address = g_strdup_printf ("ws://127.0.0.1:%d/news?version=1", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_main_context_pop_thread_default (context);
  thread = g_thread_new ("soup", run_soup, &self);

  socket = open_to (address, 0, 0, NULL, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 3; i++) {
    g_autofree char *text = NULL;

    g_assert_true (xa_socket_send (socket, "{\"op\":1}", &error));
    g_assert_cmpint (receive (socket, &text, &error), ==, XA_SOCKET_MESSAGE);
    g_assert_cmpstr (text, ==, "{\"op\":1}");
  }
  xa_socket_close (socket, 1000);
  xa_socket_free (socket);
  g_main_context_invoke (context, quit_cb, self.loop);
  g_thread_join (thread);
  g_object_unref (self.server);
  g_main_loop_unref (self.loop);
}

/* --- hostile servers ------------------------------------------------------------------------------ */

typedef struct {
  const char *name;
  const char *bytes; /* sent as they are */
  gsize       size;
  guint       n_times;
  XaNetError  code; /* what comes of it; 0: closed */
} Hostile;

static const Hostile hostile[] = {
  { "huge", "\x81\x7f\0\0\0\x7f\xff\xff\xff\xff", 10, 1, XA_NET_ERROR_TOO_LARGE },
  { "just-over", "\x81\x7e\x04\x01", 4, 1, XA_NET_ERROR_TOO_LARGE },
  /* One frame is small, all together are not. */
  { "without-end", "\x01\x7d\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41", 127, 100, XA_NET_ERROR_MALFORMED },
  { "masked", "\x81\x81\x01\x02\x03\x04\x41", 7, 1, XA_NET_ERROR_MALFORMED },
  { "reserved", "\xf1\x01\x41", 3, 1, XA_NET_ERROR_MALFORMED },
  { "continues-nothing", "\x80\x01\x41", 3, 1, XA_NET_ERROR_MALFORMED },
  { "binary", "\x82\x01\x41", 3, 1, XA_NET_ERROR_MALFORMED },
  { "not-text", "\x81\x02\xff\xfe", 4, 1, XA_NET_ERROR_MALFORMED },
  { "half-code", "\x88\x01\x03", 3, 1, XA_NET_ERROR_MALFORMED },
  { "truncated", "\x81\x05\x48\x65", 4, 1, 0 },
  { "half-head", "\x81", 1, 1, 0 },
  { "nothing", "", 0, 1, 0 },
};

static void
be_hostile (TestPeer *peer,
            gpointer  data)
{
  const Hostile *what = data;

  for (guint i = 0; i < what->n_times; i++)
    test_peer_send_raw (peer, what->bytes, what->size);
}

static void
test_hostile (gconstpointer data)
{
  const Hostile *what = data;
  g_autoptr (TestGateway) gateway = test_gateway_new (be_hostile, (gpointer) data);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaSocket) socket = open_to (test_gateway_get_address (gateway), 1024, 0, NULL, &error);
  g_autofree char *text = NULL;
  XaSocketEvent    event;

  g_assert_no_error (error);
  event = receive (socket, &text, &error);
  g_assert_null (text);
  if (what->size > 0 && event == XA_SOCKET_FAILED && what->code == 0) {
    /* Torn before it could be read is torn all the same. */
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TRANSIENT);
  } else if (what->code == 0) {
    g_assert_cmpint (event, ==, XA_SOCKET_CLOSED);
  } else {
    g_assert_cmpint (event, ==, XA_SOCKET_FAILED);
    g_assert_error (error, XA_NET_ERROR, (int) what->code);
  }
}

/* A message in more parts than it may have: each continuation is small. */
static void
drip (TestPeer *peer,
      gpointer  data)
{
  test_peer_send_frame (peer, XA_FRAME_TEXT, "begin", 5);
  for (guint i = 0; i < 4096 && test_peer_wait (peer, 0); i++)
    test_peer_send_frame (peer, XA_FRAME_CONTINUATION, "and so on", 9);
}

static void
test_drip (void)
{
  g_autoptr (TestGateway) gateway = test_gateway_new (drip, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaSocket) socket = open_to (test_gateway_get_address (gateway), 1024, 0, NULL, &error);
  g_autofree char *text = NULL;

  g_assert_cmpint (receive (socket, &text, &error), ==, XA_SOCKET_FAILED);
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TOO_LARGE);
}

static const struct {
  const char *name;
  const char *answer;
  XaNetError  code;
} refusals[] = {
  { "unauthorized", "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", XA_NET_ERROR_AUTH },
  { "forbidden", "HTTP/1.1 403 Forbidden\r\n\r\n", XA_NET_ERROR_FORBIDDEN },
  { "not-found", "HTTP/1.1 404 Not Found\r\n\r\n", XA_NET_ERROR_GONE },
  { "too-many", "HTTP/1.1 429 Too Many Requests\r\n\r\n", XA_NET_ERROR_RATE_LIMITED },
  { "broken", "HTTP/1.1 503 Unavailable\r\n\r\n", XA_NET_ERROR_TRANSIENT },
  { "redirect", "HTTP/1.1 302 Found\r\nLocation: wss://elsewhere.example/\r\n\r\n", XA_NET_ERROR_REFUSED },
  { "page", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", XA_NET_ERROR_MALFORMED },
  { "wrong-key", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n", XA_NET_ERROR_MALFORMED },
  { "not-http", "220 mail.example ESMTP\r\n\r\n", XA_NET_ERROR_MALFORMED },
  { "half", "HTTP/1.1 101 Switching", XA_NET_ERROR_TRANSIENT },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++) {
    g_autoptr (TestGateway) gateway = test_gateway_new (NULL, NULL);
    g_autoptr (GError) error = NULL;

    test_gateway_set_answer (gateway, refusals[i].answer);
    g_assert_null (open_to (test_gateway_get_address (gateway), 0, 0, NULL, &error));
    g_test_message ("%s: %s", refusals[i].name, error->message);
    g_assert_error (error, XA_NET_ERROR, (int) refusals[i].code);
    g_assert_null (strstr (error->message, "PLANTED"));
  }
}

/* NET-1: nothing goes in the clear over a network, and nothing where a name and a password stand in the address. */
static void
test_addresses (void)
{
  static const char *const bad[] = { "ws://example.org/", "http://127.0.0.1/", "wss://user:secret@example.org/", "ws:///", "wss://exa mple.org/", "ws://127.0.0.1.example.org/" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (open_to (bad[i], 0, 0, NULL, &error));
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
  }
}

/* --- silence, and the end ------------------------------------------------------------------------- */

static void
be_silent (TestPeer *peer,
           gpointer  data)
{
  while (test_peer_wait (peer, 100))
    ;
}

/* Who does not answer whether he is there is not. */
static void
test_silence (void)
{
  g_autoptr (TestGateway) gateway = test_gateway_new (be_silent, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaSocket) socket = open_to (test_gateway_get_address (gateway), 0, 20000, NULL, &error);
  g_autofree char *text = NULL;

  g_assert_cmpint (receive (socket, &text, &error), ==, XA_SOCKET_FAILED);
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TIMEOUT);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (20000);
  g_cancellable_cancel (cancellable);

  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (TestGateway) gateway = test_gateway_new (be_silent, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (XaSocket) socket = open_to (test_gateway_get_address (gateway), 0, 0, cancellable, &error);
  GThread         *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_autofree char *text = NULL;

  g_assert_cmpint (receive (socket, &text, &error), ==, XA_SOCKET_FAILED);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/net/socket/frames", test_frames);
  g_test_add_func ("/net/socket/examples", test_examples);
  g_test_add_func ("/net/socket/talk", test_talk);
  g_test_add_func ("/net/socket/libsoup", test_soup);
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++) {
    g_autofree char *path = g_strconcat ("/net/socket/hostile/", hostile[i].name, NULL);

    g_test_add_data_func (path, &hostile[i], test_hostile);
  }
  g_test_add_func ("/net/socket/NET-4/many-parts", test_drip);
  g_test_add_func ("/net/socket/refused", test_refused);
  g_test_add_func ("/net/socket/NET-1/addresses", test_addresses);
  g_test_add_func ("/net/socket/silence", test_silence);
  g_test_add_func ("/net/socket/NET-5/cancel", test_cancel);

  return g_test_run ();
}
