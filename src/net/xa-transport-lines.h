#pragma once

#include <libsoup/soup.h>

/*
 * The sessions of libsoup that calls are made on, kept for the next call with their open connections, and the turns
 * of the calls to each host.
 */
typedef struct _XaLines XaLines;

/* A session and the context that it lives in; used by one thread at a time. */
typedef struct {
  GMainContext *context; /* (owned) */
  SoupSession  *session; /* (owned) */
  char         *origin;  /* (owned): of its last call, where it may still be connected */
  gint64        idle_since_us;
} XaLine;

XaLines *xa_lines_new (void) G_GNUC_WARN_UNUSED_RESULT;
void     xa_lines_free (XaLines *self);

XaLine *xa_lines_take (XaLines *self, const char *origin, guint max, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void    xa_lines_give_back (XaLines *self, const char *origin, XaLine *line, gboolean keeps_line);
