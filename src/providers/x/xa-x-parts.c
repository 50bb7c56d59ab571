#include "providers/x/xa-x-parts.h"

#include <string.h>

#define BUFFER_SIZE (256 * 1024)

/* What an assignment begins with. It stands at the beginning of a line, and no line begins inside
 * a JSON string, so that nothing in a post can be taken for it. */
#define MARKER "\nwindow.YTD."
#define MARKER_SIZE (sizeof MARKER - 1)

/* The longest left side of an assignment. */
#define MAX_HEAD_SIZE 256

struct _XaXParts {
  XaImportSource *source; /* (not owned) */
  char            buffer[BUFFER_SIZE];
  gsize           start;    /* of what was not given out */
  gsize           end;      /* of what was read */
  gsize           boundary; /* where the next part begins, or @end */
  guint64         base;     /* offset in the source of the buffer's first byte */
  guint64         value_offset;
  gboolean        at_end; /* the source has no more */
  gboolean        has_begun;
};

/**
 * xa_x_parts_new:
 * @source: a source at its beginning; must outlive the parts
 *
 * Returns: (transfer full): before the first part
 */
XaXParts *
xa_x_parts_new (XaImportSource *source)
{
  XaXParts *self = g_new0 (XaXParts, 1);

  self->source = source;
  /* A line begins where the file does. */
  self->buffer[0] = '\n';
  self->end = 1;
  self->boundary = 1;

  return self;
}

void
xa_x_parts_free (XaXParts *self)
{
  g_free (self);
}

guint64
xa_x_parts_get_offset (const XaXParts *self)
{
  return self->value_offset;
}

static void
find_boundary (XaXParts *self)
{
  char *marker = memmem (self->buffer + self->start, self->end - self->start, MARKER, MARKER_SIZE);

  self->boundary = marker ? (gsize) (marker - self->buffer) : self->end;
}

/* The line end before the first byte is not in the source. */
static gboolean
fill (XaXParts *self,
      GError  **error)
{
  gssize n;

  memmove (self->buffer, self->buffer + self->start, self->end - self->start);
  self->base += self->start;
  self->end -= self->start;
  self->start = 0;

  n = xa_import_source_read (self->source, self->buffer + self->end, BUFFER_SIZE - self->end, error);
  if (n < 0)
    return FALSE;
  self->at_end = n == 0;
  self->end += (gsize) n;
  find_boundary (self);

  return TRUE;
}

/* What can be given out: a piece at the end may be the beginning of a marker. */
static gsize
count_ready (const XaXParts *self)
{
  gsize ready = self->boundary - self->start;

  if (self->boundary < self->end || self->at_end)
    return ready;

  return ready < MARKER_SIZE ? 0 : ready - (MARKER_SIZE - 1);
}

/**
 * xa_x_parts_read:
 * @self: the parts
 *
 * Reads on in the value of the part that was entered last.
 *
 * Returns: bytes read into @buffer, 0 at the end of the value, -1 with @error
 */
gssize
xa_x_parts_read (gpointer data,
                 void    *buffer,
                 gsize    size,
                 GError **error)
{
  XaXParts *self = data;
  gsize     ready;

  while ((ready = count_ready (self)) == 0) {
    if (self->at_end || self->boundary < self->end)
      return 0;
    if (!fill (self, error))
      return -1;
  }

  size = MIN (size, ready);
  memcpy (buffer, self->buffer + self->start, size);
  self->start += size;

  return (gssize) size;
}

static gboolean
pass_value (XaXParts *self,
            GError  **error)
{
  char   rest[4096];
  gssize n;

  while ((n = xa_x_parts_read (self, rest, sizeof rest, error)) > 0)
    ;

  return n == 0;
}

/* Returns: the '=' of the assignment that begins at @start, in the same line, or NULL */
static char *
find_assignment (XaXParts *self)
{
  char *head = self->buffer + self->start + MARKER_SIZE;
  gsize size = MIN (self->end - self->start, MAX_HEAD_SIZE) - MARKER_SIZE;
  char *line_end = memchr (head, '\n', size);

  return memchr (head, '=', line_end ? (gsize) (line_end - head) : size);
}

static void
copy_name (XaXParts *self,
           char      name[XA_X_PART_NAME_SIZE])
{
  const char *from = self->buffer + self->start + MARKER_SIZE;
  gsize       n = 0;

  while (n + 1 < XA_X_PART_NAME_SIZE && (g_ascii_isalnum (from[n]) || from[n] == '_' || from[n] == '-')) {
    name[n] = from[n];
    n++;
  }
  name[n] = '\0';
}

/**
 * xa_x_parts_next:
 * @name: (out): what the part holds: "follower", "tweets"
 *
 * Goes to the next part, past what is left of the one before, and past text in which there is
 * none.
 *
 * Returns: what there is; XA_X_PARTS_FAILED with @error where the source fails
 */
XaXPartsStatus
xa_x_parts_next (XaXParts *self,
                 char      name[XA_X_PART_NAME_SIZE],
                 GError  **error)
{
  char *equals;

  for (;;) {
    if (!pass_value (self, error))
      return XA_X_PARTS_FAILED;
    if (self->boundary == self->end)
      return XA_X_PARTS_END;

    while (!(equals = find_assignment (self)) && !self->at_end && self->end - self->start < MAX_HEAD_SIZE)
      if (!fill (self, error))
        return XA_X_PARTS_FAILED;
    if (equals)
      break;

    /* A marker without an assignment. */
    self->start++;
    find_boundary (self);
  }

  copy_name (self, name);
  self->start = (gsize) (equals + 1 - self->buffer);
  self->value_offset = self->base + self->start - 1;
  find_boundary (self);

  return XA_X_PART;
}
