#pragma once

#include <glib.h>

/*
 * Frames of WebSockets (RFC 6455, section 5), without a network: what a server sends is read, what we
 * send is written. No extension is ever agreed on, so that a frame holds what it says and no more.
 */
typedef enum {
  XA_FRAME_CONTINUATION = 0,
  XA_FRAME_TEXT = 1,
  XA_FRAME_BINARY = 2,
  XA_FRAME_CLOSE = 8,
  XA_FRAME_PING = 9,
  XA_FRAME_PONG = 10,
} XaFrameKind;

typedef struct {
  XaFrameKind kind;
  gboolean    is_last; /* of its message */
  gsize       head_size;
  guint64     size; /* of what follows the head */
} XaFrameHead;

typedef enum {
  XA_FRAME_MORE, /* the head is not whole yet */
  XA_FRAME_READ,
  XA_FRAME_BAD, /* nothing that a server may send */
} XaFrameResult;

/* The longest that a control frame may hold, and the longest head. */
#define XA_FRAME_MAX_CONTROL 125
#define XA_FRAME_MAX_HEAD 10

gboolean      xa_frame_is_control (XaFrameKind kind);
XaFrameResult xa_frame_read_head (const guint8 *data, gsize size, XaFrameHead *head);

/* Adds a whole message in one frame, masked with @mask as clients have to. */
void xa_frame_append (GByteArray *out, XaFrameKind kind, const guint8 mask[4], gconstpointer data, gsize size);

/* What a client sends as a key, and what a server has to answer to it. */
char *xa_frame_answer_key (const char *key) G_GNUC_WARN_UNUSED_RESULT;
