#pragma once

#include "sync/xa-streams.h"
#include "sync/xa-sync-private.h"

/* What the files of streams share. */

struct _XaStreams {
  XaStreamsOptions options;
  XaSync          *sync; /* (owned) */
  pthread_mutex_t  lock;
  pthread_cond_t   changed;
  GPtrArray       *roads; /* (mutex lock) (owned) (element-type XaStreamRoad) */
  gboolean         ends;  /* (mutex lock) */
};

/* One connection. */
typedef struct {
  XaStreams    *streams; /* (not owned) */
  gint64        connection_id;
  GThread      *thread;      /* (owned) */
  gboolean      is_wanted;   /* (mutex lock) */
  guint64       what;        /* (mutex lock) */
  gboolean      is_poked;    /* (mutex lock): to be tried again now */
  GCancellable *cancellable; /* (mutex lock) (owned): of the run that is under way */
  XaStreamRow  *row;         /* (mutex lock) (owned) */

  /* The thread's own: */
  gboolean       is_held;  /* the workspace is open for it */
  gint64         held_us;  /* monotonic: since when */
  guint          n_failed; /* in a row */
  gint64         up_us;    /* monotonic: since when it is up, or 0 */
  gpointer       keepsake; /* (owned) (nullable): of the provider */
  GDestroyNotify keepsake_free;
  GCancellable  *asking; /* (owned) (nullable): with a turn */
  gulong         asking_id;
  gint64         first_source;  /* by which marks are found */
  gint64         not_before_us; /* wall clock: as the platform said, or XA_TIME_UNKNOWN */
} XaStreamRoad;

XaStreamRoad *xa_stream_road_new (XaStreams *streams, gint64 connection_id) G_GNUC_WARN_UNUSED_RESULT;
void          xa_stream_road_free (XaStreamRoad *self); /* joins its thread, which has to end */

/* In the road's thread: opens the workspace, reads what is followed, runs the provider's part until it ends. */
gboolean xa_stream_road_run (XaStreamRoad *self, GCancellable *cancellable, GError **error);
/* Keeps the workspace open for writing; does not nest. */
gboolean xa_stream_road_hold (XaStreamRoad *self, GCancellable *cancellable, GError **error);
void     xa_stream_road_release (XaStreamRoad *self);
/* @cause_text: (nullable) */
void xa_stream_road_set_state (XaStreamRoad *self, XaStreamState state, const char *cause, const char *cause_text, gint64 until_us);
void xa_stream_road_tell (XaStreamRoad *self, XaStreamsEvent event);
