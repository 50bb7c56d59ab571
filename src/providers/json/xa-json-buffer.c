#include "providers/json/xa-json-buffer.h"

#include "providers/json/xa-json-scan.h"

#include <string.h>

/* Two blocks: what is left of a block that is not whole yet always leaves room for more. */
#define MIN_SIZE (2 * XA_JSON_SCAN_BLOCK)

/**
 * xa_json_buffer_init:
 * @read: gives the bytes
 * @size: to begin with, in bytes
 * @max_size: how much can be kept at a time
 */
void
xa_json_buffer_init (XaJsonBuffer *self,
                     XaJsonRead    read,
                     gpointer      read_data,
                     gsize         size,
                     gsize         max_size)
{
  *self = (XaJsonBuffer) {
    .read = read,
    .read_data = read_data,
    .capacity = MAX (size, MIN_SIZE),
    .max_size = MAX (max_size, MAX (size, MIN_SIZE)),
  };
  self->data = g_malloc (self->capacity + XA_JSON_SCAN_BLOCK);
}

void
xa_json_buffer_clear (XaJsonBuffer *self)
{
  g_clear_error (&self->error);
  g_clear_pointer (&self->data, g_free);
}

/* Lets go of what need not be kept, or grows. Returns: FALSE where neither helps */
static gboolean
make_room (XaJsonBuffer *self)
{
  if (self->kept > 0) {
    memmove (self->data, self->data + self->kept, self->end - self->kept);
    self->base += self->kept;
    self->at -= self->kept;
    self->end -= self->kept;
    self->kept = 0;
    return TRUE;
  }
  if (self->capacity == self->max_size)
    return FALSE;

  self->capacity = MIN (self->capacity * 2, self->max_size);
  self->data = g_realloc (self->data, self->capacity + XA_JSON_SCAN_BLOCK);

  return TRUE;
}

/**
 * xa_json_buffer_fill:
 *
 * Reads on. Bytes from @kept on stay, though not where they were.
 *
 * Returns: XA_JSON_ITEM if there are more bytes now, XA_JSON_TRUNCATED at the end of the file,
 *   XA_JSON_TOO_LARGE if what is kept fills the largest buffer, or XA_JSON_FAILED
 */
XaJsonStatus
xa_json_buffer_fill (XaJsonBuffer *self)
{
  gssize n;

  if (self->is_at_end)
    return XA_JSON_TRUNCATED;
  if (self->end == self->capacity && !make_room (self))
    return XA_JSON_TOO_LARGE;

  n = self->read (self->read_data, self->data + self->end, self->capacity - self->end, &self->error);
  if (n < 0)
    return XA_JSON_FAILED;
  if (n == 0) {
    self->is_at_end = TRUE;
    return XA_JSON_TRUNCATED;
  }
  self->end += (gsize) n;

  return XA_JSON_ITEM;
}
