#pragma once

#include "providers/xa-fetch.h"
#include "store/xa-ingest.h"
#include "sync/xa-sync.h"

/*
 * Records that somebody hands over instead of being asked: they go through the same sink as those
 * of a provider, so that nothing raw is kept or queued. Blocks; not in the main thread.
 */

/* Turns what was handed over into records. There is no network behind @fetch, and every audience is
 * followed. In the thread that pushes. */
typedef gboolean (*XaSyncPushParse) (XaFetch *fetch, gpointer data, GError **error);

typedef struct {
  const char     *identity; /* who pushes, and which message: the same when it comes again */
  gint64          now_us;
  XaSyncPushParse parse;
  gpointer        data;

  /* Of the stream of a connection: what is followed over that is taken, and of it alone; its marks are known
   * to @parse, and kept with what comes. Links that belong to no post are left to fetches. 0: none */
  gint64 connection_id;

  /* (nullable): in the thread that writes, once all is safe */
  XaSyncEdit settle;
  gpointer   settle_data;
} XaSyncPush;

/* Posts and events that are there already, by their keys, change nothing but what is newer about them:
 * after a failure the same may be pushed again.
 *
 * Errors: those of @parse and of the store; LOCKED where another program writes */
gboolean xa_sync_push (XaSync *self, const XaSyncPush *push, XaIngestCounts *counts, GCancellable *cancellable, GError **error);

/* Keeps the workspace open between calls that follow closely; nests. */
gboolean xa_sync_hold (XaSync *self, GError **error);
void     xa_sync_release (XaSync *self);

/* The keyed hash of a text, by which it can be known again and not read. */
XaPseudonym xa_sync_hash (XaSync *self, const char *what, const char *text, gsize size);

const char        *xa_sync_get_workspace (XaSync *self);
XaPseudonymizer   *xa_sync_get_keys (XaSync *self);        /* (not owned) */
XaCredentialStore *xa_sync_get_credentials (XaSync *self); /* (not owned) */
XaTransport       *xa_sync_get_transport (XaSync *self);   /* (not owned) */
