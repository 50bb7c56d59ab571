#include "model/xa-hand-over.h"
#include "model/xa-language.h"
#include "server/xa-server-private.h"

#include <string.h>

/* What a stream is known by on its way. */
#define VISIT_KEY "xa-visit"
#define REQUEST_KEY "xa-request"

#define MAX_ASKERS 2
#define REFUSED_S 2
#define PORT_ATTEMPTS 16

/* A connection, from being accepted to being gone. */
typedef struct {
  XaServer  *server; /* (not owned) */
  GIOStream *stream; /* (not owned): alive as long as this */
  GSource   *timer;  /* (owned) (nullable): what may take only so long is under way */
} Visit;

/* --- connections ------------------------------------------------------------------------------------ */

static void accept_next (XaServer *self);

static void
stop_timer (Visit *visit)
{
  if (visit->timer) {
    g_source_destroy (visit->timer);
    g_clear_pointer (&visit->timer, g_source_unref);
  }
}

static gboolean
late_cb (gpointer data)
{
  Visit *visit = data;

  stop_timer (visit);
  /* Closed rather than shut down: who goes on sending is refused, and what was not read is dropped. */
  g_socket_close (g_socket_connection_get_socket (G_SOCKET_CONNECTION (visit->stream)), NULL);

  return G_SOURCE_REMOVE;
}

static void
start_timer (Visit *visit,
             guint  seconds)
{
  stop_timer (visit);
  visit->timer = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (visit->timer, late_cb, visit, NULL);
  g_source_attach (visit->timer, visit->server->context);
}

static void
gone_cb (gpointer data,
         GObject *stream)
{
  Visit    *visit = data;
  XaServer *self = visit->server;

  stop_timer (visit);
  g_free (visit);
  self->n_connections--;
  accept_next (self);
}

static void
receive (XaServer          *self,
         GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);
  Visit *visit;

  if (!local || !remote)
    return;
  visit = g_new0 (Visit, 1);
  visit->server = self;
  visit->stream = G_IO_STREAM (connection);
  self->n_connections++;
  g_object_weak_ref (G_OBJECT (connection), gone_cb, visit);
  g_object_set_data (G_OBJECT (remote), VISIT_KEY, visit);
  /* All of the request has to be here by then, however slowly it trickles. */
  start_timer (visit, XA_SERVER_READ_S);
  soup_server_accept_iostream (self->soup, visit->stream, local, remote, NULL);
}

static void
accepted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  XaServer *self = data;
  g_autoptr (GSocketConnection) connection = g_socket_listener_accept_finish (G_SOCKET_LISTENER (source), result, NULL, NULL);

  self->is_accepting = FALSE;
  if (connection && !g_cancellable_is_cancelled (self->stop))
    receive (self, connection);
  accept_next (self);
}

/* Those beyond the bound wait in the system's queue. */
static void
accept_next (XaServer *self)
{
  if (self->is_accepting || self->n_connections >= XA_SERVER_MAX_CONNECTIONS || g_cancellable_is_cancelled (self->stop))
    return;
  self->is_accepting = TRUE;
  g_socket_listener_accept_async (self->sockets, self->accept_cancel, accepted_cb, self);
}

/* --- requests ---------------------------------------------------------------------------------------- */

static Visit *
get_visit (SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);

  return remote ? g_object_get_data (G_OBJECT (remote), VISIT_KEY) : NULL;
}

/* A body in chunks tells its size only as it comes. */
static void
chunk_cb (SoupServerMessage *message,
          GBytes            *chunk,
          gpointer           data)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  Visit           *visit = get_visit (message);

  if (body->length <= XA_SERVER_MAX_BODY)
    return;
  soup_message_body_set_accumulate (body, FALSE);
  xa_server_refusals_note (message, "too-large");
  if (visit)
    late_cb (visit);
}

static void
headers_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  XaServer        *self = data;
  Visit           *visit = get_visit (message);
  XaServerRequest *request;

  xa_server_refusals_watch (self, message);
  request = xa_server_let_in (self, message);

  /* The answer goes out once the rest of the request is here, which nobody waits for long. */
  if (!request) {
    soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
    if (visit)
      start_timer (visit, REFUSED_S);
    return;
  }
  g_object_set_data_full (G_OBJECT (message), REQUEST_KEY, request, (GDestroyNotify) xa_server_request_free);
  g_signal_connect (message, "got-chunk", G_CALLBACK (chunk_cb), NULL);
}

static void
finished_cb (SoupServerMessage *message,
             gpointer           data)
{
  XaServerRequest *request = data;

  request->is_over = TRUE;
  g_cancellable_cancel (request->cancellable);
}

static gboolean
deadline_cb (gpointer data)
{
  XaServerRequest *request = data;

  g_cancellable_cancel (request->cancellable);

  return G_SOURCE_REMOVE;
}

/* The answer comes later; until then the request is known as one that is in hand. */
static void
put_in_hand (XaServerRequest *request)
{
  XaServer *self = request->server;

  g_hash_table_add (self->in_hand, request);
  g_signal_connect (request->message, "finished", G_CALLBACK (finished_cb), request);
  request->deadline = g_timeout_source_new_seconds (XA_SERVER_ANSWER_S);
  g_source_set_callback (request->deadline, deadline_cb, request, NULL);
  g_source_attach (request->deadline, self->context);
  soup_server_message_pause (request->message);
}

static gboolean
done_cb (gpointer data)
{
  g_autoptr (XaServerRequest) request = data;
  g_autofree char *seconds = NULL;
  Visit           *visit;

  XA_TAKE_OVER (request);
  seconds = request->retry_s ? g_strdup_printf ("%u", request->retry_s) : NULL;
  g_hash_table_remove (request->server->in_hand, request);
  g_signal_handlers_disconnect_by_data (request->message, request);
  if (request->refusal)
    xa_server_refusals_note (request->message, request->refusal);
  if (request->is_over)
    return G_SOURCE_REMOVE;
  xa_server_answer (request->message, request->status, request->type, request->answer ? request->answer : "");
  if (seconds)
    soup_message_headers_replace (soup_server_message_get_response_headers (request->message), "Retry-After", seconds);
  visit = get_visit (request->message);
  if (visit)
    start_timer (visit, XA_SERVER_READ_S);
  soup_server_message_unpause (request->message);

  return G_SOURCE_REMOVE;
}

void
xa_server_request_done (XaServerRequest *request)
{
  GMainContext *context = request->server->context;

  XA_HAND_OVER (request);
  g_main_context_invoke (context, done_cb, request);
}

/* In a thread of the pool: a question with a store of its own. */
static void
ask (gpointer data,
     gpointer server)
{
  XaServerRequest *request = data;
  XaServer        *self = server;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = NULL;

  XA_TAKE_OVER (request);
  if (!g_cancellable_set_error_if_cancelled (request->cancellable, &error))
    store = xa_store_open (xa_sync_get_workspace (self->sync), XA_STORE_READ, &error);
  request->status = SOUP_STATUS_OK;
  if (store)
    request->answer = request->route->ask (request, store, &error);
  if (!request->answer)
    xa_server_request_fail (request, error);
  xa_server_request_done (request);
}

static void
request_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  XaServer        *self = data;
  XaServerRequest *request = g_object_steal_data (G_OBJECT (message), REQUEST_KEY);
  Visit           *visit = get_visit (message);

  if (!request)
    return;
  /* What comes next is ours to be quick about, and then the reader's. */
  if (visit)
    start_timer (visit, request->route->ask ? XA_SERVER_ANSWER_S + XA_SERVER_READ_S : XA_SERVER_READ_S);
  request->message = g_object_ref (message);
  request->body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  if (request->route->ask) {
    put_in_hand (request);
    XA_HAND_OVER (request);
    g_thread_pool_push (self->askers, request, NULL);
  } else if (request->route->answer == xa_server_answer_health) {
    xa_server_answer_health (request);
    xa_server_request_free (request);
  } else {
    put_in_hand (request);
    request->route->answer (request);
  }
}

/* --- the workspace ------------------------------------------------------------------------------------- */

XaStore *
xa_server_get_store (XaServer *self,
                     GError  **error)
{
  if (!self->store)
    self->store = xa_store_open (xa_sync_get_workspace (self->sync), XA_STORE_READ, error);

  return self->store;
}

gboolean
xa_server_begin_writing (XaServer *self,
                         GError  **error)
{
  return !self->options.begin_writing || self->options.begin_writing (self->stop, self->options.data, error);
}

void
xa_server_end_writing (XaServer *self)
{
  if (self->options.end_writing)
    self->options.end_writing (self->options.data);
}

/* --- the thread ------------------------------------------------------------------------------------------ */

static void
open_up (XaServer *self)
{
  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_early_handler (self->soup, NULL, headers_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, request_cb, self, NULL);
  self->health = xa_quota_new (XA_SERVER_HEALTH_A_SECOND, G_USEC_PER_SEC);
  self->strangers = xa_quota_new (XA_SERVER_STRANGERS_A_MINUTE, 60 * G_USEC_PER_SEC);
  self->rates = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) xa_quota_free);
  self->in_hand = g_hash_table_new (NULL, NULL);
  xa_server_refusals_begin (self);
  accept_next (self);
}

static void
cancel_all (XaServer *self)
{
  GHashTableIter iter;
  gpointer       request;

  g_hash_table_iter_init (&iter, self->in_hand);
  while (g_hash_table_iter_next (&iter, &request, NULL))
    g_cancellable_cancel (((XaServerRequest *) request)->cancellable);
}

/* Whoever waits for an answer is told that there is none. */
static void
close_down (XaServer *self)
{
  g_cancellable_cancel (self->accept_cancel);
  while (self->is_accepting)
    g_main_context_iteration (self->context, TRUE);
  g_socket_listener_close (self->sockets);
  cancel_all (self);
  while (g_hash_table_size (self->in_hand) > 0)
    g_main_context_iteration (self->context, TRUE);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  soup_server_disconnect (self->soup);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_clear_object (&self->soup);
  xa_server_refusals_end (self);
  g_clear_pointer (&self->store, xa_store_close);
  xa_quota_free (self->health);
  xa_quota_free (self->strangers);
  g_hash_table_unref (self->rates);
  g_hash_table_unref (self->in_hand);
}

static gpointer
run (gpointer data)
{
  XaServer *self = data;

  g_main_context_push_thread_default (self->context);
  open_up (self);
  g_main_loop_run (self->loop);
  close_down (self);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

/* --- from outside ------------------------------------------------------------------------------------------ */

static guint16
listen_on (GSocketListener *sockets,
           const char      *literal,
           guint16          port,
           GError         **error)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (literal, port);
  g_autoptr (GSocketAddress) bound = NULL;

  if (!g_socket_listener_add_address (sockets, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound, error))
    return 0;

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

/* A computer without IPv6 has one address to listen on. */
static gboolean
bind_both (XaServer *self,
           guint16   port,
           GError  **error)
{
  g_autoptr (GSocketListener) sockets = g_socket_listener_new ();
  g_autoptr (GError) failure = NULL;

  g_socket_listener_set_backlog (sockets, 128);
  self->port = listen_on (sockets, "127.0.0.1", port, error);
  if (self->port == 0)
    return FALSE;
  if (listen_on (sockets, "::1", self->port, &failure) == 0 && g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    g_socket_listener_close (sockets);
    return FALSE;
  }
  self->sockets = g_steal_pointer (&sockets);

  return TRUE;
}

static gboolean
bind_port (XaServer *self,
           guint16   port,
           GError  **error)
{
  g_autoptr (GError) failure = NULL;

  for (int i = 0; i < (port == 0 ? PORT_ATTEMPTS : 1); i++) {
    g_clear_error (&failure);
    if (bind_both (self, port, &failure))
      return TRUE;
  }
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE, N_ ("Another program uses port %u: end it, or choose another port."), port);
  else
    g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/**
 * xa_server_start:
 *
 * Returns: (transfer full) (nullable)
 */
XaServer *
xa_server_start (const XaServerOptions *options,
                 GError               **error)
{
  XaServer *self = g_new0 (XaServer, 1);

  if (!bind_port (self, options->port, error)) {
    g_free (self);
    return NULL;
  }
  self->options = *options;
  self->sync = xa_sync_ref (options->sync);
  self->address = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  self->hosts[0] = g_strdup_printf ("127.0.0.1:%u", self->port);
  self->hosts[1] = g_strdup_printf ("[::1]:%u", self->port);
  self->stop = g_cancellable_new ();
  self->accept_cancel = g_cancellable_new ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->pushes = g_async_queue_new ();
  self->fetch = xa_server_fetch_new ();
  self->askers = g_thread_pool_new (ask, self, MAX_ASKERS, FALSE, NULL);
  self->taker = g_thread_new ("server-taker", xa_server_run_taker, self);
  self->thread = g_thread_new ("server", run, self);

  return self;
}

static gboolean
quit_cb (gpointer data)
{
  XaServer *self = data;

  g_main_loop_quit (self->loop);

  return G_SOURCE_REMOVE;
}

static void
quit (XaServer *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  /* An idle source, as the loop may not run yet. */
  g_source_set_callback (source, quit_cb, self, NULL);
  g_source_attach (source, self->context);
}

/**
 * xa_server_stop:
 * @self: (nullable) (transfer full)
 */
void
xa_server_stop (XaServer *self)
{
  if (!self)
    return;

  g_cancellable_cancel (self->stop);
  quit (self);
  g_thread_join (self->thread);
  g_thread_pool_free (self->askers, FALSE, TRUE);
  g_async_queue_push (self->pushes, self);
  g_thread_join (self->taker);
  xa_server_fetch_release (self->fetch);
  g_async_queue_unref (self->pushes);
  g_object_unref (self->sockets);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_object_unref (self->accept_cancel);
  g_object_unref (self->stop);
  g_free (self->hosts[0]);
  g_free (self->hosts[1]);
  g_free (self->address);
  xa_sync_unref (self->sync);
  g_free (self);
}

guint16
xa_server_get_port (XaServer *self)
{
  return self->port;
}

const char *
xa_server_get_address (XaServer *self)
{
  return self->address;
}
