#pragma once

#include "store/xa-store.h"

/*
 * How streams of news stand, for whoever looks from another program: only the one that has a stream open
 * writes it down, again and again, so that one that was killed does not leave it open for ever.
 */

/* Values are written to files: append, never renumber. */
typedef enum {
  XA_STREAM_NONE = 1, /* nothing that is followed comes over one, or it is held */
  XA_STREAM_OPENING,
  XA_STREAM_UP,      /* what happens is seen at once */
  XA_STREAM_WAITING, /* it was torn, and is opened again by itself: cause */
  XA_STREAM_REFUSED, /* until the user does something: cause */
} XaStreamState;

const char *xa_stream_state_id (XaStreamState state);

typedef struct {
  gint64        connection_id;
  XaStreamState state;
  gint64        since_us; /* when it came to be so */
  gint64        seen_us;  /* when that was last true */
  gint64        until_us; /* with WAITING: the next try, or XA_TIME_UNKNOWN; not written down */
  guint         n_sources;
  char         *cause;      /* (owned): a stable word, or "" */
  char         *cause_text; /* (owned): a sentence, or "" */
  GArray       *sources;    /* (owned) (nullable) (element-type gint64): those that come over it; not written down */
} XaStreamRow;

XaStreamRow *xa_stream_row_copy (const XaStreamRow *self) G_GNUC_WARN_UNUSED_RESULT;
void         xa_stream_row_free (XaStreamRow *self);

/* How long it is believed, and how often it is said again at least. */
#define XA_STREAM_LEASE_US (150 * G_USEC_PER_SEC)
#define XA_STREAM_BEAT_US (60 * G_USEC_PER_SEC)

/* Whether news come over it at @now_us. */
gboolean xa_stream_row_is_up (const XaStreamRow *self, gint64 now_us);

GPtrArray *xa_store_list_streams (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaStreamRow) */
/* Replaces what was known of all. @rows: (element-type XaStreamRow) */
gboolean xa_store_put_streams (XaStore *store, GPtrArray *rows, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaStreamRow, xa_stream_row_free)
