#pragma once

#include "net/xa-socket.h"

/* The parts of XaSocket. */

struct _XaSocket {
  GMainContext *context;     /* (owned): what is waited for; the socket's own */
  GCancellable *cancellable; /* (owned): of the caller */
  GIOStream    *stream;      /* (owned) (nullable) */
  char         *platform;    /* (owned) */
  GByteArray   *incoming;    /* (owned): bytes that were read and are no message yet */
  gsize         n_taken;     /* of them from the begin */
  GByteArray   *message;     /* (owned): frames of a message so far */
  gboolean      is_in_message;
  gboolean      is_binary;
  gsize         max_message;
  gint64        silence_us;
  gint64        heard_us; /* monotonic */
  gboolean      is_asked; /* a ping is out */
  guint         close_code;
  gboolean      is_closed;
};

typedef enum {
  XA_SOCKET_IO_DONE,
  XA_SOCKET_IO_LATE,
  XA_SOCKET_IO_END, /* of what the other side sends */
  XA_SOCKET_IO_FAILED,
} XaSocketIo;

/* @until_us: monotonic. Reads at least one byte into the socket's incoming ones. */
XaSocketIo xa_socket_read (XaSocket *self, gint64 until_us, GError **error);
gboolean   xa_socket_write (XaSocket *self, gconstpointer data, gsize size, gint64 until_us, GError **error);

/* Connects, and agrees with the server on what follows. */
gboolean xa_socket_connect (XaSocket *self, const XaSocketOptions *options, GUri *uri, gint64 until_us, GError **error);
gboolean xa_socket_shake_hands (XaSocket *self, const XaSocketOptions *options, GUri *uri, gint64 until_us, GError **error);

/* @sentence: with %s for the platform */
void xa_socket_fail (XaSocket *self, XaNetError code, const char *sentence, GError **error);
