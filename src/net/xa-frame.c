#include "net/xa-frame.h"

#include <string.h>

#define LAST 0x80
#define RESERVED 0x70
#define MASKED 0x80

/* Of RFC 6455, section 1.3. */
#define KEY_SUFFIX "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

gboolean
xa_frame_is_control (XaFrameKind kind)
{
  return (kind & 8) != 0;
}

static gboolean
is_kind (guint8 kind)
{
  return kind <= XA_FRAME_BINARY || (kind >= XA_FRAME_CLOSE && kind <= XA_FRAME_PONG);
}

static guint64
read_number (const guint8 *data,
             gsize         size)
{
  guint64 number = 0;

  for (gsize i = 0; i < size; i++)
    number = number << 8 | data[i];

  return number;
}

/**
 * xa_frame_read_head:
 * @head: (out): with XA_FRAME_READ
 *
 * Servers do not mask what they send, and agree to no extension that we did not ask for: either is a
 * reason to end the connection.
 */
XaFrameResult
xa_frame_read_head (const guint8 *data,
                    gsize         size,
                    XaFrameHead  *head)
{
  guint8 length;
  gsize  n_extra;

  if (size < 2)
    return XA_FRAME_MORE;
  if ((data[0] & RESERVED) || (data[1] & MASKED) || !is_kind (data[0] & 0x0f))
    return XA_FRAME_BAD;
  *head = (XaFrameHead) { .kind = (XaFrameKind) (data[0] & 0x0f), .is_last = (data[0] & LAST) != 0 };
  length = data[1] & 0x7f;
  n_extra = length == 126 ? 2 : length == 127 ? 8
                                              : 0;
  if (xa_frame_is_control (head->kind) && (!head->is_last || n_extra > 0))
    return XA_FRAME_BAD;
  if (size < 2 + n_extra)
    return XA_FRAME_MORE;
  head->head_size = 2 + n_extra;
  head->size = n_extra ? read_number (data + 2, n_extra) : length;

  return head->size >> 63 ? XA_FRAME_BAD : XA_FRAME_READ;
}

static void
append_byte (GByteArray *out,
             guint64     byte)
{
  const guint8 one = (guint8) byte;

  g_byte_array_append (out, &one, 1);
}

void
xa_frame_append (GByteArray   *out,
                 XaFrameKind   kind,
                 const guint8  mask[4],
                 gconstpointer data,
                 gsize         size)
{
  const guint8 *bytes = data;
  guint         begin;

  append_byte (out, LAST | (guint) kind);
  if (size <= XA_FRAME_MAX_CONTROL) {
    append_byte (out, MASKED | size);
  } else if (size <= G_MAXUINT16) {
    append_byte (out, MASKED | 126);
    append_byte (out, size >> 8);
    append_byte (out, size & 0xff);
  } else {
    append_byte (out, MASKED | 127);
    for (int shift = 56; shift >= 0; shift -= 8)
      append_byte (out, (guint64) size >> shift & 0xff);
  }
  g_byte_array_append (out, mask, 4);
  begin = out->len;
  g_byte_array_set_size (out, begin + (guint) size);
  for (gsize i = 0; i < size; i++)
    out->data[begin + i] = bytes[i] ^ mask[i % 4];
}

/**
 * xa_frame_answer_key:
 *
 * Returns: (transfer full): what proves that a server has read @key
 */
char *
xa_frame_answer_key (const char *key)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize  size = sizeof digest;

  g_checksum_update (checksum, (const guchar *) key, (gssize) strlen (key));
  g_checksum_update (checksum, (const guchar *) KEY_SUFFIX, (gssize) strlen (KEY_SUFFIX));
  g_checksum_get_digest (checksum, digest, &size);

  return g_base64_encode (digest, size);
}
