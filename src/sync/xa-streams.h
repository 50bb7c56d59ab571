#pragma once

#include "store/xa-stream-rows.h"
#include "sync/xa-sync.h"

/*
 * The streams of news of one workspace: one a connection at most, each in a thread of its own, opened again
 * by itself when it is torn. What comes goes through the same sink as what is asked for. Every call may
 * come from any thread and returns at once, unless it says otherwise.
 */
typedef struct _XaStreams XaStreams;

typedef enum {
  XA_STREAMS_CHANGED, /* one stands otherwise than before */
  XA_STREAMS_DATA,    /* news were taken in */
  XA_STREAMS_MISSED,  /* a stream is up, and something may have happened before: to be asked for once */
} XaStreamsEvent;

typedef struct {
  XaSync *sync; /* referenced */

  /* (nullable): around everything that opens the workspace for writing, in a thread of a stream; may wait */
  gboolean (*begin_writing) (GCancellable *cancellable, gpointer data, GError **error);
  void (*end_writing) (gpointer data);
  gboolean (*is_awaited) (gpointer data); /* (nullable): whether somebody waits for that to end */
  /* (nullable): in a thread of a stream; @row: of it, valid for the call */
  void (*told) (XaStreamsEvent event, const XaStreamRow *row, gpointer data);
  gpointer data;
} XaStreamsOptions;

XaStreams *xa_streams_new (const XaStreamsOptions *options) G_GNUC_WARN_UNUSED_RESULT;
/* Ends all, which takes about a second, and frees it. Blocks. */
void xa_streams_free (XaStreams *self);

/* A connection whose stream is wanted. */
typedef struct {
  gint64  connection_id;
  guint64 what; /* tells apart what is followed over it, and how it stands: with another one it is opened anew */
} XaStreamWish;

/* Streams of other connections are closed. @wishes: (element-type XaStreamWish) */
void xa_streams_set (XaStreams *self, GArray *wishes);
/* What waits or was refused is tried again now. @connection_id: 0 for all */
void xa_streams_retry (XaStreams *self, gint64 connection_id);

/* Returns: (transfer full) (element-type XaStreamRow): how they stand, of those that are wanted */
GPtrArray *xa_streams_list (XaStreams *self) G_GNUC_WARN_UNUSED_RESULT;

/* What the stream of a connection is wanted for: adds to @wishes (element-type XaStreamWish), unless it has none.
 * @sources: (element-type XaSource) */
void xa_streams_add_wish (GArray *wishes, const XaConnection *connection, GPtrArray *sources);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaStreams, xa_streams_free)
