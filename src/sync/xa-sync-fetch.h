#pragma once

#include "providers/xa-fetch.h"
#include "sync/xa-sync-writer.h"

/*
 * A fetch as the workers make it: records go through the ingest sink to the writer, several pages
 * at a time, each batch with the cursor and the marks of its last page.
 */
typedef struct _XaSyncFetch XaSyncFetch;

typedef struct {
  XaRest          *rest;   /* (nullable): not owned; of providers that ask nobody NULL */
  const XaTarget  *target; /* (nullable) */
  XaPseudonymizer *keys;
  GCancellable    *cancellable; /* (nullable) */
  gint64           now_us;
  gint64           since_us;
  guint            max_posts;
  const char      *cursor;         /* (nullable) */
  gint64           done;           /* how far it was there */
  GHashTable      *marks;          /* (nullable) (element-type utf8 utf8) */
  GHashTable      *followed;       /* (nullable) (element-type utf8): native ids */
  gboolean         follows_all;    /* whatever comes is followed */
  XaSyncIntake    *intake;         /* (nullable): NULL for a look, whose records go nowhere */
  gboolean         rereads;        /* as if no pass had been there before; what it leaves is for its own pages only */
  gboolean         wants_profiles; /* see xa_sink_wants_profiles() */
  const guint64   *rejects;        /* (nullable) (array fixed-size=XA_N_REJECTS): of the pass until it was interrupted */
} XaSyncFetchOptions;

/* Called in the fetching thread after each page, and when the provider tells. */
typedef void (*XaSyncFetchProgress) (gint64 done, gint64 total, gpointer data);

XaSyncFetch *xa_sync_fetch_new (const XaSyncFetchOptions *options) G_GNUC_WARN_UNUSED_RESULT;
void         xa_sync_fetch_free (XaSyncFetch *self);
void         xa_sync_fetch_set_progress (XaSyncFetch *self, XaSyncFetchProgress progress, gpointer data);
XaFetch     *xa_sync_fetch_get (XaSyncFetch *self);

/* What remains after the provider returned. @complete: it came to its end, so the rest is a page too;
 * else what it had not ended a page with is dropped. */
XaBatch *xa_sync_fetch_take_last (XaSyncFetch *self, gboolean complete) G_GNUC_WARN_UNUSED_RESULT;

gboolean    xa_sync_fetch_is_partial (XaSyncFetch *self);
guint       xa_sync_fetch_get_notes (XaSyncFetch *self);
const char *xa_sync_fetch_get_note_text (XaSyncFetch *self);
guint64     xa_sync_fetch_get_n_records (XaSyncFetch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaSyncFetch, xa_sync_fetch_free)
