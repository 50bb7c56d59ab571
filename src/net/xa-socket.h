#pragma once

#include "net/xa-net-error.h"

#include <gio/gio.h>

/*
 * A WebSocket that is open for long, as seen by one thread that blocks on it: certificates are checked,
 * the desktop's proxy is used, nothing goes in the clear but to loopback, no redirect is followed, and a
 * message is never longer than what was allowed, in however many frames it comes.
 *
 * It belongs to the thread that opened it. A cancellation ends any call at once.
 */
typedef struct _XaSocket XaSocket;

typedef struct {
  const char *address;     /* wss://, or ws:// to loopback; may hold no credential */
  const char *platform;    /* in words, for messages */
  const char *user_agent;  /* (nullable): NULL for the program's own */
  const char *token;       /* (nullable): sent as Authorization: Bearer */
  gsize       max_message; /* bytes; 0: XA_SOCKET_MAX_MESSAGE */
  gint64      timeout_us;  /* for the opening (NET-5); 0: XA_SOCKET_TIMEOUT_US */
  gint64      silence_us;  /* after so long without a byte it asks whether the other side is there, and after as long again it is torn; 0: never */
} XaSocketOptions;

#define XA_SOCKET_MAX_MESSAGE (8 * 1024 * 1024)
#define XA_SOCKET_TIMEOUT_US (30 * G_USEC_PER_SEC)

/* Errors: XA_NET_ERROR: OFFLINE, TIMEOUT, TLS, TRANSIENT, AUTH, FORBIDDEN, GONE, RATE_LIMITED, REFUSED, MALFORMED; CANCELLED */
XaSocket *xa_socket_open (const XaSocketOptions *options, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void      xa_socket_free (XaSocket *self); /* (nullable): torn, unless it was closed */

typedef enum {
  XA_SOCKET_MESSAGE,
  XA_SOCKET_TIMEOUT, /* nothing until then */
  XA_SOCKET_CLOSED,  /* by the other side, with xa_socket_get_close_code() */
  XA_SOCKET_FAILED,  /* with @error */
} XaSocketEvent;

/* @until_us: of g_get_monotonic_time()
 * @message: (out): (transfer full): with MESSAGE: text in UTF-8
 * Errors: XA_NET_ERROR: TRANSIENT, TIMEOUT, TOO_LARGE, MALFORMED; CANCELLED */
XaSocketEvent xa_socket_receive (XaSocket *self, gint64 until_us, GBytes **message, GError **error);
guint         xa_socket_get_close_code (XaSocket *self); /* or 0: none was said */

gboolean xa_socket_send (XaSocket *self, const char *text, GError **error);
/* Says that it ends, and why. A session that is to go on later is ended with a code of 4000 or above. */
void xa_socket_close (XaSocket *self, guint16 code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaSocket, xa_socket_free)
