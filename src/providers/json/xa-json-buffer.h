#pragma once

#include <glib.h>

typedef enum {
  XA_JSON_ITEM,      /* here it is */
  XA_JSON_END,       /* the object or array ends here */
  XA_JSON_TOO_LARGE, /* the value was passed over: more than XA_JSON_MAX_ELEMENT bytes */
  XA_JSON_TOO_DEEP,  /* the value was passed over: more than XA_JSON_MAX_DEPTH levels */
  XA_JSON_TRUNCATED, /* the file ends in the middle of something; final */
  XA_JSON_MALFORMED, /* not JSON, and no way to go on; final */
  XA_JSON_FAILED,    /* reading failed, see xa_json_stream_steal_error(); final */
} XaJsonStatus;

/* Gives the next bytes of a file: how many, 0 at the end, -1 with @error. */
typedef gssize (*XaJsonRead) (gpointer data,
                              void    *buffer,
                              gsize    size,
                              GError **error);

/*
 * A piece of a file in memory. It moves on through the file, but never past @kept, and grows
 * where what is kept fills it.
 */
typedef struct {
  XaJsonRead read;
  gpointer   read_data; /* (not owned) */
  GError    *error;     /* (owned) (nullable): why reading failed */
  char      *data;      /* (owned): one scan block longer than @capacity */
  gsize      capacity;  /* in bytes */
  gsize      max_size;  /* what @capacity may grow to */
  gsize      kept;      /* the first byte that must stay */
  gsize      at;        /* the next byte to look at */
  gsize      end;       /* after the last byte read */
  guint64    base;      /* where in the file @data begins, in bytes */
  gboolean   is_at_end; /* of the file */
} XaJsonBuffer;

void         xa_json_buffer_init (XaJsonBuffer *self, XaJsonRead read, gpointer read_data, gsize size, gsize max_size);
void         xa_json_buffer_clear (XaJsonBuffer *self);
XaJsonStatus xa_json_buffer_fill (XaJsonBuffer *self);

static inline char
xa_json_buffer_get (const XaJsonBuffer *self)
{
  return self->data[self->at];
}

static inline guint64
xa_json_buffer_get_offset (const XaJsonBuffer *self)
{
  return self->base + self->at;
}

static inline gboolean
xa_json_status_is_final (XaJsonStatus status)
{
  return status >= XA_JSON_TRUNCATED;
}
