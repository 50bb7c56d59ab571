#include "test-server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <string.h>

struct _TestServer {
  TestHandler      handler;
  gpointer         data;        /* (not owned) */
  GTlsCertificate *certificate; /* (owned) (nullable) */
  GSocket         *socket;      /* (owned) */
  GThread         *thread;      /* (owned): accepts */
  GCancellable    *stop;        /* (owned) */
  char            *base;        /* (owned) */
  pthread_mutex_t  lock;        /* one that the thread sanitizer knows */
  GPtrArray       *threads;     /* (owned) (element-type GThread) (mutex lock) */
  GPtrArray       *requests;    /* (owned) (element-type utf8) (mutex lock) */
  guint            n_connections, n_at_once, most_at_once;
};

typedef struct {
  TestServer *server; /* (not owned) */
  GSocket    *socket; /* (owned) */
} Connection;

/* --- answers -------------------------------------------------------------------------------------- */

void
test_answer_add_header (TestAnswer *self,
                        const char *name,
                        const char *value)
{
  g_string_append_printf (self->headers, "%s: %s\r\n", name, value);
}

void
test_answer_set_bytes (TestAnswer *self,
                       guint       status,
                       const char *type,
                       GBytes     *body)
{
  self->status = status;
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = g_bytes_ref (body);
  test_answer_add_header (self, "Content-Type", type);
}

void
test_answer_set (TestAnswer *self,
                 guint       status,
                 const char *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  test_answer_set_bytes (self, status, body[0] == '<' ? "text/html; charset=utf-8" : "application/json; charset=utf-8", bytes);
}

GBytes *
test_gzip (const char *unit,
           gsize       n_times)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, G_CONVERTER (compressor));

  for (gsize i = 0; i < n_times; i++)
    g_assert_true (g_output_stream_write_all (stream, unit, strlen (unit), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
wait_for_end (TestServer *self)
{
  GPollFD stopped;

  if (g_cancellable_make_pollfd (self->stop, &stopped)) {
    g_poll (&stopped, 1, -1);
    g_cancellable_release_fd (self->stop);
  }
}

static gboolean
send_slowly (TestServer    *self,
             GOutputStream *out,
             const char    *data,
             gsize          size)
{
  for (gsize i = 0; i < size; i++) {
    if (g_cancellable_is_cancelled (self->stop) || !g_output_stream_write_all (out, data + i, 1, NULL, self->stop, NULL))
      return FALSE;
    g_usleep (20000);
  }

  return TRUE;
}

/* Returns: whether the connection stays open */
static gboolean
send_answer (TestServer       *self,
             const TestAnswer *answer,
             GOutputStream    *out)
{
  gsize            size = 0;
  const char      *body = answer->body ? g_bytes_get_data (answer->body, &size) : NULL;
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 %u Said\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n%s\r\n", answer->status, size, answer->headers->str);

  switch (answer->fault) {
  case TEST_FAULT_NONE:
    return g_output_stream_write_all (out, head, strlen (head), NULL, self->stop, NULL) &&
           (size == 0 || g_output_stream_write_all (out, body, size, NULL, self->stop, NULL));
  case TEST_FAULT_TRUNCATED:
    return g_output_stream_write_all (out, head, strlen (head), NULL, self->stop, NULL) &&
           g_output_stream_write_all (out, body, size / 2, NULL, self->stop, NULL) && FALSE;
  case TEST_FAULT_SLOW:
    return g_output_stream_write_all (out, head, strlen (head), NULL, self->stop, NULL) && send_slowly (self, out, body, size);
  case TEST_FAULT_SILENT:
    wait_for_end (self);
    return FALSE;
  case TEST_FAULT_HALF_HEADER:
    if (g_output_stream_write_all (out, "HTTP/1.1 200 OK\r\nContent-Ty", 27, NULL, self->stop, NULL))
      wait_for_end (self);
    return FALSE;
  case TEST_FAULT_NOT_HTTP:
    return g_output_stream_write_all (out, "SSH-2.0-OpenSSH_9.9\r\n", 21, NULL, self->stop, NULL) && FALSE;
  case TEST_FAULT_DROPPED:
  default:
    return FALSE;
  }
}

/* --- requests ------------------------------------------------------------------------------------- */

static void
keep_request (TestServer  *self,
              TestRequest *request,
              GString     *text)
{
  pthread_mutex_lock (&self->lock);
  request->number = self->requests->len;
  g_ptr_array_add (self->requests, g_strdup (text->str));
  self->n_at_once++;
  self->most_at_once = MAX (self->most_at_once, self->n_at_once);
  pthread_mutex_unlock (&self->lock);
}

static void
answer_request (TestServer  *self,
                TestRequest *request,
                GString     *text,
                TestAnswer  *answer)
{
  keep_request (self, request, text);
  self->handler (request, answer, self->data);
  if (answer->delay_ms > 0)
    g_usleep (answer->delay_ms * 1000);
  /* Over before the first byte is out: whoever has an answer may count on it. */
  pthread_mutex_lock (&self->lock);
  self->n_at_once--;
  pthread_mutex_unlock (&self->lock);
}

static GBytes *
read_body (TestServer   *self,
           GInputStream *in,
           GHashTable   *headers,
           GString      *text)
{
  const char *length = g_hash_table_lookup (headers, "content-length");
  gsize       size = length ? (gsize) g_ascii_strtoull (length, NULL, 10) : 0;
  char       *data = g_malloc (size + 1);

  if (!g_input_stream_read_all (in, data, size, &size, self->stop, NULL))
    size = 0;
  g_string_append_len (text, data, (gssize) size);

  return g_bytes_new_take (data, size);
}

/* Returns: whether there was a whole request, and the connection stays open */
static gboolean
serve_one (TestServer       *self,
           GDataInputStream *in,
           GOutputStream    *out)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GHashTable) headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *first = g_data_input_stream_read_line (in, NULL, self->stop, NULL);
  g_auto (GStrv) parts = first ? g_strsplit (first, " ", 3) : NULL;
  TestAnswer answer = { .status = 200 };
  gboolean   stays;

  if (!first || !parts[0] || !parts[1])
    return FALSE;
  g_string_append_printf (text, "%s\n", first);
  while (TRUE) {
    g_autofree char *line = g_data_input_stream_read_line (in, NULL, self->stop, NULL);
    char            *colon;

    if (!line || !*line)
      break;
    g_string_append_printf (text, "%s\n", line);
    if ((colon = strchr (line, ':')))
      g_hash_table_insert (headers, g_ascii_strdown (line, colon - line), g_strstrip (g_strdup (colon + 1)));
  }
  g_string_append_c (text, '\n');

  {
    g_autoptr (GBytes) body = read_body (self, G_INPUT_STREAM (in), headers, text);
    TestRequest request = { parts[0], parts[1], headers, body, 0 };

    answer.headers = g_string_new (NULL);
    answer_request (self, &request, text, &answer);
  }
  stays = send_answer (self, &answer, out);
  g_string_free (answer.headers, TRUE);
  g_clear_pointer (&answer.body, g_bytes_unref);

  return stays;
}

static GIOStream *
open_stream (TestServer *self,
             GSocket    *socket)
{
  /* As the servers of platforms offer it; a client that takes HTTP/2 gets an answer that is none there. */
  static const char *const protocols[] = { "h2", "http/1.1", NULL };
  g_autoptr (GSocketConnection) plain = g_socket_connection_factory_create_connection (socket);
  GIOStream *stream;

  if (!self->certificate)
    return G_IO_STREAM (g_steal_pointer (&plain));
  stream = g_tls_server_connection_new (G_IO_STREAM (plain), self->certificate, NULL);
  if (stream)
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (stream), protocols);
  if (stream && !g_tls_connection_handshake (G_TLS_CONNECTION (stream), self->stop, NULL))
    g_clear_object (&stream);

  return stream;
}

static gpointer
run_connection (gpointer data)
{
  Connection *connection = data;
  TestServer *self = connection->server;
  g_autoptr (GIOStream) stream = open_stream (self, connection->socket);

  if (stream) {
    g_autoptr (GDataInputStream) in = g_data_input_stream_new (g_io_stream_get_input_stream (stream));

    g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
    g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (in), FALSE);
    while (serve_one (self, in, g_io_stream_get_output_stream (stream)))
      ;
    g_io_stream_close (stream, NULL, NULL);
  }
  g_object_unref (connection->socket);
  g_free (connection);

  return NULL;
}

/* --- the server ----------------------------------------------------------------------------------- */

static gpointer
run_server (gpointer data)
{
  TestServer *self = data;
  GSocket    *socket;

  while ((socket = g_socket_accept (self->socket, self->stop, NULL))) {
    Connection *connection = g_new0 (Connection, 1);

    connection->server = self;
    connection->socket = socket;
    /* Head and body are two writes: the second must not wait for 40 ms until the first is acknowledged. */
    g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
    pthread_mutex_lock (&self->lock);
    self->n_connections++;
    g_ptr_array_add (self->threads, g_thread_new ("connection", run_connection, connection));
    pthread_mutex_unlock (&self->lock);
  }

  return NULL;
}

static void
listen_on_loopback (TestServer *self)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  GError *error = NULL;

  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_assert_true (g_socket_bind (self->socket, any_port, TRUE, &error));
  g_assert_true (g_socket_listen (self->socket, &error));
  bound = g_socket_get_local_address (self->socket, &error);
  g_assert_no_error (error);
  self->base = g_strdup_printf ("%s://127.0.0.1:%u", self->certificate ? "https" : "http", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
}

static TestServer *
server_new (TestHandler      handler,
            gpointer         data,
            GTlsCertificate *certificate)
{
  TestServer *self = g_new0 (TestServer, 1);

  self->handler = handler;
  self->data = data;
  self->certificate = certificate;
  self->stop = g_cancellable_new ();
  self->threads = g_ptr_array_new ();
  self->requests = g_ptr_array_new_with_free_func (g_free);
  pthread_mutex_init (&self->lock, NULL);
  listen_on_loopback (self);
  self->thread = g_thread_new ("server", run_server, self);

  return self;
}

TestServer *
test_server_new (TestHandler handler,
                 gpointer    data)
{
  return server_new (handler, data, NULL);
}

TestServer *
test_server_new_tls (TestHandler handler,
                     gpointer    data,
                     const char *certificate)
{
  GError          *error = NULL;
  g_autofree char *file = g_test_build_filename (G_TEST_DIST, "data", "tls", certificate, NULL);
  GTlsCertificate *loaded = g_tls_certificate_new_from_file (file, &error);

  g_assert_no_error (error);

  return server_new (handler, data, loaded);
}

static void
follow_script (const TestRequest *request,
               TestAnswer        *answer,
               gpointer           data)
{
  const TestScript *script = data;
  guint             i = 0;

  while (i < request->number && script[i + 1].status != 0)
    i++;
  test_answer_set (answer, script[i].status, script[i].body ? script[i].body : "");
  if (script[i].headers)
    g_string_append (answer->headers, script[i].headers);
  answer->fault = script[i].fault;
  answer->delay_ms = script[i].delay_ms;
}

TestServer *
test_server_new_scripted (const TestScript *script)
{
  return server_new (follow_script, (gpointer) script, NULL);
}

void
test_server_free (TestServer *self)
{
  if (!self)
    return;
  g_cancellable_cancel (self->stop);
  g_thread_join (self->thread);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));
  g_ptr_array_unref (self->threads);
  g_ptr_array_unref (self->requests);
  g_clear_object (&self->certificate);
  g_object_unref (self->socket);
  g_object_unref (self->stop);
  g_free (self->base);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

const char *
test_server_get_base (TestServer *self)
{
  return self->base;
}

guint
test_server_get_n_requests (TestServer *self)
{
  guint n;

  pthread_mutex_lock (&self->lock);
  n = self->requests->len;
  pthread_mutex_unlock (&self->lock);

  return n;
}

guint
test_server_get_n_connections (TestServer *self)
{
  guint n;

  pthread_mutex_lock (&self->lock);
  n = self->n_connections;
  pthread_mutex_unlock (&self->lock);

  return n;
}

guint
test_server_get_most_at_once (TestServer *self)
{
  guint n;

  pthread_mutex_lock (&self->lock);
  n = self->most_at_once;
  pthread_mutex_unlock (&self->lock);

  return n;
}

char *
test_server_get_request (TestServer *self,
                         guint       number)
{
  char *text;

  pthread_mutex_lock (&self->lock);
  text = number < self->requests->len ? g_strdup (g_ptr_array_index (self->requests, number)) : NULL;
  pthread_mutex_unlock (&self->lock);

  return text;
}

gboolean
test_server_was_told (TestServer *self,
                      const char *text)
{
  gboolean was = FALSE;

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->requests->len; i++)
    was = was || strstr (g_ptr_array_index (self->requests, i), text);
  pthread_mutex_unlock (&self->lock);

  return was;
}
