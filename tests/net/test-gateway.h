#pragma once

#include <gio/gio.h>

/*
 * A server of WebSockets on loopback, for tests: it does what it is told to, also what no server should. Each
 * connection has a thread of its own.
 */
typedef struct _TestGateway TestGateway;
typedef struct _TestPeer    TestPeer; /* one client */

/* After the handshake, in the thread of the connection, which is torn when this returns. */
typedef void (*TestGatewayHandler) (TestPeer *peer, gpointer data);

TestGateway *test_gateway_new (TestGatewayHandler handler, gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void         test_gateway_free (TestGateway *self);
const char  *test_gateway_get_address (TestGateway *self); /* "ws://127.0.0.1:PORT" */
guint        test_gateway_get_n_peers (TestGateway *self);
/* Instead of the handshake, from now on. @answer: (nullable): whole; NULL for a good one */
void test_gateway_set_answer (TestGateway *self, const char *answer);

guint       test_peer_get_number (TestPeer *self); /* from 0 */
const char *test_peer_get_head (TestPeer *self);   /* what was asked for */
/* Returns: (transfer full) (nullable): the next text; NULL where there is none any more. Pings are answered. */
char    *test_peer_receive (TestPeer *self) G_GNUC_WARN_UNUSED_RESULT;
guint    test_peer_get_close_code (TestPeer *self); /* that the client gave, or 0 */
void     test_peer_send (TestPeer *self, const char *text);
void     test_peer_send_frame (TestPeer *self, guint8 first, gconstpointer data, gsize size);
void     test_peer_send_raw (TestPeer *self, gconstpointer data, gsize size);
void     test_peer_close (TestPeer *self, guint16 code); /* says so */
void     test_peer_hang_up (TestPeer *self);             /* whoever waits for the client hears nothing more */
gboolean test_peer_wait (TestPeer *self, guint ms);      /* FALSE: the server ends */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestGateway, test_gateway_free)
