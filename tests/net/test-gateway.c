#include "test-gateway.h"

#include "net/xa-frame.h"

#include <pthread.h>
#include <string.h>

#define MAX_HEAD 65536

struct _TestGateway {
  GSocketListener   *listener; /* (owned) */
  GCancellable      *stop;     /* (owned) */
  char              *address;  /* (owned) */
  char              *answer;   /* (owned) (nullable) (mutex lock) */
  TestGatewayHandler handler;
  gpointer           data;
  GThread           *thread;  /* (owned) */
  pthread_mutex_t    lock;    /* the thread sanitizer does not know a GMutex */
  GPtrArray         *threads; /* (owned) (element-type GThread) (mutex lock) */
  gint               n_peers; /* (atomic) */
};

struct _TestPeer {
  TestGateway       *server;     /* (not owned) */
  GSocketConnection *connection; /* (owned) */
  guint              number;
  GString           *head; /* (owned) */
  guint              close_code;
  pthread_mutex_t    sending; /* a frame at a time */
};

/* --- bytes --------------------------------------------------------------------------------------- */

static gboolean
read_bytes (TestPeer *self,
            gpointer  data,
            gsize     size)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (self->connection));
  gsize         n = 0;

  return g_input_stream_read_all (input, data, size, &n, self->server->stop, NULL) && n == size;
}

void
test_peer_send_raw (TestPeer     *self,
                    gconstpointer data,
                    gsize         size)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)), data, size, NULL, self->server->stop, NULL);
}

void
test_peer_send_frame (TestPeer     *self,
                      guint8        first,
                      gconstpointer data,
                      gsize         size)
{
  guint8 head[10] = { first, (guint8) MIN (size, 127) };
  gsize  n = 2;

  if (size > 125 && size <= G_MAXUINT16) {
    head[1] = 126;
    head[n++] = (guint8) (size >> 8);
    head[n++] = (guint8) size;
  } else if (size > G_MAXUINT16) {
    head[1] = 127;
    for (int shift = 56; shift >= 0; shift -= 8)
      head[n++] = (guint8) ((guint64) size >> shift);
  }
  pthread_mutex_lock (&self->sending);
  test_peer_send_raw (self, head, n);
  test_peer_send_raw (self, data, size);
  pthread_mutex_unlock (&self->sending);
}

void
test_peer_send (TestPeer   *self,
                const char *text)
{
  test_peer_send_frame (self, 0x80 | XA_FRAME_TEXT, text, strlen (text));
}

void
test_peer_close (TestPeer *self,
                 guint16   code)
{
  const guint8 bytes[] = { (guint8) (code >> 8), (guint8) code };

  test_peer_send_frame (self, 0x80 | XA_FRAME_CLOSE, bytes, sizeof bytes);
}

/* Returns: (transfer full) (nullable): what a frame held, unmasked */
static guint8 *
read_frame (TestPeer *self,
            guint8   *first,
            gsize    *size)
{
  guint8  head[2], extra[8], mask[4];
  guint8 *data;
  gsize   n_extra;

  if (!read_bytes (self, head, sizeof head))
    return NULL;
  g_assert_true (head[1] & 0x80);
  *first = head[0];
  *size = head[1] & 0x7f;
  n_extra = *size == 126 ? 2 : *size == 127 ? 8
                                            : 0;
  if (!read_bytes (self, extra, n_extra) || !read_bytes (self, mask, sizeof mask))
    return NULL;
  for (gsize i = 0; i < n_extra; i++)
    *size = (i ? *size << 8 : 0) | extra[i];
  data = g_malloc0 (*size + 1);
  if (!read_bytes (self, data, *size)) {
    g_free (data);
    return NULL;
  }
  for (gsize i = 0; i < *size; i++)
    data[i] ^= mask[i % 4];

  return data;
}

char *
test_peer_receive (TestPeer *self)
{
  while (TRUE) {
    guint8             first;
    gsize              size;
    g_autofree guint8 *data = read_frame (self, &first, &size);

    if (!data)
      return NULL;
    switch (first & 0x0f) {
    case XA_FRAME_TEXT:
      return (char *) g_steal_pointer (&data);
    case XA_FRAME_PING:
      test_peer_send_frame (self, 0x80 | XA_FRAME_PONG, data, size);
      break;
    case XA_FRAME_CLOSE:
      self->close_code = size >= 2 ? (guint) (data[0] << 8 | data[1]) : 0;
      return NULL;
    default:
      break;
    }
  }
}

/* --- peers --------------------------------------------------------------------------------------- */

static gboolean
read_head (TestPeer *self)
{
  while (!g_str_has_suffix (self->head->str, "\r\n\r\n") && self->head->len < MAX_HEAD) {
    char one;

    if (!read_bytes (self, &one, 1))
      return FALSE;
    g_string_append_c (self->head, one);
  }

  return TRUE;
}

static gboolean
shake_hands (TestPeer *self)
{
  const char      *key = strstr (self->head->str, "Sec-WebSocket-Key: ");
  g_autofree char *sent = key ? g_strndup (key + 19, strcspn (key + 19, "\r")) : NULL;
  g_autofree char *accept = sent ? xa_frame_answer_key (sent) : NULL;
  g_autofree char *answer = NULL;
  gboolean         is_good;

  pthread_mutex_lock (&self->server->lock);
  is_good = !self->server->answer;
  answer = is_good ? g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept)
                   : g_strdup (self->server->answer);
  pthread_mutex_unlock (&self->server->lock);
  test_peer_send_raw (self, answer, strlen (answer));

  return is_good && accept;
}

static gpointer
serve (gpointer data)
{
  TestPeer *self = data;

  if (read_head (self) && shake_hands (self) && self->server->handler)
    self->server->handler (self, self->server->data);
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_object_unref (self->connection);
  g_string_free (self->head, TRUE);
  pthread_mutex_destroy (&self->sending);
  g_free (self);

  return NULL;
}

static gpointer
listen_to_all (gpointer data)
{
  TestGateway       *self = data;
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (self->listener, NULL, self->stop, NULL))) {
    TestPeer *peer = g_new0 (TestPeer, 1);

    *peer = (TestPeer) { .server = self, .connection = connection, .number = (guint) g_atomic_int_add (&self->n_peers, 1), .head = g_string_new (NULL) };
    pthread_mutex_init (&peer->sending, NULL);
    pthread_mutex_lock (&self->lock);
    g_ptr_array_add (self->threads, g_thread_new ("peer", serve, peer));
    pthread_mutex_unlock (&self->lock);
  }

  return NULL;
}

guint
test_peer_get_number (TestPeer *self)
{
  return self->number;
}

const char *
test_peer_get_head (TestPeer *self)
{
  return self->head->str;
}

guint
test_peer_get_close_code (TestPeer *self)
{
  return self->close_code;
}

void
test_peer_hang_up (TestPeer *self)
{
  g_socket_shutdown (g_socket_connection_get_socket (self->connection), TRUE, TRUE, NULL);
}

gboolean
test_peer_wait (TestPeer *self,
                guint     ms)
{
  GPollFD fd;

  if (!g_cancellable_make_pollfd (self->server->stop, &fd))
    return FALSE;
  g_poll (&fd, 1, (gint) ms);
  g_cancellable_release_fd (self->server->stop);

  return !g_cancellable_is_cancelled (self->server->stop);
}

/* --- the server ---------------------------------------------------------------------------------- */

TestGateway *
test_gateway_new (TestGatewayHandler handler,
                  gpointer           data)
{
  TestGateway *self = g_new0 (TestGateway, 1);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;

  self->listener = g_socket_listener_new ();
  self->stop = g_cancellable_new ();
  self->handler = handler;
  self->data = data;
  self->threads = g_ptr_array_new ();
  pthread_mutex_init (&self->lock, NULL);
  g_assert_true (g_socket_listener_add_address (self->listener, any, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound, NULL));
  self->address = g_strdup_printf ("ws://127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  self->thread = g_thread_new ("gateway", listen_to_all, self);

  return self;
}

void
test_gateway_free (TestGateway *self)
{
  g_cancellable_cancel (self->stop);
  g_thread_join (self->thread);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (self->threads->pdata[i]);
  g_ptr_array_unref (self->threads);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
  pthread_mutex_destroy (&self->lock);
  g_free (self->address);
  g_free (self->answer);
  g_free (self);
}

const char *
test_gateway_get_address (TestGateway *self)
{
  return self->address;
}

guint
test_gateway_get_n_peers (TestGateway *self)
{
  return (guint) g_atomic_int_get (&self->n_peers);
}

void
test_gateway_set_answer (TestGateway *self,
                         const char  *answer)
{
  pthread_mutex_lock (&self->lock);
  g_free (self->answer);
  self->answer = g_strdup (answer);
  pthread_mutex_unlock (&self->lock);
}
